//! Dates on which nobody of any team did anything, though so much was due that this is no chance.

use super::evidence::EXPECTED;
use super::history::{Case, History, active_days};
use super::told::{TELLS, Told, runs};
use crate::time::DAY;
use std::collections::{BTreeMap, BTreeSet};

/// What is open once in twenty times is closed surely.
const DOUBT: f64 = 0.05;
/// That one team was away alone is told if the others would be silent this often.
const ALONE: f64 = 0.5;

/// Days that follow on each other on which nobody did anything.
#[derive(Clone, Debug)]
pub struct Closed {
    /// Since the log's Monday.
    pub days: Vec<i64>,
    /// Starts and ends that were due on them.
    pub due: f64,
    /// The people of whose work that was, and all who work on such days.
    pub people: [usize; 2],
    /// Whether it was the work of several teams or of most people, as they were asked for it.
    pub sure: bool,
    /// Days beside them on which nothing happened either, and hardly anything was due: taken as closed, too.
    pub taken: Vec<i64>,
    /// Such days, where days without anything are usual: they may be closed, too.
    pub beside: Vec<i64>,
}

impl Closed {
    /// What days tell together. Where it is not told when work was asked for, what waits for another team seems to wait for its own, so
    /// that few tell nothing of the others.
    fn of(run: &[i64], all: &All<'_>) -> Option<Closed> {
        let of = |team: usize| run.iter().map(|date| all.due(team, *date)).sum::<f64>();
        let tell: Vec<usize> = (0..all.teams.len()).filter(|team| of(*team) > TELLS).collect();
        let works = |it: &&Told<'_>| run.iter().any(|date| it.hours.of_day(*date).contains(&true));
        let usual = all.teams.iter().filter(works).map(|it| it.people).sum::<usize>();
        let people = [tell.iter().map(|team| all.teams[*team].people).sum(), usual];
        let most = 2 * people[0] > usual;
        let due: f64 = (0..all.teams.len()).map(of).sum();
        let several = people[0] > 1 || tell.iter().any(|team| all.chance(*team, run) < DOUBT);
        let tells = due > all.needed && several && (all.asked || most);
        let days = between(run, |date| all.total(date) > TELLS).filter(|_| tells)?.to_vec();
        let sure = all.asked && (most || tell.len() > 1);
        Some(Closed { days, due, people, sure, taken: Vec::new(), beside: Vec::new() })
    }

    /// With the days beside them in their run, as far as they are closed more likely than not.
    fn widened(mut self, run: &[i64], all: &All<'_>) -> Closed {
        let (taken, left): (Vec<_>, Vec<_>) =
            self.weeks_beside(run).into_iter().partition(|week| self.doubt(week, all) < 1.0);
        self.sure &= left.is_empty() && taken.iter().all(|week| self.doubt(week, all) < DOUBT);
        let [taken, beside] = [taken, left].map(|weeks| weeks.concat());
        self.days.extend(&taken);
        self.days.sort_unstable();
        Closed { taken, beside, ..self }
    }

    /// The days of a run that are not told, by week.
    fn weeks_beside(&self, run: &[i64]) -> Vec<Vec<i64>> {
        let beside: Vec<i64> = run.iter().copied().filter(|it| !self.days.contains(it)).collect();
        beside.chunk_by(|a, b| a.div_euclid(7) == b.div_euclid(7)).map(<[i64]>::to_vec).collect()
    }

    /// How often the other silent days of a week are open, for each time that they are closed: of a week of which more days are told
    /// all are more likely closed.
    fn doubt(&self, others: &[i64], all: &All<'_>) -> f64 {
        let week = others[0].div_euclid(7);
        let told = self.days.iter().filter(|date| date.div_euclid(7) == week).count() as f64;
        let of_week = (7 * week..7 * week + 7).filter(|date| all.works(*date)).count() as f64;
        let silence: f64 = others.iter().map(|date| all.silence(*date)).product();
        silence * (of_week - told) / told
    }
}

