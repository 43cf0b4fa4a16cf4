//! Tasks, what those of a stream have in common, who reviews them, and the deliverables that they belong to.

use super::Overhead;
use crate::distribution::Sampler;
use crate::model::{Route, Tier, When};
use crate::time::Elapsed;
use std::sync::Arc;

/// A deliverable in a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// Which stream: an index into [`Plan::steps`].
    pub stream: u32,
    /// Which instance: an index into [`Plan::deliverables`].
    pub deliverable: u32,
    /// The part of a team that works on it; `None`: it is an approval.
    pub team: Option<u32>,
    /// Whose people do it, one of them each time: who works on it, or sits as the only reviewer of an
    /// approval. `None`: an approval by several reviewers, by an external approver or by nobody.
    pub person_of: Option<u32>,
    /// The overhead of that person; none if there is none.
    pub overhead: Overhead,
    /// Probability that a finish hides a flaw, times (1 + penalty × gap); not yet capped at 1.
    pub flaw: f64,
    /// Whether that person reviews on demand: in the default calendar, the switch cost paid at every start.
    pub interrupted: bool,
    /// Handoffs into it: a range of [`Plan::handoffs`].
    pub into: (u32, u32),
    /// Handoffs out of it: a range of [`Plan::outgoing`].
    pub out: (u32, u32),
    /// Its reviewers if it is an approval: an index into [`Plan::panels`].
    pub panel: u32,
    /// Where its reviews' states begin in the engine's array of them.
    pub reviews: u32,
    /// What a rejection without a detected flaw reopens: a range of [`Plan::returns`].
    pub returns: (u32, u32),
}

/// What the tasks of a stream have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The stream's name, for display.
    pub name: String,
    /// How many tasks of a campaign it has.
    pub tasks: u32,
    /// Probability that each of them occurs.
    pub occurs: f64,
    /// Work or approval.
    pub kind: StepKind,
}

/// Work or approval.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// Done by a person.
    Work(WorkStep),
    /// Worked by reviewers.
    Approval(ApprovalStep),
}

/// A work stream.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkStep {
    /// Effort before scale: an index into [`Samplers`].
    pub effort: Arc<Sampler>,
    /// Whether some handoff out of it publishes early results.
    pub early: bool,
}

/// An approval stream.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalStep {
    /// Where rejections go: a stream, or the direct work predecessors.
    pub returns_to: Option<u32>,
    /// Share then redone.
    pub revise: f64,
    /// Factor on effort in further rounds.
    pub rereview: f64,
}

/// The reviewers that see a task, and how they are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// In list order.
    pub reviewers: Vec<Reviewer>,
    /// Order of asking.
    pub route: Route,
    /// How long teams wait for a reviewer.
    pub patience: Option<Elapsed>,
    /// Probability that they then go ahead.
    pub bypass: f64,
}

/// A reviewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewer {
    /// Its place in the stream's list: part of the key of its draws.
    pub index: u32,
    /// The part of a team whose person reviews; `None`: an external approver.
    pub team: Option<u32>,
    /// Effort (team) or turnaround (external).
    pub time: Arc<Sampler>,
    /// 1 / speed of the team.
    pub scale: f64,
    /// How long after being asked it turns to a review (µs of open time of the default calendar), if it does not at once.
    pub response: Option<Arc<Sampler>>,
    /// Probability of a rejection by round; the last value repeats.
    pub reject: Vec<f64>,
    /// Probability to detect each flaw.
    pub detect: f64,
    /// Whether reviews are made on demand: in the default calendar, the switch cost paid at each.
    pub interrupted: bool,
}

/// A deliverable instance, or what has the campaign's own tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Deliverable {
    /// Its name, with its number where there are several.
    pub name: String,
    /// Its tasks: a range of [`Plan::tasks`].
    pub tasks: (u32, u32),
    /// Which deliverable of the file it is an instance of; `None`: the campaign.
    pub of: Option<u32>,
    /// Its risk tier.
    pub tier: Tier,
    /// The number of its pod, from 1; 0: it is in none.
    pub pod: u32,
    /// When it is to be done for the last time; `None`: by the deadline.
    pub due: Option<When>,
}
