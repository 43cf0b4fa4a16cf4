//! The seeded bugs of `tests/mutations` fit the sources as they are, so that the list cannot rot.
#![cfg(unix)]

use std::process::Command;

#[test]
fn every_seeded_bug_has_its_place() {
    let mut command = Command::new("bash");
    command.args(["tests/mutations/run.sh", "--check"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "adapt tests/mutations/mutants.tsv:\n{said}");
}
