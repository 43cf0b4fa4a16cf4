//! The one rule for replications that were not launched, wherever models are compared or ranked.
//!
//! * A metric that exists however a replication ended ([`Exists::Always`]) has its mean over all replications.
//! * One that exists at launch only ([`Exists::AtLaunch`]) is worse than any value where nothing was launched,
//!   in ranks and quantiles ([`ranked`]); likewise one that exists when ready ([`Exists::WhenReady`]). By its mean, the model that launches more often is ahead of another
//!   where that is shown; else they are compared over the replications launched under both ([`contest`]).
//! * A model launched in under 95 % of replications comes after all that reach this share; of two that do not, the
//!   one that is shown to launch more often is ahead, whatever the metric ([`by_launches`]).
//!
//! Beside every mean of launched replications stands the share launched ([`Launched`]).

use crate::format::percent;
use crate::metric::{Exists, METRICS};
use crate::record::Status;
use crate::stats::{self, sign_test};
use crate::study::{ModelRuns, Study};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How often a model was launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launched {
    /// Replications that were launched.
    pub count: usize,
    /// Replications in all.
    pub of: usize,
}

impl Launched {
    /// Of all replications of a model.
    pub fn of(runs: &ModelRuns) -> Launched {
        Launched { count: runs.count(Status::Launched), of: runs.len() }
    }

    /// Of replications that each count so many `times`, or once.
    pub fn among(launched: &[bool], times: Option<&[u32]>) -> Launched {
        let weight = |r: usize| times.map_or(1, |times| times[r]) as usize;
        let count = (0..launched.len()).filter(|r| launched[*r]).map(weight).sum();
        Launched { count, of: (0..launched.len()).map(weight).sum() }
    }

    /// The share launched; `None` of no replications.
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// The share in words; with decimals where it would else be rounded to the 95 % that it misses.
    pub fn said(self) -> Option<String> {
        let share = self.share()?;
        if self.enough() || share < 0.94 {
            return Some(percent(share));
        }
        let text = (1..9).map(|decimals| format!("{:.decimals$}", 100.0 * share));
        text.into_iter().find(|text| !text.starts_with("95")).map(|text| format!("{text} %"))
    }

    /// Whether every replication was launched.
    pub fn all(self) -> bool {
        self.count == self.of
    }

    /// Whether at least 95 % were launched: other models are recommended only if none reaches this.
    pub fn enough(self) -> bool {
        self.count * 100 >= self.of * 95
    }
}

/// A metric of every replication, in order, as it ranks: where a metric of launches has no value since nothing
/// was launched, it is infinite to the bad side. `None` where it does not exist for another reason.
pub fn ranked(runs: &ModelRuns, metric: usize) -> impl Iterator<Item = Option<f64>> + '_ {
    let exists = METRICS[metric].exists;
    let worst = if more_is_better(metric) { f64::NEG_INFINITY } else { f64::INFINITY };
    let never = move |status: &Status, value: Option<f64>| match exists {
        Exists::Always => false,
        Exists::AtLaunch => *status != Status::Launched,
        Exists::WhenReady => value.is_none(),
    };
    let rank = move |(status, value)| if never(status, value) { Some(worst) } else { value };
    runs.status.iter().zip(runs.metric(metric)).map(rank)
}

/// Whether more of a metric is better; of metrics that are neither good nor bad, less counts as better.
pub fn more_is_better(metric: usize) -> bool {
    METRICS[metric].lower_is_better == Some(false)
}

/// Which of two models is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ahead {
    /// The first.
    First,
    /// The second.
    Second,
    /// They are equal, or nothing tells them apart.
    Neither,
}

impl Ahead {
    /// By an order in which less is better.
    pub fn by(order: Ordering) -> Ahead {
        match order {
            Ordering::Less => Ahead::First,
            Ordering::Greater => Ahead::Second,
            Ordering::Equal => Ahead::Neither,
        }
    }

    /// This, or what else decides where neither is ahead.
    pub fn or(self, next: impl FnOnce() -> Ahead) -> Ahead {
        if self == Ahead::Neither { next() } else { self }
    }
}

/// What decides between two models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decided {
    /// One of them launches more often.
    Launches,
    /// The mean over the replications that have a value under both.
    Mean,
}

/// Two models compared by the mean of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// Which is ahead.
    pub ahead: Ahead,
    /// What decides.
    pub decided: Decided,
    /// Whether that is shown, or as well noise.
    pub shown: bool,
}

/// Compares two models by the mean of a metric, paired by replication; `comparisons` tests hold at once.
pub fn contest(
    first: &ModelRuns,
    second: &ModelRuns,
    metric: usize,
    comparisons: usize,
) -> Contest {
    let [a, b] = [first, second].map(|runs| ranked(runs, metric).collect::<Vec<_>>());
    contest_of(&a, &b, metric, comparisons)
}

