//! What is allowed, but worth a warning before anything is simulated: all of it, in one place.

use super::check::{asked, asked_of_parts, window};
use super::{format, never};
use crate::model::{Absence, Arrival, Arrivals, Change, Clock, Facts, Scenario, When};
use crate::plan::{self, Plan, Team};
use crate::text;
use crate::time::{Elapsed, Instant};

/// Every warning of a scenario under the models that are run: teams that are asked for more than they
/// can carry, changes that come too late, what never comes, rework that feeds on itself; then what a portfolio's numbers mean.
pub fn all(scenario: &Scenario, plans: &[Plan]) -> Vec<String> {
    let facts = &scenario.facts;
    let late = facts.changes.iter().filter_map(|change| late_change(facts, change));
    let feeding = plans.iter().filter_map(|plan| {
        plan.settings().find_map(|setting| plan::rework_warning(scenario, setting))
    });
    let away = facts.absences.iter().filter_map(|absence| late_absence(facts, absence));
    let portfolio = facts.portfolio.as_ref().map(|portfolio| of_portfolio(portfolio.campaigns));
    let portfolio = portfolio.into_iter().chain(after_the_launch_date(facts));
    let changed = scenario.changed.iter().cloned();
    let never = never::all(scenario, plans);
    let changed = changed.chain(unpaid(scenario, plans));
    let asked = changed.chain(overloads(scenario, plans)).chain(late);
    let asked = asked.chain(away).chain(never);
    asked.chain(feeding).chain(portfolio).collect()
}

/// A sentence where some models pay for what people share, see and tell each other, and others do not: their times and costs
/// are not of one kind.
fn unpaid(scenario: &Scenario, plans: &[Plan]) -> Option<String> {
    let run = |name: &str| plans.iter().any(|plan| plan.model == name);
    let models = scenario.models.iter().filter(|model| run(&model.name));
    let (paid, unpaid): (Vec<_>, Vec<_>) = models.partition(|model| model.pays);
    unpaid.first().zip(paid.first())?;
    let names: Vec<&str> = unpaid.iter().map(|model| model.name.as_str()).collect();
    let (pays, which, would) = match names.len() {
        1 => ("pays", "it looks", "it would"),
        _ => ("pay", "they look", "they would"),
    };
    Some(format!(
        "{} {pays} nothing for staying in touch, as the models with a preset do, so {which} better beside them than {would}: \
         write [practices] into the file, which may be empty, and all pay alike",
        text::listed(&names)
    ))
}

/// What numbers of a portfolio are about, which look like those of one campaign.
fn of_portfolio(campaigns: u32) -> String {
    format!(
        "A replication is a portfolio of {campaigns} campaigns: its cycle time is their mean, percentiles and \
         curves are of that mean, on time means that all of them were, hours are sums"
    )
}

/// A sentence about campaigns of a portfolio that arrive when the launch date has passed.
fn after_the_launch_date(facts: &Facts) -> Option<String> {
    let (Some(When::At(date)), Arrivals::At(arrivals)) =
        (facts.launch.as_ref()?.at, &facts.portfolio.as_ref()?.arrivals)
    else {
        return None;
    };
    let late = arrivals.iter().filter(|arrival| **arrival > date).count();
    (late > 0).then(|| {
        let of = arrivals.len();
        format!("{late} of {of} campaigns arrive after the launch date: they cannot launch on it")
    })
}

/// A sentence about a change that can find nobody: it comes when campaigns are followed no longer.
fn late_change(facts: &Facts, change: &Change) -> Option<String> {
    let (zero, end, key) = match change.clock {
        Clock::Start => ("start", facts.horizon, "horizon"),
        Clock::Launch => ("launch", facts.live?, "live"),
    };
    let (from, to) = match change.arrival {
        Arrival::At(at) => (at, at),
        Arrival::Within(from, to) => (from, to),
        Arrival::Every { from, until, .. } => (from, until.unwrap_or(When::After(end))),
    };
    // A date beyond the first campaign's horizon may lie within a later one's.
    if facts.portfolio.is_some() && matches!(from, When::At(_)) {
        return None;
    }
    let [from, to] = [from, to].map(|when| when.of(Instant::ZERO).since(Instant::ZERO));
    let days = |span: Elapsed| format::days(span.hours());
    let name = &change.name;
    let followed = format!("but campaigns are followed for {} only (`{key}`)", days(end));
    if from > end {
        let from = days(from);
        Some(format!("{name} comes {from} after the {zero} or later, {followed}: it never counts"))
    } else if to > end && !matches!(change.arrival, Arrival::Every { .. }) {
        let to = days(to);
        Some(format!("{name} comes up to {to} after the {zero}, {followed}: it may not count"))
    } else {
        None
    }
}

