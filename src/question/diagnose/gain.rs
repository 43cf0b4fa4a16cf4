//! What is gained where a friction is gone.

use crate::stats::{Interval, paired};
use crate::study::Study;

/// A mean gain over replications, paired on the same draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// The mean, in the unit of what is gained.
    pub mean: f64,
    /// Its 95 % interval, for this gain alone; `None` where too few replications differ for one.
    pub ci: Option<Interval>,
}

impl Gain {
    /// How much lower the sum of some metrics is than today, in their unit, over replications in which it exists
    /// under both; `None` where there are none.
    pub fn of(today: &Study, then: &Study, metrics: &[usize]) -> Option<Gain> {
        let sum = |study: &Study, replication: usize| {
            let value = |metric: &usize| study.models[0].value(replication, *metric);
            metrics.iter().map(value).sum::<Option<f64>>()
        };
        let both = |replication| Some((sum(today, replication)?, sum(then, replication)?));
        let n = today.replications.min(then.replications) as usize;
        let found = paired(&(0..n).filter_map(both).collect::<Vec<(f64, f64)>>(), 1);
        Some(Gain { mean: found.mean?, ci: found.ci })
    }

    /// Whether it is shown: its interval leaves 0 out.
    pub fn is_shown(&self) -> bool {
        self.ci.is_some_and(|ci| !ci.contains(0.0))
    }

    /// The same in another unit, so many of this one.
    pub fn per(self, unit: f64) -> Gain {
        let ci = self.ci.map(|ci| Interval { low: ci.low / unit, high: ci.high / unit });
        Gain { mean: self.mean / unit, ci }
    }
}
