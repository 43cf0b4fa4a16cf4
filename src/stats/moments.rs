//! Means and deviations that keep their digits.

/// The arithmetic mean, summed in order; `None` of nothing, and where the sum is beyond what a float holds.
/// Differences to the first value are summed, so that equal values have exactly that value as their mean.
pub fn mean(values: &[f64]) -> Option<f64> {
    let first = *values.first()?;
    let sum: f64 = values.iter().map(|value| value - first).sum();
    Some(first + sum / values.len() as f64).filter(|mean| mean.is_finite())
}

/// The fewest values that have to differ for an interval to be made of them. Where all but five are alike, the
/// few that differ say too little about how often and how far values do: Student's interval of 30 values of which
/// one or two differ holds the mean in far less than 95 %. (Five pairs that differ show nothing either: see
/// [`super::sign_test`].)
pub const FEWEST: usize = 6;

/// The common value, which most have, and how many differ from it; `None` where no two values are equal.
pub fn common(values: &[f64]) -> Option<(f64, usize)> {
    let count = |common: &f64| values.iter().filter(|value| *value == common).count();
    let counted = |value: f64| (value, count(&value));
    // Where fewer than half are alike, at least as many as are needed differ: only small samples are searched.
    let most = if values.len() < 2 * FEWEST {
        values.iter().copied().map(counted).max_by_key(|(_, most)| *most)
    } else {
        majority(values).map(counted)
    };
    most.filter(|(_, most)| *most > 1).map(|(value, most)| (value, values.len() - most))
}

/// How many values differ from the common one; `None` where no two are equal.
pub fn uncommon(values: &[f64]) -> Option<usize> {
    common(values).map(|(_, differ)| differ)
}

/// Whether too few values differ from the common one for an interval.
pub fn too_alike(values: &[f64]) -> bool {
    uncommon(values).is_some_and(|differ| differ < FEWEST)
}

/// The one value that can be that of more than half of all (Boyer & Moore 1981).
fn majority(values: &[f64]) -> Option<f64> {
    let mut found = None;
    let mut lead = 0usize;
    for value in values {
        match (lead, found == Some(*value)) {
            (0, _) => (found, lead) = (Some(*value), 1),
            (_, true) => lead += 1,
            (_, false) => lead -= 1,
        }
    }
    found
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
    let known = values.len() > 1 && variance.is_finite();
    known.then(|| libm::sqrt(variance.max(0.0)))
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

    #[test]
    fn sums_that_overflow_have_no_mean() {
        let huge = [-1e308, 1e308, 1e308];
        assert_eq!((mean(&huge), sd(&huge)), (None, None));
        assert_eq!((mean(&[1e308, 1e308]), sd(&[1e308, 9e307])), (Some(1e308), None));
    }

    #[test]
    fn the_common_value_is_what_most_have() {
        assert_eq!(uncommon(&[1.0, 2.0, 3.0]), None);
        assert_eq!(uncommon(&[1.0, 2.0, 1.0]), Some(1));
        let mut many = vec![0.0; 25];
        many.extend([3.0, 1.0, 2.0, 2.0, 7.0]);
        assert_eq!(uncommon(&many), Some(5));
        assert_eq!((uncommon(&[4.0; 30]), uncommon(&[])), (Some(0), None));
        // No majority among 12: at least six differ, whatever the candidate.
        let pairs: Vec<f64> = (0..12).map(|value| f64::from(value / 2)).collect();
        assert!(uncommon(&pairs).is_none_or(|differ| differ >= FEWEST));
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
