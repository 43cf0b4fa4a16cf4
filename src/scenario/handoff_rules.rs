//! The levers of handoffs as an ordered list of rules.

use super::building::{Building, Hub};
use super::context::{Context, deliverables};
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::tree::Place;
use super::wire::{Model, Row};
use crate::model::SyncOr;
use crate::model::{HandoffRule, Pieces, Release, Source, Start, StreamSet, Tier, Via, Visibility};

const HUB_HELP: &str = "[broker] team = \"...\", or broker = { team = \"...\" } in the model";

/// The levers of handoffs that a model or a row sets.
#[derive(Clone, Copy)]
struct Levers<'a> {
    start: &'a Slot<Start>,
    release: &'a Slot<SyncOr<Release>>,
    via: &'a Slot<String>,
    visibility: &'a Slot<SyncOr<Visibility>>,
    latency_factor: &'a Slot<f64>,
}

impl<'a> Levers<'a> {
    fn of_model(model: &'a Model) -> Levers<'a> {
        let Model { start, release, via, visibility, latency_factor, .. } = model;
        Levers { start, release, via, visibility, latency_factor }
    }

    fn of_row(row: &'a Row) -> Levers<'a> {
        let Row { start, release, via, visibility, latency_factor, .. } = row;
        Levers { start, release, via, visibility, latency_factor }
    }

    /// These levers without those that the other ones set.
    fn are_absent(self) -> bool {
        let Levers { start, release, via, visibility, latency_factor } = self;
        (start.is_absent() && release.is_absent() && via.is_absent())
            && (visibility.is_absent() && latency_factor.is_absent())
    }

    fn without(self, other: Levers<'_>) -> Levers<'a> {
        Levers {
            start: unless(self.start, other.start.is_absent()),
            release: unless(self.release, other.release.is_absent()),
            via: unless(self.via, other.via.is_absent()),
            visibility: unless(self.visibility, other.visibility.is_absent()),
            latency_factor: unless(self.latency_factor, other.latency_factor.is_absent()),
        }
    }
}

/// A row that names handoffs or approvals, and no lever.
pub fn sets_nothing(at: Place, levers: &str) -> Note {
    let note = Note::new(at, "this row sets nothing").label("no lever");
    note.help(format!("give it one of {levers}, or take it out"))
}

/// The slot itself, or an absent one.
fn unless<T>(slot: &Slot<T>, keep: bool) -> &Slot<T> {
    if keep { slot } else { &Slot::Absent }
}

/// All rules of a model, in rising precedence.
pub fn rules(building: &Building<'_>, notes: &mut Notes) -> Vec<HandoffRule> {
    let model = &building.model.value;
    let own = Levers::of_model(model);
    let mut rules = Vec::new();
    if let Some(preset) = building.preset {
        let general = Levers::of_model(&preset.model).without(own);
        rules.push(rule(building, everywhere(), Source::Preset, general, notes));
        for (index, row) in preset.model.handoffs.items().iter().enumerate() {
            let levers = Levers::of_row(&row.value).without(own);
            rules.extend(of_row(building, row, Source::PresetRow(index), levers, notes));
        }
    }
    rules.push(rule(building, everywhere(), Source::Model, own, notes));
    for (index, row) in model.handoffs.items().iter().enumerate() {
        let levers = Levers::of_row(&row.value);
        start_of_approval(building, row, notes);
        if levers.are_absent() {
            notes.push(sets_nothing(row.at, "start, release, via, visibility, latency_factor"));
        }
        rules.extend(of_row(building, row, Source::ModelRow(index), levers, notes));
    }
    rules.retain(sets_something);
    rules
}

/// Of which handoffs a rule speaks.
type Where = (StreamSet, StreamSet, Pieces);

fn everywhere() -> Where {
    (StreamSet::Any, StreamSet::Any, Pieces::default())
}

fn sets_something(rule: &HandoffRule) -> bool {
    rule.start.is_some()
        || rule.release.is_some()
        || rule.via.is_some()
        || rule.visibility.is_some()
        || rule.latency_factor.is_some()
}

fn of_row(
    building: &Building<'_>,
    row: &At<Row>,
    source: Source,
    levers: Levers<'_>,
    notes: &mut Notes,
) -> Option<HandoffRule> {
    let context = building.world.context;
    let from = context.stream_set(&row.value.from, notes);
    let to = context.stream_set(&row.value.to, notes);
    let pieces = pieces(context, &row.value.deliverables, &row.value.tiers, notes);
    Some(rule(building, (from?, to?, pieces), source, levers, notes))
}

/// The deliverables that a row speaks of.
pub fn pieces(
    context: &Context<'_>,
    names: &Slot<Vec<At<String>>>,
    tiers: &Slot<Vec<At<Tier>>>,
    notes: &mut Notes,
) -> Pieces {
    let empty = |at: Place, key: &str| {
        let note = Note::new(at, format!("a row about no {key}")).label("empty");
        note.help(format!("leave `{key}` out for all of them"))
    };
    let named = names.given().map(|list| {
        notes.list.extend(list.value.is_empty().then(|| empty(list.at, "deliverables")));
        deliverables(context, &list.value, notes)
    });
    let tiers = tiers.given().map(|list| {
        notes.list.extend(list.value.is_empty().then(|| empty(list.at, "tiers")));
        let mut found = [false; 3];
        list.value.iter().for_each(|tier| found[tier.value as usize] = true);
        found
    });
    Pieces { deliverables: named, tiers }
}

/// Notes a row that sets `start` and names an approval, whose handoffs are always final.
fn start_of_approval(building: &Building<'_>, row: &At<Row>, notes: &mut Notes) {
    let Some(start) = row.value.start.given() else { return };
    let context = building.world.context;
    for end in [&row.value.from, &row.value.to].into_iter().filter_map(Slot::given) {
        let name = end.value.as_str();
        let stream = context.streams.get(name);
        if name == "@approval" || stream.is_some_and(|stream| context.approval[stream]) {
            let note = Note::new(
                start.at,
                format!(
                    "{} is an approval: its handoffs always start on final versions",
                    quoted(name)
                ),
            );
            notes.push(note.label("not for approvals").help("leave `start` out of this row"));
            return;
        }
    }
}

fn rule(
    building: &Building<'_>,
    (from, to, pieces): Where,
    source: Source,
    levers: Levers<'_>,
    notes: &mut Notes,
) -> HandoffRule {
    let at = |at: Place| (building.place(at, source), source);
    let release = levers.release.given().and_then(|lever| {
        building.at_sync("release", &lever.value, Release::Sync, at(lever.at), notes)
    });
    let visibility = levers.visibility.given().and_then(|lever| {
        building.at_sync("visibility", &lever.value, Visibility::Sync, at(lever.at), notes)
    });
    let via = levers
        .via
        .given()
        .and_then(|lever| via(building, &lever.value, building.place(lever.at, source), notes));
    let start = levers.start.value().copied();
    let latency_factor = levers.latency_factor.value().copied();
    HandoffRule { from, to, pieces, source, start, release, via, visibility, latency_factor }
}

impl Building<'_> {
    /// Where to point: a value of the file itself, or the model's `preset` for a value of the preset.
    fn place(&self, at: Place, source: Source) -> Place {
        match source {
            Source::Preset | Source::PresetRow(_) => self.preset_place(),
            _ => at,
        }
    }
}

fn via(building: &Building<'_>, name: &str, at: Place, notes: &mut Notes) -> Option<Via> {
    let context = building.world.context;
    match name {
        "none" => Some(Via::Direct),
        "hub" => match building.hub {
            Hub::Team(team) => Some(Via::Team(team)),
            Hub::Unknown => None,
            Hub::None => {
                let note = Note::new(at, "versions go through the hub, but no team is the hub");
                notes.push(note.label("needs a broker's team").help(HUB_HELP));
                None
            }
        },
        _ => {
            let found = context.teams.get(name);
            if found.is_none() {
                let known = ["none", "hub"].into_iter().chain(context.teams.names());
                let note = Note::new(at, format!("unknown team {}", quoted(name)));
                notes.push(note.label("no such team").help(help(name, known)));
            }
            found.map(Via::Team)
        }
    }
}
