//! What a page tells beyond numbers: one campaign per model, and what the scenario says of itself.
//!
//! It is gathered where the simulation is at hand and stored as [`STORY`], so that a page can be made
//! again without simulating. All times are integers, in microseconds.

mod follow;
mod gather;
mod shape;
mod spans;

pub use follow::{Followed, Kind, Step};
pub use gather::{
    Listener, apart, deliverable_that_launches_last, of_campaign, told, told_whole, typical,
};
pub use shape::{Shape, shape};

use crate::analysis::Due;
use crate::record::{Cause, Wait};
use crate::report::chart::{self, Campaign, Drawing, Switched};
use crate::report::format;
use crate::report::stored::Stored;
use crate::time::{HOUR, Instant};
use crate::trace::{Event, State, Trace};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const STORY: &str = "story.json";

/// What a page tells beyond numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// What the scenario says that it is about; may be empty.
    pub description: String,
    /// When the campaign starts, as `YYYY-MM-DDThh:mm:ss`, if the scenario gives a date.
    pub start: Option<String>,
    /// What the loader warned of.
    pub warnings: Vec<String>,
    /// Defaults and figures of presets that move results, in words.
    pub assumptions: Vec<String>,
    /// Of a scenario that was fitted to a log: what is measured, with its grounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<String>,
    /// The work, the people and the world, in words.
    pub shape: Shape,
    /// Each model in words, in model order.
    pub models: Vec<String>,
    /// Of a comparison one replication's campaign for each model, in model order; of a trace its campaigns.
    /// Empty if they were too large to be kept.
    pub campaigns: Vec<Told>,
    /// Whether the page ends with the checklist of a reporting guideline.
    pub stress: bool,
}

impl Stored for Story {}

/// One campaign of one replication.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The replication.
    pub replication: u32,
    /// Which campaign of it (0 unless it is a portfolio).
    #[serde(default, skip_serializing_if = "is_first")]
    pub number: usize,
    /// Names of the deliverables, each instance its own.
    pub deliverables: Vec<String>,
    /// Names of the streams.
    pub streams: Vec<String>,
    /// Per task: its deliverable and its stream.
    pub tasks: Vec<(usize, usize)>,
    /// Names of the model's syncs.
    pub syncs: Vec<String>,
    /// Names of the changes.
    pub changes: Vec<String>,
    /// When the campaign arrived.
    pub start: i64,
    /// When it was ready for the last time, where it then waited for its launch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready: Option<i64>,
    /// When it was launched.
    pub launch: Option<i64>,
    /// When it was given up at the horizon.
    pub given_up: Option<i64>,
    /// When it should be.
    pub deadline: Option<i64>,
    /// For when its launch is fixed, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<i64>,
    /// The date of the trace's beginning, as `YYYY-MM-DDThh:mm:ss`, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Of each stream, whether it is an approval.
    #[serde(default)]
    pub approvals: Vec<bool>,
    /// Closed time of the default calendar.
    pub closed: Vec<(i64, i64)>,
    /// What tasks did: task, from, until, what.
    pub segments: Vec<(usize, i64, i64, Did)>,
    /// Syncs that were held: when, which.
    pub held: Vec<(i64, usize)>,
    /// Changes that arrived: when, which.
    pub arrived: Vec<(i64, usize)>,
    /// Tasks that a review round sent back: when, which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sent_back: Vec<(i64, usize)>,
    /// Tasks that a change had done again: when, which, the change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hit: Vec<(i64, usize, usize)>,
    /// Teams that sit now and then only: the name, from when to when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sits: Vec<(String, Vec<(i64, i64)>)>,
    /// Absences: the team, from when on anybody of it is away, until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(String, i64, i64)>,
    /// The switch of a model that changes its way of working.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switched>,
    /// The deliverable that is followed.
    pub followed: Option<Followed>,
    /// Of a trace, every deliverable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub every: Vec<Followed>,
}

fn is_first(number: &usize) -> bool {
    *number == 0
}

/// What a task did for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Did {
    /// It was worked for the first time.
    Work,
    /// It was worked again.
    Again,
    /// It waited for a first handoff.
    Blocked,
    /// It was in its team's queue.
    Queued,
    /// It waited for a newer version.
    Held,
    /// It was an approval that no reviewer worked on.
    Review,
    /// It was done, and audited.
    Audit,
}

