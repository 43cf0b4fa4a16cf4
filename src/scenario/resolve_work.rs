//! Streams and deliverables.

use super::circles::{circle, shown};
use super::context::Context;
use super::names::{help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::resolve_people::{Day, Times};
use super::units::{ELAPSED, text};
use super::wire;
use crate::model::{
    ApprovalStream, CAMPAIGN, Deliverable, Facts, Reviewer, ReviewerKind, Stream, StreamId,
    StreamKind, Tier, WorkStream,
};
use crate::time::Instant;

/// More streams than this are refused: facts of handoffs are kept for every pair of streams.
const MOST_STREAMS: usize = 1_000;
/// More reviewers of one approval than this are refused.
const MOST_REVIEWERS: usize = 250;

/// The streams; shorter than the file's list only after noting what is wrong.
pub fn streams(context: &Context<'_>, notes: &mut Notes) -> Vec<Stream> {
    let items = context.stream_items();
    if let (true, Slot::Given(list)) = (items.is_empty(), &context.file.streams) {
        notes.push(Note::new(list.at, "a scenario needs at least one stream").label("empty"));
    }
    needs_circle(context, notes);
    (0..items.len()).filter_map(|id| stream(context, id, notes)).collect()
}

/// Whether there are too many streams to go on, which is noted.
pub fn too_many_streams(context: &Context<'_>, notes: &mut Notes) -> bool {
    let items = context.stream_items();
    let Some(extra) = items.get(MOST_STREAMS) else { return false };
    let note = Note::new(extra.at, format!("a scenario has at most {MOST_STREAMS} streams"));
    notes.push(note.label(format!("there are {}", items.len())));
    true
}

fn stream(context: &Context<'_>, id: StreamId, notes: &mut Notes) -> Option<Stream> {
    let item = &context.stream_items()[id];
    let kind = match &item.value.kind {
        Slot::Bad => return None,
        _ if context.approval[id] => approval(context, id, notes).map(StreamKind::Approval),
        _ => work(context, item, notes).map(StreamKind::Work),
    };
    let name = item.value.name.value().cloned();
    let (occurs, once) = (item.value.occurs.or(1.0), context.once[id]);
    Some(Stream { name: name?, kind: kind?, needs: context.needs[id].clone(), occurs, once })
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
    let effort = stream.effort.value()?.clone();
    Some(WorkStream { team: team?, effort, flaw: stream.flaw.or(0.0) })
}

fn approval(context: &Context<'_>, id: StreamId, notes: &mut Notes) -> Option<ApprovalStream> {
    let item = &context.stream_items()[id];
    let stream = &item.value;
    let hint = "an approval is worked by its `reviewers`";
    refuse(&stream.team, "team", "an approval", hint, notes);
    refuse(&stream.effort, "effort", "an approval", hint, notes);
    refuse(&stream.flaw, "flaw", "an approval", hint, notes);
    too_many_reviewers(stream, notes);
    let reviewers = stream.reviewers.items().iter();
    let reviewers: Vec<Reviewer> =
        reviewers.filter_map(|reviewer| reviewer_of(context, reviewer, notes)).collect();
    if context.once[id] {
        stream.reviewers.items().iter().for_each(|reviewer| sees_nothing(&reviewer.value, notes));
    }
    if reviewers.iter().any(Reviewer::rejects) && stream.revise.is_absent() {
        let note = Note::new(item.at, "an approval that can reject needs `revise`").key("revise");
        notes.push(
            note.label("`revise` is missing")
                .help("revise = 0.3: the share of the work redone after a rejection"),
        );
    }
    Some(ApprovalStream {
        reviewers,
        returns_to: stream.returns_to.given().and_then(|to| returns_to(context, id, to, notes)),
        revise: stream.revise.value().copied(),
        rereview: stream.rereview.or(1.0),
    })
}

/// Notes a list of reviewers that is longer than the engine's agenda can tell apart.
fn too_many_reviewers(stream: &wire::Stream, notes: &mut Notes) {
    let items = stream.reviewers.items();
    if let Some(extra) = items.get(MOST_REVIEWERS) {
        let message = format!("an approval has at most {MOST_REVIEWERS} reviewers");
        notes.push(Note::new(extra.at, message).label(format!("there are {}", items.len())));
    }
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
    let reject = reviewer.reject.or(vec![0.0]);
    let detect = reviewer.detect.or(0.0);
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
    let effort = item.value.effort.value()?.clone();
    Some(ReviewerKind::Team { team: team?, effort })
}

fn outsider(item: &At<wire::Reviewer>, notes: &mut Notes) -> Option<ReviewerKind> {
    let hint = "an external approver has a `turnaround`; only a team's reviewer has an `effort`";
    refuse(&item.value.effort, "effort", "a reviewer with a `name`", hint, notes);
    need(&item.value.turnaround, "turnaround", "a reviewer with a `name`", item, notes);
    let name = item.value.name.value()?.clone();
    Some(ReviewerKind::External { name, turnaround: item.value.turnaround.value()?.clone() })
}

fn tiers(reviewer: &wire::Reviewer, notes: &mut Notes) -> [bool; 3] {
    let Some(list) = reviewer.tiers.given() else { return [true; 3] };
    if list.value.is_empty() {
        let note = Note::new(list.at, "a reviewer of no tier sees nothing");
        notes.push(note.label("empty").help("leave `tiers` out for all tiers"));
    }
    let mut seen = [false; 3];
    for tier in &list.value {
        seen[tier.value as usize] = true;
    }
    seen
}

/// Notes a reviewer of an approval that exists once whose tiers leave that out.
fn sees_nothing(reviewer: &wire::Reviewer, notes: &mut Notes) {
    let Some(list) = reviewer.tiers.given() else { return };
    if !list.value.is_empty() && list.value.iter().all(|tier| tier.value != Tier::High) {
        let note = Note::new(list.at, "an approval that exists once is of tier high");
        notes.push(note.label("sees nothing").help("add \"high\", or leave `tiers` out"));
    }
}

/// The stream that rejections go to: a work stream before the approval.
fn returns_to(
    context: &Context<'_>,
    approval: StreamId,
    name: &At<String>,
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
        quoted(&name.value)
    );
    let note = Note::new(name.at, message).label("not an earlier stream");
    notes.push(note.help(help(&name.value, before.iter().copied())));
    None
}

