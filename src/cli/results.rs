//! Results as files: one way, whether they were computed just now or read back from a folder.

use super::options::{Charts, Talk};
use super::outcome::Outcome;
use super::said;
use super::session::interrupt;
use super::session::output;
use super::session::timing::Timing;
use flowcast::error::{Error, shown};
use flowcast::report::chart::{ChartError, Drawing};
use flowcast::report::comparison::CHARTS;
use flowcast::report::html::REPORT;
use flowcast::report::{Document, Table, csv};
use flowcast::store::manifest::Manifest;
use flowcast::store::{Artifact, Draft, Folder};
use flowcast::text::plain;
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many dots of a PNG there are for one of the drawing.
const PNG_SCALE: u32 = 2;

/// What is wanted beside the data files.
pub struct Wanted<'a> {
    /// Which charts.
    pub charts: Charts,
    /// Whether a page.
    pub report: bool,
    /// What is said.
    pub talk: &'a Talk,
}

impl Wanted<'_> {
    /// Whether charts are drawn, for files or for the page: once for both.
    pub fn draws(&self) -> bool {
        self.charts.wanted || self.report
    }
}

/// Results that are on the disk, to be shown.
pub struct Shown<'a> {
    /// How they were made.
    pub manifest: &'a Manifest,
    /// Where they are.
    pub folder: &'a Path,
    /// The files' paths in that folder.
    pub files: Vec<String>,
    /// Whether everything is said.
    pub verbose: bool,
}

impl Shown<'_> {
    /// Where the files are, as a user would type it.
    pub fn whereabouts(&self) -> String {
        format!("Results are in {}: {}", shown(self.folder), self.files.join(", "))
    }
}

/// What a question's folder is made of.
pub trait Results: Sync {
    /// Whether nothing is missing: every replication was launched, every wish was met.
    fn is_complete(&self) -> bool;

    /// The tables that are shown as data.
    fn tables(&self) -> Vec<Table>;

    /// All files but raw values: the tables, charts, what cannot be made again from these, pages.
    ///
    /// # Errors
    /// What cannot be drawn or read; an interruption.
    fn files(
        &self,
        tables: &[Table],
        manifest: &Manifest,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<Artifact>, Error>;

    /// Files of raw values, which may be too large to be held in memory.
    ///
    /// # Errors
    /// What cannot be written; an interruption.
    fn raw(&self, _: &Folder) -> Result<Vec<Draft>, Error> {
        Ok(Vec::new())
    }

    /// What is said on standard output.
    fn page(&self, shown: &Shown<'_>) -> Document;

    /// Ends what is said with where the files are.
    fn end(&self, page: &mut Document, shown: &Shown<'_>) {
        page.text(shown.whereabouts());
    }

    /// The error of an interruption while files are made.
    fn interrupted(&self) -> Error {
        Error::Interrupted
    }
}

/// Makes all files of results, in rayon's present thread pool, writes them and the manifest, and shows the
/// results. With a `timing`, that is written and said too.
///
/// # Errors
/// What cannot be made or written; an interruption.
pub fn deliver(
    results: &dyn Results,
    folder: &mut Folder,
    manifest: Manifest,
    wanted: &Wanted<'_>,
    mut timing: Option<&mut Timing>,
) -> Result<Outcome, Error> {
    let tables = results.tables();
    // At the same time, since a large study's raw values take as long as all the rest.
    let files = || results.files(&tables, &manifest, wanted);
    let (raw, files) = rayon::join(|| results.raw(folder), files);
    let made = interrupt::check().and_then(|()| Ok((raw?, files?)));
    let (raw, files) = made.map_err(|error| match error {
        Error::Interrupted => results.interrupted(),
        error => error,
    })?;
    let unlisted = timing.as_mut().map(|timing| {
        timing.end("report");
        timing.artifact()
    });
    let files = folder.finish(raw, files, unlisted, manifest.clone())?;
    timing.iter_mut().for_each(|timing| timing.end("write"));
    let Wanted { talk, .. } = wanted;
    if !talk.quiet {
        let (manifest, verbose) = (&manifest, talk.verbose);
        let shown = Shown { manifest, folder: folder.path(), files, verbose };
        let mut page = results.page(&shown);
        if !said::runs() {
            results.end(&mut page, &shown);
        }
        output::show(&page, &tables, talk.format)?;
    }
    if let Some(timing) = timing.filter(|_| talk.verbose) {
        timing.say();
    }
    Ok(Outcome::of(results.is_complete()))
}

/// Tables as CSV files under their names.
///
/// # Errors
/// A table whose rows are not as long as its header: a defect.
pub fn csv_files(tables: &[Table]) -> Result<Vec<Artifact>, Error> {
    let file =
        |table: &Table| Ok(Artifact::new(format!("{}.csv", table.name), csv::render(table)?));
    tables.iter().map(file).collect()
}

/// Drawings as the charts of a folder.
///
/// # Errors
/// As [`pictures`].
pub fn charts(drawings: &[Drawing], charts: Charts) -> Result<Vec<Artifact>, Error> {
    let of = |drawing: &Drawing| pictures(drawing, &format!("{CHARTS}{}", drawing.name), charts);
    let files: Vec<_> = drawings.par_iter().map(of).collect::<Result<_, Error>>()?;
    Ok(files.concat())
}

/// A drawing as SVG and, if asked for, PNG; `path` is without the ending. Nothing where no charts are wanted.
///
/// # Errors
/// What cannot be drawn; an interruption.
pub fn pictures(drawing: &Drawing, path: &str, charts: Charts) -> Result<Vec<Artifact>, Error> {
    if !charts.wanted {
        return Ok(Vec::new());
    }
    interrupt::check()?;
    let cannot = |error: &dyn std::fmt::Display| {
        Error::Internal(format!("the chart {} cannot be drawn: {error}", drawing.name))
    };
    let svg = drawing.to_svg().map_err(|error| cannot(&error))?;
    let mut files = vec![Artifact::new(format!("{path}.svg"), svg)];
    if charts.png {
        if !charts.quiet {
            say_what_png_lacks(&drawing.not_in_png());
        }
        let dots = drawing.to_png(PNG_SCALE).map_err(|error| cannot(&error))?;
        files.push(Artifact::new(format!("{path}.png"), dots));
    }
    Ok(files)
}

/// Says, once, that the PNG show boxes where the SVG show letters.
fn say_what_png_lacks(texts: &[String]) {
    static SAID: AtomicBool = AtomicBool::new(false);
    let Some(text) = texts.first() else { return };
    if !SAID.swap(true, Ordering::Relaxed) {
        output::note(&format!(
            "the PNG charts show boxes for letters that the font in flowcast lacks, such as some of \
             \"{}\"; the SVG charts show them with the reader's own fonts",
            plain(text)
        ));
    }
}

/// A page as a file.
///
/// # Errors
/// A chart in it that cannot be drawn.
pub fn report(page: Result<String, ChartError>) -> Result<Artifact, Error> {
    let cannot = |error| Error::Internal(format!("the report cannot be drawn: {error}"));
    Ok(Artifact::new(REPORT, page.map_err(cannot)?))
}
