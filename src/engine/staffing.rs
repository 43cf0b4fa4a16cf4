//! Queues, and who starts what: teams in file order, repeatedly until none can.

use super::Run;
use super::queue::Entry;
use super::state::{Review, Stage};
use crate::plan::Priority;
use crate::record::Cause;
use crate::time::Instant;
use crate::trace::Observer;

impl<O: Observer> Run<'_, O> {
    /// Puts something into a team's queue; rework goes first unless the queue is first come, first served.
    fn enqueue(&mut self, team: usize, entry: Entry, cause: Option<Cause>) {
        let first = cause.is_some() && self.plan.rules.priority == Priority::ReworkFirst;
        let state = &mut self.s.teams[team];
        state.count_queue(self.now);
        state.waiting += 1;
        state.entered += i128::from(self.now);
        state.queue.push(entry, first);
        self.mark(team);
    }

    /// Books that an entry has left a queue that it entered at `entered`.
    pub(super) fn leave_queue(&mut self, team: usize, entered: i64) {
        let state = &mut self.s.teams[team];
        state.count_queue(self.now);
        state.waiting -= 1;
        state.entered -= i128::from(entered);
        state.waited += i128::from(self.now - entered);
    }

    /// Puts a ready work task into its team's queue.
    pub(super) fn enqueue_task(
        &mut self,
        c: usize,
        task: usize,
        team: usize,
        cause: Option<Cause>,
    ) {
        let rank = self.rank(c, task);
        self.enqueue(team, Entry { since: self.now, rank, reviewer: 0, version: 0 }, cause);
    }

    /// Puts a review into its team's queue: its place dates from being asked.
    pub(super) fn enqueue_review(&mut self, c: usize, task: usize, place: usize, team: usize) {
        let state = &self.s.tasks[self.ti(c, task)];
        let cause = state.cause.filter(|_| state.repeats > 0);
        let rank = self.rank(c, task);
        let entry = Entry { since: self.now, rank, reviewer: place as u8, version: 0 };
        self.enqueue(team, entry, cause);
    }

    /// Puts a version into a broker's queue.
    pub(super) fn enqueue_broker(&mut self, c: usize, handoff: usize, version: u32, team: usize) {
        let rank = self.handoff_rank(c, handoff);
        self.enqueue(team, Entry { since: self.now, rank, reviewer: 0, version }, None);
    }

    /// Notes that a team may be able to start something.
    #[inline]
    pub(super) fn mark(&mut self, team: usize) {
        self.s.dirty[team / 64] |= 1 << (team % 64);
    }

    pub(super) fn wake(&mut self, team: usize) {
        if self.s.teams[team].wake_at == self.now {
            self.s.teams[team].wake_at = -1;
        }
        self.mark(team);
    }

    /// Lets teams start what their queues give; whether anything is left to do at this instant.
    pub(super) fn staff(&mut self) -> bool {
        let mut acted = false;
        while self.s.dirty.iter().any(|word| *word != 0) {
            for word in 0..self.s.dirty.len() {
                let mut above = u64::MAX;
                while self.s.dirty[word] & above != 0 {
                    let bit = (self.s.dirty[word] & above).trailing_zeros();
                    above = (u64::MAX << bit) << 1;
                    self.s.dirty[word] &= !(1 << bit);
                    acted |= self.staff_team(word * 64 + bit as usize);
                }
            }
        }
        acted && self.s.agenda.next_at() == Some(self.now)
    }

    /// Lets one team start as much as it can.
    fn staff_team(&mut self, team: usize) -> bool {
        let mut acted = false;
        while self.s.teams[team].free > 0 && self.s.teams[team].waiting > 0 {
            let from = self.s.teams[team].away_until.max(self.now);
            let opening = self.plan.teams[team].calendar.next_opening(Instant(from)).0;
            if opening > self.now {
                self.wake_at(team, opening);
                break;
            }
            self.take_next(team);
            acted = true;
        }
        acted
    }

    /// Takes the first valid entry of a team's queue.
    fn take_next(&mut self, team: usize) {
        while let Some(entry) = self.s.teams[team].queue.pop() {
            let (c, item) = self.unrank(entry.rank);
            if item >= self.plan.tasks.len() {
                self.leave_queue(team, entry.since);
                return self.start_broker(c, item - self.plan.tasks.len(), entry.version, team);
            }
            let state = &self.s.tasks[self.ti(c, item)];
            if self.plan.is_approval(item) {
                let place = usize::from(entry.reviewer);
                if self.s.reviews[self.ri(c, item, place)] == Review::Queued(entry.since) {
                    self.leave_queue(team, entry.since);
                    return self.start_review(c, item, place, team);
                }
            } else if state.stage == Stage::Ready && state.ready_at == entry.since {
                self.leave_queue(team, entry.since);
                return self.take_up(c, item, team);
            }
        }
    }

    /// A person takes up a work task: looks at what was handed over, then starts or waits.
    fn take_up(&mut self, c: usize, task: usize, team: usize) {
        if !self.spots_flaw(c, task) {
            self.start_work(c, task, team);
        }
    }
}
