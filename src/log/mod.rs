//! Logs of work: what other tools and `export-log` write, as jobs with the columns that were found.
//!
//! ```text
//! bytes ──text──► text ──table, xes──► rows of cells ──columns, dates──► cells with a meaning
//!       ──jobs, changes──► jobs as written ──steps──► Log
//! ```
//!
//! Nothing here touches the disk. Reading notes problems instead of stopping, so that one look shows all.

mod ahead;
mod applied;
mod applied_words;
mod apply;
mod changes;
mod columns;
mod dates;
pub mod export;
mod far;
mod findings;
mod holds;
mod jobs;
mod lifecycle;
mod meaning;
mod names;
mod simulated;
mod slips;
mod stamp;
mod steps;
mod table;
mod text;
mod tools;
mod ways;
mod xes;
mod zone;

pub use columns::{Column, Field};
pub use meaning::Verdict;
pub use stamp::DateOrder;
pub use steps::{Outcomes, Rule, RuleKind, Steps};
pub use text::{LARGEST, SMALLER};
pub use zone::Zone;

use crate::scenario::Problems;
use crate::time::Instant;
use columns::Columns;
use dates::Dates;
use findings::Findings;
use jiff::SignedDuration;
use jiff::civil::DateTime;
use jobs::Reader;
use std::sync::Arc;
use table::Table;

/// How a log is to be read; by default everything is guessed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Columns whose meaning is told.
    pub map: Vec<(String, Field)>,
    /// How dates of three numbers are meant.
    pub dates: Option<DateOrder>,
    /// Where people work, if times are to be shown by the clock there.
    pub zone: Option<Zone>,
    /// The rules about steps: the name of their file, and its text.
    pub steps: Option<(String, String)>,
}

/// What happened, job by job.
#[derive(Clone, Debug)]
pub struct Log {
    /// Instant 0: the Monday at 00:00 before everything. Times are as the clocks on the wall showed them.
    pub epoch: DateTime,
    /// By their first time, then by what they are: the order of rows does not matter.
    pub jobs: Vec<Job>,
    /// What a row of the file was.
    pub form: Form,
    /// The coarser one of starts and ends.
    pub grain: Grain,
    /// The latest time in the log: when it was cut.
    pub last: Instant,
    /// What the columns were taken for.
    pub columns: Vec<Column>,
    /// Of a change log: which statuses were taken for which outcome of a review, a sentence each.
    pub verdicts: Vec<String>,
    /// What was decided or left out while reading, in sentences.
    pub notes: Vec<String>,
    /// The rules about steps in force: those given, or the draft.
    pub steps: Steps,
}

/// What a row of a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A job, or its start or end.
    Jobs,
    /// A change of an item's status.
    Changes,
    /// The decision of a reviewer on a version.
    Proofs,
}

/// How exactly times are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// To the second, or better.
    Second,
    /// To the minute.
    Minute,
    /// Dates only.
    Day,
}

/// Somebody's work on a step of an item, once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Job {
    /// When it became ready.
    pub asked: Option<Instant>,
    /// When somebody began.
    pub start: Option<Instant>,
    /// When it was over; none of an open one.
    pub end: Option<Instant>,
    /// From when until when it was put aside in between.
    pub held: Vec<(Instant, Instant)>,
    /// The case.
    pub campaign: Arc<str>,
    /// The deliverable.
    pub item: Option<Arc<str>>,
    /// The step, as the rules name it.
    pub step: Arc<str>,
    /// What kind of work.
    pub kind: Kind,
    /// Whose.
    pub team: Option<Arc<str>>,
    /// By whom.
    pub person: Option<Arc<str>>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Of a review: the how many-th round, from 1.
    pub round: Option<u32>,
    /// Of rework: why, in the words of `export-log`.
    pub cause: Option<Arc<str>>,
    /// How it stands.
    pub status: Status,
    /// Where it is in the file.
    pub line: usize,
}

/// Kinds of job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Work of a stream.
    Work,
    /// A reviewer's look at a version.
    Review,
    /// A broker's handling of a version.
    Broker,
    /// An audit.
    Audit,
}

impl Kind {
    /// Whether such jobs are steps of a piece.
    pub fn is_step(self) -> bool {
        matches!(self, Kind::Work | Kind::Review)
    }
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A reviewer agreed.
    Approved,
    /// A reviewer sent it back.
    Rejected,
    /// Something that the rules do not know as either.
    Other(Arc<str>),
}

/// How a job stands at the end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It ran to its end.
    Done,
    /// It was stopped: its end is not that of the work.
    Stopped,
    /// It was not over when the log was cut.
    Open,
}

/// The jobs of a case.
#[derive(Clone, Debug)]
pub struct Campaign<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its first time.
    pub start: Instant,
    /// Its last time.
    pub end: Instant,
    /// Whether a job of it is open.
    pub is_open: bool,
    /// In the order of the log.
    pub jobs: Vec<&'a Job>,
}

