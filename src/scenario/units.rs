//! Durations as text: `"45s"`, `"90m"`, `"1.5h"`, `"2d"`, `"1w"`, `"1d 4h"`.
//!
//! Working time counts a day as 8 h and a week as 5 days; elapsed time counts 24 h and 7 days. Which
//! one a field is follows from its type, so the two cannot be mixed up.

use super::definitions::Definitions;
use super::names::quoted;
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Value};
use crate::time::{self, DAY, Elapsed, HOUR, MINUTE, SECOND, WEEK, WORKDAY, WORKWEEK, Work};
use serde_json::json;

/// The longest duration: 100 years, so that sums of durations stay far from the clock's end.
const LONGEST: i64 = 36_525 * DAY;

/// Lengths of a day and a week, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Units {
    day: i64,
    week: i64,
    /// What the time is, in words.
    pub what: &'static str,
}

/// Working time: a day is 8 h, a week 5 days.
pub const WORKING: Units = Units { day: WORKDAY, week: WORKWEEK, what: "working time" };
/// Elapsed time: a day is 24 h, a week 7 days.
pub const ELAPSED: Units = Units { day: DAY, week: WEEK, what: "elapsed time" };

/// A duration in microseconds.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn parse(text: &str, units: Units) -> Result<i64, String> {
    let mut rest = text.trim();
    if rest.is_empty() {
        return Err("a duration cannot be empty".to_owned());
    }
    if rest.starts_with('-') {
        return Err("a duration cannot be negative".to_owned());
    }
    let mut total = 0;
    while !rest.is_empty() {
        let digits = leading(rest, |c| c.is_ascii_digit() || c == '.');
        let after = rest[digits.len()..].trim_start();
        let unit = leading(after, char::is_alphabetic);
        total += part(digits, unit, units)?;
        if total > LONGEST {
            return Err("a duration cannot be longer than 100 years".to_owned());
        }
        rest = after[unit.len()..].trim_start();
    }
    Ok(total)
}

/// An elapsed time, as the file takes it; `None` of anything else.
pub fn elapsed(text: &str) -> Option<Elapsed> {
    parse(text, ELAPSED).ok().map(Elapsed)
}

fn leading(text: &str, wanted: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !wanted(c)).unwrap_or(text.len())]
}

/// One number with its unit, such as `1.5h`.
fn part(digits: &str, unit: &str, units: Units) -> Result<i64, String> {
    let plain = digits.starts_with(|c: char| c.is_ascii_digit());
    let value = digits.parse::<f64>().ok().filter(|value| plain && value.is_finite());
    let Some(value) = value else {
        return Err("a duration is a number and a unit".to_owned());
    };
    let unit = match unit {
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => units.day,
        "w" => units.week,
        "" => return Err(format!("{digits} needs a unit: {digits}h, {digits}d, ...")),
        other => return Err(format!("{} is not a unit of time", quoted(other))),
    };
    Ok(time::scaled(unit, value))
}

/// Elapsed time as the file writes it: `"1w"`.
pub fn duration(elapsed: Elapsed) -> String {
    text(elapsed.0, ELAPSED)
}

/// Working time as the file writes it: `"15m"`.
pub fn working(work: Work) -> String {
    text(work.0, WORKING)
}

