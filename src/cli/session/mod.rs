//! What every command that simulates does: load, claim a folder, run in a pool, write everything at the end.

pub mod claim;
pub mod fitted;
pub mod interrupt;
pub mod load;
pub mod names;
pub mod output;
pub mod priced;
pub mod progress;
pub mod settings;
pub mod timing;
pub mod what_if;

use super::options;
use super::outcome::Outcome;
use super::results::{self, Results, Wanted};
use claim::claim;
use flowcast::analysis;
use flowcast::draws::STREAM_VERSION;
use flowcast::error::Error;
use flowcast::format::counted;
use flowcast::metric::METRICS;
use flowcast::question::goal::Goal;
use flowcast::question::lacking::lacking;
use flowcast::question::{Bench, Stopped};
use flowcast::store::Folder;
use flowcast::store::manifest::{Asked, Manifest, Question};
use flowcast::study::Unwatched;
use load::Loaded;
use progress::{Bar, span};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use timing::Timing;

/// What a command line asks for, whatever the question.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// The subcommand.
    pub question: &'static str,
    /// Which scenario.
    pub scenario: &'a options::Scenario,
    /// Which models, how often.
    pub simulation: &'a options::Simulation,
    /// The output folder, if one was named.
    pub out: Option<&'a PathBuf>,
    /// Which files.
    pub files: &'a options::Files,
    /// Whether a page is made.
    pub report: bool,
    /// What is said.
    pub talk: &'a options::Talk,
    /// The command as it was given.
    pub command: &'a [String],
}

/// A command under way.
pub struct Session<'a> {
    /// What was asked.
    pub ask: Ask<'a>,
    /// The scenario with the options applied.
    pub loaded: Loaded,
    /// Where it runs.
    pub pool: ThreadPool,
    /// How long each stage took.
    pub timing: Timing,
}

/// Runs of one size: so many points, so many models at each, so many replications of each.
pub type Runs = (usize, usize, u32);

