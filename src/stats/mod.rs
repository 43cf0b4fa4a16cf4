//! Statistics: a leaf that knows nothing of campaigns. Each function stands under its source.
//!
//! What cannot be computed (a deviation of one value, an interval of nothing) is `None`, never 0
//! or NaN. Everything is made of `+ - * /`, square roots and `libm`: the same bits everywhere.

mod beta;
mod intervals;
mod kept;
mod moments;
mod paired;
mod power;
mod proportions;
mod quantiles;
mod ranks;
mod student;

#[cfg(test)]
mod fixture;

pub use intervals::{interval_of_mean, mean_interval, simultaneous_mean_interval};
pub use moments::{FEWEST, Moments, common, mean, sd, too_alike, uncommon};
pub use paired::{Gain, Paired, correlation, gain, of_differences, paired};
pub use power::{observations_per_side, pairs_to_tell, trials_per_side};
pub use proportions::{
    clopper_pearson, sign_test, simultaneous_wilson, upper_bound, upper_bound_at, wilson,
};
pub use quantiles::{
    Reach, ascending, quantile, quantile_interval, quantile_jumps, quantile_needs, quantile_reach,
    reached, simultaneous_quantile_reach,
};
pub use ranks::rank_test;
pub use student::two_sided;

/// The share of intervals that are to hold the true value, everywhere in flowcast.
pub const CONFIDENCE: f64 = 0.95;

/// A closed interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// The interval that reaches `half_width` to both sides of `centre`.
    pub fn around(centre: f64, half_width: f64) -> Interval {
        Interval { low: centre - half_width, high: centre + half_width }
    }

    /// Whether a value lies in it, ends included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Half of its width.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }
}
