//! What a pilot should measure, and how many campaigns it takes.

use super::advice::both;
use crate::metric;
use crate::metric::{METRICS, Metric};
use crate::stats::{self, observations_per_side, paired};
use crate::study::Study;

/// A metric that a pilot can tell the two models apart by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Watch {
    /// Index into [`METRICS`].
    pub metric: usize,
    /// Mean and standard deviation under the baseline, in the metric's unit.
    pub baseline: (f64, f64),
    /// Mean and standard deviation under the model, in the metric's unit.
    pub model: (f64, f64),
    /// Campaigns on each side that show the difference with 80 % probability.
    pub campaigns: f64,
}

/// A pilot of one model against the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct Pilot {
    /// The cycle time, which the advice rests on.
    pub launch: Watch,
    /// Other metrics whose difference shows soonest, soonest first.
    pub also: Vec<Watch>,
}

/// What people in a campaign can measure besides its cycle time.
const MEASURABLE: [&str; 10] = [
    "rework_time_h",
    "rework_change_h",
    "rework_upstream_h",
    "rework_flaw_h",
    "rework_rejection_h",
    "coordination_time_h",
    "wait_queued_h",
    "wait_review_h",
    "approval_turnaround_h",
    "approval_rounds",
];

/// At most so many other metrics are worth watching at once.
const MOST: usize = 4;

/// What to measure; `None` where the cycle times show no difference.
pub fn pilot(study: &Study, model: usize) -> Option<Pilot> {
    let launch = watch(study, model, metric::find("cycle_time_h")?)?;
    let known = MEASURABLE.iter().filter_map(|name| metric::find(name));
    let mut also: Vec<Watch> = known.filter_map(|metric| watch(study, model, metric)).collect();
    also.sort_by(|a, b| a.campaigns.total_cmp(&b.campaigns));
    also.truncate(MOST);
    Some(Pilot { launch, also })
}

impl Watch {
    /// The metric.
    pub fn of(&self) -> &'static Metric {
        &METRICS[self.metric]
    }
}

/// A metric whose paired interval clears zero. Campaigns of a pilot are not pairs: the deviations are
/// those of single campaigns.
fn watch(study: &Study, model: usize, metric: usize) -> Option<Watch> {
    let pairs = both(&study.models[model], &study.models[study.baseline], metric);
    let ci = paired(&pairs, study.models.len() - 1).ci?;
    if ci.contains(0.0) {
        return None;
    }
    let (ours, theirs): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let of = |values: &[f64]| Some((stats::mean(values)?, stats::sd(values)?));
    let (baseline, model) = (of(&theirs)?, of(&ours)?);
    let campaigns = observations_per_side(model.0 - baseline.0, (model.1, baseline.1))?;
    Some(Watch { metric, baseline, model, campaigns })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    #[test]
    fn campaigns_follow_from_single_deviations_not_from_pairs() {
        // 10 apart in every pair, yet campaigns of a side deviate by 10: d = 1 needs 17 a side
        // (Cohen 1988, table 2.4.1). Eight squares of 100 over 9 - 1.
        let times = |mean: f64| -> Vec<Option<f64>> {
            let away = [-10.0, -10.0, -10.0, -10.0, 0.0, 10.0, 10.0, 10.0, 10.0];
            away.map(|away| Some(mean + away)).into()
        };
        let base = with_cycle_times("A", &times(30.0));
        let other = with_cycle_times("B", &times(20.0));
        let found = pilot(&study(vec![base, other]), 1).unwrap();
        assert_eq!(found.launch.baseline, (30.0, 10.0));
        assert_eq!(found.launch.model, (20.0, 10.0));
        assert_eq!(found.launch.campaigns, 17.0);
        assert!(found.also.is_empty());
    }

    #[test]
    fn nothing_shown_nothing_to_confirm() {
        let base = with_cycle_times("A", &[Some(20.0), Some(30.0)]);
        let other = with_cycle_times("B", &[Some(21.0), Some(29.0)]);
        assert_eq!(pilot(&study(vec![base, other]), 1), None);
    }
}
