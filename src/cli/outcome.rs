//! How a command that did its job ended.

/// How a command that did its job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With everything that was asked for.
    Complete,
    /// With results of which some replications were not launched, or that are less precise than was wanted.
    Incomplete,
}

impl Outcome {
    /// Complete, unless something is missing.
    pub fn of(complete: bool) -> Outcome {
        if complete { Outcome::Complete } else { Outcome::Incomplete }
    }

    /// 0, or 3 where a result is incomplete.
    pub fn exit_code(self) -> u8 {
        match self {
            Outcome::Complete => 0,
            Outcome::Incomplete => 3,
        }
    }
}
