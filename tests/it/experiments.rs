//! Experiments from outside: precision, decompositions, sweeps, break-evens, rankings.

use crate::command::{files, flowcast, folder_of, run_line};
use std::fs;
use std::path::Path;
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
    folder_of("chance.toml", SCENARIO)
}

/// Runs a command line and gives its exit code, output and complaints.
fn run(folder: &Path, line: &str) -> (i32, String, String) {
    let ended = run_line(folder, line);
    (ended.code, ended.out, ended.err)
}

/// As [`run`], for a command that has to succeed.
fn ok(folder: &Path, line: &str) -> String {
    let (code, out, err) = run(folder, line);
    assert_eq!(code, 0, "{line}\n{out}\n{err}");
    out
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

mod sweep {
    use super::*;

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
        let whole = files(&folder.path().join("a"), "");
        let points = files(&folder.path().join("a/points"), ".json");
        fs::remove_file(folder.path().join("a/points").join(&points[1].0)).unwrap();
        // A file that was cut short counts as lost.
        fs::write(folder.path().join("a/points").join(&points[0].0), "{\"id\":").unwrap();
        fs::remove_file(folder.path().join("a/sweep.csv")).unwrap();
        let (code, _, err) = run(folder.path(), &format!("{LINE} --out a --threads 1"));
        assert_eq!(code, 0);
        assert!(err.contains("1 of 3 points"), "{err}");
        assert_eq!(files(&folder.path().join("a"), ""), whole);
    }

    /// A point that another sweep left in the folder, by accident, is run anew.
    #[test]
    fn a_point_of_another_sweep_counts_as_missing() {
        let folder = folder();
        ok(folder.path(), &format!("{LINE} --out a"));
        ok(folder.path(), &format!("{LINE} --out b --replications 7"));
        let points = files(&folder.path().join("a/points"), ".json");
        let name = &points[0].0;
        fs::copy(
            folder.path().join("b/points").join(name),
            folder.path().join("a/points").join(name),
        )
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
    fn bad_requests_are_refused_before_anything_runs() {
        let folder = folder();
        for (wrong, said) in [
            ("--vary teams.desing.people=1..3", "teams.design.people"),
            ("--vary handoffs.latncy=1h,2h", "handoffs.latency"),
            ("--vary handoffs.latency=4h..1h", "empty"),
            ("--vary streams.creative.team=design,channels", "cannot be varied"),
            ("--vary handoffs.impact=0.1..0.4", "needs a step"),
            ("--vary handoffs.impact=0:2:1", "impact"),
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
        let (code, out, _) =
            run(folder.path(), &line.split_whitespace().collect::<Vec<_>>().join(" "));
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
}

mod breakeven {
    use super::*;

    #[test]
    fn a_crossing_that_is_built_in_is_found() {
        // Nothing random: "Slow" pays half of the latency, and its overhead costs it 10 % of 8 h.
        // 0.8 h of latency is made up by the overhead when half of it is 0.8 h: at 1.6 h.
        let folder = folder();
        let text = SCENARIO
            .replace("{ low = \"4h\", likely = \"6h\", high = \"12h\" }", "\"4h\"")
            .replace("{ low = \"2h\", likely = \"3h\", high = \"8h\" }", "\"4h\"")
            .replace("flaw = 0.1", "flaw = 0")
            .replace("count = 4", "count = 1")
            .replace("[teams]\n", "[calendars]\nfree = \"always\"\n[teams]\n")
            .replace("maturity = 0.5 }", "maturity = 0.5, calendar = \"free\" }")
            .replace(
                "coordination = { per_link = 0.05 }",
                "latency_factor = 0.5\ncoordination = { per_link = 0.1 }",
            );
        fs::write(folder.path().join("chance.toml"), text).unwrap();
        let line = "breakeven chance.toml --vary handoffs.latency=0h..6h --between Batch,Flow";
        let out = ok(folder.path(), &format!("{line} --replications 2"));
        assert!(out.contains("Flow is ahead from handoffs.latency = 1.6h on"), "{out}");
        let csv = folder.path().join("output/chance/breakeven/crossings.csv");
        let row = fs::read_to_string(csv).unwrap().lines().nth(1).unwrap().to_owned();
        let cells: Vec<&str> = row.split(',').collect();
        assert!((cells[2].parse::<f64>().unwrap() - 1.6).abs() < 1e-6, "{row}");
        assert_eq!(cells[5..], ["h", "Batch", "Flow"]);
    }

    #[test]
    fn where_nothing_crosses_that_is_said() {
        let folder = folder();
        let line = "breakeven chance.toml --vary handoffs.latency=1h..2h --between Batch,Live";
        let out = ok(folder.path(), line);
        assert!(out.contains("no crossing between 1h and 2h"), "{out}");
        assert!(out.contains("Live is ahead throughout"), "{out}");
        for wrong in [
            "--vary handoffs.latency=1h,2h --between Batch,Live",
            "--vary handoffs.latency=1h..2h --between Batch",
            "--vary handoffs.latency=1h..2h --between Batch,Nobody",
            "--vary handoffs.latancy=1h..2h --between Batch,Live",
        ] {
            assert_eq!(
                run(folder.path(), &format!("breakeven chance.toml {wrong}")).0,
                2,
                "{wrong}"
            );
        }
    }
}

mod sensitivity {
    use super::*;

    #[test]
    fn every_fact_has_a_row_and_the_same_seed_gives_the_same_bytes() {
        let folder = folder();
        let line =
            "sensitivity chance.toml --between Batch,Live --replications 20 --trajectories 3";
        let out = ok(folder.path(), &format!("{line} --out a --threads 1"));
        assert!(out.contains("streams.creative.effort"), "{out}");
        ok(folder.path(), &format!("{line} --out b"));
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        assert_eq!(files(&a, ".csv"), files(&b, ".csv"));
        assert!(a.join("charts/tornado.svg").exists());
        let text = fs::read_to_string(a.join("sensitivity.csv")).unwrap();
        assert!(!text.contains("models."), "{text}");
        ok(folder.path(), &format!("{line} --out c --levers"));
        let text = fs::read_to_string(folder.path().join("c/sensitivity.csv")).unwrap();
        assert!(text.contains("latency_factor") && text.contains("early(0.375)"), "{text}");
    }

    #[test]
    fn declared_ranges_stand_instead() {
        let folder = folder();
        let line = "sensitivity chance.toml --between Batch,Live --replications 10 --trajectories 2 \
                    --vary handoffs.latency=0h..8h --vary streams.creative.flaw=0..0.5 --out a";
        ok(folder.path(), &line.split_whitespace().collect::<Vec<_>>().join(" "));
        let text = fs::read_to_string(folder.path().join("a/sensitivity.csv")).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
    }
}

mod recommend {
    use super::*;

    #[test]
    fn a_goal_ranks_the_models_and_says_how_sure() {
        let folder = folder();
        let mut command = flowcast(folder.path());
        let goal = "on_time >= 0.5, then cost";
        let output = command
            .args(["recommend", "chance.toml", "--replications", "40", "--goal", goal])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("What would turn the answer"), "{text}");
        let home = folder.path().join("output/chance/recommend");
        let ranking = fs::read_to_string(home.join("ranking.csv")).unwrap();
        assert_eq!(ranking.lines().count(), 4, "{ranking}");
        let last = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
        let sum: f64 = ranking.lines().skip(1).map(last).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{ranking}");
        assert!(home.join("flips.csv").exists());
        for wrong in ["nonsense", "on_time >= often", "cost <= 3d"] {
            let mut command = flowcast(folder.path());
            let status =
                command.args(["recommend", "chance.toml", "--goal", wrong]).output().unwrap();
            assert_eq!(status.status.code(), Some(2), "{wrong}");
        }
    }
}

mod scorecard {
    use super::*;

    #[test]
    fn every_dimension_is_measured_for_every_model() {
        let folder = folder();
        let out = ok(folder.path(), "scorecard chance.toml --replications 20");
        assert!(out.contains("maturity required"), "{out}");
        let path = folder.path().join("output/chance/scorecard/scorecard.csv");
        let text = fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().count(), 1 + 8 * 3, "{text}");
        // No late change in the scenario: said, not guessed.
        assert!(text.contains("error resilience,extra days per late change,Batch,,not measured"));
    }
}
