//! The race: all settings on the same draws, more and more of them, until only those are left that may be best.

use super::aim::{Aim, Kept};
use super::space::Space;
use crate::metric::{COORDINATION_TIME, METRICS};
use crate::model::Scenario;
use crate::question::Stopped;
use crate::stats::{Moments, interval_of_mean};
use crate::study::{self, ModelRuns, Progress, Study};
use std::collections::BTreeMap;

/// Replications of every setting in the first round; each round doubles them.
pub const FIRST: u32 = 64;
/// Rounds at most.
pub const ROUNDS: u32 = 5;
/// Few enough to be told apart on fresh draws.
pub const FEW: usize = 8;

/// What the race saw of a setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Rounds that it took part in.
    pub rounds: u32,
    /// Replications.
    pub n: u32,
    /// The wished mean, less is better.
    pub value: f64,
    /// Mean hours of coordination.
    pub coordination: f64,
    /// Whether the bounds hold.
    pub kept: Kept,
    /// By how much the bound that is missed most is missed.
    pub excess: f64,
    /// The setting with the same results, replication by replication, and no more changes, where there is one.
    pub same_as: Option<usize>,
}

/// How the race ended.
pub struct Raced {
    /// By setting.
    pub seen: Vec<Seen>,
    /// Settings that may be best, the most promising first.
    pub left: Vec<usize>,
    /// Replications in all.
    pub replications: u64,
    /// Whether some setting keeps all bounds, as far as was seen.
    pub feasible: bool,
}

/// Races all settings of a space; the first of them is today's.
///
/// # Errors
/// A progress that asks to stop; settings that do not come to an end.
pub fn race(
    scenario: &Scenario,
    space: &mut Space,
    aim: &Aim,
    (seed, budget): (u64, u64),
    progress: &dyn Progress,
) -> Result<Raced, Stopped> {
    let mut race = Race::new(scenario, space, aim, seed);
    let mut n = FIRST;
    for round in 1..=ROUNDS {
        if round > 1 {
            let more = race.running.len() as u64 * u64::from(n / 2);
            if race.left().len() <= FEW || race.replications + more > budget {
                break;
            }
            progress.more(more);
        }
        race.round(round, n, progress)?;
        n *= 2;
    }
    Ok(race.end())
}

struct Race<'a> {
    aim: &'a Aim,
    /// Changes of each setting.
    changes: Vec<usize>,
    /// The setting of each model of the study; the first is today's, and never leaves.
    running: Vec<usize>,
    plans: Vec<crate::plan::Plan>,
    study: Study,
    seen: Vec<Seen>,
    replications: u64,
    /// Comparisons that are made at once, over all rounds.
    comparisons: usize,
}

