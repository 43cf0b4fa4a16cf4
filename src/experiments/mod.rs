//! Experiments: from one comparison to an argument. Pure: everything here computes on scenarios and
//! studies, and nothing here reads, writes or prints.

pub mod breakeven;
pub mod decompose;
pub mod precision;
pub mod recommend;
pub mod sampling;
pub mod scorecard;
pub mod sensitivity;
pub mod sweep;

use crate::study::Cancelled;

/// Why an experiment, or a part of it, has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The progress asked to stop.
    #[error("stopped")]
    Cancelled,
    /// These values do not make a scenario, or these levers no model.
    #[error("{0}")]
    Refused(String),
}

impl From<Cancelled> for Stopped {
    fn from(_: Cancelled) -> Stopped {
        Stopped::Cancelled
    }
}
