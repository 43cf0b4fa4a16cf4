//! Calendars as text: `"Mon-Fri 09:00-17:00"`, `"Mon 09:00-12:00, Wed 10:00-24:00"`, `"always"`.

use super::definitions::Definitions;
use super::moment::ClosedDate;
use super::names::quoted;
use super::problem::Note;
use super::read::{At, Notes, Read, wire};
use super::tree::{Node, Value};
use crate::time::{DAY, HOUR, MINUTE, WEEK};
use jiff::civil::Date;
use serde_json::json;

/// What a weekly pattern looks like.
const LOOKS: &str = "a pattern looks like \"Mon-Fri 09:00-17:00\" or \"Mon 09:00-12:00, Wed 10:00-24:00\", \
                     or is \"always\"; split a window that passes midnight";
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A weekly pattern of windows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// As written.
    pub text: String,
    /// Windows [from, to) in microseconds since Monday 00:00.
    pub windows: Vec<(i64, i64)>,
}

/// The windows of a pattern.
///
/// # Errors
/// What is wrong with the text, in words.
pub fn parse(text: &str) -> Result<Vec<(i64, i64)>, String> {
    if text.trim() == "always" {
        return Ok(vec![(0, WEEK)]);
    }
    if text.trim().is_empty() {
        return Err("it never opens".to_owned());
    }
    let mut windows = Vec::new();
    for part in text.split(',') {
        let Some((days, hours)) = part.trim().split_once(char::is_whitespace) else {
            return Err(format!("{} is not days and hours", quoted(part.trim())));
        };
        let (from, to) = hours_of(hours.trim())?;
        for day in days_of(days)? {
            windows.push((day * DAY + from, day * DAY + to));
        }
    }
    Ok(windows)
}

/// The days of `Mon` or `Fri-Mon`, Monday being 0.
fn days_of(text: &str) -> Result<Vec<i64>, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (day(first)?, day(last)?);
    let count = (last - first).rem_euclid(7) + 1;
    Ok((first..first + count).map(|day| day % 7).collect())
}

fn day(text: &str) -> Result<i64, String> {
    let found = DAYS.iter().position(|day| *day == text);
    let found = found.and_then(|day| i64::try_from(day).ok());
    found.ok_or_else(|| format!("{} is not a day: days are {}", quoted(text), DAYS.join(", ")))
}

/// The window of `09:00-17:00`, in microseconds since midnight.
fn hours_of(text: &str) -> Result<(i64, i64), String> {
    let Some((from, to)) = text.split_once('-') else {
        return Err(format!("{} is not a window of hours", quoted(text)));
    };
    let window = (clock(from.trim())?, clock(to.trim())?);
    if window.0 < window.1 {
        Ok(window)
    } else {
        Err(format!("the window {} does not end after it begins", quoted(text)))
    }
}

/// The time of `09:30`, in microseconds since midnight; 24:00 is the end of the day.
fn clock(text: &str) -> Result<i64, String> {
    let wrong = || format!("{} is not a time between 00:00 and 24:00", quoted(text));
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let digits = |text: &str, width| {
        let plain = text.len() <= width && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|_| plain)
    };
    let hour = digits(hour, 2).ok_or_else(wrong)?;
    let minute = digits(minute, 2).filter(|_| minute.len() == 2).ok_or_else(wrong)?;
    let time = hour * HOUR + minute * MINUTE;
    if minute < 60 && time <= DAY { Ok(time) } else { Err(wrong()) }
}

impl Read for Weekly {
    type Value = Weekly;
    fn read(node: &Node, notes: &mut Notes) -> Option<Weekly> {
        let Value::String(text) = &node.value else {
            notes.wrong(node, "a weekly pattern such as \"Mon-Fri 09:00-17:00\"");
            return None;
        };
        match parse(text) {
            Ok(windows) => Some(Weekly { text: text.trim().to_owned(), windows }),
            Err(reason) => {
                let message = format!("{} is not a calendar: {reason}", quoted(text));
                notes.push(Note::new(node.at, message).label("not a weekly pattern").help(LOOKS));
                None
            }
        }
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named(
            "WeeklyPattern",
            |_| json!({ "type": "string", "minLength": 6, "description": LOOKS }),
        )
    }
}

