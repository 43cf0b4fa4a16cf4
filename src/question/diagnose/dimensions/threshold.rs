//! Where a lead begins or is gone, read between the values that were tried.

use super::{Measured, Value};
use crate::analysis::launches::{Ahead, Decided};
use crate::question::Standing;
use crate::stats::Interval;

/// A model's cycle time less the baseline's, at one value: below zero it is ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// The mean; infinite where one of the two is ahead by launching more often.
    pub mean: Option<f64>,
    /// Its 95 % interval.
    pub ci: Option<Interval>,
}

impl Lead {
    /// How a model stands to the baseline, which is the first of the two.
    pub fn of(standing: &Standing) -> Lead {
        let Standing { mean, ci, ahead, decided, .. } = *standing;
        let endless = |mean: f64| Lead { mean: Some(mean), ci: Some(Interval::around(mean, 0.0)) };
        match (decided, ahead) {
            (Decided::Launches, Ahead::Second) => endless(f64::NEG_INFINITY),
            (Decided::Launches, Ahead::First) => endless(f64::INFINITY),
            _ => Lead { mean, ci },
        }
    }
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    From,
    Until,
}

impl Rule {
    fn of(self, values: &[f64], differences: &[Option<f64>]) -> Measured {
        match self {
            Rule::From => ahead_from(values, differences),
            Rule::Until => ahead_until(values, differences),
        }
    }
}

/// The value from which on a model is ahead to the end.
pub fn from(values: &[f64], leads: &[Lead]) -> Value {
    threshold(values, leads, Rule::From)
}

/// The value at which a lead that is there from the beginning is first gone.
pub fn until(values: &[f64], leads: &[Lead]) -> Value {
    threshold(values, leads, Rule::Until)
}

/// The rule on the means; its interval is the rule on both ends of their intervals.
fn threshold(values: &[f64], leads: &[Lead], rule: Rule) -> Value {
    let by = |of: &dyn Fn(&Lead) -> Option<f64>| {
        rule.of(values, &leads.iter().map(of).collect::<Vec<Option<f64>>>())
    };
    let measured = by(&|lead| lead.mean);
    let low = by(&|lead| lead.ci.map(|ci| ci.low));
    let high = by(&|lead| lead.ci.map(|ci| ci.high));
    let (first, last) = (values.first().copied(), values.last().copied());
    // A lead that is gone nowhere is gone after the last value; one that begins everywhere, before the
    // first.
    let place = |measured| match (measured, rule) {
        (Measured::Number(value), _) => Some(value),
        (Measured::Everywhere, Rule::Until) | (Measured::Nowhere, Rule::From) => last,
        (Measured::Everywhere, Rule::From) | (Measured::Nowhere, Rule::Until) => first,
        _ => None,
    };
    let ends = place(low).zip(place(high)).filter(|_| matches!(measured, Measured::Number(_)));
    Value { measured, ci: ends.map(|(a, b)| Interval { low: a.min(b), high: a.max(b) }) }
}

fn ahead(difference: &Option<f64>) -> bool {
    difference.is_some_and(|difference| difference < 0.0)
}

/// The value from which on differences are below zero to the end.
fn ahead_from(values: &[f64], differences: &[Option<f64>]) -> Measured {
    let Some(behind) = differences.iter().rposition(|d| !ahead(d)) else {
        return Measured::Everywhere;
    };
    if behind + 1 == values.len() {
        return Measured::Nowhere;
    }
    Measured::of(between(values, differences, behind))
}

/// The value at which differences that begin below zero first stop being so.
fn ahead_until(values: &[f64], differences: &[Option<f64>]) -> Measured {
    match differences.iter().position(|d| !ahead(d)) {
        None => Measured::Everywhere,
        Some(0) => Measured::Nowhere,
        Some(place) => Measured::of(between(values, differences, place - 1)),
    }
}

/// Where the straight line between two neighbouring values is zero.
fn between(values: &[f64], differences: &[Option<f64>], place: usize) -> Option<f64> {
    let (a, b) = (differences[place]?, differences[place + 1]?);
    if a.is_infinite() || b.is_infinite() {
        // Launches decide at one of the two: the threshold lies somewhere between them.
        return Some(0.5 * (values[place] + values[place + 1]));
    }
    let share = if a == b { 0.0 } else { a / (a - b) };
    Some(values[place] + share * (values[place + 1] - values[place]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_lie_where_the_difference_is_zero() {
        let values = [0.0, 1.0, 2.0];
        let some = |list: [f64; 3]| list.map(Some);
        assert_eq!(ahead_from(&values, &some([2.0, -2.0, -4.0])), Measured::Number(0.5));
        assert_eq!(ahead_from(&values, &some([-1.0, -1.0, -1.0])), Measured::Everywhere);
        assert_eq!(ahead_from(&values, &some([-1.0, -1.0, 1.0])), Measured::Nowhere);
        // A lead that is lost in between does not count.
        assert_eq!(ahead_from(&values, &some([-1.0, 3.0, -1.0])), Measured::Number(1.75));
        assert_eq!(ahead_until(&values, &some([-3.0, -1.0, 1.0])), Measured::Number(1.5));
        assert_eq!(ahead_until(&values, &some([3.0, -1.0, 1.0])), Measured::Nowhere);
        assert_eq!(ahead_until(&values, &some([-3.0, -1.0, -1.0])), Measured::Everywhere);
        assert_eq!(ahead_until(&values, &[Some(-1.0), None, None]), Measured::TooFew);
        // At 1 it launches less often: its lead ends between 0 and 1.
        let launches = [Some(-2.0), Some(f64::INFINITY), Some(f64::INFINITY)];
        assert_eq!(ahead_until(&values, &launches), Measured::Number(0.5));
    }

    #[test]
    fn a_threshold_lies_between_those_of_the_ends() {
        let values = [0.0, 1.0, 2.0];
        let lead = |mean: f64| Lead { mean: Some(mean), ci: Some(Interval::around(mean, 1.0)) };
        // The means cross at 1; 1 lower, at 0.5; 1 higher, at 1.5.
        let found = from(&values, &[2.0, 0.0, -2.0].map(lead));
        assert_eq!(found.measured, Measured::Number(1.0));
        assert_eq!(found.ci, Some(Interval { low: 0.5, high: 1.5 }));
        // The lead of the upper ends begins nowhere: open, up to the last value.
        let found = from(&values, &[2.0, 0.0, -0.5].map(lead));
        assert_eq!(found.ci.unwrap().high, 2.0);
        let found = until(&values, &[-0.5, -0.25, 1.5].map(lead));
        assert_eq!(found.ci.unwrap().low, 0.0);
        assert_eq!(from(&values, &[-2.0, -2.0, -2.0].map(lead)).ci, None);
    }
}
