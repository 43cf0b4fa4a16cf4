//! Each family against theory, against rand_distr, and the sampler against the exact form.

use super::{Distribution, Family};
use crate::time::HOUR;
use rand_distr::Distribution as _;
use rand_pcg::Pcg64;
use rand_pcg::rand_core::SeedableRng;

fn law(family: Family) -> Distribution {
    Distribution::new(family).unwrap()
}

/// A spread of laws of every family, with a mean of about 100 h.
fn laws() -> Vec<Distribution> {
    let h = 100.0 * HOUR as f64;
    let mut laws = vec![
        law(Family::Constant { value: h }),
        law(Family::Uniform { low: 0.5 * h, high: 1.5 * h }),
        law(Family::Triangular { low: 0.0, likely: h, high: 1.5 * h }),
        law(Family::Triangular { low: h, likely: h, high: 1.5 * h }),
        law(Family::Exponential { mean: h }),
        law(Family::Empirical { values: vec![h, 0.3 * h, 2.0 * h] }),
    ];
    let exponential = |mean: f64| law(Family::Exponential { mean: mean * h });
    let parts = vec![
        exponential(0.2),
        law(Family::Gamma { mean: 1.5 * h, cv: 0.3 }),
        law(Family::Pert { low: 0.0, likely: h, high: 3.0 * h }),
        law(Family::Lognormal { median: h, log_sd: 0.5 }),
        law(Family::Constant { value: 0.7 * h }),
    ];
    laws.push(Distribution::mixture(parts, &[2.0, 3.0, 1.0, 3.0, 1.0]).unwrap());
    laws.push(
        Distribution::mixture(vec![exponential(0.1), exponential(4.0)], &[0.8, 0.2]).unwrap(),
    );
    laws.push(Distribution::weighted(&[2.0 * h, 0.1 * h, h], &[1.0, 2.0, 5.0]).unwrap());
    let (probabilities, values) = (vec![0.0, 0.3, 0.9, 1.0], vec![0.0, h, 1.2 * h, 4.0 * h]);
    laws.push(law(Family::Quantiles { probabilities, values }));
    for likely in [0.0, 0.05, 0.4, 0.5, 1.0, 2.0] {
        laws.push(law(Family::Pert { low: 0.0, likely: likely * h, high: 2.0 * h }));
    }
    for log_sd in [0.01, 0.3, 0.8, 1.2, 2.0, 5.0] {
        laws.push(law(Family::Lognormal { median: h, log_sd }));
    }
    for cv in [0.001, 0.05, 0.3, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0] {
        laws.push(law(Family::Gamma { mean: h, cv }));
    }
    for shape in [0.1, 0.3, 0.5, 0.8, 1.0, 1.5, 3.0, 20.0, 1000.0] {
        laws.push(law(Family::Weibull { scale: h, shape }));
    }
    laws
}

/// A microsecond, as a share of 100 h.
const ONE_MICROSECOND: f64 = 1.0 / (100.0 * HOUR as f64);

/// Deviates that fall between the nodes of every table, out to the last 53-bit uniform.
fn deviates() -> impl Iterator<Item = f64> {
    (0..1301).map(|step| -8.25 + 16.5 * f64::from(step) / 1300.0)
}

#[test]
fn the_sampler_agrees_with_the_exact_form() {
    for law in laws() {
        let sampler = law.sampler();
        for z in deviates() {
            let (found, wanted) = (sampler.of_latent(z), law.of_latent(z));
            let scale = wanted.max(law.mean());
            assert!(
                (found - wanted).abs() <= ONE_MICROSECOND * scale,
                "{law:?} at {z}: {found} instead of {wanted}"
            );
        }
    }
}

#[test]
fn uniform_draws_agree_with_the_quantile_function() {
    for law in laws() {
        let sampler = law.sampler();
        for step in 1..500 {
            let u = f64::from(step) / 500.0 - 0.000_13;
            let (found, wanted) = (sampler.of_uniform(u), law.quantile(u));
            let scale = wanted.max(law.mean());
            assert!(
                (found - wanted).abs() <= ONE_MICROSECOND * scale,
                "{law:?} at {u}: {found} {wanted}"
            );
        }
    }
}

