//! Numbers of the format, each kind with its range.

use super::definitions::Definitions;
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Value};
use crate::text;
use serde_json::json;
use std::ops::RangeInclusive;

/// Notes a number that is not of the expected kind.
fn refuse(node: &Node, message: String, expected: &str, help: String, notes: &mut Notes) {
    notes.push(Note::new(node.at, message).label(format!("expected {expected}")).help(help));
}

/// A finite number within a range; `None` after noting what it is instead.
fn number(
    node: &Node,
    range: RangeInclusive<f64>,
    expected: &str,
    notes: &mut Notes,
) -> Option<f64> {
    // As a reader knows it: `2.0` and `1e308` stay what they are.
    let (value, shown) = match &node.value {
        Value::Integer(value) => (*value as f64, value.to_string()),
        Value::Float(value) => (*value, format!("{value:?}")),
        _ => {
            wrong(node, expected, notes);
            return None;
        }
    };
    if range.contains(&value) {
        return Some(value);
    }
    if value.is_finite() {
        let message = format!("{shown} is out of range: expected {expected}");
        let help = match percent_help(value, *range.end()) {
            help if help.is_empty() => {
                nearest_end(value < *range.start(), (range.start(), range.end()))
            }
            help => help,
        };
        refuse(node, message, expected, help, notes);
    } else {
        let message = format!("expected {expected}, found a number that is not finite");
        let note = Note::new(node.at, message);
        notes.push(note.label("nan, inf and numbers beyond 1.8e308 are not allowed"));
    }
    None
}

/// Notes what is no number, and how it is written as one, if it is a number or a percentage in quotes.
fn wrong(node: &Node, expected: &str, notes: &mut Notes) {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite());
    let meant = match &node.value {
        Value::String(text) => match text.trim().strip_suffix('%') {
            Some(percent) => number(percent).and_then(|value| text::number(value / 100.0)),
            None => number(text).and_then(text::number),
        },
        _ => None,
    };
    let Some(meant) = meant else { return notes.wrong(node, expected) };
    let message = format!("expected {expected}, found {}", node.kind());
    refuse(node, message, expected, format!("write {meant}, without quotes"), notes);
}

/// What to write instead of a number that lies outside of a range.
fn nearest_end<T: std::fmt::Display>(below: bool, (low, high): (&T, &T)) -> String {
    match below {
        true => format!("write {low} or more, or nothing if it has a default"),
        false => format!("write {high} or less"),
    }
}

/// Percentages are what most numbers beyond 1 are meant as.
fn percent_help(value: f64, most: f64) -> String {
    if most == 1.0 && (10.0..=100.0).contains(&value) {
        format!("write {}, not {value}", value / 100.0)
    } else {
        String::new()
    }
}

/// A whole number within a range; `None` after noting what it is instead.
fn whole<T: TryFrom<i128>>(
    node: &Node,
    range: RangeInclusive<i128>,
    expected: &str,
    notes: &mut Notes,
) -> Option<T> {
    let (message, help) = match &node.value {
        Value::Integer(value) if range.contains(value) => return T::try_from(*value).ok(),
        Value::Integer(value) => (
            format!("{value} is out of range: expected {expected}"),
            nearest_end(value < range.start(), (range.start(), range.end())),
        ),
        Value::Float(value) => {
            (format!("expected {expected}, found `{value:?}`"), "write a whole number".to_owned())
        }
        _ => {
            wrong(node, expected, notes);
            return None;
        }
    };
    refuse(node, message, expected, help, notes);
    None
}

/// An end of a range: without a point where it is whole.
fn bound(end: f64) -> serde_json::Value {
    if end == end.trunc() && end < 1e16 { json!(end as i64) } else { json!(end) }
}

/// Declares kinds of numbers with their ranges.
macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident($of:ty), $read:ident, $type:literal, $low:literal..=$high:literal, $expected:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Debug)]
        pub enum $name {}

        impl Read for $name {
            type Value = $of;
            fn read(node: &Node, notes: &mut Notes) -> Option<$of> {
                $read(node, $low..=$high, $expected, notes)
            }
            fn schema(_: &mut Definitions) -> serde_json::Value {
                json!({ "type": $type, "minimum": bound($low as $of as f64), "maximum": bound($high as $of as f64) })
            }
        }
    )*};
}

numbers! {
    /// A probability.
    Probability(f64), number, "number", 0.0..=1.0, "a probability between 0 and 1, such as 0.15";
    /// A share of work.
    Share(f64), number, "number", 0.0..=1.0, "a share between 0 and 1, such as 0.3";
    /// A level between 0 and 1.
    Level(f64), number, "number", 0.0..=1.0, "a number between 0 and 1, such as 0.6";
    /// A factor or rate.
    NonNegative(f64), number, "number", 0.0..=1e9, "a number from 0 to 1e9";
    /// A factor that something may be divided by.
    Positive(f64), number, "number", 1e-9..=1e9, "a number above 0, from 1e-9 to 1e9";
    /// A share of somebody's time, which efforts are divided by.
    PartTime(f64), number, "number", 1e-9..=1.0, "a share above 0, at most 1, such as 0.5";
    /// Currency units: so bounded, squares of sums over any horizon and any number of people stay finite.
    Money(f64), number, "number", 0.0..=1e15, "a sum of money from 0 to 1e15";
    /// The version of the format.
    SchemaVersion(u32), whole, "integer", 1..=2, "1 or 2, the version of the format: `schema = 2`";
    /// How many.
    Count(u32), whole, "integer", 1..=1_000_000, "a whole number from 1 to 1000000";
    /// How many people.
    People(u32), whole, "integer", 1..=1_000_000, "a whole number of people, 1 or more";
    /// How many replications.
    Replications(u32), whole, "integer", 1..=1_000_000,
        "a whole number of replications from 1 to 1000000";
    /// A seed.
    Seed(u64), whole, "integer", 0..=9_007_199_254_740_991,
        "a whole number from 0 to 9007199254740991 (2^53 - 1)";
}
