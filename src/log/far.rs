//! Times that lie years away from everything else: a slip of the keys, which would pass for the longest of all campaigns.

use super::columns::{Columns, Field};
use super::dates;
use super::findings::Findings;
use super::table::Table;
use super::{Form, Job};
use crate::time::{DAY, Instant};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Of fewer jobs it is not told which times are the usual ones.
const ENOUGH: usize = 20;
/// So many of a hundred times lie beyond the usual ones on either side.
const BEYOND: usize = 5;
/// What is no further off than this may be a campaign that lay.
const NEAR: i64 = 365 * DAY;

/// Refuses times that are further from where nine of ten lie than these are apart, and than a year, if the others of their
/// campaign are not: a pilot that begins years later is no slip.
pub fn refuse(jobs: &[Job], table: &Table<'_>, columns: &Columns, found: &mut Findings<'_>) {
    let Some(usual) = usual(jobs) else { return };
    let near = |at: Instant| usual.contains(&at.0);
    let known: BTreeSet<&str> =
        jobs.iter().filter(|job| job.times().any(near)).map(|job| &*job.campaign).collect();
    for job in jobs.iter().filter(|job| known.contains(&*job.campaign)) {
        for (at, field) in cells(job, columns.form) {
            let Some(place) = columns.place(field).filter(|_| !near(at)) else { continue };
            found.row("far from all others", place, job.line, || {
                let [from, to] = [usual.start(), usual.end()].map(|at| dates::at(*at).date());
                let message = format!(
                    "{} is far from all others: nine of ten times of the log, and as much time before and after them, lie between {from} and {to}",
                    dates::at(at.0).date()
                );
                (table.place_on(job.line, place), message, "correct it, or leave its row out".to_owned())
            });
        }
    }
}

/// From when until when times are usual, in microseconds.
fn usual(jobs: &[Job]) -> Option<RangeInclusive<i64>> {
    let mut times: Vec<i64> = jobs.iter().flat_map(Job::times).map(|at| at.0).collect();
    times.sort_unstable();
    let beyond = times.len() * BEYOND / 100;
    let low = *times.get(beyond).filter(|_| jobs.len() >= ENOUGH)?;
    let high = *times.get(times.len() - 1 - beyond)?;
    let away = (high - low).max(NEAR);
    Some(low - away..=high + away)
}

/// The times that stand in a job's row: of a change of a status, only when it came.
fn cells(job: &Job, form: Form) -> Vec<(Instant, Field)> {
    let all = match form {
        Form::Changes => vec![(job.start, Field::End)],
        Form::Jobs | Form::Proofs => {
            vec![(job.asked, Field::Asked), (job.start, Field::Start), (job.end, Field::End)]
        }
    };
    all.into_iter().filter_map(|(at, field)| Some((at?, field))).collect()
}
