//! Means and deviations that keep their digits.

/// The arithmetic mean, summed in order; `None` of nothing. Differences to the first value are
/// summed, so that equal values have exactly that value as their mean.
pub fn mean(values: &[f64]) -> Option<f64> {
    let first = *values.first()?;
    let sum: f64 = values.iter().map(|value| value - first).sum();
    Some(first + sum / values.len() as f64)
}

/// The sample standard deviation (divided by n - 1); `None` of fewer than two values. The corrected
/// two-pass algorithm (Chan, Golub & LeVeque 1983): the second sum, zero in exact arithmetic, takes
/// back the rounding error of the mean.
pub fn sd(values: &[f64]) -> Option<f64> {
    sd_around(values, mean(values)?)
}

fn sd_around(values: &[f64], centre: f64) -> Option<f64> {
    let n = values.len() as f64;
    // Both sums in one pass, each in order.
    let (squares, drift) = values.iter().fold((0.0, 0.0), |(squares, drift), value| {
        let away = value - centre;
        (squares + away * away, drift + away)
    });
    let variance: f64 = (squares - drift * drift / n) / (n - 1.0);
    (values.len() > 1).then(|| libm::sqrt(variance.max(0.0)))
}

/// What is known of a sample's mean, for the price of knowing it once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// How many values.
    pub n: usize,
    /// Their [`mean`].
    pub mean: Option<f64>,
    /// Their standard deviation, as [`sd`].
    pub sd: Option<f64>,
}

impl Moments {
    /// Of these values.
    pub fn of(values: &[f64]) -> Moments {
        let mean = mean(values);
        Moments { n: values.len(), mean, sd: mean.and_then(|mean| sd_around(values, mean)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn textbook_values() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), Some(5.0));
        // Squared differences sum to 32.
        assert!((sd(&values).unwrap() - libm::sqrt(32.0 / 7.0)).abs() < 1e-15);
    }

    #[test]
    fn little_data_has_no_deviation() {
        assert_eq!((mean(&[]), sd(&[])), (None, None));
        assert_eq!((mean(&[3.5]), sd(&[3.5])), (Some(3.5), None));
        assert_eq!((mean(&[0.1; 7]), sd(&[0.1; 7])), (Some(0.1), Some(0.0)));
    }

    /// NIST StRD NumAcc3 and NumAcc4 (certified sd 0.1) and the same with 1e9.
    #[test]
    fn large_means_do_not_drown_small_deviations() {
        for offset in [1e6, 1e7, 1e9] {
            let noise = (0..1000).map(|i| if i % 2 == 0 { 0.1 } else { 0.3 });
            let mut values = vec![offset + 0.2];
            values.extend(noise.map(|small| offset + small));
            // The values themselves are rounded to half a unit in the last place of the offset.
            let rounding = offset * f64::EPSILON;
            assert!((sd(&values).unwrap() - 0.1).abs() < 2.0 * rounding + 1e-15, "{offset}");
            assert!((mean(&values).unwrap() - offset - 0.2).abs() < 2.0 * rounding, "{offset}");
        }
        assert_eq!(sd(&[1e7 + 1.0, 1e7 + 3.0, 1e7 + 2.0]), Some(1.0));
    }
}
