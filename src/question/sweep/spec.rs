//! What varies, and over which values: `KEY=SPEC`.

use super::day::in_days;
use crate::model::Facts;
use crate::scenario::{moment, split_set};
use crate::text;

/// At most so many levels of one parameter.
const MOST_LEVELS: f64 = 100_000.0;

/// Keys that say which thing is meant, not how it is: varying them would compare different scenarios.
const NAMES: [&str; 11] = [
    "name",
    "description",
    "schema",
    "team",
    "stream",
    "from",
    "to",
    "needs",
    "returns_to",
    "preset",
    "baseline",
];

/// A parameter and its values.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Its path in the file.
    pub path: String,
    /// The values to run, as `--set` would take them; none where only a range is given.
    pub levels: Vec<String>,
    /// The range they lie in, if the values are numbers.
    pub range: Option<Range>,
}

/// A range of numbers with a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: f64,
    /// The upper end, above the lower.
    pub high: f64,
    /// What stands behind the number, such as `h`; may be empty.
    pub unit: String,
    /// Whether equal steps are equal factors.
    pub log: bool,
    /// Whether only whole numbers are allowed.
    pub whole: bool,
}

impl Vary {
    /// Reads `KEY=SPEC`: `1..4`, `0:1:0.1`, `a,b,c`, `log(0.01,1,9)`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Vary, String> {
        Vary::read(text, |_, _| None)
    }

    /// As [`Vary::parse`]; a range of dates of a time of the one campaign becomes days from the start, or before what
    /// is due.
    ///
    /// # Errors
    /// See [`Vary::parse`].
    pub fn of(text: &str, facts: &Facts) -> Result<Vary, String> {
        Vary::read(text, |path, spec| in_days(path, spec, facts))
    }

    fn read(text: &str, other: impl Fn(&str, &str) -> Option<String>) -> Result<Vary, String> {
        let split = split_set(text).filter(|(key, _)| !key.is_empty());
        let (path, spec) = split.ok_or("expected KEY=SPEC, such as teams.legal.people=1..4")?;
        let spec = other(&path, &spec).unwrap_or(spec);
        may_vary(&path)?;
        let (levels, range) =
            levels(&spec, Days::of(&path)).map_err(|why| format!("{path}: {why}"))?;
        Ok(Vary { path, levels, range })
    }
}

/// The part of a path that makes it a name or a setting of the study.
fn named(path: &str) -> Option<&str> {
    let last = path.rsplit(['.', ']']).next().unwrap_or(path).trim_matches(['"', '\'']);
    let study = path.split('.').next().filter(|first| *first == "study");
    NAMES.into_iter().find(|name| *name == last).or(study)
}

/// Whether a path says how something is.
///
/// # Errors
/// Why it may not vary, in words.
pub(super) fn may_vary(path: &str) -> Result<(), String> {
    let Some(name) = named(path) else { return Ok(()) };
    let what = if name == "study" { "how it is studied" } else { "which thing is meant" };
    Err(format!("{path} cannot be varied: `{name}` says {what}, not how it is"))
}

/// The hours of a duration such as `2d` at a path: a day of working time has 8 of them, of elapsed time 24. `None`
/// of anything else, and where the path's calendar says how long a day is.
pub fn hours(path: &str, value: &str) -> Option<f64> {
    let mut rest = value.trim().trim_matches(['"', '\'']);
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        total += number.parse::<f64>().ok()? * Days::of(path).factor(unit, "h")?;
        rest = next.trim_start();
    }
    (!value.trim().is_empty()).then_some(total)
}

type Parsed = (Vec<String>, Option<Range>);

fn levels(spec: &str, days: Days) -> Result<Parsed, String> {
    if let Some(inner) = spec.strip_prefix("log(").and_then(|rest| rest.strip_suffix(')')) {
        return logarithmic(inner, days);
    }
    if let Some((low, high)) = spec.split_once("..") {
        return between(low, high, days);
    }
    let parts: Vec<&str> = spec.split(':').collect();
    match parts.as_slice() {
        [low, high, step] if quantity(low).is_some() => stepped(low, high, step, days),
        _ => listed(spec),
    }
}

