//! What changes from one model to another on the same draws, as readers see it.

use crate::format::{self, Interval, Scale};
use crate::stats::paired;
use crate::study::ModelRuns;
use serde::{Deserialize, Serialize};

/// A mean difference in pairs, with its 95 % interval, for this difference alone, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The mean difference, ours less theirs.
    pub mean: f64,
    /// Its interval.
    pub ci: Option<Interval>,
    /// Where no pair differs: at most this share does.
    pub none_seen: Option<f64>,
}

impl Change {
    /// Of the sum of some metrics (indices into [`crate::metric::METRICS`]), over the replications in which all of them
    /// exist under both.
    pub fn of(ours: &ModelRuns, theirs: &ModelRuns, metrics: &[usize]) -> Option<Change> {
        let sum = |runs: &ModelRuns, replication: usize| {
            metrics.iter().map(|metric| runs.value(replication, *metric)).sum::<Option<f64>>()
        };
        let pairs = (0..ours.len().min(theirs.len()))
            .filter_map(|replication| Some((sum(ours, replication)?, sum(theirs, replication)?)));
        Change::of_pairs(&pairs.collect::<Vec<(f64, f64)>>())
    }

    /// Of pairs, ours first; `None` of none.
    pub fn of_pairs(pairs: &[(f64, f64)]) -> Option<Change> {
        let found = paired(pairs, 1);
        Some(Change { mean: found.mean?, ci: found.ci, none_seen: found.none_seen() })
    }

    /// The same in another unit.
    pub fn scaled(self, scale: Scale) -> Change {
        Change { mean: scale.value(self.mean), ci: scale.interval(self.ci), ..self }
    }

    /// Signed, with its interval: `-6.1 (-7.0 to -5.2)`; "none seen (≤ 0.3 %)" where no pair differs.
    pub fn said(self) -> String {
        let decimals = format::decimals_with_intervals(&[(Some(self.mean), self.ci)]);
        format::difference_or_none_seen(Some(self.mean), self.ci, self.none_seen, decimals)
    }

    /// Whether it is shown: its interval leaves 0 out.
    pub fn is_shown(&self) -> bool {
        self.ci.is_some_and(|ci| !ci.contains(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture::with_cycle_times;
    use crate::metric::CYCLE_TIME;

    #[test]
    fn a_change_is_paired() {
        // 48 h less 24, 48, 72 h twice each: mean 0 d; deviation (4 / 5)^(1/2) d, standard error 0.365, t 2.571.
        let theirs = with_cycle_times("A", &[24.0, 48.0, 72.0, 24.0, 48.0, 72.0].map(Some));
        let ours = with_cycle_times("B", &[Some(48.0); 6]);
        let days = Scale::of(CYCLE_TIME);
        let said = |a, b| Change::of(a, b, &[CYCLE_TIME]).map(|change| change.scaled(days).said());
        // Two of the six do not differ: four are too few for an interval.
        assert_eq!(said(&ours, &theirs).as_deref(), Some("0"));
        let earlier = with_cycle_times("C", &[0.0, 24.0, 48.0, 0.0, 24.0, 48.0].map(Some));
        assert_eq!(said(&earlier, &theirs).as_deref(), Some("-1.0 (-1.0 to -1.0)"));
        assert!(said(&ours, &ours).is_some_and(|said| said.starts_with("none seen (≤ 40 %)")));
        assert_eq!(said(&ours, &with_cycle_times("D", &[None; 6])), None);
    }
}
