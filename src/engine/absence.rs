//! Absences: people leave when they are free, and come back when their absence is over.

use super::Run;
use super::event_queue::EventKind;
use crate::draws::Purpose;
use crate::plan::Arrival;
use crate::time::{FOREVER, Instant};
use crate::trace::{Event, Observer};

impl<O: Observer> Run<'_, O> {
    /// Schedules the first occurrence of every absence.
    pub(super) fn schedule_absences(&mut self) {
        (0..self.plan.absences.len()).for_each(|absence| self.schedule_absence(absence, 0));
    }

    /// Schedules an occurrence; a Poisson one begins after a gap from now.
    fn schedule_absence(&mut self, absence: usize, number: u32) {
        let u = self.draws.uniform(Purpose::AbsenceTime, 0, absence as u32, 0, number);
        let arrival = self.plan.absences[absence].arrival;
        let at = arrival.next(Instant(self.now), u).or_else(|| arrival.once(Instant::ZERO, u));
        let at = at.map_or(FOREVER, |at| at.0);
        if at < FOREVER {
            self.background += 1;
            self.schedule(at, EventKind::Absence, self.rank(0, absence), number);
        }
    }

    /// An occurrence of an absence begins, if it happens.
    pub(super) fn absence_begins(&mut self, absence: usize, number: u32) {
        let fact = self.plan.absences[absence];
        if matches!(fact.arrival, Arrival::Every { .. }) {
            self.schedule_absence(absence, number + 1);
        }
        let u = self.draws.uniform(Purpose::AbsenceHappens, 0, absence as u32, 0, number);
        if u < fact.probability {
            self.background += 1;
            let end = self.now.saturating_add(fact.length.0);
            self.schedule(end, EventKind::Return, self.rank(0, absence), number);
            self.s.teams[fact.team].called_away += u64::from(fact.people);
            self.let_people_go(fact.team);
        }
    }

    /// An occurrence of an absence is over.
    pub(super) fn absence_ends(&mut self, absence: usize) {
        let fact = self.plan.absences[absence];
        self.s.teams[fact.team].called_away -= u64::from(fact.people);
        self.let_people_go(fact.team);
    }

    /// Lets those leave who should be away and have finished. Asked when all finishes of a round are known, so that
    /// it is not the order of tasks that decides who of several leaves.
    #[inline]
    pub(super) fn let_finished_go(&mut self) {
        while let Some(part) = self.s.leaving.pop() {
            self.let_people_go(part as usize);
        }
    }

    /// Lets those of a team leave who should be away and have no job, those who are left by the pods first, or come
    /// back who should not, those in the last pod first.
    #[inline(never)]
    pub(super) fn let_people_go(&mut self, part: usize) {
        let plan = self.plan;
        let crew = plan.crew(part);
        let people: u64 = crew.clone().map(|part| u64::from(plan.teams[part].people)).sum();
        let wanted = self.s.teams[crew.start].called_away.min(people) as u32;
        let mut absent: u32 = crew.clone().map(|part| self.s.teams[part].absent).sum();
        for part in crew.clone() {
            let leaving = wanted.saturating_sub(absent).min(self.s.teams[part].free);
            self.change_absent(part, leaving, 0);
            absent += leaving;
        }
        for part in crew.clone().rev() {
            let returning = absent.saturating_sub(wanted).min(self.s.teams[part].absent);
            self.change_absent(part, 0, returning);
            absent -= returning;
        }
        crew.for_each(|part| self.s.teams[part].called = absent < wanted);
    }

    /// So many people of a part leave, or come back.
    fn change_absent(&mut self, team: usize, leaving: u32, returning: u32) {
        if leaving + returning == 0 {
            return;
        }
        self.count_absent(team);
        let state = &mut self.s.teams[team];
        state.absent = state.absent + leaving - returning;
        state.free = state.free + returning - leaving;
        self.s.dirty |= state.may_start();
        self.correct_meeting(team, i128::from(returning) - i128::from(leaving));
        self.note(|| match leaving {
            0 => Event::CameBack { team, people: returning },
            _ => Event::WentAway { team, people: leaving },
        });
    }

    /// Brings the absent person-time of a team up to now.
    pub(super) fn count_absent(&mut self, team: usize) {
        let clock = self.presence_clock(team);
        let state = &mut self.s.teams[team];
        state.absent_time += i128::from(state.absent) * i128::from(clock - state.absent_from);
        state.absent_from = clock;
    }

    /// Open time so far by all calendars by which a team works.
    pub(super) fn presence_clock(&mut self, team: usize) -> i64 {
        match &self.plan.teams[team].presence {
            Some(presence) => presence.clock(Instant(self.now)),
            None => self.team_clock(team),
        }
    }

    /// Books a running meeting of so many people more, or fewer, for what is left of it.
    fn correct_meeting(&mut self, team: usize, people: i128) {
        let until = self.s.teams[team].away_until;
        if until > self.now {
            let left = self.plan.open(team, Instant(self.now), Instant(until)).0;
            self.book_meeting(team, people, left);
        }
    }

    /// Whether somebody who is absent is waited for.
    pub(super) fn waits_for_return(&self) -> bool {
        self.s.teams.iter().any(|team| team.absent > 0 && team.waiting > 0)
    }
}
