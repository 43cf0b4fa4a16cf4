//! Pieces that wait for other pieces: no ad goes out before the page that it points to.

use super::history::{History, Pass};
use std::collections::BTreeMap;

/// So many pieces that waited show it, and so few of a hundred that did not deny it.
const WAITED: usize = 8;
const EARLY: usize = 5;

/// A kind of piece at a step, by their places.
pub type Task = (usize, usize);

/// A receiver's first pass: when it could begin, and which of its givers was the last to be done, and when.
#[derive(Clone)]
pub struct Handed {
    pub case: usize,
    pub kind: Option<usize>,
    pub ready: i64,
    pub from: usize,
    pub given: i64,
    /// Whether it came through the hands of a hub.
    pub via: bool,
}

/// One kind's step that begins only when another kind's is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dependency {
    pub from: Task,
    pub to: Task,
    /// Pieces that waited.
    pub n: usize,
    /// Whether for a share of the other's work only, that on which steps begin early.
    pub early: bool,
}

/// When the pieces of a kind were done with a step, campaign by campaign; or with the share on which others begin.
#[derive(Default)]
pub struct Ends(BTreeMap<(usize, Task), Done>);

#[derive(Default)]
struct Done {
    ends: Vec<i64>,
    /// When the last of the pieces was done for the first time, at the earliest.
    all: i64,
}

impl Ends {
    /// `half` says when a pass had done the share on which others begin: at the earliest, and as far as known.
    pub fn of(
        history: &History,
        kinds: &[Option<usize>],
        half: impl Fn(&Pass) -> Option<[i64; 2]>,
    ) -> Ends {
        let mut found = Ends::default();
        for pass in history.all().filter(|pass| !history.steps[pass.step].once) {
            if let (Some(kind), Some(end)) = (kinds[pass.item], pass.end) {
                let done = found.0.entry((pass.case, (kind, pass.step))).or_default();
                done.ends.push(end);
                let half = half(pass);
                done.ends.extend(half.map(|[_, at]| at));
                let first = half.map_or(end, |[earliest, _]| earliest);
                done.all = if pass.nth == 0 { done.all.max(first) } else { done.all };
            }
        }
        found
    }

    /// The last end by an instant.
    pub fn last(&self, case: usize, task: Task, by: i64) -> Option<i64> {
        self.0.get(&(case, task))?.ends.iter().copied().filter(|end| *end <= by).max()
    }

    /// Whether all pieces of the kind were done by an instant; `None` where there are none.
    fn done(&self, case: usize, task: Task, by: i64) -> Option<bool> {
        Some(self.0.get(&(case, task))?.all <= by)
    }
}

/// What each kind waits for at a step: for that after which it is asked for most evenly, if much more so than after its own
/// givers, done or at the share on which others begin. `known` are those of steps before it; no two kinds wait for each other.
pub fn of(
    history: &History,
    ((whole, half), kinds): ((&Ends, &Ends), usize),
    to: usize,
    found: &[Handed],
    known: &[Dependency],
) -> Vec<Dependency> {
    if !history.steps[to].asked || history.steps[to].once || kinds < 2 {
        return Vec::new();
    }
    let mut waits: Vec<Dependency> = Vec::new();
    for kind in 0..kinds {
        let own: Vec<&Handed> = found.iter().filter(|it| it.kind == Some(kind)).collect();
        let apart = |other: usize| {
            let mut all = known.iter().chain(&waits);
            other != kind && !all.any(|it| (it.from.0, it.to.0) == (kind, other))
        };
        let tasks = (0..kinds).filter(|other| apart(*other));
        let tasks = tasks.flat_map(|other| (0..history.steps.len()).map(move |step| (other, step)));
        let best = tasks.flat_map(|task| {
            let own = &own;
            // What is approved is finished, and so is an approval.
            let starts = |step: usize| !history.steps[step].review;
            let both = if starts(to) && starts(task.1) { 2 } else { 1 };
            let of = move |(ends, early)| Some((waits_for(ends, task, own)?, early, task));
            [(whole, false), (half, true)].into_iter().take(both).filter_map(of)
        });
        let best = best.min_by_key(|((spread, _), early, task)| (*spread, *early, *task));
        waits.extend(best.map(|((_, n), early, from)| Dependency {
            from,
            to: (kind, to),
            n,
            early,
        }));
    }
    waits
}

/// How unevenly pieces are asked for after another kind's task, and how many waited for it; `None` if that is no better than
/// their own givers tell, or if some did not wait.
fn waits_for(ends: &Ends, task: Task, own: &[&Handed]) -> Option<(i64, usize)> {
    let (mut early, mut of) = (0, 0);
    let (mut after, mut before) = (Vec::new(), Vec::new());
    for it in own {
        let Some(done) = ends.done(it.case, task, it.ready) else { continue };
        of += 1;
        early += usize::from(!done);
        if let Some(end) = ends.last(it.case, task, it.ready).filter(|end| done && *end > it.given)
        {
            after.push(it.ready - end);
            before.push(it.ready - it.given);
        }
    }
    let (n, own) = (after.len(), spread(before));
    let spread = spread(after);
    (n >= WAITED && early * 100 <= of * EARLY && spread * 4 < own).then_some((spread, n))
}

/// The median distance from the median.
fn spread(mut values: Vec<i64>) -> i64 {
    let median = |values: &mut Vec<i64>| {
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or(0)
    };
    let middle = median(&mut values);
    let mut away = values.into_iter().map(|it| (it - middle).abs()).collect();
    median(&mut away)
}
