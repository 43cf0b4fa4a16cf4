//! The quantile function of each family, exactly.

use super::Family;
use super::beta::{Beta, logistic};
use super::gamma::Gamma;
use super::tails::Tails;
use super::{law, mixture, normal};

/// A draw, on the scale on which it was made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Draw {
    /// A probability.
    Uniform(f64),
    /// A standard normal deviate.
    Latent(f64),
}

/// Beyond this deviate a tail probability is no longer a normal floating-point number.
const FARTHEST: f64 = 37.0;

impl Draw {
    /// The draw as a probability, kept inside (0, 1).
    pub(super) fn tails(self) -> Tails {
        match self {
            Draw::Uniform(u) => {
                let below = u.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
                Tails { below, above: 1.0 - below }
            }
            Draw::Latent(z) => Tails::of_deviate(z.clamp(-FARTHEST, FARTHEST)),
        }
    }

    /// The draw as a standard normal deviate.
    fn deviate(self) -> f64 {
        match self {
            Draw::Uniform(u) => normal::quantile(u),
            Draw::Latent(z) => z,
        }
        .clamp(-FARTHEST, FARTHEST)
    }
}

/// The value of a family at a draw.
pub(super) fn value(family: &Family, draw: Draw) -> f64 {
    match *family {
        Family::Constant { value } => value,
        Family::Uniform { low, high } => low + (high - low) * draw.tails().below,
        Family::Triangular { low, likely, high } => triangular(low, likely, high, draw.tails()),
        Family::Exponential { mean } => mean * draw.tails().exponential(),
        Family::Weibull { scale, shape } => {
            scale * libm::exp(libm::log(draw.tails().exponential()) / shape)
        }
        Family::Lognormal { median, log_sd } => median * libm::exp(log_sd * draw.deviate()),
        Family::Gamma { mean, cv } => {
            mean * libm::exp(law::solve(&Gamma::with_cv(cv), draw.deviate()))
        }
        Family::Pert { low, likely, high } => {
            let beta = Beta::pert((likely - low) / (high - low));
            low + (high - low) * logistic(law::solve(&beta, draw.deviate()))
        }
        Family::Empirical { ref values } => empirical(values, draw.tails().below),
        Family::Weighted { ref values, ref up_to } => {
            let p = draw.tails().below;
            values[up_to.partition_point(|share| *share < p).min(values.len() - 1)]
        }
        Family::Quantiles { ref probabilities, ref values } => {
            quantiles(probabilities, values, draw.tails().below)
        }
        Family::Mixture { ref of, .. } => {
            let parts = of.iter().map(|law| value(law.family(), draw));
            mixture::value(family, parts, draw.tails())
        }
    }
}

/// Each branch measures from its own end, so that neither tail loses digits.
fn triangular(low: f64, likely: f64, high: f64, tails: Tails) -> f64 {
    let range = high - low;
    if tails.below * range < likely - low {
        low + libm::sqrt(tails.below * range * (likely - low))
    } else {
        high - libm::sqrt(tails.above * range * (high - likely))
    }
}

/// On the straight line between two quantiles.
fn quantiles(probabilities: &[f64], values: &[f64], p: f64) -> f64 {
    let next = probabilities.partition_point(|known| *known <= p).clamp(1, values.len() - 1);
    let [from, to] = [next - 1, next].map(|at| (probabilities[at], values[at]));
    from.1 + (to.1 - from.1) * ((p - from.0) / (to.0 - from.0))
}

/// The inverse of the empirical distribution function (Hyndman & Fan 1996, type 1). There is at
/// least one value: an empty list is refused when a distribution is made.
fn empirical(sorted: &[f64], p: f64) -> f64 {
    let rank = libm::ceil(p * sorted.len() as f64) as usize;
    sorted[rank.saturating_sub(1).min(sorted.len() - 1)]
}
