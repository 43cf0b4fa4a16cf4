//! The beta distribution on the scale t = ln(x / (1 - x)), where its density is log-concave.

use super::law::{self, Law, Side, Tail};

/// A beta variable with these shapes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beta {
    /// First shape.
    pub a: f64,
    /// Second shape.
    pub b: f64,
    /// Logarithm of the beta function.
    ln_beta: f64,
}

impl Beta {
    /// The law with these shapes.
    pub fn new(a: f64, b: f64) -> Beta {
        Beta { a, b, ln_beta: libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b) }
    }

    /// The beta of a PERT with this mode, as a share of the range (Malcolm et al. 1959).
    pub fn pert(mode: f64) -> Beta {
        Beta::new(1.0 + 4.0 * mode, 1.0 + 4.0 * (1.0 - mode))
    }
}

/// x of t.
pub(super) fn logistic(t: f64) -> f64 {
    if t >= 0.0 {
        1.0 / (1.0 + libm::exp(-t))
    } else {
        let e = libm::exp(t);
        e / (1.0 + e)
    }
}

impl Law for Beta {
    fn ln_density(&self, t: f64) -> f64 {
        let ln_x = -softplus(-t);
        let ln_rest = -softplus(t);
        self.a * ln_x + self.b * ln_rest - self.ln_beta
    }

    /// The incomplete beta function by its continued fraction, on the side where it converges fast.
    fn tail(&self, t: f64, side: Side) -> Tail {
        let ln_density = self.ln_density(t);
        let x = logistic(t);
        let (near, ln) = if x < (self.a + 1.0) / (self.a + self.b + 2.0) {
            (Side::Lower, ln_density + libm::log(fraction(self.a, self.b, x) / self.a))
        } else {
            (Side::Upper, ln_density + libm::log(fraction(self.b, self.a, logistic(-t)) / self.b))
        };
        law::tail(ln_density, if near == side { ln } else { law::complement(ln) })
    }

    /// The mean: Newton's method does the rest.
    fn guess(&self, _z: f64) -> f64 {
        libm::log(self.a / self.b)
    }
}

/// ln(1 + exp(t)) without overflow.
fn softplus(t: f64) -> f64 {
    t.max(0.0) + libm::log1p(libm::exp(-t.abs()))
}

/// The continued fraction of the incomplete beta function by Lentz's method (Abramowitz & Stegun
/// 1964, 26.5.8; Press et al. 2007, 6.4). No denominator can vanish for the shapes of a PERT.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    let mut m = 0.0;
    while m < 1000.0 {
        m += 1.0;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probability(a: f64, b: f64, x: f64, side: Side) -> f64 {
        libm::exp(Beta::new(a, b).tail(libm::log(x / (1.0 - x)), side).ln)
    }

    /// For whole shapes the lower tail is a binomial sum over j = a..n with n = a + b - 1.
    #[test]
    fn tails_of_whole_shapes_are_binomial_sums() {
        for (a, b, x) in
            [(2u32, 4u32, 0.1f64), (3, 3, 0.5), (5, 1, 0.9), (1, 5, 0.01), (4, 2, 0.999)]
        {
            let n = a + b - 1;
            let choose = |j: u32| (1..=j).fold(1.0, |c, i| c * f64::from(n - j + i) / f64::from(i));
            let term = |j: u32| choose(j) * x.powi(j as i32) * (1.0 - x).powi((n - j) as i32);
            let lower: f64 = (a..=n).map(term).sum();
            let upper: f64 = (0..a).map(term).sum();
            let (a, b) = (f64::from(a), f64::from(b));
            assert!((probability(a, b, x, Side::Lower) / lower - 1.0).abs() < 1e-12, "{a} {b} {x}");
            assert!((probability(a, b, x, Side::Upper) / upper - 1.0).abs() < 1e-12, "{a} {b} {x}");
        }
    }

    /// Beta(1, 5) and Beta(5, 1) invert in closed form; Beta(3, 3) is symmetric. The 5 % point of
    /// Beta(2, 4) is that of the second smallest of 5 uniforms: .07644 (Pearson & Hartley 1966, table 16).
    #[test]
    fn quantiles_as_theory_and_tables_say() {
        let q = |a, b, z: f64| logistic(law::solve(&Beta::new(a, b), z));
        for z in [-8.0, -2.0, 0.0, 1.0, 2.5] {
            let below = super::super::normal::below(z);
            let closed = -libm::expm1(libm::log1p(-below) / 5.0);
            assert!((q(1.0, 5.0, z) / closed - 1.0).abs() < 1e-13, "{z}");
            assert!((q(5.0, 1.0, z) / below.powf(0.2) - 1.0).abs() < 1e-13, "{z}");
        }
        assert!((q(3.0, 3.0, 0.0) - 0.5).abs() < 1e-15);
        assert!((q(2.0, 4.0, -1.644_853_626_951_472_2) - 0.07644).abs() < 5e-6);
    }
}
