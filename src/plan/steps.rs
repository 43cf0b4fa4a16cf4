//! Streams, panels, teams, changes: facts and levers put into the engine's form.

use super::graph::Graph;
use super::links;
use super::pieces::Classes;
use super::{
    Absence, ApprovalStep, Audit, Change, Deliverable, Feedback, Link, Panel, Parts, Plan,
    Reviewer, Samplers, Step, StepKind, Sync, Team, WorkStep, part_name,
};
use crate::calendar::Union;
use crate::model::{
    ApprovalLevers, ApprovalStream, CAMPAIGN, Facts, REST, Route, StreamId, StreamKind,
    WorkflowModel,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The steps, one a stream.
pub fn steps(facts: &Facts, graph: &Graph, samplers: &Samplers, links: &[Link]) -> Vec<Step> {
    let mut tasks = vec![0u32; facts.streams.len()];
    graph.tasks.iter().for_each(|(_, stream)| tasks[*stream] += 1);
    let step = |(id, stream): (StreamId, &crate::model::Stream)| Step {
        name: stream.name.clone(),
        tasks: tasks[id],
        occurs: stream.occurs,
        kind: match &stream.kind {
            StreamKind::Work(work) => StepKind::Work(WorkStep {
                effort: match &samplers.efforts[id] {
                    Some(prepared) => Arc::clone(prepared),
                    None => Arc::new(work.effort.sampler()),
                },
                early: links.iter().any(|link| link.from == id && link.early.is_some()),
            }),
            StreamKind::Approval(approval) => StepKind::Approval(approval_step(approval)),
        },
    };
    facts.streams.iter().enumerate().map(step).collect()
}

fn approval_step(approval: &ApprovalStream) -> ApprovalStep {
    ApprovalStep {
        returns_to: approval.returns_to.map(|stream| stream as u32),
        revise: approval.revise.unwrap_or(0.0),
        rereview: approval.rereview,
    }
}

/// The panels, each different one once, after an empty one for work; and that of each task.
pub fn panels(
    facts: &Facts,
    model: &WorkflowModel,
    graph: &Graph,
    classes: &Classes,
    samplers: &Samplers,
    parts: &Parts,
) -> (Vec<Panel>, Vec<u32>) {
    let nobody = Panel { reviewers: Vec::new(), route: Route::Serial, patience: None, bypass: 0.0 };
    let (mut panels, mut known) = (vec![nobody], BTreeMap::new());
    let panel = |(instance, id): &(u32, StreamId)| {
        let StreamKind::Approval(approval) = &facts.streams[*id].kind else { return 0 };
        let instance = &graph.instances[*instance as usize];
        let (tier, pod) = (instance.tier(facts) as usize, parts.pod(instance.of));
        let class = instance.of.map(|_| classes.class(instance.of));
        *known.entry((*id, tier, pod, class)).or_insert_with(|| {
            let levers = links::approval_levers(facts, model, *id, instance.of);
            let all =
                reviewers(facts, (&levers, model.pays), samplers, parts, (*id, pod), approval);
            let seen =
                all.into_iter().zip(&approval.reviewers).filter(|(_, fact)| fact.tiers[tier]);
            let reviewers = seen.map(|(reviewer, _)| reviewer).collect();
            let ApprovalLevers { route, patience, bypass, .. } = levers;
            panels.push(Panel { reviewers, route, patience, bypass });
            panels.len() as u32 - 1
        })
    };
    let of = graph.tasks.iter().map(panel).collect();
    (panels, of)
}

fn reviewers(
    facts: &Facts,
    (levers, pays): (&ApprovalLevers, bool),
    samplers: &Samplers,
    parts: &Parts,
    (stream, pod): (StreamId, u32),
    approval: &ApprovalStream,
) -> Vec<Reviewer> {
    let on_demand = |team: usize| levers.on_demand.contains(&team);
    let reviewer = |(index, reviewer): (usize, &crate::model::Reviewer)| {
        let team = reviewer.team();
        Reviewer {
            index: index as u32,
            team: team.map(|team| parts.part(team, pod)),
            time: Arc::clone(&samplers.reviewers[stream][index]),
            scale: team.map_or(1.0, |team| 1.0 / facts.teams[team].person.speed),
            reject: reviewer.reject.clone(),
            detect: reviewer.detect,
            interrupted: team.is_some_and(on_demand),
            response: team.filter(|t| on_demand(*t)).and_then(|t| samplers.response(pays, t)),
        }
    };
    approval.reviewers.iter().enumerate().map(reviewer).collect()
}

/// Adds the parts of teams to a plan that has all else, with their calendars.
pub fn add_teams(facts: &Facts, model: &WorkflowModel, plan: &mut Plan) {
    let on_demand = teams_on_demand(facts, plan);
    for part in plan.parts.list.clone() {
        let (id, team) = (part.team, &facts.teams[part.team]);
        let own = &facts.calendars[team.calendar].calendar;
        let known = plan.calendars.iter().position(|calendar| calendar == own);
        let calendar = known.unwrap_or(plan.calendars.len());
        if known.is_none() {
            plan.calendars.push(own.clone());
        }
        let both = calendar > 0 && on_demand[id];
        let crew = plan.parts.crew(id);
        let name = (part.pod > 0 || crew.1 - crew.0 > 1).then(|| pod_name(model, part.pod));
        plan.teams.push(Team {
            name: name.map_or_else(|| team.name.clone(), |name| part_name(&team.name, name)),
            part: name.map(str::to_owned),
            of: id,
            crew,
            people: part.people,
            calendar: calendar as u32,
            presence: both.then(|| Union::of(own, plan.calendar())),
            person: team.person,
            scale: 1.0 / team.person.speed,
        });
    }
}

/// The name of a pod, or of what is in none.
fn pod_name(model: &WorkflowModel, pod: u32) -> &str {
    pod.checked_sub(1).map_or(REST, |index| &model.pods[index as usize].name)
}

/// Of each team, whether it reviews some task of a plan on demand.
fn teams_on_demand(facts: &Facts, plan: &Plan) -> Vec<bool> {
    let mut found = vec![false; facts.teams.len()];
    let panels = plan.tasks.iter().map(|task| &plan.panels[task.panel as usize]);
    let reviewers = panels.flat_map(|panel| &panel.reviewers).filter(|r| r.interrupted);
    let parts = reviewers.filter_map(|r| r.team);
    parts.for_each(|part| found[plan.parts.list[part as usize].team] = true);
    found
}

/// The absences, each of the first part of its team.
pub fn absences(facts: &Facts, parts: &Parts) -> Vec<Absence> {
    let of = |absence: &Absence| Absence { team: parts.crew(absence.team).0 as usize, ..*absence };
    facts.absences.iter().map(of).collect()
}

/// The syncs of a model.
pub fn syncs(facts: &Facts, model: &WorkflowModel, parts: &Parts) -> Vec<Sync> {
    let sync = |sync: &crate::model::Sync| Sync {
        name: sync.name.clone(),
        every: sync.every,
        length: sync.length,
        attend: sync.attend.iter().map(|team| parts.crew(*team).0).collect(),
        detect: model.detection(facts, sync),
    };
    model.syncs.iter().map(sync).collect()
}

/// The audits of a model.
pub fn audits(model: &WorkflowModel) -> Vec<Audit> {
    let audit = |audit: &crate::model::Audit| Audit {
        name: audit.name.clone(),
        every: audit.every,
        team: audit.team as u32,
        sample: audit.sample,
        effort: Arc::new(audit.effort.sampler()),
        detect: audit.detect,
    };
    model.audits.iter().map(audit).collect()
}

/// Deliverable instances, named with their number where there are several.
pub fn deliverables(facts: &Facts, graph: &Graph, parts: &Parts) -> Vec<Deliverable> {
    let deliverable = |instance: &super::graph::Instance| {
        let name = match instance.of.map(|of| &facts.deliverables[of]) {
            None => CAMPAIGN.to_owned(),
            Some(of) if of.count == 1 => of.name.clone(),
            Some(of) => format!("{} {}", of.name, instance.number + 1),
        };
        let (tasks, of) = (instance.tasks, instance.of.map(|of| of as u32));
        let (due, pod) =
            (instance.of.and_then(|of| facts.deliverables[of].due), parts.pod(instance.of));
        Deliverable { name, tasks, of, tier: instance.tier(facts), pod, due }
    };
    graph.instances.iter().map(deliverable).collect()
}

/// The changes, with the tasks that each can hit.
pub fn changes(facts: &Facts, graph: &Graph) -> Vec<Change> {
    let change = |change: &crate::model::Change| {
        let allowed = |instance: u32| {
            let Some(of) = graph.instances[instance as usize].of else { return true };
            change.deliverables.as_ref().is_none_or(|some| some.contains(&of))
        };
        let mut streams = change.streams.clone();
        streams.sort_by_key(|(stream, _)| std::cmp::Reverse(*stream));
        let tasks = |(stream, severity): (StreamId, f64)| {
            let hit = move |(_, (instance, of)): &(usize, &(u32, StreamId))| {
                *of == stream && allowed(*instance)
            };
            let tasks = graph.tasks.iter().enumerate().filter(hit);
            tasks.map(move |(task, _)| (task as u32, severity))
        };
        Change {
            name: change.name.clone(),
            arrival: change.arrival,
            clock: change.clock,
            probability: change.probability,
            reach: change.reach,
            targets: streams.into_iter().flat_map(tasks).collect(),
        }
    };
    facts.changes.iter().map(change).collect()
}

/// Iteration marks, by giving stream.
pub fn feedback(facts: &Facts, graph: &Graph) -> Vec<Vec<Feedback>> {
    let mut marks = vec![Vec::new(); facts.streams.len()];
    for (index, mark) in facts.feedback.iter().enumerate() {
        marks[mark.from].push(Feedback {
            index: index as u32,
            to: mark.to as u32,
            probability: mark.probability,
            impact: mark.impact,
            reopens: pairs(facts, graph, mark.from, mark.to),
        });
    }
    marks
}

/// The tasks of two streams that some deliverable passes through, or that both exist once: each pair once, in task order.
fn pairs(facts: &Facts, graph: &Graph, from: StreamId, to: StreamId) -> Vec<(u32, u32)> {
    let pair =
        |instance: usize| graph.task(facts, instance, from).zip(graph.task(facts, instance, to));
    let all_once = facts.streams[from].once && facts.streams[to].once;
    let instances = if all_once { 0..1 } else { 0..graph.instances.len() };
    let mut pairs: Vec<(u32, u32)> = instances.filter_map(pair).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}
