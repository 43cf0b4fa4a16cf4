//! The race: all settings on the same draws, more and more of them, until only those are left that may be best.

use super::aim::{Aim, Held, Kept};
use super::space::Space;
use super::{SCREEN, Search};
use crate::analysis::launches::Launched;
use crate::metric::{COORDINATION_TIME, METRICS};
use crate::model::Scenario;
use crate::plan::Plan;
use crate::question::Stopped;
use crate::stats::{Interval, Moments};
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
    /// The same two over the first [`FIRST`] replications, which all settings have in common.
    pub first: [f64; 2],
    /// How often it was launched.
    pub launched: Launched,
    /// What is known of the bounds.
    pub held: Held,
    /// The setting with the same results, replication by replication, and no more changes, where there is one.
    pub same_as: Option<usize>,
}

impl Score {
    /// Of what did not run, or did not come to an end.
    pub const UNSEEN: Score = Score {
        rounds: 0,
        n: 0,
        value: f64::INFINITY,
        coordination: 0.0,
        first: [f64::INFINITY, 0.0],
        launched: Launched { count: 0, of: 0 },
        held: Held {
            kept: Kept::Missed,
            missed: f64::INFINITY,
            reach: Interval { low: 0.0, high: f64::INFINITY },
        },
        same_as: None,
    };
}

/// How the race ended.
pub struct Standings {
    /// By setting.
    pub scores: Vec<Score>,
    /// Settings that may be best, the most promising first.
    pub left: Vec<usize>,
    /// Replications in all.
    pub replications: u64,
    /// Rounds that were run.
    pub rounds: u32,
    /// Whether another round would have taken more than the budget.
    pub spent: bool,
}

impl Standings {
    /// Settings that are to be looked at on fresh draws: at most so many; where fewer changes go first, or
    /// nothing keeps the bounds, as many of each number of changes.
    pub fn finalists(&self, space: &Space, aim: &Aim, most: usize) -> Vec<usize> {
        let left = || self.left.iter().copied().filter(|it| *it != 0);
        let keeps = self.left.iter().any(|it| self.scores[*it].held.keeps());
        let each = if aim.fewest_first || !keeps { most.div_ceil(space.reach.max(1)) } else { 0 };
        let of_each = (1..=space.reach)
            .flat_map(|n| left().filter(move |it| space.settings[*it].len() == n).take(each));
        let mut chosen: Vec<usize> = Vec::new();
        for setting in of_each.chain(left()) {
            if chosen.len() < most && !chosen.contains(&setting) {
                chosen.push(setting);
            }
        }
        chosen
    }

    /// What nothing beats in both the wish and the hours of coordination over the first replications, the best wish
    /// first; at most so many.
    pub fn front(&self, most: usize) -> Vec<usize> {
        let seen = |it: &usize| self.scores[*it].same_as.is_none() && self.scores[*it].n > 0;
        let points = (0..self.scores.len()).filter(seen).map(|it| (it, self.scores[it].first));
        let mut front = undominated(points.collect());
        front.truncate(most);
        front
    }
}

