//! What a file asks for and never gets: a switch, a sync or an audit behind the end, work beside meetings that take all the
//! time.

use super::format;
use crate::model::{Facts, Scenario, SwitchTime, WorkflowModel};
use crate::plan::{Plan, Sync};
use crate::time::{Elapsed, HOUR, Instant, WEEK};

/// Time over which meetings are counted, and the most of one sync.
const COUNTED: i64 = 4 * WEEK;
const MOST: i64 = 2000;
/// A team whose meetings take more than this share of its time is warned of.
const MUCH: f64 = 0.5;

/// A sentence for each of these, model by model, setting by setting.
pub fn all(scenario: &Scenario, plans: &[Plan]) -> Vec<String> {
    let facts = &scenario.facts;
    let mut said = Vec::new();
    for plan in plans {
        // Plans may be of some of the models only.
        let Some(model) = scenario.models.iter().find(|model| model.name == plan.model) else {
            continue;
        };
        said.extend(switch_too_late(facts, model));
        said.extend(long_switch(facts, plan));
        for ((setting, plan), which) in model.settings().zip(plan.settings()).zip(["", ", then"]) {
            let line = |words: String| format!("{}{which}: {words}", model.name);
            said.extend(never_held(facts, setting).chain(meetings(facts, plan)).map(line));
        }
    }
    said
}

/// How long anything of a scenario is followed, from the start.
fn followed(facts: &Facts) -> Elapsed {
    facts.last_arrival(0.0).plus(facts.horizon).since(Instant::ZERO)
}

fn switch_too_late(facts: &Facts, model: &WorkflowModel) -> Option<String> {
    let SwitchTime::At(at) = model.then.as_ref()?.when else { return None };
    let spans = [at.since(Instant::ZERO), followed(facts)];
    let [at, end] = spans.map(|span| format::days(span.hours()));
    (spans[0] >= spans[1]).then(|| {
        format!(
            "{}: the switch comes {at} after the start, but campaigns are followed for {end} only (`horizon`): it \
             never comes",
            model.name
        )
    })
}

/// The meeting of a switch where it keeps a team for more than a week of its open time.
fn long_switch<'a>(facts: &'a Facts, plan: &'a Plan) -> impl Iterator<Item = String> + 'a {
    let switch = plan.then.as_ref().into_iter();
    let teams = switch.flat_map(|switch| (0..facts.teams.len()).map(move |team| (switch, team)));
    teams.filter_map(|(switch, team)| {
        let a_week = open(plan, team, COUNTED) * WEEK as f64 / COUNTED as f64;
        let weeks = switch.meeting.0 as f64 / a_week;
        let hours = format::rounded(switch.meeting.hours());
        (a_week > 0.0 && weeks > 1.0).then(|| {
            format!(
                "{}: everybody meets for the switch for {hours} h of working time (`practices.switch`), which is {} weeks \
                 of {}, who has {} h a week",
                plan.model,
                format::rounded(weeks),
                facts.teams[team].name,
                format::rounded(a_week / HOUR as f64),
            )
        })
    })
}

/// Open time of a team of the file within so long from the start on (µs).
fn open(plan: &Plan, team: usize, span: i64) -> f64 {
    let part = plan.parts.part(team, 0) as usize;
    plan.open(part, Instant::ZERO, Instant(span)).0 as f64
}

/// Syncs and audits whose first occurrence lies behind the end.
fn never_held<'a>(facts: &Facts, model: &'a WorkflowModel) -> impl Iterator<Item = String> + 'a {
    let end = followed(facts);
    let syncs = model.syncs.iter().map(|sync| ("sync", &sync.name, sync.every));
    let audits = model.audits.iter().map(|audit| ("audit", &audit.name, audit.every));
    let late = syncs.chain(audits).filter(move |(.., every)| *every > end);
    late.map(move |(what, name, every)| {
        let [every, end] = [every, end].map(|span| format::days(span.hours()));
        format!(
            "the {what} `{name}` is held every {every}, but campaigns are followed for {end} only (`horizon`): it never \
             is"
        )
    })
}

