//! One metric of one model.

use crate::metric::{METRICS, find};
use crate::record::Status;
use crate::stats::{self, Interval, Moments};
use crate::study::{ModelRuns, Study};
use std::iter;

/// What is known of one metric under one model. Fields that do not exist are `None`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
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
    /// Largest; for `cycle_time_h` there is none if a replication was not launched.
    pub max: Option<f64>,
}

/// The probabilities of [`Estimate::quantiles`].
pub const QUANTILES: [f64; 9] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.85, 0.90, 0.95];

/// Summarises one metric of one model.
pub fn estimate(study: &Study, model: usize, metric: usize) -> Estimate {
    let runs = &study.models[model];
    let values: Vec<f64> = runs.metric(metric).flatten().collect();
    let sorted = ranked(runs, metric, &values);
    let known = Moments::of(&values);
    let Moments { mean, sd, .. } = known;
    Estimate {
        n: values.len(),
        censored: not_launched(runs),
        mean,
        ci: interval(metric, &values, known),
        sd,
        cv: mean.filter(|mean| *mean != 0.0).and_then(|mean| sd.map(|sd| sd / mean)),
        min: stats::quantile(&sorted, 0.0),
        quantiles: QUANTILES.map(|p| stats::quantile(&sorted, p)),
        max: stats::quantile(&sorted, 1.0),
    }
}

/// The distribution-free 95 % interval of a quantile of one metric of one model; withheld if there are
/// too few replications for it. Replications not launched count as in [`Estimate::quantiles`].
pub fn interval_of_quantile(
    study: &Study,
    model: usize,
    metric: usize,
    p: f64,
) -> Option<Interval> {
    let runs = &study.models[model];
    let values: Vec<f64> = runs.metric(metric).flatten().collect();
    stats::quantile_interval(&ranked(runs, metric, &values), p)
}

/// A metric in its unit per week of cycle time (coordination, above all): the mean over launched
/// replications of its ratio to the cycle time.
pub fn per_week(study: &Study, model: usize, metric: usize) -> Option<f64> {
    const HOURS_A_WEEK: f64 = 168.0;
    let runs = &study.models[model];
    let weeks = runs.metric(find("cycle_time_h")?).map(|hours| hours.map(|h| h / HOURS_A_WEEK));
    let both = runs.metric(metric).zip(weeks);
    let ratios = both.filter_map(|(value, weeks)| Some(value? / weeks.filter(|w| *w > 0.0)?));
    stats::mean(&ratios.collect::<Vec<f64>>())
}

/// How many replications were not launched.
pub(super) fn not_launched(runs: &ModelRuns) -> usize {
    runs.len() - runs.count(Status::Launched)
}

/// The values of a metric in rising order; a cycle time that never ended is infinite.
fn ranked(runs: &ModelRuns, metric: usize, values: &[f64]) -> Vec<f64> {
    let endless =
        |(value, status): &(Option<f64>, &Status)| value.is_none() && **status != Status::Launched;
    let never = match METRICS[metric].name {
        "cycle_time_h" => runs.metric(metric).zip(&runs.status).filter(endless).count(),
        _ => 0,
    };
    stats::ascending(values.iter().copied().chain(iter::repeat_n(f64::INFINITY, never)))
}

fn interval(metric: usize, values: &[f64], known: Moments) -> Option<Interval> {
    if METRICS[metric].unit == "0/1" {
        return stats::wilson(values.iter().filter(|value| **value > 0.5).count(), values.len());
    }
    stats::interval_of_mean(known, 1)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times, with_metric};
    use super::*;

    const CYCLE: usize = 0;

    #[test]
    fn a_metric_by_hand() {
        let study = study(vec![with_cycle_times("A", &[Some(10.0), Some(30.0), Some(20.0)])]);
        let found = estimate(&study, 0, CYCLE);
        assert_eq!((found.n, found.censored, found.mean), (3, 0, Some(20.0)));
        assert_eq!((found.sd, found.cv), (Some(10.0), Some(0.5)));
        assert_eq!(
            (found.min, found.quantiles[3], found.max),
            (Some(10.0), Some(20.0), Some(30.0))
        );
        // t with 2 degrees: 4.302653 * 10 / sqrt 3.
        assert!((found.ci.unwrap().half_width() - 24.841_38).abs() < 1e-4);
    }

    #[test]
    fn what_was_not_launched_is_infinitely_late() {
        let mut times = vec![Some(24.0); 9];
        times.push(None);
        let study = study(vec![with_cycle_times("A", &times)]);
        let found = estimate(&study, 0, CYCLE);
        assert_eq!((found.n, found.censored, found.mean), (9, 1, Some(24.0)));
        assert_eq!(found.quantiles[3], Some(24.0));
        // 0.95 * 9 = 8.55: between the ninth value and the infinite tenth.
        assert_eq!((found.quantiles[8], found.max), (None, None));
    }

    #[test]
    fn only_the_cycle_time_is_endless() {
        let idle = find("idle_time_h").unwrap();
        let runs =
            with_metric("A", idle, &[(Status::Censored, Some(5.0)), (Status::Censored, None)]);
        let found = estimate(&study(vec![runs]), 0, idle);
        assert_eq!((found.n, found.censored, found.max), (1, 2, Some(5.0)));
        assert_eq!((found.sd, found.ci, found.cv), (None, None, None));
    }

    #[test]
    fn everything_missing() {
        let study = study(vec![with_cycle_times("A", &[None, None])]);
        let wanted = Estimate { censored: 2, ..Estimate::default() };
        assert_eq!(estimate(&study, 0, CYCLE), wanted);
    }

    #[test]
    fn a_share_has_wilsons_interval() {
        let on_time = find("on_time").unwrap();
        let runs = with_metric("A", on_time, &[(Status::Launched, Some(1.0)); 10]);
        let found = estimate(&study(vec![runs]), 0, on_time);
        assert_eq!(found.mean, Some(1.0));
        // 1 - z^2 / (n + z^2) with z^2 = 3.841459.
        let interval = found.ci.unwrap();
        assert!((interval.low - 10.0 / 13.841_459).abs() < 1e-6);
        assert_eq!(interval.high, 1.0);
    }

    #[test]
    fn a_mean_of_zero_has_no_coefficient_of_variation() {
        let runs = with_cycle_times("A", &[Some(0.0), Some(0.0)]);
        assert_eq!(estimate(&study(vec![runs]), 0, CYCLE).cv, None);
    }

    #[test]
    fn quantile_intervals_are_withheld_from_small_studies() {
        let times: Vec<Option<f64>> = (1..=22).map(|hours| Some(f64::from(hours))).collect();
        let small = study(vec![with_cycle_times("A", &times)]);
        assert_eq!(interval_of_quantile(&small, 0, CYCLE, 0.85), None);
        assert!(interval_of_quantile(&small, 0, CYCLE, 0.5).is_some());
    }

    #[test]
    fn per_week_is_the_mean_of_ratios() {
        let coordination = find("coordination_time_h").unwrap();
        let mut runs = ModelRuns::new("A", 0);
        for (cycle, value) in [(Some(168.0), 4.0), (Some(336.0), 4.0), (None, 9.0)] {
            let mut row = vec![None; METRICS.len()];
            (row[CYCLE], row[coordination]) = (cycle, Some(value));
            runs.push_values(Status::Launched, &row);
        }
        assert_eq!(per_week(&study(vec![runs]), 0, coordination), Some(3.0));
    }
}
