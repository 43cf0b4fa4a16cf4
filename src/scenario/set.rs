//! Paths into a document: `--set KEY=VALUE`, the list of settable paths, the place of a path.
//!
//! An element of an array of tables is addressed by its `name` (a reviewer also by its `team`), or by
//! its index in brackets.

use super::document::Document;
use super::names::{help, quoted};
use super::path::{Step, StepKind, push_key, steps};
use super::presets;
use super::problem::{Note, Origin, Problems, Source};
use super::tree::{self, Entry, Node, Place, Table, Value};
use std::sync::Arc;
use toml::de::DeValue;

/// So many paths are compared with a wrong one.
const COMPARED: usize = 10_000;

/// A value of the document that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its path, as `--set` takes it.
    pub path: String,
    /// Its value now, as TOML.
    pub value: String,
}

/// The document with all sets applied, those of models last: where the file has no models, the
/// default ones are written first, and which these are may itself be set.
pub fn apply(
    document: &Document,
    sets: &[(String, String)],
    option: &str,
) -> Result<Document, Problems> {
    let mut changed = document.clone();
    let mut lots = Vec::new();
    let of_models = |key: &str| {
        let first = steps(key).and_then(|steps| steps.into_iter().next());
        first.is_some_and(|step| step.kind == StepKind::Key("models".to_owned()))
    };
    let (last, first): (Vec<_>, Vec<_>) = sets.iter().partition(|(key, _)| of_models(key));
    for (key, value) in first {
        lots.extend(changed.set(key, value, option).err());
    }
    if !last.is_empty() {
        changed = changed.with_models().into_owned();
    }
    for (key, value) in last {
        lots.extend(changed.set(key, value, option).err());
    }
    match Problems::joined(lots) {
        Some(problems) => Err(problems),
        None => Ok(changed),
    }
}

impl Document {
    fn set(&mut self, key: &str, value: &str, option: &str) -> Result<(), Problems> {
        let source = self.sources.len();
        let text = format!("{key}={value}");
        self.sources.push(Arc::new(Source { origin: Origin::Set, name: option.to_owned(), text }));
        let whole = Place { source, start: 0, end: key.len() };
        let Some(steps) = steps(key) else {
            let note = Note::new(whole, format!("{} is not a path", quoted(key)));
            let note = note.label("not a path").help("paths look like teams.legal.people");
            return Err(Problems::of(note, key, &self.sources));
        };
        let node = value_of(value, key.len() + 1, source);
        write_out_sync(&mut self.root, &steps, whole);
        let refused =
            unknown_team(&self.root, &steps, source).or_else(|| other_file(&steps, whole));
        let done = match refused {
            Some(note) => Err(Box::new(note)),
            None => insert(&mut self.root, &steps, node, source),
        };
        done.map_err(|note| {
            let help = if note.help.is_empty() { near_paths(self, key) } else { note.help.clone() };
            Problems::of(note.help(help), key, &self.sources)
        })
    }

    /// Everything that can be set, with its value now: every value that the file writes, and the
    /// default models where it has none of its own.
    pub fn paths(&self) -> Vec<Setting> {
        let mut list = Vec::new();
        collect(&self.with_models().root, &mut String::new(), &mut list);
        list
    }

    /// The value at a path, as TOML; `None` where neither the file nor the default models write one.
    pub fn value_at(&self, path: &str) -> Option<String> {
        let document = self.with_models();
        let mut steps = steps(path)?.into_iter();
        steps.try_fold(&document.root, |node, step| below(node, &step.kind)).map(shown)
    }
}

/// The value of a `--set`: TOML if it is TOML, else the text itself.
fn value_of(text: &str, offset: usize, source: usize) -> Node {
    let whole = Place { source, start: offset, end: offset + text.len() };
    match DeValue::parse(text) {
        Ok(value) => {
            let mut node = tree::from_value(value, source);
            shift(&mut node, offset);
            node
        }
        Err(_) => Node { at: whole, value: Value::String(text.to_owned()) },
    }
}

/// Moves the places of a value that was parsed from the end of a longer text.
fn shift(node: &mut Node, by: usize) {
    node.at.start += by;
    node.at.end += by;
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| shift(item, by)),
        Value::Table(table) => {
            for entry in &mut table.entries {
                entry.at.start += by;
                entry.at.end += by;
                shift(&mut entry.node, by);
            }
        }
        _ => {}
    }
}

