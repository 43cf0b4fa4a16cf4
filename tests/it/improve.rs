//! `improve` where the answer is known by arithmetic.

use crate::command::{folder_of, run, run_line};
use std::fs;
use std::path::Path;

/// Two pieces, each 8 h of creative work and then 4 h of data work, one person each, no chance. As a whole: 16 + 8 =
/// 24 h. Piece by piece: 8 + 8 + 4 = 20 h. From the brief, with versions that never matter: 16 h.
const EXACT: &str = r#"
schema = 2
name = "Exact"
calendar = "always"
[practices]
scale = 0
[teams]
design = { people = 1, calendar = "always" }
analytics = { people = 1, calendar = "always" }
[[streams]]
name = "creative"
team = "design"
effort = "8h"
[[streams]]
name = "data"
team = "analytics"
needs = ["creative"]
effort = "4h"
[[deliverables]]
name = "piece"
count = 2
[handoffs]
sensitivity = 0
impact = 0
[[models]]
name = "Stages"
release = "phase"
[[models]]
name = "Other"
release = "item"
[study]
replications = 64
seed = 1
"#;

/// The rows of a file, without its header, as cells.
fn rows(folder: &Path, file: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(folder.join("out").join(file)).expect(file);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows = reader.records().map(|row| row.expect(file).iter().map(str::to_owned).collect());
    rows.collect()
}

fn answer(text: &str, line: &str) -> (tempfile::TempDir, String) {
    let folder = folder_of("x.toml", text);
    let ended = run_line(folder.path(), &format!("{line} --out out --threads 2"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    let words: Vec<&str> = ended.out.split_whitespace().collect();
    (folder, words.join(" "))
}

#[test]
fn a_path_without_chance_is_known_by_arithmetic() {
    let (folder, said) = answer(EXACT, "improve x.toml --from Stages");
    let path = rows(folder.path(), "path.csv");
    let found: Vec<(&str, f64)> =
        path.iter().map(|row| (row[1].as_str(), row[3].parse().unwrap())).collect();
    let brief = "start from the brief, beside creative";
    assert_eq!(found, [("Today: Stages", 24.0), (brief, 16.0)], "{said}");
    assert!(said.contains("one agreement: start from the brief"), "{said}");
    // Piece by piece takes 20 h, more coordination nobody pays for here: the front is what nothing beats.
    let front = rows(folder.path(), "front.csv");
    assert_eq!((front.len(), front[0][0].as_str()), (1, brief));
    let settings = rows(folder.path(), "settings.csv");
    let of = |words: &str| settings.iter().find(|row| row[1] == words).expect(words)[5].clone();
    assert_eq!(of("hand over piece by piece after creative").parse::<f64>().unwrap(), 20.0);
    assert!(settings.iter().all(|row| !row[1].contains("reviewers") && !row[1].contains("change")));
}

#[test]
fn the_model_that_is_found_runs_alike_in_the_file() {
    let (folder, _) = answer(EXACT, "improve x.toml --from Stages");
    let best = fs::read_to_string(folder.path().join("out/best.toml")).unwrap();
    let (before, study) = EXACT.split_once("[study]").unwrap();
    fs::write(folder.path().join("y.toml"), format!("{before}{best}[study]{study}")).unwrap();
    let ended = run_line(folder.path(), "compare y.toml --no-charts --out again");
    assert_eq!(ended.code, 0, "{}", ended.err);
    let text = fs::read_to_string(folder.path().join("again/summary.csv")).unwrap();
    let line = text.lines().find(|line| line.contains("Stages improved,cycle_time_h"));
    assert!(line.is_some_and(|line| line.contains(",16")), "{text}");
}

#[test]
fn threads_do_not_reach_the_files() {
    let folder = folder_of("x.toml", EXACT);
    for threads in [1, 2] {
        let line = format!("improve x.toml --no-charts --threads {threads} --out out{threads}");
        assert_eq!(run_line(folder.path(), &line).code, 0);
    }
    for file in ["settings.csv", "front.csv", "path.csv", "best.toml"] {
        let read = |out: &str| fs::read(folder.path().join(out).join(file)).unwrap();
        assert_eq!(read("out1"), read("out2"), "{file}");
    }
}

#[test]
fn who_is_on_time_stays_as_he_is() {
    let text = EXACT.replace("[practices]", "deadline = \"30h\"\n[practices]");
    let (_, said) = answer(&text, "improve x.toml --from Stages");
    assert!(said.contains("Stay with Stages"), "{said}");
    // 18 h: only an early start or the brief is in time, by one agreement.
    let text = text.replace("30h", "18h");
    let (folder, _) = answer(&text, "improve x.toml --from Stages");
    assert_eq!(rows(folder.path(), "path.csv").len(), 2);
    // 10 h: nothing is.
    let (_, said) = answer(&text.replace("18h", "10h"), "improve x.toml --from Stages");
    assert!(said.contains("None of them reaches 85 of 100"), "{said}");
}

#[test]
fn wrong_questions_of_improve_are_refused() {
    let folder = folder_of("x.toml", EXACT);
    for (option, value, why) in [
        ("--from", "Nobody", "no model"),
        ("--max-changes", "7", "--max-changes"),
        ("--goal", "nonsense", "no metric"),
        ("--goal", "cost, then escapes", "bound the others"),
        ("--goal", "ready", "is a share"),
        ("--within", "6", "is not a limit"),
        ("--goal", "on_time >= 0.9, then cost", "deadline"),
    ] {
        let ended = run(folder.path(), &["improve", "x.toml", option, value]);
        assert_eq!(ended.code, 2, "{value}: {}", ended.err);
        assert!(ended.err.contains(why), "{value}: {}", ended.err);
    }
}

#[test]
fn prices_by_hand_are_named_and_practices_added() {
    let text =
        EXACT.replace("release = \"phase\"\n", "release = \"phase\"\nmaturity_required = 0.3\n");
    let folder = folder_of("x.toml", &text);
    for line in ["improve x.toml --from Stages", "diagnose x.toml --model Stages"] {
        let ended = run_line(folder.path(), line);
        assert_eq!(ended.code, 2, "{line}: {}", ended.err);
        assert!(ended.err.contains("sets prices by hand: maturity_required"), "{}", ended.err);
    }
    let (folder, said) = answer(&EXACT.replace("[practices]\nscale = 0\n", ""), "improve x.toml");
    assert!(said.contains("The file has no [practices]"), "{said}");
    let best = fs::read_to_string(folder.path().join("out/best.toml")).unwrap();
    assert!(best.contains("# [practices]"), "{best}");
}
