//! Queues, and who starts what: teams in file order, repeatedly until none can.

use super::Run;
use super::agenda::{Key, Kind};
use super::state::{Review, Stage};
use crate::model::Priority;
use crate::record::Cause;
use crate::time::Instant;
use crate::trace::Observer;
use std::cmp::Reverse;

/// Queue keys reuse the agenda's packing: the kind's place holds the class.
const REWORK_CLASS: Kind = Kind::Censor;
const NEW_CLASS: Kind = Kind::Arrive;

/// A queue key sorts by class before time: the class is moved above the instant.
const CLASS_BIT: u32 = 127;

impl<O: Observer> Run<'_, O> {
    /// The queue key of something that became ready at `at`.
    fn queue_key(&self, at: i64, cause: Option<Cause>, item: QueueItem) -> Key {
        let rework = cause.is_some() || self.plan.rules.priority == Priority::Fifo;
        let class = if rework { REWORK_CLASS } else { NEW_CLASS };
        let key = Key::new(at, REWORK_CLASS, item.rank, item.reviewer, item.payload);
        Key(key.0 | (class as u128) << CLASS_BIT)
    }

    fn enqueue(&mut self, team: usize, key: Key, entered: i64) {
        let state = &mut self.s.teams[team];
        state.count_queue(self.now);
        state.waiting += 1;
        state.entered += i128::from(entered);
        state.queue.push(Reverse(key));
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
    pub(super) fn enqueue_task(&mut self, c: usize, task: usize, team: usize) {
        let state = &self.s.tasks[self.ti(c, task)];
        let item = QueueItem { rank: self.rank(c, task), reviewer: 0, payload: 0 };
        let key = self.queue_key(state.ready_at, state.cause, item);
        self.enqueue(team, key, self.now);
    }

    /// Puts a review into its team's queue: its place dates from being asked.
    pub(super) fn enqueue_review(&mut self, c: usize, task: usize, place: usize, team: usize) {
        let state = &self.s.tasks[self.ti(c, task)];
        let cause = if state.reviewed { state.cause } else { None };
        let item = QueueItem { rank: self.rank(c, task), reviewer: place as u8, payload: 0 };
        let key = self.queue_key(self.now, cause, item);
        self.enqueue(team, key, self.now);
    }

    /// Puts a version into a broker's queue.
    pub(super) fn enqueue_broker(&mut self, c: usize, handoff: usize, version: u32, team: usize) {
        let item = QueueItem { rank: self.handoff_rank(c, handoff), reviewer: 0, payload: version };
        let key = self.queue_key(self.now, None, item);
        self.enqueue(team, key, self.now);
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
        while let Some(Reverse(entry)) = self.s.teams[team].queue.pop() {
            let key = Key(entry.0 & !(1 << CLASS_BIT));
            let (c, item) = self.unrank(key.rank());
            if item >= self.plan.tasks.len() {
                self.leave_queue(team, key.at());
                return self.start_broker(c, item - self.plan.tasks.len(), key.payload(), team);
            }
            if self.plan.is_approval(item) {
                let place = key.reviewer();
                if self.s.reviews[self.ri(c, item, place)] == Review::Queued(key.at()) {
                    self.leave_queue(team, key.at());
                    return self.start_review(c, item, place, team);
                }
            } else {
                let state = &self.s.tasks[self.ti(c, item)];
                if state.stage == Stage::Ready && state.ready_at == key.at() {
                    self.leave_queue(team, key.at());
                    return self.take_up(c, item, team);
                }
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

/// What stands in a queue, apart from class and time.
struct QueueItem {
    rank: u64,
    reviewer: u8,
    payload: u32,
}
