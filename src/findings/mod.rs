//! What may be said of a study: estimates, paired differences, verdicts, doubts.

use crate::stats::Interval;
use crate::study::Study;

/// What is known of one metric under one model. Fields that do not exist are `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Replications in which the metric exists.
    pub n: usize,
    /// Replications that were not launched (censored, deadlocked, over budget, failed).
    pub censored: usize,
    /// Mean of those in which it exists.
    pub mean: Option<f64>,
    /// 95 % interval of the mean: Student's t; for `on_time`, a share, Wilson's interval.
    pub ci: Option<Interval>,
    /// Sample standard deviation (n - 1).
    pub sd: Option<f64>,
    /// sd / mean.
    pub cv: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Quantiles at [`QUANTILES`]; for `cycle_time_h`, replications not launched count as infinite.
    pub quantiles: [Option<f64>; 9],
    /// Largest.
    pub max: Option<f64>,
}

/// The probabilities of [`Estimate::quantiles`].
pub const QUANTILES: [f64; 9] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.85, 0.90, 0.95];

/// A model against the baseline in one metric, paired by replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Index of the model.
    pub model: usize,
    /// Pairs in which both exist.
    pub n: usize,
    /// Mean of (model - baseline).
    pub mean: Option<f64>,
    /// Interval of the mean, simultaneous 95 % over the comparisons of this metric.
    pub ci: Option<Interval>,
    /// Share of pairs in which the model is lower.
    pub share_lower: Option<f64>,
    /// Share of pairs in which the model is higher.
    pub share_higher: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
    /// Whether one side has replications that were not launched, so that the means are of survivors.
    pub flagged: bool,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The interval lies below zero.
    Lower,
    /// The interval lies above zero.
    Higher,
    /// The interval holds zero, or there is none.
    NoDifferenceShown,
    /// Every pair is equal.
    Identical,
}

/// Summarises one metric of one model.
pub fn estimate(_study: &Study, _model: usize, _metric: usize) -> Estimate {
    Estimate::default()
}

/// Compares every other model with the baseline in one metric, in model order.
pub fn differences(_study: &Study, _metric: usize) -> Vec<Difference> {
    Vec::new()
}
