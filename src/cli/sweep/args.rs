//! The options of `sweep`, as a whole and in parts.

use crate::cli::options::{Experiment, Files, Page, Talk, Threads};
use clap::{ArgMatches, FromArgMatches, Subcommand};
use std::path::PathBuf;

/// Run all models at many combinations of values
///
/// Finished points are written as it goes: started again with the same command, it does only what
/// is missing. `plan`, `run`, `status` and `merge` split a sweep over machines.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_long_help = "Examples:\n  flowcast sweep scenarios/product-launch.toml \
    --vary teams.legal.people=1..4\n  flowcast sweep scenarios/product-launch.toml \
    --vary changes.feature-change.probability=0:1:0.25 --vary handoffs.latency=0h:48h:12h")]
pub struct Args {
    // First: reading the part takes its name out of what was parsed.
    #[command(flatten)]
    pub whole: WholeSweep,
    #[command(subcommand)]
    pub part: Option<Part>,
}

/// The options of a whole sweep; none where a part is named.
#[derive(Debug)]
pub struct WholeSweep(pub Option<Options>);

impl clap::Args for WholeSweep {
    fn augment_args(command: clap::Command) -> clap::Command {
        Options::augment_args(command)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Options::augment_args_for_update(command)
    }
}

impl FromArgMatches for WholeSweep {
    fn from_arg_matches(matches: &ArgMatches) -> Result<WholeSweep, clap::Error> {
        let whole = matches.subcommand_name().is_none();
        let options = whole.then(|| Options::from_arg_matches(matches)).transpose()?;
        Ok(WholeSweep(options))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = WholeSweep::from_arg_matches(matches)?;
        Ok(())
    }
}

#[derive(Debug, clap::Args)]
pub struct Options {
    /// What varies, and over which values (repeatable)
    ///
    /// KEY is a path as for --set; SPEC is 1..4 (whole numbers), 0:1:0.1 (with a step), a,b,c (a list)
    /// or log(0.01,1,9) (equal factors); a unit may follow numbers, as in 2h..8h.
    #[arg(long, value_name = "KEY=SPEC", required_unless_present = "design")]
    pub vary: Vec<String>,
    /// Instead, the points of a CSV file: its columns are paths, its rows points
    ///
    /// Any design made elsewhere, such as by SALib or R; values are written as for --set.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["vary", "sample"])]
    pub design: Option<PathBuf>,
    /// Instead of every combination, N points of a Latin hypercube
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub sample: Option<u32>,
    /// Also keep every replication
    #[arg(long)]
    pub raw: bool,
    /// Refuse sweeps with more points
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub max_points: u32,
    #[command(flatten)]
    pub page: Page,
    #[command(flatten)]
    pub common: Experiment,
}

/// A sweep in parts.
#[derive(Debug, Subcommand)]
pub enum Part {
    /// Write the plan of a sweep, to be run in parts
    Plan(Options),
    /// Run one part of a plan; started again, only what is missing
    Run(Run),
    /// Say how far the parts of a plan are (exit code 3 while some are missing)
    Status(Status),
    /// Put all parts of a plan together: the same files as from one machine
    Merge(Merge),
}

#[derive(Debug, clap::Args)]
pub struct Run {
    /// The plan (or its folder)
    pub plan: PathBuf,
    /// Which part: I/N, with I from 0 to N - 1
    #[arg(long, value_name = "I/N")]
    pub shard: String,
    /// The part's folder (default: shards/I-of-N beside the plan)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub threads: Threads,
    /// Replace other results, and files that flowcast did not write
    #[arg(long)]
    pub force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// A plan and its parts.
#[derive(Debug, clap::Args)]
pub struct Parts {
    /// The plan (or its folder)
    pub plan: PathBuf,
    /// The parts' folders (default: all in shards/ beside the plan)
    pub shards: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct Status {
    #[command(flatten)]
    pub parts: Parts,
}

#[derive(Debug, clap::Args)]
pub struct Merge {
    #[command(flatten)]
    pub parts: Parts,
    /// The folder of the whole (default: the plan's)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub page: Page,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}
