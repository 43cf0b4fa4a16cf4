//! The incomplete beta function, for binomial and Student probabilities of any sample size.

/// `I_x(a, b)`, the probability that a beta variable is below `x` (0 < a, 0 < b, x in [0, 1]); `rest`
/// is `1 - x` to its last digits.
pub(super) fn incomplete(a: f64, b: f64, x: f64, rest: f64) -> f64 {
    if x <= 0.0 || rest <= 0.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front = libm::exp(a * libm::log(x) + b * libm::log(rest) - ln_beta(a, b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, rest) / b
    }
}

/// The logarithm of the beta function.
pub(super) fn ln_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// The continued fraction by Lentz's method (Abramowitz & Stegun 1964, 26.5.8; Press et al. 2007,
/// 6.4). The number of terms grows with the square root of the larger shape.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let keep = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    let mut m = 0.0;
    while m < 1e5 {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep(1.0 + even * d);
        c = keep(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep(1.0 + odd * d);
        c = keep(1.0 + odd / c);
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// The probability that a binomial variable is at most `k`.
pub(super) fn binomial_at_most(k: usize, n: usize, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    incomplete((n - k) as f64, (k + 1) as f64, 1.0 - p, p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_probabilities_are_sums() {
        // Bin(5, 1/2): 1, 6, 16, 26, 31, 32 of 32.
        let at_most = [0, 1, 2, 3, 4, 5].map(|k| 32.0 * binomial_at_most(k, 5, 0.5));
        for (found, wanted) in at_most.into_iter().zip([1.0, 6.0, 16.0, 26.0, 31.0, 32.0]) {
            assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
        }
    }

    /// A symmetric binomial of odd size is below its mean with probability 1/2, whatever the size.
    #[test]
    fn large_samples_converge() {
        for n in [101, 10_001, 1_000_001] {
            assert!((binomial_at_most(n / 2, n, 0.5) - 0.5).abs() < 1e-7, "{n}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!(incomplete(2.0, 3.0, 0.0, 1.0), 0.0);
        assert_eq!(incomplete(2.0, 3.0, 1.0, 0.0), 1.0);
        assert!((incomplete(2.0, 3.0, 0.5, 0.5) - 11.0 / 16.0).abs() < 1e-15);
    }
}
