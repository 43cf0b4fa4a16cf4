//! Is the forecast of a pilot still credible? Looked at after each campaign, with 5 % false alarms over all looks together.
//!
//! Each campaign's time becomes a normal score within its own forecast, from its own start in a portfolio of all of them. The
//! statistic after k campaigns is the sum of scores / √k / √(1 + k/m), m being the campaigns that the forecast was fitted to; its
//! limit is the 95 % quantile of its largest value over all looks, of replications of the same portfolio.

use super::law::hazard;
use super::normal;
use super::replay::Run;
use crate::stats;

/// The first look: fewer campaigns show nothing.
const FIRST: usize = 3;
/// z(.95) + z(.80): what shows with 80 % at 5 %, one-sided.
const SHOWS: f64 = 2.487;

/// A recorded campaign of a pilot: hours so far, and whether it is still open.
pub type Time = (f64, bool);

/// What a pilot says of its forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckIn {
    /// By campaign: its normal score in the forecast; of an open one, what it is at least, on average.
    pub scores: Vec<f64>,
    /// After each look: the statistic.
    pub looks: Vec<(usize, f64)>,
    /// Above it, 5 % of pilots that are as forecast would come at some look.
    pub limit: f64,
    /// By how much campaigns take longer than forecast, with its 95 % interval; `None` of no finished one.
    pub factor: Option<(f64, stats::Interval)>,
    /// The smallest factor that so many campaigns show with 80 %.
    pub smallest: f64,
    /// P50 and P85 of the forecast over these campaigns, in hours.
    pub forecast: [f64; 2],
}

impl CheckIn {
    /// Whether it is slower than forecast, at the look at which that first showed.
    pub fn alarm(&self) -> Option<usize> {
        self.looks.iter().find(|(_, s)| *s > self.limit).map(|(k, _)| *k)
    }

    /// Whether campaigns surely take less time than forecast.
    pub fn is_faster(&self) -> bool {
        self.factor.is_some_and(|(_, ends)| ends.high < 1.0)
    }
}

/// Holds recorded times against replications of the same campaigns; `fitted` campaigns made the forecast, if it was fitted.
/// `None` of fewer than three campaigns.
pub fn check_in(times: &[Time], runs: &[Run], fitted: Option<usize>) -> Option<CheckIn> {
    let n = times.len();
    let forecasts: Vec<Forecast> = (0..n).map(|case| Forecast::of(runs, case)).collect();
    let first = FIRST.min(n);
    if n < FIRST || runs.is_empty() {
        return None;
    }
    let score = |case: usize, time: f64| {
        let (limit, open) = times[case];
        let own = &forecasts[case];
        // What is only known to be longer is worth what is left of the forecast, on average; in replications as in the log.
        if open && time >= limit { hazard(own.score(limit)) } else { own.score(time) }
    };
    let scores: Vec<f64> = (0..n).map(|case| score(case, times[case].0)).collect();
    let wide = |k: usize| fitted.map_or(1.0, |m| libm::sqrt(1.0 + k as f64 / m.max(1) as f64));
    let statistic =
        |scores: &[f64], k: usize| scores[..k].iter().sum::<f64>() / libm::sqrt(k as f64);
    let most = |run: &Run| {
        let own: Vec<f64> =
            (0..n).map(|case| score(case, run.cycles[case].unwrap_or(f64::INFINITY))).collect();
        (first..=n).map(|k| statistic(&own, k)).fold(f64::NEG_INFINITY, f64::max)
    };
    let largest = stats::ascending(runs.iter().map(most));
    let limit = stats::quantile(&largest, 0.95)?;
    // Of campaigns that share people, the mean varies more than of strangers.
    let logs = |run: &Run| {
        let each = run
            .cycles
            .iter()
            .zip(&forecasts)
            .map(|(time, own)| own.log(time.unwrap_or(own.last())));
        each.sum::<f64>() / n as f64
    };
    let spread = stats::sd(&runs.iter().map(logs).collect::<Vec<_>>()).unwrap_or(0.0) * wide(n);
    let done: Vec<f64> = (0..n)
        .filter(|case| !times[*case].1)
        .map(|case| forecasts[case].log(times[case].0))
        .collect();
    let factor = stats::mean(&done).map(|mean| {
        let away = 1.96 * spread * libm::sqrt(n as f64 / done.len() as f64);
        let ends = stats::Interval { low: libm::exp(mean - away), high: libm::exp(mean + away) };
        (libm::exp(mean), ends)
    });
    let all = stats::ascending(forecasts.iter().flat_map(|it| it.sorted.iter().copied()));
    Some(CheckIn {
        looks: (first..=n).map(|k| (k, statistic(&scores, k) / wide(k))).collect(),
        scores,
        limit,
        factor,
        smallest: libm::exp(SHOWS * spread),
        forecast: [stats::quantile(&all, 0.5)?, stats::quantile(&all, 0.85)?],
    })
}

