//! Files in an output folder that flowcast did not write: never lost without `--force`, and with it only
//! where a new file takes their place.

use crate::command::{Ended, SMALL, files, flowcast, folder, names, run_line};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Every command that writes into `out`, by what comes before and after its number of replications.
const WRITING: [&str; 8] = [
    "compare small.toml --report --png -o out",
    "trace small.toml --model Plain --report -o out",
    "decompose small.toml --from Plain --to =Weekly --report -o out",
    "breakeven small.toml --vary teams.design.people=1..2 --between Plain,=Weekly -o out",
    "sensitivity small.toml --trajectories 2 -o out",
    "diagnose small.toml --models -o out",
    "improve small.toml --max-changes 0 --goal cost -o out",
    "sweep small.toml --vary teams.design.people=1..2 --raw --report -o out",
];

/// The command with so many replications, where it takes a number.
fn with(line: &str, replications: u32) -> String {
    if line.starts_with("trace") { line.to_owned() } else { format!("{line} -n {replications} -q") }
}

/// Runs a command that must end before it could have simulated that much.
fn at_once(folder: &Path, line: &str) -> Ended {
    let line = with(line, 1_000_000);
    let mut command = flowcast(folder);
    command.args(line.split(' ')).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let patience = Instant::now() + Duration::from_secs(20);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > patience {
            child.kill().unwrap();
            panic!("{line}: it is simulated first");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.wait_with_output().unwrap().into()
}

/// What is in `out`: paths with `/`, and contents.
fn found(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let all = files(&folder.join("out"), "").into_iter();
    all.map(|(path, bytes)| (path.to_string_lossy().replace('\\', "/"), bytes)).collect()
}

#[test]
fn a_file_that_no_manifest_lists_stops_every_command_at_once() {
    for line in WRITING {
        let undisturbed = folder();
        let ended = run_line(undisturbed.path(), &with(line, 5));
        assert_eq!(ended.code, 0, "{line}: {}", ended.err);
        let written = found(undisturbed.path());
        assert!(written.len() > 3, "{line}: {written:?}");
        for (path, _) in &written {
            let folder = folder();
            let place = folder.path().join("out").join(path);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(&place, "mine").unwrap();
            let ended = at_once(folder.path(), line);
            assert_eq!(ended.code, 4, "{line}, {path}: {}", ended.err);
            assert!(ended.err.contains(&format!("out/{path}")), "{line}, {path}: {}", ended.err);
            assert_eq!(found(folder.path()), [(path.clone(), b"mine".to_vec())], "{line}");
        }
    }
}

#[test]
fn force_replaces_the_files_that_are_written_and_no_others() {
    for line in WRITING {
        let folder = folder();
        let out = folder.path().join("out");
        let mine =
            ["notes.txt", "points/mine.json", "raw/data.csv", "charts/mine.svg", "teams.csv.yours"];
        for path in mine.iter().chain(&["manifest.json", "story.json"]) {
            fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
            fs::write(out.join(path), "mine").unwrap();
        }
        let ended = run_line(folder.path(), &with(&format!("{line} --force"), 5));
        assert_eq!(ended.code, 0, "{line}: {}", ended.err);
        assert!(mine.iter().all(|path| fs::read(out.join(path)).unwrap() == b"mine"), "{line}");
        assert_ne!(fs::read(out.join("manifest.json")).unwrap(), b"mine", "{line}");
    }
}

/// Over other results, `--force` replaces what has the same name and deletes nothing.
#[test]
fn force_leaves_the_other_files_of_other_results() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("other.toml"), SMALL.replace("\"Small\"", "\"Other\"")).unwrap();
    assert_eq!(run_line(path, &with(WRITING[0], 5)).code, 0);
    let before = found(path);
    let refused = run_line(path, "trace other.toml --model Plain -o out");
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused.err.contains("the results of \"Small\" by `flowcast compare`"),
        "{}",
        refused.err
    );
    assert_eq!(found(path), before);
    assert_eq!(run_line(path, "trace other.toml --model Plain -o out --force").code, 0);
    let after = found(path);
    for (name, bytes) in &before {
        let now = after.iter().find(|(path, _)| path == name);
        let replaced = ["manifest.json", "story.json"].contains(&name.as_str());
        assert!(now.is_some_and(|(_, now)| (now == bytes) != replaced), "{name}");
    }
    // Another sweep's points are no exception.
    let sweep = "sweep small.toml --vary teams.design.people=1..2 --raw -q -n 5 -o sweep";
    assert_eq!(run_line(path, sweep).code, 0);
    let points = names(&path.join("sweep/points"));
    let other =
        sweep.replace("design.people=1..2", "channels.people=3..4").replace("small", "other");
    assert_eq!(run_line(path, &other).code, 2);
    assert_eq!(run_line(path, &format!("{other} --force")).code, 0);
    let now = names(&path.join("sweep/points"));
    assert_eq!(now.len(), points.len() + 2);
    assert!(points.iter().all(|point| now.contains(point)));
}

