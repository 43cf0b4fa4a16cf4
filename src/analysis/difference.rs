//! Every other model against the baseline.

use super::estimate::not_launched;
use super::launches::{Ahead, Decided, ahead};
use super::time_shown::time_shown;
use crate::metric::{COST, IDLE_TIME, REWORK_TIME};
use crate::stats::{self, Interval, Paired, paired};
use crate::study::{ModelRuns, Study};

/// The metrics in which a comparison shows every model against the baseline.
pub fn against(study: &Study) -> [usize; 4] {
    [time_shown(study).metric, REWORK_TIME, IDLE_TIME, COST]
}

/// A model against the baseline in one metric, paired by replication.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Index of the model.
    pub model: usize,
    /// Pairs in which both exist.
    pub n: usize,
    /// Mean of (model - baseline).
    pub mean: Option<f64>,
    /// Interval of the mean, simultaneous 95 % over the comparisons of this metric; `None` where fewer than
    /// six pairs differ.
    pub ci: Option<Interval>,
    /// Share of pairs in which the model is lower.
    pub share_lower: Option<f64>,
    /// Share of pairs in which the model is higher.
    pub share_higher: Option<f64>,
    /// One-sided 95 % upper bound of `share_lower` (Clopper and Pearson).
    pub share_lower_high: Option<f64>,
    /// The same of `share_higher`.
    pub share_higher_high: Option<f64>,
    /// The same of the share of pairs that differ at all.
    pub share_differ_high: Option<f64>,
    /// What may be said.
    pub verdict: Verdict,
    /// Pearson's correlation of the pairs; `None` where fewer than six differ.
    #[serde(default)]
    pub correlation: Option<f64>,
    /// So many times the replications would independent draws take for as narrow an interval.
    #[serde(default)]
    pub pairing_gain: Option<f64>,
    /// Whether it leaves out replications because one side was not launched: a difference of survivors.
    pub flagged: bool,
}

/// What may be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// The model launches more often than the baseline; only of metrics that exist at launch.
    MoreOften,
    /// The model launches less often than the baseline; only of metrics that exist at launch.
    LessOften,
    /// The interval lies below zero.
    Lower,
    /// The interval lies above zero.
    Higher,
    /// The metric exists in no replication of either.
    Absent,
    /// The interval holds zero, or there is none.
    NoDifferenceShown,
    /// No pair was seen to differ, and what is missing is missing on both sides: more replications might.
    NoneSeen,
    /// Both models have the same plan: they cannot differ.
    Identical,
}

