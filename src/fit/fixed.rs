//! What looking again takes of the first time, where a fixed cost, such as that of a switch, may be in it: jobs of different length
//! tell the two apart, jobs that all take the same do not.

use super::estimate::Estimate;
use crate::stats::{self, Interval};

/// Lengths that differ by less than this share are the same.
const SAME: f64 = 0.1;

/// A fixed part is told only if it is less than the rest.
const MOSTLY: f64 = 0.5;
/// How a ratio is told in which it may be.
const FIXED: &str = "median; a fixed part, such as the cost of a switch, may be in it";

/// A job done again: its team, what the first took and what it took, in hours.
pub type Again = (usize, f64, f64);

/// A ratio as far as it is one: where a fixed part shows, it is what remains without, and weak; where none can be excluded, its
/// interval reaches down to that.
pub fn bounded(ratio: Estimate, again: &[Again]) -> Estimate {
    let mut teams: Vec<usize> = again.iter().map(|it| it.0).collect();
    teams.sort_unstable();
    teams.dedup();
    let slopes: Vec<f64> = teams.into_iter().flat_map(|team| slopes(again, team)).collect();
    let slopes = stats::ascending(slopes);
    let of_ratio = ratio.interval.unwrap_or(Interval { low: ratio.value, high: ratio.value });
    let known = stats::quantile(&slopes, 0.5).zip(stats::quantile_interval(&slopes, 0.5));
    let Some((slope, ends)) = known else {
        return ratio.weak().between(0.0, of_ratio.high).by(FIXED);
    };
    let low = ends.low.clamp(0.0, of_ratio.low);
    if ends.high >= of_ratio.low {
        let interval = ratio.interval.map(|it| Interval { low, ..it });
        return ratio.within(interval);
    }
    // Where hardly anything grows with the first time, that may be longer for another reason than the work.
    let (value, by) = match slope > MOSTLY * ratio.value {
        true => (
            slope,
            "by how much more of a longer first time; a fixed part, such as the cost of a switch, is left out",
        ),
        false => (ratio.value, FIXED),
    };
    ratio.at(value).weak().between(low, of_ratio.high).by(by)
}

/// By how much more a job takes if its first time took an hour more: each of the lower half by length beside one of the upper, so
/// that none counts twice (Theil 1950).
fn slopes(again: &[Again], team: usize) -> Vec<f64> {
    let mut own: Vec<(f64, f64)> =
        again.iter().filter(|it| it.0 == team).map(|it| (it.1, it.2)).collect();
    own.sort_by(|a, b| a.0.total_cmp(&b.0));
    let upper = &own[own.len().div_ceil(2)..];
    let pairs = own.iter().zip(upper).filter(|(a, b)| b.0 - a.0 > SAME * b.0);
    pairs.map(|(a, b)| (b.1 - a.1) / (b.0 - a.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half of the first time, and a quarter of an hour for the switch.
    #[test]
    fn a_fixed_cost_is_no_share() {
        let of = |lengths: &[f64], cost: f64| {
            let again: Vec<Again> = lengths.iter().map(|it| (0, *it, cost + it / 2.0)).collect();
            let ratios: Vec<f64> = again.iter().map(|it| it.2 / it.1).collect();
            let it = bounded(Estimate::median(&ratios, "further reviews").unwrap(), &again);
            (it.grade().letter(), it.value, it.interval.map(|it| (it.low, it.high)))
        };
        let lengths: Vec<f64> = (0..16).map(|it| 0.5 + f64::from(it) / 8.0).collect();
        assert_eq!(of(&lengths, 0.0), ("A", 0.5, Some((0.5, 0.5))));
        let (grade, value, ends) = of(&lengths, 0.25);
        assert_eq!((grade, value, ends.map(|it| it.0)), ("B", 0.5, Some(0.5)));
        // Those of half an hour each take half an hour again: all of it may be the cost of the switch.
        assert_eq!(of(&[0.5; 16], 0.25), ("B", 1.0, Some((0.0, 1.0))));
    }
}
