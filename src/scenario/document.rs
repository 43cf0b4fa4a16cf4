//! A parsed scenario file: changed by `--set`, resolved to a scenario, asked where a path stands.

use super::moment::{LOOKS, fault};
use super::names::{joined, quoted};
use super::paths::{self, Setting};
use super::presets::presets;
use super::problem::{Lines, Note, Origin, Problem, Problems, Source, problem, problems};
use super::read::{Notes, Read};
use super::resolve;
use super::tree::{self, Node, Place, Value};
use super::wire::File;
use crate::model::Scenario;
use std::borrow::Cow;
use std::sync::Arc;
use toml::de::DeTable;

/// A scenario file as a tree that remembers where everything was written.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file, then every other text that values came from.
    pub(super) sources: Vec<Arc<Source>>,
    pub(super) root: Node,
    /// What only schema 2 knows, of tables that are no more in the tree.
    pub(super) newer: Vec<(Place, String)>,
    /// What is wrong with the form of files of deliverables.
    pub(super) noted: Vec<Note>,
}

/// Reads a scenario: the text of a file called `name`, with `--set KEY VALUE` pairs applied.
///
/// # Errors
/// All problems of the file at once.
pub fn load(name: &str, text: &str, sets: &[(String, String)]) -> Result<Scenario, Problems> {
    let document = Document::parse(name, text)?;
    if sets.is_empty() { document.resolve() } else { document.with(sets)?.resolve() }
}

