//! As many replications as a wanted precision takes.
//!
//! The study grows in blocks. Once every half-width is small enough, it grows on through a look-ahead,
//! and only if the target holds at every check of that is it called met: intervals of few
//! replications are narrow by luck now and then, and stopping at the first of these would stop early
//! too often (Hoad, Robinson & Davies 2010, "Automated selection of the number of replications for a
//! discrete-event simulation", whose look-ahead is max(5, 5 % of n)). Which replications are run
//! depends on their number only, so the study equals one of that fixed size.

use crate::analysis::{self, Quantile};
use crate::metric::METRICS;
use crate::plan::Plan;
use crate::stats::Reach;
use crate::store::manifest::Precision;
use crate::study::{self, Progress, Stopped, Study};

/// Replications before the first check, and the smallest block.
const BLOCK: u32 = 50;
/// Checks that must hold in a row, the first included.
const CHECKS: u32 = 3;
/// The percentiles that a comparison shows.
const PERCENTILES: [f64; 3] = [0.50, 0.85, 0.95];

/// What was wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The largest half-width of a 95 % interval, as a share of the mean, above 0.
    pub share: f64,
    /// Replications that are never exceeded.
    pub most: u32,
}

/// Grows a study until the target is met or the cap is reached.
///
/// # Errors
/// As [`study::extend`].
pub fn reach(
    study: &mut Study,
    plans: &[Plan],
    target: Target,
    progress: &dyn Progress,
) -> Result<Precision, Stopped> {
    let mut held = 0;
    while held < CHECKS && study.replications < target.most && !never(study) {
        let next = next_size(study.replications, held).min(target.most);
        study::extend(study, plans, next, progress)?;
        held = if holds(study, target.share) { held + 1 } else { 0 };
    }
    let (estimates, left_out) = estimates(study);
    let widest = widest(estimates);
    Ok(Precision {
        target_percent: 100.0 * target.share,
        max_replications: target.most,
        met: held >= CHECKS,
        widest_percent: widest.share.map(|share| 100.0 * share),
        why: why(held, &widest, study.replications),
        widest: widest.what,
        left_out,
    })
}

/// Why a target is not met that does not show in the widest interval.
fn why(held: u32, widest: &Widest, replications: u32) -> Option<String> {
    match widest.share {
        _ if held >= CHECKS => None,
        None if widest.never => Some(format!(
            "{} lies among the replications that were not launched: no number of replications gives it an interval",
            widest.what
        )),
        None => Some(format!("{replications} replications are too few for an interval of it")),
        Some(_) if held > 0 => Some(format!(
            "the target held at the last {held} of the {CHECKS} checks in a row that it takes; more \
             replications would have shown it"
        )),
        Some(_) => None,
    }
}

/// The size at the next check: a tenth more while the target is missed, a twentieth more (at least
/// a fifth of a block) for each step of the look-ahead.
fn next_size(now: u32, held: u32) -> u32 {
    let step = if held == 0 { BLOCK.max(now / 10) } else { (BLOCK / 5).max(now / 20) };
    now.saturating_add(step)
}

/// The estimate that is known least precisely.
#[derive(Clone, Debug, PartialEq)]
struct Widest {
    /// Half-width over mean; `None` where there is no interval.
    share: Option<f64>,
    what: String,
    /// Whether it is shown to be a percentile that lies among the replications that were not launched.
    never: bool,
}

impl Widest {
    fn of(share: Option<f64>, what: String) -> Widest {
        Widest { share, what, never: false }
    }

    fn is_within(&self, share: f64) -> bool {
        self.share.is_some_and(|widest| widest <= share)
    }
}

/// Whether something is shown that no number of replications makes precise.
fn never(study: &Study) -> bool {
    estimates(study).0.iter().any(|known| known.never)
}

fn holds(study: &Study, share: f64) -> bool {
    widest(estimates(study).0).is_within(share)
}

/// Everything that has to be precise, and what cannot be: differences of which nothing is a share.
fn estimates(study: &Study) -> (Vec<Widest>, Vec<String>) {
    let mut all: Vec<Widest> =
        (0..study.models.len()).flat_map(|model| times(study, model)).collect();
    let mut left_out = Vec::new();
    for metric in analysis::against(study) {
        let base = analysis::estimate(study, study.baseline, metric).mean;
        for found in analysis::differences(study, metric) {
            if base.is_none() && analysis::estimate(study, found.model, metric).n == 0 {
                continue;
            }
            let what = difference_of(study, metric, found.model);
            let none_differ = found.share_lower == Some(0.0) && found.share_higher == Some(0.0);
            match (found.ci.map(|ci| ci.half_width()), base) {
                // Nothing is seen to vary, so nothing is known to become better.
                _ if none_differ => all.push(Widest::of(Some(0.0), what)),
                (Some(0.0), _) => all.push(Widest::of(Some(0.0), what)),
                (_, None | Some(0.0)) => left_out.push(what),
                (half, base) => all.push(Widest::of(relative(half, base), what)),
            }
        }
    }
    (all, left_out)
}

