//! What can be typed: the commands here, their options in a file for each group of commands.

mod compare;
mod experiments;
mod history;
mod inspect;
mod logs;
mod shared;
mod sweep;
mod tools;

pub use compare::Compare;
pub use experiments::{
    Allowed, Breakeven, Decompose, Diagnose, Experiment, Improve, Sensitivity, Steady,
};
pub use history::{Against, CheckIn, Fit, Part, Validate};
pub use inspect::{Check, Explain, Lesson, Play, Trace};
pub use logs::ExportLog;
pub use logs::HowToRead;
pub use shared::{Assignment, Charts, Draws, Files, Format, Scenario, Simulation, Talk, Threads};
pub use sweep::{Sweep, SweepMerge, SweepOptions, SweepPart, SweepRun, SweepStatus};
pub use tools::{Completions, Init, Metrics, Models, Report};

use clap::{Parser, Subcommand};

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
    /// Every uncertain fact is varied by 25 %, or over its range in docs/PRACTICES.md, or one that is given: one at a time, and all
    /// together by Morris' screening.
    #[command(after_long_help = "Example:\n  flowcast sensitivity scenarios/product-launch.toml \
        --between \"Sequential Cascade,Adaptive Mesh\" --levers")]
    Sensitivity(Sensitivity),
    /// Say what holds today's way of working back
    ///
    /// Names the pattern in force by what people do, and measures each friction by taking it away on the same draws.
    #[command(
        after_long_help = "Examples:\n  flowcast diagnose scenarios/fundraising-misaligned-hybrid.toml \
        --model \"Misaligned hybrid\"\n  flowcast diagnose scenarios/product-launch.toml --models"
    )]
    Diagnose(Diagnose),
    /// Say how a portfolio of campaigns runs in the long run, when its beginning is forgotten
    ///
    /// Cycle time, campaigns launched per week, campaigns under way and how busy teams are, after a warm-up that is
    /// given or found (MSER-5), with intervals from batch means.
    #[command(after_long_help = "Example:\n  flowcast steady scenarios/more-campaigns.toml \
        --set portfolio.every=2w --set portfolio.campaigns=150 -n 20")]
    Steady(Steady),
    /// Find the smallest change of today's way of working that reaches a goal
    ///
    /// Tries every way of working within a few decisions of today's model on the same draws, tells apart what
    /// can be, and says which agreements to make, in which order, what each gives and what it costs.
    #[command(after_long_help = "Examples:\n  flowcast improve scenarios/product-launch.toml\n  \
        flowcast improve scenarios/product-launch.toml --max-changes 2 --goal \"escapes <= today, then cycle_time\"")]
    Improve(Improve),
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
    /// Write what happens as a log of jobs, as tickets and proofs would tell it
    ///
    /// A row is a job: campaign, item, step, team, person, when it was asked for, began and ended, and what came of
    /// it. CSV, or XES (IEEE 1849) for process mining where the file's name ends in .xes. docs/LOGS.md says more.
    #[command(after_long_help = "Example:\n  flowcast export-log scenarios/product-launch.toml \
        --model \"Adaptive Mesh\" -n 40 -o log.csv")]
    ExportLog(ExportLog),
    /// Make a scenario of a log: every number with its grounds
    ///
    /// Reads what your tools export (a row a job, a change log, proof rounds), says what each column was taken for, and
    /// estimates calendars, teams, efforts, rejections, rework, latency and arrivals. fit.csv beside the scenario says how well
    /// each number is known. What columns cannot tell is refused, with what to export instead.
    #[command(
        after_long_help = "Example:\n  flowcast fit jira.csv -o team.toml --hold-out 0.3\n  \
        flowcast validate team.toml jira.csv"
    )]
    Fit(Fit),
    /// Hold a scenario against recorded campaigns: does it give their times?
    ///
    /// Each recorded campaign is simulated from its own start. The distance to what was recorded stands beside that of your
    /// own history: nothing can be asked to do better than that.
    #[command(
        after_long_help = "Example:\n  flowcast validate team.toml jira.csv --chart recorded.svg"
    )]
    Validate(Validate),
    /// Hold the first campaigns of a pilot against the forecast: still credible, or slower?
    ///
    /// May be looked at after each campaign from the third to the last that is planned (--looks): all looks together call a pilot
    /// slower that is not in 5 % of cases.
    #[command(after_long_help = "Example:\n  flowcast check-in team.toml pilot.csv")]
    CheckIn(CheckIn),
    /// Make a page that plays: the scenario with the engine inside, to be changed and run in a browser
    ///
    /// One HTML file that needs no network: open it from the disk. Its controls are those of the scenario's
    /// `[[controls]]`, or what is worth turning.
    #[command(
        after_long_help = "Example:\n  flowcast play scenarios/product-launch.toml -o page.html"
    )]
    Play(Play),
    /// List the lessons for a workshop, or make one as a page that plays
    ///
    /// A setting, a prediction, a run, a debrief, and what to try: one HTML file that needs no network.
    #[command(after_long_help = "Example:\n  flowcast lesson 2 -o committee.html")]
    Lesson(Lesson),
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }
}
