//! Which piece is ready when: each deliverable of the file under each model.

use crate::metric::{DELIVERABLE_REWORK, DELIVERABLE_ROUNDS, DONE, IN_TIME};
use crate::stats::{self, Interval, Reach};
use crate::study::{ModelRuns, Study};

/// A percentile in hours, and its distribution-free 95 % interval: an end that lies among replications in which the
/// deliverable was not done is none.
pub type Percentile = (Option<f64>, Reach);

/// A deliverable under a model: the numbers of a row of `deliverables.csv`. What does not exist is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeliverableEstimate {
    /// Replications in which it was done.
    pub n: usize,
    /// Replications in which it was not: they count as later than any other.
    pub not_done: usize,
    /// Hours from the start until it was done for the last time: the mean of those in which it was.
    pub mean: Option<f64>,
    /// The hours within which half of the replications have it done.
    pub half: Percentile,
    /// The hours within which 85 of 100 have.
    pub most: Percentile,
    /// The same two percentiles, where they lie between two replications that of the later one: a date made of it is one on
    /// which it was done.
    pub reached: [Option<f64>; 2],
    /// Share of replications in which it was done by when it is due, with Wilson's 95 % interval.
    pub in_time: Option<(f64, Interval)>,
    /// Review rounds per approval task, mean.
    pub rounds: Option<f64>,
    /// Person-hours of rework, mean.
    pub rework_h: Option<f64>,
}

/// The columns of numbers in `deliverables.csv`: when it is due, then these.
#[rustfmt::skip]
pub const DELIVERABLE_COLUMNS: [&str; 17] = [
    "due_h", "n", "not_done", "done_mean_h", "done_p50_h", "done_p50_low_h", "done_p50_high_h", "done_p85_h",
    "done_p85_low_h", "done_p85_high_h", "in_time", "in_time_low", "in_time_high", "approval_rounds",
    "rework_time_h", "done_p50_by_h", "done_p85_by_h",
];

impl DeliverableEstimate {
    fn of(runs: &ModelRuns, deliverable: usize) -> DeliverableEstimate {
        let known = |metric| runs.deliverable_metric(deliverable, metric).flatten();
        let known = |metric| known(metric).collect::<Vec<f64>>();
        let (done, kept) = (known(DONE), known(IN_TIME));
        let all = runs.deliverable_metric(deliverable, DONE);
        let sorted = stats::ascending(all.map(|done| done.unwrap_or(f64::INFINITY)));
        let none = Reach { low: None, high: None };
        let percentile =
            |p| (stats::quantile(&sorted, p), stats::quantile_reach(&sorted, p).unwrap_or(none));
        let in_time = kept.iter().filter(|kept| **kept > 0.5).count();
        let share = stats::wilson(in_time, kept.len());
        DeliverableEstimate {
            n: done.len(),
            not_done: runs.len() - done.len(),
            mean: stats::mean(&done),
            half: percentile(0.50),
            most: percentile(0.85),
            reached: [0.50, 0.85].map(|p| stats::reached(&sorted, p)),
            in_time: share.map(|ci| (in_time as f64 / kept.len() as f64, ci)),
            rounds: stats::mean(&known(DELIVERABLE_ROUNDS)),
            rework_h: stats::mean(&known(DELIVERABLE_REWORK)),
        }
    }

    /// In the order of [`DELIVERABLE_COLUMNS`], but for the first.
    pub fn numbers(&self) -> [Option<f64>; DELIVERABLE_COLUMNS.len() - 1] {
        let [(half, half_ends), (most, most_ends)] = [self.half, self.most];
        let ci = self.in_time.map(|(_, ci)| ci);
        [
            Some(self.n as f64),
            Some(self.not_done as f64),
            self.mean,
            half,
            half_ends.low,
            half_ends.high,
            most,
            most_ends.low,
            most_ends.high,
            self.in_time.map(|(share, _)| share),
            ci.map(|ci| ci.low),
            ci.map(|ci| ci.high),
            self.rounds,
            self.rework_h,
            self.reached[0],
            self.reached[1],
        ]
    }

