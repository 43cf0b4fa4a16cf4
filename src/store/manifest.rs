//! What an output folder holds and how it was made.

use crate::record::Status;
use crate::study::{Deliverable, Judging, Late, ModelRuns, Part, Study};
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;

/// The file that describes an output folder; always written last.
pub const MANIFEST: &str = "manifest.json";

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
    /// Replications of every model (at every point, where there are several).
    pub replications: u32,
    /// What was asked, and what only folders of that question say.
    #[serde(flatten)]
    pub question: Question,
    /// SHA-256 of each file, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

/// What a folder with the dimensions of guides answers.
pub const DIAGNOSE_MODELS: &str = "diagnose --models";

/// The question that a folder answers: the subcommand that made it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "lowercase")]
pub enum Question {
    /// All models compared.
    Compare(Box<Comparison>),
    /// One replication of one model.
    Trace(Traced),
    /// All models at many combinations of values.
    Sweep(Asked),
    /// A difference, lever by lever.
    Decompose(Asked),
    /// The value from which on one model overtakes another.
    Breakeven(Asked),
    /// What moves a difference.
    Sensitivity(Asked),
    /// What holds a model back.
    Diagnose(Asked),
    /// The long run of a portfolio.
    Steady(Asked),
    /// The smallest change that reaches a goal, or the models ranked by it.
    Improve(Asked),
    /// The models measured by the dimensions of guides.
    #[serde(rename = "diagnose --models")]
    DiagnoseModels(Asked),
}

/// What a comparison's raw values do not say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The model that the others are compared with.
    pub baseline: String,
    /// The deadline in hours after the start, if there is one.
    pub deadline_h: Option<f64>,
    /// In a portfolio, its date, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline_on: Option<String>,
    /// Hours after which a campaign is censored.
    pub horizon_h: f64,
    /// Days of live time, if there is one.
    pub live_days: Option<f64>,
    /// The fixed launch date in hours after the start, if there is one.
    pub launch_h: Option<f64>,
    /// Whether a replication is several campaigns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub portfolio: bool,
    /// So many of the last models are the baseline with another fact.
    #[serde(default, skip_serializing_if = "is_none")]
    pub what_ifs: usize,
    /// Where the last model is no model of the file, but the smallest change that is recommended: what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<String>,
    /// So many campaigns of each replication have rows of their own; 0: no details are kept.
    #[serde(default, skip_serializing_if = "is_none")]
    pub campaigns: usize,
    /// What the answer goes by.
    #[serde(default, skip_serializing_if = "Judging::is_default")]
    pub judging: Judging,
    /// The start, if there is one and a single campaign, such as 2027-01-04T09:00:00.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// Teams, in file order.
    pub teams: Vec<String>,
    /// Deliverables, in file order; before them `@campaign`, where something exists once.
    pub deliverables: Vec<Deliverable>,
    /// Models, in the order of the data files.
    pub models: Vec<ModelStatus>,
    /// What a wanted precision took, where one was wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Precision>,
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

/// A replication whose events are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Traced {
    /// The model.
    pub model: String,
    /// The number of the replication.
    pub replication: u32,
    /// How it ended.
    pub status: String,
    /// Its cycle time in hours; missing where it was not launched.
    pub cycle_time_h: Option<f64>,
    /// Its campaigns, of which only the first may be told.
    pub campaigns: usize,
    /// Which late changes came, and came too late.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Late>,
}

/// Of whom something was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The names of the scenario's models that took part.
    pub models: Vec<String>,
}

impl Question {
    /// The subcommand's name.
    pub fn name(&self) -> &'static str {
        match self {
            Question::Compare(_) => "compare",
            Question::Trace(_) => "trace",
            Question::Sweep(_) => "sweep",
            Question::Decompose(_) => "decompose",
            Question::Breakeven(_) => "breakeven",
            Question::Sensitivity(_) => "sensitivity",
            Question::Diagnose(_) => "diagnose",
            Question::Steady(_) => "steady",
            Question::Improve(_) => "improve",
            Question::DiagnoseModels(_) => DIAGNOSE_MODELS,
        }
    }
}

