//! Ready and launched: a campaign of which nothing is open waits for its launch, unless work is reopened before.

use super::Run;
use super::event_queue::EventKind;
use crate::time::{FOREVER, Instant};
use crate::trace::{Event, Observer};

impl<O: Observer> Run<'_, O> {
    /// Nothing of a campaign is open at the end of an instant: it is ready, and launched as soon as may be.
    pub(super) fn stand_ready(&mut self, c: usize) {
        if self.s.campaigns[c].ready.is_none() {
            self.become_launchable(c);
        }
        if self.s.campaigns[c].launch_at <= self.now {
            self.launch(c);
        }
    }

    fn become_launchable(&mut self, c: usize) {
        let now = self.now;
        let campaign = &mut self.s.campaigns[c];
        let at = self.plan.launch_of(Instant(campaign.arrival), Instant(now)).0;
        (campaign.ready, campaign.launch_at) = (Some(now), at);
        self.ready += 1;
        self.end_ledger(now);
        if at > now {
            self.note(|| Event::Ready { campaign: c });
            self.schedule(at.min(FOREVER), EventKind::Launch, self.rank(c, 0), 0);
        }
    }

    /// Work of a campaign is reopened: before its launch it is ready no more, and the ledger goes on.
    pub(super) fn lose_readiness(&mut self, c: usize) {
        let campaign = &mut self.s.campaigns[c];
        if campaign.counts && campaign.ready.take().is_some() {
            self.ready -= 1;
            self.closed = None;
            self.s.teams.iter_mut().for_each(|team| team.live_rework = 0);
            self.note(|| Event::NotReady { campaign: c });
        }
    }

    fn launch(&mut self, c: usize) {
        self.note(|| Event::Launched { campaign: c });
        let outcome = self.measure(c);
        let campaign = &mut self.s.campaigns[c];
        (campaign.outcome, campaign.launched) = (Some(outcome), Some(self.now));
        self.begin_live(c);
        if !self.s.campaigns[c].live {
            self.drop_audits(c);
        }
        self.end_campaign(c, self.now);
    }

    /// Whether anybody has something to meet about: some campaign is under way (started, and not ready), or live.
    pub(super) fn has_work(&self) -> bool {
        self.under_way > self.ready || self.living > 0
    }
}
