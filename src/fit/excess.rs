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
    /// Each with the same campaigns in the same order.
    pub runs: &'a [Run],
}

/// The same as logarithms, less the mean of the campaign's replications and over their standard deviation: times of busy and of
/// quiet weeks become comparable, and their mean is moved little by a single long one.
#[derive(Clone, Debug)]
pub struct Excess {
    /// By campaign, as recorded; of an open one, what replications give that take at least as long.
    pub recorded: Vec<f64>,
    /// By replication and campaign.
    pub runs: Vec<Vec<f64>>,
    /// By what a mean of them is multiplied to be the logarithm of a factor.
    pub unit: f64,
    /// All simulated times in hours, in rising order; without end where a campaign never launched.
    pub hours: Vec<f64>,
}

impl Excess {
    pub fn of(campaigns: Campaigns<'_>) -> Excess {
        let Campaigns { times, runs } = campaigns;
        let own: Vec<Own> = (0..times.len()).map(|case| Own::of(campaigns, case)).collect();
        let of_run = |run: &Run| -> Vec<f64> {
            own.iter().zip(&run.cycles).map(|(it, time)| it.simulated(*time)).collect()
        };
        let inverse: Vec<f64> = own.iter().map(|it| 1.0 / it.sd).collect();
        Excess {
            recorded: own.iter().zip(times).map(|(it, time)| it.recorded(*time)).collect(),
            runs: runs.iter().map(of_run).collect(),
            unit: stats::mean(&inverse).map_or(0.0, |mean| 1.0 / mean),
            hours: stats::ascending(
                runs.iter().flat_map(|run| &run.cycles).map(|it| it.unwrap_or(f64::MAX)),
            ),
        }
    }
}

/// The replications of one campaign.
struct Own {
    mean: f64,
    sd: f64,
    /// The longest that came to its end: what never did counts as that.
    longest: f64,
    /// Of an open campaign: from which excess on, and what it then counts as.
    open: Option<(f64, f64)>,
}

impl Own {
    fn of(Campaigns { times, runs }: Campaigns<'_>, case: usize) -> Own {
        let cycles = || runs.iter().map(|run| run.cycles.get(case).copied().flatten());
        let longest = cycles().flatten().fold(0.0, f64::max);
        let logs: Vec<f64> = cycles().map(|time| ln(time.unwrap_or(longest))).collect();
        let mean = stats::mean(&logs).unwrap_or(0.0);
        let sd = stats::sd(&logs).unwrap_or(0.0).max(NONE);
        let mut own = Own { mean, sd, longest, open: None };
        if let Some((limit, true)) = times.get(case).copied() {
            let from = own.excess(limit);
            let beyond: Vec<f64> =
                cycles().map(|time| own.simulated(time)).filter(|it| *it >= from).collect();
            own.open = Some((from, stats::mean(&beyond).unwrap_or(from)));
        }
        own
    }

    fn excess(&self, time: f64) -> f64 {
        (ln(time) - self.mean) / self.sd
    }

    /// What is only known to be longer is worth what is left, on average; in replications as in the log.
    fn simulated(&self, time: Option<f64>) -> f64 {
        let excess = self.excess(time.unwrap_or(self.longest));
        self.open.filter(|(from, _)| excess >= *from).map_or(excess, |(_, at_least)| at_least)
    }

    fn recorded(&self, (time, open): Time) -> f64 {
        self.open.filter(|_| open).map_or_else(|| self.excess(time), |(_, at_least)| at_least)
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
