//! Every number, share and time as a reader sees it: as many digits as help, never more certain than they are.

use crate::metric::METRICS;
use crate::time::{Instant, MINUTE};

pub use crate::stats::Interval;

/// What stands for a value that does not exist.
pub const MISSING: &str = "–";

/// How many decimals suit a column whose largest value (in size) is this.
pub fn decimals(largest: f64) -> usize {
    match largest.abs() {
        size if size >= 100.0 => 0,
        size if size >= 1.0 => 1,
        size if size >= 0.1 => 2,
        size if size > 0.0 => 3,
        _ => 0,
    }
}

/// How many decimals suit these values, of which some may not exist.
pub fn common_decimals(values: impl Iterator<Item = Option<f64>>) -> usize {
    decimals(values.flatten().fold(0.0, |largest, value| value.abs().max(largest)))
}

/// As [`common_decimals`], but enough for every interval to show a width.
pub fn decimals_with_intervals(known: &[(Option<f64>, Option<Interval>)]) -> usize {
    let widths = known.iter().filter_map(|(_, ci)| ci.map(|ci| (ci.high - ci.low) / 2.0));
    // One digit of a half-width of 0.03 needs two decimals.
    let needed =
        widths.filter(|half| *half > 0.0).map(|half| (-half.log10()).ceil().clamp(0.0, 4.0));
    let needed = needed.fold(0.0, f64::max) as usize;
    needed.max(common_decimals(known.iter().map(|(mean, _)| *mean)))
}

/// As [`decimals_with_intervals`], of an interval whose ends are shown.
pub fn decimals_of_ends(ci: Interval) -> usize {
    decimals_with_intervals(&[(Some(ci.low.abs().max(ci.high.abs())), Some(ci))])
}

