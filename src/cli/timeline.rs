//! The timeline charts of a trace: one for each campaign.

use super::artifacts::{Charts, pictures};
use super::claim;
use super::report::Kept;
use flowcast::error::Error;
use flowcast::model::Scenario;
use flowcast::plan::Plan;
use flowcast::report::chart::{self, Campaign};
use flowcast::report::story::Story;
use flowcast::store::Artifact;
use flowcast::store::manifest::Manifest;
use flowcast::time::Instant;
use flowcast::trace::{Event, Trace};

/// How the files' names begin.
const STEM: &str = "timeline";
/// At most so many closed spans are drawn: more would be a grey wall.
const MOST_CLOSED: usize = 2_000;

/// What is traced.
pub struct Traced<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The model's plan.
    pub plan: &'a Plan,
    /// What happened.
    pub trace: &'a Trace,
    /// The seed.
    pub seed: u64,
    /// Which replication.
    pub replication: u32,
}

/// `timeline.svg` (of the first campaign), `timeline-2.svg`, ...; also as PNG if asked for.
pub fn files(traced: &Traced<'_>, charts: Charts) -> Result<Vec<Artifact>, Error> {
    let mut files = Vec::new();
    if !charts.wanted {
        return Ok(files);
    }
    for campaign in 0..traced.plan.rules.campaigns as usize {
        let Some(drawing) = chart::timeline(&of(traced, campaign)) else { continue };
        files.extend(pictures(&drawing, &name(campaign), charts)?);
    }
    Ok(files)
}

/// The paths of the timelines that may be drawn of a plan.
pub fn names(plan: &Plan, charts: Charts) -> Vec<String> {
    let campaigns = 0..plan.rules.campaigns as usize;
    campaigns.flat_map(|campaign| claim::pictures(name(campaign), charts)).collect()
}

fn name(campaign: usize) -> String {
    match campaign {
        0 => STEM.to_owned(),
        later => format!("{STEM}-{}", later + 1),
    }
}

/// The same from what a story has kept.
pub fn again(manifest: &Manifest, story: &Story, charts: Charts) -> Result<Vec<Artifact>, Error> {
    let mut files = Vec::new();
    for told in &story.campaigns {
        let trace = told.trace();
        let (scenario, model) = (&manifest.scenario.name, &manifest.baseline);
        let campaign = told.campaign(&trace, scenario, model, manifest.seed);
        let Some(drawing) = chart::timeline(&campaign) else { continue };
        files.extend(pictures(&drawing, &name(told.number), charts)?);
    }
    Ok(files)
}

/// Timelines of campaigns that were too large for the story: they stay as they are.
pub fn kept(folder: &Kept<'_>, made: &[Artifact]) -> Result<Vec<Artifact>, Error> {
    let is_made = |name: &String| made.iter().any(|artifact| artifact.path == *name);
    let lost = |name: &&String| name.starts_with(STEM) && name.ends_with(".svg") && !is_made(name);
    let names = folder.files.keys().filter(lost);
    names.map(|name| Ok(Artifact::new(name, folder.read(name)?))).collect()
}

fn of<'a>(traced: &Traced<'a>, campaign: usize) -> Campaign<'a> {
    let Traced { scenario, plan, trace, seed, replication } = *traced;
    let (start, launch) = (arrival(trace, campaign), launch(trace, campaign));
    let end = trace.events.last().map_or(start, |(at, _)| *at);
    Campaign {
        trace,
        campaign,
        scenario: &scenario.name,
        model: &plan.model,
        seed,
        replication,
        deliverables: plan
            .deliverables
            .iter()
            .map(|deliverable| deliverable.name.clone())
            .collect(),
        streams: plan.steps.iter().map(|step| step.name.clone()).collect(),
        tasks: plan.tasks.iter().map(|t| (t.deliverable as usize, t.stream as usize)).collect(),
        syncs: plan.syncs.iter().map(|sync| sync.name.clone()).collect(),
        changes: plan.changes.iter().map(|change| change.name.clone()).collect(),
        start,
        launch,
        deadline: plan.deadline(start),
        start_date: start_date(scenario, start),
        closed: plan.rules.calendar.closed_spans(start, end, MOST_CLOSED),
    }
}

fn arrival(trace: &Trace, wanted: usize) -> Instant {
    let arrived =
        |event: &Event| matches!(event, Event::Arrived { campaign } if *campaign == wanted);
    trace.events.iter().find(|(_, event)| arrived(event)).map_or(Instant::ZERO, |(at, _)| *at)
}

fn launch(trace: &Trace, wanted: usize) -> Option<Instant> {
    let launched =
        |event: &Event| matches!(event, Event::Launched { campaign } if *campaign == wanted);
    trace.events.iter().find(|(_, event)| launched(event)).map(|(at, _)| *at)
}

/// The start in words; empty where the scenario gives no date.
fn start_date(scenario: &Scenario, start: Instant) -> String {
    let facts = &scenario.facts;
    let date = facts.start.checked_add(jiff::SignedDuration::from_micros(start.0));
    match date {
        Ok(date) if facts.start_given => date.strftime("%a %-d %B %Y %H:%M").to_string(),
        _ => String::new(),
    }
}
