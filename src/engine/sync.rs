//! Syncs: changes are taken in, flaws looked for, versions leave, news is learnt, people meet.

use super::Run;
use super::event_queue::EventKind;
use super::state::{Stage, SyncState};
use super::team::Job;
use super::timetable::{meeting_end, recurs};
use crate::draws::Purpose;
use crate::plan::Intake;
use crate::time::{FOREVER, Instant, WEEK, Work};
use crate::trace::{Event, FoundBy, Observer};

/// Bits of a key that hold a finish; a model's syncs fit the rest.
const FINISH_BITS: u32 = 22;

impl<O: Observer> Run<'_, O> {
    /// When what recurs so often is held for this number of times, and the number of the time after.
    pub(super) fn recurs(&self, every: i64, number: i64) -> Option<(i64, i64)> {
        recurs(every, number, |due| self.s.clocks.later_opening(0, due))
    }

    /// Schedules the next occurrence of a sync.
    pub(super) fn schedule_sync(&mut self, sync: usize) {
        let every = self.plan.syncs[sync].every.0;
        let Some((at, next)) = self.recurs(every, self.s.syncs[sync].next) else { return };
        self.s.syncs[sync].next = next;
        self.background += 1;
        self.schedule(at, EventKind::Sync, self.rank(0, sync), self.setting);
    }

    /// Whether a sync could still change anything: release a version, find a flaw, tell that work was reopened,
    /// take in a change.
    pub(super) fn waits_for_sync(&self) -> bool {
        let leaves = |(c, handoff): &(u32, u32)| {
            self.s.transits[self.hi(*c as usize, *handoff as usize)].waiting >= 0
        };
        let found = |(c, task, finish): &(u32, u32, u32)| {
            self.may_be_found(*c as usize, *task as usize, *finish)
        };
        let told = |(c, handoff): &(u32, u32)| self.is_news(*c as usize, *handoff as usize);
        let waits = |sync: &SyncState| {
            sync.versions.iter().any(leaves)
                || sync.flaws.iter().any(found)
                || sync.news.iter().any(told)
        };
        self.s.syncs.iter().any(waits)
            || self.s.campaigns.iter().any(|campaign| !campaign.waiting.is_empty())
    }

    /// Whether a sync may find the flaw of a finish.
    fn may_be_found(&self, c: usize, task: usize, finish: u32) -> bool {
        self.is_watched(c) && self.still_flawed(c, task, finish)
    }

    /// Whether the giver of a handoff, which was reopened, is still open.
    fn is_news(&self, c: usize, handoff: usize) -> bool {
        let giver = self.plan.handoffs[handoff].from as usize;
        self.s.tasks[self.ti(c, giver)].stage != Stage::Done
    }

    /// The number of a sync in traces.
    fn shown(&self, sync: usize) -> usize {
        self.numbered_before.0 + sync
    }

    /// A sync takes place. If what it takes in makes the model switch, it ends there: the switch has a meeting of its own.
    pub(super) fn hold_sync(&mut self, sync: usize) {
        let (number, setting) = (self.shown(sync), self.setting);
        self.note(|| Event::SyncHeld { sync: number });
        let attended = self.has_work();
        self.s.syncs[sync].last = self.now;
        if self.plan.rules.conduct.intake == Intake::Sync(sync) {
            (0..self.s.campaigns.len()).for_each(|c| self.take_in_waiting(c));
        }
        if self.setting != setting {
            return;
        }
        self.look_for_flaws(sync);
        self.let_versions_leave(sync);
        self.spread_news(sync);
        if attended {
            self.meet(sync);
        } else {
            self.skip_meeting(sync);
        }
        self.schedule_sync(sync);
    }

    /// Each flawed finish of a done task is looked at anew.
    fn look_for_flaws(&mut self, sync: usize) {
        let occurrence = self.s.syncs[sync].held;
        self.s.syncs[sync].held = occurrence.wrapping_add(1);
        let mut flaws = std::mem::take(&mut self.s.syncs[sync].flaws);
        flaws.sort_unstable();
        let detect = self.plan.syncs[sync].detect;
        flaws.retain(|(c, task, finish)| {
            let (campaign, item) = (*c as usize, *task as usize);
            let there = self.may_be_found(campaign, item, *finish);
            let sub = (sync as u32) << FINISH_BITS | finish & ((1 << FINISH_BITS) - 1);
            let u = || self.draws.uniform(Purpose::SyncDetect, *c, *task, sub, occurrence);
            let found = there && u() < detect;
            if found {
                self.mend(campaign, item, FoundBy::Sync { sync: self.shown(sync) });
            }
            there && !found
        });
        // A flaw that a rework of zero length hides at this very instant waits for the next sync.
        let later = std::mem::replace(&mut self.s.syncs[sync].flaws, flaws);
        self.s.syncs[sync].flaws.extend(later);
    }

    /// Versions that wait leave, and what passes on at this instant leaves too.
    fn let_versions_leave(&mut self, sync: usize) {
        loop {
            let mut versions = std::mem::take(&mut self.s.syncs[sync].versions);
            if versions.is_empty() {
                self.s.syncs[sync].versions = versions;
                return;
            }
            versions.sort_unstable();
            for (c, handoff) in &versions {
                self.leave(*c as usize, *handoff as usize, true);
            }
            versions.clear();
            let more = std::mem::replace(&mut self.s.syncs[sync].versions, versions);
            self.s.syncs[sync].versions.extend(more);
        }
    }

    /// Reopenings of givers that are still open are learnt.
    fn spread_news(&mut self, sync: usize) {
        let mut news = std::mem::take(&mut self.s.syncs[sync].news);
        news.sort_unstable();
        for (c, handoff) in &news {
            let (c, handoff) = (*c as usize, *handoff as usize);
            let index = self.hi(c, handoff);
            self.s.transits[index].news = false;
            if self.is_news(c, handoff) {
                self.learn(c, handoff);
            }
        }
        news.clear();
        let later = std::mem::replace(&mut self.s.syncs[sync].news, news);
        self.s.syncs[sync].news.extend(later);
    }

    /// Attending teams whose calendar is open, and of whom somebody is there, are aligned and meet.
    fn meet(&mut self, sync: usize) {
        let plan = self.plan;
        let length = plan.syncs[sync].length;
        let known = self.now < self.s.clocks.table().until;
        for team in &plan.syncs[sync].attend {
            let team = *team as usize;
            let clock = self.s.teams[team].clock;
            let somebody = plan.absences.is_empty() || self.is_somebody_there(team);
            if length.0 > 0 && !(known && somebody) {
                self.leave_timetable(team);
            }
            if somebody && self.s.clocks.opening(clock, self.now) == self.now {
                self.tire(team, plan.rules.fatigue.per_sync);
                let aligned = self.s.clocks.seek(clock, self.now);
                for part in plan.crew(team) {
                    self.s.teams[part].aligned = aligned;
                    self.send_to_meeting(part, Some(sync), length);
                }
            }
        }
        if length.0 > 0 {
            self.prolong_all();
        }
    }

    /// Whether not all people of a team are absent.
    #[inline(never)]
    fn is_somebody_there(&self, team: usize) -> bool {
        let plan = self.plan;
        plan.crew(team).any(|part| self.s.teams[part].absent < plan.teams[part].people)
    }

    /// All people of a part of a team are away for a meeting.
    pub(super) fn send_to_meeting(&mut self, team: usize, sync: Option<usize>, length: Work) {
        if length.0 == 0 {
            return;
        }
        let from = self.s.teams[team].away_until.max(self.now);
        let until = self.meeting_over(team, from, length);
        let (plan, state, clocks) = (self.plan, &mut self.s.teams[team], &self.s.clocks);
        let taken = |clock| clocks.clock(clock, until.0) - clocks.clock(clock, from);
        // A meeting that the clock's end cuts off takes what is left.
        let left = || plan.open(team, Instant(from), until).0;
        let length = if until.0 < FOREVER - WEEK { length.0 } else { left() };
        (state.away_until, state.there_until) = (until.0, 0);
        if state.hours == state.plain_hours() {
            (state.met, state.met_at) = (state.met + taken(state.clock), self.now);
            state.met_on_demand += if state.on_demand { taken(0) } else { 0 };
        }
        let present = self.plan.teams[team].people - self.s.teams[team].absent;
        self.book_meeting(team, i128::from(present), length);
        self.mark(team);
        let sync = sync.map(|sync| self.shown(sync));
        self.note(|| Event::Met { team, sync, until });
    }

    /// When a meeting of a part of a team is over that begins then: as was known, if all were so far.
    fn meeting_over(&mut self, part: usize, from: i64, length: Work) -> Instant {
        let state = &mut self.s.teams[part];
        if state.hours != state.plain_hours()
            && let Some(until) = self.s.clocks.table().meeting_over(part, state.meetings)
        {
            state.meetings += 1;
            return Instant(until);
        }
        if self.plan.teams[part].presence.is_some() {
            return meeting_end(self.plan, part, from, length);
        }
        let begin = self.s.clocks.clock(state.clock, from);
        Instant(self.s.clocks.at_clock(state.clock, begin + length.0))
    }

    /// Nobody has anything to meet about, so all who would have met work.
    fn skip_meeting(&mut self, sync: usize) {
        let plan = self.plan;
        if plan.syncs[sync].length.0 > 0 {
            plan.syncs[sync].attend.iter().for_each(|team| self.leave_timetable(*team as usize));
            self.prolong_all();
        }
    }

    /// A meeting of a team is not as was known, so none is known from now on: its jobs go on by the clocks of calendars,
    /// and [`Run::prolong_all`] is to give them their ends anew.
    fn leave_timetable(&mut self, team: usize) {
        for part in self.plan.crew(team) {
            let (hours, plain) = (self.s.teams[part].hours, self.s.teams[part].plain_hours());
            if hours == plain {
                continue;
            }
            for slot in 0..self.s.jobs.len() {
                let job = &self.s.jobs[slot];
                if job.key != Job::NOBODY && job.team as usize == part {
                    self.follow_clock(slot as u32, plain[usize::from(job.clock != hours[0])]);
                }
            }
            self.s.teams[part].hours = plain;
            self.s.teams[part].met_at = self.now;
        }
    }

    /// A job goes on by another clock, with what it has done. What is left of a meeting under way is still to come.
    pub(super) fn follow_clock(&mut self, slot: u32, clock: u32) {
        let job = &self.s.jobs[slot as usize];
        let state = &self.s.teams[job.team as usize];
        let done = job.done(state, &mut self.s.clocks, self.now);
        let shown = self.s.clocks.seek(clock, self.now);
        let back = self.s.clocks.clock(clock, state.away_until.max(self.now));
        let met = state.met(clock) - (back - shown);
        let job = &mut self.s.jobs[slot as usize];
        (job.clock, job.start_clock, job.met) = (clock, shown - done, met);
    }

    /// Running jobs of teams whose meeting just now was not as was known get another end.
    pub(super) fn prolong_all(&mut self) {
        if self.s.teams.iter().all(|team| team.met_at != self.now) {
            return;
        }
        for slot in 0..self.s.jobs.len() {
            let job = &self.s.jobs[slot];
            // Who has done all of a job at the instant of a switch has done it before the meeting.
            let goes_on = job.key != Job::NOBODY && job.key.at() > self.now;
            if goes_on && self.s.teams[job.team as usize].met_at == self.now {
                self.prolong(slot as u32);
            }
        }
    }

    /// A running job ends at another time because of a meeting; so does its early result.
    fn prolong(&mut self, slot: u32) {
        self.schedule_finish(slot);
        let job = &self.s.jobs[slot as usize];
        let (c, item) = Self::subject(job.key, self.item_bits);
        let is_work = job.key.reviewer() == 0 && item < self.plan.tasks.len();
        if is_work && self.s.tasks[self.ti(c, item)].finishes == 0 {
            self.plan_publications(c, item);
        }
    }

    /// Fatigue of a team now: halves every half-life. It is kept with the first of its parts.
    #[inline]
    pub(super) fn fatigue(&mut self, part: usize) -> f64 {
        if !self.tires {
            return 0.0;
        }
        let team = self.s.teams[part].first as usize;
        let state = &self.s.teams[team];
        if state.fatigue > 0.0 && state.tired_at != self.now {
            self.rest(team);
        }
        self.s.teams[team].tired
    }

    /// A team has been resting since its fatigue was last asked for.
    #[inline(never)]
    fn rest(&mut self, team: usize) {
        let state = &mut self.s.teams[team];
        let lives =
            (self.now - state.fatigue_at) as f64 / self.plan.rules.fatigue.half_life.0 as f64;
        (state.tired, state.tired_at) = (state.fatigue * libm::exp2(-lives), self.now);
    }

    /// Raises the fatigue of the team that a part belongs to.
    #[inline]
    pub(super) fn tire(&mut self, part: usize, rise: f64) {
        if rise > 0.0 {
            self.tire_more(part, rise);
        }
    }

    #[inline(never)]
    fn tire_more(&mut self, part: usize, rise: f64) {
        let fatigue = self.fatigue(part) + rise;
        let team = self.s.teams[part].first as usize;
        let state = &mut self.s.teams[team];
        (state.fatigue, state.fatigue_at) = (fatigue, self.now);
        (state.tired, state.tired_at) = (fatigue, self.now);
    }
}
