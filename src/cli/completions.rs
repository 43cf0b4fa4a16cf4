//! `flowcast completions`: a script for a shell.

use super::outcome::Outcome;
use super::session::output;
use clap::Command;
use clap_complete::Shell;
use flowcast::error::Error;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast completions bash > flowcast.bash")]
pub struct Args {
    /// The shell
    pub shell: Shell,
}

/// The script for a program with this definition.
pub fn run(args: &Args, mut program: Command) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut program, "flowcast", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Complete)
}
