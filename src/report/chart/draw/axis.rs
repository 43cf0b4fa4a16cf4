//! An axis: a span of values with ticks, which plotters maps to pixels.

use std::ops::Range;

use plotters::coord::ranged1d::{
    KeyPointHint, KeyPointWeight, NoDefaultFormatting, Ranged, ValueFormatter,
};

use super::numbers::{grouped, magnitude, short};
use crate::format;
use crate::time::{HOUR, Instant, micros};
use jiff::civil::DateTime;

/// An axis of numbers, or of names at 0, 1, 2, ...
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub low: f64,
    pub high: f64,
    /// Where the ticks are, ascending.
    pub ticks: Vec<f64>,
    /// Their distance: 1, 2 or 5 times a power of ten.
    pub step: f64,
    /// The ticks' names; empty on an axis of numbers.
    names: Vec<String>,
    /// Of an axis of days after a known start.
    start: Option<DateTime>,
}

impl Axis {
    /// About `wanted` ticks at round numbers that enclose `[low, high]`. A range without width, or bounds
    /// that are no numbers, give an axis around what there is.
    pub fn enclosing(low: f64, high: f64, wanted: usize) -> Axis {
        let (low, high) = widened(low, high);
        let step = round_step((high - low) / wanted.max(1) as f64);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil().max(first + 1.0);
        let count = (last - first).min(1000.0) as usize;
        let ticks: Vec<f64> = (0..=count).map(|k| (first + k as f64) * step).collect();
        let (low, high) = (ticks[0], ticks[count]);
        Axis { low, high, ticks, step, names: Vec::new(), start: None }
    }

    /// As [`Axis::enclosing`], with at most a tick per `each` of `pixels`.
    pub fn fitting((low, high): (f64, f64), pixels: f64, each: f64) -> Axis {
        Axis::enclosing(low, high, ((pixels / each) as usize).max(2))
    }

    /// A span with a tick at every `each`th step from `anchor` on.
    pub fn counted((low, high): (f64, f64), anchor: f64, step: f64, each: f64) -> Axis {
        let first = ((low - anchor) / (step * each) - 1e-9).ceil();
        let count = ((high - anchor) / (step * each) + 1e-9).floor() - first;
        let tick = |k: u32| anchor + (first + f64::from(k)) * step * each;
        let ticks = (0..=count.clamp(0.0, 1000.0) as u32).map(tick).collect();
        let whole = (anchor / step - (anchor / step).round()).abs() < 1e-9;
        let step = if whole || anchor == anchor.round() { step } else { step.min(1.0) * 0.1 };
        Axis { low, high, ticks, step, names: Vec::new(), start: None }
    }

    /// The ticks of time: of days whole weeks, or days, counted from what is due; at most one per `each` of `pixels`.
    pub fn of_time(
        (low, high): (f64, f64),
        due_h: Option<f64>,
        unit: Unit,
        (pixels, each): (f64, f64),
    ) -> Axis {
        const STEPS: [f64; 10] = [1.0, 2.0, 7.0, 14.0, 28.0, 56.0, 91.0, 182.0, 364.0, 728.0];
        let (low, high) = widened(low / unit.hours, high / unit.hours);
        let fits = |step: &f64| (high - low) / step * each <= pixels;
        let due = due_h.map(|due| due / unit.hours);
        match STEPS.into_iter().find(fits) {
            Some(step) if unit.is_days() && (unit.is_dated() || due.is_some()) => {
                let anchor = due.filter(|due| (low..=high).contains(due)).unwrap_or(0.0);
                Axis::counted((low, high), anchor, step, 1.0).dated(unit)
            }
            _ => Axis::fitting((low, high), pixels, each).dated(unit),
        }
    }

    /// A span without ticks.
    pub fn plain(low: f64, high: f64) -> Axis {
        Axis { low, high, ticks: Vec::new(), step: 1.0, names: Vec::new(), start: None }
    }

