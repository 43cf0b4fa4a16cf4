//! The rules of the simulation, each by a scenario in which nothing is random, worked out by hand.
//!
//! Every file of `tests/semantics` derives in its first comments what happens, in hours from the start,
//! and states what follows from it:
//!
//! * `# expect MODEL: METRIC = VALUE, ...` — metrics by their column names, `TEAM.METRIC` or `TEAM (PART).METRIC` for
//!   those of a team, `DELIVERABLE.METRIC` (with `count`: by its first instance's name), `status` for how it ended;
//!   `none` is a value that does not exist;
//! * `# refuse: WORDS` — the scenario must be refused, with a message that contains these words.

use crate::runs::{breaches, load, people, traced};
use flowcast::metric::{DELIVERABLE_METRICS, METRICS, TEAM_METRICS, find};
use flowcast::plan::Plan;
use flowcast::record::{Record, Status};
use std::path::Path;

/// Nothing is random, so no seed may matter.
const SEEDS: [u64; 3] = [1, 2, 20_260_302];

/// Hours are compared to this, relative: decimals in the files are rounded.
const TOLERANCE: f64 = 1e-9;

#[test]
fn every_scenario_runs_as_derived() {
    let failures: Vec<String> =
        files().iter().flat_map(|(name, text)| failures(name, text)).collect();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

/// A folder that is not found must not pass for one in which nothing fails.
#[test]
fn the_scenarios_are_there() {
    let count = files().len();
    assert!(count >= 50, "only {count} scenarios were found");
}

/// A value that is off, a metric that does not exist, an expectation for nobody: each must be noticed.
#[test]
fn wrong_expectations_are_noticed() {
    let text = r#"schema = 1
name = "one task"
calendar = "always"
teams = { a = {} }
streams = [{ name = "A", team = "a", effort = "3h" }]
deliverables = [{ name = "x" }]
models = [{ name = "plain" }]
"#;
    let noticed = |line: &str| failures("test", &format!("{line}\n{text}")).len();
    assert_eq!(noticed("# expect plain: cycle_time_h = 3, a.utilisation = 1"), 0);
    assert!(noticed("# expect plain: cycle_time_h = 3.00001") > 0);
    assert!(noticed("# expect plain: cycle_time_h = none") > 0);
    assert!(noticed("# expect plain: approval_turnaround_h = 0") > 0);
    assert!(noticed("# expect plain: a.utilisation = 0.5") > 0);
    assert!(noticed("# expect plain: cycle_time_h = 3, status = censored") > 0);
    assert!(noticed("# expect plain: circle_time_h = 3") > 0);
    assert!(noticed("# expect plane: cycle_time_h = 3") > 0);
    assert!(noticed("# refuse: anything") > 0);
    assert!(noticed("") > 0);
}

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/semantics");
    let entries = std::fs::read_dir(&folder).expect("tests/semantics is part of the repository");
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let mut paths: Vec<_> = paths.filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("a readable file"))
    };
    paths.iter().map(read).collect()
}

/// All that differs from what a file says.
fn failures(name: &str, text: &str) -> Vec<String> {
    let refusals: Vec<&str> = lines(text, "# refuse: ").collect();
    let expectations: Vec<&str> = lines(text, "# expect ").collect();
    let found = match load(name, text) {
        Err(message) if refusals.is_empty() => vec![message],
        Err(message) => refusals
            .iter()
            .filter(|words| !message.contains(**words))
            .map(|words| format!("refused without the words `{words}`: {message}"))
            .collect(),
        Ok(_) if !refusals.is_empty() => vec!["accepted, but should be refused".to_owned()],
        Ok(_) if expectations.is_empty() => vec!["expects nothing".to_owned()],
        Ok((_, plans)) => expectations.iter().flat_map(|line| disappointed(&plans, line)).collect(),
    };
    found.into_iter().map(|failure| format!("{name}: {failure}")).collect()
}

fn lines<'a>(text: &'a str, prefix: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix(prefix))
}

/// What one `# expect` line says and does not come true under some seed.
fn disappointed(plans: &[Plan], line: &str) -> Vec<String> {
    let Some((model, items)) = line.split_once(": ") else {
        return vec![format!("no model in `{line}`")];
    };
    let Some(plan) = plans.iter().find(|plan| plan.model == model) else {
        return vec![format!("no model `{model}`")];
    };
    let mut found = Vec::new();
    for seed in SEEDS {
        let (record, trace) = traced(plan, seed, 0);
        found.extend(breaches(plan, &record, &trace));
        found.extend(items.split(", ").filter_map(|item| wrong(plan, &record, item)));
        if !items.contains("status = ") && !items.contains("cycle_time_h = none") {
            found.extend(wrong(plan, &record, "status = launched"));
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().map(|failure| format!("{model}: {failure}")).collect()
}

/// What is wrong with one `METRIC = VALUE`.
fn wrong(plan: &Plan, record: &Record, item: &str) -> Option<String> {
    let Some((name, expected)) = item.split_once(" = ") else {
        return Some(format!("no value in `{item}`"));
    };
    if name == "status" {
        let got = record.status.map_or("none", Status::name);
        return (got != expected).then(|| format!("status: expected {expected}, got {got}"));
    }
    let got = match value(plan, record, name) {
        Ok(got) => got,
        Err(message) => return Some(message),
    };
    let agrees = match (expected.parse::<f64>(), got) {
        (Ok(expected), Some(got)) => (expected - got).abs() <= TOLERANCE * expected.abs(),
        (Err(_), None) => expected == "none",
        _ => false,
    };
    let got = got.map_or("none".to_owned(), |got| got.to_string());
    (!agrees).then(|| format!("{name}: expected {expected}, got {got}"))
}

fn value(plan: &Plan, record: &Record, name: &str) -> Result<Option<f64>, String> {
    let Some((team, name)) = name.split_once('.') else {
        let index = find(name).ok_or_else(|| format!("no metric `{name}`"))?;
        return Ok((METRICS[index].value)(record));
    };
    if let Some(at) = plan.kinds().position(|kind| kind[0].name == team) {
        let metric = DELIVERABLE_METRICS.iter().find(|metric| metric.name == name);
        let metric = metric.ok_or_else(|| format!("no deliverable metric `{name}`"))?;
        return Ok((metric.value)(&record.deliverables[at]));
    }
    let found = plan.teams.iter().zip(people(plan, record)).find_map(|(crew, time)| {
        let own = crew.part.as_ref().map_or(String::new(), |part| format!(" ({part})"));
        let whole = crew.name.strip_suffix(&own) == Some(team);
        (crew.name == team).then_some(time).or(whole.then(|| record.teams[crew.of]))
    });
    let time = found.ok_or_else(|| format!("no team of that name for `{name}`"))?;
    let metric = TEAM_METRICS.iter().find(|metric| metric.name == name);
    let metric = metric.ok_or_else(|| format!("no team metric `{name}`"))?;
    Ok((metric.value)(&time))
}
