//! What moves the answer? Facts varied one by one and together, and what that does to the difference
//! between two models.

mod factor;
mod morris;
mod screening;
mod tornado;

pub use factor::{Factor, Unvaried, facts, figures, fitted, practices};
pub use morris::{Effect, Step, trajectories};
pub use screening::{Found, Screening};
pub use tornado::{Launches, Swing};

#[cfg(test)]
mod tests;
