//! Does a scenario give the times that were recorded? As far as one's own history does: nothing can be asked to do better.

use super::history::History;
use super::replay::{self, Beside, NoReplay, Replay, Run, Split};
use super::survival::{Curve, kaplan_meier};
use crate::model::Scenario;
use crate::stats;
use crate::study::Progress;
use jiff::civil::DateTime;

/// A right model is at most so many times as far from few campaigns as their history is.
pub const AS_GOOD: f64 = 1.5;

/// What was recorded beside what is simulated from the same starts.
#[derive(Clone, Debug)]
pub struct Validation {
    /// Campaigns that are compared.
    pub campaigns: usize,
    /// Of them still open.
    pub open: usize,
    /// Others that never came to their end, and are not compared.
    pub abandoned: usize,
    /// The share of simulated ones that had not launched by the horizon.
    pub unlaunched: f64,
    /// Campaigns before them; where there are none, the others of two halves.
    pub history: usize,
    /// Of these still open.
    pub past_open: usize,
    /// Whether those that are compared were not known to the fit.
    pub held_out: bool,
    pub recorded: Curve,
    pub past: Curve,
    pub simulated: Curve,
    /// So far, in hours, are as many campaigns of one replication from all others in 19 of 20 cases.
    pub chance: f64,
    /// Each is simulated alone: see [`History::is_one_by_one`].
    pub alone: bool,
    /// Of all campaigns of the log.
    pub recorded_split: Split,
    pub simulated_split: Split,
    /// Whether the log says when work was asked for and begun.
    pub tells_work: bool,
    /// The same of reviews.
    pub tells_reviews: bool,
}

impl Validation {
    /// How far the simulated times are from the recorded ones, in hours.
    pub fn distance(&self) -> f64 {
        self.recorded.distance(&self.simulated)
    }

    /// How far history is from them: the noise floor.
    pub fn floor(&self) -> f64 {
        self.recorded.distance(&self.past)
    }

    /// How many campaigns are compared, in words.
    pub fn compared(&self) -> String {
        match self.campaigns {
            1 => "1 campaign".to_owned(),
            n => format!("{n} campaigns"),
        }
    }

    pub fn ratio(&self) -> Option<f64> {
        (self.floor() > 0.0).then(|| self.distance() / self.floor())
    }

    /// A distance as a share of the recorded mean.
    pub fn relative(&self, hours: f64) -> Option<f64> {
        let mean = self.recorded.mean();
        (mean > 0.0).then(|| hours / mean)
    }

    /// Whether dates may be forecast with it; where history itself is no way off, a hundredth of the mean is none either.
    pub fn is_as_good(&self) -> bool {
        self.distance() <= (AS_GOOD * self.floor()).max(0.01 * self.recorded.mean())
    }

    /// Whether it is further from what was recorded than a right model is by chance, too.
    pub fn is_worse(&self) -> bool {
        !self.is_as_good() && self.distance() > self.chance
    }

    /// Whether both are more than twice as far from campaigns after them as a right model is by chance, since what was fitted and
    /// history share their own chance: neither foretold them.
    pub fn has_changed(&self) -> bool {
        let nearer = self.distance().min(self.floor());
        self.held_out && self.is_as_good() && nearer > 2.0 * self.chance
    }

    /// The one sentence.
    pub fn sentence(&self) -> String {
        let (distance, floor) = (self.distance(), self.floor());
        let sides = format!(
            "{distance:.1} h from what was recorded, where history is {floor:.1} h from it"
        );
        match self.is_as_good() {
            true if self.has_changed() => format!(
                "Campaigns {} than before, and neither foretold it: {sides}, more than twice the {:.1} h that a right model would be from it by chance (95 %). Something has changed: find out what, and forecast dates with neither.",
                if self.recorded.mean() > self.past.mean() {
                    "take longer"
                } else {
                    "are done sooner"
                },
                self.chance
            ),
            true if distance <= floor => format!("As good as your own history: {sides}."),
            true => format!(
                "No worse than your own history, as far as {} can tell: {sides} (by chance a right model is up to {AS_GOOD} times as far).",
                self.compared()
            ),
            false if !self.is_worse() => format!(
                "Whether it is as good as your own history cannot be told with {}: {sides}, but a right model would be up to {:.1} h from so few by chance (95 %). Until more are over, forecast dates with your history.",
                self.compared(),
                self.chance
            ),
            false => format!(
                "Worse than your own history ({sides}): do not forecast dates with it; believe differences between models at your own risk."
            ),
        }
    }
}

