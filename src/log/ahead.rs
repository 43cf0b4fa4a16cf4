//! What lies before its next step when a log of changes ends: that step is asked for, and has not begun.

use super::changes::asked;
use super::holds::Holds;
use super::meaning::{gives_up, is_over, lies_before};
use super::steps::Steps;
use super::{Job, Status};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A status in which work lies, after the step that was worked at last.
type Lies = (Option<Arc<str>>, Arc<str>);

/// Makes of each last stay that is no end the job that its item lies before.
pub fn ask(jobs: &mut [Job], steps: &Steps, holds: &Holds) {
    let ends = Ends::of(jobs);
    let lies = |item: &[Job]| {
        let last = item.last().filter(|it| steps.rests(&it.step) && !ends.has(&it.step));
        // What is put aside is a job that was begun.
        last.is_some_and(|it| !holds.known.contains(&it.step))
    };
    let next = next(jobs, steps, &lies);
    for item in jobs.chunk_by_mut(|a, b| a.item == b.item).filter(|item| lies(item)) {
        let step = place(item, steps).and_then(|lies| next.get(&lies)).and_then(usual);
        let at = asked(item.iter().filter_map(|it| Some((&*it.step, it.start?))));
        if let Some((last, step)) = item.last_mut().zip(step) {
            last.asked = at.or(last.start);
            (last.step, last.start, last.status) = (step, None, Status::Open);
            (last.person, last.team, last.outcome) = (None, None, None);
        }
    }
}

/// Where an item lies after its stays so far.
fn place(item: &[Job], steps: &Steps) -> Option<Lies> {
    let worked = item.iter().rfind(|it| !steps.rests(&it.step));
    Some((worked.map(|it| it.step.clone()), item.last()?.step.clone()))
}

/// How often each step came next; none where an item ended.
type Next = BTreeMap<Option<Arc<str>>, usize>;

/// What came next where items lay; of those that still lie there nothing is known.
fn next(jobs: &[Job], steps: &Steps, lies: &dyn Fn(&[Job]) -> bool) -> BTreeMap<Lies, Next> {
    let mut next: BTreeMap<Lies, Next> = BTreeMap::new();
    for item in jobs.chunk_by(|a, b| a.item == b.item) {
        for at in (1..item.len()).filter(|at| steps.rests(&item[at - 1].step)) {
            let step = item[at..].iter().find(|it| !steps.rests(&it.step));
            if let Some(place) = place(&item[..at], steps).filter(|_| step.is_some() || !lies(item))
            {
                let step = step.map(|it| it.step.clone());
                *next.entry(place).or_default().entry(step).or_insert(0) += 1;
            }
        }
    }
    next
}

fn usual(next: &Next) -> Option<Arc<str>> {
    next.iter().max_by_key(|(_, n)| **n).and_then(|(step, _)| step.clone())
}

/// By status: how many stays there were left, and with how many the items' stays end.
struct Ends(BTreeMap<Arc<str>, (usize, usize)>);

impl Ends {
    fn of(jobs: &[Job]) -> Ends {
        let mut stays: BTreeMap<Arc<str>, (usize, usize)> = BTreeMap::new();
        for job in jobs {
            let (left, last) = stays.entry(job.step.clone()).or_default();
            *if job.end.is_some() { left } else { last } += 1;
        }
        Ends(stays)
    }

    /// Whether items end in a status: no other follows, it says so, or most stay there and it does not say that work is ahead.
    fn has(&self, status: &Arc<str>) -> bool {
        let (left, last) = self.0.get(status).copied().unwrap_or_default();
        let most = last > left && !lies_before(status);
        left == 0 || is_over(status) || gives_up(status) || most
    }
}
