//! `flowcast explain`: a model in words.

use super::options::Scenario;
use super::outcome::Outcome;
use super::session::{load, output, settings};
use flowcast::error::Error;
use flowcast::plan;
use flowcast::text::plain_lines;

/// Say in words what a model does to each handoff, and where each value comes from
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast explain scenarios/product-launch.toml \
    --model \"Adaptive Mesh\"")]
pub struct Args {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The model to explain (repeatable; default: all of the scenario)
    #[arg(long = "model", value_name = "NAME")]
    pub models: Vec<String>,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    let names: Vec<&str> = loaded.scenario.models.iter().map(|model| model.name.as_str()).collect();
    let explained: Vec<String> = settings::chosen(&names, &args.models)?
        .into_iter()
        .map(|model| plan::explain(&loaded.scenario, model, &loaded.plans[model]))
        .collect();
    output::print(&plain_lines(&explained.join("\n")))?;
    Ok(Outcome::Complete)
}