/// Reads a log: `name` is that of its file, for messages.
///
/// # Errors
/// All problems of the file, or of what was said about it.
pub fn read(name: &str, bytes: &[u8], options: &Options) -> Result<Log, Problems> {
    let steps = match &options.steps {
        Some((file, text)) => Some(Steps::parse(file, text)?),
        None => None,
    };
    let text = text::decode(bytes).map_err(|refusal| findings::refusal(name, &refusal))?;
    let mut found = Findings::new(name, &text);
    let log = rows(&text, &mut found).and_then(|table| {
        let mut columns = Columns::of(&table, &options.map, &mut found)?;
        let dates = Dates::of(&table, &columns, (options.dates, options.zone.clone()), &mut found);
        let mut reader = Reader::new(&table, &columns, &dates);
        let mut jobs = match columns.form {
            Form::Changes => changes::read(&mut reader, &mut found),
            Form::Jobs | Form::Proofs => reader.jobs(&mut found),
        };
        far::refuse(&jobs, &table, &columns, &mut found);
        names::refuse(&table, &columns, &mut found);
        let mut notes = [columns.notes(), dates.notes(), reader.notes()].concat();
        notes.extend(slips::check(&jobs, &table, &columns, &mut found));
        notes.extend(tools::made(&mut jobs, &mut columns));
        Some(whole((jobs, notes), &columns, dates.grain(), steps, &mut found))
    });
    match (found.problems(), log) {
        (None, Some(log)) => Ok(log),
        (Some(problems), _) => Err(problems),
        (None, None) => Err(findings::refusal(name, &text::Refusal::empty())),
    }
}

/// The rows of a file of either format; none if there are none that could be read.
fn rows<'t>(text: &'t str, found: &mut Findings<'_>) -> Option<Table<'t>> {
    let table = match text.trim_start().starts_with('<') {
        true => xes::parse(text, found)?,
        false => Table::of_csv(text, found)?,
    };
    if table.rows.is_empty() {
        found.whole("the log has no rows", "export a row for each job");
        return None;
    }
    Some(table)
}

/// Puts a log together; jobs have times since 1970 until here.
fn whole(
    (mut jobs, mut notes): (Vec<Job>, Vec<String>),
    columns: &Columns,
    grain: Grain,
    steps: Option<Steps>,
    found: &mut Findings<'_>,
) -> Log {
    let mut steps = steps.unwrap_or_else(|| Steps::draft(&jobs, columns.form));
    let came = steps.apply(&mut jobs, columns.form);
    notes.extend(came.notes(&steps.rules));
    if let Some(refusal) = came.refusal(&steps) {
        found.whole(&refusal.message, &refusal.help);
    }
    tools::refuse_pieces(&jobs, columns, found);
    notes.extend(tools::one_spelling(&mut jobs));
    let times = || jobs.iter().flat_map(Job::times);
    let (first, last) = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let monday = dates::monday(first);
    for job in &mut jobs {
        for at in [&mut job.asked, &mut job.start, &mut job.end].into_iter().flatten() {
            at.0 -= monday;
        }
        for (from, to) in &mut job.held {
            (from.0, to.0) = (from.0 - monday, to.0 - monday);
        }
    }
    jobs.sort_by(|a, b| (a.times().min(), a).cmp(&(b.times().min(), b)));
    jobs::count_rounds(&mut jobs);
    if jobs.is_empty() && found.is_clean() {
        let help = format!("see --steps and the column of transitions. {}", notes.join(" "));
        found.whole("no job is left of the log", &help);
    }
    Log {
        epoch: dates::at(monday),
        jobs,
        form: columns.form,
        grain,
        last: Instant(last.0 - monday),
        columns: columns.list.clone(),
        verdicts: came.verdicts(columns.form),
        notes,
        steps,
    }
}

impl Job {
    /// The times that it has.
    pub fn times(&self) -> impl Iterator<Item = Instant> {
        [self.asked, self.start, self.end].into_iter().flatten()
    }
}

impl Log {
    /// Whether a column was taken for this.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|column| column.field == Some(field))
    }

    /// A time as it was written.
    pub fn at(&self, at: Instant) -> DateTime {
        self.epoch.saturating_add(SignedDuration::from_micros(at.0))
    }

    /// The cases, by their first time, then by name.
    pub fn campaigns(&self) -> Vec<Campaign<'_>> {
        let mut jobs: Vec<&Job> = self.jobs.iter().collect();
        jobs.sort_by_key(|job| &job.campaign);
        let of = |jobs: &[&'_ Job]| -> (Instant, Instant) {
            let times = || jobs.iter().flat_map(|job| job.times());
            (times().min().unwrap_or_default(), times().max().unwrap_or_default())
        };
        let mut cases: Vec<Campaign<'_>> = jobs
            .chunk_by(|a, b| a.campaign == b.campaign)
            .map(|jobs| {
                let (start, end) = of(jobs);
                let is_open = jobs.iter().any(|job| job.status == Status::Open);
                Campaign { name: &jobs[0].campaign, start, end, is_open, jobs: jobs.to_vec() }
            })
            .collect();
        cases.sort_by_key(|case| (case.start, case.name));
        cases
    }

    /// What each column was taken for, and each status that follows a review, a line each: shown before anything else.
    pub fn mapping(&self) -> String {
        let line = |column: &Column| match column.field {
            Some(field) => format!("  {} <- {} ({})\n", field.name(), column.name, column.how),
            None => format!("  – <- {} (not used)\n", column.name),
        };
        let verdicts = self.verdicts.iter().map(|it| format!("  {it}\n"));
        self.columns.iter().map(line).chain(verdicts).collect()
    }
}

#[cfg(test)]
mod tests;
