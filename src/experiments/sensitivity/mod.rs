//! What moves the answer? Facts varied one by one and together, and what that does to the difference
//! between two models.

mod factor;
mod levers;
mod morris;
mod tornado;

pub use factor::{Factor, Unvaried, facts, fitted};
pub use levers::{levers, spelled};
pub use morris::{Effect, Step, effects, trajectories};
pub use tornado::{Swing, swing};

use crate::experiments::Stopped;
use crate::experiments::sweep::{Bench, Standing, compare};
use crate::study::Progress;

/// The difference between a bench's second and first model in one metric, replication by replication; and how
/// the two stand to each other.
///
/// # Errors
/// Values that do not make a scenario; a progress that stops it.
pub fn differences(
    bench: &Bench,
    sets: &[(String, String)],
    metric: usize,
    progress: &dyn Progress,
) -> Result<(Vec<Option<f64>>, Standing), Stopped> {
    let study = bench.study(sets, progress)?;
    let both = study.models[1].metric(metric).zip(study.models[0].metric(metric));
    let differences = both.map(|(second, first)| Some(second? - first?)).collect();
    Ok((differences, compare(&study, 0, 1, metric)))
}

#[cfg(test)]
mod tests;
