//! Dates on which nobody was there, though work waited: of all, where several teams or most people tell it, else of one team, whose
//! people were away.

use super::estimate::Estimate;
use super::evidence::{EXPECTED, Evidence};
use super::history::{History, Pass, active_days};
use super::hours::Hours;
use super::rework;
use super::week::Day;
use crate::time::{DAY, HOUR, WEEK};
use std::collections::{BTreeMap, BTreeSet};

/// Where so much was due of a team, nothing happens by chance once in twenty times: -ln .05.
const TELLS: f64 = 3.0;

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
}

impl Closed {
    /// What days tell together. Where it is not told when work was asked for, what waits for another team seems to wait for its own, so
    /// that few tell nothing of the others.
    fn of(run: Vec<i64>, all: &All<'_>) -> Option<Closed> {
        let of = |team: usize| run.iter().map(|date| all.due(team, *date)).sum::<f64>();
        let tell: Vec<usize> = (0..all.teams.len()).filter(|team| of(*team) > TELLS).collect();
        let works = |it: &&Told<'_>| run.iter().any(|date| it.hours.of_day(*date).contains(&true));
        let usual = all.teams.iter().filter(works).map(|it| it.people).sum::<usize>();
        let people = [tell.iter().map(|team| all.teams[*team].people).sum(), usual];
        let most = 2 * people[0] > usual;
        let due: f64 = (0..all.teams.len()).map(of).sum();
        let tells = due > all.needed && people[0] > 1 && (all.asked || most);
        let days = between(&run, |date| all.total(date) > TELLS).filter(|_| tells)?.to_vec();
        Some(Closed { days, due, people, sure: all.asked && (most || tell.len() > 1) })
    }
}

/// Such dates, as days since the log's Monday.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    /// Of all.
    pub closed: Vec<Closed>,
    /// By team: of this one only, also before it did anything.
    pub teams: Vec<BTreeSet<i64>>,
}

/// A team, as far as it tells when nobody was there.
pub struct Told<'a> {
    pub hours: &'a Hours,
    pub evidence: &'a Evidence,
    pub jobs: &'a [&'a Pass],
    pub people: usize,
}

impl Told<'_> {
    /// What was due in its hours, by date.
    fn due(&self) -> BTreeMap<i64, f64> {
        let open = |date: i64, due: &Day<f64>| {
            let slots = due.iter().zip(self.hours.of_day(date));
            slots.filter(|(_, open)| **open).map(|(due, _)| due).sum()
        };
        self.evidence.dates.iter().map(|(date, due)| (*date, open(*date, due))).collect()
    }

    /// Whether one of several people may have been at something for the whole of a day.
    fn may_be_at_work(&self, date: i64) -> bool {
        let (from, until) = (date * DAY, (date + 1) * DAY);
        let spans =
            |it: &&Pass| it.start.is_some_and(|s| s < from) && it.end.is_none_or(|e| e > until);
        self.people > 1 && self.jobs.iter().any(spans)
    }
}

/// All teams.
struct All<'a> {
    teams: &'a [Told<'a>],
    /// By team and date.
    due: Vec<BTreeMap<i64, f64>>,
    /// So much must have been due. Of many dates one is more easily empty by chance (Bonferroni).
    needed: f64,
    /// It is told when work was asked for.
    asked: bool,
}

impl All<'_> {
    fn due(&self, team: usize, date: i64) -> f64 {
        self.due[team].get(&date).copied().unwrap_or(0.0)
    }

    fn total(&self, date: i64) -> f64 {
        (0..self.teams.len()).map(|team| self.due(team, date)).sum()
    }

    fn works(&self, date: i64) -> bool {
        self.teams.iter().any(|it| it.hours.of_day(date).contains(&true))
    }
}

