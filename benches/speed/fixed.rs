//! The fixed runs whose instructions `benches/instructions.sh` counts: always the same work, on one thread.

use super::race::Length;
use super::w2::W2;
use super::world;
use flowcast::engine::Simulator;
use flowcast::record::Record;
use std::hint::black_box;

/// The product launch of version 0.1, whose models are written out.
pub const P6: &str = "benches/scenarios/p6.toml";

/// Campaign W2 and the product launch under its six presets. A few hundred million instructions.
pub fn run(_: Length) {
    count("fixed", &[(W2, 1_000), ("scenarios/product-launch.toml", 50)]);
}

/// The six models of P6. A few hundred million instructions.
pub fn p6(_: Length) {
    count("p6", &[(P6, 200)]);
}

/// From text to records, of which loading is a small part: so many replications of each model of these files.
fn count(name: &str, files: &[(&str, u32)]) {
    let mut events = 0;
    for (file, replications) in files {
        let (mut simulator, mut record) = (Simulator::new(), Record::default());
        for plan in &world::plans(file) {
            for replication in 0..*replications {
                simulator.run_into(plan, 1, replication, &mut record);
                events += black_box(&record).events;
            }
        }
    }
    println!("The run `{name}` took {events} events.\n");
}
