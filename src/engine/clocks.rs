//! What the clocks of a plan show: those of its calendars, and those of its teams' hours outside meetings.

use super::timetable::Timetable;
use crate::calendar::{Cursor, Hours};
use crate::plan::Plan;

/// The clocks of a timetable.
#[derive(Clone, Debug, Default)]
pub struct Clocks {
    table: Timetable,
    clocks: Vec<Clock>,
}

/// A clock, and where the present is on it.
#[derive(Clone, Debug)]
struct Clock {
    cursor: Cursor,
    hours: Hours,
}

impl Clocks {
    /// Makes them those of a plan.
    pub fn prepare(&mut self, plan: &Plan) {
        self.table = Timetable::of(plan);
        let clocks = std::mem::take(&mut self.table.clocks).into_iter();
        let clock = |hours| Clock { cursor: Cursor::default(), hours };
        self.clocks = clocks.map(clock).collect();
    }

    /// Brings all of them before all time.
    pub fn renew(&mut self) {
        self.clocks.iter_mut().for_each(|clock| clock.cursor = Cursor::default());
    }

    /// What is known beforehand, but for the clocks.
    pub fn table(&self) -> &Timetable {
        &self.table
    }

    /// What a clock shows now.
    #[inline]
    pub fn seek(&mut self, clock: u32, now: i64) -> i64 {
        let Clock { cursor, hours } = &mut self.clocks[clock as usize];
        cursor.seek(hours, now)
    }

    /// What a clock shows now, and when it will have gone on by so much: now if that is nothing.
    #[inline]
    pub fn start(&mut self, clock: u32, now: i64, wall: i64) -> (i64, i64) {
        let Clock { cursor, hours } = &mut self.clocks[clock as usize];
        let shown = cursor.seek(hours, now);
        (shown, if wall == 0 { now } else { cursor.at_clock(hours, shown + wall) })
    }

    /// As [`Clocks::seek`], at an instant not earlier than now.
    #[inline]
    pub fn clock(&self, clock: u32, at: i64) -> i64 {
        let Clock { cursor, hours, .. } = &self.clocks[clock as usize];
        cursor.clock(hours, at)
    }

    /// The first instant, later than now, at which a clock has reached `total`.
    #[inline]
    pub fn at_clock(&self, clock: u32, total: i64) -> i64 {
        let Clock { cursor, hours, .. } = &self.clocks[clock as usize];
        cursor.at_clock(hours, total)
    }

    /// Now if a clock runs, else when it will.
    #[inline]
    pub fn opening(&mut self, clock: u32, now: i64) -> i64 {
        let Clock { cursor, hours, .. } = &mut self.clocks[clock as usize];
        cursor.opening(hours, now)
    }

    /// As [`Clocks::opening`], from an instant not earlier than now.
    pub fn later_opening(&self, clock: u32, at: i64) -> i64 {
        let Clock { cursor, hours, .. } = &self.clocks[clock as usize];
        cursor.later_opening(hours, at)
    }

    /// Until when a clock runs that runs now; now if that is unknown.
    pub fn open_until(&self, clock: u32) -> i64 {
        self.clocks[clock as usize].cursor.open_until()
    }
}
