//! In which order to take the decisions: each step a working model, the largest gain first.

use super::aim::Aim;
use super::space::Space;
use super::{Search, Stopped};
use crate::study::{self, Progress, Study};
use std::collections::BTreeMap;

/// A step of the path.
#[derive(Clone, Debug)]
pub struct Step {
    /// The decision of this step: an index into the menu; `None` of today.
    pub decision: Option<usize>,
    /// All replications after it, on the fresh draws: one model.
    pub study: Study,
}

impl Search<'_> {
    /// The path from today to a setting.
    pub(super) fn path(
        &self,
        space: &Space,
        aim: &Aim,
        setting: &[usize],
        progress: &dyn Progress,
    ) -> Result<Vec<Step>, Stopped> {
        let subsets = subsets(setting);
        let plans = self.plans(space, &subsets)?;
        let n = self.scenario.study.replications;
        progress.more(plans.len() as u64 * u64::from(n));
        let mut studies = BTreeMap::new();
        for (subset, plan) in subsets.iter().zip(plans) {
            let Some(plan) = plan else { continue };
            let seed = self.scenario.study.seed;
            let study = study::run(self.scenario, &[plan], n, seed, progress)?;
            studies.insert(subset.clone(), study);
        }
        let value = |subset: &Vec<usize>| studies.get(subset).map(|it| aim.value(&it.models[0]));
        let order = best_order(setting, &value).unwrap_or_default();
        let mut taken = Vec::new();
        let mut path = Vec::new();
        for decision in [None].into_iter().chain(order.into_iter().map(Some)) {
            taken.extend(decision);
            taken.sort_unstable();
            if let Some(study) = studies.get(&taken) {
                path.push(Step { decision, study: study.clone() });
            }
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
