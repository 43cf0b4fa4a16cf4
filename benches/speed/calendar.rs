//! What opening hours cost: when work ends that starts now, and how much of a span is open.

use super::race::{Clock, Contender, Length, race};
use flowcast::calendar::{Calendar, Pattern};
use flowcast::time::{DAY, HOUR, Instant, Work};
use jiff::civil::{Date, date};
use std::hint::black_box;

const BATCH: i64 = 1_000;

/// What a calendar is asked at an instant; the answer in microseconds.
type Question = fn(&Calendar, Instant) -> i64;

/// Both questions, for calendars of growing complexity.
pub fn run(length: Length) {
    println!("## Calendars\n");
    let calendars = calendars();
    let ask = |question: Question| {
        let contenders =
            calendars.iter().map(|(name, calendar)| at_times(name, calendar, question));
        race(contenders.collect(), length, Clock::Cpu)
    };
    println!(
        "{}",
        ask(|calendar, now| calendar.advance(now, Work(6 * HOUR)).0).table("end of 6 h")
    );
    let open = ask(|calendar, now| calendar.open(now, Instant(now.0 + 3 * DAY)).0);
    println!("{}", open.table("open time of 3 days"));
}

fn calendars() -> [(&'static str, Calendar); 4] {
    let days = |from: i64, to: i64| {
        (0..5).map(move |day| (day * DAY + from * HOUR, day * DAY + to * HOUR))
    };
    let office: Vec<(i64, i64)> = days(9, 17).collect();
    let lunch = days(9, 12).chain(days(13, 17)).collect();
    let closed: Vec<Date> = (1..=12).map(|month| date(2026, month, 15)).collect();
    let compile = |windows: Vec<(i64, i64)>, closed: &[Date]| {
        let pattern = Pattern { windows, closed: closed.to_vec() };
        Calendar::compile(&pattern, date(2026, 3, 2).at(9, 0, 0, 0)).expect("it opens")
    };
    [
        ("always open", compile(Pattern::always().windows, &[])),
        ("five windows a week", compile(office, &[])),
        ("ten windows a week", compile(Vec::clone(&lunch), &[])),
        ("ten windows, twelve closed dates", compile(lunch, &closed)),
    ]
}

/// A question at many instants of a year, out of order.
fn at_times<'a>(name: &str, calendar: &'a Calendar, ask: Question) -> Contender<'a> {
    let mut at = 0;
    Contender::new(name, move || {
        let mut sum = 0i64;
        for _ in 0..BATCH {
            // A step that shares no factor with a year, so that no pattern is learnt by heart.
            at = (at + 37 * DAY + 12_345_678_901) % (365 * DAY);
            sum = sum.wrapping_add(ask(black_box(calendar), Instant(at)));
        }
        black_box(sum);
        BATCH as u64
    })
}