#[test]
fn draws_are_monotone_finite_and_not_negative() {
    for law in laws() {
        let sampler = law.sampler();
        let mut before = 0.0;
        for z in deviates().chain([9.0, 12.0]) {
            let value = sampler.of_latent(z);
            assert!(value.is_finite() && value >= 0.0, "{law:?} at {z}: {value}");
            // Where the law is flat, rounding may undo a step by a few units in the last place.
            assert!(value >= before - 1e-14 * before, "{law:?} at {z}: {value} after {before}");
            before = value;
        }
        assert!(sampler.of_latent(-12.0) <= sampler.of_latent(-8.0));
    }
}

#[test]
fn the_ends_of_the_uniform_range_are_survived() {
    for law in laws() {
        for u in [0.0, f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0, 1.0] {
            assert!(law.quantile(u).is_finite(), "{law:?} at {u}");
            assert!(law.sampler().of_uniform(u).is_finite(), "{law:?} at {u}");
        }
    }
}

#[test]
fn tables_are_small() {
    for law in laws() {
        assert!(law.sampler().bytes() <= 46_000, "{law:?}");
    }
    assert!(law(Family::Pert { low: 1.0, likely: 2.0, high: 4.0 }).sampler().bytes() > 0);
}

/// The integral of the quantile function over (0, 1) is the mean, and of its square the second
/// moment: the midpoint rule over the latent scale, which converges fast for smooth functions.
#[test]
fn moments_of_the_quantile_function_are_the_closed_ones() {
    for law in laws() {
        // Heavier tails than this have moments that lie beyond the grid.
        if law.sd() > 3.5 * law.mean() {
            continue;
        }
        let (mut mean, mut square) = (0.0, 0.0);
        let sampler = law.sampler();
        let h = 1.0 / 512.0;
        for step in -4352..4352 {
            let z = (f64::from(step) + 0.5) * h;
            let weight = h * libm::exp(super::normal::ln_density(z));
            let value = sampler.of_latent(z);
            mean += weight * value;
            square += weight * (value - law.mean()) * (value - law.mean());
        }
        // Steps (empirical) and kinks (triangular) are integrated to the width of a cell only.
        assert!((mean / law.mean() - 1.0).abs() < 1e-3, "{law:?}: {mean}");
        assert!((libm::sqrt(square) - law.sd()).abs() <= 1e-3 * law.mean(), "{law:?}");
    }
}

/// The largest distance of two empirical distribution functions.
fn kolmogorov_smirnov(mut a: Vec<f64>, mut b: Vec<f64>) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (mut i, mut j, mut worst) = (0, 0, 0.0f64);
    while i < a.len() && j < b.len() {
        if a[i] <= b[j] {
            i += 1;
        } else {
            j += 1;
        }
        worst = worst.max((i as f64 / a.len() as f64 - j as f64 / b.len() as f64).abs());
    }
    worst
}

/// Two samples of 40,000; refused at alpha = 0.001, where the critical value of the two-sample test is
/// sqrt(-ln(alpha / 2) / 2) sqrt(2 / n) (Smirnov 1948).
fn same_law(ours: Family, theirs: impl rand_distr::Distribution<f64>) -> bool {
    const N: usize = 40_000;
    let ours = law(ours).sampler();
    let mut one = Pcg64::seed_from_u64(1);
    let mut two = Pcg64::seed_from_u64(2);
    let a = (0..N).map(|_| ours.sample(&mut one)).collect();
    let b = (0..N).map(|_| theirs.sample(&mut two)).collect();
    let critical = libm::sqrt(-libm::log(0.001 / 2.0) / 2.0) * libm::sqrt(2.0 / N as f64);
    kolmogorov_smirnov(a, b) <= critical
}

