//! Campaign W2, the one that every figure of speed is about, against the plain loop.

use super::race::{Clock, Length, Results, race};
use super::table::{figure, significant, table};
use super::{contender, plain, world};

/// The campaign's file.
pub const W2: &str = "benches/scenarios/w2.toml";
/// Replications that events are counted over.
const COUNTED: u32 = 2_000;

/// Campaign W2 in flowcast and as a plain loop.
pub fn run(length: Length) {
    let plain = plain::check(20_000);
    let plans = world::plans(W2);
    let own = contender::count(&plans[0], COUNTED);
    let contenders = vec![contender::plain(), contender::flowcast("flowcast", &plans[0])];
    let results = race(contenders, length.times(3), Clock::Cpu);
    println!("## W2, one thread\n");
    let events = [plain.finished, own.finished];
    println!("{}", rates(&results, &["plain loop", "flowcast"], &events));
    println!(
        "Events per replication: plain loop {:.1}, flowcast {:.1} (queued events: {:.1}).\n",
        plain.finished, own.finished, own.queued
    );
    figure("w2_rate_to_plain", 1.0 / results.times(1, 0)[1]);
}

/// Replications per second, cost per event, and the rate over that of the first contender.
fn rates(results: &Results, names: &[&str], events: &[f64]) -> String {
    let header = [
        "",
        "replications/s, median",
        "best",
        "ns per event, median",
        "best",
        "rate ÷ plain loop (quartiles)",
    ];
    let row = |who: usize| {
        let (median, least) = (results.median(who), results.least(who));
        // The rate is the inverse of the cost: quartiles swap.
        let [high, middle, low] = results.times(who, 0).map(|times| 1.0 / times);
        [
            names[who].to_owned(),
            significant(1e9 / median),
            significant(1e9 / least),
            significant(median / events[who]),
            significant(least / events[who]),
            format!("{middle:.3} ({low:.3} to {high:.3})"),
        ]
    };
    table(header.map(str::to_owned), (0..names.len()).map(row))
}