/// All teams.
pub struct All<'a> {
    pub teams: &'a [Told<'a>],
    /// By team: dates on which it did something.
    pub active: Vec<BTreeSet<i64>>,
    /// By team and date.
    due: Vec<BTreeMap<i64, f64>>,
    /// Runs of dates between the first and the last of the log on which some team works and nobody did anything.
    silent: Vec<Vec<i64>>,
    /// Dates on which a campaign was under way.
    under_way: BTreeSet<i64>,
    /// How many of them are silent, of those on which some team works.
    share: f64,
    /// So much must have been due. Of many dates one is more easily empty by chance (Bonferroni).
    pub needed: f64,
    /// It is told when work was asked for.
    asked: bool,
}

impl<'a> All<'a> {
    pub fn of(teams: &'a [Told<'a>], history: &History) -> All<'a> {
        let active: Vec<BTreeSet<i64>> = teams.iter().map(|it| active_days(it.jobs)).collect();
        let due: Vec<BTreeMap<i64, f64>> = teams.iter().map(Told::due).collect();
        let any: BTreeSet<i64> = active.iter().flatten().copied().collect();
        let works = |date: i64| teams.iter().any(|it| it.hours.of_day(date).contains(&true));
        let ends = any.first().copied().zip(any.last().copied());
        let dates = ends.into_iter().flat_map(|(first, last)| first + 1..last);
        let all: Vec<i64> = dates.filter(|it| works(*it)).collect();
        let under_way = under_way(history);
        let silent: Vec<i64> = all.iter().copied().filter(|date| !any.contains(date)).collect();
        let of_work = |dates: &[i64]| dates.iter().filter(|it| under_way.contains(it)).count();
        let share = of_work(&silent) as f64 / of_work(&all).max(1) as f64;
        let needed = EXPECTED + libm::log((any.len() + of_work(&silent)) as f64);
        let (silent, asked) = (runs(silent.into_iter(), works), history.has.asked);
        All { teams, active, due, silent, under_way, share, needed, asked }
    }

    pub fn due(&self, team: usize, date: i64) -> f64 {
        self.due[team].get(&date).copied().unwrap_or(0.0)
    }

    /// The dates of which something of a team's work was due.
    pub fn dates(&self, team: usize) -> impl Iterator<Item = i64> + '_ {
        self.due[team].keys().copied()
    }

    fn works(&self, date: i64) -> bool {
        self.teams.iter().any(|it| it.hours.of_day(date).contains(&true))
    }

    fn total(&self, date: i64) -> f64 {
        (0..self.teams.len()).map(|team| self.due(team, date)).sum()
    }

    /// Runs of dates that are closed for all.
    pub fn closed(&self) -> Vec<Closed> {
        let told = |run: &Vec<i64>| Some((run.clone(), Closed::of(run, self)?));
        let told: Vec<(Vec<i64>, Closed)> = self.silent.iter().filter_map(told).collect();
        told.into_iter().map(|(run, it)| it.widened(&run, self)).collect()
    }

    /// How often nothing happens on an open date: on one without a campaign always, else as often as elsewhere.
    fn usual(&self, date: i64) -> f64 {
        if self.under_way.contains(&date) { self.share } else { 1.0 }
    }

    /// The same, with what was due on it.
    fn silence(&self, date: i64) -> f64 {
        self.usual(date) * libm::exp(-self.total(date))
    }

    /// How often the others would do nothing in a run without anything of anybody, if one team alone were away: what was due of
    /// theirs, and days before the first on which it is told, are silent by chance; what they wait for later may be that team.
    fn chance(&self, team: usize, run: &[i64]) -> f64 {
        let others = (0..self.teams.len()).filter(|other| *other != team);
        let due: f64 = others.flat_map(|it| run.iter().map(move |at| self.due(it, *at))).sum();
        let before = run.iter().take_while(|date| self.due(team, **date) < TELLS);
        libm::exp(-due) * before.map(|date| self.usual(*date)).product::<f64>()
    }

    /// Whether nobody of any team did anything on a date.
    pub fn is_silent(&self, date: i64) -> bool {
        self.silent.iter().any(|run| run.contains(&date))
    }

    /// Whether it may be one team that was away on a date: others did something, or would hardly have done anything.
    pub fn may_be_alone(&self, team: usize, date: i64) -> bool {
        let run = self.silent.iter().find(|run| run.contains(&date));
        run.is_none_or(|run| self.chance(team, run) > ALONE)
    }

    /// Runs in which too much was due for chance, beside those that are told.
    pub fn unsure(&self, told: &BTreeSet<i64>) -> Vec<Vec<i64>> {
        let core = |run| between(run, |date| self.total(date) > TELLS);
        let is_unsure = |run: &&[i64]| {
            let due: f64 = run.iter().map(|date| self.total(*date)).sum();
            due > self.needed && !run.iter().any(|date| told.contains(date))
        };
        let runs = self.silent.iter().map(Vec::as_slice);
        runs.filter_map(core).filter(is_unsure).map(<[i64]>::to_vec).collect()
    }
}

