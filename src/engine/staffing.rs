//! Queues, and who starts what: teams in file order, repeatedly until none can.

use super::Run;
use super::approval::Seat;
use super::event_queue::Rank;
use super::queue::{Entry, OWN};
use super::state::{NONE, Review, Stage};
use crate::plan::Priority;
use crate::record::Cause;
use crate::time::FOREVER;
use crate::trace::Observer;

impl<'a, O: Observer> Run<'a, O> {
    /// Puts something into a team's queue; rework goes first unless the queue is first come, first served.
    #[inline(always)]
    pub(super) fn enqueue(
        &mut self,
        team: usize,
        entry: Entry,
        cause: Option<Cause>,
        on_demand: bool,
    ) {
        self.s.teams[team].gains_entry(self.now);
        self.place_in_queue(team, entry, cause, on_demand);
    }

    /// Gives an entry its place in a queue.
    #[inline(always)]
    pub(super) fn place_in_queue(
        &mut self,
        team: usize,
        entry: Entry,
        cause: Option<Cause>,
        on_demand: bool,
    ) {
        let first = self.plan.rules.conduct.priority == Priority::ReworkFirst && cause.is_some();
        let state = &mut self.s.teams[team];
        let on_demand = on_demand && state.on_demand;
        state.waiting_on_demand += u32::from(on_demand);
        state.queue.push(entry, first, on_demand);
        self.s.dirty |= state.may_start();
    }

    /// Books that an entry has left a queue.
    #[inline]
    pub(super) fn leave_queue(&mut self, team: usize, on_demand: bool) {
        self.s.teams[team].loses_entry(self.now, on_demand);
    }

    /// Puts a ready task that one person does into the queue of that person's team.
    #[inline]
    pub(super) fn enqueue_task(
        &mut self,
        c: usize,
        task: usize,
        team: usize,
        reviewer: u8,
        cause: Option<Cause>,
    ) {
        let rank = self.rank(c, task);
        let on_demand = reviewer > 0 && self.plan.tasks[task].interrupted;
        self.enqueue(team, Entry { since: self.now, rank, reviewer, version: 0 }, cause, on_demand);
    }

    /// Puts a review into its team's queue: its place dates from being asked.
    #[inline]
    pub(super) fn enqueue_review(&mut self, c: usize, task: usize, seat: Seat, team: usize) {
        let cause = self.s.tasks[self.ti(c, task)].cause;
        let rank = self.rank(c, task);
        let entry = Entry { since: self.now, rank, reviewer: seat.place as u8 + 1, version: 0 };
        self.enqueue(team, entry, cause, seat.reviewer().interrupted);
    }

    /// Puts a version into a broker's queue.
    pub(super) fn enqueue_broker(&mut self, c: usize, handoff: usize, version: u32, team: usize) {
        let rank = self.handoff_rank(c, handoff);
        self.enqueue(team, Entry { since: self.now, rank, reviewer: 0, version }, None, false);
    }

    /// Notes that a team may be able to start something.
    #[inline]
    pub(super) fn mark(&mut self, team: usize) {
        self.s.dirty |= self.s.teams[team].bit;
    }

    pub(super) fn wake(&mut self, team: usize) {
        if self.s.teams[team].wake_at == self.now {
            self.s.teams[team].wake_at = -1;
        }
        self.mark(team);
    }

    /// Lets teams start what their queues give; whether anything is left to do at this instant.
    #[inline]
    pub(super) fn staff(&mut self) -> bool {
        self.s.dirty != 0 && {
            self.staff_all();
            self.has_events()
        }
    }

    /// Teams in file order, again and again until none can start anything; one start a turn.
    #[inline]
    fn staff_all(&mut self) {
        // The team that had its turn and those after it; only those after a block, which has its turn to its last team.
        let mut rest = u64::MAX;
        while self.s.dirty != 0 {
            if self.s.dirty & rest == 0 {
                rest = u64::MAX;
            }
            let bit = (self.s.dirty & rest).trailing_zeros();
            self.s.dirty &= !(1 << bit);
            rest = u64::MAX << bit;
            if self.s.block > 1 {
                rest &= !(1 << bit);
                self.staff_block(bit as usize);
            } else {
                self.staff_team(bit as usize);
            }
        }
    }

