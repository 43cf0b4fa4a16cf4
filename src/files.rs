//! The only module that touches the disk: reads bounded text, writes whole files or none.
//!
//! A [`Folder`] is claimed before anything is computed, so that a read-only or occupied folder is
//! known at once. [`Folder::commit`] first writes every file under a temporary name in its own
//! folder, synced, and only then renames them; the manifest comes last. Whoever is stopped half-way
//! leaves the earlier results as they were. A file that is too large to be held in memory is a
//! [`Draft`]: written under its temporary name while it is made, synced and renamed with the others.

use crate::error::Error;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use tempfile::{NamedTempFile, TempPath};

/// The largest scenario file that is read, in bytes: a hundred times a long one, and little enough for
/// the worst of them to be refused within a second and 200 MB.
pub const LARGEST_SCENARIO: u64 = 1 << 20;

/// The file that describes an output folder; always written last.
pub const MANIFEST: &str = "manifest.json";

/// How names of files that are not finished begin.
const UNFINISHED: &str = ".flowcast-";

/// So many threads wait for the disk at a time: a disk takes several requests in the time of one, and more
/// would only wait for each other.
const WAITING: usize = 8;

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

/// Reads a scenario file: at most [`LARGEST_SCENARIO`] bytes of UTF-8.
pub fn read_scenario(path: &Path) -> Result<String, Error> {
    let bytes = read_at_most(path, LARGEST_SCENARIO)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count();
        let name = crate::error::shown(path);
        Error::Usage(format!(
            "{name} is not UTF-8 text: byte {valid} (line {line}) is not part of any character; \
             a scenario is a TOML file saved as UTF-8"
        ))
    })
}

/// Reads a whole file of any size.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })
}

/// Reads a file; `None` if there is none.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// The folders within a folder, in order of their names; none where it does not exist.
pub fn folders_in(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Read { path: path.to_owned(), source }),
    };
    let mut found: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    Ok(found)
}

fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot)?;
    if file.metadata().map_err(cannot)?.is_dir() {
        return Err(cannot(io::Error::other("it is a folder, not a scenario file")));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit {
        let name = crate::error::shown(path);
        let megabytes = limit >> 20;
        return Err(Error::Usage(format!("{name} is larger than {megabytes} MiB")));
    }
    Ok(bytes)
}

/// Writes one file that must not exist yet, atomically; `replace` allows it to exist.
pub fn write_new(path: &Path, text: &str, replace: bool) -> Result<(), Error> {
    let cannot = |source| Error::Write { path: path.to_owned(), source };
    let staged = staged(path, text.as_bytes())?;
    let kept = if replace { staged.persist(path) } else { staged.persist_noclobber(path) };
    kept.map_err(|error| cannot(error.error))?;
    Ok(())
}

/// An output folder that this process holds until the value is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Made by this process and not written to: removed again when dropped.
    fresh: bool,
    /// Held open: another flowcast that claims the folder meanwhile is turned away.
    _lock: Option<File>,
}

impl Folder {
    /// Makes the folder where it is missing, sees whether it can be written, and keeps other runs of
    /// flowcast out of it.
    pub fn claim(path: &Path) -> Result<Folder, Error> {
        let cannot = |source| Error::Write { path: path.to_owned(), source };
        let fresh = !path.exists();
        fs::create_dir_all(path).map_err(cannot)?;
        let mut folder = Folder { path: path.to_owned(), fresh, _lock: None };
        folder._lock = lock(path)?;
        remove_unfinished(path);
        unfinished_in(path).map_err(cannot)?;
        Ok(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a file that is written piece by piece and kept by [`Folder::commit`].
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn draft(&self, relative: &str) -> Result<Draft, Error> {
        let path = self.inside(relative)?;
        let file = begun(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
        Ok(Draft { relative: relative.to_owned(), path, file })
    }

    /// Writes all files or none: `drafts`, `artifacts`, then the manifest. `stale` are files of the
    /// manifest that is replaced; those that are not written anew are removed.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn commit(
        &mut self,
        drafts: Vec<Draft>,
        artifacts: &[Artifact],
        manifest: &Artifact,
        stale: &[String],
    ) -> Result<(), Error> {
        let new = drafts.iter().map(|draft| draft.relative.as_str());
        let new: BTreeSet<&str> = new.chain(artifacts.iter().map(|a| a.path.as_str())).collect();
        let gone = stale.iter().filter(|path| !new.contains(path.as_str()) && *path != MANIFEST);
        let gone: Vec<&String> = gone.collect();
        for (path, file) in self.synced(drafts, artifacts, manifest)? {
            file.persist(&path).map_err(|error| Error::Write { path, source: error.error })?;
            self.fresh = false;
        }
        gone.into_iter().try_for_each(|path| self.remove(path))?;
        sync_folder(&self.path);
        Ok(())
    }

    /// Everything under temporary names, on the disk, the manifest last. Whoever syncs waits, so that many
    /// do so at once.
    fn synced(
        &self,
        drafts: Vec<Draft>,
        artifacts: &[Artifact],
        manifest: &Artifact,
    ) -> Result<Vec<(PathBuf, TempPath)>, Error> {
        let whole = artifacts.iter().chain([manifest]);
        let drafts = drafts.into_iter().map(Unsynced::Draft);
        at_once(drafts.chain(whole.map(Unsynced::Whole)).collect(), |unsynced| match unsynced {
            Unsynced::Draft(draft) => draft.synced(),
            Unsynced::Whole(artifact) => self.stage(artifact),
        })
    }

    /// Writes one file atomically, while others are still to come; from any thread.
    pub fn put(&self, artifact: &Artifact) -> Result<(), Error> {
        let (path, file) = self.stage(artifact)?;
        file.persist(&path).map_err(|error| Error::Write { path, source: error.error })
    }

    /// Removes every file of a folder within this one; nothing where there is none.
    pub fn clear(&self, relative: &str) -> Result<(), Error> {
        let path = self.inside(relative)?;
        let Ok(entries) = fs::read_dir(&path) else { return Ok(()) };
        for entry in entries.flatten() {
            let path = entry.path();
            fs::remove_file(&path).map_err(|source| Error::Write { path, source })?;
        }
        Ok(())
    }

    fn stage(&self, artifact: &Artifact) -> Result<(PathBuf, TempPath), Error> {
        let path = self.inside(&artifact.path)?;
        let staged = staged(&path, &artifact.bytes)?;
        Ok((path, staged))
    }

    /// The place of a relative path, which cannot lead out of the folder.
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
        Ok(self.path.join(path))
    }

    fn remove(&self, relative: &str) -> Result<(), Error> {
        let path = self.inside(relative)?;
        match fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                Err(Error::Write { path, source })
            }
            _ => {
                // A folder that has lost its last file goes too; one that has not stays, as it should.
                if let Some(parent) = path.parent().filter(|parent| *parent != self.path) {
                    let _ = fs::remove_dir(parent);
                }
                Ok(())
            }
        }
    }
}

