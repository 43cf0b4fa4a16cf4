//! A switch on the way: a whole second setting of the levers, and from when on it is in force.

use super::changes::Dates;
use super::models::{self, World};
use super::moment::Time;
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Read, wire};
use super::resolve_people::Day;
use super::schema::Definitions;
use super::texts::Name;
use super::tree::{Node, Table, Value};
use super::wire::Model;
use crate::model::{Clock, SwitchTime, Then, WorkflowModel};
use crate::time::{Elapsed, Instant};
use serde_json::{Map, Value as Json, json};

wire! {
    /// From when on the second setting is in force: one of the three.
    SwitchAt "the time of a switch" {
        /// From this time on: elapsed time from the start, or a date (its beginning).
        opt at: Time,
        /// So long before the launch date (`launch.at`), or else the deadline: elapsed time.
        opt before: Elapsed,
        /// When the change of this name is taken in.
        opt on: Name,
    }
}

/// The keys of a model that a second setting does not have.
const NOT_HERE: [&str; 4] = ["name", "then", "pods", "wip"];
const TIMES: [&str; 3] = ["at", "before", "on"];

/// A second setting as written.
#[derive(Clone, Debug)]
pub struct Written {
    /// From when on.
    pub when: At<SwitchAt>,
    /// Its levers; the name is that of the model, filled in later.
    pub levers: Box<At<Model>>,
}

/// The table `then` of a model: a time, and all levers of a model.
#[derive(Debug)]
pub enum ThenTable {}

impl Read for ThenTable {
    type Value = Written;

    fn read(node: &Node, notes: &mut Notes) -> Option<Written> {
        let Some(table) = node.table() else {
            notes.wrong(node, "a table: a time and levers");
            return None;
        };
        let (times, mut levers): (Vec<_>, Vec<_>) =
            table.entries.iter().cloned().partition(|entry| TIMES.contains(&entry.key.as_str()));
        for entry in levers.extract_if(.., |entry| NOT_HERE.contains(&entry.key.as_str())) {
            let message = format!("`then` has no {}", quoted(&entry.key));
            let note = Note::new(entry.at, message).label("not a key of this table");
            notes.push(note.help("`then` holds `at`, `before` or `on`, `preset`, and levers; pods and `wip` cannot change on the way"));
        }
        let of = |entries| Node { at: node.at, value: Value::Table(Table { entries }) };
        let when = At::<SwitchAt>::read(&of(times), notes);
        levers.push(name(node));
        let levers = At::<Model>::read(&of(levers), notes);
        Some(Written { when: when?, levers: Box::new(levers?) })
    }

    fn schema(definitions: &mut Definitions) -> Json {
        SwitchAt::schema(definitions);
        json!({ "$ref": "#/$defs/Then" })
    }
}

/// Completes the schema of [`ThenTable`], once that of models is there: its keys are those of a time and of a model.
pub fn complete(definitions: &mut Map<String, Json>) {
    let Some(mut then) = definitions.remove("SwitchAt") else { return };
    let model = definitions.get("Model").and_then(|model| model["properties"].as_object());
    if let (Some(keys), Some(model)) = (then["properties"].as_object_mut(), model) {
        let levers = model.iter().filter(|(key, _)| !NOT_HERE.contains(&key.as_str()));
        keys.extend(levers.map(|(key, schema)| (key.clone(), schema.clone())));
    }
    then["description"] = "A second setting of the levers, and from when on it is in force.".into();
    definitions.insert("Then".to_owned(), then);
}

/// The name that every model needs.
fn name(node: &Node) -> super::tree::Entry {
    let value = Node { at: node.at, value: Value::String("then".to_owned()) };
    super::tree::Entry { key: "name".to_owned(), at: node.at, node: value }
}

/// The second setting of a model, if it has one.
pub fn then(
    world: &World<'_>,
    model: &At<Model>,
    first: &WorkflowModel,
    notes: &mut Notes,
) -> Option<Box<Then>> {
    let then = model.value.then.given()?;
    let refused = |what: &str| {
        Note::new(then.at, format!("`then` and {what} do not go together")).label("no switch here")
    };
    if world.facts.portfolio.is_some() {
        notes.push(refused("a portfolio").help("switch in a file with one campaign"));
    }
    if !first.pods.is_empty() || first.wip.is_some() {
        notes.push(refused("`pods` or `wip`").help("leave one of them out"));
    }
    let when = when(world, &then.value.when, notes);
    let levers = &then.value.levers;
    let named = Model { name: model.value.name.clone(), ..levers.value.clone() };
    let levers = models::model(world, &At { value: named, at: levers.at }, notes);
    Some(Box::new(Then { when: when?, model: levers? }))
}

fn when(world: &World<'_>, when: &At<SwitchAt>, notes: &mut Notes) -> Option<SwitchTime> {
    let SwitchAt { at, before, on } = &when.value;
    let given = [!at.is_absent(), !before.is_absent(), !on.is_absent()];
    if given.iter().filter(|given| **given).count() != 1 {
        let message =
            "a switch comes `at` a time, so long `before` the launch date, or `on` a change";
        let note = Note::new(when.at, message).label("exactly one of the three");
        notes.push(note.help("at = \"3w\", before = \"4w\", or on = \"the name of a change\""));
        return None;
    }
    if let Some(name) = on.given() {
        return taken(world, name, notes);
    }
    let facts = world.facts;
    let launch = facts.launch.and_then(|launch| launch.at);
    let dates = Dates { times: world.times, launch, deadline: facts.deadline };
    let found = match (at.given(), before.given()) {
        (Some(at), _) => dates.when(at, Day::Begin, Clock::Start, notes),
        (None, Some(before)) => dates.before(world.context, before, Clock::Start, notes),
        (None, None) => None,
    };
    found.map(|when| SwitchTime::At(when.of(Instant::ZERO)))
}

/// The one change of that name.
fn taken(world: &World<'_>, name: &At<String>, notes: &mut Notes) -> Option<SwitchTime> {
    let changes = &world.facts.changes;
    let mut found = (0..changes.len()).filter(|change| changes[*change].name == name.value);
    let first = found.next();
    let wrong = match (first, found.next()) {
        (None, _) => format!("there is no change {}", quoted(&name.value)),
        (_, Some(_)) => format!("two changes are called {}", quoted(&name.value)),
        _ => return first.map(SwitchTime::Taken),
    };
    let names = changes.iter().map(|change| change.name.as_str());
    let note = Note::new(name.at, wrong).label("which change?");
    notes.push(note.help(help(&name.value, names)));
    None
}
