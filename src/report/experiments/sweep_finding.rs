//! What stands over a sweep and its charts: who is first at which values, and what the varied fact does to today's way.

use super::Scale;
use super::sweep_words::{at_points, first, first_where, launched, values};
use crate::analysis::Estimate;
use crate::analysis::launches::Ahead;
use crate::format::{self, Interval};
use crate::question::breakeven::runs;
use crate::question::sensitivity::in_words;
use crate::question::sweep::{Finished, Plan};
use crate::text::{capitalised, listed};

/// A point, by its place, and who is shown to be first there, if one is.
type Known = (usize, Option<usize>);

/// The finding.
pub fn finding(plan: &Plan, found: &[Finished]) -> String {
    let ahead = |place: usize| match found.get(place).and_then(first).as_deref() {
        Some([only]) => Some(*only),
        // What cannot be told apart, or was not run, says nothing of who is ahead.
        _ => None,
    };
    let known: Vec<Known> = rising(plan).into_iter().map(|place| (place, ahead(place))).collect();
    let nothing = found.iter().all(|point| first(point).is_none());
    let leads = match plan.paths.as_slice() {
        _ if plan.identity.models.len() < 2 || nothing => None,
        [path] => Some(at_values((plan, found), &known, path)),
        _ => Some(among_points((plan, found), &known)),
    };
    let said: Vec<String> = leads.into_iter().chain(brings(plan, found, &known)).collect();
    if said.is_empty() {
        return first_where(plan, found).trim_end_matches('.').to_owned();
    }
    said.join(". ")
}

/// "Time until a handoff is seen: Adaptive Mesh launches earliest from 10h to 100h; elsewhere no one is shown to be ahead"
fn at_values((plan, found): (&Plan, &[Finished]), known: &[Known], path: &str) -> String {
    let (names, does) = (&plan.identity.models, plan.identity.time().does);
    let what = capitalised(&in_words(path));
    let value = |at: usize| plan.points[known[at].0].values[0].as_str();
    let all = span(plan, value(0), value(known.len() - 1), known.len());
    let leads = runs(known.iter().map(|(_, ahead)| *ahead));
    let silent = known.iter().filter(|(_, ahead)| ahead.is_none()).count();
    let lead = |(model, from, to): &(usize, usize, usize)| {
        let of = &known[*from..=*to];
        let parts = if of.iter().any(|(_, ahead)| ahead.is_none()) { "in parts " } else { "" };
        (&names[*model], format!("{parts}{}", span(plan, value(*from), value(*to), of.len())))
    };
    let told = match leads.as_slice() {
        [] => return format!("{what}: {}", shared(plan, found, &format!("at any value {all}"))),
        [one] if silent == 0 => {
            return format!("{what}: {} {does} earliest at each value {all}", names[one.0]);
        }
        few @ ([_] | [_, _] | [_, _, _]) if is_scale(plan) => few.iter().map(lead).collect(),
        _ => by_model(plan, known),
    };
    let told: Vec<String> = told
        .into_iter()
        .enumerate()
        .map(|(place, (name, at))| match place {
            0 => format!("{name} {does} earliest {at}"),
            _ => format!("{name} {at}"),
        })
        .collect();
    let rest = if silent > 0 { "; elsewhere no one is shown to be ahead" } else { "" };
    format!("{what}: {}{rest}", told.join(", "))
}

/// "from 1h to 10h", "at 1h"; of words, which have no order, "among the 3 values"
fn span(plan: &Plan, from: &str, to: &str, count: usize) -> String {
    match (count, is_scale(plan)) {
        (1, _) => format!("at {from}"),
        (_, true) => format!("from {from} to {to}"),
        (count, false) => format!("of the {count} that were tried"),
    }
}

/// Each model that is first somewhere, with the points, the most first.
fn by_model<'a>(plan: &'a Plan, known: &[Known]) -> Vec<(&'a String, String)> {
    let names = plan.identity.models.iter().enumerate();
    let mut told: Vec<(usize, &String, String)> = names
        .filter_map(|(model, name)| {
            let own = known.iter().filter(|(_, ahead)| *ahead == Some(model));
            let places: Vec<usize> = own.map(|(place, _)| *place).collect();
            (!places.is_empty()).then(|| (places.len(), name, at(plan, &places, known.len())))
        })
        .collect();
    told.sort_by_key(|(count, _, _)| usize::MAX - count);
    told.into_iter().map(|(_, name, at)| (name, at)).collect()
}

