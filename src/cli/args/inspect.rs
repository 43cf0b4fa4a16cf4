//! The options of the commands that look at a scenario without comparing models: `check`, `explain`, `trace`, `play`.

use super::shared::{Draws, Files, Page, Scenario, Talk};
use clap::Args as Options;
use flowcast::report::lesson::LESSONS;
use std::path::PathBuf;

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
    #[command(flatten)]
    pub draws: Draws,
    /// The output folder (default: output/<scenario file stem>/trace-<model>-<replication>)
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    pub page: Page,
    #[command(flatten)]
    pub files: Files,
    #[command(flatten)]
    pub talk: Talk,
}

#[derive(Debug, Options)]
pub struct Play {
    #[command(flatten)]
    pub scenario: Scenario,
    /// Replications that the page runs (default: the scenario's)
    #[arg(long, short = 'n', value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(8..=100_000))]
    pub replications: Option<u32>,
    #[command(flatten)]
    pub draws: Draws,
    /// The page (default: output/<scenario file stem>/play.html)
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a page that is there
    #[arg(long)]
    pub force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Options)]
pub struct Lesson {
    /// Which lesson; without it, all are listed
    #[arg(value_name = "N", value_parser = lesson_number)]
    pub number: Option<u8>,
    /// The page (default: output/lesson-<title>.html)
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a page that is there
    #[arg(long)]
    pub force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// The number of a lesson.
fn lesson_number(text: &str) -> Result<u8, String> {
    let number =
        text.parse().ok().filter(|number| (1..=LESSONS.len()).contains(&usize::from(*number)));
    number.ok_or_else(|| {
        format!(
            "expected the number of a lesson, 1 to {}; without one, all are listed",
            LESSONS.len()
        )
    })
}
