//! What every part of the resolution looks up: names and the graph of streams.

use super::names::{Index, fault, help, quoted};
use super::problem::Note;
use super::read::{At, Notes, Slot};
use super::texts::{Kind, meaning};
use super::tree::Place;
use super::wire::{Deliverable, File, Stream};
use crate::model::{DeliverableId, StreamId, StreamSet, TeamId};
use std::collections::BTreeSet;

/// Names of teams, streams and deliverables, and how streams are joined.
pub struct Context<'a> {
    /// The file as read.
    pub file: &'a File,
    /// Teams by name.
    pub teams: Index,
    /// Streams by name.
    pub streams: Index,
    /// Deliverables by name.
    pub deliverables: Index,
    /// For each stream, whether it is an approval.
    pub approval: Vec<bool>,
    /// For each stream, whether it exists once.
    pub once: Vec<bool>,
    /// For each stream, the known streams that it needs.
    pub needs: Vec<Vec<StreamId>>,
}

impl<'a> Context<'a> {
    /// Collects the names, noting doubled and reserved ones, and the known needs.
    pub fn new(file: &'a File, notes: &mut Notes) -> Context<'a> {
        let teams = team_names(file, notes);
        let stream_names = file.streams.items().iter().map(|stream| &stream.value.name);
        let streams = unique_names("stream", stream_names, notes);
        let deliverable_names = file.deliverables.items().iter().map(|item| &item.value.name);
        let deliverables = unique_names("deliverable", deliverable_names, notes);
        let kinds = file.streams.items().iter().map(|stream| stream.value.kind.value());
        let approval = kinds.map(|kind| kind == Some(&Kind::Approval)).collect();
        let once = file.streams.items().iter().map(|stream| stream.value.once.or(false)).collect();
        let needs = needs(file, &streams, notes);
        Context { file, teams, streams, deliverables, approval, once, needs }
    }

    /// The streams as written.
    pub fn stream_items(&self) -> &'a [At<Stream>] {
        self.file.streams.items()
    }

    /// The deliverables as written.
    pub fn deliverable_items(&self) -> &'a [At<Deliverable>] {
        self.file.deliverables.items()
    }

    /// The team of a name, after noting that there is none.
    pub fn team(&self, name: &At<String>, notes: &mut Notes) -> Option<TeamId> {
        find("team", &self.teams, &name.value, name.at, notes)
    }

    /// The stream of a name, after noting that there is none.
    pub fn stream(&self, name: &At<String>, notes: &mut Notes) -> Option<StreamId> {
        find("stream", &self.streams, &name.value, name.at, notes)
    }

    /// The work stream of a name, after noting that there is none or that it is an approval.
    pub fn work_stream(
        &self,
        name: &At<String>,
        what: &str,
        notes: &mut Notes,
    ) -> Option<StreamId> {
        let stream = self.stream(name, notes)?;
        if !self.approval[stream] {
            return Some(stream);
        }
        let message = format!("{what} cannot be the approval {}", quoted(&name.value));
        let is_work = |name: &&str| self.streams.get(name).is_some_and(|id| !self.approval[id]);
        let work: Vec<String> = self.streams.names().filter(is_work).map(quoted).collect();
        let note = Note::new(name.at, message).label("an approval, not a work stream");
        notes.push(note.help(format!("work streams are {}", work.join(", "))));
        None
    }

    /// The streams that a row of handoffs speaks of; `None` after noting an unknown name.
    pub fn stream_set(&self, name: &Slot<String>, notes: &mut Notes) -> Option<StreamSet> {
        let name = match name {
            Slot::Absent => return Some(StreamSet::Any),
            Slot::Bad => return None,
            Slot::Given(name) => name,
        };
        let text = name.value.as_str();
        if !text.starts_with('@') {
            return self.stream(name, notes).map(StreamSet::One);
        }
        meaning(text).or_else(|| {
            let note = Note::new(name.at, format!("unknown selector {}", quoted(text)));
            let help = "selectors are `@work`, `@approval`, `@first`, `@once`";
            notes.push(note.label("not a selector").help(help));
            None
        })
    }

    /// Whether a stream is in a set.
    pub fn holds(&self, set: StreamSet, stream: StreamId) -> bool {
        match set {
            StreamSet::Any => true,
            StreamSet::One(one) => one == stream,
            StreamSet::Work => !self.approval[stream],
            StreamSet::Approval => self.approval[stream],
            StreamSet::First => self.needs[stream].is_empty(),
            StreamSet::Once => self.once[stream],
        }
    }

    /// For each stream, the streams that need it.
    pub fn gives(&self) -> Vec<Vec<StreamId>> {
        let mut gives = vec![Vec::new(); self.needs.len()];
        for (stream, needs) in self.needs.iter().enumerate() {
            needs.iter().for_each(|need| gives[*need].push(stream));
        }
        gives
    }

    /// Whether a deliverable skips a stream.
    pub fn skips(&self, deliverable: DeliverableId, stream: StreamId) -> bool {
        let skip = self.deliverable_items()[deliverable].value.skip.items();
        skip.iter().any(|name| self.streams.get(&name.value) == Some(stream))
    }

    /// For each stream, whether it comes before the given one (through any number of needs).
    pub fn ancestors(&self, stream: StreamId) -> Vec<bool> {
        let mut found = vec![false; self.needs.len()];
        let mut waiting = self.needs[stream].clone();
        while let Some(next) = waiting.pop() {
            if !found[next] {
                found[next] = true;
                waiting.extend(&self.needs[next]);
            }
        }
        found
    }
}

