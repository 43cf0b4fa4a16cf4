//! Campaign W2, and for flowcast P6, in Rust's simulators: `peers TOOL REPLICATIONS SEED` prints one line of JSON.
//! Tools: plain, flowcast, launch-cascade and launch-sprints (flowcast on P6), odem, nexosim, nexosim-kept, nexosim-one, nexosim-one-kept.

mod nexo;
mod nexo_one;
mod odem;
mod own;
#[path = "../../speed/plain.rs"]
#[allow(dead_code)] // The bench also names and checks it, which is not needed here.
mod plain;

use cpu_time::ProcessTime;
use plain::{Outcome, Plain};

/// Hours and pieces of work of so many replications.
type Results = Vec<(f64, u64)>;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|word| word.parse::<u64>().ok());
    let (Some(tool), Some(replications), Some(seed)) = (arguments.first(), number(1), number(2))
    else {
        eprintln!("usage: peers TOOL REPLICATIONS SEED");
        std::process::exit(2);
    };
    let start = ProcessTime::now();
    let results = run(tool, replications, seed);
    let seconds = start.elapsed().as_secs_f64();
    let outcome = Outcome::of(results.into_iter());
    let line = serde_json::json!({
        "replications": replications,
        "cpu_seconds": seconds,
        "mean_h": outcome.mean,
        "sd_h": outcome.sd,
        "finished": outcome.finished,
    });
    println!("{line}");
}

fn run(tool: &str, replications: u64, seed: u64) -> Results {
    match tool {
        "plain" => {
            let mut plain = Plain::new(seed);
            (0..replications).map(|_| plain.replicate()).collect()
        }
        "flowcast" => own::run(own::W2, "item by item", replications, seed),
        "launch-cascade" => own::run(own::P6, "Sequential Cascade", replications, seed),
        "launch-sprints" => own::run(own::P6, "Agile Sprints", replications, seed),
        "odem" => odem::run(replications, seed),
        "nexosim" => nexo::run(replications, seed, false),
        "nexosim-kept" => nexo::run(replications, seed, true),
        "nexosim-one" => nexo_one::run(replications, seed, false),
        "nexosim-one-kept" => nexo_one::run(replications, seed, true),
        _ => panic!("no tool {tool:?}"),
    }
}
