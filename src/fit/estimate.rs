//! One number of the scenario, how well it is known, and how it is written.

use crate::stats::{self, Interval};
use crate::text;

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// From at least [`ENOUGH`] cases.
    Measured,
    /// From fewer.
    Weak,
    /// Not in the log.
    Assumed,
}

/// So many cases make a measurement.
pub const ENOUGH: usize = 10;

impl Grade {
    /// Of so many cases.
    pub fn of(n: usize) -> Grade {
        match n {
            0 => Grade::Assumed,
            n if n < ENOUGH => Grade::Weak,
            _ => Grade::Measured,
        }
    }

    /// The letter in fit.csv.
    pub fn letter(self) -> &'static str {
        match self {
            Grade::Measured => "A",
            Grade::Weak => "B",
            Grade::Assumed => "C",
        }
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, a factor, a count.
    Plain,
    /// Hours, of working or of elapsed time.
    Hours,
}

impl Unit {
    /// A value as the scenario writes it, without quotes.
    pub fn written(self, value: f64) -> String {
        match self {
            Unit::Plain => digits(value),
            Unit::Hours if value == 0.0 => "0h".to_owned(),
            Unit::Hours if value.abs() < 1.0 / 60.0 => format!("{}s", digits(value * 3600.0)),
            Unit::Hours if value.abs() < 2.0 => format!("{}m", digits(value * 60.0)),
            Unit::Hours => format!("{}h", digits(value)),
        }
    }
}

/// Five digits are more than any log knows.
fn digits(value: f64) -> String {
    let rounded: f64 = format!("{value:.4e}").parse().unwrap_or(value);
    text::number(rounded).unwrap_or_else(|| "0".to_owned())
}

/// A number with its grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub interval: Option<Interval>,
    /// Of how many cases.
    pub n: usize,
    pub unit: Unit,
    /// What was counted, such as `jobs`.
    pub of: &'static str,
    pub method: &'static str,
    pub grade: Grade,
}

impl Estimate {
    /// A measured number.
    pub fn of(value: f64, interval: Option<Interval>, n: usize, of: &'static str) -> Estimate {
        Estimate { value, interval, n, unit: Unit::Plain, of, method: "", grade: Grade::of(n) }
    }

    /// A share: k of n, with Wilson's interval.
    pub fn share(k: usize, n: usize, of: &'static str) -> Estimate {
        let value = if n == 0 { 0.0 } else { k as f64 / n as f64 };
        Estimate::of(value, stats::wilson(k, n), n, of).by("k of n, Wilson")
    }

    /// A median between order statistics; `None` of nothing.
    pub fn median(values: &[f64], of: &'static str) -> Option<Estimate> {
        let sorted = stats::ascending(values.iter().copied());
        let value = stats::quantile(&sorted, 0.5)?;
        let interval = stats::quantile_interval(&sorted, 0.5);
        Some(Estimate::of(value, interval, sorted.len(), of).by("median, order statistics"))
    }

    /// A number that no log tells.
    pub fn assumed(value: f64, unit: Unit) -> Estimate {
        let grade = Grade::Assumed;
        Estimate { value, interval: None, n: 0, unit, of: "", method: "not in the log", grade }
    }

    pub fn by(mut self, method: &'static str) -> Estimate {
        self.method = method;
        self
    }

    pub fn hours(mut self) -> Estimate {
        self.unit = Unit::Hours;
        self
    }

    pub fn weak(mut self) -> Estimate {
        self.grade = self.grade.max(Grade::Weak);
        self
    }

    /// As the scenario writes it, without quotes.
    pub fn written(&self) -> String {
        self.unit.written(self.value)
    }

    /// What the comment says.
    pub fn comment(&self) -> String {
        let (n, of) = (self.n, self.of);
        let range = self.interval.map(|it| {
            format!(", {} to {} (95 %)", self.unit.written(it.low), self.unit.written(it.high))
        });
        let range = range.unwrap_or_default();
        match self.grade {
            Grade::Measured => format!("measured: {n} {of}{range}"),
            Grade::Weak => format!("weak: {n} {of}{range}"),
            Grade::Assumed => "assumption: not in the log".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_with_their_grounds() {
        // Wilson (Newcombe 1998, table I, gives .2553 and .3662 for 81 of 263).
        let share = Estimate::share(81, 263, "reviews");
        assert_eq!(share.written(), "0.30798");
        assert_eq!(share.comment(), "measured: 263 reviews, 0.25529 to 0.36621 (95 %)");
        let few = Estimate::median(&[0.5, 0.25, 3.0], "jobs").unwrap().hours();
        assert_eq!((few.written().as_str(), few.comment().as_str()), ("30m", "weak: 3 jobs"));
        assert_eq!(Unit::Hours.written(6.04321987), "6.0432h");
        assert_eq!(Estimate::median(&[], "jobs"), None);
    }
}
