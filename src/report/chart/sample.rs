//! What charts compute from a study themselves: samples, bins, means, intervals of a quantile.

use crate::metric;
use crate::stats::{self, Interval};
use crate::study::{ModelRuns, Study};

/// A metric of one model in hours or its own unit, without the replications in which it does not exist.
pub fn values(runs: &ModelRuns, name: &str) -> Vec<f64> {
    let metric = metric::find(name);
    metric.map_or_else(Vec::new, |metric| runs.metric(metric).flatten().collect())
}

/// The mean of a metric over the replications in which it exists.
pub fn mean(runs: &ModelRuns, name: &str) -> Option<f64> {
    stats::mean(&values(runs, name)).filter(|mean| mean.is_finite())
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
        let mut launched = values(runs, "cycle_time_h");
        launched.retain(|value| value.is_finite());
        launched.sort_by(f64::total_cmp);
        CycleTimes { launched, of: runs.len() }
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
        let (low, high) = quantile_ranks(self.of, p)?;
        Some(Interval { low: *self.launched.get(low)?, high: *self.launched.get(high)? })
    }

    /// How many were launched within `hours`.
    pub fn within(&self, hours: f64) -> usize {
        self.launched.partition_point(|value| *value <= hours)
    }

    /// The largest of the launched.
    pub fn last(&self) -> Option<f64> {
        self.launched.last().copied()
    }
}

/// The indices of the order statistics that enclose the p-quantile of n values with at least 95 %,
/// each side missing it with at most 2.5 %; `None` if n is too small.
///
/// With B binomial(n, p), the r-th smallest lies above the quantile with P(B < r), and the s-th
/// smallest below it with P(B ≥ s).
fn quantile_ranks(n: usize, p: f64) -> Option<(usize, usize)> {
    let mut below = 0.0;
    let mut low = None;
    for (k, mass) in binomial(n, p).into_iter().enumerate() {
        below += mass;
        // Here `below` is P(B ≤ k) = P(B < k + 1): rank k + 1, index k.
        if below <= 0.025 {
            low = Some(k);
        }
        if below >= 0.975 {
            // P(B ≥ k + 1) ≤ 2.5 %: rank k + 1, index k.
            return (k < n).then_some((low?, k));
        }
    }
    None
}

/// The masses of a binomial distribution at 0..=n, by recurrence outwards from the mode (so that
/// nothing underflows where it matters), normalised.
fn binomial(n: usize, p: f64) -> Vec<f64> {
    let odds = p / (1.0 - p);
    let mode = ((n as f64 + 1.0) * p).floor() as usize;
    let mode = mode.min(n);
    let mut mass = vec![0.0; n + 1];
    mass[mode] = 1.0;
    for k in mode..n {
        mass[k + 1] = mass[k] * odds * (n - k) as f64 / (k + 1) as f64;
    }
    for k in (0..mode).rev() {
        mass[k] = mass[k + 1] / odds * (k + 1) as f64 / (n - k) as f64;
    }
    let total: f64 = mass.iter().sum();
    mass.iter_mut().for_each(|value| *value /= total);
    mass
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
        let width = super::ticks::round_step((high - low) / wanted as f64);
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
    fn ranks_of_the_median_are_those_of_the_sign_test() {
        // Sign test tables, two-sided 5 %: n = 6 takes the extremes, n = 10 ranks 2 and 9, n = 20
        // ranks 6 and 15; below 6 there is none.
        assert_eq!(quantile_ranks(5, 0.5), None);
        assert_eq!(quantile_ranks(6, 0.5), Some((0, 5)));
        assert_eq!(quantile_ranks(10, 0.5), Some((1, 8)));
        assert_eq!(quantile_ranks(20, 0.5), Some((5, 14)));
    }

    #[test]
    fn a_high_quantile_needs_many_values() {
        // P(all n below the 80th percentile) = 0.8^n ≤ 2.5 % first at n = 17.
        assert_eq!(quantile_ranks(16, 0.8), None);
        assert!(quantile_ranks(17, 0.8).is_some());
        let (low, high) = quantile_ranks(100_000, 0.8).expect("many");
        // Normal approximation: 80,000 ± 1.96 × sqrt(100,000 × 0.16) = 80,000 ± 247.9.
        assert!(low.abs_diff(79_752) <= 2 && high.abs_diff(80_248) <= 2, "{low} {high}");
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
