//! The timeline charts of a trace: one for each campaign.

use super::artifacts::pictures;
use flowcast::calendar::Calendar;
use flowcast::error::Error;
use flowcast::files::Artifact;
use flowcast::model::Scenario;
use flowcast::plan::Plan;
use flowcast::report::chart::{self, Campaign};
use flowcast::time::{Instant, Work};
use flowcast::trace::{Event, Trace};

/// At most so many closed spans are drawn: more would be a grey wall.
const MOST_CLOSED: usize = 2_000;

/// What is traced.
pub struct Traced<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The model's plan.
    pub plan: &'a Plan,
    /// What happened.
    pub trace: &'a Trace,
    /// The seed.
    pub seed: u64,
    /// Which replication.
    pub replication: u32,
}

/// `timeline.svg` (of the first campaign), `timeline-2.svg`, ...; also as PNG if asked for.
pub fn files(traced: &Traced<'_>, png: bool) -> Result<Vec<Artifact>, Error> {
    let mut files = Vec::new();
    for campaign in 0..traced.plan.rules.campaigns as usize {
        let Some(drawing) = chart::timeline(&of(traced, campaign)) else { continue };
        let name = match campaign {
            0 => drawing.name.to_owned(),
            later => format!("{}-{}", drawing.name, later + 1),
        };
        files.extend(pictures(&drawing, &name, png)?);
    }
    Ok(files)
}

fn of<'a>(traced: &Traced<'a>, campaign: usize) -> Campaign<'a> {
    let Traced { scenario, plan, trace, seed, replication } = *traced;
    let (start, launch) = (arrival(trace, campaign), launch(trace, campaign));
    let end = trace.events.last().map_or(start, |(at, _)| *at);
    Campaign {
        trace,
        campaign,
        scenario: &scenario.name,
        model: &plan.model,
        seed,
        replication,
        deliverables: plan
            .deliverables
            .iter()
            .map(|deliverable| deliverable.name.clone())
            .collect(),
        streams: plan.steps.iter().map(|step| step.name.clone()).collect(),
        tasks: plan.tasks.iter().map(|t| (t.deliverable as usize, t.stream as usize)).collect(),
        syncs: plan.syncs.iter().map(|sync| sync.name.clone()).collect(),
        changes: plan.changes.iter().map(|change| change.name.clone()).collect(),
        start,
        launch,
        deadline: plan.deadline(start),
        start_date: start_date(scenario, start),
        closed: closed(&plan.rules.calendar, start, end),
    }
}

fn arrival(trace: &Trace, wanted: usize) -> Instant {
    let arrived =
        |event: &Event| matches!(event, Event::Arrived { campaign } if *campaign == wanted);
    trace.events.iter().find(|(_, event)| arrived(event)).map_or(Instant::ZERO, |(at, _)| *at)
}

fn launch(trace: &Trace, wanted: usize) -> Option<Instant> {
    let launched =
        |event: &Event| matches!(event, Event::Launched { campaign } if *campaign == wanted);
    trace.events.iter().find(|(_, event)| launched(event)).map(|(at, _)| *at)
}

/// The start in words; empty where the scenario gives no date.
fn start_date(scenario: &Scenario, start: Instant) -> String {
    let facts = &scenario.facts;
    let date = facts.start.checked_add(jiff::SignedDuration::from_micros(start.0));
    match date {
        Ok(date) if facts.start_given => date.strftime("%a %-d %B %Y %H:%M").to_string(),
        _ => String::new(),
    }
}

/// Closed time between two instants, ascending.
fn closed(calendar: &Calendar, from: Instant, to: Instant) -> Vec<(Instant, Instant)> {
    let mut spans = Vec::new();
    let mut at = from;
    while at < to && !calendar.is_always() && spans.len() < MOST_CLOSED {
        let opening = calendar.next_opening(at).min(to);
        if opening > at {
            spans.push((at, opening));
        }
        at = closing(calendar, opening, to);
    }
    spans
}

/// When a calendar that is open at `opening` closes, at the latest `to`: the longest span that is open
/// throughout, found by bisection.
fn closing(calendar: &Calendar, opening: Instant, to: Instant) -> Instant {
    let open_throughout =
        |span: i64| calendar.open(opening, Instant(opening.0 + span)) == Work(span);
    let (mut open, mut too_long) = (0, to.0 - opening.0 + 1);
    while too_long - open > 1 {
        let middle = open + (too_long - open) / 2;
        if open_throughout(middle) {
            open = middle;
        } else {
            too_long = middle;
        }
    }
    // At least a microsecond, so that whoever steps through the spans moves on.
    Instant(opening.0 + open.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flowcast::calendar::Pattern;
    use flowcast::time::{DAY, HOUR};

    #[test]
    fn nights_and_weekends_are_closed() {
        let windows = (0..5).map(|d| (d * DAY + 9 * HOUR, d * DAY + 17 * HOUR)).collect();
        // A Thursday 09:00.
        let start = jiff::civil::date(2026, 3, 5).at(9, 0, 0, 0);
        let office = Calendar::compile(&Pattern { windows, closed: vec![] }, start).unwrap();
        let at = |hours: i64| Instant(hours * HOUR);
        let expected = vec![(at(8), at(24)), (at(32), at(96)), (at(104), at(110))];
        assert_eq!(closed(&office, at(0), at(110)), expected);
        let always = Calendar::compile(&Pattern::always(), start).unwrap();
        assert_eq!(closed(&always, at(0), at(110)), vec![]);
    }
}
