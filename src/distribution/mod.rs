//! The families of distributions, each a monotone function of one latent standard normal draw.
//!
//! A variate is never made by rejection: one latent draw `z` goes in, `Q(Phi(z))` comes out. That is
//! what lets two workflow models share their draws and lets efforts be correlated. [`Distribution`]
//! is the exact, slower form; [`Sampler`] is the tabulated form for the engine. Everything is made
//! of `+ - * /`, square roots and `libm`, so the bits are the same on every platform.

mod beta;
mod cell;
mod checked;
mod curve;
mod direct;
mod exact;
mod gamma;
mod law;
mod mixture;
mod moments;
mod normal;
mod sampler;
mod table;
mod tails;

#[cfg(test)]
mod tests;

use exact::Draw;

pub use normal::latent;
pub use sampler::Sampler;

/// A validated distribution of a non-negative quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
}

/// A family with its parameters, in the unit of the quantity (times: microseconds).
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Always this value.
    Constant { value: f64 },
    /// PERT: a beta scaled to [low, high] with mean (low + 4 likely + high) / 6 (Malcolm et al. 1959).
    Pert { low: f64, likely: f64, high: f64 },
    /// Uniform on [low, high].
    Uniform { low: f64, high: f64 },
    /// Triangular on [low, high] with mode `likely`.
    Triangular { low: f64, likely: f64, high: f64 },
    /// Exponential with this mean.
    Exponential { mean: f64 },
    /// Lognormal; `log_sd` is the standard deviation of the logarithm.
    Lognormal { median: f64, log_sd: f64 },
    /// Gamma with this mean and coefficient of variation.
    Gamma { mean: f64, cv: f64 },
    /// Weibull.
    Weibull { scale: f64, shape: f64 },
    /// Each of the values (sorted) with equal probability.
    Empirical { values: Vec<f64> },
    /// Each of the values (rising), with the probability of it or a lesser one (rising to 1).
    Weighted { values: Vec<f64>, up_to: Vec<f64> },
    /// Straight lines between quantiles: values (rising) at probabilities that rise from 0 to 1.
    Quantiles { probabilities: Vec<f64>, values: Vec<f64> },
    /// One of several distributions, each with its share of 1.
    Mixture { of: Vec<Distribution>, shares: Vec<f64> },
}

/// What is wrong with a parameter. The message reads on after the parameter's name, as `Display` does:
/// "likely is 3 h, below low (5 h): raise `likely` or lower `low`".
#[derive(Clone, Debug, PartialEq)]
pub struct Invalid {
    /// The parameter's name in the file.
    pub parameter: &'static str,
    /// Which of its values, of a list.
    pub place: Option<usize>,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl std::fmt::Display for Invalid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.parameter, self.message)
    }
}

impl std::error::Error for Invalid {}

impl Distribution {
    /// A distribution, if its parameters are allowed. What has no spread (`low` = `high`, a
    /// deviation of 0) becomes a constant, a mixture of one the one; values of an empirical distribution are sorted.
    ///
    /// # Errors
    /// Names the first parameter that is not allowed, what was found and what is allowed.
    pub fn new(family: Family) -> Result<Distribution, Invalid> {
        checked::check(&family)?;
        Ok(Distribution { family: checked::collapse(family) })
    }

    /// Always 0.
    pub fn zero() -> Distribution {
        Distribution { family: Family::Constant { value: 0.0 } }
    }

    /// The value of a constant; `None` if it varies.
    pub fn constant(&self) -> Option<f64> {
        if let Family::Constant { value } = self.family { Some(value) } else { None }
    }

    /// The lognormal with this median and 90th percentile.
    ///
    /// # Errors
    /// As [`Distribution::new`]; also if `p90` is below `median`.
    pub fn lognormal_median_p90(median: f64, p90: f64) -> Result<Distribution, Invalid> {
        Distribution::new(checked::lognormal_median_p90(median, p90)?)
    }

    /// The lognormal with this mean and coefficient of variation.
    ///
    /// # Errors
    /// As [`Distribution::new`].
    pub fn lognormal_mean_cv(mean: f64, cv: f64) -> Result<Distribution, Invalid> {
        Distribution::new(checked::lognormal_mean_cv(mean, cv)?)
    }

    /// The distribution in which each value has its weight, as a share of all weights.
    ///
    /// # Errors
    /// As [`Distribution::new`]; also if there are not as many weights as values, or none is above 0.
    pub fn weighted(values: &[f64], weights: &[f64]) -> Result<Distribution, Invalid> {
        Distribution::new(checked::weighted(values, weights)?)
    }

    /// One of several distributions, each as often as its weight is a share of all weights (Titterington, Smith &
    /// Makov 1985).
    ///
    /// # Errors
    /// If there are none, not as many weights as distributions, or no weight is above 0.
    pub fn mixture(of: Vec<Distribution>, weights: &[f64]) -> Result<Distribution, Invalid> {
        let shares = checked::shares(of.len(), weights)?;
        Distribution::new(Family::Mixture { of, shares })
    }

    /// The family and its parameters.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// Expected value.
    pub fn mean(&self) -> f64 {
        moments::mean(&self.family)
    }

    /// Standard deviation.
    pub fn sd(&self) -> f64 {
        moments::sd(&self.family)
    }

    /// The quantile function at the probability of a standard normal deviate: `Q(Phi(z))`, exactly.
    pub fn of_latent(&self, z: f64) -> f64 {
        exact::value(&self.family, Draw::Latent(z))
    }

    /// The quantile function at a probability in (0, 1), exactly.
    pub fn quantile(&self, p: f64) -> f64 {
        exact::value(&self.family, Draw::Uniform(p))
    }

    /// A fast form for the engine, made once per scenario.
    pub fn sampler(&self) -> Sampler {
        Sampler::new(self)
    }
}

/// One `u64` is drawn and inverted.
impl rand_distr::Distribution<f64> for Distribution {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(open_uniform(rng.next_u64()))
    }
}

/// One `u64` is drawn and inverted.
impl rand_distr::Distribution<f64> for Sampler {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.of_uniform(open_uniform(rng.next_u64()))
    }
}

/// A number in the open interval (0, 1) from 52 random bits, in the middle of its cell, so that
/// neither 0 nor 1 can come out.
fn open_uniform(bits: u64) -> f64 {
    const CELL: f64 = 1.0 / (1u64 << 52) as f64;
    ((bits >> 12) as f64 + 0.5) * CELL
}