/// As [`contest`], of two columns of [`ranked`] values.
pub fn contest_of(
    first: &[Option<f64>],
    second: &[Option<f64>],
    metric: usize,
    comparisons: usize,
) -> Contest {
    let (ahead, decided) = duel(first, second, metric, None, comparisons);
    let pairs: Vec<(f64, f64)> = finite_pairs(first, second).map(|(_, a, b)| (a, b)).collect();
    let clear = || stats::paired(&pairs, comparisons).ci.is_some_and(|ci| !ci.contains(0.0));
    Contest { ahead, decided, shown: decided == Decided::Launches || clear() }
}

/// Which of two models is ahead by the mean of a metric, and what decides.
pub fn ahead(
    first: &ModelRuns,
    second: &ModelRuns,
    metric: usize,
    comparisons: usize,
) -> (Ahead, Decided) {
    let [a, b] = [first, second].map(|runs| ranked(runs, metric).collect::<Vec<_>>());
    duel(&a, &b, metric, None, comparisons)
}

/// Which of two columns of [`ranked`] values is ahead by the mean, and what decides; each replication counts so
/// many `times` (a resample), or once.
pub fn duel(
    first: &[Option<f64>],
    second: &[Option<f64>],
    metric: usize,
    times: Option<&[u32]>,
    comparisons: usize,
) -> (Ahead, Decided) {
    let launched = |value: &Option<f64>| value.is_none_or(f64::is_finite);
    let both = first.iter().zip(second).map(|(a, b)| (launched(a), launched(b)));
    let more = more_often(both, times, comparisons);
    if more != Ahead::Neither {
        return (more, Decided::Launches);
    }
    let weight = |replication: usize| times.map_or(1, |times| times[replication]);
    let pairs = finite_pairs(first, second).map(|(replication, a, b)| (weight(replication), a, b));
    let less = by_mean(pairs).unwrap_or_else(|| exists(second).cmp(&exists(first)));
    let order = if more_is_better(metric) { less.reverse() } else { less };
    (Ahead::by(order), Decided::Mean)
}

/// Whether a column has any value.
fn exists(column: &[Option<f64>]) -> bool {
    column.iter().flatten().any(|value| value.is_finite())
}

/// The replications in which both have a value: their numbers, and both values.
fn finite_pairs<'a>(
    first: &'a [Option<f64>],
    second: &'a [Option<f64>],
) -> impl Iterator<Item = (usize, f64, f64)> + 'a {
    let both = first.iter().zip(second).enumerate();
    let both = both.filter_map(|(replication, (a, b))| Some((replication, (*a)?, (*b)?)));
    both.filter(|(_, a, b)| a.is_finite() && b.is_finite())
}

/// The order of two means; equal where they differ by no more than rounding. `None` without pairs.
fn by_mean(pairs: impl Iterator<Item = (u32, f64, f64)>) -> Option<Ordering> {
    const ROUNDING: f64 = 1e-12;
    let (mut any, mut difference, mut size) = (false, 0.0, 0.0);
    for (weight, a, b) in pairs {
        any |= weight > 0;
        difference += f64::from(weight) * (a - b);
        size += f64::from(weight) * a.abs().max(b.abs());
    }
    let apart = f64::abs(difference) > ROUNDING * size;
    let order = if apart { difference.total_cmp(&0.0) } else { Ordering::Equal };
    any.then_some(order)
}

/// The place of each of several competitors, 1 the best: who is beaten by fewer others goes first, and who is
/// beaten by as many shares the place. `ahead` compares two of them; it need not be transitive.
pub fn places(count: usize, ahead: impl Fn(usize, usize) -> Ahead) -> Vec<usize> {
    let mut beaten = vec![0; count];
    for a in 0..count {
        for b in a + 1..count {
            match ahead(a, b) {
                Ahead::First => beaten[b] += 1,
                Ahead::Second => beaten[a] += 1,
                Ahead::Neither => {}
            }
        }
    }
    beaten.iter().map(|own| 1 + beaten.iter().filter(|other| *other < own).count()).collect()
}

/// Which of two models is shown to launch more often, paired by replication; each pair says whether they were
/// launched in it.
fn more_often(
    pairs: impl Iterator<Item = (bool, bool)>,
    times: Option<&[u32]>,
    comparisons: usize,
) -> Ahead {
    let (mut only_first, mut only_second) = (0, 0);
    for (replication, (a, b)) in pairs.enumerate().filter(|(_, (a, b))| a != b) {
        let weight = times.map_or(1, |times| times[replication]) as usize;
        (only_first, only_second) =
            (only_first + weight * usize::from(a), only_second + weight * usize::from(b));
    }
    if sign_test(only_first, only_second, comparisons) {
        Ahead::by(only_second.cmp(&only_first))
    } else {
        Ahead::Neither
    }
}

