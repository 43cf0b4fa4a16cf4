//! A command within another program, such as Python: what it says is kept instead of printed, signals are that program's.

use super::options;
use super::outcome::Outcome;
use super::said::said;
pub use super::said::{Said, begin, done, progress};
use super::session::{interrupt, load, settings, timing};
use super::trace;
use clap::Parser;
use flowcast::error::Error;
use flowcast::model::Facts;
use flowcast::plan::Plan;
use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

/// The version of flowcast.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Runs the command that the arguments ask for, the program's name first. One command at a time: others wait.
pub fn run(argv: impl IntoIterator<Item = OsString>) -> (Result<Outcome, Error>, Said) {
    alone(|| super::run(argv))
}

/// Which events are wanted, and how: as arguments, so that they are checked as the program's are.
#[derive(Debug, Parser)]
pub struct Events {
    #[command(flatten)]
    scenario: options::Scenario,
    #[arg(long, value_name = "NAME")]
    model: Option<String>,
    /// So many replications, from 0 on.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    replications: Option<u32>,
    /// Or which, counted from 0.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(0..1_000_000), required_unless_present = "replications")]
    replication: Vec<u32>,
    #[command(flatten)]
    draws: options::Draws,
    #[command(flatten)]
    threads: options::Threads,
}

impl Events {
    /// Which replications.
    pub fn which(&self) -> Vec<u32> {
        self.replications.map_or_else(|| self.replication.clone(), |count| (0..count).collect())
    }
}

/// Works on a model of a scenario (which may be left out where there is only one), in a pool of the threads asked for: with the
/// facts, the model's plan and the seed.
pub fn with_model<R: Send>(
    argv: impl IntoIterator<Item = OsString>,
    work: impl FnOnce(&Facts, &Plan, u64, &Events) -> Result<R, Error> + Send,
) -> (Result<R, Error>, Said) {
    alone(|| {
        let asked = Events::try_parse_from(argv).map_err(|stopped| super::refused(&stopped))?;
        let loaded = load::load(&asked.scenario)?;
        let plan = &loaded.plans[trace::model(&loaded, asked.model.as_deref())?];
        let seed = asked.draws.seed.unwrap_or(loaded.scenario.study.seed);
        let pool = settings::pool(asked.threads)?;
        pool.install(|| work(&loaded.scenario.facts, plan, seed, &asked))
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
