//! From a trace to a campaign that can be told.

use super::follow::{self, Followed};
use super::spans::{launch, pieces};
use super::{Did, Told};
use crate::analysis::{self, time_shown};
use crate::calendar::Calendar;
use crate::model::Facts;
use crate::plan::{Plan, StepKind};
use crate::record::Wait;
use crate::report::chart::{Doing, Segment, Switched, segments};
use crate::study::Study;
use crate::time::Instant;
use crate::trace::{Event, Observer, State, Trace};

/// Campaigns with more tasks than this are not drawn, only followed.
const MOST_TASKS: usize = 2_000;
/// At most so many segments, syncs, changes or closed spans are kept.
const MOST_MARKS: usize = 20_000;
const MOST_CLOSED: usize = 2_000;
/// At most so many deliverables of a trace are followed.
const MOST_FOLLOWED: usize = 200;
/// A campaign with more events than this is not told.
const MOST_EVENTS: usize = 2_000_000;

/// Hears what a story is made of, of the first campaign, up to a number of events.
#[derive(Debug, Default)]
pub struct Listener {
    trace: Trace,
    overheard: bool,
}

impl Listener {
    /// What was heard; `None` if it was too much to keep.
    pub fn trace(self) -> Option<Trace> {
        (!self.overheard).then_some(self.trace)
    }
}

impl Observer for Listener {
    const LISTENS: bool = true;

    fn note(&mut self, at: Instant, event: Event) {
        if !is_told(&event) || self.overheard {
            return;
        }
        self.overheard = self.trace.events.len() >= MOST_EVENTS;
        if self.overheard {
            self.trace = Trace::default();
        } else {
            self.trace.note(at, event);
        }
    }
}

fn is_told(event: &Event) -> bool {
    let mut event = event.clone();
    is_of_all(&event) || campaign_of(&mut event).is_some_and(|campaign| *campaign == 0)
}

/// Whether something happens to all campaigns.
fn is_of_all(event: &Event) -> bool {
    let switch = matches!(event, Event::Switched | Event::Met { sync: None, .. });
    switch || matches!(event, Event::SyncHeld { .. }) || is_absence(event)
}

fn is_absence(event: &Event) -> bool {
    matches!(event, Event::WentAway { .. } | Event::CameBack { .. })
}

/// Whose an event is; `None` of what no story is made of, or of nobody's.
fn campaign_of(event: &mut Event) -> Option<&mut usize> {
    match event {
        Event::Arrived { campaign }
        | Event::State { campaign, .. }
        | Event::JobStarted { campaign, .. }
        | Event::JobFinished { campaign, .. }
        | Event::JobStopped { campaign, .. }
        | Event::AuditStarted { campaign, .. }
        | Event::AuditFinished { campaign, .. }
        | Event::Released { campaign, .. }
        | Event::Delivered { campaign, .. }
        | Event::Waits { campaign, .. }
        | Event::ChangeArrived { campaign, .. }
        | Event::ChangeHit { campaign, .. }
        | Event::Verdict { campaign, .. }
        | Event::Ready { campaign }
        | Event::NotReady { campaign }
        | Event::Launched { campaign }
        | Event::Censored { campaign } => Some(campaign),
        _ => None,
    }
}

/// What a trace holds of one campaign, from its arrival on, as if it were the only one.
pub fn of_campaign(trace: &Trace, wanted: usize) -> Trace {
    let mut heard = Trace::default();
    for (at, event) in &trace.events {
        let mut event = event.clone();
        // Who left before the campaign arrived may still be away.
        let is_of_all = is_absence(&event) || is_of_all(&event) && !heard.events.is_empty();
        let is_own = campaign_of(&mut event).is_some_and(|campaign| {
            let own = *campaign == wanted;
            *campaign = 0;
            own
        });
        if is_own || is_of_all {
            heard.note(*at, event);
        }
    }
    heard
}

/// Tells a campaign of a trace: as [`told`], with every deliverable followed, and the one that was done
/// last in words.
pub fn told_whole(
    facts: &Facts,
    plan: &Plan,
    trace: &Trace,
    (replication, number): (u32, usize),
) -> Told {
    let own = of_campaign(trace, number);
    let last = deliverable_that_launches_last(plan, &own);
    let every = (0..plan.deliverables.len()).take(MOST_FOLLOWED);
    let every = every.filter_map(|deliverable| follow::follow(plan, &own, deliverable)).collect();
    Told { number, every, ..told(facts, plan, &own, replication, last) }
}

/// The replication that is told of every model: of those in which both were there, the middle one of the differences
/// between the baseline and the model that was asked for, or else the best other one; where there is no other, the middle
/// one of the times ([`time_shown`]) of the first model that has any.
pub fn typical(study: &Study) -> u32 {
    let times = |model: usize| study.models[model].metric(time_shown(study).metric);
    let own = || (0..study.models.len()).find_map(|model| analysis::middle(times(model)));
    apart(study).map(|(_, replication)| replication).or_else(own).unwrap_or(0)
}

