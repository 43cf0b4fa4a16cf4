//! What moves the answer? Facts varied one by one and together, and what that does to the difference
//! between two models.

mod factor;
mod levers;
mod morris;
mod tornado;

pub use factor::{Factor, Unvaried, facts, fitted};
pub use levers::{levers, spelled};
pub use morris::{Effect, Step, effects, trajectories};
pub use tornado::{Launches, Swing, differences, swing};

#[cfg(test)]
mod tests;