#[test]
fn every_family_is_the_law_that_rand_distr_draws() {
    use rand_distr::{Exp, Gamma, LogNormal, Pert, Triangular, Uniform, Weibull};
    let pert = |low, likely, high| Pert::new(low, high).with_mode(likely).unwrap();
    let checks = [
        same_law(Family::Pert { low: 2.0, likely: 3.0, high: 9.0 }, pert(2.0, 3.0, 9.0)),
        same_law(Family::Pert { low: 2.0, likely: 2.0, high: 9.0 }, pert(2.0, 2.0, 9.0)),
        same_law(Family::Uniform { low: 2.0, high: 9.0 }, Uniform::new(2.0, 9.0).unwrap()),
        same_law(
            Family::Triangular { low: 2.0, likely: 3.0, high: 9.0 },
            Triangular::new(2.0, 9.0, 3.0).unwrap(),
        ),
        same_law(Family::Exponential { mean: 4.0 }, Exp::new(0.25).unwrap()),
        same_law(
            Family::Lognormal { median: 4.0, log_sd: 0.7 },
            LogNormal::new(4f64.ln(), 0.7).unwrap(),
        ),
        same_law(Family::Gamma { mean: 6.0, cv: 0.5 }, Gamma::new(4.0, 1.5).unwrap()),
        same_law(Family::Gamma { mean: 6.0, cv: 2.0 }, Gamma::new(0.25, 24.0).unwrap()),
        same_law(Family::Weibull { scale: 3.0, shape: 0.8 }, Weibull::new(3.0, 0.8).unwrap()),
        same_law(Family::Weibull { scale: 3.0, shape: 2.5 }, Weibull::new(3.0, 2.5).unwrap()),
    ];
    assert_eq!(checks, [true; 10]);
    // The test can fail: a neighbouring law is told apart.
    assert!(!same_law(Family::Gamma { mean: 6.0, cv: 0.5 }, Gamma::new(3.7, 6.0 / 3.7).unwrap()));
}

#[test]
fn both_forms_draw_the_same() {
    let law = law(Family::Gamma { mean: 6.0, cv: 0.5 });
    let sampler = law.sampler();
    let (mut one, mut two) = (Pcg64::seed_from_u64(5), Pcg64::seed_from_u64(5));
    for _ in 0..1000 {
        let (exact, fast): (f64, f64) = (law.sample(&mut one), sampler.sample(&mut two));
        assert!((exact - fast).abs() < exact.max(6.0) * ONE_MICROSECOND, "{exact} {fast}");
    }
}

#[test]
fn quantiles_in_closed_form() {
    let close =
        |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
    // Triangular (5, 8, 16): F(8) = 3/11; median 16 - sqrt(0.5 * 11 * 8).
    let triangular = law(Family::Triangular { low: 5.0, likely: 8.0, high: 16.0 });
    close(triangular.quantile(3.0 / 11.0), 8.0);
    close(triangular.quantile(0.5), 16.0 - libm::sqrt(44.0));
    close(law(Family::Exponential { mean: 2.0 }).quantile(0.5), 2.0 * std::f64::consts::LN_2);
    close(law(Family::Weibull { scale: 3.0, shape: 2.0 }).quantile(1.0 - (-1f64).exp()), 3.0);
    close(law(Family::Uniform { low: 2.0, high: 6.0 }).quantile(0.25), 3.0);
    // PERT (0, 1, 2) is symmetric; PERT (0, 0, 1) is a beta(1, 5) with Q(p) = 1 - (1 - p)^(1/5).
    close(law(Family::Pert { low: 0.0, likely: 1.0, high: 2.0 }).quantile(0.5), 1.0);
    let skewed = law(Family::Pert { low: 0.0, likely: 0.0, high: 1.0 });
    close(skewed.quantile(0.9), 1.0 - 0.1f64.powf(0.2));
    // Gamma of shape 1 is exponential.
    close(law(Family::Gamma { mean: 2.0, cv: 1.0 }).quantile(0.9), 2.0 * 10f64.ln());
}

#[test]
fn an_empirical_law_gives_each_value_its_share() {
    let law = law(Family::Empirical { values: vec![30.0, 10.0, 20.0, 20.0] });
    let at = [0.1, 0.25, 0.26, 0.5, 0.75, 0.76, 0.99].map(|p| law.quantile(p));
    assert_eq!(at, [10.0, 10.0, 20.0, 20.0, 20.0, 30.0, 30.0]);
    assert_eq!(law.sampler().of_latent(0.0), 20.0);
    assert_eq!(law.sampler().of_uniform(0.1), 10.0);
}