    /// From [`DeliverableEstimate::numbers`]; `None` if there are more or fewer, or no counts.
    pub fn of_numbers(numbers: &[Option<f64>]) -> Option<DeliverableEstimate> {
        let [n, not_done, mean, rest @ ..] = numbers else { return None };
        let [half, half_low, half_high, most, most_low, most_high, rest @ ..] = rest else {
            return None;
        };
        let [in_time, low, high, rounds, rework_h, half_by, most_by] = *rest else { return None };
        let share = |share| Some((share, Interval { low: low?, high: high? }));
        Some(DeliverableEstimate {
            n: (*n)? as usize,
            not_done: (*not_done)? as usize,
            mean: *mean,
            half: (*half, Reach { low: *half_low, high: *half_high }),
            most: (*most, Reach { low: *most_low, high: *most_high }),
            reached: [half_by, most_by],
            in_time: in_time.and_then(share),
            rounds,
            rework_h,
        })
    }
}

/// By model, then deliverable.
pub fn deliverables(study: &Study) -> Vec<Vec<DeliverableEstimate>> {
    let of = |runs| {
        let all = 0..study.deliverables.len();
        all.map(|deliverable| DeliverableEstimate::of(runs, deliverable)).collect()
    };
    study.models.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::record::{DeliverableRecord, Record, Status};
    use crate::study::Deliverable;
    use crate::time::HOUR;

    /// A model of one deliverable, done so many hours after the start, or not at all; due after 30 h.
    fn study(hours: &[Option<f64>]) -> Study {
        let mut runs = ModelRuns::new("A", 0).of_deliverables(1);
        for hours in hours {
            let deliverable = DeliverableRecord {
                done: hours.map(|hours| hours * HOUR as f64),
                in_time: Some(hours.is_some_and(|hours| hours <= 30.0)),
                approval_rounds: None,
                rework: HOUR as f64,
                rereview: 0.0,
            };
            let status = if hours.is_some() { Status::Launched } else { Status::Censored };
            runs.push(&Record {
                status: Some(status),
                deliverables: vec![deliverable],
                ..Record::default()
            });
        }
        let deliverables =
            vec![Deliverable { name: "x".to_owned(), count: 1, due_h: Some(30.0), due_on: None }];
        Study { deliverables, ..fixture::study(vec![runs]) }
    }

    #[test]
    fn a_deliverable_by_hand() {
        let found = deliverables(&study(&[Some(10.0), Some(30.0), Some(20.0), Some(40.0)]))[0][0];
        assert_eq!((found.n, found.not_done, found.mean), (4, 0, Some(25.0)));
        // Of four values, half is between the second and the third; 85 of 100 at 0.85 × 3 = 2.55 of the way.
        assert_eq!((found.half.0, found.most.0), (Some(25.0), Some(35.5)));
        assert_eq!((found.rounds, found.rework_h), (None, Some(1.0)));
        let (share, ci) = found.in_time.unwrap();
        assert_eq!(share, 0.75);
        // Wilson with z = 1.959964: (0.75 + z²/8 ± z √(0.1875/4 + z²/64)) / (1 + z²/4).
        assert!((ci.low - 0.300_642).abs() < 1e-6 && (ci.high - 0.954_413).abs() < 1e-6, "{ci:?}");
    }

    #[test]
    fn what_is_never_done_is_later_than_all_that_is() {
        let found = deliverables(&study(&[Some(10.0), None, Some(20.0)]))[0][0];
        assert_eq!((found.n, found.not_done, found.mean), (2, 1, Some(15.0)));
        assert_eq!((found.half.0, found.most.0), (Some(20.0), None));
        assert_eq!(found.in_time.unwrap().0, 2.0 / 3.0);
    }

    #[test]
    fn numbers_are_read_back_as_they_were() {
        for hours in [vec![Some(10.0), None], vec![Some(1.0); 40], vec![None; 3]] {
            let found = deliverables(&study(&hours))[0][0];
            assert_eq!(DeliverableEstimate::of_numbers(&found.numbers()), Some(found));
            assert_eq!(DeliverableEstimate::of_numbers(&found.numbers()[1..]), None);
        }
        assert_eq!(DeliverableEstimate::of_numbers(&[None; 14]), None);
    }
}