    /// Names at 0, 1, 2, ... with `air` beyond the first and the last; of many, every `each`th is shown.
    pub fn named(names: Vec<String>, air: f64, each: usize) -> Axis {
        let last = names.len().saturating_sub(1) as f64;
        let ticks = (0..names.len()).step_by(each.max(1)).map(|name| name as f64).collect();
        Axis { low: -air, high: last + air, ticks, step: 1.0, names, start: None }
    }

    /// The same, whose labels are dates where the unit's are.
    pub fn dated(self, unit: Unit) -> Axis {
        Axis { start: unit.start, ..self }
    }

    /// The axis with labels as fine as this step needs.
    pub fn as_fine_as(&self, step: f64) -> Axis {
        Axis { step, ..self.clone() }
    }

    /// Where a value lies: 0 at the low end, 1 at the high one; beyond the axis, its nearer end.
    pub fn share(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
    }

    /// Whether a value lies on the axis.
    pub fn shows(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// A value as text, with the decimals that the step needs.
    pub fn label(&self, value: f64) -> String {
        if let Some(name) = self.names.get(value as usize) {
            return name.clone();
        }
        if let Some(date) = self.start.and_then(|start| date(start, value * Unit::DAYS.hours)) {
            return date;
        }
        if value == 0.0 {
            return "0".to_owned();
        }
        let largest = self.low.abs().max(self.high.abs());
        let (divisor, suffix) = magnitude(largest);
        let step = self.step / divisor;
        if !(1e-4..1e15).contains(&(largest / divisor)) {
            return format!("{value:.1e}");
        }
        let decimals = (-(step.log10() + 1e-9).floor()).clamp(0.0, 6.0) as usize;
        format!("{}{suffix}", grouped(value / divisor, decimals))
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        from + (self.share(*value) * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match hint.weight() {
            KeyPointWeight::Bold => self.ticks.clone(),
            // Lines between the ticks.
            KeyPointWeight::Any => Vec::new(),
        }
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.label(*value)
    }
}

/// Bounds that are numbers, in order, far enough apart for `f64` to hold steps between them.
pub fn widened(low: f64, high: f64) -> (f64, f64) {
    let finite = |value: f64| if value.is_finite() { value.clamp(-1e200, 1e200) } else { 0.0 };
    let (low, high) = (finite(low).min(finite(high)), finite(low).max(finite(high)));
    let largest = low.abs().max(high.abs());
    if high - low > largest * 1e-9 && high - low > 1e-200 {
        (low, high)
    } else if largest > 1e-200 {
        (low - largest * 0.1, high + largest * 0.1)
    } else {
        (0.0, 1.0)
    }
}

/// The nearest, by ratio, of 1, 2, 5 times a power of ten.
pub fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    // The geometric means of 1 and 2, 2 and 5, 5 and 10.
    let bounds = [(2f64.sqrt(), 1.0), (10f64.sqrt(), 2.0), (50f64.sqrt(), 5.0)];
    let nice = bounds.into_iter().find(|(bound, _)| raw / power < *bound);
    nice.map_or(10.0, |(_, step)| step) * power
}

/// The unit that spans of time are shown in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Hours in one of it.
    pub hours: f64,
    /// On an axis ("days").
    pub name: &'static str,
    /// After a number ("d").
    pub short: &'static str,
    /// Of days after a known start: they are shown as dates.
    start: Option<DateTime>,
}

impl Unit {
    /// Days of 24 hours.
    pub const DAYS: Unit = Unit { hours: 24.0, name: "days", short: "d", start: None };
    /// Hours of people.
    pub const PERSON_HOURS: Unit =
        Unit { hours: 1.0, name: "person-hours", short: "person-h", start: None };
    /// Hours.
    pub const HOURS: Unit = Unit { hours: 1.0, name: "hours", short: "h", start: None };
    /// Minutes.
    pub const MINUTES: Unit =
        Unit { hours: 1.0 / 60.0, name: "minutes", short: "min", start: None };

    /// Days, unless all that is shown is shorter than two of them.
    pub fn for_hours(largest: f64) -> Unit {
        match largest {
            hours if hours >= 48.0 => Unit::DAYS,
            hours if hours >= 2.0 => Unit::HOURS,
            hours if hours > 0.0 => Unit::MINUTES,
            _ => Unit::DAYS,
        }
    }

