//! When campaigns start: how long after one another, and at which hours.

use super::calendars::{Around, Calendars};
use super::estimate::Estimate;
use super::history::History;
use super::law::{Law, Sample, is_exponential};
use crate::calendar::Calendar;
use crate::log::Grain;
use crate::stats::{self, Interval};
use crate::time::{Instant, hours};

/// What is rarer by chance shows that campaigns start at certain hours only.
const RARE: f64 = 0.001;

/// When campaigns start.
pub struct Arrivals {
    /// Exponential with this mean, or as seen.
    pub every: Result<Estimate, Law>,
    pub within: Within,
}

/// In whose time gaps are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within {
    /// Elapsed time.
    Always,
    /// Open time of the default calendar.
    Office,
    /// Hours of their own: the pattern.
    Own(String),
}

/// Of a log whose campaigns meet; `working` is the default calendar, where the log told it.
pub fn arrivals(
    history: &History,
    calendars: &Calendars,
    working: Option<&Calendar>,
    grain: f64,
) -> Option<Arrivals> {
    if history.is_one_by_one() {
        return None;
    }
    let mut starts: Vec<i64> = history.cases.iter().map(|case| case.start).collect();
    starts.sort_unstable();
    let working = working.filter(|calendar| holds(calendar, &starts));
    let told = |calendar: Option<&Calendar>, within| -> Option<Arrivals> {
        let gaps = gaps(&starts, calendar);
        let mean = stats::mean(&gaps)?;
        (mean > 0.0).then_some(Arrivals { every: law(gaps, mean, grain)?, within })
    };
    if working.is_some() {
        return told(working, Within::Office);
    }
    let elapsed = told(None, Within::Always)?;
    // Every Monday at nine needs no hours; dates have none.
    if matches!(elapsed.every, Err(Law::Constant(_))) || history.grain == Grain::Day {
        return Some(elapsed);
    }
    match calendars.around(&starts).filter(|around| is_no_chance(around, starts.len())) {
        Some(Around { calendar, pattern, .. }) => told(Some(&calendar), Within::Own(pattern)),
        None => Some(elapsed),
    }
}

/// Whether campaigns start while it is open, but for a stray one.
fn holds(calendar: &Calendar, starts: &[i64]) -> bool {
    let inside = starts.iter().filter(|at| calendar.is_open(Instant(**at))).count();
    !calendar.is_always() && inside * 100 >= starts.len() * 98
}

/// Whether n campaigns that start at any hour would hardly leave so many days free, whichever these are, or so many hours of every
/// day: the range of n uniform numbers is at most r with probability n rⁿ⁻¹ - (n - 1) rⁿ (David & Nagaraja 2003, 2.3).
fn is_no_chance(around: &Around, n: usize) -> bool {
    const CHOICES: [f64; 8] = [1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0];
    let (n, r) = (n as f64, around.share);
    let days = CHOICES[around.days.min(7)] * libm::pow(around.days as f64 / 7.0, n);
    let hours = n * libm::pow(r, n - 1.0) - (n - 1.0) * libm::pow(r, n);
    // Hours of most of the week are hardly anybody's, and left out would change little.
    days * hours < RARE && around.days as f64 * r <= 3.5
}

fn gaps(starts: &[i64], calendar: Option<&Calendar>) -> Vec<f64> {
    let gap = |pair: &[i64]| match calendar {
        Some(calendar) => calendar.open(Instant(pair[0]), Instant(pair[1])).hours(),
        None => hours(pair[1] - pair[0]),
    };
    starts.windows(2).map(gap).collect()
}

/// The law of gaps: exponential if they may be, else as seen.
fn law(gaps: Vec<f64>, mean: f64, grain: f64) -> Option<Result<Estimate, Law>> {
    let n = gaps.len();
    let exponential = is_exponential(&gaps);
    let sample = Sample { values: gaps, ..Sample::default() };
    Some(match Law::of(&sample, grain, "gaps") {
        Some(law @ Law::Constant(_)) => Err(law),
        // Of two campaigns on one day a lognormal makes years between others.
        Some(_) if !exponential => Err(Law::seen(&sample, "gaps")?),
        _ => {
            // The sum of exponential times is gamma: the mean times 1 ± z / √n in the logarithm.
            let away = libm::exp(1.96 / libm::sqrt(n as f64));
            let interval = Interval { low: mean / away, high: mean * away };
            Ok(Estimate::of(mean, Some(interval), n, "gaps").hours().by("mean, exponential"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Six campaigns from Monday to Friday, in 15 of 48 half hours: 21 (5/7)⁶ · (6 r⁵ - 5 r⁶) = 2.79 · .0132 is no rarity;
    /// sixteen: 21 (5/7)¹⁶ · (16 r¹⁵ - 15 r¹⁶) = .096 · 3.0e-7 is one.
    #[test]
    fn a_few_campaigns_show_no_hours() {
        let calendars = Calendars::usual(1, date(2026, 1, 5).at(0, 0, 0, 0));
        let hour = 3_600_000_000;
        let shown = |n: i64| {
            let starts: Vec<i64> =
                (0..n).map(|at| (24 * (at % 5) + [9, 16][at as usize % 2]) * hour).collect();
            let around = calendars.around(&starts).unwrap();
            assert_eq!(around.pattern, "Mon-Fri 09:00-16:30");
            is_no_chance(&around, starts.len())
        };
        assert!(!shown(6));
        assert!(shown(16));
    }
}
