//! `flowcast models`: the presets.

use super::options::Format;
use super::outcome::Outcome;
use super::session::{names, output};
use flowcast::error::Error;
use flowcast::report::Document;
use flowcast::scenario;

/// List the preset models, or show one as TOML that can be pasted into a scenario
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast models adaptive-mesh")]
pub struct Args {
    /// A preset's name, such as adaptive-mesh
    pub name: Option<String>,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let presets = scenario::presets();
    let Some(wanted) = &args.name else {
        let mut page = Document::default();
        page.list(presets.iter().map(|preset| format!("{}: {}", preset.key, preset.description)));
        page.text("Their figures are assumptions. Show one as TOML with: flowcast models NAME");
        return output::show(&page, &[], Format::Table).map(|()| Outcome::Complete);
    };
    let known: Vec<&str> = presets.iter().map(|preset| preset.key.as_str()).collect();
    let preset = &presets[names::find("preset", wanted, &known)?];
    output::print(&(preset.toml.trim_end().to_owned() + "\n"))?;
    Ok(Outcome::Complete)
}
