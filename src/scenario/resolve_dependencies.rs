//! Dependencies: handoffs between tasks of different deliverables, and circles that they make.

use super::circles::{circle, shown};
use super::context::{Context, find};
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes};
use super::wire;
use crate::model::{DeliverableId, Dependency, StreamId};
use std::collections::{BTreeMap, BTreeSet};

/// A task as a dependency names it.
type Task = (DeliverableId, StreamId);

/// The dependencies, after noting circles among tasks.
pub fn dependencies(context: &Context<'_>, notes: &mut Notes) -> Vec<Dependency> {
    let items = context.file.dependencies.items();
    let read = items.iter().filter_map(|item| Some((dependency(context, item, notes)?, item)));
    let read: Vec<(Dependency, &At<wire::Dependency>)> = read.collect();
    note_circle(context, &read, notes);
    read.into_iter().map(|(dependency, _)| dependency).collect()
}

fn dependency(
    context: &Context<'_>,
    item: &At<wire::Dependency>,
    notes: &mut Notes,
) -> Option<Dependency> {
    let from = item.value.from.given().and_then(|name| task(context, name, notes));
    let to = item.value.to.given().and_then(|name| task(context, name, notes));
    let (from, to) = (from?, to?);
    if from.0 != to.0 {
        return Some(Dependency { from, to });
    }
    let note = Note::new(item.at, "a dependency joins tasks of different deliverables");
    notes.push(
        note.label("twice the same deliverable")
            .help("within a deliverable, use `needs` of the stream"),
    );
    None
}

/// The task of `deliverable/stream`; either name may itself hold a slash.
fn task(context: &Context<'_>, name: &At<String>, notes: &mut Notes) -> Option<Task> {
    let text = name.value.as_str();
    let mut halves = text.match_indices('/').map(|(at, _)| (&text[..at], &text[at + 1..]));
    let known = |(deliverable, stream): (&str, &str)| {
        Some((context.deliverables.get(deliverable)?, context.streams.get(stream)?))
    };
    let Some(task) = halves.clone().find_map(known) else {
        unknown_task(context, name, halves.next_back(), notes);
        return None;
    };
    if !context.skips(task.0, task.1) {
        return Some(task);
    }
    let note = Note::new(
        name.at,
        format!("{} does not exist: the deliverable skips that stream", quoted(text)),
    );
    notes.push(note.label("a skipped task"));
    None
}

fn unknown_task(
    context: &Context<'_>,
    name: &At<String>,
    halves: Option<(&str, &str)>,
    notes: &mut Notes,
) {
    let Some((deliverable, stream)) = halves else {
        let message = format!("{} is not a task", quoted(&name.value));
        notes.push(Note::new(name.at, message).label("expected \"deliverable/stream\""));
        return;
    };
    let at = name.at;
    if find("deliverable", &context.deliverables, deliverable, at, notes).is_some() {
        find("stream", &context.streams, stream, at, notes);
    }
}

/// The tasks of the deliverables that dependencies name (only these can be in a circle), as nodes:
/// `place of the deliverable * streams + stream`. A skipped task passes its handoffs on, so it stays.
struct TaskGraph {
    /// Deliverables, in file order.
    deliverables: Vec<DeliverableId>,
    /// For each stream, the streams that need it.
    gives: Vec<Vec<StreamId>>,
    /// Arrows made by dependencies.
    arrows: BTreeMap<usize, Vec<usize>>,
}

impl TaskGraph {
    fn new(context: &Context<'_>, dependencies: &[Dependency]) -> TaskGraph {
        let ends = dependencies.iter().flat_map(|dependency| [dependency.from.0, dependency.to.0]);
        let deliverables = ends.collect::<BTreeSet<DeliverableId>>().into_iter().collect();
        let mut graph = TaskGraph { deliverables, gives: context.gives(), arrows: BTreeMap::new() };
        for dependency in dependencies {
            if let (Some(from), Some(to)) = (graph.node(dependency.from), graph.node(dependency.to))
            {
                graph.arrows.entry(from).or_default().push(to);
            }
        }
        graph
    }

    fn node(&self, task: Task) -> Option<usize> {
        let place = self.deliverables.binary_search(&task.0).ok()?;
        Some(place * self.gives.len() + task.1)
    }

    fn task(&self, node: usize) -> Task {
        (self.deliverables[node / self.gives.len()], node % self.gives.len())
    }

    /// The n-th arrow out of a node: within its deliverable first, then dependencies.
    fn arrow(&self, node: usize, n: usize) -> Option<usize> {
        let stream = node % self.gives.len();
        let within = &self.gives[stream];
        match within.get(n) {
            Some(next) => Some(node - stream + next),
            None => self.arrows.get(&node)?.get(n - within.len()).copied(),
        }
    }

    /// A circle of tasks, if there is one.
    fn circle(&self) -> Option<Vec<Task>> {
        let nodes = self.deliverables.len() * self.gives.len();
        let found = circle(nodes, |node, n| self.arrow(node, n))?;
        Some(found.into_iter().map(|node| self.task(node)).collect())
    }
}

/// Notes a circle of tasks at the first dependency in it; one within a single deliverable is one of
/// `needs`, and noted there.
fn note_circle(
    context: &Context<'_>,
    read: &[(Dependency, &At<wire::Dependency>)],
    notes: &mut Notes,
) {
    let dependencies: Vec<Dependency> = read.iter().map(|(dependency, _)| *dependency).collect();
    let Some(tasks) = TaskGraph::new(context, &dependencies).circle() else { return };
    let circle: BTreeSet<Task> = tasks.iter().copied().collect();
    let inside = |task: &Task| circle.contains(task);
    let guilty = read.iter().find(|(it, _)| inside(&it.from) && inside(&it.to));
    let Some((_, item)) = guilty else { return };
    let real = tasks.iter().filter(|task| !context.skips(task.0, task.1));
    let names: Vec<String> = real.map(|task| task_name(context, *task)).collect();
    let shown = shown(&names.iter().map(String::as_str).collect::<Vec<&str>>());
    let note = Note::new(item.at, format!("tasks wait for each other in a circle: {shown}"));
    notes.push(note.label("part of a circle").help("take one of these dependencies away"));
}

fn task_name(context: &Context<'_>, task: Task) -> String {
    let deliverable = context.deliverable_items()[task.0].value.name.value();
    let stream = context.stream_items()[task.1].value.name.value();
    let text = |name: Option<&String>| name.map_or(String::new(), |name| name.clone());
    format!("{}/{}", text(deliverable), text(stream))
}
