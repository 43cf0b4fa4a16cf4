//! Hours that begin or end between two half-hours. Where work in hand ends all the time until a quarter past three, and then no
//! more though much of it was due, people leave at a quarter past three.

use super::evidence::EXPECTED;
use super::history::Pass;
use super::steady::{self, Kind};
use super::week::{Clock, SLOT, Span, Week, daily};
use crate::time::{DAY, MINUTE, WEEK};
use std::collections::BTreeMap;

/// Hours begin and end at such times.
const GRID: i64 = 5 * MINUTE;
/// Every hour of every team has two ends, and few of them lie between half-hours: that takes so many times the evidence.
const TIMES: f64 = 2.0;

/// The open spans of each day, as finely as jobs show their ends; kinds are jobs that may take the same.
pub fn spans(week: &Week, jobs: &[&Pass], kinds: &[Kind]) -> Vec<Span> {
    let (rough, mut spans) = (daily(week), daily(week));
    let mut alike: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (place, (from, to)) in rough.iter().enumerate() {
        alike.entry((from % DAY, from % DAY + to - from)).or_default().push(place);
    }
    for places in alike.values() {
        for is_end in [false, true] {
            let slots = places.iter().map(|place| match (rough[*place], is_end) {
                ((_, to), true) => (to - SLOT, to),
                ((from, _), false) => (from, from + SLOT),
            });
            let Some(cut) = cut(&slots.collect::<Vec<Span>>(), jobs, is_end) else { continue };
            let mut finer = spans.clone();
            for place in places {
                let (from, to) = &mut finer[*place];
                if is_end { *to += cut - SLOT } else { *from += cut }
            }
            if fits(kinds, &spans, &finer) {
                spans = finer;
            }
        }
    }
    spans
}

/// How long after the beginning of such half-hours people leave, or come, if that is shown.
fn cut(slots: &[Span], jobs: &[&Pass], is_end: bool) -> Option<i64> {
    let edge = |at: i64| slots.iter().map(|slot| (at - slot.0).rem_euclid(WEEK)).min();
    let starts = jobs.iter().filter_map(|it| edge(it.start?)).filter(|it| *it < SLOT);
    let ends = jobs.iter().filter(|it| it.done && it.start.is_some());
    let ends = ends.filter_map(|it| Some(edge(it.end? - 1)? + 1)).filter(|it| *it <= SLOT);
    let ends: Vec<i64> = ends.collect();
    let all = starts.chain(ends.iter().copied());
    let cut = match is_end {
        true => (all.max()? + GRID - 1) / GRID * GRID,
        false => all.min()? / GRID * GRID,
    };
    let (open, closed) = if is_end { ((0, cut), (cut, SLOT)) } else { ((cut, SLOT), (0, cut)) };
    let [at_work, away] = [open, closed].map(|part| in_hand(slots, jobs, part));
    let ended = ends.len() as f64 * away as f64 / at_work.max(1) as f64;
    let due = if is_end { ended } else { ended + taken_up(slots, jobs, cut) as f64 };
    (closed.0 < closed.1 && open.0 < open.1 && due > TIMES * EXPECTED).then_some(cut)
}

/// How many jobs that had waited were taken up at the minute so long after the beginning of such half-hours.
fn taken_up(slots: &[Span], jobs: &[&Pass], cut: i64) -> usize {
    let began = |start: i64| slots.iter().map(move |slot| (start - slot.0).rem_euclid(WEEK));
    let waited = |asked: i64, start: i64| {
        began(start).any(|late| late - cut >= 0 && late - cut < MINUTE && asked <= start - late)
    };
    jobs.iter().filter(|it| it.asked.zip(it.start).is_some_and(|(a, s)| waited(a, s))).count()
}

/// How long jobs were in hand in a part of such half-hours.
fn in_hand(slots: &[Span], jobs: &[&Pass], (from, to): Span) -> i64 {
    let part: Vec<Span> = slots.iter().map(|slot| (slot.0 + from, slot.0 + to)).collect();
    let clock = Clock::over(&part);
    jobs.iter().filter_map(|it| Some(clock.between((it.start?, it.end?)))).sum()
}

/// Whether work that always takes the same does so in the finer hours, too.
fn fits(kinds: &[Kind], rough: &[Span], finer: &[Span]) -> bool {
    let [rough, finer] = [rough, finer].map(Clock::over);
    kinds.iter().all(|kind| {
        let [before, after] = [&rough, &finer].map(|clock| steady::alike(kind, clock, MINUTE));
        before * steady::STEADY <= kind.len() || after >= before
    })
}
