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
    assert!(id.starts_with('p') && lines(&points)[2].ends_with(",2h,2.0"), "{points}");
    let of = |name: &str| -> Vec<String> {
        let text = data(folder.path(), name);
        let prefix = format!("{id},2h,2.0,");
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

/// A design of another program: its rows, in its order, with texts that need quotes, and a point that comes back.
#[test]
fn a_design_made_elsewhere_is_run_row_by_row() {
    let folder = folder();
    let design = "\u{feff}teams.design.people,handoffs.latency,streams.creative.effort\r\n2,1d,1d\r\n1,90m,5h\r\n\
                  2.0,1d,1d\r\n1,1d 4h,\"{ low = '1h', likely = '2h', high = '4h' }\"\r\n";
    fs::write(folder.path().join("d.csv"), design).unwrap();
    let (code, _, err) = run(folder.path(), "sweep chance.toml -n 5 --design d.csv --raw --out a");
    assert!(code == 0 && err.contains("1 of 4 rows are points that were there before"), "{err}");
    let points = data(folder.path(), "a/points.csv");
    let rows = lines(&points);
    let factors = "teams.design.people,handoffs.latency,handoffs.latency_h,streams.creative.effort,streams.creative.effort_h";
    assert_eq!(rows[0], format!("point,{factors}"));
    // A day of elapsed time has 24 h, of work 8.
    let cells: Vec<&str> = rows[1..].iter().map(|row| row.split_once(',').unwrap().1).collect();
    assert_eq!(cells[..3], ["2,1d,24.0,1d,8.0", "1,90m,1.5,5h,5.0", "2,1d,24.0,1d,8.0"]);
    assert_eq!(cells[3], "1,1d 4h,28.0,\"{ low = '1h', likely = '2h', high = '4h' }\",");
    assert_eq!(rows[1], rows[3]);
    // Three points run, each with its factors in front of every row of every file.
    for (file, models) in [("sweep", 3), ("differences", 2), ("replications", 15)] {
        let text = data(folder.path(), &format!("a/{file}.csv"));
        assert!(text.starts_with(rows[0]), "{text}");
        let of = |row: &&str| lines(&text).iter().filter(|line| line.starts_with(*row)).count();
        let metrics = if file == "replications" { 1 } else { flowcast::metric::METRICS.len() };
        assert_eq!([&rows[1], &rows[2], &rows[4]].map(of), [models * metrics; 3], "{file}");
    }
    // The same numbers as by levels.
    let (code, _, err) = run(
        folder.path(),
        "sweep chance.toml -n 5 --vary teams.design.people=2 --vary handoffs.latency=1d \
         --vary streams.creative.effort=1d --out b",
    );
    assert_eq!(code, 0, "{err}");
    assert_eq!(
        lines(&data(folder.path(), "b/sweep.csv"))[1],
        lines(&data(folder.path(), "a/sweep.csv"))[1]
    );
    // Planned and run in parts, the same files.
    ok(folder.path(), "sweep plan chance.toml -n 5 --design d.csv --raw --out p");
    ok(folder.path(), "sweep run p --shard 0/2");
    ok(folder.path(), "sweep run p --shard 1/2");
    ok(folder.path(), "sweep merge p");
    for file in ["points", "sweep", "differences", "replications"] {
        let at = |folder_name: &str| data(folder.path(), &format!("{folder_name}/{file}.csv"));
        assert_eq!(at("a"), at("p"), "{file}");
    }
}

#[test]
fn a_wrong_design_is_refused_with_row_and_column() {
    let folder = folder();
    for (design, said) in [
        ("", &["without a line"][..]),
        ("teams.design.people\n", &["d.csv:1", "without points"]),
        ("teams.design.people,\n1,2\n", &["d.csv:1", "without a path"]),
        ("handoffs.spot,handoffs.spot\n1,1\n", &["d.csv:1", "two columns `handoffs.spot`"]),
        (
            "handoffs.spot,handoffs.'spot'\n1,1\n",
            &["d.csv:1", "`handoffs.'spot'` is the same path as `handoffs.spot`"],
        ),
        (
            "streams.creative.effort,streams[0].effort\n1h,2h\n",
            &["`streams[0].effort` is the same path as `streams.creative.effort`"],
        ),
        ("study.seed\n1\n", &["d.csv:1", "cannot be varied"]),
        ("handoffs.spot,handoffs.impact\n1\n", &["d.csv:2", "1 values for 2 columns"]),
        ("handoffs.spot,handoffs.impact\n1,\n", &["d.csv:2", "no value of `handoffs.impact`"]),
        ("handoffs.latency\n\"2h\n", &["d.csv:2", "not closed"]),
        (
            "handoffs.spot,handoffs.latency\n0.5,2h\n1.5,3\n0.1,2x\n",
            &["d.csv:3", "d.csv:4", "column `handoffs.spot`", "column `handoffs.latency`", "unit"],
        ),
        ("handofs.spot\n0.5\n0.6\n", &["d.csv:2", "handofs", "did you mean"]),
    ] {
        fs::write(folder.path().join("d.csv"), design).unwrap();
        let (code, _, err) = run(folder.path(), "sweep chance.toml -n 5 --design d.csv --out a");
        assert_eq!(code, 2, "{design:?}: {err}");
        said.iter().for_each(|said| assert!(err.contains(said), "{design:?}: {err}"));
        assert!(!folder.path().join("a").exists());
    }
    // What a column says of all rows is said once.
    let (_, _, err) = run(folder.path(), "sweep chance.toml -n 5 --design d.csv --out a");
    assert!(!err.contains("d.csv:3"), "{err}");
    fs::write(folder.path().join("d.csv"), b"a\n\xff\n").unwrap();
    let (code, _, err) = run(folder.path(), "sweep chance.toml --design d.csv");
    assert!(code == 2 && err.contains("not UTF-8"), "{err}");
    let (code, _, _) = run(folder.path(), "sweep chance.toml --design none.csv");
    assert_eq!(code, 4);
    let (code, _, err) =
        run(folder.path(), "sweep chance.toml --design d.csv --vary correlation=0,1");
    assert!(code == 2 && err.contains("cannot be used with"), "{err}");
    fs::write(folder.path().join("d.csv"), "handoffs.spot\n0.1\n0.2\n").unwrap();
    let (code, _, err) = run(folder.path(), "sweep chance.toml --design d.csv --max-points 1");
    assert!(code == 2 && err.contains("2 points"), "{err}");
}

#[test]
fn two_parameters_make_a_map() {
    let folder = folder();
    ok(folder.path(), &format!("{LINE} --vary teams.design.people=1..2 --out a"));
    let map = data(folder.path(), "a/charts/map.svg");
    assert!(map.contains("earliest"), "{map}");
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
