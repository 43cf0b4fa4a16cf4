//! What all experiments do: load, claim a folder, run in a pool, write everything at the end.

use super::load::{self, Loaded};
use super::timing::{self, Timing};
use super::{args, artifacts, compare, interrupt, names, settings};
use flowcast::draws::STREAM_VERSION;
use flowcast::error::{Error, shown};
use flowcast::files::{self, Artifact, Folder, MANIFEST};
use flowcast::metric::{self, METRICS};
use flowcast::report::Table;
use flowcast::report::chart::Drawing;
use flowcast::report::compare::CHARTS;
use flowcast::study::archive::Source;
use rayon::ThreadPool;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
    folder: Folder,
    stale: Vec<String>,
    timing: Timing,
}

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
        let (folder, stale) = claim(&path, kind, &loaded.source, args.files.force)?;
        interrupt::listen()?;
        timing.threads(pool.current_num_threads());
        timing.end("load");
        Ok(Experiment { loaded, pool, path, kind, folder, stale, timing })
    }

    /// The index of a model that was named.
    pub fn model(&self, name: &str) -> Result<usize, Error> {
        let models = &self.loaded.scenario.models;
        let known: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
        names::find("model", name, &known)
    }

    /// Writes tables and drawings, and the manifest last.
    pub fn write(
        &mut self,
        tables: &[Table],
        drawings: &[Drawing],
        args: &args::Experiment,
        command: &[String],
    ) -> Result<(), Error> {
        self.simulated();
        let files = data_and_charts(tables, drawings, args.files.charts())?;
        self.commit(files, self.manifest(command), args.talk.verbose)
    }

    /// Writes files, and the manifest last.
    pub fn commit(
        &mut self,
        mut files: Vec<Artifact>,
        manifest: Manifest,
        verbose: bool,
    ) -> Result<(), Error> {
        interrupt::check()?;
        self.timing.end("report");
        let manifest = manifest.with(&files);
        files.push(self.timing.artifact());
        self.folder.commit(&files, &manifest, &self.stale)?;
        self.timing.end("write");
        if verbose {
            self.timing.say();
        }
        Ok(())
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
        files.extend(artifacts::pictures(drawing, &path, charts.png)?);
    }
    Ok(files)
}

/// The metric that was named, by its column with or without the unit.
pub fn metric(name: &str) -> Result<usize, Error> {
    metric::find(name).ok_or_else(|| {
        let known: Vec<&str> = METRICS.iter().map(|metric| metric.name).collect();
        match names::find("metric", name, &known) {
            Err(error) => error,
            Ok(_) => Error::Usage(format!("there is no metric \"{name}\"")),
        }
    })
}

fn claim(
    path: &Path,
    kind: &str,
    source: &Source,
    force: bool,
) -> Result<(Folder, Vec<String>), Error> {
    let folder = Folder::claim(path)?;
    let Some(bytes) = files::read_if_there(&path.join(MANIFEST))? else {
        return Ok((folder, Vec::new()));
    };
    let stale = match serde_json::from_slice::<Manifest>(&bytes) {
        Ok(old) if force || (old.experiment == kind && old.scenario.name == source.name) => {
            old.files.into_keys().collect()
        }
        Err(_) if force => Vec::new(),
        _ => {
            return Err(Error::Usage(format!(
                "the folder {} holds other results; nothing was written\nchoose another folder with \
                 --out, or replace them with --force",
                shown(path)
            )));
        }
    };
    Ok((folder, stale))
}
