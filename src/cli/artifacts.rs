//! The files of a study, made from its numbers; and the folder that they go into.

use super::{interrupt, output};
use flowcast::digest::{Digested, sha256};
use flowcast::error::Error;
use flowcast::report::chart::{self, Chart, ChartError, Drawing};
use flowcast::report::chat::{self, SUMMARY};
use flowcast::report::compare::CHARTS;
use flowcast::report::html::{self, REPORT};
use flowcast::report::{Table, csv, summary};
use flowcast::store::manifest::Manifest;
use flowcast::store::replications::{RAW, Raw};
use flowcast::store::{Artifact, Draft, Folder, MANIFEST};
use flowcast::study::Study;
use flowcast::text::plain;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many dots of a PNG there are for one of the drawing.
const PNG_SCALE: u32 = 2;

/// Which charts are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charts {
    /// Any at all.
    pub wanted: bool,
    /// Also as PNG.
    pub png: bool,
    /// Nothing is to be said but errors.
    pub quiet: bool,
}

/// What is made of a study.
pub struct Made {
    /// Its tables, in the order in which they are shown as data.
    pub tables: Vec<Table>,
    /// Its raw values, written under temporary names.
    pub raw: Vec<Draft>,
    /// All other files.
    pub files: Vec<Artifact>,
    /// Digests of the raw values.
    digests: BTreeMap<String, String>,
}

impl Made {
    /// Digests of all files, for the manifest.
    pub fn digests(&self) -> BTreeMap<String, String> {
        let mut all = digests(&self.files);
        all.extend(self.digests.clone());
        all
    }

    /// The paths of all files, the raw values first.
    pub fn paths(&self) -> Vec<String> {
        paths(&self.raw, &self.files)
    }

    /// Writes everything and the manifest, as [`Folder::commit`] does.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn commit(self, folder: &mut Folder, manifest: &Manifest) -> Result<(), Error> {
        folder.commit(self.raw, &self.files, &manifest_file(manifest))
    }
}

/// The tables of a study and its files: raw values, tables, charts. In parallel, in rayon's present thread
/// pool, since a large study's raw values take as long as all the rest.
///
/// # Errors
/// What cannot be written or drawn; an interruption.
pub fn all(study: &Study, wanted: Charts, folder: &Folder) -> Result<Made, Error> {
    let derived = || rayon::join(|| tables(study), || charts(study, wanted));
    let ((tables, charts), raw) = rayon::join(derived, || raw(study, folder));
    let (raw, digests) = raw?
        .into_iter()
        .map(|(draft, digest)| {
            let path = draft.relative().to_owned();
            (draft, (path, digest))
        })
        .unzip();
    let mut files = csv_files(&tables)?;
    files.extend(charts?);
    Ok(Made { tables, raw, files, digests })
}

/// The raw values of a study, on their way to the disk, with their digests.
fn raw(study: &Study, folder: &Folder) -> Result<Vec<(Draft, String)>, Error> {
    let write = |raw: &Raw| {
        let (mut draft, mut digest) = (folder.draft(raw.name)?, Digested::default());
        raw.write(study, |piece| {
            interrupt::check()?;
            digest.add(piece.as_bytes());
            draft.add(piece.as_bytes())
        })?;
        Ok((draft, digest.hex()))
    };
    // Collected first: of two errors the first file's is told.
    let written: Vec<Result<_, Error>> = RAW.par_iter().map(write).collect();
    written.into_iter().collect()
}

/// The tables of a study, in the order in which they are shown as data.
fn tables(study: &Study) -> Vec<Table> {
    let makers: [fn(&Study) -> Table; 3] = [summary::summary, summary::comparison, summary::teams];
    makers.par_iter().map(|make| make(study)).collect()
}

/// Tables as CSV files under their names.
pub fn csv_files(tables: &[Table]) -> Result<Vec<Artifact>, Error> {
    let file =
        |table: &Table| Ok(Artifact::new(format!("{}.csv", table.name), csv::render(table)?));
    tables.iter().map(file).collect()
}

/// The charts of a study.
fn charts(study: &Study, charts: Charts) -> Result<Vec<Artifact>, Error> {
    let draw = |chart: &Chart| {
        interrupt::check()?;
        let Some(drawing) = chart.of(study) else { return Ok(Vec::new()) };
        pictures(&drawing, &format!("{CHARTS}{}", drawing.name), charts)
    };
    let wanted = if charts.wanted { chart::CHARTS } else { &[] };
    let files: Vec<Vec<Artifact>> = wanted.par_iter().map(draw).collect::<Result<_, Error>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// A drawing as SVG and, if asked for, PNG; `path` is without the ending.
pub fn pictures(drawing: &Drawing, path: &str, charts: Charts) -> Result<Vec<Artifact>, Error> {
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

/// The pages of a study: one for a browser, one for a chat.
pub fn pages(source: &html::Source<'_>) -> Result<Vec<Artifact>, Error> {
    let page = report(html::page(source))?;
    let summary = chat::summary(source.study, source.manifest);
    Ok(vec![page, Artifact::new(SUMMARY, summary)])
}

/// A page as a file.
pub fn report(page: Result<String, ChartError>) -> Result<Artifact, Error> {
    let cannot = |error| Error::Internal(format!("the report cannot be drawn: {error}"));
    Ok(Artifact::new(REPORT, page.map_err(cannot)?))
}

/// The paths of files, those that are written piece by piece first.
pub fn paths(drafts: &[Draft], files: &[Artifact]) -> Vec<String> {
    let drafts = drafts.iter().map(Draft::relative);
    drafts.chain(files.iter().map(|file| file.path.as_str())).map(str::to_owned).collect()
}

/// Digests of files, for the manifest.
pub fn digests(files: &[Artifact]) -> BTreeMap<String, String> {
    files.par_iter().map(|file| (file.path.clone(), sha256(&file.bytes))).collect()
}

/// The manifest as a file.
pub fn manifest_file(manifest: &Manifest) -> Artifact {
    Artifact::new(MANIFEST, manifest.to_json())
}