/// Whether each replication of a model was launched.
pub fn launches(runs: &ModelRuns) -> Vec<bool> {
    runs.status.iter().map(|status| *status == Status::Launched).collect()
}

/// Who is ahead by being launched in 95 % of replications while the other is not; where neither is, by being shown
/// to launch more often. Each replication counts so many `times` (a resample), or once.
pub fn by_launches(first: &[bool], second: &[bool], times: Option<&[u32]>) -> Ahead {
    let [a, b] = [first, second].map(|launched| Launched::among(launched, times).enough());
    let pairs = || first.iter().copied().zip(second.iter().copied());
    let rarely = || if a { Ahead::Neither } else { more_often(pairs(), times, 1) };
    Ahead::by(b.cmp(&a)).or(rarely)
}

/// The place of each of these models of a study by the mean of a metric, 1 the best; ties share a place.
pub fn standings(study: &Study, models: &[usize], metric: usize) -> Vec<usize> {
    let runs = |place: usize| &study.models[models[place]];
    let launched: Vec<Vec<bool>> = (0..models.len()).map(|place| launches(runs(place))).collect();
    let columns = (0..models.len()).map(|place| ranked(runs(place), metric).collect());
    let columns: Vec<Vec<_>> = columns.collect();
    places(models.len(), |a, b| {
        by_launches(&launched[a], &launched[b], None)
            .or(|| duel(&columns[a], &columns[b], metric, None, 1).0)
    })
}

