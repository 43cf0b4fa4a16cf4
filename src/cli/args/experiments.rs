//! The options of the experiments: `decompose`, `breakeven`, `sensitivity`, `diagnose` and `improve`.

use super::shared::{Files, Page, Scenario, Simulation, Talk};
use clap::Args as Options;
use clap::builder::TypedValueParser;
use flowcast::scenario::elapsed;
use flowcast::time::Elapsed;
use std::path::PathBuf;

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
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
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
    #[command(flatten)]
    pub page: Page,
}

#[derive(Debug, Options)]
pub struct Breakeven {
    #[command(flatten)]
    pub common: Experiment,
    /// What varies, and between which values, such as teams.legal.people=1..8
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub vary: String,
    /// The two models
    #[arg(long, value_name = "A,B", value_delimiter = ',', required_unless_present = "goal")]
    pub between: Vec<String>,
    /// In what one overtakes the other (see `flowcast metrics`)
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
    /// Instead of two models: where does each model reach this, such as "ready >= 90%"?
    ///
    /// One bound, as for `flowcast improve`. With --vary changes.NAME.before=0d..8w it is the last safe day for
    /// a change.
    #[arg(long, value_name = "GOAL", conflicts_with_all = ["between", "metric"])]
    pub goal: Option<String>,
    #[command(flatten)]
    pub page: Page,
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
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
    #[command(flatten)]
    pub page: Page,
}

#[derive(Debug, Options)]
pub struct Diagnose {
    #[command(flatten)]
    pub common: Experiment,
    /// Measure every model in the dimensions of guides instead: speed, predictability, coordination, resilience, ...
    #[arg(long = "models")]
    pub dimensions: bool,
    #[command(flatten)]
    pub page: Page,
}

#[derive(Debug, Options)]
pub struct Steady {
    #[command(flatten)]
    pub common: Experiment,
    /// What is left out at the beginning, such as 8w, from the begin of a replication (default: found by MSER-5)
    #[arg(long, value_name = "SPAN", value_parser = warm_up)]
    pub warm_up: Option<Elapsed>,
    #[command(flatten)]
    pub page: Page,
}

/// An elapsed time such as `8w`.
fn warm_up(text: &str) -> Result<Elapsed, String> {
    elapsed(text).ok_or_else(|| "expected an elapsed time such as 8w or 30d".to_owned())
}

#[derive(Debug, Options)]
pub struct Improve {
    #[command(flatten)]
    pub common: Experiment,
    /// Today's model (default: the baseline)
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// So many decisions at most (up to 6) are taken otherwise than today; 0 ranks the models of the file
    ///
    /// The ranking says how sure it is, and what would turn it.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = max_changes(), allow_hyphen_values = true)]
    pub max_changes: usize,
    /// What is wanted, such as "escapes <= today, coordination <= today * 1.5, then cycle_time"
    ///
    /// Bounds that must hold, then what is optimised. A metric alone means its mean; "p80 cycle_time <= 45d" is a
    /// percentile with a limit in days; "ready >= 90%" is the share of replications that are ready by the deadline,
    /// launched or not; a bound by `today` holds in pairs, with a tolerance of 1 %.
    ///
    /// Default, with a deadline: 85 of 100 campaigns on time (with a fixed launch date: ready) by the fewest
    /// changes, then the earliest mean; without one: the earliest mean.
    #[arg(long, value_name = "GOAL")]
    pub goal: Option<String>,
    /// Differences up to this count as none, such as 6h (default: 1 % of today's mean, at most 6 h of a time; of a percentile of a
    /// time at least a day)
    #[arg(long, value_name = "SPAN", allow_hyphen_values = true)]
    pub within: Option<String>,
    /// Also what the menu leaves out: interrupting a reviewing team, other patience, going ahead without a verdict
    #[arg(long, value_name = "WHAT,...", value_delimiter = ',')]
    pub allow: Vec<Allowed>,
    /// Also judge the finalists in other worlds, drawn from the ranges of the assumptions: what stands, what is fragile
    #[arg(long)]
    pub robust: bool,
    #[command(flatten)]
    pub page: Page,
    /// Replications of the race at most; its first round always runs
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub budget: u64,
}

/// What a search may try beyond its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Allowed {
    /// Reviewers of a team are interrupted.
    OnDemand,
    /// Teams wait for a verdict for another time (of use where they go ahead without one, as with bypass).
    Patience,
    /// They then go ahead without one.
    Bypass,
}

/// How many decisions may be taken otherwise.
fn max_changes() -> impl clap::builder::TypedValueParser<Value = usize> {
    clap::value_parser!(u8).range(0..=6).map(usize::from)
}