#[test]
fn a_result_that_was_edited_is_kept_beside_and_said() {
    for line in WRITING {
        let folder = folder();
        let out = folder.path().join("out");
        let line = with(line, 5);
        assert_eq!(run_line(folder.path(), &line).code, 0);
        let unlisted = ["manifest.json", "timing.json", "plan.json"];
        let listed = |(path, _): &(String, Vec<u8>)| {
            !unlisted.contains(&path.as_str())
                && !path.starts_with("points/")
                && !path.starts_with("raw/")
        };
        let before: Vec<_> = found(folder.path()).into_iter().filter(listed).collect();
        for (path, _) in &before {
            fs::write(out.join(path), "edited").unwrap();
        }
        let ended = run_line(folder.path(), &line);
        assert_eq!(ended.code, 0, "{line}: {}", ended.err);
        for (path, bytes) in &before {
            assert_eq!(fs::read(out.join(path)).unwrap(), *bytes, "{line}: {path}");
            assert_eq!(fs::read(out.join(format!("{path}.yours"))).unwrap(), b"edited", "{line}");
            assert!(ended.err.contains(&format!("kept as {path}.yours")), "{line}: {}", ended.err);
        }
    }
}

#[test]
fn a_report_made_again_replaces_nothing_of_the_users() {
    let folder = folder();
    let path = folder.path();
    assert_eq!(run_line(path, "compare small.toml -q -o out").code, 0);
    fs::write(path.join("out/report.html"), "mine").unwrap();
    let before = found(path);
    let refused = run_line(path, "report out");
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert!(refused.err.contains("out/report.html"), "{}", refused.err);
    assert_eq!(found(path), before);
    assert_eq!(run_line(path, "report out --force").code, 0);
    fs::write(path.join("out/report.html"), "edited").unwrap();
    let again = run_line(path, "report out");
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(fs::read(path.join("out/report.html.yours")).unwrap(), b"edited");
}

#[cfg(unix)]
#[test]
fn links_within_an_output_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    for (line, link) in [(WRITING[0], "charts"), (WRITING[7], "points"), (WRITING[7], "raw")] {
        let folder = folder();
        let path = folder.path();
        fs::create_dir_all(path.join("outside")).unwrap();
        fs::create_dir_all(path.join("out")).unwrap();
        symlink("../outside", path.join("out").join(link)).unwrap();
        for line in [line.to_owned(), format!("{line} --force")] {
            let ended = at_once(path, &line);
            assert_eq!(ended.code, 4, "{line}: {}", ended.err);
            assert!(ended.err.contains(&format!("out/{link}: it is a link")), "{}", ended.err);
        }
        assert_eq!(names(&path.join("outside")), Vec::<String>::new());
        assert_eq!(names(&path.join("out")), [link]);
        // The output folder itself may be one: that is what was named.
        symlink("outside", path.join("elsewhere")).unwrap();
        let ended = run_line(path, &with(line, 5).replace("-o out", "-o elsewhere"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(path.join("outside/manifest.json").exists());
    }
}

#[test]
fn init_replaces_a_file_only_with_force() {
    let folder = folder();
    let refused = run_line(folder.path(), "init small.toml");
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert!(refused.err.contains("small.toml: it is there already"), "{}", refused.err);
    assert_eq!(fs::read_to_string(folder.path().join("small.toml")).unwrap(), SMALL);
    assert_eq!(run_line(folder.path(), "init small.toml --force").code, 0);
}
