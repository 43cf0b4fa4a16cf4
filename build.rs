//! Tells the program which core it is built of, so that it knows whether the WebAssembly that is committed is of the same.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// What the engine for the browser is not made of: paths that begin so, and tests.
const LEFT_OUT: [&str; 6] =
    ["src/cli/", "src/fit/", "src/log/", "src/report/", "src/lib.rs", "src/main.rs"];
/// What a published package does not hold: there is nothing to compare then.
const ONLY_IN_THE_REPOSITORY: &str = "web/Cargo.toml";

fn main() -> io::Result<()> {
    for watched in ["src", "web/src", "web/Cargo.toml", "web/Cargo.lock"] {
        println!("cargo:rerun-if-changed={watched}");
    }
    let digest = if Path::new(ONLY_IN_THE_REPOSITORY).exists() { core()? } else { String::new() };
    println!("cargo:rustc-env=FLOWCAST_CORE={digest}");
    Ok(())
}

/// The SHA-256 of a list of all sources with theirs, as web/build.sh makes it with sha256sum.
fn core() -> io::Result<String> {
    let mut files = BTreeMap::new();
    for root in ["src", "web/src"] {
        gather(Path::new(root), &mut files)?;
    }
    for file in ["web/Cargo.toml", "web/Cargo.lock"] {
        files.insert(file.to_owned(), hex(&fs::read(file)?));
    }
    let list: String = files.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    Ok(hex(list.as_bytes()))
}

fn gather(folder: &Path, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            gather(&path, files)?;
        } else if [".rs", ".toml"].iter().any(|end| name.ends_with(end)) && !is_left_out(&name) {
            files.insert(name, hex(&fs::read(&path)?));
        }
    }
    Ok(())
}

fn is_left_out(name: &str) -> bool {
    LEFT_OUT.iter().any(|out| name.starts_with(out))
        || name.contains("/tests/")
        || name.ends_with("/tests.rs")
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
