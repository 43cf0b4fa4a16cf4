//! `flowcast trace`: everything that happens in one replication.

use super::claim::{self, EVENTS, Results, TRACE, claim};
use super::load::{self, Loaded};
use super::report::Kept;
use super::timeline::{self, Traced};
use super::{Outcome, args, artifacts, compare, names, output, story};
use flowcast::analysis::LateChanges;
use flowcast::draws::STREAM_VERSION;
use flowcast::engine;
use flowcast::error::{Error, shown};
use flowcast::format::elapsed;
use flowcast::plan::Plan;
use flowcast::record::{Record, Status};
use flowcast::report::html::{self, Grounds, REPORT};
use flowcast::report::main_events::{self, MAIN, MOST};
use flowcast::report::story::{STORY, Story};
use flowcast::report::{Cell, Page, Table, csv, events};
use flowcast::store::Artifact;
use flowcast::store::manifest::{Manifest, ModelStatus};
use flowcast::study::{ModelRuns, late_of};
use flowcast::time::HOUR;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Columns of that list.
const SHOWN: [&str; 7] = ["time_h", "date", "campaign", "event", "task", "effort_h", "detail"];

pub fn run(args: &args::Trace, command: &[String]) -> Result<Outcome, Error> {
    let mut loaded = load::load(&args.scenario)?;
    let model = model(&loaded, args.model.as_deref())?;
    let seed = args.draws.seed.unwrap_or(loaded.scenario.study.seed);
    loaded.scenario.study.seed = seed;
    let path = args.out.clone().unwrap_or_else(|| default_folder(args, &loaded, model));
    let charts = args.files.pictures.charts(&args.talk);
    let results = Results { kind: TRACE, source: &loaded.source, charts, report: args.page.report };
    let mut folder = claim(&path, &results, args.files.force)?;
    folder.expect(timeline::names(&loaded.plans[model], charts).iter().map(String::as_str))?;
    let (record, trace) = engine::trace(&loaded.plans[model], seed, args.replication);
    let log = events::log(&loaded.scenario.facts, &loaded.plans[model], &trace);
    let mut files = vec![Artifact::new(EVENTS, csv::render(&log)?)];
    let (scenario, plan) = (&loaded.scenario, &loaded.plans[model]);
    let traced = Traced { scenario, plan, trace: &trace, seed, replication: args.replication };
    files.extend(timeline::files(&traced, charts)?);
    let story = story::of_trace(&loaded, model, args.replication, &trace);
    files.push(Artifact::new(STORY, story.to_json()));
    let mut manifest = manifest(&loaded, model, &record, args.replication, command);
    if args.page.report {
        files.push(report(&manifest, &story, &files[0].bytes)?);
    }
    manifest.files = artifacts::digests(&files);
    folder.commit(Vec::new(), &files, &artifacts::manifest_file(&manifest))?;
    if !args.talk.quiet {
        let page = page(
            &loaded,
            &loaded.plans[model],
            (args.replication, &record),
            &log,
            &format!("{}: {}", shown(&path), artifacts::paths(&[], &files).join(", ")),
        );
        output::show(&page, std::slice::from_ref(&log), args.talk.format)?;
    }
    let launched = record.status == Some(Status::Launched);
    Ok(if launched { Outcome::Complete } else { Outcome::Incomplete })
}

fn report(manifest: &Manifest, story: &Story, log: &[u8]) -> Result<Artifact, Error> {
    let number = manifest.first_replication;
    let runs =
        vec![("Model", manifest.baseline.clone()), ("Replication", format!("number {number}"))];
    let grounds = Grounds { runs, ..Grounds::of(manifest, story) };
    artifacts::report(html::trace(manifest, &grounds, log))
}

