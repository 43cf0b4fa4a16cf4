//! The probability up to a value, and beyond it, of each family.

use super::beta::Beta;
use super::gamma::Gamma;
use super::law::{Law, Side};
use super::{Distribution, Family, normal};

/// A probability and its complement, both to their last digits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tails {
    /// The probability below.
    pub below: f64,
    /// The probability above.
    pub above: f64,
}

impl Tails {
    /// At a standard normal deviate.
    pub fn of_deviate(z: f64) -> Tails {
        Tails { below: normal::below(z), above: normal::below(-z) }
    }

    /// The unit exponential variable at this probability.
    pub fn exponential(self) -> f64 {
        if self.below < 0.5 { -libm::log1p(-self.below) } else { -libm::log(self.above) }
    }
}

/// All of a law lies beyond, or none of it does.
const BEYOND: Tails = Tails { below: 0.0, above: 1.0 };
const WITHIN: Tails = Tails { below: 1.0, above: 0.0 };

/// The probabilities of at most `x`, and of more.
pub(super) fn tails(family: &Family, x: f64) -> Tails {
    match *family {
        Family::Constant { value } => counted(if x >= value { 1.0 } else { 0.0 }),
        Family::Uniform { low, high } => between(x, low, high, |from, to| Tails {
            below: from / (from + to),
            above: to / (from + to),
        }),
        Family::Triangular { low, likely, high } => between(x, low, high, |from, to| {
            let range = from + to;
            if x < likely {
                counted(from * from / (range * (likely - low)))
            } else {
                let above = to * to / (range * (high - likely));
                Tails { below: 1.0 - above, above }
            }
        }),
        Family::Exponential { mean } => unit_exponential(x / mean),
        Family::Weibull { scale, shape } => unit_exponential(libm::pow(x / scale, shape)),
        Family::Lognormal { .. } | Family::Gamma { .. } if x <= 0.0 => BEYOND,
        Family::Lognormal { median, log_sd } => Tails::of_deviate(libm::log(x / median) / log_sd),
        Family::Gamma { mean, cv } => both(&Gamma::with_cv(cv), libm::log(x / mean)),
        Family::Pert { low, likely, high } => between(x, low, high, |from, to| {
            both(&Beta::pert((likely - low) / (high - low)), libm::log(from / to))
        }),
        Family::Empirical { ref values } => {
            let up_to = values.partition_point(|value| *value <= x);
            counted(up_to as f64 / values.len() as f64)
        }
        Family::Weighted { ref values, ref up_to } => {
            let last = values.partition_point(|value| *value <= x).checked_sub(1);
            last.map_or(BEYOND, |last| counted(up_to[last]))
        }
        Family::Quantiles { ref probabilities, ref values } => table(probabilities, values, x),
        Family::Mixture { ref of, ref shares } => mixture(of, shares, x),
    }
}

fn counted(below: f64) -> Tails {
    Tails { below, above: 1.0 - below }
}

/// Within the ends of a law, by the distances from them.
fn between(x: f64, low: f64, high: f64, within: impl Fn(f64, f64) -> Tails) -> Tails {
    match (x > low, x < high) {
        (false, _) => BEYOND,
        (_, false) => WITHIN,
        _ => within(x - low, high - x),
    }
}

fn unit_exponential(e: f64) -> Tails {
    if e > 0.0 { Tails { below: -libm::expm1(-e), above: libm::exp(-e) } } else { BEYOND }
}

fn both(law: &impl Law, y: f64) -> Tails {
    let of = |side| libm::exp(law.tail(y, side).ln);
    Tails { below: of(Side::Lower), above: of(Side::Upper) }
}

/// The inverse of straight lines between quantiles.
fn table(probabilities: &[f64], values: &[f64], x: f64) -> Tails {
    let next = values.partition_point(|value| *value <= x);
    let (Some(before), true) = (next.checked_sub(1), next < values.len()) else {
        return if next == 0 { BEYOND } else { WITHIN };
    };
    let share = (x - values[before]) / (values[next] - values[before]);
    let [from, to] = [before, next].map(|at| probabilities[at]);
    counted(from + share * (to - from))
}

/// The same, weighted by the shares.
fn mixture(of: &[Distribution], shares: &[f64], x: f64) -> Tails {
    let none = Tails { below: 0.0, above: 0.0 };
    of.iter().zip(shares).fold(none, |sum, (law, share)| {
        let part = tails(law.family(), x);
        Tails { below: sum.below + share * part.below, above: sum.above + share * part.above }
    })
}
