//! How far a mean is known where values of one campaign are more alike than those of different ones: as far as the sums of campaigns
//! tell it (Liang & Zeger 1986).

use super::estimate::ENOUGH;
use crate::stats;
use std::collections::BTreeMap;

/// What campaigns make of a standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clusters {
    /// How many times as large it is as of values that have nothing in common; never smaller.
    pub wider: f64,
    /// Its degrees of freedom.
    pub freedom: f64,
}

impl Clusters {
    /// Of values and their campaigns; of few campaigns, or where they are not told, as of values that have nothing in common.
    pub fn of(values: &[f64], campaigns: &[usize]) -> Clusters {
        let alone = Clusters { wider: 1.0, freedom: values.len().saturating_sub(1).max(1) as f64 };
        let (Some(mean), true) = (stats::mean(values), values.len() == campaigns.len()) else {
            return alone;
        };
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        let mut squares = 0.0;
        for (value, campaign) in values.iter().zip(campaigns) {
            *sums.entry(*campaign).or_insert(0.0) += value - mean;
            squares += (value - mean) * (value - mean);
        }
        let n = sums.len() as f64;
        let between: f64 = sums.values().map(|sum| sum * sum).sum();
        let ratio = between / squares * n / (n - 1.0);
        // Where there is nothing to divide by, nothing is alike.
        let alike = sums.len() >= ENOUGH && ratio > 1.0;
        if alike { Clusters { wider: libm::sqrt(ratio), freedom: n - 1.0 } } else { alone }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty campaigns of four pieces. Where all four are alike, twenty values are known, not eighty: the standard error is twice as
    /// large, but for what n - 1 instead of n makes of it: 4 * 20 / 19.
    #[test]
    fn four_pieces_that_are_alike_are_one() {
        let campaigns: Vec<usize> = (0..80).map(|it| it / 4).collect();
        let alike: Vec<f64> = campaigns.iter().map(|it| (it % 5) as f64).collect();
        let found = Clusters::of(&alike, &campaigns);
        assert!((found.wider - libm::sqrt(4.0 * 20.0 / 19.0)).abs() < 1e-12);
        assert_eq!(found.freedom, 19.0);
        // The same four in each campaign: these tell more than eighty that have nothing in common, but it is not counted on.
        let apart: Vec<f64> = (0..80).map(|it| f64::from(it % 4)).collect();
        let alone = Clusters { wider: 1.0, freedom: 79.0 };
        assert_eq!(Clusters::of(&apart, &campaigns), alone);
        assert_eq!(Clusters::of(&alike, &[]), alone);
        assert_eq!(Clusters::of(&[1.0; 80], &campaigns), alone);
    }
}
