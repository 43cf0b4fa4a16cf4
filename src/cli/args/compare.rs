//! The options of `compare`.

use super::shared::{Assignment, Files, Scenario, Simulation, Talk, assignment};
use clap::Args as Options;
use std::path::PathBuf;

#[derive(Debug, Options)]
pub struct Compare {
    #[command(flatten)]
    pub scenario: Scenario,
    #[command(flatten)]
    pub simulation: Simulation,
    /// Also run the baseline with another fact, on the same draws, as a model of its own (repeatable)
    ///
    /// For example --what-if teams.legal.people=2 or --what-if changes.offer.before=5w. The others are compared with
    /// the baseline, so what the fact brings stands beside what another way of working brings.
    #[arg(long, value_name = "KEY=VALUE", value_parser = assignment)]
    pub what_if: Vec<Assignment>,
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
    /// Also write a row for each deliverable and each campaign of every replication
    ///
    /// In deliverable_replications.csv and campaign_replications.csv.
    #[arg(long)]
    pub details: bool,
    /// End the report with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long, requires = "report")]
    pub stress: bool,
    /// Do not look for a smaller change of the baseline than a switch to another model
    ///
    /// It is looked for wherever there is another model, since the answer hangs on it; where it is the answer, it has its rows
    /// in all tables, charts and data files. That takes 64 replications or more, and up to a few seconds.
    #[arg(long)]
    pub no_smaller: bool,
    /// The model that you think of switching to: the answer speaks of it first, then of what is better
    ///
    /// The report also takes the difference between it and the baseline apart. Default: the model that is advised;
    /// where none is, the one with the least mean difference in cycle time (with a fixed launch date: in ready time).
    #[arg(long, value_name = "NAME")]
    pub ask: Option<String>,
    #[command(flatten)]
    pub talk: Talk,
}

/// As many replications as a precision takes.
#[derive(Debug, Options)]
pub struct Precision {
    /// Replicate until every 95 % interval is this narrow, such as 2%
    ///
    /// The half-width of every model's mean cycle time (with a fixed launch date: ready time), of its P50, P85 and P95, and of its
    /// difference to the baseline (in percent of the baseline's mean), has to stay within it through a look-ahead. A percentile that
    /// lies where launch days jump is never known so well.
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
