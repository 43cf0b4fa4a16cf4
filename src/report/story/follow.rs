//! Where the time of one deliverable went: every microsecond from the campaign's start until it was
//! done for good is counted exactly once.
//!
//! Work comes first: time in which somebody works on it, in whatever stream, is work. What is left is
//! off-time where the default calendar is closed, else it is waiting, for what is nearest to work.

use super::spans::{launch, pieces};
use crate::calendar::Calendar;
use crate::model::Route;
use crate::plan::{Panel, Plan, Release};
use crate::record::{Cause, Wait};
use crate::time::{HOUR, Instant};
use crate::trace::{Event, State, Trace};
use serde::{Deserialize, Serialize};

/// Where the time of a deliverable went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Its name.
    pub deliverable: String,
    /// Whether it was done before the trace ended.
    pub done: bool,
    /// What its time was spent on, in the order in which each first came up.
    pub steps: Vec<Step>,
}

/// What some of the time was spent on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// In words, as what happened to the deliverable ("waited in the queue of design").
    pub what: String,
    /// What kind of time it was.
    pub kind: Kind,
    /// Microseconds.
    pub length: i64,
    /// From when to when it was so for longest without anything else between, nights and weekends apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest: Option<(i64, i64)>,
}

impl Step {
    /// "waited 41 h for legal to review it"
    pub fn told(&self) -> String {
        let hours = crate::report::format::grouped(libm::rint(self.length as f64 / HOUR as f64));
        match self.what.strip_prefix("waited ") {
            Some(what) => format!("waited {hours} h {what}"),
            None => format!("{} for {hours} h", self.what),
        }
    }
}

/// A kind of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Somebody worked on it for the first time.
    Work,
    /// Somebody worked on it again.
    Again,
    /// It waited.
    Wait,
    /// Nobody is at work then.
    Off,
}

impl Followed {
    /// From the campaign's start until it was done for good, in microseconds.
    pub fn total(&self) -> i64 {
        self.steps.iter().map(|step| step.length).sum()
    }

    /// Time of one kind, in microseconds.
    pub fn of(&self, kind: Kind) -> i64 {
        self.steps.iter().filter(|step| step.kind == kind).map(|step| step.length).sum()
    }

    /// What it waited for longest, if it waited.
    pub fn longest_wait(&self) -> Option<&Step> {
        let waits = self.steps.iter().filter(|step| step.kind == Kind::Wait);
        // The first of several.
        waits.rev().max_by_key(|step| step.length)
    }
}

/// Follows a deliverable (an index into the plan's); `None` if nothing is known of it.
pub fn follow(plan: &Plan, trace: &Trace, deliverable: usize) -> Option<Followed> {
    let name = plan.deliverables.get(deliverable)?.name.clone();
    let (start, _) = trace.events.first()?;
    let (end, done) = completion(plan, trace, deliverable)?;
    let mut watch = Watch::new(plan.beginning().0, deliverable);
    let mut at = *start;
    for (next, event) in &trace.events {
        if *next >= end {
            break;
        }
        watch.spend(at, *next);
        at = *next;
        watch.note(event);
    }
    watch.spend(at, end);
    Some(Followed { deliverable: name, done, steps: watch.steps })
}

/// When the last of its tasks was done for good, before the launch if there was one; else the end of
/// the trace, and `false`.
fn completion(plan: &Plan, trace: &Trace, deliverable: usize) -> Option<(Instant, bool)> {
    let end = trace.events.last().map(|(at, _)| *at)?;
    let Some(launch) = launch(trace) else { return Some((end, false)) };
    let own = |task: usize| plan.tasks[task].deliverable as usize == deliverable;
    let finished = trace.events.iter().rev().find(|(at, event)| {
        *at <= launch
            && matches!(event, Event::State { task, state: State::Done, .. } if own(*task))
    });
    finished.map(|(at, _)| (*at, true))
}

/// The calendar of a job of a team, or of a reviewer's place: the team's own, or that of reviews on demand.
pub(super) fn calendar_of(
    plan: &Plan,
    task: usize,
    team: usize,
    reviewer: Option<usize>,
) -> &Calendar {
    let panel = &plan.panels[plan.tasks[task].panel as usize];
    let on_demand = reviewer.is_some_and(|place| panel.reviewers[place].interrupted);
    let own = plan.teams[team].calendar as usize;
    &plan.calendars[if on_demand { 0 } else { own }]
}

/// A job that runs.
#[derive(Clone, Copy, Debug)]
struct Job {
    team: usize,
    reviewer: Option<usize>,
    cause: Option<Cause>,
}

/// What is known while events are read.
struct Watch<'a> {
    plan: &'a Plan,
    /// Its tasks.
    tasks: std::ops::Range<usize>,
    /// Of every task of the campaign.
    states: Vec<Option<State>>,
    /// Of every task of the campaign.
    jobs: Vec<Vec<Job>>,
    /// Reviewers of a task who have finished in this round.
    reviewed: Vec<Vec<usize>>,
    /// The last change that hit each task.
    change: Vec<Option<usize>>,
    /// The handoff on which a held task waits.
    held_on: Vec<Option<usize>>,
    released: Vec<bool>,
    delivered: Vec<bool>,
    steps: Vec<Step>,
    /// The step that goes on, and since when.
    now: Option<(usize, i64)>,
}

