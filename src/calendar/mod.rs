//! Calendars: a weekly pattern of windows, open on [from, to), minus closed dates.
//!
//! A [`Calendar`] is compiled against a campaign's start, so that it speaks of [`Instant`]s. Both
//! questions the engine asks, [`Calendar::open`] and [`Calendar::advance`], go through one running
//! total of open time and cost O(log windows + log closed dates).

mod cursor;
mod hours;
mod union;

pub use cursor::Cursor;
pub use hours::Hours;
pub use union::Union;

use crate::time::{DAY, Elapsed, FOREVER, Instant, WEEK, Work};
use jiff::civil::{Date, DateTime};
use std::sync::Arc;

/// A weekly pattern and closed dates, as written: windows in microseconds since Monday 00:00.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// Windows [from, to) within a week, 0 <= from < to <= 7 days; any order, may overlap or touch.
    pub windows: Vec<(i64, i64)>,
    /// Dates on which it does not open.
    pub closed: Vec<Date>,
}

impl Pattern {
    /// Open at all times.
    pub fn always() -> Pattern {
        Pattern { windows: vec![(0, WEEK)], closed: Vec::new() }
    }
}

/// A calendar, compiled against the instant that is time 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Open at all times: every question is arithmetic.
    always: bool,
    /// Microseconds from Monday 00:00 of the first week to time 0.
    offset: i64,
    /// Sorted, disjoint windows within a week.
    windows: Vec<Window>,
    /// Open time of a whole week.
    per_week: i64,
    /// Sorted closed days.
    closed: Vec<ClosedDay>,
    /// The open spans of about the first year, one after the other.
    spans: Arc<[Span]>,
}

/// A span in which a calendar is open without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first instant.
    pub from: i64,
    /// The first instant after it.
    pub until: i64,
    /// The calendar's clock at its beginning.
    pub clock: i64,
}

/// How far ahead spans are listed.
const LISTED: i64 = 54 * WEEK;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    from: i64,
    to: i64,
    /// Open time of the week before `from`.
    before: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ClosedDay {
    /// Midnight at which it begins, in microseconds since Monday 00:00 of the first week.
    from: i64,
    /// Open time (of the calendar with its closed days) before `from`.
    open_before: i64,
    /// Pattern time taken away by this day and all earlier ones.
    removed: i64,
}

impl Calendar {
    /// Compiles a pattern; `start` is the date and time of [`Instant::ZERO`]. `None` if it never opens.
    pub fn compile(pattern: &Pattern, start: DateTime) -> Option<Calendar> {
        let offset = since_monday(start);
        let midnight = offset - offset % DAY;
        let first = start.date();
        let closed = pattern.closed.iter().map(|d| midnight + days_between(first, *d) * DAY);
        Calendar::open_in(merged(&pattern.windows), offset, closed.collect())
    }

    /// Open in these windows but on the days that begin at these local times. `None` if it never opens.
    fn open_in(windows: Vec<Window>, offset: i64, closed: Vec<i64>) -> Option<Calendar> {
        let per_week = windows.iter().map(|w| w.to - w.from).sum();
        if per_week <= 0 {
            return None;
        }
        let mut calendar = Calendar {
            always: per_week == WEEK && closed.is_empty(),
            offset,
            windows,
            per_week,
            closed: Vec::new(),
            spans: Arc::default(),
        };
        calendar.close(closed);
        calendar.spans = calendar.first_spans();
        Some(calendar)
    }

    /// The open spans from time 0 on, until one begins after [`LISTED`]; the last is whole.
    fn first_spans(&self) -> Arc<[Span]> {
        if self.always {
            return Arc::new([Span { from: 0, until: i64::MAX, clock: 0 }]);
        }
        let mut spans = Vec::new();
        let mut from = self.next_opening(Instant::ZERO);
        while from.0 < LISTED {
            let until = self.next_closing(from);
            spans.push(Span { from: from.0, until: until.0, clock: self.clock(from) });
            from = self.next_opening(until);
        }
        spans.into()
    }

