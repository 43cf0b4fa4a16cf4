//! Reading typed values from the tree, field by field, noting every problem instead of stopping.
//!
//! A table of the format is declared once with [`wire!`]: from the one list of fields come the
//! struct, the reader, the list of allowed keys and the JSON Schema.

use super::definitions::{Definitions, Need};
use super::names::quoted;
use super::problem::Note;
use super::tree::{Entry, Node, Place, Table, Value};
use crate::text::nearest;
use serde_json::json;

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub at: Place,
}

/// Problems noted so far.
#[derive(Debug, Default)]
pub struct Notes {
    /// In the order of their discovery.
    pub list: Vec<Note>,
    /// What only schema 2 knows: where it is used, and what it is.
    pub newer: Vec<(Place, String)>,
    /// Dates that need the campaign's start: where they are, and what they are.
    pub dates: Vec<(Place, &'static str)>,
    /// Keys whose meaning is another since schema 2: where they are used, and what is different.
    pub changed: Vec<(Place, String)>,
}

impl Notes {
    /// Notes a problem.
    pub fn push(&mut self, note: Note) {
        self.list.push(note);
    }

    /// Notes every use of what only schema 2 knows.
    pub fn refuse_newer(&mut self) {
        for (at, what) in std::mem::take(&mut self.newer) {
            let note = Note::new(at, format!("{what} needs `schema = 2`")).label("new in schema 2");
            self.push(note.help("write `schema = 2` instead of `schema = 1` in the file's head"));
        }
    }

    /// Whether there are so many problems already that no more help is looked up: it costs time, and
    /// only the first problems are shown.
    pub fn crowded(&self) -> bool {
        self.list.len() >= 200
    }

    /// Notes that a value is not of the expected kind.
    pub fn wrong(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.kind());
        self.push(Note::new(node.at, message).label(format!("expected {expected}")));
    }
}

/// A kind of value that the file can hold.
pub trait Read {
    /// What is read from it.
    type Value;

    /// Reads a value; `None` after noting what is wrong with it.
    fn read(node: &Node, notes: &mut Notes) -> Option<Self::Value>;

    /// The JSON Schema of such values.
    fn schema(definitions: &mut Definitions) -> serde_json::Value;
}

/// A field of a table: left out, written wrongly (which has been noted), or given.
#[derive(Clone, Debug)]
pub enum Slot<T> {
    /// Left out.
    Absent,
    /// There, but wrong.
    Bad,
    /// There.
    Given(At<T>),
}

impl<T> Slot<T> {
    /// The value with its place, if there is a right one.
    pub fn given(&self) -> Option<&At<T>> {
        match self {
            Slot::Given(at) => Some(at),
            _ => None,
        }
    }

    /// The value, if there is a right one.
    pub fn value(&self) -> Option<&T> {
        self.given().map(|at| &at.value)
    }

    /// Whether the key was left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Slot::Absent)
    }

    /// The value, or a default.
    pub fn or(&self, default: T) -> T
    where
        T: Clone,
    {
        self.value().cloned().unwrap_or(default)
    }
}

impl<T> Slot<Vec<T>> {
    /// The items of a list; none if it was left out.
    pub fn items(&self) -> &[T] {
        self.value().map_or(&[], Vec::as_slice)
    }
}

impl<T> Slot<Named<T>> {
    /// The entries of a table whose keys are names; none if it was left out.
    pub fn entries(&self) -> &[(At<String>, At<T>)] {
        self.value().map_or(&[], |named| &named.entries)
    }
}

/// A table whose keys are names.
#[derive(Clone, Debug)]
pub struct Named<T> {
    /// Names and values that could be read, in file order.
    pub entries: Vec<(At<String>, At<T>)>,
    /// How many the file has.
    pub written: usize,
}

impl<T: Read> Read for At<T> {
    type Value = At<T::Value>;
    fn read(node: &Node, notes: &mut Notes) -> Option<At<T::Value>> {
        T::read(node, notes).map(|value| At { value, at: node.at })
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        T::schema(definitions)
    }
}

impl<T: Read> Read for Vec<T> {
    type Value = Vec<T::Value>;
    fn read(node: &Node, notes: &mut Notes) -> Option<Vec<T::Value>> {
        let Value::Array(items) = &node.value else {
            notes.wrong(node, "a list");
            return None;
        };
        let noted = notes.list.len();
        let read: Vec<T::Value> = items.iter().filter_map(|item| T::read(item, notes)).collect();
        // A list of tables keeps its good items, so that names still resolve.
        let tables = items.iter().any(|item| item.table().is_some());
        (notes.list.len() == noted || tables && !read.is_empty()).then_some(read)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
}

impl<T: Read> Read for Named<T> {
    type Value = Named<T::Value>;
    fn read(node: &Node, notes: &mut Notes) -> Option<Named<T::Value>> {
        let Some(table) = node.table() else {
            notes.wrong(node, "a table");
            return None;
        };
        let read = |entry: &Entry| {
            let name = At { value: entry.key.clone(), at: entry.at };
            At::<T>::read(&entry.node, notes).map(|value| (name, value))
        };
        let entries = table.entries.iter().filter_map(read).collect();
        Some(Named { entries, written: table.entries.len() })
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        json!({ "type": "object", "additionalProperties": T::schema(definitions) })
    }
}

impl Read for bool {
    type Value = bool;
    fn read(node: &Node, notes: &mut Notes) -> Option<bool> {
        if let Value::Boolean(value) = node.value {
            return Some(value);
        }
        let message = format!("expected true or false, found {}", node.kind());
        let note = Note::new(node.at, message).label("expected true or false");
        notes.push(note.help("write true or false, without quotes"));
        None
    }
    fn schema(_: &mut Definitions) -> serde_json::Value {
        json!({ "type": "boolean" })
    }
}

/// The field of a table under a key.
pub fn slot<T: Read>(table: &Table, key: &str, notes: &mut Notes) -> Slot<T::Value> {
    match table.get(key) {
        None => Slot::Absent,
        Some(node) => match At::<T>::read(node, notes) {
            Some(at) => Slot::Given(at),
            None => Slot::Bad,
        },
    }
}

/// A key of a table.
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// Whether it has to be given, and since when there is such a key.
    pub need: Need,
    /// What is different about it since schema 2, if anything is.
    pub changed: Option<&'static str>,
    /// What it says.
    pub doc: &'static str,
}

