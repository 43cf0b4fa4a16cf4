//! The program as its users run it: in a folder of its own, heedless of this machine's environment.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Two models without any chance in them: a campaign of 4 h + 4 h in one office day.
pub const SMALL: &str = r#"
schema = 1
name = "Small"
deadline = "1w"

[teams]
design = { people = 1, cost_per_hour = 50 }
channels = { people = 1 }

[[streams]]
name = "creative"
team = "design"
effort = "4h"

[[streams]]
name = "distribution"
team = "channels"
needs = ["creative"]
effort = "4h"

[[deliverables]]
name = "email"

[[models]]
name = "Plain"

[[models]]
name = "=Weekly"
release = "sync weekly"
syncs = [{ name = "weekly", every = "1w" }]

[study]
replications = 10
seed = 1
"#;

/// A folder with a scenario in it.
pub fn folder_of(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    folder
}

/// A folder with [`SMALL`] in it, as `small.toml`.
pub fn folder() -> TempDir {
    folder_of("small.toml", SMALL)
}

/// The program, to be run in a folder.
pub fn flowcast(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flowcast"));
    command.current_dir(folder);
    for name in ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK", "COLUMNS", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ended {
    /// Fails where the command was killed, panicked, or did not speak UTF-8.
    fn from(output: Output) -> Ended {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(!err.contains("panicked") && !err.contains("internal error"), "{err}");
        let code = output.status.code().unwrap_or_else(|| panic!("{}: {err}", output.status));
        Ended { code, out, err }
    }
}

/// Runs a command to its end.
pub fn ended(command: &mut Command) -> Ended {
    command.output().unwrap().into()
}

/// Runs the program with these arguments.
pub fn run(folder: &Path, args: &[&str]) -> Ended {
    ended(flowcast(folder).args(args))
}

/// As [`run`], with the arguments as one line, split at spaces.
pub fn run_line(folder: &Path, line: &str) -> Ended {
    run(folder, &line.split_whitespace().collect::<Vec<_>>())
}

/// The names in a folder, sorted.
pub fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// The files of a folder and of those in it whose name ends so, in order of their paths.
pub fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                let relative = path.strip_prefix(folder).unwrap().to_owned();
                found.push((relative, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// Every file of some results but the one with wall times; fails where one was left unfinished.
pub fn results(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = files(folder, "");
    found.retain(|(path, _)| !path.ends_with("timing.json"));
    for (path, _) in &found {
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(!name.starts_with('.'), "{} was left", path.display());
    }
    found
}
