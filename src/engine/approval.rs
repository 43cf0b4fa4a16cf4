//! Approvals: rounds, who is asked, verdicts, patience.

use super::Run;
use super::event_queue::{CALLED, EXTERNAL, EventKey, EventKind};
use super::state::{Mode, NONE, Review, Stage};
use crate::draws::Purpose;
use crate::plan::{Panel, Reviewer, Route, StepKind};
use crate::record::{Cause, Wait};
use crate::time::{micros, scaled};
use crate::trace::{Event, Observer, State as Shown};

/// A reviewer at a task.
#[derive(Clone, Copy)]
pub(super) struct Seat<'a> {
    /// All reviewers of the task.
    pub panel: &'a [Reviewer],
    /// Which of them.
    pub place: usize,
    /// Where the state of the review is.
    pub review: usize,
}

impl<'a> Seat<'a> {
    /// Who sits there.
    #[inline]
    pub fn reviewer(&self) -> &'a Reviewer {
        &self.panel[self.place]
    }

    /// Where the state of the task's rounds is: with the first of its reviews.
    #[inline]
    pub fn round(&self) -> usize {
        self.review - self.place
    }
}

impl<'a, O: Observer> Run<'a, O> {
    /// The reviewers of a task.
    #[inline]
    pub(super) fn panel(&self, task: usize) -> &'a Panel {
        &self.plan.panels[self.plan.tasks[task].panel as usize]
    }

    /// A reviewer's seat at a task.
    #[inline]
    pub(super) fn seat(&self, c: usize, task: usize, place: usize) -> Seat<'a> {
        let first = self.plan.tasks[task].reviews as usize;
        Seat {
            panel: &self.panel(task).reviewers,
            place,
            review: Self::place(c, self.s.initial.reviews, first + place),
        }
    }

    /// An approval that is not done by one person has become ready: its round begins, or it passes at once
    /// if nobody reviews it; so does any task that does not occur.
    pub(super) fn ask(&mut self, c: usize, task: usize, before: Mode) {
        if !self.s.tasks[self.ti(c, task)].occurs {
            self.note(|| Event::PassedOver { campaign: c, task });
            return self.finish(c, task);
        }
        let seat = self.seat(c, task, 0);
        if seat.panel.is_empty() {
            return self.finish(c, task);
        }
        let serial = self.panel(task).route == Route::Serial;
        let rounds = &mut self.s.rounds[seat.review];
        (rounds.approved, rounds.serial) = (0, serial);
        if before != Mode::Review {
            self.note(|| Event::State { campaign: c, task, state: Shown::Waiting(Wait::Review) });
        }
        if self.impatient {
            self.begin_round(c, task);
        }
        self.ask_reviewer(c, task, seat);
        if !serial {
            let others = 1..seat.panel.len();
            others.for_each(|place| self.ask_reviewer(c, task, self.seat(c, task, place)));
        }
    }

    /// Asks one reviewer: a team's queue, or an external approver whose turnaround starts now.
    #[inline]
    pub(super) fn ask_reviewer(&mut self, c: usize, task: usize, seat: Seat) {
        self.note(|| Event::Asked { campaign: c, task, reviewer: seat.place });
        match seat.reviewer().team {
            Some(_) if seat.reviewer().response.is_some() => self.call_reviewer(c, task, seat),
            Some(team) => self.queue_review(c, task, seat, team as usize),
            None => self.ask_approver(c, task, seat),
        }
    }

    fn queue_review(&mut self, c: usize, task: usize, seat: Seat, team: usize) {
        self.s.reviews[seat.review].part = Review::Queued(self.now);
        self.enqueue_review(c, task, seat, team);
    }

    /// Asks a reviewer who turns to it some open time of the default calendar later.
    #[inline(never)]
    fn call_reviewer(&mut self, c: usize, task: usize, seat: Seat) {
        let Reviewer { response: Some(response), index, .. } = seat.reviewer() else { return };
        let review = &mut self.s.reviews[seat.review];
        review.asked += 1;
        let asked = review.asked;
        let u = self.draws.uniform(Purpose::Response, c as u32, task as u32, *index, asked);
        let at = match micros(response.of_uniform(u)) {
            0 => self.now,
            wait => {
                let clock = self.s.clocks.seek(0, self.now);
                self.s.clocks.at_clock(0, clock + wait)
            }
        };
        self.s.reviews[seat.review].part = Review::Called(at);
        let (rank, place) = (self.rank(c, task), seat.place as u8 + 1);
        self.s.queue.push(EventKey::new(at, EventKind::Finish, rank, place, CALLED));
    }

    /// A reviewer who was called turns to it, if that is still wanted: the review queues.
    pub(super) fn turns_to(&mut self, c: usize, task: usize, place: usize, at: i64) {
        let seat = self.seat(c, task, place);
        if let (Review::Called(called), Some(team)) =
            (self.s.reviews[seat.review].part, seat.reviewer().team)
            && called == at
        {
            self.queue_review(c, task, seat, team as usize);
        }
    }

    /// Asks an external approver.
    #[inline(never)]
    fn ask_approver(&mut self, c: usize, task: usize, seat: Seat) {
        let state = self.ti(c, task);
        let reviewer = seat.reviewer();
        let index = reviewer.index;
        let review = &mut self.s.reviews[seat.review];
        review.asked += 1;
        let asked = review.asked;
        let u = self.draws.uniform(Purpose::Turnaround, c as u32, task as u32, index, asked);
        let at = self.now + micros(reviewer.time.of_uniform(u));
        review.part = Review::External(at);
        self.s.tasks[state].stage = Stage::Active;
        let key = EventKey::new(
            at,
            EventKind::Finish,
            self.rank(c, task),
            seat.place as u8 + 1,
            EXTERNAL,
        );
        self.s.queue.push(key);
    }

    /// A task has become ready: if it is an approval, a round begins, and with it the clock of the teams'
    /// patience, if they are to lose it in this round.
    #[inline(never)]
    pub(super) fn begin_round(&mut self, c: usize, task: usize) {
        if !self.plan.is_approval(task) {
            return;
        }
        let first = self.seat(c, task, 0).review;
        let rounds = &mut self.s.rounds[first];
        rounds.occasion += 1;
        let (occasion, skipped) = (rounds.occasion, rounds.skipped);
        let panel = self.panel(task);
        let Some(patience) = panel.patience.filter(|_| panel.bypass > 0.0) else { return };
        let round = self.s.tasks[self.ti(c, task)].repeats;
        let u = self.draws.uniform(Purpose::Bypass, c as u32, task as u32, skipped, round);
        if u < panel.bypass {
            let at = self.now + patience.0;
            self.schedule(at, EventKind::Patience, self.rank(c, task), occasion);
        }
    }

    /// Patience runs out: if there is still no verdict, the teams go ahead without. The round counts if a reviewer
    /// has finished in it.
    pub(super) fn lose_patience(&mut self, c: usize, task: usize, occasion: u32) {
        let (index, first) = (self.ti(c, task), self.seat(c, task, 0).review);
        let open = matches!(self.s.tasks[index].stage, Stage::Ready | Stage::Active);
        if !open || self.s.rounds[first].occasion & 0xff_ffff != occasion {
            return;
        }
        self.leave_line(c, task);
        self.counts.bypassed += u32::from(self.counts_for(c));
        let rounds = &mut self.s.rounds[first];
        rounds.skipped += 1;
        let state = &mut self.s.tasks[index];
        state.repeats += u32::from(rounds.approved > 0);
        state.again = false;
        self.note(|| Event::Bypassed { campaign: c, task });
        self.finish(c, task);
    }

    /// Ends all reviews of a round: those in queue are dropped, those in progress stop.
    pub(super) fn drop_reviews(&mut self, c: usize, task: usize) {
        for (place, reviewer) in self.panel(task).reviewers.iter().enumerate() {
            let index = self.seat(c, task, place).review;
            let part = &mut self.s.reviews[index].part;
            let review = std::mem::replace(part, Review::Idle);
            let Some(team) = reviewer.team.map(|team| team as usize) else { continue };
            match review {
                Review::Queued(_) => self.leave_queue(team, reviewer.interrupted),
                Review::Active(slot) => self.stop_review(c, task, place, slot),
                _ => {}
            }
        }
        let first = self.seat(c, task, 0).review;
        self.s.rounds[first].reviewing = 0;
    }

    /// Stops a review under way: its time is spent.
    pub(super) fn stop_review(&mut self, c: usize, task: usize, reviewer: usize, slot: u32) {
        let job = &self.s.jobs[slot as usize];
        let (team, deliverable, calendar) = (job.team as usize, job.deliverable, job.calendar);
        self.end_job(slot);
        self.work_ends(deliverable, calendar);
        self.note(|| Event::JobStopped { campaign: c, task, reviewer, team });
    }

    /// Books a round that reached a verdict.
    #[inline]
    fn end_round(&mut self, c: usize, task: usize, approved: bool) {
        let index = self.ti(c, task);
        let counts = self.counts_for(c);
        let state = &mut self.s.tasks[index];
        state.repeats += 1;
        let (round, turnaround) = (state.repeats, self.now - state.ready_at);
        if counts {
            self.s.campaigns[c].turnaround += i128::from(turnaround);
            self.s.campaigns[c].rounds += 1;
            let deliverable = self.di(c, task);
            self.s.deliverables[deliverable].rounds += 1;
        }
        self.note(|| Event::Verdict { campaign: c, task, round, approved });
    }

    /// The last reviewer has approved: the task is done, or a further round follows if news came meanwhile.
    /// Whether it is done.
    pub(super) fn pass(&mut self, c: usize, task: usize) -> bool {
        self.end_round(c, task, true);
        let index = self.ti(c, task);
        let again = std::mem::take(&mut self.s.tasks[index].again);
        if again {
            self.s.tasks[index].cause = Some(Cause::Upstream);
            self.expect_round(c, task);
            self.count_rework(c, Cause::Upstream);
            self.become_ready(c, task);
        }
        !again
    }

    /// A reviewer has rejected: the round ends, work is reopened, the task waits for newer versions.
    pub(super) fn reject(&mut self, c: usize, task: usize, detected: &[u32]) {
        self.end_round(c, task, false);
        let index = self.ti(c, task);
        if self.s.tasks[index].team == NONE {
            self.drop_reviews(c, task);
        }
        let cause = if detected.is_empty() { Cause::Rejection } else { Cause::Flaw };
        self.s.tasks[index].again = false;
        self.s.tasks[index].cause = Some(cause);
        self.expect_round(c, task);
        let mut targets = std::mem::take(&mut self.s.scratch);
        targets.clear();
        match cause {
            Cause::Flaw => targets.extend(detected),
            _ => self.sent_back(c, task, &mut targets),
        }
        self.wait_behind(c, task, &targets);
        let waits = self.s.tasks[index].missing > 0;
        if waits {
            self.set_held(c, task);
        }
        let share = if cause == Cause::Flaw { self.plan.rules.fix } else { self.revise(task) };
        for target in &targets {
            self.reopen(c, *target as usize, share, cause);
        }
        self.s.scratch = targets;
        if !waits {
            self.become_ready(c, task);
        }
    }

    /// An approval that has had a round is to have another: the effort of that, if one person does it.
    pub(super) fn expect_round(&mut self, c: usize, task: usize) {
        let index = self.ti(c, task);
        self.s.tasks[index].effort = scaled(self.s.details[index].base, self.rereview(task));
    }

    /// Factor on effort in further rounds.
    pub(super) fn rereview(&self, task: usize) -> f64 {
        match &self.plan.steps[self.plan.tasks[task].stream as usize].kind {
            StepKind::Approval(approval) => approval.rereview,
            StepKind::Work(_) => 1.0,
        }
    }

    fn revise(&self, task: usize) -> f64 {
        match &self.plan.steps[self.plan.tasks[task].stream as usize].kind {
            StepKind::Approval(approval) => approval.revise,
            StepKind::Work(_) => 0.0,
        }
    }

    /// Where a rejection without a detected flaw sends the work back to.
    /// What does not occur passes it on to those who hand over to it.
    fn sent_back(&self, c: usize, task: usize, targets: &mut Vec<u32>) {
        targets.extend(self.plan.returns(task));
        let occurs = |target: &u32| self.s.tasks[self.ti(c, *target as usize)].occurs;
        while !targets.iter().all(occurs) {
            let (there, passed): (Vec<u32>, Vec<u32>) = targets.iter().partition(|t| occurs(t));
            let givers = passed.iter().flat_map(|task| self.plan.work_givers(*task as usize));
            targets.clear();
            targets.extend(there.into_iter().chain(givers));
            targets.sort_unstable();
            targets.dedup();
        }
    }

    /// Makes a task wait on each incoming handoff that one of the targets, which are in task order, stands behind.
    fn wait_behind(&mut self, c: usize, task: usize, targets: &[u32]) {
        let (from, to) = self.plan.tasks[task].into;
        for handoff in from as usize..to as usize {
            let giver = self.plan.handoffs[handoff].from;
            let stands = targets.binary_search(&giver).is_ok() || {
                let behind = self.s.initial.ancestors(self.plan, giver as usize);
                let (few, many) = if behind.len() < targets.len() {
                    (behind, targets)
                } else {
                    (targets, behind)
                };
                few.iter().any(|task| many.binary_search(task).is_ok())
            };
            if stands {
                self.wait_for_newer(c, handoff);
            }
        }
    }
}
