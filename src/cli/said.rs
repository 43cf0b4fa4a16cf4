//! What a command within another program says, and how far it is: kept, where the program of the command line prints it.

use flowcast::report::Document;
use flowcast::scenario::Problems;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a command said, beside its files.
#[derive(Debug, Default)]
pub struct Said {
    /// What goes to standard output.
    pub printed: String,
    /// What goes to standard error.
    pub noted: String,
    /// The results as a page, if there are any.
    pub page: Option<Document>,
    /// What is wrong with the scenario or the log, if that stopped it.
    pub problems: Option<Problems>,
}

/// What the present command said so far; `None` where the program of the command line runs.
static SAID: Mutex<Option<Said>> = Mutex::new(None);
/// Replications that are done, and those in all.
static DONE: AtomicU64 = AtomicU64::new(0);
static TOTAL: AtomicU64 = AtomicU64::new(0);

/// A command that panicked leaves what it said whole.
pub(super) fn said() -> MutexGuard<'static, Option<Said>> {
    SAID.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a command runs within another program.
pub(super) fn runs() -> bool {
    said().is_some()
}

/// Adds to what is kept; false where nothing is.
pub(super) fn keep(add: impl FnOnce(&mut Said)) -> bool {
    said().as_mut().map(add).is_some()
}

/// A stage of so many replications begins.
pub fn begin(total: u64) {
    DONE.store(0, Ordering::Relaxed);
    TOTAL.store(total, Ordering::Relaxed);
}

/// There are so many more in all.
pub(super) fn more(replications: u64) {
    TOTAL.fetch_add(replications, Ordering::Relaxed);
}

/// So many more are done.
pub fn done(replications: u64) {
    DONE.fetch_add(replications, Ordering::Relaxed);
}

/// Replications that the present stage of the command has done, and those in all.
pub fn progress() -> (u64, u64) {
    (DONE.load(Ordering::Relaxed), TOTAL.load(Ordering::Relaxed))
}
