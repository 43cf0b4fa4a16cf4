//! Many replications of many models: the numbers of a study, however they were made.

mod run;

pub use run::{Endless, Progress, Stopped, Unwatched, add, extend, late_of, marked, run};

use crate::metric::{CAMPAIGN_METRICS, DELIVERABLE_METRICS, METRICS, TEAM_METRICS};
use crate::plan::part_name;
use crate::record::{Occurrences, Record, Status};
use jiff::civil::DateTime;
use std::sync::Arc;

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
    /// In a portfolio whose deadline is a date, that date in words: it is one for all campaigns.
    pub deadline_on: Option<String>,
    /// Days of live time, if the scenario has one.
    pub live_days: Option<f64>,
    /// The fixed launch date in hours after the start, if the scenario has one.
    pub launch_h: Option<f64>,
    /// Whether a replication is several campaigns: its times are then their means.
    pub portfolio: bool,
    /// So many of the last models are the baseline with another fact: no ways of working that could be advised.
    pub what_ifs: usize,
    /// Where the last model, behind all what-ifs, is none of the file but the smallest change of the baseline: what that is, as
    /// a sentence.
    pub agreed: Option<String>,
    /// The start of the campaign, if the scenario gives one and has no other campaigns.
    pub start: Option<DateTime>,
    /// The deliverables of which each replication's values are held: all of the file, or none.
    pub deliverables: Vec<Deliverable>,
    /// What the answer is to go by.
    pub judging: Judging,
}

/// What an answer is to go by, beside the numbers.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Judging {
    /// So many hours earlier are worth a switch, where the scenario says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth_h: Option<f64>,
    /// The name of the model that was asked for, if one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

impl Judging {
    /// Whether nothing was said.
    pub fn is_default(&self) -> bool {
        *self == Judging::default()
    }
}

/// A deliverable of the file, or `@campaign`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Deliverable {
    /// Its name.
    pub name: String,
    /// How many instances a campaign has of it.
    pub count: usize,
    /// When it is due in hours after the start, if ever.
    pub due_h: Option<f64>,
    /// See [`Study::deadline_on`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<String>,
}

impl Study {
    /// The model that was asked for, if one was and it is no baseline.
    pub fn asked(&self) -> Option<usize> {
        let name = self.judging.asked.as_ref()?;
        let found = self.models.iter().position(|runs| runs.name == *name)?;
        (found != self.baseline).then_some(found)
    }

    /// How many models are ways of working of the file, and no what-ifs.
    pub fn ways(&self) -> usize {
        self.models.len().saturating_sub(self.what_ifs + usize::from(self.agreed.is_some()))
    }

    /// The model that is the smallest change of the baseline, if one is.
    pub fn agreed_model(&self) -> Option<usize> {
        self.agreed.as_ref().and_then(|_| self.models.len().checked_sub(1))
    }

    /// The team of what has team metrics under a model, and the part if it is one.
    pub fn crew(&self, model: usize, crew: usize) -> (&str, Option<&str>) {
        match crew.checked_sub(self.teams.len()) {
            None => (&self.teams[crew], None),
            Some(part) => {
                let Part { team, part } = &self.models[model].parts[part];
                (team, Some(part))
            }
        }
    }

    /// As [`Study::crew`], in words.
    pub fn crew_name(&self, model: usize, crew: usize) -> String {
        let (team, part) = self.crew(model, crew);
        crew_name(team, part)
    }

    /// The teams, each followed by the parts that it has under any model.
    pub fn all_crews(&self) -> Vec<(usize, Option<&str>)> {
        let mut all = Vec::new();
        for (number, team) in self.teams.iter().enumerate() {
            all.push((number, None));
            let parts = self.models.iter().flat_map(|model| &model.parts);
            for part in parts.filter(|part| part.team == *team) {
                let crew = (number, Some(part.part.as_str()));
                if !all[number..].contains(&crew) {
                    all.push(crew);
                }
            }
        }
        all
    }