/// Notes a circle among the needs of streams.
fn needs_circle(context: &Context<'_>, notes: &mut Notes) {
    let gives = context.gives();
    let arrow = |stream: StreamId, n: usize| gives[stream].get(n).copied();
    let Some(found) = circle(gives.len(), arrow) else { return };
    let item = &context.stream_items()[found[0]];
    let at = item.value.needs.given().map_or(item.at, |needs| needs.at);
    let names: Vec<&str> =
        found.iter().map(|id| stream_name(&context.stream_items()[*id])).collect();
    let message = format!("streams need each other in a circle: {}", shown(&names));
    notes.push(
        Note::new(at, message).label("part of a circle").help("take one of these needs away"),
    );
}

fn stream_name(item: &At<wire::Stream>) -> &str {
    item.value.name.value().map_or("", String::as_str)
}

/// The deliverables; shorter than the file's list only after noting what is wrong.
pub fn deliverables(
    context: &Context<'_>,
    times: Option<&Times>,
    notes: &mut Notes,
) -> Vec<Deliverable> {
    let items = context.deliverable_items();
    if let (true, Slot::Given(list)) = (items.is_empty(), &context.file.deliverables) {
        // What is wrong with a file that they were to come from has been noted.
        if notes.list.iter().all(|note| note.at.source == list.at.source) {
            let note = Note::new(list.at, "a scenario needs at least one deliverable");
            notes.push(note.label("empty").help("[[deliverables]] with a name"));
        }
    }
    items.iter().filter_map(|item| deliverable(context, times, item, notes)).collect()
}

/// Notes deliverables that are due when nobody follows the campaign any more.
pub fn dues(context: &Context<'_>, facts: &Facts, notes: &mut Notes) {
    let due = |(item, known): (&At<wire::Deliverable>, &Deliverable)| {
        let at = item.value.due.given()?.at;
        Some((at, known.due?.of(Instant::ZERO).0)).filter(|(_, due)| *due > facts.horizon.0)
    };
    // Those without a name are no deliverables of the scenario.
    let named = |item: &&At<wire::Deliverable>| item.value.name.value().is_some();
    let items = context.deliverable_items().iter().filter(named);
    for (at, _) in items.zip(&facts.deliverables).filter_map(due) {
        let message = format!("due after the horizon of {}", text(facts.horizon.0, ELAPSED));
        let note = Note::new(at, message).label("no campaign is followed so long");
        notes.push(note.help("raise `horizon`, or give an earlier `due`"));
    }
}

/// Notes a deliverable of the name under which the campaign's own tasks are shown.
fn campaign(context: &Context<'_>, name: &Slot<String>, notes: &mut Notes) {
    let Some(name) = name.given().filter(|name| name.value == CAMPAIGN) else { return };
    if context.once.contains(&true) {
        let note = Note::new(name.at, format!("{} cannot be a deliverable", quoted(CAMPAIGN)));
        notes.push(note.label("stands for what exists once").help("take another name"));
    }
}

fn deliverable(
    context: &Context<'_>,
    times: Option<&Times>,
    item: &At<wire::Deliverable>,
    notes: &mut Notes,
) -> Option<Deliverable> {
    let names = item.value.skip.items().iter();
    let mut skip: Vec<StreamId> = names.filter_map(|name| context.stream(name, notes)).collect();
    skip.sort_unstable();
    skip.dedup();
    let own = |stream: StreamId| !context.once[stream] && !skip.contains(&stream);
    let count = context.stream_items().len();
    if count > 0 && !(0..count).any(own) {
        let at = item.value.skip.given().map_or(item.at, |skip| skip.at);
        let note = Note::new(at, "a deliverable cannot skip all streams");
        let help =
            "a stream with `once = true` is no task of a deliverable's own: give it another stream";
        let note = note.label("nothing is left to do");
        notes.push(if skip.len() == count { note } else { note.help(help) });
    }
    campaign(context, &item.value.name, notes);
    Some(Deliverable {
        name: item.value.name.value()?.clone(),
        count: item.value.count.or(1),
        size: item.value.size.or(1.0),
        tier: item.value.tier.or(Tier::Medium),
        skip,
        due: item
            .value
            .due
            .given()
            .zip(times)
            .and_then(|(due, times)| times.when(due, Day::End, "what is due", notes)),
    })
}
