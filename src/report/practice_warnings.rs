//! What `check` says of the way of working: what is gated, and what is priced by hand.

use super::check::demand_of_streams;
use super::format;
use crate::model::{Facts, Scenario, StreamKind, StreamSet, WorkflowModel};
use crate::plan::{Plan, Release};

/// A model whose phases gate more than this share of the first-pass hours is warned of.
const GATED: f64 = 1.0 / 3.0;

/// All of it: what exists once and nobody needs; by model a missing backbone, large phases, prices by hand.
pub fn all(scenario: &Scenario, plans: &[Plan]) -> Vec<String> {
    let facts = &scenario.facts;
    let mut said: Vec<String> = facts.once().filter_map(|stream| unneeded(facts, stream)).collect();
    for (model, plan) in scenario.models.iter().zip(plans) {
        let name = &model.name;
        if lacks_backbone(facts, model) {
            said.push(format!(
                "{name}: no backbone: nothing is gated, since no stream exists once"
            ));
        }
        said.extend(gates(facts, plan).map(|gates| format!("{name} {gates}")));
        let by_hand = model.prices_by_hand();
        if !by_hand.is_empty() {
            said.push(format!("{name}: prices set by hand: {}", by_hand.join(", ")));
        }
    }
    said
}

/// A sentence about work that exists once and that nothing waits for.
fn unneeded(facts: &Facts, stream: usize) -> Option<String> {
    let needed = facts.streams.iter().any(|other| other.needs.contains(&stream));
    let work = matches!(facts.streams[stream].kind, StreamKind::Work(_));
    let name = &facts.streams[stream].name;
    (work && !needed).then(|| format!("`{name}` exists once, but no stream needs it"))
}

/// Whether a model finishes what exists once first, where nothing does.
fn lacks_backbone(facts: &Facts, model: &WorkflowModel) -> bool {
    model.handoffs.iter().any(|rule| rule.from == StreamSet::Once) && facts.once().next().is_none()
}

/// What of the work waits for the last piece of a stream, where that is much and not the whole idea of the model.
fn gates(facts: &Facts, plan: &Plan) -> Option<String> {
    let out =
        || plan.links.iter().filter(|link| link.from != link.to && !facts.streams[link.from].once);
    if out().all(|link| matches!(link.release, Release::Phase(_))) {
        return None;
    }
    let phases =
        |stream: &usize| out().any(|l| l.from == *stream && matches!(l.release, Release::Phase(_)));
    let hours = demand_of_streams(facts);
    let gated: Vec<usize> = (0..hours.len()).filter(phases).collect();
    let share = gated.iter().map(|stream| hours[*stream]).sum::<f64>() / hours.iter().sum::<f64>();
    let names: Vec<String> =
        gated.iter().map(|stream| format!("`{}`", facts.streams[*stream].name)).collect();
    let (names, percent) = (names.join(", "), format::percent(share));
    (share > GATED).then(|| {
        format!(
            "releases {names} as a phase: {percent} of the first-pass hours wait for the last piece"
        )
    })
}
