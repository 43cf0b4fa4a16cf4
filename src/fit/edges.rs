//! How exactly the ends of hours are known: between the first and the last instant at which somebody worked, and the hours that are told,
//! anything may be closed.

use super::history::Pass;
use super::week::{self, CLOSED, Day, SLOT, SLOTS, Span, Week, stretches};
use crate::time::{DAY, MINUTE, WEEK};
use std::collections::BTreeMap;

/// Hours that begin or end between half-hours do so at least this long from one, mostly.
const EXACT: i64 = 10 * MINUTE;
/// A day that is shorter than others is so by this at least.
const SHORT: i64 = 60 * MINUTE;
/// Where hardly anything was due, nothing shows that hours are closed.
const DUE: f64 = 1.0;
/// Hours that may be longer by less are told well enough.
const LONGER: usize = 2;
/// That nothing happens on one day at the end of hours which others have, is chance above it.
const CHANCE: f64 = 0.005;
/// So is a half-hour that is empty on all days.
const HALF_HOUR: f64 = 0.02;

/// Parts of these spans, day by day, in which none of the jobs began or ended: at their ends, if they are long enough for hours to end
/// in; within them, and of a single day, those that chance would hardly leave so.
pub fn unseen(daily: &[Span], jobs: &[&Pass]) -> Vec<Span> {
    of_alike(daily, jobs, unseen_of)
}

/// Those within, on all days of the same hours.
pub fn breaks(daily: &[Span], jobs: &[&Pass]) -> Vec<Span> {
    of_alike(daily, jobs, |days| {
        let within = rare_gaps(days);
        days.iter().flat_map(|day| within.iter().flat_map(|it| day.part(*it))).collect()
    })
}

/// What is found of days of the same hours, in minutes.
fn of_alike(daily: &[Span], jobs: &[&Pass], find: impl Fn(&[Seen]) -> Vec<Span>) -> Vec<Span> {
    let spans = week::joined(daily);
    let seen = seen(&spans, jobs);
    let mut alike: BTreeMap<Vec<Span>, Vec<Seen>> = BTreeMap::new();
    for (day, own) in days(&spans, seen) {
        let shape = own.spans.iter().map(|(from, to)| (from - day * DAY, to - day * DAY));
        alike.entry(shape.collect()).or_default().push(own);
    }
    let mut found: Vec<Span> = alike.values().flat_map(|days| find(days)).collect();
    // Where a week ends, the next one goes on.
    found.retain(|(from, to)| to - from >= EXACT && *from > 0 && *to < WEEK);
    let whole = |(from, to): Span| (from / MINUTE * MINUTE, (to + MINUTE - 1) / MINUTE * MINUTE);
    week::merged(found.into_iter().map(whole).collect())
}

/// The spans of a day, and when something began or ended in each, since it opened.
#[derive(Default)]
struct Seen {
    spans: Vec<Span>,
    times: Vec<Vec<i64>>,
}

/// The days on which spans begin.
fn days(spans: &[Span], seen: Vec<Vec<i64>>) -> BTreeMap<i64, Seen> {
    let mut days: BTreeMap<i64, Seen> = BTreeMap::new();
    for (span, times) in spans.iter().zip(seen) {
        let day = days.entry(span.0 / DAY).or_default();
        day.spans.push(*span);
        day.times.push(times);
    }
    days
}

impl Seen {
    /// Each span in open time since the day began.
    fn open(&self) -> impl Iterator<Item = Span> {
        self.spans.iter().scan(0, |open, (from, to)| {
            let begin = *open;
            *open += to - from;
            Some((begin, *open))
        })
    }

    /// Its open time.
    fn length(&self) -> i64 {
        self.open().last().map_or(0, |last| last.1)
    }

    /// When something began or ended, in open time.
    fn own(&self) -> Vec<i64> {
        let spans = self.open().zip(&self.times);
        spans.flat_map(|(span, times)| times.iter().map(move |at| span.0 + at)).collect()
    }

    /// A part of its open time, span by span.
    fn part(&self, (from, to): Span) -> Vec<Span> {
        let within = |(open, span): (Span, &Span)| {
            let of = |at: i64| span.0 + at.clamp(open.0, open.1) - open.0;
            (of(from), of(to))
        };
        let all = self.open().zip(&self.spans).map(within);
        all.filter(|(begin, end)| begin < end).collect()
    }
}