/// The times that replications give one campaign, in rising order.
struct Forecast {
    sorted: Vec<f64>,
    log_mean: f64,
}

impl Forecast {
    fn of(runs: &[Run], case: usize) -> Forecast {
        let times = runs.iter().map(|run| run.cycles.get(case).copied().flatten());
        let sorted = stats::ascending(times.map(|time| time.unwrap_or(f64::MAX)));
        let logs: Vec<f64> =
            sorted.iter().filter(|it| **it < f64::MAX).map(|it| libm::log(it.max(1e-6))).collect();
        Forecast { log_mean: stats::mean(&logs).unwrap_or(0.0), sorted }
    }

    /// The normal score of a time among them, ties halved.
    fn score(&self, time: f64) -> f64 {
        let below = self.sorted.partition_point(|it| *it < time);
        let up_to = self.sorted.partition_point(|it| *it <= time);
        let rank = 0.5 * (below + up_to) as f64;
        normal::quantile((rank + 0.5) / (self.sorted.len() as f64 + 1.0))
    }

    /// How much longer than usual a time is, as a logarithm.
    fn log(&self, time: f64) -> f64 {
        libm::log(time.max(1e-6)) - self.log_mean
    }

    fn last(&self) -> f64 {
        self.sorted.iter().rev().find(|it| **it < f64::MAX).copied().unwrap_or(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::replay::Split;

    /// Runs in which every campaign takes 1 to 100 h, in an order of its own.
    fn runs(campaigns: usize) -> Vec<Run> {
        let time = |run: usize, case: usize| {
            Some(((run * (2 * case + 1) * 7 + case * 31) % 101) as f64 + 1.0)
        };
        (0..101)
            .map(|run| Run {
                cycles: (0..campaigns).map(|case| time(run, case)).collect(),
                split: Split::default(),
            })
            .collect()
    }

    #[test]
    fn a_pilot_in_the_middle_is_credible_and_one_at_the_end_is_not() {
        // Each campaign takes 1 to 101 h, equally likely: the median is 51, the score of which is 0.
        let usual = check_in(&[(51.0, false); 6], &runs(6), None).unwrap();
        assert!(usual.scores.iter().all(|score| score.abs() < 0.02), "{:?}", usual.scores);
        assert_eq!(usual.alarm(), None);
        let slow = check_in(&[(99.0, false); 6], &runs(6), None).unwrap();
        assert_eq!(slow.alarm(), Some(3));
        assert!(slow.factor.unwrap().0 > 2.0);
        // A forecast from six campaigns is worth less: all is divided by √2 after six.
        let fitted = check_in(&[(99.0, false); 6], &runs(6), Some(6)).unwrap();
        let ratio = slow.looks[3].1 / fitted.looks[3].1;
        assert!((ratio - std::f64::consts::SQRT_2).abs() < 1e-12);
        assert!(fitted.smallest > slow.smallest);
        assert_eq!(check_in(&[(51.0, false); 2], &runs(2), None), None);
    }

    #[test]
    fn an_open_campaign_counts_as_longer_than_so_far() {
        // Just begun: it may take anything, 0 on average. Beyond the median: at least that.
        let begun = check_in(&[(0.0, true); 4], &runs(4), None).unwrap();
        assert!(begun.scores.iter().all(|score| score.abs() < 0.05), "{:?}", begun.scores);
        let late = check_in(&[(51.0, true); 4], &runs(4), None).unwrap();
        // E(Z | Z > 0) = √(2/π).
        assert!(late.scores.iter().all(|score| (score - 0.798).abs() < 0.03), "{:?}", late.scores);
        assert_eq!(late.factor, None);
    }
}