/// The model whose difference to the baseline says which replication is told, and that replication.
pub fn apart(study: &Study) -> Option<(usize, u32)> {
    let other = analysis::sought(study)?;
    let (ours, theirs) = (&study.models[other], &study.models[study.baseline]);
    let middle = analysis::middle_difference(ours, theirs, time_shown(study).metric)?;
    Some((other, middle))
}

/// The first of the deliverables that were done last.
pub fn deliverable_that_launches_last(plan: &Plan, trace: &Trace) -> usize {
    let mut done = vec![None; plan.deliverables.len()];
    let launch = launch(trace).unwrap_or(Instant(i64::MAX));
    for (at, event) in &trace.events {
        if let Event::State { task, state: State::Done, .. } = event
            && *at <= launch
        {
            done[plan.tasks[*task].deliverable as usize] = Some(*at);
        }
    }
    let last = done.iter().max().copied().flatten();
    done.iter().position(|at| *at == last).unwrap_or(0)
}

/// Tells a campaign; `follow` is an index into the plan's deliverables.
pub fn told(facts: &Facts, plan: &Plan, trace: &Trace, replication: u32, follow: usize) -> Told {
    let start = arrival(trace);
    let end = trace.events.last().map_or(start, |(at, _)| *at);
    let followed: Option<Followed> = follow::follow(plan, trace, follow);
    let told = Told {
        replication,
        streams: plan.steps.iter().map(|step| step.name.clone()).collect(),
        syncs: plan.all_syncs().map(|sync| sync.name.clone()).collect(),
        changes: plan.changes.iter().map(|change| change.name.clone()).collect(),
        start: start.0,
        ready: ready(trace).map(|at| at.0),
        launch: launch(trace).map(|at| at.0),
        given_up: given_up(trace).map(|at| at.0),
        deadline: plan.deadline(start).map(|at| at.0),
        fixed: plan.launch_date().map(|_| plan.launch_of(start, start).0),
        date: facts.start_given.then(|| facts.start.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        approvals: plan
            .steps
            .iter()
            .map(|step| matches!(step.kind, StepKind::Approval(_)))
            .collect(),
        followed,
        ..Told::default()
    };
    if plan.tasks.len() > MOST_TASKS { told } else { drawn(told, plan, trace, end) }
}

/// With everything that a timeline needs.
fn drawn(told: Told, plan: &Plan, trace: &Trace, end: Instant) -> Told {
    let until = told.deadline.map_or(end, |due| end.max(Instant(due)));
    let closed = plan.calendar().closed_spans(Instant(told.start), until, MOST_CLOSED);
    let segments = all_segments(plan, trace, end);
    let (held, arrived) = marks(trace);
    let (sent_back, hit) = set_back(trace);
    if segments.len().max(held.len()).max(arrived.len()) > MOST_MARKS {
        return told;
    }
    Told {
        deliverables: plan.deliverables.iter().map(|d| d.name.clone()).collect(),
        tasks: plan.tasks.iter().map(|t| (t.deliverable as usize, t.stream as usize)).collect(),
        closed: closed.into_iter().map(|(from, to)| (from.0, to.0)).collect(),
        segments,
        held,
        arrived,
        sent_back,
        hit,
        sits: plan.sittings(Instant(told.start), until),
        away: away(plan, trace, end),
        switch: plan.then.as_ref().map(|_| switched(plan, trace)),
        ..told
    }
}

fn all_segments(plan: &Plan, trace: &Trace, end: Instant) -> Vec<(usize, i64, i64, Did)> {
    let jobs = jobs(plan, trace);
    let of_task = segments(trace, 0, plan.tasks.len(), end);
    let all = of_task.into_iter().zip(&jobs).enumerate();
    all.flat_map(|(task, (of, jobs))| {
        let split = of.into_iter().flat_map(|segment| present(plan, task, jobs, segment));
        split.map(move |(from, until, did)| (task, from, until, did)).collect::<Vec<_>>()
    })
    .collect()
}

/// The calendars of the jobs of each task, from when on.
fn jobs<'a>(plan: &'a Plan, trace: &Trace) -> Vec<Vec<(Instant, &'a Calendar)>> {
    let mut jobs = vec![Vec::new(); plan.tasks.len()];
    for (at, event) in &trace.events {
        if let Event::JobStarted { task, team, reviewer, .. } = *event
            && let Some(own) = jobs.get_mut(task)
        {
            own.push((*at, follow::calendar_of(plan, task, team, reviewer)));
        }
    }
    jobs
}