    /// The open spans of about the first year, ascending, so that whoever moves through time can step
    /// from one to the next instead of asking for each instant. Later ones are not listed.
    #[inline]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    fn close(&mut self, mut days: Vec<i64>) {
        days.sort_unstable();
        days.dedup();
        let mut removed = 0;
        for from in days.into_iter().filter(|from| *from >= 0) {
            let before = self.pattern_before(from);
            let taken = self.pattern_before(from + DAY) - before;
            let open_before = before - removed;
            removed += taken;
            self.closed.push(ClosedDay { from, open_before, removed });
        }
    }

    /// The running total of open time at `t`: grows only while open. `open(a, b)` is the difference of
    /// two of these.
    #[inline]
    pub fn clock(&self, t: Instant) -> i64 {
        if self.always { t.0 } else { self.open_before(t.0 + self.offset) }
    }

    /// The first instant at which the running total has reached `total` (which lies after time 0's); at the
    /// latest [`FOREVER`].
    #[inline]
    pub fn at_clock(&self, total: i64) -> Instant {
        if self.always {
            Instant(total.min(FOREVER))
        } else {
            Instant(self.first_with(total) - self.offset)
        }
    }

    /// Whether it is open at all times.
    #[inline]
    pub fn is_always(&self) -> bool {
        self.always
    }

    /// Whether it is open only when the other is, by their windows and closed dates: both count from one start.
    pub fn lies_within(&self, other: &Calendar) -> bool {
        let holds = |w: &Window| other.windows.iter().any(|o| o.from <= w.from && w.to <= o.to);
        let closed = |day: &ClosedDay| self.closed.iter().any(|own| own.from == day.from);
        other.always
            || !self.always && self.windows.iter().all(holds) && other.closed.iter().all(closed)
    }

    /// Open time in [a, b); 0 if b is not after a.
    pub fn open(&self, a: Instant, b: Instant) -> Work {
        if b <= a {
            Work(0)
        } else if self.always {
            Work(b.0 - a.0)
        } else {
            Work(self.open_before(b.0 + self.offset) - self.open_before(a.0 + self.offset))
        }
    }

    /// The first instant at which `w` of open time has passed since `a`; `a` itself if `w` is 0, at the
    /// latest [`FOREVER`].
    pub fn advance(&self, a: Instant, w: Work) -> Instant {
        if w.0 <= 0 {
            a
        } else if self.always {
            a.plus(Elapsed(w.0))
        } else {
            let target = self.open_before(a.0 + self.offset) + w.0;
            Instant(self.first_with(target) - self.offset)
        }
    }

    /// Whether it is open at `t` (windows hold their first instant, not their last).
    pub fn is_open(&self, t: Instant) -> bool {
        self.always || self.next_opening(t) == t
    }

    /// `t` if it is open then, else the start of the next window.
    #[inline]
    pub fn next_opening(&self, t: Instant) -> Instant {
        if self.always { t } else { Instant(self.advance(t, Work(1)).0 - 1) }
    }

    /// `t` if it is closed then, else the first instant at which it closes; [`FOREVER`] if it never does.
    pub fn next_closing(&self, t: Instant) -> Instant {
        let mut local = t.0 + self.offset;
        while !self.always && local < FOREVER {
            let end = self.closing_after(local);
            if end == local {
                return Instant(local - self.offset);
            }
            local = end;
        }
        Instant(FOREVER)
    }

    /// Where the window or the day that holds a local time ends; the time itself if it is closed.
    fn closing_after(&self, local: i64) -> i64 {
        let week = local - local.rem_euclid(WEEK);
        let holds = |window: &&Window| week + window.from <= local && local < week + window.to;
        let Some(window) = self.windows.iter().find(holds) else { return local };
        let end = week + window.to;
        let later = self.closed.partition_point(|day| day.from + DAY <= local);
        self.closed.get(later).map_or(end, |day| end.min(day.from.max(local)))
    }

    /// The closed spans in [from, to), ascending; the first `most` of them.
    pub fn closed_spans(&self, from: Instant, to: Instant, most: usize) -> Vec<(Instant, Instant)> {
        let mut spans = Vec::new();
        let mut at = from;
        while at < to && spans.len() < most {
            let opening = self.next_opening(at).min(to);
            if opening > at {
                spans.push((at, opening));
            }
            at = self.next_closing(opening);
        }
        spans
    }

    /// Open time since Monday 00:00 of the first week, closed days left out.
    fn open_before(&self, local: i64) -> i64 {
        let mut open = self.pattern_before(local);
        let later = self.closed.partition_point(|day| day.from < local);
        if later > 0 {
            let day = self.closed[later - 1];
            open = if local < day.from + DAY { day.open_before } else { open - day.removed };
        }
        open
    }

    /// The first local time at which the running total has reached `target` (above 0).
    fn first_with(&self, target: i64) -> i64 {
        let later = self.closed.partition_point(|day| day.open_before < target);
        let removed = if later > 0 { self.closed[later - 1].removed } else { 0 };
        let pattern = target + removed;
        let week = (pattern - 1) / self.per_week;
        if week >= FOREVER / WEEK {
            return FOREVER;
        }
        let within = pattern - week * self.per_week;
        let window = self.windows[self.windows.partition_point(|w| w.before < within) - 1];
        week * WEEK + window.from + (within - window.before)
    }

    /// Open time since Monday 00:00 of the first week by the weekly pattern alone.
    fn pattern_before(&self, local: i64) -> i64 {
        let week = local / WEEK;
        let within = local - week * WEEK;
        let later = self.windows.partition_point(|w| w.from < within);
        let open = match later.checked_sub(1) {
            None => 0,
            Some(last) => {
                let window = self.windows[last];
                window.before + within.min(window.to) - window.from
            }
        };
        week * self.per_week + open
    }
}

