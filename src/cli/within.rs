//! A command within another program, such as Python: what it says is kept instead of printed, signals are that program's.

use super::args;
use super::outcome::Outcome;
use super::session::{interrupt, load, timing};
use super::trace;
use flowcast::error::Error;
use flowcast::model::Facts;
use flowcast::plan::Plan;
use flowcast::report::Document;
use flowcast::scenario::Problems;
use std::ffi::OsString;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The version of flowcast.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

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

/// Runs the command that the arguments ask for, the program's name first. One command at a time: others wait.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> (Result<Outcome, Error>, Said) {
    alone(|| super::run(argv))
}

/// Reads a scenario, with values set by their paths, and works on one of its models (which may be left out where there is
/// only one): with the facts, the model's plan and the scenario's seed.
pub fn with_model<R>(
    scenario: &Path,
    sets: &[(String, String)],
    model: Option<&str>,
    work: impl FnOnce(&Facts, &Plan, u64) -> Result<R, Error>,
) -> (Result<R, Error>, Said) {
    let set = |(key, value): &(String, String)| args::Assignment {
        key: key.clone(),
        value: value.clone(),
    };
    let scenario =
        args::Scenario { scenario: scenario.to_owned(), set: sets.iter().map(set).collect() };
    alone(|| {
        let loaded = load::load(&scenario)?;
        let plan = &loaded.plans[trace::model(&loaded, model)?];
        work(&loaded.scenario.facts, plan, loaded.scenario.study.seed)
    })
}

/// Asks the present command to stop.
pub fn stop() {
    interrupt::ask(true);
}

/// An error where the present command was asked to stop.
///
/// # Errors
/// [`Error::Interrupted`].
pub fn check() -> Result<(), Error> {
    interrupt::check()
}

/// Replications that the present stage of the command has done, and those in all.
pub fn progress() -> (u64, u64) {
    (DONE.load(Ordering::Relaxed), TOTAL.load(Ordering::Relaxed))
}

fn alone<R>(work: impl FnOnce() -> R) -> (R, Said) {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    interrupt::ask(false);
    timing::forget();
    begin(0);
    *said() = Some(Said::default());
    let result = work();
    let said = said().take();
    (result, said.unwrap_or_default())
}

/// A command that panicked leaves what it said whole.
fn said() -> MutexGuard<'static, Option<Said>> {
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
