//! A scenario's facts in words: what is made, by whom, in what order, and what may come between.

use crate::model::{Arrival, Clock, Facts, Scenario, StreamKind, Tier, When};
use crate::time::{DAY, HOUR, Instant};
use serde::{Deserialize, Serialize};

/// The facts of a scenario in words, a line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    /// What is made.
    pub deliverables: Vec<String>,
    /// The steps it passes through.
    pub streams: Vec<String>,
    /// Who works.
    pub teams: Vec<String>,
    /// What may come between.
    pub changes: Vec<String>,
    /// How many handoffs there are between tasks of different deliverables, as given.
    pub dependencies: usize,
    /// Campaigns that share the teams.
    pub campaigns: u32,
    /// Correlation of efforts within a campaign, as written.
    pub correlation: String,
    /// Hours after which a campaign is given up.
    pub horizon: String,
}

/// The facts of a scenario in words.
pub fn shape(scenario: &Scenario) -> Shape {
    let facts = &scenario.facts;
    Shape {
        deliverables: deliverables(facts),
        streams: streams(facts),
        teams: teams(facts),
        changes: facts.changes.iter().map(|change| self::change(facts, change)).collect(),
        dependencies: facts.dependencies.len(),
        campaigns: facts.portfolio.as_ref().map_or(1, |portfolio| portfolio.campaigns),
        correlation: facts.correlation.to_string(),
        horizon: format!("{} d", facts.horizon.days()),
    }
}

fn deliverables(facts: &Facts) -> Vec<String> {
    let tier = |tier: Tier| ["low", "medium", "high"][tier as usize];
    let line = |d: &crate::model::Deliverable| {
        format!("{} × {}, size {}, {} risk", d.count, d.name, d.size, tier(d.tier))
    };
    facts.deliverables.iter().map(line).collect()
}

fn streams(facts: &Facts) -> Vec<String> {
    facts.streams.iter().map(|stream| self::stream(facts, stream)).collect()
}

fn stream(facts: &Facts, stream: &crate::model::Stream) -> String {
    let needs: Vec<&str> = stream.needs.iter().map(|id| facts.streams[*id].name.as_str()).collect();
    let after =
        if needs.is_empty() { String::new() } else { format!(", after {}", needs.join(" and ")) };
    let after = if stream.once { format!(", once a campaign{after}") } else { after };
    let name = &stream.name;
    match &stream.kind {
        StreamKind::Work(work) => {
            let team = &facts.teams[work.team].name;
            let hours = work.effort.mean() / HOUR as f64;
            format!("{name}: work by {team}, {hours:.1} h on average at size 1{after}")
        }
        StreamKind::Approval(approval) => {
            let count = approval.reviewers.len();
            let noun = if count == 1 { "reviewer" } else { "reviewers" };
            format!("{name}: approval by {count} {noun}{after}")
        }
    }
}

fn teams(facts: &Facts) -> Vec<String> {
    let line = |team: &crate::model::Team| {
        let calendar = &facts.calendars[team.calendar].text;
        let noun = if team.people == 1 { "person" } else { "people" };
        format!(
            "{}: {} {noun}, {calendar}, maturity {}",
            team.name, team.people, team.person.maturity
        )
    };
    facts.teams.iter().map(line).collect()
}

fn change(facts: &Facts, change: &crate::model::Change) -> String {
    let days = |when: When| when.of(Instant::ZERO).0 as f64 / DAY as f64;
    let when = match change.arrival {
        Arrival::At(at) => format!("on day {}", days(at)),
        Arrival::Within(from, to) => format!("between day {} and day {}", days(from), days(to)),
        Arrival::Every { mean_gap, .. } => format!("every {} d on average", mean_gap.days()),
    };
    let since = match change.clock {
        Clock::Start => "start",
        Clock::Launch => "launch",
    };
    let stream = |(stream, severity): &(usize, f64)| {
        format!("undoes {severity} of the work in {}", facts.streams[*stream].name)
    };
    let streams: Vec<String> = change.streams.iter().map(stream).collect();
    format!(
        "{}: {when} after the {since}, with probability {}; reaches {} of the deliverables and {}",
        change.name,
        change.probability,
        change.reach,
        streams.join(", ")
    )
}
