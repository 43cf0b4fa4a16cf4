//! The levers of each kind of handoff: which rule speaks last, and what is refused.

use super::{Latency, Link, Refusal, Release, Samplers, Visibility};
use crate::distribution::Distribution;
use crate::model::{
    ApprovalLevers, DeliverableId, Facts, HandoffLevers, HandoffRule, Practice,
    Release as ReleaseLever, Scenario, Source, Sourced, Start, StreamId, StreamSet, Via,
    Visibility as VisibilityLever, WorkflowModel,
};
use crate::time::{Elapsed, micros};
use std::sync::Arc;

/// Whether a row that speaks of `set` speaks of this stream.
fn speaks_of(set: StreamSet, facts: &Facts, stream: StreamId) -> bool {
    match set {
        StreamSet::Any => true,
        StreamSet::One(one) => one == stream,
        StreamSet::Work => !facts.streams[stream].is_approval(),
        StreamSet::Approval => facts.streams[stream].is_approval(),
        StreamSet::First => facts.streams[stream].needs.is_empty(),
        StreamSet::Once => facts.streams[stream].once,
    }
}

/// A kind of handoff: giving and receiving stream, and a deliverable of the receiver, or of the giver into what exists
/// once; `None` between two that exist once.
pub type Kind = (StreamId, StreamId, Option<DeliverableId>);

/// Whether a rule speaks of a kind of handoff.
pub fn speaks(rule: &HandoffRule, facts: &Facts, (from, to, piece): Kind) -> bool {
    speaks_of(rule.from, facts, from)
        && speaks_of(rule.to, facts, to)
        && rule.pieces.hold(facts, piece)
}

/// The value of the last rule that sets a lever, with its source.
fn last<T: Copy>(
    rules: &[&HandoffRule],
    default: T,
    lever: impl Fn(&HandoffRule) -> Option<T>,
) -> Sourced<T> {
    let set = |rule: &&HandoffRule| lever(rule).map(|value| Sourced { value, source: rule.source });
    let found = rules.iter().rev().find_map(set);
    found.unwrap_or(Sourced { value: default, source: Source::Default })
}

/// The levers of handoffs from one stream to another, of a deliverable (between two that exist once, of none), each with
/// where it was set.
pub fn levers(facts: &Facts, model: &WorkflowModel, kind: Kind) -> HandoffLevers {
    let (from, to, _) = kind;
    let rules = model.handoffs.iter().filter(|rule| speaks(rule, facts, kind));
    let rules: Vec<&HandoffRule> = rules.collect();
    let mut start = last(&rules, Start::Final, |rule| rule.start);
    if facts.streams[from].is_approval() || facts.streams[to].is_approval() {
        start = Sourced { value: Start::Final, source: Source::Default };
    }
    let visibility = last(&rules, VisibilityLever::Handoff, |rule| rule.visibility);
    let mut latency_factor = last(&rules, 1.0, |rule| rule.latency_factor);
    let by_hand = latency_factor.source != Source::Default;
    if model.pays && !by_hand && visibility.value == VisibilityLever::Live {
        let value = facts.practices.get(Practice::LiveLatency);
        latency_factor = Sourced { value, source: Source::Practice };
    }
    HandoffLevers {
        start,
        release: last(&rules, ReleaseLever::Item, |rule| rule.release),
        via: last(&rules, Via::Direct, |rule| rule.via),
        visibility,
        latency_factor,
        phase_of: phase_of(model, &rules),
    }
}

/// The rule by whose phase some deliverables wait, if it is one about these.
fn phase_of(model: &WorkflowModel, rules: &[&HandoffRule]) -> Option<usize> {
    let rule = *rules.iter().rfind(|rule| rule.release.is_some())?;
    let own = rule.release == Some(ReleaseLever::Phase) && !rule.pieces.are_all();
    model.handoffs.iter().position(|other| own && std::ptr::eq(other, rule))
}

