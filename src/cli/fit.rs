//! `flowcast fit`: a scenario from a log.

use super::options::{Format, HowToRead, Talk};
use super::outcome::Outcome;
use super::session::progress::Stages;
use super::session::{load, output};
use flowcast::calendar::Pattern;
use flowcast::error::{Error, shown};
use flowcast::fit::{self, Fit, Row, table};
use flowcast::log::Log;
use flowcast::report::{Cell, Column, Document, Table};
use flowcast::scenario;
use flowcast::store;
use flowcast::text;
use flowcast::time::MINUTE;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// Make a scenario of a log: every number with its grounds
///
/// Reads what your tools export (a row a job, a change log, proof rounds), says what each column was taken for, and
/// estimates calendars, teams, efforts, rejections, rework, latency and arrivals. fit.csv beside the scenario says how well
/// each number is known. What columns cannot tell is refused, with what to export instead.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast fit jira.csv -o team.toml --hold-out 0.3\n  \
    flowcast validate team.toml jira.csv")]
pub struct Args {
    /// The log: CSV of any dialect, or XES
    pub log: PathBuf,
    #[command(flatten)]
    pub how: HowToRead,
    /// The scenario to write; fit.csv, with the grounds of every number, is written beside it
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Keep the last campaigns for `validate`: a share such as 0.3, how many, or those from a date on (2026-06-01)
    #[arg(long, value_name = "PART", value_parser = part)]
    pub hold_out: Option<Part>,
    /// When a team works, where you know better (repeatable), such as --calendar "legal=Wed 10:00-12:00"
    #[arg(long = "calendar", value_name = "TEAM=HOURS", value_parser = hours)]
    pub calendars: Vec<(String, Pattern)>,
    /// A number that the log does not tell and you know (repeatable), such as --assume handoffs.impact=0.2
    ///
    /// It stays an assumption, of yours. Those that may be given are marked "assumption: not in the log".
    #[arg(long, value_name = "PATH=VALUE", value_parser = assumed)]
    pub assume: Vec<(String, String)>,
    /// What the scenario is called (default: the log's file)
    #[arg(long)]
    pub name: Option<String>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub talk: Talk,
}

/// Which campaigns are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// This share of them, below 1.
    Share(f64),
    /// So many.
    Count(usize),
    /// Those that start on this day or later.
    From(Date),
}

fn part(text: &str) -> Result<Part, String> {
    let share = text.parse().ok().filter(|share| *share > 0.0 && *share < 1.0).map(Part::Share);
    let count = || text.parse().ok().filter(|count| *count > 0).map(Part::Count);
    let date = || text.parse().ok().map(Part::From);
    let wrong =
        "expected a share below 1 (0.3), a whole number of campaigns, or a date (2026-06-01)";
    share.or_else(count).or_else(date).ok_or_else(|| wrong.to_owned())
}

const HALF_HOUR: i64 = 30 * MINUTE;

fn hours(text: &str) -> Result<(String, Pattern), String> {
    let (team, hours) =
        text.split_once('=').ok_or("expected TEAM=HOURS, such as legal=Wed 10:00-12:00")?;
    let windows = scenario::weekly(hours.trim())?;
    if windows.iter().any(|(from, to)| from % HALF_HOUR != 0 || to % HALF_HOUR != 0) {
        return Err("hours of a log are told in half-hours: begin and end on one".to_owned());
    }
    Ok((team.trim().to_owned(), Pattern { windows, closed: Vec::new() }))
}

fn assumed(text: &str) -> Result<(String, String), String> {
    scenario::split_set(text)
        .ok_or_else(|| "expected PATH=VALUE, such as handoffs.impact=0.2".to_owned())
}

/// The grounds of every number, beside the scenario.
pub const GROUNDS: &str = "fit.csv";
/// The rules about steps that were guessed.
const STEPS: &str = "steps.toml";

pub fn run(args: &Args) -> Result<Outcome, Error> {
    free_names(args)?;
    let draft = args.how.steps.is_none().then_some(STEPS);
    let beside = |name: &str| args.out.with_file_name(name);
    let written: Vec<PathBuf> = std::iter::once(args.out.clone())
        .chain(std::iter::once(GROUNDS).chain(draft).map(beside))
        .collect();
    check_free(&written, args.force)?;
    let bar = Stages::new(args.talk.quiet);
    bar.at("reading the log");
    let log = load::log(&args.log, &args.how)?;
    bar.finish();
    let told = !args.talk.quiet && args.talk.format == Format::Table;
    if told {
        output::print(&format!("What the columns were taken for:\n{}", log.mapping()))?;
    }
    let first = args.hold_out.map(|part| fitted(&log, part)).transpose()?;
    let options = fit::Options {
        name: args.name.clone().unwrap_or_else(|| stem(&args.log)),
        file: name_of(&args.log),
        scenario: name_of(&args.out),
        first,
        calendars: args.calendars.clone(),
        assume: args.assume.clone(),
    };
    bar.at("estimating");
    let found = fit::fit(&log, &options);
    bar.finish();
    let found = found.map_err(|why| Error::Usage(format!("{}: {why}", shown(&args.log))))?;
    scenario::load(&shown(&args.out), &found.scenario, &[]).map_err(|problems| {
        Error::Usage(format!(
            "what the log tells (and --assume) makes no valid scenario: look for times that are years off in it{}\n{}",
            span(&log),
            problems.render(false)
        ))
    })?;
    let texts = [found.scenario.clone(), table::written(&found.rows)?, log.steps.to_toml()];
    written
        .iter()
        .zip(texts)
        .try_for_each(|(path, text)| store::write_new(path, &text, args.force))?;
    if !args.talk.quiet {
        let notes = log.notes.iter().cloned();
        output::show(&page(&found, notes, args), &[numbers(&found.rows)], args.talk.format)?;
    }
    Ok(Outcome::Complete)
}

