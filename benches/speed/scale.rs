//! Whether cost grows with the amount of work and with nothing else: large campaigns against W2.

use super::contender;
use super::race::{Clock, Length, race};
use super::table::{figure, significant, table};
use super::w2::W2;
use super::world;
use flowcast::plan::Plan;
use std::time::Instant;

/// What is loaded and run: a name, and the scenario's text.
struct Case {
    name: &'static str,
    text: String,
}

/// W2, a portfolio, a long campaign, and the long one with as many people as it has work for.
fn cases() -> [Case; 4] {
    let w5 = world::text("benches/scenarios/w5.toml");
    [
        Case { name: "W2: 40 deliverables", text: world::text(W2) },
        Case {
            name: "W4: 500 campaigns of 40 that share teams",
            text: world::text("benches/scenarios/w4.toml"),
        },
        Case { name: "W5: 25,000 deliverables", text: w5.clone() },
        Case { name: "W5 with 625 times the people", text: many_people(&w5) },
    ]
}

/// As many people for 25,000 deliverables as W2 has for 40: five thousand work at a time.
fn many_people(text: &str) -> String {
    (1..=3).fold(text.to_owned(), |text, people| {
        let many = format!("{{ people = {} }}", people * 625);
        text.replace(&format!("{{ people = {people} }}"), &many)
    })
}

/// Loading and cost per event of each case.
pub fn run(length: Length) {
    let cases = cases();
    let loaded: Vec<(Plan, f64)> = cases.iter().map(load).collect();
    let counts: Vec<f64> = loaded
        .iter()
        .map(|(plan, _)| {
            let replications = if plan.tasks.len() > 1_000 { 2 } else { 2_000 };
            contender::count(plan, replications).finished
        })
        .collect();
    let contenders = cases.iter().zip(&loaded).zip(&counts);
    let contenders = contenders
        .map(|((case, (plan, _)), events)| contender::per_event(case.name, plan, *events));
    let results = race(contenders.collect(), length, Clock::Cpu);
    println!("## Large campaigns, one thread\n");
    let header =
        ["", "tasks", "events per replication", "load, ms", "ns per event", "÷ W2 (quartiles)"];
    let row = |who: usize| {
        let (plan, milliseconds) = &loaded[who];
        let [low, middle, high] = results.times(who, 0);
        [
            cases[who].name.to_owned(),
            (plan.tasks.len() as u64 * u64::from(plan.rules.campaigns)).to_string(),
            significant(counts[who]),
            significant(*milliseconds),
            significant(results.median(who)),
            format!("{middle:.2} ({low:.2} to {high:.2})"),
        ]
    };
    println!("{}", table(header.map(str::to_owned), (0..cases.len()).map(row)));
    println!("Load: from text to plan, once, including the tables of the distributions.\n");
    for (who, name) in [(1, "w4_to_w2"), (2, "w5_to_w2"), (3, "w5_people_to_w2")] {
        figure(name, results.times(who, 0)[1]);
    }
}

/// A case's only plan, and the milliseconds from text to plan.
fn load(case: &Case) -> (Plan, f64) {
    let start = Instant::now();
    let mut plans = world::plans_of(case.name, &case.text);
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    (plans.swap_remove(0), milliseconds)
}
