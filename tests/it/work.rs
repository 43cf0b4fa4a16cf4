//! What is drawn of the facts of work: latencies, steps that occur, absences. Each draw is keyed, so that what comes
//! of it can be told from outside.

use crate::runs::{loaded, traced};
use flowcast::draws::{Draws, Purpose};
use flowcast::engine::Simulator;
use flowcast::time::HOUR;
use flowcast::trace::Event;

fn hours(micros: f64) -> f64 {
    micros / HOUR as f64
}

fn scenario(rest: &str) -> String {
    format!("schema = 2\nname = \"work\"\ncalendar = \"always\"\n{rest}")
}

/// A 1 h, then 0 to 10 h on the way, B 1 h; the change at 50 has A made again, and a second version travels anew: the sum
/// is B's last end, as that version matters to B. C keeps the campaign open.
#[test]
fn latency_is_drawn_anew_for_each_handoff_and_version() {
    let text = scenario(
        r#"
teams = { a = {}, b = {}, c = {} }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "B", team = "b", effort = "1h", needs = ["A"] },
  { name = "C", team = "c", effort = "100h" },
]
deliverables = [{ name = "x" }, { name = "y" }]
handoffs = { sensitivity = 1, impact = 1, latency = { dist = "uniform", low = "0h", high = "10h" } }
changes = [{ stream = "A", at = "50h", severity = 1, deliverables = ["x"] }]
models = [{ name = "plain" }, { name = "slow", latency_factor = 2 }]
"#,
    )
    .replace("teams = { a = {}", "teams = { a = { people = 2 }");
    let (_, plans) = loaded(&text);
    for seed in 1..20 {
        let drawn = |handoff: u32, version: u32| {
            10.0 * Draws::new(seed, 0).uniform(Purpose::Latency, 0, handoff, 0, version)
        };
        for (plan, factor) in plans.iter().zip([1.0, 2.0]) {
            let expected = [(0, 1, 1.0), (1, 1, 1.0), (0, 2, 51.0)]
                .map(|(handoff, version, left)| left + factor * drawn(handoff, version));
            let mut expected = expected.to_vec();
            expected.sort_by(f64::total_cmp);
            let (_, trace) = traced(plan, seed, 0);
            let delivered = trace.events.iter().filter_map(|(at, event)| {
                matches!(event, Event::Delivered { .. }).then_some(hours(at.0 as f64))
            });
            let found: Vec<f64> = delivered.collect();
            assert_eq!(found.len(), 3, "{found:?}");
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
            }
        }
    }
}

/// A 1 h, B 10 h in half of all cases, C 1 h: 12 h or 2 h, the same replications under every model.
#[test]
fn a_step_occurs_as_often_as_it_says_and_under_every_model() {
    let (_, plans) = loaded(&scenario(
        r#"
teams = { a = {} }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "B", team = "a", effort = "10h", needs = ["A"], occurs = 0.5 },
  { name = "C", team = "a", effort = "1h", needs = ["B"] },
]
deliverables = [{ name = "x" }]
models = [{ name = "item" }, { name = "phase", release = "phase" }, { name = "mesh", preset = "adaptive-mesh", coordination = { per_link = 0, per_person = 0 }, start = "final" }]
"#,
    ));
    let (mut simulator, mut long) = (Simulator::new(), 0);
    for replication in 0..1000 {
        let u = Draws::new(7, replication).uniform(Purpose::Occurs, 0, 1, 0, 0);
        let expected = if u < 0.5 { 12.0 } else { 2.0 };
        for plan in &plans {
            let found = simulator.run(plan, 7, replication).cycle_time.expect("it is launched");
            assert_eq!(hours(found), expected, "{}", plan.model);
        }
        long += u32::from(expected == 12.0);
    }
    // Four standard errors of 1000 throws of a coin.
    assert!((437..=563).contains(&long), "{long}");
}

