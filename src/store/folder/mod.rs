//! Output folders: whole results or none.
//!
//! A [`Folder`] is claimed before anything is computed, so that a read-only or occupied folder is
//! known at once. [`Folder::commit`] first writes every file under a temporary name in its own
//! folder, synced, and only then renames them; the manifest comes last. Whoever is stopped half-way
//! leaves the earlier results as they were. A file that is too large to be held in memory is a
//! [`Draft`]: written under its temporary name while it is made, synced and renamed with the others.
//!
//! What is in the folder already is safe: see [`Folder::expect`] and [`Folder::commit`].

mod listing;

use super::disk::{UNFINISHED, begun, read_if_there, unfinished_in};
use super::manifest::{Held, MANIFEST, Manifest};
use crate::digest::{Digested, sha256};
use crate::error::Error;
use listing::{Found, Listing};
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use tempfile::NamedTempFile;

/// How the name of a file ends that its owner had changed, and that flowcast kept beside its own.
const KEPT: &str = ".yours";

/// A file on its way that is larger is no manifest.
const LARGEST_MANIFEST: u64 = 64 << 20;

/// A file to be written: a path relative to the output folder, with `/`, and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Where, such as `charts/cycle-time.svg`.
    pub path: String,
    /// What.
    pub bytes: Vec<u8>,
}

impl Artifact {
    /// A file with this content.
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Artifact {
        Artifact { path: path.into(), bytes: bytes.into() }
    }
}

/// An output folder that this process holds until the value is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Made by this process and not written to: removed again when dropped.
    fresh: bool,
    /// Held open: another flowcast that claims the folder meanwhile is turned away.
    _lock: Option<File>,
    /// Files that nobody lists may be replaced.
    force: bool,
    /// Whom to tell that a changed file was kept.
    say: fn(&str),
    /// Files that flowcast wrote.
    known: Listing,
    /// Files of the manifest: those that are not written anew go.
    stale: Option<Listing>,
    /// Manifests of runs that were killed while they put their files in place.
    unfinished: Vec<PathBuf>,
}

impl Folder {
    /// Makes the folder where it is missing, sees whether it can be written, and keeps other runs of
    /// flowcast out of it. `force` lets files be replaced that no manifest lists; `say` is told of every
    /// changed file that is kept.
    ///
    /// # Errors
    /// What cannot be written; a manifest that lists files outside.
    pub fn claim(path: &Path, force: bool, say: fn(&str)) -> Result<Folder, Error> {
        let cannot = |source| Error::Write { path: path.to_owned(), source };
        let fresh = !path.exists();
        fs::create_dir_all(path).map_err(cannot)?;
        let (known, unfinished) = (Listing::default(), Vec::new());
        let mut folder = Folder {
            path: path.to_owned(),
            fresh,
            _lock: None,
            force,
            say,
            known,
            stale: None,
            unfinished,
        };
        folder._lock = lock(path)?;
        folder.look()?;
        unfinished_in(path).map_err(cannot)?;
        Ok(folder)
    }

