//! What charts compute from a study themselves: samples, bins, means, intervals of a quantile.

use crate::metric;
use crate::stats::{self, Interval};
use crate::study::{ModelRuns, Study};

/// A metric of one model in hours or its own unit, without the replications in which it does not exist.
pub fn values(runs: &ModelRuns, metric: usize) -> Vec<f64> {
    runs.metric(metric).flatten().collect()
}

/// The mean of a metric over the replications in which it exists.
pub fn mean(runs: &ModelRuns, metric: usize) -> Option<f64> {
    stats::mean(&values(runs, metric)).filter(|mean| mean.is_finite())
}

/// Cycle times of one model, in hours.
#[derive(Clone, Debug, PartialEq)]
pub struct CycleTimes {
    /// Of the launched, ascending.
    pub launched: Vec<f64>,
    /// All replications.
    pub of: usize,
}

impl CycleTimes {
    /// Of one model.
    pub fn of(runs: &ModelRuns) -> CycleTimes {
        let times = values(runs, metric::CYCLE_TIME).into_iter().filter(|value| value.is_finite());
        CycleTimes { launched: stats::ascending(times), of: runs.len() }
    }

    /// Of every model.
    pub fn of_all(study: &Study) -> Vec<CycleTimes> {
        study.models.iter().map(CycleTimes::of).collect()
    }

    /// How many replications were not launched.
    pub fn never(&self) -> usize {
        self.of - self.launched.len()
    }

    /// All of them, ascending; those not launched count as infinite.
    fn with_never(&self) -> Vec<f64> {
        let mut all = self.launched.clone();
        all.resize(self.of, f64::INFINITY);
        all
    }

    /// The p-quantile; `None` if it lies among those not launched.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        stats::quantile(&self.with_never(), p)
    }

    /// A 95 % interval of the p-quantile by order statistics (David & Nagaraja 2003, section 7.1);
    /// `None` where n is too small for one, or where it reaches those not launched.
    pub fn quantile_interval(&self, p: f64) -> Option<Interval> {
        stats::quantile_interval(&self.with_never(), p)
    }

    /// Whether the p-quantile jumps from one step to the next.
    pub fn jumps(&self, p: f64) -> bool {
        stats::quantile_jumps(&self.with_never(), p)
    }

    /// How many were launched within `hours`.
    pub fn within(&self, hours: f64) -> usize {
        self.launched.partition_point(|value| *value <= hours)
    }
}

/// The hours between which an axis of cycle times runs: all the launched, and the deadline unless it
/// would squeeze them. With none launched, up to the deadline, or a day.
pub fn span(times: &[CycleTimes], deadline: Option<f64>) -> (f64, f64) {
    let deadline = deadline.filter(|hours| hours.is_finite() && *hours > 0.0);
    let first = times.iter().filter_map(|times| times.launched.first()).copied();
    let last = times.iter().filter_map(|times| times.launched.last()).copied();
    match (first.reduce(f64::min), last.reduce(f64::max), deadline) {
        (Some(low), Some(high), Some(due)) if due <= high * 1.6 && due >= low * 0.4 => {
            (low.min(due), high.max(due))
        }
        (Some(low), Some(high), _) => (low, high),
        _ => (0.0, deadline.unwrap_or(24.0)),
    }
}

/// Counts of values in bins of one width.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// Lower edge of the first bin.
    pub low: f64,
    /// Width of each.
    pub width: f64,
    /// How many there are.
    pub count: usize,
}

impl Bins {
    /// Bins for an axis `[low, high]`: about `wanted`, of a round width, aligned with it.
    pub fn over(low: f64, high: f64, wanted: usize) -> Bins {
        let width = super::draw::axis::round_step((high - low) / wanted as f64);
        let low = (low / width + 1e-9).floor() * width;
        let count = (((high - low) / width - 1e-9).ceil() as usize).max(1);
        Bins { low, width, count }
    }

    /// The lower edge of a bin.
    pub fn edge(&self, bin: usize) -> f64 {
        self.low + bin as f64 * self.width
    }

    /// How many of the values lie in each bin [edge, next edge); values beyond count in the outermost.
    pub fn fill(&self, values: &[f64]) -> Vec<usize> {
        let mut counts = vec![0; self.count];
        for value in values {
            // A float that is negative or too large saturates in the conversion.
            let bin = ((value - self.low) / self.width + 1e-9).floor() as usize;
            counts[bin.min(self.count - 1)] += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_round_and_lose_nothing() {
        // 50 / 40 = 1.25, nearest 1.
        let bins = Bins::over(0.0, 50.0, 40);
        assert_eq!(bins, Bins { low: 0.0, width: 1.0, count: 50 });
        let counts = bins.fill(&[0.0, 1.9, 2.0, 49.9, 50.0, -3.0, 1e9]);
        assert_eq!((counts[0], counts[1], counts[2], counts[49]), (2, 1, 1, 3));
        assert_eq!(counts.iter().sum::<usize>(), 7);
    }

    #[test]
    fn an_axis_holds_the_launched_and_a_deadline_that_is_near() {
        let times = [CycleTimes { launched: vec![10.0, 20.0], of: 2 }];
        assert_eq!(span(&times, None), (10.0, 20.0));
        assert_eq!(span(&times, Some(30.0)), (10.0, 30.0));
        assert_eq!(span(&times, Some(300.0)), (10.0, 20.0));
        assert_eq!(span(&[], Some(30.0)), (0.0, 30.0));
        assert_eq!(span(&[], None), (0.0, 24.0));
    }

    #[test]
    fn those_not_launched_are_infinite() {
        let times = CycleTimes { launched: vec![1.0, 2.0, 3.0], of: 4 };
        assert_eq!(times.never(), 1);
        assert_eq!(times.quantile(1.0 / 3.0), Some(2.0));
        assert_eq!(times.quantile(0.9), None);
        assert_eq!((times.within(2.0), times.within(0.5)), (2, 0));
    }
}
