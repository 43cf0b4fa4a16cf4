//! Numbers that are possible each, but not together: what they make would outlast the clock, or be more than
//! a replication may hold or take.

use super::problem::Note;
use super::read::Notes;
use super::tree::Place;
use super::units::{ELAPSED, WORKING, text};
use super::wire::{self, File};
use crate::model::{
    Absence, Arrival, Audit, Change, Clock, Deliverable, Facts, StreamId, Sync, When,
};
use crate::time::{DAY, Instant};

/// Person-time of all teams, and the waiting of all tasks, in years. The engine can count more (in 128 bits), but no
/// campaign needs it.
const MOST_YEARS: f64 = 1_000_000.0;
/// Person-time of a model's meetings, in years: it is counted beside that of the people.
const MOST_MEETING_YEARS: f64 = 40_000.0;
/// The last campaign arrives within so many years, so that its horizon and live time end within the clock's 570.
const LAST_ARRIVAL: f64 = 200.0;
/// It may arrive so many standard deviations after its mean.
const DEVIATIONS: f64 = 10.0;
/// More events than a replication may take (MODEL 8.3).
const MOST_EVENTS: f64 = 5e6;
/// At most so many tasks, reviews and handoffs in all campaigns together.
const MOST_TASKS: u64 = 2_000_000;
const MOST_REVIEWS: u64 = 4_000_000;
const MOST_HANDOFFS: u64 = 10_000_000;
/// At most so many teams, late changes, absences.
const MOST_TEAMS: usize = 10_000;
const MOST_CHANGES: usize = 10_000;
const MOST_ABSENCES: usize = 10_000;
/// At most so many syncs and audits of a model.
const MOST_SYNCS: usize = 1_000;
const MOST_AUDITS: usize = 20;

/// Microseconds of a year.
const YEAR: f64 = 365.25 * DAY as f64;

/// Notes facts that do not go together.
pub fn of_facts(file: &File, facts: &Facts, notes: &mut Notes) {
    lists(file, notes);
    let refusals = [
        too_much(file, facts),
        too_late(file, facts),
        too_long(file, facts),
        too_often(file, facts),
        absent_too_often(file, facts),
    ];
    refusals.into_iter().flatten().for_each(|note| notes.push(note));
}

/// Lists that are longer than allowed.
fn lists(file: &File, notes: &mut Notes) {
    let teams = file.teams.entries();
    let changes = file.changes.items();
    let team = teams.get(MOST_TEAMS).map(|extra| (extra.0.at, "teams", MOST_TEAMS, teams.len()));
    let change =
        changes.get(MOST_CHANGES).map(|extra| (extra.at, "changes", MOST_CHANGES, changes.len()));
    let absences = file.absences.items();
    let absence = absences
        .get(MOST_ABSENCES)
        .map(|extra| (extra.at, "absences", MOST_ABSENCES, absences.len()));
    for (at, what, most, count) in team.into_iter().chain(change).chain(absence) {
        let note = Note::new(at, format!("a scenario has at most {most} {what}"));
        notes.push(note.label(format!("there are {count}")));
    }
}

fn campaigns(facts: &Facts) -> u64 {
    facts.portfolio.as_ref().map_or(1, |portfolio| u64::from(portfolio.campaigns))
}

/// More tasks, reviews or handoffs than allowed.
fn too_much(file: &File, facts: &Facts) -> Option<Note> {
    let parts = [
        (tasks(facts), MOST_TASKS, "tasks", "deliverables x streams x campaigns"),
        (reviews(facts), MOST_REVIEWS, "reviews", "approvals x reviewers x campaigns"),
        (handoffs(facts), MOST_HANDOFFS, "handoffs at least", "every instance to every instance"),
    ];
    let (count, most, what, label) = parts.into_iter().find(|(count, most, ..)| count > most)?;
    let deliverables = file.deliverables.given().map(|list| list.at);
    let dependencies = file.dependencies.given().filter(|_| what.starts_with("handoffs"));
    let at = dependencies.map(|list| list.at).or(deliverables);
    let note = Note::new(at?, format!("there are {count} {what}, more than {most}"));
    Some(note.label(label).help("lower `count`, or the number of campaigns"))
}

/// The sum over deliverables and campaigns of what one instance of a deliverable has.
fn total(facts: &Facts, each: impl Fn(&Deliverable) -> u64) -> u64 {
    let counts =
        facts.deliverables.iter().map(|item| u64::from(item.count).saturating_mul(each(item)));
    counts.fold(0, u64::saturating_add).saturating_mul(campaigns(facts))
}

fn tasks(facts: &Facts) -> u64 {
    let own = |item: &Deliverable| own_streams(facts, item).count() as u64;
    total(facts, own).saturating_add(facts.once().count() as u64 * campaigns(facts))
}

