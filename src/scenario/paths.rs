//! Paths into a document: the list of settable ones, the nearest to a wrong one, the place of one.
//!
//! An element of an array of tables is addressed by its `name` (a reviewer also by its `team`), or by
//! its index in brackets.

use super::names::quoted;
use super::path::{Step, StepKind, push_key, steps};
use super::tree::{Node, Place, Value};

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

/// Everything below a node that can be set, with its value now.
pub fn settings(root: &Node) -> Vec<Setting> {
    let mut list = Vec::new();
    collect(root, &mut String::new(), &mut list);
    list
}

/// The element of a list that a step names: by index, by `name`, or by `team`.
pub fn element(items: &[Node], step: &StepKind) -> Option<usize> {
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

/// How alike two paths must be for one to be suggested for the other (0 to 1).
const ALIKE: f64 = 0.6;

/// The settable paths nearest to a wrong one, as a help text; empty where none is near.
pub fn near_paths(paths: Vec<Setting>, key: &str) -> String {
    let mut scored: Vec<(f64, String)> = paths
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

/// The value at a path, as TOML.
pub fn value_at(root: &Node, path: &str) -> Option<String> {
    let mut steps = steps(path)?.into_iter();
    steps.try_fold(root, |node, step| below(node, &step.kind)).map(shown)
}

/// A path in the one spelling of what it means: without quotes and spaces that it does not need, elements of a list by
/// index; `None` of what is no path.
pub fn meant(root: &Node, path: &str) -> Option<String> {
    let (mut node, mut meant) = (Some(root), String::new());
    for Step { kind, .. } in steps(path)? {
        let found = match node.map(|node| &node.value) {
            Some(Value::Array(items)) => element(items, &kind),
            _ => None,
        };
        match (found, &kind) {
            (Some(index), _) => push_index(&mut meant, index),
            (None, StepKind::Index(index)) => push_index(&mut meant, *index),
            (None, StepKind::Key(key)) => push_key(&mut meant, key),
        }
        node = node.and_then(|node| below(node, &kind));
    }
    Some(meant)
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
        None => push_index(path, index),
    }
}

fn push_index(path: &mut String, index: usize) {
    path.push_str(&format!("[{index}]"));
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
