//! One number of the scenario, how well it is known, and how it is written.

use crate::stats::{self, Interval};
use crate::text;
use std::borrow::Cow;

/// How well a number is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// From at least [`ENOUGH`] cases, within an interval that is not wide.
    Measured,
    /// From fewer, or within a wide one.
    Weak,
    /// Not in the log.
    Assumed,
}

/// The method of what the log does not tell.
pub const OPEN: &str = "not in the log";
/// So many cases make a measurement.
pub const ENOUGH: usize = 10;
/// What may be so many times as much as it may be at least is no measurement, of however many cases.
const TIMES: f64 = 3.0;
/// Nor is a share that may be so much more.
const POINTS: f64 = 0.5;
/// What a scenario does not hold moves a median by so much of it at most.
const MOVED: f64 = 0.1;

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
    /// A factor, a count.
    Plain,
    /// Between 0 and 1.
    Share,
    /// Hours, of working or of elapsed time.
    Hours,
}

impl Unit {
    /// A value as the scenario writes it, without quotes; four digits are more than any log knows.
    pub fn written(self, value: f64) -> String {
        let (times, unit) = self.scale(value);
        let rounded = format!("{:.3e}", value * times).parse().unwrap_or(value * times);
        plain(rounded) + unit
    }

    /// An end of a value's interval, in the unit of the value: three digits, rounded away from it.
    pub fn end(self, end: f64, value: f64) -> String {
        if end == value || end == 0.0 || !end.is_finite() {
            return self.written(if end == value { value } else { 0.0 });
        }
        let (times, unit) = self.scale(value);
        let size = libm::floor(libm::log10(libm::fabs(end * times))) - 2.0;
        let places = end * times / libm::pow(10.0, size);
        let away = if end < value { libm::floor(places + 1e-9) } else { libm::ceil(places - 1e-9) };
        plain(format!("{away}e{size}").parse().unwrap_or(end * times)) + unit
    }

    /// By what to multiply, and the unit then.
    fn scale(self, value: f64) -> (f64, &'static str) {
        match self {
            Unit::Plain | Unit::Share => (1.0, ""),
            Unit::Hours if value == 0.0 => (1.0, "h"),
            Unit::Hours if value.abs() < 1.0 / 60.0 => (3600.0, "s"),
            Unit::Hours if value.abs() < 2.0 => (60.0, "m"),
            Unit::Hours => (1.0, "h"),
        }
    }
}

fn plain(value: f64) -> String {
    text::number(value).unwrap_or_else(|| "0".to_owned())
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
    pub method: Cow<'static, str>,
    /// What the grade rests on besides the interval.
    grade: Grade,
    /// Whether the ends are the least and the most that were seen, not an interval of confidence.
    pub is_range: bool,
}

impl Estimate {
    /// A measured number.
    pub fn of(value: f64, interval: Option<Interval>, n: usize, of: &'static str) -> Estimate {
        let (grade, method) = (Grade::of(n), "".into());
        Estimate { value, interval, n, unit: Unit::Plain, of, method, grade, is_range: false }
    }

    /// A share: k of n, with Wilson's interval.
    pub fn share(k: usize, n: usize, of: &'static str) -> Estimate {
        let value = if n == 0 { 0.0 } else { k as f64 / n as f64 };
        let it = Estimate::of(value, stats::wilson(k, n), n, of).by("k of n, Wilson");
        Estimate { unit: Unit::Share, ..it }
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
        let (grade, method) = (Grade::Assumed, OPEN.into());
        Estimate { value, interval: None, n: 0, unit, of: "", method, grade, is_range: false }
    }

    pub fn by(mut self, method: impl Into<Cow<'static, str>>) -> Estimate {
        self.method = method.into();
        self
    }

    pub fn hours(mut self) -> Estimate {
        self.unit = Unit::Hours;
        self
    }

    /// How well it is known.
    pub fn grade(&self) -> Grade {
        let wide = self.interval.is_some_and(|it| match self.unit {
            Unit::Share => it.high - it.low > POINTS,
            Unit::Plain | Unit::Hours => it.high > TIMES * it.low,
        });
        if wide { self.grade.max(Grade::Weak) } else { self.grade }
    }

    /// Known no better than so.
    pub fn at_best(mut self, grade: Grade) -> Estimate {
        self.grade = self.grade.max(grade);
        self
    }

    pub fn weak(self) -> Estimate {
        self.at_best(Grade::Weak)
    }

    /// The same grounds for another value.
    pub fn at(self, value: f64) -> Estimate {
        Estimate { value, ..self }
    }

    /// The same within another interval.
    pub fn within(self, interval: Option<Interval>) -> Estimate {
        Estimate { interval, ..self }
    }

    /// With an interval that is wider by so much on either side.
    pub fn wider(mut self, by: f64) -> Estimate {
        self.interval =
            self.interval.map(|it| Interval { low: (it.low - by).max(0.0), high: it.high + by });
        self
    }

