//! `flowcast compare`: simulate, write, show.

use super::args;
use super::artifacts;
use super::claim::{COMPARE, Results, claim};
use super::interrupt;
use super::lever;
use super::load::{self, Loaded};
use super::progress::Bar;
use super::timing::{self, Timing};
use super::{Outcome, names, output, settings, story};
use flowcast::draws::STREAM_VERSION;
use flowcast::error::{Error, shown};
use flowcast::question::precision::{self, Target};
use flowcast::record::Status;
use flowcast::report::compare::{Context, page};
use flowcast::report::experiments::account::DECOMPOSITION;
use flowcast::report::html;
use flowcast::report::story::{STORY, Story};
use flowcast::store::Artifact;
use flowcast::store::manifest::{Manifest, ModelStatus, Precision};
use flowcast::study::{self, Study};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub fn run(args: &args::Compare, command: &[String]) -> Result<Outcome, Error> {
    let mut timing = Timing::start();
    let mut loaded = load::load(&args.scenario)?;
    settings::apply(&mut loaded, &args.simulation)?;
    let pool = pool(settings::threads(args.simulation.threads)?)?;
    let path = args.out.clone().unwrap_or_else(|| default_folder(&args.scenario.scenario));
    let levers_to = levers_to(&loaded, args)?;
    let charts = args.files.pictures.charts(&args.talk);
    let results = Results { kind: COMPARE, source: &loaded.source, charts, report: args.report };
    let mut folder = claim(&path, &results, args.files.force)?;
    interrupt::listen()?;
    timing.threads(pool.current_num_threads());
    timing.end("load");
    let (study, precision) = simulate(&loaded, &pool, args)?;
    timing.end(timing::SIMULATE);
    let make = || artifacts::all(&study, charts, &folder);
    let tell = || story::gather(&loaded, &study, args.stress);
    let (made, story) = pool.install(|| rayon::join(make, tell));
    let mut made = made?;
    let mut manifest = Manifest { precision, ..manifest(&loaded, &study, command) };
    made.files.push(Artifact::new(STORY, story.to_json()));
    timing.end("report");
    if args.report {
        let lever = lever::answer(&loaded, &study, levers_to, (&pool, args.talk.quiet))?;
        timing.end(timing::LEVERS);
        made.files.push(Artifact::new(DECOMPOSITION, lever.to_json()));
        let source =
            html::Source { study: &study, manifest: &manifest, story: &story, lever: Some(&lever) };
        made.files.extend(artifacts::pages(&source)?);
        timing.end("page");
    }
    interrupt::check()?;
    manifest.files = pool.install(|| made.digests());
    made.files.push(timing.artifact());
    let (paths, tables) = (made.paths(), std::mem::take(&mut made.tables));
    made.commit(&mut folder, &manifest)?;
    timing.end("write");
    if !args.talk.quiet {
        let context = context(&manifest, story, &path, paths, args.talk.verbose);
        output::show(&page(&study, &context), &tables, args.talk.format)?;
    }
    if args.talk.verbose {
        timing.say();
    }
    let missed = manifest.precision.is_some_and(|precision| !precision.met);
    Ok(if missed { Outcome::Incomplete } else { outcome(&study) })
}

/// The model to which the levers lead, if one was named.
fn levers_to(loaded: &Loaded, args: &args::Compare) -> Result<Option<usize>, Error> {
    let scenario = &loaded.scenario;
    let Some(name) = &args.levers_to else { return Ok(None) };
    let known: Vec<&str> = scenario.models.iter().map(|model| model.name.as_str()).collect();
    let found = names::find("model", name, &known)?;
    if found == scenario.study.baseline {
        return Err(Error::Usage(format!(
            "--levers-to names the baseline, \"{name}\"; name the model to which the levers lead"
        )));
    }
    Ok(Some(found))
}

/// `output/<scenario file stem>`.
pub fn default_folder(scenario: &Path) -> PathBuf {
    Path::new("output").join(scenario.file_stem().unwrap_or("scenario".as_ref()))
}

/// The study: so many replications, or as many as the wanted precision takes.
fn simulate(
    loaded: &Loaded,
    pool: &ThreadPool,
    args: &args::Compare,
) -> Result<(Study, Option<Precision>), Error> {
    let Loaded { scenario, plans, .. } = loaded;
    let settings = &scenario.study;
    let wanted = &args.precision;
    let target = wanted.precision.map(|share| Target { share, most: wanted.max_replications });
    let most = target.map_or(settings.replications, |target| target.most);
    let bar = Bar::new(u64::from(most) * plans.len() as u64, args.talk.quiet);
    let mut study = Study::empty(scenario, plans, settings.seed);
    let result = pool.install(|| match target {
        Some(target) => precision::reach(&mut study, plans, target, &bar).map(Some),
        None => study::extend(&mut study, plans, most, &bar).map(|()| None),
    });
    bar.finish();
    let precision = result.map_err(|stopped| super::breakeven::stopped(stopped.into()))?;
    Ok((study, precision))
}

/// So many threads; as many as there are cores where it is not said.
pub fn pool(threads: Option<usize>) -> Result<ThreadPool, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.map_err(|error| Error::Usage(format!("cannot start the threads asked for: {error}")))
}

/// The manifest of a study whose files are not known yet.
fn manifest(loaded: &Loaded, study: &Study, command: &[String]) -> Manifest {
    Manifest {
        flowcast: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        command: command.to_vec(),
        scenario: loaded.source.clone(),
        seed: study.seed,
        first_replication: 0,
        replications: study.replications,
        baseline: study.models[study.baseline].name.clone(),
        deadline_h: study.deadline_h,
        horizon_h: loaded.scenario.facts.horizon.hours(),
        live_days: study.live_days,
        teams: study.teams.clone(),
        models: study.models.iter().map(|runs| ModelStatus::of(runs, &study.models)).collect(),
        precision: None,
        files: BTreeMap::new(),
    }
}

fn context(
    manifest: &Manifest,
    story: Story,
    path: &Path,
    files: Vec<String>,
    verbose: bool,
) -> Context {
    Context {
        horizon_h: manifest.horizon_h,
        folder: shown(path),
        files,
        provenance: manifest.provenance(),
        command: flowcast::text::shell(&manifest.command),
        warnings: story.warnings,
        assumptions: story.assumptions,
        verbose,
        precision: manifest.precision.clone(),
    }
}

/// Whether every replication of every model was launched.
pub fn outcome(study: &Study) -> Outcome {
    let complete = study.models.iter().all(|runs| runs.count(Status::Launched) == runs.len());
    if complete { Outcome::Complete } else { Outcome::Incomplete }
}
