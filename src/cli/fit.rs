//! `flowcast fit`: a scenario from a log.

use super::args;
use super::outcome::Outcome;
use super::session::{load, output};
use flowcast::calendar::Pattern;
use flowcast::error::{Error, shown};
use flowcast::fit::{self, Fit, Row, table};
use flowcast::report::{Cell, Column, Document, Table};
use flowcast::scenario;
use flowcast::store;
use flowcast::time::{HOUR, Instant, MINUTE, WEEK};
use std::path::{Path, PathBuf};

/// The grounds of every number, beside the scenario.
pub const GROUNDS: &str = "fit.csv";
/// The rules about steps that were guessed.
const STEPS: &str = "steps.toml";

pub fn run(args: &args::Fit) -> Result<Outcome, Error> {
    free_names(args)?;
    let log = load::log(&args.log, &args.how)?;
    let told = !args.talk.quiet && args.talk.format == args::Format::Table;
    if told {
        output::print(&format!("What the columns were taken for:\n{}", log.mapping()))?;
    }
    let beside = |name: &str| args.out.with_file_name(name);
    let campaigns = log.campaigns().len();
    let kept = args.hold_out.map_or(0, |part| {
        if part < 1.0 { (part * campaigns as f64).round() as usize } else { part as usize }
    });
    if kept + 2 > campaigns && kept > 0 {
        let why = format!(
            "--hold-out: of {campaigns} campaigns {kept} are kept, which leaves too few to fit"
        );
        return Err(Error::Usage(why));
    }
    let options = fit::Options {
        name: args.name.clone().unwrap_or_else(|| stem(&args.log)),
        file: name_of(&args.log),
        scenario: name_of(&args.out),
        first: (kept > 0).then_some(campaigns - kept),
        calendars: args
            .calendars
            .iter()
            .map(|(team, text)| Ok((team.clone(), hours(text)?)))
            .collect::<Result<_, Error>>()?,
    };
    let found = fit::fit(&log, &options).map_err(|why| Error::Usage(why.to_string()))?;
    scenario::load(&shown(&args.out), &found.scenario, &[]).map_err(|problems| {
        Error::Usage(format!(
            "what the log tells makes no valid scenario: look for times that are years off in it\n{}",
            problems.render(false)
        ))
    })?;
    let mut files = vec![
        (args.out.clone(), found.scenario.clone()),
        (beside(GROUNDS), table::written(&found.rows)?),
    ];
    if args.how.steps.is_none() {
        files.push((beside(STEPS), log.steps.to_toml()));
    }
    write(&files, args.force)?;
    if !args.talk.quiet {
        let notes = log.notes.iter().cloned();
        output::show(&page(&found, notes, &args.out), &[numbers(&found.rows)], args.talk.format)?;
    }
    Ok(Outcome::Complete)
}

/// The scenario may neither take the place of its log nor that of what is written beside it.
fn free_names(args: &args::Fit) -> Result<(), Error> {
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

/// All files or none: what is there already is said of all, before any is written.
fn write(files: &[(PathBuf, String)], force: bool) -> Result<(), Error> {
    let there = files.iter().filter(|(path, _)| !force && path.symlink_metadata().is_ok());
    let there: Vec<String> = there.map(|(path, _)| shown(path)).collect();
    if !there.is_empty() {
        let why = format!(
            "{}: there already; choose another folder, or replace with --force",
            there.join(", ")
        );
        return Err(Error::Write { path: files[0].0.clone(), source: std::io::Error::other(why) });
    }
    files.iter().try_for_each(|(path, text)| store::write_new(path, text, force))
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

fn stem(path: &Path) -> String {
    path.file_stem().map_or("log".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A pattern of hours as a scenario writes it.
fn hours(text: &str) -> Result<Pattern, Error> {
    let mini = format!(
        "schema = 1\nname = \"hours\"\nstart = \"2001-01-01 00:00\"\ncalendar = \"asked\"\n[calendars]\nasked = {text:?}\n\
         [teams]\na = {{}}\n[[streams]]\nname = \"a\"\nteam = \"a\"\neffort = \"1h\"\n[[deliverables]]\nname = \"a\"\n"
    );
    let facts =
        scenario::load("--calendar", &mini, &[]).map_err(|found| load::refused(&found))?.facts;
    let calendar = &facts.calendars[facts.calendar].calendar;
    // Time 0 is the first opening of a week that begins on a Monday.
    let from = facts.start.time();
    let offset = i64::from(facts.start.date().weekday().to_monday_zero_offset()) * 24 * HOUR
        + i64::from(from.hour()) * HOUR
        + i64::from(from.minute()) * MINUTE;
    let half = 30 * MINUTE;
    let open = |slot: &i64| calendar.is_open(Instant((slot * half - offset).rem_euclid(WEEK)));
    let windows = (0..WEEK / half).filter(open).map(|slot| (slot * half, (slot + 1) * half));
    Ok(Pattern { windows: windows.collect(), closed: Vec::new() })
}

fn page(found: &Fit, notes: impl Iterator<Item = String>, out: &Path) -> Document {
    let mut page = Document::default();
    page.list(notes);
    page.section("found", "What was found");
    page.list(found.findings.iter().chain(&found.refused).cloned());
    page.table(numbers(&found.rows));
    page.section("next", "Next");
    page.text(format!("Written: {0}, with {GROUNDS} beside it. Read {0} and confirm the model \"As is\" at its end. Then:", shown(out)));
    page.command(format!("flowcast validate {} LOG", shown(out)));
    page
}

fn numbers(rows: &[Row]) -> Table {
    let columns = ["path", "value", "low", "high", "n", "method", "grade"].map(Column::text);
    let title = "Every number: A measured, B weak (fewer than 10 cases), C an assumption; low and high are 95 % intervals";
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