/// Puts a value at a path, making missing tables; an element of a list must be there already.
fn insert(node: &mut Node, steps: &[Step], value: Node, source: usize) -> Result<(), Box<Note>> {
    let Some((step, rest)) = steps.split_first() else {
        *node = value;
        return Ok(());
    };
    let at = Place { source, start: step.start, end: step.end };
    match (&mut node.value, &step.kind) {
        (Value::Table(table), StepKind::Key(key)) => {
            insert(entry_of(table, key, at), rest, value, source)
        }
        (Value::Array(items), kind) => match element(items, kind) {
            Some(index) => insert(&mut items[index], rest, value, source),
            None => Err(Box::new(no_element(items, kind, at))),
        },
        _ => {
            let note = Note::new(at, "there is nothing below this value");
            Err(Box::new(note.label("its parent is not a table")))
        }
    }
}

/// A list has no element of that name or index.
fn no_element(items: &[Node], step: &StepKind, at: Place) -> Note {
    let wanted = match step {
        StepKind::Key(key) => key.clone(),
        StepKind::Index(index) => index.to_string(),
    };
    let names: Vec<&str> = items.iter().filter_map(element_name).collect();
    let note = Note::new(at, format!("the list has no element {}", quoted(&wanted)));
    note.label("not in this list").help(help(&wanted, names.iter().copied()))
}

/// The name of an element: its `name`, or else its `team`.
fn element_name(item: &Node) -> Option<&str> {
    let table = item.table()?;
    table.get("name").or_else(|| table.get("team")).and_then(Node::text)
}

/// The value under a key; an empty table is put there if the key is missing.
fn entry_of<'a>(table: &'a mut Table, key: &str, at: Place) -> &'a mut Node {
    let index = table.position(key).unwrap_or_else(|| {
        let node = Node { at, value: Value::Table(Table::default()) };
        table.entries.push(Entry { key: key.to_owned(), at, node });
        table.entries.len() - 1
    });
    &mut table.entries[index].node
}

/// The element of a list that a step names: by index, by `name`, or by `team`.
fn element(items: &[Node], step: &StepKind) -> Option<usize> {
    match step {
        StepKind::Index(index) => (*index < items.len()).then_some(*index),
        StepKind::Key(key) => {
            let has = |item: &Node, field: &str| {
                item.table().and_then(|table| table.get(field)).and_then(Node::text) == Some(key)
            };
            let by = |field: &str| items.iter().position(|item| has(item, field));
            by("name").or_else(|| by("team"))
        }
    }
}

/// A team that a path names but the document does not have: a slip there must not found a new team.
fn unknown_team(root: &Node, steps: &[Step], source: usize) -> Option<Note> {
    let [first, second, ..] = steps else { return None };
    let StepKind::Key(name) = &second.kind else { return None };
    if first.kind != StepKind::Key("teams".to_owned()) {
        return None;
    }
    let teams = root.table()?.get("teams").and_then(Node::table);
    if teams.is_some_and(|teams| teams.get(name).is_some()) {
        return None;
    }
    let at = Place { source, start: second.start, end: second.end };
    let known = teams.map(|table| table.entries.iter().map(|entry| entry.key.as_str()));
    let help = help(name, known.into_iter().flatten().collect::<Vec<&str>>());
    Some(Note::new(at, format!("unknown team {}", quoted(name))).label("no such team").help(help))
}

/// Another file of deliverables than the scenario's: it was not read.
fn other_file(steps: &[Step], at: Place) -> Option<Note> {
    let is = |step: &Step, key: &str| step.kind == StepKind::Key(key.to_owned());
    let [first, .., last] = steps else { return None };
    (is(first, "deliverables") && is(last, "file")).then(|| {
        Note::new(at, "a file of deliverables cannot be set: it was not read").label("not read").help(
            "write `file` into the scenario itself; what came from its rows can be set, such as \
             deliverables.NAME.count",
        )
    })
}

