//! Streams, deliverables and dependencies.

use super::circles::{circle, shown};
use super::context::{Context, find};
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::texts::Name;
use super::wire;
use crate::model::{
    ApprovalStream, Deliverable, DeliverableId, Dependency, Reviewer, ReviewerKind, Stream,
    StreamId, StreamKind, Tier, WorkStream,
};
use std::collections::BTreeMap;

/// More tasks than this are refused.
const MOST_TASKS: u64 = 2_000_000;
/// More handoffs made by dependencies than this are refused.
const MOST_DEPENDENCIES: u64 = 10_000_000;
/// More streams than this are refused: facts of handoffs are kept for every pair of streams.
const MOST_STREAMS: usize = 1_000;

/// The streams; shorter than the file's list only after noting what is wrong.
pub fn streams(context: &Context<'_>, notes: &mut Notes) -> Vec<Stream> {
    let items = context.stream_items();
    if let (true, Slot::Given(list)) = (items.is_empty(), &context.file.streams) {
        notes.push(Note::new(list.at, "a scenario needs at least one stream").label("empty"));
    }
    if let Some(extra) = items.get(MOST_STREAMS) {
        let note = Note::new(extra.at, format!("a scenario has at most {MOST_STREAMS} streams"));
        notes.push(note.label(format!("there are {}", items.len())));
        return Vec::new();
    }
    needs_circle(context, notes);
    (0..items.len()).filter_map(|id| stream(context, id, notes)).collect()
}

fn stream(context: &Context<'_>, id: StreamId, notes: &mut Notes) -> Option<Stream> {
    let item = &context.stream_items()[id];
    let kind = match &item.value.kind {
        Slot::Bad => return None,
        _ if context.approval[id] => approval(context, id, notes).map(StreamKind::Approval),
        _ => work(context, item, notes).map(StreamKind::Work),
    };
    let name = item.value.name.value().map(|name| name.0.clone());
    Some(Stream { name: name?, kind: kind?, needs: context.needs[id].clone() })
}

fn work(context: &Context<'_>, item: &At<wire::Stream>, notes: &mut Notes) -> Option<WorkStream> {
    let stream = &item.value;
    let hint =
        "only streams of kind \"approval\" have it: add kind = \"approval\", or leave it out";
    refuse(&stream.reviewers, "reviewers", "a work stream", hint, notes);
    refuse(&stream.returns_to, "returns_to", "a work stream", hint, notes);
    refuse(&stream.revise, "revise", "a work stream", hint, notes);
    refuse(&stream.rereview, "rereview", "a work stream", hint, notes);
    need(&stream.team, "team", "a work stream", item, notes);
    need(&stream.effort, "effort", "a work stream", item, notes);
    let team = stream.team.given().and_then(|team| context.team(team, notes));
    let effort = stream.effort.value()?.0.clone();
    Some(WorkStream { team: team?, effort, flaw: stream.flaw.value().map_or(0.0, |flaw| flaw.0) })
}

fn approval(context: &Context<'_>, id: StreamId, notes: &mut Notes) -> Option<ApprovalStream> {
    let item = &context.stream_items()[id];
    let stream = &item.value;
    let hint = "an approval is worked by its `reviewers`";
    refuse(&stream.team, "team", "an approval", hint, notes);
    refuse(&stream.effort, "effort", "an approval", hint, notes);
    refuse(&stream.flaw, "flaw", "an approval", hint, notes);
    let reviewers = stream.reviewers.items().iter();
    let reviewers: Vec<Reviewer> =
        reviewers.filter_map(|reviewer| reviewer_of(context, reviewer, notes)).collect();
    let rejects = reviewers.iter().any(|reviewer| reviewer.reject.iter().any(|p| *p > 0.0));
    if rejects && stream.revise.is_absent() {
        let note = Note::new(item.at, "an approval that can reject needs `revise`").key("revise");
        notes.push(
            note.label("`revise` is missing")
                .help("revise = 0.3: the share of the work redone after a rejection"),
        );
    }
    Some(ApprovalStream {
        reviewers,
        returns_to: stream.returns_to.given().and_then(|to| returns_to(context, id, to, notes)),
        revise: stream.revise.value().map(|share| share.0),
        rereview: stream.rereview.value().map_or(1.0, |factor| factor.0),
    })
}

/// Notes a key that this kind of table does not have.
fn refuse<T>(slot: &Slot<T>, key: &str, what: &str, hint: &str, notes: &mut Notes) {
    if let Some(given) = slot.given() {
        let note = Note::new(given.at, format!("{what} has no `{key}`"));
        notes.push(note.label("not allowed here").help(hint));
    }
}

