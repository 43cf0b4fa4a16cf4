//! What comes on the way: late changes, and iteration marks.

use crate::model::{Arrival, Clock};

/// A late change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its name, for display.
    pub name: String,
    /// When it comes.
    pub arrival: Arrival,
    /// What its times count from.
    pub clock: Clock,
    /// Probability that an occurrence happens.
    pub probability: f64,
    /// Probability for each deliverable to be hit.
    pub reach: f64,
    /// The tasks that it can hit, each with the share redone: the last stream first, so that under `live` what stands
    /// behind waits for what stands before; within a stream in task order.
    pub targets: Vec<(u32, f64)>,
}

/// An iteration mark out of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Its place in the file: part of the key of its draws.
    pub index: u32,
    /// The earlier stream.
    pub to: u32,
    /// Probability per finish.
    pub probability: f64,
    /// Share redone.
    pub impact: f64,
    /// Each task of the stream with an earlier one that it reopens, in task order.
    pub reopens: Vec<(u32, u32)>,
}

impl Feedback {
    /// The earlier tasks that a task reopens.
    pub fn earlier(&self, task: u32) -> impl Iterator<Item = usize> + '_ {
        let first = self.reopens.partition_point(|(from, _)| *from < task);
        let of_task = self.reopens[first..].iter().take_while(move |(from, _)| *from == task);
        of_task.map(|(_, to)| *to as usize)
    }
}