/// A tenth is no binary fraction: seven of them added up are not seven times one.
#[test]
fn escapes_cost_price_times_escapes_to_the_last_digit() {
    let text = |prices: &str| {
        scenario(&format!(
            r#"
escape_cost = {prices}
rework = {{ fix = 1 }}
teams = {{ a = {{ people = 7 }} }}
streams = [{{ name = "A", team = "a", effort = "1h", flaw = 1 }}]
deliverables = [{{ name = "x", count = 5, tier = "low" }}, {{ name = "y", count = 2, tier = "high" }}]
models = [{{ name = "plain" }}]
"#
        ))
    };
    let cost = |prices: &str| {
        let (_, plans) = loaded(&text(prices));
        Simulator::new().run(&plans[0], 1, 0).cost
    };
    assert_eq!(cost("0.1"), Some(0.1 * 7.0));
    assert_ne!(0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1, 0.1 * 7.0);
    assert_eq!(cost("{ low = 0.1, high = 20000 }"), Some(0.1 * 5.0 + 20000.0 * 2.0));
    assert_eq!(cost("{ low = 0 }"), None);
}

const AWAY: &str = r#"
teams = { a = {} }
streams = [{ name = "A", team = "a", effort = "1000h" }, { name = "B", team = "a", effort = "1h", needs = ["A"] }]
deliverables = [{ name = "x" }]
models = [{ name = "plain" }]
"#;

fn went_away(text: &str, seed: u64) -> Vec<f64> {
    let (_, plans) = loaded(&scenario(text));
    let (_, trace) = traced(&plans[0], seed, 0);
    let went = trace.events.iter().filter_map(|(at, event)| {
        matches!(event, Event::WentAway { .. }).then_some(hours(at.0 as f64))
    });
    went.collect()
}

/// Somebody idle leaves at the instants that the draws say.
#[test]
fn absences_begin_when_their_draws_say() {
    let idle = AWAY.replace("{ a = {} }", "{ a = { people = 2 } }");
    let within =
        format!("{idle}absences = [{{ team = \"a\", within = [\"10h\", \"30h\"], for = \"1h\" }}]");
    let every = format!(
        "{idle}absences = [{{ team = \"a\", every = \"100h\", for = \"1m\", probability = 0.5 }}]"
    );
    for seed in 1..20 {
        let draws = Draws::new(seed, 0);
        let when = |n| draws.uniform(Purpose::AbsenceTime, 0, 0, 0, n);
        let found = went_away(&within, seed);
        assert!((found[0] - (10.0 + 20.0 * when(0))).abs() < 1e-8, "{found:?}");
        let mut at = 0.0;
        let mut expected = Vec::new();
        for n in 0.. {
            at -= 100.0 * (1.0 - when(n)).ln();
            if at > 1001.0 {
                break;
            }
            if draws.uniform(Purpose::AbsenceHappens, 0, 0, 0, n) < 0.5 {
                expected.push(at);
            }
        }
        let found = went_away(&every, seed);
        assert_eq!(found.len(), expected.len(), "{found:?} for {expected:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
    }
}

/// One occurrence of a change hits two streams: each piece is reached in both or in neither, by one draw of its own.
#[test]
fn a_change_of_two_streams_reaches_a_piece_by_one_draw() {
    let text = r#"
teams = { a = { people = 20 }, b = { people = 20 } }
streams = [
  { name = "A", team = "a", effort = "1h" },
  { name = "B", team = "b", effort = "1h" },
  { name = "C", team = "a", effort = "1000h" },
]
deliverables = [{ name = "x", count = 10, skip = ["C"] }, { name = "y", skip = ["A", "B"] }]
changes = [{ streams = ["A", "B"], at = "10h", severity = [0.5, 0.25], reach = 0.4 }]
models = [{ name = "plain" }]
"#;
    let (_, plans) = loaded(&scenario(text));
    let mut reached = 0;
    for seed in 1..30 {
        let (_, trace) = traced(&plans[0], seed, 0);
        let mut hits = [[false; 2]; 10];
        for (_, event) in &trace.events {
            if let Event::ChangeHit { task, .. } = event {
                let task = &plans[0].tasks[*task];
                hits[task.deliverable as usize][task.stream as usize] = true;
            }
        }
        for (piece, hit) in hits.iter().enumerate() {
            let u = Draws::new(seed, 0).uniform(Purpose::ChangeReach, 0, 0, piece as u32, 0);
            assert_eq!(*hit, [u < 0.4; 2], "piece {piece}, seed {seed}");
            reached += u32::from(hit[0]);
        }
    }
    // 290 throws at 0.4: 116, four standard errors of 8.3.
    assert!((83..=149).contains(&reached), "{reached}");
}
