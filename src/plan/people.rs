//! Teams and their parts, meetings, audits, the broker.

use crate::calendar::Union;
use crate::distribution::Sampler;
use crate::model::Person;
use crate::time::{Elapsed, Work};
use std::sync::Arc;

/// A team, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Its name, for display.
    pub name: String,
    /// Which team of the file it belongs to, and all parts of that: a range of [`Plan::teams`].
    pub of: usize,
    pub crew: (u32, u32),
    /// What the part is called, if the team has pods.
    pub part: Option<String>,
    /// How many people.
    pub people: u32,
    /// When they work: an index into [`Plan::calendars`].
    pub calendar: u32,
    /// When they are there, if they also review on demand and the default calendar is not their own.
    pub presence: Option<Union>,
    /// What each of them is like.
    pub person: Person,
    /// 1 / speed.
    pub scale: f64,
}

/// A recurring meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// Its name, for display.
    pub name: String,
    /// Cadence.
    pub every: Elapsed,
    /// Working time per attending person.
    pub length: Work,
    /// The first parts of teams that attend, in file order.
    pub attend: Vec<u32>,
    /// Probability to find each flaw.
    pub detect: f64,
}

/// A recurring look of a team at a sample of the done work.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Its name, for display.
    pub name: String,
    /// Cadence.
    pub every: Elapsed,
    /// Whose people look: a team as numbered in the file.
    pub team: u32,
    /// Probability that a done work task is drawn.
    pub sample: f64,
    /// Working time per task.
    pub effort: Arc<Sampler>,
    /// Probability to find a flaw.
    pub detect: f64,
}

/// The broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// Working time per version.
    pub effort: Arc<Sampler>,
    /// Probability that it finds a flaw.
    pub detect: f64,
}