/// The table behind a value, after noting what is not one, unknown keys and missing keys.
pub fn table<'a>(node: &'a Node, what: &str, keys: &[Key], notes: &mut Notes) -> Option<&'a Table> {
    let Some(table) = node.table() else {
        notes.wrong(node, &format!("a table: {what}"));
        if let Some(note) = notes.list.last_mut() {
            note.help = format!("its keys are {}", listed(keys));
        }
        return None;
    };
    for entry in &table.entries {
        match keys.iter().find(|key| key.name == entry.key) {
            None => unknown_key(node.at, entry, what, keys, notes),
            Some(key) => dated(key, entry, notes),
        }
    }
    for Key { name, doc, .. } in keys.iter().filter(|key| key.need == Need::Must) {
        if table.get(name).is_none() {
            let note = Note::new(node.at, format!("{what} needs `{name}`"));
            let note = note.label(format!("`{name}` is missing")).key(name);
            notes.push(note.help(format!("add `{name}`: {}", doc.trim())));
        }
    }
    Some(table)
}

/// Keys in words: "`name`, `every`".
fn listed(keys: &[Key]) -> String {
    keys.iter().map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}

/// Notes a key that is newer than schema 1, or means something else since.
fn dated(key: &Key, entry: &Entry, notes: &mut Notes) {
    if key.need == Need::New {
        notes.newer.push((entry.at, format!("`{}`", key.name)));
    }
    if let Some(changed) = key.changed {
        notes.changed.push((entry.at, format!("`{}`: {changed}", key.name)));
    }
}

fn unknown_key(table: Place, entry: &Entry, what: &str, keys: &[Key], notes: &mut Notes) {
    let names = keys.iter().map(|key| key.name);
    let message = format!("unknown key {} in {what}", quoted(&entry.key));
    let note = Note::new(entry.at, message).label("not a key of this table");
    let mut note = note.unknown_in(table);
    if !notes.crowded() {
        let near = nearest(&entry.key, names);
        let near = near.map(|key| format!("did you mean `{key}`? ")).unwrap_or_default();
        note.help = format!("{near}allowed are {}", listed(keys));
    }
    notes.push(note);
}

/// The key of a field; one that is a word of Rust is written `r#word` in [`wire!`].
pub const fn key(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Since when there is a field of [`wire!`], and whether it has to be given.
macro_rules! need {
    (must) => {
        $crate::scenario::definitions::Need::Must
    };
    (opt) => {
        $crate::scenario::definitions::Need::Opt
    };
    (new) => {
        $crate::scenario::definitions::Need::New
    };
}

/// What is different about a field of [`wire!`] since schema 2.
macro_rules! changed {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}

/// Declares tables of the format: struct, reader, allowed keys and JSON Schema from one list. A field `must`
/// be given, is `opt`ional, or is `new` (optional, and only of schema 2); `=> "..."` after its kind says what
/// schema 2 changed about it.
macro_rules! wire {
    ($($(#[doc = $doc:literal])* $name:ident $what:literal {
        $($(#[doc = $field_doc:literal])* $need:ident $field:ident: $kind:ty $(=> $changed:literal)?,)*
    })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $crate::scenario::read::Slot<
                <$kind as $crate::scenario::read::Read>::Value,
            >,)*
        }

        impl $crate::scenario::read::Read for $name {
            type Value = $name;
            fn read(
                node: &$crate::scenario::tree::Node,
                notes: &mut $crate::scenario::read::Notes,
            ) -> Option<$name> {
                const KEYS: &[$crate::scenario::read::Key] = &[$($crate::scenario::read::Key {
                    name: $crate::scenario::read::key(stringify!($field)),
                    need: $crate::scenario::read::need!($need),
                    changed: $crate::scenario::read::changed!($($changed)?),
                    doc: concat!($($field_doc,)*),
                },)*];
                let table = $crate::scenario::read::table(node, $what, KEYS, notes)?;
                Some($name {
                    $($field: $crate::scenario::read::slot::<$kind>(table, $crate::scenario::read::key(stringify!($field)), notes),)*
                })
            }
            fn schema(definitions: &mut $crate::scenario::definitions::Definitions) -> serde_json::Value {
                definitions.named(stringify!($name), |definitions| {
                    let mut table = $crate::scenario::definitions::TableSchema::new(concat!($($doc,)*));
                    $(table.field(
                        $crate::scenario::read::key(stringify!($field)),
                        $crate::scenario::read::need!($need),
                        concat!($($field_doc,)*),
                        <$kind as $crate::scenario::read::Read>::schema(definitions),
                    );)*
                    table.finish()
                })
            }
        }
    )*};
}

pub(crate) use {changed, need, wire};
