//! Dates on which nobody was there, though work waited: of all, where several teams or most people tell it, else of one team, whose
//! people were away.

use super::closed::{All, Closed};
use super::history::History;
use super::told::{Told, runs};
use std::collections::BTreeSet;

/// What waits for others waits no more dates than these.
const SHORT: usize = 3;

/// Such dates, as days since the log's Monday.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Of all.
    pub closed: Vec<Closed>,
    /// By team: of this one only, also before it did anything.
    pub teams: Vec<BTreeSet<i64>>,
    /// Runs on which nobody did anything, though work was due: of one team or of all, nothing tells.
    pub unsure: Vec<Vec<i64>>,
}

impl Dates {
    pub fn of(teams: &[Told<'_>], history: &History) -> Dates {
        let all = All::of(teams, history);
        let mut found = Dates { closed: all.closed(), ..Dates::default() };
        let for_all = found.for_all();
        let away = |team: usize| all.away(team, &for_all, history);
        found.teams = (0..teams.len()).map(away).collect();
        let told = found.teams.iter().flatten().chain(&for_all).copied().collect();
        found.unsure = all.unsure(&told);
        found
    }

    /// Only those before a day.
    pub fn before(mut self, day: i64) -> Dates {
        self.closed.iter_mut().for_each(|it| it.days.retain(|date| *date < day));
        self.closed.retain(|it| !it.days.is_empty());
        self.teams.iter_mut().for_each(|team| team.retain(|it| *it < day));
        self.unsure.retain(|run| run.last() < Some(&day));
        self
    }

    pub fn is_empty(&self) -> bool {
        self.closed.is_empty() && self.teams.iter().all(BTreeSet::is_empty)
    }

    /// Those that are closed for all.
    pub fn for_all(&self) -> BTreeSet<i64> {
        self.closed.iter().flat_map(|it| &it.days).copied().collect()
    }

    /// All on which a team's people were not there.
    pub fn known(&self, team: usize) -> BTreeSet<i64> {
        let mut known = self.for_all();
        known.extend(self.teams.get(team).into_iter().flatten());
        known
    }
}

impl All<'_> {
    /// Dates on which one team was not there, beside those that are closed for all.
    fn away(&self, team: usize, closed: &BTreeSet<i64>, history: &History) -> BTreeSet<i64> {
        let told = &self.teams[team];
        let is_away = |date: &i64| {
            !self.active[team].contains(date)
                && self.due(team, *date) > self.needed
                && !closed.contains(date)
                && !told.may_be_at_work(*date)
                && self.may_be_alone(team, *date)
        };
        let away: Vec<i64> = self.dates(team).filter(is_away).collect();
        if away.is_empty() {
            return BTreeSet::new();
        }
        // While others are at work, what waits may wait for them: unless it was asked for, it tells only where all have stopped, or for long.
        let own = told.due_of(&told.own(history));
        let tells = |date: &i64| {
            self.is_silent(*date) || own.get(date).is_some_and(|due| *due > self.needed)
        };
        let works = |date: i64| told.hours.of_day(date).contains(&true);
        let runs = runs(away.into_iter(), works).into_iter();
        runs.filter(|run| run.len() > SHORT || run.iter().any(tells)).flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::{Fit, fit};
    use crate::log::read;

    /// In 30 weeks three people fill each working day from 9 to 17 with four jobs, each asked for two weeks before; on some days some of
    /// them are away.
    fn fitted(is_away: impl Fn(i64, usize) -> bool) -> Fit {
        let monday = jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0);
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        for day in (7..217).filter(|day| day % 7 < 5) {
            for (row, name) in ["ann", "bob", "cy"].into_iter().enumerate() {
                if is_away(day, row) {
                    continue;
                }
                let mut from = 0;
                for job in 0..4 {
                    let place = 40 * day + 10 * row as i64 + job;
                    let until = if job == 3 { 480 } else { from + 80 + place * 37 % 80 };
                    let at = |day: i64, minute: i64| {
                        monday.saturating_add(jiff::Span::new().days(day).minutes(minute))
                    };
                    let [asked, start, end] = [at(day - 14, 0), at(day, from), at(day, until)];
                    text += &format!(
                        "c{},{name} {place},draw {row},{name},{name},{asked},{start},{end}\n",
                        day / 7
                    );
                    from = until;
                }
            }
        }
        fit(&read("log.csv", text.as_bytes(), &Default::default()).unwrap(), &Default::default())
            .unwrap()
    }

    /// Of three one is away in the tenth week and in the twentieth: that is five days of five a week, twice. On a Wednesday all are.
    #[test]
    fn who_is_away_alone_closes_nothing_for_the_others() {
        let fit = fitted(|day, row| row == 1 && [10, 20].contains(&(day / 7)) || day == 107);
        let told = |path: &str| {
            let row = fit.rows.iter().find(|row| row.path == path);
            row.map(|row| (&*row.value, row.n, row.grade))
        };
        let closed = told("calendars.office.closed").map(|it| it.0);
        assert_eq!(closed, Some("2026-04-22"), "{:?}", fit.findings);
        assert_eq!(told("absences[0].for"), Some(("168h", 2, "B")), "{}", fit.scenario);
        assert!(fit.scenario.contains("team = \"bob\"\nevery"), "{}", fit.scenario);
        // Who works alone closes nothing either.
        let alone = fitted(|day, row| row > 0 || day == 107);
        assert!(!alone.scenario.contains("closed ="), "{}", alone.scenario);
        assert!(alone.scenario.contains("[[absences]]  # 2026-04-22"), "{}", alone.scenario);
    }
}
