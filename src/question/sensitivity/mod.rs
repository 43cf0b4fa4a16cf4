//! What moves the answer? Facts varied one by one and together, and what that does to the difference
//! between two models.

mod factor;
mod morris;
mod screening;
mod tornado;
mod words;

/// How far facts are varied where nothing else is said.
pub const PART: f64 = 0.25;

pub use factor::{Factor, Unvaried, facts, figures, fitted, meetings, practices};
pub use morris::{Effect, Step, trajectories};
pub use screening::{Found, Screening};
pub use tornado::{Launches, Swing};
pub use words::words as in_words;

#[cfg(test)]
mod tests;
