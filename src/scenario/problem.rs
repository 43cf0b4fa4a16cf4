//! Problems of a scenario file: collected while reading, shown all at once in rustc's look.

use super::names::is_hidden;
use super::path::push_key;
use super::tree::{Node, Place, Value};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// At most so many problems are kept and shown; the rest is counted, so that a file that is wrong all over
/// costs no more than one that is wrong in places.
const SHOWN: usize = 100;

/// So many bytes of an offending text, and of the line after it, are shown.
const LONGEST_SHOWN: usize = 400;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The value's path in the file, such as `models[1].release`; empty for the file as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// A few words beside the offending text.
    pub label: String,
    /// What is allowed, and the nearest valid name; may be empty.
    pub help: String,
    /// Line of the offending text, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    spot: Spot,
}

/// What is shown of the source: its name and the line (or lines) with the offending text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    name: String,
    excerpt: String,
    span: (usize, usize),
}

/// All problems of a scenario; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    /// How many more there are.
    more: usize,
}

impl Problems {
    /// The first problems, in the order of the file.
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// The problems as text in rustc's look: with terminal colours, or plain.
    pub fn render(&self, color: bool) -> String {
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let mut blocks: Vec<String> =
            self.list.iter().map(|problem| renderer.render(&[problem.report()])).collect();
        if self.more > 0 {
            blocks.push(format!("... and {} more problems", self.more));
        }
        blocks.join("\n\n")
    }

    /// One problem.
    pub(crate) fn of(note: Note, path: &str, sources: &[Arc<Source>]) -> Problems {
        problem(note, path.to_owned(), &mut Lines::new(sources)).into()
    }

    /// Several lots of problems as one.
    pub fn joined(lots: impl IntoIterator<Item = Problems>) -> Option<Problems> {
        let mut all = Problems { list: Vec::new(), more: 0 };
        for lot in lots {
            all.more += lot.more;
            all.list.extend(lot.list);
        }
        all.more += all.list.len().saturating_sub(SHOWN);
        all.list.truncate(SHOWN);
        (!all.list.is_empty()).then_some(all)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Problems {
        Problems { list: vec![problem], more: 0 }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

impl Problem {
    fn report(&self) -> Group<'_> {
        let (start, end) = self.spot.span;
        let annotation = AnnotationKind::Primary.span(start..end).label(self.label.as_str());
        let snippet = Snippet::source(self.spot.excerpt.as_str())
            .line_start(self.line)
            .path(self.spot.name.as_str())
            .annotation(annotation);
        let group = Level::ERROR.primary_title(self.message.as_str()).element(snippet);
        if self.help.is_empty() {
            group
        } else {
            group.element(Level::HELP.message(self.help.as_str()))
        }
    }
}

/// What kind of text a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The scenario file.
    File,
    /// A `--set KEY=VALUE`.
    Set,
    /// The models that stand for a missing `[[models]]`.
    DefaultModels,
}

/// A text that values were read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is.
    pub origin: Origin,
    /// Its name in messages.
    pub name: String,
    /// The text.
    pub text: String,
}

/// A problem as noted while reading: not yet tied to lines and paths.
#[derive(Clone, Debug)]
pub struct Note {
    /// The offending text.
    pub at: Place,
    /// The key that is missing or unknown, where the place is that of its table.
    pub key: Option<String>,
    /// See [`Problem::message`].
    pub message: String,
    /// See [`Problem::label`].
    pub label: String,
    /// See [`Problem::help`].
    pub help: String,
    /// The table, if this is about a key that it does not know.
    pub unknown_in: Option<Place>,
}

impl Note {
    /// A problem with a value.
    pub fn new(at: Place, message: impl Into<String>) -> Note {
        Note {
            at,
            key: None,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            unknown_in: None,
        }
    }

    /// A few words beside the offending text.
    pub fn label(mut self, label: impl Into<String>) -> Note {
        self.label = label.into();
        self
    }

    /// What is allowed.
    pub fn help(mut self, help: impl Into<String>) -> Note {
        self.help = help.into();
        self
    }

    /// About a key that the table at this place does not know.
    pub fn unknown_in(mut self, table: Place) -> Note {
        self.unknown_in = Some(table);
        self
    }

    /// The missing or unknown key.
    pub fn key(mut self, key: &str) -> Note {
        self.key = Some(key.to_owned());
        self
    }
}

