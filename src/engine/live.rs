//! Live time: a launched campaign stays open to changes for a while, and finishes what they opened.

use super::Run;
use super::event_queue::EventKind;
use crate::plan::Clock;
use crate::trace::Observer;

impl<O: Observer> Run<'_, O> {
    /// Whether anybody still looks for flaws in a campaign: not after its launch, unless in its live time.
    pub(super) fn is_watched(&self, c: usize) -> bool {
        let campaign = &self.s.campaigns[c];
        campaign.launched.is_none() || (campaign.live && self.now <= campaign.live_until)
    }

    /// Opens a campaign that was just launched to changes, if it has a live time.
    pub(super) fn begin_live(&mut self, c: usize) {
        let Some(live) = self.plan.rules.live else { return };
        self.s.campaigns[c].live = true;
        self.s.campaigns[c].live_until = self.now.saturating_add(live.0);
        self.living += 1;
        self.schedule(self.s.campaigns[c].live_until, EventKind::LiveEnd, self.rank(c, 0), 0);
        self.schedule_changes(c, Clock::Launch);
    }

    /// The live time has passed: it ends when nothing is open, a horizon later at the latest.
    pub(super) fn live_ends(&mut self, c: usize, payload: u32) {
        if payload > 0 {
            return self.stop_live(c);
        }
        self.drop_audits(c);
        let latest = self.now.saturating_add(self.plan.rules.horizon.0);
        self.schedule(latest, EventKind::LiveEnd, self.rank(c, 0), 1);
        self.s.quiet.push(c as u32);
    }

    /// Ends live time if it has passed and the campaign is quiet.
    pub(super) fn end_live(&mut self, c: usize) {
        let campaign = &self.s.campaigns[c];
        if campaign.live && self.now >= campaign.live_until && campaign.busy == 0 {
            self.stop_live(c);
        }
    }

    fn stop_live(&mut self, c: usize) {
        if std::mem::take(&mut self.s.campaigns[c].live) {
            self.living -= 1;
            self.book_unfinished();
        }
    }

    /// Books what jobs have done when the last live time ends.
    fn book_unfinished(&mut self) {
        if self.living > 0 || self.closed.is_none() {
            return;
        }
        self.book_running();
    }

    /// Changes after launch whose deliverables are done and delivered again: their lead time is known.
    pub(super) fn follow_up(&mut self, c: usize) {
        if self.s.campaigns[c].following.is_empty() {
            return;
        }
        let first = c * self.plan.deliverables.len();
        let (whole, all_quiet) = (self.plan.has_own_tasks(), self.s.campaigns[c].busy == 0);
        let mut following = std::mem::take(&mut self.s.campaigns[c].following);
        following.retain(|(arrived, hit)| {
            // What exists once concerns every deliverable.
            let quiet = hit.iter().all(|deliverable| {
                if whole && *deliverable == 0 {
                    return all_quiet;
                }
                let state = &self.s.deliverables[first + *deliverable as usize];
                state.open == 0 && state.on_way == 0
            });
            if quiet {
                let lead = &mut self.s.campaigns[c].lead;
                *lead = (lead.0 + i128::from(self.now - arrived), lead.1 + 1);
            }
            !quiet
        });
        self.s.campaigns[c].following = following;
    }
}
