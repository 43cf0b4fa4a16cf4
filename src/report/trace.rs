//! A trace: one replication, told.

use super::chart::Drawing;
use super::document::{Block, Document, Head};
use super::fine_print::{self, Grounds};
use super::story::{Kind, Story, Told};
use super::table::{Cell, Table};
use super::{followed, format, main_events};
use crate::analysis::LateChanges;
use crate::store::manifest::{Manifest, Traced};

/// At most so many campaigns of a portfolio are told and drawn; the others are in the log of events.
pub const TOLD: usize = 12;

/// The document: what happened, the timelines, where the time went, the main events.
pub fn document(
    (manifest, traced): (&Manifest, &Traced),
    story: &Story,
    (log, drawings): (&Table, &[Option<Drawing>]),
) -> Document {
    let (model, number) = (traced.model.as_str(), traced.replication);
    let (name, seed) = (&manifest.scenario.name, manifest.seed);
    let head = Head {
        title: name.clone(),
        finding: story.campaigns.first().map_or(String::new(), |told| {
            format!("Replication {number}: {model} {}.", told.ended_on())
        }),
        kind: "One replication, event by event",
        description: story.description.clone(),
        closing: format!(
            "Made by flowcast {} from one replication (number {number}) of {model}, seed {seed}. It is not a \
                 forecast.",
            manifest.flowcast
        ),
    };
    let mut document = Document::new(head, Vec::new());
    document.on_output(|out| {
        out.heading(format!("{name}: replication {number} of {model}, seed {seed}"));
    });
    document.on_page(|page| page.section("answer", "The answer"));
    if let Some(told) = story.campaigns.first() {
        document.push(Block::Answer(said(model, told, traced.campaigns, log)));
    }
    document.on_page(|page| {
        page.text(
            "One replication is an example of what can happen, not a forecast: `flowcast compare` says how often \
             what happens.",
        );
        timelines(page, &story.campaigns, drawings);
        deliverables(page, &story.campaigns);
        page.aside("events", "The main events");
    });
    let (table, left_out) = main_events::table(log);
    document.table(table);
    if left_out > 0 {
        document.text(format!("... and {left_out} more"));
    }
    document.text(format!("All {} events are in events.csv.", log.rows.len()));
    let told = story.campaigns.len();
    if told < traced.campaigns {
        let all = format::grouped(traced.campaigns as f64);
        document.text(format!("Timelines are drawn of the first {told} of {all} campaigns."));
    }
    let runs = vec![("Model", model.to_owned()), ("Replication", format!("number {number}"))];
    let mut late = LateChanges::default();
    late.count(model, &traced.changes);
    let grounds = Grounds { runs, caveats: late.sentences(), ..Grounds::of(manifest, story) };
    fine_print::add(&mut document, &grounds);
    document
}

/// What happened, in a paragraph.
fn said(model: &str, told: &Told, campaigns: usize, log: &Table) -> String {
    let whose = if campaigns > 1 { "the first campaign of replication" } else { "replication" };
    let number = told.replication;
    let mut text = format!("Under {model}, {whose} {number} {}.", told.ended());
    text.extend(shares(told));
    if !told.arrived.is_empty() {
        let count = format::counted(told.arrived.len(), "late change");
        text.push_str(&format!(" Meanwhile {count} came."));
    }
    let away = main_events::away(log);
    if !away.is_empty() {
        text.push_str(&format!(" People of {} were away for a time.", away.join(", ")));
    }
    text
}

/// What the time of the deliverable that was done last went into.
fn shares(told: &Told) -> Option<String> {
    let followed = told.followed.as_ref().filter(|followed| followed.total() > 0)?;
    let share = |kind| format::percent(followed.of(kind) as f64 / followed.total() as f64);
    let mut text = format!(
        " \u{201c}{}\u{201d}, which was done last, was worked on for {} of its time and redone for {}; it waited \
         for {}{}.",
        followed.deliverable,
        share(Kind::Work),
        share(Kind::Again),
        share(Kind::Wait),
        if told.closed.is_empty() {
            String::new()
        } else {
            format!(", and {} was nights, weekends and holidays", share(Kind::Off))
        }
    );
    if let Some(wait) = followed.longest_wait() {
        // Office hours make no days of 24 h; where time is never closed there are none.
        let long = match told.closed.is_empty() {
            true => format::span(wait.length),
            false => format!("{} of office hours", format::working(wait.length)),
        };
        text.push_str(&format!(" Longest of all it {} ({long}).", wait.what));
    }
    Some(text)
}

fn timelines(page: &mut Document, campaigns: &[Told], drawings: &[Option<Drawing>]) {
    page.section("timeline", "What happened when?");
    for (told, drawing) in campaigns.iter().zip(drawings) {
        numbered(page, told, campaigns);
        followed::timeline(page, format!("timeline-{}", told.number + 1), drawing.clone());
    }
}

fn numbered(page: &mut Document, told: &Told, campaigns: &[Told]) {
    if campaigns.len() > 1 {
        page.heading(format!("Campaign {}", told.number + 1));
    }
}

fn deliverables(page: &mut Document, campaigns: &[Told]) {
    if campaigns.iter().all(|told| told.followed.is_none()) {
        return;
    }
    page.aside("follow", "Follow one deliverable");
    for told in campaigns {
        numbered(page, told, campaigns);
        told.followed.iter().for_each(|followed| followed::following(page, followed));
        if told.every.len() > 1 {
            let rows = told.every.iter();
            let rows = rows.map(|followed| (Cell::text(&followed.deliverable), followed)).collect();
            let title = "Every deliverable, from the start until it was done: where its time went";
            page.table(followed::by_kind(title, "Deliverable", rows));
        }
    }
}
