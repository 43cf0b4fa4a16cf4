//! Paired comparison of two systems that ran on the same draws.

use super::{
    CONFIDENCE, FEWEST, Interval, Moments, common, interval_of_mean, mean, sd, upper_bound,
    upper_bound_at,
};

/// What pairs of (ours, theirs) say. Differences are ours less theirs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs.
    pub n: usize,
    /// Mean difference; exactly 0 if all pairs are equal.
    pub mean: Option<f64>,
    /// Interval of the mean difference; `None` where fewer than [`FEWEST`] pairs differ.
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

    /// Whether there are pairs, and none was seen to differ.
    pub fn none_differ(&self) -> bool {
        self.n > 0 && self.lower == 0 && self.higher == 0
    }

    /// The one-sided 95 % upper bound of the share of pairs that differ, where none was seen to.
    pub fn none_seen(&self) -> Option<f64> {
        self.none_differ().then(|| upper_bound(0, self.n)).flatten()
    }

    /// The one-sided 95 % upper bounds of the shares of pairs in which ours is lower, is higher, differs.
    pub fn bounds(&self) -> [Option<f64>; 3] {
        [self.lower, self.higher, self.lower + self.higher].map(|count| upper_bound(count, self.n))
    }
}

/// Compares pairs; the interval is one of `comparisons` that hold at once with 95 % (see
/// [`super::simultaneous_mean_interval`]). Pairing on common random numbers takes the shared noise out of the
/// difference (Law 2015, section 11.2).
pub fn paired(pairs: &[(f64, f64)], comparisons: usize) -> Paired {
    let differences: Vec<f64> = pairs.iter().map(|(ours, theirs)| ours - theirs).collect();
    of_differences(&differences, comparisons)
}

/// As [`paired`], of pairs whose differences are known.
pub fn of_differences(differences: &[f64], comparisons: usize) -> Paired {
    let known = Moments::of(differences);
    let lower = differences.iter().filter(|difference| **difference < 0.0).count();
    let higher = differences.iter().filter(|difference| **difference > 0.0).count();
    let ci = if lower + higher < FEWEST {
        None
    } else if let Some((alike, few)) = few_exceptions(differences) {
        around_exceptions(differences, alike, few, comparisons)
    } else {
        interval_of_mean(known, comparisons)
    };
    Paired { n: known.n, mean: known.mean, ci, lower, higher }
}

/// What it brings that pairs are on common random numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gain {
    /// Pearson's correlation of ours and theirs.
    pub correlation: f64,
    /// So many times the replications would independent draws take for as narrow an interval of the mean difference:
    /// (Var ours + Var theirs) / Var (ours - theirs).
    pub factor: f64,
}

/// The gain of pairing (Law 2015, section 11.2); `None` where fewer than [`FEWEST`] pairs differ, or a side or the
/// difference does not vary.
pub fn gain(pairs: &[(f64, f64)]) -> Option<Gain> {
    let (ours, theirs): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let differences: Vec<f64> = pairs.iter().map(|(ours, theirs)| ours - theirs).collect();
    let differ = differences.iter().filter(|difference| **difference != 0.0).count();
    if differ < FEWEST || few_exceptions(&differences).is_some() {
        return None;
    }
    let [a, b, apart] = [sd(&ours)?, sd(&theirs)?, sd(&differences)?];
    let (sum, apart) = (a * a + b * b, apart * apart);
    let known = a > 0.0 && b > 0.0 && apart > 0.0;
    let correlation = ((sum - apart) / (2.0 * a * b)).clamp(-1.0, 1.0);
    known.then_some(Gain { correlation, factor: sum / apart })
}

/// Pearson's; `None` where one of them does not vary.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let (at, bt) = (mean(a)?, mean(b)?);
    let sum =
        |of: fn(f64, f64) -> f64| -> f64 { a.iter().zip(b).map(|(a, b)| of(a - at, b - bt)).sum() };
    let alone = sum(|a, _| a * a) * sum(|_, b| b * b);
    (alone > 0.0).then(|| (sum(|a, b| a * b) / libm::sqrt(alone)).clamp(-1.0, 1.0))
}

/// The difference that all but a few have, and how many have another.
fn few_exceptions(differences: &[f64]) -> Option<(f64, usize)> {
    common(differences).filter(|(_, few)| (1..FEWEST).contains(few))
}