fn difference_of(study: &Study, metric: usize, model: usize) -> String {
    let label = METRICS[metric].label.to_lowercase();
    format!("difference in {label} of {}", study.models[model].name)
}

/// The first of those that are known least precisely.
fn widest(all: Vec<Widest>) -> Widest {
    // What never becomes precise goes before what is not yet.
    let size = |widest: &Widest| (widest.share.unwrap_or(f64::INFINITY), widest.never);
    let mut widest = Widest::of(None, "nothing to estimate".to_owned());
    for (index, next) in all.into_iter().enumerate() {
        if index == 0 || size(&next) > size(&widest) {
            widest = next;
        }
    }
    widest
}

/// The mean of a model's time that is shown and the percentiles that a comparison shows.
fn times(study: &Study, model: usize) -> Vec<Widest> {
    let shown = analysis::time_shown(study);
    let (known, time) = (analysis::estimate(study, model, shown.metric), shown.time);
    let name = &study.models[model].name;
    let constant = known.sd == Some(0.0);
    let mean = if constant { Some(0.0) } else { known.ci.map(|ci| ci.half_width()) };
    let mut all = vec![Widest::of(relative(mean, known.mean), format!("{time} of {name}"))];
    for p in PERCENTILES {
        let Quantile { value, reach, jumps } = known.quantile(p);
        let half = reach.and_then(Reach::closed).map(|ci| ci.half_width());
        let jumps = if jumps { " (it jumps from one step to the next)" } else { "" };
        all.push(Widest {
            share: relative(half, value),
            what: format!("P{:.0} of the {time} of {name}{jumps}", 100.0 * p),
            // Its interval begins there.
            never: reach.is_some_and(|reach| reach.low.is_none()),
        });
    }
    all
}

