//! Jobs that are no step of a piece: those of a hub, through whose hands versions go from step to step, and audits. They take the time of
//! a team like all others.

use std::collections::BTreeMap;

/// Where they are among the passes.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// Whose jobs they are: the step under which they are counted.
    pub step: Option<usize>,
    pub jobs: Vec<usize>,
    pub audits: Vec<usize>,
    /// By piece, and by giver and receiver where their names tell these: when jobs began and ended that handed a version on.
    pub(super) passed: BTreeMap<(usize, Option<Pair>), Vec<Span>>,
}

/// Giver and receiver.
pub type Pair = (usize, usize);
/// Beginning and end.
pub type Span = (i64, i64);

impl Hub {
    /// When a version was handed on to a piece by an instant, if it went through the hub since its giver's end: the last one, or of what
    /// nobody knows when it was asked for, so that a later one may still have been under way, the first.
    pub fn passed(
        &self,
        item: usize,
        (from, to): Pair,
        given: i64,
        by: (i64, bool),
    ) -> Option<i64> {
        let (by, asked) = by;
        let last = |key: Option<Pair>, since: i64| {
            let all = self.passed.get(&(item, key)).into_iter().flatten();
            let all = all.filter(|(start, end)| *start >= since && *end <= by).map(|it| it.1);
            if asked { all.max() } else { all.min() }
        };
        // Named ones are of this handoff also where its giver was done again meanwhile.
        last(Some((from, to)), i64::MIN).or_else(|| last(None, given))
    }
}
