//! Numbers made readable: as many digits as help, never more certain than they are.

use crate::analysis::at_most;
use crate::stats::Interval;

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

/// A number that stands alone: up to four digits, without trailing zeros.
pub fn rounded(value: f64) -> String {
    let text = fixed(value, if value.abs() >= 1000.0 { 0 } else { decimals(value) + 1 });
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
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

/// A part of a whole as a percentage; may be above 100.
pub fn percent_of(part: f64, whole: f64) -> String {
    let percent = 100.0 * part / whole;
    format!("{} %", fixed(percent, usize::from(percent < 10.0)))
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn none_and_all_carry_their_bounds() {
        assert_eq!(proportion(Some(0.83), interval(0.81, 0.85), 2000), "83 % (81 to 85)");
        assert_eq!(proportion(Some(0.0), interval(0.0, 0.0019), 2000), "0 of 2000 (≤ 0.2 %)");
        assert_eq!(proportion(Some(1.0), interval(0.998, 1.0), 2000), "2000 of 2000 (≥ 99.8 %)");
        assert_eq!(proportion(Some(1.0), None, 1), "1 of 1");
        assert_eq!(proportion(None, None, 0), "–");
    }
}