/// Of points, each of two numbers of which less is better, those that no other one beats, by rising first number.
pub fn undominated(mut points: Vec<(usize, [f64; 2])>) -> Vec<usize> {
    points.retain(|(_, [wish, _])| wish.is_finite());
    points.sort_by(|(_, a), (_, b)| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut least = f64::INFINITY;
    points.retain(|(_, [_, talk])| {
        let beats = *talk < least;
        least = least.min(*talk);
        beats
    });
    points.into_iter().map(|(it, _)| it).collect()
}

/// Races all settings of a space; the first of them is today's.
///
/// # Errors
/// A progress that asks to stop; settings that do not come to an end.
pub fn race(
    search: &Search<'_>,
    space: &mut Space,
    aim: &Aim,
    progress: &dyn Progress,
) -> Result<Standings, Stopped> {
    let (seed, budget) = (search.race_seed(), search.budget);
    let changes = space.settings.iter().map(Vec::len).collect();
    // They are needed again where the space may grow.
    let plans = if space.grows() { space.plans.clone() } else { std::mem::take(&mut space.plans) };
    let mut race = Race::new(search.scenario, plans, changes, aim, seed);
    if search.early {
        race.screen(progress)?;
        progress.more(race.running.len() as u64 * u64::from(FIRST - SCREEN));
    }
    let (mut n, mut rounds, mut spent) = (FIRST, 0, false);
    while rounds < ROUNDS {
        if rounds > 0 {
            let more = race.running.len() as u64 * u64::from(n / 2);
            spent = race.replications + more > budget;
            if race.left().len() <= FEW || spent {
                spent &= race.left().len() > FEW;
                break;
            }
            progress.more(more);
        }
        rounds += 1;
        race.round(rounds, n, progress)?;
        n *= 2;
    }
    Ok(Standings {
        left: race.left(),
        replications: race.replications,
        scores: race.scores,
        rounds,
        spent,
    })
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
        Race {
            aim,
            changes,
            running: (0..plans.len()).collect(),
            study: Study::empty(scenario, &plans, seed),
            scores: vec![Score::UNSEEN; plans.len()],
            comparisons: plans.len() * ROUNDS as usize,
            plans,
            replications: 0,
        }
    }

    /// Few replications of all: who surely is not the one leaves before the first round. Who stays is not merged yet, since
    /// those that differ rarely are alike over few.
    ///
    /// # Errors
    /// As [`race`].
    fn screen(&mut self, progress: &dyn Progress) -> Result<(), Stopped> {
        self.comparisons += self.plans.len();
        self.play(0, SCREEN, progress)?;
        let (lost, same) = (self.lost(), self.same());
        for (model, setting) in self.running.iter().enumerate().filter(|(model, _)| lost[*model]) {
            self.scores[*setting].same_as = same[model];
        }
        self.keep(|model| !lost[model]);
        Ok(())
    }

    /// Runs all that are left until each has `n` replications; who surely is not the one leaves.
    ///
    /// # Errors
    /// As [`race`].
    pub fn round(&mut self, round: u32, n: u32, progress: &dyn Progress) -> Result<(), Stopped> {
        self.play(round, n, progress)?;
        if round == 1 {
            self.merge();
        }
        let lost = self.lost();
        self.keep(|model| !lost[model]);
        Ok(())
    }

    /// Of each model, whether it surely is not the one; today's never leaves.
    fn lost(&self) -> Vec<bool> {
        (0..self.running.len()).map(|model| model != 0 && self.is_lost(model)).collect()
    }

    /// Runs all that are left until each has `n` replications, and scores them.
    fn play(&mut self, round: u32, n: u32, progress: &dyn Progress) -> Result<(), Stopped> {
        progress.at(&format!("{} ways of working left", self.running.len()));
        self.replications += u64::from(n - self.study.replications) * self.running.len() as u64;
        self.run(n, progress)?;
        for (model, setting) in self.running.iter().enumerate() {
            let runs = &self.study.models[model];
            let coordination = Moments::of(&super::aim::known(runs, COORDINATION_TIME)).mean;
            let coordination = coordination.unwrap_or_default();
            let value = self.aim.value(&self.study, model);
            let first =
                if round <= 1 { [value, coordination] } else { self.scores[*setting].first };
            self.scores[*setting] = Score {
                rounds: round,
                n,
                value,
                coordination,
                first,
                launched: Launched::of(runs),
                held: self.aim.held(&self.study, model, self.comparisons),
                same_as: None,
            };
        }
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
        let same = self.same();
        for (model, same) in same.iter().enumerate() {
            self.scores[self.running[model]].same_as = *same;
        }
        self.keep(|model| same[model].is_none());
    }

    /// Of each model, the setting of no more changes that has the same results.
    fn same(&self) -> Vec<Option<usize>> {
        let mut known: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let mut same = vec![None; self.running.len()];
        for (model, runs) in self.study.models.iter().enumerate() {
            let first = *known.entry(bits(runs)).or_insert(model);
            same[model] = (first != model).then_some(self.running[first]);
        }
        same
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
        let keeps = |other: &usize| self.score(*other).held.keeps();
        if !models().any(|other| keeps(&other)) {
            let nearer =
                |other| self.score(other).held.reach.high < self.score(model).held.reach.low;
            // The earliest is asked for, or what misses the bounds the least.
            return match self.aim.fewest_first {
                true => self.is_beaten(model, models()),
                false => models().any(nearer),
            };
        }
        if self.score(model).held.kept == Kept::Broken {
            return true;
        }
        if !self.aim.fewest_first {
            return self.is_beaten(model, models().filter(keeps));
        }
        let changes = |model: usize| self.changes[self.running[model]];
        let sure = |other: &usize| self.score(*other).held.kept == Kept::Surely;
        models().filter(sure).any(|other| changes(other) < changes(model))
            || self
                .is_beaten(model, models().filter(sure).filter(|it| changes(*it) == changes(model)))
    }

    /// Whether a model surely is worse than the best of some rivals, who are launched as often: the mean of few that are
    /// says little.
    fn is_beaten(&self, model: usize, rivals: impl Iterator<Item = usize>) -> bool {
        let value = |model: &usize| self.score(*model).value;
        let often = |model: usize| self.score(model).launched;
        let rivals =
            rivals.filter(|it| often(*it).enough() || often(*it).count >= often(model).count);
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
        let feasible = left.iter().any(|setting| score(setting).held.keeps());
        let rank = |setting: &usize| {
            let Score { held, launched, value, .. } = score(setting);
            let missed = match (feasible, self.aim.fewest_first) {
                (true, _) => f64::from(u8::from(!held.keeps())),
                (false, true) => 0.0,
                (false, false) => held.missed,
            };
            let rarely = if launched.enough() { 0.0 } else { -(launched.count as f64) };
            (missed, !launched.enough(), rarely, *value)
        };
        left.sort_by(|a, b| {
            let (a, b) = (rank(a), rank(b));
            let rarely = a.1.cmp(&b.1).then(a.2.total_cmp(&b.2));
            a.0.total_cmp(&b.0).then(rarely).then(a.3.total_cmp(&b.3))
        });
        left
    }
}

/// All results of a model, bit for bit.
fn bits(runs: &ModelRuns) -> Vec<u64> {
    let values = (0..METRICS.len()).flat_map(|metric| runs.metric(metric));
    let values = values.map(|value| value.unwrap_or(f64::NAN).to_bits());
    values.chain(runs.status.iter().map(|status| *status as u64)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_front_is_what_nothing_beats_in_both() {
        let never = f64::INFINITY;
        let points = [[3.0, 1.0], [1.0, 3.0], [2.0, 3.0], [1.0, 2.0], [never, 0.0]];
        assert_eq!(undominated(points.into_iter().enumerate().collect()), [3, 0]);
    }
}
