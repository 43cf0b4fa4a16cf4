//! Experiments from outside: precision, decompositions, sweeps, break-evens, rankings.

use crate::command::{Ended, files, flowcast, folder_of, run_line};
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
        let out = ok(folder.path(), "compare chance.toml --precision 20% --out a");
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

    /// The cells of a CSV file without quotes, row by row, the heading first.
    fn rows(path: &Path) -> Vec<Vec<String>> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_difference_that_the_table_shows_is_within_the_target() {
        let folder = folder();
        ok(folder.path(), "compare chance.toml --precision 20% --out a --no-charts");
        let summary = rows(&folder.path().join("a/summary.csv"));
        let comparison = rows(&folder.path().join("a/comparison.csv"));
        let number = |cell: &String| cell.parse::<f64>().unwrap();
        // summary: model, metric, unit, n, censored, mean, ci_low, ci_high, ...
        for row in summary.iter().filter(|row| row[1] == "cycle_time_h") {
            assert!((number(&row[7]) - number(&row[6])) / 2.0 <= 0.2 * number(&row[5]), "{row:?}");
        }
        // comparison: model, baseline, metric, unit, n, mean_difference, ci_low, ci_high, ...
        for metric in ["cycle_time_h", "rework_time_h", "idle_time_h", "cost"] {
            let base = summary.iter().find(|row| row[0] == "Batch" && row[1] == metric).unwrap();
            let found: Vec<&Vec<String>> =
                comparison.iter().filter(|row| row[2] == metric).collect();
            assert_eq!(found.len(), 2);
            // Where no replication differs there is no interval.
            for row in found.into_iter().filter(|row| row[12] != "none seen") {
                let half = (number(&row[7]) - number(&row[6])) / 2.0;
                assert!(half <= 0.2 * number(&base[5]), "{row:?} {base:?}");
            }
        }
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
        // What is furthest from the target is named, in the table and in the manifest.
        let text = fs::read(folder.path().join("a/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let widest = manifest["precision"]["widest"].as_str().unwrap();
        assert!(widest.contains(" of ") && row.contains(widest), "{row} {widest}");
    }

    /// Nothing is redone in front of a finished phase, so the baseline's mean rework is 0.
    #[test]
    fn a_difference_to_nothing_is_left_out_and_named() {
        let folder = folder();
        let text = SCENARIO.replace("flaw = 0.1", "flaw = 0");
        fs::write(folder.path().join("chance.toml"), text).unwrap();
        let line = "compare chance.toml --model Batch --model Live --precision 5% --out a";
        let out = ok(folder.path(), line);
        assert!(out.contains("Left out"), "{out}");
        let text = fs::read(folder.path().join("a/manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let left_out = &manifest["precision"]["left_out"];
        assert_eq!(*left_out, serde_json::json!(["difference in rework of Live"]));
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
        assert!(out.contains("Telling of rework at once"), "{out}");
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

mod sweep;

mod what_if {
    use super::*;

    const PIECES: &str = "schema = 2\nname = \"Pieces\"\ncalendar = \"always\"\ndeadline = \"1w\"\n\
                          teams = { a = { share = 0.5 } }\nstreams = [{ name = \"s\", team = \"a\", effort = \"1h\" }]\n\
                          deliverables = [{ name = \"x\", count = 4 }]\nmodels = [{ name = \"A\" }, { name = \"B\" }]\n";

    /// Four pieces of 1 h, by one with half of her time: 8 h. By two 4 h, with all of her time 4 h; B is as A.
    #[test]
    fn another_fact_stands_beside_the_baseline() {
        let folder = folder_of("pieces.toml", PIECES);
        let line = "compare pieces.toml -n 8 --no-charts -o out --what-if";
        let two =
            format!("{line} teams.a.people=2 --what-if teams.a.share=1 --what-if teams.a.speed=1");
        let out = ok(folder.path(), &two);
        assert!(out.contains("A with teams.a.people=2 launches 4.0 h earlier"), "{out}");
        let text = fs::read_to_string(folder.path().join("out/replications.csv")).unwrap();
        let of = |model: &str| -> Vec<String> {
            let rows = text.lines().filter(|row| row.starts_with(&format!("{model},")));
            rows.map(|row| row.split(',').nth(3).unwrap().to_owned()).collect()
        };
        for (model, hours) in [("A", "8.0"), ("B", "8.0"), ("A with teams.a.people=2", "4.0")] {
            assert_eq!(of(model), [hours; 8], "{model}");
        }
        assert_eq!(of("A with teams.a.share=1"), ["4.0"; 8]);
        // What changes nothing is the same plan.
        assert!(out.contains("A with teams.a.speed=1: identical"), "{out}");
        assert!(ok(folder.path(), "report out").contains("A with teams.a.people=2"));
        let under = ok(folder.path(), &format!("{line} teams.a.people=2 --baseline B"));
        assert!(under.contains("B with teams.a.people=2 launches 4.0 h earlier"), "{under}");
    }

    #[test]
    fn a_wrong_what_if_is_named() {
        let folder = folder_of("pieces.toml", PIECES);
        for (wrong, why) in [
            ("teams.b.people=2", "error: unknown team `b` (given by --what-if)"),
            ("teams.a.people=0", "--what-if:1:16"),
            ("deadline=2w", "it changes the deadline"),
            ("start=2026-03-02", "it changes the start"),
            (
                "models.A.release=phase",
                "error: --what-if models.A.release=phase: `models` is no fact",
            ),
            ("launch.at=1w", "it changes the launch date, which all models of a comparison share"),
            ("teams.a.people=2 --what-if teams.a.people=2", "it stands there twice"),
        ] {
            let line = format!("compare pieces.toml -n 8 -o wrong --what-if {wrong}");
            let (code, _, err) = run(folder.path(), &line);
            assert!(code == 2 && err.contains(why), "{wrong}: {err}");
            assert!(!folder.path().join("wrong").exists(), "{wrong}");
        }
    }
}

/// 20 h of work that may be launched from the second day on, by one who is away for half a day in one campaign of two.
#[test]
fn check_tries_the_baseline() {
    let text = "schema = 2\nname = \"Tried\"\nstart = \"2027-01-04\"\ncalendar = \"always\"\n\
                teams = { a = { share = 0.5 } }\nstreams = [{ name = \"s\", team = \"a\", effort = \"10h\" }]\n\
                deliverables = [{ name = \"x\" }]\nlaunch = { at = \"2027-01-05\" }\n\
                changes = [{ stream = \"s\", at = \"2027-01-07\", severity = 0.5 }]\n\
                absences = [{ team = \"a\", at = \"0h\", for = \"12h\", probability = 0.5 }]\nmodels = [{ name = \"A\" }]\n";
    let folder = folder_of("tried.toml", text);
    let out = ok(folder.path(), "check tried.toml");
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "launch: not before Tue 5 Jan 2027 00:00",
        "team a: has 50 % of its open time for this work",
        "away: 1 of 1 of `a` for 12 h, 0 h after the start (Mon 4 Jan 2027), with probability 50 %",
        "A, tried: 200 replications",
        // Ready after 20 h or 32 h, due at the end of the launch's day, after 48 h.
        "Chance to be ready by the launch date, 2.0 d (Tue 5 Jan 2027): 200 of 200",
        "P85 1.3 d (Tue 5 Jan 2027)",
        "comes after the launch or behind the horizon in 100 % (A) of the replications in which it comes: does it",
    ] {
        assert!(out.contains(said), "{said}\n{out}");
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
        let out = ok(folder.path(), &format!("{line} --replications 10"));
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        // Bracketed from both sides by halving.
        assert!(out.contains("From 0h to 1.59"), "{out}");
        assert!(out.contains("From 1.60"), "{out}");
        assert!(out.contains("to 6h: Flow is ahead"), "{out}");
        let csv = folder.path().join("output/chance/breakeven/crossings.csv");
        let row = fs::read_to_string(csv).unwrap().lines().nth(1).unwrap().to_owned();
        let cells: Vec<&str> = row.split(',').collect();
        assert!((cells[2].parse::<f64>().unwrap() - 1.6).abs() < 1e-6, "{row}");
        assert_eq!(cells[5..], ["h", "Batch", "Flow"]);
    }

    /// 40 h of work, launched at 100 h; a change reopens half of it. Ready max(40, 100 - before) + 20 h after the
    /// start: by the launch date if it comes 20 h before, on Thursday 7 January at 08:00, or earlier; so the last day at
    /// whose end it may come is the Wednesday, which ends 28 h before.
    #[test]
    fn the_last_safe_day_for_a_change_is_found() {
        let folder = folder();
        let text = "schema = 2\nname = \"Toy\"\nstart = \"2027-01-04\"\ncalendar = \"always\"\n\
                    teams = { a = {} }\nstreams = [{ name = \"s\", team = \"a\", effort = \"40h\" }]\n\
                    deliverables = [{ name = \"x\" }]\nlaunch = { at = \"100h\" }\n\
                    changes = [{ name = \"offer\", stream = \"s\", before = \"1h\", severity = 0.5 }]\n\
                    models = [{ name = \"A\" }]\n";
        fs::write(folder.path().join("toy.toml"), text).unwrap();
        let line = "breakeven toy.toml --vary changes.offer.before=0d..60h -n 50 --goal";
        let with = |goal: &str| {
            let args = line.split(' ').chain([goal]);
            Ended::from(flowcast(folder.path()).args(args).output().unwrap())
        };
        let out = with("ready >= 90%").out.split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted = "A: the last safe day for `offer` is Wed 6 Jan 2027: 90 of 100 are ready in time if it comes by the end of \
                      that day, 28h before the launch date, and at all earlier times tried; from ";
        assert!(out.contains(wanted) && out.contains("h (Thu 7 Jan 2027 08:"), "{out}");
        let crossings = folder.path().join("output/toy/breakeven/crossings.csv");
        let row = fs::read_to_string(crossings).unwrap().lines().nth(1).unwrap().to_owned();
        let cells: Vec<&str> = row.split(',').collect();
        // The same: the day, the time from which it fails, and the day to which it is shown to hold.
        let [at, low, high] = [cells[3], cells[4], cells[5]].map(|it| it.parse::<f64>().unwrap());
        assert!([at, high] == [28.0; 2] && (19.9..20.0).contains(&low), "{row}");
        assert_eq!(cells[6..], ["h", "2027-01-06", "2027-01-07", "2027-01-06", "no", "yes"]);
        // Ready 70 h after the start if it comes at 50 h (2 o'clock on Wednesday) or before: Tuesday is safe.
        let out = with("p50 ready <= 70h").out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            out.contains("is Tue 5 Jan 2027: the P50 of ready time is at most 70h if it comes"),
            "{out}"
        );
        // What holds only if it comes late is no question of safety; without a start there are times, not days.
        let out = with("ready <= 10%").out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!out.contains("safe") && out.contains("From 0h (Fri 8 Jan"), "{out}");
        let undated = text.replace("start = \"2027-01-04\"\n", "");
        fs::write(folder.path().join("toy.toml"), undated).unwrap();
        let out = with("ready >= 90%").out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains("A: `offer` is safe up to 20"), "{out}");
        for wrong in ["ready", "ready >= 90%, then cost", "cost <= 5"] {
            assert_eq!(with(wrong).code, 2, "{wrong}");
        }
    }

    /// Pieces of 4 h and 4 h: handed over one by one they need the second hand after 4 h, all together after all.
    #[test]
    fn a_lead_that_is_shared_is_told_with_what_it_beats() {
        let folder = folder();
        let text = "schema = 2\nname = \"Toy\"\ncalendar = \"always\"\nteams = { a = {}, b = {} }\nstreams = [\n\
                    { name = \"s\", team = \"a\", effort = \"4h\" },\n\
                    { name = \"t\", team = \"b\", needs = [\"s\"], effort = \"4h\" }]\n\
                    deliverables = [{ name = \"x\" }]\n\
                    models = [{ name = \"Slow\", release = \"phase\" }, { name = \"One\" }, { name = \"Two\" }]\n";
        fs::write(folder.path().join("toy.toml"), text).unwrap();
        let line = "sweep toy.toml --vary teams.a.people=1,2 --vary deliverables.x.count=3,4 -n 20";
        let out = ok(folder.path(), line).split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted = "Nobody leads alone at any of 4 points: One and Two share the lead; every other is shown to be ahead of \
                      Slow at each.";
        assert!(out.contains(wanted), "{out}");
        // Points are told by their values. 3 pieces by one: 4 h + 3 x 4 h in place of 3 x 4 h + 3 x 4 h.
        assert!(out.contains("People of a Count of x Slow One Two"), "{out}");
        assert!(out.contains(" 1 3 1 0.667 0.667 "), "{out}");
    }

    #[test]
    fn where_nothing_crosses_that_is_said() {
        let folder = folder();
        let line = "breakeven chance.toml --vary handoffs.latency=1h..2h --between Batch,Live";
        let out = ok(folder.path(), line);
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(out.contains("no crossing found: Live is ahead at each of the"), "{out}");
        assert!(out.contains("values tried between 1h and 2h"), "{out}");
        assert!(out.contains("nothing is known of those in between"), "{out}");
        for wrong in [
            "--vary handoffs.latency=1h,2h --between Batch,Live",
            "--vary handoffs.latency=1h..2h --between Batch",
            "--vary handoffs.latency=1h..2h --between Batch,Nobody",
            "--vary handoffs.latency=1h..2h --between Batch,batch",
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

/// What nobody tells apart by a first look: teeth, commas, edges, units, rare launches, ties.
mod not_misled;

mod sensitivity {
    use super::*;

    #[test]
    fn every_fact_has_a_row_and_the_same_seed_gives_the_same_bytes() {
        let folder = folder();
        let line =
            "sensitivity chance.toml --between Batch,Live --replications 20 --trajectories 3";
        let out = ok(folder.path(), &format!("{line} --out a --threads 1"));
        // Words in the terminal, the path in the file of data.
        assert!(
            out.contains("Effort of creative") && !out.contains("streams.creative.effort"),
            "{out}"
        );
        ok(folder.path(), &format!("{line} --out b"));
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        assert_eq!(files(&a, ".csv"), files(&b, ".csv"));
        assert!(a.join("charts/tornado.svg").exists());
        let text = fs::read_to_string(a.join("sensitivity.csv")).unwrap();
        assert!(text.contains("streams.creative.effort") && !text.contains("models."), "{text}");
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

mod ranking {
    use super::*;

    #[test]
    fn a_goal_ranks_the_models_and_says_how_sure() {
        let folder = folder();
        let mut command = flowcast(folder.path());
        let goal = "on_time >= 0.5, then cost";
        let output = command
            .args([
                "improve",
                "chance.toml",
                "--max-changes",
                "0",
                "--replications",
                "40",
                "--goal",
                goal,
            ])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("What would turn the answer"), "{text}");
        let home = folder.path().join("output/chance/improve");
        let ranking = fs::read_to_string(home.join("ranking.csv")).unwrap();
        // Three models, two quantities.
        assert_eq!(ranking.lines().count(), 1 + 3 * 2, "{ranking}");
        let last = |line: &str| line.rsplit(',').next().unwrap().parse::<f64>().unwrap();
        let sum: f64 = ranking.lines().skip(1).map(last).sum();
        assert!((sum - 2.0).abs() < 1e-9, "{ranking}");
        assert!(home.join("flips.csv").exists());
        for wrong in ["nonsense", "on_time >= often", "cost <= 3d"] {
            let mut command = flowcast(folder.path());
            let status = command
                .args(["improve", "chance.toml", "--max-changes", "0", "--goal", wrong])
                .output()
                .unwrap();
            assert_eq!(status.status.code(), Some(2), "{wrong}");
        }
    }
}

mod dimensions {
    use super::*;

    #[test]
    fn every_dimension_is_measured_for_every_model() {
        let folder = folder();
        let out = ok(folder.path(), "diagnose chance.toml --models --replications 20");
        assert!(out.contains("maturity required"), "{out}");
        let folder = folder.path().join("output/chance/diagnose-models");
        let text = fs::read_to_string(folder.join("dimensions.csv")).unwrap();
        assert_eq!(text.lines().count(), 1 + 9 * 3, "{text}");
        assert!(folder.join("charts/dimensions.svg").exists());
        assert!(out.contains("charts/dimensions.svg"), "{out}");
        // No late change in the scenario: said, not guessed.
        let row = "error resilience,\"extra days per late change, mean over five dates\",Batch,,,,not measured";
        assert!(text.contains(row), "{text}");
    }
}

mod dry_runs {
    use super::*;

    #[test]
    fn every_experiment_says_its_size_and_writes_nothing() {
        let folder = folder();
        for (line, said) in [
            ("decompose chance.toml --from Batch --to Live", "60 replications"),
            // As many as a search may take.
            (
                "breakeven chance.toml --vary handoffs.latency=0h..4h --between Batch,Live",
                "160 points x 2 models x 60 replications = 19200 replications",
            ),
            // Trajectories of one more point than there are factors; both ends of each; as it is.
            (
                "sensitivity chance.toml --vary handoffs.latency=0h..8h --trajectories 2",
                "7 points x 2 models x 60 replications = 840 replications",
            ),
            ("diagnose chance.toml --models", "20 points x 3 models x 60 replications"),
            (
                "improve chance.toml --max-changes 0 --goal cost",
                "1 point x 3 models x 60 replications",
            ),
        ] {
            let out = ok(folder.path(), &format!("{line} --dry-run"));
            assert!(out.contains(said) && out.contains("estimated time"), "{line}: {out}");
        }
        assert!(!folder.path().join("output").exists());
    }
}
