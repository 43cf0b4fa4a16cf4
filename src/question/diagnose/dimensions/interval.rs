//! Intervals of what is no mean, by the delta method: near its value a smooth function of means is as
//! good as the mean of what each replication adds to it (Cramer 1946, section 28.4).

use crate::stats::{self, Interval};

/// The ratio of two means over the same replications, and its 95 % interval (the ratio estimator:
/// Cochran 1977, section 6.4).
pub fn of_ratio(pairs: &[(f64, f64)]) -> (Option<f64>, Option<Interval>) {
    let (over, under): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let means = stats::mean(&over).zip(stats::mean(&under)).filter(|(_, under)| *under > 0.0);
    let Some((over, under)) = means else { return (None, None) };
    let ratio = over / under;
    let parts: Vec<f64> = pairs.iter().map(|(a, b)| (a - ratio * b) / under).collect();
    // Ratios that differ by no more than rounding are alike.
    let each = pairs.iter().filter(|(_, b)| *b > 0.0).map(|(a, b)| libm::rint(1e9 * a / b));
    let enough = !stats::too_alike(&each.collect::<Vec<f64>>());
    (Some(ratio), around(ratio, &parts).filter(|_| enough))
}

/// The 95 % interval of a coefficient of variation.
pub fn of_cv(values: &[f64]) -> Option<Interval> {
    let (mean, sd) = stats::mean(values).zip(stats::sd(values))?;
    if mean <= 0.0 || sd <= 0.0 {
        return None;
    }
    let cv = sd / mean;
    let part = |value: &f64| {
        let away = value - mean;
        (away * away - sd * sd) / (2.0 * sd * mean) - cv * away / mean
    };
    around(cv, &values.iter().map(part).collect::<Vec<f64>>())
}

/// The 95 % interval of a standard deviation.
pub fn of_sd(values: &[f64]) -> Option<Interval> {
    let (mean, sd) = stats::mean(values).zip(stats::sd(values))?;
    if sd <= 0.0 {
        return None;
    }
    let part = |value: &f64| ((value - mean) * (value - mean) - sd * sd) / (2.0 * sd);
    around(sd, &values.iter().map(part).collect::<Vec<f64>>())
}

fn around(value: f64, parts: &[f64]) -> Option<Interval> {
    let ci = stats::mean_interval(parts).filter(|_| !stats::too_alike(parts));
    ci.map(|ci| Interval::around(value, ci.half_width()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_by_hand() {
        // Means 4 and 2, ratio 2; parts (1 - 2, 7 - 6) / 2 = -0.5, 0.5: sd 0.707107, t with 1 degree
        // 12.7062, over the root of 2.
        let (ratio, ci) = of_ratio(&[(1.0, 1.0), (7.0, 3.0)]);
        assert_eq!(ratio, Some(2.0));
        assert!((ci.unwrap().half_width() - 12.706_2 * 0.5).abs() < 1e-3);
        // In step in all replications but five: too few for an interval; but six are enough.
        let with = |others: usize| {
            let mut pairs = vec![(3.0, 1.0), (6.0, 2.0)];
            pairs.extend((0..10).map(|k| (3.0 * f64::from(k), f64::from(k))));
            pairs.extend((1..=others).map(|k| (3.0 + k as f64, 1.0)));
            of_ratio(&pairs)
        };
        assert_eq!((with(0), with(5).1, with(6).1.is_some()), ((Some(3.0), None), None, true));
        assert_eq!(of_ratio(&[(1.0, 0.0)]), (None, None));
        assert_eq!(of_ratio(&[]), (None, None));
    }

    /// Of a normal sample, the deviation of a coefficient of variation is cv sqrt((1/2 + cv^2) / n).
    #[test]
    fn a_coefficient_of_variation_of_normal_values() {
        let n = 4001;
        // Quantiles of a normal with mean 100 and sd 10 stand for a sample.
        let quantile = |k: usize| {
            let p = (k as f64 + 0.5) / n as f64;
            100.0 + 10.0 * statrs::distribution::ContinuousCDF::inverse_cdf(&standard(), p)
        };
        let values: Vec<f64> = (0..n).map(quantile).collect();
        let half = of_cv(&values).unwrap().half_width();
        let cv: f64 = 0.1;
        let wanted = 1.96 * cv * ((0.5 + cv * cv) / n as f64).sqrt();
        assert!((half / wanted - 1.0).abs() < 0.02, "{half} {wanted}");
        assert_eq!(of_cv(&[3.0, 3.0]), None);
        // Of a normal sample, the deviation of a standard deviation is sd / sqrt(2 n).
        let half = of_sd(&values).unwrap().half_width();
        let wanted = 1.96 * 10.0 / (2.0 * n as f64).sqrt();
        assert!((half / wanted - 1.0).abs() < 0.02, "{half} {wanted}");
        assert_eq!(of_sd(&[3.0, 3.0]), None);
    }

    fn standard() -> statrs::distribution::Normal {
        statrs::distribution::Normal::new(0.0, 1.0).unwrap()
    }
}
