//! What an output folder holds and how it was made.

use crate::record::Status;
use crate::study::{Late, ModelRuns};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an output folder holds and how it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of flowcast.
    pub flowcast: String,
    /// The version of the random streams: other numbers under the same seed if it differs.
    pub stream_version: u32,
    /// The command as it was given, with the program's bare name.
    pub command: Vec<String>,
    /// The scenario.
    pub scenario: Source,
    /// The seed of all draws.
    pub seed: u64,
    /// The number of the first replication.
    pub first_replication: u32,
    /// Replications per model.
    pub replications: u32,
    /// The model that the others are compared with.
    pub baseline: String,
    /// The deadline in hours after the start, if there is one.
    pub deadline_h: Option<f64>,
    /// Hours after which a campaign is censored.
    pub horizon_h: f64,
    /// Days of live time, if there is one.
    pub live_days: Option<f64>,
    /// Teams, in file order.
    pub teams: Vec<String>,
    /// Models, in the order of the data files.
    pub models: Vec<ModelStatus>,
    /// What a wanted precision took, where one was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
    /// SHA-256 of each file, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

/// How a search for a wanted precision ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The target: the largest half-width of a 95 % interval, in percent of the mean.
    pub target_percent: f64,
    /// Replications that were not to be exceeded.
    pub max_replications: u32,
    /// Whether the target holds ("yes") or the cap came first ("no").
    pub met: bool,
    /// The largest relative half-width in percent; missing where an interval is.
    pub widest_percent: Option<f64>,
    /// Why the target is not met, where the widest interval does not say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What is known least precisely: the furthest from the target.
    pub widest: String,
    /// Differences that are no share of anything, since the baseline's mean is 0 or missing: the
    /// target says nothing of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
}

/// The scenario that results come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// The name of its file, without folders.
    pub file: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// What `--set` changed, as KEY=VALUE, in order.
    pub set: Vec<String>,
    /// Its text, as read.
    pub text: String,
}

/// How the replications of a model ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelStatus {
    /// The model's name.
    pub name: String,
    /// The model before it whose plan is the same, where there is one: they run alike in every replication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_plan_as: Option<String>,
    /// In how many replications each late change came, and came too late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Late>,
    /// How many replications ended with each status.
    pub status: BTreeMap<String, usize>,
}

impl ModelStatus {
    /// Counts the statuses of one of these models.
    pub fn of(runs: &ModelRuns, models: &[ModelRuns]) -> ModelStatus {
        let count = |status: Status| (status.name().to_owned(), runs.count(status));
        ModelStatus {
            name: runs.name.clone(),
            changes: runs.changes.clone(),
            same_plan_as: runs.same_as.and_then(|model| Some(models.get(model)?.name.clone())),
            status: Status::ALL.into_iter().map(count).collect(),
        }
    }
}

impl Manifest {
    /// Reads a manifest; the error says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// The manifest as indented JSON with a final line end.
    pub fn to_json(&self) -> String {
        // Only maps with keys that are not strings and failing writers can make this fail.
        let json = serde_json::to_string_pretty(self).unwrap_or_default();
        json + "\n"
    }

    /// What made the results, in a sentence that the command ends.
    pub fn provenance(&self) -> String {
        let source = &self.scenario;
        let hash = source.sha256.get(..12).unwrap_or(&source.sha256);
        format!(
            "Made by flowcast {} (stream version {}) from {}, SHA-256 {hash}..., by:",
            self.flowcast, self.stream_version, source.file,
        )
    }

    /// Whether results of that scenario may replace these: the same text, or the same name (it was
    /// edited since).
    pub fn is_of(&self, name: &str, sha256: &str) -> bool {
        self.scenario.sha256 == sha256 || self.scenario.name == name
    }
}
