//! Jobs that took far longer than all others of their step: a year that was mistyped by one passes every other test.

use super::columns::{Columns, Field};
use super::dates;
use super::findings::Findings;
use super::table::Table;
use super::{Form, Job};
use crate::time::{DAY, Instant};
use std::collections::BTreeMap;

/// Of fewer jobs it is not told what is usual.
const ENOUGH: usize = 10;
/// So many times as long as nine of ten of its step, and more than these days, is far longer.
const TIMES: i64 = 10;
const LONG: i64 = 30 * DAY;
const YEAR: i64 = 365 * DAY;

/// From when to when, of a job.
struct Span<'a> {
    job: &'a Job,
    from: Instant,
    to: Instant,
}

impl Span<'_> {
    fn took(&self) -> i64 {
        self.to.0 - self.from.0
    }
}

/// Refuses jobs that are as long as others of their step but for a year; names others that took far longer.
pub fn check(
    jobs: &[Job],
    table: &Table<'_>,
    columns: &Columns,
    found: &mut Findings<'_>,
) -> Vec<String> {
    // How long an item lay in a status is no job.
    if columns.form == Form::Changes {
        return Vec::new();
    }
    let mut steps: BTreeMap<&str, Vec<Span<'_>>> = BTreeMap::new();
    for job in jobs {
        if let Some((from, to)) = job.start.or(job.asked).zip(job.end) {
            steps.entry(&job.step).or_default().push(Span { job, from, to });
        }
    }
    let told = steps.into_iter().filter_map(|(step, spans)| {
        let (usual, long) = far_longer(spans)?;
        let said = |span: &Span<'_>| {
            let [from, to] = [span.from, span.to].map(|at| dates::at(at.0).date());
            let hours = crate::time::hours(usual);
            format!(
                "`{step}` took from {from} to {to}, nine of ten jobs of it {hours:.1} h at most"
            )
        };
        let (slips, others): (Vec<_>, Vec<_>) =
            long.iter().partition(|span| (-DAY..=TIMES * usual).contains(&(span.took() - YEAR)));
        slips.into_iter().for_each(|span| refuse(span, &said(span), (table, columns), found));
        let longest = others.last()?;
        let more = match others.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        Some(format!("On line {}, {}{more}: is its date right?", longest.job.line, said(longest)))
    });
    told.collect()
}

/// What nine of ten of a step took at most, and those that took far longer, the longest last.
fn far_longer(mut spans: Vec<Span<'_>>) -> Option<(i64, Vec<Span<'_>>)> {
    if spans.len() < ENOUGH {
        return None;
    }
    spans.sort_by_key(Span::took);
    let usual = spans[(spans.len() - 1) * 9 / 10].took();
    spans.retain(|span| span.took() > LONG && span.took() > TIMES * usual);
    Some((usual, spans))
}

fn refuse(
    span: &Span<'_>,
    said: &str,
    (table, columns): (&Table<'_>, &Columns),
    found: &mut Findings<'_>,
) {
    let Some(place) = columns.place(Field::End) else { return };
    let line = span.job.line;
    found.row("a year too many", place, line, || {
        (
            table.place_on(line, place),
            said.to_owned(),
            "correct the year of its start or end, or leave its row out".to_owned(),
        )
    });
}
