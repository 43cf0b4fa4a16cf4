//! What a model's practices cost and bring, in words.

use super::explain::percent;
use super::overhead::{Prices, Touch, Ways};
use super::{Plan, live_feedback};
use crate::model::{Facts, Practice, StreamId, StreamSet, TeamId, WorkflowModel};
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
        let tasks = if alone(*stream) { String::new() } else { format!(" ({count} tasks)") };
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
        .map(|(team, all)| format!("{} {}", facts.teams[team].name, percent(all)))
        .collect();
    format!(
        "{}; in all {}",
        parts.join("; "),
        if all.is_empty() { "–".to_owned() } else { all.join(", ") }
    )
}

/// What a model's practices bring, and the backbone of one that finishes what exists once first.
pub fn brings(facts: &Facts, model: &WorkflowModel) -> Vec<(&'static str, String)> {
    let (used, get) = (model.practices(facts), |practice| facts.practices.get(practice));
    let uses = |practice: Practice| used.contains(&practice);
    let mut lines = Vec::new();
    if uses(Practice::LiveLatency) {
        lines.push(("live", format!("latency × {}", get(Practice::LiveLatency))));
    }
    if uses(Practice::SharedDrift) {
        let found = live_feedback(facts, model).map(|(detect, delay)| {
            format!("; each flaw is found with probability {detect} after {} h", delay.hours())
        });
        let drift = format!("drift × {}", get(Practice::SharedDrift));
        lines.push(("shared context", drift + &found.unwrap_or_default()));
    }
    if uses(Practice::OnDemandPerson) {
        let median = get(Practice::Response);
        let words = format!(
            "reviewers turn to a review {median} h after being asked (median, unless their team says otherwise)"
        );
        lines.push(("on demand", words));
    }
    if model.handoffs.iter().any(|rule| rule.from == StreamSet::Once) {
        let once: Vec<&str> = facts.once().map(|id| facts.streams[id].name.as_str()).collect();
        lines.push((
            "backbone",
            match once.is_empty() {
                true => "none: nothing is gated".to_owned(),
                false => {
                    format!("{} first, finished before anything is built on it", once.join(", "))
                }
            },
        ));
    }
    let by_hand = model.prices_by_hand();
    if !by_hand.is_empty() {
        lines.push(("set by hand", by_hand.join(", ")));
    }
    lines
}
