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
    pub(super) fn work_begins(&mut self, deliverable: u32, calendar: u32) {
        let (plan, now, s) = (self.plan, self.now, &mut self.s);
        let state = &mut s.deliverables[deliverable as usize];
        if !s.initial.always_there[calendar as usize] {
            return state.part_time_begins(plan, &s.initial, &mut s.clocks, now, calendar);
        }
        if state.active == 0 {
            state.settle(plan, &s.initial, &mut s.clocks, now);
            state.worked_from = s.clocks.seek(0, now);
        }
        state.active += 1;
    }

    /// A job on a task of a deliverable ends.
    #[inline(always)]
    pub(super) fn work_ends(&mut self, deliverable: u32, calendar: u32) {
        let (plan, now, s) = (self.plan, self.now, &mut self.s);
        let state = &mut s.deliverables[deliverable as usize];
        if !s.initial.always_there[calendar as usize] {
            return state.part_time_ends(plan, &s.initial, &mut s.clocks, now, calendar);
        }
        state.active -= 1;
        if state.active == 0 {
            state.worked += s.clocks.seek(0, now) - state.worked_from;
            state.go_on(&mut s.clocks, now);
        }
    }
}

impl DeliverableState {
    /// A job begins by a calendar that is not always open. What is counted changes if none such was under way, or one by
    /// another calendar.
    #[inline(always)]
    fn part_time_begins(
        &mut self,
        plan: &Plan,
        initial: &InitialState,
        clocks: &mut Clocks,
        now: i64,
        calendar: u32,
    ) {
        if self.part_time == 0 {
            self.part_calendar = calendar;
            self.go_on_part_time(clocks, now);
        } else if self.part_calendar != calendar {
            self.settle(plan, initial, clocks, now);
            self.others.push(calendar);
            return self.go_on(clocks, now);
        }
        self.part_time += 1;
    }

    /// A job by such a calendar ends.
    #[inline(always)]
    fn part_time_ends(
        &mut self,
        plan: &Plan,
        initial: &InitialState,
        clocks: &mut Clocks,
        now: i64,
        calendar: u32,
    ) {
        if self.part_time == 1 || self.part_calendar != calendar {
            self.settle(plan, initial, clocks, now);
            if !self.others.is_empty() {
                self.leave_others(calendar);
                return self.go_on(clocks, now);
            }
        }
        self.part_time -= 1;
    }

    /// One job less by this calendar, where there are several.
    #[inline(never)]
    fn leave_others(&mut self, calendar: u32) {
        if let Some(place) = self.others.iter().position(|other| *other == calendar) {
            self.others.swap_remove(place);
        } else if let Some(other) = self.others.pop() {
            self.part_calendar = other;
        }
    }

    /// Counts what was worked up to now by calendars that are not always open, unless others worked all the time.
    #[inline]
    fn settle(&mut self, plan: &Plan, initial: &InitialState, clocks: &mut Clocks, now: i64) {
        if self.active > 0 || self.part_time == 0 {
            return;
        }
        let first = self.part_calendar;
        let alike = self.others.iter().all(|other| *other == first);
        self.worked += if alike && initial.within_default[first as usize] {
            clocks.seek(first, now) - self.part_clock
        } else {
            together(plan, (first, &self.others), self.part_from, now)
        };
    }

    /// What follows is worked by other calendars than before.
    #[inline]
    fn go_on(&mut self, clocks: &mut Clocks, now: i64) {
        if self.part_time > 0 {
            self.go_on_part_time(clocks, now);
        }
    }

    #[inline(always)]
    fn go_on_part_time(&mut self, clocks: &mut Clocks, now: i64) {
        self.part_from = now;
        self.part_clock = clocks.seek(self.part_calendar, now);
    }
}

/// Open time of the default calendar in [from, to) in which at least one of these is open.
#[inline(never)]
fn together(plan: &Plan, (first, others): (u32, &[u32]), from: i64, to: i64) -> i64 {
    let all = || std::iter::once(&first).chain(others);
    let calendars = || all().map(|calendar| &plan.calendars[*calendar as usize]);
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