impl Comparison {
    /// What a study's raw values do not say of it.
    pub fn of(study: &Study, horizon_h: f64, precision: Option<Precision>) -> Comparison {
        Comparison {
            baseline: study.models[study.baseline].name.clone(),
            deadline_h: study.deadline_h,
            deadline_on: study.deadline_on.clone(),
            horizon_h,
            live_days: study.live_days,
            launch_h: study.launch_h,
            portfolio: study.portfolio,
            what_ifs: study.what_ifs,
            agreed: study.agreed.clone(),
            campaigns: study.models[study.baseline].campaigns(),
            judging: study.judging.clone(),
            start: study.start.map(|start| start.to_string()),
            teams: study.teams.clone(),
            deliverables: study.deliverables.clone(),
            models: study.models.iter().map(|runs| ModelStatus::of(runs, &study.models)).collect(),
            precision,
        }
    }
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
    /// The files that its deliverables come from, by their names in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, NamedFile>,
}

/// A file that a scenario names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedFile {
    /// SHA-256 of its text.
    pub sha256: String,
    /// Its text, as read.
    pub text: String,
}

impl Source {
    /// The texts of the files that its deliverables come from.
    pub fn file_texts(&self) -> BTreeMap<String, String> {
        let text = |(name, file): (&String, &NamedFile)| (name.clone(), file.text.clone());
        self.files.iter().map(text).collect()
    }
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
    /// The parts of teams that have pods under it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
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
            parts: runs.parts.clone(),
            same_plan_as: runs.same_as.and_then(|model| Some(models.get(model)?.name.clone())),
            status: Status::ALL.into_iter().map(count).collect(),
        }
    }
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// What is wrong with it; of an older version's, how to make the folder again.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        serde_json::from_slice(bytes).map_err(|error| match Held::of(bytes) {
            Some(held) if held.version != env!("CARGO_PKG_VERSION") || !held.tagged => format!(
                "flowcast {} wrote it in another form, which this version cannot read; run the command again: {}",
                held.version,
                text::shell(&held.command),
            ),
            _ => error.to_string(),
        })
    }

    /// What a wanted precision took, where one was wanted.
    pub fn precision(&self) -> Option<&Precision> {
        match &self.question {
            Question::Compare(comparison) => comparison.precision.as_ref(),
            _ => None,
        }
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
}

/// Whose results a folder holds, whatever version of flowcast wrote its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The subcommand that made them.
    pub question: String,
    /// The version of flowcast.
    version: String,
    /// The command.
    command: Vec<String>,
    /// Whether the manifest says which question it answers; the first versions did not.
    tagged: bool,
    name: String,
    sha256: String,
}

impl Held {
    /// What a manifest says; `None` of any other text.
    pub fn of(manifest: &[u8]) -> Option<Held> {
        let manifest: Value = serde_json::from_slice(manifest).ok()?;
        let text = |place: &str| Some(manifest.pointer(place)?.as_str()?.to_owned());
        let command = manifest.get("command")?.as_array()?.iter();
        let command = command.map(|word| Some(word.as_str()?.to_owned())).collect::<Option<_>>()?;
        Some(Held {
            question: text("/question").or_else(|| text("/command/1"))?,
            version: text("/flowcast")?,
            command,
            tagged: manifest.get("question").is_some(),
            name: text("/scenario/name").unwrap_or_default(),
            sha256: text("/scenario/sha256").unwrap_or_default(),
        })
    }

    /// Whether they may be replaced: by the same question, of the same scenario, perhaps edited.
    pub fn may_become(&self, question: &str, source: &Source) -> bool {
        self.question == question && (self.sha256 == source.sha256 || self.name == source.name)
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the results of \"{}\" by `flowcast {}`", self.name, self.question)
    }
}
