//! What can be typed: the commands here; their options are in their files.

use super::outcome::Outcome;
use super::{
    breakeven, check, check_in, compare, completions, decompose, diagnose, explain, export_log,
    fit, improve, init, lesson, metrics, models, play, report, schema, sensitivity, steady, sweep,
    trace, validate,
};
use clap::{CommandFactory, Parser, Subcommand};
use flowcast::error::Error;

const EXIT_CODES: &str = "\
Exit codes:
  0    everything that was asked for
  1    internal error
  2    wrong usage, or an invalid scenario
  3    a result is incomplete: some replications were not launched (files are written), or the first of
       them never came to an end (none are)
  4    a file or folder cannot be read or written
  130  interrupted by Ctrl-C, 143 by SIGTERM (nothing half-written stays)";

/// Shows what a change of workflow model does to a cross-functional campaign.
///
/// flowcast simulates a campaign (tasks, teams, handoffs, approvals, late changes) many times under
/// each workflow model and compares when it launches, what is done again, who waits and what it costs.
#[derive(Debug, Parser)]
#[command(
    name = "flowcast",
    version,
    after_help = "Start with: flowcast init my.toml && flowcast compare my.toml",
    after_long_help = format!("Start with:\n  flowcast init my.toml\n  flowcast compare my.toml\n\n{EXIT_CODES}")
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Compare(compare::Args),
    Decompose(decompose::Args),
    Sweep(sweep::args::Args),
    Breakeven(breakeven::Args),
    Sensitivity(sensitivity::Args),
    Diagnose(diagnose::Args),
    Steady(steady::Args),
    Improve(improve::Args),
    Check(check::Args),
    Explain(explain::Args),
    Trace(trace::Args),
    ExportLog(export_log::Args),
    Fit(fit::Args),
    Validate(validate::Args),
    CheckIn(check_in::Args),
    Play(play::Args),
    Lesson(lesson::Args),
    Report(report::Args),
    Models(models::Args),
    Init(init::Args),
    Metrics(metrics::Args),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_long_help = "Example:\n  flowcast schema > scenario.schema.json")]
    Schema,
    Completions(completions::Args),
}

impl Command {
    /// Does what is asked; `line` is the command as it was given.
    pub fn run(&self, line: &[String]) -> Result<Outcome, Error> {
        match self {
            Command::Compare(args) => compare::run(args, line),
            Command::Decompose(args) => decompose::run(args, line),
            Command::Sweep(args) => sweep::run(args, line),
            Command::Breakeven(args) => breakeven::run(args, line),
            Command::Sensitivity(args) => sensitivity::run(args, line),
            Command::Diagnose(args) => diagnose::run(args, line),
            Command::Steady(args) => steady::run(args, line),
            Command::Improve(args) => improve::run(args, line),
            Command::Check(args) => check::run(args),
            Command::Explain(args) => explain::run(args),
            Command::Trace(args) => trace::run(args, line),
            Command::ExportLog(args) => export_log::run(args),
            Command::Fit(args) => fit::run(args),
            Command::Validate(args) => validate::run(args),
            Command::CheckIn(args) => check_in::run(args),
            Command::Play(args) => play::run(args),
            Command::Lesson(args) => lesson::run(args),
            Command::Report(args) => report::run(args),
            Command::Models(args) => models::run(args),
            Command::Init(args) => init::run(args),
            Command::Metrics(args) => metrics::run(args),
            Command::Schema => schema::run(),
            Command::Completions(args) => completions::run(args, Args::command()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }
}
