//! Which files of an output folder flowcast wrote: those that a manifest lists, while they have the digest
//! that it lists. Everything else belongs to somebody else.

use crate::digest::Digested;
use crate::error::Error;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The files that flowcast wrote, by path, with the digests that each may have; none where its content is
/// of no account.
#[derive(Debug, Default)]
pub(super) struct Listing(BTreeMap<String, Vec<String>>);

/// What is at a place that is to be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Nothing,
    /// A file of flowcast, as it left it.
    Ours,
    /// A file of flowcast that somebody changed.
    Changed,
    /// A file that no manifest lists.
    Foreign,
}

impl Listing {
    /// What a manifest of flowcast lists; `None` of any other text.
    pub fn of_manifest(bytes: &[u8]) -> Option<Listing> {
        let manifest: Value = serde_json::from_slice(bytes).ok()?;
        manifest.get("flowcast")?.as_str()?;
        let files = manifest.get("files")?.as_object()?.iter();
        let digests = |(path, digest): (&String, &Value)| {
            Some((path.clone(), vec![digest.as_str()?.to_owned()]))
        };
        Some(Listing(files.map(digests).collect::<Option<_>>()?))
    }

    /// A file may also have the content that another listing speaks of.
    pub fn add(&mut self, other: &Listing) {
        for (path, digests) in &other.0 {
            self.0.entry(path.clone()).or_default().extend_from_slice(digests);
        }
    }

    /// A file belongs to flowcast whatever is in it.
    pub fn add_any(&mut self, path: &str) {
        self.0.insert(path.to_owned(), Vec::new());
    }

    /// The paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether a path is listed.
    pub fn lists(&self, relative: &str) -> bool {
        self.0.contains_key(relative)
    }

    /// What is at `path`, the place of a relative path.
    ///
    /// # Errors
    /// A folder where a file should be; what cannot be read.
    pub fn found(&self, relative: &str, path: &Path) -> Result<Found, Error> {
        let cannot = |source| Error::Write { path: path.to_owned(), source };
        let kind = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            found => found.map_err(cannot)?.file_type(),
        };
        if kind.is_dir() {
            return Err(cannot(io::Error::other("it is a folder; move it away")));
        }
        Ok(match self.0.get(relative) {
            None => Found::Foreign,
            Some(any) if any.is_empty() => Found::Ours,
            // What flowcast writes is a file: whatever else is there, somebody put there.
            Some(_) if !kind.is_file() => Found::Changed,
            Some(digests) if digests.contains(&digest(path).map_err(cannot)?) => Found::Ours,
            Some(_) => Found::Changed,
        })
    }
}

/// The digest of a file of any size.
fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Digested::default();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(digest.hex()),
            length => digest.add(&piece[..length]),
        }
    }
}
