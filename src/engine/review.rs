//! One reviewer's work in a round: effort, what is detected, the verdict.

use super::Run;
use super::approval::Seat;
use super::event_queue::Rank;
use super::job::NewJob;
use super::state::{Mode, Review, Stage, State};
use super::team::Category;
use crate::draws::Purpose;
use crate::plan::Reviewer;
use crate::time::scaled;
use crate::trace::{Event, FoundBy, Observer};

impl<O: Observer> Run<'_, O> {
    /// A person starts a review of a task, which has this rank.
    #[inline(always)]
    pub(super) fn start_review(
        &mut self,
        c: usize,
        task: usize,
        seat: Seat,
        rank: Rank,
        team: usize,
    ) {
        let slot = self.free_slot();
        let review = &mut self.s.reviews[seat.review];
        review.part = Review::Active(slot);
        let drawn = review.effort;
        let index = self.ti(c, task);
        self.s.rounds[seat.round()].reviewing += 1;
        let state = &mut self.s.tasks[index];
        state.stage = Stage::Active;
        let further = state.repeats > 0;
        let (cause, deliverable) = (state.cause, state.deliverable);
        let effort = if further { scaled(drawn, self.rereview(task)) } else { drawn };
        self.set_mode(c, task, Mode::Worked);
        let reviewer = seat.reviewer();
        self.start_job(
            slot,
            NewJob {
                rank,
                reviewer: seat.place as u8 + 1,
                version: 0,
                team,
                deliverable,
                category: cause.map_or(Category::REVIEW, Category::rework),
                effort,
                overhead: self.overhead(
                    c,
                    self.plan.seats[self.plan.tasks[task].reviews as usize + seat.place],
                ),
                switches: reviewer.interrupted || further,
                on_demand: reviewer.interrupted,
                rework: further,
            },
        );
        self.note_start(slot, effort, cause);
    }

    /// An external approver answers, unless the round has ended before.
    pub(super) fn external_answers(&mut self, c: usize, task: usize, place: usize, at: i64) {
        let seat = self.seat(c, task, place);
        if self.s.reviews[seat.review].part != Review::External(at) {
            return;
        }
        self.s.reviews[seat.review].part = Review::Approved;
        self.note(|| Event::Answered { campaign: c, task, reviewer: place });
        if self.judge(c, task, seat) {
            self.finish(c, task);
        }
    }

    /// A reviewer's job has run to its end. Whether its task is done.
    #[inline(never)]
    pub(super) fn review_finishes(
        &mut self,
        c: usize,
        task: usize,
        place: usize,
        team: usize,
    ) -> bool {
        let seat = self.seat(c, task, place);
        if self.plan.tasks[task].person_of.is_none() {
            self.s.rounds[seat.round()].reviewing -= 1;
            self.s.reviews[seat.review].part = Review::Approved;
        }
        self.note(|| Event::JobFinished { campaign: c, task, reviewer: Some(place), team });
        self.judge(c, task, seat)
    }

    /// A reviewer has finished: rejects if it detects a flaw or, independently, by taste or policy. Whether
    /// the task is done.
    fn judge(&mut self, c: usize, task: usize, seat: Seat) -> bool {
        let reviewer = seat.reviewer();
        if reviewer.detect > 0.0 && self.s.campaigns[c].flawed > 0 {
            let detected = self.detect(c, task, seat.place, reviewer);
            if !detected.is_empty() {
                self.reject(c, task, &detected);
                self.s.found = detected;
                return false;
            }
            self.s.found = detected;
        }
        let round = self.s.tasks[self.ti(c, task)].repeats;
        if self.dislikes(c, task, reviewer, round) {
            self.reject(c, task, &[]);
            return false;
        }
        (seat.panel.len() == 1 || self.approve(c, task, seat)) && self.pass(c, task)
    }

    /// One of several reviewers approves; whether all have.
    fn approve(&mut self, c: usize, task: usize, seat: Seat) -> bool {
        let round = &mut self.s.rounds[seat.round()];
        round.approved += 1;
        if round.approved as usize == seat.panel.len() {
            return true;
        }
        if round.reviewing == 0 {
            self.set_mode(c, task, Mode::Review);
        }
        if self.s.rounds[seat.round()].serial {
            self.ask_reviewer(c, task, self.seat(c, task, seat.place + 1));
        }
        false
    }

    /// Whether a reviewer rejects by taste or policy in this round.
    #[inline]
    fn dislikes(&self, c: usize, task: usize, reviewer: &Reviewer, round: u32) -> bool {
        let last = reviewer.reject.len().saturating_sub(1);
        let probability = reviewer.reject.get(last.min(round as usize)).copied().unwrap_or(0.0);
        let draw =
            || self.draws.uniform(Purpose::Reject, c as u32, task as u32, reviewer.index, round);
        probability > 0.0 && draw() < probability
    }

    /// The flawed, done work ancestors in which a reviewer detects a flaw, in task order. The list is
    /// [`super::state::State::found`], to be given back.
    fn detect(&mut self, c: usize, task: usize, place: usize, reviewer: &Reviewer) -> Vec<u32> {
        let mut found = std::mem::take(&mut self.s.found);
        self.flawed_ancestors(c, task, &mut found);
        let round = self.s.tasks[self.ti(c, task)].repeats;
        found.retain(|ancestor| {
            let occasion = round << 8 | reviewer.index;
            let (which, sub) = (task as u32, *ancestor);
            let u = self.draws.uniform(Purpose::ReviewDetect, c as u32, which, sub, occasion);
            u < reviewer.detect
        });
        for ancestor in &found {
            let by = FoundBy::Reviewer { task, reviewer: place };
            self.note(|| Event::FlawFound { campaign: c, task: *ancestor as usize, by });
        }
        found
    }

    /// Collects a task's flawed, done work ancestors, in task order.
    fn flawed_ancestors(&mut self, c: usize, task: usize, found: &mut Vec<u32>) {
        let State { initial, tasks, .. } = &mut self.s;
        let first = Self::place(c, self.plan.tasks.len(), 0);
        found.clear();
        found.extend(initial.ancestors(self.plan, task).iter().filter(|ancestor| {
            let state = &tasks[first + **ancestor as usize];
            state.flawed && state.stage == Stage::Done
        }));
    }
}
