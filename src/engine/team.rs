//! A team, its people at work, and what their time is booked as.

use super::clocks::Clocks;
use super::event_queue::EventKey;
use super::queue::Queue;
use crate::record::{Cause, Share, TeamTime};
use crate::time::FOREVER;

/// No slot, no team.
pub const NONE: u32 = u32::MAX;

/// A team.
#[derive(Clone, Debug, Default)]
pub struct TeamState {
    /// People without a job.
    pub free: u32,
    /// People who are absent, and how many of its team all absences under way want to be (kept with the first part).
    pub absent: u32,
    pub called_away: u64,
    /// Whether somebody of its team should be absent, but has work in hand.
    pub called: bool,
    /// Entries of the queue that still count, and those of them that are reviews by the default calendar, which is not
    /// the team's own.
    pub waiting: u32,
    pub waiting_on_demand: u32,
    /// Whether it has such reviews.
    pub on_demand: bool,
    /// In a meeting until then.
    pub away_until: i64,
    /// Its calendar is open and nobody in a meeting from the present until then, as far as was looked at.
    pub there_until: i64,
    /// It was not there when that was looked at, and is not before then.
    pub back_at: i64,
    /// When people of the team may next start, if that has been scheduled; -1: it has not.
    pub wake_at: i64,
    /// The first part of its team, which keeps what is the team's.
    pub first: u32,
    /// Which of [`super::state::State::clocks`] follows its own calendar.
    pub clock: u32,
    /// Which of them its jobs follow: by its own calendar, and on demand by the default one. Known meetings are no time of
    /// theirs, until one is held otherwise than was known.
    pub hours: [u32; 2],
    /// How many meetings it has had that were known.
    pub meetings: usize,
    /// Its bit in [`super::state::State::dirty`].
    pub bit: u64,
    /// Open time that a person needs to switch to something else.
    pub switch_cost: i64,
    /// Share of their open time that people have for this work.
    pub share: f64,
    /// Open time of its own calendar in all meetings so far that were not known, running ones whole; of the default one,
    /// if that is another by which it works, too.
    pub met: i64,
    pub met_on_demand: i64,
    /// When the latest meeting began that was not known, or was not held as was known; -1: there was none.
    pub met_at: i64,
    /// Person-time of absences so far, and what the team's clock showed then.
    pub absent_time: i128,
    pub absent_from: i64,
    /// Open time up to a switch of the model, and when that was: what follows is open by other hours.
    pub opened: i64,
    pub opened_until: i64,
    /// Who waits.
    pub queue: Queue,
    /// Person-time booked.
    pub booked: Booked,
    /// The same as recorded, when the last campaign has ended.
    pub time: TeamTime,
    /// Person-time of jobs after the last launch.
    pub live_rework: i128,
    /// Person-time measured by the clock: what was booked must add up to it.
    pub measured: i128,
    /// Little's law: the queue's length integrated over time, since when it has its length, and the instants at which
    /// entries left it less those at which they entered.
    pub queue_area: i128,
    pub queue_at: i64,
    pub stays: i128,
    /// Fatigue at an instant.
    pub fatigue: f64,
    pub fatigue_at: i64,
    /// What it has come down to since, at the instant at which that was asked last.
    pub tired: f64,
    pub tired_at: i64,
    /// What its clock showed at the last sync that it attended.
    pub aligned: i64,
}

impl TeamState {
    /// Its bit if somebody is free and something waits, else 0.
    #[inline]
    pub fn may_start(&self) -> u64 {
        // Nothing foresees it.
        std::hint::select_unpredictable((self.free > 0) & (self.waiting > 0), self.bit, 0)
    }

    /// By which calendar it does a job: its own, or, for a review on demand, the default one.
    #[inline]
    pub fn calendar(&self, on_demand: bool) -> u32 {
        if on_demand { 0 } else { self.clock }
    }

    /// Open time of meetings so far that were not known, by the clock of a job.
    #[inline]
    pub fn met(&self, clock: u32) -> i64 {
        if clock == self.hours[0] || clock == self.clock { self.met } else { self.met_on_demand }
    }

    /// The clocks of its jobs where no meeting is known.
    pub fn plain_hours(&self) -> [u32; 2] {
        [self.clock, 0]
    }

    /// Makes it that of a new replication, keeping the memory of its queue.
    pub fn renew(&mut self) {
        let mut queue = std::mem::take(&mut self.queue);
        queue.clear();
        *self = TeamState { queue, wake_at: -1, met_at: -1, ..TeamState::default() };
    }
}

/// What a person's time is booked as: a place in [`Booked`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Category(u8);

