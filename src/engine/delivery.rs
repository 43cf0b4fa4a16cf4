//! Versions: published, released, brokered, delivered; and what their arrival does.

use super::Run;
use super::event_queue::{EventKey, EventKind};
use super::job::NewJob;
use super::state::{NONE, Stage};
use super::team::Category;
use crate::draws::Purpose;
use crate::plan::{Latency, Link, Outgoing, Release, Visibility};
use crate::record::Cause;
use crate::time::{Elapsed, micros};
use crate::trace::{Event, FoundBy, Observer};

/// Marks a delivery that is not counted as on its way.
const DIRECT: u8 = 1;

impl<O: Observer> Run<'_, O> {
    #[inline]
    pub(super) fn link(&self, handoff: usize) -> &Link {
        &self.plan.links[self.plan.handoffs[handoff].link as usize]
    }

    /// A task is done once more: its new version goes out, a phase may end, work may be fed back.
    pub(super) fn finish(&mut self, c: usize, task: usize) {
        let (version, phase_over) = self.close(c, task);
        self.publish_all(c, task, version, false);
        if phase_over {
            self.end_phase(c, self.stream_index(c, task));
        }
        if self.has_gates() {
            self.end_own_phases(c, task);
        }
        self.feed_back(c, task);
    }

    /// Ends the phases of a task's own gates that are done.
    #[inline(never)]
    fn end_own_phases(&mut self, c: usize, task: usize) {
        for gate in self.own_gates(c, task) {
            if self.s.open_in_gate[gate] == 0 {
                self.end_phase(c, gate);
            }
        }
    }

    /// A done task passes news on without work.
    fn pass_on(&mut self, c: usize, task: usize) {
        let index = self.ti(c, task);
        self.s.tasks[index].version += 1;
        let version = self.s.tasks[index].version;
        self.note(|| Event::PassedOn { campaign: c, task, version });
        self.publish_all(c, task, version, true);
    }

    /// A version of a task goes out to all its receivers.
    #[inline]
    fn publish_all(&mut self, c: usize, task: usize, version: u32, passing: bool) {
        let plan = self.plan;
        for handoff in plan.out(task) {
            self.publish(c, task, *handoff, version, passing);
        }
    }

    /// A version of a task goes out to one receiver; `passing` if it passes news on without work.
    #[inline(always)]
    fn publish(&mut self, c: usize, task: usize, to: Outgoing, version: u32, passing: bool) {
        let handoff = to.handoff as usize;
        self.note(|| Event::Published { campaign: c, handoff, version });
        match to.travels {
            None => self.release(c, task, handoff, version, passing),
            Some(Elapsed(0)) => self.deliver_directly(c, handoff, version),
            Some(Elapsed(latency)) => {
                self.note(|| Event::Released { campaign: c, handoff, version });
                self.on_way(c, task);
                self.send(c, handoff, version, latency);
            }
        }
    }

    /// A preliminary version of a task that was never finished goes out.
    pub(super) fn publish_early(&mut self, c: usize, handoff: usize) {
        let plan = self.plan;
        let giver = plan.handoffs[handoff].from as usize;
        let version = self.s.tasks[self.ti(c, giver)].version;
        for outgoing in plan.out(giver).iter().filter(|out| out.handoff as usize == handoff) {
            self.publish(c, giver, *outgoing, version, false);
        }
    }

    /// A version is ready to leave: at once, or it waits in its giver's hands for its time to.
    fn release(&mut self, c: usize, giver: usize, handoff: usize, version: u32, passing: bool) {
        if self.link(handoff).release == Release::Item {
            self.on_way(c, giver);
            return self.depart(c, handoff, version);
        }
        let index = self.hi(c, handoff);
        let waiting = std::mem::replace(&mut self.s.transits[index].waiting, version as i32);
        if waiting < 0 {
            self.on_way(c, giver);
        }
        self.leave_in_time(c, handoff, passing);
    }

    /// A version that waits leaves, or waits for its time to.
    pub(super) fn leave_in_time(&mut self, c: usize, handoff: usize, passing: bool) {
        match self.link(handoff).release {
            Release::Item => self.leave(c, handoff, false),
            Release::Phase(gate) => {
                let gate = Self::place(c, self.s.initial.open_in_gate.len(), gate as usize);
                if self.s.open_in_gate[gate] == 0 {
                    self.leave(c, handoff, false);
                } else {
                    self.s.phase_waiting[gate].push(handoff as u32);
                }
            }
            // What passes on at the instant of the sync leaves with it.
            Release::Sync(sync) if passing && self.s.syncs[sync as usize].last == self.now => {
                self.leave(c, handoff, true);
            }
            Release::Sync(sync) => {
                self.s.syncs[sync as usize].versions.push((c as u32, handoff as u32));
            }
        }
    }

    /// Delivers a version at this very instant. It is not counted as on its way: nothing that looks at
    /// that comes before its delivery.
    #[inline]
    fn deliver_directly(&mut self, c: usize, handoff: usize, version: u32) {
        self.note(|| Event::Released { campaign: c, handoff, version });
        let rank = self.handoff_rank(c, handoff);
        self.s.queue.push(EventKey::new(self.now, EventKind::Delivery, rank, DIRECT, version));
    }

    /// A version more is on its way.
    fn on_way(&mut self, c: usize, giver: usize) {
        self.s.campaigns[c].busy += 1;
        if self.lives {
            let deliverable = self.di(c, giver);
            self.s.deliverables[deliverable].on_way += 1;
        }
    }

    /// A version less is on its way.
    fn arrived(&mut self, c: usize, giver: usize) {
        if self.lives {
            let deliverable = self.di(c, giver);
            self.s.deliverables[deliverable].on_way -= 1;
        }
        self.less_busy(c);
    }

    /// The version that waits on a handoff leaves its giver's hands.
    pub(super) fn leave(&mut self, c: usize, handoff: usize, by_sync: bool) {
        let index = self.hi(c, handoff);
        let version = std::mem::replace(&mut self.s.transits[index].waiting, -1);
        if version < 0 {
            return;
        }
        if by_sync && self.link(handoff).via.is_none() {
            self.note(|| Event::Released { campaign: c, handoff, version: version as u32 });
            self.deliver(c, handoff, self.plan.handoffs[handoff].to as usize, version);
            self.arrived(c, self.plan.handoffs[handoff].from as usize);
        } else {
            self.depart(c, handoff, version as u32);
        }
    }

    /// A version leaves its giver's hands: for its broker's queue, or on its way.
    fn depart(&mut self, c: usize, handoff: usize, version: u32) {
        self.note(|| Event::Released { campaign: c, handoff, version });
        if let Some(team) = self.link(handoff).via {
            let part = self.plan.part(team, self.plan.handoffs[handoff].to as usize);
            self.enqueue_broker(c, handoff, version, part);
        } else {
            self.send(c, handoff, version, self.latency(c, handoff, version));
        }
    }

    /// Schedules a version's delivery.
    #[inline]
    fn send(&mut self, c: usize, handoff: usize, version: u32, latency: i64) {
        let rank = self.handoff_rank(c, handoff);
        self.schedule(self.now + latency, EventKind::Delivery, rank, version);
    }

    /// How long a version travels.
    fn latency(&self, c: usize, handoff: usize, version: u32) -> i64 {
        match &self.link(handoff).latency {
            Latency::Fixed(latency) => latency.0,
            Latency::Drawn(time, factor) => {
                let u = self.draws.uniform(Purpose::Latency, c as u32, handoff as u32, 0, version);
                micros(time.of_uniform(u) * factor)
            }
        }
    }

    /// All tasks of a gate have become done: what waited for that leaves.
    fn end_phase(&mut self, c: usize, gate: usize) {
        if self.s.phase_waiting[gate].is_empty() {
            return;
        }
        let mut waiting = std::mem::take(&mut self.s.phase_waiting[gate]);
        waiting.sort_unstable();
        for handoff in &waiting {
            self.leave(c, *handoff as usize, false);
        }
        waiting.clear();
        self.s.phase_waiting[gate] = waiting;
    }

    /// Withdraws the versions of a reopened task that have not left its hands.
    pub(super) fn withdraw(&mut self, c: usize, task: usize) {
        let plan = self.plan;
        // What leaves at once never waits.
        for handoff in plan.out(task).iter().filter(|out| out.travels.is_none()) {
            let index = self.hi(c, handoff.handoff as usize);
            if self.s.transits[index].waiting >= 0 {
                self.s.transits[index].waiting = -1;
                self.arrived(c, task);
            }
        }
    }

    /// Tells receivers of a reopened task, as their visibility has it.
    pub(super) fn tell(&mut self, c: usize, task: usize) {
        let plan = self.plan;
        for handoff in plan.out(task) {
            self.tell_one(c, handoff.handoff as usize);
        }
    }

    /// Tells the receiver of one handoff that its giver was reopened.
    pub(super) fn tell_one(&mut self, c: usize, handoff: usize) {
        match self.link(handoff).visibility {
            Visibility::Handoff => {}
            Visibility::Live => self.learn(c, handoff),
            Visibility::Sync(sync) => {
                let index = self.hi(c, handoff);
                if !std::mem::replace(&mut self.s.transits[index].news, true) {
                    self.s.syncs[sync as usize].news.push((c as u32, handoff as u32));
                }
            }
        }
    }

    /// A receiver learns that its giver was reopened: one that has not started waits.
    pub(super) fn learn(&mut self, c: usize, handoff: usize) {
        let task = self.plan.handoffs[handoff].to as usize;
        match self.s.tasks[self.ti(c, task)].stage {
            Stage::Blocked | Stage::Held => self.wait_for_newer(c, handoff),
            Stage::Ready => {
                self.wait_for_newer(c, handoff);
                self.hold(c, task);
            }
            Stage::Active | Stage::Done | Stage::Unborn => {}
        }
    }

    /// A version's delivery is the next event.
    pub(super) fn deliver_next(&mut self, c: usize, item: usize, key: EventKey) {
        let handoff = item - self.plan.tasks.len();
        let ends = self.plan.handoffs[handoff];
        self.deliver(c, handoff, ends.to as usize, key.payload() as i32);
        if key.reviewer() != DIRECT {
            self.arrived(c, ends.from as usize);
        }
    }

    /// A version arrives at a task.
    #[inline]
    pub(super) fn deliver(&mut self, c: usize, handoff: usize, task: usize, version: i32) {
        let index = self.hi(c, handoff);
        let state = &mut self.s.handoffs[index];
        let before = state.seen;
        let news = version > before;
        if news {
            state.seen = version;
        }
        // Whether this is the version that the receiver waits for.
        let awaited = before < state.need && version >= state.need;
        self.note(|| Event::Delivered { campaign: c, handoff, version: version as u32, news });
        if news {
            self.receive(c, handoff, task, before, awaited);
        }
    }

    /// What a new version does to its receiver, which had seen `before`.
    #[inline]
    fn receive(&mut self, c: usize, handoff: usize, task: usize, before: i32, awaited: bool) {
        let index = self.ti(c, task);
        self.align(index);
        let state = &mut self.s.tasks[index];
        if matches!(state.stage, Stage::Blocked | Stage::Held) {
            if awaited {
                state.missing -= 1;
                if state.missing == 0 {
                    let ready = state.become_ready(self.now);
                    self.line_up(c, task, ready);
                }
            }
        } else {
            self.receive_late(c, handoff, task, before);
        }
    }

    /// What a new version does to a task that does not wait for it.
    #[inline(never)]
    fn receive_late(&mut self, c: usize, handoff: usize, task: usize, before: i32) {
        match self.s.tasks[self.ti(c, task)].stage {
            Stage::Active => {
                let version = self.s.handoffs[self.hi(c, handoff)].seen;
                if self.matters(c, handoff, version) {
                    self.add_news(c, handoff, before);
                }
            }
            Stage::Done => self.receive_done(c, handoff, before),
            Stage::Blocked | Stage::Held | Stage::Ready | Stage::Unborn => {}
        }
    }

    /// A done task gets a new version: it is reopened, or passes the news on.
    fn receive_done(&mut self, c: usize, handoff: usize, before: i32) {
        let task = self.plan.handoffs[handoff].to as usize;
        let nobody = self.plan.is_approval(task) && self.panel(task).reviewers.is_empty();
        let unattended = nobody || !self.s.tasks[self.ti(c, task)].occurs;
        let version = self.s.handoffs[self.hi(c, handoff)].seen;
        if !unattended && self.matters(c, handoff, version) {
            self.reopen(c, task, self.news_share(c, handoff, before), Cause::Upstream);
        } else if unattended || self.link(handoff).uptake.pass_on {
            self.pass_on(c, task);
        }
    }

    /// A running task gets a new version that matters: work is added, a further round will follow.
    fn add_news(&mut self, c: usize, handoff: usize, before: i32) {
        let task = self.plan.handoffs[handoff].to as usize;
        if self.plan.is_approval(task) {
            let index = self.ti(c, task);
            self.s.tasks[index].again = true;
        } else {
            self.add_to_job(c, task, self.news_share(c, handoff, before), Cause::Upstream);
        }
    }

    /// Whether a version matters to its receiver.
    fn matters(&self, c: usize, handoff: usize, version: i32) -> bool {
        let sensitivity = self.link(handoff).uptake.sensitivity;
        let draw = || {
            self.draws.uniform(Purpose::Sensitivity, c as u32, handoff as u32, 0, version as u32)
        };
        sensitivity > 0.0 && draw() < sensitivity
    }

    /// The share of work that a version costs: less if what was seen before was an early result.
    fn news_share(&self, c: usize, handoff: usize, before: i32) -> f64 {
        let known = self.s.transits[self.hi(c, handoff)].known;
        let early = if before == 0 { known } else { 0.0 };
        self.link(handoff).uptake.impact * (1.0 - early)
    }

    /// A broker's person takes up a version.
    pub(super) fn start_broker(&mut self, c: usize, handoff: usize, version: u32, team: usize) {
        let Some(broker) = &self.plan.rules.broker else { return };
        let (c32, h32) = (c as u32, handoff as u32);
        let u = self.draws.uniform(Purpose::BrokerEffort, c32, h32, 0, version);
        let effort = micros(broker.effort.of_uniform(u) * self.plan.teams[team].scale);
        let slot = self.free_slot();
        self.start_job(
            slot,
            NewJob {
                rank: self.handoff_rank(c, handoff),
                reviewer: 0,
                version,
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
        self.note(|| Event::BrokerStarted { campaign: c, handoff, version, team });
    }

    /// A broker lets a version go, or sends it back.
    pub(super) fn broker_finishes(&mut self, c: usize, handoff: usize, version: u32, team: usize) {
        let giver = self.plan.handoffs[handoff].from as usize;
        let found = self.broker_finds(c, handoff, version);
        self.note(|| Event::BrokerFinished { campaign: c, handoff, version, team, found });
        if found {
            self.arrived(c, giver);
            self.mend(c, giver, FoundBy::Broker);
        } else {
            self.send(c, handoff, version, self.latency(c, handoff, version));
        }
    }

    /// Whether a broker finds a flaw: one look per finish of the giver, at its newest version, when done.
    fn broker_finds(&mut self, c: usize, handoff: usize, version: u32) -> bool {
        let Some(broker) = &self.plan.rules.broker else { return false };
        let giver = self.s.tasks[self.ti(c, self.plan.handoffs[handoff].from as usize)];
        let index = self.hi(c, handoff);
        let looks = self.is_watched(c)
            && giver.stage == Stage::Done
            && giver.version == version
            && self.s.transits[index].brokered != giver.finishes;
        if !looks {
            return false;
        }
        self.s.transits[index].brokered = giver.finishes;
        let u =
            self.draws.uniform(Purpose::BrokerDetect, c as u32, handoff as u32, 0, giver.finishes);
        giver.flawed && u < broker.detect
    }
}
