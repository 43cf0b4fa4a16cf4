//! From rows to jobs.

use super::columns::{Columns, Field};
use super::dates::{Dates, shown};
use super::findings::Findings;
use super::stamp::Stamp;
use super::table::{Alike, Row, Table};
use super::tools;
use super::{Grain, Job, Kind, Outcome, Status};
use crate::record::Cause;
use crate::time::Instant;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names, each kept once.
#[derive(Default)]
pub struct Names<'t>(BTreeMap<&'t str, Arc<str>>);

impl<'t> Names<'t> {
    /// The name that is kept.
    pub fn of(&mut self, name: &'t str) -> Arc<str> {
        self.0.entry(name).or_insert_with(|| name.into()).clone()
    }
}

/// What rows are read with.
pub struct Reader<'t> {
    /// The file.
    pub table: &'t Table<'t>,
    /// What is where.
    pub columns: &'t Columns,
    /// How dates are written.
    pub dates: &'t Dates,
    names: Names<'t>,
    /// Rows that were asked for after they had begun.
    late: Alike,
    /// Rows without an item, where a column tells items.
    whole: Alike,
    /// Rows of tasks whose subtasks are rows too.
    parents: usize,
    /// Words for how a job stands that are not known, with the number of their rows.
    statuses: BTreeMap<String, usize>,
    /// Words for why something was done again that are not known, with the number of their rows.
    causes: BTreeMap<String, usize>,
    /// Words for what a row is that are neither a start nor an end.
    transitions: BTreeMap<String, usize>,
}

