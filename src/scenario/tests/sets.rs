//! `--set`, paths, and places of problems found later.

use super::{EXAMPLE, SMALL};
use crate::model::Scenario;
use crate::scenario::{Document, Problems, load, split_set};
use crate::time::{DAY, Elapsed, HOUR, MINUTE, WEEK, Work};

fn with(text: &str, sets: &[&str]) -> Result<Scenario, Problems> {
    let sets: Vec<(String, String)> = sets.iter().map(|set| split_set(set).unwrap()).collect();
    load("test.toml", text, &sets)
}

fn set(text: &str, sets: &[&str]) -> Scenario {
    with(text, sets).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// Where no path is near, none is suggested.
#[test]
fn a_far_path_is_not_suggested() {
    let document =
        Document::parse("test.toml", &SMALL.replace("schema = 1", "schema = 2")).unwrap();
    let sets = [("practices.broker.lank".to_owned(), "0.1".to_owned())];
    let found = document.with(&sets).and_then(|document| document.resolve()).unwrap_err();
    let said = found.render(false);
    assert!(said.contains("allowed are `link`, `person`, `maturity`"), "{said}");
    assert!(!said.contains("nearest"), "{said}");
}

#[test]
fn values_are_set_by_the_path_they_have_in_the_file() {
    let scenario = set(
        EXAMPLE,
        &[
            "teams.legal.people=2",
            "teams.design.switch_cost = 30m",
            "changes.\"feature change\".probability=0",
            "handoffs.latency=4h",
            "study.replications=10",
            "correlation=0.5",
            "models.\"Parallel Synchronization\".syncs.weekly.length=15m",
            "models[0].maturity_required=0.6",
            "deliverables.'hero video'.size=2",
            "fatigue.per_sync=0.1",
            "broker.team=brand",
            "streams.approval.reviewers.legal.reject=[0.5, 0.25]",
        ],
    );
    let facts = &scenario.facts;
    assert_eq!(facts.teams[2].people, 2);
    assert_eq!(facts.teams[0].person.switch_cost, Work(30 * MINUTE));
    assert_eq!(facts.changes[0].probability, 0.0);
    assert_eq!(facts.handoff(0, 1).latency.constant(), Some(4.0 * HOUR as f64));
    assert_eq!(scenario.study.replications, 10);
    assert_eq!(facts.correlation, 0.5);
    assert_eq!(scenario.models[1].syncs[0].length, Work(15 * MINUTE));
    assert_eq!(scenario.models[0].maturity_required, Some(0.6));
    assert_eq!(facts.deliverables[1].size, 2.0);
    assert_eq!(facts.fatigue.per_sync, 0.1);
}

#[test]
fn a_sync_that_only_the_preset_has_can_be_set() {
    let text = EXAMPLE.split("[[models]]").next().unwrap_or_default();
    let sets = ["models.agile-sprints.syncs.standup.every=2d", "models[4].syncs.sprint.length=1h"];
    let text = format!("{text}\n[[models]]\nname = \"x\"\npreset = \"agile-sprints\"\n");
    let sets = sets.map(|set| set.replace("agile-sprints", "x").replace("[4]", "[0]"));
    let scenario = set(&text, &[&sets[0], &sets[1]]);
    let syncs = &scenario.models[0].syncs;
    assert_eq!((syncs[0].every, syncs[0].length), (Elapsed(2 * DAY), Work(15 * MINUTE)));
    assert_eq!((syncs[1].every, syncs[1].length), (Elapsed(2 * WEEK), Work(HOUR)));
    let wrong = with(&text, &["models.x.syncs.stand-up.every=2d"]);
    assert!(wrong.is_err(), "a slip must not found a new sync");
}

#[test]
fn a_missing_table_is_made_where_it_belongs() {
    let scenario = set(SMALL, &["fatigue.per_rework=0.25"]);
    assert_eq!(scenario.facts.fatigue.per_rework, 0.25);
}

#[test]
fn models_that_the_file_does_not_write_can_be_set() {
    let text = EXAMPLE.split("[[models]]").next().unwrap_or_default();
    let scenario = set(text, &["models.\"Adaptive Mesh\".maturity_required=0.25"]);
    assert_eq!(scenario.models[2].maturity_required, Some(0.25));
    assert_eq!(scenario.models.len(), 5);
    let hub = set(text, &["models.\"Hub-and-Spoke\".broker.effort=1h", "broker.team=brand"]);
    assert_eq!(hub.models.len(), 6);
}

#[test]
fn wrong_paths_name_the_nearest_ones() {
    let said = |sets: &[&str]| with(EXAMPLE, sets).unwrap_err().render(false);
    let team = said(&["teams.legl.people=2"]);
    assert!(team.contains("unknown team `legl`"), "{team}");
    assert!(team.contains("did you mean `legal`?"), "{team}");
    assert!(team.contains("given by --set"), "{team}");
    let key = said(&["teams.legal.poeple=2"]);
    assert!(key.contains("did you mean `people`"), "{key}");
    assert!(key.contains("--> --set:1:13"), "{key}");
    let table = said(&["strams.creative.flaw=0"]);
    assert!(table.contains("`streams.creative.flaw`"), "{table}");
    let element = said(&["models.\"Adaptive Mesh\".intake=immediate"]);
    assert!(element.contains("`Mesh build, gated approval`"), "{element}");
    let index = said(&["models[3].intake=immediate"]);
    assert!(index.contains("no element `3`"), "{index}");
    let below = said(&["correlation.x=1"]);
    assert!(below.contains("nothing below this value"), "{below}");
    for path in ["", ".", "a..b", "a[", "a[x]", "\"a", "a.", "a\"b\"c[1]d"] {
        let set = (path.to_owned(), "1".to_owned());
        assert!(load("test.toml", EXAMPLE, &[set]).is_err(), "{path}");
    }
}

#[test]
fn wrong_values_are_refused_as_in_a_file() {
    let problems = with(EXAMPLE, &["teams.legal.people=0", "correlation=15"]).unwrap_err();
    let text = problems.render(false);
    assert!(text.contains("correlation=15") && text.contains("write 0.15, not 15"), "{text}");
    let paths: Vec<&str> = problems.list().iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["teams.legal.people", "correlation"]);
}

