//! Which time tells when a campaign is there, wherever one time stands for a model.

use crate::format;
use crate::metric;
use crate::stats;
use crate::study::Study;
use crate::time::{HOUR, Instant, micros};

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
    /// What a switch to another model does.
    pub switching: &'static str,
    /// What most replications of a hundred do by a percentile.
    pub have_done: &'static str,
    /// A heading for it.
    pub heading: &'static str,
    /// What it is then.
    pub done: &'static str,
    /// What is measured.
    pub time: &'static str,
    /// From when to when it counts.
    pub span: &'static str,
}

/// The day so many hours after the start of a study's campaign, where its start is known: "Mon 8 Mar 2027".
pub fn day(study: &Study, hours: f64) -> Option<String> {
    format::date(study.start?, Instant(micros(hours * HOUR as f64)), DAY)
}

/// How many replications of a model are there by the due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueShare {
    /// Those that are there by it.
    pub by: usize,
    /// Replications in all.
    pub of: usize,
}

impl DueShare {
    /// Of a model, by the time that is shown; `None` without a due date.
    pub fn of(study: &Study, model: usize) -> Option<DueShare> {
        let TimeShown { metric, due_h, .. } = time_shown(study);
        let (due, runs) = (due_h?, &study.models[model]);
        let by = runs.metric(metric).flatten().filter(|hours| *hours <= due).count();
        Some(DueShare { by, of: runs.len() })
    }

    /// As a share; 0 of none.
    pub fn share(self) -> f64 {
        self.by as f64 / self.of.max(1) as f64
    }

    /// In words, with Wilson's 95 % interval: "48 % (41 to 55)".
    pub fn said(self) -> String {
        format::proportion(Some(self.share()), stats::wilson(self.by, self.of), self.of)
    }
}

/// How days are written.
const DAY: &str = "%a %-d %b %Y";

/// The time that is shown of a study: where the launch date is fixed, all that are ready launch on it, so it is when
/// they are ready.
pub fn time_shown(study: &Study) -> TimeShown {
    if study.launch_h.is_some() {
        return TimeShown {
            metric: metric::READY_TIME,
            due_h: study.deadline_h.or(study.launch_h),
            due: "launch date",
            does: "is ready",
            they_do: "are ready",
            switching: "makes the campaign ready",
            have_done: "are ready",
            heading: "Ready",
            done: "ready",
            time: "time until it is ready",
            span: "start to ready",
        };
    }
    TimeShown {
        metric: metric::CYCLE_TIME,
        due_h: study.deadline_h,
        due: "deadline",
        does: "launches",
        they_do: "launch",
        switching: "launches",
        have_done: "have launched",
        heading: "Launch",
        done: "launched",
        time: "cycle time",
        span: "start to launch",
    }
}
