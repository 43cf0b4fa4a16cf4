//! Until when may something come? How a model stands to a bound at times before something is due, less being later.
//!
//! The answer is the latest time by the estimates, between the latest at which the bound is shown to hold and the
//! first from which it is shown not to: as in a break-even, that nothing is shown ends nothing, or an answer would
//! hang on one replication.

use super::breakeven::{Reading, State};
use super::goal::Bound;
use super::sweep::DayEnd;

/// A time: a share of the way through the range, and its day where it is the end of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// How far through the range.
    pub at: f64,
    /// The day that ends then.
    pub day: Option<DayEnd>,
}

/// Until when, and how far that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Until {
    /// The latest time at which the bound is met by the estimates, as at all that were tried before.
    pub likely: Option<Time>,
    /// The latest at which it is shown to hold, while nothing else is shown before.
    pub shown: Option<Time>,
    /// The first, in the order of dates, at which it is shown not to hold.
    pub fails: Option<f64>,
}

impl Until {
    /// Of rising readings; of times that end days, where any of these holds.
    pub fn of(readings: &[Reading], days: &[DayEnd], bound: &Bound) -> Until {
        let fails = readings.iter().rev().find(|reading| reading.state == State::Second);
        let since = |reading: &&Reading| fails.is_none_or(|fails| reading.at > fails.at);
        let open = || readings.iter().rev().take_while(since);
        let met = open().take_while(|reading| meets(reading, bound));
        let held = open().filter(|reading| reading.state == State::First);
        let shown = latest(held, days);
        // What is shown holds, though an estimate before it may not: it is never later than what is likely.
        let likely = [latest(met, days), shown].into_iter().flatten();
        let likely = likely.reduce(|best, next| if next.at < best.at { next } else { best });
        Until { likely, shown, fails: fails.map(|fails| fails.at) }
    }
}

/// Whether it holds by the estimate.
fn meets(reading: &Reading, bound: &Bound) -> bool {
    let by_mean = |(mean, limit): (f64, f64)| match bound.at_least {
        true => mean >= limit,
        false => mean <= limit,
    };
    match reading.state {
        State::First => true,
        State::Second => false,
        _ => reading.mean.zip(bound.value()).is_some_and(by_mean),
    }
}

/// The last of these readings that ends a day; where none does, the last.
fn latest<'a>(readings: impl Iterator<Item = &'a Reading>, days: &[DayEnd]) -> Option<Time> {
    let day = |at: f64| days.iter().find(|day| day.at == at).copied();
    let times = readings.map(|reading| Time { at: reading.at, day: day(reading.at) });
    times.reduce(|best, next| if best.day.is_some() && next.day.is_none() { best } else { next })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::launches::{Decided, Launched};
    use crate::question::goal::Goal;
    use crate::time::Instant;

    /// By hand, from the latest time on: fails at 0 and 1 weeks before, not shown at 2 to 6 but for 4, shown from 7
    /// on but for 8. By the estimates 90 % are met from 3 on: not at 2 (89 %). Days end at every whole week.
    #[test]
    fn what_is_not_shown_ends_no_safe_time() {
        let goal = Goal::parse("ready >= 90%").unwrap();
        let of = |shares: &[(f64, f64)]| -> Until {
            let one = |(k, (mean, half)): (usize, &(f64, f64))| {
                let state = match mean - 90.0 {
                    above if above >= *half => State::First,
                    above if above < -half => State::Second,
                    _ => State::Open,
                };
                let (mean, launched) = (Some(mean / 100.0), [Launched { count: 9, of: 9 }; 2]);
                let at = k as f64;
                Reading { at, n: 9, mean, ci: None, state, decided: Decided::Mean, launched }
            };
            let readings: Vec<Reading> = shares.iter().enumerate().map(one).collect();
            let day = |k: u32| DayEnd { at: f64::from(k), day: Instant(0) };
            Until::of(&readings, &(0..9).map(day).collect::<Vec<_>>(), &goal.bounds[0])
        };
        let (hidden, shown) = (9.0, 0.5);
        let shares = [
            (70.0, shown),
            (80.0, shown),
            (89.0, hidden),
            (91.0, hidden),
            (92.0, shown),
            (92.0, hidden),
            (92.0, hidden),
            (93.0, shown),
            (93.0, hidden),
        ];
        let at = |until: Until| {
            let at = |time: Option<Time>| time.map(|time| time.at);
            (at(until.likely), at(until.shown), until.fails)
        };
        assert_eq!(at(of(&shares)), (Some(3.0), Some(4.0), Some(1.0)));
        // Nothing is shown to hold: there is an estimate all the same.
        assert_eq!(at(of(&shares.map(|(mean, _)| (mean, 40.0)))), (Some(3.0), None, None));
        let fails = shares.map(|_| (60.0, shown));
        assert_eq!(at(of(&fails)), (None, None, Some(8.0)));
    }
}
