//! Which time tells when a campaign is there, wherever one time stands for a model.

use crate::metric;
use crate::study::Study;

/// The time that is shown, and what it is called.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeShown {
    /// Its metric, in hours after the start.
    pub metric: usize,
    /// When it is due, in hours after the start.
    pub due_h: Option<f64>,
    /// What that is called.
    pub due: &'static str,
    /// What a model does then.
    pub does: &'static str,
    /// What several models do then.
    pub they_do: &'static str,
    /// What is said of replications in which it does not happen.
    pub not: &'static str,
    /// From when to when it counts.
    pub span: &'static str,
}

/// The time that is shown of a study.
pub fn time_shown(study: &Study) -> TimeShown {
    TimeShown {
        metric: metric::CYCLE_TIME,
        due_h: study.deadline_h,
        due: "deadline",
        does: "launches",
        they_do: "launch",
        not: "not launched",
        span: "start to launch",
    }
}