/// The levers of an approval of a deliverable; of one that exists once, of none.
pub fn approval_levers(
    facts: &Facts,
    model: &WorkflowModel,
    approval: StreamId,
    piece: Option<DeliverableId>,
) -> ApprovalLevers {
    let mut levers = model.approval.clone();
    for rule in &model.approvals {
        let speaks = rule.approval.is_none_or(|named| named == approval);
        if speaks && rule.pieces.hold(facts, piece) {
            levers.route = rule.route.unwrap_or(levers.route);
            levers.on_demand = rule.on_demand.clone().unwrap_or(levers.on_demand);
            levers.patience = rule.patience.or(levers.patience);
            levers.bypass = rule.bypass.unwrap_or(levers.bypass);
        }
    }
    levers
}

/// Latency times its factor.
fn latency(samplers: &Samplers, latency: &Distribution, factor: f64) -> Latency {
    match (latency.constant(), samplers.latency(latency)) {
        (None, Some(sampler)) if factor > 0.0 => Latency::Drawn(Arc::clone(sampler), factor),
        (constant, _) => Latency::Fixed(Elapsed(micros(constant.unwrap_or(0.0) * factor))),
    }
}

/// Compiles one kind of handoff.
pub fn link(
    scenario: &Scenario,
    samplers: &Samplers,
    model: usize,
    kind: Kind,
) -> Result<Link, Refusal> {
    let facts = &scenario.facts;
    let (from, to, _) = kind;
    let levers = levers(facts, &scenario.models[model], kind);
    let release = release(levers.release.value, from, from == to || facts.streams[from].once);
    if matches!(levers.start.value, Start::Early(_)) && matches!(release, Release::Phase(_)) {
        return Err(early_with_phase(facts, model, &levers, from, to));
    }
    let handoff = facts.handoff(from, to);
    let latency = latency(samplers, &handoff.latency, levers.latency_factor.value);
    Ok(Link {
        from,
        to,
        early: if let Start::Early(share) = levers.start.value { Some(share) } else { None },
        brief: levers.start.value == Start::Brief,
        release,
        via: if let Via::Team(team) = levers.via.value { Some(team as u32) } else { None },
        visibility: match levers.visibility.value {
            VisibilityLever::Handoff => Visibility::Handoff,
            VisibilityLever::Sync(sync) => Visibility::Sync(sync as u32),
            VisibilityLever::Live => Visibility::Live,
        },
        latency,
        uptake: handoff.uptake,
        levers,
    })
}

/// A phase gates handoffs into other streams only, out of streams of several tasks.
fn release(lever: ReleaseLever, from: StreamId, as_item: bool) -> Release {
    match lever {
        ReleaseLever::Item => Release::Item,
        ReleaseLever::Phase if as_item => Release::Item,
        ReleaseLever::Phase => Release::Phase(from as u32),
        ReleaseLever::Sync(sync) => Release::Sync(sync as u32),
    }
}

fn early_with_phase(
    facts: &Facts,
    model: usize,
    levers: &HandoffLevers,
    from: StreamId,
    to: StreamId,
) -> Refusal {
    let (from, to) = (&facts.streams[from].name, &facts.streams[to].name);
    Refusal {
        path: path(model, levers.start.source, "start"),
        message: format!(
            "the handoff from `{from}` to `{to}` has an early start and `release = \"phase\"`: \
             nothing preliminary can leave before the whole stream is done"
        ),
        help: "use `start = \"final\"` with `release = \"phase\"`, or another release".to_owned(),
    }
}

/// Where in the file a lever of a handoff was set.
pub fn path(model: usize, source: Source, lever: &str) -> String {
    match source {
        Source::Model => format!("models[{model}].{lever}"),
        Source::ModelRow(row) => format!("models[{model}].handoffs[{row}].{lever}"),
        _ => format!("models[{model}]"),
    }
}
