//! How a scenario is run.

use crate::time::Elapsed;

/// Replications, seed, baseline, what is worth a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudySettings {
    /// Replications per model, at least 1.
    pub replications: u32,
    /// The seed, below 2^53 so that every reader of the files keeps it exact.
    pub seed: u64,
    /// Index into the scenario's models of the one that the others are compared with.
    pub baseline: usize,
    /// So much earlier is worth a switch, if the file says so.
    pub worth: Option<Elapsed>,
}
