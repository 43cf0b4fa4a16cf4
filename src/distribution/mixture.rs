//! The quantile function of a mixture: the least value at which its probabilities, added up, are reached.

use super::Family;
use super::tails::{Tails, tails};

/// The value at a probability, between the least and the greatest of the values of its parts there.
pub(super) fn value(mixture: &Family, parts: impl Iterator<Item = f64>, wanted: Tails) -> f64 {
    let (low, high) =
        parts.fold((f64::INFINITY, 0.0), |(low, high), x| (f64::min(low, x), f64::max(high, x)));
    // By the smaller tail, so that neither end loses digits.
    let excess = |x: f64| {
        let Tails { below, above } = tails(mixture, x);
        if wanted.below <= wanted.above { below - wanted.below } else { wanted.above - above }
    };
    first(low, high, excess)
}

/// The least value between two at which a function that rises is not below 0; where it is below at both, the upper one.
/// Regula falsi with halved ends (Dowell & Jarratt 1971), and every third step a bisection, because the function may jump.
fn first(low: f64, high: f64, excess: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = ((low, excess(low)), (high, excess(high)));
    if a.1 >= 0.0 || b.1 <= 0.0 {
        return if a.1 >= 0.0 { a.0 } else { b.0 };
    }
    let mut kept = 0;
    for step in 0..240 {
        let width = b.0 - a.0;
        if width <= 2.0 * f64::EPSILON * b.0 {
            break;
        }
        let share = if step % 3 == 2 { 0.5 } else { a.1 / (a.1 - b.1) };
        let x = a.0 + share * width;
        let found = excess(x);
        if found < 0.0 {
            (a, b.1, kept) = ((x, found), if kept == 1 { 0.5 * b.1 } else { b.1 }, 1);
        } else {
            (b, a.1, kept) = ((x, found), if kept == -1 { 0.5 * a.1 } else { a.1 }, -1);
        }
    }
    b.0
}
