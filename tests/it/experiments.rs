//! Experiments from outside: precision, decompositions, sweeps, break-evens, rankings.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Two models of one small campaign with chance in it. Under "Batch" the second stream starts when all
/// of the first is done.
const SCENARIO: &str = r#"
schema = 1
name = "Chance"
deadline = "2w"

[teams]
design = { people = 1, cost_per_hour = 50, maturity = 0.5 }
channels = { people = 1, cost_per_hour = 40, maturity = 0.5 }

[[streams]]
name = "creative"
team = "design"
effort = { low = "4h", likely = "6h", high = "12h" }
flaw = 0.1

[[streams]]
name = "distribution"
team = "channels"
needs = ["creative"]
effort = { low = "2h", likely = "3h", high = "8h" }

[[deliverables]]
name = "email"
count = 4

[handoffs]
latency = "2h"
sensitivity = 0.6
impact = 0.4
spot = 0.3

[rework]
fix = 0.3

[[models]]
name = "Batch"
release = "phase"

[[models]]
name = "Flow"
coordination = { per_link = 0.05 }

[[models]]
name = "Live"
start = "early(0.5)"
visibility = "live"
latency_factor = 0.25

[study]
replications = 60
seed = 11
"#;

/// A folder with `chance.toml` in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("chance.toml"), SCENARIO).unwrap();
    folder
}

fn flowcast(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("flowcast").unwrap();
    command.current_dir(folder);
    for name in ["RAYON_NUM_THREADS", "SLURM_CPUS_PER_TASK", "COLUMNS", "NO_COLOR"] {
        command.env_remove(name);
    }
    command
}

/// Runs a command line (words split at spaces) and gives its exit code, output and complaints.
fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let output = flowcast(folder).args(line.split(' ')).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// As [`run`], for a command that has to succeed.
fn ok(folder: &Path, line: &str) -> String {
    let (code, out, err) = run(folder, line);
    assert_eq!(code, 0, "{line}\n{out}\n{err}");
    out
}

/// The files of a folder whose name ends so, in order of their paths.
fn files(folder: &Path, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
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

mod precision {
    use super::*;

    /// How many replications a manifest speaks of, and whether the target was met.
    fn ended(folder: &Path) -> (u64, bool) {
        let text = fs::read(folder.join("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let met = manifest["precision"]["met"].as_bool().unwrap();
        (manifest["replications"].as_u64().unwrap(), met)
    }

    #[test]
    fn it_gives_the_bytes_of_a_fixed_run_with_as_many_replications() {
        let folder = folder();
        let out = ok(folder.path(), "compare chance.toml --precision 5% --out a");
        let (n, met) = ended(&folder.path().join("a"));
        assert!(met && n > 100, "{n}");
        assert!(out.contains("Target met") && out.contains("yes"), "{out}");
        ok(folder.path(), &format!("compare chance.toml --replications {n} --out b"));
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        assert_eq!(files(&a, ".csv"), files(&b, ".csv"));
        assert_eq!(files(&a, ".svg"), files(&b, ".svg"));
        // Also after the report is made anew.
        let again = ok(folder.path(), "report a");
        assert!(again.contains("Target met"), "{again}");
    }

    #[test]
    fn a_cap_does_not_pose_as_success() {
        let folder = folder();
        let line = "compare chance.toml --precision 0.1% --max-replications 120 --out a";
        let (code, out, _) = run(folder.path(), line);
        assert_eq!(code, 3);
        assert_eq!(ended(&folder.path().join("a")), (120, false));
        let row = out.lines().find(|line| line.contains("± 0.1 %")).unwrap();
        assert!(row.contains(" no "), "{row}");
    }

    #[test]
    fn nonsense_is_refused() {
        let folder = folder();
        for wrong in ["--precision 0", "--precision x", "--precision 2% --replications 5"] {
            let (code, _, err) = run(folder.path(), &format!("compare chance.toml {wrong}"));
            assert_eq!(code, 2, "{wrong}: {err}");
        }
    }
}

mod decompose {
    use super::*;

    /// Rows of a small CSV file without quotes that hide commas.
    fn column(text: &str, way: &str, name: &str) -> Vec<String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let at = reader.headers().unwrap().iter().position(|header| header == name).unwrap();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        rows.iter().filter(|row| &row[0] == way).map(|row| row[at].to_owned()).collect()
    }

    /// A decimal number in millionths, exactly.
    fn millionths(text: &str) -> i128 {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        assert!(part.len() <= 6, "{text}");
        sign * (whole.parse::<i128>().unwrap() * 1_000_000
            + format!("{part:0<6}").parse::<i128>().unwrap())
    }

    fn data(folder: &Path) -> String {
        fs::read_to_string(folder.join("output/chance/decompose/decompose.csv")).unwrap()
    }

    #[test]
    fn the_parts_add_up_to_the_whole_difference_exactly() {
        for (way, option) in [("order", ""), ("shapley", " --shapley")] {
            let folder = folder();
            let line = format!("decompose chance.toml --from Batch --to Live{option}");
            ok(folder.path(), &line);
            let data = data(folder.path());
            let sum: i128 =
                column(&data, way, "mean_difference").iter().map(|n| millionths(n)).sum();
            assert_eq!(sum, millionths(&column(&data, "whole", "mean_difference")[0]));
            // The whole is what a comparison finds.
            ok(folder.path(), "compare chance.toml --out c --no-charts");
            let compared = fs::read_to_string(folder.path().join("c/comparison.csv")).unwrap();
            let row = compared.lines().find(|l| l.starts_with("Live,Batch,cycle_time_h")).unwrap();
            let mean: f64 = row.split(',').nth(5).unwrap().parse().unwrap();
            assert!((mean - sum as f64 / 1e6).abs() < 2e-6, "{mean} {sum}");
        }
    }

    #[test]
    fn an_order_can_be_given_and_the_same_draws_give_the_same_bytes() {
        let folder = folder();
        let line = "decompose chance.toml --from Batch --to Live --order visibility,release";
        let out = ok(folder.path(), line);
        let first = data(folder.path());
        let levers = column(&first, "order", "lever");
        assert_eq!(levers, ["visibility", "release", "start", "latency_factor"]);
        assert!(out.contains("visibility"), "{out}");
        ok(folder.path(), &format!("{line} --threads 1"));
        assert_eq!(data(folder.path()), first);
        assert!(folder.path().join("output/chance/decompose/charts/waterfall.svg").exists());
    }

    #[test]
    fn what_cannot_be_taken_apart_is_refused() {
        let folder = folder();
        for wrong in [
            "--from Batch --to Batch",
            "--from Batch --to Nobody",
            "--from Batch --to Live --order nonsense",
            "--from Batch --to Live --metric nonsense",
        ] {
            let (code, _, err) = run(folder.path(), &format!("decompose chance.toml {wrong}"));
            assert_eq!(code, 2, "{wrong}: {err}");
        }
    }
}