impl<'a> Watch<'a> {
    fn new(plan: &'a Plan, deliverable: usize) -> Watch<'a> {
        let (from, to) = plan.deliverables[deliverable].tasks;
        let tasks = plan.tasks.len();
        Watch {
            plan,
            tasks: from as usize..to as usize,
            states: vec![None; tasks],
            jobs: vec![Vec::new(); tasks],
            reviewed: vec![Vec::new(); tasks],
            change: vec![None; tasks],
            held_on: vec![None; tasks],
            released: vec![false; plan.handoffs.len()],
            delivered: vec![false; plan.handoffs.len()],
            steps: Vec::new(),
            now: None,
        }
    }

    fn note(&mut self, event: &Event) {
        match *event {
            Event::State { task, state, .. } => self.states[task] = Some(state),
            Event::JobStarted { task, team, reviewer, rework, .. } => {
                self.jobs[task].push(Job { team, reviewer, cause: rework });
            }
            Event::JobFinished { task, reviewer, .. } => {
                self.jobs[task].retain(|job| job.reviewer != reviewer);
                self.reviewed[task].extend(reviewer);
            }
            Event::JobStopped { task, reviewer, .. } => {
                self.jobs[task].retain(|job| job.reviewer != Some(reviewer));
            }
            Event::Verdict { task, .. } => self.reviewed[task].clear(),
            Event::ChangeHit { task, change, .. } => self.change[task] = Some(change),
            Event::Released { handoff, .. } => self.released[handoff] = true,
            Event::Delivered { handoff, .. } => self.delivered[handoff] = true,
            Event::Waits { handoff, .. } => {
                self.held_on[self.plan.handoffs[handoff].to as usize] = Some(handoff);
                self.released[handoff] = false;
            }
            Event::Switched => {
                if let Some(then) = &self.plan.then {
                    self.plan = &then.plan;
                }
            }
            _ => {}
        }
    }

    /// Books the time between two instants, in which nothing changes but calendars.
    fn spend(&mut self, from: Instant, to: Instant) {
        if from >= to {
            return;
        }
        let plan = self.plan;
        let office = plan.calendar();
        let (waits, job) = (self.waits(), self.job());
        let team =
            job.map_or(office, |(task, job)| calendar_of(plan, task, job.team, job.reviewer));
        let mut at = from.0;
        for piece in pieces(from, to, [office, team]) {
            let what = match (piece.open, job) {
                ([_, true], Some((task, job))) => self.worked(task, job),
                ([true, false], Some((_, job))) => {
                    let team = &plan.teams[job.team].name;
                    (Kind::Wait, format!("waited until {team} sat again"))
                }
                ([false, _], _) => {
                    (Kind::Off, "lay idle over nights, weekends and holidays".to_owned())
                }
                _ => (Kind::Wait, waits.clone()),
            };
            self.book(what, (at, at + piece.length));
            at += piece.length;
        }
    }

    fn book(&mut self, (kind, what): (Kind, String), (from, until): (i64, i64)) {
        let known = self.steps.iter().position(|step| step.kind == kind && step.what == what);
        let place = known.unwrap_or(self.steps.len());
        if known.is_none() {
            self.steps.push(Step { what, kind, length: 0, longest: None });
        }
        let step = &mut self.steps[place];
        step.length += until - from;
        if kind == Kind::Off {
            return;
        }
        let (_, since) = self.now.filter(|(now, _)| *now == place).unwrap_or((place, from));
        self.now = Some((place, since));
        if step.longest.is_none_or(|(from, to)| until - since > to - from) {
            step.longest = Some((since, until));
        }
    }

    /// The first of its jobs that run, with its task.
    fn job(&self) -> Option<(usize, Job)> {
        self.tasks.clone().find_map(|task| Some((task, *self.jobs[task].first()?)))
    }

    fn stream(&self, task: usize) -> &str {
        &self.plan.steps[self.plan.tasks[task].stream as usize].name
    }

    fn worked(&self, task: usize, job: Job) -> (Kind, String) {
        let (stream, team) = (self.stream(task), &self.plan.teams[job.team].name);
        let review = self.plan.is_approval(task);
        match job.cause {
            None if review => (Kind::Work, format!("was reviewed by {team} in {stream}")),
            None => (Kind::Work, format!("was worked on in {stream}")),
            Some(cause) if review => {
                let why = self.why(task, cause);
                (Kind::Again, format!("was reviewed again by {team} in {stream} {why}"))
            }
            Some(cause) => {
                (Kind::Again, format!("was redone in {stream} {}", self.why(task, cause)))
            }
        }
    }

    fn why(&self, task: usize, cause: Cause) -> String {
        match cause {
            Cause::Change => {
                let name = self.change[task].map(|change| self.plan.changes[change].name.as_str());
                format!("after the change \"{}\"", name.unwrap_or("late"))
            }
            Cause::Upstream => "because what it builds on had changed".to_owned(),
            Cause::Flaw => "to mend a flaw".to_owned(),
            Cause::Rejection => "after a rejection".to_owned(),
            Cause::Feedback => "after feedback from a later stream".to_owned(),
        }
    }

    /// What it waits for: the task that is nearest to being worked says it.
    fn waits(&self) -> String {
        const NEAREST: [Wait; 3] = [Wait::Queued, Wait::Review, Wait::Held];
        let waits = |why: Wait| {
            let is = |task: &usize| self.states[*task] == Some(State::Waiting(why));
            self.tasks.clone().find(is)
        };
        let nearest = NEAREST.iter().find_map(|why| Some((waits(*why)?, *why)));
        match nearest {
            Some((task, Wait::Queued)) => format!("waited in the queue of {}", self.team(task)),
            Some((task, Wait::Review)) => {
                format!("waited for {} to review it", self.reviewer(task))
            }
            Some((task, _)) => self.held(task),
            None => match waits(Wait::Blocked) {
                Some(task) => self.blocked(task),
                None => "looked finished, but was not yet".to_owned(),
            },
        }
    }

    /// The team that does a work task.
    fn team(&self, task: usize) -> &str {
        match self.plan.tasks[task].team {
            Some(team) => &self.plan.teams[team as usize].name,
            None => self.stream(task),
        }
    }

    /// The reviewers who are still to finish: the next one in a row, or all at once.
    fn reviewer(&self, task: usize) -> String {
        let panel: Option<&Panel> = self.plan.panels.get(self.plan.tasks[task].panel as usize);
        let reviewers = panel.map_or(&[][..], |panel| &panel.reviewers);
        let name = |team: Option<u32>| {
            team.map_or("an external approver", |team| self.plan.teams[team as usize].name.as_str())
        };
        let left =
            reviewers.iter().enumerate().filter(|(place, _)| !self.reviewed[task].contains(place));
        let left: Vec<&str> = left.map(|(_, reviewer)| name(reviewer.team)).collect();
        match (panel.map_or(Route::Serial, |panel| panel.route), left.as_slice()) {
            (_, []) => "the reviewers".to_owned(),
            (Route::Serial, [first, ..]) => (*first).to_owned(),
            (Route::Concurrent, all) => all.join(" and "),
        }
    }

    fn held(&self, task: usize) -> String {
        match self.held_on[task] {
            Some(handoff) => {
                let giver = self.plan.handoffs[handoff].from as usize;
                format!("waited for the new version of {}", self.named(giver))
            }
            None => "waited for a new version".to_owned(),
        }
    }

    /// A task by its stream, and by its deliverable if that is another one.
    fn named(&self, task: usize) -> String {
        let stream = self.stream(task);
        let deliverable = &self.plan.deliverables[self.plan.tasks[task].deliverable as usize];
        if self.tasks.contains(&task) || deliverable.of.is_none() {
            return stream.to_owned();
        }
        format!("{stream} of \"{}\"", deliverable.name)
    }

    /// Follows what is missing back to a giver that is done, or that belongs to another deliverable.
    fn blocked(&self, task: usize) -> String {
        let mut task = task;
        for _ in self.tasks.clone() {
            let Some(handoff) = self.missing(task) else { break };
            let giver = self.plan.handoffs[handoff].from as usize;
            if self.states[giver] == Some(State::Done) {
                return self.on_its_way(handoff, giver);
            }
            if !self.tasks.contains(&giver) {
                return format!("waited for {}", self.named(giver));
            }
            task = giver;
        }
        format!("waited for {}", self.named(task))
    }

    /// The first handoff that a task still waits for.
    fn missing(&self, task: usize) -> Option<usize> {
        let (from, to) = self.plan.tasks[task].into;
        (from as usize..to as usize).find(|handoff| !self.delivered[*handoff])
    }

    /// What keeps a finished version from being delivered.
    fn on_its_way(&self, handoff: usize, giver: usize) -> String {
        let ends = &self.plan.handoffs[handoff];
        let link = &self.plan.links[ends.link as usize];
        let (from, to) = (self.named(giver), self.stream(ends.to as usize));
        match link.release {
            _ if self.released[handoff] => match link.via {
                Some(hub) => {
                    let hub = &self.plan.teams[self.plan.part(hub, ends.to as usize)].name;
                    format!("passed through the hands of {hub} from {from} to {to}")
                }
                None => format!("was handed over from {from} to {to}"),
            },
            Release::Phase(_) => format!("was done in {from} and waited for the rest of the batch"),
            Release::Sync(sync) => {
                let name = &self.plan.syncs[sync as usize].name;
                format!("was done in {from} and waited for the sync \"{name}\"")
            }
            Release::Item => format!("was handed over from {from} to {to}"),
        }
    }
}