/// Gives a model an element for a sync that a path names and that only its preset has: what is set there then
/// changes that sync.
fn write_out_sync(root: &mut Node, steps: &[Step], at: Place) -> Option<()> {
    let [models, model, syncs, sync, _, ..] = steps else { return None };
    let StepKind::Key(name) = &sync.kind else { return None };
    let is = |step: &Step, key: &str| step.kind == StepKind::Key(key.to_owned());
    if !is(models, "models") || !is(syncs, "syncs") {
        return None;
    }
    let models = root.table_mut()?.get_mut("models")?.array_mut()?;
    let index = element(models, &model.kind)?;
    let model = models[index].table_mut()?;
    let preset = presets::find(model.get("preset")?.text()?)?;
    let mut of_preset =
        preset.model.syncs.items().iter().filter_map(|item| item.value.name.value());
    of_preset.find(|known| *known == name)?;
    let list = entry_of(model, "syncs", at);
    if list.table().is_some_and(|table| table.entries.is_empty()) {
        list.value = Value::Array(Vec::new());
    }
    let list = list.array_mut()?;
    if element(list, &sync.kind).is_none() {
        let node = Node { at, value: Value::String(name.clone()) };
        let entries = vec![Entry { key: "name".to_owned(), at, node }];
        list.push(Node { at, value: Value::Table(Table { entries }) });
    }
    Some(())
}

/// How alike two paths must be for one to be suggested for the other (0 to 1).
const ALIKE: f64 = 0.6;

/// The settable paths nearest to a wrong one, as a help text; empty where none is near.
pub fn near_paths(document: &Document, key: &str) -> String {
    let mut scored: Vec<(f64, String)> = document
        .paths()
        .into_iter()
        .filter(|setting| setting.path != key)
        .take(COMPARED)
        .map(|setting| (strsim::normalized_damerau_levenshtein(key, &setting.path), setting.path))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let near = scored.iter().filter(|(score, _)| *score >= ALIKE).take(3);
    let near: Vec<String> = near.map(|(_, path)| quoted(path)).collect();
    if near.is_empty() {
        String::new()
    } else {
        format!("the nearest paths are {}", near.join(", "))
    }
}

/// The place of the longest part of a path that the tree has; the file's start if it has none of it.
pub fn longest_known(root: &Node, path: &str) -> Place {
    let mut node = root;
    for step in steps(path).unwrap_or_default() {
        match below(node, &step.kind) {
            Some(next) => node = next,
            None => break,
        }
    }
    if std::ptr::eq(node, root) { Place::default() } else { node.at }
}

/// What a step of a path leads to.
fn below<'a>(node: &'a Node, step: &StepKind) -> Option<&'a Node> {
    match (&node.value, step) {
        (Value::Table(table), StepKind::Key(key)) => table.get(key),
        (Value::Array(items), kind) => element(items, kind).map(|index| &items[index]),
        _ => None,
    }
}

/// Collects the paths of all values that are not tables or lists of tables.
fn collect(node: &Node, path: &mut String, list: &mut Vec<Setting>) {
    let length = path.len();
    match &node.value {
        Value::Table(table) => {
            for entry in &table.entries {
                push_key(path, &entry.key);
                collect(&entry.node, path, list);
                path.truncate(length);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.table().is_some()) => {
            for (index, item) in items.iter().enumerate() {
                push_element(path, items, index);
                collect(item, path, list);
                path.truncate(length);
            }
        }
        _ => list.push(Setting { path: path.clone(), value: shown(node) }),
    }
}

/// Appends the name of an element, or its index where no name finds it.
fn push_element(path: &mut String, items: &[Node], index: usize) {
    let table = items[index].table();
    let name = table.and_then(|table| table.get("name").or_else(|| table.get("team")));
    let name = name.and_then(Node::text);
    let found =
        name.filter(|name| element(items, &StepKind::Key((*name).to_owned())) == Some(index));
    match found {
        Some(name) => push_key(path, name),
        None => path.push_str(&format!("[{index}]")),
    }
}

/// A value as TOML.
pub fn shown(node: &Node) -> String {
    match &node.value {
        Value::String(text) => format!("{text:?}"),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Boolean(value) => value.to_string(),
        Value::Datetime(value) => value.to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entries: Vec<String> =
                entries.map(|entry| format!("{} = {}", entry.key, shown(&entry.node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
