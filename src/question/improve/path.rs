//! In which order to take the decisions: each step a working model, the largest gain first.

use super::aim::Aim;
use super::finals::Finals;
use super::race::{Score, Standings};
use super::space::Space;
use super::{Search, Stopped};
use crate::plan::Plan;
use crate::study::{self, Progress};
use std::collections::BTreeMap;

/// A step of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The decision of this step: an index into the menu; `None` of today.
    pub decision: Option<usize>,
    /// The model after it, in the study of the fresh draws.
    pub model: usize,
}

impl Search<'_> {
    /// The path from today to a setting; what was not among the finalists is run, and becomes one of them.
    pub(super) fn path(
        &self,
        space: &mut Space,
        aim: &Aim,
        (race, finals): (&mut Standings, &mut Finals),
        best: usize,
        progress: &dyn Progress,
    ) -> Result<Vec<Step>, Stopped> {
        let setting = space.settings[best].clone();
        let ran = |finals: &Finals, space: &Space| {
            let ran = finals.entrants.iter();
            ran.map(|it| (space.settings[it.setting].clone(), it.model)).collect()
        };
        let known: BTreeMap<Vec<usize>, usize> = ran(finals, space);
        let mut missing = subsets(&setting);
        missing.retain(|subset| !known.contains_key(subset));
        let settings: Vec<&[usize]> = missing.iter().map(Vec::as_slice).collect();
        let plans = space.compile(self.document, &settings)?.into_iter();
        let (missing, plans): (Vec<Vec<usize>>, Vec<Plan>) =
            missing.into_iter().zip(plans).filter_map(|(it, plan)| Some((it, plan?))).unzip();
        let n = self.scenario.study.replications;
        progress.more(plans.len() as u64 * u64::from(n));
        let more = study::run(self.scenario, &plans, n, self.scenario.study.seed, progress)?;
        let place = |(index, subset): (usize, Vec<usize>)| {
            let (changes, model) = (subset.len(), finals.study.models.len() + index);
            // A beam may not have come by it.
            let setting = space.settings.iter().position(|it| *it == subset).unwrap_or_else(|| {
                space.settings.push(subset);
                race.scores.push(Score::UNSEEN);
                space.settings.len() - 1
            });
            (setting, changes, model)
        };
        let entering: Vec<(usize, usize, usize)> =
            missing.into_iter().enumerate().map(place).collect();
        // A model that is the same as another is known by its place in its own study only.
        finals.study.models.extend(more.models.into_iter().map(|mut runs| {
            runs.same_as = None;
            runs
        }));
        finals.enter(aim, &entering);
        let models: BTreeMap<Vec<usize>, usize> = ran(finals, space);
        let value =
            |subset: &Vec<usize>| models.get(subset).map(|model| aim.value(&finals.study, *model));
        let order = best_order(&setting, &value).unwrap_or_default();
        let mut taken = Vec::new();
        let mut path = Vec::new();
        for decision in [None].into_iter().chain(order.into_iter().map(Some)) {
            taken.extend(decision);
            taken.sort_unstable();
            let model = models.get(&taken).copied();
            path.extend(model.map(|model| Step { decision, model }));
        }
        Ok(path)
    }
}

/// All subsets, each in rising order.
fn subsets(setting: &[usize]) -> Vec<Vec<usize>> {
    let one = |bits: usize| {
        let taken =
            |(place, decision): (usize, &usize)| (bits >> place & 1 == 1).then_some(*decision);
        setting.iter().enumerate().filter_map(taken).collect()
    };
    (0..1usize << setting.len()).map(one).collect()
}

/// The order in which the values after each step, the first step first, are the lowest; only steps that have a value
/// are taken.
fn best_order(setting: &[usize], value: &dyn Fn(&Vec<usize>) -> Option<f64>) -> Option<Vec<usize>> {
    // Depth first, best step first: the first order that comes to its end is the best.
    fn go(
        taken: &mut Vec<usize>,
        setting: &[usize],
        value: &dyn Fn(&Vec<usize>) -> Option<f64>,
    ) -> bool {
        if taken.len() == setting.len() {
            return true;
        }
        let mut next: Vec<(f64, usize)> = setting
            .iter()
            .filter(|it| !taken.contains(it))
            .filter_map(|it| {
                let mut with: Vec<usize> = taken.iter().copied().chain([*it]).collect();
                with.sort_unstable();
                Some((value(&with)?, *it))
            })
            .collect();
        next.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, decision) in next {
            taken.push(decision);
            if go(taken, setting, value) {
                return true;
            }
            taken.pop();
        }
        false
    }
    let mut taken = Vec::new();
    go(&mut taken, setting, value).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_comes_first_and_every_step_works() {
        // Alone: 5 takes 10 to 4, 7 to 8, 9 is no model; all of them 1.
        let value = |subset: &Vec<usize>| match subset.as_slice() {
            [] => Some(10.0),
            [5] => Some(4.0),
            [7] => Some(8.0),
            [5, 7] => Some(3.0),
            [5, 9] => None,
            [7, 9] => Some(1.5),
            [5, 7, 9] => Some(1.0),
            _ => None,
        };
        assert_eq!(best_order(&[5, 7, 9], &value), Some(vec![5, 7, 9]));
        let only_by_seven = |subset: &Vec<usize>| if *subset == [5] { None } else { value(subset) };
        assert_eq!(best_order(&[5, 7, 9], &only_by_seven), Some(vec![7, 9, 5]));
        assert_eq!(subsets(&[2, 4]), [vec![], vec![2], vec![4], vec![2, 4]]);
    }
}
