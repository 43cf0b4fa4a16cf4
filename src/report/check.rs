//! What `check` says of a valid scenario: the work, the handoffs, and what each team is asked for.

use super::Document;
use super::format;
use super::table::{Cell, Column, Table};
use crate::analysis::{
    Caveat, caveats, day, due_day, kept, percentile_shown, slack, time_shown, told, waits_to_launch,
};
use crate::metric;
use crate::model::{
    Deliverable, DeliverableId, Demand, Facts, HandoffFacts, Scenario, StreamId, Team, When,
};
use crate::plan::{self, Plan};
use crate::question::trial::{CHEAP, REPLICATIONS, Trial};
use crate::study::Study;
use crate::time::{Instant, hours, micros};

/// The page: work, handoffs, offered load, warnings (those of [`super::warnings::all`]), assumptions.
pub fn page(scenario: &Scenario, warnings: &[String]) -> Document {
    let facts = &scenario.facts;
    let mut page = Document::default();
    page.heading(format!("{}: valid", scenario.name));
    if !scenario.description.is_empty() {
        page.text(scenario.description.clone());
    }
    page.text(format!("Models: {}", names(scenario)));
    page.table(work(facts));
    page.table(handoffs(facts));
    page.table(load(facts));
    page.text(
        "First-pass work only: rework, coordination and meetings come on top. Above 100 % a team \
         cannot finish in that time by its own calendar; well below, queues are short. Where a model has \
         reviews on demand, their reviewers are there by the default calendar, too; warnings count that.",
    );
    let prices = plan::prices_of_failure(facts);
    page.list(plan::arrivals(facts).into_iter().collect::<Vec<String>>());
    let other = plan::other_facts(facts).into_iter();
    page.list(other.map(|(what, words)| format!("{what}: {words}")).collect::<Vec<String>>());
    let price = |(what, price): &(&str, String)| format!("{what} {price} (currency units)");
    page.list(prices.iter().map(price).collect::<Vec<String>>());
    let prefixed = |prefix: &str, said: &[String]| -> Vec<String> {
        said.iter().map(|words| format!("{prefix}: {words}")).collect()
    };
    page.list(prefixed("Warning", warnings));
    page.list(prefixed("Assumed", &scenario.assumptions));
    page
}

/// What a trial of the baseline says: who is ready in time, what comes too late, what stands still.
pub fn tried(page: &mut Document, scenario: &Scenario, trial: &Trial) {
    let name = &scenario.models[scenario.study.baseline].name;
    let study = match trial {
        Trial::Run(study) => study,
        Trial::Dear(events) => {
            return page.list([format!(
                "Not tried: {REPLICATIONS} replications of {name} would take about {} events; up to {} are cheap",
                format::grouped(*events as f64),
                format::grouped(CHEAP as f64)
            )]);
        }
        Trial::Failed(why) => return page.list([format!("Warning: {name} was tried: {why}")]),
    };
    let (seed, time) = (study.seed, time_shown(study));
    page.heading(format!("{name}, tried: {REPLICATIONS} replications, seed {seed}"));
    let mut said = vec![format!("{}: {}", time.heading, half_and_most(study, time.metric))];
    if waits_to_launch(study) {
        said.push(format!("Ready: {}", half_and_most(study, metric::READY_TIME)));
    }
    said.extend(due_share(study));
    let spare = slack(study, percentile_shown(study, 0, time.metric, 0.85));
    said.extend(spare.map(|hours| format!("Slack at P85: {}", format::signed_days(hours))));
    let endings = caveats(study).into_iter().filter(|caveat| {
        matches!(
            caveat,
            Caveat::NotLaunched { .. }
                | Caveat::NothingLaunched { .. }
                | Caveat::DeadlineBeforeLaunch { .. }
                | Caveat::ChangeTooLate(_)
        )
    });
    said.extend(endings.map(|caveat| caveat.text(study)));
    page.list(said);
}

/// "P50 61.0 d (Fri 5 Mar 2027), P85 63.2 d (Mon 8 Mar 2027)" of a time; a day is one on which it happened.
fn half_and_most(study: &Study, metric: usize) -> String {
    let at = |p| {
        let hours = percentile_shown(study, 0, metric, p);
        hours.map_or("never".to_owned(), |hours| told(hours, day(study, hours)))
    };
    let of = if study.portfolio { " (mean of its campaigns)" } else { "" };
    format!("P50 {}, P85 {}{of}", at(0.50), at(0.85))
}

