//! Morris' screening: which factors matter, and which only together with others.
//!
//! Morris (1991), "Factorial sampling plans for preliminary computational experiments"; μ* is of
//! Campolongo, Cariboni & Saltelli (2007).

use crate::question::sampling::{Design, permutation, uniform};
use crate::stats;

/// Levels of each factor: 0, 1/3, 2/3, 1.
const LEVELS: f64 = 4.0;
/// How far a factor moves: LEVELS / (2 (LEVELS - 1)), which visits all levels equally often.
const DELTA: f64 = LEVELS / (2.0 * (LEVELS - 1.0));

/// A point of a trajectory: each factor's share of its range, and what was moved to get there.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// One share a factor.
    pub shares: Vec<f64>,
    /// The factor that moved, and by how much; none at the start.
    pub moved: Option<(usize, f64)>,
}

/// Trajectories: each starts at random and moves every factor once, in random order.
pub fn trajectories(factors: usize, count: u32, seed: u64) -> Vec<Vec<Step>> {
    (0..count).map(|which| trajectory(factors, which, seed)).collect()
}

fn trajectory(factors: usize, which: u32, seed: u64) -> Vec<Step> {
    let draw = |factor: usize, part: u32| {
        uniform(seed, Design::Trajectories, which, 1_000 + 2 * factor as u32 + part)
    };
    let low = |factor: usize| if draw(factor, 0) < 0.5 { 0.0 } else { 1.0 / (LEVELS - 1.0) };
    let up = |factor: usize| draw(factor, 1) < 0.5;
    let start = |factor: usize| if up(factor) { low(factor) } else { low(factor) + DELTA };
    let mut shares: Vec<f64> = (0..factors).map(start).collect();
    let mut steps = vec![Step { shares: shares.clone(), moved: None }];
    for factor in permutation(seed, Design::Trajectories, which, factors) {
        let by = if up(factor) { DELTA } else { -DELTA };
        shares[factor] = (shares[factor] + by).clamp(0.0, 1.0);
        steps.push(Step { shares: shares.clone(), moved: Some((factor, by)) });
    }
    steps
}

/// What screening says of a factor, per full range of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Elementary effects that could be taken.
    pub n: usize,
    /// Their mean.
    pub mu: Option<f64>,
    /// The mean of their sizes: how much the factor matters.
    pub mu_star: Option<f64>,
    /// Their deviation: how much its effect depends on the others, or on where it is.
    pub sigma: Option<f64>,
}

/// Effects from the outputs at every step of every trajectory; a missing output gives no effect.
pub fn effects(
    factors: usize,
    trajectories: &[Vec<Step>],
    outputs: &[Vec<Option<f64>>],
) -> Vec<Effect> {
    let mut elementary: Vec<Vec<f64>> = vec![Vec::new(); factors];
    for (steps, values) in trajectories.iter().zip(outputs) {
        for (step, pair) in steps.iter().skip(1).zip(values.windows(2)) {
            if let (Some((factor, by)), Some(before), Some(after)) = (step.moved, pair[0], pair[1])
            {
                elementary[factor].push((after - before) / by);
            }
        }
    }
    let effect = |values: &Vec<f64>| {
        let sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
        Effect {
            n: values.len(),
            mu: stats::mean(values),
            mu_star: stats::mean(&sizes),
            sigma: stats::sd(values),
        }
    };
    elementary.iter().map(effect).collect()
}
