//! Which parameters are allowed, said in words, and the parametrisations that a file may use.

use super::{Family, Invalid};
use crate::time::HOUR;

/// The 90th percentile of the standard normal distribution.
const Z90: f64 = 1.281_551_565_544_600_4;
/// A narrower gamma is a constant to all intents; a wider one has half of its draws below a
/// 10-millionth of its mean, which is a mistake.
const CV: (f64, f64) = (0.0001, 5.0);
/// A lognormal this wide has a 90th percentile of 600 times its median; wider is a mistake.
const LOG_SD_MAX: f64 = 5.0;
/// Beyond these a Weibull is a mistake or a constant.
const SHAPE: (f64, f64) = (0.1, 1000.0);

/// Refuses parameters that are not allowed.
pub(super) fn check(family: &Family) -> Result<(), Invalid> {
    match *family {
        Family::Constant { value } => not_negative("value", value),
        Family::Uniform { low, high } => {
            not_negative("low", low)?;
            ordered("low", low, "high", high)
        }
        Family::Pert { low, likely, high } | Family::Triangular { low, likely, high } => {
            not_negative("low", low)?;
            ordered("low", low, "likely", likely)?;
            ordered("likely", likely, "high", high)
        }
        Family::Exponential { mean } => positive("mean", mean),
        Family::Lognormal { median, log_sd } => {
            positive("median", median)?;
            within("log_sd", log_sd, (0.0, LOG_SD_MAX))
        }
        Family::Gamma { mean, cv } => {
            positive("mean", mean)?;
            gamma_cv(cv)
        }
        Family::Weibull { scale, shape } => {
            positive("scale", scale)?;
            within("shape", shape, SHAPE)
        }
        Family::Empirical { ref values } => all_values(values),
        Family::Weighted { ref values, ref up_to } => {
            all_values(values)?;
            rising("weights", up_to, values.len())
        }
        Family::Quantiles { ref probabilities, ref values } => quantiles(probabilities, values),
        Family::Mixture { ref of, ref shares } => {
            let known = of.len() == shares.len() && shares.iter().all(|share| *share > 0.0);
            let whole = (shares.iter().sum::<f64>() - 1.0).abs() < 1e-9;
            check_that(!of.is_empty() && known && whole, "weights", || {
                "are not a share of 1 for each distribution".to_owned()
            })
        }
    }
}

/// Turns what has no spread into a constant, and sorts values.
pub(super) fn collapse(family: Family) -> Family {
    match family {
        Family::Uniform { low, high }
        | Family::Pert { low, high, .. }
        | Family::Triangular { low, high, .. }
            if low == high =>
        {
            Family::Constant { value: low }
        }
        Family::Lognormal { median: value, log_sd: 0.0 }
        | Family::Gamma { mean: value, cv: 0.0 } => Family::Constant { value },
        Family::Empirical { mut values } => {
            values.sort_unstable_by(f64::total_cmp);
            Family::Empirical { values }
        }
        Family::Quantiles { values, .. } if values.first() == values.last() => {
            Family::Constant { value: values[0] }
        }
        Family::Mixture { of, .. } if of.iter().all(|law| *law == of[0]) => of[0].family().clone(),
        other => other,
    }
}

/// The lognormal with this median and 90th percentile: the p-quantile is `median exp(log_sd z_p)`.
pub(super) fn lognormal_median_p90(median: f64, p90: f64) -> Result<Family, Invalid> {
    positive("median", median)?;
    ordered("median", median, "p90", p90)?;
    let log_sd = libm::log(p90 / median) / Z90;
    if log_sd > LOG_SD_MAX {
        let most = libm::floor(libm::exp(LOG_SD_MAX * Z90));
        let found = format!("{} is more than {most} times the median {}", show(p90), show(median));
        return Err(invalid("p90", format!("{found}; at most that is allowed")));
    }
    Ok(Family::Lognormal { median, log_sd })
}

/// The lognormal with this mean and coefficient of variation: the variance of the logarithm is
/// `ln(1 + cv^2)` and the median is `mean / sqrt(1 + cv^2)`.
pub(super) fn lognormal_mean_cv(mean: f64, cv: f64) -> Result<Family, Invalid> {
    positive("mean", mean)?;
    let most = libm::floor(libm::sqrt(libm::expm1(LOG_SD_MAX * LOG_SD_MAX)));
    within("cv", cv, (0.0, most))?;
    let log_sd = libm::sqrt(libm::log1p(cv * cv));
    Ok(Family::Lognormal { median: mean / libm::sqrt(1.0 + cv * cv), log_sd })
}