/// A number with this many decimals; never "-0".
pub fn fixed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.chars().all(|c| matches!(c, '-' | '0' | '.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

/// A number with this many decimals, or "–".
pub fn fixed_or_missing(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(|| MISSING.to_owned(), |value| fixed(value, decimals))
}

/// A whole number with a comma between thousands: `2,000`.
pub fn grouped(value: f64) -> String {
    let digits = fixed(value, 0);
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let mut text = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1 model", "2 models"
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A number that stands alone: up to four digits, without trailing zeros.
pub fn rounded(value: f64) -> String {
    let text = fixed(value, if value.abs() >= 1000.0 { 0 } else { decimals(value) + 1 });
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// An amount in a sentence: "0.4", "14", "22,900"; what is less than a tenth, with its first digit.
pub fn brief(value: f64) -> String {
    match value.abs() {
        10.0.. => grouped(libm::rint(value)),
        0.1.. => fixed(value, 1),
        _ => rounded(value),
    }
}

/// A mean with the half-width of its interval: `43.1 ±0.4`; without an interval, the mean alone.
pub fn mean_with_interval(mean: Option<f64>, ci: Option<Interval>, decimals: usize) -> String {
    let shown = fixed_or_missing(mean, decimals);
    match (mean, ci) {
        (Some(_), Some(ci)) => format!("{shown} ±{}", fixed((ci.high - ci.low) / 2.0, decimals)),
        _ => shown,
    }
}

/// A difference with its interval, signed: `-6.1 (-7.0 to -5.2)`.
pub fn difference(mean: Option<f64>, ci: Option<Interval>, decimals: usize) -> String {
    let signed = |value: f64| {
        let text = fixed(value, decimals);
        if value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
            format!("+{text}")
        } else {
            text
        }
    };
    match (mean, ci) {
        (Some(mean), Some(ci)) => {
            format!("{} ({} to {})", signed(mean), signed(ci.low), signed(ci.high))
        }
        (Some(mean), None) => signed(mean),
        _ => MISSING.to_owned(),
    }
}

/// Instead of a difference where no replication differs.
pub const NONE_SEEN: &str = "none seen";

/// What a difference without an interval means.
pub const NO_INTERVAL: &str = "A difference without an interval is not shown: fewer than six replications differ \
     from what most have, too few for one. \"none seen (≤ x %)\": no replication differs; at most x % do.";

/// "none seen (≤ 0.3 %)": at most this share of replications differs.
pub fn none_seen(bound: f64) -> String {
    format!("{NONE_SEEN} (≤ {})", at_most(bound))
}

/// As [`difference`]; "none seen (≤ 0.3 %)" where no replication differs, with the bound of the share that does.
pub fn difference_or_none_seen(
    mean: Option<f64>,
    ci: Option<Interval>,
    bound: Option<f64>,
    decimals: usize,
) -> String {
    match bound {
        Some(bound) => none_seen(bound),
        None => difference(mean, ci, decimals),
    }
}

/// A share as a percentage that says 0 or 100 only when it is: `83 %`, `0.02 %`, `99.95 %`.
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent <= 0.0 || percent >= 100.0 {
        return format!("{percent:.0} %");
    }
    // Four decimals are enough for the largest number of replications that is allowed.
    let honest = |text: &String| !matches!(text.parse::<f64>(), Ok(p) if p <= 0.0 || p >= 100.0);
    let least = usize::from(!(1.0..=99.0).contains(&percent));
    let text = (least..5).map(|decimals| format!("{percent:.decimals$}")).find(honest);
    text.map_or_else(|| format!("{percent} %"), |text| format!("{text} %"))
}

/// An upper bound of a share, rounded up to two digits: "0.3 %", "7.8 %", "78 %".
pub fn at_most(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = (0..8).find(|decimals| percent * libm::pow(10.0, *decimals as f64) >= 10.0);
    let decimals = decimals.unwrap_or(8);
    let unit = libm::pow(10.0, decimals as f64);
    let text = format!("{:.decimals$}", libm::ceil(percent * unit - 1e-9) / unit);
    let text = if decimals == 0 { text.as_str() } else { text.trim_end_matches('0') };
    format!("{} %", text.trim_end_matches('.'))
}

/// A proportion of `n` with its interval: `83 % (81 to 85)`. Where it is 0 or all of `n`, the counts
/// and the bound are said instead, because a bare 0 % would promise too much.
pub fn proportion(share: Option<f64>, ci: Option<Interval>, n: usize) -> String {
    let Some(share) = share else { return MISSING.to_owned() };
    let Some(ci) = ci else { return format!("{:.0} of {n}", share * n as f64) };
    if share <= 0.0 {
        format!("0 of {n} (≤ {})", percent(ci.high))
    } else if share >= 1.0 {
        format!("{n} of {n} (≥ {})", percent(ci.low))
    } else {
        let bare = |share| percent(share).trim_end_matches(" %").to_owned();
        format!("{} ({} to {})", percent(share), bare(ci.low), bare(ci.high))
    }
}

/// The unit in which something is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// How many of the data's units it has.
    pub per: f64,
    /// The unit, as a word behind a number or in a heading; may be empty.
    pub unit: &'static str,
    /// What is measured.
    pub label: &'static str,
}

impl Scale {
    /// The scale of a metric (an index into [`METRICS`]): elapsed hours as days, everything else as it is.
    pub fn of(metric: usize) -> Scale {
        let metric = &METRICS[metric];
        let (per, unit) = match metric.unit {
            "h" => (24.0, "days"),
            "0/1" => (1.0, ""),
            unit => (1.0, unit),
        };
        Scale { per, unit, label: metric.label }
    }

    /// The scale of elapsed hours up to this many: days of 24 h, hours or minutes.
    pub fn of_elapsed(largest: f64) -> Scale {
        let (unit, per) = match largest.abs() {
            size if size >= 24.0 => ("d", 24.0),
            size if size >= 1.0 || size == 0.0 => ("h", 1.0),
            _ => ("min", 1.0 / 60.0),
        };
        Scale { per, unit, label: "" }
    }

    /// A value in this unit.
    pub fn value(self, value: f64) -> f64 {
        value / self.per
    }

    /// An interval in this unit.
    pub fn interval(self, ci: Option<Interval>) -> Option<Interval> {
        ci.map(|ci| Interval { low: ci.low / self.per, high: ci.high / self.per })
    }

    /// What is measured with its unit: "mean cycle time (days)".
    pub fn axis(self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        format!("mean {}{unit}", self.label.to_lowercase())
    }

    /// A mean with its unit; of days a tenth is enough, below one day a hundredth.
    pub fn shown(self, value: f64) -> String {
        let value = self.value(value);
        let number = match self.unit {
            "days" => fixed(value, if value.abs() < 1.0 { 2 } else { 1 }),
            _ => rounded(value),
        };
        format!("{number} {}", self.unit).trim_end().to_owned()
    }
}

/// Elapsed hours as a person would say them: "6.1 d", "13.5 h", "20.0 min".
pub fn elapsed(hours: f64) -> String {
    let scale = Scale::of_elapsed(hours);
    format!("{} {}", fixed(scale.value(hours), 1), scale.unit)
}

/// A unit of elapsed time in full: "days" of "d".
pub fn in_full(unit: &str) -> &'static str {
    match unit {
        "d" => "days",
        "h" => "hours",
        _ => "minutes",
    }
}

/// Elapsed hours in words: "6.1 days", "13.5 hours", "20 minutes".
pub fn spoken(hours: f64) -> String {
    // What would be rounded to 24 hours is a day.
    let scale = Scale::of_elapsed(if hours >= 23.95 { 24.0 } else { hours });
    let value = scale.value(hours);
    let unit = in_full(scale.unit);
    match fixed(value, usize::from(unit != "minutes")) {
        one if one == "1" => "1 minute".to_owned(),
        more => format!("{more} {unit}"),
    }
}