    /// The number of a team or part under a model, if it is there.
    pub fn find_crew(&self, model: usize, (team, part): (usize, Option<&str>)) -> Option<usize> {
        let Some(name) = part else { return Some(team) };
        let is = |part: &Part| part.team == self.teams[team] && part.part == name;
        self.models[model].parts.iter().position(is).map(|part| self.teams.len() + part)
    }

    /// Whether some model has pods.
    pub fn has_parts(&self) -> bool {
        self.models.iter().any(|model| !model.parts.is_empty())
    }

    /// Whether a team has pods under a model.
    pub fn is_divided(&self, model: usize, crew: usize) -> bool {
        let (team, part) = self.crew(model, crew);
        part.is_none() && self.models[model].parts.iter().any(|part| part.team == team)
    }

    /// Whether two models have the same plan: they then run alike in every replication, whatever is drawn.
    pub fn same_plan(&self, a: usize, b: usize) -> bool {
        let first = |model: usize| self.models[model].same_as.unwrap_or(model);
        first(a) == first(b)
    }
}

/// All replications of one model. A value that does not exist is held as NaN and read as `None`. A clone shares the values
/// until one of the two grows.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRuns {
    /// The model's name.
    pub name: String,
    /// The first model of the study whose plan is the same, where one before this has the same.
    pub same_as: Option<usize>,
    /// How each replication ended.
    pub status: Vec<Status>,
    /// Of each late change, in file order, in how many replications it came.
    pub changes: Vec<Late>,
    /// Replication-major: `values[replication * METRICS.len() + metric]`.
    values: Arc<Vec<f64>>,
    /// Replication-major, then team by team and part by part, then [`TEAM_METRICS`].
    team_values: Arc<Vec<f64>>,
    teams: usize,
    /// The parts of teams that have pods under this model, in the order of the teams.
    pub parts: Vec<Part>,
    /// Replication-major, then deliverable-major, then [`DELIVERABLE_METRICS`].
    deliverable_values: Arc<Vec<f64>>,
    deliverables: usize,
    /// Replication-major, then campaign-major, then [`CAMPAIGN_METRICS`].
    campaign_values: Arc<Vec<f64>>,
    campaigns: usize,
}

/// Values of a replication of teams, of deliverables, of campaigns.
type Strides = [usize; 3];

/// A part of a team.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// The team's name.
    pub team: String,
    /// The pod's name, or `rest`.
    pub part: String,
}

/// A team, or a part of one, in words.
pub fn crew_name(team: &str, part: Option<&str>) -> String {
    part.map_or(team.to_owned(), |part| part_name(team, part))
}

/// In how many replications a late change came at all, and came too late.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Late {
    /// The change's name.
    pub name: String,
    /// Replications in which it happened.
    pub happened: u32,
    /// Of these, replications in which it met no campaign: all that it happened to were launched before (and out
    /// of their live time), or dropped at the horizon.
    pub missed: u32,
    /// Whether the scenario says when a campaign may be launched, or no launch date could help, since the change comes
    /// behind the horizon.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dated: bool,
    /// Whether it is no change, but the switch of a model that changes its way of working; it has no name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub switch: bool,
}

impl Late {
    /// Whether both are about the same change, or both about a switch.
    pub fn is(&self, other: &Late) -> bool {
        (&self.name, self.switch) == (&other.name, other.switch)
    }

    /// Counts one replication more. One that was given up says nothing: its change might have come in time.
    fn count(&mut self, status: Option<Status>, occurrences: &Occurrences) {
        let happened = occurrences.happened > 0 && status != Some(Status::OverBudget);
        self.happened += u32::from(happened);
        self.missed += u32::from(happened && occurrences.met == 0);
    }
}