/// What each of so many has of all weights, of which none is negative and one above 0.
pub(super) fn shares(count: usize, weights: &[f64]) -> Result<Vec<f64>, Invalid> {
    check_that(count == weights.len(), "weights", || {
        format!("are {}; {count} are needed, one each", weights.len())
    })?;
    weights.iter().enumerate().try_for_each(|(place, weight)| {
        let allowed = weight.is_finite() && *weight > 0.0;
        check_that(allowed, "weights", || format!("hold {weight}; more than 0 is allowed"))
            .map_err(|refused| refused.at(place))
    })?;
    let sum: f64 = weights.iter().sum();
    check_that(sum.is_finite() && sum > 0.0, "weights", || "add up to nothing".to_owned())?;
    Ok(weights.iter().map(|weight| weight / sum).collect())
}

/// Values with weights, sorted.
pub(super) fn weighted(values: &[f64], weights: &[f64]) -> Result<Family, Invalid> {
    let shares = shares(values.len(), weights)?;
    let mut both: Vec<(f64, f64)> = values.iter().copied().zip(shares).collect();
    both.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut sum = 0.0;
    let (mut values, mut up_to) = (Vec::with_capacity(both.len()), Vec::with_capacity(both.len()));
    for (value, share) in both {
        sum += share;
        // A share too small to move the sum has no draws.
        if up_to.last().is_none_or(|before| *before < f64::min(sum, 1.0)) {
            values.push(value);
            up_to.push(sum.min(1.0));
        }
    }
    up_to.iter_mut().last().into_iter().for_each(|last| *last = 1.0);
    Ok(Family::Weighted { values, up_to })
}

/// Quantiles: probabilities that rise from 0 to 1, and values that never fall.
fn quantiles(probabilities: &[f64], values: &[f64]) -> Result<(), Invalid> {
    all_values(values)?;
    rising("p", probabilities, values.len())?;
    let first = probabilities.first().copied().unwrap_or(f64::NAN);
    check_that(first == 0.0 && values.len() > 1, "p", || {
        format!(
            "begins with {first}; the first is 0, with the least that can occur, the last 1, with the most"
        )
    })?;
    let fall = values.windows(2).position(|pair| pair[1] < pair[0]);
    fall.map_or(Ok(()), |before| {
        let [from, to] = [values[before], values[before + 1]].map(show);
        let message = format!("fall from {from} to {to}; they have to rise with p");
        Err(invalid("values", message).at(before + 1))
    })
}

/// Probabilities, one for each value, that rise strictly to 1.
fn rising(name: &'static str, probabilities: &[f64], count: usize) -> Result<(), Invalid> {
    check_that(probabilities.len() == count, name, || {
        format!("are {}; {count} are needed, one for each value", probabilities.len())
    })?;
    let outside = probabilities.iter().position(|p| !(0.0..=1.0).contains(p));
    let falls = probabilities.windows(2).position(|pair| pair[1] <= pair[0]);
    if let Some(place) = outside.or(falls.map(|before| before + 1)) {
        let wrong = probabilities[place];
        let message = "probabilities rise from 0 to 1, each above the one before";
        return Err(invalid(name, format!("hold {wrong}; {message}")).at(place));
    }
    let last = probabilities.last().copied().unwrap_or(f64::NAN);
    check_that(last == 1.0, name, || {
        format!("end with {last}; the last is 1, with the most that can occur")
    })
    .map_err(|refused| refused.at(count.saturating_sub(1)))
}

fn all_values(values: &[f64]) -> Result<(), Invalid> {
    if values.is_empty() {
        return Err(invalid("values", "is empty; at least one value is needed".to_owned()));
    }
    values.iter().try_for_each(|value| not_negative("values", *value))
}

fn gamma_cv(cv: f64) -> Result<(), Invalid> {
    let allowed = cv == 0.0 || (cv >= CV.0 && cv <= CV.1);
    let (low, high) = CV;
    check_that(allowed, "cv", || format!("is {cv}; 0 or {low} to {high} is allowed"))
}

fn not_negative(parameter: &'static str, value: f64) -> Result<(), Invalid> {
    let allowed = value.is_finite() && value >= 0.0;
    check_that(allowed, parameter, || format!("is {}; 0 or more is allowed", show(value)))
}

fn positive(parameter: &'static str, value: f64) -> Result<(), Invalid> {
    let allowed = value.is_finite() && value > 0.0;
    check_that(allowed, parameter, || format!("is {}; more than 0 is allowed", show(value)))
}

fn within(parameter: &'static str, value: f64, (low, high): (f64, f64)) -> Result<(), Invalid> {
    let allowed = value >= low && value <= high;
    check_that(allowed, parameter, || format!("is {value}; {low} to {high} is allowed"))
}

/// `low <= high`; the message stands at the upper one, where both are known.
fn ordered(low: &str, a: f64, high: &'static str, b: f64) -> Result<(), Invalid> {
    let message = || {
        if b.is_finite() {
            format!("is {}, below {low} ({}): raise `{high}` or lower `{low}`", show(b), show(a))
        } else {
            format!("is {}; a finite number is needed", show(b))
        }
    };
    check_that(b.is_finite() && a <= b, high, message)
}

