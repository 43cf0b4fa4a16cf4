//! Studies made by hand, for tests.

use crate::metric::METRICS;
use crate::record::Status;
use crate::study::{ModelRuns, Study};

/// A study of these models; the first is the baseline.
pub fn study(models: Vec<ModelRuns>) -> Study {
    Study {
        scenario: "By hand".to_owned(),
        seed: 1,
        replications: models.first().map_or(0, |runs| runs.len() as u32),
        baseline: 0,
        teams: Vec::new(),
        models,
        deadline_h: None,
        live_days: None,
        launch_h: None,
        portfolio: false,
        what_ifs: 0,
        agreed: None,
        judging: Default::default(),
        deadline_on: None,
        deliverables: Vec::new(),
        start: None,
    }
}

/// A model with one metric, the rest missing.
pub fn with_metric(name: &str, metric: usize, values: &[(Status, Option<f64>)]) -> ModelRuns {
    let mut runs = ModelRuns::new(name, 0);
    for (status, value) in values {
        let mut row = vec![None; METRICS.len()];
        row[metric] = *value;
        runs.push_values(*status, &row);
    }
    runs
}

/// A model with cycle times in hours; `None` was censored.
pub fn with_cycle_times(name: &str, hours: &[Option<f64>]) -> ModelRuns {
    let status = |time: &Option<f64>| {
        if time.is_some() { Status::Launched } else { Status::Censored }
    };
    let values: Vec<_> = hours.iter().map(|time| (status(time), *time)).collect();
    with_metric(name, 0, &values)
}
