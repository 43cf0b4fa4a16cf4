//! One metric of one model.

use super::launches::ranked;
use super::time_shown::{day_beside, time_shown};
use crate::metric::{self, METRICS};
use crate::record::Status;
use crate::stats::{self, Interval, Moments, Reach};
use crate::study::{ModelRuns, Study};

/// What is known of one metric under one model. Fields that do not exist are `None`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// Replications in which the metric exists.
    pub n: usize,
    /// Replications that were not launched (censored, deadlocked, over budget, failed).
    pub censored: usize,
    /// Mean of those in which it exists.
    pub mean: Option<f64>,
    /// 95 % interval of the mean: Student's t; for `on_time`, a share, Wilson's interval. `None` where fewer
    /// than six values differ from the common one.
    pub ci: Option<Interval>,
    /// Sample standard deviation (n - 1).
    pub sd: Option<f64>,
    /// sd / mean.
    pub cv: Option<f64>,
    /// Smallest.
    pub min: Option<f64>,
    /// Quantiles at [`QUANTILES`]; replications not launched are worse than any value for metrics that exist at
    /// launch only.
    pub quantiles: [Option<f64>; 9],
    /// Their distribution-free 95 % intervals; `None` of too few replications. An end that lies among those not
    /// launched is none.
    pub quantile_intervals: [Option<Reach>; 9],
    /// Which of the quantiles jump: values come in steps, and the interval reaches over one.
    pub jumps: [bool; 9],
    /// Largest; none where a replication that was not launched counts as worse.
    pub max: Option<f64>,
}

/// The probabilities of [`Estimate::quantiles`].
pub const QUANTILES: [f64; 9] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.80, 0.85, 0.90, 0.95];

/// One of the quantiles of an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quantile {
    /// Its value, in the metric's unit.
    pub value: Option<f64>,
    /// Its distribution-free 95 % interval.
    pub reach: Option<Reach>,
    /// Whether it jumps.
    pub jumps: bool,
}

impl Estimate {
    /// The quantile at one of [`QUANTILES`]; nothing is known of any other.
    pub fn quantile(&self, p: f64) -> Quantile {
        let place = QUANTILES.iter().position(|known| *known == p);
        place.map_or_else(Quantile::default, |place| Quantile {
            value: self.quantiles[place],
            reach: self.quantile_intervals[place],
            jumps: self.jumps[place],
        })
    }
}

/// Summarises one metric of one model.
pub fn estimate(study: &Study, model: usize, metric: usize) -> Estimate {
    let runs = &study.models[model];
    let values: Vec<Option<f64>> = runs.metric(metric).collect();
    let ranked: Vec<Option<f64>> = ranked(runs, metric).collect();
    Estimate { censored: not_launched(runs), ..Estimate::of(metric, &values, &ranked) }
}

impl Estimate {
    /// Of the values of replications, of the kind of a metric, and of how they rank: what does not exist may be worse
    /// than any. Nothing is said of how replications ended.
    pub fn of(metric: usize, values: &[Option<f64>], ranked: &[Option<f64>]) -> Estimate {
        let values: Vec<f64> = values.iter().flatten().copied().collect();
        let sorted = stats::ascending(ranked.iter().flatten().copied());
        let known = Moments::of(&values);
        let Moments { mean, sd, .. } = known;
        Estimate {
            n: values.len(),
            censored: ranked.len() - values.len(),
            mean,
            ci: interval(metric, &values, known),
            sd,
            cv: mean.filter(|mean| *mean != 0.0).and_then(|mean| sd.map(|sd| sd / mean)),
            min: stats::quantile(&sorted, 0.0),
            quantiles: QUANTILES.map(|p| stats::quantile(&sorted, p)),
            quantile_intervals: QUANTILES.map(|p| stats::quantile_reach(&sorted, p)),
            jumps: QUANTILES.map(|p| stats::quantile_jumps(&sorted, p)),
            max: stats::quantile(&sorted, 1.0),
        }
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
    let sorted = stats::ascending(ranked(&study.models[model], metric).flatten());
    stats::quantile_interval(&sorted, p)
}

/// A metric in its unit per week of cycle time (coordination, above all): the mean over launched
/// replications of its ratio to the cycle time.
pub fn per_week(study: &Study, model: usize, metric: usize) -> Option<f64> {
    const HOURS_A_WEEK: f64 = 168.0;
    let runs = &study.models[model];
    let weeks = runs.metric(metric::CYCLE_TIME).map(|hours| hours.map(|h| h / HOURS_A_WEEK));
    let both = runs.metric(metric).zip(weeks);
    let ratios = both.filter_map(|(value, weeks)| Some(value? / weeks.filter(|w| *w > 0.0)?));
    stats::mean(&ratios.collect::<Vec<f64>>())
}

/// The time that is shown of a model ([`time_shown`]) where it exists, in hours, ascending.
pub fn times(study: &Study, model: usize) -> Vec<f64> {
    stats::ascending(study.models[model].metric(time_shown(study).metric).flatten())
}

/// A percentile of a time as readers see it. Where the start is known and a date stands beside it, it is the first value
/// by which so many replications have it behind them ([`stats::reached`]): one instant, and one at which it happened.
pub fn percentile_shown(study: &Study, model: usize, metric: usize, p: f64) -> Option<f64> {
    let sorted = stats::ascending(ranked(&study.models[model], metric).flatten());
    let of = if study.start.is_some() { stats::reached } else { stats::quantile };
    of(&sorted, p)
}

/// The day of [`percentile_shown`] of the time that is shown, where the start is known.
pub fn day_reached(study: &Study, model: usize, p: f64) -> Option<String> {
    let time = time_shown(study);
    day_beside(study, percentile_shown(study, model, time.metric, p)?, time.due_h)
}

/// How many replications were not launched.
pub(super) fn not_launched(runs: &ModelRuns) -> usize {
    runs.len() - runs.count(Status::Launched)
}

fn interval(metric: usize, values: &[f64], known: Moments) -> Option<Interval> {
    if METRICS[metric].unit == "0/1" {
        return stats::wilson(values.iter().filter(|value| **value > 0.5).count(), values.len());
    }
    stats::interval_of_mean(known, 1).filter(|_| !stats::too_alike(values))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times, with_metric};
    use super::*;

