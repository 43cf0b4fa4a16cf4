//! A switch on the way: from an instant on a second setting of the levers is in force. What is under way is carried over.

use super::Run;
use super::state::{NONE, Review, Stage};
use super::team::Job;
use crate::plan::{Intake, Plan, Switch, SwitchTime, Visibility};
use crate::time::Instant;
use crate::trace::{Event, Observer};
use std::collections::BTreeSet;

/// No switch is to come at an instant.
pub(super) const NEVER: i64 = i64::MAX;

impl Switch {
    /// At which instant it comes, if that is known.
    pub(super) fn instant(&self) -> i64 {
        if let SwitchTime::At(at) = self.when { at.0 } else { NEVER }
    }
}

impl<'a, O: Observer> Run<'a, O> {
    /// Switches if that is due when a change is taken in, before it reopens anything.
    pub(super) fn switch_on_change(&mut self, change: usize) {
        if self.switch.is_some_and(|switch| switch.when == SwitchTime::Taken(change)) {
            self.switch();
        }
    }

    /// The second setting comes into force. A portfolio has none: there is one campaign.
    pub(super) fn switch(&mut self) {
        let Some(switch) = self.switch.take() else { return };
        self.switch_at = NEVER;
        self.note(|| Event::Switched);
        self.drop_audits(0);
        self.count_hours();
        let before = std::mem::replace(&mut self.plan, &switch.plan);
        self.setting += 1;
        self.numbered_before = (before.syncs.len(), before.audits.len());
        self.change_hours(before);
        self.sort_queues();
        self.begin_meetings();
        self.let_go_by_new_rules();
        self.open_by_new_starts(before);
        self.replan_publications();
        self.tell_by_new_rules(before);
        if self.plan.rules.conduct.intake == Intake::Immediate {
            self.take_in_waiting(0);
        }
        self.meet_for_switch(before, switch);
    }

    /// Open and absent time up to the switch is counted by the hours until then.
    fn count_hours(&mut self) {
        for team in 0..self.s.teams.len() {
            self.count_absent(team);
            let since = Instant(self.s.teams[team].opened_until);
            let opened = self.plan.open(team, since, Instant(self.now)).0;
            self.s.teams[team].opened += opened;
            self.s.teams[team].opened_until = self.now;
        }
    }

    /// People keep the hours of the new setting, so do reviews under way; a meeting under way ends when it would have.
    fn change_hours(&mut self, before: &Plan) {
        for team in 0..self.s.teams.len() {
            self.s.teams[team].absent_from = self.presence_clock(team);
            let state = &mut self.s.teams[team];
            state.on_demand = self.plan.teams[team].presence.is_some();
            (state.there_until, state.back_at) = (0, 0);
            let (now, until) = (Instant(self.now), Instant(state.away_until));
            let left = self.plan.open(team, now, until).0 - before.open(team, now, until).0;
            let present = self.plan.teams[team].people - state.absent;
            self.book_meeting(team, i128::from(present), left);
            self.mark(team);
        }
        (0..self.s.jobs.len() as u32).for_each(|slot| self.change_hours_of(slot));
    }

    /// A review under way goes on by the calendar by which the new setting has it done.
    fn change_hours_of(&mut self, slot: u32) {
        let job = &self.s.jobs[slot as usize];
        let (c, task) = Self::subject(job.key, self.item_bits);
        if job.key == Job::NOBODY || job.key.reviewer() == 0 {
            return;
        }
        let (team, old, deliverable) = (job.team as usize, job.clock, job.deliverable);
        let place = usize::from(job.key.reviewer()) - 1;
        let clock = self.s.teams[team].calendar(self.seat(c, task, place).reviewer().interrupted);
        if clock == old {
            return;
        }
        self.follow_clock(slot, clock);
        self.work_ends(deliverable, old);
        self.work_begins(deliverable, clock);
        self.s.jobs[slot as usize].calendar = clock;
        if self.s.jobs[slot as usize].key.at() > self.now {
            self.schedule_finish(slot);
        }
    }

    /// Queues are sorted anew; who has left them is forgotten, also who has come back since at the same instant.
    fn sort_queues(&mut self) {
        for team in 0..self.s.teams.len() {
            self.s.teams[team].waiting_on_demand = 0;
            let mut sorted = BTreeSet::new();
            let mut queue = std::mem::take(&mut self.s.teams[team].queue);
            while let Some(entry) = queue.pop([true, true]) {
                let (c, item) = Self::unrank(entry.rank, self.item_bits);
                if item >= self.plan.tasks.len() {
                    if item < self.plan.tasks.len() + self.plan.handoffs.len() {
                        self.place_in_queue(team, entry, None, false);
                    }
                    continue;
                }
                let place = usize::from(entry.reviewer.max(1)) - 1;
                let task = self.s.tasks[item];
                let waits = match task.team {
                    NONE => {
                        let review = self.seat(c, item, place).review;
                        self.s.reviews[review].part == Review::Queued(entry.since)
                    }
                    _ => task.stage == Stage::Ready && task.ready_at == entry.since,
                };
                let on_demand =
                    entry.reviewer > 0 && self.seat(c, item, place).reviewer().interrupted;
                if waits && sorted.insert((item, entry.reviewer)) {
                    self.place_in_queue(team, entry, task.cause, on_demand);
                }
            }
        }
    }

