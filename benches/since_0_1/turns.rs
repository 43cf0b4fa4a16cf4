//! One version of flowcast running scenario P6 for `run.py`, which makes a package of this file for each version: so it
//! may ask for nothing but what every version has.
//!
//! The argument is the scenario file. For each line `MODEL REPLICATIONS` of its input (models numbered from 0) it
//! simulates and prints the nanoseconds of processor time that this took.

use cpu_time::ThreadTime;
use flowcast::engine::Simulator;
use flowcast::record::Record;
use std::hint::black_box;
use std::io::BufRead;

fn main() {
    let file = std::env::args().nth(1).expect("a scenario file");
    let text = std::fs::read_to_string(&file).expect("a readable file");
    let scenario = flowcast::scenario::load(&file, &text, &[]).expect("a valid scenario");
    let plans = flowcast::plan::compile_all(&scenario).expect("models that can be run");
    let (mut simulator, mut record) = (Simulator::new(), Record::default());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("text");
        let (model, replications) = line.split_once(' ').expect("two numbers");
        let plan = &plans[model.parse::<usize>().expect("a number")];
        let start = ThreadTime::now();
        for replication in 0..replications.parse().expect("a number") {
            simulator.run_into(black_box(plan), 1, replication, &mut record);
            black_box(&record);
        }
        println!("{}", start.elapsed().as_nanos());
    }
}
