//! Dependencies: handoffs between tasks of different deliverables, and circles that they make.

use super::circles::{circle, shown};
use super::context::{Context, find};
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes};
use super::wire;
use crate::model::{CAMPAIGN, DeliverableId, Dependency, StreamId};
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
    if context.once[task.1] {
        let message = format!("{} does not exist: that stream exists once", quoted(text));
        let help = "what a deliverable waits for of a stream with `once = true` is said by `needs`";
        notes.push(Note::new(name.at, message).label("a task of no deliverable").help(help));
        return None;
    }
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

/// Tasks as nodes: `row * streams + stream`. Row 0 is the campaign's; the others are the deliverables that
/// dependencies name (only these can be in a circle), or all of them where what exists once joins them. A skipped
/// task passes its handoffs on, so it stays.
struct TaskGraph<'a> {
    context: &'a Context<'a>,
    /// Deliverables, in file order: one in each row after the first.
    deliverables: Vec<DeliverableId>,
    /// For each stream, the streams that need it.
    gives: Vec<Vec<StreamId>>,
    /// Arrows made by dependencies.
    arrows: BTreeMap<usize, Vec<usize>>,
}

impl<'a> TaskGraph<'a> {
    fn new(context: &'a Context<'a>, dependencies: &[Dependency]) -> TaskGraph<'a> {
        let ends = dependencies.iter().flat_map(|dependency| [dependency.from.0, dependency.to.0]);
        let named: BTreeSet<DeliverableId> = ends.collect();
        let all = 0..context.deliverable_items().len();
        let joined = context.once.contains(&true) && !dependencies.is_empty();
        let deliverables = if joined { all.collect() } else { named.into_iter().collect() };
        let (gives, arrows) = (context.gives(), BTreeMap::new());
        let mut graph = TaskGraph { context, deliverables, gives, arrows };
        for dependency in dependencies {
            let row = |task: Task| Some(1 + graph.deliverables.binary_search(&task.0).ok()?);
            let ends = row(dependency.from).zip(row(dependency.to));
            if let Some((from, to)) = ends {
                let from = graph.node(from, dependency.from.1);
                let to = graph.node(to, dependency.to.1);
                graph.arrows.entry(from).or_default().push(to);
            }
        }
        graph
    }

    /// What a row has in a stream: the campaign's task, if that exists once and the row does not skip it.
    fn node(&self, row: usize, stream: StreamId) -> usize {
        let skips = |row: usize| self.context.skips(self.deliverables[row - 1], stream);
        let shared = self.context.once[stream] && (row == 0 || !skips(row));
        if shared { stream } else { row * self.gives.len() + stream }
    }

    /// Its deliverable (`None`: the campaign) and stream.
    fn task(&self, node: usize) -> (Option<DeliverableId>, StreamId) {
        let row = node / self.gives.len();
        (row.checked_sub(1).map(|place| self.deliverables[place]), node % self.gives.len())
    }

    /// How many tasks there are; the node after them stands for none.
    fn nodes(&self) -> usize {
        (1 + self.deliverables.len()) * self.gives.len()
    }

    /// The n-th arrow out of a node: within its row first (out of what exists once, within every row), then dependencies.
    fn arrow(&self, node: usize, n: usize) -> Option<usize> {
        if node == self.nodes() {
            return None;
        }
        let (row, stream) = (node / self.gives.len(), node % self.gives.len());
        let next = &self.gives[stream];
        let rows = if row == 0 { 1 + self.deliverables.len() } else { 1 };
        if n < rows * next.len() {
            let (there, to) = (row + n / next.len(), next[n % next.len()]);
            // A row that skips what exists once gets nothing from it, and the campaign has nothing else.
            let joined = self.node(there, stream) == node && (there > 0 || self.context.once[to]);
            return Some(if joined { self.node(there, to) } else { self.nodes() });
        }
        self.arrows.get(&node)?.get(n - rows * next.len()).copied()
    }

    /// A circle of tasks, if there is one.
    fn circle(&self) -> Option<Vec<(Option<DeliverableId>, StreamId)>> {
        let found = circle(self.nodes() + 1, |node, n| self.arrow(node, n))?;
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
    let circle: BTreeSet<(Option<DeliverableId>, StreamId)> = tasks.iter().copied().collect();
    let inside = |task: &Task| circle.contains(&(Some(task.0), task.1));
    let guilty = read.iter().find(|(it, _)| inside(&it.from) && inside(&it.to));
    let Some((_, item)) = guilty else { return };
    let skipped = |(of, stream): &(Option<DeliverableId>, StreamId)| {
        of.is_some_and(|of| context.skips(of, *stream))
    };
    let real = tasks.iter().filter(|task| !skipped(task));
    let names: Vec<String> = real.map(|task| task_name(context, *task)).collect();
    let shown = shown(&names.iter().map(String::as_str).collect::<Vec<&str>>());
    let note = Note::new(item.at, format!("tasks wait for each other in a circle: {shown}"));
    notes.push(note.label("part of a circle").help("take one of these dependencies away"));
}

fn task_name(context: &Context<'_>, (of, stream): (Option<DeliverableId>, StreamId)) -> String {
    let deliverable = |of: DeliverableId| context.deliverable_items()[of].value.name.value();
    let deliverable = of.map_or(Some(CAMPAIGN), |of| deliverable(of).map(String::as_str));
    let stream = context.stream_items()[stream].value.name.value();
    format!("{}/{}", deliverable.unwrap_or(""), stream.map_or("", String::as_str))
}