/// What is not seen of days of the same hours.
fn unseen_of(days: &[Seen]) -> Vec<Span> {
    let all: Vec<i64> = days.iter().flat_map(Seen::own).collect();
    let ends = days[0].open().enumerate().flat_map(|(nth, span)| {
        let within = days.iter().flat_map(|day| day.times[nth].iter().map(|at| span.0 + at));
        empty_ends(span, &within.collect::<Vec<i64>>())
    });
    let common: Vec<Span> = ends.chain(rare_gaps(days)).collect();
    let of_one = |day: &Seen| {
        let own = day.own();
        let ends = empty_ends((0, day.length()), &own).into_iter();
        let ends = ends.filter(|it| is_rare_of(*it, &own, &all));
        ends.chain(common.iter().copied()).flat_map(|it| day.part(it)).collect::<Vec<Span>>()
    };
    days.iter().flat_map(of_one).collect()
}

/// Between an instant of some of these days and the next, where chance would hardly leave that empty.
fn rare_gaps(days: &[Seen]) -> Vec<Span> {
    let mut all: Vec<i64> = days.iter().flat_map(Seen::own).collect();
    all.sort_unstable();
    let gaps = all.windows(2).map(|pair| (pair[0], pair[1]));
    gaps.filter(|it| is_rare(*it, days[0].length(), all.len())).collect()
}

/// What lies before the first and after the last of these instants, if there is one.
fn empty_ends((from, to): Span, times: &[i64]) -> Vec<Span> {
    ends(times).map_or_else(Vec::new, |(first, last)| vec![(from, first), (last, to)])
}

/// Closed half-hours before and after the hours of days, in which others work and hardly anything was due, on all days of the same hours
/// together: they may be open.
pub fn beyond(week: &Week, due: &[Day<f64>; 7], others: &Week) -> Week {
    let mut found = CLOSED;
    for day in 0..7 {
        let alike: Vec<usize> = (0..7).filter(|other| week[*other] == week[day]).collect();
        let due: Day<f64> =
            std::array::from_fn(|slot| alike.iter().map(|day| due[*day][slot]).sum());
        let may = |slot: usize| !week[day][slot] && others[day][slot];
        for hours in stretches(&week[day]) {
            let (after, before) = (hours.end..SLOTS, (0..hours.start).rev());
            for run in [little(after, may, &due), little(before, may, &due)] {
                run.into_iter().for_each(|slot| found[day][slot] = true);
            }
        }
    }
    found
}

/// The first of these half-hours, as far as they may be open and hardly anything was due in them together; none, if they are few.
fn little(
    slots: impl Iterator<Item = usize>,
    may: impl Fn(usize) -> bool,
    due: &Day<f64>,
) -> Vec<usize> {
    let mut sum = 0.0;
    let is_little = |slot: &usize| {
        sum += due[*slot];
        may(*slot) && sum <= DUE
    };
    let run: Vec<usize> = slots.take_while(is_little).collect();
    if run.len() < LONGER { Vec::new() } else { run }
}

/// When something began or ended, by span, since it opened.
fn seen(spans: &[Span], jobs: &[&Pass]) -> Vec<Vec<i64>> {
    let times =
        jobs.iter().flat_map(|it| [it.start, it.end.filter(|_| it.done && it.start.is_some())]);
    let mut seen = vec![Vec::new(); spans.len()];
    for at in times.flatten().map(|at| at.rem_euclid(WEEK)) {
        if let Some(place) = spans.iter().position(|(from, to)| (*from..=*to).contains(&at)) {
            seen[place].push(at - spans[place].0);
        }
    }
    seen
}

fn ends(times: &[i64]) -> Option<(i64, i64)> {
    times.iter().min().copied().zip(times.iter().max().copied())
}

/// Whether so few starts and ends lie in such hours that chance may leave a half-hour of all days empty.
pub fn are_few(daily: &[Span], n: usize) -> bool {
    let mut open: BTreeMap<i64, i64> = BTreeMap::new();
    daily.iter().for_each(|(from, to)| *open.entry(from / DAY).or_default() += to - from);
    let longest = open.into_values().max().unwrap_or(0);
    longest > SLOT && !tells_half_hours(longest, n)
}

/// Whether chance would hardly leave any half-hour of so much open time empty of so many instants (Bonferroni).
fn tells_half_hours(length: i64, n: usize) -> bool {
    let slots = length as f64 / SLOT as f64;
    slots * libm::pow(1.0 - 1.0 / slots, n as f64) < HALF_HOUR
}

/// Whether chance would hardly leave a long stretch of so much open time empty of so many instants, or one with a half-hour of the clock.
fn is_rare((from, to): Span, length: i64, n: usize) -> bool {
    let share = (to - from) as f64 / length as f64;
    let is_long = to - from >= SHORT && libm::pow(1.0 - share, n as f64) < CHANCE;
    let holds = (from + SLOT - 1) / SLOT * SLOT + SLOT <= to;
    is_long || holds && tells_half_hours(length, n)
}

