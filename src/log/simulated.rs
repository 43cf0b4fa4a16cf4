//! The jobs of a simulated replication, as a tool would have logged them.

use super::{Job, Kind, Outcome, Status};
use crate::model::{Facts, ReviewerKind, StreamKind};
use crate::plan::{Plan, Team};
use crate::record::Wait;
use crate::time::Instant;
use crate::trace::{Event, Observer, State};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Writes down who did what: an observer of a run.
pub struct Clerk<'a> {
    facts: &'a Facts,
    plan: &'a Plan,
    steps: Vec<Arc<str>>,
    items: Vec<Option<Arc<str>>>,
    /// Since when tasks are ready.
    ready: BTreeMap<(usize, usize), Instant>,
    /// When reviewers were asked.
    asked: BTreeMap<(usize, usize, usize), Instant>,
    running: BTreeMap<Under, Job>,
    people: Vec<People>,
    rounds: BTreeMap<(usize, usize), Round>,
    /// What is over, each with its campaign.
    jobs: Vec<(usize, Job)>,
    last: Instant,
}

/// What somebody works on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Under {
    /// Campaign, task, reviewer.
    Task(usize, usize, Option<usize>),
    /// Campaign, handoff, version.
    Broker(usize, usize, u32),
    /// Campaign, task.
    Audit(usize, usize),
}

impl Under {
    fn campaign(self) -> usize {
        match self {
            Under::Task(campaign, ..) | Under::Broker(campaign, ..) | Under::Audit(campaign, _) => {
                campaign
            }
        }
    }
}

/// The rounds of an approval so far.
#[derive(Default)]
struct Round {
    ended: u32,
    /// The last review of the present one.
    review: Option<usize>,
}

/// The people of a part of a team, numbered through the team.
struct People {
    team: Arc<str>,
    /// Who is free, idle longest first.
    free: VecDeque<Arc<str>>,
    away: Vec<Arc<str>>,
}

