//! Numbers of the format, each kind with its range.

use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// A finite number; `None` after noting what it is instead.
fn number(node: &Node, expected: &str, notes: &mut Notes) -> Option<f64> {
    let value = match &node.value {
        Value::Integer(value) => *value as f64,
        Value::Float(value) => *value,
        _ => {
            notes.wrong(node, expected);
            return None;
        }
    };
    if value.is_finite() {
        return Some(value);
    }
    let note =
        Note::new(node.at, format!("expected {expected}, found a number that is not finite"));
    notes.push(note.label("nan, inf and numbers beyond 1.8e308 are not allowed"));
    None
}

fn out_of_range(node: &Node, value: f64, expected: &str, help: String, notes: &mut Notes) {
    let note = Note::new(node.at, format!("{value} is out of range: expected {expected}"));
    notes.push(note.label(format!("expected {expected}")).help(help));
}

/// Declares kinds of numbers with their ranges.
macro_rules! numbers {
    ($($(#[doc = $doc:literal])* $name:ident, $expected:literal, $check:expr, $schema:tt;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name(pub f64);

        impl Read for $name {
            fn read(node: &Node, notes: &mut Notes) -> Option<$name> {
                let value = number(node, $expected, notes)?;
                let check: fn(f64) -> bool = $check;
                if check(value) {
                    return Some($name(value));
                }
                out_of_range(node, value, $expected, percent_help(value, $expected), notes);
                None
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
                json_schema!($schema)
            }
        }
    )*};
}

/// Percentages are what most numbers beyond 1 are meant as.
fn percent_help(value: f64, expected: &str) -> String {
    if expected.contains("between 0 and 1") && (2.0..=100.0).contains(&value) {
        format!("write {}, not {value}", value / 100.0)
    } else {
        String::new()
    }
}

numbers! {
    /// A probability.
    Probability, "a probability between 0 and 1, such as 0.15", |p| (0.0..=1.0).contains(&p),
        { "type": "number", "minimum": 0, "maximum": 1 };
    /// A share of work.
    Share, "a share between 0 and 1, such as 0.3", |p| (0.0..=1.0).contains(&p),
        { "type": "number", "minimum": 0, "maximum": 1 };
    /// A level between 0 and 1.
    Level, "a number between 0 and 1, such as 0.6", |p| (0.0..=1.0).contains(&p),
        { "type": "number", "minimum": 0, "maximum": 1 };
    /// A factor or rate.
    NonNegative, "a number from 0 to 1e9", |x| (0.0..=1e9).contains(&x),
        { "type": "number", "minimum": 0, "maximum": 1e9 };
    /// A factor that something may be divided by.
    Positive, "a number above 0, from 1e-9 to 1e9", |x| (1e-9..=1e9).contains(&x),
        { "type": "number", "minimum": 1e-9, "maximum": 1e9 };
    /// Currency units: so bounded, squares of sums over any horizon and any number of people stay finite.
    Money, "a sum of money from 0 to 1e15", |x| (0.0..=1e15).contains(&x),
        { "type": "number", "minimum": 0, "maximum": 1e15 };
}

/// A whole number within a range; `None` after noting what it is instead.
fn whole(node: &Node, range: (i128, i128), expected: &str, notes: &mut Notes) -> Option<i128> {
    match &node.value {
        Value::Integer(value) if (range.0..=range.1).contains(value) => Some(*value),
        Value::Integer(value) => {
            let message = format!("{value} is out of range: expected {expected}");
            notes.push(Note::new(node.at, message).label(format!("expected {expected}")));
            None
        }
        Value::Float(value) => {
            let message = format!("expected {expected}, found `{value:?}`");
            notes.push(Note::new(node.at, message).label(format!("expected {expected}")));
            None
        }
        _ => {
            notes.wrong(node, expected);
            None
        }
    }
}

/// Declares kinds of whole numbers with their ranges.
macro_rules! whole_numbers {
    ($($(#[doc = $doc:literal])* $name:ident as $target:ty, $expected:literal, $low:expr, $high:expr;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub $target);

        impl Read for $name {
            fn read(node: &Node, notes: &mut Notes) -> Option<$name> {
                let value = whole(node, ($low, $high), $expected, notes)?;
                <$target>::try_from(value).ok().map($name)
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
                json_schema!({ "type": "integer", "minimum": ($low) as i64, "maximum": ($high) as i64 })
            }
        }
    )*};
}

whole_numbers! {
    /// The version of the format.
    SchemaVersion as u32, "1, the version of the format: `schema = 1`", 1, 1;
    /// How many.
    Count as u32, "a whole number from 1 to 1000000", 1, 1_000_000;
    /// How many replications.
    Replications as u32, "a whole number of replications from 1 to 1000000", 1, 1_000_000;
    /// A seed.
    Seed as u64, "a whole number from 0 to 9007199254740991 (2^53 - 1)", 0, 9_007_199_254_740_991;
}
