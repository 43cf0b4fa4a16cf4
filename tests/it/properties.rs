//! What holds for every scenario: random ones over all facts and levers, and random edits of them.

use crate::generator::newer;
use crate::handoffs::hasty_starts;
use crate::runs::{breaches, load, traced};
use flowcast::engine::Simulator;
use flowcast::model::Scenario;
use flowcast::plan::Plan;
use flowcast::record::{Record, Status};
use flowcast::store::replications::{replications_csv, team_replications_csv};
use flowcast::study::{Study, Unwatched, extend, run};
use flowcast::trace::{Event, Trace};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// Replications of a study that is split: more than one block of parallel work.
const REPLICATIONS: u32 = 70;

/// Events of a replication whose trace is too long to be looked at.
const LONG: u64 = 100_000;

/// Whether the first replications of a plan are not so long that many of them would take minutes, and not all
/// over budget, at which a study is given up.
fn short(plan: &Plan) -> bool {
    let first: Vec<_> =
        (0..8).map(|replication| Simulator::new().run(plan, 1, replication)).collect();
    first.iter().all(|record| record.events <= LONG)
        && first.iter().any(|record| record.status != Some(Status::OverBudget))
}

fn choices() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(any::<u32>(), 0..220)
}

/// Every replication ends with a status, books every person's time once, and starts nothing early.
fn lawful(plan: &Plan, text: &str) {
    let mut reused = Simulator::new();
    for replication in 0..4 {
        let plain = Simulator::new().run(plan, 1, replication);
        assert!(plain.status.is_some_and(|status| status != Status::Failed), "{text}");
        if plain.events > LONG {
            return;
        }
        let (record, trace) = traced(plan, 1, replication);
        assert_eq!(record, plain, "{text}");
        assert_eq!(breaches(plan, &record, &trace), Vec::<String>::new(), "{text}");
        // What a switch changes about starts is not in the plan that these are read by.
        if plan.then.is_none() {
            assert_eq!(stale_news(plan, &trace), Vec::<String>::new(), "{text}");
        }
        if plan.rules.campaigns == 1 && plan.then.is_none() {
            assert_eq!(hasty_starts(plan, &trace).0, Vec::<String>::new(), "{text}");
        }
        // A simulator that ran something else before gives the same.
        assert_eq!(reused.run(plan, 1, replication), record, "{text}");
    }
}

/// Deliveries that were taken for news although the receiver had that version or a newer one, and the
/// other way round.
fn stale_news(plan: &Plan, trace: &Trace) -> Vec<String> {
    let first: Vec<i64> = plan
        .handoffs
        .iter()
        .map(|handoff| if plan.links[handoff.link as usize].brief { 0 } else { -1 })
        .collect();
    let mut seen = vec![first; plan.rules.campaigns as usize];
    let mut found = Vec::new();
    for (at, event) in &trace.events {
        let Event::Delivered { campaign, handoff, version, news } = event else { continue };
        let seen = &mut seen[*campaign][*handoff];
        if *news != (i64::from(*version) > *seen) {
            found.push(format!("{at:?}: version {version} after {seen}"));
        }
        *seen = (*seen).max(i64::from(*version));
    }
    found
}

fn bytes(study: &Study) -> String {
    replications_csv(study).unwrap() + &team_replications_csv(study).unwrap()
}

/// One thread, two threads, and a study that was stopped and went on give the same bytes.
fn reproducible(scenario: &Scenario, plans: &[Plan], text: &str) {
    let whole = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(scenario, plans, REPLICATIONS, 1, &Unwatched)).unwrap()
    };
    let one = bytes(&whole(1));
    assert_eq!(one, bytes(&whole(2)), "{text}");
    let mut split = run(scenario, plans, 23, 1, &Unwatched).unwrap();
    extend(&mut split, plans, REPLICATIONS, &Unwatched).unwrap();
    assert_eq!(one, bytes(&split), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn accepted_scenarios_are_lawful(choices in choices()) {
        let text = newer(&choices);
        if let Ok((_, plans)) = load("random", &text) {
            plans.iter().for_each(|plan| lawful(plan, &text));
        }
    }

    #[test]
    fn edits_of_valid_scenarios_never_panic(
        choices in choices(),
        edits in proptest::collection::vec((0.0..1.0f64, 0usize..9, any::<prop::sample::Index>()), 1..4),
    ) {
        let mut text = newer(&choices);
        for (at, length, other) in edits {
            text = edited(&text, at, length, other);
        }
        let _ = load("edited", &text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25))]

    #[test]
    fn accepted_scenarios_are_reproducible(choices in choices()) {
        let text = newer(&choices);
        if let Ok((scenario, plans)) = load("random", &text) && plans.iter().all(short) {
            reproducible(&scenario, &plans, &text);
        }
    }
}

