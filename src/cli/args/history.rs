//! The options of the commands that read a log: `fit`, `validate`, `check-in`.

use super::logs::HowToRead;
use super::shared::{Scenario, Simulation, Talk};
use clap::Args as Options;
use flowcast::calendar::Pattern;
use flowcast::fit::check_in::{FIRST, LAST};
use flowcast::scenario;
use flowcast::time::MINUTE;
use jiff::civil::Date;
use std::path::PathBuf;

const HALF_HOUR: i64 = 30 * MINUTE;

#[derive(Debug, Options)]
pub struct Fit {
    /// The log: CSV of any dialect, or XES
    pub log: PathBuf,
    #[command(flatten)]
    pub how: HowToRead,
    /// The scenario to write; fit.csv, with the grounds of every number, is written beside it
    #[arg(long, short, value_name = "FILE")]
    pub out: PathBuf,
    /// Keep the last campaigns for `validate`: a share such as 0.3, how many, or those from a date on (2026-06-01)
    #[arg(long, value_name = "PART", value_parser = part)]
    pub hold_out: Option<Part>,
    /// When a team works, where you know better (repeatable), such as --calendar "legal=Wed 10:00-12:00"
    #[arg(long = "calendar", value_name = "TEAM=HOURS", value_parser = hours)]
    pub calendars: Vec<(String, Pattern)>,
    /// A number that the log does not tell and you know (repeatable), such as --assume handoffs.impact=0.2
    ///
    /// It stays an assumption, of yours. Those that may be given are marked "assumption: not in the log".
    #[arg(long, value_name = "PATH=VALUE", value_parser = assumed)]
    pub assume: Vec<(String, String)>,
    /// What the scenario is called (default: the log's file)
    #[arg(long)]
    pub name: Option<String>,
    /// Replace files that exist
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub talk: Talk,
}

/// Which campaigns are kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    /// This share of them, below 1.
    Share(f64),
    /// So many.
    Count(usize),
    /// Those that start on this day or later.
    From(Date),
}

fn part(text: &str) -> Result<Part, String> {
    let share = text.parse().ok().filter(|share| *share > 0.0 && *share < 1.0).map(Part::Share);
    let count = || text.parse().ok().filter(|count| *count > 0).map(Part::Count);
    let date = || text.parse().ok().map(Part::From);
    let wrong =
        "expected a share below 1 (0.3), a whole number of campaigns, or a date (2026-06-01)";
    share.or_else(count).or_else(date).ok_or_else(|| wrong.to_owned())
}

fn hours(text: &str) -> Result<(String, Pattern), String> {
    let (team, hours) =
        text.split_once('=').ok_or("expected TEAM=HOURS, such as legal=Wed 10:00-12:00")?;
    let windows = scenario::weekly(hours.trim())?;
    if windows.iter().any(|(from, to)| from % HALF_HOUR != 0 || to % HALF_HOUR != 0) {
        return Err("hours of a log are told in half-hours: begin and end on one".to_owned());
    }
    Ok((team.trim().to_owned(), Pattern { windows, closed: Vec::new() }))
}

fn assumed(text: &str) -> Result<(String, String), String> {
    scenario::split_set(text)
        .ok_or_else(|| "expected PATH=VALUE, such as handoffs.impact=0.2".to_owned())
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
    /// How many of the first campaigns the scenario was fitted to (default: those that the dates in fit.csv beside it say)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub fitted: Option<u32>,
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
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..))]
    pub fitted: Option<u32>,
    /// How many of the first campaigns of the log are history, those after them the pilot (default: those that the dates in
    /// fit.csv say; without one, none)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub history: Option<u32>,
    /// Up to how many campaigns of the pilot looks are planned, from the third on: all of them together are wrong in 5 % of cases, so fix
    /// it before the first look
    #[arg(long, value_name = "N", default_value_t = LAST as u32, value_parser = clap::value_parser!(u32).range(FIRST as i64..=1000))]
    pub looks: u32,
}