/// `a,b,c`: any values.
fn listed(spec: &str) -> Result<Parsed, String> {
    let levels: Vec<String> = split_list(spec).into_iter().map(canonical).collect();
    if levels.iter().any(String::is_empty) {
        return Err("a value is missing".to_owned());
    }
    if let Some(twice) = (1..levels.len()).find(|i| levels[..*i].contains(&levels[*i])) {
        return Err(format!("{} stands there twice", levels[twice]));
    }
    Ok((levels, None))
}

/// Splits at commas outside quotes and brackets.
fn split_list(spec: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut start) = (0usize, None, 0);
    let mut parts = Vec::new();
    for (at, c) in spec.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(spec[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(spec[start..].trim());
    parts
}

/// `low..high`: every whole number, or a range without levels.
fn between(low: &str, high: &str, days: Days) -> Result<Parsed, String> {
    let range = range(low, high, false, days)?;
    let whole = range.low.fract() == 0.0 && range.high.fract() == 0.0;
    if !whole {
        return Ok((Vec::new(), Some(range)));
    }
    let range = Range { whole: range.unit.is_empty(), ..range };
    let count = range.high - range.low + 1.0;
    if count > MOST_LEVELS {
        return Ok((Vec::new(), Some(range)));
    }
    let level = |k: usize| range.text(range.low + k as f64);
    Ok(((0..count as usize).map(level).collect(), Some(range)))
}

/// `low:high:step`.
fn stepped(low: &str, high: &str, step: &str, days: Days) -> Result<Parsed, String> {
    let range = range(low, high, false, days)?;
    let in_range = |(value, unit): (f64, String)| match days.factor(&unit, &range.unit) {
        _ if unit.is_empty() => Some(value),
        factor => factor.map(|factor| value * factor),
    };
    let step_size = quantity(step).and_then(in_range).filter(|value| *value > 0.0);
    let Some(step_size) = step_size else {
        return Err(format!("the step {step} is not a number above 0 in the range's unit"));
    };
    let count = libm::floor((range.high - range.low) / step_size + 1e-9) + 1.0;
    if count > MOST_LEVELS {
        return Err(format!("{count} levels are too many (at most {MOST_LEVELS})"));
    }
    // As many decimals as were typed: no 0.30000000000000004.
    let decimals = decimals(low).max(decimals(step));
    let level = |k: usize| {
        let exact = format!("{:.decimals$}", range.low + k as f64 * step_size);
        range.text(exact.parse().unwrap_or(range.low))
    };
    Ok(((0..count as usize).map(level).collect(), Some(range)))
}

fn decimals(number: &str) -> usize {
    let digits = number.trim().trim_end_matches(char::is_alphabetic);
    digits.split_once('.').map_or(0, |(_, part)| part.len())
}

/// `log(low,high,n)`: n levels in equal factors.
fn logarithmic(inner: &str, days: Days) -> Result<Parsed, String> {
    let parts: Vec<&str> = inner.split(',').collect();
    let [low, high, count] = parts.as_slice() else {
        return Err("expected log(LOW,HIGH,N)".to_owned());
    };
    let range = Range { log: true, ..range(low, high, true, days)? };
    let count: usize = count.trim().parse().unwrap_or(0);
    if !(2..=MOST_LEVELS as usize).contains(&count) {
        return Err("log(LOW,HIGH,N) needs an N of at least 2".to_owned());
    }
    let level = |k: usize| range.at(k as f64 / (count - 1) as f64);
    Ok(((0..count).map(level).collect(), Some(range)))
}

fn range(low: &str, high: &str, positive: bool, days: Days) -> Result<Range, String> {
    let ((from, unit), (to, other)) = match (quantity(low), quantity(high)) {
        (Some(low), Some(high)) => (low, high),
        _ if moment(low).is_some() || moment(high).is_some() => {
            return Err(format!(
                "a range of dates runs forward from the `start` that the file gives, of launch.at, deadline, \
                 changes.NAME.at or changes.NAME.before of one campaign; write times after the start, such as 7w..12w, or \
                 a list of dates: {low},{high}"
            ));
        }
        _ => return Err(format!("{low} and {high} have to be numbers, with a unit or without")),
    };
    // 0 is 0 in every unit.
    let unit = if from == 0.0 && !other.is_empty() { other.clone() } else { unit };
    let other = if to == 0.0 && !unit.is_empty() { unit.clone() } else { other };
    // The finer of two units: a range from minutes to hours has levels of minutes.
    let (from, to, unit) = match (days.factor(&unit, &other), days.factor(&other, &unit)) {
        (Some(up), _) if up >= 1.0 => (from * up, to, other),
        (_, Some(up)) => (from, to * up, unit),
        _ => {
            return Err(format!(
                "{low} and {high} have units of which one is not so many of the other: write both in one unit"
            ));
        }
    };
    if from > to {
        return Err(format!("{low}..{high} runs backwards: write {high}..{low}"));
    }
    if from == to {
        return Err(format!("the range from {low} to {high} is empty"));
    }
    if positive && from <= 0.0 {
        return Err("a logarithmic range has to begin above 0".to_owned());
    }
    Ok(Range { low: from, high: to, unit, log: false, whole: false })
}

/// How long a day and a week are under a key.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Days {
    day_h: f64,
    week_d: f64,
}

