//! Questions: from one comparison to an argument. Pure: everything here computes on scenarios and
//! studies, and nothing here reads, writes or prints.

mod bench;
pub mod breakeven;
pub mod decompose;
pub mod diagnose;
pub mod freeze;
pub mod goal;
pub mod improve;
pub mod lacking;
pub mod precision;
pub mod sampling;
pub mod sensitivity;
mod standing;
pub mod steady;
pub mod sweep;
pub mod trial;
pub mod until;

pub use bench::{Adjusted, Bench, Sets, compiled};
pub use standing::{Standing, compare};

use crate::error::Error;
use crate::study;

/// Why a question, or a part of it, has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The progress asked to stop.
    #[error("stopped")]
    Cancelled,
    /// These values do not make a scenario, or these levers no model.
    #[error("{0}")]
    Refused(String),
    /// A model that does not come to an end.
    #[error(transparent)]
    OverBudget(study::Endless),
}

impl From<study::Stopped> for Stopped {
    fn from(stopped: study::Stopped) -> Stopped {
        match stopped {
            study::Stopped::Cancelled => Stopped::Cancelled,
            study::Stopped::OverBudget(endless) => Stopped::OverBudget(endless),
        }
    }
}

impl From<Stopped> for Error {
    fn from(stopped: Stopped) -> Error {
        match stopped {
            Stopped::Cancelled => Error::Interrupted,
            Stopped::Refused(why) => Error::Rendered(why),
            Stopped::OverBudget(endless) => Error::Incomplete(endless.to_string()),
        }
    }
}
