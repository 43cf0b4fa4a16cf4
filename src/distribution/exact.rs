//! The quantile function of each family, exactly.

use super::Family;
use super::beta::{Beta, logistic};
use super::gamma::Gamma;
use super::{law, normal};

/// A probability and its complement, both to their last digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tails {
    /// The probability below.
    pub below: f64,
    /// The probability above.
    pub above: f64,
}

impl Tails {
    /// At a probability, kept inside (0, 1).
    pub fn of_probability(p: f64) -> Tails {
        let below = p.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0);
        Tails { below, above: 1.0 - below }
    }

    /// At a standard normal deviate.
    pub fn of_latent(z: f64) -> Tails {
        Tails { below: normal::below(z), above: normal::below(-z) }
    }

    /// The unit exponential variable at this probability.
    pub fn exponential(self) -> f64 {
        if self.below < 0.5 { -libm::log1p(-self.below) } else { -libm::log(self.above) }
    }
}

/// Beyond this deviate a tail probability is no longer a normal floating-point number.
const FARTHEST: f64 = 37.0;

/// `Q(Phi(z))`.
pub(super) fn of_latent(family: &Family, z: f64) -> f64 {
    let z = z.clamp(-FARTHEST, FARTHEST);
    match of_tails(family, Tails::of_latent(z)) {
        Some(value) => value,
        None => of_deviate(family, z),
    }
}

/// `Q(p)`.
pub(super) fn quantile(family: &Family, p: f64) -> f64 {
    match of_tails(family, Tails::of_probability(p)) {
        Some(value) => value,
        None => of_deviate(family, normal::quantile(p).clamp(-FARTHEST, FARTHEST)),
    }
}

/// The families whose quantile function is closed in the probability.
pub(super) fn of_tails(family: &Family, tails: Tails) -> Option<f64> {
    Some(match *family {
        Family::Constant { value } => value,
        Family::Uniform { low, high } => low + (high - low) * tails.below,
        Family::Triangular { low, likely, high } => triangular(low, likely, high, tails),
        Family::Exponential { mean } => mean * tails.exponential(),
        Family::Weibull { scale, shape } => {
            scale * libm::exp(libm::log(tails.exponential()) / shape)
        }
        Family::Empirical { ref values } => empirical(values, tails.below),
        Family::Pert { .. } | Family::Lognormal { .. } | Family::Gamma { .. } => return None,
    })
}

/// The families that are closed in the deviate, or inverted numerically.
fn of_deviate(family: &Family, z: f64) -> f64 {
    match *family {
        Family::Lognormal { median, log_sd } => median * libm::exp(log_sd * z),
        Family::Gamma { mean, cv } => mean * libm::exp(law::solve(&Gamma::new(1.0 / (cv * cv)), z)),
        Family::Pert { low, likely, high } => {
            let beta = Beta::pert((likely - low) / (high - low));
            low + (high - low) * logistic(law::solve(&beta, z))
        }
        _ => of_tails(family, Tails::of_latent(z)).unwrap_or(0.0),
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

/// The inverse of the empirical distribution function (Hyndman & Fan 1996, type 1).
fn empirical(sorted: &[f64], p: f64) -> f64 {
    let rank = libm::ceil(p * sorted.len() as f64) as usize;
    sorted.get(rank.saturating_sub(1)).or(sorted.last()).copied().unwrap_or(0.0)
}
