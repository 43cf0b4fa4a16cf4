//! How exactly the ends of hours are known: between the first and the last instant at which somebody worked, and the hours that are told,
//! anything may be closed.

use super::history::Pass;
use super::week::{self, CLOSED, Day, SLOTS, Span, Week, stretches};
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
const CHANCE: f64 = 0.001;

/// The ends of these spans, day by day, in which none of the jobs began or ended, if they are long enough for hours to end in; of a
/// single day those in which others show that something would have happened.
pub fn unseen(daily: &[Span], jobs: &[&Pass]) -> Vec<Span> {
    let spans = week::joined(daily);
    let seen = seen(&spans, jobs);
    let mut alike: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (place, (from, to)) in spans.iter().enumerate() {
        alike.entry((from % DAY, from % DAY + to - from)).or_default().push(place);
    }
    let mut found: Vec<Span> = Vec::new();
    for ((from, to), places) in alike {
        let all: Vec<i64> = places.iter().flat_map(|place| seen[*place].iter().copied()).collect();
        let within = |place: &usize| {
            let runs = empty_ends(to - from, &seen[*place], &all).into_iter();
            runs.map(|(a, b)| (spans[*place].0 + a, spans[*place].0 + b)).collect::<Vec<Span>>()
        };
        found.extend(places.iter().flat_map(within));
    }
    // Where a week ends, the next one goes on.
    found.retain(|(from, to)| to - from >= EXACT && *from > 0 && *to < WEEK);
    let whole = |(from, to): Span| (from / MINUTE * MINUTE, (to + MINUTE - 1) / MINUTE * MINUTE);
    let mut found: Vec<Span> = found.into_iter().map(whole).collect();
    found.sort_unstable();
    found
}

/// What lies before the first and after the last instant of a day of such a length: of its own where that is rare, else of all days.
fn empty_ends(length: i64, own: &[i64], all: &[i64]) -> Vec<Span> {
    let Some((first, last)) = ends(all) else { return Vec::new() };
    let (begins, stops) = ends(own).unwrap_or((first, last));
    let begins = if is_rare((0, begins), own, all) { begins } else { first };
    let stops = if is_rare((stops, length), own, all) { stops } else { last };
    vec![(0, begins), (stops, length)]
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

/// Whether chance would hardly leave a long stretch of one day empty, by what happens on all days of the same hours.
fn is_rare((from, to): Span, own: &[i64], all: &[i64]) -> bool {
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

    /// Jobs of ten minutes every twenty minutes from 9:00 until such a minute of each of two days, told as from 9:00 to 17:00.
    #[test]
    fn hours_are_no_more_exact_than_what_was_seen() {
        let found = |until: [i64; 2]| {
            let mut text = "item,step,person,start,end\n".to_owned();
            for (day, until) in until.into_iter().enumerate() {
                for nth in 0..=(until - 550) / 20 {
                    let at = |minute: i64| {
                        format!("2026-01-{:02} {:02}:{:02}", 5 + day, minute / 60, minute % 60)
                    };
                    let (from, to) = (at(540 + 20 * nth), at(550 + 20 * nth));
                    text += &format!("p{day} {nth},draw,ann,{from},{to}\n");
                }
            }
            let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
            let history = History::of(&log, None);
            let jobs: Vec<&Pass> = history.all().collect();
            let day = |it: i64| (it * DAY + 540 * MINUTE, it * DAY + 1020 * MINUTE);
            week::told(&unseen(&[day(0), day(1)], &jobs))
        };
        assert_eq!(found([970, 970]), "Mon-Tue 16:10-17:00");
        // Of one day it may be chance: of 48 instants of the other 4 lie later, and (44/48)^44 is .02; until 12:10 (20/48)^20 is 2e-8.
        assert_eq!(found([970, 1010]), "Mon-Tue 16:50-17:00");
        assert_eq!(found([730, 1010]), "Mon 12:10-17:00, Tue 16:50-17:00");
    }
}
