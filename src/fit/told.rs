//! What was due of a team, date by date, and which dates belong together.

use super::evidence::Evidence;
use super::history::{History, Pass, active_days};
use super::hours::Hours;
use super::week::{self, Day, SLOTS};
use crate::time::DAY;
use std::collections::{BTreeMap, BTreeSet};

/// Where so much was due of a team, nothing happens by chance once in twenty times: -ln .05.
pub const TELLS: f64 = 3.0;
/// So many silent dates are no chance.
const MANY: usize = 4;

/// A team, as far as it tells when nobody was there.
pub struct Told<'a> {
    pub hours: &'a Hours,
    pub evidence: &'a Evidence,
    pub jobs: &'a [&'a Pass],
    pub people: usize,
}

impl Told<'_> {
    /// What was due in its hours, by date.
    pub fn due(&self) -> BTreeMap<i64, f64> {
        self.due_of(self.evidence)
    }

    /// Of a weekday no more than from the first time at which something ever happened on it to the last: what was due after them tells
    /// nothing, since its hours may be shorter than those of others.
    pub fn due_of(&self, evidence: &Evidence) -> BTreeMap<i64, f64> {
        let seen = self.seen();
        let open = |date: i64, due: &Day<f64>| {
            let (from, until) = seen[date.rem_euclid(7) as usize];
            let slots = due.iter().zip(self.hours.of_day(date)).enumerate();
            let told = slots.filter(|(slot, (_, open))| **open && (from..=until).contains(slot));
            told.map(|(_, (due, _))| due).sum()
        };
        evidence.dates.iter().map(|(date, due)| (*date, open(*date, due))).collect()
    }

    /// The first and the last half-hour of each weekday in which something happened.
    fn seen(&self) -> [(usize, usize); 7] {
        let mut seen = [(SLOTS, 0); 7];
        let times = |pass: &&Pass| [pass.start, pass.end.map(|end| end - 1)];
        for at in self.jobs.iter().flat_map(times).flatten() {
            let (day, slot) = week::place(at);
            seen[day] = (seen[day].0.min(slot), seen[day].1.max(slot));
        }
        seen
    }

    /// What was due of its work, if what is not told to have been asked for did not wait.
    pub fn own(&self, history: &History) -> Evidence {
        let is_told = |pass: &Pass| history.steps[pass.step].asked && !history.queues;
        let told = |pass: &&Pass| {
            let asked = pass.asked.filter(|_| is_told(pass)).or(pass.start);
            Pass { asked, ..(**pass).clone() }
        };
        let jobs: Vec<Pass> = self.jobs.iter().map(told).collect();
        let jobs: Vec<&Pass> = jobs.iter().collect();
        let hours = week::whole_days(&self.hours.week);
        Evidence::of((history, &BTreeSet::new()), &jobs, self.people, &hours)
    }

    /// Of the dates on which so much of its work was due that hardly any is silent by chance those that are, and all, if they are many:
    /// hours that are not open in every week. Dates that are known to be closed are left out.
    pub fn silent(&self, closed: &BTreeSet<i64>) -> Option<[usize; 2]> {
        let happened = active_days(self.jobs);
        let due = self.due().into_iter();
        let dates: Vec<i64> = due.filter(|it| it.1 > TELLS).map(|it| it.0).collect();
        let of: Vec<i64> = dates.into_iter().filter(|date| !closed.contains(date)).collect();
        let silent = of.iter().filter(|date| !happened.contains(date)).count();
        (silent >= MANY && silent * 4 >= of.len()).then_some([silent, of.len()])
    }

    /// Whether one of several people may have been at something for the whole of a day.
    pub fn may_be_at_work(&self, date: i64) -> bool {
        let (from, until) = (date * DAY, (date + 1) * DAY);
        let spans =
            |it: &&Pass| it.start.is_some_and(|s| s < from) && it.end.is_none_or(|e| e > until);
        self.people > 1 && self.jobs.iter().any(spans)
    }
}

/// Dates that follow on each other, but for days without work.
pub fn runs(dates: impl Iterator<Item = i64>, works: impl Fn(i64) -> bool) -> Vec<Vec<i64>> {
    let mut runs: Vec<Vec<i64>> = Vec::new();
    for date in dates {
        let follows = |last: i64| !(last + 1..date).any(&works);
        match runs.last_mut().filter(|run| run.last().is_some_and(|last| follows(*last))) {
            Some(run) => run.push(date),
            None => runs.push(vec![date]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::week::CLOSED;
    use crate::time::HOUR;

    /// Something happens on Mondays until 16:00, on Fridays until 12:00: what is due at 15:00 tells of Mondays only.
    #[test]
    fn what_is_due_after_a_short_day_tells_nothing() {
        let mut week = CLOSED;
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        let job = |day: i64, until: i64| Pass {
            case: 0,
            item: 0,
            step: 0,
            team: 0,
            person: None,
            asked: None,
            start: Some(day * DAY + 9 * HOUR),
            end: Some(day * DAY + until * HOUR),
            held: Vec::new(),
            nth: 0,
            round: 0,
            approved: None,
            cause: None,
            done: true,
        };
        let jobs = [job(0, 16), job(4, 12)];
        let mut due = [0.0; SLOTS];
        due[30] = 5.0;
        let dates = [(7, due), (11, due)].into_iter().collect();
        let evidence = Evidence { week: [[0.0; SLOTS]; 7], dates, kinds: Vec::new() };
        let hours = Hours::of(week, 4, true);
        let told = Told {
            hours: &hours,
            evidence: &evidence,
            jobs: &jobs.iter().collect::<Vec<_>>(),
            people: 1,
        };
        assert_eq!(told.due().into_values().collect::<Vec<f64>>(), [5.0, 0.0]);
    }
}
