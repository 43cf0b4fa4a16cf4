//! Logs of a known truth: what a fit finds in them, how good its forecasts are, and how often a check of a pilot is wrong.

use flowcast::fit::check_in::{Basis, Campaigns, FIRST, Plan, check_in, limit};
use flowcast::fit::history::{Case, History};
use flowcast::fit::known::to_come;
use flowcast::fit::replay::{Beside, Replay, Run};
use flowcast::fit::survival::Curve;
use flowcast::fit::{self, Fit, Options};
use flowcast::log::{self, Log, export};
use flowcast::model::Scenario;
use flowcast::study::Unwatched;
use flowcast::time::{self, Instant};
use flowcast::{plan, scenario};
use jiff::civil::DateTime;

/// Two writers and two designers, a board that sits twice a week, and a web editor who gets work only after it.
pub const TRUTH: &str = include_str!("../../examples/logs/pages.toml");

/// Numbers of the truth: where they stand, and what they are (times in hours).
pub const KNOWN: [(&str, f64); 13] = [
    ("teams.editors.people", 2.0),
    ("teams.studio.people", 2.0),
    ("teams.board.people", 1.0),
    ("streams.text.effort.median", 5.0),
    ("streams.design.effort.median", 3.0),
    ("streams.release.reviewers.board.effort.median", 1.0 / 3.0),
    ("streams.posting.effort.median", 0.75),
    ("streams.release.revise", 0.4),
    ("streams.release.rereview", 0.6),
    ("streams.release.reviewers.board.reject[0]", 0.3),
    ("streams.release.reviewers.board.reject[1]", 0.12),
    ("handoffs.sensitivity", 0.5),
    ("handoffs.impact", 0.35),
];

/// And its calendars.
pub const HOURS: [(&str, &str); 2] = [
    ("calendars.office", "Mon-Fri 09:00-17:00"),
    ("calendars.board", "Mon 13:00-15:00, Wed 09:00-11:00"),
];

type Outcome<T> = Result<T, String>;

/// The truth with so many campaigns, of a seed.
pub fn truth(campaigns: usize, seed: u64) -> Outcome<Scenario> {
    let sets = [
        ("portfolio.campaigns".to_owned(), campaigns.to_string()),
        ("study.seed".to_owned(), seed.to_string()),
    ];
    scenario::load("truth.toml", TRUTH, &sets).map_err(|found| found.to_string())
}

/// One replication of it as a log.
pub fn log_of(scenario: &Scenario) -> Outcome<Log> {
    let plan = plan::compile_all(scenario).map_err(|found| format!("{found:?}"))?.remove(0);
    let export = export::simulate(scenario, &plan, 1, &Unwatched).ok_or("stopped")?;
    let text = export.csv(&export::COLUMNS).map_err(|why| why.to_string())?;
    log::read("log.csv", text.as_bytes(), &log::Options::default())
        .map_err(|found| found.to_string())
}

/// What a fit finds in a log.
pub fn fitted(log: &Log) -> Outcome<Fit> {
    fitted_to_first(log, None)
}

fn fitted_to_first(log: &Log, first: Option<usize>) -> Outcome<Fit> {
    let options = Options {
        name: "fitted".to_owned(),
        file: "log.csv".to_owned(),
        scenario: "fitted.toml".to_owned(),
        first,
        ..Options::default()
    };
    fit::fit(log, &options).map_err(|why| why.to_string())
}

/// A number of fit.csv; times in hours.
pub fn number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| scenario::elapsed(text).map(|time| time.hours()))
}

/// Whether the interval (of one without: the value) of a number holds the truth; `None` where the log did not tell it.
pub fn holds(fit: &Fit, path: &str, truth: f64) -> Option<bool> {
    let row = fit.rows.iter().find(|row| row.path == path && row.grade != "C")?;
    let value = number(&row.value)?;
    let near = (value - truth).abs() <= 0.002;
    let within = number(&row.low)
        .zip(number(&row.high))
        .is_some_and(|(low, high)| low <= truth && truth <= high);
    Some(near || within)
}

/// Of each number: how many logs hold it, of those that tell it.
type Held = Vec<(usize, usize)>;

/// Of so many logs: how many tell each number and hold it, and how many have each calendar exactly.
pub fn coverage(trips: u64, campaigns: usize) -> Outcome<(Held, Vec<usize>)> {
    let (mut held, mut exact) = (vec![(0, 0); KNOWN.len()], vec![0; HOURS.len()]);
    for seed in 1..=trips {
        let fit = fitted(&log_of(&truth(campaigns, seed)?)?)?;
        for ((path, truth), (hit, of)) in KNOWN.iter().zip(&mut held) {
            if let Some(holds) = holds(&fit, path, *truth) {
                *hit += usize::from(holds);
                *of += 1;
            }
        }
        for ((path, pattern), exact) in HOURS.iter().zip(&mut exact) {
            *exact +=
                usize::from(fit.rows.iter().any(|row| row.path == *path && row.value == *pattern));
        }
    }
    Ok((held, exact))
}

