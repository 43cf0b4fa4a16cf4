//! Sweeps: points that stay, never lost, never mixed, split over machines.

use super::*;
use crate::command::results;
use std::path::PathBuf;

const LINE: &str = "sweep chance.toml --vary handoffs.latency=0h:4h:2h";

fn data(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn rows_of_old_points_stay_when_a_level_is_added() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a"));
    let before = data(folder.path(), "a/sweep.csv");
    let out = run(folder.path(), "sweep chance.toml --vary handoffs.latency=0h:6h:2h --out a");
    assert_eq!(out.0, 0, "{}", out.2);
    assert!(out.2.contains("3 of 4 points were there already"), "{}", out.2);
    let after = data(folder.path(), "a/sweep.csv");
    assert!(after.starts_with(&before));
    assert!(after.len() > before.len());
    // The same as if it had been run at once.
    ok(folder.path(), "sweep chance.toml --vary handoffs.latency=0h:6h:2h --out b");
    assert_eq!(after, data(folder.path(), "b/sweep.csv"));
    assert!(folder.path().join("b/charts/lines.svg").exists());
}

#[test]
fn a_point_is_a_comparison_with_these_values() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a --raw"));
    ok(folder.path(), "compare chance.toml --set handoffs.latency=2h --out c --no-charts");
    let points = data(folder.path(), "a/points.csv");
    let id = lines(&points)[2].split(',').next().unwrap().to_owned();
    assert!(id.starts_with('p') && lines(&points)[2].ends_with(",2h"), "{points}");
    let of = |name: &str| -> Vec<String> {
        let text = data(folder.path(), name);
        let prefix = format!("{id},");
        lines(&text).iter().filter_map(|l| l.strip_prefix(&prefix)).map(str::to_owned).collect()
    };
    let compared = |name: &str| -> Vec<String> {
        lines(&data(folder.path(), name))[1..].iter().map(|l| (*l).to_owned()).collect()
    };
    assert_eq!(of("a/sweep.csv"), compared("c/summary.csv"));
    assert_eq!(of("a/differences.csv"), compared("c/comparison.csv"));
    assert_eq!(of("a/replications.csv"), compared("c/replications.csv"));
}

#[test]
fn what_was_lost_is_run_again_and_nothing_else() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a --threads 1"));
    let whole = results(&folder.path().join("a"));
    let points = files(&folder.path().join("a/points"), ".json");
    fs::remove_file(folder.path().join("a/points").join(&points[1].0)).unwrap();
    // A file that was cut short counts as lost.
    fs::write(folder.path().join("a/points").join(&points[0].0), "{\"id\":").unwrap();
    fs::remove_file(folder.path().join("a/sweep.csv")).unwrap();
    let (code, _, err) = run(folder.path(), &format!("{LINE} --out a --threads 1"));
    assert_eq!(code, 0);
    assert!(err.contains("1 of 3 points"), "{err}");
    assert_eq!(results(&folder.path().join("a")), whole);
}

/// A point that another sweep left in the folder, by accident, is run anew.
#[test]
fn a_point_of_another_sweep_counts_as_missing() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a"));
    ok(folder.path(), &format!("{LINE} --out b --replications 7"));
    let points = files(&folder.path().join("a/points"), ".json");
    let name = &points[0].0;
    fs::copy(folder.path().join("b/points").join(name), folder.path().join("a/points").join(name))
        .unwrap();
    let whole = data(folder.path(), "a/sweep.csv");
    ok(folder.path(), &format!("{LINE} --out a"));
    assert_eq!(data(folder.path(), "a/sweep.csv"), whole);
    assert_eq!(files(&folder.path().join("a/points"), ".json"), points);
}

#[test]
fn results_of_anything_else_are_not_mixed_in() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a"));
    for (other, said) in [
        ("--seed 5", "another seed"),
        ("--replications 10", "another number of replications"),
        ("--set teams.design.people=2", "other --set values"),
        ("--model Batch", "other models"),
    ] {
        let (code, _, err) = run(folder.path(), &format!("{LINE} --out a {other}"));
        assert_eq!(code, 2, "{other}");
        assert!(err.contains(said), "{err}");
    }
    let changed = SCENARIO.replace("flaw = 0.1", "flaw = 0.2");
    fs::write(folder.path().join("chance.toml"), changed).unwrap();
    let (code, _, err) = run(folder.path(), &format!("{LINE} --out a"));
    assert!(code == 2 && err.contains("another scenario"), "{err}");
    ok(folder.path(), &format!("{LINE} --out a --force"));
    ok(folder.path(), &format!("{LINE} --out b"));
    assert_eq!(data(folder.path(), "a/sweep.csv"), data(folder.path(), "b/sweep.csv"));
}