impl Dates {
    /// Where it is told when work was `asked` for, or not.
    pub fn of(teams: &[Told<'_>], asked: bool) -> Dates {
        let active: Vec<BTreeSet<i64>> = teams.iter().map(|it| active_days(it.jobs)).collect();
        let due: Vec<BTreeMap<i64, f64>> = teams.iter().map(Told::due).collect();
        let any: BTreeSet<i64> = active.iter().flatten().copied().collect();
        let dates: BTreeSet<i64> = due.iter().flat_map(|it| it.keys()).copied().collect();
        let empty: Vec<i64> = dates.difference(&any).copied().collect();
        let needed = EXPECTED + libm::log((any.len() + empty.len()) as f64);
        let all = All { teams, due, needed, asked };
        let later = |date: &i64| all.works(*date) && any.first() < Some(date);
        let runs = runs(empty.into_iter().filter(later), |date| all.works(date));
        let closed: Vec<Closed> =
            runs.into_iter().filter_map(|run| Closed::of(run, &all)).collect();
        let mut found = Dates { closed, teams: Vec::new() };
        let for_all = found.for_all();
        let away = |team: usize| {
            let is_away = |date: &i64| {
                !active[team].contains(date)
                    && all.due(team, *date) > needed
                    && !for_all.contains(date)
                    && !teams[team].may_be_at_work(*date)
            };
            all.due[team].keys().copied().filter(is_away).collect()
        };
        found.teams = (0..teams.len()).map(away).collect();
        found
    }

    /// Only those before a day.
    pub fn before(mut self, day: i64) -> Dates {
        self.closed.iter_mut().for_each(|it| it.days.retain(|date| *date < day));
        self.closed.retain(|it| !it.days.is_empty());
        self.teams.iter_mut().for_each(|team| team.retain(|it| *it < day));
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

/// From the first day that tells it to the last: before and after them nobody may have had anything to do.
fn between(days: &[i64], tells: impl Fn(i64) -> bool) -> Option<&[i64]> {
    let first = days.iter().position(|date| tells(*date))?;
    let last = days.iter().rposition(|date| tells(*date))?;
    Some(&days[first..=last])
}

/// The absences of a team's people.
#[derive(Clone, Debug)]
pub struct Absences {
    /// The days of each, since the log's Monday.
    pub runs: Vec<Vec<i64>>,
    pub every: Estimate,
    pub length: Estimate,
}

impl Absences {
    /// Of the days of a team; `None` if it was always there.
    pub fn of(history: &History, hours: &Hours, dates: &Dates, team: usize) -> Option<Absences> {
        let first = history.of_team(team).flat_map(Pass::instants).min()?.div_euclid(DAY);
        let days = dates.teams.get(team)?.iter().copied().filter(|day| *day > first);
        let for_all = dates.for_all();
        let works = |day: i64| hours.of_day(day).contains(&true) && !for_all.contains(&day);
        let runs = runs(days, works);
        let length = |run: &Vec<i64>| lost(history, hours, team, run);
        let lengths: Vec<f64> = runs.iter().filter_map(length).collect();
        let [least, most] =
            [f64::min, f64::max].map(|of| lengths.iter().copied().reduce(of).unwrap_or(0.0));
        let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
        let length = Estimate::of(mean, None, runs.len(), "absences").hours().weak();
        (!runs.is_empty()).then(|| Absences {
            every: rework::gap(runs.len(), weeks(history), "absences").weak(),
            runs,
            length: length.between(least, most).by("mean; hours of work from the last end before to the first start after, as elapsed time"),
        })
    }
}

/// For how long a team was away around these dates, in hours of elapsed time: what its week lost from what it did last to what it did
/// then, in which nothing of the days before and after them counts, since nobody knows.
fn lost(history: &History, hours: &Hours, team: usize, run: &[i64]) -> Option<f64> {
    let (first, last) = (*run.first()? * DAY, (*run.last()? + 1) * DAY);
    let works = |day: &i64| hours.of_day(*day).contains(&true);
    let before = (1..=7).map(|n| run[0] - n).find(works).map_or(first, |day| day * DAY);
    let after = (0..7).map(|n| last / DAY + n).find(works).map_or(last, |day| (day + 1) * DAY);
    let times = || history.of_team(team).flat_map(Pass::instants);
    let from = times().filter(|at| (before..first).contains(at)).max().unwrap_or(first);
    let until = times().filter(|at| (last..after).contains(at)).min().unwrap_or(last);
    let share = hours.open((from, until)) as f64 / hours.open((0, WEEK)) as f64;
    Some(share * WEEK as f64 / HOUR as f64)
}

/// Dates that follow on each other, but for days without work.
fn runs(dates: impl Iterator<Item = i64>, works: impl Fn(i64) -> bool) -> Vec<Vec<i64>> {
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

/// Weeks in which a campaign was under way: only then an absence is seen.
fn weeks(history: &History) -> f64 {
    let mut spans: Vec<(i64, i64)> = history.cases.iter().map(|it| (it.start, it.end)).collect();
    spans.sort_unstable();
    let mut until = i64::MIN;
    let new = |(from, to): (i64, i64)| {
        let new = (to - from.max(until)).max(0);
        until = until.max(to);
        new
    };
    spans.into_iter().map(new).sum::<i64>() as f64 / WEEK as f64
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
