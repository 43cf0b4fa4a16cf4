//! The command line from outside: help, wrong usage, files, exit codes.

use crate::command::{SMALL, ended, flowcast, folder, folder_of, names, run};
use std::fs;
use std::path::Path;

/// Fails with this code, says this on standard error, and leaves no output folder.
fn refused(folder: &Path, args: &[&str], code: i32, said: &str) {
    let ended = run(folder, args);
    assert_eq!(ended.code, code, "{args:?}: {}", ended.err);
    assert!(ended.err.contains(said), "{args:?}: {said:?} is not in: {}", ended.err);
    assert!(!folder.join("output").exists(), "{args:?} wrote something");
}

const COMMANDS: [&str; 10] = [
    "compare",
    "check",
    "explain",
    "trace",
    "report",
    "models",
    "init",
    "metrics",
    "schema",
    "completions",
];

#[test]
fn every_command_has_a_short_and_a_long_help_with_an_example() {
    let folder = folder();
    for command in COMMANDS {
        let short = run(folder.path(), &[command, "-h"]);
        let long = run(folder.path(), &[command, "--help"]);
        assert_eq!((short.code, long.code), (0, 0));
        assert!(short.out.contains("Usage:") && !short.out.contains("Example:"), "{command}");
        assert!(long.out.contains("Example:\n  flowcast "), "{command}");
    }
    let top = run(folder.path(), &["--help"]);
    for said in COMMANDS.iter().chain(&["Exit codes:", "130"]) {
        assert!(top.out.contains(said), "{said}");
    }
}

