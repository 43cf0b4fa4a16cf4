//! P6, a product launch as users run it: what its six models cost beside W2, and beside the plain loop.

use super::contender;
use super::engine::plain_events;
use super::fixed::P6;
use super::race::{Clock, Length, Results, race};
use super::table::{figure, significant, table};
use super::w2::W2;
use super::world;
use flowcast::plan::Plan;

/// Contenders before the models: the plain loop, and flowcast on W2.
const REFERENCES: usize = 2;

/// The plain loop and W2, then the models of P6, in one race.
pub fn run(length: Length) {
    let w2 = world::plans(W2).swap_remove(0);
    let plans: Vec<Plan> = std::iter::once(w2).chain(world::plans(P6)).collect();
    let counts: Vec<f64> =
        plans.iter().map(|plan| contender::count(plan, 1_000).finished).collect();
    let mut contenders = vec![plain_events()];
    let pairs = plans.iter().zip(&counts);
    contenders.extend(pairs.map(|(plan, events)| contender::per_event(&plan.model, plan, *events)));
    let results = race(contenders, length.times(2), Clock::Cpu);
    println!("## P6, one thread\n");
    println!("{}", rows(&results, &plans, &counts));
    in_all(&results, &counts);
    let most = (REFERENCES..=plans.len()).map(|who| results.times(who, 1)[1]).fold(0.0, f64::max);
    figure("p6_most_to_w2", most);
}

fn rows(results: &Results, plans: &[Plan], counts: &[f64]) -> String {
    let header = [
        "",
        "events per replication",
        "replications/s",
        "ns per event",
        "÷ W2 in flowcast (quartiles)",
        "÷ plain loop on W2 (quartiles)",
    ];
    let times = |who, reference| {
        let [low, middle, high] = results.times(who, reference);
        format!("{middle:.2} ({low:.2} to {high:.2})")
    };
    let row = |who: usize| {
        let (name, events) = match who {
            // 190 pieces of work follow from arithmetic (plain.rs).
            0 => ("plain loop on W2", 190.0),
            1 => ("W2 in flowcast", counts[0]),
            _ => (plans[who - 1].model.as_str(), counts[who - 1]),
        };
        let cost = results.median(who);
        [
            name.to_owned(),
            significant(events),
            significant(1e9 / (cost * events)),
            significant(cost),
            times(who, 1),
            times(who, 0),
        ]
    };
    table(header.map(str::to_owned), (0..=plans.len()).map(row))
}

/// Replications of a model in a second where each model has as many.
fn in_all(results: &Results, counts: &[f64]) {
    let costs = (REFERENCES..=counts.len()).map(|who| results.median(who) * counts[who - 1]);
    let models = (counts.len() + 1 - REFERENCES) as f64;
    let rate = models * 1e9 / costs.sum::<f64>();
    println!("All six models in turn: {rate:.0} replications/s, each of one model.\n");
}