/// Sorted and joined windows, with running totals.
fn merged(windows: &[(i64, i64)]) -> Vec<Window> {
    let mut sorted: Vec<(i64, i64)> = windows.iter().copied().filter(|(f, t)| f < t).collect();
    sorted.sort_unstable();
    let mut joined: Vec<(i64, i64)> = Vec::new();
    for (from, to) in sorted {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    let mut before = 0;
    let total = |(from, to): (i64, i64)| {
        let window = Window { from, to, before };
        before += to - from;
        window
    };
    joined.into_iter().map(total).collect()
}

/// Microseconds from the Monday 00:00 before `at` to `at`.
fn since_monday(at: DateTime) -> i64 {
    let day = i64::from(at.date().weekday().to_monday_zero_offset());
    let time = at.time();
    let seconds =
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    day * DAY + seconds * 1_000_000
}

/// Whole days from one date to another; negative if the second is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    // Dates are within years -9999 to 9999, so the span of days always exists and is exact.
    (to.duration_since(from).as_hours()) / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    /// Monday 2026-03-02 09:00.
    fn monday() -> DateTime {
        datetime(2026, 3, 2, 9, 0, 0, 0)
    }

    fn office(closed: Vec<Date>) -> Calendar {
        let windows = (0..5).map(|d| (d * DAY + 9 * HOUR, d * DAY + 17 * HOUR)).collect();
        Calendar::compile(&Pattern { windows, closed }, monday()).unwrap()
    }

    fn at(hours: i64) -> Instant {
        Instant(hours * HOUR)
    }

    #[test]
    fn work_ends_on_friday_evening_not_on_monday_morning() {
        let office = office(vec![]);
        assert_eq!(office.advance(at(0), Work(40 * HOUR)), at(4 * 24 + 8));
        assert_eq!(office.advance(at(0), Work(40 * HOUR + 1)), Instant(at(7 * 24).0 + 1));
        assert_eq!(office.advance(at(10), Work(0)), at(10));
    }

    #[test]
    fn a_calendar_lies_within_another_by_windows_and_dates() {
        let holiday = date(2026, 4, 3);
        let compiled = |from, to, closed| {
            let windows = vec![(2 * DAY + from * HOUR, 2 * DAY + to * HOUR)];
            Calendar::compile(&Pattern { windows, closed }, monday()).unwrap()
        };
        let committee = compiled(10, 12, vec![]);
        assert!(committee.lies_within(&office(vec![])) && !office(vec![]).lies_within(&committee));
        assert!(!committee.lies_within(&office(vec![holiday])));
        assert!(compiled(10, 12, vec![holiday]).lies_within(&office(vec![holiday])));
        assert!(!compiled(16, 18, vec![]).lies_within(&office(vec![])));
        let always = Calendar::compile(&Pattern::always(), monday()).unwrap();
        assert!(committee.lies_within(&always) && !always.lies_within(&committee));
    }

    #[test]
    fn windows_hold_their_first_instant_only() {
        let office = office(vec![]);
        assert!(office.is_open(at(0)));
        assert!(!office.is_open(at(8)));
        assert_eq!(office.next_opening(at(8)), at(24));
        assert_eq!(office.next_opening(at(4 * 24 + 8)), at(7 * 24));
    }

    #[test]
    fn closed_dates_are_skipped() {
        let office = office(vec![date(2026, 3, 3), date(2026, 3, 3), date(2026, 2, 2)]);
        assert_eq!(office.open(at(0), at(48)), Work(8 * HOUR));
        assert_eq!(office.next_opening(at(8)), at(48));
        assert_eq!(office.advance(at(0), Work(9 * HOUR)), at(49));
        assert_eq!(office.open(at(24), at(30)), Work(0));
    }

    #[test]
    fn start_day_may_be_closed() {
        let office = office(vec![date(2026, 3, 2)]);
        assert_eq!(office.next_opening(at(0)), at(24));
        assert_eq!(office.open(at(-1), at(25)), Work(HOUR));
    }

    #[test]
    fn nights_weekends_and_closed_dates_are_closed_spans() {
        // From Thursday 09:00 of the first week on.
        let office = office(vec![date(2026, 3, 9)]);
        let spans = vec![(at(80), at(96)), (at(104), at(192))];
        assert_eq!(office.closed_spans(at(72), at(193), 9), spans);
        assert_eq!(office.closed_spans(at(72), at(193), 1), spans[..1]);
        assert_eq!(office.next_closing(at(3)), at(8));
        assert_eq!(office.next_closing(at(9)), at(9));
        assert_eq!(office.next_closing(at(7 * 24)), at(7 * 24));
    }

    #[test]
    fn a_window_that_wraps_the_week_closes_once() {
        let windows = vec![(0, 2 * DAY), (5 * DAY, WEEK)];
        let closed = vec![date(2026, 3, 16)];
        let pattern = Pattern { windows, closed };
        let shifts = Calendar::compile(&pattern, monday()).unwrap();
        // Saturday to Tuesday midnight; a week later Sunday midnight is the end, Monday is closed.
        assert_eq!(shifts.next_closing(at(6 * 24)), at(9 * 24 - 9));
        assert_eq!(shifts.next_closing(at(13 * 24)), at(14 * 24 - 9));
        let always = Calendar::compile(&Pattern::always(), monday()).unwrap();
        assert_eq!(always.next_closing(at(1)), Instant(FOREVER));
    }

    #[test]
    fn always_is_plain_arithmetic() {
        let always = Calendar::compile(&Pattern::always(), monday()).unwrap();
        assert!(always.is_always());
        assert_eq!(always.open(at(3), at(7)), Work(4 * HOUR));
        assert_eq!(always.advance(at(3), Work(HOUR)), at(4));
    }

    /// A minute a week: 52 working weeks are 124 800 minutes, so that many weeks, of which the clock has 29 785.
    #[test]
    fn work_that_outlasts_the_clock_ends_with_it() {
        let pattern = Pattern { windows: vec![(0, HOUR / 60)], closed: vec![] };
        let rare = Calendar::compile(&pattern, monday()).unwrap();
        let always = Calendar::compile(&Pattern::always(), monday()).unwrap();
        for calendar in [rare, always] {
            for work in [Work(FOREVER), Work(FOREVER + 52 * WEEK)] {
                let end = calendar.advance(at(1), work).0;
                assert!((FOREVER - WEEK..=FOREVER).contains(&end), "{end}");
                let end = calendar.at_clock(work.0).0;
                assert!((FOREVER - WEEK..=FOREVER).contains(&end), "{end}");
            }
        }
    }

    #[test]
    fn a_pattern_that_never_opens_is_none() {
        assert_eq!(Calendar::compile(&Pattern::default(), monday()), None);
    }

    proptest! {
        #[test]
        fn advance_is_the_first_instant_with_that_much_open(
            a in 0..2000i64, w in 1..500i64, closed in proptest::collection::vec(0..60i8, 0..5)
        ) {
            let closed = closed.iter().map(|d| date(2026, 3, 1).saturating_add(jiff::Span::new().days(*d))).collect();
            let office = office(closed);
            let end = office.advance(at(a), Work(w * HOUR));
            prop_assert_eq!(office.open(at(a), end), Work(w * HOUR));
            prop_assert_eq!(office.open(at(a), Instant(end.0 - 1)), Work(w * HOUR - 1));
        }

        #[test]
        fn open_time_adds_up(a in 0..900i64, b in 0..900i64, c in 0..900i64) {
            let office = office(vec![date(2026, 3, 11), date(2026, 3, 30)]);
            let mut t = [a, b, c];
            t.sort_unstable();
            let whole = office.open(at(t[0]), at(t[2])).0;
            prop_assert_eq!(whole, office.open(at(t[0]), at(t[1])).0 + office.open(at(t[1]), at(t[2])).0);
        }
    }
}
