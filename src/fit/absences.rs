//! The absences of a team's people: how often, and for how long.

use super::away::Dates;
use super::estimate::Estimate;
use super::history::{History, Pass};
use super::hours::Hours;
use super::rework;
use super::told::runs;
use crate::time::{DAY, HOUR, WEEK};

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