#[test]
fn points_of_another_version_are_refused() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --out a"));
    let plan = data(folder.path(), "a/plan.json");
    let version = format!("\"flowcast\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let stream = format!("\"stream_version\": {}", flowcast::draws::STREAM_VERSION);
    for (now, then, said) in [
        (version.as_str(), "\"flowcast\": \"0.0.1\"", "another version of flowcast"),
        (&stream, "\"stream_version\": 999", "another version of the random streams"),
    ] {
        assert!(plan.contains(now), "{plan}");
        // The plan says what the points belong to, the manifest what was made of them.
        for name in ["plan.json", "manifest.json"] {
            let path = folder.path().join("a").join(name);
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace(now, then)).unwrap();
        }
        let before = results(&folder.path().join("a"));
        let (code, _, err) = run(folder.path(), &format!("{LINE} --out a"));
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(said) && err.contains("--out") && err.contains("--force"), "{err}");
        assert_eq!(results(&folder.path().join("a")), before);
        // A plan of another version is not run in parts either.
        let (code, _, err) = run(folder.path(), "sweep run a --shard 0/1 --quiet");
        assert!(code == 2 && err.contains("was made by flowcast"), "{err}");
        ok(folder.path(), &format!("{LINE} --out a --force"));
    }
}

/// Killed without a word while points are being finished, and started again.
#[cfg(target_os = "linux")]
#[test]
fn a_killed_sweep_goes_on_where_it_was() {
    use std::os::unix::fs::MetadataExt;
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    let folder = folder();
    let line =
        "sweep chance.toml --vary handoffs.latency=0h:39h:1h --replications 2000 --threads 1";
    let args = |out: &str| format!("{line} --out {out}");
    let mut child = Command::new(env!("CARGO_BIN_EXE_flowcast"))
        .current_dir(folder.path())
        .args(args("killed").split(' '))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let points = folder.path().join("killed/points");
    let finished = || -> Vec<PathBuf> {
        let names = fs::read_dir(&points).into_iter().flatten().flatten();
        let paths = names.map(|entry| entry.path());
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "json")).collect()
    };
    let patience = Instant::now() + Duration::from_secs(120);
    while finished().len() < 3 {
        assert!(Instant::now() < patience && child.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(1));
    }
    // SIGKILL: nothing can be tidied up.
    child.kill().unwrap();
    child.wait().unwrap();
    let inode = |path: &PathBuf| fs::metadata(path).unwrap().ino();
    let there: Vec<(PathBuf, u64)> =
        finished().into_iter().map(|path| (path.clone(), inode(&path))).collect();
    assert!(there.len() < 40 && !folder.path().join("killed/sweep.csv").exists());
    let (code, _, err) = run(folder.path(), &args("killed"));
    assert_eq!(code, 0, "{err}");
    assert!(err.contains(&format!("{} of 40 points were there already", there.len())), "{err}");
    // Every file is written under a new name and renamed: the same inode was not written again.
    for (path, before) in &there {
        assert_eq!(inode(path), *before, "{path:?}");
    }
    ok(folder.path(), &args("whole"));
    // The plan and the manifest hold the command, and so the folder's name.
    let data = |name: &str| -> Vec<(PathBuf, Vec<u8>)> {
        let all = results(&folder.path().join(name)).into_iter();
        all.filter(|(path, _)| !path.ends_with("plan.json") && !path.ends_with("manifest.json"))
            .collect()
    };
    assert_eq!(data("killed"), data("whole"));
}

#[test]
fn bad_requests_are_refused_before_anything_runs() {
    let folder = folder();
    for (wrong, said) in [
        ("--vary teams.desing.people=1..3", "did you mean `design`"),
        ("--vary handoffs.latncy=1h,2h", "handoffs.latency"),
        ("--vary handoffs.latency=4h..1h", "runs backwards: write 1h..4h"),
        ("--vary streams.creative.team=design,channels", "cannot be varied"),
        ("--vary handoffs.impact=0.1..0.4", "needs a step"),
        ("--vary handoffs.impact=2:3:1", "impact"),
        ("--vary handoffs.impact=0:1:0.0001", "10001 points"),
        ("--vary handoffs.impact=0,1 --vary handoffs.impact=1", "twice"),
    ] {
        let (code, _, err) = run(folder.path(), &format!("sweep chance.toml {wrong}"));
        assert_eq!(code, 2, "{wrong}: {err}");
        assert!(err.contains(said), "{wrong}: {err}");
    }
    assert_eq!(run(folder.path(), "sweep chance.toml").0, 2);
    assert_eq!(run(folder.path(), "sweep").0, 2);
    assert!(!folder.path().join("output").exists());
}

