//! What charts compute from a study themselves: samples, bins, means, intervals of a quantile.

use crate::analysis::{self, launches};
use crate::stats::{self, Interval, Reach};
use crate::study::{ModelRuns, Study};

/// A metric of one model in hours or its own unit, without the replications in which it does not exist.
pub fn values(runs: &ModelRuns, metric: usize) -> Vec<f64> {
    runs.metric(metric).flatten().collect()
}

/// The mean of a metric over the replications in which it exists.
pub fn mean(runs: &ModelRuns, metric: usize) -> Option<f64> {
    stats::mean(&values(runs, metric)).filter(|mean| mean.is_finite())
}

/// A metric of one model over its replications.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Where it exists, ascending.
    pub known: Vec<f64>,
    /// How many replications there are, those included in which what it measures never happened.
    pub of: usize,
}

impl Sample {
    /// Of one model.
    pub fn of(runs: &ModelRuns, metric: usize) -> Sample {
        let ranked: Vec<f64> = launches::ranked(runs, metric).flatten().collect();
        let finite = ranked.iter().copied().filter(|value| value.is_finite());
        Sample { known: stats::ascending(finite), of: ranked.len() }
    }

    /// Of every model.
    pub fn of_all(study: &Study, metric: usize) -> Vec<Sample> {
        study.models.iter().map(|runs| Sample::of(runs, metric)).collect()
    }

    /// In how many replications it never happened.
    pub fn never(&self) -> usize {
        self.of - self.known.len()
    }

    /// All of them, ascending; what never happened is infinite.
    fn with_never(&self) -> Vec<f64> {
        let mut all = self.known.clone();
        all.resize(self.of, f64::INFINITY);
        all
    }

    /// The p-quantile; `None` if it lies among those that never happened.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        stats::quantile(&self.with_never(), p)
    }

    /// The first value by which a share of at least p is there ([`stats::reached`]).
    pub fn reached(&self, p: f64) -> Option<f64> {
        stats::reached(&self.with_never(), p)
    }

    /// The ends of a 95 % interval of the p-quantile by order statistics (David & Nagaraja 2003, section 7.1), of
    /// which the upper may be missing; `None` where n is too small for one.
    pub fn reach(&self, p: f64) -> Option<Reach> {
        stats::quantile_reach(&self.with_never(), p)
    }

    /// As [`Sample::reach`], where it has both ends.
    pub fn quantile_interval(&self, p: f64) -> Option<Interval> {
        self.reach(p)?.closed()
    }

    /// Whether the p-quantile jumps from one step to the next.
    pub fn jumps(&self, p: f64) -> bool {
        stats::quantile_jumps(&self.with_never(), p)
    }
}

/// The models in the order in which rows show them: by when 85 of 100 are there, then half; never is last.
pub fn best_first(study: &Study) -> Vec<usize> {
    let samples = Sample::of_all(study, analysis::time_shown(study).metric);
    let key = |times: &Sample| [0.85, 0.5].map(|p| times.quantile(p).unwrap_or(f64::INFINITY));
    let keys: Vec<[f64; 2]> = samples.iter().map(key).collect();
    let mut order: Vec<usize> = (0..samples.len()).collect();
    order.sort_by(|a, b| {
        let ([a85, a50], [b85, b50]) = (keys[*a], keys[*b]);
        a85.total_cmp(&b85).then(a50.total_cmp(&b50))
    });
    order
}

