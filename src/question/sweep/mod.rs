//! Many points: every model of a scenario at every combination of some values.

mod day;
mod design;
mod point;
mod run;
mod shard;
mod spec;
#[cfg(feature = "report")]
mod table;

pub use day::{Counts, Dates, DayEnd, day_ends};
pub use design::{Point, grid, grid_size, latin_hypercube};
pub use point::{Finished, ModelPoint, Pair};
pub use run::{Ended, Sink, run};
pub use shard::{Mismatch, Shard, Sidecar, gather};
pub use spec::{Range, Vary, hours};
#[cfg(feature = "report")]
pub use table::Table;

use crate::analysis::{TimeShown, time_where};
use crate::digest::sha256;
use crate::store::manifest::Source;
use serde::{Deserialize, Serialize};

/// What the numbers of a sweep depend on, beside its points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    /// The version of flowcast.
    pub flowcast: String,
    /// The version of the random streams.
    pub stream_version: u32,
    /// The scenario, with what `--set` changed.
    pub scenario: Source,
    /// The models, in order.
    pub models: Vec<String>,
    /// The model that the others are compared with.
    pub baseline: String,
    /// Replications of every model at every point.
    pub replications: u32,
    /// The seed of all draws.
    pub seed: u64,
    /// Whether every replication's values are kept.
    pub raw: bool,
    /// Whether the launch date is fixed, so that it matters when models are ready.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
}

/// A whole sweep before it runs: it can be split, and run anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What its numbers depend on.
    pub identity: Identity,
    /// The command that made it, with the program's bare name.
    pub command: Vec<String>,
    /// The paths that vary.
    pub paths: Vec<String>,
    /// The points, in the order of the data files.
    pub points: Vec<Point>,
    /// Of a design in which points come back, the point of each of its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<usize>,
}

impl Plan {
    /// The points, one for each row of the design: those that come back in it do so here.
    pub fn listed(&self) -> Vec<&Point> {
        let again = self.rows.iter().filter_map(|row| self.points.get(*row));
        if self.rows.is_empty() { self.points.iter().collect() } else { again.collect() }
    }

    /// As indented JSON with a final line end.
    pub fn to_json(&self) -> String {
        // Strings and numbers always have a form in JSON.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a plan; the error says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Plan, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }
}

impl Identity {
    /// The time that is shown of every model.
    pub fn time(&self) -> TimeShown {
        time_where(self.fixed)
    }

    /// A hash that sweeps share exactly if their points can stand beside each other.
    pub fn hash(&self) -> String {
        // Strings and numbers always have a form in JSON.
        sha256(serde_json::to_string(self).unwrap_or_default().as_bytes())
    }

    /// In what another sweep differs, in words; `None` if its points can stand beside ours.
    pub fn differs_from(&self, other: &Identity) -> Option<&'static str> {
        let checks = [
            (self.flowcast == other.flowcast, "another version of flowcast"),
            (self.stream_version == other.stream_version, "another version of the random streams"),
            (self.scenario.sha256 == other.scenario.sha256, "another scenario"),
            (self.scenario.files == other.scenario.files, "other files of deliverables"),
            (self.scenario.set == other.scenario.set, "other --set values"),
            (self.models == other.models, "other models"),
            (self.baseline == other.baseline, "another baseline"),
            (self.seed == other.seed, "another seed"),
            (self.replications == other.replications, "another number of replications"),
            (self.raw == other.raw, "another choice of --raw"),
        ];
        checks.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
    }
}

#[cfg(test)]
mod tests;
