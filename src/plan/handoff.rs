//! Handoffs between tasks, and what all between the same two streams share.

use crate::distribution::Sampler;
use crate::model::{HandoffLevers, Uptake};
use crate::time::Elapsed;
use std::sync::Arc;

/// A handoff between two tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handoff {
    /// Giving task.
    pub from: u32,
    /// Receiving task.
    pub to: u32,
    /// An index into [`Plan::links`].
    pub link: u32,
}

/// A handoff as its giver sees it: what is asked at every delivery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outgoing {
    /// An index into [`Plan::handoffs`].
    pub handoff: u32,
    /// Receiving task.
    pub to: u32,
    /// How long a version travels: [`Link::travels`].
    pub travels: Option<Elapsed>,
}

/// Facts and levers that all handoffs between the same two streams share.
#[derive(Clone, Debug)]
pub struct Link {
    /// The giving stream.
    pub from: usize,
    /// The receiving stream.
    pub to: usize,
    /// Preliminary versions: `Some(θ)` for an early start.
    pub early: Option<f64>,
    /// Whether the receiver may start at once.
    pub brief: bool,
    /// When versions leave.
    pub release: Release,
    /// The broker's team, as numbered in the file, if versions go through one.
    pub via: Option<u32>,
    /// When reopenings are learnt.
    pub visibility: Visibility,
    /// Latency times its factor.
    pub latency: Latency,
    /// What becomes of a version at its receiver.
    pub uptake: Uptake,
    /// The levers with their sources, for `explain`.
    pub levers: HandoffLevers,
}

impl PartialEq for Link {
    /// By what is done, not by where it was said.
    fn eq(&self, other: &Link) -> bool {
        let Link { from, to, early, brief, release, via, visibility, latency, uptake, levers: _ } =
            self;
        (from, to, early, brief, release, via)
            == (&other.from, &other.to, &other.early, &other.brief, &other.release, &other.via)
            && (visibility, latency, uptake) == (&other.visibility, &other.latency, &other.uptake)
    }
}

impl Link {
    /// How long a version travels, if it leaves as soon as it is published and that is always as long.
    pub fn travels(&self) -> Option<Elapsed> {
        match (self.release, self.via, &self.latency) {
            (Release::Item, None, Latency::Fixed(latency)) => Some(*latency),
            _ => None,
        }
    }
}

/// How long a version travels.
#[derive(Clone, Debug, PartialEq)]
pub enum Latency {
    /// Always so long.
    Fixed(Elapsed),
    /// Drawn anew for each version, times a factor.
    Drawn(Arc<Sampler>, f64),
}

/// When versions leave, as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// At once.
    Item,
    /// When the tasks of this gate are done.
    Phase(u32),
    /// At this sync.
    Sync(u32),
}

/// When reopenings are learnt, as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// By the new version.
    Handoff,
    /// At this sync.
    Sync(u32),
    /// At once.
    Live,
}