/// Between what an axis of these samples runs: all but this share at each end, and what is due unless it would
/// squeeze them. Without values, up to what is due, or a day.
pub fn span(samples: &[Sample], due: Option<f64>, tail: f64) -> (f64, f64) {
    let due = due.filter(|hours| hours.is_finite() && *hours > 0.0);
    let cut = |sample: &Sample| (tail * sample.known.len() as f64) as usize;
    let first = samples.iter().filter_map(|sample| sample.known.get(cut(sample)));
    let last = samples.iter().filter_map(|sample| sample.known.iter().rev().nth(cut(sample)));
    match (first.copied().reduce(f64::min), last.copied().reduce(f64::max), due) {
        (Some(low), Some(high), Some(due)) if due <= high * 1.6 && due >= low * 0.4 => {
            (low.min(due), high.max(due))
        }
        (Some(low), Some(high), _) => (low, high),
        _ => (0.0, due.unwrap_or(24.0)),
    }
}

/// Bins of one width, each without its lower edge and with its upper one: what happens just when it is due is
/// on time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    /// Lower edge of the first.
    pub low: f64,
    /// Width of each.
    pub width: f64,
    /// How many there are.
    pub count: usize,
}

impl Bins {
    /// Bins that cover `[low, high]`, with an edge at `anchor` and none wholly below 0.
    pub fn covering((low, high): (f64, f64), anchor: f64, width: f64) -> Bins {
        let edges = |value: f64| ((value - anchor) / width - 1e-9).ceil();
        let first = (edges(low) - 1.0).max((-anchor / width).floor());
        let count = (edges(high) - first).max(1.0);
        Bins { low: anchor + first * width, width, count: count as usize }
    }

    /// The lower edge of a bin.
    pub fn edge(&self, bin: usize) -> f64 {
        self.low + bin as f64 * self.width
    }

    /// How many of the values lie in each bin; values beyond count in the outermost.
    pub fn fill(&self, values: impl Iterator<Item = f64>) -> Vec<usize> {
        let mut counts = vec![0; self.count];
        for value in values {
            // A float that is negative or too large saturates in the conversion.
            let bin = (((value - self.low) / self.width - 1e-9).ceil() - 1.0) as usize;
            counts[bin.min(self.count - 1)] += 1;
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(known: &[f64], of: usize) -> Sample {
        Sample { known: known.to_vec(), of }
    }

    #[test]
    fn bins_count_from_their_anchor_and_lose_nothing() {
        // Weeks from day 45: 45 - 5 × 7 = 10, 45 + 7 = 52.
        let bins = Bins::covering((12.0, 50.0), 45.0, 7.0);
        assert_eq!(bins, Bins { low: 10.0, width: 7.0, count: 6 });
        // On an edge: in the bin that it ends.
        let counts = bins.fill([12.0, 17.0, 45.0, 45.1, 52.0, -3.0, 1e9].into_iter());
        assert_eq!(counts, [3, 0, 0, 0, 1, 3]);
        // None is wholly below 0, though 0 lies on an edge.
        assert_eq!(
            Bins::covering((0.0, 40.0), 0.0, 10.0),
            Bins { low: 0.0, width: 10.0, count: 4 }
        );
    }

    #[test]
    fn an_axis_holds_what_happened_and_what_is_due_if_near() {
        let times = [sample(&[10.0, 20.0], 2)];
        assert_eq!(span(&times, None, 0.0), (10.0, 20.0));
        // A hundredth of 200 is two at each end.
        let many = [sample(&(1..=200).map(f64::from).collect::<Vec<f64>>(), 200)];
        assert_eq!(span(&many, None, 0.01), (3.0, 198.0));
        assert_eq!(span(&times, Some(30.0), 0.0), (10.0, 30.0));
        assert_eq!(span(&times, Some(300.0), 0.0), (10.0, 20.0));
        assert_eq!(span(&[], Some(30.0), 0.0), (0.0, 30.0));
        assert_eq!(span(&[], None, 0.0), (0.0, 24.0));
    }

    #[test]
    fn what_never_happened_is_infinite() {
        let times = sample(&[1.0, 2.0, 3.0], 4);
        assert_eq!(times.never(), 1);
        assert_eq!(times.quantile(1.0 / 3.0), Some(2.0));
        assert_eq!(times.quantile(0.9), None);
    }
}
