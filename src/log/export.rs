//! A log of simulated campaigns: replications one after the other, as CSV or XES.

use super::columns::Field;
use super::simulated::Clerk;
use super::stamp::YEARS;
use super::{Job, Outcome, Status};
use crate::csv::Csv;
use crate::engine::Simulator;
use crate::model::Scenario;
use crate::parallel;
use crate::plan::Plan;
use crate::record;
use crate::study::Progress;
use crate::time::{Elapsed, Instant, WEEK};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, Event};
use std::io;

/// So many replications are simulated at a time.
const BATCH: u32 = 64;

/// The columns, in their order.
pub const COLUMNS: [Field; 13] = [
    Field::Campaign,
    Field::Item,
    Field::Step,
    Field::Kind,
    Field::Team,
    Field::Person,
    Field::Asked,
    Field::Start,
    Field::End,
    Field::Outcome,
    Field::Round,
    Field::Cause,
    Field::Status,
];

/// The jobs of one model.
pub struct Export {
    /// Instant 0.
    begin: DateTime,
    /// By replication, then by time; campaigns named.
    pub jobs: Vec<Job>,
    /// How many campaigns there are.
    pub campaigns: u64,
    /// How many replications did not come to their end.
    pub unfinished: u32,
}

/// Simulates so many replications; `None` if it was stopped. Each begins a whole number of weeks after the one before,
/// when that is over, so that the same people never work in two at once.
pub fn simulate(
    scenario: &Scenario,
    plan: &Plan,
    replications: u32,
    progress: &dyn Progress,
) -> Option<Export> {
    let each = plan.rules.campaigns;
    let names = Names::of(replications, each);
    let campaigns = u64::from(replications) * u64::from(each);
    let begin = scenario.facts.start;
    let mut export = Export { begin, jobs: Vec::new(), campaigns, unfinished: 0 };
    let mut offset = Elapsed(0);
    for first in (0..replications).step_by(BATCH as usize) {
        let numbers: Vec<u32> = (first..replications.min(first + BATCH)).collect();
        let runs = parallel::map(&numbers, |number| {
            let mut clerk = Clerk::new(&scenario.facts, plan);
            let seed = scenario.study.seed;
            let record = Simulator::new().observe(plan, seed, *number, &mut clerk);
            progress.done(1, record.events);
            (record.status, clerk.finish())
        });
        if progress.cancelled() {
            return None;
        }
        for (number, (status, (jobs, last))) in numbers.into_iter().zip(runs) {
            export.unfinished += u32::from(status != Some(record::Status::Launched));
            export.jobs.extend(jobs.into_iter().map(|(campaign, mut job)| {
                job.campaign = names.name(number, campaign).into();
                for at in [&mut job.asked, &mut job.start, &mut job.end].into_iter().flatten() {
                    *at = at.plus(offset);
                }
                job
            }));
            offset.0 += (last.0 / WEEK + 1) * WEEK;
        }
    }
    Some(export)
}

/// What campaigns are called: `c01`, or `r1c01` where several replications have several.
struct Names {
    replications: Option<usize>,
    campaigns: Option<usize>,
}

impl Names {
    fn of(replications: u32, campaigns: u32) -> Names {
        let digits = |count: u32| (count > 1).then(|| count.to_string().len());
        Names { replications: digits(replications), campaigns: digits(campaigns) }
    }

    fn name(&self, replication: u32, campaign: usize) -> String {
        let (replication, campaign) = (replication + 1, campaign + 1);
        match (self.replications, self.campaigns) {
            (None, width) => format!("c{campaign:0width$}", width = width.unwrap_or(1)),
            (Some(width), None) => format!("c{replication:0width$}"),
            (Some(w), Some(width)) => format!("r{replication:0w$}c{campaign:0width$}"),
        }
    }
}

impl Export {
    fn date(&self, at: Option<Instant>) -> io::Result<Option<String>> {
        let Some(at) = at else { return Ok(None) };
        let last = *YEARS.end();
        let date = self.begin.checked_add(SignedDuration::from_micros(at.0)).ok();
        let date = date.filter(|date| date.year() <= last).ok_or_else(|| {
            io::Error::other(format!(
                "the replications, one after the other, reach beyond the year {last}, up to which `fit` reads dates: export fewer (-n), or several logs with other seeds"
            ))
        })?;
        Ok(Some(date.to_string()))
    }