/// The position of a name, after noting that there is none.
pub fn find(kind: &str, index: &Index, name: &str, at: Place, notes: &mut Notes) -> Option<usize> {
    let found = index.get(name);
    if found.is_none() {
        let note = Note::new(at, format!("unknown {kind} {}", quoted(name)));
        let help = if notes.crowded() { String::new() } else { help(name, index.names()) };
        notes.push(note.label(format!("no such {kind}")).help(help));
    }
    found
}

/// The known deliverables of a list of names.
pub fn deliverables(
    context: &Context<'_>,
    names: &[At<String>],
    notes: &mut Notes,
) -> Vec<DeliverableId> {
    let find =
        |name: &At<String>| find("deliverable", &context.deliverables, &name.value, name.at, notes);
    names.iter().filter_map(find).collect()
}

fn team_names(file: &File, notes: &mut Notes) -> Index {
    let mut index = Index::default();
    let entries = file.teams.entries();
    for (position, (name, _)) in entries.iter().enumerate() {
        let reserved = (name.value == "none").then_some("`none` stands for no team");
        if let Some(reason) = fault(&name.value).or(reserved) {
            let note = Note::new(name.at, format!("{} cannot be a team", quoted(&name.value)));
            notes.push(note.label(reason));
        }
        index.add(&name.value, position);
    }
    index
}

/// Collects the names of a list, noting doubled ones and selectors.
pub fn unique_names<'n>(
    kind: &str,
    names: impl Iterator<Item = &'n Slot<String>>,
    notes: &mut Notes,
) -> Index {
    let mut index = Index::default();
    for (position, slot) in names.enumerate() {
        let Some(name) = slot.given() else { continue };
        if name.value.starts_with('@') && kind == "stream" {
            let note = Note::new(name.at, format!("{} cannot be a stream", quoted(&name.value)));
            notes.push(note.label("names with @ are reserved for selectors such as `@work`"));
        }
        if !index.add(&name.value, position) {
            doubled(kind, name, notes);
        }
    }
    index
}

/// Notes that a name is used twice.
pub fn doubled(kind: &str, name: &At<String>, notes: &mut Notes) {
    let message = format!("there are two {kind}s called {}", quoted(&name.value));
    let note = Note::new(name.at, message).label("used before");
    notes.push(note.help(format!("every {kind} needs a name of its own")));
}

fn needs(file: &File, streams: &Index, notes: &mut Notes) -> Vec<Vec<StreamId>> {
    let mut of = |stream: &At<Stream>| {
        let mut seen = BTreeSet::new();
        let mut known = Vec::new();
        for name in stream.value.needs.items() {
            let Some(id) = find("stream", streams, &name.value, name.at, notes) else { continue };
            if seen.insert(id) {
                known.push(id);
            } else {
                let message = format!("{} is listed twice", quoted(&name.value));
                notes.push(Note::new(name.at, message).label("listed before"));
            }
        }
        known
    };
    file.streams.items().iter().map(&mut of).collect()
}
