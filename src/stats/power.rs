//! How many observations a comparison of two means, or of two shares, needs.

use super::{Interval, sd};

/// The standard normal's 97.5 % quantile: a two-sided test at 5 %.
const Z_TEST: f64 = 1.959_963_984_540_054;
/// The standard normal's 80 % quantile: a power of 80 %.
const Z_POWER: f64 = 0.841_621_233_572_914_3;

/// So many observations on each side show a difference of means with 80 % probability in a two-sided
/// test at 5 %: `(z_test + z_power)² (s1² + s2²) / difference² + z_test² / 4`, rounded up, at least 2
/// (Guenther 1981, "Sample size formulas for normal theory t tests"; the last term repairs what the
/// normal approximation takes from Student's t). The sides are independent, not paired.
///
/// `None` where nothing can be said: no difference, or a deviation that is not a number.
pub fn observations_per_side(difference: f64, sd: (f64, f64)) -> Option<f64> {
    let noise = sd.0 * sd.0 + sd.1 * sd.1;
    let needed = (Z_TEST + Z_POWER).powi(2) * noise / (difference * difference);
    let needed = libm::ceil(needed + 0.25 * Z_TEST * Z_TEST);
    (difference != 0.0 && needed.is_finite()).then_some(needed.max(2.0))
}

/// So many pairs show with 80 % probability that a mean difference lies on one side of a bound that is so far off, with
/// intervals at the level of `ci`, the interval of the mean of these pairs: `(z + z_power)² s² / gap²`, rounded up, where `z`
/// is its half-width over the standard error. `None` where nothing varies, or there is no gap.
pub fn pairs_to_tell(pairs: &[(f64, f64)], ci: Interval, gap: f64) -> Option<f64> {
    let differences: Vec<f64> = pairs.iter().map(|(ours, theirs)| ours - theirs).collect();
    let sd = sd(&differences).filter(|sd| *sd > 0.0)?;
    let z = ci.half_width() * libm::sqrt(pairs.len() as f64) / sd;
    let needed = libm::ceil(((z + Z_POWER) * sd / gap).powi(2));
    (gap > 0.0 && needed.is_finite()).then_some(needed)
}

/// So many trials on each side show a difference of two shares with 80 % probability in a two-sided test at 5 %, by
/// the normal approximation: `(z_test (2 p q)^½ + z_power (p1 q1 + p2 q2)^½)² / (p1 - p2)²` with `p` their mean,
/// rounded up, at least 2 (Fleiss, Levin & Paik 2003, "Statistical Methods for Rates and Proportions", section 4.2).
/// `None` of equal shares.
pub fn trials_per_side(first: f64, second: f64) -> Option<f64> {
    let spread = |share: f64| share * (1.0 - share);
    let mean = 0.5 * (first + second);
    let alike = Z_TEST * libm::sqrt(2.0 * spread(mean));
    let apart = Z_POWER * libm::sqrt(spread(first) + spread(second));
    let needed = libm::ceil(((alike + apart) / (first - second)).powi(2));
    (first != second && needed.is_finite()).then_some(needed.max(2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cohen (1988), table 2.4.1, two-sided 5 %, power .80: d = .5 needs 64 a side, d = .8 needs 26,
    /// d = 1 needs 17.
    #[test]
    fn as_published() {
        for (d, published) in [(0.5, 64.0), (0.8, 26.0), (1.0, 17.0)] {
            assert_eq!(observations_per_side(d, (1.0, 1.0)), Some(published));
            assert_eq!(observations_per_side(-3.0 * d, (3.0, 3.0)), Some(published));
        }
    }

    /// R's `power.prop.test(p1 = .5, p2 = .6, power = .8)`: 387.34. By hand 1 against .35: 1.959964 * .438750^½ +
    /// .841621 * .2275^½ = 1.699673; its square over .65² is 6.84.
    #[test]
    fn two_shares() {
        assert_eq!(
            (trials_per_side(0.5, 0.6), trials_per_side(0.6, 0.5)),
            (Some(388.0), Some(388.0))
        );
        assert_eq!(trials_per_side(1.0, 0.35), Some(7.0));
        // None against all: 1.959964² / 2 = 1.92.
        assert_eq!((trials_per_side(0.4, 0.4), trials_per_side(0.0, 1.0)), (None, Some(2.0)));
    }

    /// Differences of 3 and -1 by turns, 64 of them: mean 1, deviation 2 (64 / 63)^½ = 2.0158, standard error 0.25198. At a
    /// half-width of twice that: (2 + 0.841621)² × 2.0158² / 1² = 32.81; half as far, four times as many, 131.26.
    #[test]
    fn pairs_that_tell() {
        let pairs = [(3.0, 0.0), (0.0, 1.0)].repeat(32);
        let ci = Interval::around(1.0, 2.0 * libm::sqrt(4.0 / 63.0));
        assert_eq!([1.0, 0.5].map(|gap| pairs_to_tell(&pairs, ci, gap)), [Some(33.0), Some(132.0)]);
        assert_eq!(pairs_to_tell(&pairs, ci, 0.0), None);
        assert_eq!(pairs_to_tell(&[(1.0, 0.0); 9], ci, 1.0), None);
    }

    #[test]
    fn extremes() {
        assert_eq!(observations_per_side(0.0, (1.0, 1.0)), None);
        assert_eq!(observations_per_side(f64::NAN, (1.0, 1.0)), None);
        assert_eq!(observations_per_side(1.0, (f64::INFINITY, 1.0)), None);
        assert_eq!(observations_per_side(9.0, (0.0, 0.0)), Some(2.0));
        // Half of the noise on one side only: (2.801585)^2 * 0.5 / 0.25 + 0.96 = 16.66.
        assert_eq!(observations_per_side(0.5, (0.5f64.sqrt(), 0.0)), Some(17.0));
    }
}