/// The same of one day, by what happens on all days of the same hours.
fn is_rare_of((from, to): Span, own: &[i64], all: &[i64]) -> bool {
    if to - from < SHORT {
        return false;
    }
    let within = all.iter().filter(|at| from < **at && **at < to).count();
    let others = (all.len() - own.len()).max(1);
    libm::pow((1.0 - within as f64 / others as f64).max(0.0), own.len() as f64) < CHANCE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::history::History;
    use crate::log;
    use crate::time::HOUR;

    /// A board on Tuesdays from 10:00 to 11:00, of others from 9:00 to 17:00: work comes in from 12:00.
    #[test]
    fn a_board_that_runs_out_of_work_may_sit_on() {
        let (mut board, mut office, mut due) = (CLOSED, CLOSED, [[0.0; SLOTS]; 7]);
        board[1][20..22].fill(true);
        office[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        due[1][..20].fill(0.6);
        due[1][24..].fill(0.6);
        let found = |due: [Day<f64>; 7]| week::written(&beyond(&board, &due, &office));
        assert_eq!(found(due), "Tue 11:00-12:30");
        // What waits from 11:30 on shows that it does not.
        due[1][23] = 1.1;
        assert_eq!(found(due), "");
    }

    /// What is not seen of such hours on Mondays and Tuesdays, in minutes of a day, with jobs of ten minutes every twenty minutes from
    /// and until such minutes of these days.
    fn unseen_in(hours: &[Span], worked: &[(i64, i64, i64)]) -> String {
        let mut text = "item,step,person,start,end\n".to_owned();
        for (day, from, until) in worked {
            for begin in (*from..=until - 10).step_by(20) {
                let at = |it: i64| format!("2026-01-{:02} {:02}:{:02}", 5 + day, it / 60, it % 60);
                let (start, end) = (at(begin), at(begin + 10));
                text += &format!("p{day} {begin},draw,ann,{start},{end}\n");
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let history = History::of(&log, None);
        let jobs: Vec<&Pass> = history.all().collect();
        let of = |day: i64| {
            hours.iter().map(move |it| (day * DAY + it.0 * MINUTE, day * DAY + it.1 * MINUTE))
        };
        week::told(&unseen(&(0..2).flat_map(of).collect::<Vec<Span>>(), &jobs))
    }

    /// Until such a minute of each of two days, told as from 9:00 to 17:00.
    #[test]
    fn hours_are_no_more_exact_than_what_was_seen() {
        let found =
            |until: [i64; 2]| unseen_in(&[(540, 1020)], &[(0, 540, until[0]), (1, 540, until[1])]);
        assert_eq!(found([970, 970]), "Mon-Tue 16:10-17:00");
        // Of one day it may be chance: of 48 instants of the other 4 lie later, and (44/48)^44 is .02; until 12:10 (20/48)^20 is 2e-8.
        assert_eq!(found([970, 1010]), "Mon-Tue 16:50-17:00");
        assert_eq!(found([730, 1010]), "Mon 12:10-17:00, Tue 16:50-17:00");
    }

    /// From 9:00 to 12:00 and from 13:00 to 17:00: of Monday's 42 instants 24 lie in the afternoon, and (18/42)^18 is 2e-7.
    #[test]
    fn an_afternoon_in_which_nothing_happens_may_be_closed() {
        let worked = [(0, 540, 710), (0, 780, 1010), (1, 540, 710)];
        let unseen = "Mon-Tue 11:50-12:00, Mon 16:50-17:00, Tue 13:00-17:00";
        assert_eq!(unseen_in(&[(540, 720), (780, 1020)], &worked), unseen);
    }

    /// Of eight hours a half is a sixteenth: 16 (15/16)^103 is .0207, with 104 .0194; of two hours a quarter: 4 · .75^18 is .0226, with 19 .0169.
    #[test]
    fn a_few_starts_and_ends_show_no_half_hour() {
        let (day, board) = ([(9 * HOUR, 17 * HOUR)], [(DAY + 10 * HOUR, DAY + 12 * HOUR)]);
        assert!(are_few(&day, 103) && !are_few(&day, 104));
        assert!(are_few(&board, 18) && !are_few(&board, 19));
    }

    /// From 9:00 to 17:00, but nothing from 11:50 to 13:00: of 84 instants none lie in 70 minutes of 480, and (410/480)^84 is 2e-6.
    #[test]
    fn a_break_that_no_evidence_shows_may_be_one() {
        let days = [(0, 540, 710), (0, 780, 1010), (1, 540, 710), (1, 780, 1010)];
        assert_eq!(unseen_in(&[(540, 1020)], &days), "Mon-Tue 11:50-13:00, Mon-Tue 16:50-17:00");
    }
}
