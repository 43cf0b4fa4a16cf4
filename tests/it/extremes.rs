//! Every number of the format at its extremes, alone and in pairs: refused at load, or computed. Nothing is
//! ever an overflow, a broken law or an amount that is not finite.

use crate::command::{folder_of, run};
use flowcast::engine::Simulator;
use flowcast::record::Status;
use flowcast::{plan, scenario};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// All of the format that bears a number, at plain values.
const PLAIN: &str = r#"schema = 1
name = "plain"
start = "2026-03-02 09:00"
deadline = "2w"
horizon = "52w"
live = "1w"
delay_cost = 100
correlation = 0.5
penalty = 2
calendars = { office = "Mon-Fri 09:00-17:00", rare = "Mon 00:00-00:01" }
rework = { fix = 0.3, drift = 0.001, learning = 0.9 }
fatigue = { per_rework = 0.01, per_sync = 0.01, half_life = "1w" }
broker = { team = "b", effort = "20m" }
portfolio = { campaigns = 2, every = "1d" }
handoffs = { latency = "1h", spot = 0.1 }
feedback = [{ from = "n", to = "a", probability = 0.2, impact = 0.3 }]
study = { replications = 2, seed = 1 }

[teams]
a = { people = 2, cost_per_hour = 50, speed = 1, switch_cost = "10m", maturity = 0.5, calendar = "office" }
b = { people = 1 }

[[streams]]
name = "a"
team = "a"
effort = "4h"
flaw = 0.2

[[streams]]
name = "gate"
kind = "approval"
needs = ["a"]
revise = 0.3
rereview = 0.5
reviewers = [
  { team = "b", effort = "1h", reject = 0.2, detect = 0.5 },
  { name = "client", turnaround = "1d", reject = 0.2 },
]

[[streams]]
name = "n"
team = "b"
needs = ["gate"]
effort = "2h"

[[deliverables]]
name = "x"
count = 2
size = 1

[[deliverables]]
name = "y"

[[dependencies]]
from = "x/a"
to = "y/a"

[[changes]]
stream = "a"
every = "3d"
severity = 0.5

[[changes]]
stream = "n"
clock = "launch"
at = "2d"
severity = 1

[[models]]
name = "m"
start = "early(0.5)"
via = "hub"
visibility = "live"
latency_factor = 1
maturity_required = 1
approval = { route = "concurrent", patience = "1d", bypass = 0.1 }
coordination = { per_link = 0.1, per_person = 0.01, with = "all" }
feedback = { detect = 0.2, delay = "1h" }
syncs = [{ name = "daily", every = "1d", length = "15m", detect = 0.2 }]
"#;

/// A century, the longest duration; as working time it has a third of that.
const CENTURY: &str = "\"36525d\"";

