//! Dates and times of day in the file: strings or TOML's own dates.

use super::definitions::Definitions;
use super::names::quoted;
use super::problem::Note;
use super::read::{Notes, Read};
use super::tree::{Node, Value};
use super::units::{self, ELAPSED};
use crate::time::Elapsed;
use jiff::civil::{Date, DateTime, Time as TimeOfDay};
use serde_json::json;

/// Years in which dates may lie.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;
/// How dates and times are written.
pub const LOOKS: &str = "a date and time look like \"2026-03-02 09:00\", a date like \"2026-03-02\"; \
                     years are 1900 to 2200, without time zones";

/// A date, perhaps with a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A whole day.
    Day(Date),
    /// A minute or second of a day.
    Time(DateTime),
}

/// When the campaign starts: a date alone means its first instant.
#[derive(Debug)]
pub enum StartTime {}

/// A time of a campaign, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeText {
    /// So long after the start.
    After(Elapsed),
    /// A date, or date and time.
    On(Moment),
}

impl TimeText {
    /// A duration or a date; `None` if it is neither.
    fn of(node: &Node) -> Option<TimeText> {
        if let Some(moment) = Moment::of(node) {
            return Some(TimeText::On(moment));
        }
        let parsed = node.text().map(|text| units::parse(text, ELAPSED));
        parsed.and_then(Result::ok).map(|micros| TimeText::After(Elapsed(micros)))
    }
}

/// A time at which something happens: elapsed time, or (since schema 2) a date.
#[derive(Debug)]
pub enum Time {}

/// A time by which something is promised: elapsed time above 0, or a date (its end).
#[derive(Debug)]
pub enum Deadline {}

/// A date on which a calendar does not open.
#[derive(Debug)]
pub enum ClosedDate {}

/// A moment as text; `None` if it is not one.
pub fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    let moment = match text.split_once([' ', 'T', 't']) {
        None => Moment::Day(Date::strptime("%Y-%m-%d", text).ok()?),
        Some((date, time)) => {
            let date = Date::strptime("%Y-%m-%d", date).ok()?;
            let time = time.trim();
            let time = TimeOfDay::strptime("%H:%M", time)
                .or_else(|_| TimeOfDay::strptime("%H:%M:%S", time));
            Moment::Time(date.to_datetime(time.ok()?))
        }
    };
    Some(moment).filter(|moment| YEARS.contains(&moment.date().year()) && !text.contains('+'))
}

impl Moment {
    /// The instant: of a day its beginning, or its end.
    pub fn instant(self, end: bool) -> DateTime {
        match self {
            Moment::Time(time) => time,
            Moment::Day(day) if end => day.tomorrow().unwrap_or(day).at(0, 0, 0, 0),
            Moment::Day(day) => day.at(0, 0, 0, 0),
        }
    }

    fn date(self) -> Date {
        match self {
            Moment::Day(date) => date,
            Moment::Time(time) => time.date(),
        }
    }

    fn of(node: &Node) -> Option<Moment> {
        match &node.value {
            Value::String(text) => moment(text),
            Value::Datetime(value) => moment(&value.to_string()),
            _ => None,
        }
    }
}

/// Notes what is not a date, or one that says more than a date does here.
fn refuse(node: &Node, expected: &str, help: &str, notes: &mut Notes) {
    let written = match &node.value {
        Value::String(text) => text.clone(),
        Value::Datetime(value) => value.to_string(),
        _ => return notes.wrong(node, &format!("{expected}; {help}")),
    };
    let note = match (surplus(&written), fault(&written)) {
        (None, Some(fault)) => {
            let message = format!("{} is not a date: {fault}", quoted(&written));
            Note::new(node.at, message).label(format!("expected {expected}"))
        }
        (Some(surplus), _) => {
            let message = format!("{} has {surplus}, which no date here has", quoted(&written));
            Note::new(node.at, message).label(format!("leave {surplus} out"))
        }
        _ => Note::new(node.at, format!("{} is not {expected}", quoted(&written)))
            .label(format!("expected {expected}")),
    };
    notes.push(note.help(help));
}

/// What follows the time of a text that would be a date and time without it.
fn surplus(text: &str) -> Option<String> {
    let end = text.find(['T', 't', ' '])? + 1;
    let digits = |c: char| c.is_ascii_digit() || c == ':' || c == ' ';
    let rest = text[end..].trim_start_matches(digits);
    let (time, rest) = text.split_at(text.len() - rest.len());
    moment(time)?;
    match rest.chars().next()? {
        '.' | ',' => Some("a fraction of a second".to_owned()),
        'Z' | 'z' | '+' | '-' | '[' => Some(format!("the time zone {}", quoted(rest))),
        _ => None,
    }
}

/// Why what is written like a date, or a date and time, is none: a month, a day or a time that does not exist.
pub fn fault(text: &str) -> Option<String> {
    let (date, time) = text.trim().split_once(['T', 't', ' ']).unwrap_or((text.trim(), ""));
    let numbers: Vec<i16> = date.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [year, month, day] = numbers[..] else { return None };
    if !(1..=12).contains(&month) {
        return Some(format!("there is no month {month}"));
    }
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    let days = i16::from(first.days_in_month());
    if !(1..=days).contains(&day) {
        return Some(format!("{} has {days} days", first.strftime("%B %Y")));
    }
    (!time.is_empty() && moment(text).is_none() && surplus(text).is_none())
        .then(|| format!("there is no time {}, times are 00:00 to 23:59", quoted(time)))
}

/// Whether a text that is no duration was meant as a date: it has a year, or parts of a date between marks.
fn looks_dated(text: &str) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.clone().any(|part| part.len() == 4) || digits.filter(|part| !part.is_empty()).count() > 2
}

