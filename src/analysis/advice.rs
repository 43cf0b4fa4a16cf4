//! Which model to switch to, if any, and how that could turn out wrong.

use super::difference::{Difference, Verdict, differences};
use super::judgement::{Judged, is_ahead, judged};
use super::launches::{Ahead, contest, ranked, standings};
use super::time_shown::time_shown;
use crate::metric;
use crate::stats::{self, Interval, Paired, paired};
use crate::study::{ModelRuns, Study};

/// What the comparison of launches comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// There is only one model.
    Single,
    /// This model launches earlier than the baseline, or more often, and none is ahead of it.
    Switch(Difference),
    /// The best model is ahead of the baseline, but by so little that it is not worth a switch.
    Little(Difference),
    /// No model launches earlier or more often; these launch later or less often (indices of models, in order).
    Stay(Vec<usize>),
    /// No difference is shown for any model.
    Nothing,
}

/// What the comparison of every model with the baseline comes to.
pub fn advice(study: &Study) -> Advice {
    if study.ways() < 2 {
        return Advice::Single;
    }
    let found = times(study);
    if let Some(best) = best_of(study, &found).filter(|best| is_ahead(study, best)) {
        return match judged(study, best) {
            Judged::Little => Advice::Little(best.clone()),
            _ => Advice::Switch(best.clone()),
        };
    }
    let behind = [Verdict::Higher, Verdict::LessOften];
    let later = found.iter().filter(|found| behind.contains(&found.verdict));
    let later: Vec<usize> = later.map(|found| found.model).collect();
    if later.is_empty() { Advice::Nothing } else { Advice::Stay(later) }
}

/// The best model beside the baseline: of the models that are shown to launch earlier or more often, the one
/// that none of them is ahead of, as [`super::launches`] has it; where none is shown to, the one with the least
/// mean difference of cycle times in the replications launched under both.
///
/// What is shown goes first, so that this is the model of [`Advice::Switch`] and [`Advice::Little`] wherever there is one: a
/// lesser mean can be noise, or a mean over few and short campaigns. `None` if no replication was launched
/// under both the baseline and another model.
pub fn best(study: &Study) -> Option<Difference> {
    best_of(study, &times(study)).cloned()
}

/// The model that a study is about beside its baseline: the one that was asked for, or else the best.
pub fn sought(study: &Study) -> Option<usize> {
    study.asked().or_else(|| best(study).map(|best| best.model))
}

fn best_of<'a>(study: &Study, found: &'a [Difference]) -> Option<&'a Difference> {
    let ahead: Vec<&Difference> = found.iter().filter(|found| is_ahead(study, found)).collect();
    let models: Vec<usize> = ahead.iter().map(|found| found.model).collect();
    let places = standings(study, &models, time_shown(study).metric);
    let first = places.iter().position(|place| *place == 1);
    let least = || {
        let known = found.iter().filter_map(|found| Some((found.mean?, found)));
        known.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, found)| found)
    };
    first.map(|place| ahead[place]).or_else(least)
}

/// The differences of all ways of working: what differs by a fact is no advice.
fn times(study: &Study) -> Vec<Difference> {
    let mut found = differences(study, time_shown(study).metric);
    found.retain(|found| found.model < study.ways());
    found
}

/// The other models, the baseline left out, that are not shown to launch later or less often than this one. The
/// intervals hold at once over all of its comparisons.
pub fn rivals(study: &Study, best: usize) -> Vec<usize> {
    let others = (0..study.ways()).filter(|m| *m != best && *m != study.baseline);
    let later = |other: &usize| {
        let (ours, theirs) = (&study.models[*other], &study.models[best]);
        let found = contest(ours, theirs, time_shown(study).metric, study.models.len() - 1);
        found.shown && found.ahead == Ahead::Second
    };
    others.filter(|other| !later(other)).collect()
}

/// How a switch from the baseline could turn out in a single campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Replications launched under one of them at least.
    pub n: usize,
    /// Share of them in which the model is later, or not launched at all, with Wilson's 95 % interval.
    pub later: (f64, Option<Interval>),
    /// Mean delay of those in which it is later, in hours; of those launched under both.
    pub delay_h: Option<f64>,
    /// In nine of ten campaigns the difference (model less baseline, in hours) is at most this.
    pub p90_h: Option<f64>,
}