/// Cycle times of the truth, of many campaigns that start at any time.
#[allow(dead_code)] // The example measures it.
pub fn true_times(replications: u32) -> Outcome<Vec<f64>> {
    let scenario = truth(40, 999)?;
    let history = History::of(&log_of(&scenario)?, None);
    let runs = replayed(&scenario, &history, replications)?;
    Ok(runs.into_iter().flat_map(|run| run.cycles).flatten().collect())
}

fn replayed(scenario: &Scenario, history: &History, replications: u32) -> Outcome<Vec<Run>> {
    let epoch = scenario.facts.start.date().at(0, 0, 0, 0);
    let replay = Replay::of(scenario, 0, history, epoch).map_err(|why| why.to_string())?;
    replay.run(replications, &Unwatched).map_err(|why| why.to_string())
}

/// Of one log of few campaigns: how far its fit is from the truth, and how far its history is, in hours.
#[allow(dead_code)] // The example measures it.
pub fn against_history(campaigns: usize, seed: u64, truth_times: &Curve) -> Outcome<(f64, f64)> {
    let scenario = truth(campaigns, seed)?;
    let log = log_of(&scenario)?;
    let history = History::of(&log, None);
    let own: Vec<f64> = history.cycles().into_iter().map(|(time, _)| time).collect();
    let fit = fitted(&log)?;
    let model =
        scenario::load("fitted.toml", &fit.scenario, &[]).map_err(|found| found.to_string())?;
    let many = History::of(&log_of(&truth(40, 999)?)?, None);
    let runs = replayed(&model, &many, 20)?;
    let times: Vec<f64> = runs.into_iter().flat_map(|run| run.cycles).flatten().collect();
    Ok((truth_times.distance(&Curve::of(&times)), truth_times.distance(&Curve::of(&own))))
}

/// When campaigns begin, in hours.
fn begun(cases: &[Case]) -> Vec<f64> {
    cases.iter().map(|case| time::hours(case.start)).collect()
}

/// How often a pilot of the truth, `slower` times as slow, is called slower: an exact forecast.
pub fn alarms(campaigns: usize, trials: usize, slower: f64) -> Outcome<usize> {
    let scenario = truth(campaigns, 7)?;
    let history = History::of(&log_of(&scenario)?, None);
    let mut runs = replayed(&scenario, &history, 2_000 + trials as u32)?;
    let pilots = runs.split_off(2_000);
    let called = |pilot: &Run| {
        let times: Vec<(f64, bool)> =
            pilot.cycles.iter().map(|time| (time.unwrap_or(f64::MAX) * slower, false)).collect();
        let plan = Plan { begun: &begun(&history.cases), last: campaigns, limit: None };
        check_in(Campaigns { times: &times, runs: &runs }, Basis::Exact, plan)
            .is_some_and(|found| found.alarm().is_some())
    };
    Ok(pilots.iter().filter(|pilot| called(pilot)).count())
}

/// A portfolio near saturation: when all is forecast from the first campaigns, waiting still grows.
#[allow(dead_code)] // The example measures it.
pub const CROWDED: &str = include_str!("../../scenarios/more-campaigns.toml");

/// Pilots that come after the campaigns that their forecast is fitted to, in one log and with the same teams.
#[allow(dead_code)] // The example measures it.
pub struct Pilots {
    pub scenario: &'static str,
    pub model: &'static str,
    pub fitted_to: usize,
    pub pilot: usize,
}

impl Pilots {
    /// How many of so many are called slower, `slower` times as slow as they are.
    ///
    /// # Errors
    /// A scenario, a log or a fit that is refused: a defect.
    #[allow(dead_code)] // The example measures it.
    pub fn called(&self, trials: u64, slower: &[f64]) -> Outcome<Vec<usize>> {
        let mut called = vec![0; slower.len()];
        for trial in 1..=trials {
            let calls = self.calls(30_000 + trial, slower)?;
            called.iter_mut().zip(calls).for_each(|(sum, call)| *sum += usize::from(call));
        }
        Ok(called)
    }

