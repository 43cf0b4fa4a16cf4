//! `flowcast play`: a scenario as a page that runs it.

use super::args;
use super::outcome::Outcome;
use super::session::{load, output};
use flowcast::error::{Error, shown};
use flowcast::live;
use flowcast::live::message::Given;
use flowcast::report::play::{self, Play};
use flowcast::store;
use load::Loaded;
use std::path::Path;

/// The page's name where none is given.
const PAGE: &str = "play.html";

pub fn run(args: &args::Play) -> Result<Outcome, Error> {
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
fn given(loaded: &Loaded, args: &args::Play) -> Given {
    let files = loaded.source.files.iter().map(|(name, file)| (name.clone(), file.text.clone()));
    Given {
        name: loaded.source.file.clone(),
        text: loaded.source.text.clone(),
        files: files.collect(),
        sets: args.scenario.set.iter().map(|set| (set.key.clone(), set.value.clone())).collect(),
    }
}
