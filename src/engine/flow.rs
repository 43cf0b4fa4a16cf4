//! When a deliverable is worked on: while a job on one of its tasks is under way and that job's team is there.

use super::Run;
use super::clocks::Clocks;
use super::initial_state::InitialState;
use super::state::DeliverableState;
use crate::calendar::Calendar;
use crate::plan::Plan;
use crate::time::Instant;
use crate::trace::Observer;

impl<O: Observer> Run<'_, O> {
    /// A job on a task of a deliverable begins, by this calendar.
    #[inline(always)]
    pub(super) fn work_begins(&mut self, deliverable: usize, calendar: u32) {
        if !self.s.initial.always_there[calendar as usize] {
            return self.part_time_begins(deliverable, calendar);
        }
        let clock = self.s.clocks.seek(0, self.now);
        let state = &mut self.s.deliverables[deliverable];
        if state.active == 0 {
            state.settle(self.plan, &self.s.initial, &mut self.s.clocks, self.now);
            state.worked_from = clock;
        }
        state.active += 1;
    }

    /// A job on a task of a deliverable ends.
    #[inline(always)]
    pub(super) fn work_ends(&mut self, deliverable: usize, calendar: u32) {
        if !self.s.initial.always_there[calendar as usize] {
            return self.part_time_ends(deliverable, calendar);
        }
        let clock = self.s.clocks.seek(0, self.now);
        let state = &mut self.s.deliverables[deliverable];
        state.active -= 1;
        if state.active == 0 {
            state.worked += clock - state.worked_from;
            state.go_on(&mut self.s.clocks, self.now);
        }
    }

    #[inline]
    fn part_time_begins(&mut self, deliverable: usize, calendar: u32) {
        let state = &mut self.s.deliverables[deliverable];
        if !state.part_time.is_empty() {
            state.settle(self.plan, &self.s.initial, &mut self.s.clocks, self.now);
        }
        state.part_time.push(calendar);
        state.go_on(&mut self.s.clocks, self.now);
    }

    #[inline]
    fn part_time_ends(&mut self, deliverable: usize, calendar: u32) {
        let state = &mut self.s.deliverables[deliverable];
        state.settle(self.plan, &self.s.initial, &mut self.s.clocks, self.now);
        if state.part_time == [calendar] {
            return state.part_time.clear();
        }
        if let Some(place) = state.part_time.iter().position(|other| *other == calendar) {
            state.part_time.swap_remove(place);
        }
        state.go_on(&mut self.s.clocks, self.now);
    }
}

impl DeliverableState {
    /// Counts what was worked up to now by calendars that are not always open, unless others worked all the time.
    #[inline(always)]
    fn settle(&mut self, plan: &Plan, initial: &InitialState, clocks: &mut Clocks, now: i64) {
        if self.active > 0 {
            return;
        }
        self.worked += match self.part_time.as_slice() {
            [] => 0,
            [first, others @ ..]
                if initial.within_default[*first as usize]
                    && others.iter().all(|other| other == first) =>
            {
                clocks.seek(*first, now) - self.part_clock
            }
            several => together(plan, several, self.part_from, now),
        };
    }

    /// What follows is worked by other calendars than before.
    #[inline]
    fn go_on(&mut self, clocks: &mut Clocks, now: i64) {
        self.part_from = now;
        self.part_clock = self.part_time.first().map_or(0, |first| clocks.seek(*first, now));
    }
}

/// Open time of the default calendar in [from, to) in which at least one of these is open.
#[inline(never)]
fn together(plan: &Plan, calendars: &[u32], from: i64, to: i64) -> i64 {
    let calendars = || calendars.iter().map(|calendar| &plan.calendars[*calendar as usize]);
    let (mut worked, mut at) = (0, Instant(from));
    while at < Instant(to) {
        let opening = plan.calendar().next_opening(at);
        at =
            calendars().map(|calendar| calendar.next_opening(opening)).min().unwrap_or(Instant(to));
        if at == opening {
            let leaving = calendars().map(|calendar: &Calendar| calendar.next_closing(at)).max();
            let until = leaving.unwrap_or(at).min(plan.calendar().next_closing(at));
            worked += (until.0.min(to) - at.0).max(0);
            at = until;
        }
    }
    worked
}
