//! The fixed run whose instructions `benches/instructions.sh` counts: always the same work, on one thread.

use super::race::Length;
use super::w2::W2;
use super::world;
use flowcast::engine::Simulator;
use flowcast::record::Record;
use std::hint::black_box;

/// Campaign W2 and the product launch under its six presets, from text to records. It takes a few hundred
/// million instructions, of which loading is a small part.
pub fn run(_: Length) {
    let mut events = 0;
    for (file, replications) in [(W2, 1_000), ("scenarios/product-launch.toml", 50)] {
        let (mut simulator, mut record) = (Simulator::new(), Record::default());
        for plan in &world::plans(file) {
            for replication in 0..replications {
                simulator.run_into(plan, 1, replication, &mut record);
                events += black_box(&record).events;
            }
        }
    }
    println!("The fixed run took {events} events.\n");
}