/// One or two points by their values, more by their number.
fn at(plan: &Plan, places: &[usize], of: usize) -> String {
    if places.len() == of || places.len() > 2 {
        return format!("at {}", at_points(places.len(), of));
    }
    let all: Vec<String> = places.iter().map(|place| values(plan, *place)).collect();
    format!("at {}", all.join(" and at "))
}

/// Over several paths, whose points have no order.
fn among_points((plan, found): (&Plan, &[Finished]), known: &[Known]) -> String {
    let does = plan.identity.time().does;
    let silent = known.iter().any(|(_, ahead)| ahead.is_none());
    let rest = if silent { "; elsewhere no one is shown to be ahead" } else { "" };
    match by_model(plan, known).as_slice() {
        [] => capitalised(&shared(plan, found, &format!("at any of {} points", known.len()))),
        [(only, _)] if !silent => {
            let varied: Vec<String> = plan.paths.iter().map(|path| in_words(path)).collect();
            let varied: Vec<&str> = varied.iter().map(String::as_str).collect();
            let all = at_points(known.len(), known.len());
            format!("{only} {does} earliest at {all} tried of {}", listed(&varied))
        }
        [(only, at)] => format!("{only} {does} earliest {at}{rest}"),
        several => {
            let told: Vec<String> =
                several.iter().map(|(name, at)| format!("{name} {at}")).collect();
            format!("It depends: earliest is {}{rest}", told.join("; "))
        }
    }
}

/// At most so many are named.
const NAMED: usize = 3;

/// Where nobody leads alone: "nobody leads alone at any of 9 points: A, B and C share the lead; every other way of working is
/// shown to be ahead of Sequential Cascade at each".
fn shared(plan: &Plan, found: &[Finished], at: &str) -> String {
    let names = &plan.identity.models;
    let firsts: Vec<Vec<usize>> = found.iter().filter_map(first).collect();
    let leads: Vec<&str> = (0..names.len())
        .filter(|model| firsts.iter().any(|first| first.contains(model)))
        .map(|model| names[model].as_str())
        .collect();
    let lead = match leads.len() {
        all if all == names.len() => return format!("no way of working is shown to be ahead {at}"),
        2..=NAMED => listed(&leads),
        many => format!("{many} ways of working"),
    };
    let beat = if beaten_by_all(plan, found) {
        format!("; every other is shown to be ahead of {} at each", plan.identity.baseline)
    } else {
        String::new()
    };
    format!("nobody leads alone {at}: {lead} share the lead{beat}")
}

/// Whether every other model is shown to be ahead of the baseline at every point that was run.
fn beaten_by_all(plan: &Plan, found: &[Finished]) -> bool {
    let names = &plan.identity.models;
    let Some(baseline) = names.iter().position(|name| *name == plan.identity.baseline) else {
        return false;
    };
    let ahead_of = |point: &Finished, other: usize| {
        let (a, b) = (baseline.min(other), baseline.max(other));
        let ahead = if other == a { Ahead::First } else { Ahead::Second };
        let pair = point.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b));
        pair.is_some_and(|pair| pair.standing.shown && pair.standing.ahead == ahead)
    };
    let others = || (0..names.len()).filter(|model| *model != baseline);
    let run = || found.iter().filter(|point| first(point).is_some());
    run().all(|point| others().all(|other| ahead_of(point, other)))
}

/// "Sequential Cascade launches 21.7 days later at 100h than at 1h (20.1 to 23.3)": what the varied fact does to the
/// baseline over its range.
fn brings(plan: &Plan, found: &[Finished], known: &[Known]) -> Option<String> {
    let [(from, _), .., (to, _)] = known else { return None };
    (plan.paths.len() == 1 && is_scale(plan)).then_some(())?;
    let (identity, time) = (&plan.identity, plan.identity.time());
    let model = identity.models.iter().position(|name| *name == identity.baseline)?;
    let ends = [from, to].map(|place| found.get(*place)?.models.get(model));
    let [low, high] = [ends[0]?, ends[1]?];
    let (name, does) = (&identity.baseline, time.does);
    let [at_low, at_high] = [from, to].map(|place| plan.points[*place].values[0].as_str());
    if !launched(low).all() || !launched(high).all() {
        let [low, high] = [low, high].map(|it| launched(it).share());
        let [low, high] = [low?, high?].map(format::percent);
        return Some(format!(
            "{name} is {} in {low} at {at_low} and in {high} at {at_high}",
            time.done
        ));
    }
    let [low, high] = [low, high].map(|it| it.estimates.get(time.metric));
    let (mean, ci) = difference(low?, high?)?;
    let between = format!("between {at_low} and {at_high}");
    Some(match mean {
        _ if ci.low == 0.0 && ci.high == 0.0 => format!("Nothing changes for {name} {between}"),
        _ if ci.low <= 0.0 && ci.high >= 0.0 => format!("No change is shown for {name} {between}"),
        _ => {
            let way = if mean > 0.0 { "later" } else { "earlier" };
            format!("{name} {does} {} {way} at {at_high} than at {at_low}", amount(plan, mean, ci))
        }
    })
}

