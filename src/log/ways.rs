//! Change logs have no column of outcomes: what a review came to is told by where its item goes next. Work that follows and has
//! its place before the review was sent back; what goes on, or rests for good, was approved.

use super::holds::Holds;
use super::meaning::{Verdict, gives_up, told};
use super::steps::Steps;
use super::{Job, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What comes of a review from which items go to a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A decision.
    Decides(Verdict),
    /// It was interrupted, or given up.
    Aside,
    /// Items go on as often as back.
    Unclear,
}

/// Where items go from there.
#[derive(Clone, Copy, Default)]
struct Votes {
    on: usize,
    back: usize,
    again: usize,
}

impl Votes {
    /// What three of four say.
    fn way(self) -> Option<Way> {
        let all = self.on + self.back + self.again;
        let most = |n: usize| n * 4 >= all * 3;
        (all > 0).then(|| match self {
            Votes { again, .. } if most(again) => Way::Aside,
            Votes { back, .. } if most(back) => Way::Decides(Verdict::Rejected),
            Votes { on, .. } if most(on) => Way::Decides(Verdict::Approved),
            _ => Way::Unclear,
        })
    }
}

/// The statuses of each item one after another, as the rules name them, and in which of them nobody works.
struct Paths<'a> {
    holds: &'a Holds,
    items: Vec<Vec<&'a str>>,
    rests: BTreeSet<&'a str>,
    /// In how many more items a status came first before a review than after it.
    lead: BTreeMap<(&'a str, &'a str), i64>,
}

/// By review, and by the status that follows.
pub type Ways = BTreeMap<(Arc<str>, Arc<str>), Way>;

/// What each status that follows a review means there; the jobs of an item stand together, in order.
pub fn of(jobs: &[Job], steps: &Steps, holds: &Holds) -> Ways {
    let paths = Paths::of(jobs, steps, holds);
    let mut ways = Ways::new();
    for job in jobs {
        let Some(Outcome::Other(next)) = &job.outcome else { continue };
        let (step, to) = (steps.named(&job.step), steps.named(next));
        if steps.reviews(&job.step) {
            ways.entry((job.step.clone(), next.clone()))
                .or_insert_with(|| paths.way(step, to, next));
        }
    }
    ways
}

impl<'a> Paths<'a> {
    fn of(jobs: &'a [Job], steps: &'a Steps, holds: &'a Holds) -> Paths<'a> {
        let of_item = |own: &'a [Job]| own.iter().map(|job| steps.named(&job.step)).collect();
        let items: Vec<Vec<&str>> = jobs.chunk_by(|a, b| a.item == b.item).map(of_item).collect();
        let rests = jobs.iter().filter(|job| steps.rests(&job.step));
        let rests = rests.map(|job| steps.named(&job.step)).collect();
        let reviews = jobs.iter().filter(|job| steps.reviews(&job.step));
        let reviews: BTreeSet<&str> = reviews.map(|job| steps.named(&job.step)).collect();
        let mut lead = BTreeMap::new();
        for order in items.iter().map(|path| firsts(path)) {
            for (at, review) in order.iter().enumerate().filter(|it| reviews.contains(it.1)) {
                for (place, status) in order.iter().enumerate() {
                    let sign = (at as i64 - place as i64).signum();
                    *lead.entry((*status, *review)).or_insert(0) += sign;
                }
            }
        }
        Paths { holds, items, rests, lead }
    }

    fn way(&self, review: &str, to: &str, word: &str) -> Way {
        if gives_up(word) || self.holds.known.contains(word) {
            return Way::Aside;
        }
        if self.holds.doubts.contains_key(word) {
            return Way::Unclear;
        }
        if let Some(verdict) = told(word) {
            return Way::Decides(verdict);
        }
        if self.is_end(to) {
            return Way::Decides(Verdict::Approved);
        }
        let own = self.votes(review, |path, at| at > 0 && path[at - 1] == review && path[at] == to);
        let any = || self.votes(review, |path, at| path[at] == to).way();
        own.way().or_else(any).unwrap_or(Way::Unclear)
    }

    /// Where items go from these places; those that rest there when the log was cut say nothing.
    fn votes(&self, review: &str, from: impl Fn(&[&str], usize) -> bool) -> Votes {
        let mut votes = Votes::default();
        for path in &self.items {
            for at in (0..path.len()).filter(|at| from(path, *at)) {
                match self.work(&path[at..]) {
                    None => {}
                    Some(next) if next == review => votes.again += 1,
                    Some(next) if self.leads_back(next, review) => votes.back += 1,
                    Some(_) => votes.on += 1,
                }
            }
        }
        votes
    }

    /// The first status in which somebody works.
    fn work(&self, path: &[&'a str]) -> Option<&'a str> {
        path.iter().copied().find(|status| !self.rests.contains(status))
    }

    /// Whether work has its place before the review, or leads nowhere but there, such as a status of its own for corrections.
    fn leads_back(&self, status: &str, review: &str) -> bool {
        let (mut back, mut all) = (0, 0);
        for path in &self.items {
            for at in (0..path.len()).filter(|at| path[*at] == status && at + 1 < path.len()) {
                let next = self.work(&path[at + 1..]);
                all += 1;
                back +=
                    usize::from(next.is_some_and(|it| it == review || self.is_earlier(it, review)));
            }
        }
        self.is_earlier(status, review) || all > 0 && back * 10 >= all * 9
    }

    fn is_earlier(&self, status: &str, review: &str) -> bool {
        self.lead.get(&(status, review)).is_some_and(|lead| *lead > 0)
    }

    /// Whether most items that come to this status stay there.
    fn is_end(&self, status: &str) -> bool {
        let came = self.items.iter().flatten().filter(|it| **it == status).count();
        let stayed = self.items.iter().filter(|path| path.last() == Some(&status)).count();
        stayed * 2 > came
    }
}

/// The statuses of an item in the order in which it first came to them.
fn firsts<'a>(path: &[&'a str]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    path.iter().copied().filter(|status| seen.insert(*status)).collect()
}
