//! What a second thread gives: whole studies, as `flowcast compare` runs them, by the clock on the wall.

use super::fixed::P6;
use super::race::{Clock, Contender, Length, race};
use super::table::{figure, significant, table};
use super::w2::W2;
use super::world;
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan};
use flowcast::scenario::Document;
use flowcast::study::{self, Unwatched};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::hint::black_box;

/// Studies against threads.
pub fn run(length: Length) {
    println!("## Threads\n");
    let header =
        ["", "replications/s, 1 thread", "2 threads", "rate with 2 ÷ rate with 1 (quartiles)"];
    let cases = [("W2", W2, 4_096), ("P6, six models", P6, 256)];
    let rows = cases.map(|(name, file, replications)| row(name, file, replications, length));
    let [w2, (p6, gain)] = rows;
    println!("{}", table(header.map(str::to_owned), [w2.0, p6]));
    figure("p6_threads", gain);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("Cores of this machine: {cores}. A replication of one model counts as one.\n");
}

fn row(name: &str, file: &str, replications: u32, length: Length) -> ([String; 4], f64) {
    let (scenario, plans) = load(file);
    let pools = [1, 2].map(pool);
    let contenders = pools.iter().map(|pool| study(&scenario, &plans, replications, pool));
    let results = race(contenders.collect(), length, Clock::Wall);
    let rate = |who| significant(1e9 / results.median(who));
    let [low, middle, high] = results.times(0, 1);
    let cells = [name.to_owned(), rate(0), rate(1), format!("{middle:.2} ({low:.2} to {high:.2})")];
    (cells, middle)
}

fn load(file: &str) -> (Scenario, Vec<Plan>) {
    let document = Document::parse(file, &world::text(file)).expect("a valid file");
    let scenario = document.resolve().expect("a valid scenario");
    let plans = plan::compile_all(&scenario).expect("models that can be run");
    (scenario, plans)
}

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

/// A study in a pool; a unit is a replication of one model.
fn study<'a>(
    scenario: &'a Scenario,
    plans: &'a [Plan],
    replications: u32,
    pool: &'a ThreadPool,
) -> Contender<'a> {
    Contender::new("study", move || {
        let study = pool.install(|| study::run(scenario, plans, replications, 1, &Unwatched));
        black_box(study.expect("nobody stops it"));
        u64::from(replications) * plans.len() as u64
    })
}
