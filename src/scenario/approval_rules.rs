//! The levers of approvals: those of the model as a whole, and the rows about some of them.

use super::building::{Building, World};
use super::context::Context;
use super::handoff_rules::{pieces, sets_nothing};
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::tree::Place;
use super::wire::{Approval, ApprovalRow};
use crate::model::{
    ApprovalLevers, ApprovalRule, Route, Sessions, Source, StreamId, Team, TeamId, Word,
};

/// What holds wherever no row speaks.
pub fn levers(building: &mut Building<'_>, notes: &mut Notes) -> ApprovalLevers {
    let route = building.value("approval.route", |m| m.approval.value().map(|a| &a.route));
    let on_demand = on_demand(building, notes);
    let patience = building.value("approval.patience", |m| m.approval.value().map(|a| &a.patience));
    let bypass = building.lever("approval.bypass", |m| m.approval.value().map(|a| &a.bypass));
    // A patience that cannot be read is told of where it stands.
    let told = |approval: &Approval| !approval.patience.is_absent();
    let told = building.model.value.approval.value().is_some_and(told);
    if let (Some(bypass), None, false) = (&bypass, &patience, told) {
        notes.push(impatient(bypass.at));
    }
    ApprovalLevers {
        route: route.unwrap_or(Route::Serial),
        on_demand,
        patience,
        bypass: bypass.map_or(0.0, |bypass| *bypass.value),
    }
}

fn impatient(at: Place) -> Note {
    let note = Note::new(at, "`bypass` needs `patience`").label("after how long?");
    note.help("approval = { patience = \"2d\", bypass = 0.3 }")
}

/// The teams that review on demand: by either of two keys, of which the model's own stands in place of its preset's.
fn on_demand(building: &mut Building<'_>, notes: &mut Notes) -> Vec<TeamId> {
    let says =
        |approval: &&Approval| !approval.sessions.is_absent() || !approval.on_demand.is_absent();
    let own = building.model.value.approval.value().filter(says);
    let preset = building.preset.and_then(|preset| preset.model.approval.value()).filter(says);
    let source = match (own, preset) {
        (Some(_), _) => Source::Model,
        (None, Some(_)) => Source::Preset,
        (None, None) => Source::Default,
    };
    building.origins.push(("approval.sessions".to_owned(), source));
    if let Some(own) = own {
        tell_schema_1(building, own, notes);
    }
    let Some(table) = own.or(preset) else { return Vec::new() };
    match (table.sessions.given(), table.on_demand.given()) {
        (Some(sessions), Some(list)) => {
            let word = sessions.value.word();
            let message = format!("`sessions = \"{word}\"` and `on_demand` in one table");
            let note = Note::new(list.at, message).label("which of the two?");
            let help = "`on_demand` names the teams; `sessions = \"on-demand\"` means all";
            notes.push(note.help(help));
            Vec::new()
        }
        (None, Some(list)) => reviewing(building, &list.value, None, notes),
        (sessions, None) => {
            let facts = building.world.facts;
            let all = sessions.is_some_and(|sessions| sessions.value == Sessions::OnDemand);
            (0..facts.teams.len()).filter(|team| all && facts.reviews(*team, None)).collect()
        }
    }
}

/// Tells the reader of a file of schema 1 that no longer all that reviewers do is done in the default calendar.
fn tell_schema_1(building: &Building<'_>, table: &Approval, notes: &mut Notes) {
    let World { context, facts, .. } = building.world;
    let (old, calendar) = (context.file.schema.value() == Some(&1), facts.calendar);
    let own = |(id, team): (TeamId, &Team)| team.calendar != calendar && facts.reviews(id, None);
    if let Some(sessions) = table.sessions.given()
        && old
        && sessions.value == Sessions::OnDemand
        && facts.teams.iter().enumerate().any(own)
    {
        let what = "`sessions`: on demand, only reviews are made in the default calendar; all else that their teams do \
                    is done in their own";
        notes.changed.push((sessions.at, what.to_owned()));
    }
}

/// The teams of a list, in file order, after noting those that review nothing in an approval, or in any.
fn reviewing(
    building: &Building<'_>,
    names: &[At<String>],
    approval: Option<StreamId>,
    notes: &mut Notes,
) -> Vec<TeamId> {
    let World { context, facts, .. } = building.world;
    let mut teams = Vec::new();
    for name in names {
        let Some(team) = context.team(name, notes) else { continue };
        if !facts.reviews(team, approval) {
            let named = |stream: StreamId| quoted(&facts.streams[stream].name);
            let place = approval.map_or("anything".to_owned(), named);
            let message = format!("{} does not review {place}", quoted(&name.value));
            let names = facts.teams.iter().enumerate();
            let names = names.filter(|(id, _)| facts.reviews(*id, approval));
            let names: Vec<String> = names.map(|(_, team)| quoted(&team.name)).collect();
            let note = Note::new(name.at, message).label("reviews nothing here");
            notes.push(note.help(format!("teams that review there: {}", names.join(", "))));
        }
        teams.push(team);
    }
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// The rows about some approvals, in rising precedence. Presets have none.
pub fn rules(
    building: &Building<'_>,
    levers: &ApprovalLevers,
    notes: &mut Notes,
) -> Vec<ApprovalRule> {
    let mut patient = levers.patience.is_some();
    let mut rules = Vec::new();
    for (index, row) in building.model.value.approvals.items().iter().enumerate() {
        let ApprovalRow { route, on_demand, patience, bypass, .. } = &row.value;
        patient |= !patience.is_absent();
        if route.is_absent() && on_demand.is_absent() && patience.is_absent() && bypass.is_absent()
        {
            notes.push(sets_nothing(row.at, "route, on_demand, patience, bypass"));
        }
        if let (Some(bypass), false) = (row.value.bypass.given(), patient) {
            notes.push(impatient(bypass.at));
        }
        rules.extend(rule(building, &row.value, Source::ModelRow(index), notes));
    }
    rules
}

fn rule(
    building: &Building<'_>,
    row: &ApprovalRow,
    source: Source,
    notes: &mut Notes,
) -> Option<ApprovalRule> {
    let context = building.world.context;
    let approval = match &row.approval {
        Slot::Absent => Some(None),
        named => named.given().and_then(|name| approval(context, name, notes)).map(Some),
    };
    let pieces = pieces(context, &row.deliverables, &row.tiers, notes);
    let teams = row.on_demand.given();
    let teams = teams.map(|list| reviewing(building, &list.value, approval.flatten(), notes));
    Some(ApprovalRule {
        approval: approval?,
        pieces,
        source,
        route: row.route.value().copied(),
        on_demand: teams,
        patience: row.patience.value().copied(),
        bypass: row.bypass.value().copied(),
    })
}

/// The approval of a name; `None` after noting that there is none.
fn approval(context: &Context<'_>, name: &At<String>, notes: &mut Notes) -> Option<StreamId> {
    let stream = context.stream(name, notes)?;
    if context.approval[stream] {
        return Some(stream);
    }
    let message = format!("{} is not an approval", quoted(&name.value));
    let approvals = context
        .streams
        .names()
        .filter(|name| context.streams.get(name).is_some_and(|id| context.approval[id]));
    notes.push(Note::new(name.at, message).label("a work stream").help(help("", approvals)));
    None
}
