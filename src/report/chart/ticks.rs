//! Axes' arithmetic: round ticks, units of time, numbers as text, and the map from values to pixels.

/// Ticks at multiples of a round step.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticks {
    /// Where they are, ascending; the first and the last enclose what the axis shows.
    pub values: Vec<f64>,
    /// Their distance: 1, 2 or 5 times a power of ten.
    pub step: f64,
}

impl Ticks {
    /// About `wanted` ticks that enclose `[low, high]`. A range without width, or bounds that are no
    /// numbers, give an axis around what there is.
    pub fn enclosing(low: f64, high: f64, wanted: usize) -> Ticks {
        let (low, high) = widened(low, high);
        let step = round_step((high - low) / wanted.max(1) as f64);
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil().max(first + 1.0);
        let count = (last - first).min(1000.0) as usize;
        let values = (0..=count).map(|k| (first + k as f64) * step).collect();
        Ticks { values, step }
    }

    /// The lowest tick.
    pub fn low(&self) -> f64 {
        self.values[0]
    }

    /// The highest tick.
    pub fn high(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// A tick as text, with the decimals that its step needs.
    pub fn label(&self, value: f64) -> String {
        if value == 0.0 {
            return "0".to_owned();
        }
        let largest = self.low().abs().max(self.high().abs());
        let (divisor, suffix) = magnitude(largest);
        let step = self.step / divisor;
        if !(1e-4..1e15).contains(&(largest / divisor)) {
            return format!("{value:.1e}");
        }
        let decimals = (-(step.log10() + 1e-9).floor()).clamp(0.0, 6.0) as usize;
        format!("{}{suffix}", grouped(value / divisor, decimals))
    }
}

/// Bounds that are numbers, in order, far enough apart for `f64` to hold steps between them.
fn widened(low: f64, high: f64) -> (f64, f64) {
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

/// The divisor and suffix for large numbers.
fn magnitude(largest: f64) -> (f64, &'static str) {
    match largest {
        x if x >= 1e9 => (1e9, " bn"),
        x if x >= 1e6 => (1e6, " M"),
        x if x >= 1e5 => (1e3, " k"),
        _ => (1.0, ""),
    }
}

/// A number with this many decimals, thousands apart by commas, a true minus sign, and no minus zero.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A value for reading, with about three significant digits.
pub fn short(value: f64) -> String {
    let (divisor, suffix) = magnitude(value.abs());
    let scaled = value / divisor;
    if value != 0.0 && !(1e-4..1e6).contains(&scaled.abs()) {
        return format!("{value:.1e}");
    }
    let decimals = match scaled.abs() {
        x if x.fract() == 0.0 => 0,
        x if x >= 99.95 => 0,
        x if x >= 0.95 => 1,
        x if x >= 0.01 => 2,
        _ => 4,
    };
    format!("{}{suffix}", grouped(scaled, decimals))
}

/// A share as a percentage; shares near 0 and 1 are never rounded to them.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match grouped(percent, 0).as_str() {
        "0" if percent > 0.0 => "<1 %".to_owned(),
        "100" if percent < 100.0 => ">99 %".to_owned(),
        whole => format!("{whole} %"),
    }
}

/// A share of a count as text: bare 0 % and 100 % say of how many.
pub fn share_of(count: usize, of: usize) -> String {
    if count == 0 || count == of {
        format!("{} of {}", grouped(count as f64, 0), grouped(of as f64, 0))
    } else {
        percent(count as f64 / of as f64)
    }
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
}

impl Unit {
    /// Days of 24 hours.
    pub const DAYS: Unit = Unit { hours: 24.0, name: "days", short: "d" };
    /// Hours.
    pub const HOURS: Unit = Unit { hours: 1.0, name: "hours", short: "h" };
    /// Minutes.
    pub const MINUTES: Unit = Unit { hours: 1.0 / 60.0, name: "minutes", short: "min" };

    /// Days, unless all that is shown is shorter than two of them.
    pub fn for_hours(largest: f64) -> Unit {
        match largest {
            hours if hours >= 48.0 => Unit::DAYS,
            hours if hours >= 2.0 => Unit::HOURS,
            hours if hours > 0.0 => Unit::MINUTES,
            _ => Unit::DAYS,
        }
    }

    /// Hours as text in this unit.
    pub fn show(self, hours: f64) -> String {
        format!("{} {}", short(hours / self.hours), self.short)
    }
}

/// The map from values to pixels along one axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Value at the first pixel.
    pub low: f64,
    /// Value at the last pixel.
    pub high: f64,
    /// First pixel.
    pub from: f64,
    /// Last pixel (smaller than `from` on an axis that goes up).
    pub to: f64,
}

impl Scale {
    /// An axis over the span of its ticks.
    pub fn over(ticks: &Ticks, from: f64, to: f64) -> Scale {
        Scale { low: ticks.low(), high: ticks.high(), from, to }
    }

    /// The pixel of a value; beyond the axis, its nearer end.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.from + share * (self.to - self.from)
    }

    /// Whether a value lies on the axis.
    pub fn shows(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_enclose() {
        // 37.8 / 6 = 6.3, nearest 5.
        let ticks = Ticks::enclosing(3.2, 41.0, 6);
        assert_eq!((ticks.step, ticks.low(), ticks.high()), (5.0, 0.0, 45.0));
        let ticks = Ticks::enclosing(-0.013, 0.022, 5);
        assert_eq!(ticks.label(ticks.low()), "−0.015");
        assert_eq!(ticks.label(0.0), "0");
        assert_eq!(ticks.label(ticks.high()), "0.025");
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
            let ticks = Ticks::enclosing(low, high, 6);
            assert!(ticks.values.len() >= 2 && ticks.values.len() <= 16, "{low} {high} {ticks:?}");
            assert!(ticks.values.windows(2).all(|pair| pair[0] < pair[1]), "{low} {high}");
            assert!(ticks.values.iter().all(|value| value.is_finite()), "{low} {high}");
        }
    }

    #[test]
    fn steps_are_1_2_5() {
        assert_eq!(round_step(0.3), 0.2);
        assert_eq!(round_step(1.0), 1.0);
        assert_eq!(round_step(6.0), 5.0);
        assert_eq!(round_step(7.5), 10.0);
        assert_eq!(round_step(1600.0), 2000.0);
    }

    #[test]
    fn numbers_as_text() {
        assert_eq!(grouped(-1234567.0, 0), "−1,234,567");
        assert_eq!(grouped(-0.01, 1), "0.0");
        assert_eq!(short(0.0), "0");
        assert_eq!(short(12.34), "12.3");
        assert_eq!(short(1234.5), "1,234");
        assert_eq!(short(2_500_000.0), "2.5 M");
        assert_eq!(percent(0.0001), "<1 %");
        assert_eq!(percent(0.9999), ">99 %");
        assert_eq!(share_of(0, 2000), "0 of 2,000");
        assert_eq!(share_of(1, 4), "25 %");
    }

    #[test]
    fn units_follow_the_longest_span() {
        assert_eq!(Unit::for_hours(480.0).show(36.0), "1.5 d");
        assert_eq!(Unit::for_hours(10.0).name, "hours");
        assert_eq!(Unit::for_hours(0.5).show(0.5), "30 min");
    }

    #[test]
    fn a_scale_keeps_inside_its_axis() {
        let scale = Scale { low: 0.0, high: 10.0, from: 100.0, to: 200.0 };
        assert_eq!([0.0, 2.5, 10.0, 99.0].map(|v| scale.at(v)), [100.0, 125.0, 200.0, 200.0]);
        assert_eq!(scale.at(f64::NAN), 100.0);
    }
}