/// Notes a key that this kind of table needs.
fn need<T, U>(slot: &Slot<T>, key: &str, what: &str, table: &At<U>, notes: &mut Notes) {
    if slot.is_absent() {
        let note = Note::new(table.at, format!("{what} needs `{key}`")).key(key);
        notes.push(note.label(format!("`{key}` is missing")));
    }
}

fn reviewer_of(
    context: &Context<'_>,
    item: &At<wire::Reviewer>,
    notes: &mut Notes,
) -> Option<Reviewer> {
    let reviewer = &item.value;
    let who = match (reviewer.team.is_absent(), reviewer.name.is_absent()) {
        (false, true) => insider(context, item, notes),
        (true, false) => outsider(item, notes),
        _ => {
            let note = Note::new(item.at, "a reviewer has either a `team` or a `name`");
            notes.push(note.label("one of the two").help(
                "{ team = \"legal\", effort = \"1h\" }, or { name = \"authority\", turnaround = \"5d\" }",
            ));
            None
        }
    };
    let reject = reviewer.reject.value();
    let reject = reject.map_or(vec![0.0], |list| list.0.iter().map(|p| p.0).collect());
    let detect = reviewer.detect.value().map_or(0.0, |p| p.0);
    Some(Reviewer { who: who?, reject, detect, tiers: tiers(reviewer, notes) })
}

fn insider(
    context: &Context<'_>,
    item: &At<wire::Reviewer>,
    notes: &mut Notes,
) -> Option<ReviewerKind> {
    let hint = "a team's reviewer has an `effort`; only an external approver has a `turnaround`";
    refuse(&item.value.turnaround, "turnaround", "a reviewer with a `team`", hint, notes);
    need(&item.value.effort, "effort", "a reviewer with a `team`", item, notes);
    let team = item.value.team.given().and_then(|team| context.team(team, notes));
    let effort = item.value.effort.value()?.0.clone();
    Some(ReviewerKind::Team { team: team?, effort })
}

fn outsider(item: &At<wire::Reviewer>, notes: &mut Notes) -> Option<ReviewerKind> {
    let hint = "an external approver has a `turnaround`; only a team's reviewer has an `effort`";
    refuse(&item.value.effort, "effort", "a reviewer with a `name`", hint, notes);
    need(&item.value.turnaround, "turnaround", "a reviewer with a `name`", item, notes);
    let name = item.value.name.value()?.0.clone();
    Some(ReviewerKind::External { name, turnaround: item.value.turnaround.value()?.0.clone() })
}

fn tiers(reviewer: &wire::Reviewer, notes: &mut Notes) -> [bool; 3] {
    let Some(list) = reviewer.tiers.given() else { return [true; 3] };
    if list.value.is_empty() {
        let note = Note::new(list.at, "a reviewer of no tier sees nothing");
        notes.push(note.label("empty").help("leave `tiers` out for all tiers"));
    }
    let mut seen = [false; 3];
    for tier in &list.value {
        seen[tier.value.0 as usize] = true;
    }
    seen
}

/// The stream that rejections go to: a work stream before the approval.
fn returns_to(
    context: &Context<'_>,
    approval: StreamId,
    name: &At<Name>,
    notes: &mut Notes,
) -> Option<StreamId> {
    let target = context.work_stream(name, "`returns_to`", notes)?;
    let ancestors = context.ancestors(approval);
    if ancestors[target] {
        return Some(target);
    }
    let before = context.streams.names().filter_map(|name| {
        let id = context.streams.get(name)?;
        (ancestors[id] && !context.approval[id]).then_some(name)
    });
    let before: Vec<&str> = before.collect();
    let message = format!(
        "`returns_to` names {}, which does not come before the approval",
        quoted(&name.value.0)
    );
    let note = Note::new(name.at, message).label("not an earlier stream");
    notes.push(note.help(help(&name.value.0, before.iter().copied())));
    None
}

/// Notes a circle among the needs of streams.
fn needs_circle(context: &Context<'_>, notes: &mut Notes) {
    let mut gives = vec![Vec::new(); context.needs.len()];
    for (stream, needs) in context.needs.iter().enumerate() {
        needs.iter().for_each(|need| gives[*need].push(stream));
    }
    let Some(found) = circle(&gives) else { return };
    let item = &context.stream_items()[found[0]];
    let at = item.value.needs.given().map_or(item.at, |needs| needs.at);
    let names: Vec<&str> = context.stream_items().iter().map(stream_name).collect();
    let message = format!("streams need each other in a circle: {}", shown(&found, |id| names[id]));
    notes.push(
        Note::new(at, message).label("part of a circle").help("take one of these needs away"),
    );
}

