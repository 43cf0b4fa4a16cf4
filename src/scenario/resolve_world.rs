//! Facts of handoffs, rework, the broker, portfolios and feedback.

use super::context::Context;
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::wire;
use crate::distribution::Distribution;
use crate::model::{self, Fatigue, Feedback, HandoffFacts, Rework, StreamId, Uptake};
use crate::time::{Elapsed, WEEK};

/// Default probability that a new version matters.
pub const SENSITIVITY: f64 = model::SENSITIVITY.default;
/// Default share of work that a new version makes redone.
pub const IMPACT: f64 = model::IMPACT.default;

/// Facts of handoffs for every pair of streams, with which of them are at their defaults.
pub struct HandoffTable {
    /// `facts[from * streams + to]`.
    pub facts: Vec<HandoffFacts>,
    /// Whether `sensitivity` of the pair was given.
    pub sensitivity_given: Vec<bool>,
    /// Whether `impact` of the pair was given.
    pub impact_given: Vec<bool>,
}

/// Facts of handoffs: `[handoffs]`, then its rows, later ones winning.
pub fn handoffs(context: &Context<'_>, notes: &mut Notes) -> HandoffTable {
    let count = context.needs.len();
    let pairs = count * count;
    let all = context.file.handoffs.value();
    let base = HandoffFacts {
        latency: all
            .and_then(|all| all.latency.value())
            .cloned()
            .unwrap_or_else(Distribution::zero),
        uptake: Uptake {
            sensitivity: all.and_then(|all| all.sensitivity.value()).map_or(SENSITIVITY, |p| *p),
            impact: all.and_then(|all| all.impact.value()).map_or(IMPACT, |share| *share),
            spot: all.and_then(|all| all.spot.value()).map_or(0.0, |p| *p),
            pass_on: all.and_then(|all| all.pass_on.value()).is_none_or(|passes| *passes),
        },
    };
    let mut table = HandoffTable {
        facts: vec![base; pairs],
        sensitivity_given: vec![all.is_some_and(|all| !all.sensitivity.is_absent()); pairs],
        impact_given: vec![all.is_some_and(|all| !all.impact.is_absent()); pairs],
    };
    for row in all.map_or(&[][..], |all| all.between.items()) {
        between(context, &row.value, &mut table, notes);
    }
    table
}

fn between(
    context: &Context<'_>,
    row: &wire::Between,
    table: &mut HandoffTable,
    notes: &mut Notes,
) {
    let from = context.stream_set(&row.from, notes);
    let to = context.stream_set(&row.to, notes);
    let (Some(from), Some(to)) = (from, to) else { return };
    let count = context.needs.len();
    let receivers: Vec<StreamId> = (0..count).filter(|stream| context.holds(to, *stream)).collect();
    for giver in (0..count).filter(|stream| context.holds(from, *stream)) {
        for receiver in &receivers {
            set(row, giver * count + receiver, table);
        }
    }
}

fn set(row: &wire::Between, pair: usize, table: &mut HandoffTable) {
    let facts = &mut table.facts[pair];
    if let Some(latency) = row.latency.value() {
        facts.latency = latency.clone();
    }
    if let Some(sensitivity) = row.sensitivity.value() {
        facts.uptake.sensitivity = *sensitivity;
        table.sensitivity_given[pair] = true;
    }
    if let Some(impact) = row.impact.value() {
        facts.uptake.impact = *impact;
        table.impact_given[pair] = true;
    }
    if let Some(spot) = row.spot.value() {
        facts.uptake.spot = *spot;
    }
    if let Some(pass_on) = row.pass_on.value() {
        facts.uptake.pass_on = *pass_on;
    }
}

/// How rework behaves, after noting a missing `fix`.
pub fn rework(context: &Context<'_>, notes: &mut Notes) -> Rework {
    let table = context.file.rework.given();
    let rework = table.map(|table| &table.value);
    let drift = rework.and_then(|rework| rework.drift.given());
    let flaw = |stream: &At<wire::Stream>| {
        stream.value.flaw.given().filter(|flaw| flaw.value > 0.0).map(|flaw| flaw.at)
    };
    let cause = context.stream_items().iter().find_map(flaw);
    let cause = cause.or(drift.filter(|drift| drift.value > 0.0).map(|drift| drift.at));
    let missing = rework.is_none_or(|rework| rework.fix.is_absent())
        && !matches!(context.file.rework, Slot::Bad);
    if let (true, Some(at)) = (missing, cause) {
        let note = Note::new(at, "flaws need `rework.fix`").label("flaws can arise");
        notes.push(note.help("[rework] fix = 0.3: the share of a task redone to mend a flaw"));
    }
    Rework {
        fix: rework.and_then(|rework| rework.fix.value()).copied(),
        drift: drift.map_or(0.0, |drift| drift.value),
        learning: rework
            .and_then(|rework| rework.learning.value())
            .map_or(model::LEARNING.default, |factor| *factor),
    }
}

/// How tiredness builds up and fades.
pub fn fatigue(context: &Context<'_>) -> Fatigue {
    let fatigue = context.file.fatigue.value();
    Fatigue {
        per_rework: fatigue.map_or(0.0, |fatigue| fatigue.per_rework.or(0.0)),
        per_sync: fatigue.map_or(0.0, |fatigue| fatigue.per_sync.or(0.0)),
        half_life: fatigue.map_or(Elapsed(WEEK), |fatigue| fatigue.half_life.or(Elapsed(WEEK))),
    }
}

/// Iteration marks.
pub fn feedback(context: &Context<'_>, notes: &mut Notes) -> Vec<Feedback> {
    let items = context.file.feedback.items().iter();
    items.filter_map(|item| feedback_of(context, &item.value, notes)).collect()
}

fn feedback_of(
    context: &Context<'_>,
    item: &wire::Feedback,
    notes: &mut Notes,
) -> Option<Feedback> {
    let from = item.from.given().and_then(|from| context.stream(from, notes));
    let to = item.to.given().and_then(|to| context.work_stream(to, "feedback", notes));
    let (from, to) = (from?, to?);
    if from == to || context.ancestors(to)[from] {
        let at = item.to.given()?;
        let note = Note::new(
            at.at,
            format!("feedback goes to an earlier stream, but {} is not", quoted(&at.value)),
        );
        notes.push(note.label("not earlier than `from`"));
        return None;
    }
    let probability = item.probability.value().copied()?;
    Some(Feedback { from, to, probability, impact: item.impact.value().copied()? })
}