#[test]
fn compare_writes_every_file_and_prints_the_tables() {
    let folder = folder();
    let ended = run(folder.path(), &["compare", "small.toml"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert_eq!(ended.err, "");
    for said in
        ["Small: 2 models, 10 replications each, seed 1", "Plain", "=Weekly", "output/small"]
    {
        assert!(ended.out.contains(said), "{said:?} is not in:\n{}", ended.out);
    }
    let out = folder.path().join("output/small");
    assert_eq!(
        names(&out),
        [
            "charts",
            "comparison.csv",
            "deliverables.csv",
            "improve.json",
            "manifest.json",
            "replications.csv",
            "story.json",
            "summary.csv",
            "team_replications.csv",
            "teams.csv",
            "timing.json"
        ]
    );
    assert!(names(&out.join("charts")).iter().all(|name| name.ends_with(".svg")));
}

/// 4 h of design, 4 h of distribution, one after the other from Monday 09:00: launched at 17:00.
/// Under the weekly sync, the version leaves on the next Monday at 09:00: 168 h + 4 h.
#[test]
fn replications_csv_holds_what_follows_from_the_scenario() {
    let folder = folder();
    run(folder.path(), &["compare", "small.toml", "--quiet", "--no-charts"]);
    let csv = fs::read_to_string(folder.path().join("output/small/replications.csv")).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 21);
    assert!(lines[1].starts_with("Plain,0,launched,8.0,8.0,0.0,0.0,"), "{}", lines[1]);
    assert!(lines[20].starts_with("'=Weekly,9,launched,172.0,8.0,0.0,0.0,"), "{}", lines[20]);
}

#[test]
fn the_manifest_says_how_the_results_were_made() {
    let folder = folder();
    run(folder.path(), &["compare", "small.toml", "-q", "--set", "teams.design.people=2"]);
    let out = folder.path().join("output/small");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let expected = ["flowcast", "compare", "small.toml", "-q", "--set", "teams.design.people=2"];
    assert_eq!(manifest["command"], serde_json::json!(expected));
    assert_eq!(manifest["scenario"]["file"], "small.toml");
    assert_eq!(manifest["scenario"]["text"], SMALL);
    assert_eq!(manifest["scenario"]["set"], serde_json::json!(["teams.design.people=2"]));
    assert_eq!(manifest["models"][1]["status"]["launched"], 10);
    let files = manifest["files"].as_object().unwrap();
    assert!(files.contains_key("replications.csv") && files.contains_key("charts/cycle-time.svg"));
    assert!(!files.contains_key("timing.json") && !files.contains_key("manifest.json"));
    assert!(files.keys().all(|path| out.join(path).is_file()));
}

#[test]
fn numbers_do_not_depend_on_threads_or_on_the_other_models() {
    let folder = folder();
    let read =
        |out: &str| fs::read_to_string(folder.path().join(out).join("replications.csv")).unwrap();
    for threads in ["1", "2", "7"] {
        run(folder.path(), &["compare", "small.toml", "-q", "-j", threads, "--out", threads]);
    }
    assert_eq!(read("1"), read("2"));
    assert_eq!(read("1"), read("7"));
    run(folder.path(), &["compare", "small.toml", "-q", "--model", "=Weekly", "--out", "one"]);
    let rows = |text: String| {
        text.lines().filter(|l| l.starts_with("'=Weekly")).map(str::to_owned).collect()
    };
    let (all, one): (Vec<String>, Vec<String>) = (rows(read("1")), rows(read("one")));
    assert_eq!(all, one);
}

#[test]
fn standard_output_has_four_forms() {
    let folder = folder();
    let of = |format| {
        run(folder.path(), &["compare", "small.toml", "--no-charts", "--format", format]).out
    };
    let summary = fs::read_to_string(folder.path().join("output/small/summary.csv"));
    assert!(summary.is_err(), "nothing was run yet");
    let csv = of("csv");
    assert_eq!(csv, fs::read_to_string(folder.path().join("output/small/summary.csv")).unwrap());
    let json: serde_json::Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(json["summary"][0]["model"], "Plain");
    assert_eq!(json["comparison"][0]["verdict"], "higher");
    assert!(json["teams"].is_array());
    assert!(of("markdown").contains("| Model | "));
    assert!(of("table").contains("Mean ±95 %"));
}

#[test]
fn quiet_says_nothing_and_verbose_says_more() {
    let folder = folder();
    let quiet = run(folder.path(), &["compare", "small.toml", "--quiet"]);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let verbose = run(folder.path(), &["compare", "small.toml", "--verbose"]);
    assert!(verbose.err.contains("simulate"), "{}", verbose.err);
    assert!(verbose.err.contains("per second on"), "{}", verbose.err);
}

#[test]
fn timing_holds_events_and_stages() {
    let folder = folder();
    run(folder.path(), &["compare", "small.toml", "--threads", "1"]);
    let text = fs::read(folder.path().join("output/small/timing.json")).unwrap();
    let timing: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(timing["threads"], 1);
    // Two models, ten replications each; an arrival, two finishes and a delivery are the least there is.
    assert!(timing["events"].as_u64().unwrap() >= 2 * 10 * 3, "{timing}");
    assert!(timing["events_per_second"].as_f64().unwrap() > 0.0, "{timing}");
    let stages = timing["seconds"].as_object().unwrap();
    assert!(["load", "simulate", "report"].iter().all(|stage| stages.contains_key(*stage)));
}

#[test]
fn wrong_usage_is_exit_2() {
    let folder = folder();
    let path = folder.path();
    refused(path, &[], 2, "Usage:");
    refused(path, &["compere", "small.toml"], 2, "compare");
    refused(path, &["compare"], 2, "<SCENARIO>");
    refused(path, &["compare", "small.toml", "--nonsense"], 2, "--nonsense");
    refused(path, &["compare", "small.toml", "--replications", "0"], 2, "1..=1000000");
    refused(path, &["compare", "small.toml", "--replications", "1000000000000"], 2, "1..=1000000");
    refused(path, &["compare", "small.toml", "--seed", "-1"], 2, "-1");
    refused(path, &["compare", "small.toml", "--seed", "18446744073709551616"], 2, "--seed");
    refused(path, &["compare", "small.toml", "--threads", "0"], 2, "--threads");
    refused(path, &["compare", "small.toml", "--set", "people"], 2, "KEY=VALUE");
    refused(path, &["compare", "small.toml", "--set", "teams.desing.people=2"], 2, "design");
    refused(path, &["compare", "small.toml", "--format", "xml"], 2, "markdown");
    refused(path, &["compare", "small.toml", "--model", "Plan"], 2, "did you mean \"Plain\"?");
    refused(path, &["compare", "small.toml", "--baseline", "x"], 2, "available: \"Plain\"");
    let other = ["compare", "small.toml", "--model", "Plain", "--baseline", "=Weekly"];
    refused(path, &other, 2, "not among the models");
    refused(path, &["trace", "small.toml"], 2, "choose one with --model");
    refused(path, &["models", "adaptive-mush"], 2, "adaptive-mesh");
    refused(path, &["init", "--template", "nothing"], 2, "available");
    let mut command = flowcast(path);
    let ended = ended(command.args(["compare", "small.toml"]).env("RAYON_NUM_THREADS", "many"));
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("RAYON_NUM_THREADS"), "{}", ended.err);
}