/// How a switch could turn out; `None` if no replication was launched under both.
pub fn risk(study: &Study, model: usize) -> Option<Risk> {
    let metric = time_shown(study).metric;
    let [ours, theirs] = [model, study.baseline].map(|model| ranked(&study.models[model], metric));
    let gaps = ours.zip(theirs).filter_map(|(ours, theirs)| Some(ours? - theirs?));
    // Infinity less infinity is no gap: launched under neither.
    let gaps = stats::ascending(gaps.filter(|gap| !gap.is_nan()));
    both(&study.models[model], &study.models[study.baseline], metric).first()?;
    let late: Vec<f64> = gaps.iter().copied().filter(|gap| *gap > 0.0).collect();
    let delays: Vec<f64> = late.iter().copied().filter(|gap| gap.is_finite()).collect();
    let n = gaps.len();
    Some(Risk {
        n,
        later: (late.len() as f64 / n as f64, stats::wilson(late.len(), n)),
        delay_h: stats::mean(&delays),
        p90_h: stats::quantile(&gaps, 0.9),
    })
}

/// Person-hours spent of a model and of the baseline (means), and their paired difference.
pub fn person_hours(study: &Study, model: usize) -> Option<(f64, f64, Paired)> {
    let of = |model: usize| busy(&study.models[model]);
    let (ours, theirs) = (of(model), of(study.baseline));
    let pairs: Vec<(f64, f64)> = ours
        .iter()
        .zip(&theirs)
        .filter_map(|(ours, theirs)| Some(((*ours)?, (*theirs)?)))
        .collect();
    let mean =
        |side: fn(&(f64, f64)) -> f64| stats::mean(&pairs.iter().map(side).collect::<Vec<_>>());
    Some((mean(|pair| pair.0)?, mean(|pair| pair.1)?, paired(&pairs, 1)))
}

/// What people did in each replication, in person-hours.
fn busy(runs: &ModelRuns) -> Vec<Option<f64>> {
    let sum = |replication| metric::EFFORT.iter().map(|part| runs.value(replication, *part)).sum();
    (0..runs.len()).map(sum).collect()
}

