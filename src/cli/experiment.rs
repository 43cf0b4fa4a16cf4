//! What all experiments do: load, claim a folder, run in a pool, write everything at the end.

use super::claim::{Results, claim};
use super::load::{self, Loaded};
use super::sweep::{bench, span};
use super::timing::{self, Timing};
use super::{Outcome, args, artifacts, compare, interrupt, names, output, settings};
use flowcast::draws::STREAM_VERSION;
use flowcast::error::{Error, shown};
use flowcast::metric::{self, METRICS};
use flowcast::question::lacking::lacking;
use flowcast::question::sweep::Bench;
use flowcast::report::chart::Drawing;
use flowcast::report::compare::CHARTS;
use flowcast::report::{Page, Table};
use flowcast::store::manifest::Source;
use flowcast::store::{Artifact, Folder, MANIFEST};
use flowcast::study::Unwatched;
use rayon::ThreadPool;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What an experiment's folder holds and how it was made.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Which kind of experiment.
    pub experiment: String,
    /// The version of flowcast.
    pub flowcast: String,
    /// The version of the random streams.
    pub stream_version: u32,
    /// The command as it was given, with the program's bare name.
    pub command: Vec<String>,
    /// The scenario.
    pub scenario: Source,
    /// The seed of all draws.
    pub seed: u64,
    /// Replications of every model at every point.
    pub replications: u32,
    /// The models.
    pub models: Vec<String>,
    /// SHA-256 of each file, by its path in the folder.
    pub files: BTreeMap<String, String>,
}

/// An experiment under way.
pub struct Experiment {
    /// The scenario with the options applied.
    pub loaded: Loaded,
    /// Where it runs.
    pub pool: ThreadPool,
    /// Where its files go.
    pub path: PathBuf,
    kind: &'static str,
    /// The claimed folder; none where nothing is to be run.
    folder: Option<Folder>,
    timing: Timing,
}

/// Runs of one size: so many points, so many models at each, so many replications of each.
pub type Runs = (usize, usize, u32);

impl Experiment {
    /// Loads the scenario and claims the folder (default: `output/<scenario file stem>/<kind>`).
    ///
    /// # Errors
    /// An invalid scenario or option; a folder that cannot be written or holds something else.
    pub fn open(kind: &'static str, args: &args::Experiment) -> Result<Experiment, Error> {
        let mut timing = Timing::start();
        let mut loaded = load::load(&args.scenario)?;
        settings::apply(&mut loaded, &args.simulation)?;
        let pool = compare::pool(settings::threads(args.simulation.threads)?)?;
        let path = args.out.clone();
        let path =
            path.unwrap_or_else(|| compare::default_folder(&args.scenario.scenario).join(kind));
        let charts = args.files.pictures.charts(&args.talk);
        let results = Results { kind, source: &loaded.source, charts, report: false };
        let claim = || claim(&path, &results, args.files.force);
        let folder = if args.dry_run { None } else { Some(claim()?) };
        interrupt::listen()?;
        timing.threads(pool.current_num_threads());
        timing.end("load");
        Ok(Experiment { loaded, pool, path, kind, folder, timing })
    }

    /// One more file will be written.
    ///
    /// # Errors
    /// As [`Folder::expect`].
    pub fn expect(&self, name: &str) -> Result<(), Error> {
        self.folder.iter().try_for_each(|folder| folder.expect([name]))
    }

    /// The index of a model that was named.
    pub fn model(&self, name: &str) -> Result<usize, Error> {
        let models = &self.loaded.scenario.models;
        let known: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
        names::find("model", name, &known)
    }

