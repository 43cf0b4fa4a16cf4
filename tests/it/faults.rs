//! Faults of the world around: a disk that is full while files are written, other locales and clocks.

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const SCENARIO: &str = include_str!("../../scenarios/first.toml");

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("first.toml"), SCENARIO).unwrap();
    folder
}

fn compare(folder: &Path, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(cargo_bin("flowcast"));
    command.current_dir(folder).envs(environment.iter().copied());
    command.args(["compare", "first.toml", "-q", "--replications", "50"]).output().unwrap()
}

/// Every file of the results but the one with wall times.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("output/first")];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "timing.json") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn locale_time_zone_and_width_change_no_byte() {
    let environments: [&[(&str, &str)]; 4] = [
        &[],
        &[("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("COLUMNS", "1"), ("TERM", "dumb")],
    ];
    let of = |environment: &&[(&str, &str)]| {
        let folder = folder();
        let output = compare(folder.path(), environment);
        assert!(output.status.success(), "{environment:?}: {output:?}");
        results(folder.path())
    };
    let found: Vec<_> = environments.iter().map(of).collect();
    assert!(found[0].len() > 5);
    assert!(found.iter().all(|results| *results == found[0]));
}

/// No file may grow beyond 4 KiB: the data files cannot be written, as on a full disk. Exit 4, the path
/// is named, and the earlier results are as they were.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_earlier_results_whole() {
    let folder = folder();
    assert!(compare(folder.path(), &[]).status.success());
    let before = results(folder.path());
    let limited = format!(
        "trap '' XFSZ; ulimit -f 4; exec '{}' compare first.toml -q --replications 60",
        cargo_bin("flowcast").display()
    );
    let output = Command::new("bash")
        .args(["-c", limited.as_str()])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("output/first") && !said.contains("panicked"), "{said}");
    assert_eq!(results(folder.path()), before);
}
