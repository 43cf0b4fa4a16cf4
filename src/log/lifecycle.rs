//! Logs whose rows are starts and ends: paired to jobs.

use super::{Job, Status};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A job under way, by what tells it from others.
type Key = (Arc<str>, Option<Arc<str>>, Arc<str>);

/// Jobs of rows, each with what its row says it is; the time of a row is its end. What is neither the start nor the
/// end of a job is left out, and counted by its word.
pub fn paired(mut rows: Vec<(Job, String)>, left_out: &mut BTreeMap<String, usize>) -> Vec<Job> {
    rows.sort_by_key(|(event, _)| (event.end, event.line));
    let mut open: BTreeMap<Key, Vec<Job>> = BTreeMap::new();
    let mut done = Vec::new();
    for (job, what) in rows {
        let key = (job.campaign.clone(), job.item.clone(), job.step.clone());
        let under_way = open.entry(key).or_default();
        match what.as_str() {
            "schedule" | "scheduled" | "assign" | "enable" => under_way.push(asked(job)),
            "start" | "started" | "begin" => start(under_way, job),
            "complete" | "completed" | "end" | "ate_abort" | "pi_abort" | "abort" | "withdraw" => {
                let stopped = !(what.starts_with("complete") || what == "end");
                done.push(end(under_way, job, stopped));
            }
            _ => *left_out.entry(what).or_insert(0) += 1,
        }
    }
    done.extend(open.into_values().flatten());
    done
}

fn asked(job: Job) -> Job {
    Job { asked: job.end, start: None, end: None, status: Status::Open, ..job }
}

fn start(under_way: &mut Vec<Job>, job: Job) {
    match under_way.iter_mut().find(|known| known.start.is_none()) {
        Some(known) => (known.start, known.person) = (job.end, job.person.or(known.person.take())),
        None => under_way.push(Job { start: job.end, end: None, status: Status::Open, ..job }),
    }
}

/// The job that ends: that of the same person, else the first one that was begun.
fn end(under_way: &mut Vec<Job>, job: Job, stopped: bool) -> Job {
    let status = if stopped { Status::Stopped } else { Status::Done };
    if job.start.is_some() {
        return Job { status, ..job };
    }
    let same =
        under_way.iter().position(|known| known.start.is_some() && known.person == job.person);
    let place = same.or_else(|| under_way.iter().position(|known| known.start.is_some()));
    let place = place.or((!under_way.is_empty()).then_some(0));
    let Some(place) = place else { return Job { status, ..job } };
    let known = under_way.remove(place);
    Job {
        asked: known.asked.or(job.asked),
        start: known.start,
        person: job.person.or(known.person),
        team: job.team.or(known.team),
        status,
        ..job
    }
}