    /// As forecast: looked at after each campaign of the pilot, with nothing known of what comes then; slower: after the last one.
    fn calls(&self, seed: u64, slower: &[f64]) -> Outcome<Vec<bool>> {
        let log = log_of(&self.truth(seed)?)?;
        let fit = fitted_to_first(&log, Some(self.fitted_to))?;
        let model =
            scenario::load("fitted.toml", &fit.scenario, &[]).map_err(|found| found.to_string())?;
        let history = History::of(&log, None);
        let call = |by: &f64| {
            let cycles = history.cycles();
            let times: Vec<f64> = cycles
                .iter()
                .enumerate()
                .map(|(case, (time, _))| if case < self.fitted_to { *time } else { by * time })
                .collect();
            let began = begun(&history.cases);
            let mut ends: Vec<f64> =
                (self.fitted_to..times.len()).map(|case| began[case] + times[case]).collect();
            ends.sort_by(f64::total_cmp);
            let looks = &ends[FIRST - 1..];
            let looks = if *by == 1.0 { looks } else { &[looks[0], looks[looks.len() - 1]] };
            let mut limit = None;
            let mut called = false;
            for now in looks {
                let (call, own) =
                    self.call((&model, &log), history.clone(), (&times, *now), limit)?;
                (called, limit) = (called || call, own);
            }
            Ok(called)
        };
        slower.iter().map(call).collect()
    }

    /// Whether it is called slower from what is known at an hour, by this limit or by its own, and by which.
    fn call(
        &self,
        (model, log): (&Scenario, &Log),
        mut history: History,
        (times, now): (&[f64], f64),
        told: Option<f64>,
    ) -> Outcome<(bool, Option<f64>)> {
        history.cases.retain(|case| time::hours(case.start) <= now);
        let starts: Vec<DateTime> =
            history.cases.iter().map(|case| log.at(Instant(case.start))).collect();
        let all = self.fitted_to + self.pilot;
        let later = to_come(&starts, all - starts.len());
        let beside = Beside { earlier: &[], later: &later };
        let replay = Replay::beside(beside, (model, 0), &history, log.epoch);
        let runs = replay.and_then(|it| it.run(200, &Unwatched)).map_err(|why| why.to_string())?;
        let (before, after): (Vec<Run>, Vec<Run>) =
            runs.into_iter().map(|run| run.split_at(self.fitted_to)).unzip();
        let began = begun(&history.cases);
        let known: Vec<(f64, bool)> = times
            .iter()
            .zip(&began)
            .map(|(time, began)| (time.min(now - began), began + time > now))
            .collect();
        let to_begin = later.iter().map(|at| at.duration_since(log.epoch).as_secs_f64() / 3600.0);
        let own: Vec<f64> = began[self.fitted_to..].iter().copied().chain(to_begin).collect();
        let (past, pilot) = known.split_at(self.fitted_to);
        let basis = Basis::History(Campaigns { times: past, runs: &before });
        let pilot = Campaigns { times: pilot, runs: &after };
        let plan = Plan { begun: &own, last: self.pilot, limit: told };
        let limit = told.or_else(|| limit(&after, basis, plan));
        let found = check_in(pilot, basis, Plan { limit, ..plan });
        Ok((found.is_some_and(|it| it.alarm().is_some()), limit))
    }

    fn truth(&self, seed: u64) -> Outcome<Scenario> {
        let campaigns = (self.fitted_to + self.pilot).to_string();
        let sets = [
            ("portfolio.campaigns".to_owned(), campaigns),
            ("study.seed".to_owned(), seed.to_string()),
        ];
        let mut scenario = scenario::load("truth.toml", self.scenario, &sets)
            .map_err(|found| found.to_string())?;
        scenario.models.retain(|model| model.name == self.model);
        scenario.study.baseline = 0;
        Ok(scenario)
    }
}

/// The same where each forecast is fitted to a log of so many campaigns.
#[allow(dead_code)] // The example measures it.
pub fn alarms_of_fits(fitted_to: usize, pilot: usize, trials: u64) -> Outcome<usize> {
    let mut called = 0;
    for trial in 1..=trials {
        let fit = fitted(&log_of(&truth(fitted_to, 10_000 + trial)?)?)?;
        let model =
            scenario::load("fitted.toml", &fit.scenario, &[]).map_err(|found| found.to_string())?;
        let history = History::of(&log_of(&truth(pilot, 20_000 + trial)?)?, None);
        let runs = replayed(&model, &history, 400)?;
        called += usize::from(
            check_in(
                Campaigns { times: &history.cycles(), runs: &runs },
                Basis::Fitted(fitted_to),
                Plan { begun: &begun(&history.cases), last: pilot, limit: None },
            )
            .is_some_and(|it| it.alarm().is_some()),
        );
    }
    Ok(called)
}
