//! What the clocks of a plan show: those of its calendars, and those of its teams' hours outside meetings.

use super::timetable::Timetable;
use crate::calendar::Cursor;
use crate::plan::Plan;

/// A cursor for each clock of a timetable.
#[derive(Clone, Debug, Default)]
pub struct Clocks {
    table: Timetable,
    cursors: Vec<Cursor>,
}

impl Clocks {
    /// Makes them those of a plan.
    pub fn prepare(&mut self, plan: &Plan) {
        self.table = Timetable::of(plan);
    }

    /// Brings all of them before all time.
    pub fn renew(&mut self) {
        self.cursors.clear();
        self.cursors.resize(self.table.clocks.len(), Cursor::default());
    }

    /// What is known beforehand.
    pub fn table(&self) -> &Timetable {
        &self.table
    }

    /// The calendar that a clock is part of, as an index into [`Plan::calendars`].
    #[inline]
    pub fn calendar(&self, clock: u32) -> u32 {
        self.table.clocks[clock as usize].0
    }

    /// What a clock shows now.
    #[inline]
    pub fn seek(&mut self, clock: u32, now: i64) -> i64 {
        self.cursors[clock as usize].seek(&self.table.clocks[clock as usize].1, now)
    }

    /// As [`Clocks::seek`], at an instant not earlier than now.
    #[inline]
    pub fn clock(&self, clock: u32, at: i64) -> i64 {
        self.cursors[clock as usize].clock(&self.table.clocks[clock as usize].1, at)
    }

    /// The first instant, later than now, at which a clock has reached `total`.
    #[inline]
    pub fn at_clock(&self, clock: u32, total: i64) -> i64 {
        self.cursors[clock as usize].at_clock(&self.table.clocks[clock as usize].1, total)
    }

    /// Now if a clock runs, else when it will.
    #[inline]
    pub fn opening(&mut self, clock: u32, now: i64) -> i64 {
        self.cursors[clock as usize].opening(&self.table.clocks[clock as usize].1, now)
    }

    /// As [`Clocks::opening`], from an instant not earlier than now.
    pub fn later_opening(&self, clock: u32, at: i64) -> i64 {
        self.cursors[clock as usize].later_opening(&self.table.clocks[clock as usize].1, at)
    }

    /// Until when a clock runs that runs now; now if that is unknown.
    pub fn open_until(&self, clock: u32) -> i64 {
        self.cursors[clock as usize].open_until()
    }
}
