//! What can be typed: the commands, their options, their help.

use super::artifacts::Charts;
use clap::{ArgMatches, Args as Options, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use flowcast::scenario::split_set;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0    everything that was asked for
  1    internal error
  2    wrong usage, or an invalid scenario
  3    a result is incomplete: some replications were not launched (files are written)
  4    a file or folder cannot be read or written
  130  interrupted (nothing half-written stays)";

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
    /// Simulate all models of a scenario and compare them
    ///
    /// Prints tables and verdicts, and writes data files and charts to the output folder. The same
    /// version, scenario and seed give the same numbers, whatever the number of threads.
    #[command(after_long_help = "Example:\n  flowcast compare scenarios/product-launch.toml \
        --replications 5000 --set teams.legal.people=2")]
    Compare(Compare),
    /// Say which lever makes the difference between two models
    ///
    /// Switches the levers that differ one at a time on the same draws: each alone, then in an order.
    /// The parts in the order add up to the whole difference exactly.
    #[command(after_long_help = "Example:\n  flowcast decompose scenarios/product-launch.toml \
        --from \"Sequential Cascade\" --to \"Adaptive Mesh\" --shapley")]
    Decompose(Decompose),
    /// Run all models at many combinations of values
    ///
    /// Finished points are written as it goes: started again with the same command, it does only what
    /// is missing. `plan`, `run`, `status` and `merge` split a sweep over machines.
    #[command(after_long_help = "Examples:\n  flowcast sweep scenarios/product-launch.toml \
        --vary teams.legal.people=1..4\n  flowcast sweep scenarios/product-launch.toml \
        --vary changes.feature-change.probability=0:1:0.25 --vary handoffs.latency=0h:48h:12h")]
    Sweep(Sweep),
    /// Find the value from which on one model overtakes another
    #[command(after_long_help = "Example:\n  flowcast breakeven scenarios/product-launch.toml \
        --vary handoffs.latency=0h..96h --between \"Hub-and-Spoke,Agile Sprints\"")]
    Breakeven(Breakeven),
    /// Say which facts move the difference between two models most
    ///
    /// Every uncertain fact is varied by 25 % (or over the ranges given): one at a time, and all
    /// together by Morris' screening.
    #[command(after_long_help = "Example:\n  flowcast sensitivity scenarios/product-launch.toml \
        --between \"Sequential Cascade,Adaptive Mesh\" --levers")]
    Sensitivity(Sensitivity),
    /// Rank the models by a goal, say how sure that is, and what would turn the answer
    #[command(after_long_help = "Example:\n  flowcast recommend scenarios/product-launch.toml \
        --goal \"on_time >= 0.9, then cost\"")]
    Recommend(Recommend),
    /// Measure the eight dimensions by which guides describe workflow models
    #[command(after_long_help = "Example:\n  flowcast scorecard scenarios/product-launch.toml")]
    Scorecard(Experiment),
    /// Validate a scenario; show its work, handoffs and each team's offered load
    ///
    /// Prints every problem at once (exit code 2), or what the scenario means.
    #[command(after_long_help = "Example:\n  flowcast check scenarios/product-launch.toml")]
    Check(Check),
    /// Say in words what a model does to each handoff, and where each value comes from
    #[command(after_long_help = "Example:\n  flowcast explain scenarios/product-launch.toml \
        --model \"Adaptive Mesh\"")]
    Explain(Explain),
    /// Write down everything that happens in one replication
    ///
    /// Writes the event log (CSV) and a timeline chart, and prints the main events.
    #[command(after_long_help = "Example:\n  flowcast trace scenarios/product-launch.toml \
        --model \"Adaptive Mesh\" --replication 17")]
    Trace(Trace),
    /// Rebuild tables, charts and report.html from an output folder's data files, without simulating
    #[command(after_long_help = "Example:\n  flowcast report output/product-launch --png")]
    Report(Report),
    /// List the preset models, or show one as TOML that can be pasted into a scenario
    #[command(after_long_help = "Example:\n  flowcast models adaptive-mesh")]
    Models(Models),
    /// Start a scenario from a commented example
    #[command(after_long_help = "Example:\n  flowcast init my.toml --template first")]
    Init(Init),
    /// List everything that is measured, with units and meanings
    #[command(after_long_help = "Example:\n  flowcast metrics --format markdown")]
    Metrics(Metrics),
    /// Print the JSON Schema of scenario files, for editors
    #[command(after_long_help = "Example:\n  flowcast schema > scenario.schema.json")]
    Schema,
    /// Print a completion script for a shell
    #[command(after_long_help = "Example:\n  flowcast completions bash > flowcast.bash")]
    Completions(Completions),
}

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

fn assignment(text: &str) -> Result<Assignment, String> {
    let split = split_set(text).filter(|(key, _)| !key.is_empty());
    let (key, value) = split.ok_or("expected KEY=VALUE, such as teams.legal.people=2")?;
    Ok(Assignment { key, value })
}