    /// The same, of instants of a campaign that starts then: days are dates.
    pub fn dated(self, start: Option<DateTime>) -> Unit {
        Unit { start: start.filter(|_| self.is_days()), ..self }
    }

    /// The same over an axis of so many hours: dates only where they tell its ticks apart.
    pub fn over(self, hours: f64) -> Unit {
        Unit { start: self.start.filter(|_| hours >= 5.0 * Unit::DAYS.hours), ..self }
    }

    /// Whether instants are shown as dates.
    pub fn is_dated(self) -> bool {
        self.start.is_some()
    }

    /// The time of day of an instant so many hours after the start, in hours after midnight; `None` without dates.
    pub fn clock(self, hours: f64) -> Option<f64> {
        let start = self.start?.time();
        let midnight = f64::from(start.hour()) + f64::from(start.minute()) / 60.0;
        Some((midnight + f64::from(start.second()) / 3600.0 + hours).rem_euclid(24.0))
    }

    /// An instant with its time of day: "27 Apr 13:00".
    pub fn moment(self, hours: f64) -> String {
        let said = self.start.and_then(|start| format::date(start, instant(hours), "%-d %b %H:%M"));
        said.unwrap_or_else(|| self.show(hours))
    }

    /// Whether an instant is on the day on which something is due at a time of it, so that its date does not tell which is
    /// the first.
    pub fn parts_day(self, hours: f64, due: f64) -> bool {
        /// Far less than a minute.
        const ROUNDING: f64 = 1e-6;
        let midnight = self.clock(due).is_some_and(|clock| clock < ROUNDING);
        self.is_dated() && !midnight && self.show(hours) == self.show(due)
    }

    /// Whether it is days, as numbers or as dates.
    pub fn is_days(self) -> bool {
        self.hours == Unit::DAYS.hours
    }

    /// What an axis of instants says of itself: "start to ready (days)", "start to ready (date, 2027)".
    pub fn title(self, what: &str, until_h: f64) -> String {
        let years = self.start.map(|start| {
            let first = start.year();
            let last = format::date(start, instant(until_h), "%Y");
            match last.and_then(|last| last.parse().ok()).filter(|last: &i16| *last > first) {
                Some(last) => format!("date, {first} to {last}"),
                None => format!("date, {first}"),
            }
        });
        format!("{what} ({})", years.as_deref().unwrap_or(self.name))
    }

    /// Hours as text in this unit, of an instant perhaps as its date.
    pub fn show(self, hours: f64) -> String {
        let date = self.start.and_then(|start| date(start, hours));
        date.unwrap_or_else(|| format!("{} {}", short(hours / self.hours), self.short))
    }

    /// The same without the unit behind it.
    pub fn bare(self, hours: f64) -> String {
        let date = self.start.and_then(|start| date(start, hours));
        date.unwrap_or_else(|| short(hours / self.hours))
    }
}

/// "8 Mar": the day of an instant so many hours after the start; the first instant of a day ends the one before.
fn date(start: DateTime, hours: f64) -> Option<String> {
    format::day_ended(start, instant(hours), "%-d %b")
}