impl<'a> Session<'a> {
    /// Loads the scenario.
    ///
    /// # Errors
    /// An invalid scenario or option.
    pub fn open(ask: Ask<'a>) -> Result<Session<'a>, Error> {
        let timing = Timing::start();
        let mut loaded = load::load(ask.scenario)?;
        settings::apply(&mut loaded, ask.simulation)?;
        let pool = settings::pool(ask.simulation.threads)?;
        Ok(Session { ask, loaded, pool, timing })
    }

    /// Where the files go: `output/<scenario file stem>`, and there `<question>` unless it is `compare`.
    pub fn path(&self) -> PathBuf {
        let default = || match self.ask.question {
            "compare" => load::default_folder(&self.ask.scenario.scenario),
            other => {
                let name = other.replace(" --", "-");
                load::default_folder(&self.ask.scenario.scenario).join(name)
            }
        };
        self.ask.out.cloned().unwrap_or_else(default)
    }

    /// Claims the folder for the files of the question and for `more`; from now on, an interruption is
    /// noticed.
    ///
    /// # Errors
    /// A folder that cannot be written or holds something else.
    pub fn claim(&mut self, path: &Path, more: &[String]) -> Result<Folder, Error> {
        let Ask { question, files, report, .. } = self.ask;
        let names = claim::names(question, self.charts(), report);
        let names = names.iter().chain(more).map(String::as_str);
        let folder = claim(path, (question, &self.loaded.source), names, files.force)?;
        self.begin()?;
        Ok(folder)
    }

    /// Everything is ready to be run.
    ///
    /// # Errors
    /// If signals cannot be listened for.
    pub fn begin(&mut self) -> Result<(), Error> {
        interrupt::listen()?;
        self.timing.threads(self.pool.current_num_threads());
        self.timing.end("load");
        Ok(())
    }

    /// Which charts are made.
    pub fn charts(&self) -> options::Charts {
        self.ask.files.pictures.charts(self.ask.talk)
    }

    /// The models with the settings, to be run with other values.
    pub fn bench(&self) -> Bench {
        Bench::of(&self.loaded.document, &self.loaded.scenario)
    }

    /// Of one model alone, which may be the smallest change.
    pub fn bench_of(&self, model: usize) -> Bench {
        let loaded = &self.loaded;
        let agreed = loaded.agreed.as_ref().zip(loaded.beside.last());
        match agreed.filter(|_| model + 1 == loaded.plans.len()) {
            Some((document, scenario)) => Bench::of(document, scenario),
            None => self.bench().only(model),
        }
    }

    /// Runs something of so many replications in the pool, under a bar; its time goes to a stage.
    ///
    /// # Errors
    /// What stopped it, as the user is told.
    pub fn run<R: Send, S: Into<Stopped> + Send>(
        &mut self,
        stage: &'static str,
        replications: u64,
        work: impl FnOnce(&Bar) -> Result<R, S> + Send,
    ) -> Result<R, Stopped> {
        let bar = Bar::new(replications, self.ask.talk.quiet);
        let result = self.pool.install(|| work(&bar));
        bar.finish();
        self.timing.end(stage);
        result.map_err(Into::into)
    }

    /// The manifest, of files that are not known yet.
    pub fn manifest(&self, question: Question) -> Manifest {
        let study = &self.loaded.scenario.study;
        Manifest {
            flowcast: env!("CARGO_PKG_VERSION").to_owned(),
            stream_version: STREAM_VERSION,
            command: self.ask.command.to_vec(),
            scenario: self.loaded.source.clone(),
            seed: study.seed,
            replications: study.replications,
            question,
            files: BTreeMap::new(),
        }
    }

    /// The models of the scenario, for a manifest.
    pub fn asked(&self) -> Asked {
        Asked { models: self.loaded.model_names().into_iter().map(str::to_owned).collect() }
    }

    /// Writes all files and the manifest, and shows the results.
    ///
    /// # Errors
    /// What cannot be written; an interruption.
    pub fn finish(
        &mut self,
        mut folder: Folder,
        results: &dyn Results,
        manifest: Manifest,
    ) -> Result<Outcome, Error> {
        let Ask { report, talk, .. } = self.ask;
        let wanted = Wanted { charts: self.charts(), report, talk };
        let timing = Some(&mut self.timing);
        self.pool.install(|| results::deliver(results, &mut folder, manifest, &wanted, timing))
    }

    /// Says how many points and replications there are at most, and about how long they take.
    ///
    /// # Errors
    /// If nothing can be printed.
    pub fn outlook(&self, runs: &[Runs]) -> Result<Outcome, Error> {
        let mut text = String::new();
        for (points, models, replications) in runs {
            let total = *points as u64 * *models as u64 * u64::from(*replications);
            text.push_str(&format!(
                "{} x {} x {replications} replications = {total} replications\n",
                counted(*points, "point"),
                counted(*models, "model"),
            ));
        }
        let total: f64 = runs.iter().map(|(p, m, n)| (p * m) as f64 * f64::from(*n)).sum();
        let threads = self.pool.current_num_threads();
        let seconds = total * seconds_each(&self.bench(), &[]) / threads.max(1) as f64;
        text.push_str(&format!("estimated time: {} on {threads} threads\n", span(seconds)));
        output::print(&text)?;
        Ok(Outcome::Complete)
    }

    /// The index of a model that was named.
    ///
    /// # Errors
    /// A name that is not there.
    pub fn model(&self, name: &str) -> Result<usize, Error> {
        names::find("model", name, &self.loaded.model_names())
    }

    /// Whether the launch date is fixed.
    pub fn is_fixed(&self) -> bool {
        self.loaded.plans.first().is_some_and(|plan| plan.launch_date().is_some())
    }

    /// The metric that was named, by its column with or without the unit; where none was, the time that is shown:
    /// the cycle time, or with a fixed launch date the ready time.
    ///
    /// # Errors
    /// A metric that is not there, or that cannot exist in this scenario.
    pub fn metric(&self, name: Option<&str>) -> Result<usize, Error> {
        let Some(name) = name else { return Ok(analysis::time_where(self.is_fixed()).metric) };
        let found = names::metric(name)?;
        self.can_exist(found, "--metric")?;
        Ok(found)
    }

    /// Refuses a metric that cannot exist in this scenario.
    ///
    /// # Errors
    /// What the scenario lacks.
    pub fn can_exist(&self, metric: usize, option: &str) -> Result<(), Error> {
        lacking(&self.loaded.scenario.facts, metric).map_or(Ok(()), |what| {
            let name = METRICS[metric].name;
            Err(Error::Usage(format!("{option}: {name} does not exist in this scenario: {what}")))
        })
    }

    /// Refuses a goal that says nothing of this scenario.
    ///
    /// # Errors
    /// What the scenario lacks; readiness of a portfolio, which has no one time.
    pub fn can_reach(&self, goal: &Goal) -> Result<(), Error> {
        let portfolio = self.loaded.scenario.facts.portfolio.is_some();
        if portfolio && goal.quantities().any(|quantity| quantity.ready) {
            let why = "--goal: `ready` is of one campaign, and this scenario is a portfolio; ask for on_time";
            return Err(Error::Usage(why.to_owned()));
        }
        goal.quantities().try_for_each(|quantity| self.can_exist(quantity.metric, "--goal"))
    }

    /// The two models that `--between A,B` names.
    ///
    /// # Errors
    /// Not two names, names that are not there, one model twice.
    pub fn between(&self, pieces: &[String]) -> Result<[usize; 2], Error> {
        let known = self.loaded.model_names();
        let found = names::list("model", pieces, &known, Some(2))?;
        let models: [usize; 2] = found
            .try_into()
            .map_err(|_| Error::Usage("--between needs two models: A,B".to_owned()))?;
        if models[0] == models[1] {
            let name = known[models[0]];
            let why = format!("--between names \"{name}\" twice; it needs two models to compare");
            return Err(Error::Usage(why));
        }
        Ok(models)
    }
}

impl options::Experiment {
    /// What a subcommand with these options asks for.
    pub fn ask<'a>(
        &'a self,
        question: &'static str,
        report: bool,
        command: &'a [String],
    ) -> Ask<'a> {
        Ask {
            question,
            scenario: &self.scenario,
            simulation: &self.simulation,
            out: self.out.as_ref(),
            files: &self.files,
            report,
            talk: &self.talk,
            command,
        }
    }
}

/// Replications of each model in the trial that times a run.
const TRIAL: u32 = 20;

/// About how long one replication of one model takes on one thread, with these values set.
pub fn seconds_each(bench: &Bench, sets: &[(String, String)]) -> f64 {
    let trial = bench.with_replications(bench.replications.min(TRIAL));
    let started = Instant::now();
    // What fails takes no time; it is said when it is run.
    let _ = trial.study(sets, &Unwatched);
    let runs = f64::from(trial.replications) * bench.models.len().max(1) as f64;
    started.elapsed().as_secs_f64() / runs.max(1.0)
}
