//! The ledger: every microsecond of every person is booked once, in integers.

use super::Run;
use super::clocks::Clocks;
use super::state::DeliverableState;
use super::team::{Booked, Category, Job, TeamState};
use crate::record::Cause;
use crate::time::{Instant, micros};
use crate::trace::Observer;

/// One stretch of a job's open time.
#[derive(Clone, Copy)]
enum Segment {
    Switch,
    Work(Category),
}

impl<O: Observer> Run<'_, O> {
    /// Books what the jobs under way have done so far.
    pub(super) fn book_running(&mut self) {
        let (now, live, s) = (self.now, self.closed.is_some(), &mut self.s);
        for job in s.jobs.iter_mut().filter(|job| job.key != Job::NOBODY) {
            let state = &mut s.teams[job.team as usize];
            state.book_job(job, &mut s.clocks, &mut s.deliverables, now, live);
        }
    }

    /// Takes a job off its person: books its time and frees both. Whether it has run to its end.
    #[inline(always)]
    pub(super) fn end_job(&mut self, slot: u32) -> bool {
        let (now, live, s) = (self.now, self.closed.is_some(), &mut self.s);
        let job = &mut s.jobs[slot as usize];
        let state = &mut s.teams[job.team as usize];
        let done = state.book_job(job, &mut s.clocks, &mut s.deliverables, now, live);
        job.key = Job::NOBODY;
        job.next_free = std::mem::replace(&mut s.free_job, slot);
        state.free += 1;
        s.dirty |= state.may_start();
        let (lawful, team) = (done == job.wall, job.team);
        if state.called {
            self.s.leaving.push(team);
        }
        lawful
    }

    /// Ends the ledger at `at` (the present, or the instant just over): what follows is live time's. It goes on if
    /// work is reopened before the launch.
    pub(super) fn close_ledger(&mut self, at: i64) {
        let now = std::mem::replace(&mut self.now, at);
        self.book_running();
        for team in 0..self.s.teams.len() {
            let people = i128::from(self.plan.teams[team].people);
            let clock = self.presence_clock(team);
            let state = &mut self.s.teams[team];
            // What is still to come of a meeting is not part of it, but will be if work is reopened.
            let present = people - i128::from(state.absent);
            let unmet = self.plan.open(team, Instant(at), Instant(state.away_until)).0;
            let mut booked = state.booked;
            booked.add_people(Category::COORDINATION, -present, unmet);
            // The clock need not show 0 at time 0.
            let since = clock - state.absent_from;
            let absent = state.absent_time + i128::from(state.absent) * i128::from(since);
            let since_switch = self.plan.open(team, Instant(state.opened_until), Instant(at)).0;
            let open = people * i128::from(state.opened + since_switch) - absent;
            state.time = booked.recorded(open, state.share);
            let measured = state.measured - present * i128::from(unmet);
            state.count_queue(at);
            self.lawful &= measured == state.time.busy() && state.time.idle >= 0;
            self.lawful &= state.obeys_little(at);
        }
        for state in &mut self.s.deliverables {
            (state.rework_booked, state.rereview_booked) = (state.rework, state.rereview);
        }
        self.closed = Some(at);
        self.now = now;
    }

    /// Books a meeting of so many people of a team; fewer than none take back what was booked.
    pub(super) fn book_meeting(&mut self, team: usize, people: i128, length: i64) {
        let state = &mut self.s.teams[team];
        state.booked.add_people(Category::COORDINATION, people, length);
        state.measured += people * i128::from(length);
    }

    /// Counts a reopening or addition.
    pub(super) fn count_rework(&mut self, c: usize, cause: Cause) {
        if self.counts_for(c) {
            self.counts.rework_events[cause as usize] += 1;
        }
    }

    /// Whether the laws hold: person-time adds up, nobody worked in closed time, queues obey Little's law.
    pub(super) fn laws_hold(&self) -> bool {
        self.lawful && self.closed.is_some()
    }
}

impl TeamState {
    /// Little's law at `now`: the integral of the queue's length is the sum of all stays in it.
    fn obeys_little(&self, now: i64) -> bool {
        self.queue_area == self.stays + i128::from(self.waiting) * i128::from(now)
    }

    /// Books what a job has done so far, rework also as its deliverable's. The open time that it has had.
    #[inline(always)]
    fn book_job(
        &mut self,
        job: &mut Job,
        clocks: &mut Clocks,
        deliverables: &mut [DeliverableState],
        now: i64,
        live: bool,
    ) -> i64 {
        let done = job.done(self, clocks, now);
        let rework = self.book(job, done, live);
        if rework > 0 {
            let rework = rework as f64 * self.share;
            let deliverable = &mut deliverables[job.deliverable as usize];
            deliverable.rework += rework;
            deliverable.rereview += if job.key.reviewer() > 0 { rework } else { 0.0 };
        }
        done
    }

