//! `flowcast report`: tables and charts again from the data files, without simulating.

use super::artifacts::{self, Charts};
use super::compare::outcome;
use super::{Outcome, args, interrupt, output};
use flowcast::error::{Error, shown};
use flowcast::files::{self, Folder, MANIFEST};
use flowcast::report::compare::{Context, page};
use flowcast::study::Study;
use flowcast::study::archive::{self, Manifest, sha256};
use std::io;
use std::path::Path;

pub fn run(args: &args::Report) -> Result<Outcome, Error> {
    let mut manifest = manifest(&args.folder)?;
    let study = study(&args.folder, &manifest)?;
    let mut folder = Folder::claim(&args.folder)?;
    interrupt::listen()?;
    let tables = artifacts::tables(&study);
    let mut files = artifacts::raw(&study)?;
    files.extend(artifacts::csv_files(&tables)?);
    files.extend(artifacts::charts(&study, Charts { wanted: !args.no_charts, png: args.png })?);
    let stale: Vec<String> = manifest.files.into_keys().collect();
    manifest.files = artifacts::digests(&files);
    folder.commit(&files, &artifacts::manifest_file(&manifest), &stale)?;
    if !args.talk.quiet {
        let context = Context {
            horizon_h: manifest.horizon_h,
            folder: shown(&args.folder),
            files: files.iter().map(|file| file.path.clone()).collect(),
            provenance: manifest.provenance(),
            verbose: args.talk.verbose,
            ..Context::default()
        };
        output::show(&page(&study, &context), &tables, args.talk.format)?;
    }
    Ok(outcome(&study))
}

fn manifest(folder: &Path) -> Result<Manifest, Error> {
    let path = folder.join(MANIFEST);
    Manifest::parse(&files::read(&path)?).map_err(|why| unreadable(&path, &why))
}

/// The study in a folder, if its data files are those that the manifest speaks of.
fn study(folder: &Path, manifest: &Manifest) -> Result<Study, Error> {
    let replications = data_file(folder, manifest, archive::REPLICATIONS)?;
    let teams = data_file(folder, manifest, archive::TEAM_REPLICATIONS)?;
    archive::read(manifest, &replications, &teams).map_err(|why| unreadable(folder, &why))
}

fn data_file(folder: &Path, manifest: &Manifest, name: &str) -> Result<Vec<u8>, Error> {
    let path = folder.join(name);
    let bytes = files::read(&path)?;
    match manifest.files.get(name) {
        Some(digest) if *digest == sha256(&bytes) => Ok(bytes),
        Some(_) => Err(unreadable(&path, "it is not the file that manifest.json describes")),
        None => Err(unreadable(&path, "manifest.json does not speak of it")),
    }
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::Read { path: path.to_owned(), source: io::Error::other(why.to_owned()) }
}
