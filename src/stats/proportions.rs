//! Intervals of shares: how often something happens, from how often it did.

use super::beta::binomial_at_most;
use super::kept::Kept;
use super::{CONFIDENCE, Interval, two_sided};

/// The 97.5th percentile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval at 95 % (Wilson 1927; recommended by Brown, Cai & DasGupta 2001): never of
/// width 0, never outside [0, 1]; `None` of no trials.
pub fn wilson(successes: usize, trials: usize) -> Option<Interval> {
    wilson_at(Z, successes, trials)
}

/// As [`wilson`], one of `comparisons` that hold at once with 95 % (Bonferroni).
pub fn simultaneous_wilson(
    successes: usize,
    trials: usize,
    comparisons: usize,
) -> Option<Interval> {
    // Student's quantile in place of the normal one: a little wider in a small sample.
    let freedom = trials.saturating_sub(1).max(1) as f64;
    let t = two_sided(freedom, (1.0 - CONFIDENCE) / comparisons.max(1) as f64);
    wilson_at(t, successes, trials)
}

fn wilson_at(z: f64, successes: usize, trials: usize) -> Option<Interval> {
    let n = trials as f64;
    let share = successes as f64 / n;
    let weight = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / weight;
    let half = z / weight * libm::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
    (trials > 0 && successes <= trials).then(|| Interval {
        low: if successes == 0 { 0.0 } else { (centre - half).max(0.0) },
        high: if successes == trials { 1.0 } else { (centre + half).min(1.0) },
    })
}

/// The exact, conservative interval at 95 % (Clopper & Pearson 1934): the shares at which each tail
/// of the binomial distribution has 2.5 %; `None` of no trials.
pub fn clopper_pearson(successes: usize, trials: usize) -> Option<Interval> {
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let below = |p: f64| 1.0 - binomial_at_most(successes.saturating_sub(1), trials, p) > tail;
    let above = |p: f64| binomial_at_most(successes, trials, p) <= tail;
    (trials > 0 && successes <= trials).then(|| Interval {
        low: if successes == 0 { 0.0 } else { first(below) },
        high: if successes == trials { 1.0 } else { first(above) },
    })
}

thread_local! {
    /// By successes and trials.
    static BOUNDS: Kept<(usize, usize), Option<f64>> = const { Kept::new() };
}

/// The one-sided upper bound at 95 % (Clopper & Pearson 1934): the share at which so few successes have a
/// probability of 5 %; of none in `n` trials it is `1 - 0.05^(1/n)`. `None` of no trials.
pub fn upper_bound(successes: usize, trials: usize) -> Option<f64> {
    BOUNDS.with(|kept| {
        kept.of((successes, trials), || upper_bound_at(1.0 - CONFIDENCE, successes, trials))
    })
}

/// As [`upper_bound`], where so few successes have the probability of a given tail.
pub fn upper_bound_at(tail: f64, successes: usize, trials: usize) -> Option<f64> {
    let above = |p: f64| binomial_at_most(successes, trials, p) <= tail;
    (trials > 0 && successes <= trials)
        .then(|| if successes == trials { 1.0 } else { first(above) })
}

/// Whether pairs that differ do so to one side more often than chance would have it: the exact two-sided sign
/// test (of two shares in the same trials: McNemar 1947), one of `comparisons` at 5 % together (Dunn 1961). Fewer
/// than six pairs that differ never show anything: 2 (1/2)^5 is more than 5 %.
pub fn sign_test(lower: usize, higher: usize, comparisons: usize) -> bool {
    let tail = 0.5 * (1.0 - CONFIDENCE) / comparisons.max(1) as f64;
    let differ = lower + higher;
    differ > 0 && binomial_at_most(lower.min(higher), differ, 0.5) <= tail
}

