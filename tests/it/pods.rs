//! Pods are a lever: the facts stay, and the parts of a team are what teams of their own would be.

use crate::rich::{FATIGUE, ODD, TEAMS, preset, scenario};
use crate::runs::{breaches, loaded, people, traced};
use flowcast::engine::Simulator;
use flowcast::plan::Plan;
use flowcast::record::TeamTime;
use flowcast::trace::Event;
use std::collections::BTreeMap;

const SEED: u64 = 5;
const REPLICATIONS: u32 = 40;

const PODS: &str = r#"
pods = [
  { name = "film", deliverables = ["film"], people = { design = 1 } },
  { name = "cut", deliverables = ["cut"], people = { data = 1 } },
]
"#;

/// Several models, each without pods and with them.
fn with_and_without(more: &str) -> Vec<Plan> {
    let both = |model: &str, name: &str| {
        let divided = model.replacen(name, &format!("{name} in pods"), 1);
        let (head, rest) = divided.split_once("]]\n").expect("a table");
        let (name, rest) = rest.split_once('\n').expect("its name");
        format!("{model}{head}]]\n{name}{PODS}{rest}\n")
    };
    let mesh = preset("adaptive-mesh");
    let models = both(ODD, "Odd") + &both(&mesh, "adaptive-mesh");
    let text = scenario(&TEAMS, &(models + more)).replacen("schema = 1", "schema = 2", 1);
    loaded(&text).1
}

/// What is drawn of the facts, as far as it happened: efforts of first jobs and first rounds, and when changes came.
fn facts(plan: &Plan, replication: u32) -> BTreeMap<(usize, Option<usize>), i64> {
    let mut found = BTreeMap::new();
    let mut changes = 0;
    for (at, event) in traced(plan, SEED, replication).1.events {
        match event {
            Event::JobStarted { task, reviewer, rework: None, effort, .. } => {
                found.entry((task, reviewer)).or_insert(effort);
            }
            // It comes once, on the start clock.
            Event::ChangeArrived { change: 0, .. } => {
                changes += 1;
                found.insert((1000 + changes, None), at.0);
            }
            _ => {}
        }
    }
    found
}

#[test]
fn pods_draw_the_same_facts() {
    let mut shared = 0;
    for pair in with_and_without("").chunks(2) {
        assert_eq!(format!("{} in pods", pair[0].model), pair[1].model);
        for replication in 0..REPLICATIONS {
            let (pooled, divided) = (facts(&pair[0], replication), facts(&pair[1], replication));
            let both = pooled.iter().filter(|(key, _)| divided.contains_key(key));
            let different = both.clone().find(|(key, value)| divided[key] != **value);
            assert_eq!(different, None, "{}, replication {replication}", pair[1].model);
            shared += both.count();
        }
    }
    // 22 work tasks, and reviews, in 80 pairs of runs.
    assert!(shared > 80 * 22, "{shared}");
}

#[test]
fn replications_with_pods_obey_the_laws() {
    let portfolio = "[portfolio]\ncampaigns = 3\nevery = \"1w\"\n";
    let absences = "[[absences]]\nteam = \"design\"\npeople = 2\nevery = \"1w\"\nfor = \"2d\"\n";
    for more in [FATIGUE, portfolio, absences] {
        for plan in with_and_without(more) {
            for replication in 0..REPLICATIONS {
                let (record, trace) = traced(&plan, SEED, replication);
                let found = breaches(&plan, &record, &trace);
                assert!(found.is_empty(), "{}, replication {replication}: {found:?}", plan.model);
            }
        }
    }
}

/// One stream by a team in two pods, or two streams by two teams, half of whose tasks each is skipped: the tasks have the
/// same numbers and the same draws, and nobody shares anybody.
#[test]
fn pods_of_a_team_are_teams_of_their_own() {
    let text = |people: &str, makers: &str, skips: [&str; 2], needs: &str, pods: &str| {
        format!(
            r#"
schema = 2
name = "pods or teams"
[teams]
{people}
c = {{ people = 2 }}
{makers}
[[streams]]
name = "use"
team = "c"
needs = [{needs}]
effort = {{ dist = "exponential", mean = "2h" }}
[[deliverables]]
name = "x"
count = 5
skip = [{}]
[[deliverables]]
name = "y"
count = 7
skip = [{}]
[handoffs]
spot = 0.5
sensitivity = 0.7
[rework]
fix = 0.5
drift = 0.01
[[models]]
name = "plain"
release = "sync s"
syncs = [{{ name = "s", every = "1d", length = "1h", detect = 0.2 }}]
pods = [{pods}]
"#,
            skips[0], skips[1]
        )
    };
    let maker = |name: &str, team: &str| {
        format!(
            "[[streams]]\nname = \"{name}\"\nteam = \"{team}\"\nflaw = 0.3\neffort = {{ median = \"4h\", p90 = \"11h\" }}\n"
        )
    };
    let pods = r#"{ name = "x", deliverables = ["x"], people = { a = 1 } },
                  { name = "y", deliverables = ["y"], people = { a = 2 } }"#;
    let person = "switch_cost = \"10m\", cost_per_hour = 50";
    let one = format!("a = {{ people = 3, {person} }}");
    let divided = text(&one, &maker("make", "a"), ["", ""], "\"make\"", pods);
    let two = format!("ax = {{ people = 1, {person} }}\nay = {{ people = 2, {person} }}");
    let makers = maker("makex", "ax") + &maker("makey", "ay");
    let needs = "\"makex\", \"makey\"";
    let teams = text(&two, &makers, ["\"makey\"", "\"makex\""], needs, "");
    let (divided, teams) = (&loaded(&divided).1[0], &loaded(&teams).1[0]);
    let busy =
        |times: &[TeamTime]| times.iter().map(|time| (time.open, time.busy())).collect::<Vec<_>>();
    let mut cycles = Vec::new();
    for replication in 0..200 {
        let a = Simulator::new().run(divided, SEED, replication);
        let b = Simulator::new().run(teams, SEED, replication);
        assert_eq!(
            (a.cycle_time, a.wait, a.rework_events),
            (b.cycle_time, b.wait, b.rework_events)
        );
        assert_eq!(busy(&people(divided, &a)), busy(&people(teams, &b)));
        let (a_cost, b_cost) = (a.cost.expect("priced"), b.cost.expect("priced"));
        assert!((a_cost - b_cost).abs() <= 1e-9 * b_cost, "{a_cost} for {b_cost}");
        cycles.push(a.cycle_time);
    }
    cycles.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    cycles.dedup();
    assert!(cycles.len() > 190, "the scenario is too tame to show anything: {}", cycles.len());
}

/// A team without pods is one part.
#[test]
fn an_empty_list_of_pods_is_none() {
    let bare = preset("adaptive-mesh");
    let plan = |models: &str| {
        let text = scenario(&TEAMS, models).replacen("schema = 1", "schema = 2", 1);
        loaded(&text).1.swap_remove(0)
    };
    assert!(plan(&bare).runs_as(&plan(&format!("{bare}pods = []\n"))));
    assert!(!plan(&bare).runs_as(&plan(&format!("{bare}{PODS}"))));
}