/// Turns notes into problems, in the order of the sources; `None` if there are none.
pub fn problems(
    notes: Vec<Note>,
    sources: &[Arc<Source>],
    root: Option<&Node>,
) -> Option<Problems> {
    if notes.is_empty() {
        return None;
    }
    let mut notes = notes;
    // What a table lacks may stand under the key that it does not know.
    let misspelt: BTreeSet<Place> = notes.iter().filter_map(|note| note.unknown_in).collect();
    notes.retain(|note| note.unknown_in.is_some() || !misspelt.contains(&note.at));
    notes.sort_by_key(|note| note.at);
    let more = notes.len().saturating_sub(SHOWN);
    notes.truncate(SHOWN);
    let paths = root.map(|root| paths_of(&notes, root)).unwrap_or_default();
    let mut lines = Lines::new(sources);
    let list = notes.into_iter().map(|note| {
        let path = paths.get(&note.at).cloned().unwrap_or_default();
        problem(note, path, &mut lines)
    });
    Some(Problems { list: list.collect(), more })
}

/// A problem at its place in the sources.
pub fn problem(note: Note, path: String, lines: &mut Lines<'_>) -> Problem {
    let mut at = note.at;
    let mut message = note.message;
    match lines.sources[at.source].origin {
        Origin::File => {}
        Origin::Set => {
            let option = &lines.sources[note.at.source].name;
            message.push_str(&format!(" (given by {option})"));
        }
        Origin::DefaultModels => {
            at = Place::default();
            message.push_str(" (one of the models compared where the file has no [[models]])");
        }
    }
    let path = match note.key {
        Some(key) if path.is_empty() => key,
        Some(key) => format!("{path}.{key}"),
        None => path,
    };
    let (line, column, spot) = lines.spot(at);
    Problem { path, message, label: note.label, help: note.help, line, column, spot }
}

/// The sources with the starts of their lines, found once per source.
pub struct Lines<'a> {
    sources: &'a [Arc<Source>],
    starts: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Lines<'a> {
    /// Nothing found yet.
    pub fn new(sources: &'a [Arc<Source>]) -> Lines<'a> {
        Lines { sources, starts: BTreeMap::new() }
    }

    /// A place as people name it: `file.toml:12`.
    pub fn named(&mut self, at: Place) -> String {
        let (line, _, spot) = self.spot(at);
        format!("{}:{line}", spot.name)
    }

    /// Line and column of a place, and its first line as an excerpt.
    fn spot(&mut self, at: Place) -> (usize, usize, Spot) {
        let source = &self.sources[at.source];
        let text = source.text.as_str();
        let starts = self.starts.entry(at.source).or_insert_with(|| line_starts(text));
        let start = floor(text, at.start);
        let end = floor(text, at.end).max(start);
        let line = starts.partition_point(|first| *first <= start);
        let from = starts[line - 1];
        let next = starts.get(line).map_or(text.len(), |next| next - 1);
        let to = next.max(start);
        let end = end.min(to);
        let before = printable(&text[from..start]);
        let within = printable(shortened(text[start..end].trim_end_matches('\r')));
        let after = printable(shortened(text[end..to].trim_end_matches('\r')));
        let column = text[from..start].chars().count() + 1;
        let span = (before.len(), before.len() + within.len());
        let spot = Spot { name: source.name.clone(), excerpt: before + &within + &after, span };
        (line, column, spot)
    }
}

/// The byte at which each line starts; never empty.
fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
}

/// A text whose hidden characters cannot act on a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c != '\t' && is_hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// The first part of a text that is too long to show.
fn shortened(text: &str) -> &str {
    &text[..floor(text, LONGEST_SHOWN)]
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// The paths of all places that notes speak of, found in one walk over the tree.
fn paths_of(notes: &[Note], root: &Node) -> BTreeMap<Place, String> {
    let mut wanted: BTreeMap<Place, String> = BTreeMap::new();
    for note in notes {
        wanted.insert(note.at, String::new());
    }
    walk(root, &mut String::new(), &mut wanted);
    wanted
}

fn walk(node: &Node, path: &mut String, wanted: &mut BTreeMap<Place, String>) {
    name_place(node.at, path, wanted);
    let length = path.len();
    match &node.value {
        Value::Table(table) => {
            for entry in &table.entries {
                push_key(path, &entry.key);
                name_place(entry.at, path, wanted);
                walk(&entry.node, path, wanted);
                path.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                walk(item, path, wanted);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// The innermost path wins where several values share a place, as a list and its first table do.
fn name_place(at: Place, path: &str, wanted: &mut BTreeMap<Place, String>) {
    if let Some(found) = wanted.get_mut(&at) {
        path.clone_into(found);
    }
}