    /// Lets the teams of a block have their turns, in file order.
    #[inline(never)]
    fn staff_block(&mut self, number: usize) {
        let first = number * self.s.block;
        for team in first..(first + self.s.block).min(self.s.teams.len()) {
            while self.s.teams[team].may_start() != 0 && self.staff_team(team) {}
        }
    }

    /// Lets one team start one thing; whether something was in its queue.
    #[inline(always)]
    fn staff_team(&mut self, team: usize) -> bool {
        self.s.teams[team].may_start() != 0
            && match self.s.teams[team].on_demand {
                false => self.works(team) && self.serve_next(team, OWN),
                true => self.staff_by_two(team),
            }
    }

    /// As [`Run::staff_team`], of a team that works by its own calendar and reviews on demand by the default one.
    #[inline(never)]
    fn staff_by_two(&mut self, team: usize) -> bool {
        let state = &self.s.teams[team];
        let from = state.away_until.max(self.now);
        let opening = |waiting: u32, clock| match waiting {
            0 => FOREVER,
            _ => self.s.clocks.later_opening(clock, from),
        };
        let own = opening(state.waiting - state.waiting_on_demand, state.clock);
        let openings = [own, opening(state.waiting_on_demand, 0)];
        let may = openings.map(|at| at == self.now);
        if may.contains(&true) {
            return self.serve_next(team, may);
        }
        self.wake_at(team, openings[0].min(openings[1]));
        false
    }

    /// Whether a team's people are there; if not, it will be woken when they are.
    #[inline]
    fn works(&mut self, team: usize) -> bool {
        let state = &self.s.teams[team];
        self.now < state.there_until || (self.now >= state.back_at && self.comes_in(team))
    }

    /// As [`Run::works`], by looking at calendar and meetings.
    fn comes_in(&mut self, team: usize) -> bool {
        let state = &mut self.s.teams[team];
        let (clock, clocks) = (state.clock, &mut self.s.clocks);
        let from = state.away_until.max(self.now);
        let opening = match from == self.now {
            true => clocks.opening(clock, self.now),
            false => clocks.later_opening(clock, from),
        };
        if from > self.now || opening > self.now {
            state.back_at = opening;
            self.wake_at(team, opening);
            return false;
        }
        state.there_until = clocks.open_until(clock);
        true
    }

    /// Lets somebody who is free start on the next entry of a team's queue that may be worked now, if that is still valid,
    /// and notes whether the team may start more; whether there was an entry.
    #[inline]
    fn serve_next(&mut self, team: usize, may: [bool; 2]) -> bool {
        let state = &mut self.s.teams[team];
        let Some(entry) = state.queue.pop(may) else { return false };
        let Entry { since, rank, reviewer, version } = entry;
        let (c, item) = Self::unrank(rank, self.item_bits);
        if let Some(handoff) = item.checked_sub(self.plan.tasks.len()) {
            if handoff >= self.plan.handoffs.len() {
                self.start_audit(c, item, entry, team);
            } else {
                state.loses_entry(self.now, false);
                self.start_broker(c, handoff, version, team);
            }
        } else {
            let task = &self.s.tasks[Self::place(c, self.plan.tasks.len(), item)];
            if task.team == NONE {
                self.take_review((c, item, usize::from(reviewer) - 1), rank, since, team);
            } else if task.stage == Stage::Ready && task.ready_at == since {
                let on_demand = reviewer > 0 && self.plan.tasks[item].interrupted;
                state.loses_entry(self.now, on_demand);
                self.take_up(c, item, rank, team);
            }
        }
        self.s.dirty |= self.s.teams[team].may_start();
        true
    }

    /// A person starts a review, one of several, that has waited `since` then, if it is still asked for.
    #[inline(never)]
    fn take_review(
        &mut self,
        (c, task, place): (usize, usize, usize),
        rank: Rank,
        since: i64,
        team: usize,
    ) {
        let seat = self.seat(c, task, place);
        if self.s.reviews[seat.review].part == Review::Queued(since) {
            self.leave_queue(team, seat.reviewer().interrupted);
            self.start_review(c, task, seat, rank, team);
        }
    }

    /// A person takes up a task: who is to work on it looks at what was handed over, then starts or waits.
    fn take_up(&mut self, c: usize, task: usize, rank: Rank, team: usize) {
        if !self.spots_flaw(c, task) {
            self.start_task(c, task, rank, team);
        }
    }
}
