//! What is wanted of a setting: what must hold, and what is then to be as early, as cheap, as little as can be.

use crate::analysis::launches::{Launched, more_is_better};
use crate::analysis::time_shown;
use crate::metric::{self, Exists, METRICS};
use crate::question::goal::{Bound, Goal, Limit, Quantity};
use crate::stats::{self, Interval, Moments, Reach, interval_of_mean};
use crate::study::{ModelRuns, Study};

/// The share on time that the default goal asks for where there is a deadline.
pub const ON_TIME: f64 = 0.85;
/// A gain below this, in hours, does not tell two settings apart.
const LEAST_HOURS: f64 = 6.0;
/// Of a percentile, in hours: it moves in steps of launch days.
const A_DAY: f64 = 24.0;

/// What is wanted, by a study of today.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// What must hold.
    pub bounds: Vec<Bound>,
    /// What is then optimised.
    pub wish: Quantity,
    /// Differences of what is wished for up to this count as none, in the metric's unit.
    pub within: f64,
    /// Whether fewer changes go before an earlier mean, among those that keep all bounds.
    pub fewest_first: bool,
}

impl Goal {
    /// Without a goal: with a deadline 85 of 100 campaigns on time, by the fewest changes; without one the earliest
    /// mean. Where the launch date is fixed, being ready counts.
    pub fn by_default(study: &Study) -> Goal {
        let shown = time_shown(study);
        let percent = 100.0 * ON_TIME;
        let bound = match shown.due_h {
            Some(due) => Bound {
                words: format!("{percent:.0} of 100 {} by the {}", shown.done, shown.due),
                quantity: Quantity::percentile(shown.metric, ON_TIME),
                at_least: false,
                limit: Limit::Value(due),
            },
            // Each campaign of a portfolio has its own deadline.
            None if study.deadline_h.is_some() => Bound {
                words: format!("{percent:.0} of 100 with every campaign on time"),
                quantity: Quantity::mean(metric::ON_TIME),
                at_least: true,
                limit: Limit::Value(ON_TIME),
            },
            None => {
                return Goal { bounds: Vec::new(), wishes: vec![Quantity::mean(shown.metric)] };
            }
        };
        Goal { bounds: vec![bound], wishes: Vec::new() }
    }
}

/// What is known of a bound, or of all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// It surely holds.
    Surely,
    /// It holds as far as was seen.
    Seen,
    /// It does not, as far as was seen.
    Missed,
    /// It surely does not.
    Broken,
}

/// What is known of bounds under a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Whether all of them hold.
    pub kept: Kept,
    /// By how much the one that is missed most is missed.
    pub missed: f64,
    /// The interval of that.
    pub reach: Interval,
}

impl Held {
    /// Whether all of them hold, as far as was seen.
    pub fn keeps(self) -> bool {
        self.kept <= Kept::Seen
    }

    const FREE: Held =
        Held { kept: Kept::Surely, missed: 0.0, reach: Interval { low: 0.0, high: 0.0 } };
    const NEVER: Held = Held {
        kept: Kept::Broken,
        missed: f64::INFINITY,
        reach: Interval { low: f64::INFINITY, high: f64::INFINITY },
    };
    const BY_FEW: Held = Held {
        kept: Kept::Missed,
        missed: f64::INFINITY,
        reach: Interval { low: 0.0, high: f64::INFINITY },
    };

    fn and(self, other: Held) -> Held {
        let reach = Interval {
            low: self.reach.low.max(other.reach.low),
            high: self.reach.high.max(other.reach.high),
        };
        Held { kept: self.kept.max(other.kept), missed: self.missed.max(other.missed), reach }
    }
}

/// What is known of a bound under a model of a study whose first model is today's.
fn held(bound: &Bound, study: &Study, model: usize, comparisons: usize) -> Held {
    let runs = &study.models[model];
    let excess = bound.excess(study, runs, &study.models[0]);
    let excess: Vec<f64> = excess.into_iter().flatten().collect();
    let known = Moments::of(&excess);
    let Some(mean) = known.mean else { return Held::NEVER };
    if bound.is_of_survivors() && !Launched::of(runs).enough() {
        return Held::BY_FEW;
    }
    let interval = match bound.least_excess() {
        Some(least) => {
            let fail = excess.iter().filter(|it| **it > least + 0.5).count();
            let share = stats::simultaneous_wilson(fail, excess.len(), comparisons);
            share.map(|share| Interval { low: least + share.low, high: least + share.high })
        }
        None => interval_of_mean(known, comparisons),
    };
    let missed = bound.missed(mean);
    let Some(Interval { low, high }) = interval else {
        let kept = if missed == 0.0 { Kept::Seen } else { Kept::Missed };
        return Held { kept, missed, reach: Interval { low: 0.0, high: f64::INFINITY } };
    };
    let reach = Interval { low: bound.missed(low), high: bound.missed(high) };
    let kept = match () {
        () if reach.high == 0.0 => Kept::Surely,
        () if reach.low > 0.0 => Kept::Broken,
        () if missed == 0.0 => Kept::Seen,
        () => Kept::Missed,
    };
    Held { kept, missed, reach }
}

