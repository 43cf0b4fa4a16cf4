//! Jobs that are no step of a piece: those of a hub, through whose hands versions go from step to step, and audits. They take the time of
//! a team like all others.

use std::collections::{BTreeMap, BTreeSet};

/// Where they are among the passes.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// Whose jobs they are: the step under which they are counted.
    pub step: Option<usize>,
    pub jobs: Vec<usize>,
    pub audits: Vec<usize>,
    /// By piece, and by giver and receiver where their names tell these: when jobs began and ended that handed a version on.
    pub(super) passed: BTreeMap<(usize, Option<Pair>), Vec<Span>>,
    /// What was not handed on, but sent back for a flaw.
    pub(super) returned: Vec<Returned>,
}

/// A version that a hub sent back: of which piece, between which steps where the job's name tells these, and when.
#[derive(Clone, Debug)]
pub struct Returned {
    pub case: usize,
    pub item: usize,
    pub pair: Option<Pair>,
    pub at: i64,
}

/// Giver and receiver.
pub type Pair = (usize, usize);
/// Beginning and end.
pub type Span = (i64, i64);

impl Hub {
    /// When it last handed a piece on to a step, or back, by an instant.
    pub fn handed(&self, item: usize, step: usize, by: i64) -> Option<i64> {
        let own = self.passed.range((item, None)..=(item, Some((usize::MAX, usize::MAX))));
        let own = own.filter(|((_, pair), _)| pair.is_none_or(|(_, to)| to == step));
        let on = own.flat_map(|(_, spans)| spans).map(|it| it.1);
        let is_giver = |it: &&Returned| it.pair.is_none_or(|(from, _)| from == step);
        let back = self.returned.iter().filter(|it| it.item == item).filter(is_giver);
        on.chain(back.map(|it| it.at)).filter(|at| *at <= by).max()
    }

    /// Givers and receivers between which it handed something on, where names tell these.
    pub fn pairs(&self) -> BTreeSet<Pair> {
        self.passed.keys().filter_map(|(_, pair)| *pair).collect()
    }

    /// Whether it sent a step's work on a piece back between two instants; what a campaign does once goes to several pieces.
    pub fn has_returned(
        &self,
        (item, campaign): (usize, Option<usize>),
        step: usize,
        (since, until): Span,
    ) -> bool {
        let same = |it: &Returned| it.item == item || campaign == Some(it.case);
        let is_giver = |it: &Returned| it.pair.is_none_or(|(giver, _)| giver == step);
        let mut own = self.returned.iter().filter(|it| since <= it.at && it.at <= until);
        own.any(|it| same(it) && is_giver(it))
    }

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