    const CYCLE: usize = metric::CYCLE_TIME;

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

    /// Half of 10 h and 30 h: 20 h lies between two launches; by 30 h at least half have launched, and a date says that.
    #[test]
    fn days_and_date_of_a_percentile_are_one_instant() {
        let times = [Some(10.0), Some(30.0)];
        let undated = study(vec![with_cycle_times("A", &times)]);
        assert_eq!(percentile_shown(&undated, 0, CYCLE, 0.5), Some(20.0));
        let start = Some(jiff::civil::date(2027, 1, 4).at(0, 0, 0, 0));
        let dated = Study { start, ..undated };
        assert_eq!(percentile_shown(&dated, 0, CYCLE, 0.5), Some(30.0));
        assert_eq!(day_reached(&dated, 0, 0.5).as_deref(), Some("Tue 5 Jan 2027"));
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
    fn what_most_replications_have_is_no_interval() {
        // As rework by upstream news at n = 30: a few that differ do not say how far the mean may be off.
        let rework = metric::REWORK_UPSTREAM;
        let of = |differ: usize| {
            let hours = |k: usize| if k < differ { 5.0 + k as f64 } else { 0.0 };
            let rows: Vec<_> = (0..30).map(|k| (Status::Launched, Some(hours(k)))).collect();
            estimate(&study(vec![with_metric("A", rework, &rows)]), 0, rework).ci
        };
        assert_eq!((of(0), of(2), of(5)), (None, None, None));
        assert!(of(6).is_some());
    }

    /// Of 30 replications each has rework of 1 h with probability p, else none: the probability, by the binomial
    /// distribution, that an interval is given which does not hold the mean p. Without the rule that six values
    /// have to differ it is 74 % at p = 1 %, where mostly none is seen to.
    #[test]
    fn an_interval_of_what_is_rare_is_seldom_wrong() {
        let rework = metric::REWORK_UPSTREAM;
        let interval = |hit: usize| {
            let rows: Vec<_> = (0..30)
                .map(|k| (Status::Launched, Some(if k < hit { 1.0 } else { 0.0 })))
                .collect();
            estimate(&study(vec![with_metric("A", rework, &rows)]), 0, rework).ci
        };
        let intervals: Vec<Option<Interval>> = (0..=30).map(interval).collect();
        for percent in 1..=99 {
            let p = f64::from(percent) / 100.0;
            let mut probability = (1.0 - p).powi(30);
            let mut wrong = 0.0;
            for (hit, interval) in intervals.iter().enumerate() {
                if interval.is_some_and(|interval| !interval.contains(p)) {
                    wrong += probability;
                }
                probability *= (30 - hit) as f64 / (hit + 1) as f64 * p / (1.0 - p);
            }
            assert!(wrong < 0.08, "{p}: {wrong}");
        }
    }

    #[test]
    fn a_share_of_open_time_that_never_came_is_the_worst() {
        // Flow efficiency, the more the better: below all others where nothing was launched.
        let flow = metric::FLOW_EFFICIENCY;
        let mut rows = vec![(Status::Launched, Some(0.5)); 9];
        rows.push((Status::Censored, None));
        let found = estimate(&study(vec![with_metric("A", flow, &rows)]), 0, flow);
        assert_eq!((found.min, found.quantiles[0], found.max), (None, None, Some(0.5)));
    }

    #[test]
    fn what_exists_always_is_never_endless() {
        let idle = metric::IDLE_TIME;
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
        let on_time = metric::ON_TIME;
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
        let coordination = metric::COORDINATION_TIME;
        let mut runs = ModelRuns::new("A", 0);
        for (cycle, value) in [(Some(168.0), 4.0), (Some(336.0), 4.0), (None, 9.0)] {
            let mut row = vec![None; METRICS.len()];
            (row[CYCLE], row[coordination]) = (cycle, Some(value));
            runs.push_values(Status::Launched, &row);
        }
        assert_eq!(per_week(&study(vec![runs]), 0, coordination), Some(3.0));
    }
}