impl<'t> Reader<'t> {
    /// A reader of a table.
    pub fn new(table: &'t Table<'t>, columns: &'t Columns, dates: &'t Dates) -> Reader<'t> {
        Reader {
            table,
            columns,
            dates,
            names: Names::default(),
            late: Alike::default(),
            whole: Alike::default(),
            parents: 0,
            statuses: BTreeMap::new(),
            causes: BTreeMap::new(),
            transitions: BTreeMap::new(),
        }
    }

    /// The jobs of a log whose rows are jobs, or their starts and ends, as written: outcomes in its words, times since 1970.
    pub fn jobs(&mut self, found: &mut Findings<'_>) -> Vec<Job> {
        self.check_twins(found);
        let is_parent = tools::parents(self.table, self.columns);
        self.parents = self.table.rows.iter().filter(|row| is_parent(row)).count();
        let rows = self.table.rows.iter().filter(|row| !is_parent(row));
        if self.columns.place(Field::Lifecycle).is_none() {
            return rows.filter_map(|row| self.job(row, found)).collect();
        }
        let columns = self.columns;
        let what = |row| columns.cell(row, Field::Lifecycle).unwrap_or("complete").to_lowercase();
        let rows = rows.filter_map(|row| Some((self.job(row, found)?, what(row)))).collect();
        super::lifecycle::paired(rows, &mut self.transitions)
    }

    /// What was not believed.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(rows) = self.late.told() {
            notes.push(format!(
                "Rows that were asked for after they had begun or ended: {rows}; when, is not used."
            ));
        }
        if let Some((rows, place)) = self.whole.told().zip(self.columns.place(Field::Item)) {
            let name = &self.table.header[place];
            notes.push(format!(
                "Rows in which `{name}` is empty: {rows}; in each campaign they count as one more piece."
            ));
        }
        if self.parents > 0 {
            let rows = self.parents;
            notes.push(format!(
                "Rows of tasks that have subtasks are left out, {rows} of them: they are the deliverables."
            ));
        }
        for (word, rows) in &self.statuses {
            notes.push(format!(
                "`{word}` says neither done nor stopped: {rows} rows that have an end count as done."
            ));
        }
        for (word, rows) in &self.causes {
            let known = Cause::ALL.map(Cause::name).join(", ");
            notes.push(format!(
                "`{word}` is no cause that is known ({known}): {rows} rows count as without one."
            ));
        }
        for (word, rows) in &self.transitions {
            notes.push(format!(
                "`{word}` is neither the start nor the end of a job: {rows} rows are left out."
            ));
        }
        notes
    }

    /// The name in a cell.
    pub fn name(&mut self, row: &'t Row, field: Field) -> Option<Arc<str>> {
        self.columns.cell(row, field).map(|cell| self.names.of(cell))
    }

    /// The name in a cell that must not be empty.
    pub fn needed(
        &mut self,
        row: &'t Row,
        field: Field,
        found: &mut Findings<'_>,
    ) -> Option<Arc<str>> {
        let name = self.name(row, field);
        if let (None, Some(place)) = (&name, self.columns.place(field)) {
            found.row("nothing is here", place, row.line, || {
                let message = format!("`{}` is empty", self.table.header[place]);
                let help = format!("every row needs the {} that it is about", field.name());
                (self.table.place(row, place), message, help)
            });
        }
        name
    }

    /// The campaign, or the item where the log has no campaigns.
    pub fn campaign(&mut self, row: &'t Row, found: &mut Findings<'_>) -> Option<Arc<str>> {
        let has = self.columns.place(Field::Campaign).is_some();
        self.needed(row, if has { Field::Campaign } else { Field::Item }, found)
    }

    /// The step; of proofs without stages there is one only.
    fn step(&mut self, row: &'t Row, found: &mut Findings<'_>) -> Option<Arc<str>> {
        match self.columns.place(Field::Step) {
            Some(_) => self.needed(row, Field::Step, found),
            None => Some(self.names.of("review")),
        }
    }

    fn job(&mut self, row: &'t Row, found: &mut Findings<'_>) -> Option<Job> {
        let (campaign, step) = (self.campaign(row, found), self.step(row, found));
        let [mut asked, start, end] = [Field::Asked, Field::Start, Field::End]
            .map(|field| self.dates.of_row(self.columns, row, field));
        self.check_order(row, start, end, found);
        // Some tools assign after the start.
        if asked.is_some_and(|asked| start.or(end).is_some_and(|then| then.is_before(asked))) {
            asked = None;
            self.late.add(row);
        }
        if asked.is_none() && start.is_none() && end.is_none() {
            self.no_times(row, found);
        }
        let round = self.round(row, found);
        let kind = self.kind(row, found);
        let status = self.status(row, end.is_some());
        let item = self.name(row, Field::Item);
        if item.is_none() && self.columns.place(Field::Item).is_some() {
            self.whole.add(row);
        }
        Some(Job {
            asked: asked.map(|stamp| stamp.at),
            start: start.map(|stamp| stamp.at),
            end: end.map(|stamp| stamp.at),
            held: Vec::new(),
            campaign: campaign?,
            item,
            step: step?,
            kind,
            team: self.name(row, Field::Team),
            person: self.name(row, Field::Person),
            outcome: self.name(row, Field::Outcome).map(Outcome::Other),
            round,
            cause: self.cause(row),
            status,
            line: row.line,
        })
    }

    fn check_order(
        &self,
        row: &Row,
        start: Option<Stamp>,
        end: Option<Stamp>,
        found: &mut Findings<'_>,
    ) {
        let (Some(start), Some(end)) = (start, end) else { return };
        let places = [Field::Start, Field::End].map(|field| self.columns.place(field));
        let [Some(from), Some(to)] = places else { return };
        if end.is_before(start) {
            found.row("before its start", to, row.line, || {
                let cells = [to, from].map(|place| shown(row.raw(place)));
                let message = format!("the end {} is before the start {}", cells[0], cells[1]);
                let help = "correct it, or leave the start empty where it is not known";
                (self.table.place(row, to), message, help.to_owned())
            });
        }
    }

    fn no_times(&self, row: &Row, found: &mut Findings<'_>) {
        let place = self.columns.place(Field::End).unwrap_or(0);
        let said = [Field::Asked, Field::Start, Field::End]
            .iter()
            .any(|field| self.columns.cell(row, *field).is_some());
        // A cell that is no date has been told of.
        if !said {
            found.row("no time at all", place, row.line, || {
                let help = "give it an end, or a start if it is still open, or leave the row out";
                (self.table.place(row, place), "this row has no time".to_owned(), help.to_owned())
            });
        }
    }

    /// "2", "2.0", "2,0" or "v2".
    fn round(&self, row: &Row, found: &mut Findings<'_>) -> Option<u32> {
        let place = self.columns.place(Field::Round)?;
        let cell = row.cell(place)?;
        let digits = cell.trim_start_matches(['v', 'V', '#', ' ']);
        let digits = digits.split(['.', ',']).next().unwrap_or_default();
        let round = digits.parse().ok().filter(|round| (1..=10_000).contains(round));
        if round.is_none() {
            found.row("not a round", place, row.line, || {
                let message = format!("`{}`: \"{}\" is no round", self.table.header[place], shown(cell));
                let help = "rounds and versions are counted 1, 2, 3, ... (or 1.0, 2.0); if the column means something else, \
                            map another one";
                (self.table.place(row, place), message, help.to_owned())
            });
        }
        round
    }

    fn kind(&self, row: &Row, found: &mut Findings<'_>) -> Kind {
        let Some(place) = self.columns.place(Field::Kind) else { return Kind::Work };
        let Some(cell) = row.cell(place) else { return Kind::Work };
        Kind::named(cell).unwrap_or_else(|| {
            found.row("not a kind", place, row.line, || {
                let name = &self.table.header[place];
                let message = format!("`{name}`: \"{}\" is no kind of job", shown(cell));
                (self.table.place(row, place), message, "work, review, broker or audit".to_owned())
            });
            Kind::Work
        })
    }

    /// Why something was done again, in the words of `export-log`.
    fn cause(&mut self, row: &'t Row) -> Option<Arc<str>> {
        let cell = self.columns.cell(row, Field::Cause)?;
        let mut all = Cause::ALL.into_iter().map(Cause::name);
        let known = all.find(|known| known.eq_ignore_ascii_case(cell));
        if known.is_none() {
            *self.causes.entry(shown(cell)).or_insert(0) += 1;
        }
        known.map(|known| self.names.of(known))
    }

    /// How a job stands: by its end, and whether it is said to have been stopped.
    fn status(&mut self, row: &Row, ended: bool) -> Status {
        let said = self.columns.cell(row, Field::Status).map(str::to_lowercase);
        match said.as_deref() {
            _ if !ended => Status::Open,
            Some("stopped" | "cancelled" | "canceled" | "aborted" | "withdrawn") => Status::Stopped,
            None | Some("done" | "complete" | "completed" | "closed" | "finished" | "resolved") => {
                Status::Done
            }
            Some(word) => {
                *self.statuses.entry(shown(word)).or_insert(0) += 1;
                Status::Done
            }
        }
    }

    /// The same row twice; where there are only dates, or not both times, it may have happened twice.
    fn check_twins(&self, found: &mut Findings<'_>) {
        let both = [Field::Start, Field::End, Field::Item];
        if self.dates.grain() == Grain::Day
            || both.iter().any(|it| self.columns.place(*it).is_none())
        {
            return;
        }
        let lasts = |row: &&Row| {
            let [start, end] = [Field::Start, Field::End].map(|it| self.columns.cell(row, it));
            start.is_some() && end.is_some() && start != end
        };
        let mut rows: Vec<&Row> = self.table.rows.iter().filter(lasts).collect();
        rows.sort_by(|a, b| a.cells().as_slice().cmp(b.cells().as_slice()));
        let pairs = rows.windows(2).filter(|pair| pair[0].cells() == pair[1].cells());
        let mut twins: Vec<(&Row, &Row)> = pairs.map(|pair| (pair[0], pair[1])).collect();
        twins.sort_by_key(|(_, twin)| twin.line);
        for (first, twin) in twins {
            found.row("the same row again", 0, twin.line, || {
                let message = format!("this row is the same as that on line {}", first.line);
                let help =
                    "leave out one; two jobs differ in something, in the person or the second";
                (self.table.range(twin), message, help.to_owned())
            });
        }
    }
}

