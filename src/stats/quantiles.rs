//! Quantiles of samples and their distribution-free intervals.

use super::beta::binomial_at_most;
use super::kept::Kept;
use super::{CONFIDENCE, Interval};

/// Values in rising order, as [`f64::total_cmp`] has it. Integers with the same order are sorted in their
/// place: they compare in one instruction.
pub fn ascending(values: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut keys: Vec<i64> =
        values.into_iter().map(|value| turned(value.to_bits().cast_signed())).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| f64::from_bits(turned(key).cast_unsigned())).collect()
}

/// Turns the bits of a negative number, all but the sign, so that bits order as numbers do; and back.
fn turned(bits: i64) -> i64 {
    if bits < 0 { bits ^ i64::MAX } else { bits }
}

/// The p-quantile of sorted values by linear interpolation of order statistics (Hyndman & Fan 1996,
/// type 7: the default of R, pandas and DuckDB's `quantile_cont`). Infinite values are allowed; an
/// infinite result and an empty slice give `None`.
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = p.clamp(0.0, 1.0) * last as f64;
    let below = position.floor() as usize;
    let share = position - below as f64;
    let low = *sorted.get(below)?;
    let high = *sorted.get(below + 1).unwrap_or(&low);
    let value = if share > 0.0 && high > low { low + share * (high - low) } else { low };
    value.is_finite().then_some(value)
}

/// The first of sorted values that is no less than [`quantile`]: never between two, as a date must not be. At least a share p
/// is there by then. `None` if it is infinite or there are none.
pub fn reached(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = libm::ceil(p.clamp(0.0, 1.0) * last as f64 - 1e-9) as usize;
    Some(sorted[place.min(last)]).filter(|value| value.is_finite())
}

/// The 95 % interval of the p-quantile between two order statistics of sorted values: each end is
/// passed with at most 2.5 %, whatever the distribution (Conover 1999, section 3.2). `None` if the
/// sample is too small for p.
pub fn quantile_reach(sorted: &[f64], p: f64) -> Option<Reach> {
    simultaneous_quantile_reach(sorted, p, 1)
}

/// As [`quantile_reach`], one of `comparisons` that hold at once with 95 % (Bonferroni).
pub fn simultaneous_quantile_reach(sorted: &[f64], p: f64, comparisons: usize) -> Option<Reach> {
    let finite = |rank: usize| Some(sorted[rank]).filter(|end| end.is_finite());
    let [low, high] = ends(sorted.len(), p, comparisons)?.map(finite);
    Some(Reach { low, high })
}

/// As [`quantile_reach`], where both ends are finite.
pub fn quantile_interval(sorted: &[f64], p: f64) -> Option<Interval> {
    quantile_reach(sorted, p)?.closed()
}

/// An interval whose ends may be infinite; such an end is `None`.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reach {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

impl Reach {
    /// The interval, if both ends are finite.
    pub fn closed(self) -> Option<Interval> {
        Some(Interval { low: self.low?, high: self.high? })
    }
}

/// Whether the p-quantile of sorted values jumps: they come in steps, and one step makes up at least half of the
/// quantile's interval. Among fewer than ten gaps a wide one may be chance.
pub fn quantile_jumps(sorted: &[f64], p: f64) -> bool {
    let Some([low, high]) = ends(sorted.len(), p, 1) else { return false };
    let within = &sorted[low..=high];
    let width = sorted[high] - sorted[low];
    let widest = within.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
    within.len() > 10 && width.is_finite() && width > 0.0 && widest >= 0.5 * width
}

thread_local! {
    /// By how many values there are, probability, comparisons.
    static ENDS: Kept<(usize, f64, usize), Option<[usize; 2]>> = const { Kept::new() };
}

/// The places of the order statistics between which the p-quantile of n values lies with 95 %.
fn ends(n: usize, p: f64, comparisons: usize) -> Option<[usize; 2]> {
    ENDS.with(|kept| kept.of((n, p, comparisons), || ends_of(n, p, comparisons)))
}

fn ends_of(n: usize, p: f64, comparisons: usize) -> Option<[usize; 2]> {
    let tail = 0.5 * (1.0 - CONFIDENCE) / comparisons.max(1) as f64;
    // The order statistic of rank r exceeds the quantile if fewer than r values are below it.
    let lower = ranks_that(n, |rank| binomial_at_most(rank - 1, n, p) <= tail);
    let upper = ranks_that(n, |rank| 1.0 - binomial_at_most(rank - 1, n, p) > tail) + 1;
    (lower > 0 && upper <= n).then(|| [lower - 1, upper - 1])
}

/// The smallest sample in which the p-quantile has a 95 % interval: neither all values below it nor
/// all above it may have more than 2.5 %.
pub fn quantile_needs(p: f64) -> usize {
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let side = |share: f64| libm::ceil(libm::log(tail) / libm::log(share)) as usize;
    side(p).max(side(1.0 - p))
}

