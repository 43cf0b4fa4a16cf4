//! If the facts are otherwise: the finalists in worlds drawn from the ranges of the facts and prices.
//!
//! Worlds are a Latin hypercube (McKay, Beckman & Conover 1979) over the ranges that `sensitivity` uses. In every world all
//! candidates run on the same draws; regret (Savage 1951) is what one loses there against the best of them.

use super::aim::Aim;
use super::finals::Finals;
use super::space::Space;
use super::{Search, Stopped};
use crate::model::Practice;
use crate::plan;
use crate::question::Adjusted;
use crate::question::sampling::hypercube;
use crate::question::sensitivity::Factor;
use crate::study::{self, Progress, Study};

/// Worlds that are drawn.
pub const WORLDS: u32 = 32;
/// Replications of every candidate in every world.
pub const IN_A_WORLD: u32 = 100;
/// Candidates at most: today, what is recommended, what is as good, then the other finalists.
pub const CANDIDATES: usize = 12;

/// What became of the candidates in other worlds.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// The facts that vary: their paths.
    pub factors: Vec<String>,
    /// The same in plain words.
    pub words: Vec<String>,
    /// The candidates, as settings of the space: today's, the recommended one, the others.
    pub candidates: Vec<usize>,
    /// The recommended one: a candidate.
    pub recommended: usize,
    /// Every world that makes a scenario.
    pub worlds: Vec<World>,
    /// Worlds that make none, or do not come to an end.
    pub refused: usize,
    /// By candidate: its worst world, and the fact that causes it (of today, the recommended one and winners).
    pub worst: Vec<Option<Worst>>,
}

/// One world.
#[derive(Clone, Debug)]
pub struct World {
    /// Each factor's share of its range.
    pub shares: Vec<f64>,
    /// By candidate: what is wished for, less is better.
    pub values: Vec<f64>,
    /// By candidate: whether it keeps the bounds there.
    pub keeps: Vec<bool>,
    /// The winner: a candidate.
    pub winner: usize,
}

/// The world in which a candidate loses the most.
#[derive(Clone, Debug, PartialEq)]
pub struct Worst {
    /// Which world.
    pub world: usize,
    /// What is lost there, in the metric's unit.
    pub regret: f64,
    /// The fact without whose change the loss shrinks the most: a factor; `None` where no fact alone does it.
    pub fact: Option<usize>,
}

impl World {
    /// What a candidate loses against the winner: at least 0; infinite where the winner keeps the bounds and it does not.
    pub fn regret(&self, candidate: usize) -> f64 {
        if self.keeps[self.winner] && !self.keeps[candidate] {
            return f64::INFINITY;
        }
        (self.values[candidate] - self.values[self.winner]).max(0.0)
    }
}

impl Worlds {
    /// In how many worlds a candidate is within δ of the winner.
    pub fn near(&self, candidate: usize, within: f64) -> usize {
        self.worlds.iter().filter(|world| world.regret(candidate) <= within).count()
    }

    /// In how many worlds a candidate wins.
    pub fn wins(&self, candidate: usize) -> usize {
        self.worlds.iter().filter(|world| world.winner == candidate).count()
    }

    /// In how many worlds a candidate keeps all bounds.
    pub fn keeps(&self, candidate: usize) -> usize {
        self.worlds.iter().filter(|world| world.keeps[candidate]).count()
    }

    /// Whether it is looked for what a candidate hangs on: today's, the recommended one, and all that win somewhere.
    fn is_looked_into(&self, candidate: usize) -> bool {
        candidate <= self.recommended || self.wins(candidate) > 0
    }

    /// Decisions of the settings that win somewhere: those that all of them take, and those that only some take.
    pub fn standing(&self, space: &Space) -> (Vec<usize>, Vec<usize>) {
        let winners = (0..self.candidates.len()).filter(|it| self.wins(*it) > 0);
        let settings: Vec<&Vec<usize>> =
            winners.map(|it| &space.settings[self.candidates[it]]).collect();
        let mut taken: Vec<usize> = settings.iter().flat_map(|it| it.iter().copied()).collect();
        taken.sort_unstable();
        taken.dedup();
        taken.into_iter().partition(|it| settings.iter().all(|setting| setting.contains(it)))
    }
}

