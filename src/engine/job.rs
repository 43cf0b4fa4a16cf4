//! Jobs: a person at work on a task, a review or a version, in the open time of the team's calendar.

use super::Run;
use super::agenda::{Key, Kind};
use super::state::{Category, Job, Mode, NONE, Stage, Subject};
use crate::draws::Purpose;
use crate::plan::{StepKind, WorkStep};
use crate::record::Cause;
use crate::time::{Instant, micros, scaled};
use crate::trace::{Event, Observer};

/// What a job is to be, before fatigue and the clock are looked at.
pub(super) struct NewJob {
    pub subject: Subject,
    pub item: usize,
    pub team: usize,
    pub category: Category,
    /// Effort in working time.
    pub effort: i64,
    /// 1 + overhead.
    pub overhead: f64,
    /// Whether the switch cost is paid.
    pub switches: bool,
    /// Whether it is a rework, which tires.
    pub rework: bool,
}

impl<O: Observer> Run<'_, O> {
    /// Starts a job now and returns its slot.
    pub(super) fn start_job(&mut self, c: usize, new: NewJob) -> u32 {
        let team = &self.plan.teams[new.team];
        let stretch = new.overhead * (1.0 + self.fatigue(new.team));
        let switch = if new.switches { team.switch_cost.0 } else { 0 };
        let first = scaled(new.effort, stretch);
        let slot = self.free_slot();
        let rank = match new.subject {
            Subject::Broker(_) => self.handoff_rank(c, new.item),
            _ => self.rank(c, new.item),
        };
        let reviewer = if let Subject::Review(place) = new.subject { place as u8 } else { 0 };
        let clock = team.calendar.clock(Instant(self.now));
        let state = &mut self.s.teams[new.team];
        state.free -= 1;
        let job = &mut self.s.jobs[slot as usize];
        job.additions.clear();
        *job = Job {
            key: Key::new(0, Kind::Finish, rank, reviewer, slot),
            subject: new.subject,
            campaign: c as u32,
            item: new.item as u32,
            team: new.team as u32,
            place: state.active.len() as u32,
            start_clock: clock,
            met: state.met,
            switch,
            first,
            wall: switch + first,
            booked: 0,
            overhead: new.overhead,
            stretch,
            category: new.category,
            additions: std::mem::take(&mut job.additions),
        };
        state.active.push(slot);
        self.schedule_finish(slot);
        if new.rework {
            self.tire(new.team, self.plan.rules.fatigue_per_rework);
        }
        slot
    }

    fn free_slot(&mut self) -> u32 {
        if let Some(slot) = self.s.free_jobs.pop() {
            return slot;
        }
        self.s.jobs.push(Job {
            key: Key(0),
            subject: Subject::Task,
            campaign: 0,
            item: 0,
            team: 0,
            place: 0,
            start_clock: 0,
            met: 0,
            switch: 0,
            first: 0,
            wall: 0,
            booked: 0,
            overhead: 1.0,
            stretch: 1.0,
            category: Category::Touch,
            additions: Vec::new(),
        });
        self.s.jobs.len() as u32 - 1
    }

    /// The instant at which a job has had so much open time of its own.
    fn reaches(&self, slot: u32, wall: i64) -> i64 {
        let job = &self.s.jobs[slot as usize];
        let team = job.team as usize;
        let own = wall + self.s.teams[team].met - job.met;
        let calendar = &self.plan.teams[team].calendar;
        match own {
            0 => self.now,
            _ => calendar.at_clock(job.start_clock + own).0,
        }
    }

    /// Puts a job's finish on the agenda; an earlier entry of it becomes stale.
    pub(super) fn schedule_finish(&mut self, slot: u32) {
        let at = self.reaches(slot, self.s.jobs[slot as usize].wall);
        let job = &mut self.s.jobs[slot as usize];
        if job.key.at() != at || at == 0 {
            let key = job.key;
            let subject = (key.rank(), key.reviewer() as u8);
            job.key = Key::new(at, Kind::Finish, subject.0, subject.1, slot);
            let key = job.key;
            self.put(key);
        }
    }

    /// Open time that a job has had so far, switch included, meetings not.
    pub(super) fn wall_done(&self, slot: u32) -> i64 {
        let job = &self.s.jobs[slot as usize];
        let state = &self.s.teams[job.team as usize];
        let calendar = &self.plan.teams[job.team as usize].calendar;
        let mut met = state.met - job.met;
        if met > 0 && state.away_until > self.now {
            met -= calendar.open(Instant(self.now), Instant(state.away_until)).0;
        }
        calendar.clock(Instant(self.now)) - job.start_clock - met
    }

    /// Effort that a job has done so far, in microseconds of working time.
    pub(super) fn effort_done(&self, slot: u32) -> f64 {
        let job = &self.s.jobs[slot as usize];
        (self.wall_done(slot) - job.switch).max(0) as f64 / job.stretch
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
        job.additions.push((cause, wall));
        job.wall += wall;
        self.schedule_finish(slot);
        self.s.tasks[index].aligned = self.now;
        self.count_rework(c, cause);
        self.note(|| Event::Added { campaign: c, task, cause, effort });
        true
    }

    /// Takes a job off its person: books its time and frees both.
    pub(super) fn end_job(&mut self, slot: u32, done: i64) {
        self.book_job(slot, done);
        let job = &mut self.s.jobs[slot as usize];
        job.key = Key(0);
        let (team, place) = (job.team as usize, job.place as usize);
        let state = &mut self.s.teams[team];
        state.free += 1;
        state.active.swap_remove(place);
        if let Some(moved) = state.active.get(place) {
            self.s.jobs[*moved as usize].place = place as u32;
        }
        self.s.free_jobs.push(slot);
        self.mark(team);
    }

    /// A finish came up on the agenda; it may be stale.
    pub(super) fn job_finishes(&mut self, key: Key) {
        if key.payload() == super::agenda::EXTERNAL {
            let (c, task) = self.unrank(key.rank());
            return self.external_answers(c, task, key.reviewer(), key.at());
        }
        let slot = key.payload();
        let job = &self.s.jobs[slot as usize];
        if job.key != key {
            return;
        }
        let (c, item, team) = (job.campaign as usize, job.item as usize, job.team as usize);
        let (subject, wall) = (job.subject, job.wall);
        let done = self.wall_done(slot);
        self.lawful &= done == wall;
        self.end_job(slot, done);
        match subject {
            Subject::Task => self.work_finishes(c, item, team),
            Subject::Review(place) => self.review_finishes(c, item, place, team),
            Subject::Broker(version) => self.broker_finishes(c, item, version, team),
        }
    }

    /// A person starts on a work task.
    pub(super) fn start_work(&mut self, c: usize, task: usize, team: usize) {
        let plan = self.plan;
        let StepKind::Work(step) = &plan.steps[plan.tasks[task].stream as usize].kind else {
            return;
        };
        let index = self.ti(c, task);
        if self.s.tasks[index].finishes == 0 {
            let base = self.base_effort(c, task, step);
            self.s.tasks[index].base = base;
            self.s.tasks[index].effort = base;
        }
        let (effort, cause) = (self.s.tasks[index].effort, self.s.tasks[index].cause);
        let slot = self.start_job(
            c,
            NewJob {
                subject: Subject::Task,
                item: task,
                team,
                category: cause.map_or(Category::Touch, Category::Rework),
                effort,
                overhead: step.overhead,
                switches: cause.is_some(),
                rework: cause.is_some(),
            },
        );
        self.s.tasks[index].stage = Stage::Active;
        self.s.tasks[index].job = slot;
        self.set_mode(c, task, Mode::Worked);
        if step.early && self.s.tasks[index].finishes == 0 {
            self.plan_publications(c, task);
        }
        let wall = self.s.jobs[slot as usize].wall;
        self.note(|| Event::JobStarted {
            campaign: c,
            task,
            reviewer: None,
            team,
            rework: cause,
            effort,
            wall,
        });
    }

    /// Base effort of a task: its own and the campaign's latent, mapped through the quantile function.
    fn base_effort(&self, c: usize, task: usize, step: &WorkStep) -> i64 {
        let u = self.draws.uniform(Purpose::Effort, c as u32, task as u32, 0, 0);
        let (common, own) = self.plan.rules.correlation;
        let effort = if common > 0.0 {
            let z = common * self.s.campaigns[c].common + own * crate::distribution::latent(u);
            step.effort.of_latent(z)
        } else {
            step.effort.of_uniform(u)
        };
        micros(effort * self.plan.tasks[task].scale)
    }

    /// Puts the publications of early results of a first job on the agenda, now or anew.
    pub(super) fn plan_publications(&mut self, c: usize, task: usize) {
        let plan = self.plan;
        let index = self.ti(c, task);
        let (slot, base) = (self.s.tasks[index].job, self.s.tasks[index].base);
        for handoff in plan.out(task) {
            let handoff = *handoff as usize;
            let Some(share) = plan.links[plan.handoffs[handoff].link as usize].early else {
                continue;
            };
            let state = self.hi(c, handoff);
            if self.s.handoffs[state].publish_at == PUBLISHED {
                continue;
            }
            let wall = micros(base as f64 * share * self.s.jobs[slot as usize].stretch);
            let at = self.reaches(slot, wall);
            if self.s.handoffs[state].publish_at != at {
                self.s.handoffs[state].publish_at = at;
                self.schedule(at, Kind::Publication, self.handoff_rank(c, handoff), 0);
            }
        }
    }

    /// A giver's first job has done the share of its effort at which a preliminary version goes out.
    pub(super) fn publish_preliminary(&mut self, c: usize, handoff: usize) {
        let giver = self.plan.handoffs[handoff].from as usize;
        let (state, giver) = (self.hi(c, handoff), self.ti(c, giver));
        if self.s.handoffs[state].publish_at == self.now && self.s.tasks[giver].finishes == 0 {
            self.s.handoffs[state].publish_at = PUBLISHED;
            self.publish(c, handoff, false);
        }
    }

    /// A work task's job has run to its end.
    fn work_finishes(&mut self, c: usize, task: usize, team: usize) {
        let index = self.ti(c, task);
        self.s.tasks[index].job = NONE;
        self.note(|| Event::JobFinished { campaign: c, task, reviewer: None, team });
        self.hide_flaw(c, task, team);
        self.finish_task(c, task);
    }
}

/// A preliminary version has been published.
const PUBLISHED: i64 = -2;
