//! Choices of an experiment's design, drawn by key: the same seed gives the same design.

use crate::draws::{Draws, Purpose};

/// What a design's draws are for. The discriminants are part of the stream: never renumber them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Orders of levers in a sampled decomposition.
    Orders = 1,
    /// Which stratum of a Latin hypercube a point takes.
    Strata = 2,
    /// Where in its stratum it lies.
    Place = 3,
    /// Starting points and orders of Morris' trajectories.
    Trajectories = 4,
    /// Resampled replications.
    Resamples = 5,
    /// The seed of a race.
    Race = 6,
}

/// A uniform draw in (0, 1), strictly.
pub fn uniform(seed: u64, design: Design, which: u32, index: u32) -> f64 {
    Draws::new(seed, 0).uniform(Purpose::Design, design as u32, which, index, 0)
}

/// An index below `count` (0 where there is none).
pub fn index(seed: u64, design: Design, which: u32, draw: u32, count: usize) -> usize {
    let scaled = uniform(seed, design, which, draw) * count as f64;
    (scaled as usize).min(count.saturating_sub(1))
}

/// A random order of 0, 1, ..., count - 1 (Fisher & Yates 1938, in Durstenfeld's form of 1964).
pub fn permutation(seed: u64, design: Design, which: u32, count: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for last in (1..count).rev() {
        order.swap(last, index(seed, design, which, last as u32, last + 1));
    }
    order
}

/// `count` points of which each of so many shares lies one in each of `count` equal strata of (0, 1) (McKay, Beckman &
/// Conover 1979).
pub fn hypercube(shares: usize, count: usize, seed: u64) -> Vec<Vec<f64>> {
    let of_share = |which| permutation(seed, Design::Strata, which as u32, count);
    let strata: Vec<Vec<usize>> = (0..shares).map(of_share).collect();
    let share = |which: usize, index: usize| {
        let place = uniform(seed, Design::Place, which as u32, index as u32);
        (strata[which][index] as f64 + place) / count as f64
    };
    let point = |index| (0..shares).map(|which| share(which, index)).collect();
    (0..count).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_holds_everything_once_and_depends_on_its_key() {
        let order = permutation(7, Design::Orders, 3, 20);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..20).collect::<Vec<usize>>());
        assert_eq!(order, permutation(7, Design::Orders, 3, 20));
        assert_ne!(order, permutation(7, Design::Orders, 4, 20));
        assert_ne!(order, permutation(8, Design::Orders, 3, 20));
    }

    /// Of 6000 orders of three, each of the six comes 1000 times, give or take 5 sd of 29.
    #[test]
    fn all_orders_are_as_likely() {
        let mut counts = std::collections::BTreeMap::new();
        for which in 0..6000 {
            *counts.entry(permutation(1, Design::Orders, which, 3)).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| (855..=1145).contains(count)), "{counts:?}");
    }

    #[test]
    fn every_stratum_of_every_share_is_visited_once() {
        let points = hypercube(3, 8, 5);
        for which in 0..3 {
            let mut strata: Vec<usize> =
                points.iter().map(|point| (point[which] * 8.0) as usize).collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..8).collect::<Vec<usize>>());
        }
        assert_ne!(points, hypercube(3, 8, 6));
    }

    #[test]
    fn nothing_to_choose_from() {
        assert_eq!(index(1, Design::Place, 0, 0, 0), 0);
        assert!(permutation(1, Design::Place, 0, 0).is_empty());
    }
}
