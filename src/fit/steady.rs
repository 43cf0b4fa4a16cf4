//! What work of constant effort shows of hours: it takes the same, whether or not it runs across an hour. So an hour is open,
//! though nothing ever begins or ends in it, if only then the jobs that run across it take what the others do.

use super::history::{History, Pass};
use super::week::{Clock, Week, cells, stretches, union};
use crate::time::MINUTE;
use std::collections::BTreeMap;

/// So many more jobs that take the same show that hours are open.
const OFTEN: usize = 4;
/// Jobs take the same if they differ by no more: clearly less than a half-hour, and a short meeting may lie in some.
const SAME: i64 = 20 * MINUTE;
/// Of so many jobs whose open time an hour changes one has to fit.
const FIT: usize = 3;
/// Work is steady if one job of so many takes what its others do.
pub const STEADY: usize = 4;

/// Starts and ends of jobs of one kind.
pub type Kind = Vec<(i64, i64)>;

/// A week with those of an office's hours that jobs of constant effort show to be open.
pub fn opened(week: &Week, office: &Week, kinds: &[Kind]) -> Week {
    let whole = union(week, office);
    let steady = |kind: &&Kind| {
        let most = [week, &whole].map(|week| alike(kind, &Clock::of(week), SAME));
        most[0].max(most[1]) * STEADY > kind.len()
    };
    let kinds: Vec<&Kind> = kinds.iter().filter(steady).collect();
    let mut week = *week;
    while let Some((_, wider)) = wider(&week, office)
        .into_iter()
        .filter_map(|it| Some((gain(&kinds, &week, &it)?, it)))
        .max_by_key(|(gain, it)| (*gain, cells(it).count()))
    {
        week = wider;
    }
    week
}

/// First passes of one step by pieces of one kind, where there are enough.
pub fn kinds(history: &History, jobs: &[&Pass]) -> Vec<Kind> {
    let mut kinds: BTreeMap<(usize, &str), Kind> = BTreeMap::new();
    for pass in jobs.iter().filter(|pass| pass.is_whole() && pass.nth == 0) {
        if let Some(span) = pass.start.zip(pass.end).filter(|(start, end)| start < end) {
            let piece = &*history.items[pass.item].kind;
            kinds.entry((pass.step, piece)).or_default().push(span);
        }
    }
    kinds.into_values().filter(|kind| kind.len() >= OFTEN).collect()
}

/// How many more jobs take what others of their kind do in the wider of two weeks, if that is often so.
fn gain(kinds: &[&Kind], week: &Week, wider: &Week) -> Option<usize> {
    let all = |clock: &Clock| kinds.iter().map(|kind| alike(kind, clock, SAME)).sum::<usize>();
    let (clock, other) = (Clock::of(week), Clock::of(wider));
    let changed = |it: &&(i64, i64)| clock.between(**it) != other.between(**it);
    let changed = kinds.iter().flat_map(|kind| kind.iter()).filter(changed).count();
    let gain = all(&other).saturating_sub(all(&clock));
    (gain >= OFTEN && gain * FIT >= changed).then_some(gain)
}

/// The most jobs of a kind whose open time differs by no more than so much.
pub fn alike(kind: &Kind, clock: &Clock, same: i64) -> usize {
    let mut took: Vec<i64> = kind.iter().map(|it| clock.between(*it)).collect();
    took.sort_unstable();
    let from = |least: &i64| took.partition_point(|it| it - least <= same);
    took.iter().enumerate().map(|(place, least)| from(least) - place).max().unwrap_or(0)
}

/// Weeks with one more stretch of an office's hours, from its beginning or to its end, on all days that lack it; and with all.
fn wider(week: &Week, office: &Week) -> Vec<Week> {
    let lacks: Week =
        std::array::from_fn(|day| std::array::from_fn(|it| office[day][it] && !week[day][it]));
    let of = |day: usize| stretches(&lacks[day]).collect::<Vec<_>>();
    let mut days: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for day in 0..7 {
        of(day).into_iter().for_each(|it| days.entry((it.start, it.end)).or_default().push(day));
    }
    let mut all = vec![union(week, office)];
    for ((from, to), days) in days {
        let ends = (from + 1..to).flat_map(|at| [from..at, at..to]);
        for run in ends.chain(std::iter::once(from..to)) {
            let mut wider = *week;
            days.iter().for_each(|day| wider[*day][run.clone()].fill(true));
            all.push(wider);
        }
    }
    all
}
