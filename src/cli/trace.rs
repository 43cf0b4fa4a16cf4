//! `flowcast trace`: everything that happens in one replication.

use super::load::{self, Loaded};
use super::timeline::{self, Traced};
use super::{Outcome, args, artifacts, compare, names, output};
use flowcast::draws::STREAM_VERSION;
use flowcast::engine;
use flowcast::error::{Error, shown};
use flowcast::files::Artifact;
use flowcast::record::{Record, Status};
use flowcast::report::{Cell, Page, Table, csv, events};
use flowcast::study::ModelRuns;
use flowcast::study::archive::{Manifest, ModelStatus};
use flowcast::text::slug;
use std::path::PathBuf;

/// Events that are listed on standard output; the rest is in the file.
const LISTED: [&str; 8] = [
    "campaign arrived",
    "job started",
    "reopened",
    "work added",
    "verdict",
    "change arrived",
    "launched",
    "censored at the horizon",
];

pub fn run(args: &args::Trace, command: &[String]) -> Result<Outcome, Error> {
    let mut loaded = load::load(&args.scenario)?;
    let model = model(&loaded, args.model.as_deref())?;
    let seed = args.seed.unwrap_or(loaded.scenario.study.seed);
    loaded.scenario.study.seed = seed;
    let path = args.out.clone().unwrap_or_else(|| default_folder(args, &loaded, model));
    let (mut folder, stale) = artifacts::claim(&path, &loaded.source, args.files.force)?;
    let (record, trace) = engine::trace(&loaded.plans[model], seed, args.replication);
    let log = events::log(&loaded.scenario.facts, &loaded.plans[model], &trace);
    let mut files = vec![Artifact::new("events.csv", csv::render(&log))];
    if !args.files.no_charts {
        let (scenario, plan) = (&loaded.scenario, &loaded.plans[model]);
        let traced = Traced { scenario, plan, trace: &trace, seed, replication: args.replication };
        files.extend(timeline::files(&traced, args.files.png)?);
    }
    let manifest = manifest(&loaded, model, &record, args.replication, command, &files);
    folder.commit(&files, &artifacts::manifest_file(&manifest), &stale)?;
    if !args.talk.quiet {
        let page = page(&loaded, model, args.replication, &log, &shown(&path));
        output::show(&page, std::slice::from_ref(&log), args.talk.format)?;
    }
    let launched = record.status == Some(Status::Launched);
    Ok(if launched { Outcome::Complete } else { Outcome::Incomplete })
}

/// The model that was named; the only one where none was.
fn model(loaded: &Loaded, wanted: Option<&str>) -> Result<usize, Error> {
    let known: Vec<&str> = loaded.scenario.models.iter().map(|model| model.name.as_str()).collect();
    match wanted {
        Some(name) => names::find("model", name, &known),
        None if known.len() == 1 => Ok(0),
        None => Err(Error::Usage(format!(
            "the scenario has {} models; choose one with --model: {}",
            known.len(),
            known.join(", ")
        ))),
    }
}

fn default_folder(args: &args::Trace, loaded: &Loaded, model: usize) -> PathBuf {
    let name = slug(&loaded.scenario.models[model].name);
    let folder = format!("trace-{name}-{}", args.replication);
    compare::default_folder(&args.scenario.scenario).join(folder)
}

fn manifest(
    loaded: &Loaded,
    model: usize,
    record: &Record,
    replication: u32,
    command: &[String],
    files: &[Artifact],
) -> Manifest {
    let facts = &loaded.scenario.facts;
    let name = &loaded.scenario.models[model].name;
    let mut runs = ModelRuns::new(name, facts.teams.len());
    runs.push(record);
    Manifest {
        flowcast: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        command: command.to_vec(),
        scenario: loaded.source.clone(),
        seed: loaded.scenario.study.seed,
        first_replication: replication,
        replications: 1,
        baseline: name.clone(),
        deadline_h: None,
        horizon_h: facts.horizon.hours(),
        live_days: facts.live.map(|live| live.days()),
        teams: facts.teams.iter().map(|team| team.name.clone()).collect(),
        models: vec![ModelStatus::of(&runs)],
        files: artifacts::digests(files),
    }
}

fn page(loaded: &Loaded, model: usize, replication: u32, log: &Table, folder: &str) -> Page {
    let mut page = Page::default();
    page.heading(format!(
        "{}: replication {replication} of {}, seed {}",
        loaded.scenario.name, loaded.scenario.models[model].name, loaded.scenario.study.seed
    ));
    page.table(listed(log));
    page.text(format!("All {} events are in {folder}/events.csv.", log.rows.len()));
    page
}

/// The main events of a log.
fn listed(log: &Table) -> Table {
    let event = log.columns.iter().position(|column| column.name == "event").unwrap_or(0);
    let mut short = Table { rows: Vec::new(), title: "Main events".to_owned(), ..log.clone() };
    let listed = |row: &&Vec<Cell>| matches!(&row[event], Cell::Text(said) if LISTED.contains(&said.as_str()));
    short.rows = log.rows.iter().filter(listed).cloned().collect();
    short
}
