//! Intervals of means.

use super::{CONFIDENCE, Interval, Moments, two_sided};

/// Student's interval of the mean at 95 % ("Student" 1908); `None` of fewer than two values. Exact for
/// normal data; on skewed data it covers less (88 % for a lognormal with sigma 1 and n = 30).
pub fn mean_interval(values: &[f64]) -> Option<Interval> {
    simultaneous_mean_interval(values, 1)
}

/// One of `comparisons` intervals that hold their means all at once with at least 95 %: each at
/// `1 - 5 % / comparisons` (Bonferroni's inequality; Dunn 1961). It needs no assumption about how the
/// comparisons depend on each other, and comparisons with one baseline do depend.
pub fn simultaneous_mean_interval(values: &[f64], comparisons: usize) -> Option<Interval> {
    interval_of_mean(Moments::of(values), comparisons)
}

/// As [`simultaneous_mean_interval`], of a sample whose moments are known.
pub fn interval_of_mean(known: Moments, comparisons: usize) -> Option<Interval> {
    let (mean, deviation) = known.mean.zip(known.sd)?;
    let n = known.n as f64;
    let t = two_sided(n - 1.0, (1.0 - CONFIDENCE) / comparisons.max(1) as f64);
    Some(Interval::around(mean, t * deviation / libm::sqrt(n)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::fixture::Normals;

    #[test]
    fn a_small_interval_by_hand() {
        // Mean 2, sd 1, t with 2 degrees 4.302653: 2 -+ 4.302653 / sqrt 3.
        let found = mean_interval(&[1.0, 2.0, 3.0]).unwrap();
        assert!((found.low - (2.0 - 2.484_138)).abs() < 1e-6);
        assert!((found.high - (2.0 + 2.484_138)).abs() < 1e-6);
        let wider = simultaneous_mean_interval(&[1.0, 2.0, 3.0], 5).unwrap();
        // t with 2 degrees at 1 %: 9.924843.
        assert!((wider.half_width() - 9.924_843 / 3f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn little_data_has_no_interval() {
        assert_eq!(mean_interval(&[]), None);
        assert_eq!(mean_interval(&[1.0]), None);
        assert_eq!(mean_interval(&[4.0, 4.0]), Some(Interval { low: 4.0, high: 4.0 }));
    }

    /// 4000 samples of 12 normals: the share that holds the mean lies within 4.1 and 3.7 standard
    /// errors (0.00345) of 95 %: [.9360, .9627].
    #[test]
    fn intervals_hold_the_mean_as_often_as_they_say() {
        let mut normals = Normals::new(7);
        let mut held = 0;
        for _ in 0..4000 {
            let sample: Vec<f64> = (0..12).map(|_| normals.draw(100.0, 20.0)).collect();
            held += usize::from(mean_interval(&sample).unwrap().contains(100.0));
        }
        let share = held as f64 / 4000.0;
        assert!((0.9360..=0.9627).contains(&share), "{share}");
    }

    /// Five comparisons with one baseline, all equal in truth: all intervals hold zero at once in
    /// at least 95 % (less three standard errors), though they share the baseline's noise.
    #[test]
    fn simultaneous_intervals_hold_all_at_once() {
        let mut normals = Normals::new(11);
        let mut all_held = 0;
        for _ in 0..2000 {
            let baseline: Vec<f64> = (0..10).map(|_| normals.draw(50.0, 5.0)).collect();
            let held = (0..5).all(|_| {
                let differences: Vec<f64> =
                    baseline.iter().map(|base| normals.draw(50.0, 5.0) - base).collect();
                simultaneous_mean_interval(&differences, 5).unwrap().contains(0.0)
            });
            all_held += usize::from(held);
        }
        assert!(all_held as f64 / 2000.0 >= 0.95 - 3.0 * 0.0049, "{all_held}");
    }
}