/// Where the first and the last time of a log stand.
fn span(log: &Log) -> String {
    let times = || log.jobs.iter().flat_map(|job| job.times().map(|at| (at, job.line)));
    let told = |(at, line)| format!("{} on line {line}", log.at(at).strftime("%Y-%m-%d"));
    match (times().min().map(told), times().max().map(told)) {
        (Some(first), Some(last)) => format!("; its first is {first}, its last {last}"),
        _ => String::new(),
    }
}

/// How many of the first campaigns are fitted when a part is kept.
fn fitted(log: &Log, part: Part) -> Result<usize, Error> {
    let campaigns = log.campaigns();
    let all = campaigns.len();
    let kept = match part {
        Part::Share(share) => (share * all as f64).round() as usize,
        Part::Count(count) => count,
        Part::From(date) => {
            campaigns.iter().filter(|case| log.at(case.start).date() >= date).count()
        }
    };
    match all.saturating_sub(kept) {
        left if left < 2 => Err(Error::Usage(format!(
            "--hold-out: of {all} campaigns {kept} would be kept, which leaves {left} to fit: at least 2 are needed, better 20"
        ))),
        _ if kept == 0 => {
            Err(Error::Usage(format!("--hold-out: of {all} campaigns none would be kept")))
        }
        left => Ok(left),
    }
}

/// The scenario may neither take the place of its log nor that of what is written beside it.
fn free_names(args: &Args) -> Result<(), Error> {
    let taken = [GROUNDS, STEPS]
        .into_iter()
        .find(|name| args.out.file_name().is_some_and(|out| out == *name));
    if let Some(name) = taken {
        let why =
            format!("--out: {name} is written beside the scenario; give the scenario another name");
        return Err(Error::Usage(why));
    }
    let inputs = [Some(&args.log), args.how.steps.as_ref()].into_iter().flatten();
    let place = |path: &Path| path.canonicalize().ok();
    for input in inputs {
        let own = place(input);
        let written = [args.out.clone(), args.out.with_file_name(GROUNDS)];
        if own.is_some() && written.iter().any(|path| place(path) == own) {
            let why = format!("--out: {} is what is read; write to another folder", shown(input));
            return Err(Error::Usage(why));
        }
    }
    Ok(())
}

/// All files or none: what is there already is said of all, before the log is read.
fn check_free(files: &[PathBuf], force: bool) -> Result<(), Error> {
    let there = files.iter().filter(|path| !force && path.symlink_metadata().is_ok());
    let there: Vec<String> = there.map(|path| shown(path)).collect();
    if !there.is_empty() {
        let why = format!(
            "{}: there already; choose another folder, or replace with --force",
            there.join(", ")
        );
        return Err(Error::Write { path: files[0].clone(), source: std::io::Error::other(why) });
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or("log".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn page(found: &Fit, notes: impl Iterator<Item = String>, args: &Args) -> Document {
    let out = &args.out;
    let mut page = Document::default();
    page.list(notes);
    page.section("found", "What was found");
    page.list(found.findings.iter().chain(&found.refused).cloned());
    page.table(numbers(&found.rows));
    page.section("next", "Next");
    page.text(format!("Written: {0}, with {GROUNDS} beside it. Read {0} and confirm the model \"As is\" at its end. Then:", shown(out)));
    page.command(next(args));
    page
}

/// The command that holds the scenario against the log, which is read as it was.
fn next(args: &Args) -> String {
    let mut words: Vec<String> = ["flowcast", "validate"]
        .map(str::to_owned)
        .into_iter()
        .chain([&args.out, &args.log].map(|it| shown(it)))
        .collect();
    for (column, field) in &args.how.map {
        words.extend(["--map".to_owned(), format!("{column}={}", field.name())]);
    }
    words.extend(
        args.how
            .dates
            .into_iter()
            .flat_map(|order| ["--dates".to_owned(), order.word().to_owned()]),
    );
    let zone = args.how.zone.iter();
    words.extend(zone.flat_map(|zone| ["--zone".to_owned(), zone.name().to_owned()]));
    words.extend(args.how.steps.iter().flat_map(|file| ["--steps".to_owned(), shown(file)]));
    text::shell(&words)
}

fn numbers(rows: &[Row]) -> Table {
    let columns = ["path", "value", "low", "high", "n", "method", "grade"].map(Column::text);
    let title = "Every number: A measured, B weak (fewer than 10 cases, a bound, or known to a factor of three only, a share to half of all), C an assumption; low and high are 95 % intervals, or the least and the most where the method says so";
    let mut table = Table::new("fit", title, columns.into());
    let text = |it: &str| if it.is_empty() { Cell::Missing } else { Cell::Text(it.to_owned()) };
    for row in rows.iter().filter(|row| !row.grade.is_empty()) {
        let [path, value, low, high] =
            [&row.path, &row.value, &row.low, &row.high].map(|it| text(it));
        table.push(vec![
            path,
            value,
            low,
            high,
            Cell::Count(row.n as u64),
            text(&row.method),
            text(row.grade),
        ]);
    }
    table
}