impl<'a> Race<'a> {
    fn new(scenario: &Scenario, space: &mut Space, aim: &'a Aim, seed: u64) -> Race<'a> {
        let plans = std::mem::take(&mut space.plans);
        let unseen = Seen {
            rounds: 0,
            n: 0,
            value: f64::INFINITY,
            coordination: 0.0,
            kept: Kept::Missed,
            excess: 0.0,
            same_as: None,
        };
        Race {
            aim,
            changes: space.settings.iter().map(Vec::len).collect(),
            running: (0..plans.len()).collect(),
            study: Study::empty(scenario, &plans, seed),
            seen: vec![unseen; plans.len()],
            comparisons: plans.len() * ROUNDS as usize,
            plans,
            replications: 0,
        }
    }

    fn round(&mut self, round: u32, n: u32, progress: &dyn Progress) -> Result<(), Stopped> {
        self.replications += u64::from(n - self.study.replications) * self.running.len() as u64;
        self.run(n, progress)?;
        for (model, setting) in self.running.iter().enumerate() {
            let runs = &self.study.models[model];
            let today = &self.study.models[0];
            let (kept, excess) = self.aim.kept(runs, today, self.comparisons);
            let coordination = Moments::of(&super::aim::known(runs, COORDINATION_TIME)).mean;
            self.seen[*setting] = Seen {
                rounds: round,
                n,
                value: self.aim.value(runs),
                coordination: coordination.unwrap_or_default(),
                kept,
                excess,
                same_as: None,
            };
        }
        if round == 1 {
            self.merge();
        }
        let lost: Vec<bool> = (0..self.running.len()).map(|model| self.is_lost(model)).collect();
        self.keep(|model| model == 0 || !lost[model]);
        Ok(())
    }

    /// Runs all settings, without those that do not come to an end.
    fn run(&mut self, n: u32, progress: &dyn Progress) -> Result<(), Stopped> {
        match study::extend(&mut self.study, &self.plans, n, progress) {
            Err(study::Stopped::OverBudget(endless)) => {
                let ends: Vec<bool> =
                    self.plans.iter().map(|plan| !endless.models.contains(&plan.model)).collect();
                if !ends[0] {
                    return Err(Stopped::OverBudget(endless));
                }
                self.keep(|model| ends[model]);
                Ok(study::extend(&mut self.study, &self.plans, n, progress)?)
            }
            other => Ok(other?),
        }
    }

    /// Drops what has the same results as a setting of no more changes.
    fn merge(&mut self) {
        let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let mut same = vec![None; self.running.len()];
        for (model, runs) in self.study.models.iter().enumerate() {
            let first = *known.entry(bits(runs)).or_insert(model);
            same[model] = (first != model).then_some(self.running[first]);
        }
        for (model, same) in same.iter().enumerate() {
            self.seen[self.running[model]].same_as = *same;
        }
        self.keep(|model| same[model].is_none());
    }

    fn keep(&mut self, stays: impl Fn(usize) -> bool) {
        fn only<T>(list: &mut Vec<T>, stays: &impl Fn(usize) -> bool) {
            let mut index = 0;
            list.retain(|_| {
                index += 1;
                stays(index - 1)
            });
        }
        only(&mut self.running, &stays);
        only(&mut self.plans, &stays);
        only(&mut self.study.models, &stays);
    }

    /// Whether a model of the study surely is not the one that is looked for.
    fn is_lost(&self, model: usize) -> bool {
        let seen = |model: usize| &self.seen[self.running[model]];
        let models = || 0..self.running.len();
        let sure = |model: &usize| seen(*model).kept == Kept::Surely;
        let broken = seen(model).kept == Kept::Broken;
        let some_kept = models().any(|other| seen(other).kept <= Kept::Seen);
        if broken && some_kept {
            return true;
        }
        let fewer =
            |other: &usize| self.changes[self.running[*other]] < self.changes[self.running[model]];
        let rivals: Vec<usize> = if self.aim.fewest_first && some_kept {
            if models().any(|other| sure(&other) && fewer(&other)) {
                return true;
            }
            let as_few = |other: &usize| {
                self.changes[self.running[*other]] <= self.changes[self.running[model]]
            };
            models().filter(|other| sure(other) && as_few(other)).collect()
        } else if some_kept {
            models().filter(|other| seen(*other).kept <= Kept::Seen).collect()
        } else {
            models().collect()
        };
        let best = rivals.into_iter().min_by(|a, b| seen(*a).value.total_cmp(&seen(*b).value));
        best.is_some_and(|best| best != model && self.surely_worse(model, best))
    }

    fn surely_worse(&self, model: usize, best: usize) -> bool {
        let (ours, theirs) = (&self.study.models[model], &self.study.models[best]);
        let worse = Moments::of(&self.aim.worse_by(ours, theirs));
        let interval = interval_of_mean(worse, self.comparisons);
        interval.is_some_and(|interval| interval.low > self.aim.within)
    }

    /// Settings that may be best, the most promising first.
    fn left(&self) -> Vec<usize> {
        let mut left = self.running.clone();
        let feasible = left.iter().any(|setting| self.seen[*setting].kept <= Kept::Seen);
        let key = |setting: &usize| {
            let seen = &self.seen[*setting];
            let missed = if feasible { f64::from(u8::from(seen.kept > Kept::Seen)) } else { 0.0 };
            (missed, seen.value)
        };
        left.sort_by(|a, b| {
            let ((a, x), (b, y)) = (key(a), key(b));
            a.total_cmp(&b).then(x.total_cmp(&y))
        });
        left
    }

    fn end(self) -> Raced {
        let left = self.left();
        let feasible = self.running.iter().any(|setting| self.seen[*setting].kept <= Kept::Seen);
        Raced { left, feasible, replications: self.replications, seen: self.seen }
    }
}

/// All results of a model, bit for bit.
fn bits(runs: &ModelRuns) -> Vec<u64> {
    let values = (0..METRICS.len()).flat_map(|metric| runs.metric(metric));
    let values = values.map(|value| value.unwrap_or(f64::NAN).to_bits());
    values.chain(runs.status.iter().map(|status| *status as u64)).collect()
}