impl ModelRuns {
    /// No replications yet.
    pub fn new(name: &str, teams: usize) -> ModelRuns {
        ModelRuns {
            name: name.to_owned(),
            same_as: None,
            status: Vec::new(),
            changes: Vec::new(),
            values: Arc::default(),
            team_values: Arc::default(),
            teams,
            parts: Vec::new(),
            deliverable_values: Arc::default(),
            deliverables: 0,
            campaign_values: Arc::default(),
            campaigns: 0,
        }
    }

    /// The same, and so many deliverables are to be held too.
    pub fn of_deliverables(mut self, deliverables: usize) -> ModelRuns {
        self.deliverables = deliverables;
        self
    }

    /// The same, and so many campaigns are to be held too.
    pub fn of_campaigns(mut self, campaigns: usize) -> ModelRuns {
        self.campaigns = campaigns;
        self
    }

    /// How many campaigns of each replication are held.
    pub fn campaigns(&self) -> usize {
        self.campaigns
    }

    /// Adds the next replication.
    pub fn push(&mut self, record: &Record) {
        let (from, strides) = (self.len(), self.strides());
        self.status.push(Status::Failed);
        Arc::make_mut(&mut self.values).resize((from + 1) * METRICS.len(), f64::NAN);
        Arc::make_mut(&mut self.team_values).resize((from + 1) * strides[0], f64::NAN);
        Arc::make_mut(&mut self.deliverable_values).resize((from + 1) * strides[1], f64::NAN);
        Arc::make_mut(&mut self.campaign_values).resize((from + 1) * strides[2], f64::NAN);
        self.places(from).set(0, record);
    }