    /// The meetings and audits of the new setting, from now on.
    fn begin_meetings(&mut self) {
        let first = |now: i64, every: i64| (now / every + i64::from(now % every > 0)).max(1);
        self.s.renew_meetings();
        for sync in 0..self.plan.syncs.len() {
            self.s.syncs[sync].next = first(self.now, self.plan.syncs[sync].every.0);
            self.schedule_sync(sync);
        }
        for audit in 0..self.plan.audits.len() {
            self.s.audits[audit].next = first(self.now, self.plan.audits[audit].every.0);
            self.schedule_audit(audit);
        }
        for task in 0..self.plan.tasks.len() {
            if self.s.tasks[task].flawed {
                self.expose_to_syncs(0, task, self.s.tasks[task].finishes);
            }
        }
    }

    /// Nothing waits for a phase yet, and the gates that the rows of the new setting make are counted.
    fn count_gates(&mut self) {
        let (plan, tasks) = (self.plan, &self.s.tasks);
        let open = |task: &&u32| tasks[**task as usize].stage != Stage::Done;
        let gates = plan.gates.iter().map(|gate| gate.iter().filter(open).count() as u32);
        self.s.open_in_gate.truncate(plan.steps.len());
        self.s.open_in_gate.extend(gates);
        self.s.phase_waiting.iter_mut().for_each(Vec::clear);
        self.s.phase_waiting.resize_with(self.s.open_in_gate.len(), Vec::new);
    }

    /// Versions that wait leave if they would leave at once now, and else wait for what the new setting has them wait for.
    fn let_go_by_new_rules(&mut self) {
        self.count_gates();
        for handoff in 0..self.plan.handoffs.len() {
            if self.s.transits[handoff].waiting >= 0 {
                self.leave_in_time(0, handoff, false);
            }
        }
    }

    /// Who waits for a first version, or has one and not begun, waits by the new starts where nothing has come yet.
    fn open_by_new_starts(&mut self, before: &Plan) {
        for task in 0..self.plan.tasks.len() {
            let stage = self.s.tasks[task].stage;
            if !matches!(stage, Stage::Blocked | Stage::Held | Stage::Ready) {
                continue;
            }
            let (from, to) = self.plan.tasks[task].into;
            for handoff in from as usize..to as usize {
                let old = &before.links[before.handoffs[handoff].link as usize];
                let state = self.s.handoffs[handoff];
                let nothing_came = state.seen < 0 || (state.seen == 0 && old.brief);
                if state.need <= 1 && nothing_came {
                    self.s.handoffs[handoff] = self.link(handoff).untouched();
                }
            }
            let into = &self.s.handoffs[from as usize..to as usize];
            let missing = into.iter().filter(|handoff| handoff.seen < handoff.need).count() as u32;
            self.s.tasks[task].missing = missing;
            match (stage, missing) {
                (Stage::Ready, 0) => {}
                (Stage::Ready, _) => self.hold(0, task),
                (_, 0) => self.become_ready(0, task),
                _ => {}
            }
        }
    }

    /// Reopenings that nobody was told of are told where the new setting has them seen at once, or at a sync to come.
    fn tell_by_new_rules(&mut self, before: &Plan) {
        for handoff in 0..self.plan.handoffs.len() {
            let ends = self.plan.handoffs[handoff];
            let giver = &self.s.tasks[ends.from as usize];
            let reopened = giver.stage != Stage::Done && giver.finishes > 0;
            let waiting = std::mem::take(&mut self.s.transits[handoff].news);
            let untold = match before.links[before.handoffs[handoff].link as usize].visibility {
                Visibility::Live => false,
                Visibility::Sync(_) => waiting,
                Visibility::Handoff => true,
            };
            if reopened && untold {
                self.tell_one(0, handoff);
            }
        }
    }

    /// Everybody meets to change how they work, if anything is under way.
    fn meet_for_switch(&mut self, before: &Plan, switch: &Switch) {
        if before.rules.drift == 0.0 {
            self.align_all(0);
        }
        if switch.meeting.0 == 0 || !self.has_work() {
            return;
        }
        for team in 0..self.s.teams.len() {
            self.s.teams[team].aligned = self.team_clock(team);
            self.send_to_meeting(team, None, switch.meeting);
        }
        self.prolong_all();
    }
}
