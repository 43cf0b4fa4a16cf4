//! When a deliverable is worked on: while a job on one of its tasks is under way and that job's team is there.

use super::Run;
use super::initial_state::InitialState;
use super::state::DeliverableState;
use crate::calendar::Calendar;
use crate::plan::Plan;
use crate::time::Instant;
use crate::trace::Observer;

impl<O: Observer> Run<'_, O> {
    /// A job on a task of a deliverable begins.
    #[inline]
    pub(super) fn work_begins(&mut self, deliverable: usize, team: usize) {
        if !self.s.initial.always_there[team] {
            return self.part_time_begins(deliverable, team);
        }
        let clock = self.s.clocks.default_clock(self.plan, self.now);
        let state = &mut self.s.deliverables[deliverable];
        if state.active == 0 {
            state.settle(self.plan, &self.s.initial, self.now);
            state.worked_from = clock;
        }
        state.active += 1;
    }

    /// A job on a task of a deliverable ends.
    #[inline]
    pub(super) fn work_ends(&mut self, deliverable: usize, team: usize) {
        if !self.s.initial.always_there[team] {
            return self.part_time_ends(deliverable, team);
        }
        let clock = self.s.clocks.default_clock(self.plan, self.now);
        let state = &mut self.s.deliverables[deliverable];
        state.active -= 1;
        if state.active == 0 {
            state.worked += clock - state.worked_from;
            state.part_from = self.now;
        }
    }

    #[inline(never)]
    fn part_time_begins(&mut self, deliverable: usize, team: usize) {
        let state = &mut self.s.deliverables[deliverable];
        state.settle(self.plan, &self.s.initial, self.now);
        state.part_time.push(team as u32);
    }

    #[inline(never)]
    fn part_time_ends(&mut self, deliverable: usize, team: usize) {
        let state = &mut self.s.deliverables[deliverable];
        state.settle(self.plan, &self.s.initial, self.now);
        if let Some(place) = state.part_time.iter().position(|other| *other == team as u32) {
            state.part_time.swap_remove(place);
        }
    }
}

impl DeliverableState {
    /// Counts what was worked up to now by teams that are not always there, unless others worked all the time.
    fn settle(&mut self, plan: &Plan, initial: &InitialState, now: i64) {
        if self.active == 0
            && let [first, others @ ..] = self.part_time.as_slice()
        {
            let clock = |team: &u32| initial.clocks[*team as usize];
            let alike = others.iter().all(|team| clock(team) == clock(first));
            self.worked += if alike && initial.within_default[*first as usize] {
                let calendar = &plan.teams[*first as usize].calendar;
                calendar.open(Instant(self.part_from), Instant(now)).0
            } else {
                together(plan, &self.part_time, self.part_from, now)
            };
        }
        self.part_from = now;
    }
}

/// Open time of the default calendar in [from, to) in which at least one of these teams is there.
fn together(plan: &Plan, teams: &[u32], from: i64, to: i64) -> i64 {
    let calendars = || teams.iter().map(|team| &plan.teams[*team as usize].calendar);
    let (mut worked, mut at) = (0, Instant(from));
    while at < Instant(to) {
        let opening = plan.rules.calendar.next_opening(at);
        at =
            calendars().map(|calendar| calendar.next_opening(opening)).min().unwrap_or(Instant(to));
        if at == opening {
            let leaving = calendars().map(|calendar: &Calendar| calendar.next_closing(at)).max();
            let until = leaving.unwrap_or(at).min(plan.rules.calendar.next_closing(at));
            worked += (until.0.min(to) - at.0).max(0);
            at = until;
        }
    }
    worked
}
