//! The scenario as text, every number with its grounds beside it, and the same grounds as rows of fit.csv.

mod absences;
mod between;
mod doubts;
mod hub;
mod people;
mod streams;
mod today;

use super::estimate::{Estimate, Grade, OPEN, Unit};
use super::history::History;
use super::known;
use super::law::Law;
use super::{Fit, Found, Row, Unfit};
use crate::text;
use crate::time::{WEEK, hours};
use jiff::civil::DateTime;
use std::fmt::Write;

/// The scenario and its table.
///
/// # Errors
/// A number that somebody gave, though the log tells it or the scenario does not have it.
pub fn write(found: &Found<'_>) -> Result<Fit, Unfit> {
    let mut out = Writer {
        found,
        text: String::new(),
        rows: Vec::new(),
        findings: Vec::new(),
        refused: Vec::new(),
    };
    out.head();
    out.calendars();
    out.teams();
    out.absences();
    out.hub();
    found.flow.order.iter().for_each(|step| out.stream(*step));
    out.pieces();
    out.dependencies();
    out.handoffs();
    out.changes();
    out.portfolio();
    out.model();
    out.doubts();
    out.check_assumed()?;
    Ok(Fit { scenario: out.text, rows: out.rows, findings: out.findings, refused: out.refused })
}

impl Found<'_> {
    /// Whether a team does jobs whose working time is known.
    fn is_staffed(&self, team: usize) -> bool {
        self.history.of_team(team).any(|it| !self.history.is_elapsed(it.step, team))
    }

    /// Whether a step is work of which only the time that it took is known.
    fn is_passing(&self, step: usize) -> bool {
        self.history.steps[step].elapsed && !self.history.steps[step].review
    }
}

/// The method of a number that somebody gave.
const GIVEN: &str = "given";

struct Writer<'a> {
    found: &'a Found<'a>,
    text: String,
    rows: Vec<Row>,
    findings: Vec<String>,
    refused: Vec<String>,
}