impl Days {
    /// Keys of working time; of all others time is elapsed.
    const WORK: [&'static str; 4] = ["effort", "length", "switch_cost", "response"];

    /// Of a path. What a portfolio's `every` is depends on its calendar: no unit is so many of another there.
    fn of(path: &str) -> Days {
        let mut keys = path.split(['.', '[', ']']).map(|key| key.trim_matches(['"', '\'']));
        match keys.any(|key| Days::WORK.contains(&key)) || path == "practices.switch" {
            _ if path == "portfolio.every" => Days { day_h: f64::NAN, week_d: f64::NAN },
            true => Days { day_h: 8.0, week_d: 5.0 },
            false => Days { day_h: 24.0, week_d: 7.0 },
        }
    }

    /// How many of a unit another one is.
    fn factor(self, unit: &str, of: &str) -> Option<f64> {
        let hours = |unit: &str| match unit {
            "s" => Some(1.0 / 3_600.0),
            "m" => Some(1.0 / 60.0),
            "h" => Some(1.0),
            "d" => Some(self.day_h),
            "w" => Some(self.day_h * self.week_d),
            _ => None,
        };
        let factor = if unit == of { 1.0 } else { hours(unit)? / hours(of)? };
        Some(factor).filter(|factor| factor.is_finite())
    }
}

/// A finite number and its unit, such as `1.5h`.
fn quantity(text: &str) -> Option<(f64, String)> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let value: f64 = digits.parse().ok()?;
    (value.is_finite() && !digits.is_empty()).then(|| (value, text[digits.len()..].to_owned()))
}

/// A number in its shortest form, so that `1` and `1.0` are the same level; anything else as it is.
pub(super) fn canonical(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) => text::number(number).unwrap_or_else(|| value.to_owned()),
        Err(_) => value.to_owned(),
    }
}

impl Range {
    /// The value at a share of the way from low to high, as text, to nine digits.
    pub fn at(&self, share: f64) -> String {
        self.text(self.value(share))
    }

    /// The value at a share of the way from low to high.
    pub fn value(&self, share: f64) -> f64 {
        let value = if self.log {
            libm::exp(libm::log(self.low) + share * libm::log(self.high / self.low))
        } else {
            self.low + share * (self.high - self.low)
        };
        if self.whole { libm::rint(value) } else { value.clamp(self.low, self.high) }
    }

    /// A value with its unit, as `--set` takes it.
    pub fn text(&self, value: f64) -> String {
        let rounded = format!("{value:.8e}").parse().unwrap_or(value);
        format!("{}{}", text::number(rounded).unwrap_or_default(), self.unit)
    }
}