wire! {
    /// A calendar with dates on which it does not open.
    ClosingCalendar "a calendar" {
        /// The weekly pattern, such as "Mon-Fri 09:00-17:00".
        must open: Weekly,
        /// Dates on which it does not open.
        opt closed: Vec<At<ClosedDate>>,
    }
}

/// A calendar: a weekly pattern, or a table with one and closed dates.
#[derive(Clone, Debug)]
pub struct CalendarText {
    /// The weekly pattern, if it is right.
    pub open: Option<Weekly>,
    /// Closed dates.
    pub closed: Vec<At<Date>>,
}

impl Read for CalendarText {
    type Value = CalendarText;
    fn read(node: &Node, notes: &mut Notes) -> Option<CalendarText> {
        if node.table().is_none() {
            return Some(CalendarText { open: Weekly::read(node, notes), closed: Vec::new() });
        }
        let table = ClosingCalendar::read(node, notes)?;
        let closed = table.closed.items().to_vec();
        Some(CalendarText { open: table.open.value().cloned(), closed })
    }
    fn schema(definitions: &mut Definitions) -> serde_json::Value {
        definitions.named("Calendar", |definitions| {
            let forms = [Weekly::schema(definitions), ClosingCalendar::schema(definitions)];
            json!({ "anyOf": forms })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(day: i64, from: i64, to: i64) -> (i64, i64) {
        (day * DAY + from * HOUR, day * DAY + to * HOUR)
    }

    #[test]
    fn patterns() {
        let week = |days: std::ops::Range<i64>| -> Vec<(i64, i64)> {
            days.map(|day| window(day, 9, 17)).collect()
        };
        assert_eq!(parse("Mon-Fri 09:00-17:00"), Ok(week(0..5)));
        assert_eq!(parse("Wed 10:00-12:00"), Ok(vec![window(2, 10, 12)]));
        assert_eq!(parse("always"), Ok(vec![(0, WEEK)]));
        assert_eq!(parse("Sun 0:00-24:00"), Ok(vec![(6 * DAY, WEEK)]));
        let wrapped = [4, 5, 6, 0].map(|day| window(day, 9, 17));
        assert_eq!(parse("Fri-Mon 09:00-17:00"), Ok(wrapped.to_vec()));
        let joined = vec![window(0, 9, 12), window(2, 10, 24)];
        assert_eq!(parse("Mon 09:00-12:00, Wed 10:00-24:00"), Ok(joined));
        let half = (MINUTE * 30, HOUR);
        assert_eq!(parse("Mon 00:30-01:00"), Ok(vec![half]));
    }

    #[test]
    fn what_is_not_a_pattern_says_why() {
        let cases = [
            ("", "never opens"),
            ("Mon", "not days and hours"),
            ("Mon 09:00-12:00,", "not days and hours"),
            ("mon 09:00-12:00", "`mon` is not a day"),
            ("Mon-Fri-Sun 09:00-12:00", "is not a day"),
            ("Mon 09:00", "not a window of hours"),
            ("Mon 9-17", "not a time"),
            ("Mon 09:60-10:00", "not a time"),
            ("Mon 09:00-24:01", "not a time"),
            ("Mon 09:00--1:00", "not a time"),
            ("Mon 17:00-09:00", "does not end after it begins"),
            ("Mon 09:00-09:00", "does not end after it begins"),
        ];
        for (text, phrase) in cases {
            let said = parse(text).unwrap_err();
            assert!(said.contains(phrase), "{text}: {said}");
        }
    }
}