/// Replays a log, after campaigns that it lacks, by their starts. The first `fitted` campaigns are history; where that is all of them
/// or none, each half is held against the other.
///
/// # Errors
/// As [`Replay::of`].
pub fn validate(
    (scenario, model): (&Scenario, usize),
    (history, epoch, earlier): (&History, DateTime, &[DateTime]),
    fitted: usize,
    replications: u32,
    progress: &impl Progress,
) -> Result<Validation, NoReplay> {
    let beside = Beside { earlier, later: &[] };
    let replay = Replay::beside(beside, (scenario, model), history, epoch)?;
    let runs = replay.run(replications, progress)?;
    let all = history.cases.len();
    let held_out = fitted > 0 && fitted < all;
    let compared = |case: usize| is_compared(case, fitted, all);
    let past = |case: usize| !compared(case);
    let times = |which: &dyn Fn(usize) -> bool| -> Vec<(f64, bool)> {
        let cases = (0..all).filter(|case| which(*case) && !history.cases[*case].abandoned);
        cases.filter_map(|case| history.cycle(case)).collect()
    };
    let recorded = times(&compared);
    let simulated = |run: &Run| {
        let cases = (0..all).filter(|case| compared(*case) && !history.cases[*case].abandoned);
        let horizon = scenario.facts.horizon.hours();
        cases
            .map(|case| run.cycles[case].map_or((horizon, true), |time| (time, false)))
            .collect::<Vec<_>>()
    };
    let simulated: Vec<Vec<(f64, bool)>> = runs.iter().map(simulated).collect();
    let chance = by_chance(&simulated);
    let simulated = simulated.concat();
    let mean = |of: fn(&Split) -> f64| {
        stats::mean(&runs.iter().map(|run| of(&run.split)).collect::<Vec<_>>()).unwrap_or(0.0)
    };
    Ok(Validation {
        campaigns: recorded.len(),
        open: recorded.iter().filter(|(_, open)| *open).count(),
        abandoned: (0..all)
            .filter(|case| compared(*case) && history.cases[*case].abandoned)
            .count(),
        unlaunched: stats::mean(
            &simulated.iter().map(|(_, open)| f64::from(u8::from(*open))).collect::<Vec<_>>(),
        )
        .unwrap_or(0.0),
        history: times(&past).len(),
        past_open: times(&past).iter().filter(|(_, open)| *open).count(),
        held_out,
        recorded: kaplan_meier(&recorded),
        past: kaplan_meier(&times(&past)),
        simulated: kaplan_meier(&simulated),
        chance,
        alone: history.is_one_by_one(),
        recorded_split: replay::recorded(history),
        simulated_split: Split {
            worked: mean(|it| it.worked),
            queued: mean(|it| it.queued),
            review: mean(|it| it.review),
            verdicts: mean(|it| it.verdicts),
            rejected: mean(|it| it.rejected),
            reviewed: mean(|it| it.reviewed),
        },
        tells_work: tells(history, false),
        tells_reviews: tells(history, true),
    })
}

/// Whether a campaign is held against what was fitted to the first of all: every other one, where none is new, since neighbours
/// are alike, so that halves by time would differ more.
pub fn is_compared(case: usize, fitted: usize, all: usize) -> bool {
    if fitted > 0 && fitted < all { case >= fitted } else { case % 2 == 1 }
}

/// How far the times of one replication are from those of all, in 19 of 20 cases: what a log would be, were the model right.
fn by_chance(runs: &[Vec<(f64, bool)>]) -> f64 {
    let all = kaplan_meier(&runs.concat());
    let distances = runs.iter().map(|run| kaplan_meier(run).distance(&all));
    stats::quantile(&stats::ascending(distances), 0.95).unwrap_or(0.0)
}

/// Whether the log says of all steps of work, or of all approvals, when they were asked for and begun: by all their teams, since where
/// only turnarounds are known, a replication waits for all of them.
fn tells(history: &History, review: bool) -> bool {
    let mut own = history.all().filter(|pass| history.steps[pass.step].review == review);
    own.all(|pass| history.steps[pass.step].asked && !history.is_elapsed(pass.step, pass.team))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 20 replications of one campaign 19 take 10 h and one 30 h: all 11 h on average. Those of 10 h are a twentieth of 20 h from
    /// all, and the 95 % quantile of 19 times 1 h and once 19 h lies a twentieth of the way between them: 1 h + 0.05 * 18 h.
    #[test]
    fn chance_is_what_single_replications_are_off() {
        let runs: Vec<Vec<(f64, bool)>> =
            (0..20).map(|run| vec![(if run == 0 { 30.0 } else { 10.0 }, false)]).collect();
        assert!((by_chance(&runs) - 1.9).abs() < 1e-9, "{}", by_chance(&runs));
        let of = |times: &[f64]| Curve::of(times);
        let mut found = Validation {
            campaigns: 1,
            open: 0,
            abandoned: 0,
            unlaunched: 0.0,
            history: 1,
            past_open: 0,
            held_out: true,
            recorded: of(&[12.0]),
            past: of(&[11.5]),
            simulated: of(&[10.0]),
            chance: 1.9,
            alone: false,
            recorded_split: Split::default(),
            simulated_split: Split::default(),
            tells_work: true,
            tells_reviews: true,
        };
        // 2 h, four times what history is off.
        assert!(found.is_worse() && found.sentence().starts_with("Worse"));
        found.chance = 2.1;
        assert!(!found.is_worse() && found.sentence().contains("cannot be told with 1 campaign:"));
        // 2 h and 2.5 h off, both more than twice what chance leaves: as good as history, which is no good.
        (found.past, found.chance) = (of(&[9.5]), 0.95);
        assert!(found.is_as_good() && found.sentence().starts_with("Campaigns take longer"));
        found.held_out = false;
        assert!(found.sentence().starts_with("As good as"));
    }
}