impl Verdict {
    /// The words in `comparison.csv`; none where there is nothing to compare.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::MoreOften => "launches more often",
            Verdict::LessOften => "launches less often",
            Verdict::Lower => "lower",
            Verdict::Higher => "higher",
            Verdict::Absent => "",
            Verdict::NoDifferenceShown => "no difference shown",
            Verdict::NoneSeen => "none seen",
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
    let gain = stats::gain(&pairs);
    let [share_lower_high, share_higher_high, share_differ_high] = found.bounds();
    Difference {
        model,
        n: found.n,
        mean: found.mean,
        ci: found.ci,
        share_lower: found.share_lower(),
        share_higher: found.share_higher(),
        share_lower_high,
        share_higher_high,
        share_differ_high,
        verdict: before_values(study, model, metric)
            .filter(|verdict| found.n > 0 || *verdict != Verdict::Identical)
            .unwrap_or_else(|| verdict(&found, one_sided)),
        correlation: gain.map(|gain| gain.correlation),
        pairing_gain: gain.map(|gain| gain.factor),
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

/// What may be said before any value is looked at.
fn before_values(study: &Study, model: usize, metric: usize) -> Option<Verdict> {
    if study.same_plan(model, study.baseline) {
        return Some(Verdict::Identical);
    }
    let (ours, theirs) = (&study.models[model], &study.models[study.baseline]);
    if ours.metric(metric).chain(theirs.metric(metric)).flatten().next().is_none() {
        return Some(Verdict::Absent);
    }
    match ahead(ours, theirs, metric, study.models.len() - 1) {
        (Ahead::First, Decided::Launches) => Some(Verdict::MoreOften),
        (Ahead::Second, Decided::Launches) => Some(Verdict::LessOften),
        _ => None,
    }
}

fn verdict(found: &Paired, one_sided: usize) -> Verdict {
    match found.ci {
        _ if found.none_differ() && one_sided == 0 => Verdict::NoneSeen,
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

    const BASE: [f64; 7] = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0];
    /// Less by 6, 5, 7, 6.5, 5.5, 4, 8: mean 6, squares 0 + 1 + 1 + 0.25 + 0.25 + 4 + 4 = 10.5.
    const LOWER: [f64; 7] = [4.0, 15.0, 23.0, 33.5, 44.5, 56.0, 62.0];
    /// Their deviation over the root of their number: (10.5 / 6 / 7)^(1/2).
    const WIDTH: f64 = 0.5;

    fn some(times: [f64; 7]) -> Vec<Option<f64>> {
        times.into_iter().map(Some).collect()
    }

    #[test]
    fn a_clear_difference() {
        let found = compare(&some(BASE), &some(LOWER));
        assert_eq!((found.model, found.n, found.mean), (1, 7, Some(-6.0)));
        assert!((found.ci.unwrap().half_width() - 2.446_912 * WIDTH).abs() < 1e-6);
        assert_eq!((found.share_lower, found.share_higher), (Some(1.0), Some(0.0)));
        assert_eq!((found.verdict, found.flagged), (Verdict::Lower, false));
        // All of 7 are no bound; none of 7: 1 - 0.05^(1/7) = 34.8 %.
        assert_eq!(found.share_lower_high, Some(1.0));
        assert!((found.share_higher_high.unwrap() - 0.348_164).abs() < 1e-6);
        assert_eq!(compare(&some(LOWER), &some(BASE)).verdict, Verdict::Higher);
    }

    #[test]
    fn an_interval_around_zero_shows_nothing() {
        let found = compare(&[Some(10.0), Some(20.0)], &[Some(11.0), Some(19.0)]);
        assert_eq!((found.mean, found.verdict), (Some(0.0), Verdict::NoDifferenceShown));
    }

    #[test]
    fn only_the_same_plan_is_identical() {
        let times = [Some(0.1), Some(1e6 / 3.0), None];
        let found = compare(&times, &times);
        assert_eq!((found.mean, found.ci, found.verdict), (Some(0.0), None, Verdict::NoneSeen));
        assert_eq!((found.n, found.flagged), (2, true));
        // None of 2: 1 - 0.05^(1/2) = 77.6 %.
        assert!((found.share_differ_high.unwrap() - 0.776_393).abs() < 1e-6);
        let mut same = with_cycle_times("B", &times);
        same.same_as = Some(0);
        let models = vec![with_cycle_times("A", &times), same];
        assert_eq!(differences(&study(models), 0)[0].verdict, Verdict::Identical);
    }

    #[test]
    fn few_pairs_that_differ_show_nothing_but_how_rare_they_are() {
        let base = vec![Some(40.0); 1000];
        let mut other = base.clone();
        other[..3].fill(Some(70.0));
        let found = compare(&base, &other);
        assert_eq!((found.ci, found.verdict), (None, Verdict::NoDifferenceShown));
        // 3 of 1000: at p = 0.7735 % three or fewer have a probability of 5 % (Poisson: 7.754 / n).
        assert!((found.share_higher_high.unwrap() - 0.007_735).abs() < 2e-5);
    }

    /// 57 of 60 later by the same 10 h, and three as before: at most 13.924 % are so (Clopper and Pearson: three or fewer of 60
    /// have a probability of 2.5 % there), so that the mean is above 8.6 h.
    #[test]
    fn what_nearly_always_differs_alike_is_shown() {
        let base = vec![Some(40.0); 60];
        let mut other = vec![Some(50.0); 60];
        other[..3].fill(Some(40.0));
        let found = compare(&base, &other);
        let ci = found.ci.unwrap();
        assert!((ci.low - 8.607_6).abs() < 1e-4 && ci.high == 10.0, "{ci:?}");
        assert_eq!((found.verdict, found.pairing_gain), (Verdict::Higher, None));
    }

    #[test]
    fn equal_pairs_are_not_identical_if_one_side_did_not_launch() {
        let found = compare(&[Some(5.0), Some(6.0), Some(7.0)], &[Some(5.0), Some(6.0), None]);
        assert_eq!((found.n, found.mean), (2, Some(0.0)));
        assert_eq!((found.verdict, found.flagged), (Verdict::NoDifferenceShown, true));
    }

    #[test]
    fn who_launches_less_often_is_not_earlier() {
        let mut rarely = vec![Some(10.0); 35];
        rarely.resize(100, None);
        let always = vec![Some(90.0); 100];
        assert_eq!(compare(&always, &rarely).verdict, Verdict::LessOften);
        assert_eq!(compare(&rarely, &always).verdict, Verdict::MoreOften);
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
    fn what_exists_nowhere_has_no_verdict() {
        // Launched in 35 and in 100 of 100, yet without work that is live: no lead time of changes on either side.
        let mut rarely = vec![Some(10.0); 35];
        rarely.resize(100, None);
        let models = [with_cycle_times("A", &[Some(90.0); 100]), with_cycle_times("B", &rarely)];
        let lead = crate::metric::CHANGE_LEAD_TIME;
        let found = differences(&study(models.into()), lead).remove(0);
        assert_eq!((found.n, found.verdict, found.verdict.name()), (0, Verdict::Absent, ""));
    }

    #[test]
    fn more_comparisons_make_wider_intervals() {
        let a = with_cycle_times("A", &some(BASE));
        let b = with_cycle_times("B", &some(LOWER));
        let mut three = study(vec![b.clone(), a, b]);
        three.baseline = 1;
        let found = differences(&three, 0);
        assert_eq!(found.iter().map(|d| d.model).collect::<Vec<_>>(), [0, 2]);
        // t with 6 degrees at 2.5 %: 2.968687.
        assert!((found[0].ci.unwrap().half_width() - 2.968_687 * WIDTH).abs() < 1e-6);
    }

    #[test]
    fn a_single_model_has_no_comparison() {
        assert!(differences(&study(vec![with_cycle_times("A", &[Some(1.0)])]), 0).is_empty());
    }
}