#[test]
fn an_invalid_scenario_is_exit_2_with_its_place() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("bad.toml"), SMALL.replace("people = 1,", "peeple = 1,")).unwrap();
    for command in ["compare", "check", "explain", "trace"] {
        refused(path, &[command, "bad.toml"], 2, "bad.toml:7");
    }
    fs::write(path.join("binary.toml"), b"\xff\xfe\x00").unwrap();
    refused(path, &["check", "binary.toml"], 2, "UTF-8");
}

#[test]
fn what_cannot_be_read_is_exit_4() {
    let folder = folder();
    refused(folder.path(), &["compare", "nothing.toml"], 4, "nothing.toml");
    refused(folder.path(), &["compare", "."], 4, "folder");
    refused(folder.path(), &["report", "nothing"], 4, "manifest.json");
}

#[test]
fn what_cannot_be_written_is_exit_4_and_named() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("file"), "x").unwrap();
    refused(path, &["compare", "small.toml", "--out", "file"], 4, "file");
    refused(path, &["compare", "small.toml", "--out", "file/below"], 4, "file");
    refused(path, &["init", "file/below.toml"], 4, "file");
    assert_eq!(fs::read(path.join("file")).unwrap(), b"x");
}

/// The kernel's file systems refuse new folders to everyone, root included.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_made_is_exit_4() {
    let folder = folder();
    refused(
        folder.path(),
        &["compare", "small.toml", "--out", "/proc/flowcast"],
        4,
        "/proc/flowcast",
    );
}

#[test]
fn another_scenarios_results_are_not_overwritten() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("other.toml"), SMALL.replace("\"Small\"", "\"Other\"")).unwrap();
    run(path, &["compare", "small.toml", "-q", "--out", "results"]);
    let before = fs::read(path.join("results/replications.csv")).unwrap();
    let args = ["compare", "other.toml", "-q", "--out", "results", "--replications", "3"];
    refused(path, &args, 2, "results of \"Small\"");
    assert_eq!(fs::read(path.join("results/replications.csv")).unwrap(), before);
    let forced = run(path, &[&args[..], &["--force"]].concat());
    assert_eq!(forced.code, 0, "{}", forced.err);
    assert_ne!(fs::read(path.join("results/replications.csv")).unwrap(), before);
    fs::write(path.join("results/manifest.json"), "{ not ours }").unwrap();
    refused(path, &args, 4, "manifest.json");
}

