//! Sets of levers, and the orders in which they are switched.

use crate::question::sampling::{Design, permutation};
use std::collections::BTreeSet;

/// Up to so many levers all orders are averaged exactly (2^8 mixtures); beyond, orders are sampled.
pub const EXACT: usize = 8;

/// A set of levers, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coalition(pub u32);

impl Coalition {
    /// With one more lever.
    pub fn with(self, lever: usize) -> Coalition {
        Coalition(self.0 | 1 << lever)
    }

    /// Whether the lever is in it.
    pub fn has(self, lever: usize) -> bool {
        self.0 >> lever & 1 == 1
    }

    /// All of `count` levers.
    pub fn all(count: usize) -> Coalition {
        Coalition((1u32 << count) - 1)
    }

    /// Its levers, rising.
    pub fn members(self, count: usize) -> impl Iterator<Item = usize> {
        (0..count).filter(move |lever| self.has(*lever))
    }
}

/// In which orders the levers are switched, besides each alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Orders {
    /// One order.
    One(Vec<usize>),
    /// The average over all orders.
    All,
    /// The average over these orders.
    Sampled(Vec<Vec<usize>>),
}

impl Orders {
    /// The average over all orders of `count` levers: exact up to [`EXACT`], else over `pairs` sampled
    /// orders and their reverses (antithetic, which cancels most of the sampling noise: Mitchell,
    /// Cooper, Frank & Holmes 2022, "Sampling permutations for Shapley value estimation").
    pub fn average(count: usize, pairs: u32, seed: u64) -> Orders {
        if count <= EXACT {
            return Orders::All;
        }
        let both = |which: u32| {
            let order = permutation(seed, Design::Orders, which, count);
            let reverse = order.iter().rev().copied().collect();
            [order, reverse]
        };
        Orders::Sampled((0..pairs).flat_map(both).collect())
    }

    /// Every mixture that is needed, each lever alone included.
    pub fn coalitions(&self, count: usize) -> BTreeSet<Coalition> {
        let mut needed: BTreeSet<Coalition> =
            (0..count).map(|lever| Coalition::default().with(lever)).collect();
        needed.extend([Coalition::default(), Coalition::all(count)]);
        match self {
            Orders::One(order) => needed.extend(prefixes(order)),
            Orders::Sampled(orders) => {
                needed.extend(orders.iter().flat_map(|order| prefixes(order)))
            }
            Orders::All => needed.extend((0..1u32 << count).map(Coalition)),
        }
        needed
    }
}

/// What is switched after each step of an order, nothing first.
pub fn prefixes(order: &[usize]) -> Vec<Coalition> {
    let mut reached = vec![Coalition::default()];
    for lever in order {
        let last = reached[reached.len() - 1];
        reached.push(last.with(*lever));
    }
    reached
}