/// A sentence about an absence that begins when nobody is followed any more.
fn late_absence(facts: &Facts, absence: &Absence) -> Option<String> {
    let (Arrival::At(from) | Arrival::Within(from, _)) = absence.arrival else { return None };
    let end = facts.last_arrival(0.0).plus(facts.horizon);
    let from = from.of(Instant::ZERO);
    let [shown, until] = [from, end].map(|at| format::days(at.hours()));
    let team = &facts.teams[absence.team].name;
    (from >= end).then(|| {
        format!(
            "an absence in {team} begins {shown} after the start or later, but campaigns are followed for {until} \
             only (`horizon`): it never counts"
        )
    })
}

/// A sentence for each team that is asked for more than it has. Capacity is counted by the calendars of
/// each model: who reviews on demand is there by the default one, too.
fn overloads(scenario: &Scenario, plans: &[Plan]) -> Vec<String> {
    let (until, what) = window(&scenario.facts);
    let mut said = Vec::new();
    for (team, asked) in asked(&scenario.facts).into_iter().enumerate() {
        for (capacity, models) in capacities(plans, team, until) {
            if asked > capacity {
                let name = &scenario.facts.teams[team].name;
                let [asked, capacity] = [asked, capacity].map(format::rounded);
                let under = under(plans, &models);
                said.push(format!(
                    "{under}{name} is asked for {asked} person-h of first-pass work but has {capacity} {what}"
                ));
            }
        }
    }
    let divided = plans.iter().filter(|plan| plan.teams.iter().any(|team| team.part.is_some()));
    said.extend(divided.flat_map(|plan| overloaded_parts(&scenario.facts, plan, until, &what)));
    said
}

/// A sentence for each part of a team that is asked for more than it has.
fn overloaded_parts(facts: &Facts, plan: &Plan, until: Instant, what: &str) -> Vec<String> {
    let asked = asked_of_parts(facts, plan);
    let parts = plan.teams.iter().enumerate().filter(|(_, team)| team.part.is_some());
    let overload = |(part, team): (usize, &Team)| {
        let open = plan.open(part, Instant::ZERO, until).hours();
        let capacity = f64::from(team.people) * open * team.person.share;
        let [shown, has] = [asked[part], capacity].map(format::rounded);
        (asked[part] > capacity).then(|| {
            format!(
                "{}: {} is asked for {shown} person-h of first-pass work but has {has} {what}",
                plan.model, team.name
            )
        })
    };
    parts.filter_map(overload).collect()
}

/// The person-hours that a team has, and under which models: one entry for each different capacity.
fn capacities(plans: &[Plan], team: usize, until: Instant) -> Vec<(f64, Vec<usize>)> {
    let mut found: Vec<(f64, Vec<usize>)> = Vec::new();
    for (model, plan) in plans.iter().enumerate() {
        let crew = plan.crew(plan.parts.part(team, 0) as usize);
        // Who reviews on demand after a switch only may be there then.
        let open = |setting: &Plan| setting.open(crew.start, Instant::ZERO, until).hours();
        let open = plan.settings().map(open).fold(0.0, f64::max);
        let share = plan.teams[crew.start].person.share;
        let people: u32 = plan.teams[crew].iter().map(|part| part.people).sum();
        let capacity = f64::from(people) * open * share;
        match found.iter_mut().find(|(known, _)| *known == capacity) {
            Some((_, models)) => models.push(model),
            None => found.push((capacity, vec![model])),
        }
    }
    found
}

/// Which models a sentence is about; nothing where it is about all.
fn under(plans: &[Plan], models: &[usize]) -> String {
    if models.len() == plans.len() {
        return String::new();
    }
    let names: Vec<&str> = models.iter().map(|model| plans[*model].model.as_str()).collect();
    format!("{}: ", names.join(", "))
}