/// The replications in which a metric exists under both.
pub(super) fn both(ours: &ModelRuns, theirs: &ModelRuns, metric: usize) -> Vec<(f64, f64)> {
    let pairs = ours.metric(metric).zip(theirs.metric(metric));
    pairs.filter_map(|(ours, theirs)| Some((ours?, theirs?))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times};
    use super::*;

    fn some(times: &[f64]) -> Vec<Option<f64>> {
        times.iter().copied().map(Some).collect()
    }

    /// The same eight times: few pairs show nothing.
    fn often(times: &[f64]) -> Vec<Option<f64>> {
        some(&times.repeat(8))
    }

    #[test]
    fn the_earliest_of_the_earlier_is_advised() {
        let base = with_cycle_times("A", &often(&[100.0, 110.0, 120.0, 130.0]));
        let b = with_cycle_times("B", &often(&[90.0, 101.0, 110.0, 120.0]));
        let c = with_cycle_times("C", &often(&[80.0, 91.0, 100.0, 110.0]));
        let study = study(vec![base, b, c]);
        assert!(matches!(advice(&study), Advice::Switch(found) if found.model == 2));
        assert_eq!(rivals(&study, 2), Vec::<usize>::new());
    }

    #[test]
    fn what_is_shown_goes_before_a_lesser_mean() {
        // B: -10, -9, -10, -11, 10 earlier in the mean, shown. C: -60, 20, -20, 16, 11 earlier, not shown.
        let base = with_cycle_times("A", &often(&[100.0, 110.0, 120.0, 130.0]));
        let b = with_cycle_times("B", &often(&[90.0, 101.0, 110.0, 119.0]));
        let c = with_cycle_times("C", &often(&[40.0, 130.0, 100.0, 146.0]));
        let study = study(vec![base, b, c]);
        let best = best(&study).unwrap();
        assert_eq!((best.model, best.mean, best.verdict), (1, Some(-10.0), Verdict::Lower));
        assert_eq!(advice(&study), Advice::Switch(best));
        let noisy = differences(&study, 0).remove(1);
        assert_eq!((noisy.mean, noisy.verdict), (Some(-11.0), Verdict::NoDifferenceShown));
    }

    #[test]
    fn where_nothing_is_shown_the_least_mean_difference_is_best() {
        // B: 1, 1, -0.5, so 0.5 later in the mean. C, launched only where campaigns are short: 0.5, 1.5, so 1
        // later, though the mean of its cycle times, 12.5, is less than that of B, 41.5.
        let base = with_cycle_times("A", &some(&[10.0, 100.0, 13.0]));
        let b = with_cycle_times("B", &some(&[11.0, 101.0, 12.5]));
        let c = with_cycle_times("C", &[Some(10.5), None, Some(14.5)]);
        let found = study(vec![base.clone(), b, c]);
        assert_eq!(advice(&found), Advice::Nothing);
        assert_eq!(best(&found).map(|best| (best.model, best.mean)), Some((1, Some(0.5))));
        assert_eq!(best(&study(vec![base.clone()])), None);
        let never = with_cycle_times("D", &[None, None, None]);
        assert_eq!(best(&study(vec![never, base])), None);
    }

    #[test]
    fn a_rival_that_is_not_shown_to_be_later_is_named() {
        let base = with_cycle_times("A", &often(&[100.0, 110.0, 120.0, 130.0]));
        let b = with_cycle_times("B", &often(&[80.0, 95.0, 100.0, 110.0]));
        let c = with_cycle_times("C", &often(&[80.0, 91.0, 103.0, 109.0]));
        assert_eq!(rivals(&study(vec![base, b, c]), 2), [1]);
    }

    #[test]
    fn later_models_and_unclear_ones() {
        let base = || with_cycle_times("A", &often(&[10.0, 20.0, 30.0]));
        let later = with_cycle_times("B", &often(&[15.0, 26.0, 35.0]));
        let unclear = with_cycle_times("C", &often(&[9.0, 21.0, 30.0]));
        assert_eq!(advice(&study(vec![base(), later, unclear.clone()])), Advice::Stay(vec![1]));
        assert_eq!(advice(&study(vec![base(), unclear])), Advice::Nothing);
        assert_eq!(advice(&study(vec![base()])), Advice::Single);
    }

    #[test]
    fn the_risk_by_hand() {
        // Differences -10, -4, 0, 2, 6: two of five later, by 4 in the mean; P90 at 0.9 * 4 = 3.6:
        // 2 + 0.6 * 4 = 4.4.
        let base = with_cycle_times("A", &some(&[50.0, 50.0, 50.0, 50.0, 50.0]));
        let other = with_cycle_times("B", &some(&[56.0, 40.0, 52.0, 50.0, 46.0]));
        let found = risk(&study(vec![base, other]), 1).unwrap();
        assert_eq!((found.n, found.later.0, found.delay_h), (5, 0.4, Some(4.0)));
        assert!((found.p90_h.unwrap() - 4.4).abs() < 1e-12);
    }

    #[test]
    fn who_mostly_never_launches_is_no_advice() {
        // 35 of 100 after 10 h against all after 90 h: ahead only where it launches.
        let mut rarely = some(&[10.0; 35]);
        rarely.resize(100, None);
        let always = with_cycle_times("B", &some(&[90.0; 100]));
        let rarely = with_cycle_times("A", &rarely);
        assert_eq!(advice(&study(vec![always.clone(), rarely.clone()])), Advice::Stay(vec![1]));
        let turned = study(vec![rarely, always]);
        let Advice::Switch(found) = advice(&turned) else { panic!("{:?}", advice(&turned)) };
        assert_eq!((found.model, found.verdict), (1, Verdict::MoreOften));
        // Of a switch to what mostly never launches, 65 of 100 come later or never, and P90 never comes.
        let mut back = turned.clone();
        back.baseline = 1;
        let risk = risk(&back, 0).unwrap();
        assert_eq!((risk.n, risk.later.0, risk.delay_h, risk.p90_h), (100, 0.65, None, None));
    }

    #[test]
    fn no_pairs_no_risk() {
        let models = vec![with_cycle_times("A", &[None]), with_cycle_times("B", &[Some(1.0)])];
        assert_eq!(risk(&study(models), 1), None);
    }
}
