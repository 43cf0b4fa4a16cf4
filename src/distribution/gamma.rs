//! The gamma distribution of mean 1, on the scale y = ln x.

use super::law::{self, Law, Side, Tail};
use super::normal::LN_SQRT_2PI;

/// A gamma variable of mean 1 with this shape (1 / cv^2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Gamma {
    /// The shape.
    pub shape: f64,
    /// Logarithm of `shape^shape exp(-shape) / Gamma(shape)`: the density of y at 0.
    ln_peak: f64,
}

impl Gamma {
    /// The law with this shape.
    pub fn new(shape: f64) -> Gamma {
        Gamma { shape, ln_peak: ln_peak(shape) }
    }

    /// The law with this coefficient of variation.
    pub fn with_cv(cv: f64) -> Gamma {
        Gamma::new(1.0 / (cv * cv))
    }

    /// x, in units where the scale is 1.
    fn standard(&self, y: f64) -> f64 {
        self.shape * libm::exp(y)
    }
}

impl Law for Gamma {
    fn ln_density(&self, y: f64) -> f64 {
        self.ln_peak - self.shape * expm1_less(y)
    }

    /// Series below shape + 1, continued fraction above (Abramowitz & Stegun 1964, 6.5.29, 6.5.31).
    fn tail(&self, y: f64, side: Side) -> Tail {
        let x = self.standard(y);
        let ln_density = self.ln_density(y);
        let (near, ln) = if x < self.shape + 1.0 {
            (Side::Lower, ln_density + libm::log(series(self.shape, x) / self.shape))
        } else {
            (Side::Upper, ln_density + libm::log(fraction(self.shape, x)))
        };
        law::tail(ln_density, if near == side { ln } else { law::complement(ln) })
    }

    /// Wilson & Hilferty (1931); near zero, where it fails, the leading term of the series.
    fn guess(&self, z: f64) -> f64 {
        let root = 1.0 - 1.0 / (9.0 * self.shape) + z / (3.0 * libm::sqrt(self.shape));
        if root > 0.3 {
            return 3.0 * libm::log(root);
        }
        let ln_p = libm::log(super::normal::below(z));
        (ln_p + libm::lgamma(self.shape + 1.0)) / self.shape - libm::log(self.shape)
    }
}

/// exp(y) - 1 - y without cancellation.
fn expm1_less(y: f64) -> f64 {
    if y.abs() > 0.5 {
        return libm::expm1(y) - y;
    }
    let mut term = 0.5 * y * y;
    let mut sum = 0.0;
    let mut k = 2.0;
    while term.abs() > 1e-17 * f64::abs(sum) {
        sum += term;
        k += 1.0;
        term *= y / k;
    }
    sum
}

/// `a ln a - a - ln Gamma(a)`; for large `a` by Stirling's series (Abramowitz & Stegun 1964, 6.1.41),
/// where the direct form would lose its digits.
fn ln_peak(a: f64) -> f64 {
    if a < 16.0 {
        return a * libm::log(a) - a - libm::lgamma(a);
    }
    let r = 1.0 / (a * a);
    let correction = (1.0 / 12.0
        - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0)))))
        / a;
    0.5 * libm::log(a) - LN_SQRT_2PI - correction
}

/// `1 + x/(a+1) + x^2/((a+1)(a+2)) + ...`
fn series(a: f64, x: f64) -> f64 {
    let mut sum = 1.0;
    let mut term = 1.0;
    let mut k = a;
    while term > sum * 1e-17 {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// `1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...)))` by Lentz's method (Press et al. 2007, 6.2).
fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    let mut k = 0.0;
    // The number of terms grows with sqrt(a); a million is beyond any shape that is allowed.
    while k < 1e6 {
        k += 1.0;
        let numerator = k * (a - k);
        b += 2.0;
        d = away_from_zero(numerator * d + b, TINY);
        c = away_from_zero(b + numerator / c, TINY);
        d = 1.0 / d;
        value *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

fn away_from_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probability(shape: f64, x: f64, side: Side) -> f64 {
        libm::exp(Gamma::new(shape).tail(libm::log(x / shape), side).ln)
    }

    /// For whole shapes the upper tail is a Poisson sum: exp(-x) sum_{k<a} x^k / k!.
    #[test]
    fn tails_of_whole_shapes_are_poisson_sums() {
        for (shape, x) in [(1, 0.1), (1, 5.0), (2, 1.0), (3, 8.0), (5, 2.0), (7, 30.0)] {
            let mut term = libm::exp(-x);
            let mut upper = 0.0;
            for k in 0..shape {
                upper += term;
                term *= x / f64::from(k + 1);
            }
            let found = probability(f64::from(shape), x, Side::Upper);
            assert!((found / upper - 1.0).abs() < 1e-13, "{shape} {x}: {found} {upper}");
        }
    }

    /// With shape 1/2 the lower tail is erf(sqrt(x)).
    #[test]
    fn the_tail_of_shape_one_half_is_an_error_function() {
        for x in [1e-8, 0.01, 0.4, 1.0, 3.0, 20.0] {
            let found = probability(0.5, x, Side::Lower);
            assert!((found / libm::erf(libm::sqrt(x)) - 1.0).abs() < 1e-14, "{x}");
        }
    }

    /// Percentage points of chi square (Pearson & Hartley 1966, table 8): shape = degrees / 2.
    #[test]
    fn quantiles_as_published() {
        let known = [
            (1.0, 1.959_963_984_540_054, 5.023_886_187_314_888),
            (4.0, 1.644_853_626_951_472_2, 9.487_729_036_781_154),
            (10.0, -1.644_853_626_951_472_2, 3.940_299_136_119_06),
            (30.0, 2.326_347_874_040_840_8, 50.892_181_311_517_09),
        ];
        for (degrees, z, chi2) in known {
            let law = Gamma::new(degrees / 2.0);
            let found = degrees * libm::exp(law::solve(&law, z));
            assert!((found / chi2 - 1.0).abs() < 1e-12, "{degrees}: {found}");
        }
    }

    #[test]
    fn both_forms_of_the_peak_agree_where_they_meet() {
        let direct = |a: f64| a * libm::log(a) - a - libm::lgamma(a);
        // The direct form's terms are up to 60, so a few of its last places are 3e-14.
        for a in [16.0, 20.0] {
            assert!((ln_peak(a) - direct(a)).abs() < 3e-14, "{a}");
        }
    }

    #[test]
    fn solving_inverts_the_probability_for_every_shape() {
        for shape in [0.01, 0.1, 0.5, 1.0, 3.7, 40.0, 1e4, 1e8] {
            for z in [-8.5, -3.0, -0.5, 0.0, 0.5, 3.0, 8.5] {
                let law = Gamma::new(shape);
                let side = if z <= 0.0 { Side::Lower } else { Side::Upper };
                let found = law.tail(law::solve(&law, z), side).ln;
                let wanted = libm::log(super::super::normal::below(-f64::abs(z)));
                assert!((found - wanted).abs() < 1e-7, "{shape} {z}: {found} {wanted}");
            }
        }
    }
}