/// What is set to what.
fn extremes() -> Vec<(&'static str, String)> {
    let century = |key| (key, CENTURY.to_owned());
    let mut all: Vec<(&str, String)> = [
        "horizon",
        "deadline",
        "live",
        "fatigue.half_life",
        "handoffs.latency",
        "broker.effort",
        "portfolio.every",
        "teams.a.switch_cost",
        "streams.a.effort",
        "streams.gate.reviewers.b.effort",
        "streams.gate.reviewers.client.turnaround",
        "changes[0].every",
        "changes[0].from",
        "changes[1].at",
        "models.m.approval.patience",
        "models.m.feedback.delay",
        "models.m.syncs.daily.every",
        "models.m.syncs.daily.length",
    ]
    .map(century)
    .into();
    let wild = "{ dist = \"lognormal\", mean = \"5200w\", cv = 10 }";
    let others = [
        ("horizon", "\"0.000001s\""),
        ("deadline", "\"0.000001s\""),
        ("deadline", "\"2126-03-01\""),
        ("live", "\"0.000001s\""),
        ("start", "\"1900-01-01\""),
        ("start", "\"2200-12-31 23:59\""),
        ("delay_cost", "1e15"),
        ("penalty", "1e9"),
        ("correlation", "1"),
        ("rework.drift", "1e9"),
        ("rework.learning", "1e9"),
        ("fatigue.per_rework", "1e9"),
        ("fatigue.per_sync", "1e9"),
        ("fatigue.half_life", "\"0.000001s\""),
        ("broker.effort", wild),
        ("portfolio.campaigns", "100"),
        ("portfolio.campaigns", "1000000"),
        ("portfolio.every", wild),
        ("teams.a.people", "1000000"),
        ("teams.a.people", "400000"),
        ("teams.a.cost_per_hour", "1e15"),
        ("teams.a.speed", "1e-9"),
        ("teams.a.speed", "1e9"),
        ("teams.a.calendar", "\"rare\""),
        ("streams.a.effort", "\"0s\""),
        ("streams.a.effort", wild),
        ("streams.a.flaw", "1"),
        ("streams.gate.revise", "1"),
        ("streams.gate.rereview", "1e9"),
        ("streams.gate.reviewers.client.turnaround", wild),
        ("deliverables.x.count", "2000"),
        ("deliverables.x.count", "1000000"),
        ("deliverables.x.size", "1e9"),
        ("deliverables.x.size", "1e-9"),
        ("feedback[0].probability", "1"),
        ("changes[0].every", "\"0.000001s\""),
        ("changes[0].severity", "1"),
        ("models.m.latency_factor", "1e9"),
        ("models.m.coordination.per_link", "1e9"),
        ("models.m.coordination.per_person", "1e9"),
        ("models.m.approval.patience", "\"0s\""),
        ("models.m.syncs.daily.every", "\"0.000001s\""),
        ("models.m.syncs.daily.every", "\"15m\""),
        ("models.m.syncs.daily.length", "\"1000d\""),
        ("study.seed", "9007199254740991"),
    ];
    all.extend(others.map(|(key, value)| (key, value.to_owned())));
    all
}

/// What is wrong with the scenario after these changes: nothing where it is refused, or runs by the laws.
fn wrong(sets: &[(String, String)]) -> Option<String> {
    let run = || {
        let Ok(scenario) = scenario::load("plain.toml", PLAIN, sets) else { return None };
        let plan = &plan::compile_all(&scenario).ok()?[0];
        let record = Simulator::new().run(plan, 1, 0);
        let lawful =
            record.status != Some(Status::Failed) && record.cost.is_none_or(f64::is_finite);
        (!lawful).then(|| format!("{:?}, cost {:?}", record.status, record.cost))
    };
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Some("panicked".to_owned()))
}

fn none_is_wrong(tried: impl Iterator<Item = Vec<(String, String)>>) {
    let found = tried.filter_map(|sets| wrong(&sets).map(|said| format!("{sets:?}: {said}")));
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{} are wrong:\n{}", found.len(), found.join("\n"));
}

fn set((key, value): &(&str, String)) -> (String, String) {
    ((*key).to_owned(), value.clone())
}

#[test]
fn plain_values_run() {
    let scenario = scenario::load("plain.toml", PLAIN, &[]).unwrap_or_else(|p| panic!("{p}"));
    let plans = plan::compile_all(&scenario).unwrap();
    assert_eq!(Simulator::new().run(&plans[0], 1, 0).status, Some(Status::Launched));
}

#[test]
fn extremes_alone_and_in_pairs_are_refused_or_run() {
    let all = &extremes();
    let others = |at: usize| all[..at].iter().filter(move |two| two.0 != all[at].0);
    none_is_wrong((0..all.len()).flat_map(|at| {
        let alone = std::iter::once(vec![set(&all[at])]);
        alone.chain(others(at).map(move |two| vec![set(&all[at]), set(two)]))
    }));
}

/// As a user runs them: no extreme alone ends a command with an internal error.
#[test]
fn no_extreme_is_an_internal_error() {
    let folder = folder_of("plain.toml", PLAIN);
    for (key, value) in extremes() {
        let set = format!("{key}={value}");
        let ended =
            run(folder.path(), &["compare", "plain.toml", "--no-charts", "--force", "--set", &set]);
        assert!([0, 2, 3].contains(&ended.code), "{key}={value}: {}: {}", ended.code, ended.err);
    }
}
