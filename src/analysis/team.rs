//! What teams did: summaries and the bottleneck.

use crate::metric::TEAM_UTILISATION;
use crate::stats::{self, Interval, Moments, ascending, quantile};
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
    /// 95 % interval of the mean: Student's t.
    pub ci: Option<Interval>,
    /// Distribution-free 95 % interval of the median.
    pub half: Option<Interval>,
    /// 85th percentile.
    pub p85: Option<f64>,
    /// Its distribution-free 95 % interval.
    pub most: Option<Interval>,
}

/// The columns of [`TeamEstimate::numbers`].
pub const TEAM_COLUMNS: [&str; 12] = [
    "mean", "sd", "p05", "p50", "p95", "ci_low", "ci_high", "p50_low", "p50_high", "p85",
    "p85_low", "p85_high",
];

impl TeamEstimate {
    /// Its numbers in the order of [`TEAM_COLUMNS`].
    pub fn numbers(&self) -> [Option<f64>; 12] {
        let ends = |of: Option<Interval>| [of.map(|of| of.low), of.map(|of| of.high)];
        let ([ci_low, ci_high], [half_low, half_high], [most_low, most_high]) =
            (ends(self.ci), ends(self.half), ends(self.most));
        let first = [self.mean, self.sd, self.p05, self.p50, self.p95, ci_low, ci_high];
        let rest = [half_low, half_high, self.p85, most_low, most_high];
        let mut all = [None; 12];
        all.iter_mut().zip(first.into_iter().chain(rest)).for_each(|(to, from)| *to = from);
        all
    }
}

/// Summarises one team metric (an index into [`crate::metric::TEAM_METRICS`]) of one team under one model.
pub fn team_estimate(study: &Study, model: usize, team: usize, metric: usize) -> TeamEstimate {
    let values: Vec<f64> = study.models[model].team_metric(team, metric).flatten().collect();
    let known = Moments::of(&values);
    let Moments { n, mean, sd } = known;
    let ci = stats::interval_of_mean(known, 1).filter(|_| !stats::too_alike(&values));
    let sorted = ascending(values);
    TeamEstimate {
        n,
        mean,
        sd,
        p05: quantile(&sorted, 0.05),
        p50: quantile(&sorted, 0.50),
        p95: quantile(&sorted, 0.95),
        ci,
        half: stats::quantile_interval(&sorted, 0.50),
        p85: quantile(&sorted, 0.85),
        most: stats::quantile_interval(&sorted, 0.85),
    }
}

/// The team, or part of one ([`Study::crew`]), with the highest mean utilisation under a model, and that utilisation;
/// the first if several share it, `None` if nobody has any open time.
pub fn bottleneck(study: &Study, model: usize) -> Option<(usize, f64)> {
    busiest(study, model, |crew| team_estimate(study, model, crew, TEAM_UTILISATION).mean)
}

/// As [`bottleneck`], by mean utilisations that are known.
pub(super) fn busiest(
    study: &Study,
    model: usize,
    mean: impl Fn(usize) -> Option<f64>,
) -> Option<(usize, f64)> {
    let crews = (0..study.models[model].crews()).filter(|crew| !study.is_divided(model, *crew));
    let known = crews.filter_map(|crew| Some((crew, mean(crew)?)));
    known.reduce(|most, next| if next.1 > most.1 { next } else { most })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::study;
    use super::*;
    use crate::record::{Record, Status, TeamTime};
    use crate::study::{ModelRuns, Part};

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

    /// A team of two parts, busy 9 of 10 h and 1 of 10 h (together 0.5 of its time), beside one that is busy 6 of 10 h.
    #[test]
    fn the_busiest_part_is_the_bottleneck_not_its_team() {
        let time = |(open, touch): (i128, i128)| TeamTime { open, touch, ..TeamTime::default() };
        let part = |name: &str| Part { team: "Design".to_owned(), part: name.to_owned() };
        let mut runs = ModelRuns::new("A", 2);
        runs.parts = vec![part("rest"), part("web")];
        runs.push(&Record {
            teams: [(20, 10), (10, 6)].map(time).to_vec(),
            parts: [(10, 1), (10, 9)].map(time).to_vec(),
            ..Record::default()
        });
        let mut study = study(vec![runs]);
        study.teams = ["Design", "Legal"].map(str::to_owned).to_vec();
        assert!(study.is_divided(0, 0) && !study.is_divided(0, 1) && !study.is_divided(0, 3));
        let found = bottleneck(&study, 0).unwrap();
        assert_eq!((study.crew_name(0, found.0).as_str(), found.1), ("Design (web)", 0.9));
    }

    #[test]
    fn without_teams_there_is_no_bottleneck() {
        assert_eq!(bottleneck(&study(vec![ModelRuns::new("A", 0)]), 0), None);
    }
}
