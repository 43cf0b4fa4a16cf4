//! `flowcast completions`: a script for a shell.

use super::args::{Args, Completions};
use super::outcome::Outcome;
use super::session::output;
use clap::CommandFactory;
use flowcast::error::Error;

pub fn run(args: &Completions) -> Result<Outcome, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "flowcast", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Complete)
}
