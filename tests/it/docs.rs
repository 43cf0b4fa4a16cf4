//! Documents that are made by commands are what the commands make; links lead somewhere; the shipped
//! scenarios are whole.

use flowcast::plan::compile_all;
use flowcast::scenario::Document;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn said(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_flowcast")).args(arguments).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Files of a folder with an ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == ending));
    paths.sort();
    paths
}

#[test]
fn the_catalogue_of_metrics_is_up_to_date() {
    let written = read("docs/METRICS.md");
    let made = said(&["metrics", "--format", "markdown"]);
    assert!(
        written.ends_with(&made),
        "make it again: flowcast metrics --format markdown, below the first paragraph"
    );
}

/// The figures of practices are printed from the one table that the program reads.
#[test]
fn the_table_of_practices_is_up_to_date() {
    let table = flowcast::model::Practice::markdown();
    let page = read("docs/PRACTICES.md");
    if std::env::var_os("FLOWCAST_RECORD_PRACTICES").is_some() {
        let head = page.split("| figure |").next().unwrap_or_default();
        fs::write(root().join("docs/PRACTICES.md"), head.to_owned() + &table).unwrap();
        return;
    }
    assert!(
        page.ends_with(&table),
        "make it again: FLOWCAST_RECORD_PRACTICES=1 cargo test table_of_practices"
    );
}

#[test]
fn the_schema_is_up_to_date() {
    assert_eq!(
        read("docs/scenario.schema.json"),
        said(&["schema"]),
        "make it again: flowcast schema"
    );
}

#[test]
fn every_shipped_scenario_loads_runs_and_points_at_the_schema() {
    let scenarios = files("scenarios", "toml");
    assert!(scenarios.len() >= 12);
    for path in scenarios {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        assert!(text.starts_with("#:schema ../docs/scenario.schema.json\n"), "{name}");
        let scenario = Document::parse(&name, &text)
            .and_then(|document| document.resolve())
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let plans =
            compile_all(&scenario).unwrap_or_else(|refusals| panic!("{name}: {refusals:?}"));
        assert_eq!(plans.len(), scenario.models.len(), "{name}");
    }
}

#[test]
fn every_shipped_scenario_is_a_template() {
    let listed = said(&["init", "--list"]);
    for path in files("scenarios", "toml") {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(listed.contains(&name), "{name} is not in `flowcast init --list`");
    }
}

/// Every relative link in a document of the project leads to a file.
#[test]
fn links_lead_somewhere() {
    let mut documents = files("docs", "md");
    documents.extend(files(".", "md"));
    let mut broken = Vec::new();
    for document in documents {
        let text = fs::read_to_string(&document).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            let outside = target.contains("://") || target.starts_with('#');
            if !outside && !document.parent().unwrap().join(file).exists() {
                broken.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The blocks of the README below its marks are what its commands print.
#[test]
fn the_readme_shows_what_its_commands_print() {
    const AGREEMENTS: [&str; 4] = [
        "--set",
        "models.\"Sequential Cascade\".release=item",
        "--set",
        "models.\"Sequential Cascade\".approval.sessions=on-demand",
    ];
    let readme = read("README.md");
    assert!(AGREEMENTS.iter().all(|argument| readme.contains(argument)));
    for (mark, changed) in [("results", &[][..]), ("two agreements", &AGREEMENTS)] {
        let shown = readme.split(&format!("<!-- {mark} -->")).nth(1).unwrap();
        let shown = shown.split("```").nth(1).unwrap().strip_prefix("text\n").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_flowcast"))
            .args(["compare", "scenarios/product-launch.toml", "--no-charts", "--out"])
            .arg(folder.path().join("results"))
            .args(changed)
            .env("COLUMNS", "124")
            .current_dir(root())
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let missing: Vec<&str> =
            shown.lines().filter(|line| !printed.lines().any(|l| l.trim_end() == *line)).collect();
        assert!(
            shown.lines().count() > 20 && missing.is_empty(),
            "{mark}, not printed: {missing:#?}"
        );
    }
}

/// The page that says which test proves which promise names tests that exist.
#[test]
fn promises_name_tests_that_exist() {
    let promises = read("tests/promises.md");
    assert!(read("docs/VALIDATION.md").ends_with(&promises), "make docs/VALIDATION.md again");
    let named =
        |text: &str| text.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let mut missing = Vec::new();
    for row in promises.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let tests: Vec<String> =
            named(row).into_iter().filter(|name| name.contains("::")).collect();
        assert!(!tests.is_empty(), "{row}");
        for name in tests {
            let (place, test) = name.split_once("::").unwrap();
            let file =
                if place.contains('/') { place.to_owned() } else { format!("tests/it/{place}.rs") };
            if !read(&file).contains(&format!("fn {test}(")) {
                missing.push(name);
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}
