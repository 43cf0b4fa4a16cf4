//! Where each calendar of a plan stands.

use crate::calendar::Cursor;
use crate::plan::Plan;

/// A cursor for each calendar of a plan; the first is the default calendar's.
#[derive(Clone, Debug, Default)]
pub struct Clocks(Vec<Cursor>);

impl Clocks {
    /// Brings all of them, so many, before all time.
    pub fn renew(&mut self, calendars: usize) {
        self.0.clear();
        self.0.resize(calendars, Cursor::default());
    }

    /// One of them.
    #[inline]
    pub fn of(&mut self, clock: u32) -> &mut Cursor {
        &mut self.0[clock as usize]
    }

    /// Open time of the default calendar from time 0 to now.
    #[inline]
    pub fn default_clock(&mut self, plan: &Plan, now: i64) -> i64 {
        self.0[0].seek(&plan.rules.calendar, now)
    }

    /// Open time of a team's calendar from time 0 to now; that calendar is this one's.
    #[inline]
    pub fn team_clock(&mut self, clock: u32, plan: &Plan, team: u32, now: i64) -> i64 {
        self.of(clock).seek(&plan.teams[team as usize].calendar, now)
    }

    /// The first instant, later than now, at which a team's clock has reached `total`.
    #[inline]
    pub fn at_clock(&self, clock: u32, plan: &Plan, team: u32, total: i64) -> i64 {
        self.0[clock as usize].at_clock(&plan.teams[team as usize].calendar, total)
    }
}
