//! Campaigns: arrival, start, censoring; what is decided at the end of an instant.

use super::Run;
use super::event_queue::EventKind;
use super::state::{NOT_ASKED, NOTHING_SENT, Rounds, Stage};
use crate::draws::Purpose;
use crate::plan::{Arrivals, Clock};
use crate::record::{Status, Wait};
use crate::time::{Elapsed, FOREVER, Instant, Work, micros};
use crate::trace::{Event, Observer};

impl<O: Observer> Run<'_, O> {
    /// Puts a campaign's arrival into the event queue.
    pub(super) fn arrive_at(&mut self, c: usize, at: i64) {
        let rank = self.rank(c, 0);
        self.schedule(at.min(FOREVER), EventKind::Arrive, rank, 0);
    }

    /// A campaign arrives, and starts if nobody is in front of it and there is a place.
    pub(super) fn arrive(&mut self, c: usize) {
        self.note(|| Event::Arrived { campaign: c });
        self.announce_next(c);
        self.arrived += 1;
        self.s.campaigns[c].arrival = self.now;
        let censor = self.now.saturating_add(self.plan.rules.horizon.0).saturating_add(1);
        self.background += 1;
        self.schedule(censor, EventKind::Censor, self.rank(c, 0), 0);
        if self.first_waiting() == c {
            self.fill_places();
        }
    }

    /// The first campaign that has arrived and waits for its start; who was dropped does not wait. None waits if it is
    /// the one that arrives next.
    fn first_waiting(&mut self) -> usize {
        while self.waiting < self.arrived && !self.counts_for(self.waiting) {
            self.waiting += 1;
        }
        self.waiting
    }

    /// Whether some campaign waits for its start.
    pub(super) fn waits_to_start(&mut self) -> bool {
        self.first_waiting() < self.arrived
    }

    /// Starts those campaigns that wait, in order of arrival, for which there is a place; whether there were any.
    fn fill_places(&mut self) -> bool {
        let before = self.under_way;
        let most = self.plan.rules.conduct.wip.unwrap_or(u32::MAX);
        while self.under_way < most && self.waits_to_start() {
            self.start_campaign(self.waiting);
            self.waiting += 1;
        }
        self.under_way > before
    }

    /// A campaign starts: its tasks are there, those that wait for nothing are ready.
    fn start_campaign(&mut self, c: usize) {
        if self.s.campaigns[c].arrival < self.now {
            self.note(|| Event::Started { campaign: c });
        }
        let u = self.draws.uniform(Purpose::CommonEffort, c as u32, 0, 0, 0);
        let campaign = &mut self.s.campaigns[c];
        self.under_way += 1;
        campaign.start = Some(self.now);
        campaign.common = crate::distribution::latent(u);
        campaign.busy = self.plan.tasks.len() as u32;
        self.schedule_changes(c, Clock::Start);
        self.open_tasks(c);
        self.s.quiet.push(c as u32);
    }

    /// How many other campaigns are under way: started, neither launched nor dropped.
    pub(super) fn others_under_way(&self, c: usize) -> u32 {
        self.under_way - u32::from(self.counts_for(c))
    }

    fn announce_next(&mut self, c: usize) {
        if c + 1 < self.plan.rules.campaigns as usize {
            self.arrive_at(c + 1, self.arrival(c + 1, self.now));
        }
    }

    /// When a campaign arrives, if the one before it arrived at `before`.
    pub(super) fn arrival(&self, c: usize, before: i64) -> i64 {
        match &self.plan.rules.arrivals {
            Arrivals::At(times) => times[c].0,
            Arrivals::Every(..) if c == 0 => 0,
            Arrivals::Every(gap, calendar) => {
                let gap = gap.of_uniform(self.draws.uniform(Purpose::Arrival, c as u32, 0, 0, 0));
                let (before, gap) = (Instant(before), micros(gap));
                let elapsed = || before.plus(Elapsed(gap));
                calendar.as_ref().map_or_else(elapsed, |it| it.advance(before, Work(gap))).0
            }
        }
    }

    fn open_tasks(&mut self, c: usize) {
        self.open_places(c);
        self.draw_occurrences(c);
        self.align_all(c);
        self.draw_efforts(c);
        if O::LISTENS {
            self.tell_blocked(c);
        }
        let ready = std::mem::take(&mut self.s.initial.ready);
        for task in &ready {
            let state = &self.s.tasks[self.ti(c, *task as usize)];
            if state.missing == 0 && state.stage == Stage::Blocked {
                self.become_ready(c, *task as usize);
            }
        }
        self.s.initial.ready = ready;
    }

    /// Sets up all that belongs to a campaign.
    fn open_places(&mut self, c: usize) {
        let (now, s) = (self.now, &mut self.s);
        let initial = &s.initial;
        for (task, missing) in
            of(&mut s.tasks, c, initial.missing.len()).iter_mut().zip(&initial.missing)
        {
            task.arrive(*missing, now);
        }
        of(&mut s.handoffs, c, initial.handoffs.len()).copy_from_slice(&initial.handoffs);
        of(&mut s.transits, c, initial.handoffs.len()).fill(NOTHING_SENT);
        for (deliverable, open) in
            of(&mut s.deliverables, c, initial.open.len()).iter_mut().zip(&initial.open)
        {
            deliverable.arrive(*open);
        }
        of(&mut s.open_in_gate, c, initial.open_in_gate.len())
            .copy_from_slice(&initial.open_in_gate);
        of(&mut s.reviews, c, initial.reviews).fill(NOT_ASKED);
        of(&mut s.rounds, c, initial.reviews).fill(Rounds::default());
    }

    fn tell_blocked(&mut self, c: usize) {
        for task in 0..self.plan.tasks.len() {
            let state = crate::trace::State::Waiting(Wait::Blocked);
            self.note(|| Event::State { campaign: c, task, state });
        }
    }

    /// What is decided at the end of an instant; whether that set anything going.
    #[inline]
    pub(super) fn end_instant(&mut self) -> bool {
        (!self.s.quiet.is_empty() && self.settle_all())
            || (self.waiting < self.arrived && self.fill_places())
    }

    #[inline(never)]
    fn settle_all(&mut self) -> bool {
        let mut acted = false;
        let mut quiet = std::mem::take(&mut self.s.quiet);
        quiet.sort_unstable();
        quiet.dedup();
        for c in &quiet {
            acted |= self.settle(*c as usize);
        }
        quiet.clear();
        quiet.append(&mut self.s.quiet);
        self.s.quiet = quiet;
        acted
    }

    /// A campaign that may have become quiet: waiting changes are taken in, or it is launched, or its
    /// live time is over.
    fn settle(&mut self, c: usize) -> bool {
        self.follow_up(c);
        let campaign = &self.s.campaigns[c];
        if campaign.busy > 0 || campaign.start.is_none() {
            return false;
        }
        if !campaign.waiting.is_empty() {
            self.take_in_waiting(c);
            self.s.quiet.push(c as u32);
            return true;
        }
        if self.counts_for(c) {
            self.stand_ready(c);
        }
        self.end_live(c);
        false
    }

    /// A campaign was launched or dropped.
    pub(super) fn end_campaign(&mut self, c: usize, at: i64) {
        self.s.campaigns[c].counts = false;
        self.under_way -= u32::from(self.s.campaigns[c].start.is_some());
        self.ready -= u32::from(self.s.campaigns[c].ready.is_some());
        self.ended += 1;
        self.last_end = self.last_end.max(at);
        self.end_ledger(at);
    }

    /// Ends the ledger once every campaign is ready or has ended.
    pub(super) fn end_ledger(&mut self, at: i64) {
        if self.ready + self.ended == self.plan.rules.campaigns && self.closed.is_none() {
            self.close_ledger(at);
        }
    }

    /// A campaign's horizon has passed without launch.
    pub(super) fn censor(&mut self, c: usize) {
        if self.counts_for(c) {
            self.note(|| Event::Censored { campaign: c });
            self.drop_campaign(c, self.now - 1);
        }
    }

    fn drop_campaign(&mut self, c: usize, at: i64) {
        if self.s.campaigns[c].start.is_some() {
            self.book_open(c, at);
        }
        self.end_campaign(c, at);
    }

    /// Campaigns that would have arrived later get their arrival, by which their delay is measured.
    fn date_missing_arrivals(&mut self) {
        let mut before = 0;
        for c in 0..self.s.campaigns.len() {
            if c >= self.arrived {
                self.s.campaigns[c].arrival = self.arrival(c, before);
            }
            before = self.s.campaigns[c].arrival;
        }
    }

    /// Ends the replication here and now, whatever is still open.
    pub(super) fn abandon(&mut self, status: Status) -> Status {
        for c in 0..self.s.campaigns.len() {
            if self.s.campaigns[c].start.is_some() && self.counts_for(c) {
                self.book_open(c, self.now);
                self.s.campaigns[c].counts = false;
            }
        }
        self.date_missing_arrivals();
        if self.ended < self.plan.rules.campaigns {
            self.last_end = self.now;
        }
        if self.closed.is_none() {
            self.close_ledger(self.now);
        }
        status
    }
}

/// What belongs to a campaign in a list that has `each` for every campaign.
fn of<T>(list: &mut [T], c: usize, each: usize) -> &mut [T] {
    &mut list[c * each..][..each]
}