/// The models of a study that come first by the mean of a metric: several where they tie.
pub fn leaders(study: &Study, metric: usize) -> Vec<usize> {
    let all: Vec<usize> = (0..study.models.len()).collect();
    let places = standings(study, &all, metric);
    all.into_iter().filter(|model| places[*model] == 1).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{study, with_cycle_times, with_metric};
    use super::*;
    use crate::metric::{COST, CYCLE_TIME, FLOW_EFFICIENCY, IDLE_RATIO};

    const CYCLE: usize = CYCLE_TIME;

    /// 35 of 100 launched after 10 h, against all after 90 h.
    fn survivors() -> Study {
        let mut rarely = vec![Some(10.0); 35];
        rarely.resize(100, None);
        study(vec![
            with_cycle_times("mostly never", &rarely),
            with_cycle_times("always, slowly", &[Some(90.0); 100]),
        ])
    }

    #[test]
    fn who_launches_more_often_is_ahead_of_who_is_fast_where_it_launches() {
        let study = survivors();
        let found = contest(&study.models[0], &study.models[1], CYCLE, 1);
        let wanted = Contest { ahead: Ahead::Second, decided: Decided::Launches, shown: true };
        assert_eq!(found, wanted);
        assert_eq!(leaders(&study, CYCLE), [1]);
    }

    #[test]
    fn a_few_that_were_not_launched_decide_nothing() {
        // Five discordant pairs: 2 * (1/2)^5 = 6.25 % is above 5 %; six: 3.1 %.
        let all = with_cycle_times("B", &[Some(20.0); 200]);
        let lacking = |missing: usize| {
            let mut times = vec![Some(10.0); 200 - missing];
            times.resize(200, None);
            contest(&with_cycle_times("A", &times), &all, CYCLE, 1)
        };
        assert_eq!((lacking(5).ahead, lacking(5).decided), (Ahead::First, Decided::Mean));
        assert_eq!((lacking(6).ahead, lacking(6).decided), (Ahead::Second, Decided::Launches));
    }

    #[test]
    fn means_are_over_what_was_launched_under_both() {
        // A lacks the long campaigns, too few for a difference in launches to be shown. In the
        // campaigns launched under both it is later by 1, though the mean of its own is 11 against 70.
        let a = with_cycle_times("A", &[Some(11.0), Some(11.0), None, None]);
        let b = with_cycle_times("B", &[Some(10.0), Some(10.0), Some(130.0), Some(130.0)]);
        let found = contest(&a, &b, CYCLE, 1);
        assert_eq!((found.ahead, found.decided), (Ahead::Second, Decided::Mean));
    }

    #[test]
    fn what_exists_for_every_status_is_compared_over_all() {
        // Costs 5, 5, 50, 50 (mean 27.5) against 20: the first is cheaper only where it was launched.
        let cost = COST;
        let (launched, not) = (Status::Launched, Status::Censored);
        let of = |name, rows: [(Status, f64); 4]| {
            with_metric(name, cost, &rows.map(|(status, value)| (status, Some(value))))
        };
        let a = of("A", [(launched, 5.0), (launched, 5.0), (not, 50.0), (not, 50.0)]);
        let b = of("B", [(launched, 20.0); 4]);
        assert_eq!(contest(&a, &b, cost, 1).ahead, Ahead::Second);
    }

    #[test]
    fn never_launched_is_worst_in_ranks_to_either_side() {
        let not = [(Status::Censored, None), (Status::Launched, Some(0.5))];
        let of =
            |metric: usize| ranked(&with_metric("A", metric, &not), metric).collect::<Vec<_>>();
        assert_eq!(of(IDLE_RATIO), [Some(f64::INFINITY), Some(0.5)]);
        assert_eq!(of(FLOW_EFFICIENCY), [Some(f64::NEG_INFINITY), Some(0.5)]);
        assert_eq!(of(COST), [None, Some(0.5)]);
    }

    #[test]
    fn under_95_percent_comes_after_all_that_reach_it() {
        let of = |count| Launched { count, of: 1000 };
        assert!(of(950).enough() && !of(949).enough());
        let first = |count| (0..1000).map(|r| r < count).collect::<Vec<bool>>();
        let ahead = |a, b| by_launches(&first(a), &first(b), None);
        assert_eq!(ahead(949, 950), Ahead::Second);
        assert_eq!(ahead(1000, 950), Ahead::Neither);
        // Where neither reaches it, six pairs that differ show who launches more often (3.1 %), five do not.
        assert_eq!((ahead(894, 900), ahead(895, 900)), (Ahead::Second, Ahead::Neither));
        // 10 % launched and cheap: the one that always launches leads.
        let cost = COST;
        let mut rows = vec![(Status::Censored, Some(1.0)); 90];
        rows.resize(100, (Status::Launched, Some(1.0)));
        let cheap = with_metric("Hub", cost, &rows);
        let dear = with_metric("Direct", cost, &[(Status::Launched, Some(9.0)); 100]);
        assert_eq!(leaders(&study(vec![cheap, dear]), cost), [1]);
    }

    #[test]
    fn a_share_launched_is_not_rounded_to_what_it_misses() {
        let shown = |count, of| Launched { count, of }.said().unwrap();
        // 284 / 300 = 94.67 %; 949,999 of a million; 285 / 300 = 95 %.
        assert_eq!((shown(284, 300), shown(285, 300)), ("94.7 %".to_owned(), "95 %".to_owned()));
        assert_eq!((shown(949_999, 1_000_000), shown(3, 100)), ("94.9999 %".into(), "3 %".into()));
    }

    #[test]
    fn ties_share_the_place() {
        let same = |name| with_cycle_times(name, &[Some(4.0), Some(8.0)]);
        let slow = with_cycle_times("C", &[Some(5.0), Some(8.0)]);
        assert_eq!(leaders(&study(vec![same("A"), slow, same("B")]), CYCLE), [0, 2]);
        // 0.1 + 0.2 and 0.3 differ by rounding only.
        let (a, b) =
            (with_cycle_times("A", &[Some(0.1 + 0.2)]), with_cycle_times("B", &[Some(0.3)]));
        assert_eq!(contest(&a, &b, CYCLE, 1).ahead, Ahead::Neither);
    }

    #[test]
    fn places_by_hand() {
        // 0 beats 1, 1 beats 2, 2 beats 0: a circle, so all share the place; 3 is beaten by all.
        let circle = |a: usize, b: usize| match (a, b) {
            (0, 2) => Ahead::Second,
            _ => Ahead::First,
        };
        assert_eq!(places(4, circle), [1, 1, 1, 4]);
        assert_eq!(places(3, |_, _| Ahead::Neither), [1, 1, 1]);
    }

    #[test]
    fn a_resample_counts_replications_as_often_as_it_drew_them() {
        let (a, b) = ([Some(1.0), Some(9.0)], [Some(4.0), Some(4.0)]);
        let with = |times: [u32; 2]| duel(&a, &b, CYCLE, Some(&times), 1).0;
        assert_eq!(with([2, 0]), Ahead::First);
        assert_eq!(with([0, 2]), Ahead::Second);
        // 1 + 9 against 4 + 4.
        assert_eq!(with([1, 1]), Ahead::Second);
    }

    #[test]
    fn what_never_exists_comes_after_what_does() {
        let (some, none) = ([None, Some(4.0)], [None, None]);
        assert_eq!(duel(&some, &none, CYCLE, None, 1).0, Ahead::First);
        assert_eq!(duel(&none, &none, CYCLE, None, 1).0, Ahead::Neither);
    }
}