/// Probability and quantile are each other's inverse, in both tails, wherever the law has no steps.
#[test]
fn the_probability_up_to_a_quantile_is_its_own() {
    use super::tails::Tails;
    for law in laws().iter().filter(|law| law.constant().is_none()) {
        let steps = matches!(law.family(), Family::Empirical { .. } | Family::Weighted { .. });
        // One part of the mixture of five is a step.
        let steps = steps || matches!(law.family(), Family::Mixture { of, .. } if of.len() > 2);
        for z in deviates().step_by(20).filter(|z| !steps && z.abs() < 4.0) {
            let (found, wanted) =
                (super::tails::tails(law.family(), law.of_latent(z)), Tails::of_deviate(z));
            // A wide law is steep there: the last digits of a value are many of its probability.
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b + 1e-15;
            assert!(
                if z < 0.0 {
                    near(found.below, wanted.below)
                } else {
                    near(found.above, wanted.above)
                },
                "{law:?} at {z}: {found:?} {wanted:?}"
            );
        }
    }
}

#[test]
fn mixtures_tables_and_weights_in_closed_form() {
    let close =
        |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-12, "{found} {wanted}");
    let exponential = |mean: f64| law(Family::Exponential { mean });
    // Hyperexponential, shares 0.3 and 0.7 of means 1 and 4: variance 2 (0.3 + 0.7 16) - 3.1^2.
    let both =
        Distribution::mixture(vec![exponential(1.0), exponential(4.0)], &[3.0, 7.0]).unwrap();
    close(both.mean(), 3.1);
    close(both.sd(), libm::sqrt(23.0 - 9.61));
    for p in [0.001, 0.2, 0.5, 0.9, 0.999] {
        let x = both.quantile(p);
        close(0.3 * (-x).exp() + 0.7 * (-x / 4.0).exp(), 1.0 - p);
    }
    // Half in [0, 1], half in [2, 3]: nothing between.
    let uniform = |low: f64, high: f64| law(Family::Uniform { low, high });
    let apart =
        Distribution::mixture(vec![uniform(0.0, 1.0), uniform(2.0, 3.0)], &[1.0, 1.0]).unwrap();
    for (p, x) in [(0.25, 0.5), (0.5, 1.0), (0.501, 2.002), (0.75, 2.5)] {
        close(apart.quantile(p), x);
    }
    let steps = [1.0, 5.0].map(|value| law(Family::Constant { value }));
    let steps = Distribution::mixture(steps.to_vec(), &[0.25, 0.75]).unwrap();
    let at = [0.1, 0.25, 0.26, 0.9].map(|p| steps.quantile(p));
    at.into_iter().zip([1.0, 1.0, 5.0, 5.0]).for_each(|(found, wanted)| close(found, wanted));
    // Lines through (0, 0), (0.5, 2), (1, 10): mean 0.5 1 + 0.5 6, second moment 0.5 4/3 + 0.5 124/3.
    let (probabilities, values) = (vec![0.0, 0.5, 1.0], vec![0.0, 2.0, 10.0]);
    let table = law(Family::Quantiles { probabilities, values });
    close(table.mean(), 3.5);
    close(table.sd(), libm::sqrt(64.0 / 3.0 - 12.25));
    close(table.quantile(0.25), 1.0);
    close(table.quantile(0.75), 6.0);
    // 10 three times as often as 30: mean 15, variance 0.75 25 + 0.25 225.
    let weighted = Distribution::weighted(&[30.0, 10.0], &[1.0, 3.0]).unwrap();
    close(weighted.mean(), 15.0);
    close(weighted.sd(), libm::sqrt(75.0));
    assert_eq!([0.1, 0.75, 0.76].map(|p| weighted.quantile(p)), [10.0, 10.0, 30.0]);
    // What is no mixture, or has no spread, is what it is.
    let twice = Distribution::mixture(vec![exponential(2.0), exponential(2.0)], &[1.0, 2.0]);
    assert_eq!(twice.unwrap(), exponential(2.0));
    let flat = Family::Quantiles { probabilities: vec![0.0, 1.0], values: vec![3.0, 3.0] };
    assert_eq!(law(flat).constant(), Some(3.0));
}