/// The smallest share at which a condition that holds from there on holds, by bisection.
fn first(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Newcombe (1998, table I): 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    #[test]
    fn intervals_as_published() {
        let published = [
            (81, 263, 0.2553, 0.3662, 0.2527, 0.3676),
            (15, 148, 0.0624, 0.1605, 0.0578, 0.1617),
            (0, 20, 0.0, 0.1611, 0.0, 0.1684),
            (1, 29, 0.0061, 0.1718, 0.0009, 0.1776),
        ];
        for (successes, trials, low, high, exact_low, exact_high) in published {
            let found = wilson(successes, trials).unwrap();
            assert!((found.low - low).abs() < 5.1e-5, "{successes} {trials} {found:?}");
            assert!((found.high - high).abs() < 5.1e-5, "{successes} {trials} {found:?}");
            let found = clopper_pearson(successes, trials).unwrap();
            assert!((found.low - exact_low).abs() < 5.1e-5, "{successes} {trials} {found:?}");
            assert!((found.high - exact_high).abs() < 5.1e-5, "{successes} {trials} {found:?}");
        }
    }

    /// Two-sided at 5 %: of 20 that differ, 5 to one side (P = 2 * 21700 / 2^20 = 4.1 %), not 6 (11.5 %).
    #[test]
    fn the_sign_test_by_hand() {
        assert!(!sign_test(0, 5, 1) && sign_test(0, 6, 1) && sign_test(6, 0, 1));
        assert!(sign_test(15, 5, 1) && !sign_test(14, 6, 1));
        // Of two at once, each at 2.5 %: six pairs (3.1 %) are too few, seven (1.6 %) are not.
        assert!(!sign_test(0, 6, 2) && sign_test(0, 7, 2));
        assert!(!sign_test(0, 0, 1));
    }

    /// None of n: 1 - 0.05^(1/n), so 0.2991 % of 1,000. One of 29 (Newcombe's): at 15.34 %, (1 - p)^29 + 29 p
    /// (1 - p)^28 = 0.05. All of n are no bound.
    #[test]
    fn one_sided_bounds_by_hand() {
        assert!((upper_bound(0, 1000).unwrap() - (1.0 - 0.05f64.powf(0.001))).abs() < 1e-12);
        assert!((upper_bound(0, 1000).unwrap() - 0.002_991).abs() < 1e-6);
        let p = upper_bound(1, 29).unwrap();
        let left = (1.0 - p).powi(28) * (1.0 + 28.0 * p);
        assert!((left - 0.05).abs() < 1e-9, "{p} {left}");
        assert_eq!(
            (upper_bound(4, 4), upper_bound(0, 0), upper_bound(3, 2)),
            (Some(1.0), None, None)
        );
    }

    #[test]
    fn all_or_nothing_still_has_a_bound() {
        // 0 of n: the exact upper bound is 1 - 0.025^(1/n); all of n mirrors it.
        let bound = 1.0 - 0.025f64.powf(0.1);
        assert!((clopper_pearson(0, 10).unwrap().high - bound).abs() < 1e-12);
        assert!((clopper_pearson(10, 10).unwrap().low - (1.0 - bound)).abs() < 1e-12);
        // Wilson's bound is z^2 / (n + z^2).
        assert!((wilson(0, 10).unwrap().high - Z * Z / (10.0 + Z * Z)).abs() < 1e-15);
        assert_eq!((wilson(0, 0), clopper_pearson(0, 0)), (None, None));
        assert_eq!((wilson(3, 2), clopper_pearson(3, 2)), (None, None));
    }

    /// The exact interval's coverage is at least 95 % for every share, here computed, not simulated.
    #[test]
    fn the_exact_interval_covers_at_least_what_it_says() {
        let n = 15;
        for step in 1..50 {
            let p = f64::from(step) / 50.0;
            let at = |k: usize| {
                let before = if k == 0 { 0.0 } else { binomial_at_most(k - 1, n, p) };
                binomial_at_most(k, n, p) - before
            };
            let holds = |k: &usize| clopper_pearson(*k, n).unwrap().contains(p);
            let coverage: f64 = (0..=n).filter(holds).map(at).sum();
            assert!(coverage >= 0.95 - 1e-9, "{p}: {coverage}");
        }
    }
}
