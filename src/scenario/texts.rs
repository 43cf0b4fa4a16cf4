//! Texts of the format: names, words, and levers that carry a name or a number.

use super::definitions::Definitions;
use super::names::{fault, quoted};
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::Node;
use crate::model::{Clock, Priority, Route, Sessions, Start, SyncOr, Tier, With, Word};
use crate::text::nearest;
use serde_json::{Value, json};

/// A name: not empty, no control characters.
#[derive(Debug)]
pub enum Name {}

impl Read for Name {
    type Value = String;
    fn read(node: &Node, notes: &mut Notes) -> Option<String> {
        let Some(text) = node.text() else {
            notes.wrong(node, "a name in quotes");
            return None;
        };
        match fault(text) {
            None => Some(text.to_owned()),
            Some(reason) => {
                let message = format!("{} cannot be a name", quoted(text));
                notes.push(Note::new(node.at, message).label(reason));
                None
            }
        }
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string", "minLength": 1, "maxLength": 200 })
    }
}

/// A description: any text without control characters other than line breaks.
#[derive(Debug)]
pub enum Text {}

impl Read for Text {
    type Value = String;
    fn read(node: &Node, notes: &mut Notes) -> Option<String> {
        let Some(text) = node.text() else {
            notes.wrong(node, "a text in quotes");
            return None;
        };
        let joined = text.split_whitespace().collect::<Vec<&str>>().join(" ");
        if joined.chars().any(char::is_control) {
            let note =
                Note::new(node.at, "a text cannot hold control characters or escape sequences");
            notes.push(note.label("holds a control character"));
            return None;
        }
        Some(joined)
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
}

/// What kind of step a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Done by a team.
    Work,
    /// Worked by reviewers.
    Approval,
}

impl Word for Kind {
    const WHAT: &'static str = "a kind of stream";
    const WORDS: &'static [(&'static str, Kind)] =
        &[("work", Kind::Work), ("approval", Kind::Approval)];
}

/// The words of a type, quoted.
fn quoted_words<W: Word>() -> String {
    let all: Vec<String> = W::WORDS.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    all.join(", ")
}

fn words<W: Word>() -> Vec<&'static str> {
    W::WORDS.iter().map(|(word, _)| *word).collect()
}

/// What a word of a type means.
pub fn meaning<W: Word>(text: &str) -> Option<W> {
    W::WORDS.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning)
}

/// One of the words of a type; `None` after noting that it is none of them.
fn word<W: Word>(node: &Node, notes: &mut Notes) -> Option<W> {
    let (what, allowed) = (W::WHAT, quoted_words::<W>());
    let Some(text) = node.text() else {
        notes.wrong(node, &format!("{what}, one of {allowed}"));
        return None;
    };
    if let Some(meaning) = meaning(text) {
        return Some(meaning);
    }
    let near = nearest(text, words::<W>());
    let near = near.map(|word| format!("did you mean \"{word}\"? ")).unwrap_or_default();
    let note = Note::new(node.at, format!("{} is not {what}", quoted(text)));
    notes.push(note.label("not one of the words").help(format!("{near}allowed are {allowed}")));
    None
}

/// Types of which the file writes one of their words.
macro_rules! read_as_words {
    ($($name:ident)*) => {$(
        impl Read for $name {
            type Value = $name;
            fn read(node: &Node, notes: &mut Notes) -> Option<$name> {
                word(node, notes)
            }
            fn schema(_: &mut Definitions) -> Value {
                json!({ "type": "string", "enum": words::<$name>() })
            }
        }
    )*};
}

read_as_words! { Kind Tier Clock Route Sessions With Priority }

const STARTS: &str = "allowed are \"final\", \"brief\" and \"early(0.5)\" (a share of the effort above 0 and below 1)";

impl Read for Start {
    type Value = Start;
    fn read(node: &Node, notes: &mut Notes) -> Option<Start> {
        let Some(text) = node.text() else {
            notes.wrong(node, "a start: \"final\", \"brief\" or \"early(0.5)\"");
            return None;
        };
        let share = text.strip_prefix("early(").and_then(|rest| rest.strip_suffix(')'));
        let share = share.and_then(|share| share.trim().parse::<f64>().ok());
        let (message, label) = match (meaning(text), share) {
            (Some(start), _) => return Some(start),
            (_, Some(share)) if share > 0.0 && share < 1.0 => return Some(Start::Early(share)),
            (_, Some(_)) => ("is out of range", "the share must be above 0 and below 1"),
            _ => ("is not a start", "not a start"),
        };
        let note = Note::new(node.at, format!("{} {message}", quoted(text)));
        notes.push(note.label(label).help(STARTS));
        None
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string", "pattern": "^(final|brief|early\\( *[0-9.eE+-]+ *\\))$" })
    }
}

impl<W: Word> Read for SyncOr<W> {
    type Value = SyncOr<W>;
    fn read(node: &Node, notes: &mut Notes) -> Option<SyncOr<W>> {
        let what = W::WHAT;
        let allowed =
            format!("{} or \"sync NAME\" (one of the model's syncs)", quoted_words::<W>());
        let Some(text) = node.text() else {
            notes.wrong(node, &format!("{what}: {allowed}"));
            return None;
        };
        let name = text.strip_prefix("sync ").map(str::trim).filter(|name| !name.is_empty());
        let read = meaning(text).map(SyncOr::Word);
        read.or_else(|| name.map(|name| SyncOr::Sync(name.to_owned()))).or_else(|| {
            let note = Note::new(node.at, format!("{} is not {what}", quoted(text)));
            notes.push(note.label(format!("not {what}")).help(format!("allowed are {allowed}")));
            None
        })
    }
    fn schema(_: &mut Definitions) -> Value {
        let sync = json!({ "type": "string", "pattern": "^sync .*\\S" });
        json!({ "anyOf": [{ "enum": words::<W>() }, sync] })
    }
}