    /// Books the open time that a job has had since it was last booked, up to `done`: as the team's, and as the
    /// rework of live time, if that is what it is as long as no campaign is reopened before its launch. How much of it is
    /// rework.
    #[inline(always)]
    pub(super) fn book(&mut self, job: &mut Job, done: i64, live: bool) -> i64 {
        if live {
            self.live_rework += i128::from(done - job.booked);
        }
        self.measured += i128::from(done - job.booked);
        let rework = book(&mut self.booked, job, job.booked, done);
        job.booked = done;
        rework
    }

    /// An entry enters the queue.
    #[inline(always)]
    pub(super) fn gains_entry(&mut self, now: i64) {
        self.count_queue(now);
        self.waiting += 1;
        self.stays -= i128::from(now);
    }

    /// An entry leaves the queue.
    #[inline(always)]
    pub(super) fn loses_entry(&mut self, now: i64, on_demand: bool) {
        self.count_queue(now);
        self.waiting -= 1;
        self.waiting_on_demand -= u32::from(on_demand && self.on_demand);
        self.stays += i128::from(now);
    }

    /// Brings the queue's integral up to `now`.
    #[inline]
    pub(super) fn count_queue(&mut self, now: i64) {
        let span = i128::from(now - self.queue_at);
        self.queue_area += i128::from(self.waiting) * span;
        self.queue_at = now;
    }
}

/// Books the part [from, to) of a job's open time, segment by segment; how much of it is rework.
#[inline(always)]
fn book(booked: &mut Booked, job: &Job, from: i64, to: i64) -> i64 {
    if from == 0 && to == job.first && job.switch == 0 && job.overhead == 1.0 {
        booked.add(job.category, to);
        job.category.rework_of(to)
    } else if from == 0 && to == job.switch + job.first {
        let own = own_part(job.first, job.overhead);
        booked.add(Category::SWITCHING, job.switch);
        booked.add(Category::COORDINATION, job.first - own);
        booked.add(job.category, own);
        job.category.rework_of(own)
    } else {
        book_parts(booked, job, from, to)
    }
}

#[inline(never)]
fn book_parts(booked: &mut Booked, job: &Job, from: i64, to: i64) -> i64 {
    let (mut start, mut rework) = (0_i64, 0);
    let first = [(Segment::Switch, job.switch), (Segment::Work(job.category), job.first)];
    let added = job.additions.iter().map(|(category, wall)| (Segment::Work(*category), *wall));
    for (segment, length) in first.into_iter().chain(added) {
        let end = start.saturating_add(length);
        let (a, b) = (from.clamp(start, end), to.clamp(start, end));
        if b > a {
            rework += book_segment(booked, job, segment, a - start, b - start);
        }
        start = end;
    }
    rework
}

/// Books [a, b) of a segment: own effort (fatigue included) to its category, overhead to coordination. How much of it is
/// rework.
fn book_segment(booked: &mut Booked, job: &Job, segment: Segment, a: i64, b: i64) -> i64 {
    match segment {
        Segment::Switch => {
            booked.add(Category::SWITCHING, b - a);
            0
        }
        Segment::Work(category) => {
            let own = own_part(b, job.overhead) - own_part(a, job.overhead);
            booked.add(category, own);
            booked.add(Category::COORDINATION, b - a - own);
            category.rework_of(own)
        }
    }
}

/// The part of open time that is a job's own: wall ÷ (1 + overhead).
fn own_part(wall: i64, overhead: f64) -> i64 {
    if overhead == 1.0 { wall } else { micros(wall as f64 / overhead) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shorter ways to book say the same as the way by segments, wherever a job stands.
    #[test]
    fn a_job_is_booked_by_segments() {
        for (switch, overhead, added) in
            [(0, 1.0, 0), (10, 1.0, 0), (0, 1.25, 0), (10, 1.25, 0), (10, 1.0, 40), (0, 1.0, 40)]
        {
            let mut job = Job { switch, first: 100, overhead, ..Job::empty() };
            if added > 0 {
                job.additions.push((Category::rework(Cause::Change), added));
            }
            let wall = switch + 100 + added;
            for (from, to) in (0..=wall).flat_map(|from| (from..=wall).map(move |to| (from, to))) {
                let (mut short, mut long) = (Booked::default(), Booked::default());
                let rework =
                    [book(&mut short, &job, from, to), book_parts(&mut long, &job, from, to)];
                assert_eq!(rework.map(i128::from), [short.rework(), long.rework()]);
                assert_eq!(
                    short.recorded(wall.into(), 1.0),
                    long.recorded(wall.into(), 1.0),
                    "{switch} {overhead} {from} {to}"
                );
                assert_eq!(short.total(), i128::from(to - from));
            }
        }
    }

    /// The switch comes first: 10 of it, then 90 of 100 of work.
    #[test]
    fn the_switch_is_booked_before_the_work() {
        let job = Job { switch: 10, first: 100, ..Job::empty() };
        let mut booked = Booked::default();
        book(&mut booked, &job, 0, 100);
        let recorded = booked.recorded(100, 1.0);
        assert_eq!((recorded.switching, recorded.touch, recorded.idle), (10, 90, 0));
    }
}
