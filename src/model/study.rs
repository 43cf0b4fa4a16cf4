//! How a scenario is run.

/// Replications, seed, baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudySettings {
    /// Replications per model, at least 1.
    pub replications: u32,
    /// The seed, below 2^53 so that every reader of the files keeps it exact.
    pub seed: u64,
    /// Index into the scenario's models of the one that the others are compared with.
    pub baseline: usize,
}
