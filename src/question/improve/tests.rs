//! Settings against the text that says the same, and menus without exploits.

use super::menu::menu;
use super::{Allow, space};
use crate::metric::METRICS;
use crate::plan;
use crate::scenario::{Document, Variant};
use crate::study::{self, Unwatched};

/// Work and approval of several pieces, with chance, a hub, a change.
const SCENARIO: &str = r#"
schema = 2
name = "Small"
[practices]
[teams]
design = { people = 2, maturity = 0.5 }
copy = { people = 1, maturity = 0.5 }
legal = { people = 1, calendar = "desk" }
[calendars]
desk = "Tue 09:00-12:00, Thu 09:00-12:00"
[broker]
team = "copy"
[[streams]]
name = "brief"
team = "copy"
once = true
effort = "4h"
[[streams]]
name = "creative"
team = "design"
needs = ["brief"]
effort = { low = "2h", likely = "6h", high = "20h" }
flaw = 0.3
[[streams]]
name = "data"
team = "copy"
needs = ["creative"]
effort = { low = "1h", likely = "3h", high = "9h" }
[[streams]]
name = "approval"
kind = "approval"
needs = ["data"]
reviewers = [
    { team = "legal", effort = "20m", reject = 0.2, detect = 0.5 },
    { team = "copy", effort = "10m", reject = 0.1, detect = 0.2 },
]
revise = 0.3
[[deliverables]]
name = "page"
count = 2
[[deliverables]]
name = "post"
count = 3
size = 0.5
[handoffs]
latency = "2h"
[rework]
fix = 0.3
drift = 0.01
[[changes]]
name = "late"
stream = "creative"
within = ["1d", "5d"]
severity = 0.4
[study]
replications = 64
"#;

/// Every setting of one decision, from every preset: its plan is that of the text that `best.toml` would hold, and eight
/// replications are the same bit for bit. Without a decision it is the preset's own.
#[test]
fn a_setting_is_what_its_text_says_from_every_preset() {
    let document = Document::parse("x.toml", SCENARIO).unwrap();
    let scenario = document.resolve().unwrap();
    assert_eq!(scenario.models.len(), 6);
    for (from, model) in scenario.models.iter().enumerate() {
        let space = space(&document, &scenario, from, (1, Allow::default())).unwrap();
        assert!(space.settings.len() > 8, "{}", model.name);
        let text = |setting: &Vec<usize>| {
            let name = format!("setting {}", space.words(setting).join("; "));
            document.written(&space.variant(&name, setting)).unwrap()
        };
        let texts: Vec<String> = space.settings.iter().map(text).collect();
        let pasted = SCENARIO.replace("[study]", &format!("{}[study]", texts.concat()));
        let again = Document::parse("y.toml", &pasted).unwrap().resolve().unwrap();
        let plans = plan::compile_all(&again).unwrap();
        let run = |plans: &[plan::Plan]| study::run(&again, plans, 8, 3, &Unwatched).unwrap();
        let (ours, theirs) = (run(&space.plans), run(&plans));
        for (index, (ours, theirs)) in ours.models.iter().zip(&theirs.models).enumerate() {
            let name = &theirs.name;
            assert!(space.plans[index].runs_as(&plans[index]), "{} {name}", model.name);
            let same = |metric| {
                let bits = |value: Option<f64>| value.map(f64::to_bits);
                ours.metric(metric).map(bits).eq(theirs.metric(metric).map(bits))
            };
            assert!((0..METRICS.len()).all(same), "{} {name}", model.name);
        }
        let own = plan::compile_all(&scenario).unwrap();
        assert!(space.plans[0].runs_as(&own[from]), "{}", model.name);
    }
}

/// What the shipped menu proposes has no exploit in it: nobody is interrupted, nothing goes without a verdict, and every
/// meeting takes time.
#[test]
fn no_menu_of_a_shipped_scenario_holds_an_exploit() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let document = Document::parse("x.toml", &text).unwrap().with_practices().0;
        let Ok(scenario) = document.resolve() else { continue };
        for from in 0..scenario.models.len() {
            for edit in menu(&scenario, from, Allow::default()).0.iter().flat_map(|it| &it.edits) {
                for exploit in ["bypass", "patience", "on_demand", "sessions", "length = \"0"] {
                    assert!(!edit.contains(exploit), "{}: {edit}", path.display());
                }
                assert!(!edit.contains("every") || edit.contains("length"), "{edit}");
            }
        }
    }
}

/// What another model says of all handoffs in one line is one decision: three of them make it out of today's.
#[test]
fn three_decisions_make_the_mended_hybrid() {
    let text = include_str!("../../../scenarios/fundraising-misaligned-hybrid.toml");
    let document = Document::parse("x.toml", text).unwrap();
    let scenario = document.resolve().unwrap();
    let named = |name: &str| scenario.models.iter().position(|model| model.name == name).unwrap();
    let from = named("Misaligned hybrid");
    let space = space(&document, &scenario, from, (3, Allow::default())).unwrap();
    let mended = &plan::compile_all(&scenario).unwrap()[named("Mended hybrid")];
    let same = (0..space.plans.len()).find(|it| space.plans[*it].runs_as(mended));
    let mut words = space.words(&space.settings[same.expect("a setting")]);
    words.sort_unstable();
    let wanted = [
        "ask all reviewers at the same time",
        "hand over piece by piece everywhere",
        "tell of rework at a weekly meeting of an hour",
    ];
    assert_eq!(words, wanted);
}

/// A meeting cannot go alone where something waits for it, in the model or in its preset: that is no setting, and no error.
#[test]
fn what_waits_for_a_meeting_that_goes_is_no_setting() {
    let document = Document::parse("x.toml", SCENARIO).unwrap();
    let scenario = document.resolve().unwrap();
    let from = scenario.models.iter().position(|model| model.name == "Hybrid Flow").unwrap();
    let space = space(&document, &scenario, from, (1, Allow::default())).unwrap();
    let goes = space.menu.iter().position(|it| it.without.is_some()).unwrap();
    let plans = space.compile(&document, &[&[goes], &[]]).unwrap();
    assert_eq!([plans[0].is_some(), plans[1].is_some()], [false, true]);
}

/// `sessions` gives way to the list of the teams that are interrupted; a baseline that is a preset stands beside today's.
#[test]
fn what_is_written_can_be_read() {
    let own = "[[models]]\nname = \"Now\"\napproval = { route = \"serial\", sessions = \"calendar\" }\n[study]";
    let text = SCENARIO.replace("[study]", own);
    let document = Document::parse("x.toml", &text).unwrap();
    let scenario = document.resolve().unwrap();
    let allow = Allow { on_demand: true, ..Allow::default() };
    let space = space(&document, &scenario, 0, (1, allow)).unwrap();
    assert!(space.menu.iter().any(|it| it.words == "interrupt legal for reviews"));
    let named = SCENARIO.replace("[study]", "[study]\nbaseline = \"Adaptive Mesh\"");
    let document = Document::parse("x.toml", &named).unwrap();
    let base = "Hybrid Flow".to_owned();
    let best =
        document.written_beside(&Variant { name: "Best".to_owned(), base, edits: Vec::new() });
    let again = Document::parse("y.toml", &named.replace("[study]", &(best + "[study]"))).unwrap();
    let models = again.resolve().unwrap().models;
    let names: Vec<&str> = models.iter().map(|model| model.name.as_str()).collect();
    assert_eq!(names, ["Hybrid Flow", "Adaptive Mesh", "Best"]);
}