/// A half-width as a share of a mean; 0 where the half-width is.
fn relative(half: Option<f64>, mean: Option<f64>) -> Option<f64> {
    match (half?, mean?) {
        (0.0, _) => Some(0.0),
        (_, 0.0) => None,
        (half, mean) => Some(half / mean.abs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::metric;
    use crate::record::Status;
    use crate::study::ModelRuns;

    /// Every metric has the cycle time's value, but for these.
    fn row(hours: f64, other: &[(usize, Option<f64>)]) -> Vec<Option<f64>> {
        let mut row = vec![Some(hours); METRICS.len()];
        other.iter().for_each(|(metric, value)| row[*metric] = *value);
        row
    }

    fn runs(name: &str, hours: &[f64], other: &[(usize, Option<f64>)]) -> ModelRuns {
        let mut runs = ModelRuns::new(name, 0);
        for value in hours {
            runs.push_values(Status::Launched, &row(*value, other));
        }
        runs
    }

    fn study(models: &[&[f64]]) -> Study {
        let model = |(index, hours): (usize, &&[f64])| runs(&format!("M{index}"), hours, &[]);
        fixture::study(models.iter().enumerate().map(model).collect())
    }

    #[test]
    fn the_widest_is_relative_to_its_mean() {
        // Mean 2, sd 1, t with 2 degrees 4.302653: half-width 2.484138, 1.242069 of the mean.
        let found = widest(times(&study(&[&[1.0, 2.0, 3.0]]), 0)[..1].to_vec());
        assert!((found.share.unwrap() - 1.242_069).abs() < 1e-6);
        assert_eq!(found.what, "cycle time of M0");
        assert!(found.is_within(1.25) && !found.is_within(1.24));
    }

    #[test]
    fn a_difference_is_relative_to_the_baseline() {
        // Both are constant, and so are the differences.
        let found = widest(estimates(&study(&[&[10.0; 80], &[20.0; 80]])).0);
        assert_eq!(found.share, Some(0.0));
        // Differences 1 and 3, 40 of each: mean 2, sd (80 / 79)^(1/2), t with 79 degrees 1.990450: half-width
        // 0.223943, of 100.
        let (found, left_out) = estimates(&study(&[&[100.0; 80], &[101.0, 103.0].repeat(40)]));
        let names: Vec<&str> = found.iter().map(|known| known.what.as_str()).collect();
        assert_eq!(names[..2], ["cycle time of M0", "P50 of the cycle time of M0"]);
        assert_eq!(
            names[8..],
            [
                "difference in cycle time of M1",
                "difference in rework of M1",
                "difference in idle time of M1",
                "difference in cost of M1",
            ]
        );
        let wanted = 0.002_239_43;
        assert!(found[8..].iter().all(|known| (known.share.unwrap() - wanted).abs() < 1e-7));
        assert!(left_out.is_empty());
    }

    #[test]
    fn what_has_no_baseline_to_be_a_share_of_is_left_out_and_named() {
        let rework = metric::REWORK_TIME;
        let mut some = study(&[&[100.0; 8], &[101.0; 8]]);
        some.models[0] = runs("M0", &[100.0; 8], &[(rework, Some(0.0))]);
        some.models[1] = runs("M1", &[101.0, 103.0].repeat(4), &[(rework, Some(5.0))]);
        // Differences of 5: nothing varies.
        assert!(estimates(&some).1.is_empty());
        some.models[1].push_values(Status::Launched, &row(101.0, &[(rework, Some(8.0))]));
        some.models[0].push_values(Status::Launched, &row(100.0, &[(rework, Some(0.0))]));
        assert_eq!(estimates(&some).1, ["difference in rework of M1"]);
        let missing = runs("M0", &[100.0; 9], &[(rework, None)]);
        some.models[0] = missing;
        assert_eq!(estimates(&some).1, ["difference in rework of M1"]);
    }

    #[test]
    fn without_an_interval_nothing_is_met() {
        assert!(!widest(estimates(&study(&[&[5.0]])).0).is_within(1e9));
        assert_eq!(relative(Some(1.0), Some(0.0)), None);
        assert_eq!(relative(Some(0.0), Some(0.0)), Some(0.0));
    }

    #[test]
    fn a_target_that_is_not_met_has_a_reason() {
        let widest = |share| Widest::of(share, "P95 of the cycle time of M".to_owned());
        assert_eq!(why(3, &widest(Some(0.0)), 90), None);
        assert!(why(2, &widest(Some(0.0)), 60).unwrap().contains("the last 2 of the 3 checks"));
        assert!(why(0, &widest(None), 60).unwrap().starts_with("60 replications are too few"));
        assert_eq!(why(0, &widest(Some(0.4)), 60), None);
    }

    #[test]
    fn percentiles_are_made_precise_too() {
        // 72 values 1, 2, ..., 72: the median 36.5; ranks 28 and 45 (P(B <= 27) = 2.2 %, P(B <= 28) = 3.8 %).
        let hours: Vec<f64> = (1..=72).map(f64::from).collect();
        let (found, _) = estimates(&study(&[&hours]));
        let names: Vec<&str> = found.iter().map(|known| known.what.as_str()).collect();
        assert_eq!(names[1], "P50 of the cycle time of M0");
        assert!((found[1].share.unwrap() - 8.5 / 36.5).abs() < 1e-12);
        assert_eq!(names.len(), 4);
        // One fewer has no interval of P95.
        let fewer = estimates(&study(&[&hours[..71]])).0;
        assert_eq!(fewer[3].share, None);
    }

    #[test]
    fn a_percentile_among_the_unlaunched_is_never_known() {
        // 140 of 200 launched. P85: 170 expected below it, deviation (200 * .85 * .15)^½ = 5.05, so its interval
        // begins at about 170 - 9.9, beyond 140; that of the median, 100 -+ 13.9, ends before it.
        let mut some = study(&[&[24.0; 140]]);
        let mut row = row(24.0, &[]);
        row[metric::CYCLE_TIME] = None;
        (0..60).for_each(|_| some.models[0].push_values(Status::Censored, &row));
        let found = widest(estimates(&some).0);
        assert!(found.never && found.what.starts_with("P85"), "{found:?}");
        assert!(
            why(0, &found, 200)
                .unwrap()
                .contains("lies among the replications that were not launched")
        );
        assert!(never(&some) && !never(&study(&[&[24.0; 140]])));
    }

    #[test]
    fn the_look_ahead_takes_smaller_steps() {
        assert_eq!((next_size(0, 0), next_size(1000, 0)), (50, 1100));
        assert_eq!((next_size(50, 1), next_size(1000, 2)), (60, 1050));
    }
}
