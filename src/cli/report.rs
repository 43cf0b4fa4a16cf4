//! `flowcast report`: tables, charts and pages again from the data files, without simulating.

use super::compare::outcome;
use super::{
    Outcome, args, artifacts, claim, decompose, experiment, interrupt, output, sweep, trace,
};
use flowcast::digest::sha256;
use flowcast::error::{Error, shown};
use flowcast::report::compare::{Context, page};
use flowcast::report::experiments::account::{DECOMPOSITION, WhichLever};
use flowcast::report::html;
use flowcast::report::story::{STORY, Story};
use flowcast::store::manifest::Manifest;
use flowcast::store::replications::{self, REPLICATIONS, TEAM_REPLICATIONS};
use flowcast::store::{self, Artifact, MANIFEST};
use flowcast::study::Study;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

pub fn run(args: &args::Report) -> Result<Outcome, Error> {
    let path = args.folder.join(MANIFEST);
    let bytes = store::read(&path)?;
    if let Ok(manifest) = experiment::Manifest::parse(&bytes) {
        return of_experiment(args, manifest);
    }
    let manifest = Manifest::parse(&bytes).map_err(|why| unreadable(&path, &why))?;
    if manifest.files.contains_key(claim::EVENTS) {
        only_of_a_comparison(args.stress)?;
        return trace::again(args, manifest);
    }
    of_comparison(args, manifest)
}

fn of_experiment(args: &args::Report, manifest: experiment::Manifest) -> Result<Outcome, Error> {
    only_of_a_comparison(args.stress)?;
    match manifest.experiment.as_str() {
        "decompose" => decompose::again(args, manifest),
        "sweep" => sweep::again(args, manifest),
        other => Err(Error::Usage(format!(
            "{} holds the results of `flowcast {other}`, which has no report.html; expected an output \
             folder of compare, sweep, decompose or trace",
            shown(&args.folder)
        ))),
    }
}

fn only_of_a_comparison(stress: bool) -> Result<(), Error> {
    let why = "--stress: the checklist is a part of a comparison's report only; leave it out here";
    if stress { Err(Error::Usage(why.to_owned())) } else { Ok(()) }
}

/// A comparison's folder.
fn of_comparison(args: &args::Report, mut manifest: Manifest) -> Result<Outcome, Error> {
    let kept = Kept { folder: &args.folder, files: &manifest.files };
    let study = study(&kept, &manifest)?;
    let mut story = story(&kept)?;
    story.stress |= args.stress;
    let lever = lever(&kept)?;
    let mut folder = claim::open(&args.folder, args.force)?;
    interrupt::listen()?;
    let mut made = artifacts::all(&study, args.pictures.charts(&args.talk), &folder)?;
    made.files.push(Artifact::new(STORY, story.to_json()));
    made.files.extend(lever.iter().map(|lever| Artifact::new(DECOMPOSITION, lever.to_json())));
    let source =
        html::Source { study: &study, manifest: &manifest, story: &story, lever: lever.as_ref() };
    made.files.extend(artifacts::pages(&source)?);
    manifest.files = made.digests();
    let (paths, tables) = (made.paths(), std::mem::take(&mut made.tables));
    made.commit(&mut folder, &manifest)?;
    if !args.talk.quiet {
        let context = Context {
            horizon_h: manifest.horizon_h,
            folder: shown(&args.folder),
            files: paths,
            provenance: manifest.provenance(),
            command: flowcast::text::shell(&manifest.command),
            precision: manifest.precision.clone(),
            warnings: story.warnings,
            assumptions: story.assumptions,
            verbose: args.talk.verbose,
        };
        output::show(&page(&study, &context), &tables, args.talk.format)?;
    }
    Ok(outcome(&study))
}

/// The files of a folder, as its manifest describes them.
pub struct Kept<'a> {
    /// Where they are.
    pub folder: &'a Path,
    /// Their digests.
    pub files: &'a BTreeMap<String, String>,
}

impl Kept<'_> {
    /// Reads a file, if it is the one that the manifest speaks of.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.folder.join(name);
        let bytes = store::read(&path)?;
        match self.files.get(name) {
            Some(digest) if *digest == sha256(&bytes) => Ok(bytes),
            Some(_) => Err(unreadable(&path, "it is not the file that manifest.json describes")),
            None => Err(unreadable(&path, "manifest.json does not speak of it")),
        }
    }

    /// Reads the story.
    pub fn story(&self) -> Result<Story, Error> {
        let bytes = self.read(STORY)?;
        Story::parse(&bytes).map_err(|why| unreadable(&self.folder.join(STORY), &why))
    }
}

/// The study in a folder, if its data files are those that the manifest speaks of.
fn study(kept: &Kept<'_>, manifest: &Manifest) -> Result<Study, Error> {
    let replications = kept.read(REPLICATIONS)?;
    let teams = kept.read(TEAM_REPLICATIONS)?;
    replications::read(manifest, &replications, &teams).map_err(|why| unreadable(kept.folder, &why))
}

/// The story in a folder; of a folder that was made without one, what can be told without.
fn story(kept: &Kept<'_>) -> Result<Story, Error> {
    if !kept.files.contains_key(STORY) {
        let unknown = "This folder has no story.json: the assumptions are not known here.";
        return Ok(Story { warnings: vec![unknown.to_owned()], ..Story::default() });
    }
    kept.story()
}

/// Which lever did it, if that was asked.
fn lever(kept: &Kept<'_>) -> Result<Option<WhichLever>, Error> {
    if !kept.files.contains_key(DECOMPOSITION) {
        return Ok(None);
    }
    let bytes = kept.read(DECOMPOSITION)?;
    let read = WhichLever::parse(&bytes);
    read.map(Some).map_err(|why| unreadable(&kept.folder.join(DECOMPOSITION), &why))
}

/// A file that is there, but not as it should be.
pub fn unreadable(path: &Path, why: &str) -> Error {
    Error::Read { path: path.to_owned(), source: io::Error::other(why.to_owned()) }
}