/// How often, from which seed, on how many threads.
#[derive(Debug, Options)]
pub struct Simulation {
    /// Only this model (repeatable; default: all of the scenario)
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
    /// The seed of all draws (default: the scenario's)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = seed())]
    pub seed: Option<u64>,
    /// Threads to use; no number depends on it
    ///
    /// Default: RAYON_NUM_THREADS, else SLURM_CPUS_PER_TASK, else as many as there are cores.
    #[arg(long, short = 'j', value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

/// Seeds stay below 2^53, so that every reader of the data files keeps them exact.
fn seed() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(0..(1 << 53))
}

/// Which files are written, and where.
#[derive(Debug, Options)]
pub struct Files {
    /// Also write each chart as PNG
    #[arg(long)]
    pub png: bool,
    /// Write no charts
    #[arg(long, conflicts_with = "png")]
    pub no_charts: bool,
    /// Replace the results of another scenario in the output folder
    #[arg(long)]
    pub force: bool,
}

impl Files {
    /// Which charts are made.
    pub fn charts(&self) -> Charts {
        Charts { wanted: !self.no_charts, png: self.png }
    }
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

#[derive(Debug, Options)]
pub struct Compare {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub precision: Precision,
    /// The output folder (default: output/<scenario file stem>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub files: Files,
    /// Also write report.html, one file to mail or to project, and summary.md, a text for a chat
    #[arg(long)]
    pub report: bool,
    /// End the report with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long, requires = "report")]
    pub stress: bool,
    /// In the report: which lever makes the difference between the baseline and this model?
    ///
    /// Default: the other model with the least mean cycle time.
    #[arg(long, value_name = "NAME", requires = "report")]
    pub levers_to: Option<String>,
    #[command(flatten)]
    pub talk: Talk,
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

#[derive(Debug, Options)]
pub struct Decompose {
    #[command(flatten)]
    pub common: Experiment,
    /// The model to start from
    #[arg(long, value_name = "NAME")]
    pub from: String,
    /// The model to arrive at
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// What is taken apart (see `flowcast metrics`)
    #[arg(long, value_name = "METRIC", default_value = "cycle_time")]
    pub metric: String,
    /// Levers in the order in which they are switched (default: as presets list them)
    ///
    /// Levers that differ but are not named come last.
    #[arg(long, value_name = "LEVER,...", value_delimiter = ',', conflicts_with = "shapley")]
    pub order: Vec<String>,
    /// Average over all orders instead: exact up to 8 levers, sampled beyond
    #[arg(long)]
    pub shapley: bool,
    /// Where orders are sampled: how many, each with its reverse
    #[arg(long, value_name = "N", default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub orders: u32,
    /// Also write report.html, one file to mail or to project
    #[arg(long)]
    pub report: bool,
}

#[derive(Debug, Options)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Sweep {
    // First: reading the part takes its name out of what was parsed.
    #[command(flatten)]
    pub whole: WholeSweep,
    #[command(subcommand)]
    pub part: Option<SweepPart>,
}

/// The options of a whole sweep; none where a part is named.
#[derive(Debug)]
pub struct WholeSweep(pub Option<SweepOptions>);

impl clap::Args for WholeSweep {
    fn augment_args(command: clap::Command) -> clap::Command {
        SweepOptions::augment_args(command)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        SweepOptions::augment_args_for_update(command)
    }
}

impl FromArgMatches for WholeSweep {
    fn from_arg_matches(matches: &ArgMatches) -> Result<WholeSweep, clap::Error> {
        let whole = matches.subcommand_name().is_none();
        let options = whole.then(|| SweepOptions::from_arg_matches(matches)).transpose()?;
        Ok(WholeSweep(options))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = WholeSweep::from_arg_matches(matches)?;
        Ok(())
    }
}

#[derive(Debug, Options)]
pub struct SweepOptions {
    /// What varies, and over which values (repeatable)
    ///
    /// KEY is a path as for --set; SPEC is 1..4 (whole numbers), 0:1:0.1 (with a step), a,b,c (a list)
    /// or log(0.01,1,9) (equal factors); a unit may follow numbers, as in 2h..8h.
    #[arg(long, value_name = "KEY=SPEC", required = true)]
    pub vary: Vec<String>,
    /// Instead of every combination, N points of a Latin hypercube
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub sample: Option<u32>,
    /// Also keep every replication
    #[arg(long)]
    pub raw: bool,
    /// Refuse sweeps with more points
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    pub max_points: u32,
    /// Also write report.html, one file to mail or to project
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub common: Experiment,
}

/// A sweep in parts.
#[derive(Debug, Subcommand)]
pub enum SweepPart {
    /// Write the plan of a sweep, to be run in parts
    Plan(SweepOptions),
    /// Run one part of a plan; started again, only what is missing
    Run(SweepRun),
    /// Say how far the parts of a plan are (exit code 3 while some are missing)
    Status(SweepStatus),
    /// Put all parts of a plan together: the same files as from one machine
    Merge(SweepMerge),
}

#[derive(Debug, Options)]
pub struct SweepRun {
    /// The plan (or its folder)
    pub plan: PathBuf,
    /// Which part: I/N, with I from 0 to N - 1
    #[arg(long, value_name = "I/N")]
    pub shard: String,
    /// The part's folder (default: shards/I-of-N beside the plan)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads to use; no number depends on it
    #[arg(long, short = 'j', value_name = "T", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Options)]
pub struct SweepStatus {
    /// The plan (or its folder)
    pub plan: PathBuf,
    /// The parts' folders (default: all in shards/ beside the plan)
    pub shards: Vec<PathBuf>,
}

#[derive(Debug, Options)]
pub struct SweepMerge {
    /// The plan (or its folder)
    pub plan: PathBuf,
    /// The parts' folders (default: all in shards/ beside the plan)
    pub shards: Vec<PathBuf>,
    /// The folder of the whole (default: the plan's)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write report.html, one file to mail or to project
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Options)]
pub struct Breakeven {
    #[command(flatten)]
    pub common: Experiment,
    /// What varies, and between which values, such as teams.legal.people=1..8
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub vary: String,
    /// The two models
    #[arg(long, value_name = "A,B", value_delimiter = ',', required = true)]
    pub between: Vec<String>,
    /// In what one overtakes the other (see `flowcast metrics`)
    #[arg(long, value_name = "METRIC", default_value = "cycle_time")]
    pub metric: String,
}

#[derive(Debug, Options)]
pub struct Sensitivity {
    #[command(flatten)]
    pub common: Experiment,
    /// The two models (default: the baseline and the first other one)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub between: Vec<String>,
    /// Only this, over its own range (repeatable)
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub vary: Vec<String>,
    /// Also the figures that the two models' presets assume
    #[arg(long)]
    pub levers: bool,
    /// Trajectories of the screening
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub trajectories: u32,
    /// In what the models differ (see `flowcast metrics`)
    #[arg(long, value_name = "METRIC", default_value = "cycle_time")]
    pub metric: String,
}

#[derive(Debug, Options)]
pub struct Recommend {
    #[command(flatten)]
    pub common: Experiment,
    /// Bounds that must hold, then what is optimised, such as "on_time >= 0.9, then cost"
    ///
    /// A metric alone means its mean; "p80 cycle_time <= 45d" is a percentile with a limit in days.
    #[arg(long, value_name = "GOAL")]
    pub goal: String,
}

/// As many replications as a precision takes.
#[derive(Debug, Options)]
pub struct Precision {
    /// Replicate until every 95 % interval is this narrow, such as 2%
    ///
    /// The half-width of every model's mean cycle time, and of its difference to the baseline (in
    /// percent of the baseline's mean), has to stay within it through a look-ahead.
    #[arg(long, value_name = "P%", value_parser = percent, conflicts_with = "replications")]
    pub precision: Option<f64>,
    /// With --precision: never more replications than this
    #[arg(long, value_name = "N", requires = "precision", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    pub max_replications: u32,
}

/// A percentage such as `2%` or `0.5`, as a share.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim();
    let percent: f64 = number.parse().map_err(|_| "expected a percentage such as 2%")?;
    if percent > 0.0 && percent <= 100.0 {
        Ok(percent / 100.0)
    } else {
        Err("expected a percentage above 0 and at most 100".to_owned())
    }
}