/// The streams in which a deliverable has tasks of its own.
fn own_streams<'a>(facts: &'a Facts, item: &'a Deliverable) -> impl Iterator<Item = StreamId> + 'a {
    (0..facts.streams.len()).filter(|stream| facts.has_task(item, *stream))
}

fn reviews(facts: &Facts) -> u64 {
    let reviewers = |stream: StreamId| facts.streams[stream].kind.reviewers().len() as u64;
    let once = facts.once().map(reviewers).sum::<u64>() * campaigns(facts);
    total(facts, |item| own_streams(facts, item).map(reviewers).sum()).saturating_add(once)
}

fn handoffs(facts: &Facts) -> u64 {
    // Each stream that a deliverable passes through, with those that it needs: at least one of two is its own.
    let within = total(facts, |item| {
        let passes = |stream: &StreamId| !item.skip.contains(stream);
        let own = |stream: StreamId| facts.has_task(item, stream);
        let of = |to: StreamId| {
            let needs = facts.streams[to].needs.iter().filter(|need| passes(need));
            needs.filter(|need| own(to) || own(**need)).count() as u64
        };
        (0..facts.streams.len()).filter(passes).map(of).sum()
    });
    let count = |deliverable: usize| {
        facts.deliverables.get(deliverable).map_or(0, |item| u64::from(item.count))
    };
    let pairs = facts.dependencies.iter().map(|it| count(it.from.0).saturating_mul(count(it.to.0)));
    let across = pairs.fold(0, u64::saturating_add).saturating_mul(campaigns(facts));
    within.saturating_add(across)
}

/// How long a replication may last, in microseconds.
fn span(facts: &Facts) -> f64 {
    let live = facts.live.map_or(0, |live| live.0 + facts.horizon.0);
    facts.last_arrival(DEVIATIONS).0 as f64 + (facts.horizon.0 + live) as f64
}

/// Campaigns that arrive after the clock's end.
fn too_late(file: &File, facts: &Facts) -> Option<Note> {
    let years = facts.last_arrival(DEVIATIONS).0 as f64 / YEAR;
    let at = file.portfolio.given()?;
    if years <= LAST_ARRIVAL {
        return None;
    }
    let campaigns = campaigns(facts);
    let message = format!(
        "{campaigns} campaigns arrive within {years:.0} years, longer than {LAST_ARRIVAL:.0}"
    );
    Some(Note::new(at.at, message).label("too late").help("lower `campaigns`, or `every`"))
}

/// People or tasks whose time until the horizon is more than can be counted.
fn too_long(file: &File, facts: &Facts) -> Option<Note> {
    let people: u64 = facts.teams.iter().map(|team| u64::from(team.people)).sum();
    let deliverables = file.deliverables.given().map(|list| list.at);
    let parts = [
        (people, "people", span(facts), "person-years", most_people(file)),
        (tasks(facts), "tasks", facts.horizon.0 as f64, "task-years", deliverables),
    ];
    let years = |count: u64, span: f64| count as f64 * span / YEAR;
    let (count, what, span, unit, at) =
        parts.into_iter().find(|(count, _, span, ..)| years(*count, *span) > MOST_YEARS)?;
    let (years, over) = (years(count, span).floor(), shown(span));
    let message = format!("{count} {what} over {over} make {years} {unit}, more than {MOST_YEARS}");
    let at = file.horizon.given().map(|horizon| horizon.at).or(at)?;
    Some(Note::new(at, message).label("more than can be counted").help(format!(
        "lower the number of {what}, the `horizon` ({}), or the number of campaigns",
        shown(facts.horizon.0 as f64)
    )))
}

/// Where the largest team says how many it is.
fn most_people(file: &File) -> Option<Place> {
    let teams = file.teams.value()?.entries.iter();
    teams
        .filter_map(|(_, team)| team.value.people.given())
        .max_by_key(|it| it.value)
        .map(|it| it.at)
}

/// Changes that come so often that no replication could take them all.
fn too_often(file: &File, facts: &Facts) -> Option<Note> {
    let times: f64 = facts.changes.iter().map(|change| occurrences(facts, change)).sum();
    let often = |it: &&wire::Change| it.every.value().map_or(i64::MAX, |every| every.0);
    let changes = file.changes.items().iter().map(|item| &item.value);
    let worst = changes.min_by_key(often)?.every.given()?;
    if times <= MOST_EVENTS {
        return None;
    }
    let (every, times) = (text(worst.value.0, ELAPSED), times.round());
    let message = format!("a change every {every} comes {times} times, more than {MOST_EVENTS}");
    Some(Note::new(worst.at, message).label("too often").help("raise `every`, or lower `until`"))
}

