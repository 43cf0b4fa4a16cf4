//! A switch on the way: a whole second setting of the levers, and from when on it is in force.

use super::building::World;
use super::changes::Dates;
use super::models;
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes};
use super::resolve_people::Day;
use super::wire::{Model, SwitchAt};
use crate::model::{Clock, SwitchTime, Then, WorkflowModel};
use crate::time::Instant;

/// The model with its second setting, if it has one.
pub fn switching(
    world: &World<'_>,
    item: &At<Model>,
    mut model: WorkflowModel,
    notes: &mut Notes,
) -> WorkflowModel {
    model.then = then(world, item, &model, notes);
    // Who names a preset, now or from the switch on, pays in both settings.
    let pays = model.pays || model.then.as_ref().is_some_and(|then| then.model.pays);
    model.pays = pays;
    if let Some(then) = &mut model.then {
        then.model.pays = pays;
    }
    model
}

/// The second setting of a model, if it has one.
fn then(
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
    if !first.pods.is_empty() || first.conduct.wip.is_some() {
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
    let dates = Dates { what: "a switch", times: world.times, launch, deadline: facts.deadline };
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