    /// Reads what manifests list, that of a killed run too, and removes what else such a run left.
    fn look(&mut self) -> Result<(), Error> {
        let old = read_if_there(&self.path.join(MANIFEST))?;
        if let Some(old) = old.and_then(|bytes| Listing::of_manifest(&bytes)) {
            old.paths().try_for_each(|path| self.inside(path).map(|_| ()))?;
            self.known.add(&old);
            self.known.add_any(MANIFEST);
            self.stale = Some(old);
        }
        for path in unfinished_of(&self.path) {
            if let Some(begun) = unfinished_manifest(&path) {
                self.known.add(&begun);
                self.known.add_any(MANIFEST);
                self.unfinished.push(path);
            }
        }
        remove_unfinished(&self.path, &self.unfinished);
        Ok(())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whose results are in it; `None` where no manifest of flowcast says so.
    ///
    /// # Errors
    /// If the manifest cannot be read.
    pub fn held(&self) -> Result<Option<Held>, Error> {
        let ours = self.stale.is_some();
        let manifest = read_if_there(&self.path.join(MANIFEST))?.filter(|_| ours);
        Ok(manifest.and_then(|bytes| Held::of(&bytes)))
    }

    /// A file that flowcast wrote, although no manifest lists it.
    pub fn own(&mut self, relative: &str) {
        self.known.add_any(relative);
    }

    /// The manifest is of other results: of their files only those go that are replaced.
    pub fn keep_stale(&mut self) {
        self.stale = None;
    }

    /// Sees whether files may be written at these places, as [`Folder::commit`] will: to be asked before
    /// anything is computed.
    ///
    /// # Errors
    /// Places that lead out of the folder, or where a folder is; without `force`, files that no manifest
    /// lists.
    pub fn expect<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
        let mut foreign = Vec::new();
        for relative in names {
            let path = self.inside(relative)?;
            let listed = self.known.lists(relative);
            let there = if listed { Found::Ours } else { self.known.found(relative, &path)? };
            if there == Found::Foreign && !self.force {
                foreign.push((relative, path));
            }
        }
        let Some((_, path)) = foreign.first().cloned() else { return Ok(()) };
        let others: Vec<&str> = foreign.iter().skip(1).map(|(relative, _)| *relative).collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(", nor does it list {}", others.join(", "))
        };
        Err(Error::Write {
            path,
            source: io::Error::other(format!(
                "the file is there already, and no manifest of flowcast lists it{others}; nothing was \
                 written\nmove it away, choose another folder, or replace it with --force"
            )),
        })
    }

    /// Begins a file that is written piece by piece and kept by [`Folder::commit`].
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn draft(&self, relative: &str) -> Result<Draft, Error> {
        let path = self.inside(relative)?;
        let file = begun(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
        Ok(Draft { relative: relative.to_owned(), path, file, digest: Digested::default() })
    }

    /// Writes results, all or none, and the manifest that lists them; gives back their paths. `unlisted` is
    /// written with them, but is no result.
    ///
    /// # Errors
    /// As [`Folder::commit`].
    pub fn finish(
        &mut self,
        raw: Vec<Draft>,
        mut results: Vec<Artifact>,
        unlisted: Option<Artifact>,
        mut manifest: Manifest,
    ) -> Result<Vec<String>, Error> {
        let digested = raw.iter().map(|draft| (draft.relative.clone(), draft.digest.clone().hex()));
        let whole = results.iter().map(|whole| (whole.path.clone(), sha256(&whole.bytes)));
        let listed: Vec<(String, String)> = digested.chain(whole).collect();
        let paths = listed.iter().map(|(path, _)| path.clone()).collect();
        manifest.files = listed.into_iter().collect();
        results.extend(unlisted);
        self.commit(raw, &results, &Artifact::new(MANIFEST, manifest.to_json()))?;
        Ok(paths)
    }

    /// Writes all files or none: `drafts`, `artifacts`, then the manifest. Files of the manifest that is
    /// replaced are removed if they are not written anew. One that was changed since it was written is kept
    /// beside, as `NAME.yours`.
    ///
    /// # Errors
    /// What [`Folder::expect`] refuses; what cannot be written.
    fn commit(
        &mut self,
        drafts: Vec<Draft>,
        artifacts: &[Artifact],
        manifest: &Artifact,
    ) -> Result<(), Error> {
        let names = drafts.iter().map(|draft| draft.relative.clone());
        let whole = artifacts.iter().chain([manifest]);
        let names: BTreeSet<String> = names.chain(whole.map(|a| a.path.clone())).collect();
        self.expect(names.iter().map(String::as_str))?;
        let staged = self.staged(drafts, artifacts, manifest)?;
        names.iter().try_for_each(|name| self.set_aside(name).map(|_| ()))?;
        for draft in staged {
            draft.persist()?;
            self.fresh = false;
        }
        self.remove_stale(&names, manifest)?;
        self.unfinished.drain(..).for_each(remove_if_possible);
        sync_folder(&self.path);
        Ok(())
    }

    /// Removes the files of the old manifest that are neither written anew nor listed by the new one.
    fn remove_stale(&self, names: &BTreeSet<String>, manifest: &Artifact) -> Result<(), Error> {
        let listed = Listing::of_manifest(&manifest.bytes).unwrap_or_default();
        let is_stale = |path: &&str| !names.contains(*path) && !listed.lists(path);
        let stale = self.stale.iter().flat_map(Listing::paths).filter(is_stale);
        stale.map(|path| (path, self.set_aside(path))).try_for_each(|(path, there)| match there? {
            Found::Ours => {
                let path = self.inside(path)?;
                fs::remove_file(&path).map_err(|source| Error::Write { path, source })
            }
            _ => Ok(()),
        })
    }

    /// Keeps a changed file of flowcast beside its place; what was there.
    fn set_aside(&self, relative: &str) -> Result<Found, Error> {
        let path = self.inside(relative)?;
        let found = self.known.found(relative, &path)?;
        if found == Found::Changed {
            let beside = free_beside(relative, |name| self.path.join(name));
            let to = self.path.join(&beside);
            fs::rename(&path, to).map_err(|source| Error::Write { path, source })?;
            (self.say)(&format!(
                "{relative} was changed since flowcast wrote it: kept as {beside}"
            ));
        }
        Ok(found)
    }

    /// Everything under temporary names and on the disk, the manifest last.
    fn staged(
        &self,
        drafts: Vec<Draft>,
        artifacts: &[Artifact],
        manifest: &Artifact,
    ) -> Result<Vec<Draft>, Error> {
        let mut staged = drafts;
        for artifact in artifacts.iter().chain([manifest]) {
            let mut draft = self.draft(&artifact.path)?;
            draft.write(&artifact.bytes)?;
            staged.push(draft);
        }
        // The first waits for the disk, the others mostly find theirs there.
        staged.iter().try_for_each(Draft::sync)?;
        Ok(staged)
    }

    /// Writes one file atomically, while others are still to come; from any thread.
    ///
    /// # Errors
    /// As [`Folder::commit`].
    pub fn put(&self, artifact: &Artifact) -> Result<(), Error> {
        self.expect([artifact.path.as_str()])?;
        let mut draft = self.draft(&artifact.path)?;
        draft.write(&artifact.bytes)?;
        draft.sync()?;
        self.set_aside(&artifact.path)?;
        draft.persist()
    }

    /// The place of a relative path, which cannot lead out of the folder: neither by its name nor through
    /// a link.
    fn inside(&self, relative: &str) -> Result<PathBuf, Error> {
        let path = Path::new(relative);
        let normal = |part: Component<'_>| matches!(part, Component::Normal(_));
        if relative.is_empty() || !path.components().all(normal) {
            return Err(Error::Usage(format!(
                "{:?} leads out of the output folder {}",
                relative,
                crate::error::shown(&self.path)
            )));
        }
        let mut folder = self.path.clone();
        for part in path.parent().iter().flat_map(|parent| parent.components()) {
            folder.push(part);
            if fs::symlink_metadata(&folder).is_ok_and(|there| there.is_symlink()) {
                let why = "it is a link, which flowcast does not follow out of an output folder";
                return Err(Error::Write { path: folder, source: io::Error::other(why) });
            }
        }
        Ok(self.path.join(path))
    }
}