    /// Adds places for exactly so many replications that are still to come, and gives them out, `size` at a
    /// time and in order, to be filled from any thread.
    fn grow(&mut self, replications: usize, size: usize) -> Blocks<'_> {
        let (from, strides) = (self.len(), self.strides());
        self.status.reserve_exact(replications);
        self.status.resize(from + replications, Status::Failed);
        lengthen(Arc::make_mut(&mut self.values), replications * METRICS.len());
        lengthen(Arc::make_mut(&mut self.team_values), replications * strides[0]);
        lengthen(Arc::make_mut(&mut self.deliverable_values), replications * strides[1]);
        lengthen(Arc::make_mut(&mut self.campaign_values), replications * strides[2]);
        Blocks { first: from as u32, rest: self.places(from), size: size.max(1), strides }
    }

    /// The places of all replications from this one on.
    fn places(&mut self, from: usize) -> Block<'_> {
        let strides = self.strides();
        Block {
            status: &mut self.status[from..],
            values: &mut Arc::make_mut(&mut self.values)[from * METRICS.len()..],
            team_values: &mut Arc::make_mut(&mut self.team_values)[from * strides[0]..],
            deliverable_values: &mut Arc::make_mut(&mut self.deliverable_values)
                [from * strides[1]..],
            campaign_values: &mut Arc::make_mut(&mut self.campaign_values)[from * strides[2]..],
        }
    }

    fn strides(&self) -> Strides {
        [
            self.crews() * TEAM_METRICS.len(),
            self.deliverables * DELIVERABLE_METRICS.len(),
            self.campaigns * CAMPAIGN_METRICS.len(),
        ]
    }

    /// Teams, then parts of teams: what has team metrics.
    pub fn crews(&self) -> usize {
        self.teams + self.parts.len()
    }

    /// Forgets all but the first replications.
    fn truncate(&mut self, replications: usize) {
        self.status.truncate(replications);
        let strides = self.strides();
        Arc::make_mut(&mut self.values).truncate(replications * METRICS.len());
        Arc::make_mut(&mut self.team_values).truncate(replications * strides[0]);
        Arc::make_mut(&mut self.deliverable_values).truncate(replications * strides[1]);
        Arc::make_mut(&mut self.campaign_values).truncate(replications * strides[2]);
    }

    /// Adds a replication as read back from a data file: its metrics, in [`METRICS`] order.
    pub fn push_values(&mut self, status: Status, values: &[Option<f64>]) {
        self.status.push(status);
        Arc::make_mut(&mut self.values)
            .extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// Adds the next team of the newest replication as read back from a data file: its metrics, in
    /// [`TEAM_METRICS`] order.
    pub fn push_team_values(&mut self, values: &[Option<f64>]) {
        Arc::make_mut(&mut self.team_values)
            .extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// Adds the next deliverable of the newest replication as read back from a data file.
    pub fn push_deliverable_values(&mut self, values: &[Option<f64>]) {
        Arc::make_mut(&mut self.deliverable_values)
            .extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// Adds the next campaign of the newest replication as read back from a data file.
    pub fn push_campaign_values(&mut self, values: &[Option<f64>]) {
        Arc::make_mut(&mut self.campaign_values)
            .extend(values.iter().map(|value| value.unwrap_or(f64::NAN)));
    }

    /// All metrics of one replication, in [`METRICS`] order.
    pub fn row(&self, replication: usize) -> impl Iterator<Item = Option<f64>> + '_ {
        known(&self.values[replication * METRICS.len()..][..METRICS.len()])
    }

    /// All team metrics of one replication, a row for each team, then for each part, in [`TEAM_METRICS`] order.
    pub fn team_rows(
        &self,
        replication: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = Option<f64>> + '_> + '_ {
        let values = of(&self.team_values, self.strides()[0], replication);
        values.chunks(TEAM_METRICS.len()).map(known)
    }

    /// All metrics of each deliverable that is held of one replication, in [`DELIVERABLE_METRICS`] order.
    pub fn deliverable_rows(
        &self,
        replication: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = Option<f64>> + '_> + '_ {
        let values = of(&self.deliverable_values, self.strides()[1], replication);
        values.chunks(DELIVERABLE_METRICS.len()).map(known)
    }

    /// All metrics of each campaign that is held of one replication, in [`CAMPAIGN_METRICS`] order.
    pub fn campaign_rows(
        &self,
        replication: usize,
    ) -> impl Iterator<Item = impl Iterator<Item = Option<f64>> + '_> + '_ {
        let values = of(&self.campaign_values, self.strides()[2], replication);
        values.chunks(CAMPAIGN_METRICS.len()).map(known)
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

    /// One team metric (an index into [`TEAM_METRICS`]) of every replication, in order: of a team, or of a part, which
    /// are numbered after the teams.
    pub fn team_metric(
        &self,
        team: usize,
        metric: usize,
    ) -> impl Iterator<Item = Option<f64>> + '_ {
        every(&self.team_values, self.strides()[0], team * TEAM_METRICS.len() + metric)
    }

    /// One metric (an index into [`DELIVERABLE_METRICS`]) of a deliverable of every replication, in order.
    pub fn deliverable_metric(
        &self,
        deliverable: usize,
        metric: usize,
    ) -> impl Iterator<Item = Option<f64>> + '_ {
        let place = deliverable * DELIVERABLE_METRICS.len() + metric;
        every(&self.deliverable_values, self.strides()[1], place)
    }

    /// How many replications ended with this status.
    pub fn count(&self, status: Status) -> usize {
        self.status.iter().filter(|s| **s == status).count()
    }
}

/// The values of one replication, which has so many.
fn of(values: &[f64], stride: usize, replication: usize) -> &[f64] {
    &values[replication * stride..][..stride]
}

/// The value at a place of every replication, which has so many.
fn every(values: &[f64], stride: usize, place: usize) -> impl Iterator<Item = Option<f64>> + '_ {
    let values = values.iter().skip(place).step_by(stride.max(1));
    values.map(|value| (!value.is_nan()).then_some(*value))
}

/// What is NaN does not exist.
fn known(values: &[f64]) -> impl Iterator<Item = Option<f64>> + '_ {
    values.iter().map(|value| (!value.is_nan()).then_some(*value))
}