/// Absences that come so often that no replication could take them all.
fn absent_too_often(file: &File, facts: &Facts) -> Option<Note> {
    let times = |absence: &Absence| match absence.arrival {
        // It begins and ends.
        Arrival::Every { mean_gap, .. } => 2.0 * span(facts) / mean_gap.0 as f64,
        _ => 0.0,
    };
    let all: f64 = facts.absences.iter().map(times).sum();
    let often = |it: &&wire::Absence| it.every.value().map_or(i64::MAX, |every| every.0);
    let absences = file.absences.items().iter().map(|item| &item.value);
    let worst = absences.min_by_key(often)?.every.given()?;
    if all <= MOST_EVENTS {
        return None;
    }
    let every = text(worst.value.0, ELAPSED);
    let message = format!("an absence every {every} comes too often until the horizon");
    let help = format!("raise `every`: at most {MOST_EVENTS} beginnings and ends");
    Some(Note::new(worst.at, message).label("too often").help(help))
}

/// How often a change comes on average in all campaigns, if it comes again and again.
fn occurrences(facts: &Facts, change: &Change) -> f64 {
    let Arrival::Every { mean_gap, from, until } = change.arrival else { return 0.0 };
    let until = until.map(|until| until.of(Instant::ZERO).since(Instant::ZERO));
    let end = until.unwrap_or(match (change.clock, facts.deadline) {
        (Clock::Launch, _) => facts.live.unwrap_or(facts.horizon),
        (Clock::Start, Some(When::After(span))) => span,
        (Clock::Start, Some(When::At(instant))) => instant.since(Instant::ZERO),
        (Clock::Start, None) => facts.horizon,
    });
    let window = (end.0.min(facts.horizon.0) - from.of(Instant::ZERO).0).max(0);
    campaigns(facts) as f64 * window as f64 / mean_gap.0 as f64
}

/// Notes syncs of a model that are too many, too often or too long for the horizon.
pub fn of_syncs(facts: &Facts, syncs: &[Sync], at: Place, notes: &mut Notes) {
    if syncs.len() > MOST_SYNCS {
        let note = Note::new(at, format!("a model has at most {MOST_SYNCS} syncs"));
        notes.push(note.label(format!("there are {}", syncs.len())));
    }
    let held = |sync: &Sync| span(facts) / sync.every.0 as f64;
    let times: f64 = syncs.iter().map(held).sum();
    let people = |sync: &Sync| -> f64 {
        sync.attend
            .iter()
            .filter_map(|team| facts.teams.get(*team))
            .map(|team| f64::from(team.people))
            .sum()
    };
    let time = |sync: &Sync| held(sync) * people(sync) * sync.length.0 as f64 / YEAR;
    let years: f64 = syncs.iter().map(time).sum();
    let often = syncs.iter().min_by_key(|sync| sync.every);
    let long = syncs.iter().max_by(|a, b| time(a).total_cmp(&time(b)));
    if let (true, Some(sync)) = (times > MOST_EVENTS, often) {
        let (every, times) = (text(sync.every.0, ELAPSED), times.round());
        let horizon = text(facts.horizon.0, ELAPSED);
        let message = format!(
            "a sync every {every} and a horizon of {horizon} make {times} syncs, more than {MOST_EVENTS}"
        );
        notes.push(
            Note::new(at, message).label("too often").help("raise `every`, or lower `horizon`"),
        );
    } else if let (true, Some(sync)) = (years > MOST_MEETING_YEARS, long) {
        let (every, length) = (text(sync.every.0, ELAPSED), text(sync.length.0, WORKING));
        let message = format!(
            "a sync of {length} every {every} for {} people makes {} person-years until the horizon, \
             more than {MOST_MEETING_YEARS}",
            people(sync),
            years.floor()
        );
        notes.push(
            Note::new(at, message).label("too long").help("lower `length`, or raise `every`"),
        );
    }
}

/// Notes more audits than a model may have, or more occurrences of them than a replication may take.
pub fn of_audits(facts: &Facts, audits: &[Audit], at: Place, notes: &mut Notes) {
    if audits.len() > MOST_AUDITS {
        let note = Note::new(at, format!("a model has at most {MOST_AUDITS} audits"));
        notes.push(note.label(format!("there are {}", audits.len())));
    }
    let times: f64 = audits.iter().map(|audit| span(facts) / audit.every.0 as f64).sum();
    let often = audits.iter().min_by_key(|audit| audit.every);
    if let (true, Some(audit)) = (times > MOST_EVENTS, often) {
        let (every, horizon) = (text(audit.every.0, ELAPSED), text(facts.horizon.0, ELAPSED));
        let times = times.round();
        let message = format!(
            "an audit every {every} and a horizon of {horizon} make {times} audits, more than {MOST_EVENTS}"
        );
        let note = Note::new(at, message).label("too often");
        notes.push(note.help("raise `every`, or lower `horizon`"));
    }
}

/// A duration of elapsed time in words.
fn shown(micros: f64) -> String {
    text(crate::time::micros(micros), ELAPSED)
}