/// A segment, of which only that part is work in which those who do it are there; while others are and they are not,
/// it waits for them. What lies outside of everybody's hours goes with what comes before it.
fn present(
    plan: &Plan,
    task: usize,
    jobs: &[(Instant, &Calendar)],
    segment: Segment,
) -> Vec<(i64, i64, Did)> {
    let own = did(segment.doing);
    let job = jobs.iter().rev().find(|(at, _)| *at <= segment.from);
    let Some((_, calendar)) = job.filter(|_| matches!(own, Did::Work | Did::Again)) else {
        return vec![(segment.from.0, segment.until.0, own)];
    };
    let away = if plan.is_approval(task) { Did::Review } else { Did::Queued };
    let (mut at, mut found): (i64, Vec<(i64, i64, Did)>) = (segment.from.0, Vec::new());
    for piece in pieces(segment.from, segment.until, [plan.calendar(), *calendar]) {
        let until = at + piece.length;
        let last = found.last().map_or(own, |(.., did)| *did);
        let now = match piece.open {
            [_, true] => own,
            [true, false] => away,
            [false, false] => last,
        };
        match found.last_mut() {
            Some((_, end, did)) if *did == now => *end = until,
            _ => found.push((at, until, now)),
        }
        at = until;
    }
    found
}

fn did(doing: Doing) -> Did {
    match doing {
        Doing::Worked => Did::Work,
        Doing::Rework => Did::Again,
        Doing::Waiting(Wait::Blocked) => Did::Blocked,
        Doing::Waiting(Wait::Queued) => Did::Queued,
        Doing::Waiting(Wait::Held) => Did::Held,
        Doing::Waiting(Wait::Review) => Did::Review,
        Doing::Audited => Did::Audit,
    }
}

/// What happens to a whole campaign: when, which.
type Marks = Vec<(i64, usize)>;

/// Syncs that were held, and changes that arrived.
fn marks(trace: &Trace) -> (Marks, Marks) {
    let (mut held, mut arrived) = (Vec::new(), Vec::new());
    for (at, event) in &trace.events {
        match event {
            Event::SyncHeld { sync } => held.push((at.0, *sync)),
            Event::ChangeArrived { change, .. } => arrived.push((at.0, *change)),
            _ => {}
        }
    }
    (held, arrived)
}

/// Tasks that were sent back, and those that a change had done again.
fn set_back(trace: &Trace) -> (Marks, Vec<(i64, usize, usize)>) {
    let (mut sent_back, mut hit) = (Vec::new(), Vec::new());
    for (at, event) in &trace.events {
        match event {
            Event::Verdict { task, approved: false, .. } => sent_back.push((at.0, *task)),
            Event::ChangeHit { task, change, absorbed: false, .. } => {
                hit.push((at.0, *task, *change))
            }
            _ => {}
        }
    }
    (sent_back, hit)
}

/// When the switch came, and who met for it until when.
fn switched(plan: &Plan, trace: &Trace) -> Switched {
    let at = trace.events.iter().find(|(_, event)| *event == Event::Switched);
    let met = |(_, event): &(Instant, Event)| match event {
        Event::Met { team, sync: None, until } => Some((plan.teams[*team].name.clone(), until.0)),
        _ => None,
    };
    let met = trace.events.iter().filter_map(met).collect();
    Switched { at: at.map(|(at, _)| at.0), met }
}

/// When anybody of each team was away.
fn away(plan: &Plan, trace: &Trace, end: Instant) -> Vec<(String, i64, i64)> {
    // Per team: how many are away, and since when anybody is.
    let mut now = vec![(0u32, 0i64); plan.teams.len()];
    let mut spans = Vec::new();
    let name = |team: usize| plan.teams[team].name.clone();
    for (at, event) in &trace.events {
        match *event {
            Event::WentAway { team, people } => {
                let (count, since) = now[team];
                now[team] = (count + people, if count == 0 { at.0 } else { since });
            }
            Event::CameBack { team, people } => {
                let (count, since) = now[team];
                now[team].0 = count.saturating_sub(people);
                if now[team].0 == 0 {
                    spans.push((name(team), since, at.0));
                }
            }
            _ => {}
        }
    }
    let still = now.iter().enumerate().filter(|(_, (count, _))| *count > 0);
    spans.extend(still.map(|(team, (_, since))| (name(team), *since, end.0)));
    spans
}

fn arrival(trace: &Trace) -> Instant {
    let arrived = |(_, event): &&(Instant, Event)| matches!(event, Event::Arrived { .. });
    trace.events.iter().find(arrived).map_or(Instant::ZERO, |(at, _)| *at)
}

/// When the campaign was ready and stayed so, waiting for its launch.
fn ready(trace: &Trace) -> Option<Instant> {
    let of = |(at, event): &(Instant, Event)| match event {
        Event::Ready { .. } => Some(Some(*at)),
        Event::NotReady { .. } => Some(None),
        _ => None,
    };
    trace.events.iter().rev().find_map(of).flatten()
}

/// When the campaign was given up.
fn given_up(trace: &Trace) -> Option<Instant> {
    let censored = |(_, event): &&(Instant, Event)| matches!(event, Event::Censored { campaign } if *campaign == 0);
    trace.events.iter().find(censored).map(|(at, _)| *at)
}
