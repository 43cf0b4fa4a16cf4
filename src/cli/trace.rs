//! `flowcast trace`: everything that happens in one replication.

use super::options::{Draws, Files, Page, Scenario, Talk};
use super::outcome::Outcome;
use super::results::{self, Results, Shown, Wanted, pictures};
use super::session::claim::{self, EVENTS, claim};
use super::session::interrupt;
use super::session::load::{self, Loaded};
use super::session::names;
use super::story;
use flowcast::draws::STREAM_VERSION;
use flowcast::engine;
use flowcast::error::Error;
use flowcast::plan::Plan;
use flowcast::record::{Record, Status};
use flowcast::report::chart::Drawing;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::report::{Document, Table, events, html, trace};
use flowcast::store::manifest::{Manifest, Question, Traced};
use flowcast::store::{Artifact, Kept};
use flowcast::study::late_of;
use flowcast::time::HOUR;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Write down everything that happens in one replication
///
/// Writes the event log (CSV) and a timeline chart, and prints the main events.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast trace scenarios/product-launch.toml \
    --model \"Adaptive Mesh\" --replication 17")]
pub struct Args {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The model to trace (may be left out where the scenario has only one)
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// Which replication, counted from 0
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..1_000_000))]
    pub replication: u32,
    #[command(flatten)]
    pub draws: Draws,
    /// The output folder (default: output/<scenario file stem>/trace-<model>-<replication>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub page: Page,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}

/// How the timelines' names begin.
const TIMELINE: &str = "timeline";

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut loaded = load::load(&args.scenario)?;
    let model = model(&loaded, args.model.as_deref())?;
    let seed = args.draws.seed.unwrap_or(loaded.scenario.study.seed);
    loaded.scenario.study.seed = seed;
    let path = args.out.clone().unwrap_or_else(|| default_folder(args, &loaded, model));
    let wanted = Wanted {
        charts: args.files.pictures.charts(&args.talk),
        report: args.page.report,
        talk: &args.talk,
    };
    let plan = &loaded.plans[model];
    let names = [claim::names("trace", wanted.charts, wanted.report), timelines(plan, &wanted)];
    let names = names.iter().flatten().map(String::as_str);
    let mut folder = claim(&path, ("trace", &loaded.source), names, args.files.force)?;
    interrupt::listen()?;
    let (record, happened) = engine::trace(plan, seed, args.replication);
    let replayed = Replayed {
        traced: traced(plan, args.replication, &record),
        log: events::log(&loaded.scenario.facts, plan, &happened),
        story: story::of_trace(&loaded, model, args.replication, &happened),
    };
    let manifest = Manifest {
        flowcast: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: STREAM_VERSION,
        command: command.to_vec(),
        scenario: loaded.source.clone(),
        seed,
        replications: 1,
        question: Question::Trace(replayed.traced.clone()),
        files: BTreeMap::new(),
    };
    results::deliver(&replayed, &mut folder, manifest, &wanted, None)
}

/// The model that was named; the only one where none was.
pub fn model(loaded: &Loaded, wanted: Option<&str>) -> Result<usize, Error> {
    let known = loaded.model_names();
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

fn default_folder(args: &Args, loaded: &Loaded, model: usize) -> PathBuf {
    let name = names::folder(&loaded.model_names(), model);
    let folder = format!("trace-{name}-{}", args.replication);
    load::default_folder(&args.scenario.scenario).join(folder)
}

fn traced(plan: &Plan, replication: u32, record: &Record) -> Traced {
    Traced {
        model: plan.model.clone(),
        replication,
        status: record.status.unwrap_or(Status::Failed).name().to_owned(),
        cycle_time_h: record.cycle_time.map(|micros| micros / HOUR as f64),
        campaigns: plan.rules.campaigns as usize,
        changes: late_of(plan, record),
    }
}

/// The paths of the timelines that may be drawn of a plan.
fn timelines(plan: &Plan, wanted: &Wanted<'_>) -> Vec<String> {
    let campaigns = 0..(plan.rules.campaigns as usize).min(trace::TOLD);
    campaigns.flat_map(|campaign| claim::pictures(timeline(campaign), wanted.charts)).collect()
}

/// `timeline` (of the first campaign), `timeline-2`, ...
fn timeline(campaign: usize) -> String {
    match campaign {
        0 => TIMELINE.to_owned(),
        later => format!("{TIMELINE}-{}", later + 1),
    }
}

/// One replication, event by event.
pub struct Replayed {
    traced: Traced,
    log: Table,
    story: Story,
}

impl Replayed {
    /// The replication in a folder.
    ///
    /// # Errors
    /// A file that cannot be read, or is not the one that the manifest speaks of.
    pub fn read(kept: &Kept, traced: &Traced) -> Result<Replayed, Error> {
        let (log, story) = (kept.parse(EVENTS, events::read)?, kept.parse(STORY, Story::parse)?);
        Ok(Replayed { traced: traced.clone(), log, story })
    }

    /// The timeline of each campaign that is not too large.
    fn drawings(&self, manifest: &Manifest) -> Vec<Option<Drawing>> {
        let whose = (&*manifest.scenario.name, &*self.traced.model, manifest.seed);
        self.story.campaigns.iter().map(|told| told.timeline(whose)).collect()
    }

    fn document(&self, manifest: &Manifest, drawings: &[Option<Drawing>]) -> Document {
        trace::document((manifest, &self.traced), &self.story, (&self.log, drawings))
    }
}

impl Results for Replayed {
    fn is_complete(&self) -> bool {
        self.traced.status == Status::Launched.name()
    }

    fn tables(&self) -> Vec<Table> {
        vec![self.log.clone()]
    }

    fn files(
        &self,
        tables: &[Table],
        manifest: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error> {
        let mut files = results::csv_files(tables)?;
        let drawings = if wanted.draws() { self.drawings(manifest) } else { Vec::new() };
        for (told, drawing) in self.story.campaigns.iter().zip(&drawings) {
            if let Some(drawing) = drawing {
                files.extend(pictures(drawing, &timeline(told.number), wanted.charts)?);
            }
        }
        files.push(Artifact::new(STORY, self.story.to_json()));
        if wanted.report {
            files.push(results::report(html::render(&self.document(manifest, &drawings)))?);
        }
        Ok(files)
    }

    fn page(&self, shown: &Shown<'_>) -> Document {
        self.document(shown.manifest, &[])
    }
}
