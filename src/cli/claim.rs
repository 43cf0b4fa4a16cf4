//! Output folders: whose results one holds already, and which files a command will write there. Asked before
//! anything is computed.

use super::artifacts::Charts;
use super::{output, timing};
use flowcast::error::{Error, shown};
use flowcast::report::chart;
use flowcast::report::chat::SUMMARY;
use flowcast::report::compare::CHARTS;
use flowcast::report::experiments::account::DECOMPOSITION;
use flowcast::report::html::REPORT;
use flowcast::report::story::STORY;
use flowcast::store::manifest::Source;
use flowcast::store::replications::{REPLICATIONS, TEAM_REPLICATIONS};
use flowcast::store::{self, Folder, MANIFEST};
use serde_json::Value;
use std::path::Path;

/// The kind of a comparison's results.
pub const COMPARE: &str = "compare";
/// The kind of a trace's results.
pub const TRACE: &str = "trace";
/// The kind of a sweep's results.
pub const SWEEP: &str = "sweep";

/// The event log, by which the results of a trace are known.
pub const EVENTS: &str = "events.csv";

/// Which results a command makes.
pub struct Results<'a> {
    /// The command.
    pub kind: &'a str,
    /// Their scenario.
    pub source: &'a Source,
    /// Which charts are made.
    pub charts: Charts,
    /// Whether a page is made.
    pub report: bool,
}

/// Claims an output folder, unless it holds other results, or other files at places that are written to.
///
/// # Errors
/// A folder or a file that cannot be written; without `force`, other results, and files that flowcast did
/// not write.
pub fn claim(path: &Path, wanted: &Results<'_>, force: bool) -> Result<Folder, Error> {
    let mut folder = open(path, force)?;
    if let Some(old) = held(&folder)?.filter(|old| !old.may_become(wanted)) {
        if !force {
            return Err(foreign(path, &old.to_string()));
        }
        folder.keep_stale();
    }
    folder.expect(wanted.names().iter().map(String::as_str))?;
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

impl Results<'_> {
    /// The paths of all files that may be written, but for those whose number depends on the scenario.
    pub fn names(&self) -> Vec<String> {
        let (data, drawings) = written(self.kind);
        let pages: &[&str] = match (self.report, self.kind) {
            (false, _) => &[],
            (true, COMPARE) => &[REPORT, SUMMARY, DECOMPOSITION],
            (true, _) => &[REPORT],
        };
        let plain = data.iter().chain(pages).chain(&[MANIFEST]).map(|name| (*name).to_owned());
        let drawn =
            drawings.iter().flat_map(|stem| pictures(format!("{CHARTS}{stem}"), self.charts));
        plain.chain(drawn).collect()
    }
}

/// The files of a chart whose path is without the ending.
pub fn pictures(stem: String, charts: Charts) -> impl Iterator<Item = String> {
    let endings = [("svg", charts.wanted), ("png", charts.wanted && charts.png)];
    endings.into_iter().filter(|(_, made)| *made).map(move |(ending, _)| format!("{stem}.{ending}"))
}

/// The data files and the charts of each kind of results.
fn written(kind: &str) -> (&'static [&'static str], Vec<&'static str>) {
    use timing::TIMING;
    match kind {
        COMPARE => (
            &[
                REPLICATIONS,
                TEAM_REPLICATIONS,
                "summary.csv",
                "comparison.csv",
                "teams.csv",
                STORY,
                TIMING,
            ],
            chart::CHARTS.iter().map(chart::Chart::name).collect(),
        ),
        TRACE => (&[EVENTS, STORY], Vec::new()),
        SWEEP => (&["points.csv", "sweep.csv", "differences.csv", STORY, TIMING], Vec::new()),
        "decompose" => (&["decompose.csv", DECOMPOSITION, STORY, TIMING], vec!["waterfall"]),
        "breakeven" => (&["breakeven.csv", "crossings.csv", TIMING], vec!["lines"]),
        "sensitivity" => (&["sensitivity.csv", TIMING], vec!["tornado"]),
        "recommend" => (&["ranking.csv", "flips.csv", TIMING], Vec::new()),
        "scorecard" => (&["scorecard.csv", TIMING], vec!["scorecard"]),
        _ => (&[], Vec::new()),
    }
}

/// Whose results a folder holds.
pub struct Held {
    /// The command that made them.
    pub kind: String,
    name: String,
    sha256: String,
}

/// What a folder's manifest says, whatever version of flowcast wrote it; `None` without one.
///
/// # Errors
/// If it cannot be read.
pub fn held(folder: &Folder) -> Result<Option<Held>, Error> {
    let manifest =
        folder.manifest()?.and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    Ok(manifest.map(|manifest| {
        let text = |place: &str| manifest.pointer(place).and_then(Value::as_str).map(str::to_owned);
        let traced = manifest["files"].get(EVENTS).is_some();
        let other = if traced { TRACE } else { COMPARE };
        Held {
            kind: text("/experiment").unwrap_or_else(|| other.to_owned()),
            name: text("/scenario/name").unwrap_or_default(),
            sha256: text("/scenario/sha256").unwrap_or_default(),
        }
    }))
}

impl Held {
    /// Whether they may be replaced: of the same command, and of the same scenario, perhaps edited.
    fn may_become(&self, wanted: &Results<'_>) -> bool {
        let source = wanted.source;
        self.kind == wanted.kind && (self.sha256 == source.sha256 || self.name == source.name)
    }
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the results of \"{}\" by `flowcast {}`", self.name, self.kind)
    }
}
