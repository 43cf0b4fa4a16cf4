//! Interruptions: asked to stop, told to stop, killed; and two runs at a time.
#![cfg(unix)]

use crate::command::{SMALL, files, flowcast, folder, results, run, run_line};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A run that would take minutes, once it holds its folder.
fn long_run(folder: &Path) -> Child {
    let mut command = flowcast(folder);
    command.args(["compare", "small.toml", "-n", "1000000", "-j", "1"]);
    let child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(20);
    while !folder.join("output/small").exists() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(5));
    }
    // Time to begin to listen for signals, and to simulate a little.
    std::thread::sleep(Duration::from_millis(100));
    child
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn an_interruption_is_128_and_its_signal_and_leaves_nothing() {
    let folder = folder();
    for (name, code) in [("-INT", 130), ("-TERM", 143), ("-HUP", 129)] {
        let child = long_run(folder.path());
        signal(&child, name);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("interrupted"), "{err}");
        assert!(!folder.path().join("output/small").exists(), "nothing is left");
    }
}

#[test]
fn an_interrupted_run_leaves_earlier_results_as_they_were() {
    let folder = folder();
    run_line(folder.path(), "compare small.toml -q");
    let out = folder.path().join("output/small");
    let before = results(&out);
    for name in ["-INT", "-KILL"] {
        let child = long_run(folder.path());
        signal(&child, name);
        child.wait_with_output().unwrap();
        assert_eq!(finished(&out), before, "{name}");
    }
    assert_eq!(run_line(folder.path(), "compare small.toml -q").code, 0);
    assert_eq!(results(&out), before);
}

/// What is run over and over: long enough to be hit while it simulates, draws and writes.
const AGAIN: &str = "compare small.toml -q -n 400 --report -j 2";

/// Signals at many moments of a run that replaces earlier results: every file is the old one or the new
/// one, whole; the same command then gives the bytes of a run that nobody disturbed.
#[test]
fn after_any_signal_the_same_command_gives_the_same_bytes() {
    let undisturbed = folder();
    let started = Instant::now();
    assert_eq!(run_line(undisturbed.path(), AGAIN).code, 0);
    let whole = started.elapsed();
    let new = results(undisturbed.path());
    let folder = folder();
    assert_eq!(run_line(folder.path(), "compare small.toml -q -n 5").code, 0);
    let old = results(folder.path());
    for (name, step) in
        ["-INT", "-TERM", "-KILL"].iter().flat_map(|name| (0..8).map(move |k| (name, k)))
    {
        let mut command = flowcast(folder.path());
        command.args(AGAIN.split(' ')).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        std::thread::sleep(whole * step / 7);
        // Whoever has ended already cannot be told.
        let _ = Command::new("kill").args([*name, &child.id().to_string()]).output();
        child.wait_with_output().unwrap();
        for (path, bytes) in finished(folder.path()) {
            let known = |results: &[(_, Vec<u8>)]| results.contains(&(path.clone(), bytes.clone()));
            assert!(
                known(&old) || known(&new),
                "{name} at {step}/7: {} is half-written",
                path.display()
            );
        }
    }
    assert_eq!(run_line(folder.path(), AGAIN).code, 0);
    assert_eq!(results(folder.path()), new);
}

/// Results without what a killed run left under temporary names.
fn finished(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = files(folder, "");
    found.retain(|(path, _)| {
        let name = path.file_name().unwrap().to_string_lossy();
        name != "timing.json" && !name.starts_with(".flowcast-")
    });
    found
}

#[cfg(target_os = "linux")]
#[test]
fn two_runs_do_not_write_to_one_folder() {
    let folder = folder();
    let first = long_run(folder.path());
    let second = run(folder.path(), &["compare", "small.toml", "-q"]);
    signal(&first, "-INT");
    first.wait_with_output().unwrap();
    assert_eq!(second.code, 4);
    assert!(second.err.contains("another run of flowcast"), "{}", second.err);
}

/// Started at one moment, a run is done or turned away; the results are those of one alone.
#[cfg(target_os = "linux")]
#[test]
fn runs_at_the_same_time_give_the_bytes_of_one() {
    let alone = folder();
    assert_eq!(run_line(alone.path(), AGAIN).code, 0);
    let folder = folder();
    for _ in 0..5 {
        let start =
            |_| flowcast(folder.path()).args(AGAIN.split(' ')).stderr(Stdio::piped()).spawn();
        let runs: Vec<Child> = (0..3).map(|run| start(run).unwrap()).collect();
        let codes: Vec<i32> =
            runs.into_iter().map(|mut run| run.wait().unwrap().code().unwrap()).collect();
        assert!(codes.contains(&0) && codes.iter().all(|code| [0, 4].contains(code)), "{codes:?}");
        assert_eq!(results(folder.path()), results(alone.path()));
    }
    assert_eq!(fs::read_to_string(folder.path().join("small.toml")).unwrap(), SMALL);
}
