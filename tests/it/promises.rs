//! Promises about all outputs at once: what changes no number, what each folder says of itself, what each
//! report admits.

use crate::command::{SMALL, files, folder, run_line};
use std::fs;
use std::path::{Path, PathBuf};

fn numbers(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files(folder, ".csv")
}

/// Commands that leave results, and the folder of each.
const COMMANDS: [(&str, &str); 8] = [
    ("compare small.toml", "small"),
    ("trace small.toml --model Plain", "small/trace-plain-0"),
    ("decompose small.toml --from Plain --to =Weekly", "small/decompose"),
    (
        "breakeven small.toml --vary teams.design.people=1..2 --between Plain,=Weekly",
        "small/breakeven",
    ),
    ("sensitivity small.toml --trajectories 2", "small/sensitivity"),
    ("diagnose small.toml --models", "small/diagnose-models"),
    ("improve small.toml --max-changes 0 --goal cost", "small/improve"),
    ("sweep small.toml --vary teams.design.people=1..2", "small/sweep"),
];

#[test]
fn charts_and_reports_change_no_number() {
    let folder = folder();
    let of = |options: &str, out: &str| {
        let ended = run_line(folder.path(), &format!("compare small.toml --out {out} {options}"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        numbers(&folder.path().join(out))
    };
    let plain = of("--no-charts -q", "plain");
    assert!(plain.len() >= 5);
    assert_eq!(of("--png --report --stress", "all"), plain);
    assert_eq!(of("--format json --verbose", "json"), plain);
}

/// The rows of each model are the same wherever it stands in the file.
#[test]
fn the_order_of_models_changes_no_number() {
    let (facts, models) = SMALL.split_once("[[models]]").unwrap();
    let (models, study) = models.split_once("[study]").unwrap();
    let (plain, weekly) = models.split_once("[[models]]").unwrap();
    let turned = format!("{facts}[[models]]{weekly}\n[[models]]{plain}\n[study]{study}");
    let folder = folder();
    fs::write(folder.path().join("turned.toml"), turned).unwrap();
    let rows = |stem: &str| {
        assert_eq!(run_line(folder.path(), &format!("compare {stem}.toml -q --no-charts")).code, 0);
        let path = folder.path().join("output").join(stem).join("replications.csv");
        let text = fs::read_to_string(path).unwrap();
        let mut rows: Vec<String> = text.lines().map(str::to_owned).collect();
        rows.sort();
        rows
    };
    let (one, other) = (rows("small"), rows("turned"));
    assert_eq!(one.len(), 21);
    assert_eq!(one, other);
}

#[test]
fn every_folder_says_what_made_it() {
    let folder = folder();
    for (line, out) in COMMANDS {
        assert_eq!(run_line(folder.path(), line).code, 0, "{line}");
        let path = folder.path().join("output").join(out).join("manifest.json");
        let manifest: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        assert_eq!(manifest["flowcast"], env!("CARGO_PKG_VERSION"), "{line}");
        assert_eq!(manifest["stream_version"], flowcast::draws::STREAM_VERSION, "{line}");
        assert_eq!(manifest["seed"], 1, "{line}");
        assert_eq!(manifest["scenario"]["text"], SMALL, "{line}");
        let hash = flowcast::digest::sha256(SMALL.as_bytes());
        assert_eq!(manifest["scenario"]["sha256"], hash, "{line}");
        let command: Vec<&str> = std::iter::once("flowcast").chain(line.split(' ')).collect();
        assert_eq!(manifest["command"], serde_json::json!(command), "{line}");
    }
}

/// Whatever shows an interval says what it covers. A trace shows none.
#[test]
fn every_report_says_what_its_intervals_cover() {
    let folder = folder();
    let shown = COMMANDS.iter().filter(|(_, out)| !out.contains("trace"));
    for (line, _) in shown {
        for form in ["table", "markdown"] {
            let ended = run_line(folder.path(), &format!("{line} --format {form}"));
            let said = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("simulation noise"), "{line} {form}: {}", ended.out);
        }
    }
    run_line(folder.path(), "compare small.toml -q --report");
    for name in ["report.html", "summary.md"] {
        let text = fs::read_to_string(folder.path().join("output/small").join(name)).unwrap();
        assert!(text.contains("simulation noise only"), "{name}");
        assert!(text.contains("assumption"), "{name}");
    }
}
