//! The clock: integer microseconds, in types that cannot be mixed up.
//!
//! No `f64` holds a time anywhere in flowcast. A product of a duration and a number is computed in
//! `f64` and rounded half-to-even to a microsecond once, when it becomes a time ([`scaled`]).

/// Microseconds in a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds in a day of elapsed time (24 h).
pub const DAY: i64 = 24 * HOUR;
/// Microseconds in a week of elapsed time (7 days of 24 h).
pub const WEEK: i64 = 7 * DAY;
/// Microseconds in a day of working time (8 h).
pub const WORKDAY: i64 = 8 * HOUR;
/// Microseconds in a week of working time (5 days of 8 h).
pub const WORKWEEK: i64 = 5 * WORKDAY;

/// The latest instant that is ever used: far beyond any horizon, yet safe to add durations to.
pub const FOREVER: i64 = 1 << 54;

/// A point in time: microseconds since the first campaign's start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

/// A span of elapsed time (wall clock; a day has 24 h), in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Elapsed(pub i64);

/// A span of working time (open time of a calendar; a day has 8 h), in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Work(pub i64);

impl Instant {
    /// The start of the first campaign.
    pub const ZERO: Instant = Instant(0);

    /// This instant moved later by a span of elapsed time; stays at [`FOREVER`] instead of overflowing.
    pub fn plus(self, span: Elapsed) -> Instant {
        Instant(self.0.saturating_add(span.0).min(FOREVER))
    }

    /// The elapsed time from `earlier` to this instant.
    pub fn since(self, earlier: Instant) -> Elapsed {
        Elapsed(self.0 - earlier.0)
    }

    /// Hours since the first campaign's start.
    pub fn hours(self) -> f64 {
        hours(self.0)
    }
}

impl Elapsed {
    /// The span in hours.
    pub fn hours(self) -> f64 {
        hours(self.0)
    }

    /// The span in days of 24 h.
    pub fn days(self) -> f64 {
        self.0 as f64 / DAY as f64
    }
}

impl Work {
    /// The span in hours.
    pub fn hours(self) -> f64 {
        hours(self.0)
    }
}

/// Microseconds as decimal hours.
pub fn hours(micros: i64) -> f64 {
    micros as f64 / HOUR as f64
}

/// 2^52: a number below 2^51 added to it is rounded half-to-even to an integer, which then stands in
/// the low bits of the sum.
const ROUNDER: f64 = (1u64 << 52) as f64;

/// A number of microseconds as a time: rounded half-to-even, never negative, capped at [`FOREVER`].
#[inline]
pub fn micros(value: f64) -> i64 {
    if (0.0..ROUNDER / 2.0).contains(&value) {
        // Both are between 2^52 and 2^53, where the bits of a number count up with it.
        (value + ROUNDER).to_bits().wrapping_sub(ROUNDER.to_bits()) as i64
    } else {
        micros_beyond(value)
    }
}

#[cold]
fn micros_beyond(value: f64) -> i64 {
    let rounded = libm::rint(value);
    if rounded >= FOREVER as f64 {
        FOREVER
    } else if rounded > 0.0 {
        rounded as i64
    } else {
        0
    }
}

/// A sum of times as a number. Nearly all fit 64 bits, for which the processor has an instruction.
#[inline]
pub fn float(sum: i128) -> f64 {
    i64::try_from(sum).map_or_else(|_| sum as f64, |sum| sum as f64)
}

/// A duration times a number, rounded half-to-even to a microsecond.
#[inline]
pub fn scaled(span: i64, factor: f64) -> i64 {
    if factor == 1.0 { span } else { micros(span as f64 * factor) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2^53 + 1 lies between two numbers, half to even below; 2^64 + 1 does not fit.
    #[test]
    fn a_sum_is_rounded_once() {
        assert_eq!([(1 << 53) + 1, 1 << 64].map(float), [9_007_199_254_740_992.0, 2f64.powi(64)]);
        assert_eq!([(1 << 64) + 1, -3].map(float), [2f64.powi(64), -3.0]);
    }

    #[test]
    fn rounding_is_half_to_even() {
        assert_eq!(micros(0.5), 0);
        assert_eq!(micros(1.5), 2);
        assert_eq!(micros(2.5), 2);
        assert_eq!(scaled(3, 0.5), 2);
        for whole in [0, 1, 7, (1 << 50) + 3] {
            assert_eq!(micros(whole as f64), whole);
        }
        // 2^50 + 1/4 and + 3/4 are exact in a double; 2^51 + 1/2 is a tie to the even 2^51.
        let large = (1u64 << 50) as f64;
        assert_eq!((micros(large + 0.25), micros(large + 0.75)), (1 << 50, (1 << 50) + 1));
        assert_eq!(micros((1u64 << 51) as f64 + 0.5), 1 << 51);
    }

    #[test]
    fn nothing_becomes_negative_or_overflows() {
        assert_eq!(micros(-3.0), 0);
        assert_eq!(micros(f64::NAN), 0);
        assert_eq!(micros(f64::INFINITY), FOREVER);
        assert_eq!(Instant(FOREVER).plus(Elapsed(FOREVER)), Instant(FOREVER));
    }

    #[test]
    fn units() {
        assert_eq!(Elapsed(36 * HOUR).days(), 1.5);
        assert_eq!(Work(90 * MINUTE).hours(), 1.5);
        assert_eq!(WORKWEEK, 40 * HOUR);
    }
}