impl Category {
    /// First-pass work.
    pub const TOUCH: Category = Category(0);
    /// First rounds of review.
    pub const REVIEW: Category = Category(1);
    /// Meetings, overhead, broker jobs.
    pub const COORDINATION: Category = Category(2);
    /// Switch costs.
    pub const SWITCHING: Category = Category(3);

    /// Work or a review that is done for the first time.
    pub fn first(review: bool) -> Category {
        Category(u8::from(review))
    }

    /// Work that is done again.
    pub fn rework(cause: Cause) -> Category {
        Category(4 + cause as u8)
    }

    /// How much rework it is to spend time on it.
    #[inline]
    pub fn rework_of(self, time: i64) -> i64 {
        if self.0 >= Category::rework(Cause::Change).0 { time } else { 0 }
    }
}

/// Person-time of a team by category; a power of two of places, so that a mask keeps categories inside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Booked([i128; 16]);

impl Booked {
    /// Books time as a category.
    #[inline]
    pub fn add(&mut self, category: Category, time: i64) {
        self.add_people(category, 1, time);
    }

    /// Books time of several people as a category.
    #[inline]
    pub fn add_people(&mut self, category: Category, people: i128, time: i64) {
        self.0[usize::from(category.0 & 15)] += people * i128::from(time);
    }

    /// Rework of all causes.
    #[cfg(test)]
    pub fn rework(&self) -> i128 {
        Cause::ALL.iter().map(|cause| self.0[usize::from(Category::rework(*cause).0)]).sum()
    }

    /// All that was booked.
    pub fn total(&self) -> i128 {
        self.0.iter().sum()
    }

    /// As it is recorded, of a team whose people had so much open time.
    pub fn recorded(&self, open: i128, share: f64) -> TeamTime {
        let of = |category: Category| self.0[usize::from(category.0)];
        TeamTime {
            share: Share(share),
            open,
            touch: of(Category::TOUCH),
            review: of(Category::REVIEW),
            rework: Cause::ALL.map(|cause| of(Category::rework(cause))),
            coordination: of(Category::COORDINATION),
            switching: of(Category::SWITCHING),
            idle: open - self.total(),
        }
    }
}

/// A person at work.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its finish in the event queue, the valid one; [`Job::NOBODY`] when nobody works in this slot.
    pub key: EventKey,
    pub category: Category,
    /// A broker's version.
    pub version: u32,
    /// The next slot in which nobody works, if nobody works in this one.
    pub next_free: u32,
    pub team: u32,
    /// Where the state is of the deliverable that it is work on; [`NONE`]: it is no task's.
    pub deliverable: u32,
    /// By which calendar it is done.
    pub calendar: u32,
    /// Which clock it follows: one of its team's hours.
    pub clock: u32,
    /// What that showed at its start.
    pub start_clock: i64,
    /// The team's meetings before its start that were not known.
    pub met: i64,
    /// Open time for the switch, before the work.
    pub switch: i64,
    /// Open time of the work it began with.
    pub first: i64,
    /// All open time, switch and additions included.
    pub wall: i64,
    /// Open time already booked.
    pub booked: i64,
    /// 1 + overhead.
    pub overhead: f64,
    /// (1 + overhead) × (1 + fatigue) ÷ share.
    pub stretch: f64,
    /// Additions in order: what they are booked as, and open time.
    pub additions: Vec<(Category, i64)>,
}

impl Job {
    /// The key of a slot in which nobody works.
    pub const NOBODY: EventKey = EventKey::FIRST;

    /// Makes it longer; at most so long that its end stays within the clock's.
    pub fn prolong(&mut self, wall: i64) {
        self.wall = self.wall.saturating_add(wall).min(FOREVER);
    }

    /// Open time that it has had up to `now`, switch included, meetings not. Asks for its team's state.
    #[inline(always)]
    pub fn done(&self, team: &TeamState, clocks: &mut Clocks, now: i64) -> i64 {
        let clock = clocks.seek(self.clock, now);
        let mut met = team.met(self.clock) - self.met;
        if met > 0 && team.away_until > now {
            met -= clocks.clock(self.clock, team.away_until) - clock;
        }
        clock - self.start_clock - met
    }

    /// An empty slot.
    pub fn empty() -> Job {
        Job {
            key: Job::NOBODY,
            category: Category::TOUCH,
            version: 0,
            next_free: NONE,
            team: 0,
            deliverable: NONE,
            calendar: 0,
            clock: 0,
            start_clock: 0,
            met: 0,
            switch: 0,
            first: 0,
            wall: 0,
            booked: 0,
            overhead: 1.0,
            stretch: 1.0,
            additions: Vec::new(),
        }
    }
}