/// Timelines and page again from the data files.
pub fn again(args: &args::Report, mut manifest: Manifest) -> Result<Outcome, Error> {
    let kept = Kept { folder: &args.folder, files: &manifest.files };
    let (log, story) = (kept.read(EVENTS)?, kept.story()?);
    let mut folder = claim::open(&args.folder, args.force)?;
    let mut files = vec![Artifact::new(EVENTS, log), Artifact::new(STORY, story.to_json())];
    let charts = args.pictures.charts(&args.talk);
    if charts.wanted {
        files.extend(timeline::again(&manifest, &story, charts)?);
        files.extend(timeline::kept(&kept, &files)?);
    }
    files.push(report(&manifest, &story, &files[0].bytes)?);
    manifest.files = artifacts::digests(&files);
    folder.commit(Vec::new(), &files, &artifacts::manifest_file(&manifest))?;
    if !args.talk.quiet {
        let (table, left_out) = main_events::table(&files[0].bytes);
        let mut page = Page::default();
        page.heading(format!("{}: {}", manifest.scenario.name, manifest.baseline));
        page.table(table.clone());
        if left_out > 0 {
            page.text(format!("... and {left_out} more"));
        }
        page.text(format!("Results are in {}: {REPORT}, {EVENTS}", shown(&args.folder)));
        output::show(&page, &[table], args.talk.format)?;
    }
    let launched = |model: &ModelStatus| model.status.get(Status::Launched.name()) == Some(&1);
    let launched = manifest.models.iter().all(launched);
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
    let models = &loaded.scenario.models;
    let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
    let name = names::folder(&names, model);
    let folder = format!("trace-{name}-{}", args.replication);
    compare::default_folder(&args.scenario.scenario).join(folder)
}

fn manifest(
    loaded: &Loaded,
    model: usize,
    record: &Record,
    replication: u32,
    command: &[String],
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
        models: vec![ModelStatus::of(&runs, &[])],
        precision: None,
        files: BTreeMap::new(),
    }
}

fn page(
    loaded: &Loaded,
    plan: &Plan,
    (replication, record): (u32, &Record),
    log: &Table,
    files: &str,
) -> Page {
    let mut page = Page::default();
    let (name, seed) = (&loaded.scenario.name, loaded.scenario.study.seed);
    page.heading(format!("{name}: replication {replication} of {}, seed {seed}", plan.model));
    page.text(ending(record));
    let mut changes = LateChanges::default();
    changes.count(&plan.model, &late_of(plan, record));
    page.list(changes.sentences());
    let (table, left_out) = listed(log);
    page.table(table);
    if left_out > 0 {
        page.text(format!("... and {left_out} more"));
    }
    page.text(format!("All {} events are in {EVENTS}. Results are in {files}", log.rows.len()));
    page
}

/// How the replication ended.
fn ending(record: &Record) -> String {
    let status = record.status.map_or("failed", Status::name);
    match record.cycle_time {
        Some(micros) => format!("{status} after {}", elapsed(micros / HOUR as f64)),
        None => format!("not launched: {status}"),
    }
}

/// The main events of a log, and how many of them were left out.
fn listed(log: &Table) -> (Table, usize) {
    let shown = |index: &usize| SHOWN.contains(&log.columns[*index].name);
    let columns: Vec<usize> = (0..log.columns.len()).filter(shown).collect();
    let pick =
        |row: &Vec<Cell>| columns.iter().map(|index| row[*index].clone()).collect::<Vec<_>>();
    let event = log.columns.iter().position(|column| column.name == "event");
    let listed = |row: &&Vec<Cell>| {
        let said = event.map(|index| &row[index]);
        matches!(said, Some(Cell::Text(said)) if MAIN.contains(&said.as_str()))
    };
    let headings = columns.iter().map(|index| log.columns[*index].clone()).collect();
    let mut short = Table::new(log.name, "Main events", headings);
    short.rows = log.rows.iter().filter(listed).map(pick).collect();
    let left_out = short.rows.len().saturating_sub(MOST);
    short.rows.truncate(MOST);
    (short, left_out)
}
