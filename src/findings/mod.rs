//! What may be said of a study: estimates, paired differences, verdicts, doubts.

mod difference;
mod doubt;
mod estimate;
mod sentence;
mod team;

#[cfg(test)]
mod fixture;

pub use difference::{Difference, Verdict, differences};
pub use doubt::{Doubt, doubts};
pub use estimate::{Estimate, QUANTILES, estimate, interval_of_quantile, per_week};
pub use sentence::{elapsed, percent, sentence};
pub use team::{TeamEstimate, bottleneck, team_estimate};
