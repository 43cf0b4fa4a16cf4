//! Which lever did it, in words.

use super::account::{Account, Share};
use crate::format::Interval;
use crate::format::{at_most, spoken};
use crate::report::format;
use crate::text::capitalised;

/// What is smaller than this part of the difference is no cause worth a line.
const SMALL: f64 = 0.02;
/// At most so many levers are named on each side.
const NAMED: usize = 3;

/// A paragraph: the whole difference, what makes it, what works against it.
pub fn said(account: &Account) -> String {
    let Some(whole) = account.whole().filter(|_| account.n > 0) else {
        let often = account.often().map_or(String::new(), |often| format!(" {often}"));
        return format!(
            "Nothing can be said of means: no replication was launched under every mixture of {} and {}.{often}",
            account.from, account.to
        );
    };
    let mut text = account.often().map_or(String::new(), |often| {
        let (n, of) = (account.n, account.of);
        format!("{often} What follows is of the {n} of {of} replications with a value under every mixture. ")
    });
    text.push_str(&opening(account, whole));
    let [with, against] = sides(account, whole);
    if let Some((first, rest)) = with.split_first() {
        text.push_str(&format!(" Most of it is {}", named(account, first)));
        text.push_str(&more(account, rest));
        text.push('.');
    }
    if let Some((first, rest)) = against.split_first() {
        text.push_str(&format!(" Against it works {}", named(account, first)));
        text.push_str(&more(account, rest));
        text.push('.');
    }
    if with.is_empty() && against.is_empty() {
        text.push_str(" No lever has an effect that is shown.");
    }
    text
}

fn opening(account: &Account, whole: f64) -> String {
    let scale = account.scale();
    let (from, to, label) = (&account.from, &account.to, scale.label.to_lowercase());
    let ends = match (account.start, account.end) {
        (Some(start), Some(end)) => {
            let values = [start, end].map(|ticks| scale.value(ticks as f64 / super::TICKS));
            let decimals = format::common_decimals(values.into_iter().map(Some));
            let [start, end] = values.map(|value| format::fixed(value, decimals));
            format!(", from {start} to {end} {}", scale.unit).trim_end().to_owned()
        }
        _ => String::new(),
    };
    match account.ci {
        Some(ci) if ci.contains(0.0) => format!(
            "Going from {from} to {to} makes no difference that is shown in the mean {label}: {}{ends}.",
            difference(account, whole, Some(ci))
        ),
        None => match account.none_seen {
            Some(bound) => format!(
                "Going from {from} to {to} makes no difference in {label} that was seen in {} replications: at \
                 most {} differ{ends}.",
                account.n,
                at_most(bound)
            ),
            None => format!(
                "Going from {from} to {to} makes no difference that is shown in the mean {label}: too few \
                 replications differ{ends}."
            ),
        },
        ci => format!(
            "Going from {from} to {to} changes the mean {label} by {}{ends}.",
            difference(account, whole, ci)
        ),
    }
}

/// "-20.9 days (-22.3 to -19.4)"
fn difference(account: &Account, mean: f64, ci: Option<Interval>) -> String {
    let scale = account.scale();
    let (mean, ci) = (scale.value(mean), scale.interval(ci));
    let decimals = format::decimals_with_intervals(&[(Some(mean), ci)]);
    let number = format::difference(Some(mean), None, decimals);
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" {}", scale.unit) };
    let reach = ci.map_or(String::new(), |ci| {
        let end = |end: f64| format::difference(Some(end), None, decimals);
        format!(" ({} to {})", end(ci.low), end(ci.high))
    });
    format!("{number}{unit}{reach}")
}

/// "handing over piece by piece instead of stage by stage: 20.9 days earlier"
pub(super) fn named(account: &Account, part: &Share) -> String {
    let change = match account.is_time() {
        true => format!(
            "{} {}",
            spoken(part.mean().abs()),
            if part.ticks < 0 { "earlier" } else { "later" }
        ),
        false => difference(account, part.mean(), None),
    };
    format!("{}: {change}", part.words)
}

/// The levers whose effect is shown and worth a line: those that make the difference, and those that work against it;
/// largest first.
fn sides(account: &Account, whole: f64) -> [Vec<&Share>; 2] {
    [true, false].map(|with| {
        let side = |part: &&Share| {
            let counts = part.is_sure() && part.mean().abs() >= SMALL * whole.abs();
            counts && (part.ticks < 0) == ((whole < 0.0) == with)
        };
        let mut parts: Vec<&Share> = account.parts.iter().filter(side).collect();
        parts.sort_by_key(|part| -part.ticks.abs());
        parts
    })
}

/// What makes most of the difference, or that no lever is shown to, as a title.
pub fn headline(account: &Account) -> String {
    let (from, to) = (&account.from, &account.to);
    let whole = account.whole();
    let first = whole.and_then(|whole| sides(account, whole)[0].first().copied());
    match first {
        Some(part) => capitalised(&named(account, part)),
        None => format!("No lever is shown to make a difference between {from} and {to}"),
    }
}

/// What makes the difference, a point each, in plain words; then what works against it.
pub fn causes(account: &Account) -> Vec<String> {
    let Some(whole) = account.whole() else { return Vec::new() };
    let [with, against] = sides(account, whole);
    let capital = |part: &&Share| capitalised(&named(account, part));
    let against = against.into_iter().take(NAMED);
    let against = against.map(|part| format!("Against it: {}", named(account, part)));
    with.iter().take(NAMED).map(capital).chain(against).collect()
}

fn more(account: &Account, rest: &[&Share]) -> String {
    let named: Vec<String> = rest
        .iter()
        .take(NAMED - 1)
        .map(|part| format!("; then {}", named(account, part)))
        .collect();
    named.concat()
}