impl Read for StartTime {
    type Value = DateTime;
    fn read(node: &Node, notes: &mut Notes) -> Option<DateTime> {
        let found = Moment::of(node);
        if found.is_none() {
            refuse(node, "a date and time such as \"2026-03-02 09:00\"", LOOKS, notes);
        }
        found.map(|moment| moment.instant(false))
    }
    fn schema(_: &mut Definitions) -> serde_json::Value {
        schema("a date and time such as 2026-03-02 09:00")
    }
}

impl Read for ClosedDate {
    type Value = Date;
    fn read(node: &Node, notes: &mut Notes) -> Option<Date> {
        if let Some(Moment::Day(day)) = Moment::of(node) {
            return Some(day);
        }
        refuse(node, "a date such as \"2026-04-03\"", LOOKS, notes);
        None
    }
    fn schema(_: &mut Definitions) -> serde_json::Value {
        schema("a date such as 2026-04-03")
    }
}

impl Read for Time {
    type Value = TimeText;
    fn read(node: &Node, notes: &mut Notes) -> Option<TimeText> {
        let text = TimeText::of(node);
        match text {
            Some(TimeText::On(_)) => {
                notes.newer.push((node.at, "a date here".to_owned()));
                notes.dates.push((node.at, "a date"));
            }
            None if node.text().is_none_or(looks_dated) => {
                refuse(
                    node,
                    "a time: a duration such as \"3w\", a date, or a date and time",
                    LOOKS,
                    notes,
                );
            }
            // What looks like neither is told as the duration that it is not.
            None => {
                let before = notes.list.len();
                let _ = Elapsed::read(node, notes);
                for note in &mut notes.list[before..] {
                    note.help.push_str("; or give a date such as \"2026-03-23\"");
                }
            }
            Some(TimeText::After(_)) => {}
        }
        text
    }
    fn schema(_: &mut Definitions) -> serde_json::Value {
        schema(
            "a duration (elapsed time) such as 3w, or a date such as 2026-03-23 or 2026-03-23 17:00 (schema = 2)",
        )
    }
}

impl Read for Deadline {
    type Value = TimeText;
    fn read(node: &Node, notes: &mut Notes) -> Option<TimeText> {
        match TimeText::of(node) {
            Some(TimeText::On(moment)) => {
                notes.dates.push((node.at, "a deadline that is a date"));
                return Some(TimeText::On(moment));
            }
            Some(TimeText::After(Elapsed(micros))) if micros > 0 => {
                return Some(TimeText::After(Elapsed(micros)));
            }
            _ => {}
        }
        let help =
            format!("{LOOKS}; a duration above 0 looks like \"8w\" or \"30d\" (elapsed time)");
        refuse(
            node,
            "a deadline: a duration such as \"8w\", a date, or a date and time",
            &help,
            notes,
        );
        None
    }
    fn schema(_: &mut Definitions) -> serde_json::Value {
        schema("a duration (elapsed time) such as 8w, a date (its end), or a date and time")
    }
}

fn schema(looks: &str) -> serde_json::Value {
    json!({ "type": "string", "minLength": 2, "pattern": r"^\s*[0-9]", "description": looks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn dates_and_times() {
        let time = |hour, minute, second| {
            Some(Moment::Time(datetime(2026, 3, 2, hour, minute, second, 0)))
        };
        assert_eq!(moment("2026-03-02"), Some(Moment::Day(date(2026, 3, 2))));
        assert_eq!(moment("2026-03-02 09:00"), time(9, 0, 0));
        assert_eq!(moment("2026-03-02T09:00:30"), time(9, 0, 30));
        for wrong in [
            "",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2026-03-02 24:00",
            "2026-03-02 9",
            "02.03.2026",
            "2026-03-02 09:00Z",
            "1899-12-31",
            "2201-01-01",
            "2026-+3-02",
            "2026-03-02-01",
        ] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let cases = [
            ("2027-02-30", Some("February 2027 has 28 days")),
            ("2028-02-30", Some("February 2028 has 29 days")),
            ("2027-13-01", Some("there is no month 13")),
            ("2027-03-08 25:00", Some("there is no time `25:00`, times are 00:00 to 23:59")),
            ("2027-03-08", None),
            ("8 March 2027", None),
        ];
        for (text, found) in cases {
            assert_eq!(fault(text).as_deref(), found, "{text}");
        }
        assert!(looks_dated("8 March 2027") && looks_dated("8.3.27") && !looks_dated("3 weeks"));
    }

    #[test]
    fn what_a_date_has_too_much_is_named() {
        let cases = [
            ("2026-03-02 09:00Z", Some("the time zone `Z`")),
            ("2026-03-02T09:00:00+01:00", Some("the time zone `+01:00`")),
            ("2026-03-02 09:00 -05:00", Some("the time zone `-05:00`")),
            ("2026-03-02T09:00:00.5Z", Some("a fraction of a second")),
            ("2026-03-02 09:00", None),
            ("2026-03-02 25:00Z", None),
            ("soon", None),
        ];
        for (text, found) in cases {
            assert_eq!(surplus(text).as_deref(), found, "{text}");
        }
    }

    #[test]
    fn tomls_own_dates() {
        let of = |text: &str| moment(&text.parse::<toml::value::Datetime>().unwrap().to_string());
        assert_eq!(of("2026-03-02"), Some(Moment::Day(date(2026, 3, 2))));
        let time = datetime(2026, 3, 2, 9, 30, 0, 0);
        assert_eq!(of("2026-03-02T09:30:00"), Some(Moment::Time(time)));
        assert_eq!(of("2026-03-02T09:30:00Z"), None);
        assert_eq!(of("2026-03-02T09:30:00.5"), None);
        assert_eq!(of("09:30:00"), None);
    }
}