impl Told {
    /// The date of the trace's beginning, if there is one.
    fn start_date(&self) -> Option<DateTime> {
        self.date.as_ref().and_then(|date| date.parse().ok())
    }

    /// How it ended, in a sentence.
    pub fn ending(&self) -> String {
        format!("Replication {} {}.", self.replication, self.ended())
    }

    /// "was ready after 61 d, 2 d before the deadline, and launched after 63 d"
    pub fn ended(&self) -> String {
        self.ended_as(&|at| format!("after {}", format::span(at - self.start)), &format::span)
    }

    /// The same with days, where the start has a date.
    pub fn ended_on(&self) -> String {
        let start = self.start_date();
        let day = |at| format::date(start?, Instant(at), "on %a %-d %B %Y");
        let spoken = |span: i64| format::spoken(span as f64 / HOUR as f64);
        self.ended_as(
            &|at| day(at).unwrap_or_else(|| format!("after {}", spoken(at - self.start))),
            &spoken,
        )
    }

    fn ended_as(&self, when: &dyn Fn(i64) -> String, long: &dyn Fn(i64) -> String) -> String {
        match (self.ready, self.launch) {
            (Some(ready), Some(launch)) => {
                let due = self.against_deadline(ready, long);
                format!("was ready {}{due}, and launched {}", when(ready), when(launch))
            }
            (Some(ready), None) => {
                let due = self.against_deadline(ready, long);
                format!("was ready {}{due}, and not launched within the horizon", when(ready))
            }
            (None, Some(launch)) => {
                format!("was launched {}{}", when(launch), self.against_deadline(launch, long))
            }
            (None, None) => "was not launched within the horizon".to_owned(),
        }
    }

    /// ", 2 d before the deadline"
    fn against_deadline(&self, at: i64, long: &dyn Fn(i64) -> String) -> String {
        match self.deadline.map(|due| due - at) {
            None => String::new(),
            Some(0) => ", at the deadline".to_owned(),
            Some(left) if left > 0 => format!(", {} before the deadline", long(left)),
            Some(late) => format!(", {} after the deadline", long(-late)),
        }
    }

    /// What keeps the last piece longest, as a title.
    pub fn why_not_earlier(&self, model: &str) -> String {
        let wait = self.followed.as_ref().and_then(Followed::longest_wait);
        let what = wait.map_or("never waits", |wait| &wait.what);
        format!("Why not earlier? Under {model} the last piece {what}")
    }

    /// Why it was not there earlier: what the piece that was done last waited for, in office hours.
    pub fn why(&self) -> String {
        let Some(last) = self.followed.as_ref().filter(|last| last.done) else {
            return String::new();
        };
        let hours = |length: i64| format::grouped(libm::rint(length as f64 / HOUR as f64));
        let mut waits: Vec<&Step> =
            last.steps.iter().filter(|step| step.kind == Kind::Wait).collect();
        waits.sort_by_key(|step| -step.length);
        let said: Vec<String> = waits
            .iter()
            .filter(|step| step.length >= HOUR / 2)
            .take(2)
            .map(|step| format!("for {} it {}", hours(step.length), step.what))
            .collect();
        let said = said.join(", ");
        let said = if said.is_empty() { said } else { format!(": {said}") };
        format!(
            "The last piece, \u{201c}{}\u{201d}, was in hand for {} office hours and waited for {}{said}.",
            last.deliverable,
            hours(last.of(Kind::Work) + last.of(Kind::Again)),
            hours(last.of(Kind::Wait)),
        )
    }

    /// Its timeline, of these names of scenario and model, and this seed; `None` of a campaign that is too large.
    pub fn timeline(&self, (scenario, model, seed): (&str, &str, u64)) -> Option<Drawing> {
        let trace = self.trace();
        let campaign = self.campaign(&trace, scenario, model, seed);
        chart::timelines(&self.why_not_earlier(model), &[campaign])
    }

