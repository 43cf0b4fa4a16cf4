//! Many replications of many models: the numbers of a study, however they were made.

pub mod archive;
mod run;

pub use run::{Cancelled, Progress, Unwatched, extend, run};

use crate::metric::{METRICS, TEAM_METRICS};
use crate::record::{Record, Status};

/// The results of a study: one [`ModelRuns`] per model, over the same replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// The scenario's name.
    pub scenario: String,
    /// The seed of all draws.
    pub seed: u64,
    /// Replications per model, numbered from 0.
    pub replications: u32,
    /// Index of the model that the others are compared with.
    pub baseline: usize,
    /// Team names, in file order.
    pub teams: Vec<String>,
    /// One entry per model, in the scenario's order.
    pub models: Vec<ModelRuns>,
    /// The deadline in hours after the start, if the scenario has one.
    pub deadline_h: Option<f64>,
    /// Days of live time, if the scenario has one.
    pub live_days: Option<f64>,
}

/// All replications of one model. A value that does not exist is held as NaN and read as `None`.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRuns {
    /// The model's name.
    pub name: String,
    /// How each replication ended.
    pub status: Vec<Status>,
    /// Replication-major: `values[replication * METRICS.len() + metric]`.
    values: Vec<f64>,
    /// Replication-major, then team-major, then [`TEAM_METRICS`].
    team_values: Vec<f64>,
    teams: usize,
}

impl ModelRuns {
    /// No replications yet.
    pub fn new(name: &str, teams: usize) -> ModelRuns {
        ModelRuns {
            name: name.to_owned(),
            status: Vec::new(),
            values: Vec::new(),
            team_values: Vec::new(),
            teams,
        }
    }

    /// Makes room for exactly so many more replications.
    pub fn reserve(&mut self, replications: usize) {
        self.status.reserve_exact(replications);
        self.values.reserve_exact(replications * METRICS.len());
        self.team_values.reserve_exact(replications * self.teams * TEAM_METRICS.len());
    }

    /// Adds the next replication.
    pub fn push(&mut self, record: &Record) {
        self.status.push(record.status.unwrap_or(Status::Failed));
        self.values.extend(METRICS.iter().map(|m| (m.value)(record).unwrap_or(f64::NAN)));
        for team in &record.teams {
            let values = TEAM_METRICS.iter().map(|m| (m.value)(team).unwrap_or(f64::NAN));
            self.team_values.extend(values);
        }
    }

    /// Adds later replications of the same model.
    pub fn append(&mut self, later: ModelRuns) {
        self.status.extend(later.status);
        self.values.extend(later.values);
        self.team_values.extend(later.team_values);
    }

    /// Adds a replication as read back from a data file: its metrics, in [`METRICS`] order.
    pub fn push_values(&mut self, status: Status, values: &[Option<f64>]) {
        self.status.push(status);
        self.values.extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// Adds the next team of the newest replication as read back from a data file: its metrics, in
    /// [`TEAM_METRICS`] order.
    pub fn push_team_values(&mut self, values: &[Option<f64>]) {
        self.team_values.extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// All team metrics, a row for each replication and team (replication-major), in
    /// [`TEAM_METRICS`] order.
    pub fn team_rows(&self) -> impl Iterator<Item = impl Iterator<Item = Option<f64>> + '_> + '_ {
        let rows = self.team_values.chunks(TEAM_METRICS.len());
        rows.map(|row| row.iter().map(|value| (!value.is_nan()).then_some(*value)))
    }

    /// How many replications there are.
    pub fn len(&self) -> usize {
        self.status.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.status.is_empty()
    }

    /// One metric (an index into [`METRICS`]) of one replication.
    pub fn value(&self, replication: usize, metric: usize) -> Option<f64> {
        let value = self.values[replication * METRICS.len() + metric];
        (!value.is_nan()).then_some(value)
    }

    /// One metric of every replication, in order.
    pub fn metric(&self, metric: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        (0..self.len()).map(move |replication| self.value(replication, metric))
    }

    /// One team metric (an index into [`TEAM_METRICS`]) of every replication, in order.
    pub fn team_metric(
        &self,
        team: usize,
        metric: usize,
    ) -> impl Iterator<Item = Option<f64>> + '_ {
        let stride = self.teams * TEAM_METRICS.len();
        let offset = team * TEAM_METRICS.len() + metric;
        let values = self.team_values.iter().skip(offset).step_by(stride.max(1));
        values.map(|value| (!value.is_nan()).then_some(*value))
    }

    /// How many replications ended with this status.
    pub fn count(&self, status: Status) -> usize {
        self.status.iter().filter(|s| **s == status).count()
    }
}
