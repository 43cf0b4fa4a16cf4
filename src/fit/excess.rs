//! How much longer than forecast campaigns take: each time among those that replications give the same campaign.

use super::replay::Run;
use crate::stats;

/// A recorded campaign: hours so far, and whether it is still open.
pub type Time = (f64, bool);

/// Times that differ by so little, as a share, differ by nothing.
const NONE: f64 = 0.01;

/// Campaigns as they were recorded, and as replications gave them.
#[derive(Clone, Copy, Debug)]
pub struct Campaigns<'a> {
    pub times: &'a [Time],
    /// Each with the same campaigns in the same order; after them there may be more, those to come.
    pub runs: &'a [Run],
}

/// The same as logarithms, less the mean of the campaign's replications and over their standard deviation: times of busy and of
/// quiet weeks become comparable, and their mean is moved little by a single long one.
#[derive(Clone, Debug)]
pub struct Excess {
    /// By campaign, as recorded.
    pub recorded: Vec<f64>,
    /// By replication and campaign.
    pub runs: Vec<Vec<f64>>,
    /// What replications are of each campaign.
    pub own: Vec<Own>,
    /// By what a mean of them is multiplied to be the logarithm of a factor.
    pub unit: f64,
    /// All simulated times of recorded campaigns in hours, in rising order; without end where a campaign never launched.
    pub hours: Vec<f64>,
}

impl Excess {
    /// Open campaigns count as what replications give that take at least as long.
    pub fn of(campaigns: Campaigns<'_>) -> Excess {
        let mut found = Excess::over(campaigns, |_, _| 0.0);
        let times = campaigns.times.iter().enumerate();
        times.filter(|(_, (_, open))| *open).for_each(|(case, _)| found.open(case));
        found
    }

    /// Over a level, which is that of what was recorded or of a replication, and of a campaign by its place; open campaigns as long
    /// as they are so far.
    pub fn over(
        Campaigns { times, runs }: Campaigns<'_>,
        level: impl Fn(Option<usize>, usize) -> f64,
    ) -> Excess {
        let all = runs.first().map_or(0, |run| run.cycles.len());
        let own: Vec<Own> = (0..all).map(|case| Own::of(runs, case)).collect();
        let of_run = |(at, run): (usize, &Run)| -> Vec<f64> {
            let each = own.iter().zip(&run.cycles).enumerate();
            each.map(|(case, (it, time))| it.simulated(*time) - level(Some(at), case)).collect()
        };
        let each = own.iter().zip(times).enumerate();
        let inverse: Vec<f64> = own.iter().map(|it| 1.0 / it.sd).collect();
        let hours = runs.iter().flat_map(|run| run.cycles.iter().take(times.len()));
        Excess {
            recorded: each
                .map(|(case, (it, time))| it.excess(time.0) - level(None, case))
                .collect(),
            runs: runs.iter().enumerate().map(of_run).collect(),
            unit: stats::mean(&inverse).map_or(0.0, |mean| 1.0 / mean),
            hours: stats::ascending(hours.map(|it| it.unwrap_or(f64::MAX))),
            own,
        }
    }

    /// What is only known to be longer is worth what is left, on average; in replications as in the log.
    fn open(&mut self, case: usize) {
        let from = self.recorded[case];
        let at_least = Beyond::of(self.runs.iter().map(|run| run[case])).at_least(from);
        self.recorded[case] = at_least;
        self.runs.iter_mut().filter(|run| run[case] >= from).for_each(|run| run[case] = at_least);
    }
}

/// What replications give one campaign, in rising order, and the mean of each and those above it.
pub struct Beyond(Vec<(f64, f64)>);

impl Beyond {
    pub fn of(all: impl Iterator<Item = f64>) -> Beyond {
        let (mut sum, mut count) = (0.0, 0.0);
        let mut each: Vec<(f64, f64)> = stats::ascending(all)
            .into_iter()
            .rev()
            .map(|it| {
                sum += it;
                count += 1.0;
                (it, sum / count)
            })
            .collect();
        each.reverse();
        Beyond(each)
    }

    /// The mean of those that are no less; where there is none, that itself.
    pub fn at_least(&self, from: f64) -> f64 {
        let first = self.0.partition_point(|(it, _)| *it < from);
        self.0.get(first).map_or(from, |(_, mean)| *mean)
    }
}

/// The replications of one campaign.
#[derive(Clone, Debug)]
pub struct Own {
    mean: f64,
    sd: f64,
    /// The longest that came to its end: what never did counts as that.
    longest: f64,
}

impl Own {
    fn of(runs: &[Run], case: usize) -> Own {
        let cycles = || runs.iter().map(|run| run.cycles.get(case).copied().flatten());
        let longest = cycles().flatten().fold(0.0, f64::max);
        let logs: Vec<f64> = cycles().map(|time| ln(time.unwrap_or(longest))).collect();
        let mean = stats::mean(&logs).unwrap_or(0.0);
        let sd = stats::sd(&logs).unwrap_or(0.0).max(NONE);
        Own { mean, sd, longest }
    }

    /// Of so many hours.
    pub fn excess(&self, time: f64) -> f64 {
        (ln(time) - self.mean) / self.sd
    }

    fn simulated(&self, time: Option<f64>) -> f64 {
        self.excess(time.unwrap_or(self.longest))
    }
}

fn ln(hours: f64) -> f64 {
    libm::log(hours.max(1e-6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::replay::Split;

    /// Replications of one campaign.
    fn runs(hours: &[Option<f64>]) -> Vec<Run> {
        hours.iter().map(|it| Run { cycles: vec![*it], split: Split::default() }).collect()
    }

    /// Of 1, e² and e⁴ hours the mean logarithm is 2, and its standard deviation 2.
    #[test]
    fn it_counts_in_standard_deviations_of_the_logarithm() {
        let hours = [0.0, 2.0, 4.0].map(|log| Some(libm::exp(log)));
        let runs = runs(&hours);
        let times = [(libm::exp(5.0), false)];
        let found = Excess::of(Campaigns { times: &times, runs: &runs });
        assert!((found.recorded[0] - 1.5).abs() < 1e-12, "{found:?}");
        assert!((found.unit - 2.0).abs() < 1e-12);
        for (run, expected) in found.runs.iter().zip([-1.0, 0.0, 1.0]) {
            assert!((run[0] - expected).abs() < 1e-12);
        }
        // Open after e hours: it will take e² or e⁴, half a standard deviation on average, and so do these two.
        let times = [(libm::exp(1.0), true)];
        let open = Excess::of(Campaigns { times: &times, runs: &runs });
        assert!((open.recorded[0] - 0.5).abs() < 1e-12, "{open:?}");
        assert_eq!(open.runs[1], open.runs[2]);
    }

    /// Never launched counts as the longest that did; times that are all the same differ by a hundredth at least.
    #[test]
    fn what_has_no_end_or_no_spread_stays_finite() {
        let never = runs(&[Some(1.0), None, Some(libm::exp(3.0))]);
        let times = [(1.0, false)];
        let found = Excess::of(Campaigns { times: &times, runs: &never });
        assert_eq!(found.runs[1], found.runs[2]);
        let same = runs(&[Some(8.0); 5]);
        let found = Excess::of(Campaigns { times: &[(8.08, false)], runs: &same });
        assert!((found.recorded[0] - 0.995).abs() < 0.001, "ln 1.01 / .01: {found:?}");
    }
}