/// Where all but a few differ alike, the deviation says nothing: the mean lies as far from what they have in common as the
/// few go, times the largest share that these may have (Clopper and Pearson).
fn around_exceptions(
    differences: &[f64],
    alike: f64,
    few: usize,
    comparisons: usize,
) -> Option<Interval> {
    let tail = 0.5 * (1.0 - CONFIDENCE) / comparisons.max(1) as f64;
    let share = upper_bound_at(tail, few, differences.len())?;
    let (low, high) =
        differences.iter().fold((alike, alike), |(low, high), it| (low.min(*it), high.max(*it)));
    Some(Interval { low: alike + share * (low - alike), high: alike + share * (high - alike) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::fixture::Normals;

    #[test]
    fn by_hand() {
        // Differences -1, -2, -3, 1, 2, 3, 0.
        let ours = [1.0, 0.0, -1.0, 3.0, 4.0, 5.0, 2.0];
        let found = paired(&ours.map(|ours| (ours, 2.0)), 1);
        assert_eq!((found.n, found.mean), (7, Some(0.0)));
        assert_eq!((found.share_lower(), found.share_higher()), (Some(3.0 / 7.0), Some(3.0 / 7.0)));
        assert!(!found.none_differ());
        // sd = sqrt(28 / 6), t with 6 degrees 2.446912.
        let half = 2.446_912 * libm::sqrt(28.0 / 6.0 / 7.0);
        assert!((found.ci.unwrap().high - half).abs() < 1e-6);
    }

    /// Twice six pairs: sums of squares 56 and 48, of the differences 8, of products 48.
    #[test]
    fn the_gain_of_pairing_by_hand() {
        let pairs = [(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (5.0, 4.0), (6.0, 4.0), (7.0, 4.0)];
        let found = gain(&[pairs, pairs].concat()).unwrap();
        assert!((found.factor - 13.0).abs() < 1e-12);
        assert!((found.correlation - 48.0 / libm::sqrt(56.0 * 48.0)).abs() < 1e-12);
        // Against a constant nothing is gained, from what always differs alike endlessly much: neither is a number.
        assert_eq!(gain(&pairs.map(|(ours, _)| (ours, 9.0))), None);
        assert_eq!(gain(&pairs.map(|(ours, _)| (ours, ours - 1.0))), None);
        assert_eq!(gain(&pairs), None);
        assert_eq!(gain(&[]), None);
    }

    #[test]
    fn few_pairs_that_differ_have_no_interval() {
        let of = |differences: &[f64], equal: usize| {
            let pairs = differences.iter().map(|ours| (*ours, 0.0));
            paired(&pairs.chain(std::iter::repeat_n((0.0, 0.0), equal)).collect::<Vec<_>>(), 1)
        };
        assert_eq!(of(&[1.0, 2.0, 3.0, 4.0, 5.0], 995).ci, None);
        assert!(of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 994).ci.is_some());
        assert_eq!(of(&[1.0, 2.0, 3.0], 0).ci, None);
        // Ten hours later in all but one of 1,000: how far and how often it is not, one pair cannot say.
        let mut shifted = vec![10.0; 999];
        assert!(of(&shifted, 0).ci.is_some());
        shifted.push(500.0);
        // One of 1,000 is at most 0.5559 % of all (Clopper and Pearson; Poisson: 5.5716 / n): at most 490 h × that more.
        let ci = of(&shifted, 0).ci.unwrap();
        assert!(ci.low == 10.0 && (ci.high - (10.0 + 490.0 * 0.005_559)).abs() < 1e-2, "{ci:?}");
        // The other way round, so far that the mean may have the other sign.
        shifted[999] = -50_000.0;
        assert!(of(&shifted, 0).ci.unwrap().contains(0.0));
    }

    /// Late in 58 of 60 becomes on time in 57 of 60, say: 55 pairs differ by 1, five do not. No more than 18.386 % are
    /// exceptions: at p = 0.18386 five or fewer of 60 have a probability of 2.5 %.
    #[test]
    fn what_nearly_always_differs_is_shown_to() {
        let pairs: Vec<(f64, f64)> =
            (0..60).map(|k| (if k < 55 { 1.0 } else { 0.0 }, 0.0)).collect();
        let ci = paired(&pairs, 1).ci.unwrap();
        let p: f64 = 1.0 - ci.low;
        let mut term = (1.0 - p).powi(60);
        let mut tail = term;
        for k in 1..=5 {
            term *= f64::from(61 - k) / f64::from(k) * p / (1.0 - p);
            tail += term;
        }
        assert!((tail - 0.025).abs() < 1e-9 && ci.high == 1.0, "{ci:?} {tail}");
    }

    #[test]
    fn equal_pairs_differ_by_exactly_zero() {
        let found = paired(&[(0.1, 0.1), (1e9 / 3.0, 1e9 / 3.0), (0.7, 0.7)], 4);
        assert!(found.none_differ());
        assert_eq!((found.mean, found.ci), (Some(0.0), None));
        // None of three: at most 1 - 0.05^(1/3) = 63.2 % differ.
        assert!(found.bounds().iter().all(|bound| (bound.unwrap() - 0.631_597).abs() < 1e-6));
    }

    #[test]
    fn nothing_and_one_pair() {
        let none = paired(&[], 1);
        assert_eq!((none.mean, none.ci, none.share_lower()), (None, None, None));
        assert!(!none.none_differ());
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
