//! What is kept of a point.

use crate::analysis::{self, Difference, Estimate, time_shown};
use crate::metric::METRICS;
use crate::question::standing::{Standing, compare};
use crate::record::Status;
use crate::study::{Late, Study};
use serde::{Deserialize, Serialize};

/// A point that was run, or could not be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// The point's id.
    pub id: String,
    /// The hash of the sweep's identity: a point of another sweep is never taken for one of this.
    pub sweep: String,
    /// SHA-256 of the file of its replications, where these are kept.
    pub raw_sha256: Option<String>,
    /// Why it could not be run.
    pub failed: Option<String>,
    /// What is known of each model.
    pub models: Vec<ModelPoint>,
    /// The time that is shown of every pair of models, compared.
    pub pairs: Vec<Pair>,
}

/// A model at a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelPoint {
    /// Replications that were launched.
    pub launched: usize,
    /// Replications in all.
    pub of: usize,
    /// How often late changes came, and came too late.
    #[serde(default)]
    pub changes: Vec<Late>,
    /// One entry a metric.
    pub estimates: Vec<Estimate>,
    /// One entry a metric; none for the baseline.
    pub differences: Vec<Difference>,
}

/// Two models at a point: the second less the first, in hours of the time that is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Index of the first.
    pub a: usize,
    /// Index of the second.
    pub b: usize,
    /// How they stand to each other.
    pub standing: Standing,
}

impl Finished {
    /// What is kept of a study.
    pub fn of(id: &str, study: &Study) -> Finished {
        let by_metric: Vec<Vec<Difference>> =
            (0..METRICS.len()).map(|metric| analysis::differences(study, metric)).collect();
        let model = |model: usize| ModelPoint {
            launched: study.models[model].count(Status::Launched),
            of: study.models[model].len(),
            changes: study.models[model].changes.clone(),
            estimates: (0..METRICS.len()).map(|m| analysis::estimate(study, model, m)).collect(),
            differences: by_metric
                .iter()
                .filter_map(|found| found.iter().find(|found| found.model == model).cloned())
                .collect(),
        };
        let count = study.models.len();
        Finished {
            id: id.to_owned(),
            sweep: String::new(),
            raw_sha256: None,
            failed: None,
            models: (0..count).map(model).collect(),
            pairs: (0..count)
                .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
                .map(|(a, b)| pair(study, a, b))
                .collect(),
        }
    }

    /// A point that could not be run.
    pub fn failed(id: &str, why: String) -> Finished {
        Finished {
            id: id.to_owned(),
            sweep: String::new(),
            raw_sha256: None,
            failed: Some(why),
            models: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// Whether it ran and every replication of every model was launched.
    pub fn is_complete(&self) -> bool {
        self.failed.is_none() && self.models.iter().all(|model| model.launched == model.of)
    }
}

fn pair(study: &Study, a: usize, b: usize) -> Pair {
    let metric = time_shown(study).metric;
    Pair { a, b, standing: compare(study, a, b, metric) }
}