    /// Within what eight of ten values lie between, too, as far as a tenth of it. Where those vary that the scenario holds to be one,
    /// something makes them that is not in it, such as a meeting or tiredness, and may have moved their middle as well.
    pub fn holding_most(self, values: &[f64]) -> Estimate {
        let sorted = stats::ascending(values.iter().copied());
        let ends = stats::quantile(&sorted, 0.1).zip(stats::quantile(&sorted, 0.9));
        match (self.interval, ends) {
            (Some(it), Some((low, high))) if !self.is_range => {
                let low = low.max(self.value * (1.0 - MOVED)).min(it.low);
                let high = high.min(self.value * (1.0 + MOVED)).max(it.high);
                let method = format!("{}, and eight of ten", self.method);
                self.within(Some(Interval { low, high })).by(method)
            }
            _ => self,
        }
    }

    /// Known no better than that on which it rests.
    pub fn resting_on(self, grade: Grade, what: &str) -> Estimate {
        let method = format!("{}, {what}", self.method);
        self.at_best(grade).by(method)
    }

    /// No more than an assumption, and why.
    pub fn guessed(self, why: &str) -> Estimate {
        self.resting_on(Grade::Assumed, why)
    }

    /// As a share of a whole, which is no more than 1: what was more is cut off, and then no better than an assumption.
    pub fn as_share(self) -> Estimate {
        let above = self.value > 1.0;
        let cut = |it: Interval| Interval { high: it.high.min(1.0), ..it };
        let interval = self.interval.filter(|it| it.low <= 1.0).map(cut);
        let value = self.value.min(1.0);
        let it = Estimate { value, interval, ..self };
        if above { it.guessed("more than the whole, cut at 1") } else { it }
    }

    /// From the least to the most that was seen.
    pub fn between(mut self, least: f64, most: f64) -> Estimate {
        (self.interval, self.is_range) = (Some(Interval { low: least, high: most }), true);
        self
    }

    /// The ends as fit.csv has them.
    pub fn ends(&self) -> Option<[String; 2]> {
        self.interval.map(|it| [it.low, it.high].map(|end| self.unit.end(end, self.value)))
    }

    /// As the scenario writes it, without quotes.
    pub fn written(&self) -> String {
        self.unit.written(self.value)
    }

    /// What the comment says.
    pub fn comment(&self) -> String {
        let (n, of) = (self.n, if self.n == 1 { self.of.trim_end_matches('s') } else { self.of });
        let what = if self.is_range { "least to most" } else { "95 %" };
        let range = self.ends().map(|[low, high]| format!(", {low} to {high} ({what})"));
        let range = range.unwrap_or_default();
        match self.grade() {
            Grade::Measured => format!("measured: {n} {of}{range}"),
            Grade::Weak => format!("weak: {n} {of}{range}"),
            Grade::Assumed if n > 0 => format!("assumption: {n} {of}{range}, {}", self.method),
            Grade::Assumed => format!("assumption: {}", self.method),
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
        assert_eq!(share.written(), "0.308");
        assert_eq!(share.comment(), "measured: 263 reviews, 0.255 to 0.367 (95 %)");
        let few = Estimate::median(&[0.5, 0.25, 3.0], "jobs").unwrap().hours();
        assert_eq!((few.written().as_str(), few.comment().as_str()), ("30m", "weak: 3 jobs"));
        assert_eq!(Unit::Hours.written(6.04321987), "6.043h");
        // In the unit of the value, away from it; what is exact stays so.
        assert_eq!(Unit::Hours.end(1.5, 2.5), "1.5h");
        assert_eq!(Unit::Hours.end(2.0049, 1.5), "121m");
        assert_eq!(
            [0.29999, 0.3, 0.30001].map(|end| Unit::Plain.end(end, 0.3)),
            ["0.299", "0.3", "0.301"]
        );
        assert_eq!(Estimate::median(&[], "jobs"), None);
    }

    /// Of 101 values from 95 to 105 eight of ten lie from 96 to 104; of those from 50 to 150 from 60 to 140, which is further than a tenth.
    #[test]
    fn what_varies_is_known_no_better_than_most_of_it() {
        let ends = |step: i32| {
            let values: Vec<f64> =
                (-50..=50).map(|it| 100.0 + f64::from(it * step) / 10.0).collect();
            let it = Estimate::of(100.0, Some(Interval { low: 99.0, high: 101.0 }), 101, "reworks");
            it.holding_most(&values).ends().unwrap()
        };
        assert_eq!(ends(1), ["96", "104"]);
        assert_eq!(ends(10), ["90", "110"]);
    }

    #[test]
    fn what_may_be_three_times_as_much_is_weak() {
        let ends = |low, high| Estimate::of(1.0, Some(Interval { low, high }), 1000, "jobs");
        let grades = [(0.5, 1.5), (0.5, 1.51), (0.0, 1.1), (0.0, 0.0)].map(|it| ends(it.0, it.1));
        assert_eq!(grades.map(|it| it.grade().letter()), ["A", "B", "B", "A"]);
        // Wilson: of 10 none, 0 to .278; of 10 a half, .237 to .763; of 100 three, .010 to .085.
        let shares = [(0, 10), (5, 10), (3, 100)].map(|(k, n)| Estimate::share(k, n, "reviews"));
        assert_eq!(shares.map(|it| it.grade().letter()), ["A", "B", "A"]);
    }
}
