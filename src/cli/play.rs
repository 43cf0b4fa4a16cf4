//! `flowcast play`: a scenario as a page that runs it.

use super::options::{Draws, Scenario};
use super::outcome::Outcome;
use super::session::{load, output};
use flowcast::error::{Error, shown};
use flowcast::live;
use flowcast::live::message::Given;
use flowcast::report::play::{self, Play};
use flowcast::store;
use load::Loaded;
use std::path::{Path, PathBuf};

/// Make a page that plays: the scenario with the engine inside, to be changed and run in a browser
///
/// One HTML file that needs no network: open it from the disk. Its controls are those of the scenario's
/// `[[controls]]`, or what is worth turning.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast play scenarios/product-launch.toml -o page.html")]
pub struct Args {
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

/// The page's name where none is given.
const PAGE: &str = "play.html";

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    let bits = live::bits(&loaded.plans, loaded.scenario.study.seed);
    let play = Play {
        title: &loaded.scenario.name,
        given: &given(&loaded, args),
        sha256: &loaded.source.sha256,
        bits: &bits,
        replications: args.replications,
        seed: args.draws.seed,
        lesson: None,
    };
    let page = play::page(&play).map_err(|error| Error::Internal(error.to_string()))?;
    let default = || load::default_folder(&args.scenario.scenario).join(PAGE);
    let path = args.out.clone().unwrap_or_else(default);
    write(&path, &page, (args.force, args.quiet))?;
    Ok(Outcome::Complete)
}

/// Writes a page that plays, and says where, and whether it runs another core than this program's.
///
/// # Errors
/// A page that is there, or that cannot be written.
pub fn write(path: &Path, page: &str, (force, quiet): (bool, bool)) -> Result<(), Error> {
    store::write_new(path, page, force)?;
    if !quiet {
        output::note(&format!("wrote {}; open it in a browser", shown(path)));
        if let Some(date) = play::stale() {
            output::note(&format!(
                "warning: the page runs the core of {date}, not that of this program"
            ));
        }
    }
    Ok(())
}

/// The scenario as the page holds it.
fn given(loaded: &Loaded, args: &Args) -> Given {
    let files = loaded.source.files.iter().map(|(name, file)| (name.clone(), file.text.clone()));
    Given {
        name: loaded.source.file.clone(),
        text: loaded.source.text.clone(),
        files: files.collect(),
        sets: args.scenario.set.iter().map(|set| (set.key.clone(), set.value.clone())).collect(),
    }
}
