//! The smallest change in a few sentences.

use super::Improvement;
use super::steps::steps;
use crate::format;
use crate::metric::METRICS;
use crate::question::improve::Found;
use crate::text::listed;

/// What counts as no difference, in words.
pub fn within(of: &Improvement<'_>) -> String {
    let within = of.found.aim.within;
    if METRICS[of.metric()].unit == "h" {
        format::elapsed(within)
    } else {
        of.scale().shown(within)
    }
}

/// What was found.
pub fn answer(of: &Improvement<'_>) -> String {
    let Found { best, feasible, aim, .. } = of.found;
    let (tried, bounds) = (tried(of), bounds(of));
    if best.setting == 0 {
        let why = match (feasible, aim.fewest_first && !bounds.is_empty()) {
            (true, true) => format!("today already reaches {bounds}"),
            _ => better_than_none(of),
        };
        return format!("Stay with {}: of {tried}, {why}.{}", of.today(), unmet(of));
    }
    let changes = match of.best().as_slice() {
        [one] => format!("one agreement: {one}"),
        several => format!("{} agreements: {}", several.len(), several.join("; ")),
    };
    let sure = if aim.fewest_first && *feasible {
        format!("no fewer agreements reach {bounds}")
    } else {
        better_than_none(of)
    };
    format!(
        "{changes}. Of {tried} of {}, {sure}, if the facts hold.{gain}{first}{alike}{unmet}",
        of.today(),
        gain = gain(of),
        first = first_steps(of),
        alike = alike(of),
        unmet = unmet(of),
    )
}

/// Of how many: all of them, or those that a beam reaches.
fn tried(of: &Improvement<'_>) -> String {
    let tried = format::grouped(of.found.race.scores.len() as f64);
    let reach = if of.space.is_whole() { "within reach" } else { "that were tried within reach" };
    format!("{tried} ways of working {reach}")
}

fn bounds(of: &Improvement<'_>) -> String {
    let words: Vec<&str> = of.found.aim.bounds.iter().map(|bound| bound.words.as_str()).collect();
    listed(&words)
}

/// How sure it is that nothing is better.
fn better_than_none(of: &Improvement<'_>) -> String {
    let within = within(of);
    match (of.found.aim.wish.percentile, of.found.sure) {
        (Some(_), true) => format!("none is told apart as better by more than {within}"),
        (Some(_), false) => {
            format!("the best are not told apart within {within} (a percentile moves in steps)")
        }
        (None, true) => format!("none is better by more than {within} (95 %)"),
        (None, false) => format!("none is shown to be better by more than {within}"),
    }
}

/// What is not reached.
fn unmet(of: &Improvement<'_>) -> String {
    let bounds = bounds(of);
    match (of.found.feasible, of.found.aim.fewest_first) {
        (true, _) => String::new(),
        (false, true) => format!(" None of them reaches {bounds}; this is the earliest."),
        (false, false) => format!(" None of them keeps {bounds}; this one misses the least."),
    }
}

fn gain(of: &Improvement<'_>) -> String {
    let scale = of.scale();
    let (Some(now), Some(then)) = (of.value(0), of.value(of.last())) else { return String::new() };
    let change = of.change(of.last(), 0).map(|change| change.scaled(scale).said());
    let change = change.map_or(String::new(), |change| format!(" (difference {change})"));
    format!(" {}: {} instead of {}{change}.", of.label(), scale.shown(then), scale.shown(now))
}

fn alike(of: &Improvement<'_>) -> String {
    let within = within(of);
    let (others, are) = match of.found.as_good.len() {
        0 => return String::new(),
        1 => ("One other".to_owned(), "is"),
        n => (format!("{n} others"), "are"),
    };
    if of.found.aim.wish.percentile.is_some() {
        return format!(" {others} {are} not told apart from it within {within}.");
    }
    format!(" {others} {are} as good within {within}.")
}

/// "The first two give 83 % of it."
fn first_steps(of: &Improvement<'_>) -> String {
    let steps = steps(of);
    let count = steps.len().saturating_sub(2);
    let share = steps.get(count).and_then(|step| step.share).filter(|_| count > 0);
    share.map_or(String::new(), |share| {
        let first = if count == 1 { "The first".to_owned() } else { format!("The first {count}") };
        let gives = if count == 1 { "gives" } else { "give" };
        format!(" {first} {gives} {} of it.", format::percent(share.clamp(0.0, 1.0)))
    })
}
