//! Paired comparison of two systems that ran on the same draws.

use super::{Interval, Moments, interval_of_mean, wilson};

/// What pairs of (ours, theirs) say. Differences are ours less theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs.
    pub n: usize,
    /// Mean difference; exactly 0 if all pairs are equal.
    pub mean: Option<f64>,
    /// Interval of the mean difference.
    pub ci: Option<Interval>,
    /// Pairs in which ours is lower.
    pub lower: usize,
    /// Pairs in which ours is higher.
    pub higher: usize,
}

impl Paired {
    /// Share of pairs in which ours is lower.
    pub fn share_lower(&self) -> Option<f64> {
        (self.n > 0).then(|| self.lower as f64 / self.n as f64)
    }

    /// Share of pairs in which ours is higher.
    pub fn share_higher(&self) -> Option<f64> {
        (self.n > 0).then(|| self.higher as f64 / self.n as f64)
    }

    /// Wilson's 95 % interval of the share of pairs in which ours is lower.
    pub fn lower_interval(&self) -> Option<Interval> {
        wilson(self.lower, self.n)
    }

    /// Wilson's 95 % interval of the share of pairs in which ours is higher.
    pub fn higher_interval(&self) -> Option<Interval> {
        wilson(self.higher, self.n)
    }

    /// Whether there are pairs and all are equal.
    pub fn identical(&self) -> bool {
        self.n > 0 && self.lower == 0 && self.higher == 0
    }
}

/// Compares pairs; the interval is one of `comparisons` that hold at once with 95 % (see
/// [`super::simultaneous_mean_interval`]). Pairing on common random numbers takes the shared noise out of the
/// difference (Law 2015, section 11.2).
pub fn paired(pairs: &[(f64, f64)], comparisons: usize) -> Paired {
    let differences: Vec<f64> = pairs.iter().map(|(ours, theirs)| ours - theirs).collect();
    let known = Moments::of(&differences);
    Paired {
        n: known.n,
        mean: known.mean,
        ci: interval_of_mean(known, comparisons),
        lower: pairs.iter().filter(|(ours, theirs)| ours < theirs).count(),
        higher: pairs.iter().filter(|(ours, theirs)| ours > theirs).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::fixture::Normals;

    #[test]
    fn by_hand() {
        let found = paired(&[(1.0, 3.0), (2.0, 3.0), (5.0, 2.0), (4.0, 4.0)], 1);
        assert_eq!((found.n, found.mean), (4, Some(0.0)));
        assert_eq!((found.share_lower(), found.share_higher()), (Some(0.5), Some(0.25)));
        assert!(!found.identical());
        // sd = sqrt((4 + 1 + 9) / 3), t with 3 degrees 3.182446.
        let half = 3.182_446 * libm::sqrt(14.0 / 3.0) / 2.0;
        assert!((found.ci.unwrap().high - half).abs() < 1e-6);
    }

    #[test]
    fn equal_pairs_differ_by_exactly_zero() {
        let found = paired(&[(0.1, 0.1), (1e9 / 3.0, 1e9 / 3.0), (0.7, 0.7)], 4);
        assert!(found.identical());
        assert_eq!(found.mean, Some(0.0));
        assert_eq!(found.ci, Some(Interval { low: 0.0, high: 0.0 }));
    }

    #[test]
    fn nothing_and_one_pair() {
        let none = paired(&[], 1);
        assert_eq!((none.mean, none.ci, none.share_lower()), (None, None, None));
        assert!(!none.identical());
        let one = paired(&[(1.0, 2.0)], 1);
        assert_eq!((one.mean, one.ci, one.share_lower()), (Some(-1.0), None, Some(1.0)));
    }

    /// Of 10,000 pairs of equal means at most 5.9 % are called different (nominal 5 %).
    #[test]
    fn equal_means_are_rarely_told_apart() {
        let mut normals = Normals::new(3);
        let mut apart = 0;
        for _ in 0..10_000 {
            let pair = |_| {
                let common = normals.draw(100.0, 30.0);
                (common + normals.draw(0.0, 5.0), common + normals.draw(0.0, 5.0))
            };
            let pairs: Vec<(f64, f64)> = (0..10).map(pair).collect();
            apart += usize::from(!paired(&pairs, 1).ci.unwrap().contains(0.0));
        }
        assert!((410..=590).contains(&apart), "{apart}");
    }
}
