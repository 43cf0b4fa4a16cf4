//! A command within another program, such as Python: what it says is kept instead of printed, signals are that program's.

use super::args;
use super::outcome::Outcome;
use super::said::said;
pub use super::said::{Said, begin, done, progress};
use super::session::{interrupt, load, timing};
use super::trace;
use flowcast::error::Error;
use flowcast::model::Facts;
use flowcast::plan::Plan;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The version of flowcast.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

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
