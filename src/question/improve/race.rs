//! The race: all settings on the same draws, more and more of them, until only those are left that may be best.

use super::aim::{Aim, Kept};
use super::space::Space;
use crate::metric::{COORDINATION_TIME, METRICS};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::question::Stopped;
use crate::stats::Moments;
use crate::study::{self, ModelRuns, Progress, Study};
use std::collections::BTreeMap;

/// Replications of every setting in the first round; each round doubles them.
pub const FIRST: u32 = 64;
/// Rounds at most.
pub const ROUNDS: u32 = 5;
/// Few enough to be told apart on fresh draws.
const FEW: usize = 8;

/// How a setting did in the race.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// Rounds that it took part in.
    pub rounds: u32,
    /// Replications.
    pub n: u32,
    /// What is wished for, less is better.
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
pub struct Standings {
    /// By setting.
    pub scores: Vec<Score>,
    /// Settings that may be best, the most promising first.
    pub left: Vec<usize>,
    /// Replications in all.
    pub replications: u64,
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
) -> Result<Standings, Stopped> {
    let changes = space.settings.iter().map(Vec::len).collect();
    let mut race = Race::new(scenario, std::mem::take(&mut space.plans), changes, aim, seed);
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

/// A race under way.
pub struct Race<'a> {
    aim: &'a Aim,
    /// Changes of each setting.
    changes: Vec<usize>,
    /// The setting of each model of the study; the first is today's, and never leaves.
    running: Vec<usize>,
    plans: Vec<Plan>,
    study: Study,
    scores: Vec<Score>,
    replications: u64,
    /// Comparisons that are made at once, over all rounds.
    comparisons: usize,
}

impl<'a> Race<'a> {
    /// Of settings, today's first, each with its plan and how many changes it takes.
    pub fn new(
        scenario: &Scenario,
        plans: Vec<Plan>,
        changes: Vec<usize>,
        aim: &'a Aim,
        seed: u64,
    ) -> Race<'a> {
        let unseen = Score {
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
            changes,
            running: (0..plans.len()).collect(),
            study: Study::empty(scenario, &plans, seed),
            scores: vec![unseen; plans.len()],
            comparisons: plans.len() * ROUNDS as usize,
            plans,
            replications: 0,
        }
    }

    /// Runs all that are left until each has `n` replications; who surely is not the one leaves.
    ///
    /// # Errors
    /// As [`race`].
    pub fn round(&mut self, round: u32, n: u32, progress: &dyn Progress) -> Result<(), Stopped> {
        progress.at(&format!("{} ways of working left", self.running.len()));
        self.replications += u64::from(n - self.study.replications) * self.running.len() as u64;
        self.run(n, progress)?;
        for (model, setting) in self.running.iter().enumerate() {
            let runs = &self.study.models[model];
            let (kept, excess) = self.aim.kept(&self.study, model, self.comparisons);
            let coordination = Moments::of(&super::aim::known(runs, COORDINATION_TIME)).mean;
            self.scores[*setting] = Score {
                rounds: round,
                n,
                value: self.aim.value(&self.study, model),
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
            self.scores[self.running[model]].same_as = *same;
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

    fn score(&self, model: usize) -> &Score {
        &self.scores[self.running[model]]
    }

    /// Whether a model of the study surely is not the one that is looked for.
    fn is_lost(&self, model: usize) -> bool {
        let models = || 0..self.running.len();
        let keeps = |other: &usize| self.score(*other).kept <= Kept::Seen;
        if !models().any(|other| keeps(&other)) {
            return self.is_beaten(model, models());
        }
        if self.score(model).kept == Kept::Broken {
            return true;
        }
        if !self.aim.fewest_first {
            return self.is_beaten(model, models().filter(keeps));
        }
        let changes = |model: usize| self.changes[self.running[model]];
        let sure = |other: &usize| self.score(*other).kept == Kept::Surely;
        models().filter(sure).any(|other| changes(other) < changes(model))
            || self
                .is_beaten(model, models().filter(sure).filter(|it| changes(*it) == changes(model)))
    }

    /// Whether a model surely is worse than the best of some rivals.
    fn is_beaten(&self, model: usize, rivals: impl Iterator<Item = usize>) -> bool {
        let value = |model: &usize| self.score(*model).value;
        let best = rivals.min_by(|a, b| value(a).total_cmp(&value(b)));
        best.filter(|best| *best != model).is_some_and(|best| {
            let worse = self.aim.worse(&self.study, [model, best], self.comparisons);
            worse.is_some_and(|worse| worse.low > self.aim.within)
        })
    }

    /// Settings that may be best, the most promising first.
    pub fn left(&self) -> Vec<usize> {
        let mut left = self.running.clone();
        let score = |setting: &usize| &self.scores[*setting];
        let feasible = left.iter().any(|setting| score(setting).kept <= Kept::Seen);
        let misses = |setting: &usize| feasible && score(setting).kept > Kept::Seen;
        left.sort_by(|a, b| {
            misses(a).cmp(&misses(b)).then(score(a).value.total_cmp(&score(b).value))
        });
        left
    }

    fn end(self) -> Standings {
        Standings { left: self.left(), replications: self.replications, scores: self.scores }
    }
}

/// All results of a model, bit for bit.
fn bits(runs: &ModelRuns) -> Vec<u64> {
    let values = (0..METRICS.len()).flat_map(|metric| runs.metric(metric));
    let values = values.map(|value| value.unwrap_or(f64::NAN).to_bits());
    values.chain(runs.status.iter().map(|status| *status as u64)).collect()
}