#[test]
fn a_dry_run_counts_and_runs_nothing() {
    let folder = folder();
    let out = ok(folder.path(), &format!("{LINE} --vary teams.design.people=1..2 --dry-run"));
    assert!(out.contains("6 points x 3 models x 60 replications = 1080 replications"), "{out}");
    assert!(out.contains("estimated time"), "{out}");
    assert!(!folder.path().join("output").exists());
}

#[test]
fn points_that_fail_are_listed() {
    let folder = folder();
    // Each level alone is a scenario; early starts and phases together are none.
    let line = "sweep chance.toml --vary models.Flow.release=item,phase \
                --vary models.Flow.start=final,early(0.5) --out a";
    let (code, out, _) = run(folder.path(), &line.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(code, 3);
    assert!(out.contains("failed") && out.contains("early start"), "{out}");
    assert_eq!(lines(&data(folder.path(), "a/points.csv")).len(), 5);
}

#[test]
fn a_sample_is_drawn_by_key() {
    let folder = folder();
    let line = "sweep chance.toml --vary handoffs.impact=0.1..0.4 --vary teams.design.people=1..3 \
                --sample 6";
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    ok(folder.path(), &format!("{line} --out a --threads 1"));
    ok(folder.path(), &format!("{line} --out b"));
    for name in ["points.csv", "sweep.csv", "differences.csv"] {
        let at = |folder_name: &str| data(folder.path(), &format!("{folder_name}/{name}"));
        assert_eq!(at("a"), at("b"));
    }
    assert_eq!(lines(&data(folder.path(), "a/points.csv")).len(), 7);
}

#[test]
fn two_parameters_make_a_map() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --vary teams.design.people=1..2 --out a"));
    let map = data(folder.path(), "a/charts/map.svg");
    assert!(map.contains("Which model launches first"), "{map}");
}

#[test]
fn any_split_gives_the_bytes_of_one_machine() {
    let folder = folder();
    let line = "sweep chance.toml --vary handoffs.latency=0h:8h:2h --raw";
    ok(folder.path(), &format!("{line} --out whole"));
    let whole = files(&folder.path().join("whole"), ".csv");
    for of in [1, 2, 3] {
        let home = format!("split{of}");
        ok(folder.path(), &format!("{} --out {home}", line.replace("sweep", "sweep plan")));
        for index in 0..of {
            assert_eq!(run(folder.path(), &format!("sweep merge {home}")).0, 2);
            ok(folder.path(), &format!("sweep run {home} --shard {index}/{of} --quiet"));
        }
        let out = ok(folder.path(), &format!("sweep status {home}/plan.json"));
        assert!(out.contains("5 of 5 points"), "{out}");
        ok(folder.path(), &format!("sweep merge {home} --out merged{of}"));
        assert_eq!(files(&folder.path().join(format!("merged{of}")), ".csv"), whole);
    }
}

#[test]
fn shards_that_do_not_fit_are_refused() {
    let folder = folder();
    let plan = LINE.replace("sweep", "sweep plan");
    ok(folder.path(), &format!("{plan} --out h"));
    ok(folder.path(), "sweep run h --shard 0/2 --quiet");
    ok(folder.path(), "sweep run h --shard 1/3 --quiet --out other");
    let merge = |shards: &str| run(folder.path(), format!("sweep merge h {shards}").trim());
    for (shards, said) in [
        ("h/shards/0-of-2", "missing"),
        ("h/shards/0-of-2 h/shards/0-of-2", "twice"),
        ("h/shards/0-of-2 other", "mixed"),
    ] {
        let (code, _, err) = merge(shards);
        assert!(code == 2 && err.contains(said), "{shards}: {err}");
    }
    // Another plan in the same place.
    let (code, _, _) = run(folder.path(), "sweep run h --shard 2/2 --quiet");
    assert_eq!(code, 2);
    // A file that was changed afterwards.
    ok(folder.path(), "sweep run h --shard 1/2 --quiet");
    let points = files(&folder.path().join("h/shards/1-of-2/points"), ".json");
    let path = folder.path().join("h/shards/1-of-2/points").join(&points[0].0);
    fs::write(&path, "{}").unwrap();
    let (code, _, err) = merge("");
    assert!(code == 2, "{err}");
}