/// "Chance to be ready by the launch date, 63.6 d (Mon 8 Mar 2027): 48 % (41 to 55)"
fn due_share(study: &Study) -> Option<String> {
    let (time, due) = (time_shown(study), study.deadline_h?);
    let share = kept(study, &study.models[0])?.said();
    if study.portfolio {
        return Some(format!("Chance that every campaign launches by its deadline: {share}"));
    }
    let due = told(due, due_day(study, due));
    Some(format!("Chance to be {} by the {}, {due}: {share}", time.done, time.due))
}

fn names(scenario: &Scenario) -> String {
    let names: Vec<&str> = scenario.models.iter().map(|model| model.name.as_str()).collect();
    names.join(", ")
}

/// How many tasks a stream has in a campaign, and how many hours each team needs for them.
fn work(facts: &Facts) -> Table {
    let columns = vec![
        Column::text("stream").headed("Stream"),
        Column::text("kind").headed("Kind"),
        Column::text("team").headed("Team"),
        Column::number("tasks").headed("Tasks"),
        Column::number("expected_h").headed("Expected").in_unit("person-h"),
    ];
    let mut table = Table::new("work", "Work of a campaign (first pass)", columns);
    for (id, stream) in facts.streams.iter().enumerate() {
        let kind = match (stream.is_approval(), stream.once) {
            (true, false) => "approval",
            (false, false) => "work",
            (true, true) => "approval, once",
            (false, true) => "work, once",
        };
        for demand in facts.demands(id) {
            table.push(vec![
                Cell::text(&stream.name),
                Cell::text(kind),
                Cell::text(demand.who),
                Cell::Count(demand.tasks),
                demand.team.map_or(Cell::Missing, |_| Cell::Number(demand.hours)),
            ]);
        }
    }
    table
}

/// The handoffs between streams, with their facts.
fn handoffs(facts: &Facts) -> Table {
    let numbers = [
        ("latency_h", "Latency", "h"),
        ("sensitivity", "Sensitivity", ""),
        ("impact", "Impact", ""),
        ("spot", "Spot", ""),
    ];
    let words = [("from", "From"), ("to", "To")].map(|(n, h)| Column::text(n).headed(h));
    let numbers =
        numbers.map(|(name, heading, unit)| Column::number(name).headed(heading).in_unit(unit));
    let columns = words.into_iter().chain(numbers).collect();
    let mut table = Table::new("handoffs", "Handoffs between streams, and between tasks", columns);
    for (to, stream) in facts.streams.iter().enumerate() {
        for from in &stream.needs {
            let ends = [facts.streams[*from].name.clone(), stream.name.clone()];
            table.push(handoff(ends, facts.handoff(*from, to)));
        }
    }
    for dependency in &facts.dependencies {
        let ends = [dependency.from, dependency.to].map(|(deliverable, stream)| {
            format!("{}/{}", facts.deliverables[deliverable].name, facts.streams[stream].name)
        });
        table.push(handoff(ends, facts.handoff(dependency.from.1, dependency.to.1)));
    }
    table
}

fn handoff(ends: [String; 2], facts: &HandoffFacts) -> Vec<Cell> {
    let numbers = [
        hours(micros(facts.latency.mean())),
        facts.uptake.sensitivity,
        facts.uptake.impact,
        facts.uptake.spot,
    ];
    ends.map(Cell::Text).into_iter().chain(numbers.map(Cell::Number)).collect()
}

/// What each team is asked for against what it has.
fn load(facts: &Facts) -> Table {
    let (until, what) = window(facts);
    let columns = vec![
        Column::text("team").headed("Team"),
        Column::number("people").headed("People"),
        Column::number("asked_h").headed("Asked").in_unit("person-h"),
        Column::number("capacity_h").headed("Capacity").in_unit("person-h"),
        Column::number("share").headed("Asked / capacity"),
    ];
    let arriving = arriving(facts);
    let busy = arriving.map(|_| Column::number("while_arriving").headed("While campaigns arrive"));
    let columns = columns.into_iter().chain(busy).collect();
    let mut table = Table::new("load", format!("Offered load of each team, {what}"), columns);
    for (team, asked) in facts.teams.iter().zip(asked(facts)) {
        let share = |until| {
            let capacity = capacity(facts, team, until);
            let share = (capacity > 0.0).then(|| format::percent(asked / capacity));
            share.map_or(Cell::Missing, Cell::Text)
        };
        let mut row = vec![
            Cell::text(&team.name),
            Cell::Count(u64::from(team.people)),
            Cell::Number(asked),
            Cell::Number(capacity(facts, team, until)),
            share(until),
        ];
        row.extend(arriving.map(share));
        table.push(row);
    }
    table
}

/// Hours that the people of a team have from the start on.
fn capacity(facts: &Facts, team: &Team, until: Instant) -> f64 {
    let open = facts.calendars[team.calendar].calendar.open(Instant::ZERO, until);
    f64::from(team.people) * open.hours() * team.person.share
}

