//! What the campaign asks for, on the three axes of guides: speed, interdependence, tolerance for iteration. Facts
//! only; the rule stands beside each.

use crate::model::{Facts, StreamId, Tier};
use crate::plan;
use crate::time::Instant;
use std::collections::BTreeSet;

/// A place on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Its name.
    pub name: &'static str,
    /// "low", "medium" or "high"; `None` where the facts do not say.
    pub level: Option<&'static str>,
    /// The facts that say so.
    pub facts: String,
    /// The rule.
    pub rule: &'static str,
}

/// The three axes.
pub fn axes(facts: &Facts) -> [Axis; 3] {
    [speed(facts), interdependence(facts), iteration(facts)]
}

const LEVELS: [&str; 3] = ["low", "medium", "high"];

/// How many of the two bounds are reached, as a level: of what is the higher, the more there is.
fn rising(value: f64, bounds: [f64; 2]) -> &'static str {
    LEVELS[bounds.iter().filter(|bound| value >= **bound).count()]
}

/// The same of what is the lower, the more there is.
fn falling(value: f64, bounds: [f64; 2]) -> &'static str {
    LEVELS[bounds.iter().filter(|bound| value < **bound).count()]
}

/// First-pass person-hours of all work, and person-hours in a week of 40 hours.
fn load(facts: &Facts) -> (f64, f64) {
    let work = (0..facts.streams.len()).filter(|id| !facts.streams[*id].is_approval());
    let hours = work.flat_map(|id| facts.demands(id)).map(|demand| demand.hours).sum();
    let week =
        facts.teams.iter().map(|team| 40.0 * f64::from(team.people) * team.person.share).sum();
    (hours, week)
}

fn speed(facts: &Facts) -> Axis {
    let rule = "weeks to the deadline ÷ weeks of 40 h of first-pass work for all people together: under 2 high, under 4 \
                medium, else low";
    let (hours, capacity) = load(facts);
    let due = facts.deadline.map(|deadline| deadline.of(Instant::ZERO).hours() / 168.0);
    let facts_of = |weeks: f64| {
        let work = hours / capacity;
        (weeks / work, format!("{weeks:.1} weeks for {work:.1} weeks of work of everybody"))
    };
    let (level, facts) = match due.filter(|_| hours > 0.0).map(facts_of) {
        Some((ratio, facts)) => (Some(falling(ratio, [2.0, 4.0])), facts),
        None if due.is_some() => (None, "no work".to_owned()),
        None => (None, "no deadline".to_owned()),
    };
    Axis { name: "speed wanted", level, facts, rule }
}

fn interdependence(facts: &Facts) -> Axis {
    let rule = "handoffs between streams, dependencies between deliverables included, ÷ streams: under 1 low, under 2 \
                medium, else high";
    let kinds = plan::joined(facts).into_iter().filter(|(from, to, _)| from != to);
    let pairs: BTreeSet<(StreamId, StreamId)> = kinds.map(|(from, to, _)| (from, to)).collect();
    let handoffs = pairs.len() + facts.dependencies.len();
    let streams = facts.streams.len();
    Axis {
        name: "interdependence",
        level: Some(rising(handoffs as f64 / streams.max(1) as f64, [1.0, 2.0])),
        facts: format!(
            "{handoffs} handoffs and dependencies among {streams} stream{}",
            plural(streams)
        ),
        rule,
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

fn iteration(facts: &Facts) -> Axis {
    let rule = "share of deliverables of tier high: under a third high tolerance, under two thirds medium, else low";
    let of = |tier: Option<Tier>| -> u64 {
        let these = facts.deliverables.iter().filter(|it| tier.is_none_or(|tier| it.tier == tier));
        these.map(|it| u64::from(it.count)).sum()
    };
    let (high, all) = (of(Some(Tier::High)), of(None));
    let share = high as f64 / all.max(1) as f64;
    Axis {
        name: "tolerance for iteration",
        level: Some(falling(share, [1.0 / 3.0, 2.0 / 3.0])),
        facts: format!("{high} of {all} pieces are of tier high"),
        rule,
    }
}
