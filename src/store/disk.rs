//! Reading whole files, and writing one atomically.

use crate::error::{Error, shown};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The largest scenario file that is read, in bytes: a hundred times a long one, and little enough for
/// the worst of them to be refused within a second and 200 MB.
pub const LARGEST_SCENARIO: u64 = 1 << 20;

/// How names of files that are not finished begin.
pub(super) const UNFINISHED: &str = ".flowcast-";

/// Reads a scenario file: at most [`LARGEST_SCENARIO`] bytes of UTF-8.
pub fn read_scenario(path: &Path) -> Result<String, Error> {
    text_of(path, read_at_most(path, LARGEST_SCENARIO)?, "a scenario is a TOML file")
}

/// Reads a file that a scenario names, relative to the scenario's folder: as large as a scenario at most, in UTF-8.
pub fn read_named(scenario: &Path, name: &str) -> Result<String, Error> {
    let path = scenario.parent().unwrap_or(Path::new("")).join(name);
    if Path::new(name).is_relative() && !fs::metadata(scenario).is_ok_and(|it| it.is_file()) {
        let why = format!(
            "{} is no file but a stream and so in no folder; give `file` a path that begins at the root",
            shown(scenario)
        );
        return Err(Error::Read { path, source: io::Error::other(why) });
    }
    let bytes = read_at_most(&path, LARGEST_SCENARIO)?;
    text_of(&path, bytes, "a scenario names CSV files")
}

/// Reads a text of any size; `what` it is to be, such as "a design is a CSV file".
pub fn read_text(path: &Path, what: &str) -> Result<String, Error> {
    text_of(path, read(path)?, what)
}

fn text_of(path: &Path, bytes: Vec<u8>, what: &str) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..valid].iter().filter(|byte| **byte == b'\n').count();
        let name = shown(path);
        Error::Usage(format!(
            "{name} is not UTF-8 text: byte {valid} (line {line}) is not part of any character; {what} saved as UTF-8"
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

/// Reads a file of at most so many bytes.
pub fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(cannot)?;
    let about = file.metadata().map_err(cannot)?;
    if about.is_dir() {
        return Err(cannot(io::Error::other("it is a folder, not a file")));
    }
    let mut bytes = Vec::new();
    if about.len() <= limit {
        file.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    }
    if about.len().max(bytes.len() as u64) > limit {
        let name = shown(path);
        let megabytes = limit >> 20;
        return Err(Error::Usage(format!("{name} is larger than {megabytes} MiB")));
    }
    Ok(bytes)
}

/// Writes one file that must not exist yet, atomically; `replace` allows it to exist.
pub fn write_new(path: &Path, text: &str, replace: bool) -> Result<(), Error> {
    let cannot = |source| Error::Write { path: path.to_owned(), source };
    if !replace && fs::symlink_metadata(path).is_ok() {
        let why = "it is there already; choose another name, or replace it with --force";
        return Err(cannot(io::Error::other(why)));
    }
    let mut file = begun(path).map_err(cannot)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
    let staged = file.into_temp_path();
    let kept = if replace { staged.persist(path) } else { staged.persist_noclobber(path) };
    kept.map_err(|error| cannot(error.error))?;
    Ok(())
}

/// An empty file under a temporary name beside its final place.
pub(super) fn begun(path: &Path) -> io::Result<NamedTempFile> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent)?;
    unfinished_in(parent)
}

/// An empty file that vanishes unless it is renamed, readable by everyone the umask allows.
pub(super) fn unfinished_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o644));
    }
    builder.tempfile_in(folder)
}