/// Hours as days, to a tenth, which is left out where it is 0: "56 d", "63.6 d".
pub fn days(hours: f64) -> String {
    format!("{} d", fixed(hours / 24.0, 1).trim_end_matches(".0"))
}

/// Hours as days with their sign: "+2.4 d", "-0.5 d".
pub fn signed_days(hours: f64) -> String {
    format!("{} d", difference(Some(hours / 24.0), None, 1))
}

/// Microseconds to the minute: "2 d 3 h 20 min"; a day has 24 h.
pub fn span(micros: i64) -> String {
    minutes((micros + MINUTE / 2) / MINUTE)
}

/// Minutes as [`span`] writes them.
pub fn minutes(minutes: i64) -> String {
    let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")];
    let said = parts.iter().filter(|(amount, _)| *amount > 0);
    let said: Vec<String> = said.map(|(amount, unit)| format!("{amount} {unit}")).collect();
    if said.is_empty() { "under a minute".to_owned() } else { said.join(" ") }
}

/// Microseconds of working time to the minute, the larger part in hours: "35 h 49 min".
pub fn working(micros: i64) -> String {
    working_minutes((micros + MINUTE / 2) / MINUTE)
}

/// Minutes as [`working`] writes them.
pub fn working_minutes(all: i64) -> String {
    match (all / 60, all % 60) {
        (0, _) => minutes(all),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// Microseconds in whole minutes that add up to their rounded sum (largest remainders are rounded up).
pub fn whole_minutes(spans: &[i64]) -> (Vec<i64>, i64) {
    let total: i64 = spans.iter().sum();
    let sum = (total + MINUTE / 2) / MINUTE;
    let mut minutes: Vec<i64> = spans.iter().map(|span| span / MINUTE).collect();
    let missing = sum - minutes.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|index| (-(spans[*index] % MINUTE), *index));
    for index in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        minutes[index] += 1;
    }
    (minutes, sum)
}

/// Date and time of an instant after a start, in jiff's `pattern`; `None` outside the calendar.
pub fn date(start: jiff::civil::DateTime, at: Instant, pattern: &str) -> Option<String> {
    let then = start.checked_add(jiff::SignedDuration::from_micros(at.0)).ok()?;
    Some(then.strftime(pattern).to_string())
}

/// The day in which an instant lies, or which ends with it: midnight ends a day.
pub fn day_ended(start: jiff::civil::DateTime, at: Instant, day: &str) -> Option<String> {
    date(start, if at.0 > 0 { Instant(at.0 - 1) } else { at }, day)
}

/// A share of a count in hundreds: "88 of 100"; of fewer, the count itself, as of what would be rounded to none or all.
pub fn of_100(count: usize, of: usize) -> String {
    in_hundreds(count, of).unwrap_or_else(|| {
        let [count, of] = [count, of].map(|number| grouped(number as f64));
        format!("{count} of {of}")
    })
}

/// Several shares on one base, which is said once behind the first: "88 of 100", "61"; "399 of 400", "400".
pub fn of_100_each<const N: usize>(shares: [(usize, usize); N]) -> Option<[String; N]> {
    let whole = shares.iter().all(|(count, of)| in_hundreds(*count, *of).is_some());
    let base = if whole { 100 } else { shares.first()?.1 };
    let same = whole || shares.iter().all(|(_, of)| *of == base);
    let mut said = shares.map(|(count, of)| match whole {
        true => format!("{:.0}", 100.0 * count as f64 / of as f64),
        false => grouped(count as f64),
    });
    said.first_mut()?.push_str(&format!(" of {}", grouped(base as f64)));
    same.then_some(said)
}