fn check_that(
    allowed: bool,
    parameter: &'static str,
    message: impl FnOnce() -> String,
) -> Result<(), Invalid> {
    if allowed { Ok(()) } else { Err(invalid(parameter, message())) }
}

fn invalid(parameter: &'static str, message: String) -> Invalid {
    Invalid { parameter, place: None, message }
}

impl Invalid {
    fn at(self, place: usize) -> Invalid {
        Invalid { place: Some(place), ..self }
    }
}

/// A quantity as a person would write it. Quantities are times in microseconds.
fn show(micros: f64) -> String {
    let hours = micros / HOUR as f64;
    if !micros.is_finite() || micros == 0.0 {
        format!("{micros}")
    } else if hours.abs() >= 1.0 {
        format!("{} h", libm::rint(hours * 1000.0) / 1000.0)
    } else {
        format!("{} s", micros / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Distribution, Family, Invalid};
    use crate::time::HOUR;

    const H: f64 = HOUR as f64;

    fn refused(family: Family) -> Invalid {
        Distribution::new(family).expect_err("should be refused")
    }

    #[test]
    fn the_message_says_what_was_found_and_what_is_allowed() {
        let found = refused(Family::Pert { low: 5.0 * H, likely: 3.0 * H, high: 9.0 * H });
        assert_eq!(found.parameter, "likely");
        assert_eq!(found.message, "is 3 h, below low (5 h): raise `likely` or lower `low`");
        assert_eq!(
            found.to_string(),
            "likely is 3 h, below low (5 h): raise `likely` or lower `low`"
        );
        let found = refused(Family::Gamma { mean: H, cv: -0.5 });
        assert_eq!(
            (found.parameter, found.message.as_str()),
            ("cv", "is -0.5; 0 or 0.0001 to 5 is allowed")
        );
        let found = refused(Family::Exponential { mean: 0.0 });
        assert_eq!(
            (found.parameter, found.message.as_str()),
            ("mean", "is 0; more than 0 is allowed")
        );
    }

    #[test]
    fn nonsense_is_refused_in_every_parameter() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
            let families = [
                Family::Constant { value: bad },
                Family::Uniform { low: bad, high: 2.0 },
                Family::Uniform { low: 1.0, high: bad },
                Family::Pert { low: bad, likely: 2.0, high: 3.0 },
                Family::Pert { low: 1.0, likely: bad, high: 3.0 },
                Family::Triangular { low: 1.0, likely: 2.0, high: bad },
                Family::Exponential { mean: bad },
                Family::Lognormal { median: bad, log_sd: 1.0 },
                Family::Lognormal { median: 1.0, log_sd: bad },
                Family::Gamma { mean: bad, cv: 1.0 },
                Family::Gamma { mean: 1.0, cv: bad },
                Family::Weibull { scale: bad, shape: 1.0 },
                Family::Weibull { scale: 1.0, shape: bad },
                Family::Empirical { values: vec![1.0, bad] },
            ];
            for family in families {
                assert!(Distribution::new(family.clone()).is_err(), "{family:?}");
            }
            assert!(Distribution::lognormal_median_p90(bad, 2.0).is_err());
            assert!(Distribution::lognormal_median_p90(1.0, bad).is_err());
            assert!(Distribution::lognormal_mean_cv(bad, 1.0).is_err());
            assert!(Distribution::lognormal_mean_cv(1.0, bad).is_err());
        }
        assert_eq!(refused(Family::Empirical { values: Vec::new() }).parameter, "values");
    }

    #[test]
    fn what_has_no_spread_is_a_constant() {
        let constant = Distribution::new(Family::Constant { value: 7.0 }).unwrap();
        let flat = [
            Family::Uniform { low: 7.0, high: 7.0 },
            Family::Pert { low: 7.0, likely: 7.0, high: 7.0 },
            Family::Triangular { low: 7.0, likely: 7.0, high: 7.0 },
            Family::Gamma { mean: 7.0, cv: 0.0 },
            Family::Lognormal { median: 7.0, log_sd: 0.0 },
        ];
        for family in flat {
            assert_eq!(Distribution::new(family).unwrap(), constant);
        }
        assert_eq!(Distribution::lognormal_median_p90(7.0, 7.0).unwrap(), constant);
        assert_eq!(Distribution::lognormal_mean_cv(7.0, 0.0).unwrap(), constant);
    }

    #[test]
    fn a_lognormal_has_the_quantiles_and_moments_it_was_asked_for() {
        let law = Distribution::lognormal_median_p90(4.0, 10.0).unwrap();
        assert!((law.quantile(0.5) - 4.0).abs() < 1e-12);
        assert!((law.quantile(0.9) - 10.0).abs() < 1e-12);
        let law = Distribution::lognormal_mean_cv(4.0, 0.5).unwrap();
        assert!((law.mean() - 4.0).abs() < 1e-12);
        assert!((law.sd() - 2.0).abs() < 1e-12);
    }
}