#[test]
fn the_same_scenario_replaces_its_results_and_leaves_other_files() {
    let folder = folder();
    let out = folder.path().join("output/small");
    run(folder.path(), &["compare", "small.toml", "-q"]);
    fs::write(out.join("notes.txt"), "mine").unwrap();
    fs::write(folder.path().join("small.toml"), format!("{SMALL}# edited\n")).unwrap();
    let again = run(folder.path(), &["compare", "small.toml", "-q", "--no-charts"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(out.join("notes.txt").exists());
    assert_eq!(names(&out.join("charts")), Vec::<String>::new(), "the earlier run's are gone");
}

/// Reviewers who always reject, a horizon of two weeks: nothing is ever launched.
#[test]
fn an_incomplete_result_is_exit_3_and_still_written() {
    let folder = folder();
    let approval = r#"
[[streams]]
name = "approval"
kind = "approval"
needs = ["creative"]
revise = 0.5
reviewers = [{ team = "channels", effort = "1h", reject = 1.0 }]

[[deliverables]]"#;
    let text = SMALL
        .replace("[[deliverables]]", approval)
        .replace("deadline", "horizon = \"2w\"\ndeadline");
    fs::write(folder.path().join("never.toml"), text).unwrap();
    let ended = run(folder.path(), &["compare", "never.toml"]);
    assert_eq!(ended.code, 3, "{}", ended.err);
    assert!(ended.out.contains("0 of 10"), "{}", ended.out);
    assert!(folder.path().join("output/never/manifest.json").exists());
    assert_eq!(run(folder.path(), &["trace", "never.toml", "--model", "Plain"]).code, 3);
}

#[test]
fn report_rebuilds_what_was_lost_byte_for_byte() {
    let folder = folder();
    let out = folder.path().join("output/small");
    run(folder.path(), &["compare", "small.toml", "-q", "--report"]);
    let files =
        ["summary.csv", "comparison.csv", "teams.csv", "charts/cycle-time.svg", "manifest.json"];
    let read = || files.map(|name| fs::read(out.join(name)).unwrap());
    let before = read();
    for name in &files[..4] {
        fs::remove_file(out.join(name)).unwrap();
    }
    let ended = run(folder.path(), &["report", "output/small"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("Small: 2 models"));
    assert_eq!(read(), before);
    fs::write(out.join("replications.csv"), "model\n").unwrap();
    let ended = run(folder.path(), &["report", "output/small"]);
    assert_eq!(ended.code, 4);
    assert!(ended.err.contains("replications.csv"), "{}", ended.err);
}

#[test]
fn trace_writes_the_log_and_a_timeline() {
    let folder = folder();
    let ended =
        run(folder.path(), &["trace", "small.toml", "--model", "plain", "--replication", "3"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(ended.out.contains("launched after 8 h"), "{}", ended.out);
    let out = folder.path().join("output/small/trace-plain-3");
    assert_eq!(names(&out), ["events.csv", "manifest.json", "story.json", "timeline.svg"]);
    let log = fs::read_to_string(out.join("events.csv")).unwrap();
    assert!(
        log.lines().any(|line| line
            .starts_with("4.0,,0,job started,email/distribution,,channels,4.0,4.0,first pass")),
        "{log}"
    );
}

/// Names that differ only in letters that no folder's name has, or in case, have folders of their own.
/// Of a large portfolio the first twelve campaigns are drawn, and that is said.
#[test]
fn a_trace_draws_the_first_campaigns() {
    let many = format!("{SMALL}\n[portfolio]\ncampaigns = 13\nevery = \"1w\"\n");
    let folder = folder_of("many.toml", &many);
    let ended = run(folder.path(), &["trace", "many.toml", "--model", "plain"]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(
        ended.out.contains("Timelines are drawn of the first 12 of 13 campaigns."),
        "{}",
        ended.out
    );
    let drawn = |name| folder.path().join("output/many/trace-plain-0").join(name).exists();
    assert!(drawn("timeline-12.svg") && !drawn("timeline-13.svg"));
}

#[test]
fn traces_of_different_models_never_share_a_folder() {
    let folder = folder();
    let model = |name: &str| format!("[[models]]\nname = \"{name}\"\n");
    let models = ["Mesh", "Mesh+", "MESH"].map(model).join("");
    let text = SMALL.replace("[[models]]\nname = \"Plain\"\n", &models);
    fs::write(folder.path().join("alike.toml"), text).unwrap();
    for name in ["Mesh", "Mesh+", "MESH", "=Weekly"] {
        let ended = run(folder.path(), &["trace", "alike.toml", "--model", name, "-q"]);
        assert_eq!(ended.code, 0, "{name}: {}", ended.err);
    }
    let found = names(&folder.path().join("output/alike"));
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found.contains(&"trace-weekly-0".to_owned()), "{found:?}");
}

/// Pasted into a shell, the line that is printed is the command that was given.
#[cfg(unix)]
#[test]
fn the_reproduction_line_can_be_pasted() {
    let folder = folder();
    let name = "it's  \"so\" $HOME `x` 50 % of it";
    let text = SMALL.replace("\"Plain\"", &format!("{0}{name}{0}", "'".repeat(3)));
    fs::write(folder.path().join("my file.toml"), text).unwrap();
    let args = ["compare", "my file.toml", "--model", name, "-n", "5", "--no-charts"];
    let first = ended(flowcast(folder.path()).args(args).env("COLUMNS", "40"));
    assert_eq!(first.code, 0, "{}", first.err);
    let line = first.out.lines().find_map(|line| line.strip_prefix("flowcast ")).unwrap();
    let mut shell = std::process::Command::new("sh");
    let script = format!("\"$FLOWCAST\" {line}");
    shell.current_dir(folder.path()).env("FLOWCAST", env!("CARGO_BIN_EXE_flowcast"));
    let again = ended(shell.args(["-c", &script]));
    let last = |out: &str| out.lines().last().map(str::to_owned);
    assert_eq!((again.code, last(&again.out)), (0, last(&first.out)), "{script}: {}", again.err);
}

/// 97 letters at 80 columns: no more lines than a short name takes, thrice.
#[test]
fn long_names_wrap_on_a_terminal() {
    let folder = folder();
    let name = "A model of which the name is long enough to fill more than the whole of the line of a terminal..";
    let lines = |name: &str| {
        fs::write(
            folder.path().join("long.toml"),
            SMALL.replace("\"Plain\"", &format!("\"{name}\"")),
        )
        .unwrap();
        let mut command = flowcast(folder.path());
        let ended =
            ended(command.args(["compare", "long.toml", "--no-charts"]).env("COLUMNS", "80"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        ended.out.lines().count()
    };
    let (short, long) = (lines("Plain"), lines(name));
    assert!(long <= 3 * short, "{long} lines instead of {short}");
}

/// Letters that the embedded font lacks: said once where PNG are made; an SVG names the reader's own fonts.
#[test]
fn letters_that_a_png_cannot_show_are_said_once() {
    let folder = folder();
    let text = SMALL.replace("\"Plain\"", "\"東京 逐次\"");
    fs::write(folder.path().join("names.toml"), text).unwrap();
    let with = |option: &str| run(folder.path(), &["compare", "names.toml", "-n", "5", option]);
    let said = with("--png");
    assert_eq!(said.err.matches("the PNG charts show boxes").count(), 1, "{}", said.err);
    assert!(said.err.contains("東京"), "{}", said.err);
    assert_eq!(with("--report").err, "", "there is no PNG");
    let plain = run(folder.path(), &["compare", "small.toml", "-n", "5", "--png"]);
    assert_eq!(plain.err, "", "the font has all letters");
    let svg = fs::read_to_string(folder.path().join("output/names/charts/cycle-time.svg")).unwrap();
    assert!(svg.contains("東京") && svg.contains(", sans-serif"));
}

#[test]
fn check_and_explain_describe_the_scenario() {
    let folder = folder();
    let check = run(folder.path(), &["check", "small.toml"]);
    assert_eq!(check.code, 0);
    for said in ["Small: valid", "creative", "Offered load", "design"] {
        assert!(check.out.contains(said), "{}", check.out);
    }
    let explain = run(folder.path(), &["explain", "small.toml", "--model", "=weekly"]);
    assert!(explain.out.contains("creative") && explain.out.contains("weekly"), "{}", explain.out);
    assert!(!explain.out.contains("Plain"));
}

#[test]
fn models_and_init_give_what_can_be_run() {
    let folder = folder();
    let list = run(folder.path(), &["models"]);
    assert!(list.out.contains("sequential-cascade") && list.out.contains("hybrid-flow"));
    let preset = run(folder.path(), &["models", "sequential-cascade"]);
    assert!(preset.out.starts_with("[[models]]") || preset.out.starts_with('#'), "{}", preset.out);
    let names = run(folder.path(), &["init", "--list"]).out;
    let listed = |line: &str| line.starts_with("  ") && !line.starts_with("   ");
    assert!(names.lines().any(listed));
    for line in names.lines().filter(|line| listed(line)) {
        let name = line.trim_start().split(':').next().unwrap();
        let file = format!("{name}-mine.toml");
        assert_eq!(run(folder.path(), &["init", &file, "--template", name]).code, 0);
        assert_eq!(run(folder.path(), &["check", &file]).code, 0, "{name}");
        let again = run(folder.path(), &["init", &file, "--template", name]);
        assert_eq!(again.code, 4, "an existing file is not replaced");
        assert_eq!(run(folder.path(), &["init", &file, "--template", name, "--force"]).code, 0);
    }
}

#[test]
fn catalogues_are_printed() {
    let folder = folder();
    let metrics = run(folder.path(), &["metrics", "--format", "csv"]);
    assert!(
        metrics
            .out
            .starts_with("metric,unit,better,exists,meaning\ncycle_time_h,h,lower,at launch,")
    );
    let schema = run(folder.path(), &["schema"]);
    assert!(serde_json::from_str::<serde_json::Value>(&schema.out).is_ok());
    let bash = run(folder.path(), &["completions", "bash"]);
    assert!(bash.out.contains("_flowcast"));
}
