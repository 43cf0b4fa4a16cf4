//! Campaigns: arrival, launch, censoring; what is decided at the end of an instant.

use super::Run;
use super::agenda::Kind;
use super::state::{Mode, Stage};
use crate::draws::Purpose;
use crate::plan::Clock;
use crate::record::Status;
use crate::time::micros;
use crate::trace::{Event, Observer};

impl<O: Observer> Run<'_, O> {
    /// Puts a campaign's arrival on the agenda.
    pub(super) fn arrive_at(&mut self, c: usize, at: i64) {
        let rank = self.rank(c, 0);
        self.schedule(at, Kind::Arrive, rank, 0);
    }

    /// A campaign arrives: its tasks are there, those that wait for nothing are ready.
    pub(super) fn arrive(&mut self, c: usize) {
        self.note(|| Event::Arrived { campaign: c });
        self.announce_next(c);
        let u = self.draws.uniform(Purpose::CommonEffort, c as u32, 0, 0, 0);
        let campaign = &mut self.s.campaigns[c];
        campaign.arrived = true;
        campaign.start = self.now;
        campaign.common = crate::distribution::latent(u);
        campaign.busy = self.plan.tasks.len() as u32;
        let censor = self.now.saturating_add(self.plan.rules.horizon.0).saturating_add(1);
        self.schedule(censor, Kind::Censor, self.rank(c, 0), 0);
        self.schedule_changes(c, Clock::Start);
        self.open_tasks(c);
        self.s.quiet.push(c as u32);
    }

    fn announce_next(&mut self, c: usize) {
        let next = c + 1;
        if let Some(every) = &self.plan.rules.every
            && next < self.plan.rules.campaigns as usize
        {
            let u = self.draws.uniform(Purpose::Arrival, next as u32, 0, 0, 0);
            self.arrive_at(next, self.now.saturating_add(micros(every.of_uniform(u))));
        }
    }

    fn open_tasks(&mut self, c: usize) {
        let plan = self.plan;
        for task in 0..plan.tasks.len() {
            let deliverable = c * plan.deliverables.len() + plan.tasks[task].deliverable as usize;
            let stream = c * plan.steps.len() + plan.tasks[task].stream as usize;
            self.s.deliverables[deliverable].open += 1;
            self.s.open_in_stream[stream] += 1;
            let missing = self.open_handoffs(c, task);
            let index = self.ti(c, task);
            let state = &mut self.s.tasks[index];
            state.missing = missing;
            (state.deliverable, state.stream) = (deliverable as u32, stream as u32);
            state.stage = Stage::Blocked;
            state.since = self.now;
            state.aligned = self.now;
            self.set_mode(c, task, Mode::Blocked);
        }
        for task in 0..plan.tasks.len() {
            let state = &self.s.tasks[self.ti(c, task)];
            if state.missing == 0 && state.stage == Stage::Blocked {
                self.become_ready(c, task);
            }
        }
    }

    /// Readies the handoffs into a task; how many of them it waits on.
    fn open_handoffs(&mut self, c: usize, task: usize) -> u32 {
        let (from, to) = self.plan.tasks[task].into;
        let mut missing = 0;
        for handoff in from as usize..to as usize {
            let link = &self.plan.links[self.plan.handoffs[handoff].link as usize];
            let index = self.hi(c, handoff);
            let state = &mut self.s.handoffs[index];
            state.need = i64::from(link.early.is_none() && !link.brief);
            state.seen = if link.brief { 0 } else { -1 };
            missing += u32::from(state.seen < state.need);
        }
        missing
    }

    /// What is decided at the end of an instant; whether that set anything going.
    pub(super) fn end_instant(&mut self) -> bool {
        let mut acted = false;
        if self.s.quiet.is_empty() {
            return acted;
        }
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
        if campaign.busy > 0 || !campaign.arrived {
            return false;
        }
        if !campaign.waiting.is_empty() {
            self.take_in_waiting(c);
            self.s.quiet.push(c as u32);
            return true;
        }
        if self.counts_for(c) {
            self.launch(c);
        }
        self.end_live(c);
        false
    }

    fn launch(&mut self, c: usize) {
        self.note(|| Event::Launched { campaign: c });
        let outcome = self.measure(c);
        let campaign = &mut self.s.campaigns[c];
        campaign.outcome = Some(outcome);
        campaign.launched = Some(self.now);
        self.begin_live(c);
        self.end_campaign(self.now);
    }

    /// A campaign was launched or dropped; the last one to be so ends the ledger.
    fn end_campaign(&mut self, at: i64) {
        self.ended += 1;
        if self.ended == self.plan.rules.campaigns {
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
        self.book_open_waits(c, at);
        self.s.campaigns[c].dropped = true;
        self.end_campaign(at);
    }

    /// Ends the replication here and now, whatever is still open.
    pub(super) fn abandon(&mut self, status: Status) -> Status {
        for c in 0..self.s.campaigns.len() {
            if self.s.campaigns[c].arrived && self.counts_for(c) {
                self.book_open_waits(c, self.now);
                self.s.campaigns[c].dropped = true;
            }
        }
        if self.closed.is_none() {
            self.close_ledger(self.now);
        }
        status
    }
}
