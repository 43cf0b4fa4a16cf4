//! Problems of a log: of each kind the first place, and on how many lines more.

use super::text::Refusal;
use crate::scenario::{Note, Origin, Place, Problems, Source, problems};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// So many further lines are named.
const NAMED: usize = 5;

/// What is wrong with a log.
pub struct Findings<'t> {
    name: &'t str,
    text: &'t str,
    /// By kind and column.
    found: BTreeMap<(&'static str, usize), Kind>,
}

struct Kind {
    note: Note,
    lines: Vec<usize>,
    more: usize,
}

impl<'t> Findings<'t> {
    /// None yet.
    pub fn new(name: &'t str, text: &'t str) -> Findings<'t> {
        Findings { name, text, found: BTreeMap::new() }
    }

    /// A problem of a row on a line; `kind` tells it from others of its column, and is what is wrong in short.
    pub fn row(
        &mut self,
        kind: &'static str,
        column: usize,
        line: usize,
        told: impl FnOnce() -> (Range<usize>, String, String),
    ) {
        if let Some(known) = self.found.get_mut(&(kind, column)) {
            known.more += 1;
            if known.lines.len() < NAMED {
                known.lines.push(line);
            }
            return;
        }
        let (range, message, help) = told();
        let at = Place { source: 0, start: range.start, end: range.end };
        let note = Note::new(at, message).label(kind).help(help);
        self.found.insert((kind, column), Kind { note, lines: Vec::new(), more: 0 });
    }

    /// A problem at a place that is no row's.
    pub fn place(&mut self, range: Range<usize>, message: &str, help: &str) {
        let at = Place { source: 0, start: range.start, end: range.end };
        let note = Note::new(at, message).help(help);
        let number = self.found.len();
        self.found.insert(("", number), Kind { note, lines: Vec::new(), more: 0 });
    }

    /// A problem of the whole file, shown at its first line.
    pub fn whole(&mut self, message: &str, help: &str) {
        let first = self.text.find('\n').unwrap_or(self.text.len());
        self.place(0..first, message, help);
    }

    /// Whether nothing is wrong so far.
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them, if there are any.
    pub fn problems(self) -> Option<Problems> {
        if self.found.is_empty() {
            return None;
        }
        let notes = self.found.into_values().map(Kind::told).collect();
        problems(notes, &[source(self.name, self.text)], None)
    }
}

impl Kind {
    fn told(self) -> Note {
        let Kind { mut note, lines, more } = self;
        if more > 0 {
            let named: Vec<String> = lines.iter().map(ToString::to_string).collect();
            let dots = if more > lines.len() { ", ..." } else { "" };
            let lines = if more == 1 { "line" } else { "lines" };
            note.message += &format!(" (and on {more} more {lines}: {}{dots})", named.join(", "));
        }
        note
    }
}

/// What is wrong with a file that is no log at all.
pub fn refusal(name: &str, refusal: &Refusal) -> Problems {
    let (mut text, mut at) = (String::new(), Place::default());
    // Lines before it are as empty ones: what they hold does not matter.
    if let Some((line, number, range)) = &refusal.at {
        text = "\n".repeat(number - 1);
        (at.start, at.end) = (text.len() + range.start, text.len() + range.end);
        text += line;
    }
    let note = Note::new(at, refusal.message.clone()).help(refusal.help.clone());
    Problems::of(note, "", &[source(name, &text)])
}

fn source(name: &str, text: &str) -> Arc<Source> {
    Arc::new(Source { origin: Origin::File, name: name.to_owned(), text: text.to_owned() })
}