    /// What happened, as far as it was kept.
    pub fn trace(&self) -> Trace {
        let campaign = self.number;
        let mut events = Vec::new();
        for (task, from, until, did) in &self.segments {
            if *did == Did::Audit {
                let (task, audit, team) = (*task, 0, 0);
                let started = Event::AuditStarted { campaign, task, audit, team };
                let finished = Event::AuditFinished { campaign, task, team, found: false };
                events.extend([(Instant(*from), started), (Instant(*until), finished)]);
                continue;
            }
            let state =
                |at: &i64, state| (Instant(*at), Event::State { campaign, task: *task, state });
            events.push(state(until, State::Done));
            if matches!(did, Did::Work | Did::Again) {
                events.push((Instant(*from), job(campaign, *task, *did)));
            }
            events.push(state(from, did.state()));
        }
        // Ends before beginnings of the same instant, for each task.
        events.sort_by_key(|(at, event)| (*at, !is_done(event)));
        events.extend(
            self.held.iter().map(|(at, sync)| (Instant(*at), Event::SyncHeld { sync: *sync })),
        );
        let arrived = |(at, change): &(i64, usize)| {
            (Instant(*at), Event::ChangeArrived { campaign, change: *change })
        };
        events.extend(self.arrived.iter().map(arrived));
        let sent_back = |(at, task): &(i64, usize)| {
            (Instant(*at), Event::Verdict { campaign, task: *task, round: 0, approved: false })
        };
        events.extend(self.sent_back.iter().map(sent_back));
        let hit = |(at, task, change): &(i64, usize, usize)| {
            let (task, change) = (*task, *change);
            (Instant(*at), Event::ChangeHit { campaign, task, change, absorbed: false })
        };
        events.extend(self.hit.iter().map(hit));
        events.extend(self.launch.map(|at| (Instant(at), Event::Launched { campaign })));
        events.extend(self.given_up.map(|at| (Instant(at), Event::Censored { campaign })));
        Trace { events }
    }

    /// The campaign as the timeline chart wants it; `trace` is [`Told::trace`].
    pub fn campaign<'a>(
        &self,
        trace: &'a Trace,
        scenario: &'a str,
        model: &'a str,
        seed: u64,
    ) -> Campaign<'a> {
        Campaign {
            trace,
            campaign: self.number,
            scenario,
            model,
            seed,
            replication: self.replication,
            deliverables: self.deliverables.clone(),
            streams: self.streams.clone(),
            tasks: self.tasks.clone(),
            syncs: self.syncs.clone(),
            changes: self.changes.clone(),
            start: Instant(self.start),
            ready: self.ready.map(Instant),
            launch: self.launch.map(Instant),
            due: self.deadline.map(|at| {
                let launch = self.fixed.map(Instant);
                Due { at: Instant(at), launch, start: self.start_date() }
            }),
            date: self.start_date(),
            approvals: self.approvals.clone(),
            note: self.why(),
            closed: instants(&self.closed),
            away: self.away.clone(),
            switch: self.switch.clone(),
            sits: self.sits.iter().map(|(team, spans)| (team.clone(), instants(spans))).collect(),
            waited: self.followed.as_ref().and_then(Followed::longest_wait).and_then(|step| {
                let (from, until) = step.longest?;
                Some((Instant(from), Instant(until), step.told()))
            }),
        }
    }
}

fn instants(spans: &[(i64, i64)]) -> Vec<(Instant, Instant)> {
    spans.iter().map(|(from, to)| (Instant(*from), Instant(*to))).collect()
}

fn is_done(event: &Event) -> bool {
    matches!(event, Event::State { state: State::Done, .. })
}

fn job(campaign: usize, task: usize, did: Did) -> Event {
    // Which cause it was does not matter to a timeline; that there was one does.
    let rework = (did == Did::Again).then_some(Cause::Upstream);
    Event::JobStarted { campaign, task, reviewer: None, team: 0, rework, effort: 0, wall: 0 }
}

impl Did {
    fn state(self) -> State {
        match self {
            Did::Work | Did::Again => State::Worked,
            Did::Blocked => State::Waiting(Wait::Blocked),
            Did::Queued => State::Waiting(Wait::Queued),
            Did::Held => State::Waiting(Wait::Held),
            Did::Review => State::Waiting(Wait::Review),
            Did::Audit => State::Done,
        }
    }
}

#[cfg(test)]
mod tests;