/// "21.7 days (20.1 to 23.3)" of a difference either way; without an interval where it has no width.
fn amount(plan: &Plan, mean: f64, ci: Interval) -> String {
    let scale = Scale::of(plan.identity.time().metric);
    let ends = [ci.low, ci.high].map(|end| scale.value(end).abs());
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let decimals = format::decimals_of_ends(Interval { low, high });
    let [mean, low, high] =
        [scale.value(mean).abs(), low, high].map(|it| format::fixed(it, decimals));
    let reach = if low == high { String::new() } else { format!(" ({low} to {high})") };
    format!("{mean} {}{reach}", scale.unit)
}

/// The second mean less the first, in an interval that holds the one of the pairs: on the same draws the standard
/// deviation of differences is at most the sum of both (Minkowski 1896), and so is the half-width. `None` where one of
/// both has no interval though it varies.
fn difference(first: &Estimate, second: &Estimate) -> Option<(f64, Interval)> {
    let half = |it: &Estimate| match it.ci {
        Some(ci) => Some((ci.high - ci.low) / 2.0),
        None => Some(0.0).filter(|_| it.sd == Some(0.0)),
    };
    let mean = second.mean? - first.mean?;
    Some((mean, Interval::around(mean, half(first)? + half(second)?)))
}

/// The values of the first path, if they are numbers of one unit.
fn numbers(plan: &Plan) -> Option<Vec<f64>> {
    let split = |value: &str| {
        let digits = value.trim_end_matches(char::is_alphabetic);
        Some((digits.parse::<f64>().ok()?, value[digits.len()..].to_owned()))
    };
    let numbers: Vec<(f64, String)> =
        plan.points.iter().map(|point| split(&point.values[0])).collect::<Option<_>>()?;
    let one_unit = numbers.windows(2).all(|pair| pair[0].1 == pair[1].1);
    one_unit.then(|| numbers.into_iter().map(|(number, _)| number).collect())
}

fn is_scale(plan: &Plan) -> bool {
    numbers(plan).is_some()
}

/// The points by rising value of the first path, if its values are numbers of one unit; else as given.
pub(super) fn rising(plan: &Plan) -> Vec<usize> {
    let mut order: Vec<usize> = (0..plan.points.len()).collect();
    if let Some(numbers) = numbers(plan) {
        order.sort_by(|a, b| numbers[*a].total_cmp(&numbers[*b]));
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis;

    fn estimate(mean: f64, half: Option<f64>) -> Estimate {
        let varies = half.is_some();
        let ci = half.map(|half| Interval::around(mean, half));
        Estimate {
            mean: Some(mean),
            ci,
            sd: Some(if varies { 1.0 } else { 0.0 }),
            ..analysis::Estimate::default()
        }
    }

    /// 3 and 4 hours to each side are 7 at most; what does not vary adds nothing.
    #[test]
    fn a_difference_reaches_no_farther_than_both_intervals() {
        let of = |a, b| difference(&a, &b);
        let known = of(estimate(10.0, Some(3.0)), estimate(30.0, Some(4.0)));
        assert_eq!(known, Some((20.0, Interval { low: 13.0, high: 27.0 })));
        let exact = of(estimate(10.0, None), estimate(4.0, None));
        assert_eq!(exact, Some((-6.0, Interval { low: -6.0, high: -6.0 })));
        let rare = Estimate { sd: Some(0.1), ..estimate(4.0, None) };
        assert_eq!(of(estimate(10.0, None), rare), None);
    }
}