impl Kind {
    /// The word in logs.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Work => "work",
            Kind::Review => "review",
            Kind::Broker => "broker",
            Kind::Audit => "audit",
        }
    }

    fn named(word: &str) -> Option<Kind> {
        match word.to_lowercase().as_str() {
            "work" => Some(Kind::Work),
            "review" | "approval" => Some(Kind::Review),
            "broker" => Some(Kind::Broker),
            "audit" => Some(Kind::Audit),
            _ => None,
        }
    }
}

/// Numbers the rounds of reviews where the log does not: another one begins when work was done on the item since a
/// rejection, or when the same reviewer looks again; another of the same team does so after a rejection, unless asked with the first.
pub fn count_rounds(jobs: &mut [Job]) {
    let mut state: BTreeMap<(Arc<str>, Option<Arc<str>>), Item> = BTreeMap::new();
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|job| (jobs[*job].end.is_none(), jobs[*job].end, *job));
    for place in order {
        let job = &mut jobs[place];
        let item = state.entry((job.campaign.clone(), job.item.clone())).or_default();
        if job.kind != Kind::Review {
            item.reviews.values_mut().for_each(|rounds| rounds.worked |= rounds.rejected);
            continue;
        }
        let rounds = item.reviews.entry(job.step.clone()).or_default();
        if rounds.number == 0 || rounds.worked || rounds.seen.iter().any(|it| it.looks_again(job)) {
            *rounds = Rounds { number: rounds.number + 1, ..Rounds::default() };
        }
        let rejected = job.outcome == Some(Outcome::Rejected);
        let (team, person) = (job.team.clone(), job.person.clone());
        rounds.seen.push(Verdict { team, person, asked: job.asked, rejected });
        rounds.rejected |= rejected;
        job.round.get_or_insert(rounds.number);
    }
}

/// Rounds of an item, by step.
#[derive(Default)]
struct Item {
    reviews: BTreeMap<Arc<str>, Rounds>,
}

/// The present round.
#[derive(Default)]
struct Rounds {
    number: u32,
    seen: Vec<Verdict>,
    rejected: bool,
    worked: bool,
}

/// Somebody's in the present round.
struct Verdict {
    team: Option<Arc<str>>,
    person: Option<Arc<str>>,
    asked: Option<Instant>,
    rejected: bool,
}

impl Verdict {
    /// Whether a job is a further look of whoever gave it.
    fn looks_again(&self, job: &Job) -> bool {
        let together = self.asked.is_some() && self.asked == job.asked;
        let same = self.team == job.team && self.person == job.person;
        same || self.team.is_some() && self.team == job.team && self.rejected && !together
    }
}
