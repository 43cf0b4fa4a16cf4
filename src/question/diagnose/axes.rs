//! What the campaign asks for, on the three axes of guides: speed, interdependence, tolerance for iteration. Facts
//! only; the rule stands beside each.

use crate::model::{Facts, StreamId, StreamKind, Tier};
use crate::plan;
use crate::time::HOUR;
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

fn level(value: f64, [low, high]: [f64; 2]) -> &'static str {
    match value {
        value if value < low => "low",
        value if value < high => "medium",
        _ => "high",
    }
}

/// First-pass person-hours of all work, and open person-hours a week.
fn load(facts: &Facts) -> (f64, f64) {
    let mut hours = 0.0;
    for stream in &facts.streams {
        if let StreamKind::Work(work) = &stream.kind {
            let team = &facts.teams[work.team];
            let pieces: f64 = if stream.once {
                1.0
            } else {
                let id = facts.streams.iter().position(|other| std::ptr::eq(other, stream));
                let passes =
                    |it: &&crate::model::Deliverable| id.is_some_and(|id| facts.has_task(it, id));
                let sizes = facts.deliverables.iter().filter(passes);
                sizes.map(|it| it.size * f64::from(it.count)).sum()
            };
            hours += pieces * work.effort.mean() / team.speed / team.share / HOUR as f64;
        }
    }
    let people: u32 = facts.teams.iter().map(|team| team.people).sum();
    (hours, 40.0 * f64::from(people))
}

fn speed(facts: &Facts) -> Axis {
    let rule = "weeks to the deadline ÷ weeks of first-pass work for all people together: under 2 high, under 4 \
                medium, else low";
    let (hours, capacity) = load(facts);
    let due =
        facts.deadline.map(|deadline| deadline.of(crate::time::Instant::ZERO).hours() / 168.0);
    let facts_of = |weeks: f64| {
        let work = hours / capacity;
        (weeks / work, format!("{weeks:.1} weeks for {work:.1} weeks of work of everybody"))
    };
    match due.filter(|_| hours > 0.0 && capacity > 0.0).map(facts_of) {
        Some((ratio, facts)) => {
            let level =
                ["high", "medium", "low"][usize::from(ratio >= 2.0) + usize::from(ratio >= 4.0)];
            Axis { name: "speed wanted", level: Some(level), facts, rule }
        }
        None => Axis { name: "speed wanted", level: None, facts: "no deadline".to_owned(), rule },
    }
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
        level: Some(level(handoffs as f64 / streams.max(1) as f64, [1.0, 2.0])),
        facts: format!("{handoffs} handoffs and dependencies among {streams} streams"),
        rule,
    }
}

fn iteration(facts: &Facts) -> Axis {
    let rule = "share of deliverables of tier high: under a third high tolerance, under two thirds medium, else low";
    let of = |tier: Option<Tier>| -> u32 {
        let these = facts.deliverables.iter().filter(|it| tier.is_none_or(|tier| it.tier == tier));
        these.map(|it| it.count).sum()
    };
    let (high, all) = (of(Some(Tier::High)), of(None));
    let share = f64::from(high) / f64::from(all.max(1));
    let level = ["high", "medium", "low"]
        [usize::from(share >= 1.0 / 3.0) + usize::from(share >= 2.0 / 3.0)];
    Axis {
        name: "tolerance for iteration",
        level: Some(level),
        facts: format!("{high} of {all} pieces are of tier high"),
        rule,
    }
}