/// A file that is being written under a temporary name; it vanishes unless it is committed.
#[derive(Debug)]
pub struct Draft {
    relative: String,
    path: PathBuf,
    file: NamedTempFile,
}

impl Draft {
    /// Where it will be, relative to the output folder.
    pub fn relative(&self) -> &str {
        &self.relative
    }

    /// Adds the next piece.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, piece: &[u8]) -> Result<(), Error> {
        let written = self.file.write_all(piece);
        written.map_err(|source| Error::Write { path: self.path.clone(), source })
    }

    fn synced(self) -> Result<(PathBuf, TempPath), Error> {
        match self.file.as_file().sync_all() {
            Ok(()) => Ok((self.path, self.file.into_temp_path())),
            Err(source) => Err(Error::Write { path: self.path, source }),
        }
    }
}

/// What is not on the disk yet.
enum Unsynced<'a> {
    Draft(Draft),
    Whole(&'a Artifact),
}

/// Does work that mostly waits on several threads at a time; results in the order of the items. Of several
/// errors, the first item's.
fn at_once<T: Send, R: Send>(
    items: Vec<T>,
    work: impl Fn(T) -> Result<R, Error> + Sync,
) -> Result<Vec<R>, Error> {
    let helpers = WAITING.min(items.len()).saturating_sub(1);
    let items = Mutex::new(items.into_iter().enumerate());
    let next = || items.lock().ok().and_then(|mut items| items.next());
    let some = || -> Vec<(usize, Result<R, Error>)> {
        std::iter::from_fn(next).map(|(index, item)| (index, work(item))).collect()
    };
    let mut done = thread::scope(|scope| {
        // Where no thread can be had, there are fewer.
        let helper = |_| thread::Builder::new().spawn_scoped(scope, some).ok();
        let helpers: Vec<_> = (0..helpers).filter_map(helper).collect();
        let mut done = some();
        for helper in helpers {
            done.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.fresh {
            // Fails, as it should, if anything is in it.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// A finished and closed file under a temporary name beside its final place.
fn staged(path: &Path, bytes: &[u8]) -> Result<TempPath, Error> {
    let cannot = |source| Error::Write { path: path.to_owned(), source };
    let mut file = begun(path).map_err(cannot)?;
    file.write_all(bytes).map_err(cannot)?;
    file.as_file().sync_all().map_err(cannot)?;
    Ok(file.into_temp_path())
}

/// An empty file under a temporary name beside its final place.
fn begun(path: &Path) -> io::Result<NamedTempFile> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    unfinished_in(parent)
}

/// An empty file that vanishes unless it is renamed, readable by everyone the umask allows.
fn unfinished_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder)
}

/// Removes what a killed run left. Only called by the one who holds the folder.
fn remove_unfinished(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if is_unfinished(&name) {
            // What cannot be removed does no harm: it is never read.
            let _ = fs::remove_file(entry.path());
        } else if entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_ours(&name) {
            remove_unfinished(&entry.path());
        }
    }
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
