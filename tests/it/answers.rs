//! Answers that must not mislead: models that launch rarely, ties, metrics that do not exist, differences that were
//! not seen, changes that come too late.

use crate::command::{folder_of, run_line};
use std::fs;
use tempfile::TempDir;

/// "Stuck" passes its approval at the first try, with 4 in 10, after 10 h, or never. "Sure" hands over every third
/// day and does without the approval: always after 72 h.
const GATE: &str = r#"
schema = 1
name = "Gate"
horizon = "20d"
calendar = "always"
[teams]
desk = { people = 1, cost_per_hour = 20 }
[[streams]]
name = "draft"
team = "desk"
effort = "8h"
[[streams]]
name = "sign off"
kind = "approval"
needs = ["draft"]
revise = 1
reviewers = [{ team = "desk", effort = "2h", reject = [0.6, 1] }]
[[deliverables]]
name = "page"
[[models]]
name = "Stuck"
[[models]]
name = "Sure"
release = "sync hand-over"
syncs = [{ name = "hand-over", every = "3d" }]
approval = { patience = "0h", bypass = 1 }
"#;

/// One task, and models that say nothing of it: they have the same plan.
const TIE: &str = r#"
schema = 1
name = "Tie"
calendar = "always"
teams = { desk = {} }
streams = [{ name = "draft", team = "desk", effort = { low = "2h", likely = "3h", high = "9h" } }]
deliverables = [{ name = "page" }]
models = [{ name = "One" }, { name = "Other" }]
"#;

/// Runs a command that has to end with this exit code; its output and complaints.
fn ended(folder: &TempDir, line: &str, code: i32) -> String {
    let ended = run_line(folder.path(), line);
    let said = format!("{}{}", ended.out, ended.err);
    assert_eq!(ended.code, code, "{line}\n{said}");
    said
}

/// The cells of a CSV file, row by row, the heading first.
fn rows(folder: &TempDir, path: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.path().join(path)).expect(path);
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The cell of a row under a heading.
fn cell<'a>(rows: &'a [Vec<String>], row: &'a [String], heading: &str) -> &'a str {
    &row[rows[0].iter().position(|name| name == heading).expect(heading)]
}

#[test]
fn a_model_that_mostly_never_launches_is_not_first() {
    let folder = folder_of("gate.toml", GATE);
    for goal in ["cycle_time", "p30 cycle_time", "cost", "cycle_time <= 1d, then cost"] {
        let line = run_goal(&folder, goal);
        assert!(line.contains("Sure, first in >99.9 % of resamples."), "{goal}: {line}");
    }
    let ranking = rows(&folder, "output/gate/improve/ranking.csv");
    // The last goal has two quantities, each in a row.
    let stuck = &ranking[3];
    let share: f64 = cell(&ranking, stuck, "launched_share").parse().unwrap();
    // 4 in 10 of 200, give or take four standard errors of 3.5 %.
    assert!(stuck[1] == "Stuck" && (share - 0.4).abs() < 0.14, "{ranking:?}");
    assert_eq!(cell(&ranking, &ranking[1], "launched_share"), "1.0");
}

/// Ranks by a goal; the exit code says that replications were not launched.
fn run_goal(folder: &TempDir, goal: &str) -> String {
    let mut command = crate::command::flowcast(folder.path());
    let args =
        ["improve", "gate.toml", "--max-changes", "0", "--replications", "200", "--goal", goal];
    let output = command.args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(3), "{goal}: {said}");
    said
}

#[test]
fn a_comparison_does_not_praise_who_mostly_never_launches() {
    let folder = folder_of("gate.toml", GATE);
    let said = ended(&folder, "compare gate.toml --replications 200 --report --out a", 3);
    assert!(
        said.contains("Sure launches more often, in 100 % of replications instead of"),
        "{said}"
    );
    let comparison = rows(&folder, "a/comparison.csv");
    let launch = comparison.iter().find(|row| row[2] == "cycle_time_h").unwrap();
    assert_eq!(cell(&comparison, launch, "verdict"), "launches more often");
    let summary = fs::read_to_string(folder.path().join("a/summary.md")).unwrap();
    assert!(
        summary.contains("Switching from Stuck to Sure launches in 100 % of replications"),
        "{summary}"
    );
}

