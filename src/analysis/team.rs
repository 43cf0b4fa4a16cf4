//! What teams did: summaries and the bottleneck.

use crate::metric::TEAM_UTILISATION;
use crate::stats::{Moments, ascending, quantile};
use crate::study::Study;

/// One team metric of one team under one model: a row of `teams.csv`. What does not exist is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamEstimate {
    /// Replications in which it exists.
    pub n: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// Sample standard deviation (n - 1).
    pub sd: Option<f64>,
    /// 5th percentile.
    pub p05: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

/// Summarises one team metric (an index into [`crate::metric::TEAM_METRICS`]) of one team under one model.
pub fn team_estimate(study: &Study, model: usize, team: usize, metric: usize) -> TeamEstimate {
    let values: Vec<f64> = study.models[model].team_metric(team, metric).flatten().collect();
    let Moments { n, mean, sd } = Moments::of(&values);
    let sorted = ascending(values);
    TeamEstimate {
        n,
        mean,
        sd,
        p05: quantile(&sorted, 0.05),
        p50: quantile(&sorted, 0.50),
        p95: quantile(&sorted, 0.95),
    }
}

/// The team with the highest mean utilisation under a model, and that utilisation; the first in file
/// order if several share it, `None` if no team has any open time.
pub fn bottleneck(study: &Study, model: usize) -> Option<(usize, f64)> {
    let of = |team| team_estimate(study, model, team, TEAM_UTILISATION).mean;
    highest((0..study.teams.len()).map(of))
}

/// As [`bottleneck`], of teams whose metrics are known.
pub(super) fn busiest(teams: &[Vec<TeamEstimate>]) -> Option<(usize, f64)> {
    highest(teams.iter().map(|metrics| metrics[TEAM_UTILISATION].mean))
}

/// The first of the highest.
fn highest(utilisations: impl Iterator<Item = Option<f64>>) -> Option<(usize, f64)> {
    let known = utilisations.enumerate().filter_map(|(team, known)| Some((team, known?)));
    known.reduce(|most, next| if next.1 > most.1 { next } else { most })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::record::{Record, Status, TeamTime};
    use crate::study::ModelRuns;

    const HOUR: i128 = crate::time::HOUR as i128;

    /// Two replications of three teams; each is given (open, busy) hours.
    fn by_hand() -> Study {
        let team = |(open, busy): (i128, i128)| TeamTime {
            open: open * HOUR,
            touch: busy * HOUR,
            idle: (open - busy) * HOUR,
            ..TeamTime::default()
        };
        let mut runs = ModelRuns::new("A", 3);
        for teams in [[(10, 2), (10, 8), (0, 0)], [(20, 4), (10, 6), (0, 0)]] {
            let teams = teams.map(team).to_vec();
            runs.push(&Record { status: Some(Status::Launched), teams, ..Record::default() });
        }
        let mut study = study(vec![runs]);
        study.teams = ["Design", "Legal", "Ghosts"].map(str::to_owned).to_vec();
        study
    }

    #[test]
    fn a_team_by_hand() {
        let open = team_estimate(&by_hand(), 0, 0, 0);
        assert_eq!((open.n, open.mean, open.p50), (2, Some(15.0), Some(15.0)));
        assert_eq!((open.p05, open.p95), (Some(10.5), Some(19.5)));
        assert!((open.sd.unwrap() - libm::sqrt(50.0)).abs() < 1e-12);
        let busy = team_estimate(&by_hand(), 0, 1, 1);
        assert_eq!(busy.mean, Some(7.0));
    }

    #[test]
    fn the_bottleneck_is_the_busiest_team_that_was_ever_open() {
        let study = by_hand();
        let (team, utilisation) = bottleneck(&study, 0).unwrap();
        assert_eq!(study.teams[team], "Legal");
        assert!((utilisation - 0.7).abs() < 1e-12);
        let ghosts = team_estimate(&study, 0, 2, 4);
        assert_eq!(ghosts, TeamEstimate::default());
    }

    #[test]
    fn without_teams_there_is_no_bottleneck() {
        assert_eq!(bottleneck(&study(vec![ModelRuns::new("A", 0)]), 0), None);
    }
}
