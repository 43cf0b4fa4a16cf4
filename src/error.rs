//! What stops a command, and the exit code that says so.

use crate::text::plain;
use std::io;
use std::path::{Path, PathBuf};

/// Everything that ends a command without a result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An option or a name that the command cannot use; also an output folder that it must not touch.
    #[error("{0}")]
    Usage(String),
    /// A scenario with problems, or wrong usage, already rendered for the reader.
    #[error("{0}")]
    Rendered(String),
    /// A file that cannot be read.
    #[error("cannot read {}: {source}", shown(path))]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that a scenario names and that cannot be read, already rendered with its place.
    #[error("{0}")]
    Unreadable(String),
    /// A file or folder that cannot be written.
    #[error("cannot write {}: {source}", shown(path))]
    Write {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The user stopped it (Ctrl-C, SIGTERM).
    #[error("interrupted; earlier results are untouched and nothing new was written")]
    Interrupted,
    /// The user stopped a sweep: points that are finished stay.
    #[error(
        "interrupted; {finished} of {of} points are finished and kept: the same command goes on from there"
    )]
    InterruptedSweep {
        /// Points that are finished.
        finished: usize,
        /// Points in all.
        of: usize,
    },
    /// The question has no answer, or only a part of one.
    #[error("{0}")]
    Incomplete(String),
    /// A defect of flowcast.
    #[error("internal error: {0}; this is a defect in flowcast, please report it")]
    Internal(String),
}

impl From<csv::Error> for Error {
    /// Data files are put together in memory, so that this can only be a defect.
    fn from(error: csv::Error) -> Error {
        Error::Internal(error.to_string())
    }
}

impl Error {
    /// The exit code of the process: 1 internal, 2 usage or invalid scenario, 3 incomplete, 4 cannot read or
    /// write, 130 interrupted (128 + SIGINT, as shells have it;
    /// the command line knows of other signals).
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Internal(_) => 1,
            Error::Usage(_) | Error::Rendered(_) => 2,
            Error::Incomplete(_) => 3,
            Error::Read { .. } | Error::Unreadable(_) | Error::Write { .. } => 4,
            Error::Interrupted | Error::InterruptedSweep { .. } => 130,
        }
    }
}

/// A path as it may be printed.
pub fn shown(path: &Path) -> String {
    plain(&path.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_interface() {
        let source = || io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(Error::Internal(String::new()).exit_code(), 1);
        assert_eq!(Error::Usage(String::new()).exit_code(), 2);
        assert_eq!(Error::Rendered(String::new()).exit_code(), 2);
        assert_eq!(Error::Incomplete(String::new()).exit_code(), 3);
        assert_eq!(Error::Read { path: "a".into(), source: source() }.exit_code(), 4);
        assert_eq!(Error::Write { path: "a".into(), source: source() }.exit_code(), 4);
        assert_eq!(Error::Interrupted.exit_code(), 130);
    }

    #[test]
    fn a_path_cannot_move_the_cursor() {
        let source = io::Error::from(io::ErrorKind::NotFound);
        let error = Error::Read { path: "a\u{1b}[2Jb".into(), source };
        assert!(!error.to_string().contains('\u{1b}'));
    }
}