#[test]
fn a_set_is_split_at_the_first_equals_sign_outside_quotes() {
    let split = |text: &str| split_set(text);
    let pair = |key: &str, value: &str| Some((key.to_owned(), value.to_owned()));
    assert_eq!(split("a.b=c=d"), pair("a.b", "c=d"));
    assert_eq!(split("models.\"x=y\".start = final"), pair("models.\"x=y\".start", "final"));
    assert_eq!(split("a.b"), None);
}

#[test]
fn paths_list_what_can_be_set_with_its_value() {
    let document = Document::parse("test.toml", EXAMPLE).unwrap();
    let paths = document.paths();
    let value = |path: &str| {
        paths.iter().find(|setting| setting.path == path).map(|setting| setting.value.as_str())
    };
    assert_eq!(value("teams.legal.people"), Some("1"));
    assert_eq!(value("streams.creative.effort.low"), Some("\"6h\""));
    assert_eq!(value("streams.approval.reviewers.legal.reject"), Some("[0.2, 0.1]"));
    assert_eq!(value("models.\"Parallel Synchronization\".syncs.weekly.detect"), Some("0.3"));
    assert_eq!(value("handoffs.between[0].sensitivity"), Some("0.8"));
    for setting in &paths {
        let same = document.with(&[(setting.path.clone(), setting.value.clone())]);
        assert!(same.and_then(|document| document.resolve()).is_ok(), "{setting:?}");
    }
}

#[test]
fn a_problem_found_later_points_at_the_longest_known_part_of_its_path() {
    let document = Document::parse("test.toml", SMALL).unwrap();
    let line = |path: &str| document.problem_at(path, "a circle", "").line;
    let at = |passage: &str| SMALL[..SMALL.find(passage).unwrap()].matches('\n').count() + 1;
    assert_eq!(line("models[1].visibility"), at("visibility = "));
    assert_eq!(line("models[1].release"), at("[[models]]\nname = \"meeting\""));
    assert_eq!(line("models[1].syncs[0].every"), at("syncs = "));
    assert_eq!(line("streams.post.effort"), at("effort = \"1h\"\nneeds"));
    assert_eq!(line("nowhere.at.all"), 1);
    let problem = document.problem_at("models[1].release", "a circle", "use item");
    assert_eq!(problem.path, "models[1].release");
    let text = Problems::from(problem).render(false);
    assert!(text.contains("error: a circle") && text.contains("use item"), "{text}");
    let head = SMALL.split("[[models]]").next().unwrap_or_default();
    let document = Document::parse("test.toml", head).unwrap();
    assert_eq!(document.problem_at("models[1].release", "a circle", "").line, 1);
}
