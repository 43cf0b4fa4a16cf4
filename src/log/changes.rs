//! Logs whose rows are changes of an item's status: a stay in a status is a job, whose step is the status.

use super::columns::Field;
use super::findings::Findings;
use super::jobs::Reader;
use super::meaning::{lies_before, waits};
use super::table::Row;
use super::{Job, Kind, Outcome, Status};
use crate::time::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A change.
struct Change {
    at: Instant,
    line: usize,
    campaign: Arc<str>,
    from: Option<Arc<str>>,
    to: Arc<str>,
    team: Option<Arc<str>>,
    by: Option<Arc<str>>,
}

/// The stays of all items.
pub fn read<'t>(reader: &mut Reader<'t>, found: &mut Findings<'_>) -> Vec<Job> {
    let mut items: BTreeMap<Arc<str>, Vec<Change>> = BTreeMap::new();
    for row in &reader.table.rows {
        if !is_of_status(reader, row) {
            continue;
        }
        let (campaign, item) =
            (reader.campaign(row, found), reader.needed(row, Field::Item, found));
        let to = reader.needed(row, Field::To, found);
        let at = reader.dates.of_row(reader.columns, row, Field::End);
        if reader.columns.cell(row, Field::End).is_none() {
            reader.needed(row, Field::End, found);
        }
        let (Some(campaign), Some(item), Some(to), Some(at)) = (campaign, item, to, at) else {
            continue;
        };
        let (from, by) = (reader.name(row, Field::From), reader.name(row, Field::Person));
        let team = reader.name(row, Field::Team);
        let change = Change { at: at.at, line: row.line, campaign, from, to, team, by };
        items.entry(item).or_default().push(change);
    }
    if items.is_empty() && found.is_clean() {
        found.whole(
            "no row is a change of a status",
            "the column of the changed field should say `status` in some",
        );
    }
    let mut jobs = Vec::new();
    for (item, mut changes) in items {
        in_order(&mut changes);
        stays(&item, &changes, &mut jobs);
    }
    jobs
}

/// Whether a row is about the status: all are, if the log does not say.
fn is_of_status(reader: &Reader<'_>, row: &Row) -> bool {
    let says = reader.columns.place(Field::Changed).is_some();
    let what = reader.columns.cell(row, Field::Changed).map(str::to_lowercase);
    !says || matches!(what.as_deref(), Some("status" | "created" | "state" | "stage" | "column"))
}

/// By time; those of the same minute so that each begins where the one before it ended.
fn in_order(changes: &mut [Change]) {
    changes.sort_by_key(|change| (change.at, change.line));
    for place in 1..changes.len() {
        let before = changes[place - 1].to.clone();
        let fits = |change: &Change| change.from.as_ref() == Some(&before);
        let same =
            changes[place..].iter().take_while(|change| change.at == changes[place].at).count();
        if let Some(next) = changes[place..place + same].iter().position(fits) {
            changes[place..=place + next].rotate_right(1);
        }
    }
}

/// When work is asked for after these stays: when its item comes to lie before it. What was done before may rest first, until it
/// is handed on to the queue: that is latency, and nobody is asked yet.
pub fn asked<'a>(stays: impl DoubleEndedIterator<Item = (&'a str, Instant)>) -> Option<Instant> {
    let mut worked = false;
    let lies = |stay: &(&str, Instant)| {
        worked = !waits(stay.0);
        !worked
    };
    let lay: Vec<(&str, Instant)> = stays.rev().take_while(lies).collect();
    let queue = lay.iter().rfind(|(status, _)| worked && lies_before(status));
    queue.or(lay.last()).map(|(_, at)| *at)
}

fn stays(item: &Arc<str>, changes: &[Change], jobs: &mut Vec<Job>) {
    for (place, change) in changes.iter().enumerate() {
        let next = changes.get(place + 1);
        let before = changes[..place].iter().map(|it| (&*it.to, it.at));
        let asked = Some(before).filter(|_| !waits(&change.to)).and_then(asked);
        // Who ends the work has done it.
        let who = next.unwrap_or(change);
        jobs.push(Job {
            asked,
            start: Some(change.at),
            end: next.map(|next| next.at),
            held: Vec::new(),
            campaign: change.campaign.clone(),
            item: Some(item.clone()),
            step: change.to.clone(),
            kind: Kind::Work,
            team: who.team.clone().or_else(|| change.team.clone()),
            person: who.by.clone().or_else(|| change.by.clone()),
            // What it means, if this is a review, is told by the ways of all items.
            outcome: next.map(|next| Outcome::Other(next.to.clone())),
            round: None,
            cause: None,
            status: if next.is_some() { Status::Done } else { Status::Open },
            line: change.line,
        });
    }
}