/// Makes a list longer by exactly so many values. Those of an empty one are zeros that the system hands
/// out page by page, so that whoever writes a page first also pays for it.
fn lengthen(values: &mut Vec<f64>, more: usize) {
    if values.is_empty() {
        *values = vec![0.0; more];
    } else {
        values.reserve_exact(more);
        values.resize(values.len() + more, f64::NAN);
    }
}

/// Places for successive replications of a model.
struct Block<'a> {
    status: &'a mut [Status],
    values: &'a mut [f64],
    team_values: &'a mut [f64],
    deliverable_values: &'a mut [f64],
    campaign_values: &'a mut [f64],
}

impl<'a> Block<'a> {
    /// How many replications it has places for.
    fn len(&self) -> usize {
        self.status.len()
    }

    /// Takes the first replications off; `None` if there are not so many.
    fn take(&mut self, replications: usize, strides: Strides) -> Option<Block<'a>> {
        Some(Block {
            status: self.status.split_off_mut(..replications)?,
            values: self.values.split_off_mut(..replications * METRICS.len())?,
            team_values: self.team_values.split_off_mut(..replications * strides[0])?,
            deliverable_values: self
                .deliverable_values
                .split_off_mut(..replications * strides[1])?,
            campaign_values: self.campaign_values.split_off_mut(..replications * strides[2])?,
        })
    }

    /// Books the replication at this place.
    fn set(&mut self, place: usize, record: &Record) {
        self.status[place] = record.status.unwrap_or(Status::Failed);
        let values = self.values.iter_mut().skip(place * METRICS.len());
        for (value, metric) in values.zip(METRICS) {
            // A sum beyond what a float holds is no value.
            *value = (metric.value)(record).filter(|value| value.is_finite()).unwrap_or(f64::NAN);
        }
        let crews = record.teams.iter().chain(&record.parts);
        let all = crews.flat_map(|crew| TEAM_METRICS.iter().map(move |metric| (crew, metric)));
        let stride = (record.teams.len() + record.parts.len()) * TEAM_METRICS.len();
        let values = self.team_values.iter_mut().skip(place * stride);
        for (value, (team, metric)) in values.zip(all) {
            *value = (metric.value)(team).unwrap_or(f64::NAN);
        }
        // None are held, or all.
        let stride = self.campaign_values.len() / self.status.len();
        let values = &mut self.campaign_values[place * stride..][..stride];
        let values = values.chunks_mut(CAMPAIGN_METRICS.len());
        for (values, campaign) in values.zip(&record.campaigns) {
            for (value, metric) in values.iter_mut().zip(CAMPAIGN_METRICS) {
                *value = (metric.value)(campaign).unwrap_or(f64::NAN);
            }
        }
        // None are held, or those of the first model's deliverables: what another one has instead is not told.
        let stride = self.deliverable_values.len() / self.status.len();
        let values = &mut self.deliverable_values[place * stride..][..stride];
        values.fill(f64::NAN);
        if stride != record.deliverables.len() * DELIVERABLE_METRICS.len() {
            return;
        }
        let values = values.chunks_mut(DELIVERABLE_METRICS.len());
        for (values, deliverable) in values.zip(&record.deliverables) {
            for (value, metric) in values.iter_mut().zip(DELIVERABLE_METRICS) {
                *value = (metric.value)(deliverable).unwrap_or(f64::NAN);
            }
        }
    }
}

/// The places of a model's coming replications, cut into blocks: the number of a block's first replication,
/// and the block.
struct Blocks<'a> {
    first: u32,
    rest: Block<'a>,
    size: usize,
    strides: Strides,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = (u32, Block<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let size = self.size.min(self.rest.status.len());
        if size == 0 {
            return None;
        }
        let first = self.first;
        self.first += size as u32;
        Some((first, self.rest.take(size, self.strides)?))
    }
}