fn instant(hours: f64) -> Instant {
    Instant(micros(hours * HOUR as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_enclose() {
        // 37.8 / 6 = 6.3, nearest 5.
        let axis = Axis::enclosing(3.2, 41.0, 6);
        assert_eq!((axis.step, axis.low, axis.high), (5.0, 0.0, 45.0));
        let axis = Axis::enclosing(-0.013, 0.022, 5);
        assert_eq!(axis.label(axis.low), "−0.015");
        assert_eq!(axis.label(0.0), "0");
        assert_eq!(axis.label(axis.high), "0.025");
    }

    #[test]
    fn odd_ranges_still_give_an_axis() {
        let odd = [
            (0.0, 0.0),
            (5.0, 5.0),
            (-3.0, -3.0),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
            (1e15, 1e15 + 1e-3),
            (1e-300, 2e-300),
            (-1e300, 1e300),
            (7.0, 2.0),
        ];
        for (low, high) in odd {
            let axis = Axis::enclosing(low, high, 6);
            assert!(axis.ticks.len() >= 2 && axis.ticks.len() <= 16, "{low} {high} {axis:?}");
            assert!(axis.ticks.windows(2).all(|pair| pair[0] < pair[1]), "{low} {high}");
            assert!(axis.ticks.iter().all(|value| value.is_finite()), "{low} {high}");
        }
    }

    #[test]
    fn steps_are_1_2_5() {
        // The geometric means of neighbours are 1.41, 3.16, 7.07.
        let steps = [0.3, 1.0, 6.0, 7.5, 1600.0].map(round_step);
        assert_eq!(steps, [0.2, 1.0, 5.0, 10.0, 2000.0]);
    }

    #[test]
    fn units_follow_the_longest_span() {
        assert_eq!(Unit::for_hours(480.0).show(36.0), "1.5 d");
        assert_eq!(Unit::for_hours(10.0).name, "hours");
        assert_eq!(Unit::for_hours(0.5).show(0.5), "30 min");
    }

    #[test]
    fn days_after_a_known_start_are_dates() {
        let start = Some(jiff::civil::datetime(2027, 1, 4, 9, 0, 0, 0));
        let days = Unit::for_hours(1600.0).dated(start);
        // 63 d after Monday 4 January 9:00; and 15 h more, when that day ends.
        assert_eq!((days.show(1512.0), days.show(1527.0)), ("8 Mar".into(), "8 Mar".into()));
        assert_eq!(days.title("start to ready", 1600.0), "start to ready (date, 2027)");
        assert_eq!(days.title("ready", 9000.0), "ready (date, 2027 to 2028)");
        let axis = Axis::counted((0.0, 70.0), 0.0, 7.0, 1.0).dated(days);
        assert_eq!((axis.label(0.0), axis.label(63.0)), ("4 Jan".into(), "8 Mar".into()));
        assert_eq!(Unit::HOURS.dated(start).show(3.0), "3 h");
        assert_eq!(Unit::DAYS.title("ready", 1.0), "ready (days)");
    }

    #[test]
    fn ticks_of_days_are_weeks_from_what_is_due() {
        // 30 to 80 days in 300 pixels, 70 each: four ticks, so 14 days apart: 53 - 14, 53, 53 + 14.
        let axis = Axis::of_time((720.0, 1920.0), Some(53.0 * 24.0), Unit::DAYS, (300.0, 70.0));
        assert_eq!((axis.low, axis.high, &axis.ticks[..]), (30.0, 80.0, &[39.0, 53.0, 67.0][..]));
        // Without a date, round numbers.
        let axis = Axis::of_time((720.0, 1920.0), None, Unit::DAYS, (300.0, 70.0));
        assert_eq!(axis.step, 10.0);
    }

    /// From 9:00, due on day 56 at 9:00: an hour later is late on the same day, an hour before midnight is, too.
    #[test]
    fn the_hour_counts_on_the_day_that_is_due() {
        let start = Some(jiff::civil::datetime(2026, 3, 2, 9, 0, 0, 0));
        let (unit, due) = (Unit::for_hours(2000.0).dated(start), 56.0 * 24.0);
        let [later, next] = [1.0, 16.0].map(|hours| unit.parts_day(due + hours, due));
        assert_eq!((later, next), (true, false));
        assert!(!unit.parts_day(due + 14.0, due + 15.0), "due by the end of the day");
    }

    #[test]
    fn values_keep_inside_the_axis() {
        let axis = Axis::plain(0.0, 10.0);
        assert_eq!([0.0, 2.5, 10.0, 99.0].map(|v| axis.map(&v, (100, 200))), [100, 125, 200, 200]);
        assert_eq!(axis.map(&f64::NAN, (200, 100)), 200);
    }

    #[test]
    fn names_stand_at_whole_numbers() {
        let axis = Axis::named(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], 0.5, 2);
        assert_eq!((axis.low, axis.high, &axis.ticks[..]), (-0.5, 2.5, &[0.0, 2.0][..]));
        assert_eq!(axis.label(2.0), "c");
    }
}
