//! Facts of handoffs, rework, the broker, portfolios, feedback and late changes.

use super::context::{Context, deliverables};
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::wire;
use crate::distribution::Distribution;
use crate::model::{Arrival, Change, Clock, Fatigue, Feedback, HandoffFacts, Rework, StreamId};
use crate::time::{Elapsed, WEEK};

/// Default probability that a new version matters.
pub const SENSITIVITY: f64 = 0.5;
/// Default share of work that a new version makes redone.
pub const IMPACT: f64 = 0.3;

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
        sensitivity: all.and_then(|all| all.sensitivity.value()).map_or(SENSITIVITY, |p| *p),
        impact: all.and_then(|all| all.impact.value()).map_or(IMPACT, |share| *share),
        spot: all.and_then(|all| all.spot.value()).map_or(0.0, |p| *p),
        pass_on: all.and_then(|all| all.pass_on.value()).is_none_or(|passes| *passes),
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
        facts.sensitivity = *sensitivity;
        table.sensitivity_given[pair] = true;
    }
    if let Some(impact) = row.impact.value() {
        facts.impact = *impact;
        table.impact_given[pair] = true;
    }
    if let Some(spot) = row.spot.value() {
        facts.spot = *spot;
    }
    if let Some(pass_on) = row.pass_on.value() {
        facts.pass_on = *pass_on;
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
        learning: rework.and_then(|rework| rework.learning.value()).map_or(1.0, |factor| *factor),
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

/// Late changes.
pub fn changes(context: &Context<'_>, notes: &mut Notes) -> Vec<Change> {
    let items = context.file.changes.items().iter();
    items.filter_map(|item| change(context, item, notes)).collect()
}

fn change(context: &Context<'_>, item: &At<wire::Change>, notes: &mut Notes) -> Option<Change> {
    let change = &item.value;
    let name = change.stream.given();
    let stream = name.and_then(|name| context.work_stream(name, "a change", notes));
    let clock = clock(context, change, notes);
    let arrival = arrival(context, item, clock, notes);
    let hit = change.deliverables.given().map(|list| {
        if list.value.is_empty() {
            let note = Note::new(list.at, "a change that can hit no deliverable").label("empty");
            notes.push(note.help("leave `deliverables` out for all of them"));
        }
        deliverables(context, &list.value, notes)
    });
    let default_name = || format!("change of {}", name.map_or("", |name| &name.value));
    Some(Change {
        name: change.name.value().map_or_else(default_name, |name| name.clone()),
        stream: stream?,
        arrival: arrival?,
        clock,
        probability: change.probability.or(1.0),
        deliverables: hit,
        reach: change.reach.or(1.0),
        severity: change.severity.value().copied()?,
    })
}

fn clock(context: &Context<'_>, change: &wire::Change, notes: &mut Notes) -> Clock {
    let Some(clock) = change.clock.given() else { return Clock::Start };
    if clock.value == Clock::Launch && context.file.live.is_absent() {
        let note = Note::new(clock.at, "changes after launch need live time").label("needs `live`");
        notes.push(note.help("live = \"2w\": how long a launched campaign stays open to changes"));
    }
    clock.value
}

fn arrival(
    context: &Context<'_>,
    item: &At<wire::Change>,
    clock: Clock,
    notes: &mut Notes,
) -> Option<Arrival> {
    let change = &item.value;
    let given = [!change.at.is_absent(), !change.within.is_absent(), !change.every.is_absent()];
    if given.iter().filter(|given| **given).count() != 1 {
        let note = Note::new(
            item.at,
            "a change comes `at` a time, `within` two times, or `every` so often",
        );
        notes.push(note.label("exactly one of the three").help(
            "at = \"3w\", within = [\"4w\", \"8w\"], or every = \"2w\" with until = \"12w\"",
        ));
        return None;
    }
    if change.every.is_absent() {
        for (slot, key) in [(&change.from, "from"), (&change.until, "until")] {
            if let Some(bound) = slot.given() {
                let note = Note::new(bound.at, format!("`{key}` belongs to `every`"));
                notes.push(note.label("not allowed here"));
            }
        }
    }
    let at = change.at.value().map(|at| Arrival::At(*at));
    let within = change.within.given().and_then(|list| within(list, notes));
    at.or(within).or_else(|| every(context, change, clock, notes))
}

/// A time between two, after noting what is not that.
pub fn within(list: &At<Vec<At<Elapsed>>>, notes: &mut Notes) -> Option<Arrival> {
    match list.value.as_slice() {
        [from, to] if from.value <= to.value => Some(Arrival::Within(from.value, to.value)),
        _ => {
            let note = Note::new(list.at, "`within` is a list of two times, the earlier first");
            notes.push(note.label("two times").help("within = [\"4w\", \"8w\"]"));
            None
        }
    }
}

fn every(
    context: &Context<'_>,
    change: &wire::Change,
    clock: Clock,
    notes: &mut Notes,
) -> Option<Arrival> {
    let every = change.every.given()?;
    let ends = !change.until.is_absent() || !context.file.deadline.is_absent();
    if clock == Clock::Start && !ends {
        let note = Note::new(every.at, "changes that come again and again need an end");
        notes.push(
            note.label("needs `until`").help("until = \"12w\", or a `deadline` of the campaign"),
        );
    }
    let from = change.from.or(Elapsed(0));
    let until = change.until.given();
    if let Some(until) = until.filter(|until| until.value <= from) {
        let note = Note::new(until.at, "`until` must be later than `from`").label("not later");
        notes.push(note);
    }
    Some(Arrival::Every { mean_gap: every.value, from, until: until.map(|until| until.value) })
}
