//! Where each calendar of a plan stands.

use crate::calendar::Cursor;
use crate::plan::Plan;

/// A cursor for each of [`Plan::calendars`]; a clock is its place there.
#[derive(Clone, Debug, Default)]
pub struct Clocks(Vec<Cursor>);

impl Clocks {
    /// Brings all of them, so many, before all time.
    pub fn renew(&mut self, calendars: usize) {
        self.0.clear();
        self.0.resize(calendars, Cursor::default());
    }

    /// Open time of a calendar from time 0 to now.
    #[inline]
    pub fn seek(&mut self, plan: &Plan, clock: u32, now: i64) -> i64 {
        self.0[clock as usize].seek(&plan.calendars[clock as usize], now)
    }

    /// As [`Clocks::seek`], to an instant not earlier than now.
    #[inline]
    pub fn clock(&self, plan: &Plan, clock: u32, at: i64) -> i64 {
        self.0[clock as usize].clock(&plan.calendars[clock as usize], at)
    }

    /// The first instant, later than now, at which a clock has reached `total`.
    #[inline]
    pub fn at_clock(&self, plan: &Plan, clock: u32, total: i64) -> i64 {
        self.0[clock as usize].at_clock(&plan.calendars[clock as usize], total)
    }

    /// Now if a calendar is open, else when it will be.
    #[inline]
    pub fn opening(&mut self, plan: &Plan, clock: u32, now: i64) -> i64 {
        self.0[clock as usize].opening(&plan.calendars[clock as usize], now)
    }

    /// As [`Clocks::opening`], from an instant not earlier than now.
    pub fn later_opening(&self, plan: &Plan, clock: u32, at: i64) -> i64 {
        self.0[clock as usize].later_opening(&plan.calendars[clock as usize], at)
    }

    /// Until when a calendar is open that is open now; now if that is unknown.
    pub fn open_until(&self, clock: u32) -> i64 {
        self.0[clock as usize].open_until()
    }
}
