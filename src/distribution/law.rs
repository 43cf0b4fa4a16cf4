//! Standardised laws whose density is log-concave on a suitable scale, inverted exactly.

use super::normal;

/// The side of a distribution whose probability is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The probability below.
    Lower,
    /// The probability above.
    Upper,
}

/// A tail probability as a logarithm, and the density over it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    /// Logarithm of the probability.
    pub ln: f64,
    /// Density over probability: the size of the slope of `ln`.
    pub hazard: f64,
}

/// A law of a variable `y` on the whole line with a log-concave density.
pub(super) trait Law {
    /// Logarithm of the density.
    fn ln_density(&self, y: f64) -> f64;
    /// The probability on one side of `y`.
    fn tail(&self, y: f64, side: Side) -> Tail;
    /// Somewhere near the quantile at `z`.
    fn guess(&self, z: f64) -> f64;
}

/// Solves `P(y) = Phi(z)` by Newton's method on the logarithm of the smaller tail. Tails of a
/// log-concave density are log-concave (Bagnoli & Bergstrom 2005), so that the method converges
/// from anywhere, monotonically after its first step.
pub(super) fn solve(law: &impl Law, z: f64) -> f64 {
    let (side, sign) = if z <= 0.0 { (Side::Lower, -1.0) } else { (Side::Upper, 1.0) };
    let target = libm::log(normal::below(-z.abs()));
    let mut y = law.guess(z);
    for _ in 0..200 {
        let tail = law.tail(y, side);
        let step = sign * (tail.ln - target) / tail.hazard;
        if !step.is_finite() {
            break;
        }
        y += step;
        if step.abs() <= 2.0 * f64::EPSILON * y.abs() {
            break;
        }
    }
    y
}

/// From the logarithms of a density and of a probability.
pub(super) fn tail(ln_density: f64, ln: f64) -> Tail {
    Tail { ln, hazard: libm::exp(ln_density - ln) }
}

/// The logarithm of `1 - exp(ln)`.
pub(super) fn complement(ln: f64) -> f64 {
    libm::log1p(-libm::exp(ln))
}
