//! Which lever did it, in words.

use super::account::{Account, Share};
use crate::format::Interval;
use crate::format::at_most;
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
    let most = if is_most(account, &with, &against) { "Most of it is" } else { "Towards it works" };
    let mut both = [(most, &with), ("Against it works", &against)];
    // The largest effect first, whichever way it works.
    both.sort_by_key(|(_, side)| std::cmp::Reverse(side.first().map(|part| part.ticks.abs())));
    for (lead, side) in both {
        if let Some((first, rest)) = side.split_first() {
            text.push_str(&format!(" {lead} {}{}.", named(account, first), more(account, rest)));
        }
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
    format!("{}: {}", part.words, change(account, part.mean()))
}

/// "20.9 days earlier", in the unit of the table and the picture; of what is no time, with its sign.
fn change(account: &Account, mean: f64) -> String {
    match account.is_time() {
        true => {
            let when = if mean < 0.0 { "earlier" } else { "later" };
            format!("{} {when}", account.scale().shown(mean.abs()))
        }
        false => difference(account, mean, None),
    }
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

/// Whether the largest effect is most of the difference: that is shown, and nothing undoes as much of it.
fn is_most(account: &Account, with: &[&Share], against: &[&Share]) -> bool {
    let first = |side: &[&Share]| side.first().map_or(0.0, |part| part.mean().abs());
    let whole = account.whole().unwrap_or_default().abs();
    is_shown(account) && first(against) < first(with) && 2.0 * first(with) >= whole
}

/// Whether the whole difference is shown.
fn is_shown(account: &Account) -> bool {
    account.ci.is_some_and(|ci| !ci.contains(0.0))
}

/// The whole difference and the largest effects either way, or that no lever is shown to have one, as a title: "Mesh instead
/// of Cascade: 1.1 days earlier; holding standups: 2.1 days later; reviewing when asked: 1.6 days earlier".
pub fn headline(account: &Account) -> String {
    let (from, to) = (&account.from, &account.to);
    let Some(whole) = account.whole() else {
        return format!("No lever is shown to make a difference between {from} and {to}");
    };
    let mut largest: Vec<&Share> =
        sides(account, whole).iter().filter_map(|side| side.first().copied()).collect();
    if largest.is_empty() {
        return format!("No lever is shown to make a difference between {from} and {to}");
    }
    largest.sort_by_key(|part| -part.ticks.abs());
    let effects: Vec<String> = largest.iter().map(|part| named(account, part)).collect();
    format!("{}; {}", in_all(account, whole), effects.join("; "))
}

/// "Mesh instead of Cascade: 1.1 days earlier"
fn in_all(account: &Account, whole: f64) -> String {
    let Account { from, to, .. } = account;
    let whole = match is_shown(account) {
        true => change(account, whole),
        false => "no difference shown".to_owned(),
    };
    format!("{to} instead of {from}: {whole}")
}

/// The same over the picture, whose bars say the rest: the whole difference, and what most of it is.
pub fn title(account: &Account) -> String {
    let Some(whole) = account.whole() else { return headline(account) };
    let [with, against] = sides(account, whole);
    match with.first().filter(|_| is_most(account, &with, &against)) {
        Some(most) => format!("{}, most of it by {}", in_all(account, whole), most.words),
        None if with.is_empty() && against.is_empty() => headline(account),
        None => in_all(account, whole),
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