    /// The metric that was named, by its column with or without the unit.
    ///
    /// # Errors
    /// A metric that is not there, or that cannot exist in this scenario.
    pub fn metric(&self, name: &str) -> Result<usize, Error> {
        let found = named_metric(name)?;
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

    /// The two models that `--between A,B` names.
    ///
    /// # Errors
    /// Not two names, names that are not there, one model twice.
    pub fn between(&self, pieces: &[String]) -> Result<[usize; 2], Error> {
        let models = &self.loaded.scenario.models;
        let known: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
        let found = names::list("model", pieces, &known, Some(2))?;
        let models: [usize; 2] = found
            .try_into()
            .map_err(|_| Error::Usage("--between needs two models: A,B".to_owned()))?;
        if models[0] == models[1] {
            let name = &self.loaded.scenario.models[models[0]].name;
            let why = format!("--between names \"{name}\" twice; it needs two models to compare");
            return Err(Error::Usage(why));
        }
        Ok(models)
    }

    /// Says how many points and replications there are at most, and about how long they take.
    ///
    /// # Errors
    /// A scenario that cannot be run at all.
    pub fn outlook(&self, runs: &[Runs]) -> Result<Outcome, Error> {
        let mut text = String::new();
        for (points, models, replications) in runs {
            let total = *points as u64 * *models as u64 * u64::from(*replications);
            text.push_str(&format!(
                "{points} point{} x {models} models x {replications} replications = {total} \
                 replications\n",
                if *points == 1 { "" } else { "s" }
            ));
        }
        let total: f64 = runs.iter().map(|(p, m, n)| (p * m) as f64 * f64::from(*n)).sum();
        let threads = self.pool.current_num_threads();
        let seconds = total * seconds_each(&bench(&self.loaded)) / threads.max(1) as f64;
        text.push_str(&format!("estimated time: {} on {threads} threads\n", span(seconds)));
        output::print(&text)?;
        Ok(Outcome::Complete)
    }

    /// Writes tables, drawings and the manifest, and shows the page with where they are.
    pub fn finish(
        &mut self,
        mut page: Page,
        (tables, drawings): (&[Table], &[Drawing]),
        args: &args::Experiment,
        command: &[String],
    ) -> Result<(), Error> {
        let files = self.write(tables, drawings, args, command)?;
        if args.talk.quiet {
            return Ok(());
        }
        page.text(whereabouts(&self.path, &files));
        output::show(&page, tables, args.talk.format)
    }

    fn write(
        &mut self,
        tables: &[Table],
        drawings: &[Drawing],
        args: &args::Experiment,
        command: &[String],
    ) -> Result<Vec<Artifact>, Error> {
        self.simulated();
        let files = data_and_charts(tables, drawings, args.files.pictures.charts(&args.talk))?;
        self.commit(files, self.manifest(command), args.talk.verbose)
    }

    /// Writes files, and the manifest last; gives back the files, wall times left out.
    ///
    /// # Errors
    /// What cannot be written; an interruption.
    pub fn commit(
        &mut self,
        mut files: Vec<Artifact>,
        manifest: Manifest,
        verbose: bool,
    ) -> Result<Vec<Artifact>, Error> {
        interrupt::check()?;
        self.timing.end("report");
        let manifest = manifest.with(&files);
        files.push(self.timing.artifact());
        if let Some(folder) = &mut self.folder {
            folder.commit(Vec::new(), &files, &manifest)?;
        }
        // Not a result: the wall times are not listed with them.
        files.pop();
        self.timing.end("write");
        if verbose {
            self.timing.say();
        }
        Ok(files)
    }

    /// All replications have run.
    pub fn simulated(&mut self) {
        self.timing.end(timing::SIMULATE);
    }

    /// The manifest, of files that are not known yet.
    pub fn manifest(&self, command: &[String]) -> Manifest {
        let scenario = &self.loaded.scenario;
        Manifest {
            experiment: self.kind.to_owned(),
            flowcast: env!("CARGO_PKG_VERSION").to_owned(),
            stream_version: STREAM_VERSION,
            command: command.to_vec(),
            scenario: self.loaded.source.clone(),
            seed: scenario.study.seed,
            replications: scenario.study.replications,
            models: scenario.models.iter().map(|model| model.name.clone()).collect(),
            files: BTreeMap::new(),
        }
    }
}

/// Where the files are, as a user would type it.
pub fn whereabouts(path: &Path, files: &[Artifact]) -> String {
    named(path, &artifacts::paths(&[], files))
}

/// As [`whereabouts`], by the files' paths.
pub fn named(path: &Path, files: &[String]) -> String {
    format!("Results are in {}: {}", shown(path), files.join(", "))
}

/// Replications of each model in the trial that times a run.
const TRIAL: u32 = 20;

/// About how long one replication of one model takes on one thread.
pub fn seconds_each(bench: &Bench) -> f64 {
    let trial = bench.with_replications(bench.replications.min(TRIAL));
    let started = Instant::now();
    // What fails takes no time; it is said when it is run.
    let _ = trial.study(&[], &Unwatched);
    let runs = f64::from(trial.replications) * bench.models.len().max(1) as f64;
    started.elapsed().as_secs_f64() / runs.max(1.0)
}

impl Manifest {
    /// Reads a manifest; the error says what is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Manifest, String> {
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }

    /// As a file that describes these files.
    pub fn with(self, files: &[Artifact]) -> Artifact {
        let manifest = Manifest { files: artifacts::digests(files), ..self };
        // Strings, numbers and maps with string keys always have a form in JSON.
        let json = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
        Artifact::new(MANIFEST, json)
    }
}

/// Tables and drawings as files.
pub fn data_and_charts(
    tables: &[Table],
    drawings: &[Drawing],
    charts: artifacts::Charts,
) -> Result<Vec<Artifact>, Error> {
    let mut files = artifacts::csv_files(tables)?;
    for drawing in drawings.iter().filter(|_| charts.wanted) {
        let path = format!("{CHARTS}{}", drawing.name);
        files.extend(artifacts::pictures(drawing, &path, charts)?);
    }
    Ok(files)
}

/// The metric that was named, by its column with or without the unit.
fn named_metric(name: &str) -> Result<usize, Error> {
    metric::find(name).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        match names::find("metric", name, &known) {
            Err(error) => error,
            Ok(_) => Error::Usage(format!("there is no metric \"{name}\"")),
        }
    })
}
