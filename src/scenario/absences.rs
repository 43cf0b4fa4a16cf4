//! Absences: who is away, from when on, for how long.

use super::changes::within;
use super::context::Context;
use super::moment::TimeText;
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes};
use super::resolve_people::{Day, Times};
use super::wire;
use crate::model::{Absence, Arrival, TeamId, When};
use crate::time::Elapsed;

/// The absences; fewer than the file's only after noting what is wrong.
pub fn absences(context: &Context<'_>, times: &Times, notes: &mut Notes) -> Vec<Absence> {
    let items = context.file.absences.items().iter();
    items.filter_map(|item| absence(context, times, item, notes)).collect()
}

fn absence(
    context: &Context<'_>,
    times: &Times,
    item: &At<wire::Absence>,
    notes: &mut Notes,
) -> Option<Absence> {
    let absence = &item.value;
    let team = absence.team.given().and_then(|team| context.team(team, notes));
    let arrival = arrival(item, times, notes);
    let team = team?;
    Some(Absence {
        team,
        people: people(context, absence, team, notes),
        arrival: arrival?,
        length: *absence.r#for.value()?,
        probability: absence.probability.or(1.0),
    })
}

/// How many are away, after noting more than there are.
fn people(context: &Context<'_>, absence: &wire::Absence, team: TeamId, notes: &mut Notes) -> u32 {
    let (name, written) = &context.file.teams.entries()[team];
    let all = written.value.people.or(1);
    let people = absence.people.or(1);
    if let Some(given) = absence.people.given().filter(|given| given.value > all) {
        let message = format!("{people} people cannot be away: {} has {all}", quoted(&name.value));
        let note = Note::new(given.at, message).label("more than the team has");
        notes.push(note.help(format!("write people = {all}, or give the team more people")));
    }
    people
}

fn arrival(item: &At<wire::Absence>, times: &Times, notes: &mut Notes) -> Option<Arrival> {
    let wire::Absence { at, within: between, every, .. } = &item.value;
    let given = [!at.is_absent(), !between.is_absent(), !every.is_absent()];
    if given.iter().filter(|given| **given).count() != 1 {
        let message = "an absence begins `at` a time, `within` two times, or `every` so often";
        let note = Note::new(item.at, message).label("exactly one of the three");
        notes.push(note.help("at = \"3w\", within = [\"4w\", \"8w\"], or every = \"26w\""));
        return None;
    }
    let mut when = |at: &At<TimeText>, day| times.when(at, day, "an absence", notes);
    if let Some(at) = at.given() {
        return when(at, Day::Begin).map(Arrival::At);
    }
    if let Some(list) = between.given() {
        let ends = list.value.iter().zip([Day::Begin, Day::End, Day::End]);
        let times: Option<Vec<When>> = ends.map(|(at, day)| when(at, day)).collect();
        return within(list.at, &times?, notes);
    }
    Some(Arrival::Every { mean_gap: *every.value()?, from: When::After(Elapsed(0)), until: None })
}
