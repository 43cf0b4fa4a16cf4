//! How work goes from stream to stream, in sentences: when it leaves, through whose hands, when news is heard.

use super::{between, grouped, plural, streams};
use crate::model::{Facts, StreamId, Visibility, WorkflowModel};
use crate::plan::{Link, Plan, Release};
use crate::text::listed;
use std::collections::BTreeSet;

/// Handoffs between two streams of some pieces, and what is said of them.
struct Way {
    from: StreamId,
    to: StreamId,
    pieces: BTreeSet<u32>,
    words: String,
}

/// "Each piece goes on as soon as it is finished", or so by pieces, givers and receivers, as far as these differ.
pub fn goes_on(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Vec<String> {
    let ways = ways(facts, plan, |link| leaves(model, plan, link));
    let groups = grouped(ways.iter().map(|way| {
        let subject = subject(facts, &ways, way);
        ((way.words.clone(), subject), route(facts, &ways, way))
    }));
    let alone = groups.len() == 1;
    let one = |((words, subject), routes): &((String, Subject), BTreeSet<String>)| {
        let routes: Vec<&str> = routes.iter().map(String::as_str).collect();
        let from = if alone { String::new() } else { format!(" from {}", listed(&routes)) };
        let (who, goes) = match subject {
            None => ("Each piece".to_owned(), "goes"),
            Some((names, count)) => (names.clone(), plural(*count, "goes", "go")),
        };
        format!("{who} {goes} on{from} {words}")
    };
    groups.iter().map(one).collect()
}

/// Pieces that are told apart, and how many; `None`: all alike.
type Subject = Option<(String, usize)>;

fn leaves(model: &WorkflowModel, plan: &Plan, link: &Link) -> String {
    match link.release {
        Release::Item => "as soon as it is finished".to_owned(),
        Release::Phase(gate) if (gate as usize) < plan.steps.len() => {
            "when the last piece of its stream is finished".to_owned()
        }
        Release::Phase(_) => "when the last of its kind is finished".to_owned(),
        Release::Sync(sync) => format!("at the next `{}`", model.syncs[sync as usize].name),
    }
}

/// The handoffs between different streams out of those that exist for each piece.
fn ways(facts: &Facts, plan: &Plan, words: impl Fn(&Link) -> String) -> Vec<Way> {
    let way = |(number, link): (usize, &Link)| {
        let handoffs = plan.handoffs.iter().filter(|it| it.link as usize == number);
        let pieces = handoffs.filter_map(|it| plan.piece(it.from)).collect();
        Way { from: link.from, to: link.to, pieces, words: words(link) }
    };
    between(facts, plan).map(way).collect()
}

fn subject(facts: &Facts, ways: &[Way], way: &Way) -> Subject {
    let beside = |it: &&Way| (it.from, it.to) == (way.from, way.to);
    if ways.iter().filter(beside).all(|it| it.words == way.words) {
        return None;
    }
    let names: Vec<&str> =
        way.pieces.iter().map(|piece| facts.deliverables[*piece as usize].name.as_str()).collect();
    Some((listed(&names), names.len()))
}

/// The giver, with the receiver where another one gets it at another time.
fn route(facts: &Facts, ways: &[Way], way: &Way) -> String {
    let name = |stream: StreamId| &facts.streams[stream].name;
    let same = |it: &&Way| it.from == way.from && !it.pieces.is_disjoint(&way.pieces);
    match ways.iter().filter(same).all(|it| it.words == way.words) {
        true => name(way.from).clone(),
        false => format!("{} (to {})", name(way.from), name(way.to)),
    }
}

/// "Everything passes through the hands of head", or what some streams hand over.
pub fn passes_through(facts: &Facts, plan: &Plan) -> Vec<String> {
    let via = |link: &Link| Some((facts.teams[link.via? as usize].name.clone(), link.from));
    said_of(facts, plan, via, |team, givers| match givers {
        None => format!("Everything passes through the hands of {team}"),
        Some(givers) => format!("What {givers} hand over passes through the hands of {team}"),
    })
}

/// "Who builds on something hears at once that it is reopened".
pub fn hears(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Vec<String> {
    let when = |link: &Link| match link.levers.visibility.value {
        Visibility::Handoff => None,
        Visibility::Live => Some("at once".to_owned()),
        Visibility::Sync(sync) => Some(format!("at the next `{}`", model.syncs[sync].name)),
    };
    let when = |link: &Link| Some((when(link)?, link.from));
    said_of(facts, plan, when, |when, givers| match givers {
        None => format!("Who builds on something hears {when} that it is reopened"),
        Some(givers) => format!("Who builds on {givers} hears {when} that it is reopened"),
    })
}

/// A sentence for each thing that is said of links, with the givers where it is not said of all.
fn said_of(
    facts: &Facts,
    plan: &Plan,
    said: impl Fn(&Link) -> Option<(String, StreamId)>,
    sentence: impl Fn(&str, Option<String>) -> String,
) -> Vec<String> {
    let all = plan.links.iter().all(|link| said(link).is_some());
    let groups = grouped(plan.links.iter().filter_map(said));
    let whole = all && groups.len() == 1;
    let one = |(words, givers): &(String, BTreeSet<StreamId>)| {
        sentence(words, (!whole).then(|| streams(facts, givers)))
    };
    groups.iter().map(one).collect()
}
