//! The check at load that a model's phases can end: the graph in which every receiver of a phase
//! handoff also waits for all tasks of the giver's stream must be free of circles.

use super::graph::Graph;
use super::{Link, Plan, Release};
use crate::model::Facts;

/// The circle, if there is one, as the names of what waits for what.
pub fn circle(facts: &Facts, graph: &Graph, plan: &Plan) -> Option<Vec<String>> {
    let waits = Waits::of(graph, plan);
    let stuck = waits.stuck();
    let first = stuck.iter().position(|stuck| *stuck)?;
    Some(
        waits.around(first, &stuck).into_iter().map(|node| waits.name(facts, plan, node)).collect(),
    )
}

/// The link whose phase release is part of a circle between streams, for the error's place.
pub fn some_phase(links: &[Link]) -> Option<&Link> {
    links.iter().find(|link| matches!(link.release, Release::Phase(_)))
}

/// Who waits for whom: nodes are the tasks, then one node a gate ("the whole stream is done", then those of rows).
struct Waits {
    tasks: usize,
    /// For each node the nodes that it waits for.
    for_: Vec<Vec<u32>>,
}

impl Waits {
    fn of(graph: &Graph, plan: &Plan) -> Waits {
        let tasks = graph.tasks.len();
        let mut for_ = vec![Vec::new(); tasks + plan.steps.len() + plan.gates.len()];
        for handoff in &plan.handoffs {
            for_[handoff.to as usize].push(handoff.from);
            if let Release::Phase(gate) = plan.links[handoff.link as usize].release {
                for_[handoff.to as usize].push(tasks as u32 + gate);
            }
        }
        for (task, (_, stream)) in graph.tasks.iter().enumerate() {
            for_[tasks + stream].push(task as u32);
        }
        for_[tasks + plan.steps.len()..].clone_from_slice(&plan.gates);
        for_[..tasks].iter_mut().for_each(|nodes| nodes.dedup());
        Waits { tasks, for_ }
    }

    /// Nodes that can never be done (Kahn 1962): what is left when everything that can end has ended.
    fn stuck(&self) -> Vec<bool> {
        let mut missing: Vec<usize> = self.for_.iter().map(Vec::len).collect();
        let mut wanted_by = vec![Vec::new(); self.for_.len()];
        for (node, others) in self.for_.iter().enumerate() {
            others.iter().for_each(|other| wanted_by[*other as usize].push(node));
        }
        let mut open: Vec<usize> = (0..missing.len()).filter(|n| missing[*n] == 0).collect();
        while let Some(done) = open.pop() {
            for node in &wanted_by[done] {
                missing[*node] -= 1;
                if missing[*node] == 0 {
                    open.push(*node);
                }
            }
        }
        missing.into_iter().map(|missing| missing > 0).collect()
    }

    /// Walks from a stuck node along stuck nodes until one comes again.
    fn around(&self, first: usize, stuck: &[bool]) -> Vec<usize> {
        let mut path: Vec<usize> = vec![first];
        loop {
            let here = path[path.len() - 1];
            let next = self.for_[here].iter().map(|n| *n as usize).find(|n| stuck[*n]);
            let Some(next) = next else { return path };
            if let Some(start) = path.iter().position(|node| *node == next) {
                path.drain(..start);
                path.push(next);
                return path;
            }
            path.push(next);
        }
    }

    fn name(&self, facts: &Facts, plan: &Plan, node: usize) -> String {
        match node.checked_sub(self.tasks) {
            None => plan.task_name(node),
            Some(gate) => match gate.checked_sub(plan.steps.len()) {
                None => format!("all of `{}`", facts.streams[gate].name),
                Some(own) => {
                    let stream = plan.tasks[plan.gates[own][0] as usize].stream as usize;
                    format!("all of `{}` that the row is about", facts.streams[stream].name)
                }
            },
        }
    }
}
