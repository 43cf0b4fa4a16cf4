//! Flaws: how a finish hides one, and who finds it (brokers: `delivery`; reviewers: `review`).

use super::Run;
use super::event_queue::EventKind;
use super::state::Stage;
use crate::draws::Purpose;
use crate::plan::Task;
use crate::time::HOUR;
use crate::trace::{Event, FoundBy, Observer};

/// More than what rounding can take from a probability.
const ROUNDED: f64 = 1e-12;

impl<O: Observer> Run<'_, O> {
    /// Decides whether a finish hides a flaw; replaces the earlier state.
    #[inline]
    pub(super) fn hide_flaw(&mut self, c: usize, task: usize, team: usize) {
        if self.flaws {
            self.try_flaw(c, task, team);
        }
    }

    #[inline(never)]
    fn try_flaw(&mut self, c: usize, task: usize, team: usize) {
        let index = self.ti(c, task);
        let finish = self.s.tasks[index].finishes + 1;
        let u = self.draws.uniform(Purpose::Flaw, c as u32, task as u32, 0, finish);
        let flawed = self.is_flawed(c, task, team, u);
        let before = std::mem::replace(&mut self.s.tasks[index].flawed, flawed);
        let count = &mut self.s.campaigns[c].flawed;
        *count = *count + u32::from(flawed) - u32::from(before);
        if flawed {
            self.note(|| Event::FlawHidden { campaign: c, task });
            self.expose(c, task, finish);
        }
    }

    /// Whether this draw makes a finish a flawed one. Most draws are above what the probability is at most, since fatigue
    /// falls and 1 − (1 − p) · exp(−x) ≤ p + x: then no power is asked for.
    fn is_flawed(&mut self, c: usize, task: usize, team: usize, u: f64) -> bool {
        let Task { flaw, team: Some(_), .. } = self.plan.tasks[task] else { return false };
        let apart = self.drift_apart(c, task, team);
        let tired = self.s.teams[self.s.teams[team].first as usize].fatigue;
        let most = flaw * (1.0 + tired) + apart;
        u < most + ROUNDED && u < self.flaw_probability(flaw, team, apart)
    }

    /// 1 − (1 − p) · exp(−drift × A): p from the stream, gap and fatigue, A from how long ago people
    /// last talked.
    fn flaw_probability(&mut self, flaw: f64, team: usize, apart: f64) -> f64 {
        let p = (flaw * (1.0 + self.fatigue(team))).min(1.0);
        if self.plan.rules.drift == 0.0 { p } else { 1.0 - (1.0 - p) * libm::exp(-apart) }
    }

    /// drift × A.
    fn drift_apart(&mut self, c: usize, task: usize, team: usize) -> f64 {
        if !self.drifts {
            return 0.0;
        }
        let aligned = self.s.details[self.ti(c, task)].aligned.max(self.s.teams[team].aligned);
        let apart = (self.team_clock(team) - aligned) as f64 / HOUR as f64;
        self.plan.rules.drift * apart
    }

    /// What the clock of a team's own calendar shows.
    pub(super) fn team_clock(&mut self, team: usize) -> i64 {
        let clock = self.s.teams[team].clock;
        self.s.clocks.seek(clock, self.now)
    }

    /// People know now where they stand with a task.
    #[inline(always)]
    pub(super) fn align(&mut self, index: usize) {
        if !self.drifts {
            return;
        }
        let s = &mut self.s;
        let task = &s.tasks[index];
        if task.is_work() && task.occurs {
            let clock = s.teams[task.team as usize].clock;
            s.details[index].aligned = s.clocks.seek(clock, self.now);
        }
    }

    /// At the start of a campaign people know where they stand with all of its tasks.
    pub(super) fn align_all(&mut self, c: usize) {
        if self.drifts {
            (0..self.plan.tasks.len()).for_each(|task| self.align(self.ti(c, task)));
        }
    }

    /// Puts a new flaw before those who may find it later: syncs and live feedback.
    fn expose(&mut self, c: usize, task: usize, finish: u32) {
        self.expose_to_syncs(c, task, finish);
        if let Some((detect, delay)) = self.plan.rules.live_feedback {
            let u = self.draws.uniform(Purpose::LiveDetect, c as u32, task as u32, 0, finish);
            if u < detect {
                self.schedule(self.now + delay.0, EventKind::Discovery, self.rank(c, task), finish);
            }
        }
    }

    /// Puts a flaw before the syncs that may find it.
    pub(super) fn expose_to_syncs(&mut self, c: usize, task: usize, finish: u32) {
        for (sync, plan) in self.s.syncs.iter_mut().zip(&self.plan.syncs) {
            if plan.detect > 0.0 {
                sync.flaws.push((c as u32, task as u32, finish));
            }
        }
    }

    /// Live feedback finds a flaw, unless the task is open again or was finished anew.
    pub(super) fn discover(&mut self, c: usize, task: usize, finish: u32) {
        if self.is_watched(c) && self.still_flawed(c, task, finish) {
            self.mend(c, task, FoundBy::Live);
        }
    }

    /// Whether a task is done and its finish of that number, flawed, is the last.
    pub(super) fn still_flawed(&self, c: usize, task: usize, finish: u32) -> bool {
        let state = &self.s.tasks[self.ti(c, task)];
        state.stage == Stage::Done
            && state.flawed
            && state.finishes & 0xff_ffff == finish & 0xff_ffff
    }

    /// A person takes up a work task and looks at what was handed over: each flaw that is noticed
    /// reopens its giver, and the task waits. Whether it does.
    #[inline]
    pub(super) fn spots_flaw(&mut self, c: usize, task: usize) -> bool {
        self.flaws && self.s.campaigns[c].flawed > 0 && self.looks_over(c, task)
    }

    #[inline(never)]
    fn looks_over(&mut self, c: usize, task: usize) -> bool {
        if self.plan.is_approval(task) {
            return false;
        }
        let (from, to) = self.plan.tasks[task].into;
        let mut found = std::mem::take(&mut self.s.found);
        found.clear();
        for handoff in from..to {
            if self.spots(c, handoff as usize) {
                found.push(handoff);
            }
        }
        let spotted = !found.is_empty();
        if spotted {
            self.set_held(c, task);
            found.iter().for_each(|handoff| self.wait_for_newer(c, *handoff as usize));
        }
        for handoff in &found {
            let giver = self.plan.handoffs[*handoff as usize].from as usize;
            self.mend(c, giver, FoundBy::Receiver { task });
        }
        self.s.found = found;
        spotted
    }

    /// Whether the flaw behind one handoff is noticed: one look per finish of the giver.
    fn spots(&mut self, c: usize, handoff: usize) -> bool {
        let ends = self.plan.handoffs[handoff];
        let giver = &self.s.tasks[self.ti(c, ends.from as usize)];
        if !giver.flawed || giver.stage != Stage::Done {
            return false;
        }
        let spot = self.plan.links[ends.link as usize].uptake.spot;
        if spot == 0.0 {
            return false;
        }
        let index = self.hi(c, handoff);
        let looked = &mut self.s.transits[index].looked;
        if self.s.handoffs[index].seen != giver.version as i32 || *looked == giver.finishes {
            return false;
        }
        *looked = giver.finishes;
        let u = self.draws.uniform(Purpose::Spot, c as u32, handoff as u32, 0, giver.finishes);
        u < spot
    }
}
