//! Means and standard deviations in closed form (Johnson, Kotz & Balakrishnan 1994, 1995).

use super::beta::Beta;
use super::{Distribution, Family};

/// Expected value.
pub(super) fn mean(family: &Family) -> f64 {
    match *family {
        Family::Constant { value } => value,
        Family::Pert { low, likely, high } => (low + 4.0 * likely + high) / 6.0,
        Family::Uniform { low, high } => low + 0.5 * (high - low),
        Family::Triangular { low, likely, high } => (low + likely + high) / 3.0,
        Family::Exponential { mean } | Family::Gamma { mean, .. } => mean,
        Family::Lognormal { median, log_sd } => median * libm::exp(0.5 * log_sd * log_sd),
        Family::Weibull { scale, shape } => scale * libm::tgamma(1.0 + 1.0 / shape),
        Family::Empirical { ref values } => average(values),
        Family::Weighted { ref values, ref up_to } => {
            values.iter().zip(shares(up_to)).map(|(value, share)| value * share).sum()
        }
        Family::Quantiles { ref probabilities, ref values } => {
            lines(probabilities, values).map(|([a, b], share)| 0.5 * share * (a + b)).sum()
        }
        Family::Mixture { ref of, ref shares } => {
            of.iter().zip(shares).map(|(law, share)| share * law.mean()).sum()
        }
    }
}

/// Standard deviation.
pub(super) fn sd(family: &Family) -> f64 {
    match *family {
        Family::Constant { .. } => 0.0,
        Family::Pert { low, likely, high } => {
            let Beta { a, b, .. } = Beta::pert((likely - low) / (high - low));
            (high - low) * libm::sqrt(a * b / ((a + b) * (a + b) * (a + b + 1.0)))
        }
        Family::Uniform { low, high } => (high - low) / libm::sqrt(12.0),
        Family::Triangular { low, likely, high } => {
            let (left, right) = (likely - low, high - likely);
            libm::sqrt((left * left + left * right + right * right) / 18.0)
        }
        Family::Exponential { mean } => mean,
        Family::Gamma { mean, cv } => mean * cv,
        Family::Lognormal { log_sd, .. } => mean(family) * libm::sqrt(libm::expm1(log_sd * log_sd)),
        Family::Weibull { shape, .. } => mean(family) * weibull_cv(shape),
        Family::Empirical { ref values } => spread(values),
        Family::Weighted { ref values, ref up_to } => {
            let centre = mean(family);
            let square = |(value, share): (&f64, f64)| share * (value - centre) * (value - centre);
            libm::sqrt(values.iter().zip(shares(up_to)).map(square).sum())
        }
        Family::Quantiles { ref probabilities, ref values } => {
            let centre = mean(family);
            let square = |([a, b], share): ([f64; 2], f64)| {
                let (a, b) = (a - centre, b - centre);
                share * (a * a + a * b + b * b) / 3.0
            };
            libm::sqrt(lines(probabilities, values).map(square).sum())
        }
        Family::Mixture { ref of, ref shares } => {
            let centre = mean(family);
            let square = |(law, share): (&Distribution, &f64)| {
                let (sd, apart) = (law.sd(), law.mean() - centre);
                share * (sd * sd + apart * apart)
            };
            libm::sqrt(of.iter().zip(shares).map(square).sum())
        }
    }
}

/// `sqrt(Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1)`, in logarithms because both nearly agree for large k.
fn weibull_cv(shape: f64) -> f64 {
    let excess = libm::lgamma(1.0 + 2.0 / shape) - 2.0 * libm::lgamma(1.0 + 1.0 / shape);
    libm::sqrt(libm::expm1(excess))
}

/// What each value has of a rising probability.
fn shares(up_to: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let before = std::iter::once(&0.0).chain(up_to);
    up_to.iter().zip(before).map(|(to, from)| to - from)
}

/// The ends of each straight line between quantiles, and its probability.
fn lines<'a>(
    probabilities: &'a [f64],
    values: &'a [f64],
) -> impl Iterator<Item = ([f64; 2], f64)> + 'a {
    let ends = values.windows(2).map(|ends| [ends[0], ends[1]]);
    ends.zip(probabilities.windows(2).map(|ends| ends[1] - ends[0]))
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Of the law that has each value with equal probability (so divided by n).
fn spread(values: &[f64]) -> f64 {
    let centre = average(values);
    let squares: f64 = values.iter().map(|value| (value - centre) * (value - centre)).sum();
    libm::sqrt(squares / values.len().max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, wanted: f64) {
        assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found} {wanted}");
    }

    #[test]
    fn moments_as_theory_says() {
        let pert = Family::Pert { low: 2.0, likely: 5.0, high: 14.0 };
        close(mean(&pert), 6.0);
        // a = 2, b = 4: variance 8 / (36 * 7) of the range squared, 144.
        close(sd(&pert), 12.0 * libm::sqrt(8.0 / 252.0));
        let triangular = Family::Triangular { low: 5.0, likely: 8.0, high: 16.0 };
        close(mean(&triangular), 29.0 / 3.0);
        close(sd(&triangular), libm::sqrt((25.0 + 64.0 + 256.0 - 40.0 - 80.0 - 128.0) / 18.0));
        let uniform = Family::Uniform { low: 1.0, high: 7.0 };
        close(mean(&uniform), 4.0);
        close(sd(&uniform), libm::sqrt(3.0));
        // Weibull of shape 1 is exponential; of shape 2 (Rayleigh) mean sqrt(pi)/2, variance 1 - pi/4.
        close(sd(&Family::Weibull { scale: 3.0, shape: 1.0 }), 3.0);
        let rayleigh = Family::Weibull { scale: 1.0, shape: 2.0 };
        close(mean(&rayleigh), 0.5 * libm::sqrt(std::f64::consts::PI));
        close(sd(&rayleigh), libm::sqrt(1.0 - std::f64::consts::FRAC_PI_4));
        let empirical = Family::Empirical { values: vec![1.0, 2.0, 6.0] };
        close(mean(&empirical), 3.0);
        close(sd(&empirical), libm::sqrt(14.0 / 3.0));
    }
}
