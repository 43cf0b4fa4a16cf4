//! flowcast itself, by its public library.

use crate::Results;
use flowcast::engine::Simulator;
use flowcast::plan;
use flowcast::record::Record;
use flowcast::scenario::Document;

/// Campaign W2.
pub const W2: &str = include_str!("../../scenarios/w2.toml");
/// The product launch.
pub const P6: &str = include_str!("../../scenarios/p6.toml");

/// A model of a scenario; loading included. Its pieces of work are not counted here (190 on average, as `cargo bench -- w2` shows):
/// a record holds none.
pub fn run(text: &str, model: &str, replications: u64, seed: u64) -> Results {
    let document = Document::parse("scenario.toml", text).expect("a valid file");
    let scenario = document.resolve().expect("a valid scenario");
    let plans = plan::compile_all(&scenario).expect("a model that can be run");
    let plan = plans.iter().find(|plan| plan.model == model).expect("a model of this name");
    let (mut simulator, mut record) = (Simulator::new(), Record::default());
    let replicate = |replication| {
        simulator.run_into(plan, seed, replication, &mut record);
        (record.cycle_time.expect("launched") / 3.6e9, 0)
    };
    (0..replications as u32).map(replicate).collect()
}