/// "88 of 100", unless that would be more exact than the count, or none or all where it is not so.
fn in_hundreds(count: usize, of: usize) -> Option<String> {
    let share = 100.0 * count as f64 / of.max(1) as f64;
    let is_exact = count == 0 || count == of || (0.5..99.5).contains(&share);
    (of >= 100 && is_exact).then(|| format!("{share:.0} of 100"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_so_many_of_a_hundred() {
        let hundred = [(7, 8), (0, 400), (1, 400), (352, 400), (399, 400), (400, 400)];
        let said = ["7 of 8", "0 of 100", "1 of 400", "88 of 100", "399 of 400", "100 of 100"];
        assert_eq!(hundred.map(|(count, of)| of_100(count, of)), said);
        let each = |ours, theirs| of_100_each([(ours, 400), (theirs, 400)]).unwrap();
        assert_eq!(each(352, 60), ["88 of 100", "15"]);
        assert_eq!(each(399, 400), ["399 of 400", "400"]);
    }

    fn interval(low: f64, high: f64) -> Option<Interval> {
        Some(Interval { low, high })
    }

    #[test]
    fn a_column_has_as_many_decimals_as_help() {
        assert_eq!(common_decimals([Some(43.1), None, Some(-3.0)].into_iter()), 1);
        assert_eq!(common_decimals([None, Some(0.0)].into_iter()), 0);
        assert_eq!(decimals(0.25), 2);
        assert_eq!(decimals(0.025), 3);
        assert_eq!(decimals(1234.0), 0);
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed_or_missing(None, 1), "–");
    }

    #[test]
    fn lone_numbers_have_few_digits() {
        assert_eq!(rounded(12.0), "12");
        assert_eq!(rounded(12.3456), "12.35");
        assert_eq!(rounded(0.25), "0.25");
        assert_eq!(rounded(0.05), "0.05");
        assert_eq!(rounded(12345.6), "12346");
        assert_eq!(grouped(999.0), "999");
        assert_eq!(grouped(-1234567.4), "-1,234,567");
    }

    #[test]
    fn intervals_are_beside_their_means() {
        assert_eq!(mean_with_interval(Some(43.12), interval(42.72, 43.52), 1), "43.1 ±0.4");
        assert_eq!(mean_with_interval(Some(43.12), None, 1), "43.1");
        assert_eq!(mean_with_interval(None, None, 1), "–");
        assert_eq!(difference(Some(6.1), interval(5.2, 7.0), 1), "+6.1 (+5.2 to +7.0)");
        assert_eq!(difference(Some(-0.1), interval(-0.3, 0.01), 1), "-0.1 (-0.3 to 0.0)");
    }

    #[test]
    fn no_interval_is_rounded_to_nothing() {
        assert_eq!(decimals_with_intervals(&[(Some(43.1), interval(43.07, 43.13))]), 2);
        assert_eq!(decimals_with_intervals(&[(Some(43.1), interval(42.0, 44.0))]), 1);
        assert_eq!(decimals_with_intervals(&[(Some(43.1), interval(43.1, 43.1)), (None, None)]), 1);
    }

    #[test]
    fn a_share_is_never_rounded_to_certainty() {
        assert_eq!(percent(0.83), "83 %");
        assert_eq!(percent(0.9996), "99.96 %");
        assert_eq!(percent(0.0004), "0.04 %");
        assert_eq!(percent(0.005), "0.5 %");
        assert_eq!(percent(0.0), "0 %");
    }

    #[test]
    fn bounds_are_rounded_up() {
        let shown = [0.002_991, 0.000_149_8, 0.058_1, 0.776_4, 0.3, 1.0].map(at_most);
        assert_eq!(shown, ["0.3 %", "0.015 %", "5.9 %", "78 %", "30 %", "100 %"]);
    }

    #[test]
    fn elapsed_time_in_words() {
        let shown = [0.0, 0.25, 13.5, 24.0, 480.0].map(elapsed);
        assert_eq!(shown, ["0.0 h", "15.0 min", "13.5 h", "1.0 d", "20.0 d"]);
        assert_eq!([1344.0, 1527.0].map(days), ["56 d", "63.6 d"]);
        let spans = [3 * 1440 + 4 * 60 + 5, 1440, 0].map(|minutes| span(minutes * MINUTE));
        assert_eq!(spans, ["3 d 4 h 5 min", "1 d", "under a minute"]);
    }

    #[test]
    fn minutes_add_up() {
        const SECOND: i64 = MINUTE / 60;
        // 20 s + 20 s + 20 s is one minute: the first of the equal remainders gets it.
        assert_eq!(whole_minutes(&[20 * SECOND; 3]), (vec![1, 0, 0], 1));
        let spans = [60 * MINUTE + 50 * SECOND, 40 * SECOND, 2 * MINUTE, 10 * SECOND];
        // 61 + 2 min + 1 min 40 s: 63 min 40 s, so 64.
        assert_eq!(whole_minutes(&spans), (vec![61, 1, 2, 0], 64));
        assert_eq!(whole_minutes(&[]), (vec![], 0));
    }

    #[test]
    fn none_and_all_carry_their_bounds() {
        assert_eq!(proportion(Some(0.83), interval(0.81, 0.85), 2000), "83 % (81 to 85)");
        assert_eq!(proportion(Some(0.0), interval(0.0, 0.0019), 2000), "0 of 2000 (≤ 0.2 %)");
        assert_eq!(proportion(Some(1.0), interval(0.998, 1.0), 2000), "2000 of 2000 (≥ 99.8 %)");
        assert_eq!(proportion(Some(1.0), None, 1), "1 of 1");
        assert_eq!(proportion(None, None, 0), "–");
    }
}