/// A duration as text, in the largest unit that gives a whole number: `"90m"`, `"1w"`.
pub fn text(micros: i64, units: Units) -> String {
    let known = [(units.week, "w"), (units.day, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s")];
    let whole = known.iter().find(|(length, _)| micros != 0 && micros % length == 0);
    match whole {
        Some((length, unit)) => format!("{}{unit}", micros / length),
        None => format!("{}s", micros as f64 / SECOND as f64),
    }
}

/// A duration as text, in all units that it takes: `"8w 6d 15h"`.
pub fn parts(micros: i64, units: Units) -> String {
    let known = [(units.week, "w"), (units.day, "d"), (HOUR, "h"), (MINUTE, "m"), (SECOND, "s")];
    let (mut rest, mut said) = (micros, Vec::new());
    for (length, unit) in known {
        said.extend((rest >= length).then(|| format!("{}{unit}", rest / length)));
        rest %= length;
    }
    if said.is_empty() { text(micros, units) } else { said.join(" ") }
}

/// Reads a duration; `None` after noting what is wrong.
pub fn read(node: &Node, units: Units, notes: &mut Notes) -> Option<i64> {
    let (message, example) = match &node.value {
        Value::String(text) => match parse(text, units) {
            Ok(micros) => return Some(micros),
            Err(reason) => (format!("{} is not a duration: {reason}", quoted(text)), None),
        },
        Value::Integer(value) => ("a duration needs a unit".to_owned(), Some(value.to_string())),
        Value::Float(value) => ("a duration needs a unit".to_owned(), Some(value.to_string())),
        _ => {
            notes.wrong(node, "a duration such as \"1.5h\"");
            return None;
        }
    };
    let example =
        example.map(|number| format!("write \"{number}h\" or \"{number}d\"; ")).unwrap_or_default();
    let note = Note::new(node.at, message).label(format!("expected a duration ({})", units.what));
    notes.push(note.help(format!("{example}{}", allowed(units))));
    None
}

/// Which durations are allowed, in words.
fn allowed(units: Units) -> String {
    let (day, week) = (units.day / HOUR, units.week / units.day);
    format!(
        "durations look like \"45s\", \"90m\", \"1.5h\", \"2d\", \"1w\" or \"1d 4h\"; this one is {}: \
         a day is {day} h, a week {week} days",
        units.what
    )
}

/// The schema of a duration.
pub fn schema(units: Units) -> serde_json::Value {
    json!({
        "type": "string",
        "pattern": r"^\s*([0-9][0-9.]*\s*[smhdw]\s*)+$",
        "description": allowed(units),
    })
}

impl Read for Work {
    type Value = Work;
    fn read(node: &Node, notes: &mut Notes) -> Option<Work> {
        read(node, WORKING, notes).map(Work)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("WorkingTime", |_| schema(WORKING))
    }
}

impl Read for Elapsed {
    type Value = Elapsed;
    fn read(node: &Node, notes: &mut Notes) -> Option<Elapsed> {
        read(node, ELAPSED, notes).map(Elapsed)
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("ElapsedTime", |_| schema(ELAPSED))
    }
}

/// Elapsed time above 0.
#[derive(Debug)]
pub enum PositiveElapsed {}

impl Read for PositiveElapsed {
    type Value = Elapsed;
    fn read(node: &Node, notes: &mut Notes) -> Option<Elapsed> {
        let elapsed = Elapsed::read(node, notes)?;
        if elapsed.0 > 0 {
            return Some(elapsed);
        }
        let note = Note::new(node.at, "expected a duration above 0");
        notes.push(note.label("must be above 0").help(allowed(ELAPSED)));
        None
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        Elapsed::schema(definitions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_in_both_kinds_of_time() {
        let cases = [
            ("45s", 45 * SECOND, 45 * SECOND),
            ("90m", 90 * MINUTE, 90 * MINUTE),
            ("1.5h", 90 * MINUTE, 90 * MINUTE),
            ("2d", 48 * HOUR, 16 * HOUR),
            ("1w", 168 * HOUR, 40 * HOUR),
            ("1d 4h", 28 * HOUR, 12 * HOUR),
            ("1w2d3h", 219 * HOUR, 59 * HOUR),
            (" 0.5 d ", 12 * HOUR, 4 * HOUR),
            ("0h", 0, 0),
        ];
        for (text, elapsed, working) in cases {
            assert_eq!(parse(text, ELAPSED), Ok(elapsed), "{text}");
            assert_eq!(parse(text, WORKING), Ok(working), "{text}");
        }
    }

    #[test]
    fn durations_as_text_read_back() {
        for (shown, micros) in
            [("1w", WEEK), ("2d", 2 * DAY), ("90m", 90 * MINUTE), ("0.5s", SECOND / 2)]
        {
            assert_eq!(text(micros, ELAPSED), shown);
            assert_eq!(parse(shown, ELAPSED), Ok(micros));
        }
        assert_eq!(text(8 * HOUR, WORKING), "1d");
        assert_eq!(text(0, WORKING), "0s");
    }

    #[test]
    fn what_is_not_a_duration_says_why() {
        let cases = [
            ("", "empty"),
            ("5", "5 needs a unit"),
            ("5 fortnights", "`fortnights` is not a unit"),
            ("5H", "`H` is not a unit"),
            ("h", "a number and a unit"),
            ("-2h", "negative"),
            ("1.2.3h", "a number and a unit"),
            (".5h", "a number and a unit"),
            ("1e3h", "`e` is not a unit"),
            ("inf h", "a number and a unit"),
            ("2h!", "a number and a unit"),
            ("36526d", "100 years"),
            ("99999999999999999999999w", "100 years"),
        ];
        for (text, phrase) in cases {
            let said = parse(text, ELAPSED).unwrap_err();
            assert!(said.contains(phrase), "{text}: {said}");
        }
        assert_eq!(parse("36525d", ELAPSED), Ok(LONGEST));
    }
}
