//! What a model's practices cost and bring, in words.

use super::overhead::{Prices, Touch, Ways};
use super::{Link, Plan, Release};
use crate::model::explained;
use crate::model::words::{about, percent};
use crate::model::{Facts, Practice, Source, StreamId, StreamSet, TeamId, WorkflowModel};
use crate::text;
use std::collections::BTreeSet;

/// Whether something is true of the ways in which a stream hands over.
type Holds = fn(&Ways) -> bool;

/// What staying in touch costs, stream by stream: the stream's name and a line for each kind of task in it.
pub fn costs(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Vec<(String, String)> {
    let prices = Prices::new(facts, model, plan);
    let mut kinds: Vec<(StreamId, Touch, u32)> = Vec::new();
    for (number, task) in plan.tasks.iter().enumerate() {
        let (stream, touch) = (task.stream as usize, prices.touch(number));
        match kinds.iter_mut().find(|(of, known, _)| *of == stream && *known == touch) {
            Some((.., count)) => *count += 1,
            None => kinds.push((stream, touch, 1)),
        }
    }
    kinds.sort_by_key(|(stream, ..)| *stream);
    let alone = |stream: StreamId| kinds.iter().filter(|(of, ..)| *of == stream).count() == 1;
    let line = |(stream, touch, count): &(StreamId, Touch, u32)| {
        let tasks = match (alone(*stream), count) {
            (true, _) => String::new(),
            (false, 1) => " (1 task)".to_owned(),
            (false, count) => format!(" ({count} tasks)"),
        };
        (facts.streams[*stream].name.clone(), cost(facts, *stream, touch) + &tasks)
    };
    kinds.iter().map(line).collect()
}

/// "2 links, early on both, live on one: 4 %; 5 others at 0.7 %; asks maturity 0.5; in all 7.5 %".
fn cost(facts: &Facts, stream: StreamId, touch: &Touch) -> String {
    let links = match touch.links {
        1 => "1 link".to_owned(),
        links => format!("{links} links"),
    };
    let ways: [(&str, Holds); 4] = [
        ("early", |ways| ways.early),
        ("live", |ways| ways.live),
        ("told at a sync", |ways| ways.told),
        ("through a broker", |ways| ways.broker),
    ];
    let ways = ways.map(|(word, of)| (word, touch.own.iter().filter(|(_, ways)| of(ways)).count()));
    let on = |count: usize| match count {
        all if all == touch.links && all == 2 => "both".to_owned(),
        all if all == touch.links && all > 1 => "all".to_owned(),
        1 => "one".to_owned(),
        some => some.to_string(),
    };
    let ways = ways.iter().filter(|(_, count)| *count > 0);
    let ways: String = ways.map(|(word, count)| format!(", {word} on {}", on(*count))).collect();
    let mut parts = vec![format!("{links}{ways}: {}", percent(touch.link_price))];
    let others = if touch.others == 1 { "other" } else { "others" };
    parts.push(format!("{} {others} at {}", touch.others, percent(touch.person)));
    if touch.campaign > 0.0 && facts.portfolio.is_some() {
        parts.push(format!("{} for each other campaign under way", percent(touch.campaign)));
    }
    parts.push(format!("asks maturity {}", text::short(touch.maturity)));
    let teams: BTreeSet<TeamId> = facts.streams[stream].kind.teams().collect();
    let all: Vec<String> = teams
        .into_iter()
        .map(|team| (team, touch.overhead(facts, team).factor - 1.0))
        .map(|(team, all)| format!("{} {}", facts.teams[team].name, about(all)))
        .collect();
    format!(
        "{}; in all {}",
        parts.join("; "),
        if all.is_empty() { "–".to_owned() } else { all.join(", ") }
    )
}

/// What is said of a model that finishes what exists once before anything else, where nothing does.
pub fn missing_backbone(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Option<&'static str> {
    let wanted = model.handoffs.iter().any(|rule| rule.from == StreamSet::Once);
    let phases = plan.links.iter().any(|link| matches!(link.release, Release::Phase(_)));
    let once = |link: &&Link| facts.streams[link.from].once;
    let held = plan.links.iter().filter(once).any(|link| !link.brief && link.early.is_none());
    (wanted && !held).then_some(match (facts.once().next(), phases) {
        (Some(_), _) => "no backbone: nothing waits until what exists once is finished",
        (None, false) => "no backbone: nothing is gated, since no stream exists once",
        (None, true) => {
            "no backbone: no stream exists once, and what is gated is released as a phase"
        }
    })
}

/// What a model's practices bring, and what it sets by hand instead: a line each.
pub fn brings(facts: &Facts, model: &WorkflowModel, plan: &Plan) -> Vec<String> {
    let (used, get) = (model.practices(facts), |practice| facts.practices.get(practice));
    let uses = |practice: Practice| used.contains(&practice);
    let mut lines = Vec::new();
    // A factor set by hand stands in the place of what a practice brings.
    if plan.links.iter().any(|link| link.levers.latency_factor.source == Source::Practice) {
        lines.push(format!("live: latency × {}", get(Practice::LiveLatency)));
    }
    if uses(Practice::SharedDrift) {
        let found = model.live_feedback(facts);
        let found = found.map(|(detect, delay)| explained::found_later(detect, delay));
        let drift = format!("shared context: drift × {}", get(Practice::SharedDrift));
        lines.push([drift].into_iter().chain(found).collect::<Vec<String>>().join("; "));
    }
    if uses(Practice::Response) {
        let median = get(Practice::Response);
        lines.push(format!(
            "on demand: reviewers turn to a review {median} h after being asked (median, unless their team says otherwise)"
        ));
    }
    lines.extend(missing_backbone(facts, model, plan).map(str::to_owned));
    let by_hand = model.prices_by_hand();
    if !by_hand.is_empty() {
        lines.push(format!("set by hand: {}", by_hand.join(", ")));
    }
    lines
}
