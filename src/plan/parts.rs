//! Parts of teams: their people in pods, and those who are left.

use super::graph::Graph;
use super::{Handoff, Link, Refusal, Release};
use crate::model::{CAMPAIGN, DeliverableId, Facts, StreamId, StreamKind, TeamId, WorkflowModel};
use std::collections::BTreeMap;

/// People of a team with a queue of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Whose people.
    pub team: TeamId,
    /// The number of their pod, from 1; 0: those who are left.
    pub pod: u32,
    /// How many.
    pub people: u32,
}

/// A part of a team, as shown: "design (web)".
pub fn part_name(team: &str, part: &str) -> String {
    format!("{team} ({part})")
}

/// Who serves what under a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// In the order in which they start work: by team, of each those who are left, then its pods in list order.
    pub list: Vec<Part>,
    /// The range of each team in the list: its crew.
    crews: Vec<(u32, u32)>,
    /// The pod of each deliverable of the file.
    pods: Vec<u32>,
}

impl Parts {
    /// Divides the teams.
    pub fn of(facts: &Facts, model: &WorkflowModel) -> Parts {
        let mut parts =
            Parts { list: Vec::new(), crews: Vec::new(), pods: vec![0; facts.deliverables.len()] };
        for (number, pod) in (1..).zip(&model.pods) {
            pod.deliverables.iter().for_each(|id| parts.pods[*id] = number);
        }
        for (team, all) in facts.teams.iter().enumerate() {
            let of =
                |(pod, (_, people)): (u32, &(TeamId, u32))| Part { team, pod, people: *people };
            let own = (1..).zip(&model.pods).flat_map(|(number, pod)| {
                pod.people.iter().filter(|(id, _)| *id == team).map(move |people| (number, people))
            });
            let pods: Vec<Part> = own.map(of).collect();
            let left = all.people - pods.iter().map(|part| part.people).sum::<u32>();
            let first = parts.list.len() as u32;
            let rest = Part { team, pod: 0, people: left };
            parts.list.extend((left > 0 || pods.is_empty()).then_some(rest));
            parts.list.extend(pods);
            parts.crews.push((first, parts.list.len() as u32));
        }
        parts
    }

    /// The pod of a deliverable; 0: none, as of what exists once.
    pub fn pod(&self, deliverable: Option<DeliverableId>) -> u32 {
        deliverable.map_or(0, |id| self.pods[id])
    }

    /// The parts of a team, as a range of the list.
    pub fn crew(&self, team: TeamId) -> (u32, u32) {
        self.crews[team]
    }

    /// The part of a team that serves the deliverables of a pod: its people there, else those who are left.
    fn serving(&self, team: TeamId, pod: u32) -> Option<u32> {
        let (first, last) = self.crews[team];
        let crew = &self.list[first as usize..last as usize];
        let place = crew.binary_search_by_key(&pod, |part| part.pod);
        place.ok().map(|place| first + place as u32).or((crew[0].pod == 0).then_some(first))
    }

    /// As [`Parts::serving`], where it is known that there is one ([`refusals`]).
    pub fn part(&self, team: TeamId, pod: u32) -> u32 {
        self.serving(team, pod).unwrap_or(self.crews[team].0)
    }

    /// How many people of a team serve the deliverables of a pod.
    pub fn people(&self, team: TeamId, pod: u32) -> u32 {
        self.serving(team, pod).map_or(0, |part| self.list[part as usize].people)
    }
}

/// Teams of which everybody is in a pod, though some of their work is in none that has them.
pub fn refusals(
    facts: &Facts,
    levers: &WorkflowModel,
    model: usize,
    graph: &Graph,
    (parts, links, handoffs): (&Parts, &[Link], &[Handoff]),
) -> Vec<Refusal> {
    let mut unserved = BTreeMap::new();
    let mut needs = |team: TeamId, task: u32| {
        let (instance, stream) = graph.tasks[task as usize];
        let of = graph.instances[instance as usize].of;
        if parts.serving(team, parts.pod(of)).is_none() {
            unserved.entry(team).or_insert((of, stream));
        }
    };
    for (task, (instance, stream)) in (0..).zip(&graph.tasks) {
        let tier = graph.instances[*instance as usize].tier(facts) as usize;
        match &facts.streams[*stream].kind {
            StreamKind::Work(work) => {
                needs(work.team, task);
                levers.audits.iter().for_each(|audit| needs(audit.team, task));
            }
            StreamKind::Approval(approval) => {
                let seen = approval.reviewers.iter().filter(|reviewer| reviewer.tiers[tier]);
                seen.filter_map(|it| it.team()).for_each(|team| needs(team, task));
            }
        }
    }
    for handoff in handoffs {
        if let Some(team) = links[handoff.link as usize].via {
            needs(team as TeamId, handoff.to);
        }
    }
    let refused = |(team, work): (&TeamId, &(Option<DeliverableId>, StreamId))| {
        refusal(facts, levers, model, *team, *work)
    };
    unserved.iter().map(refused).collect()
}

fn refusal(
    facts: &Facts,
    levers: &WorkflowModel,
    model: usize,
    team: TeamId,
    (deliverable, stream): (Option<DeliverableId>, StreamId),
) -> Refusal {
    let (team, stream) = (&facts.teams[team], &facts.streams[stream].name);
    let deliverable = deliverable.map_or(CAMPAIGN, |id| &facts.deliverables[id].name);
    Refusal {
        path: format!("models[{model}].pods"),
        message: format!(
            "under `{}` everybody of `{}` ({}) is in a pod, and nobody is left for `{deliverable}/{stream}`",
            levers.name, team.name, team.people
        ),
        help: format!(
            "leave somebody of `{}` out of the pods, or give `{deliverable}` to one",
            team.name
        ),
    }
}

/// Nobody waits for a meeting with himself: from work to work of the same part, what a sync would release leaves as
/// an item. A link of which this holds for some handoffs only gets a twin for those.
pub fn meet_nobody(
    facts: &Facts,
    graph: &Graph,
    parts: &Parts,
    links: &mut Vec<Link>,
    handoffs: &mut [Handoff],
) {
    let worker = |task: u32| {
        let (instance, stream) = graph.tasks[task as usize];
        let of = graph.instances[instance as usize].of;
        match &facts.streams[stream].kind {
            StreamKind::Work(work) => Some(parts.part(work.team, parts.pod(of))),
            StreamKind::Approval(_) => None,
        }
    };
    let waits = |link: &Link| matches!(link.release, Release::Sync(_));
    let alone = |ends: &Handoff| worker(ends.from).is_some_and(|by| worker(ends.to) == Some(by));
    let mut met = vec![false; links.len()];
    handoffs.iter().for_each(|ends| met[ends.link as usize] |= !alone(ends));
    let mut twins = BTreeMap::new();
    for ends in handoffs.iter_mut() {
        let link = ends.link as usize;
        if !waits(&links[link]) || !alone(ends) {
            continue;
        }
        if met[link] {
            ends.link = *twins.entry(link).or_insert_with(|| {
                links.push(Link { release: Release::Item, ..links[link].clone() });
                links.len() as u32 - 1
            });
        } else {
            links[link].release = Release::Item;
        }
    }
}
