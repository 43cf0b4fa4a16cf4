//! A folder's files as its manifest describes them.

use super::disk::read;
use super::manifest::{MANIFEST, Manifest};
use crate::digest::sha256;
use crate::error::Error;
use std::io;
use std::path::{Path, PathBuf};

/// An output folder that is read.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    /// What it holds and how it was made.
    pub manifest: Manifest,
}

impl Kept {
    /// Reads a folder's manifest.
    ///
    /// # Errors
    /// One that is missing, or is of another version of flowcast or of nobody.
    pub fn open(folder: &Path) -> Result<Kept, Error> {
        let path = folder.join(MANIFEST);
        let manifest = Manifest::parse(&read(&path)?).map_err(|why| unreadable(&path, &why))?;
        Ok(Kept { folder: folder.to_owned(), manifest })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether the manifest speaks of a file.
    pub fn lists(&self, name: &str) -> bool {
        self.manifest.files.contains_key(name)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// One that cannot be read, or is not the one that the manifest speaks of.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Error> {
        let path = self.folder.join(name);
        let bytes = read(&path)?;
        match self.manifest.files.get(name) {
            Some(digest) if *digest == sha256(&bytes) => Ok(bytes),
            Some(_) => Err(unreadable(&path, "it is not the file that manifest.json describes")),
            None => Err(unreadable(&path, "manifest.json does not speak of it")),
        }
    }

    /// Reads a file as what it holds.
    ///
    /// # Errors
    /// As [`Kept::read`]; what `parse` says is wrong with it.
    pub fn parse<T>(
        &self,
        name: &str,
        parse: impl Fn(&[u8]) -> Result<T, String>,
    ) -> Result<T, Error> {
        parse(&self.read(name)?).map_err(|why| unreadable(&self.folder.join(name), &why))
    }
}

/// A file that is there, but not as it should be.
pub fn unreadable(path: &Path, why: &str) -> Error {
    Error::Read { path: path.to_owned(), source: io::Error::other(why.to_owned()) }
}
