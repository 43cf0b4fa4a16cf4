//! From a file on the disk to plans that can be run.

use super::output;
use crate::cli::options;
use crate::cli::said;
use flowcast::digest::sha256;
use flowcast::error::{Error, shown};
use flowcast::live;
use flowcast::log::{self, Log, Options};
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan, Refusal};
use flowcast::report::warnings;
use flowcast::scenario::{Document, Problems};
use flowcast::store;
use flowcast::store::manifest::{NamedFile, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A scenario that can be run, and where it came from.
pub struct Loaded {
    /// As meant.
    pub scenario: Scenario,
    /// One per model, in the scenario's order.
    pub plans: Vec<Plan>,
    /// As written.
    pub source: Source,
    /// As parsed, with what `--set` changed.
    pub document: Document,
    /// The last models are these scenarios' only ones: the baseline with another fact, or with its smallest change.
    pub beside: Vec<Scenario>,
    /// As parsed, of the last of these, where it is the baseline with its smallest change.
    pub agreed: Option<Document>,
}

impl Loaded {
    /// What is worth a warning under the models that are left.
    pub fn warnings(&self) -> Vec<String> {
        warnings::all(&self.scenario, &self.plans)
    }

    /// Adds the only model of a scenario behind the others.
    pub fn beside(&mut self, scenario: Scenario, plan: Plan) {
        self.scenario.models.extend(scenario.models.iter().cloned());
        self.plans.push(plan);
        self.beside.push(scenario);
    }

    /// The names of the models that are left, in order.
    pub fn model_names(&self) -> Vec<&str> {
        self.scenario.models.iter().map(|model| model.name.as_str()).collect()
    }
}

/// Reads, validates and compiles a scenario.
///
/// # Errors
/// A file that cannot be read; every problem of the scenario, or of its models, at once.
pub fn load(args: &options::Scenario) -> Result<Loaded, Error> {
    let text = store::read_scenario(&args.scenario)?;
    let document =
        Document::parse(&shown(&args.scenario), &text).map_err(|found| refused(&found))?;
    let mut files = BTreeMap::new();
    for name in document.files() {
        let text = store::read_named(&args.scenario, name);
        let why = |error: Error| {
            let reason = match &error {
                Error::Read { source, .. } => source.to_string(),
                other => other.to_string(),
            };
            let said = document.file_problem(name, &reason).render(output::colour());
            if error.exit_code() == 4 { Error::Unreadable(said) } else { Error::Rendered(said) }
        };
        files.insert(name.to_owned(), text.map_err(why)?);
    }
    let document = document.with_files(&files).map_err(|found| refused(&found))?;
    let pairs: Vec<(String, String)> =
        args.set.iter().map(|set| (set.key.clone(), set.value.clone())).collect();
    let document = if pairs.is_empty() {
        document
    } else {
        document.with(&pairs).map_err(|found| refused(&found))?
    };
    let scenario = document.resolve().map_err(|found| refused(&found))?;
    let plans = plan::compile_all(&scenario).map_err(|found| refusals(&document, &found))?;
    if !scenario.controls.is_empty() {
        live::controls(&document, &scenario, &plans).map_err(|found| refused(&found))?;
    }
    let source = source(args, &scenario, text, files);
    Ok(Loaded { scenario, plans, source, document, beside: Vec::new(), agreed: None })
}

/// Reads a log of jobs.
///
/// # Errors
/// A file that cannot be read; every problem of the log at once.
pub fn log(path: &Path, how: &options::HowToRead) -> Result<Log, Error> {
    let steps = match &how.steps {
        Some(file) => Some((shown(file), store::read_scenario(file)?)),
        None => None,
    };
    let (map, dates, zone) = (how.map.clone(), how.dates.map(Into::into), how.zone.clone());
    let options = Options { map, dates, zone, steps };
    let bytes = store::read_at_most(path, log::LARGEST).map_err(|error| match error {
        Error::Usage(said) => Error::Usage(format!("{said}: {}", log::SMALLER)),
        other => other,
    })?;
    log::read(&shown(path), &bytes, &options).map_err(|found| refused(&found))
}

/// A scenario with problems, as the user is told.
pub fn refused(problems: &Problems) -> Error {
    said::keep(|said| said.problems = Some(problems.clone()));
    Error::Rendered(problems.render(output::colour()))
}

pub fn refusals(document: &Document, refusals: &[Refusal]) -> Error {
    let problem = |found: &Refusal| document.problem_at(&found.path, &found.message, &found.help);
    let problems = Problems::joined(refusals.iter().map(|found| problem(found).into()));
    problems.map_or_else(|| Error::Rendered(String::new()), |all| refused(&all))
}

fn source(
    args: &options::Scenario,
    scenario: &Scenario,
    text: String,
    files: BTreeMap<String, String>,
) -> Source {
    let named = |(name, text): (String, String)| {
        (name, NamedFile { sha256: sha256(text.as_bytes()), text })
    };
    let set = args.set.iter().map(|set| format!("{}={}", set.key, set.value)).collect();
    Source {
        name: scenario.name.clone(),
        file: file_name(&args.scenario),
        sha256: sha256(text.as_bytes()),
        set,
        text,
        files: files.into_iter().map(named).collect(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// `output/<scenario file stem>`.
pub fn default_folder(scenario: &Path) -> PathBuf {
    Path::new("output").join(scenario.file_stem().unwrap_or("scenario".as_ref()))
}
