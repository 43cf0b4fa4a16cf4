//! The options of the commands that need no scenario: `report`, `models`, `init`, `metrics`, `completions`.

use super::shared::{Format, Pictures, Talk};
use clap::Args as Options;
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Debug, Options)]
pub struct Report {
    /// An output folder of `compare`, `trace`, `decompose`, `sweep`, `improve` or `diagnose`
    pub folder: PathBuf,
    #[command(flatten)]
    pub pictures: Pictures,
    /// Of a comparison: end report.html with the checklist STRESS-DES (Monks et al. 2019)
    #[arg(long)]
    pub stress: bool,
    /// Replace files that flowcast did not write
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub talk: Talk,
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
    /// Answer ten questions about your campaign first (answers may be piped, one a line)
    #[arg(long, conflicts_with = "template")]
    pub guided: bool,
    /// Start from this shipped example instead of a draft with the usual answers
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// List the examples
    #[arg(long, conflicts_with_all = ["file", "guided"])]
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