#[derive(Debug, Options)]
pub struct Check {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Options)]
pub struct Explain {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The model to explain (repeatable; default: all of the scenario)
    #[arg(long = "model", value_name = "NAME")]
    pub models: Vec<String>,
}

#[derive(Debug, Options)]
pub struct Trace {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The model to trace (may be left out where the scenario has only one)
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// Which replication, counted from 0
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..1_000_000))]
    pub replication: u32,
    /// The seed of all draws (default: the scenario's)
    #[arg(long, value_name = "S", allow_negative_numbers = true, value_parser = seed())]
    pub seed: Option<u64>,
    /// The output folder (default: output/<scenario file stem>/trace-<model>-<replication>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Also write report.html, one file to mail or to project
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Options)]
pub struct Report {
    /// An output folder of `compare`, `sweep`, `decompose` or `trace`
    pub folder: PathBuf,
    /// Also write each chart as PNG
    #[arg(long)]
    pub png: bool,
    /// Write no charts
    #[arg(long, conflicts_with = "png")]
    pub no_charts: bool,
    /// Of a comparison: end report.html with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long)]
    pub stress: bool,
    #[command(flatten)]
    pub talk: Talk,
}

impl Report {
    /// Which charts are made.
    pub fn charts(&self) -> Charts {
        Charts { wanted: !self.no_charts, png: self.png }
    }
}

#[derive(Debug, Options)]
pub struct Models {
    /// A preset's name, such as adaptive-mesh
    pub name: Option<String>,
}

#[derive(Debug, Options)]
pub struct Init {
    /// The file to write (default: standard output)
    pub file: Option<PathBuf>,
    /// Which example to start from
    #[arg(long, value_name = "NAME", default_value = "first")]
    pub template: String,
    /// List the examples
    #[arg(long, conflicts_with = "file")]
    pub list: bool,
    /// Replace the file if it exists
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Options)]
pub struct Metrics {
    /// The form of what is printed on standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Options)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

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
