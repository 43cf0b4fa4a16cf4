//! The options of the commands that read a log: `fit`, `validate`, `check-in`.

use super::logs::HowToRead;
use super::shared::{Scenario, Simulation, Talk};
use clap::Args as Options;
use std::path::PathBuf;

#[derive(Debug, Options)]
pub struct Fit {
    /// The log: CSV of any dialect, or XES
    pub log: PathBuf,
    #[command(flatten)]
    pub how: HowToRead,
    /// The scenario to write; fit.csv, with the grounds of every number, is written beside it
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Keep the last campaigns for `validate`: a share such as 0.3, or how many
    #[arg(long, value_name = "PART", value_parser = part)]
    pub hold_out: Option<f64>,
    /// When a team works, where you know better (repeatable), such as --calendar "legal=Wed 10:00-12:00"
    #[arg(long = "calendar", value_name = "TEAM=HOURS", value_parser = hours)]
    pub calendars: Vec<(String, String)>,
    /// What the scenario is called (default: the log's file)
    #[arg(long)]
    pub name: Option<String>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub talk: Talk,
}

fn part(text: &str) -> Result<f64, String> {
    let part: f64 = text.parse().map_err(|_| format!("`{text}` is no number"))?;
    let sound = part > 0.0 && (part < 1.0 || part.fract() == 0.0);
    if sound { Ok(part) } else { Err("expected a share below 1, or a count".to_owned()) }
}

fn hours(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("expected TEAM=HOURS, such as legal=Wed 10:00-12:00")?;
    Ok((pair.0.trim().to_owned(), pair.1.trim().to_owned()))
}

/// A scenario and the log that it is held against.
#[derive(Debug, Options)]
pub struct Against {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The log: CSV of any dialect, or XES
    pub log: PathBuf,
    #[command(flatten)]
    pub how: HowToRead,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Options)]
pub struct Validate {
    #[command(flatten)]
    pub against: Against,
    /// How many of the first campaigns the scenario was fitted to (default: what fit.csv beside it says)
    #[arg(long, value_name = "N")]
    pub fitted: Option<usize>,
    /// Write the chart: recorded above simulated (SVG)
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    /// Replace the chart if it exists
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Options)]
pub struct CheckIn {
    #[command(flatten)]
    pub against: Against,
    /// How many campaigns the forecast was fitted to (default: what fit.csv beside the scenario says)
    #[arg(long, value_name = "M")]
    pub fitted: Option<usize>,
}
