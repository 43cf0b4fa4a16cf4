//! Jobs: a person at work on a task, a review or a version, in open time of the team's calendar or, on demand, the default one.

use super::Run;
use super::event_queue::{EventKey, EventKind, Rank};
use super::state::{Mode, NONE, Stage};
use super::team::{Category, Job};
use crate::plan::{Overhead, StepKind};
use crate::record::Cause;
use crate::time::{micros, scaled};
use crate::trace::{Event, Observer, State as Shown};

/// What a job is to be, before fatigue and the clock are looked at.
pub(super) struct NewJob {
    /// Campaign, and task or handoff: where it stands among the finishes of an instant.
    pub rank: Rank,
    /// A reviewer, as in [`EventKey::reviewer`].
    pub reviewer: u8,
    /// A version, for a broker.
    pub version: u32,
    pub team: usize,
    /// As that of a [`Job`].
    pub deliverable: u32,
    pub category: Category,
    /// Effort in working time.
    pub effort: i64,
    /// 1 + overhead.
    pub overhead: f64,
    /// Whether the switch cost is paid.
    pub switches: bool,
    /// Whether it is a review on demand, by the default calendar.
    pub on_demand: bool,
    /// Whether it is a rework, which tires.
    pub rework: bool,
}

impl<O: Observer> Run<'_, O> {
    /// Starts a job now, in the slot that [`Run::free_slot`] has named.
    #[inline]
    pub(super) fn start_job(&mut self, slot: u32, new: NewJob) {
        let (fatigue, now, s) = (self.fatigue(new.team), self.now, &mut self.s);
        let state = &mut s.teams[new.team];
        let clock = state.hours[usize::from(new.on_demand)];
        let calendar = state.calendar(new.on_demand);
        let stretch = new.overhead * (1.0 + fatigue) / state.share;
        let switch = if new.switches { state.switch_cost } else { 0 };
        let first = scaled(new.effort, stretch);
        let wall = switch + first;
        state.free -= 1;
        let (start_clock, at) = s.clocks.start(clock, now, wall);
        let key = EventKey::new(at, EventKind::Finish, new.rank, new.reviewer, slot);
        let job = &mut s.jobs[slot as usize];
        s.free_job = job.next_free;
        (job.key, job.category) = (key, new.category);
        (job.version, job.team) = (new.version, new.team as u32);
        (job.deliverable, job.calendar) = (new.deliverable, calendar);
        (job.clock, job.start_clock, job.booked) = (clock, start_clock, 0);
        job.met = state.met(clock);
        (job.switch, job.first, job.wall) = (switch, first, wall);
        (job.overhead, job.stretch) = (new.overhead, stretch);
        job.additions.clear();
        s.queue.push(key);
        if new.deliverable != NONE {
            self.work_begins(new.deliverable, calendar);
        }
        if new.rework {
            self.tire(new.team, self.plan.rules.fatigue.per_rework);
        }
    }

    /// 1 + the overhead of a job of a campaign that starts now.
    #[inline]
    pub(super) fn overhead(&self, c: usize, overhead: Overhead) -> f64 {
        if overhead.per_campaign == 0.0 {
            return overhead.factor;
        }
        overhead.factor + overhead.per_campaign * f64::from(self.others_under_way(c))
    }

    /// The slot in which the next job starts.
    #[inline]
    pub(super) fn free_slot(&mut self) -> u32 {
        if self.s.free_job == NONE {
            self.new_slot();
        }
        self.s.free_job
    }

    #[cold]
    #[inline(never)]
    fn new_slot(&mut self) {
        self.s.free_job = self.s.jobs.len() as u32;
        self.s.jobs.push(Job::empty());
    }

    /// The instant at which a job has had so much open time of its own.
    fn reaches(&self, slot: u32, wall: i64) -> i64 {
        let job = &self.s.jobs[slot as usize];
        let state = &self.s.teams[job.team as usize];
        match wall + state.met(job.clock) - job.met {
            0 => self.now,
            own => self.s.clocks.at_clock(job.clock, job.start_clock + own),
        }
    }

    /// Schedules the finish of a running job anew; an earlier event of it becomes stale.
    pub(super) fn schedule_finish(&mut self, slot: u32) {
        let at = self.reaches(slot, self.s.jobs[slot as usize].wall);
        let job = &mut self.s.jobs[slot as usize];
        if job.key.at() != at || at == 0 {
            let (rank, reviewer) = (job.key.rank(), job.key.reviewer());
            let key = EventKey::new(at, EventKind::Finish, rank, reviewer, slot);
            job.key = key;
            self.s.queue.push(key);
        }
    }

    /// Effort that a job has done so far, in microseconds of working time.
    fn effort_done(&mut self, slot: u32) -> f64 {
        let job = &self.s.jobs[slot as usize];
        let state = &self.s.teams[job.team as usize];
        let done = job.done(state, &mut self.s.clocks, self.now);
        (done - job.switch).max(0) as f64 / job.stretch
    }

    /// Adds a share of the effort done so far to a running job; false if there is none yet.
    pub(super) fn add_to_job(&mut self, c: usize, task: usize, share: f64, cause: Cause) -> bool {
        let index = self.ti(c, task);
        let slot = self.s.tasks[index].job;
        let done = self.effort_done(slot);
        if done <= 0.0 {
            return false;
        }
        let effort = micros(done * share);
        let job = &mut self.s.jobs[slot as usize];
        let wall = scaled(effort, job.stretch);
        job.additions.push((Category::rework(cause), wall));
        job.prolong(wall);
        self.schedule_finish(slot);
        self.align(index);
        self.count_rework(c, cause);
        self.note(|| Event::Added { campaign: c, task, cause, effort });
        true
    }

    /// A job's finish is the next event; it may be stale.
    #[inline]
    pub(super) fn job_finishes(&mut self, c: usize, item: usize, key: EventKey) {
        let slot = key.payload();
        let job = &self.s.jobs[slot as usize];
        if job.key != key {
            return;
        }
        let (version, team) = (job.version, job.team as usize);
        let (deliverable, calendar) = (job.deliverable, job.calendar);
        self.lawful &= self.end_job(slot);
        if let Some(handoff) = item.checked_sub(self.plan.tasks.len()) {
            return if handoff < self.plan.handoffs.len() {
                self.broker_finishes(c, handoff, version, team)
            } else {
                self.audit_finishes(c, item, slot, version, team)
            };
        }
        self.work_ends(deliverable, calendar);
        let done = if key.reviewer() > 0 {
            self.review_finishes(c, item, usize::from(key.reviewer()) - 1, team)
        } else {
            self.note(|| Event::JobFinished { campaign: c, task: item, reviewer: None, team });
            self.hide_flaw(c, item, team);
            true
        };
        if done {
            self.finish(c, item);
        }
    }

    /// A person starts on a task, which has this rank.
    #[inline]
    pub(super) fn start_task(&mut self, c: usize, task: usize, rank: Rank, team: usize) {
        let plan = self.plan;
        let facts = &plan.tasks[task];
        let slot = self.free_slot();
        let counts = self.counts_for(c);
        let index = self.ti(c, task);
        let state = &mut self.s.tasks[index];
        (state.stage, state.job) = (Stage::Active, slot);
        let (first, cause, reviewer) = (state.finishes == 0, state.cause, state.reviewer);
        let effort = state.effort;
        let (old, span) = state.enter(Mode::Worked, self.now);
        if counts {
            self.counts.time[old as usize & 7] += i128::from(span);
        }
        let deliverable = state.deliverable;
        self.note(|| Event::State { campaign: c, task, state: Shown::Worked });
        self.start_job(
            slot,
            NewJob {
                rank,
                reviewer,
                version: 0,
                team,
                deliverable,
                category: cause.map_or(Category::first(reviewer > 0), Category::rework),
                effort,
                overhead: self.overhead(c, facts.overhead),
                switches: cause.is_some() | facts.interrupted,
                on_demand: facts.interrupted,
                rework: cause.is_some(),
            },
        );
        if first && self.publishes_early(facts.stream) {
            self.plan_publications(c, task);
        }
        self.note_start(slot, effort, cause);
    }

    /// Tells that a person started on a task or a review.
    #[inline]
    pub(super) fn note_start(&mut self, slot: u32, effort: i64, rework: Option<Cause>) {
        if !O::LISTENS {
            return;
        }
        let job = &self.s.jobs[slot as usize];
        let reviewer = usize::from(job.key.reviewer()).checked_sub(1);
        let (campaign, task) = Self::subject(job.key, self.item_bits);
        let (team, wall) = (job.team as usize, job.wall);
        self.note(|| Event::JobStarted { campaign, task, reviewer, team, rework, effort, wall });
    }

    /// Whether work of a stream has early results to publish.
    fn publishes_early(&self, stream: u32) -> bool {
        matches!(&self.plan.steps[stream as usize].kind, StepKind::Work(work) if work.early)
    }

    /// Schedules the publications of early results of a first job, now or anew.
    pub(super) fn plan_publications(&mut self, c: usize, task: usize) {
        let plan = self.plan;
        let index = self.ti(c, task);
        let (slot, base) = (self.s.tasks[index].job, self.s.details[index].base);
        for handoff in plan.out(task) {
            let handoff = handoff.handoff as usize;
            let Some(share) = plan.links[plan.handoffs[handoff].link as usize].early else {
                continue;
            };
            let state = self.hi(c, handoff);
            if self.s.transits[state].publish_at == PUBLISHED {
                continue;
            }
            let wall = micros(base as f64 * share * self.s.jobs[slot as usize].stretch);
            let at = self.reaches(slot, wall).max(self.now);
            if self.s.transits[state].publish_at != at {
                self.s.transits[state].publish_at = at;
                self.schedule(at, EventKind::Publication, self.handoff_rank(c, handoff), 0);
            }
        }
    }

    /// A giver's first job has done the share of its effort at which a preliminary version goes out.
    pub(super) fn publish_preliminary(&mut self, c: usize, handoff: usize) {
        let giver = self.plan.handoffs[handoff].from as usize;
        let (state, giver) = (self.hi(c, handoff), self.ti(c, giver));
        if self.s.transits[state].publish_at == self.now && self.s.tasks[giver].finishes == 0 {
            self.s.transits[state].publish_at = PUBLISHED;
            let link = &self.plan.links[self.plan.handoffs[handoff].link as usize];
            self.s.transits[state].known = link.early.unwrap_or(0.0);
            self.publish_early(c, handoff);
        }
    }

    /// After a switch early results of first jobs under way go out by the new starts, at once if that is due.
    pub(super) fn replan_publications(&mut self) {
        let plan = self.plan;
        for task in 0..plan.tasks.len() {
            let state = &self.s.tasks[task];
            if state.stage != Stage::Active || !state.is_work() || state.finishes > 0 {
                continue;
            }
            for outgoing in plan.out(task) {
                let at = &mut self.s.transits[outgoing.handoff as usize].publish_at;
                *at = if *at == PUBLISHED { PUBLISHED } else { -1 };
            }
            self.plan_publications(0, task);
        }
    }
}

/// A preliminary version has been published.
const PUBLISHED: i64 = -2;
