//! Experiments: from one comparison to an argument. Pure: everything here computes on scenarios and
//! studies, and nothing here reads, writes or prints.

pub mod breakeven;
pub mod decompose;
pub mod lacking;
pub mod precision;
pub mod recommend;
pub mod sampling;
pub mod scorecard;
pub mod sensitivity;
pub mod sweep;

use crate::study;

/// Why an experiment, or a part of it, has no answer.
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