    /// What a job says of a field.
    fn cell(&self, job: &Job, field: Field) -> io::Result<Option<String>> {
        let text = |name: &Option<_>| name.as_deref().map(str::to_owned);
        Ok(match field {
            Field::Campaign => Some(job.campaign.to_string()),
            Field::Item => text(&job.item),
            Field::Step => Some(job.step.to_string()),
            Field::Kind => Some(job.kind.name().to_owned()),
            Field::Team => text(&job.team),
            Field::Person => text(&job.person),
            Field::Asked => self.date(job.asked)?,
            Field::Start => self.date(job.start)?,
            Field::End => self.date(job.end)?,
            Field::Outcome => job.outcome.as_ref().map(|outcome| outcome.name().to_owned()),
            Field::Round => job.round.map(|round| round.to_string()),
            Field::Cause => text(&job.cause),
            Field::Status => Some(job.status.name().to_owned()),
            _ => None,
        })
    }

    /// The item where no column tells the campaign: campaigns have pieces of the same names.
    fn item_alone(&self, job: &Job) -> String {
        match &job.item {
            None => job.campaign.to_string(),
            Some(item) if self.campaigns > 1 => format!("{} {item}", job.campaign),
            Some(item) => item.to_string(),
        }
    }

    /// The log as CSV with these columns.
    ///
    /// # Errors
    /// Dates beyond the calendar.
    pub fn csv(&self, columns: &[Field]) -> io::Result<String> {
        let alone = !columns.contains(&Field::Campaign);
        let mut csv = Csv::new(columns.iter().map(|field| field.name()))?;
        for job in &self.jobs {
            for field in columns {
                let cell = match field {
                    Field::Item if alone => Some(self.item_alone(job)),
                    _ => self.cell(job, *field)?,
                };
                csv.text(&cell.unwrap_or_default());
            }
            csv.end_row()?;
        }
        Ok(csv.finish())
    }

    /// The log as XES (IEEE 1849) with these columns: a trace a campaign, an event a job, which holds its start, as
    /// PM4Py has it.
    ///
    /// # Errors
    /// Dates beyond the calendar.
    pub fn xes(&self, columns: &[Field]) -> io::Result<String> {
        let mut by_campaign: Vec<&Job> = self.jobs.iter().collect();
        by_campaign.sort_by_key(|job| &job.campaign);
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let log = writer.create_element("log");
        log.with_attribute(("xes.version", "1849.2016"))
            .with_attribute(("xmlns", "http://www.xes-standard.org/"))
            .write_inner_content(|writer| {
                extensions(writer)?;
                for jobs in by_campaign.chunk_by(|a, b| a.campaign == b.campaign) {
                    writer.create_element("trace").write_inner_content(|writer| {
                        attribute(writer, "string", "concept:name", &jobs[0].campaign)?;
                        jobs.iter().try_for_each(|job| self.event(writer, job, columns))
                    })?;
                }
                Ok(())
            })?;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        String::from_utf8(bytes).map_err(io::Error::other)
    }

    fn event(&self, writer: &mut Xml, job: &Job, columns: &[Field]) -> io::Result<()> {
        let wanted = COLUMNS.iter().filter(|field| columns.contains(field));
        let lifecycle = match (job.status, job.start) {
            (Status::Done, _) => "complete",
            (Status::Stopped, _) => "ate_abort",
            (Status::Open, Some(_)) => "start",
            (Status::Open, None) => "schedule",
        };
        writer.create_element("event").write_inner_content(|writer| {
            for field in wanted {
                let (kind, key) = key(*field);
                if let (Some(cell), false) = (self.cell(job, *field)?, key.is_empty()) {
                    attribute(writer, kind, key, &zoned(kind, cell))?;
                }
            }
            let at = self.date(job.end.or(job.start).or(job.asked))?.unwrap_or_default();
            attribute(writer, "date", "time:timestamp", &zoned("date", at))?;
            attribute(writer, "string", "lifecycle:transition", lifecycle)
        })?;
        Ok(())
    }
}

