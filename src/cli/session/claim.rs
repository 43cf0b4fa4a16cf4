//! Output folders: whose results one holds already, and which files a command will write there. Asked before
//! anything is computed.

use super::{output, timing};
use crate::cli::options::Charts;
use flowcast::error::{Error, shown};
use flowcast::report::chart;
use flowcast::report::chat::SUMMARY;
use flowcast::report::comparison::CHARTS;
use flowcast::report::experiments::account::DECOMPOSITION;
use flowcast::report::experiments::freeze::FREEZE;
use flowcast::report::experiments::improve::IMPROVE;
use flowcast::report::html::REPORT;
use flowcast::report::story::STORY;
use flowcast::report::told::PAGE;
use flowcast::store::manifest::{DIAGNOSE_MODELS, MANIFEST, Source};
use flowcast::store::replications::{DELIVERABLES, REPLICATIONS, TEAM_REPLICATIONS};
use flowcast::store::{self, Folder};
use std::path::Path;

/// The model that was found, to be pasted into the scenario.
pub const BEST: &str = "best.toml";

/// The event log of a trace.
pub const EVENTS: &str = "events.csv";

/// Claims an output folder, unless it holds other results, or other files at places that are written to.
///
/// # Errors
/// A folder or a file that cannot be written; without `force`, other results, and files that flowcast did
/// not write.
pub fn claim<'a>(
    path: &Path,
    (question, source): (&str, &Source),
    names: impl IntoIterator<Item = &'a str>,
    force: bool,
) -> Result<Folder, Error> {
    let mut folder = open(path, force)?;
    if let Some(old) = folder.held()?.filter(|old| !old.may_become(question, source)) {
        if !force {
            return Err(foreign(path, &old.to_string()));
        }
        folder.keep_stale();
    }
    folder.expect(names)?;
    Ok(folder)
}

/// A claimed folder, of which nothing is asked yet.
///
/// # Errors
/// A folder that cannot be written.
pub fn open(path: &Path, force: bool) -> Result<Folder, Error> {
    let mut folder = Folder::claim(path, force, output::note)?;
    let timing = store::read_if_there(&path.join(timing::TIMING))?;
    if timing.is_some_and(|bytes| timing::is_one(&bytes)) {
        folder.own(timing::TIMING);
    }
    Ok(folder)
}

/// The refusal to replace other results.
pub fn foreign(path: &Path, what: &str) -> Error {
    Error::Usage(format!(
        "the folder {} holds {what}; nothing was written\nchoose another folder with --out, or \
         replace them with --force",
        shown(path)
    ))
}

/// The paths of all files that may be written, but for those whose number depends on the scenario.
pub fn names(question: &str, charts: Charts, report: bool) -> Vec<String> {
    let (data, drawings) = written(question);
    let pages: &[&str] = match (report, question) {
        (false, _) => &[],
        (true, "compare") => &[REPORT, SUMMARY, DECOMPOSITION, FREEZE],
        (true, _) => &[REPORT],
    };
    let plain = data.iter().chain(pages).chain(&[MANIFEST]).map(|name| (*name).to_owned());
    let drawn = drawings.iter().flat_map(|stem| pictures(format!("{CHARTS}{stem}"), charts));
    plain.chain(drawn).collect()
}

/// The files of a chart whose path is without the ending.
pub fn pictures(stem: String, charts: Charts) -> impl Iterator<Item = String> {
    let endings = [("svg", charts.wanted), ("png", charts.wanted && charts.png)];
    endings.into_iter().filter(|(_, made)| *made).map(move |(ending, _)| format!("{stem}.{ending}"))
}

/// The files of each question that hold data, and what a page is made of.
pub fn data_files(question: &str) -> &'static [&'static str] {
    written(question).0
}

/// The data files and the charts of each question.
fn written(question: &str) -> (&'static [&'static str], Vec<&'static str>) {
    use timing::TIMING;
    match question {
        "compare" => (
            &[
                REPLICATIONS,
                TEAM_REPLICATIONS,
                "summary.csv",
                "comparison.csv",
                "teams.csv",
                DELIVERABLES,
                STORY,
                IMPROVE,
                TIMING,
            ],
            chart::CHARTS.iter().map(chart::Chart::name).chain([chart::READINESS]).collect(),
        ),
        "trace" => (&[EVENTS, STORY], Vec::new()),
        "sweep" => (&["points.csv", "sweep.csv", "differences.csv", STORY, TIMING], Vec::new()),
        "decompose" => (&["decompose.csv", DECOMPOSITION, STORY, TIMING], vec!["waterfall"]),
        "breakeven" => (&["breakeven.csv", "crossings.csv", PAGE, STORY, TIMING], vec!["lines"]),
        "sensitivity" => (&["sensitivity.csv", PAGE, STORY, TIMING], vec!["tornado"]),
        "steady" => (&["steady.csv", PAGE, STORY, TIMING], Vec::new()),
        "diagnose" => (&["frictions.csv", PAGE, STORY, TIMING], vec!["frictions"]),
        DIAGNOSE_MODELS => (&["dimensions.csv", PAGE, STORY, TIMING], vec!["dimensions"]),
        "improve" => (
            &[
                "settings.csv",
                "front.csv",
                "path.csv",
                "worlds.csv",
                BEST,
                "ranking.csv",
                "flips.csv",
                PAGE,
                STORY,
                TIMING,
            ],
            vec!["path-and-front", "worlds"],
        ),
        _ => (&[], Vec::new()),
    }
}
