//! From deliverables and streams to tasks and handoffs: joins over skipped streams, dependencies.

use super::links::Kind;
use crate::model::{DeliverableId, Facts, StreamId, Tier};
use std::collections::BTreeSet;

/// Tasks and the handoffs between them, before any lever is looked at.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Instances of deliverables, each with its tasks. Where a stream exists once, the first stands for the
    /// campaign, and has the tasks of such streams.
    pub instances: Vec<Instance>,
    /// Tasks: (instance, stream), instance by instance.
    pub tasks: Vec<(u32, StreamId)>,
    /// Handoffs as (receiving task, giving task): sorted, each once.
    pub handoffs: Vec<(u32, u32)>,
}

/// One of the `count` instances of a deliverable, or the campaign.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    /// Which deliverable; `None`: the campaign.
    pub of: Option<DeliverableId>,
    /// Its number among the alike, from 0.
    pub number: u32,
    /// Its tasks: a range of [`Graph::tasks`].
    pub tasks: (u32, u32),
}

impl Instance {
    /// Factor on efforts.
    pub fn size(&self, facts: &Facts) -> f64 {
        self.of.map_or(1.0, |of| facts.deliverables[of].size)
    }

    /// Risk tier: what exists once concerns everything.
    pub fn tier(&self, facts: &Facts) -> Tier {
        self.of.map_or(Tier::High, |of| facts.deliverables[of].tier)
    }
}

impl Graph {
    /// Builds the graph of one campaign.
    pub fn of(facts: &Facts) -> Graph {
        let mut graph = Graph::default();
        graph.tasks.extend(facts.once().map(|stream| (0, stream)));
        if !graph.tasks.is_empty() {
            let tasks = (0, graph.tasks.len() as u32);
            graph.instances.push(Instance { of: None, number: 0, tasks });
        }
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
        // The tasks of what exists once are the first of all.
        let task = |place: &Place| match place {
            Place::Own(place) => first + place,
            Place::Once(place) => *place,
        };
        self.handoffs.extend(shape.joins.iter().map(|(to, from)| (task(to), task(from))));
        let tasks = (first, self.tasks.len() as u32);
        self.instances.push(Instance { of: Some(of), number, tasks });
    }

    /// The task through which an instance passes a stream, unless it skips that: its own, or that of the campaign.
    pub fn task(&self, facts: &Facts, instance: usize, stream: StreamId) -> Option<u32> {
        let skips = |of: DeliverableId| facts.deliverables[of].skip.contains(&stream);
        if self.instances[instance].of.is_some_and(skips) {
            return None;
        }
        let holder = if facts.streams[stream].once { 0 } else { instance };
        let (from, to) = self.instances[holder].tasks;
        (from..to).find(|task| self.tasks[*task as usize].1 == stream)
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

/// Every kind of handoff that a campaign has.
pub fn joined(facts: &Facts) -> BTreeSet<Kind> {
    let once = |stream: StreamId| facts.streams[stream].once;
    let kinds = |deliverable: DeliverableId| {
        let shape = Shape::of(facts, deliverable);
        let kind = |(from, to)| (from, to, (!once(from) || !once(to)).then_some(deliverable));
        shape.joined(facts).map(kind).collect::<Vec<Kind>>()
    };
    let mut found: BTreeSet<Kind> = (0..facts.deliverables.len()).flat_map(kinds).collect();
    let passes = |(deliverable, stream): (DeliverableId, StreamId)| {
        facts.has_task(&facts.deliverables[deliverable], stream)
    };
    let real = facts.dependencies.iter().filter(|found| passes(found.from) && passes(found.to));
    found.extend(real.map(|real| (real.from.1, real.to.1, Some(real.to.0))));
    found
}

/// A task as a deliverable sees it.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Its own: a place among its streams.
    Own(u32),
    /// The campaign's: a place among the streams that exist once.
    Once(u32),
}

/// What all instances of a deliverable have in common.
struct Shape {
    /// The streams in which it has tasks of its own, in file order.
    streams: Vec<StreamId>,
    /// Handoffs as (receiver, giver).
    joins: Vec<(Place, Place)>,
}

impl Shape {
    fn of(facts: &Facts, deliverable: DeliverableId) -> Shape {
        let item = &facts.deliverables[deliverable];
        let streams =
            (0..facts.streams.len()).filter(|stream| facts.has_task(item, *stream)).collect();
        let mut shape = Shape { streams, joins: Vec::new() };
        for (to, stream) in facts.streams.iter().enumerate() {
            if !item.skip.contains(&to) {
                shape.join(facts, to, &effective_needs(facts, &item.skip, to));
            }
            // What exists once is there, whichever deliverable skips it.
            let once = |from: &StreamId| stream.once && facts.streams[*from].once;
            let once: Vec<StreamId> = stream.needs.iter().copied().filter(once).collect();
            shape.join(facts, to, &once);
        }
        shape
    }

    fn join(&mut self, facts: &Facts, to: StreamId, givers: &[StreamId]) {
        for from in givers {
            self.joins.extend(self.place(facts, to).zip(self.place(facts, *from)));
        }
    }

    fn place(&self, facts: &Facts, stream: StreamId) -> Option<Place> {
        if facts.streams[stream].once {
            return facts.once().position(|s| s == stream).map(|place| Place::Once(place as u32));
        }
        self.streams.iter().position(|s| *s == stream).map(|place| Place::Own(place as u32))
    }

    /// Its handoffs as (giving stream, receiving stream).
    fn joined<'a>(&'a self, facts: &'a Facts) -> impl Iterator<Item = (StreamId, StreamId)> + 'a {
        let once: Vec<StreamId> = facts.once().collect();
        let stream = move |place: &Place| match place {
            Place::Own(place) => self.streams[*place as usize],
            Place::Once(place) => once[*place as usize],
        };
        self.joins.iter().map(move |(to, from)| (stream(from), stream(to)))
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