/// How many ranks 1, 2, ... up to n satisfy a condition that fails from some rank on.
fn ranks_that(n: usize, condition: impl Fn(usize) -> bool) -> usize {
    let (mut holds, mut fails) = (0, n + 1);
    while fails - holds > 1 {
        let middle = holds + (fails - holds) / 2;
        if condition(middle) {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    holds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rising_order_is_that_of_total_cmp() {
        let mut values =
            vec![0.0, -0.0, 1.5, -1.5, f64::INFINITY, -f64::INFINITY, f64::NAN, -f64::NAN];
        values.extend([1e-310, -1e-310, f64::MAX, f64::MIN, 1.5, 2.0]);
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        let found = ascending(values.iter().copied());
        values.sort_by(f64::total_cmp);
        assert_eq!(bits(&found), bits(&values));
    }

    #[test]
    fn interpolation_as_in_type_7() {
        let values = [10.0, 20.0, 30.0, 40.0];
        assert_eq!(quantile(&values, 0.0), Some(10.0));
        assert_eq!(quantile(&values, 0.5), Some(25.0));
        assert_eq!(quantile(&values, 0.25), Some(17.5));
        assert_eq!(quantile(&values, 1.0), Some(40.0));
        assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_date_is_one_at_which_it_happened() {
        // Half of four lies between 20 and 30: by 20 only two are there, and more than half by 30.
        let values = [10.0, 20.0, 30.0, f64::INFINITY];
        assert_eq!((reached(&values, 0.5), reached(&values, 0.0)), (Some(30.0), Some(10.0)));
        assert_eq!((reached(&values, 0.85), reached(&[], 0.5)), (None, None));
        // 0.5 of four steps is the third value itself.
        assert_eq!(reached(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.5), Some(3.0));
    }

    #[test]
    fn an_infinite_part_hides_the_quantiles_that_it_reaches() {
        let values = [1.0, 2.0, 3.0, f64::INFINITY, f64::INFINITY];
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.6), None);
        assert_eq!(quantile(&values, 1.0), None);
        assert_eq!(quantile(&[f64::INFINITY; 3], 0.5), None);
    }

    fn ranks(n: usize) -> Vec<f64> {
        (1..=n).map(|rank| rank as f64).collect()
    }

    /// Conover (1999, table A3 and its use): for the median the ranks follow from Bin(n, 1/2).
    /// n = 10: P(B <= 1) = 11/1024 <= .025 < P(B <= 2) = 56/1024, so ranks 2 and 9.
    #[test]
    fn ranks_of_the_median() {
        let of = |n: usize| quantile_interval(&ranks(n), 0.5).map(|i| (i.low, i.high));
        assert_eq!(of(5), None);
        assert_eq!(of(6), Some((1.0, 6.0)));
        assert_eq!(of(10), Some((2.0, 9.0)));
        // n = 20: P(B <= 5) = 21700/2^20 = .0207, P(B <= 6) = .0577: ranks 6 and 15.
        assert_eq!(of(20), Some((6.0, 15.0)));
    }

    #[test]
    fn intervals_are_withheld_below_what_they_need() {
        for (p, least) in [(0.5, 6), (0.85, 23), (0.95, 72), (0.99, 368), (0.05, 72)] {
            assert_eq!(quantile_needs(p), least, "{p}");
            assert_eq!(quantile_interval(&ranks(least - 1), p), None, "{p}");
            assert!(quantile_interval(&ranks(least), p).is_some(), "{p}");
        }
        assert_eq!(quantile_interval(&[], 0.5), None);
    }

    /// Of 100 values the median's interval has ranks 40 to 61: P(B <= 39) = 1.76 %, P(B <= 40) = 2.84 %.
    #[test]
    fn a_quantile_at_a_step_jumps() {
        let at = |step: usize| -> Vec<f64> {
            (0..100).map(|k| if k < step { 46.3 } else { 49.1 }).collect()
        };
        let found = quantile_interval(&at(50), 0.5).unwrap();
        assert_eq!((found.low, found.high), (46.3, 49.1));
        assert!(quantile_jumps(&at(50), 0.5));
        // All of the interval on one side of the step.
        assert!(!quantile_jumps(&at(39), 0.5) && !quantile_jumps(&at(61), 0.5));
        // Evenly apart, none is a step; of ten values the interval has seven gaps.
        assert!(!quantile_jumps(&ranks(100), 0.5));
        assert!(!quantile_jumps(&[1.0, 1.0, 1.0, 1.0, 1.0, 9.0, 9.0, 9.0, 9.0, 9.0], 0.5));
    }

    #[test]
    fn an_infinite_end_withholds_the_interval() {
        let mut values = ranks(10);
        values[8] = f64::INFINITY;
        values[9] = f64::INFINITY;
        assert_eq!(quantile_interval(&values, 0.5), None);
        // Ranks 2 and 9 of ten (see above): 2 is known.
        assert_eq!(quantile_reach(&values, 0.5), Some(Reach { low: Some(2.0), high: None }));
    }
}