#[test]
fn models_that_do_not_differ_share_the_first_place() {
    let folder = folder_of("tie.toml", TIE);
    let said =
        ended(&folder, "improve tie.toml --max-changes 0 --replications 50 --goal cycle_time", 0);
    assert!(said.contains("One and Other cannot be told apart"), "{said}");
    let ranking = rows(&folder, "output/tie/improve/ranking.csv");
    let both =
        |heading: &str| [1, 2].map(|row: usize| cell(&ranking, &ranking[row], heading).to_owned());
    assert_eq!(both("rank"), ["1", "1"]);
    assert_eq!(both("first_share"), ["0.5", "0.5"]);
}

#[test]
fn what_a_scenario_lacks_is_neither_nothing_nor_met() {
    let folder = folder_of("tie.toml", TIE);
    for (metric, lacks) in
        [("cost", "no prices"), ("on_time", "no deadline"), ("change_lead_time", "no live time")]
    {
        let said = ended(&folder, &format!("improve tie.toml --max-changes 0 --goal {metric}"), 2);
        assert!(said.contains(lacks), "{metric}: {said}");
        let line = format!("sensitivity tie.toml --metric {metric}");
        assert!(ended(&folder, &line, 2).contains(lacks), "{line}");
    }
    ended(&folder, "compare tie.toml --replications 10 --out a --no-charts", 0);
    let replications = rows(&folder, "a/replications.csv");
    for name in ["cost", "on_time", "live_rework_time_h"] {
        assert!(
            replications[1..].iter().all(|row| cell(&replications, row, name).is_empty()),
            "{name}"
        );
    }
}

/// A change of one in a million, which the models take in at different times, is seen in none of 300
/// replications: at most 1 - 0.05^(1/300) = 0.994 % differ.
#[test]
fn what_was_not_seen_is_not_identical() {
    let rare = format!(
        "{TIE}\nchanges = [{{ stream = \"draft\", at = \"1h\", probability = 0.000001, severity = 1 }}]\n"
    );
    let rare = rare.replace(
        "{ name = \"Other\" }",
        "{ name = \"Other\", intake = \"sync z\", syncs = [{ name = \"z\", every = \"90m\" }] }, { name = \"Same\" }",
    );
    let folder = folder_of("rare.toml", &rare);
    for line in ["compare rare.toml --replications 300 --out a", "report a"] {
        let said = ended(&folder, line, 0);
        let plain: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            plain.contains("Other: no difference, none seen in 300; at most 1 % differ"),
            "{said}"
        );
        assert!(plain.contains("Same: identical, the plans are the same"), "{said}");
        let comparison = rows(&folder, "a/comparison.csv");
        let verdict = |model: &str| {
            let row = comparison.iter().find(|row| row[0] == model && row[2] == "cycle_time_h");
            let row = row.expect(model);
            assert_eq!(
                (cell(&comparison, row, "ci_low"), cell(&comparison, row, "ci_high")),
                ("", "")
            );
            let bound: f64 = cell(&comparison, row, "share_higher_high").parse().unwrap();
            assert!((bound - 0.009_936).abs() < 1e-6, "{bound}");
            cell(&comparison, row, "verdict").to_owned()
        };
        assert_eq!([verdict("Other"), verdict("Same")], ["none seen", "identical"]);
    }
}

/// 2 h to 9 h of work; the change comes after 20 h: always after the launch.
#[test]
fn a_change_that_comes_after_the_launch_is_said() {
    let late = format!(
        "{TIE}\nchanges = [{{ name = \"brief\", stream = \"draft\", at = \"20h\", severity = 1 }}]\n"
    );
    let folder = folder_of("late.toml", &late);
    for line in ["compare late.toml --replications 20 --out a", "report a"] {
        let said = ended(&folder, line, 0);
        let plain: String = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            plain.contains(
                "comes after the launch or behind the horizon in 100 % (One), 100 % (Other)"
            ),
            "{said}"
        );
        assert!(plain.contains("did you mean a fixed launch date?"), "{said}");
    }
}

/// Everything takes no time but an hour's way: nothing varies, and a target of precision is met, or it is said why
/// it is not.
#[test]
fn a_target_is_met_or_it_is_said_why_not() {
    let plain = TIE.replace("{ low = \"2h\", likely = \"3h\", high = \"9h\" }", "\"1h\"");
    let folder = folder_of("plain.toml", &plain);
    let few = "compare plain.toml --precision 2% --max-replications 60 --out a --no-charts";
    assert!(ended(&folder, few, 3).contains("60 replications are too few for an interval of it"));
    let enough = "compare plain.toml --precision 2% --max-replications 200 --out b --no-charts";
    assert!(ended(&folder, enough, 0).contains("Target met"));
}