/// The first of `NAME.yours`, `NAME.yours.2`, ... at which nothing is.
fn free_beside(relative: &str, place: impl Fn(&str) -> PathBuf) -> String {
    let first = format!("{relative}{KEPT}");
    let names = std::iter::once(first.clone()).chain((2u32..).map(|n| format!("{first}.{n}")));
    let is_free = |name: &String| fs::symlink_metadata(place(name)).is_err();
    names.into_iter().find(is_free).unwrap_or(first)
}

/// A file that is being written under a temporary name; it vanishes unless it is committed.
#[derive(Debug)]
pub struct Draft {
    relative: String,
    path: PathBuf,
    file: NamedTempFile,
    digest: Digested,
}

impl Draft {
    /// Adds the next piece.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.digest.add(piece);
        self.write(piece)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    fn sync(&self) -> Result<(), Error> {
        let synced = self.file.as_file().sync_all();
        synced.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    fn persist(self) -> Result<(), Error> {
        let Draft { path, file, .. } = self;
        // Closed first: some systems rename no open file.
        let kept = file.into_temp_path().persist(&path);
        kept.map_err(|error| Error::Write { path, source: error.error })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.fresh {
            // Fails, as it should, if anything is in it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Removes what a killed run left, but for some of it. Only called by the one who holds the folder.
fn remove_unfinished(folder: &Path, keep: &[PathBuf]) {
    let left = unfinished_of(folder);
    left.into_iter().filter(|path| !keep.contains(path)).for_each(remove_if_possible);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_ours(&entry.file_name()) {
            remove_unfinished(&entry.path(), keep);
        }
    }
}

/// What cannot be removed does no harm: it is never taken for a result.
fn remove_if_possible(path: PathBuf) {
    let _ = fs::remove_file(path);
}

/// Files of a folder under temporary names.
fn unfinished_of(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let left = entries.flatten().filter(|entry| is_unfinished(&entry.file_name()));
    left.map(|entry| entry.path()).collect()
}

/// The manifest of a run that was killed after all its files were on the disk: some may be in place.
fn unfinished_manifest(path: &Path) -> Option<Listing> {
    fs::metadata(path).ok().filter(|there| there.len() <= LARGEST_MANIFEST)?;
    Listing::of_manifest(&fs::read(path).ok()?)
}

/// Folders that flowcast makes within an output folder.
fn is_ours(name: &OsStr) -> bool {
    name == "charts" || name == "points" || name == "raw"
}

fn is_unfinished(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(UNFINISHED) && name.ends_with(".tmp"))
}

/// Locks the folder itself, which leaves no file behind; `None` where the system cannot.
fn lock(folder: &Path) -> Result<Option<File>, Error> {
    let Ok(handle) = File::open(folder) else { return Ok(None) };
    match handle.try_lock() {
        Ok(()) => Ok(Some(handle)),
        Err(TryLockError::WouldBlock) => Err(Error::Write {
            path: folder.to_owned(),
            source: io::Error::other("another run of flowcast is writing there"),
        }),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}

/// Makes renames durable where the system can; the files themselves are synced already.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests;
