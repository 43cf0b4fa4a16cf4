//! Audits: at each occurrence some of the done work is drawn, and a team looks at each piece in a job of its own.

use super::Run;
use super::event_queue::EventKind;
use super::job::NewJob;
use super::queue::Entry;
use super::state::{NONE, Review, Stage};
use super::team::Category;
use crate::draws::Purpose;
use crate::time::micros;
use crate::trace::{Event, FoundBy, Observer};

impl<O: Observer> Run<'_, O> {
    /// Schedules the next occurrence of an audit.
    pub(super) fn schedule_audit(&mut self, audit: usize) {
        let every = self.plan.audits[audit].every.0;
        let Some((at, next)) = self.recurs(every, self.s.audits[audit].next) else { return };
        self.s.audits[audit].next = next;
        self.background += 1;
        self.schedule(at, EventKind::Audit, self.rank(0, audit), self.setting);
    }

    /// An audit is held: each done work task that is drawn, and has no job of this audit, gets one.
    pub(super) fn hold_audit(&mut self, audit: usize) {
        let number = self.numbered_before.1 + audit;
        self.note(|| Event::AuditHeld { audit: number });
        let state = &mut self.s.audits[audit];
        let occurrence = state.held;
        state.held += 1;
        let tasks = self.plan.tasks.len();
        for (c, task) in (0..self.waiting).flat_map(|c| (0..tasks).map(move |task| (c, task))) {
            if self.is_drawn(c, task, audit, occurrence) {
                self.ask_auditor(c, task, audit, occurrence);
            }
        }
        self.schedule_audit(audit);
    }

    fn is_drawn(&self, c: usize, task: usize, audit: usize, occurrence: u32) -> bool {
        if self.s.campaigns[c].start.is_none() {
            return false;
        }
        let state = &self.s.tasks[self.ti(c, task)];
        let done = state.stage == Stage::Done && state.is_work() && state.occurs;
        let draw =
            || self.draws.uniform(Purpose::Audit, c as u32, task as u32, audit as u32, occurrence);
        done && self.is_watched(c) && draw() < self.plan.audits[audit].sample
    }

    fn ask_auditor(&mut self, c: usize, task: usize, audit: usize, occurrence: u32) {
        let index = self.audited(c, task, audit);
        if self.s.audited[index] != Review::Idle {
            return;
        }
        self.s.audited[index] = Review::Queued(self.now);
        let item = self.plan.tasks.len() * (audit + 1) + self.plan.handoffs.len() + task;
        let rank = self.rank(c, item);
        let team = self.plan.part(self.plan.audits[audit].team, task);
        let entry = Entry { since: self.now, rank, reviewer: 0, version: occurrence };
        self.enqueue(team, entry, None, false);
    }

    /// Where the state of an audit's job on a task is.
    fn audited(&self, c: usize, task: usize, audit: usize) -> usize {
        Self::place(self.ti(c, task), self.plan.audits.len(), audit)
    }

    /// Audit and task of an item that is neither a task nor a handoff.
    fn audit_of(&self, item: usize) -> (usize, usize) {
        let place = item - self.plan.handoffs.len() - self.plan.tasks.len();
        (place / self.plan.tasks.len(), place % self.plan.tasks.len())
    }

    /// A person takes up an audit's job that has waited `since` then, unless it was dropped.
    #[inline(never)]
    pub(super) fn start_audit(&mut self, c: usize, item: usize, entry: Entry, team: usize) {
        let (audit, task) = self.audit_of(item);
        let index = self.audited(c, task, audit);
        if self.s.audited[index] != Review::Queued(entry.since) {
            return;
        }
        self.leave_queue(team, false);
        let slot = self.free_slot();
        self.s.audited[index] = Review::Active(slot);
        let (c32, t32, occurrence) = (c as u32, task as u32, entry.version);
        let u = self.draws.uniform(Purpose::AuditEffort, c32, t32, audit as u32, occurrence);
        let scale = self.plan.teams[team].scale;
        let effort = micros(self.plan.audits[audit].effort.of_uniform(u) * scale);
        self.start_job(
            slot,
            NewJob {
                rank: entry.rank,
                reviewer: 0,
                version: occurrence,
                team,
                deliverable: NONE,
                category: Category::COORDINATION,
                effort,
                overhead: 1.0,
                switches: false,
                on_demand: false,
                rework: false,
            },
        );
        let audit = self.numbered_before.1 + audit;
        self.note(|| Event::AuditStarted { campaign: c, task, audit, team });
    }

    /// An audit's job ends: a flaw of the task's newest version may be found, if it is done.
    pub(super) fn audit_finishes(
        &mut self,
        c: usize,
        item: usize,
        slot: u32,
        occurrence: u32,
        team: usize,
    ) {
        let (audit, task) = self.audit_of(item);
        let index = self.audited(c, task, audit);
        let asked = self.s.audited.get(index) == Some(&Review::Active(slot));
        let state = &self.s.tasks[self.ti(c, task)];
        let looks = asked && self.is_watched(c) && state.stage == Stage::Done && state.flawed;
        let draw = || {
            let (c, task, audit) = (c as u32, task as u32, audit as u32);
            self.draws.uniform(Purpose::AuditDetect, c, task, audit, occurrence)
        };
        let found = looks && draw() < self.plan.audits[audit].detect;
        self.note(|| Event::AuditFinished { campaign: c, task, team, found });
        if asked {
            self.s.audited[index] = Review::Idle;
        }
        if found {
            let audit = self.numbered_before.1 + audit;
            self.mend(c, task, FoundBy::Audit { audit });
        }
    }

    /// Nobody looks at a campaign any more: jobs that wait are dropped, those under way will find nothing.
    pub(super) fn drop_audits(&mut self, c: usize) {
        for audit in 0..self.plan.audits.len() {
            for task in 0..self.plan.tasks.len() {
                let index = self.audited(c, task, audit);
                let part = std::mem::replace(&mut self.s.audited[index], Review::Idle);
                if let Review::Queued(_) = part {
                    let team = self.plan.part(self.plan.audits[audit].team, task);
                    self.leave_queue(team, false);
                }
            }
        }
    }

    /// Whether an audit could still find a flaw: in done work of a campaign that is looked at.
    pub(super) fn waits_for_audit(&self) -> bool {
        let tasks = self.plan.tasks.len();
        let hidden = |c: &usize| {
            let of = &self.s.tasks[c * tasks..][..tasks];
            of.iter().any(|task| task.flawed && task.stage == Stage::Done)
        };
        let seen = |c: &usize| self.s.campaigns[*c].flawed > 0 && self.is_watched(*c);
        let finds = self.plan.audits.iter().any(|audit| audit.sample * audit.detect > 0.0);
        finds && (0..self.waiting).filter(seen).any(|c| hidden(&c))
    }
}