fn stream_name(item: &At<wire::Stream>) -> &str {
    item.value.name.value().map_or("", |name| &name.0)
}

/// The deliverables; shorter than the file's list only after noting what is wrong.
pub fn deliverables(context: &Context<'_>, notes: &mut Notes) -> Vec<Deliverable> {
    let items = context.deliverable_items();
    if let (true, Slot::Given(list)) = (items.is_empty(), &context.file.deliverables) {
        notes.push(Note::new(list.at, "a scenario needs at least one deliverable").label("empty"));
    }
    let all: Vec<Deliverable> =
        items.iter().filter_map(|item| deliverable(context, item, notes)).collect();
    too_many_tasks(context, &all, notes);
    all
}

fn deliverable(
    context: &Context<'_>,
    item: &At<wire::Deliverable>,
    notes: &mut Notes,
) -> Option<Deliverable> {
    let names = item.value.skip.items().iter();
    let mut skip: Vec<StreamId> = names.filter_map(|name| context.stream(name, notes)).collect();
    skip.sort_unstable();
    skip.dedup();
    if !skip.is_empty() && skip.len() == context.stream_items().len() {
        let at = item.value.skip.given().map_or(item.at, |skip| skip.at);
        let note = Note::new(at, "a deliverable cannot skip all streams");
        notes.push(note.label("nothing is left to do"));
    }
    Some(Deliverable {
        name: item.value.name.value()?.0.clone(),
        count: item.value.count.value().map_or(1, |count| count.0),
        size: item.value.size.value().map_or(1.0, |size| size.0),
        tier: item.value.tier.value().map_or(Tier::Medium, |tier| tier.0),
        skip,
    })
}

fn too_many_tasks(context: &Context<'_>, all: &[Deliverable], notes: &mut Notes) {
    let streams = context.stream_items().len();
    let tasks = |item: &Deliverable| u64::from(item.count) * (streams - item.skip.len()) as u64;
    let per_campaign: u64 = all.iter().map(tasks).sum();
    let portfolio = context.file.portfolio.value();
    let campaigns = portfolio.and_then(|portfolio| portfolio.campaigns.value());
    let total = per_campaign.saturating_mul(campaigns.map_or(1, |count| u64::from(count.0)));
    if let (true, Some(list)) = (total > MOST_TASKS, context.file.deliverables.given()) {
        let note = Note::new(list.at, format!("there are {total} tasks, more than {MOST_TASKS}"));
        notes.push(
            note.label("deliverables x streams x campaigns")
                .help("lower `count`, or the number of campaigns"),
        );
    }
}

/// A task as a dependency names it.
type Task = (DeliverableId, StreamId);

/// The dependencies, after noting circles among tasks.
pub fn dependencies(context: &Context<'_>, notes: &mut Notes) -> Vec<Dependency> {
    let items = context.file.dependencies.items();
    let read = items.iter().filter_map(|item| Some((dependency(context, item, notes)?, item)));
    let read: Vec<(Dependency, &At<wire::Dependency>)> = read.collect();
    let handoffs = |(dependency, _): &(Dependency, _)| {
        count(context, dependency.from.0).saturating_mul(count(context, dependency.to.0))
    };
    let total = read.iter().map(handoffs).fold(0, u64::saturating_add);
    if let (true, Some(list)) = (total > MOST_DEPENDENCIES, context.file.dependencies.given()) {
        let note = Note::new(
            list.at,
            format!("dependencies make {total} handoffs, more than {MOST_DEPENDENCIES}"),
        );
        notes.push(note.label("every instance to every instance"));
    }
    let dependencies: Vec<Dependency> = read.iter().map(|(dependency, _)| *dependency).collect();
    dependency_circle(context, &read, notes);
    dependencies
}

fn count(context: &Context<'_>, deliverable: DeliverableId) -> u64 {
    let item = &context.deliverable_items()[deliverable].value;
    item.count.value().map_or(1, |count| u64::from(count.0))
}

