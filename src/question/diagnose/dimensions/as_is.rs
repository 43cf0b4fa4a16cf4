//! What is measured with everything as it is.

use super::{DAY_H, Measured, Value, interval, scaled};
use crate::analysis::{self, time_shown};
use crate::metric;
use crate::stats;
use crate::study::{ModelRuns, Study};

/// The metric of the time that is shown.
pub fn time(study: &Study) -> usize {
    time_shown(study).metric
}

pub fn speed(study: &Study, model: usize) -> Value {
    let known = analysis::estimate(study, model, time(study));
    Value::of(known.mean.map(|hours| hours / DAY_H), scaled(known.ci, 1.0 / DAY_H))
}

pub fn variation(study: &Study, model: usize) -> Value {
    let values: Vec<f64> = study.models[model].metric(time(study)).flatten().collect();
    Value::of(analysis::estimate(study, model, time(study)).cv, interval::of_cv(&values))
}

pub fn deviation(study: &Study, model: usize) -> Value {
    let values: Vec<f64> = study.models[model].metric(time(study)).flatten().collect();
    let ci = scaled(interval::of_sd(&values), 1.0 / DAY_H);
    Value::of(stats::sd(&values).map(|hours| hours / DAY_H), ci)
}

/// Coordination over all busy time: person-hours over all replications.
pub fn coordination(runs: &ModelRuns) -> Value {
    let hours = |replication: usize, metric: usize| runs.value(replication, metric).unwrap_or(0.0);
    let others = metric::EFFORT.into_iter().filter(|part| *part != metric::COORDINATION_TIME);
    let pair = |replication: usize| {
        let own = hours(replication, metric::COORDINATION_TIME);
        (own, own + others.clone().map(|part| hours(replication, part)).sum::<f64>())
    };
    let pairs: Vec<(f64, f64)> = (0..runs.len()).map(pair).collect();
    let (value, ci) = interval::of_ratio(&pairs);
    value.map_or(Value::bare(Measured::NotMeasured), |value| Value::of(Some(value), ci))
}

/// How often each model is there first; a tie counts for all who share it.
pub fn suitability(study: &Study) -> Vec<Value> {
    let metric = time(study);
    let n = study.replications as usize;
    let mut first = vec![0usize; study.models.len()];
    for replication in 0..n {
        let times: Vec<Option<f64>> =
            study.models.iter().map(|runs| runs.value(replication, metric)).collect();
        let least = times.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        for (model, time) in times.iter().enumerate() {
            first[model] += usize::from(*time == Some(least));
        }
    }
    let any = first.iter().any(|count| *count > 0);
    let share =
        |count: usize| Value::of(any.then(|| count as f64 / n as f64), stats::wilson(count, n));
    first.into_iter().map(share).collect()
}