impl Document {
    /// Parses TOML text; a byte order mark and CRLF line ends are accepted.
    ///
    /// # Errors
    /// What is not TOML.
    pub fn parse(name: &str, text: &str) -> Result<Document, Problems> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Source { origin: Origin::File, name: name.to_owned(), text: text.to_owned() };
        let sources = vec![Arc::new(source)];
        let (document, errors) = DeTable::parse_recoverable(text);
        // One slip causes many errors, and a file that is no TOML one a line: only the first is told.
        let notes = errors.first().map(|error| syntax_note(error, text)).into_iter().collect();
        match problems(notes, &sources, None) {
            Some(problems) => Err(problems),
            None => {
                let root = tree::from_document(document, 0);
                Ok(Document { root, sources, newer: Vec::new(), noted: Vec::new() })
            }
        }
    }

    /// The scenario that this document describes.
    ///
    /// # Errors
    /// All problems at once, in the order of the file.
    pub fn resolve(&self) -> Result<Scenario, Problems> {
        let document = self.with_models();
        let (newer, list) = (document.newer.clone(), document.noted.clone());
        let mut notes = Notes { newer, list, ..Notes::default() };
        let file = File::read(&document.root, &mut notes);
        let scenario = file.and_then(|file| resolve::resolve(&file, &mut notes));
        document.finish(scenario, notes)
    }

    fn finish(&self, scenario: Option<Scenario>, notes: Notes) -> Result<Scenario, Problems> {
        let changed = self.changed(notes.changed);
        let mut list = notes.list;
        self.add_near_paths(&mut list);
        match (problems(list, &self.sources, Some(&self.root)), scenario) {
            (Some(problems), _) => Err(problems),
            (None, Some(scenario)) => Ok(Scenario { changed, ..scenario }),
            (None, None) => Err(self.problem_at("", "this is not a scenario", "").into()),
        }
    }

    /// What schema 2 changed about keys of this document, in the order of the file.
    fn changed(&self, mut changed: Vec<(Place, String)>) -> Vec<String> {
        // Who writes no models is told nothing of those that stand for them.
        changed.retain(|(at, _)| self.sources[at.source].origin != Origin::DefaultModels);
        changed.sort();
        let mut lines = Lines::new(&self.sources);
        let line =
            |(at, text)| format!("{}: {text}; `schema = 2` takes this note away", lines.named(at));
        changed.into_iter().map(line).collect()
    }

    /// A problem found later (by the compiler of plans, say), at the place of the longest known part
    /// of a path such as `models[1].handoffs[0].start`.
    pub fn problem_at(&self, path: &str, message: &str, help: &str) -> Problem {
        let place = paths::longest_known(&self.root, path);
        let label = if place == Place::default() { "" } else { "here" };
        let note = Note::new(place, message).label(label).help(help);
        problem(note, path.to_owned(), &mut Lines::new(&self.sources))
    }

    /// File and line of the longest known part of a path: `file.toml:12`.
    pub fn line_of(&self, path: &str) -> String {
        Lines::new(&self.sources).named(paths::longest_known(&self.root, path))
    }

    /// This document, where `[[models]]` is missing with the models that stand for it: all presets, the hub only
    /// where a broker's team is given.
    pub(super) fn with_models(&self) -> Cow<'_, Document> {
        let root = self.root.table();
        if root.is_some_and(|table| table.get("models").is_some()) {
            return Cow::Borrowed(self);
        }
        let broker = root.and_then(|table| table.get("broker")).and_then(Node::table);
        let has_hub = broker.is_some_and(|broker| broker.get("team").is_some());
        let used = presets().iter().filter(|preset| has_hub || !preset.needs_hub());
        let models = used.map(|preset| {
            format!("[[models]]\nname = {:?}\npreset = {:?}\n", preset.title, preset.key)
        });
        let mut document = self.clone();
        document.append(Origin::DefaultModels, "default models", &models.collect::<String>());
        Cow::Owned(document)
    }

    /// Everything that can be set, with its value now: every value that the file writes, and the
    /// default models where it has none of its own.
    pub fn paths(&self) -> Vec<Setting> {
        paths::settings(&self.with_models().root)
    }

    /// The value at a path, as TOML; `None` where neither the file nor the default models write one.
    pub fn value_at(&self, path: &str) -> Option<String> {
        paths::value_at(&self.with_models().root, path)
    }

    /// See [`paths::meant`].
    pub fn meant(&self, path: &str) -> Option<String> {
        paths::meant(&self.with_models().root, path)
    }

    /// Adds the top-level entries of another text.
    fn append(&mut self, origin: Origin, name: &str, text: &str) {
        let index = self.sources.len();
        let Ok(parsed) = DeTable::parse(text) else { return };
        if let (Value::Table(table), Value::Table(more)) =
            (&mut self.root.value, tree::from_document(parsed, index).value)
        {
            table.entries.extend(more.entries);
        }
        let source = Source { origin, name: name.to_owned(), text: text.to_owned() };
        self.sources.push(Arc::new(source));
    }

    /// Where a `--set` made a key that does not exist, the nearest paths that do.
    fn add_near_paths(&self, notes: &mut [Note]) {
        let by_set = |note: &&mut Note| {
            note.unknown_in.is_some() && self.sources[note.at.source].origin == Origin::Set
        };
        for note in notes.iter_mut().filter(by_set) {
            let text = &self.sources[note.at.source].text;
            let key = text.split_once('=').map_or(text.as_str(), |(key, _)| key);
            note.help = joined(&[&note.help, &paths::near_paths(self.paths(), key)]);
        }
    }
}

fn syntax_note(error: &toml::de::Error, text: &str) -> Note {
    let span = error.span().unwrap_or(0..0);
    let place = Place { source: 0, start: span.start, end: span.end };
    let help = "a scenario is a TOML file: `key = value` lines under [tables]; nothing else is checked until it is one";
    // A date without quotes is TOML's own.
    let line = text[..span.start.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
    let line = text[line..].lines().next().unwrap_or_default();
    let written =
        line.split_once('=').map_or("", |(_, value)| value.split('#').next().unwrap_or(""));
    let (message, help) = match fault(written) {
        Some(fault) => (format!("{} is not a date: {fault}", quoted(written.trim())), LOOKS),
        None => (format!("not valid TOML: {}", error.message()), help),
    };
    Note::new(place, message).label("here").help(help)
}