impl Aim {
    /// What a goal asks for, by a study whose first model is today's. So much counts as no difference (default: 1 % of
    /// today's, at most 6 hours of a time). Of a percentile of a time it is at least a day: a step function of launch
    /// days tells nothing finer apart.
    pub fn of(goal: &Goal, study: &Study, within: Option<f64>) -> Aim {
        let earliest = Quantity::mean(time_shown(study).metric);
        let wish = goal.wishes.first().copied().unwrap_or(earliest);
        let today = wish.estimate(study, &study.models[0]).1.filter(|today| today.is_finite());
        let hours = METRICS[wish.metric].unit == "h";
        let part = today.map(|today| 0.01 * today.abs());
        let part = if hours {
            part.map_or(LEAST_HOURS, |part| part.min(LEAST_HOURS))
        } else {
            part.unwrap_or(0.0)
        };
        let within = within.unwrap_or(part);
        let steps = hours && wish.percentile.is_some();
        let fewest_first = goal.wishes.is_empty();
        let mut bounds = goal.bounds.clone();
        if METRICS[wish.metric].exists != Exists::Always && !fewest_first {
            bounds.push(Bound::ends());
        }
        Aim { bounds, wish, within: if steps { within.max(A_DAY) } else { within }, fewest_first }
    }

    /// What is known of the bounds under a model of a study whose first model is today's, as one of so many comparisons.
    pub fn held(&self, study: &Study, model: usize, comparisons: usize) -> Held {
        let each = self.bounds.iter().map(|bound| held(bound, study, model, comparisons));
        each.fold(Held::FREE, Held::and)
    }

    /// What is wished for, less is better; infinite where it does not exist.
    pub fn value(&self, study: &Study, model: usize) -> f64 {
        let value = self.wish.estimate(study, &study.models[model]).1;
        value.map_or(f64::INFINITY, |value| self.sign() * value)
    }

    /// By how much one model is worse than another, as one of so many comparisons that hold at once with 95 %: of a mean
    /// in pairs, of a percentile by the two intervals.
    pub fn worse(
        &self,
        study: &Study,
        [ours, theirs]: [usize; 2],
        comparisons: usize,
    ) -> Option<Interval> {
        let [ours, theirs] = [&study.models[ours], &study.models[theirs]];
        let Some(share) = self.wish.percentile else {
            let both = ours.metric(self.wish.metric).zip(theirs.metric(self.wish.metric));
            let worse = both.filter_map(|(ours, theirs)| Some(self.sign() * (ours? - theirs?)));
            return interval_of_mean(Moments::of(&worse.collect::<Vec<f64>>()), comparisons);
        };
        let reach = |runs: &ModelRuns| {
            let values = stats::ascending(self.wish.values(study, runs).into_iter().flatten());
            stats::simultaneous_quantile_reach(&values, share, 2 * comparisons)
        };
        let (more, less) = if self.sign() > 0.0 { (ours, theirs) } else { (theirs, ours) };
        let (more, less): (Reach, Reach) = (reach(more)?, reach(less)?);
        let apart = |more: Option<f64>, less: Option<f64>| Some(more? - less?);
        Some(Interval {
            low: apart(more.low, less.high).unwrap_or(f64::NEG_INFINITY),
            high: apart(more.high, less.low).unwrap_or(f64::INFINITY),
        })
    }

    /// Whether one model is shown to miss the bounds by less than another, as one of so many comparisons: on each of them
    /// by less, in pairs, than the other misses the one that it misses the most.
    pub fn misses_less(&self, study: &Study, pair: [usize; 2], comparisons: usize) -> bool {
        let [ours, theirs] = pair.map(|model| {
            let parts = |bound: &Bound| bound.parts(study, &study.models[model], &study.models[0]);
            self.bounds.iter().map(parts).collect::<Vec<Parts>>()
        });
        let mean =
            |parts: &Parts| Moments::of(&parts.iter().flatten().copied().collect::<Vec<_>>()).mean;
        let most =
            |a: &&Parts, b: &&Parts| mean(a).unwrap_or(0.0).total_cmp(&mean(b).unwrap_or(0.0));
        let Some(most) = theirs.iter().max_by(most) else { return false };
        ours.iter().all(|parts| surely_less(parts, most, comparisons))
    }