impl<'a> Writer<'a> {
    fn history(&self) -> &'a History {
        self.found.history
    }

    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// A key with a number and its grounds.
    fn number(&mut self, key: &str, path: &str, it: &Estimate) {
        let quotes = |value: &str| match it.unit {
            Unit::Plain | Unit::Share => value.to_owned(),
            Unit::Hours => quoted(value),
        };
        self.value(key, path, (&it.written(), it), quotes);
    }

    /// A key with a word and its grounds.
    fn choice(&mut self, key: &str, path: &str, (word, it): (&str, &Estimate)) {
        self.value(key, path, (word, it), quoted);
    }

    /// A key with what was found, or where that is an assumption with what was given.
    fn value(
        &mut self,
        key: &str,
        path: &str,
        (found, it): (&str, &Estimate),
        quotes: impl Fn(&str) -> String,
    ) {
        self.word(path, found, it);
        let given = self.found.options.assume.iter().find(|(name, _)| name == path);
        match given.filter(|_| it.grade() == Grade::Assumed) {
            Some((_, value)) => {
                self.line(format!(
                    "{key} = {}  # assumption: given, not in the log",
                    quotes(value)
                ));
                if let Some(row) = self.rows.last_mut() {
                    (row.value, row.method) = (value.clone(), GIVEN.to_owned());
                }
            }
            None => self.line(format!("{key} = {}  # {}", quotes(found), it.comment())),
        }
    }

    /// Whether all that was given found its place.
    fn check_assumed(&self) -> Result<(), Unfit> {
        let took =
            |path: &String| self.rows.iter().any(|row| row.path == *path && row.method == GIVEN);
        let lost = self.found.options.assume.iter().find(|(path, _)| !took(path));
        lost.map_or(Ok(()), |(path, _)| {
            let open = self.rows.iter().filter(|row| row.grade == "C" && row.method == OPEN);
            let open: Vec<&str> = open.map(|row| &*row.path).collect();
            let told = |row: &&Row| row.path == *path && row.grade != "C";
            let known = self.rows.iter().find(told);
            Err(match known {
                Some(row) => Unfit::Told { path: path.clone(), value: row.value.clone() },
                None => Unfit::Assume { path: path.clone(), open: listed(&open) },
            })
        })
    }

    fn row(&mut self, path: &str, it: &Estimate) {
        let [low, high] = it.ends().unwrap_or_default();
        self.rows.push(Row {
            path: path.to_owned(),
            value: it.written(),
            low,
            high,
            n: it.n,
            method: it.method.to_string(),
            grade: it.grade().letter(),
        });
    }

    fn law(&mut self, key: &str, path: &str, law: &Law) {
        let (value, comment) = law.written();
        self.line(format!("{key} = {value}  # {comment}"));
        for (part, it) in law.parts() {
            self.row(&format!("{path}{part}"), it);
        }
    }

    fn about(&mut self, path: &str, value: String) {
        self.plain(path, value, "about the log");
    }

    /// How the simulation is set, which no log tells and nobody need know.
    fn setting(&mut self, path: &str, value: &str) {
        self.plain(path, value.to_owned(), "a setting of the simulation, no measurement");
    }

    /// A row that is no estimate: it has no grade.
    fn plain(&mut self, path: &str, value: String, method: &str) {
        let (path, method) = (path.to_owned(), method.to_owned());
        let (low, high) = (String::new(), String::new());
        self.rows.push(Row { path, value, low, high, n: 0, method, grade: "" });
    }

    /// From the first of some days since the log's Monday to the last.
    fn days(&self, days: &[i64]) -> String {
        let date = |day: &i64| self.found.calendars.date(*day).to_string();
        let last = days.last().filter(|_| days.len() > 1);
        days.first().into_iter().chain(last).map(date).collect::<Vec<String>>().join(" to ")
    }

    fn date(&self, at: i64) -> DateTime {
        let micros = jiff::Span::new().microseconds(at);
        self.found.epoch.checked_add(micros).unwrap_or(self.found.epoch)
    }

    fn head(&mut self) {
        let history = self.found.history;
        let options = self.found.options;
        let jobs = history.everything().count();
        let from = history.cases.iter().map(|case| case.start).min().unwrap_or(0);
        let [first, last] = [from, history.last].map(|at| self.date(at).date().to_string());
        let n = history.cases.len();
        self.line(format!(
            "# Fitted to {} by flowcast: {n} campaigns, {jobs} jobs, {first} to {last}.",
            plain(&options.file)
        ));
        self.line("# measured: counted in the log, with a 95 % interval where there is one; weak: from fewer than 10 cases, a bound, or known to a factor of three only, a share to half of all;");
        self.line("# assumption: not in the log. The same numbers stand in fit.csv. Confirm the model \"As is\" at the end.");
        self.line("schema = 2");
        self.line(format!("name = {}", quoted(&options.name)));
        let about =
            format!("Fitted to {}: {n} campaigns from {first} to {last}", plain(&options.file));
        self.line(format!("description = {}", quoted(&about)));
        let start = self.date(self.start());
        self.line(format!(
            "start = \"{}\"  # measured: the first campaign",
            start.strftime("%Y-%m-%d %H:%M")
        ));
        let longest = history.cycles().iter().fold(0.0, |most: f64, it| most.max(it.0));
        let weeks = libm::ceil(4.0 * longest / hours(WEEK)).clamp(52.0, 520.0);
        self.line(format!(
            "horizon = \"{weeks}w\"  # a setting of the simulation: four times the longest campaign, at least a year"
        ));
        let default = self.calendar_name(self.found.calendars.default_team());
        self.line(format!("calendar = {}", quoted(&default)));
        self.live();
        if let Some(it) = &self.found.correlation {
            self.number("correlation", "correlation", it);
        }
        let settings =
            [("log.file", plain(&options.file)), ("log.scenario", plain(&options.scenario))];
        let dates = |all: Vec<i64>| all.into_iter().map(|at| self.date(at)).collect();
        let starts: Vec<DateTime> = dates(history.cases.iter().map(|it| it.start).collect());
        let first_ends: Vec<DateTime> = dates(history.first_ends());
        let fitted = known::written((&starts, &first_ends), self.date(history.last));
        settings.into_iter().chain(fitted).for_each(|(path, value)| self.about(path, value));
    }

    fn assumed(&mut self, path: &str, value: &str) {
        let it = Estimate::assumed(0.0, Unit::Plain).by("stands for what the log does not tell");
        self.word(path, value, &it);
    }

    /// A row whose value is a word.
    fn word(&mut self, path: &str, value: &str, it: &Estimate) {
        self.row(path, it);
        if let Some(row) = self.rows.last_mut() {
            row.value = value.to_owned();
        }
    }
}

/// What may be given, in words.
fn listed(open: &[&str]) -> String {
    match open {
        [] => "in this log that is nothing".to_owned(),
        _ => format!("that is {}", open.join(", ")),
    }
}

/// Text without line breaks or control characters.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in plain(text).chars() {
        match c {
            '"' | '\\' => _ = write!(out, "\\{c}"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A name, as it is written, as a key of a path.
fn key(name: &str) -> String {
    text::key(&plain(name)).into_owned()
}
