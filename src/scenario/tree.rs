//! The file as a tree that owns its text and knows where every value was written.
//!
//! `toml`'s own tree borrows the text and orders keys by name. This one keeps the order of the file
//! (teams are in file order), can be changed by `--set`, and every value remembers its [`Place`].

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml::value::Datetime;

/// Where something was written: a source (the file, a `--set`, ...) and a byte range in its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Index into the document's sources; 0 is the file.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value and where it was written.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where.
    pub at: Place,
    /// What.
    pub value: Value,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    String(String),
    /// An integer; saturated where it does not fit.
    Integer(i128),
    /// A float; not necessarily finite.
    Float(f64),
    /// A boolean.
    Boolean(bool),
    /// A date, a time, or both.
    Datetime(Datetime),
    /// An array, or an array of tables.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table: its entries in file order.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The entries; keys are unique.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key was written.
    pub at: Place,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The value under a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    /// The position of a key.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.key == key)
    }
}

impl Node {
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The table, to be changed, if it is one.
    pub fn table_mut(&mut self) -> Option<&mut Table> {
        if let Value::Table(table) = &mut self.value { Some(table) } else { None }
    }

    /// The items, to be changed, if it is an array.
    pub fn array_mut(&mut self) -> Option<&mut Vec<Node>> {
        if let Value::Array(items) = &mut self.value { Some(items) } else { None }
    }

    /// The text, if it is a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value it is, in words.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::String(_) => "a string",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Boolean(_) => "a boolean",
            Value::Datetime(_) => "a date",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        }
    }
}

/// The tree of a parsed document.
pub fn from_document(document: Spanned<DeTable<'_>>, source: usize) -> Node {
    let at = place(document.span(), source);
    Node { at, value: Value::Table(from_table(document.into_inner(), source)) }
}

/// The tree of a parsed value.
pub fn from_value(value: Spanned<DeValue<'_>>, source: usize) -> Node {
    let at = place(value.span(), source);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(digits) => Value::Integer(integer(digits.as_str(), digits.radix())),
        DeValue::Float(digits) => Value::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(value) => Value::Datetime(value),
        DeValue::Array(items) => {
            Value::Array(items.into_iter().map(|item| from_value(item, source)).collect())
        }
        DeValue::Table(table) => Value::Table(from_table(table, source)),
    };
    Node { at, value }
}

fn from_table(table: DeTable<'_>, source: usize) -> Table {
    let entry = |(key, value): (Spanned<DeString<'_>>, Spanned<DeValue<'_>>)| Entry {
        at: place(key.span(), source),
        key: key.into_inner().into_owned(),
        node: from_value(value, source),
    };
    let mut entries: Vec<Entry> = table.into_iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.at);
    Table { entries }
}

fn place(span: std::ops::Range<usize>, source: usize) -> Place {
    Place { source, start: span.start, end: span.end }
}

/// An integer of any length: one that does not fit is as large as can be, and out of every range.
fn integer(digits: &str, radix: u32) -> i128 {
    let saturated = if digits.starts_with('-') { i128::MIN } else { i128::MAX };
    i128::from_str_radix(digits, radix).unwrap_or(saturated)
}