/// The time in which as many campaigns arrive as there are: what they ask for against what teams have in it is how busy teams are
/// while it goes on so, however long the horizon. `None` where they do not arrive one after another.
fn arriving(facts: &Facts) -> Option<Instant> {
    let campaigns = facts.portfolio.as_ref()?.campaigns;
    let last = facts.last_arrival(0.0).0;
    let gaps = i64::from(campaigns.checked_sub(1).filter(|gaps| *gaps > 0)?);
    (last > 0).then(|| Instant(last.saturating_add(last / gaps)))
}

/// First-pass hours that a stream asks of all teams together, of one campaign: for a deliverable of the file, or for what
/// exists once.
pub fn hours_of_kind(facts: &Facts, stream: StreamId, of: Option<DeliverableId>) -> f64 {
    demands_of_kind(facts, stream, of).iter().map(|demand| demand.hours).sum()
}

/// What a stream asks for one deliverable of the file (all that it counts), or for what exists once.
fn demands_of_kind(facts: &Facts, stream: StreamId, of: Option<DeliverableId>) -> Vec<Demand> {
    let through: Vec<&Deliverable> = of.map(|of| &facts.deliverables[of]).into_iter().collect();
    facts.demands_of(stream, &through, of.is_none())
}

/// First-pass hours that each team is asked for by all campaigns together.
pub fn asked(facts: &Facts) -> Vec<f64> {
    let campaigns = facts.portfolio.as_ref().map_or(1.0, |p| f64::from(p.campaigns));
    let mut asked = vec![0.0; facts.teams.len()];
    for demand in (0..facts.streams.len()).flat_map(|id| facts.demands(id)) {
        if let Some(team) = demand.team {
            asked[team] += demand.hours * campaigns;
        }
    }
    asked
}

/// First-pass hours that each part of a team is asked for under a model by all campaigns together.
pub fn asked_of_parts(facts: &Facts, plan: &Plan) -> Vec<f64> {
    let campaigns = facts.portfolio.as_ref().map_or(1.0, |p| f64::from(p.campaigns));
    let mut asked = vec![0.0; plan.teams.len()];
    for (id, stream) in facts.streams.iter().enumerate() {
        let own = facts.deliverables.iter().enumerate().filter(|(_, d)| facts.has_task(d, id));
        for of in own.map(|(of, _)| Some(of)).chain(stream.once.then_some(None)) {
            for demand in demands_of_kind(facts, id, of) {
                if let Some(team) = demand.team {
                    let part = plan.parts.part(team, plan.parts.pod(of));
                    asked[part as usize] += demand.hours * campaigns;
                }
            }
        }
    }
    asked
}

/// The time that the load is set against, from the start on: until the (last campaign's) deadline, else
/// its horizon; and in words.
pub fn window(facts: &Facts) -> (Instant, String) {
    let last = facts.last_arrival(0.0);
    let (until, what) = match facts.deadline {
        Some(When::After(span)) => (last.plus(span), "deadline"),
        Some(When::At(instant)) => (instant, "deadline"),
        None => (last.plus(facts.horizon), "horizon"),
    };
    let days = format::days(hours(until.0));
    (until, format!("from the start to the {what} ({days})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    /// Three campaigns, one a week, of 20 h for one person of 40 h a week: half of a week, but 60 h of the 600 h until the horizon.
    #[test]
    fn how_busy_teams_are_does_not_hang_on_the_horizon() {
        let text = "schema = 2\nname = \"s\"\nhorizon = \"13w\"\ncalendar = \"office\"\n\
            calendars = { office = \"Mon-Fri 09:00-17:00\" }\nteams = { writers = {} }\n\
            streams = [{ name = \"copy\", team = \"writers\", effort = \"20h\" }]\ndeliverables = [{ name = \"page\" }]\n\
            models = [{ name = \"plain\" }]\nportfolio = { campaigns = 3, every = \"1w\" }\n";
        let scenario =
            scenario::load("s.toml", text, &[]).unwrap_or_else(|found| panic!("{found}"));
        let table = load(&scenario.facts);
        // The last one arrives after two weeks, and its horizon is 13 later.
        assert_eq!(table.rows[0][2..4], [Cell::Number(60.0), Cell::Number(600.0)]);
        assert_eq!(table.rows[0][4..], ["10 %", "50 %"].map(|it| Cell::Text(it.to_owned())));
        let single = text.replace("campaigns = 3", "campaigns = 1");
        let single =
            scenario::load("s.toml", &single, &[]).unwrap_or_else(|found| panic!("{found}"));
        assert_eq!(load(&single.facts).columns.len(), 5);
    }
}