type Xml = Writer<Vec<u8>>;

/// The type and key of a field in XES; none of what traces and lifecycles say.
fn key(field: Field) -> (&'static str, &'static str) {
    match field {
        Field::Step => ("string", "concept:name"),
        Field::Team => ("string", "org:group"),
        Field::Person => ("string", "org:resource"),
        Field::Asked => ("date", "asked"),
        Field::Start => ("date", "start_timestamp"),
        Field::Round => ("int", "round"),
        Field::Item | Field::Kind | Field::Outcome | Field::Cause => ("string", field.name()),
        _ => ("string", ""),
    }
}

/// Dates of XES have an offset; the clock on the wall is written as if it were UTC's.
fn zoned(kind: &str, cell: String) -> String {
    if kind == "date" { cell + "+00:00" } else { cell }
}

fn attribute(writer: &mut Xml, kind: &str, key: &str, value: &str) -> io::Result<()> {
    let value = crate::text::plain(value);
    let pair = [("key", key), ("value", &*value)];
    writer.create_element(kind).with_attributes(pair).write_empty().map(|_| ())
}

fn extensions(writer: &mut Xml) -> io::Result<()> {
    let known = [
        ("Concept", "concept"),
        ("Time", "time"),
        ("Lifecycle", "lifecycle"),
        ("Organizational", "org"),
    ];
    for (name, prefix) in known {
        let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
        let pairs = [("name", name), ("prefix", prefix), ("uri", &*uri)];
        writer.create_element("extension").with_attributes(pairs).write_empty()?;
    }
    Ok(())
}

impl Outcome {
    /// The word in logs.
    pub fn name(&self) -> &str {
        match self {
            Outcome::Approved => "approved",
            Outcome::Rejected => "rejected",
            Outcome::Other(word) => word,
        }
    }
}

impl Status {
    /// The word in logs.
    pub fn name(self) -> &'static str {
        match self {
            Status::Done => "done",
            Status::Stopped => "stopped",
            Status::Open => "open",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Kind;
    use jiff::civil::date;

    fn job(hours: i64) -> Job {
        Job {
            asked: None,
            start: Some(Instant(0)),
            end: Some(Instant(hours * crate::time::HOUR)),
            held: Vec::new(),
            campaign: "c1".into(),
            item: None,
            step: "copy".into(),
            kind: Kind::Work,
            team: None,
            person: None,
            outcome: None,
            round: None,
            cause: None,
            status: Status::Done,
            line: 0,
        }
    }

    /// Two campaigns have a page each: without their column two items, and two cases of a fit.
    #[test]
    fn items_without_their_campaigns_are_told_apart() {
        let job = |campaign: &str, item: Option<&str>| Job {
            campaign: campaign.into(),
            item: item.map(Into::into),
            ..job(1)
        };
        let jobs = vec![job("c1", Some("page")), job("c2", Some("page")), job("c2", None)];
        let begin = date(2026, 1, 5).at(9, 0, 0, 0);
        let export = Export { begin, jobs, campaigns: 2, unfinished: 0 };
        let items = |columns: &[Field]| export.csv(columns).unwrap();
        assert_eq!(items(&[Field::Item]), "item\nc1 page\nc2 page\nc2\n");
        let both = items(&[Field::Campaign, Field::Item]);
        assert_eq!(both, "campaign,item\nc1,page\nc2,page\nc2,\n");
    }

    /// Begun on the last day of 2200: what ends then can be read again, what ends on the day after cannot.
    #[test]
    fn dates_that_no_fit_reads_are_refused() {
        let begin = date(2200, 12, 31).at(9, 0, 0, 0);
        let csv = |hours| {
            let jobs = vec![job(hours)];
            Export { begin, jobs, campaigns: 1, unfinished: 0 }.csv(&COLUMNS)
        };
        let text = csv(2).unwrap();
        assert!(crate::log::read("log.csv", text.as_bytes(), &Default::default()).is_ok());
        assert!(csv(24).unwrap_err().to_string().contains("beyond the year 2200"));
    }
}
