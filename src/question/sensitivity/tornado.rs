//! One factor at a time, from end to end, all others as they are.

use crate::analysis::launches::{Ahead, Decided, Launched, contest};
use crate::stats::{self, Paired};
use crate::study::Study;

/// What a factor does alone to the difference between two models.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// Mean difference with the factor at its lower end; as all three, over the replications that have a
    /// difference at both ends.
    pub low: Option<f64>,
    /// Mean difference with the factor at its upper end.
    pub high: Option<f64>,
    /// The change from the lower end to the upper.
    pub change: Paired,
    /// What it does to each model's launches.
    pub launches: [Launches; 2],
}

/// How often a model is launched at both ends of a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Launches {
    /// At the lower end, then at the upper.
    pub at: [Launched; 2],
    /// Whether it is shown that the upper end launches more often (`Some(true)`) or less often.
    pub more: Option<bool>,
}

impl Launches {
    /// By how much the share launched changes, where that is shown; else 0.
    fn size(self) -> f64 {
        let [low, high] = self.at.map(|at| at.share().unwrap_or(0.0));
        self.more.map_or(0.0, |_| (high - low).abs())
    }
}

impl Swing {
    /// What ranks factors, the largest first: what decides whether a model is launched goes before what
    /// changes a difference of launched replications.
    pub fn size(&self) -> (f64, f64) {
        let [first, second] = self.launches.map(Launches::size);
        (first.max(second), self.change.mean.map_or(0.0, f64::abs))
    }
}

/// Compares two studies of the same two models, a factor at its lower end and at its upper, paired by
/// replication. `factors` are looked at.
pub fn swing(low: &Study, high: &Study, metric: usize, factors: usize) -> Swing {
    let both = differences(low, metric).into_iter().zip(differences(high, metric));
    let both: Vec<(f64, f64)> = both.filter_map(|(low, high)| Some((high?, low?))).collect();
    let (highs, lows): (Vec<f64>, Vec<f64>) = both.iter().copied().unzip();
    let launches = [0, 1].map(|model| {
        let ends = [&low.models[model], &high.models[model]];
        let found = contest(ends[0], ends[1], metric, 2 * factors);
        let decided = found.decided == Decided::Launches;
        Launches {
            at: ends.map(Launched::of),
            more: decided.then_some(found.ahead == Ahead::Second),
        }
    });
    Swing {
        low: stats::mean(&lows),
        high: stats::mean(&highs),
        change: stats::paired(&both, 1),
        launches,
    }
}

/// The difference between a study's second and first model in one metric, replication by replication.
pub fn differences(study: &Study, metric: usize) -> Vec<Option<f64>> {
    let both = study.models[1].metric(metric).zip(study.models[0].metric(metric));
    both.map(|(second, first)| Some(second? - first?)).collect()
}
