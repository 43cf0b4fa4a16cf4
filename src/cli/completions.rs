//! `flowcast completions`: a script for a shell.

use super::args;
use super::outcome::Outcome;
use super::session::output;
use clap::CommandFactory;
use clap_complete::Shell;
use flowcast::error::Error;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast completions bash > flowcast.bash")]
pub struct Args {
    /// The shell
    pub shell: Shell,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "flowcast", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Complete)
}
