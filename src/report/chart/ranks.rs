//! Which order statistics enclose a quantile.

/// The indices of the order statistics that enclose the p-quantile of n values with at least 95 %,
/// each side missing it with at most 2.5 %; `None` if n is too small.
///
/// With B binomial(n, p), the r-th smallest lies above the quantile with P(B < r), and the s-th
/// smallest below it with P(B ≥ s).
pub fn quantile_ranks(n: usize, p: f64) -> Option<(usize, usize)> {
    let mut below = 0.0;
    let mut low = None;
    for (k, mass) in binomial(n, p).into_iter().enumerate() {
        below += mass;
        // Here `below` is P(B ≤ k) = P(B < k + 1): rank k + 1, index k.
        if below <= 0.025 {
            low = Some(k);
        }
        if below >= 0.975 {
            // P(B ≥ k + 1) ≤ 2.5 %: rank k + 1, index k.
            return (k < n).then_some((low?, k));
        }
    }
    None
}

/// The masses of a binomial distribution at 0..=n, by recurrence outwards from the mode (so that
/// nothing underflows where it matters), normalised.
fn binomial(n: usize, p: f64) -> Vec<f64> {
    let odds = p / (1.0 - p);
    let mode = ((n as f64 + 1.0) * p).floor() as usize;
    let mode = mode.min(n);
    let mut mass = vec![0.0; n + 1];
    mass[mode] = 1.0;
    for k in mode..n {
        mass[k + 1] = mass[k] * odds * (n - k) as f64 / (k + 1) as f64;
    }
    for k in (0..mode).rev() {
        mass[k] = mass[k + 1] / odds * (k + 1) as f64 / (n - k) as f64;
    }
    let total: f64 = mass.iter().sum();
    mass.iter_mut().for_each(|value| *value /= total);
    mass
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_the_median_are_those_of_the_sign_test() {
        // Sign test tables, two-sided 5 %: n = 6 takes the extremes, n = 10 ranks 2 and 9, n = 20
        // ranks 6 and 15; below 6 there is none.
        assert_eq!(quantile_ranks(5, 0.5), None);
        assert_eq!(quantile_ranks(6, 0.5), Some((0, 5)));
        assert_eq!(quantile_ranks(10, 0.5), Some((1, 8)));
        assert_eq!(quantile_ranks(20, 0.5), Some((5, 14)));
    }

    #[test]
    fn a_high_quantile_needs_many_values() {
        // P(all n below the 80th percentile) = 0.8^n ≤ 2.5 % first at n = 17.
        assert_eq!(quantile_ranks(16, 0.8), None);
        assert!(quantile_ranks(17, 0.8).is_some());
        let (low, high) = quantile_ranks(100_000, 0.8).expect("many");
        // Normal approximation: 80,000 ± 1.96 × sqrt(100,000 × 0.16) = 80,000 ± 247.9.
        assert!(low.abs_diff(79_752) <= 2 && high.abs_diff(80_248) <= 2, "{low} {high}");
    }
}