/// A scenario with teams that do nothing before its own, and syncs and changes that do nothing after them.
fn padded(text: &str, teams: usize, syncs: usize, changes: usize) -> String {
    let list = |count: usize, entry: &dyn Fn(usize) -> String| -> String {
        (0..count).map(entry).collect()
    };
    let teams = list(teams, &|n| format!("[teams.idle{n}]\n"));
    let syncs = list(syncs, &|n| {
        format!(", {{ name = \"empty{n}\", every = \"3d\", attend = [\"idle0\"] }}")
    });
    let changes = list(changes, &|_| {
        "[[changes]]\nstream = \"s0\"\nat = \"1d\"\nprobability = 0\nseverity = 1\n".to_owned()
    });
    let text = text.replace("[teams.t0]", &format!("{teams}[teams.t0]"));
    let text = text.replace("attend = [\"t0\"] }]", &format!("attend = [\"t0\"] }}{syncs}]"));
    text.replacen("[[models]]", &format!("{changes}[[models]]"), 1)
}

/// A record without what is counted of the idle, and without how much there was to do.
fn without_padding(mut record: Record, plan: &Plan) -> Record {
    let own = plan.teams.last().map_or(0, |team| team.of + 1);
    record.teams.drain(..record.teams.len() - own);
    record.changes.truncate(plan.changes.len());
    Record { events: 0, ..record }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Each team, sync and change is taken for itself, however many more of them there are than tasks.
    #[test]
    fn who_does_nothing_changes_nothing(
        choices in choices(), teams in 1..150usize, syncs in 0..100usize, changes in 0..150usize,
    ) {
        let text = newer(&choices);
        let padded = padded(&text, teams, syncs, changes);
        if let (Ok((_, plain)), Ok((_, padded))) = (load("random", &text), load("padded", &padded)) {
            for (plan, padded) in plain.iter().zip(&padded) {
                let record = Simulator::new().run(plan, 1, 0);
                let other = Simulator::new().run(padded, 1, 0);
                if record.status != Some(Status::OverBudget) && other.status != Some(Status::OverBudget) {
                    let (record, other) = (without_padding(record, plan), without_padding(other, plan));
                    assert_eq!(record, other, "{text}");
                }
            }
        }
    }
}

/// A text with a passage replaced by one of its other lines, or by something that hurts.
fn edited(text: &str, at: f64, length: usize, other: prop::sample::Index) -> String {
    const PASSAGES: [&str; 6] = ["\"", "-1", "nan", "[[", "\u{feff}", "\"sync x\""];
    let characters: Vec<char> = text.chars().collect();
    let start = ((characters.len() as f64) * at) as usize;
    let end = (start + length).min(characters.len());
    let lines: Vec<&str> = text.lines().chain(PASSAGES).collect();
    let before: String = characters[..start].iter().collect();
    let after: String = characters[end..].iter().collect();
    format!("{before}{}\n{after}", lines[other.index(lines.len())])
}

/// The generator must not be refused so often that nothing is tested.
#[test]
fn most_random_scenarios_are_accepted() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut accepted = 0;
    let mut refusals = Vec::new();
    for _ in 0..200 {
        let choices = choices().new_tree(&mut runner).unwrap().current();
        match load("random", &newer(&choices)) {
            Ok(_) => accepted += 1,
            Err(message) => refusals.push(message),
        }
    }
    refusals.sort();
    refusals.dedup();
    assert!(accepted >= 150, "{accepted} of 200\n{}", refusals.join("\n"));
}