/// A mixture draws as one does who first chooses a part.
#[test]
fn a_mixture_is_a_choice_of_parts() {
    use rand_distr::{Exp, LogNormal, weighted::WeightedIndex};
    struct Choice(WeightedIndex<f64>, Exp<f64>, LogNormal<f64>);
    impl rand_distr::Distribution<f64> for Choice {
        fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
            if self.0.sample(rng) == 0 { self.1.sample(rng) } else { self.2.sample(rng) }
        }
    }
    let parts = || {
        vec![
            law(Family::Exponential { mean: 0.5 }),
            law(Family::Lognormal { median: 4.0, log_sd: 0.3 }),
        ]
    };
    let choice = || {
        Choice(
            WeightedIndex::new([0.4, 0.6]).unwrap(),
            Exp::new(2.0).unwrap(),
            LogNormal::new(4f64.ln(), 0.3).unwrap(),
        )
    };
    let mixture =
        |weights: &[f64]| Distribution::mixture(parts(), weights).unwrap().family().clone();
    assert!(same_law(mixture(&[2.0, 3.0]), choice()));
    assert!(!same_law(mixture(&[2.2, 2.8]), choice()));
}

#[test]
fn wrong_mixtures_tables_and_weights_are_refused() {
    let one = || vec![law(Family::Exponential { mean: 1.0 }), Distribution::zero()];
    for weights in [&[1.0][..], &[1.0, 0.0], &[1.0, -1.0], &[1.0, f64::NAN], &[f64::INFINITY, 1.0]]
    {
        let found = Distribution::mixture(one(), weights).unwrap_err();
        assert_eq!(found.parameter, "weights", "{weights:?}");
        let found = Distribution::weighted(&[1.0, 2.0], weights).unwrap_err();
        assert_eq!(found.parameter, "weights", "{weights:?}");
    }
    assert!(Distribution::mixture(Vec::new(), &[]).is_err());
    assert!(Distribution::weighted(&[1.0, -2.0], &[1.0, 1.0]).is_err());
    for (probabilities, values, parameter) in [
        (&[0.0, 1.0][..], &[2.0, 1.0][..], "values"),
        (&[0.0, 1.0], &[-2.0, 1.0], "values"),
        (&[0.1, 1.0], &[1.0, 2.0], "p"),
        (&[0.0, 0.9], &[1.0, 2.0], "p"),
        (&[0.0, 0.5, 0.5, 1.0], &[1.0, 2.0, 3.0, 4.0], "p"),
        (&[0.0, 1.0], &[1.0], "p"),
        (&[0.0, f64::NAN, 1.0], &[1.0, 2.0, 3.0], "p"),
        (&[1.0], &[1.0], "p"),
    ] {
        let (probabilities, values) = (probabilities.to_vec(), values.to_vec());
        let found = Distribution::new(Family::Quantiles { probabilities, values }).unwrap_err();
        assert_eq!(found.parameter, parameter, "{}", found.message);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(48))]

    /// Any three points in order make a PERT whose sampler is right, however lopsided.
    #[test]
    fn any_pert_is_sampled_right(
        low in 0.0..1e12f64, left in 0.0..1e12f64, right in 1e-3..1e12f64, z in -8.2..8.2f64,
    ) {
        let (likely, high) = (low + left, low + left + right);
        let law = law(Family::Pert { low, likely, high });
        let (found, wanted) = (law.sampler().of_latent(z), law.of_latent(z));
        proptest::prop_assert!((found - wanted).abs() <= ONE_MICROSECOND * high);
        proptest::prop_assert!((low..=high).contains(&found));
    }

    /// So is any gamma, Weibull and lognormal that is allowed.
    #[test]
    fn any_skewed_law_is_sampled_right(
        cv in 0.0001..5.0f64, shape in 0.1..1000.0f64, log_sd in 0.0..5.0f64, z in -8.2..8.2f64,
    ) {
        let families = [
            Family::Gamma { mean: 1.0, cv },
            Family::Weibull { scale: 1.0, shape },
            Family::Lognormal { median: 1.0, log_sd },
        ];
        for law in families.map(law) {
            let (found, wanted) = (law.sampler().of_latent(z), law.of_latent(z));
            let scale = wanted.max(law.mean());
            proptest::prop_assert!((found - wanted).abs() <= ONE_MICROSECOND * scale, "{law:?}");
        }
    }
}
