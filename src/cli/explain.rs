//! `flowcast explain`: a model in words.

use super::args;
use super::outcome::Outcome;
use super::session::{load, output, settings};
use flowcast::error::Error;
use flowcast::plan;
use flowcast::text::plain_lines;

pub fn run(args: &args::Explain) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    let names: Vec<&str> = loaded.scenario.models.iter().map(|model| model.name.as_str()).collect();
    let explained: Vec<String> = settings::chosen(&names, &args.models)?
        .into_iter()
        .map(|model| plan::explain(&loaded.scenario, model, &loaded.plans[model]))
        .collect();
    output::print(&plain_lines(&explained.join("\n")))?;
    Ok(Outcome::Complete)
}