/// Dates on which a campaign was under way.
fn under_way(history: &History) -> BTreeSet<i64> {
    let of = |case: &Case| case.start.div_euclid(DAY)..=case.end.div_euclid(DAY);
    history.cases.iter().flat_map(of).collect()
}

/// From the first day that tells it to the last: before and after them nobody may have had anything to do.
fn between(days: &[i64], tells: impl Fn(i64) -> bool) -> Option<&[i64]> {
    let first = days.iter().position(|date| tells(*date))?;
    let last = days.iter().rposition(|date| tells(*date))?;
    Some(&days[first..=last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::evidence::Evidence;
    use crate::fit::hours::Hours;
    use crate::fit::week::{CLOSED, SLOTS};

    /// What is found of the first silent run, of a team of three and of one person; nothing happens on a share of all dates.
    fn found(run: &[i64], share: f64, due: [&[(i64, f64)]; 2]) -> (Option<Closed>, bool) {
        let mut week = CLOSED;
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        let hours = Hours::of(week, 100, true);
        let (dates, kinds) = (BTreeMap::new(), Vec::new());
        let evidence = Evidence { week: [[0.0; SLOTS]; 7], dates, kinds };
        let team = |people| Told { hours: &hours, evidence: &evidence, jobs: &[], people };
        let all = All {
            teams: &[team(3), team(1)],
            active: Vec::new(),
            due: due.map(|due| due.iter().copied().collect()).to_vec(),
            silent: vec![run.to_vec()],
            under_way: run.iter().copied().collect(),
            share,
            needed: 12.0,
            asked: true,
        };
        (all.closed().pop(), all.may_be_alone(1, run[run.len() / 2]))
    }

    /// Of a week without anything only the Wednesday of one person is told. That the three, of whose work 2 was due, are silent on Monday and Tuesday
    /// is chance once in exp(2) / .2 / .2 = 185 times; that the four other days are open, 4 times in exp(2) / .2^4 = 4618.
    #[test]
    fn a_week_of_all_is_no_absence_of_one() {
        let (closed, alone) = found(&[91, 92, 93, 94, 95], 0.2, [&[(91, 2.0)], &[(93, 27.0)]]);
        let closed = closed.unwrap();
        assert_eq!((closed.days, closed.taken), (vec![91, 92, 93, 94, 95], vec![91, 92, 94, 95]));
        assert!(!alone && !closed.sure);
    }

    /// The one person is not there on Monday to Wednesday, and nothing of the others was due.
    #[test]
    fn who_stops_all_others_may_be_away_alone() {
        let (closed, alone) = found(&[91, 92, 93], 0.2, [&[], &[(91, 9.0), (92, 9.0), (93, 9.0)]]);
        assert!(alone && closed.is_none());
    }

    /// Nothing happens on half of all dates: that Thursday is open beside one closed Wednesday is .5 * 4 / 1 = 2 times as likely as
    /// that it is closed.
    #[test]
    fn a_silent_day_beside_a_closed_one_may_be_open() {
        let closed = found(&[93, 94], 0.5, [&[(93, 30.0)], &[]]).0.unwrap();
        assert_eq!((closed.days, closed.beside), (vec![93], vec![94]));
        assert!(!closed.sure);
    }
}