impl<'a> Clerk<'a> {
    /// One that has heard nothing yet.
    pub fn new(facts: &'a Facts, plan: &'a Plan) -> Clerk<'a> {
        let item = |number: usize| {
            let deliverable = &plan.deliverables[number];
            deliverable.of.map(|_| deliverable.name.as_str().into())
        };
        Clerk {
            facts,
            plan,
            steps: plan.steps.iter().map(|step| step.name.as_str().into()).collect(),
            items: (0..plan.deliverables.len()).map(item).collect(),
            ready: BTreeMap::new(),
            asked: BTreeMap::new(),
            running: BTreeMap::new(),
            people: people(facts, plan),
            rounds: BTreeMap::new(),
            jobs: Vec::new(),
            last: Instant::ZERO,
        }
    }

    /// Every job with the number of its campaign, by time; those that are not over are open. And the last instant.
    pub fn finish(mut self) -> (Vec<(usize, Job)>, Instant) {
        for (under, job) in std::mem::take(&mut self.running) {
            self.jobs.push((under.campaign(), job));
        }
        for ((campaign, task, reviewer), at) in std::mem::take(&mut self.asked) {
            let job = self.waiting(task, reviewer, at);
            self.jobs.push((campaign, job));
        }
        let first = |job: &Job| job.start.or(job.asked).or(job.end);
        self.jobs.sort_by_key(|(campaign, job)| (first(job), job.end, *campaign));
        (self.jobs, self.last)
    }

    fn start(&mut self, under: Under, team: usize, job: Job) {
        let people = &mut self.people[team];
        let person = people.free.pop_front();
        self.running.insert(under, Job { person, team: Some(people.team.clone()), ..job });
    }

    /// A job is over: its person is free again.
    fn end(&mut self, under: Under, team: usize, at: Instant, status: Status) -> Option<usize> {
        let mut job = self.running.remove(&under)?;
        self.people[team].free.extend(job.person.clone());
        (job.end, job.status) = (Some(at), status);
        self.jobs.push((under.campaign(), job));
        Some(self.jobs.len() - 1)
    }

    /// A review has come to its end: agreed, unless the verdict that follows says otherwise.
    fn reviewed(&mut self, campaign: usize, task: usize, job: usize) {
        let round = self.rounds.entry((campaign, task)).or_default();
        round.review = Some(job);
        let job = &mut self.jobs[job].1;
        (job.outcome, job.round) = (Some(Outcome::Approved), Some(round.ended + 1));
    }

    fn task_job(&self, task: usize, kind: Kind, asked: Option<Instant>, start: Instant) -> Job {
        let facts = &self.plan.tasks[task];
        let (step, item) = (facts.stream as usize, facts.deliverable as usize);
        Job { start: Some(start), ..job(&self.steps[step], &self.items[item], kind, asked) }
    }

    fn job_starts(&mut self, at: Instant, event: &Event) {
        let Event::JobStarted { campaign, task, reviewer, team, rework, .. } = *event else {
            return;
        };
        let asked = reviewer.and_then(|place| self.asked.remove(&(campaign, task, place)));
        let asked = asked.or_else(|| self.ready.remove(&(campaign, task)));
        let kind = if reviewer.is_some() { Kind::Review } else { Kind::Work };
        let cause = rework.map(|cause| cause.name().into());
        let round = self.rounds.get(&(campaign, task)).map_or(1, |round| round.ended + 1);
        let job = self.task_job(task, kind, asked, at);
        let round = reviewer.map(|_| round);
        self.start(Under::Task(campaign, task, reviewer), team, Job { cause, round, ..job });
    }

    /// A round is over, or the approval waits for news: nobody is asked any more.
    fn withdraw(&mut self, at: Instant, campaign: usize, task: usize) {
        let all = (campaign, task, 0)..=(campaign, task, usize::MAX);
        let asked: Vec<_> = self.asked.range(all).map(|(key, asked)| (*key, *asked)).collect();
        let round = self.rounds.get(&(campaign, task)).map_or(1, |round| round.ended + 1);
        for ((.., reviewer), since) in asked {
            self.asked.remove(&(campaign, task, reviewer));
            let job = self.waiting(task, reviewer, since);
            let job = Job { end: Some(at), status: Status::Stopped, round: Some(round), ..job };
            self.jobs.push((campaign, job));
        }
    }

    /// The job of a reviewer who was asked and has not begun; one who is in no team never says when.
    fn waiting(&self, task: usize, reviewer: usize, asked: Instant) -> Job {
        let facts = &self.plan.tasks[task];
        let seat = &self.plan.panels[facts.panel as usize].reviewers[reviewer];
        let (step, item) = (facts.stream as usize, facts.deliverable as usize);
        let job = job(&self.steps[step], &self.items[item], Kind::Review, Some(asked));
        match seat.team {
            Some(part) => Job { team: Some(self.people[part as usize].team.clone()), ..job },
            None => Job { person: self.outsider(step, seat.index as usize), ..job },
        }
    }

    /// The name of a reviewer of no team.
    fn outsider(&self, stream: usize, reviewer: usize) -> Option<Arc<str>> {
        let StreamKind::Approval(approval) = &self.facts.streams[stream].kind else { return None };
        match &approval.reviewers.get(reviewer)?.who {
            ReviewerKind::External { name, .. } => Some(name.as_str().into()),
            ReviewerKind::Team { .. } => None,
        }
    }

    fn broker_job(&self, at: Instant, handoff: usize) -> Job {
        let ends = self.plan.handoffs[handoff];
        let [from, to] = [ends.from, ends.to].map(|task| &self.plan.tasks[task as usize]);
        let [giver, taker] = [from, to].map(|task| &self.steps[task.stream as usize]);
        let name: Arc<str> = format!("{giver} to {taker}").into();
        Job {
            start: Some(at),
            ..job(&name, &self.items[to.deliverable as usize], Kind::Broker, None)
        }
    }

    fn goes(&mut self, part: usize, people: u32) {
        // Who has just finished leaves.
        for _ in 0..people {
            let People { free, away, .. } = &mut self.people[part];
            away.extend(free.pop_back());
        }
    }

    fn comes(&mut self, part: usize, people: u32) {
        for _ in 0..people {
            let People { free, away, .. } = &mut self.people[part];
            free.extend(away.pop());
        }
    }
}

