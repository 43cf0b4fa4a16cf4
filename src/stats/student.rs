//! Quantiles of Student's t.

use super::beta::{incomplete, ln_beta};
use super::kept::Kept;

thread_local! {
    /// By degrees of freedom and probability.
    static KEPT: Kept<(f64, f64), f64> = const { Kept::new() };
}

/// The t that |T| exceeds with probability `alpha` in (0, 1), for `freedom` >= 1 degrees of freedom.
///
/// Newton's method on P(|T| > t) = I_{freedom / (freedom + t^2)}(freedom / 2, 1 / 2) (Abramowitz &
/// Stegun 1964, 26.7.1), which is convex and falling in t: started at 0 it rises to the solution.
pub fn two_sided(freedom: f64, alpha: f64) -> f64 {
    KEPT.with(|kept| kept.of((freedom, alpha), || solved(freedom, alpha)))
}

fn solved(freedom: f64, alpha: f64) -> f64 {
    let scale = ln_beta(0.5 * freedom, 0.5) + 0.5 * libm::log(freedom);
    let mut t = 0.0;
    for _ in 0..1000 {
        let ln_density = -0.5 * (freedom + 1.0) * libm::log1p(t * t / freedom) - scale;
        let step = (outside(freedom, t) - alpha) / (2.0 * libm::exp(ln_density));
        t += step;
        if step <= 1e-14 * t {
            break;
        }
    }
    t
}

/// P(|T| > t).
fn outside(freedom: f64, t: f64) -> f64 {
    let square = t * t;
    let total = freedom + square;
    incomplete(0.5 * freedom, 0.5, freedom / total, square / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pearson & Hartley (1966), table 12; one and two degrees of freedom in closed form.
    #[test]
    fn quantiles_as_published() {
        let cauchy = 1.0 / (0.5 * std::f64::consts::PI * 0.05).tan();
        assert!((two_sided(1.0, 0.05) / cauchy - 1.0).abs() < 1e-12);
        // F(t) = 1/2 + t / (2 sqrt(2 + t^2)) with two degrees: t = sqrt(2 c^2 / (1 - c^2)), c = .95.
        let two = libm::sqrt(2.0 * 0.9025 / (1.0 - 0.9025));
        assert!((two_sided(2.0, 0.05) / two - 1.0).abs() < 1e-12);
        for (freedom, alpha, t) in
            [(9.0, 0.05, 2.262), (29.0, 0.05, 2.045), (120.0, 0.05, 1.980), (10.0, 0.01, 3.169)]
        {
            assert!((two_sided(freedom, alpha) - t).abs() < 5e-4, "{freedom} {alpha}");
        }
    }

    #[test]
    fn it_agrees_with_statrs() {
        use statrs::distribution::{ContinuousCDF, StudentsT};
        for freedom in [1.0, 2.0, 3.0, 5.0, 17.0, 99.0] {
            for alpha in [0.2, 0.05, 0.01, 1e-4] {
                let reference = StudentsT::new(0.0, 1.0, freedom).unwrap();
                let wanted = reference.inverse_cdf(1.0 - 0.5 * alpha);
                let found = two_sided(freedom, alpha);
                assert!((found / wanted - 1.0).abs() < 1e-8, "{freedom} {alpha}: {found} {wanted}");
            }
        }
    }

    #[test]
    fn it_tends_to_the_normal_quantile() {
        assert!((two_sided(1e7, 0.05) - 1.959_963_984_540_054).abs() < 1e-6);
        assert!((two_sided(1e5, 0.05) - 1.959_963_984_540_054 - 2.372e-5).abs() < 1e-7);
    }
}
