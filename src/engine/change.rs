//! Late changes: when they come, when they are taken in, what they hit.

use super::Run;
use super::event_queue::EventKind;
use super::state::Stage;
use crate::draws::Purpose;
use crate::plan::{Arrival, Clock, Intake, When};
use crate::record::Cause;
use crate::time::{FOREVER, Instant};
use crate::trace::{Event, Observer};

impl<O: Observer> Run<'_, O> {
    /// Schedules the first occurrences of a campaign's changes whose clock now starts.
    pub(super) fn schedule_changes(&mut self, c: usize, clock: Clock) {
        for change in 0..self.plan.changes.len() {
            if self.plan.changes[change].clock != clock {
                continue;
            }
            match self.plan.changes[change].arrival {
                Arrival::Every { from, .. } => {
                    let from = from.of(Instant(self.now)).0.max(self.now);
                    self.schedule_next(c, change, 0, from);
                }
                once => self.schedule_once(c, change, once),
            }
        }
    }

    /// Schedules a change that comes once, and counts it whether or not its campaign is still under way by then. A date
    /// before the campaign's start is nothing.
    fn schedule_once(&mut self, c: usize, change: usize, once: Arrival) {
        let u = self.draws.uniform(Purpose::ChangeTime, c as u32, change as u32, 0, 0);
        let at = once.once(Instant(self.now), u).map_or(FOREVER, |at| at.0);
        if at >= self.now {
            self.s.changes[change].happened += u32::from(self.change_happens(c, change, 0));
            self.schedule_occurrence(c, change, 0, at);
        }
    }

    /// Whether an occurrence of a change happens.
    fn change_happens(&self, c: usize, change: usize, number: u32) -> bool {
        let u = self.draws.uniform(Purpose::ChangeHappens, c as u32, change as u32, 0, number);
        u < self.plan.changes[change].probability
    }

    /// Schedules the next occurrence of a Poisson change, a gap after `last`.
    fn schedule_next(&mut self, c: usize, change: usize, number: u32, last: i64) {
        let arrival = self.plan.changes[change].arrival;
        let Arrival::Every { until, .. } = arrival else { return };
        let u = self.draws.uniform(Purpose::ChangeTime, c as u32, change as u32, 0, number);
        let at = arrival.next(Instant(last), u).map_or(FOREVER, |at| at.0);
        if at < self.last_change(c, change, until) {
            self.schedule_occurrence(c, change, number, at);
        }
    }

    fn schedule_occurrence(&mut self, c: usize, change: usize, number: u32, at: i64) {
        if at < FOREVER {
            self.schedule(at, EventKind::Change, self.rank(c, change), number);
        }
    }

    /// The instant at which a Poisson change ends.
    fn last_change(&self, c: usize, change: usize, until: Option<When>) -> i64 {
        let (campaign, clock) = (&self.s.campaigns[c], self.plan.changes[change].clock);
        let zero = match clock {
            Clock::Start => campaign.start.unwrap_or(campaign.arrival),
            Clock::Launch => campaign.launched.unwrap_or(FOREVER),
        };
        match (until, clock) {
            (Some(until), _) => until.of(Instant(zero)).0,
            (None, Clock::Launch) => campaign.live_until,
            (None, Clock::Start) => {
                self.plan.deadline(Instant(campaign.arrival)).map_or(FOREVER, |deadline| deadline.0)
            }
        }
    }

    /// An occurrence of a change comes.
    pub(super) fn change_arrives(&mut self, c: usize, change: usize, number: u32) {
        let repeated = matches!(self.plan.changes[change].arrival, Arrival::Every { .. });
        if repeated {
            self.schedule_next(c, change, number + 1, self.now);
        }
        let campaign = &self.s.campaigns[c];
        let open = if campaign.launched.is_none() { campaign.counts } else { self.is_watched(c) };
        if !open || !self.change_happens(c, change, number) {
            return;
        }
        self.s.changes[change].met += 1;
        self.s.changes[change].happened += u32::from(repeated);
        self.note(|| Event::ChangeArrived { campaign: c, change });
        match self.plan.rules.conduct.intake {
            Intake::Immediate => self.take_in(c, change, number, self.now),
            Intake::Sync(_) => {
                let waiting = (change as u32, number, self.now);
                self.s.campaigns[c].waiting.push(waiting);
                self.s.quiet.push(c as u32);
            }
        }
    }

    /// Takes in all changes of a campaign that wait.
    pub(super) fn take_in_waiting(&mut self, c: usize) {
        let mut waiting = std::mem::take(&mut self.s.campaigns[c].waiting);
        for (change, number, arrived) in &waiting {
            self.take_in(c, *change as usize, *number, *arrived);
        }
        waiting.clear();
        self.s.campaigns[c].waiting = waiting;
    }

    /// Takes a change in: every task that it hits is reopened.
    fn take_in(&mut self, c: usize, change: usize, number: u32, arrived: i64) {
        self.note(|| Event::ChangeTaken { campaign: c, change });
        self.switch_on_change(change);
        let plan = self.plan;
        let live = plan.rules.live.is_some();
        let mut hit = Vec::new();
        for (task, severity) in &plan.changes[change].targets {
            let task = *task as usize;
            let deliverable = plan.tasks[task].deliverable;
            let (c32, which) = (c as u32, change as u32);
            let u = self.draws.uniform(Purpose::ChangeReach, c32, which, deliverable, number);
            if u < plan.changes[change].reach && self.hit(c, task, change, *severity) && live {
                hit.push(deliverable);
            }
        }
        if self.s.campaigns[c].launched.is_some_and(|launched| arrived >= launched)
            && !hit.is_empty()
        {
            self.s.campaigns[c].following.push((arrived, hit));
        }
    }

    /// A change hits a task; whether there was work to redo.
    fn hit(&mut self, c: usize, task: usize, change: usize, severity: f64) -> bool {
        let index = self.ti(c, task);
        let redo = matches!(self.s.tasks[index].stage, Stage::Done | Stage::Active)
            && self.reopen(c, task, severity, Cause::Change);
        if self.counts_for(c) {
            self.counts.hit += u32::from(redo);
            self.counts.absorbed += u32::from(!redo);
        }
        self.note(|| Event::ChangeHit { campaign: c, task, change, absorbed: !redo });
        redo
    }
}