    /// Whether one model is shown to be launched more often than another, as one of so many comparisons.
    pub fn launches_more(&self, study: &Study, pair: [usize; 2], comparisons: usize) -> bool {
        let parts =
            |model: usize| Bound::ends().parts(study, &study.models[model], &study.models[0]);
        let [ours, theirs] = pair.map(parts);
        surely_less(&ours, &theirs, comparisons)
    }

    /// 1 where less is better, -1 where more is.
    pub fn sign(&self) -> f64 {
        if more_is_better(self.wish.metric) { -1.0 } else { 1.0 }
    }
}

/// What each replication misses a bound by, where that exists.
type Parts = Vec<Option<f64>>;

/// Whether the mean of some values surely is less than that of others, in pairs, as one of so many comparisons.
fn surely_less(ours: &Parts, theirs: &Parts, comparisons: usize) -> bool {
    let less = ours.iter().zip(theirs).filter_map(|(ours, theirs)| Some((*ours)? - (*theirs)?));
    let known = interval_of_mean(Moments::of(&less.collect::<Vec<f64>>()), comparisons);
    known.is_some_and(|less| less.high < 0.0)
}

/// The values of a metric that exist.
pub fn known(runs: &ModelRuns, metric: usize) -> Vec<f64> {
    runs.metric(metric).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::fixture;
    use crate::record::Status;

    #[test]
    fn bounds_hold_or_are_missed() {
        let mut runs = ModelRuns::new("m", 0);
        let mut today = ModelRuns::new("t", 0);
        // 60 of 64 on time; rework 10 h against 8 h today.
        for k in 0..64 {
            let mut row = vec![None; METRICS.len()];
            row[metric::ON_TIME] = Some(f64::from(u8::from(k < 60)));
            row[metric::REWORK_TIME] = Some(10.0);
            runs.push_values(Status::Launched, &row);
            row[metric::REWORK_TIME] = Some(8.0);
            today.push_values(Status::Launched, &row);
        }
        let study = fixture::study(vec![today, runs]);
        let of = |goal: &str| Aim::of(&Goal::parse(goal).unwrap(), &study, None).held(&study, 1, 1);
        assert_eq!(of("on_time >= 0.9, then cost").kept, Kept::Seen);
        assert_eq!(of("on_time >= 0.5, then cost").kept, Kept::Surely);
        // Four or more of 64 are late with a probability of 0.13 at 97 %, of 0.004 at 99 % (binomial).
        assert_eq!(of("on_time >= 0.97, then cost").kept, Kept::Missed);
        assert_eq!(of("on_time >= 0.99, then cost").kept, Kept::Broken);
        // 25 % more than today, of which 1 % is allowed.
        let Held { kept, missed, .. } = of("rework_time <= today, then cost");
        assert!(kept == Kept::Broken && (missed - 0.24).abs() < 1e-9, "{missed}");
        assert_eq!(of("rework_time <= today * 1.3, then cost").kept, Kept::Surely);
    }

    #[test]
    fn a_share_of_all_is_not_sure_of_few() {
        // 64 of 64 in time: 85 of 100 are shown of one model (0.85 ^ 64 is 3 in 100,000), not as one of 5,000 comparisons.
        let runs = fixture::with_cycle_times("m", &[Some(10.0); 64]);
        let study = fixture::study(vec![runs]);
        let aim = Aim::of(&Goal::parse("p85 cycle_time <= 20h, then cost").unwrap(), &study, None);
        assert_eq!([1, 5_000].map(|of| aim.held(&study, 0, of).kept), [Kept::Surely, Kept::Seen]);
    }

    #[test]
    fn a_percentile_is_told_apart_by_its_interval_and_a_day_at_least() {
        // Friday at 96 h or Monday at 168 h: 84 % and 86 % by Friday, so P85 is Monday and Friday.
        let of = |name: &str, late: usize| {
            let times = (0..400).map(|k| Some(if k < 400 - late { 96.0 } else { 168.0 }));
            fixture::with_cycle_times(name, &times.collect::<Vec<_>>())
        };
        let study = fixture::study(vec![of("A", 64), of("B", 56), of("C", 400)]);
        let goal = Goal::parse("p85 cycle_time").unwrap();
        let aim = Aim::of(&goal, &study, Some(0.25));
        assert_eq!(aim.within, 24.0);
        assert_eq!([0, 1].map(|model| aim.value(&study, model)), [168.0, 96.0]);
        let apart = aim.worse(&study, [0, 1], 1).unwrap();
        assert_eq!((apart.low, apart.high), (-72.0, 72.0));
        let apart = aim.worse(&study, [2, 1], 1).unwrap();
        assert_eq!((apart.low, apart.high), (0.0, 72.0));
    }
}
