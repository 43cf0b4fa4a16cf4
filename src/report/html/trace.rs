//! The page of a trace: one replication, told.

use super::document::Document;
use super::fine_print::{self, Grounds};
use super::followed::{self, Row};
use super::pictures::figure;
use super::{Section, models, words};
use crate::report::chart::{ChartError, Drawing};
use crate::report::story::{Kind, Told};
use crate::report::{Table, format, main_events};
use crate::store::manifest::{Manifest, Traced};
use maud::{Markup, html};

/// At most so many campaigns are told.
const MOST: usize = 12;

/// The page, with the event log and the timeline of each campaign.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(
    manifest: &Manifest,
    traced: &Traced,
    grounds: &Grounds<'_>,
    (log, drawings): (&Table, &[Option<Drawing>]),
) -> Result<String, ChartError> {
    let model = traced.model.as_str();
    let campaigns = &grounds.story.campaigns;
    let answer = html! {
        @for told in campaigns.iter().take(1) {
            p.answer dir="auto" { (words::text(&said(model, told, campaigns.len()))) }
        }
        p.lede {
            "One replication is an example of what can happen, not a forecast: "
            code { "flowcast compare" } " says how often what happens."
        }
    };
    let mut sections = vec![
        Section { id: "answer", heading: "The answer", body: answer },
        Section {
            id: "timeline",
            heading: "What happened when?",
            body: timelines(campaigns, drawings)?,
        },
    ];
    if campaigns.iter().any(|told| told.followed.is_some()) {
        let body = deliverables(campaigns);
        sections.push(Section { id: "follow", heading: "Follow one deliverable", body });
    }
    sections.push(Section { id: "events", heading: "The main events", body: listed(log) });
    sections.push(fine_print::section(grounds));
    let number = traced.replication;
    let document = Document {
        title: &manifest.scenario.name,
        kind: "One replication, event by event",
        description: &grounds.story.description,
        sections,
        switches: None,
        closing: format!(
            "Made by flowcast {} from one replication (number {number}) of {model}, seed {}. It is not a \
             forecast.",
            manifest.flowcast, manifest.seed
        ),
    };
    Ok(document.into_text())
}

/// What happened, in a paragraph.
fn said(model: &str, told: &Told, campaigns: usize) -> String {
    let whose = if campaigns > 1 { "the first campaign of replication" } else { "replication" };
    let number = told.replication;
    let long = |from: i64, to: i64| format::span(to - from);
    let mut text = match told.launch {
        Some(launch) => {
            let due = told.deadline.map(|due| match launch <= due {
                true => format!(", {} before the deadline", long(launch, due)),
                false => format!(", {} after the deadline", long(due, launch)),
            });
            let due = due.unwrap_or_default();
            let took = long(told.start, launch);
            format!("Under {model}, {whose} {number} was launched after {took}{due}.")
        }
        None => {
            format!("Under {model}, {whose} {number} was not launched within the horizon.")
        }
    };
    text.extend(shares(told));
    text.extend(changes(told));
    text
}

/// What the time of the deliverable that was done last went into.
fn shares(told: &Told) -> Option<String> {
    let followed = told.followed.as_ref().filter(|followed| followed.total() > 0)?;
    let share = |kind| format::percent(followed.of(kind) as f64 / followed.total() as f64);
    let mut text = format!(
        " \u{201c}{}\u{201d}, which was done last, was worked on for {} of its time and redone for {}; it \
         waited for {}, and {} was nights, weekends and holidays.",
        followed.deliverable,
        share(Kind::Work),
        share(Kind::Again),
        share(Kind::Wait),
        share(Kind::Off)
    );
    if let Some(wait) = followed.longest_wait() {
        let long = format::span(wait.length);
        text.push_str(&format!(" Longest of all it {} ({long} of office hours).", wait.what));
    }
    Some(text)
}

fn changes(told: &Told) -> Option<String> {
    let (count, noun) = match told.arrived.len() {
        0 => return None,
        1 => ("one".to_owned(), "late change"),
        many => (many.to_string(), "late changes"),
    };
    Some(format!(" Meanwhile {count} {noun} came."))
}

fn timelines(campaigns: &[Told], drawings: &[Option<Drawing>]) -> Result<Markup, ChartError> {
    let mut pictures = Vec::new();
    for (told, drawing) in campaigns.iter().zip(drawings).take(MOST) {
        let id = format!("timeline-{}", told.number + 1);
        let picture = drawing.as_ref().map(|drawing| figure(drawing, &id)).transpose()?;
        pictures.push((told.number, picture));
    }
    Ok(html! {
        @for (number, picture) in &pictures {
            @if campaigns.len() > 1 { h3 { "Campaign " (number + 1) } }
            @match picture {
                Some(picture) => (picture),
                None => { p { "The campaign is too large to be drawn." } }
            }
        }
        @if campaigns.len() > MOST {
            p { "The first " (MOST) " of " (campaigns.len()) " campaigns; events.csv has all of them." }
        }
    })
}

fn deliverables(campaigns: &[Told]) -> Markup {
    html! {
        @for told in campaigns.iter().take(MOST) {
            @if campaigns.len() > 1 { h3 { "Campaign " (told.number + 1) } }
            @if let Some(followed) = &told.followed { (followed::following(followed)) }
            @let rows: Vec<Row<'_>> = told.every.iter().map(|followed| {
                let name = html! { bdi { (words::text(&followed.deliverable)) } };
                Row { model: None, name, followed }
            }).collect();
            @if rows.len() > 1 {
                (followed::by_kind("Every deliverable, from the start until it was done: where its time went", "Deliverable", &rows))
            }
        }
    }
}

fn listed(log: &Table) -> Markup {
    let (table, left_out) = main_events::table(log);
    html! {
        (models::plain(&table))
        @if left_out > 0 { p { "... and " (left_out) " more." } }
        p { "Everything that happened is in events.csv." }
    }
}
