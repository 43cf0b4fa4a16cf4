//! Options that several commands take, a struct for each group of them.

use clap::{Args as Options, ValueEnum};
use flowcast::scenario::split_set;
use std::path::PathBuf;

/// Which scenario, and what is different in it.
#[derive(Debug, Options)]
pub struct Scenario {
    /// The scenario file (TOML)
    pub scenario: PathBuf,
    /// Override a fact or lever by its path in the file (repeatable)
    ///
    /// For example --set teams.legal.people=2,
    /// --set 'streams.approval.reviewers.legal.effort="2h"' or
    /// --set 'models."Adaptive Mesh".maturity_required=0.6'.
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment)]
    pub set: Vec<Assignment>,
}

/// A `--set`, as given and taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub key: String,
    pub value: String,
}

pub fn assignment(text: &str) -> Result<Assignment, String> {
    let split = split_set(text).filter(|(key, _)| !key.is_empty());
    let (key, value) = split.ok_or("expected KEY=VALUE, such as teams.legal.people=2")?;
    Ok(Assignment { key, value })
}

/// How often, from which seed, on how many threads.
#[derive(Debug, Default, Options)]
pub struct Simulation {
    /// Only this model (repeatable; default: all of the scenario)
    ///
    /// `improve` and `diagnose` start from the baseline: of one model that is given, it is that one.
    #[arg(long = "model", value_name = "NAME")]
    pub models: Vec<String>,
    /// The model that the others are compared with
    ///
    /// Default: the scenario's; the first one simulated where --model leaves that out.
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    /// Replications of each model (default: the scenario's)
    #[arg(long, short = 'n', value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,
    #[command(flatten)]
    pub draws: Draws,
    #[command(flatten)]
    pub threads: Threads,
}

/// From which seed.
#[derive(Debug, Default, Options)]
pub struct Draws {
    /// The seed of all draws (default: the scenario's)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = seed())]
    pub seed: Option<u64>,
}

/// Seeds stay below 2^53, so that every reader of the data files keeps them exact.
fn seed() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(0..(1 << 53))
}

/// On how many threads.
#[derive(Clone, Copy, Debug, Default, Options)]
pub struct Threads {
    /// Threads to use; no number depends on it
    ///
    /// Default: RAYON_NUM_THREADS, else SLURM_CPUS_PER_TASK, else as many as there are cores.
    #[arg(long, short = 'j', value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// Which files are written, and where.
#[derive(Debug, Options)]
pub struct Files {
    #[command(flatten)]
    pub pictures: Pictures,
    /// Replace other results, and files that flowcast did not write
    ///
    /// Only those files are replaced that are written now; nothing is deleted.
    #[arg(long)]
    pub force: bool,
}

/// What every experiment takes.
#[derive(Debug, Options)]
pub struct Experiment {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub simulation: Simulation,
    /// Only say how many points and replications there are, and about how long they take
    #[arg(long)]
    pub dry_run: bool,
    /// The output folder (default: output/<scenario file stem>/<command>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}

/// Which charts are made, and what is said of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charts {
    /// Any at all.
    pub wanted: bool,
    /// Also as PNG.
    pub png: bool,
    /// Nothing is to be said but errors.
    pub quiet: bool,
}

/// Which charts are made.
#[derive(Debug, Options)]
pub struct Pictures {
    /// Also write each chart as PNG
    #[arg(long)]
    pub png: bool,
    /// Write no charts
    #[arg(long, conflicts_with = "png")]
    pub no_charts: bool,
}

impl Pictures {
    /// Which charts are made.
    pub fn charts(&self, talk: &Talk) -> Charts {
        Charts { wanted: !self.no_charts, png: self.png, quiet: talk.quiet }
    }
}

/// Whether a page is made of the results.
#[derive(Debug, Options)]
pub struct Page {
    /// Also write report.html, one file to mail or to project
    #[arg(long)]
    pub report: bool,
}

/// What is said on the terminal.
#[derive(Debug, Options)]
pub struct Talk {
    /// Say nothing but errors
    #[arg(long, short, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also say what is assumed, how long each stage took, and how many events were simulated
    #[arg(long, short)]
    pub verbose: bool,
    /// The form of what is printed on standard output
    ///
    /// table and markdown are for readers; csv prints the first data table exactly, json all of them.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Table,
    Csv,
    Json,
    Markdown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_has_a_key_and_a_value() {
        let split = |text| assignment(text).map(|found| (found.key, found.value));
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(split("teams.legal.people=2"), pair("teams.legal.people", "2"));
        assert!(split("people").is_err());
        assert!(split("=2").is_err());
        assert!(split("\"a=2").is_err());
    }
}