/// Teams whose meetings take much of their time, or all of it.
fn meetings<'a>(facts: &'a Facts, plan: &'a Plan) -> impl Iterator<Item = String> + 'a {
    (0..facts.teams.len()).filter_map(move |team| {
        let part = plan.crew(plan.parts.part(team, 0) as usize).start;
        let own = plan.syncs.iter().filter(|sync| sync.attend.contains(&(part as u32)));
        let share: f64 = own.map(|sync| share(plan, part, sync)).sum();
        (share > MUCH).then(|| {
            let (name, percent) = (&facts.teams[team].name, format::percent(share));
            let rest = if share >= 1.0 { ": nothing is left for work" } else { "" };
            format!("meetings ask {name} for {percent} of its working time{rest}")
        })
    })
}

/// The share of a team's open time that a sync asks for: who is not there at its beginning does not attend.
fn share(plan: &Plan, part: usize, sync: &Sync) -> f64 {
    let span = COUNTED.min(sync.every.0.saturating_mul(MOST));
    let calendar = &plan.calendars[plan.teams[part].calendar as usize];
    let held = (1..=span / sync.every.0).map(|k| Instant(k * sync.every.0));
    let attended = held.filter(|at| calendar.is_open(*at)).count() as f64;
    let open = calendar.open(Instant::ZERO, Instant(span)).0 as f64;
    if open > 0.0 { attended * sync.length.0 as f64 / open } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::compile_all;
    use crate::scenario::Document;

    fn said(models: &str) -> Vec<String> {
        let text = format!(
            r#"
            schema = 2
            name = "s"
            calendar = "always"
            calendars = {{ committee = "Wed 10:00-12:00" }}
            teams = {{ a = {{}}, legal = {{ calendar = "committee" }} }}
            streams = [{{ name = "x", team = "a", effort = "1h" }}, {{ name = "y", team = "legal", effort = "1h" }}]
            deliverables = [{{ name = "d" }}]
            {models}
            "#
        );
        let scenario = Document::parse("s.toml", &text).and_then(|document| document.resolve());
        let scenario = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        all(&scenario, &compile_all(&scenario).unwrap())
    }

    /// The horizon is 52 weeks, 364 days.
    #[test]
    fn what_lies_behind_the_horizon_is_named() {
        let found = said(
            r#"
            models = [
              { name = "late", then = { at = "60w", intake = "immediate" } },
              { name = "rare", audits = [{ name = "look", every = "90w", team = "a", effort = "1h", detect = 1 }] },
              { name = "fine", syncs = [{ name = "weekly", every = "1w", length = "1h" }] },
            ]"#,
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(
            found[0].starts_with("late: the switch comes 420 d after the start, but campaigns")
        );
        assert!(
            found[1].starts_with("rare: the audit `look` is held every 630 d, but campaigns are")
        );
    }

    /// Four hours of a committee that sits two hours a week are two weeks.
    #[test]
    fn the_meeting_of_a_switch_may_keep_a_committee_for_weeks() {
        let then = r#"models = [{ name = "m", then = { at = "1d", preset = "adaptive-mesh" } }]"#;
        let found = said(then);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("for 4 h of working time"), "{found:?}");
        assert!(found[0].ends_with("which is 2 weeks of legal, who has 2 h a week"), "{found:?}");
    }

    /// Every five hours for six: 134 meetings in four weeks of 672 h ask for 804 h, 120 %.
    #[test]
    fn meetings_that_take_all_the_time_are_named() {
        let sync = r#"models = [{ name = "m", syncs = [{ name = "talk", every = "5h", length = "6h", attend = ["a"] }] }]"#;
        assert_eq!(
            said(sync),
            ["m: meetings ask a for 120 % of its working time: nothing is left for work"]
        );
        let short = sync.replace("\"6h\"", "\"2h\"");
        // 134 x 2 h of 672 h are 40 %.
        assert_eq!(said(&short), Vec::<String>::new());
    }
}