impl Observer for Clerk<'_> {
    const LISTENS: bool = true;

    fn note(&mut self, at: Instant, event: Event) {
        self.last = at;
        match event {
            Event::State { campaign, task, state: State::Waiting(Wait::Queued | Wait::Review) } => {
                self.ready.entry((campaign, task)).or_insert(at);
            }
            Event::State { campaign, task, state: State::Waiting(Wait::Held) } => {
                self.ready.remove(&(campaign, task));
                self.withdraw(at, campaign, task);
            }
            Event::Asked { campaign, task, reviewer } => {
                self.asked.insert((campaign, task, reviewer), at);
            }
            Event::Answered { campaign, task, reviewer } => {
                let Some(asked) = self.asked.remove(&(campaign, task, reviewer)) else { return };
                let job = self.waiting(task, reviewer, asked);
                self.jobs.push((campaign, Job { end: Some(at), status: Status::Done, ..job }));
                self.reviewed(campaign, task, self.jobs.len() - 1);
            }
            Event::JobStarted { .. } => self.job_starts(at, &event),
            Event::JobFinished { campaign, task, reviewer, team } => {
                let job = self.end(Under::Task(campaign, task, reviewer), team, at, Status::Done);
                if let (Some(job), Some(_)) = (job, reviewer) {
                    self.reviewed(campaign, task, job);
                }
            }
            Event::JobStopped { campaign, task, reviewer, team } => {
                let under = Under::Task(campaign, task, Some(reviewer));
                self.end(under, team, at, Status::Stopped);
            }
            Event::Verdict { campaign, task, approved, .. } => {
                let round = self.rounds.entry((campaign, task)).or_default();
                if let (Some(review), false) = (round.review, approved) {
                    self.jobs[review].1.outcome = Some(Outcome::Rejected);
                }
                self.withdraw(at, campaign, task);
                let round = self.rounds.entry((campaign, task)).or_default();
                *round = Round { ended: round.ended + 1, review: None };
            }
            Event::Bypassed { campaign, task } => {
                if let Some(since) = self.ready.remove(&(campaign, task))
                    && self.plan.tasks[task].person_of.is_some()
                {
                    self.asked.insert((campaign, task, 0), since);
                }
                self.withdraw(at, campaign, task);
                let round = self.rounds.entry((campaign, task)).or_default();
                round.ended += u32::from(round.review.take().is_some());
            }
            Event::BrokerStarted { campaign, handoff, version, team } => {
                let job = self.broker_job(at, handoff);
                self.start(Under::Broker(campaign, handoff, version), team, job);
            }
            Event::BrokerFinished { campaign, handoff, version, team, found } => {
                let under = Under::Broker(campaign, handoff, version);
                let job = self.end(under, team, at, Status::Done);
                self.judged(job, found);
            }
            Event::AuditStarted { campaign, task, team, .. } => {
                let job = self.task_job(task, Kind::Audit, None, at);
                self.start(Under::Audit(campaign, task), team, job);
            }
            Event::AuditFinished { campaign, task, team, found } => {
                let job = self.end(Under::Audit(campaign, task), team, at, Status::Done);
                self.judged(job, found);
            }
            Event::WentAway { team, people } => self.goes(team, people),
            Event::CameBack { team, people } => self.comes(team, people),
            _ => {}
        }
    }
}

impl Clerk<'_> {
    /// A broker or an audit sends back what it finds a flaw in.
    fn judged(&mut self, job: Option<usize>, found: bool) {
        if let Some(job) = job {
            let outcome = if found { Outcome::Rejected } else { Outcome::Approved };
            self.jobs[job].1.outcome = Some(outcome);
        }
    }
}

fn job(step: &Arc<str>, item: &Option<Arc<str>>, kind: Kind, asked: Option<Instant>) -> Job {
    Job {
        asked,
        start: None,
        end: None,
        held: Vec::new(),
        campaign: "".into(),
        item: item.clone(),
        step: step.clone(),
        kind,
        team: None,
        person: None,
        outcome: None,
        round: None,
        cause: None,
        status: Status::Open,
        line: 0,
    }
}

fn people(facts: &Facts, plan: &Plan) -> Vec<People> {
    let mut numbered: BTreeMap<usize, u32> = BTreeMap::new();
    let part = |team: &Team| {
        let name = &facts.teams[team.of].name;
        let first = numbered.entry(team.of).or_default();
        let person = |number: u32| format!("{name}-{number}").into();
        let free = (*first + 1..=*first + team.people).map(person).collect();
        *first += team.people;
        People { team: name.as_str().into(), free, away: Vec::new() }
    };
    plan.teams.iter().map(part).collect()
}