impl Search<'_> {
    /// Judges the finalists in other worlds.
    ///
    /// # Errors
    /// A progress that asks to stop.
    pub(super) fn worlds(
        &self,
        space: &Space,
        aim: &Aim,
        (finals, best_setting): (&Finals, usize),
        progress: &dyn Progress,
    ) -> Result<Option<Worlds>, Stopped> {
        let Some(factors) = self.factors else { return Ok(None) };
        let mut candidates = vec![0];
        let best = finals.entrants.iter().filter(|it| it.setting == best_setting);
        let ordered = best.chain(&finals.entrants).map(|it| it.setting);
        for setting in ordered {
            if candidates.len() < CANDIDATES && !candidates.contains(&setting) {
                candidates.push(setting);
            }
        }
        let judge = Judge { search: self, space, aim, factors, candidates: &candidates, progress };
        progress.at("other worlds");
        progress.more(u64::from(WORLDS) * judge.size());
        let (mut worlds, mut refused) = (Vec::new(), 0);
        for shares in hypercube(factors.len(), WORLDS as usize, self.scenario.study.seed) {
            let shares: Vec<Option<f64>> = shares.into_iter().map(Some).collect();
            match judge.world(&shares)? {
                Some(world) => worlds.push(world),
                None => refused += 1,
            }
        }
        let mut found = Worlds {
            factors: factors.iter().map(|factor| factor.name.clone()).collect(),
            words: factors.iter().map(Factor::words).collect(),
            recommended: usize::from(best_setting != 0),
            worst: vec![None; candidates.len()],
            candidates: candidates.clone(),
            worlds,
            refused,
        };
        for candidate in 0..candidates.len() {
            let why = found.is_looked_into(candidate);
            found.worst[candidate] = judge.worst(candidate, &found.worlds, why)?;
        }
        Ok(Some(found))
    }
}

/// Who runs candidates in worlds.
struct Judge<'a> {
    search: &'a Search<'a>,
    space: &'a Space,
    aim: &'a Aim,
    factors: &'a [Factor],
    candidates: &'a [usize],
    progress: &'a dyn Progress,
}

