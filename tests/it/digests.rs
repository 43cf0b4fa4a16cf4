//! The data files of many scenarios, by digest: whoever changes the house and not the results sees at once
//! where a result moved. `FLOWCAST_RECORD_DIGESTS=1 cargo test --test it digests` records them anew, in the
//! commit that means to change them.

use crate::command::{ended, files, flowcast};
use crate::generator::scenario;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Random scenarios, one a seed.
const SEEDS: u64 = 100;
/// Choices of a random scenario.
const CHOICES: usize = 220;

#[test]
fn shipped_scenarios_give_the_recorded_files() {
    check("shipped.txt", &project_files("scenarios"), "40");
}

#[test]
fn tested_scenarios_give_the_recorded_files() {
    check(
        "tested.txt",
        &[project_files("tests/semantics"), project_files("tests/theory")].concat(),
        "3",
    );
}

#[test]
fn random_scenarios_give_the_recorded_files() {
    let folder = tempfile::tempdir().unwrap();
    let made = (0..SEEDS).map(|seed| {
        let mut random = Pcg64::seed_from_u64(seed);
        let choices: Vec<u32> = (0..CHOICES).map(|_| random.random()).collect();
        let path = folder.path().join(format!("{seed}.toml"));
        fs::write(&path, scenario(&choices)).unwrap();
        (format!("seed {seed}"), path)
    });
    check("random.txt", &made.collect::<Vec<_>>(), "2");
}

/// Compares the digests of scenarios' data files with those recorded in a list, or records them.
fn check(list: &str, scenarios: &[(String, PathBuf)], replications: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests").join(list);
    let line =
        |(name, file): &(String, PathBuf)| format!("{} {name}\n", digest(file, replications));
    let found: String = scenarios.iter().map(line).collect();
    if std::env::var_os("FLOWCAST_RECORD_DIGESTS").is_some() {
        return fs::write(path, found).unwrap();
    }
    let recorded = fs::read_to_string(path).unwrap();
    let moved: Vec<(&str, &str)> =
        recorded.lines().zip(found.lines()).filter(|(before, now)| before != now).collect();
    assert!(moved.is_empty(), "recorded, found: {moved:#?}");
    assert_eq!(recorded.lines().count(), found.lines().count());
}

/// The digest of all data files of a comparison in the order of their names; of one that is refused, how it
/// ended.
fn digest(scenario: &Path, replications: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = flowcast(folder.path());
    command.arg("compare").arg(scenario).args(["--quiet", "--no-charts", "--out", "out"]);
    let done = ended(command.args(["-n", replications, "--threads", "1"]));
    if ![0, 3].contains(&done.code) {
        return format!("exit {}", done.code);
    }
    let mut hash = Sha256::new();
    let data = files(&folder.path().join("out"), ".csv").into_iter();
    // What is known of deliverables came later, and what it is made of is checked by tests/semantics.
    for (path, bytes) in data.filter(|(path, _)| !path.ends_with("deliverables.csv")) {
        hash.update(path.to_str().unwrap());
        hash.update(bytes);
    }
    hash.finalize()[..12].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The scenarios in a folder of the project and in those within it, with their paths.
fn project_files(folder: &str) -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let found = files(&root, ".toml").into_iter();
    found.map(|(path, _)| (format!("{folder}/{}", path.display()), root.join(path))).collect()
}