fn dependency(
    context: &Context<'_>,
    item: &At<wire::Dependency>,
    notes: &mut Notes,
) -> Option<Dependency> {
    let from = item.value.from.given().and_then(|name| task(context, name, notes));
    let to = item.value.to.given().and_then(|name| task(context, name, notes));
    let (from, to) = (from?, to?);
    if from.0 != to.0 {
        return Some(Dependency { from, to });
    }
    let note = Note::new(item.at, "a dependency joins tasks of different deliverables");
    notes.push(
        note.label("twice the same deliverable")
            .help("within a deliverable, use `needs` of the stream"),
    );
    None
}

/// The task of `deliverable/stream`; either name may itself hold a slash.
fn task(context: &Context<'_>, name: &At<Name>, notes: &mut Notes) -> Option<Task> {
    let text = name.value.0.as_str();
    let mut halves = text.match_indices('/').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let known = |(deliverable, stream): (&str, &str)| {
        Some((context.deliverables.get(deliverable)?, context.streams.get(stream)?))
    };
    let Some(task) = halves.clone().find_map(known) else {
        unknown_task(context, name, halves.next_back(), notes);
        return None;
    };
    let skip = context.deliverable_items()[task.0].value.skip.items();
    let skipped = skip.iter().any(|skipped| context.streams.get(&skipped.value.0) == Some(task.1));
    if !skipped {
        return Some(task);
    }
    let note = Note::new(
        name.at,
        format!("{} does not exist: the deliverable skips that stream", quoted(text)),
    );
    notes.push(note.label("a skipped task"));
    None
}

fn unknown_task(
    context: &Context<'_>,
    name: &At<Name>,
    halves: Option<(&str, &str)>,
    notes: &mut Notes,
) {
    let Some((deliverable, stream)) = halves else {
        let message = format!("{} is not a task", quoted(&name.value.0));
        notes.push(Note::new(name.at, message).label("expected \"deliverable/stream\""));
        return;
    };
    let at = name.at;
    if find("deliverable", &context.deliverables, deliverable, at, notes).is_some() {
        find("stream", &context.streams, stream, at, notes);
    }
}

/// Notes a circle of tasks made by dependencies and needs. Only deliverables that dependencies name
/// can be in one; a skipped task passes its handoffs through, so it stays in the graph.
fn dependency_circle(
    context: &Context<'_>,
    read: &[(Dependency, &At<wire::Dependency>)],
    notes: &mut Notes,
) {
    let mut places: BTreeMap<DeliverableId, usize> = BTreeMap::new();
    for deliverable in read.iter().flat_map(|(dependency, _)| [dependency.from.0, dependency.to.0])
    {
        let next = places.len();
        places.entry(deliverable).or_insert(next);
    }
    let streams = context.needs.len();
    let node = |task: Task| places.get(&task.0).map(|place| place * streams + task.1);
    let mut arrows = vec![Vec::new(); places.len() * streams];
    for place in places.values() {
        for (stream, needs) in context.needs.iter().enumerate() {
            needs
                .iter()
                .for_each(|need| arrows[place * streams + need].push(place * streams + stream));
        }
    }
    for (dependency, _) in read {
        if let (Some(from), Some(to)) = (node(dependency.from), node(dependency.to)) {
            arrows[from].push(to);
        }
    }
    let Some(found) = circle(&arrows) else { return };
    let deliverables: BTreeMap<usize, DeliverableId> =
        places.iter().map(|(deliverable, place)| (*place, *deliverable)).collect();
    let tasks: Vec<Task> =
        found.iter().map(|node| (deliverables[&(node / streams)], node % streams)).collect();
    circle_note(context, read, &tasks, notes);
}

fn circle_note(
    context: &Context<'_>,
    read: &[(Dependency, &At<wire::Dependency>)],
    tasks: &[Task],
    notes: &mut Notes,
) {
    let name = |task: &Task| {
        let deliverable = context.deliverable_items()[task.0].value.name.value();
        let stream = stream_name(&context.stream_items()[task.1]);
        format!("{}/{stream}", deliverable.map_or("", |name| &name.0))
    };
    let names: Vec<String> = tasks.iter().map(name).collect();
    let order: Vec<usize> = (0..names.len()).collect();
    let shown = shown(&order, |index| &names[index]);
    // A circle within one deliverable is one of needs, and noted there.
    let guilty = read
        .iter()
        .find(|(dependency, _)| tasks.contains(&dependency.from) && tasks.contains(&dependency.to));
    if let Some((_, item)) = guilty {
        let note = Note::new(item.at, format!("tasks wait for each other in a circle: {shown}"));
        notes.push(note.label("part of a circle").help("take one of these dependencies away"));
    }
}
