//! How two models stand to each other.

use crate::analysis::launches::{Ahead, Decided, Launched, by_launches, contest, launches};
use crate::stats::{self, Interval};
use crate::study::Study;
use serde::{Deserialize, Serialize};

/// How two models stand to each other in one metric, by the rule for what was not launched
/// ([`crate::analysis::launches`]).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Pairs of replications in which both have a value.
    pub n: usize,
    /// Their mean difference, the second less the first.
    pub mean: Option<f64>,
    /// Its 95 % interval, for this pair of models alone.
    pub ci: Option<Interval>,
    /// Which is ahead.
    pub ahead: Ahead,
    /// What decides that.
    pub decided: Decided,
    /// Whether that is shown.
    pub shown: bool,
    /// Whether they are equal in every replication.
    pub equal: bool,
    /// How often each was launched.
    pub launched: [Launched; 2],
}

/// Two models in one metric, paired: the second less the first.
pub fn compare(study: &Study, a: usize, b: usize, metric: usize) -> Standing {
    let (first, second) = (&study.models[a], &study.models[b]);
    let both = || second.metric(metric).zip(first.metric(metric));
    let pairs: Vec<(f64, f64)> = both().filter_map(|(b, a)| Some((b?, a?))).collect();
    let found = stats::paired(&pairs, 1);
    let launched = [first, second].map(Launched::of);
    let contest = contest(first, second, metric, 1);
    let enough = by_launches(&launches(first), &launches(second), None);
    let ahead = enough.or(|| contest.ahead);
    Standing {
        n: found.n,
        mean: found.mean,
        ci: found.ci,
        ahead,
        decided: if enough == Ahead::Neither { contest.decided } else { Decided::Launches },
        // Where neither is launched in 95 %, only a shown difference in launches comes before the mean.
        shown: contest.shown && contest.ahead == ahead
            || enough != Ahead::Neither && launched.iter().all(|launched| !launched.enough()),
        equal: found.none_differ() && both().all(|(b, a)| b.is_some() == a.is_some()),
        launched,
    }
}
