//! Every other model against the baseline.

use super::estimate::not_launched;
use crate::stats::{Interval, Paired, paired};
use crate::study::{ModelRuns, Study};

/// The metrics in which a comparison shows every model against the baseline.
pub const AGAINST: [&str; 4] = ["cycle_time_h", "rework_time_h", "idle_time_h", "cost"];

/// A model against the baseline in one metric, paired by replication.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Index of the model.
    pub model: usize,
    /// Pairs in which both exist.
    pub n: usize,
    /// Mean of (model - baseline).
    pub mean: Option<f64>,
    /// Interval of the mean, simultaneous 95 % over the comparisons of this metric.
    pub ci: Option<Interval>,
    /// Share of pairs in which the model is lower.
    pub share_lower: Option<f64>,
    /// Share of pairs in which the model is higher.
    pub share_higher: Option<f64>,
    /// Wilson's 95 % interval of `share_lower`.
    pub lower_ci: Option<Interval>,
    /// Wilson's 95 % interval of `share_higher`.
    pub higher_ci: Option<Interval>,
    /// What may be said.
    pub verdict: Verdict,
    /// Whether it leaves out replications because one side was not launched: a difference of survivors.
    pub flagged: bool,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// The interval lies below zero.
    Lower,
    /// The interval lies above zero.
    Higher,
    /// The interval holds zero, or there is none.
    NoDifferenceShown,
    /// Every pair is equal, and what is missing is missing on both sides.
    Identical,
}

impl Verdict {
    /// The words in `comparison.csv`.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Lower => "lower",
            Verdict::Higher => "higher",
            Verdict::NoDifferenceShown => "no difference shown",
            Verdict::Identical => "identical",
        }
    }
}

/// Compares every other model with the baseline in one metric, in model order.
pub fn differences(study: &Study, metric: usize) -> Vec<Difference> {
    let others = (0..study.models.len()).filter(|model| *model != study.baseline);
    others.map(|model| difference(study, model, metric)).collect()
}

fn difference(study: &Study, model: usize, metric: usize) -> Difference {
    let (ours, theirs) = (&study.models[model], &study.models[study.baseline]);
    let (pairs, one_sided) = pairs(ours, theirs, metric);
    let found = paired(&pairs, study.models.len() - 1);
    Difference {
        model,
        n: found.n,
        mean: found.mean,
        ci: found.ci,
        share_lower: found.share_lower(),
        share_higher: found.share_higher(),
        lower_ci: found.lower_interval(),
        higher_ci: found.higher_interval(),
        verdict: verdict(&found, one_sided),
        flagged: not_launched(ours) + not_launched(theirs) > 0 && found.n < ours.len(),
    }
}

/// The replications in which both exist, and how many exist on one side only.
fn pairs(ours: &ModelRuns, theirs: &ModelRuns, metric: usize) -> (Vec<(f64, f64)>, usize) {
    let mut pairs = Vec::with_capacity(ours.len());
    let mut one_sided = 0;
    for both in ours.metric(metric).zip(theirs.metric(metric)) {
        match both {
            (Some(ours), Some(theirs)) => pairs.push((ours, theirs)),
            (None, None) => {}
            _ => one_sided += 1,
        }
    }
    (pairs, one_sided)
}

fn verdict(found: &Paired, one_sided: usize) -> Verdict {
    match found.ci {
        _ if found.identical() && one_sided == 0 => Verdict::Identical,
        Some(ci) if ci.high < 0.0 => Verdict::Lower,
        Some(ci) if ci.low > 0.0 => Verdict::Higher,
        _ => Verdict::NoDifferenceShown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    fn compare(baseline: &[Option<f64>], model: &[Option<f64>]) -> Difference {
        let models = vec![with_cycle_times("A", baseline), with_cycle_times("B", model)];
        differences(&study(models), 0).remove(0)
    }

    #[test]
    fn a_clear_difference() {
        let found =
            compare(&[Some(10.0), Some(20.0), Some(30.0)], &[Some(4.0), Some(15.0), Some(23.0)]);
        assert_eq!((found.model, found.n, found.mean), (1, 3, Some(-6.0)));
        // Differences -6, -5, -7: sd 1; t with 2 degrees 4.302653.
        assert!((found.ci.unwrap().half_width() - 4.302_653 / 3f64.sqrt()).abs() < 1e-6);
        assert_eq!((found.share_lower, found.share_higher), (Some(1.0), Some(0.0)));
        assert_eq!((found.verdict, found.flagged), (Verdict::Lower, false));
        assert!(found.lower_ci.unwrap().low < 1.0);
        let turned =
            compare(&[Some(4.0), Some(15.0), Some(23.0)], &[Some(10.0), Some(20.0), Some(30.0)]);
        assert_eq!(turned.verdict, Verdict::Higher);
    }

    #[test]
    fn an_interval_around_zero_shows_nothing() {
        let found = compare(&[Some(10.0), Some(20.0)], &[Some(11.0), Some(19.0)]);
        assert_eq!((found.mean, found.verdict), (Some(0.0), Verdict::NoDifferenceShown));
    }

    #[test]
    fn identical_models_differ_by_exactly_zero() {
        let times = [Some(0.1), Some(1e6 / 3.0), None];
        let found = compare(&times, &times);
        assert_eq!((found.mean, found.verdict), (Some(0.0), Verdict::Identical));
        assert_eq!((found.n, found.flagged), (2, true));
    }

    #[test]
    fn equal_pairs_are_not_identical_if_one_side_did_not_launch() {
        let found = compare(&[Some(5.0), Some(6.0), Some(7.0)], &[Some(5.0), Some(6.0), None]);
        assert_eq!((found.n, found.mean), (2, Some(0.0)));
        assert_eq!((found.verdict, found.flagged), (Verdict::NoDifferenceShown, true));
    }

    #[test]
    fn one_pair_or_none_shows_nothing() {
        let one = compare(&[Some(5.0)], &[Some(4.0)]);
        assert_eq!((one.mean, one.ci, one.verdict), (Some(-1.0), None, Verdict::NoDifferenceShown));
        let none = compare(&[None, Some(1.0)], &[Some(4.0), None]);
        assert_eq!((none.n, none.mean, none.verdict), (0, None, Verdict::NoDifferenceShown));
        assert!(none.flagged);
    }

    #[test]
    fn more_comparisons_make_wider_intervals() {
        let a = with_cycle_times("A", &[Some(10.0), Some(20.0), Some(30.0)]);
        let b = with_cycle_times("B", &[Some(4.0), Some(15.0), Some(23.0)]);
        let mut three = study(vec![b.clone(), a, b]);
        three.baseline = 1;
        let found = differences(&three, 0);
        assert_eq!(found.iter().map(|d| d.model).collect::<Vec<_>>(), [0, 2]);
        // t with 2 degrees at 2.5 %: 6.205347.
        assert!((found[0].ci.unwrap().half_width() - 6.205_347 / 3f64.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn a_single_model_has_no_comparison() {
        assert!(differences(&study(vec![with_cycle_times("A", &[Some(1.0)])]), 0).is_empty());
    }
}
