//! Whether two builds of the engine compute the same, bit for bit.

use crate::digest::Digested;
use crate::engine::Simulator;
use crate::metric::METRICS;
use crate::plan::Plan;

/// So many replications of each plan are compared.
const COMPARED: u32 = 8;
/// What stands for a value that does not exist.
const NONE: u64 = 0x7ff8_0000_0000_0000;

/// The SHA-256 over the little-endian bits of every metric, in catalogue order, of the first 8 replications of every
/// plan, in hexadecimal digits.
pub fn bits(plans: &[Plan], seed: u64) -> String {
    let (mut digest, mut simulator) = (Digested::default(), Simulator::new());
    for plan in plans {
        for replication in 0..COMPARED {
            let record = simulator.run(plan, seed, replication);
            for metric in METRICS {
                let value = (metric.value)(&record).filter(|value| value.is_finite());
                let value = value.map_or(NONE, f64::to_bits);
                digest.add(&value.to_le_bytes());
            }
        }
    }
    digest.hex()
}
