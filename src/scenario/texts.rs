//! Texts of the format: names, references, and levers that carry a name or a number.

use super::names::{fault, quoted};
use super::problem::Note;
use super::read::{Notes, Read, words};
use super::tree::Node;
use crate::model::{Clock, Priority, Route, Sessions, Tier, With};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A name: not empty, no control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub String);

impl Read for Name {
    fn read(node: &Node, notes: &mut Notes) -> Option<Name> {
        let Some(text) = node.text() else {
            notes.wrong(node, "a name in quotes");
            return None;
        };
        match fault(text) {
            None => Some(Name(text.to_owned())),
            Some(reason) => {
                let message = format!("{} cannot be a name", quoted(text));
                notes.push(Note::new(node.at, message).label(reason));
                None
            }
        }
    }
}

/// A description: any text without control characters other than line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl Read for Text {
    fn read(node: &Node, notes: &mut Notes) -> Option<Text> {
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
        Some(Text(joined))
    }
}

words! {
    /// What kind of step a stream is: whether it is an approval.
    Kind as bool, "a kind of stream" { "work" => false, "approval" => true, }
    /// Risk tier.
    TierWord as Tier, "a tier" { "low" => Tier::Low, "medium" => Tier::Medium, "high" => Tier::High, }
    /// What a change's times count from.
    ClockWord as Clock, "a clock" { "start" => Clock::Start, "launch" => Clock::Launch, }
    /// Order of asking reviewers.
    RouteWord as Route, "a route" { "serial" => Route::Serial, "concurrent" => Route::Concurrent, }
    /// When reviewers work.
    SessionsWord as Sessions, "a kind of review session" {
        "calendar" => Sessions::Calendar, "on-demand" => Sessions::OnDemand,
    }
    /// Which other streams a stream stays in touch with.
    WithWord as With, "a set of streams to stay in touch with" {
        "neighbours" => With::Neighbours, "all" => With::All,
    }
    /// Queue order.
    PriorityWord as Priority, "a queue order" {
        "rework-first" => Priority::ReworkFirst, "fifo" => Priority::Fifo,
    }
}

/// When a receiver may first start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StartLever {
    /// On a finished version.
    Final,
    /// At once.
    Brief,
    /// On a preliminary version.
    Early(f64),
}

const STARTS: &str = "allowed are \"final\", \"brief\" and \"early(0.5)\" (a share of the effort above 0 and below 1)";

impl Read for StartLever {
    fn read(node: &Node, notes: &mut Notes) -> Option<StartLever> {
        let Some(text) = node.text() else {
            notes.wrong(node, "a start: \"final\", \"brief\" or \"early(0.5)\"");
            return None;
        };
        let share = text.strip_prefix("early(").and_then(|rest| rest.strip_suffix(')'));
        let share = share.and_then(|share| share.trim().parse::<f64>().ok());
        match (text, share) {
            ("final", _) => return Some(StartLever::Final),
            ("brief", _) => return Some(StartLever::Brief),
            (_, Some(share)) if share > 0.0 && share < 1.0 => {
                return Some(StartLever::Early(share));
            }
            (_, Some(_)) => {
                let note = Note::new(node.at, format!("{} is out of range", quoted(text)));
                notes.push(note.label("the share must be above 0 and below 1").help(STARTS));
            }
            _ => {
                let note = Note::new(node.at, format!("{} is not a start", quoted(text)));
                notes.push(note.label("not a start").help(STARTS));
            }
        }
        None
    }
}

/// A lever that is a word or `sync NAME`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyncOr<W> {
    /// The word's meaning.
    Word(W),
    /// At the next sync of this name.
    Sync(String),
}

/// Reads one of some words, or `sync NAME`.
fn sync_or<W: Copy>(
    node: &Node,
    what: &str,
    words: &[(&str, W)],
    notes: &mut Notes,
) -> Option<SyncOr<W>> {
    if let Some(text) = node.text() {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(SyncOr::Word(*value));
        }
        let name = text.strip_prefix("sync ").map(str::trim).filter(|name| !name.is_empty());
        if let Some(name) = name {
            return Some(SyncOr::Sync(name.to_owned()));
        }
    }
    let all: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    let allowed = format!("{} or \"sync NAME\" (one of the model's syncs)", all.join(", "));
    match node.text() {
        Some(text) => {
            let note = Note::new(node.at, format!("{} is not {what}", quoted(text)));
            notes.push(note.label(format!("not {what}")).help(format!("allowed are {allowed}")));
        }
        None => notes.wrong(node, &format!("{what}: {allowed}")),
    }
    None
}

/// Declares levers that are a word or `sync NAME`.
macro_rules! sync_levers {
    ($($(#[doc = $doc:literal])* $name:ident as $target:ty, $what:literal {
        $($word:literal => $value:expr,)*
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub SyncOr<$target>);

        impl Read for $name {
            fn read(node: &Node, notes: &mut Notes) -> Option<$name> {
                sync_or(node, $what, &[$(($word, $value),)*], notes).map($name)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "anyOf": [
                    { "enum": [$($word,)*] },
                    { "type": "string", "pattern": "^sync .*\\S" },
                ] })
            }
        }
    )*};
}

/// What versions wait for, other than a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseWord {
    /// Nothing.
    Item,
    /// The whole stream.
    Phase,
}

/// How reopenings are learnt, other than at a sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisibilityWord {
    /// By the new version.
    Handoff,
    /// At once.
    Live,
}

sync_levers! {
    /// When a version leaves the giver's hands.
    ReleaseLever as ReleaseWord, "a release" {
        "item" => ReleaseWord::Item, "phase" => ReleaseWord::Phase,
    }
    /// When a receiver learns that its giver was reopened.
    VisibilityLever as VisibilityWord, "a visibility" {
        "handoff" => VisibilityWord::Handoff, "live" => VisibilityWord::Live,
    }
    /// When a late change is taken in.
    IntakeLever as (), "an intake" { "immediate" => (), }
}

/// Declares the schema of plain texts.
macro_rules! text_schemas {
    ($($name:ident, $schema:tt;)*) => {$(
        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

text_schemas! {
    Name, { "type": "string", "minLength": 1, "maxLength": 200 };
    Text, { "type": "string" };
    StartLever, { "type": "string", "pattern": "^(final|brief|early\\( *[0-9.eE+-]+ *\\))$" };
}