impl Judge<'_> {
    /// Replications of a world.
    fn size(&self) -> u64 {
        self.candidates.len() as u64 * u64::from(IN_A_WORLD)
    }

    /// All candidates with each factor at a share of its range, or as the file has it; `None` where that makes no scenario.
    fn world(&self, shares: &[Option<f64>]) -> Result<Option<World>, Stopped> {
        let Some(study) = self.study(shares, self.candidates)? else { return Ok(None) };
        let models = 0..self.candidates.len();
        let values: Vec<f64> = models.clone().map(|it| self.aim.value(&study, it)).collect();
        let keeps: Vec<bool> =
            models.clone().map(|it| self.aim.held(&study, it, 1).keeps()).collect();
        // As on the fresh draws: where fewer changes go first, they do among those that keep the bounds.
        let changes = |it: usize| match self.aim.fewest_first && keeps[it] {
            true => self.space.settings[self.candidates[it]].len(),
            false => 0,
        };
        let order = |it: usize| (!keeps[it], changes(it));
        let winner =
            models.min_by(|a, b| order(*a).cmp(&order(*b)).then(values[*a].total_cmp(&values[*b])));
        let shares = shares.iter().map(|share| share.unwrap_or(f64::NAN)).collect();
        Ok(Some(World { shares, values, keeps, winner: winner.unwrap_or(0) }))
    }

    fn study(
        &self,
        shares: &[Option<f64>],
        candidates: &[usize],
    ) -> Result<Option<Study>, Stopped> {
        if self.progress.cancelled() {
            return Err(Stopped::Cancelled);
        }
        let each =
            || self.factors.iter().zip(shares).filter_map(|(it, share)| Some((it, (*share)?)));
        let sets: Vec<_> = each().flat_map(|(factor, share)| factor.sets(share)).collect();
        let Ok(document) = self.search.document.with(&sets) else { return Ok(None) };
        let settings: Vec<&[usize]> =
            candidates.iter().map(|it| self.space.settings[*it].as_slice()).collect();
        let Ok(mut scenario) = self.space.scenario(&document, &settings) else { return Ok(None) };
        for (practice, value) in each().filter_map(|(factor, share)| practice(factor, share)) {
            scenario.facts.practices.give(practice, value);
        }
        let Ok(plans) = plan::compile_all(&scenario) else { return Ok(None) };
        let seed = self.search.scenario.study.seed;
        match study::run(&scenario, &plans, IN_A_WORLD, seed, self.progress) {
            Ok(study) => Ok(Some(study)),
            Err(study::Stopped::Cancelled) => Err(Stopped::Cancelled),
            Err(study::Stopped::OverBudget(_)) => Ok(None),
        }
    }

    /// The world in which a candidate loses the most, and the fact that causes it: the one that, put back alone, makes the
    /// loss the smallest.
    fn worst(
        &self,
        candidate: usize,
        worlds: &[World],
        why: bool,
    ) -> Result<Option<Worst>, Stopped> {
        let regret = |world: &usize| worlds[*world].regret(candidate);
        let finite = (0..worlds.len()).filter(|world| regret(world) > 0.0);
        let Some(world) = finite.max_by(|a, b| regret(a).total_cmp(&regret(b)).then(b.cmp(a)))
        else {
            return Ok(None);
        };
        if !why {
            return Ok(Some(Worst { world, regret: regret(&world), fact: None }));
        }
        let (found, winner) = (&worlds[world], worlds[world].winner);
        // Today comes first, since bounds may be relative to it.
        let pair = [0, self.candidates[candidate], self.candidates[winner]];
        self.progress.more(self.factors.len() as u64 * 3 * u64::from(IN_A_WORLD));
        let mut best: Option<(usize, f64)> = None;
        for factor in 0..self.factors.len() {
            let back = |(at, share): (usize, &f64)| (at != factor).then_some(*share);
            let shares: Vec<Option<f64>> = found.shares.iter().enumerate().map(back).collect();
            let Some(study) = self.study(&shares, &pair)? else { continue };
            let lost = self.aim.value(&study, 1) - self.aim.value(&study, 2);
            let keeps = |model| self.aim.held(&study, model, 1).keeps();
            let loses = !keeps(1) && keeps(2);
            let lost = if loses { f64::INFINITY } else { lost };
            if lost < regret(&world) && best.is_none_or(|(_, least)| lost < least) {
                best = Some((factor, lost));
            }
        }
        Ok(Some(Worst { world, regret: regret(&world), fact: best.map(|(factor, _)| factor) }))
    }
}

/// The figure of a practice that a factor sets.
fn practice(factor: &Factor, share: f64) -> Option<(Practice, f64)> {
    match factor.figure(share)? {
        Adjusted::Practice(practice, value) => Some((practice, value)),
        Adjusted::Figure(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regret_is_what_the_winner_has_and_another_has_not() {
        let world = |values: [f64; 3], winner| World {
            shares: Vec::new(),
            values: values.to_vec(),
            keeps: vec![true, true, false],
            winner,
        };
        let worlds = Worlds {
            factors: Vec::new(),
            words: Vec::new(),
            candidates: vec![0, 4, 7],
            recommended: 1,
            worlds: vec![world([10.0, 4.0, 1.0], 1), world([5.0, 9.0, 1.0], 0)],
            refused: 0,
            worst: vec![None; 3],
        };
        assert_eq!([0, 1, 2].map(|it| worlds.worlds[0].regret(it)), [6.0, 0.0, f64::INFINITY]);
        assert_eq!([0, 1, 2].map(|it| worlds.near(it, 4.0)), [1, 2, 0]);
        assert_eq!([0, 1, 2].map(|it| worlds.wins(it)), [1, 1, 0]);
    }
}
