//! From deliverables and streams to tasks and handoffs: joins over skipped streams, dependencies.

use crate::model::{DeliverableId, Facts, StreamId};
use std::collections::BTreeSet;

/// Tasks and the handoffs between them, before any lever is looked at.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Instances: which deliverable each is of, and its tasks.
    pub instances: Vec<Instance>,
    /// Tasks: (instance, stream), deliverable-major.
    pub tasks: Vec<(u32, StreamId)>,
    /// Handoffs as (receiving task, giving task): sorted, each once.
    pub handoffs: Vec<(u32, u32)>,
}

/// One of the `count` instances of a deliverable.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    /// Which deliverable.
    pub of: DeliverableId,
    /// Its number among the alike, from 0.
    pub number: u32,
    /// Its tasks: a range of [`Graph::tasks`].
    pub tasks: (u32, u32),
}

impl Graph {
    /// Builds the graph of one campaign.
    pub fn of(facts: &Facts) -> Graph {
        let mut graph = Graph::default();
        let mut first_instance = Vec::new();
        let shapes: Vec<Shape> =
            (0..facts.deliverables.len()).map(|d| Shape::of(facts, d)).collect();
        for (of, shape) in shapes.iter().enumerate() {
            first_instance.push(graph.instances.len());
            (0..facts.deliverables[of].count).for_each(|number| graph.add(of, number, shape));
        }
        for dependency in &facts.dependencies {
            let givers = graph.all(facts, &first_instance, &shapes, dependency.from);
            let receivers = graph.all(facts, &first_instance, &shapes, dependency.to);
            let pairs = receivers.iter().flat_map(|to| givers.iter().map(move |from| (*to, *from)));
            graph.handoffs.extend(pairs);
        }
        graph.handoffs.sort_unstable();
        graph.handoffs.dedup();
        graph
    }

    fn add(&mut self, of: DeliverableId, number: u32, shape: &Shape) {
        let first = self.tasks.len() as u32;
        let instance = self.instances.len() as u32;
        self.tasks.extend(shape.streams.iter().map(|stream| (instance, *stream)));
        self.handoffs.extend(shape.joins.iter().map(|(to, from)| (first + to, first + from)));
        self.instances.push(Instance { of, number, tasks: (first, self.tasks.len() as u32) });
    }

    /// The tasks of all instances of a deliverable in a stream.
    fn all(
        &self,
        facts: &Facts,
        first_instance: &[usize],
        shapes: &[Shape],
        (deliverable, stream): (DeliverableId, StreamId),
    ) -> Vec<u32> {
        let Some(place) = shapes[deliverable].streams.iter().position(|s| *s == stream) else {
            return Vec::new();
        };
        let first = first_instance[deliverable];
        let last = first + facts.deliverables[deliverable].count as usize;
        self.instances[first..last].iter().map(|i| i.tasks.0 + place as u32).collect()
    }
}

/// Every kind of handoff that a campaign has, as (giving stream, receiving stream).
pub fn joined(facts: &Facts) -> BTreeSet<(StreamId, StreamId)> {
    let shapes = (0..facts.deliverables.len()).map(|deliverable| Shape::of(facts, deliverable));
    let mut found: BTreeSet<(StreamId, StreamId)> =
        shapes.flat_map(|shape| shape.joined().collect::<Vec<_>>()).collect();
    let passes = |(deliverable, stream): (DeliverableId, StreamId)| {
        !facts.deliverables[deliverable].skip.contains(&stream)
    };
    let real = facts.dependencies.iter().filter(|found| passes(found.from) && passes(found.to));
    found.extend(real.map(|dependency| (dependency.from.1, dependency.to.1)));
    found
}

/// What all instances of a deliverable have in common.
struct Shape {
    /// The streams it passes through, in file order.
    streams: Vec<StreamId>,
    /// Handoffs as (receiver, giver), places in `streams`.
    joins: Vec<(u32, u32)>,
}

impl Shape {
    fn of(facts: &Facts, deliverable: DeliverableId) -> Shape {
        let skip = &facts.deliverables[deliverable].skip;
        let all = 0..facts.streams.len();
        let streams: Vec<StreamId> = all.filter(|stream| !skip.contains(stream)).collect();
        let mut joins = Vec::new();
        for (to, stream) in streams.iter().enumerate() {
            for giver in effective_needs(facts, skip, *stream) {
                let from = streams.iter().position(|s| *s == giver);
                joins.extend(from.map(|from| (to as u32, from as u32)));
            }
        }
        Shape { streams, joins }
    }

    /// Its handoffs as (giving stream, receiving stream).
    fn joined(&self) -> impl Iterator<Item = (StreamId, StreamId)> + '_ {
        self.joins
            .iter()
            .map(|(to, from)| (self.streams[*from as usize], self.streams[*to as usize]))
    }
}

/// The streams that a stream gets its input from when some are skipped: a skipped stream's
/// predecessors take its place.
fn effective_needs(facts: &Facts, skip: &[StreamId], stream: StreamId) -> Vec<StreamId> {
    let mut found = Vec::new();
    let mut seen = vec![false; facts.streams.len()];
    let mut open: Vec<StreamId> = facts.streams[stream].needs.clone();
    while let Some(giver) = open.pop() {
        if std::mem::replace(&mut seen[giver], true) {
            continue;
        }
        if skip.contains(&giver) {
            open.extend(&facts.streams[giver].needs);
        } else {
            found.push(giver);
        }
    }
    found.sort_unstable();
    found
}
