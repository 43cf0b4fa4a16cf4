//! The page as a whole: complete, escaped, the same every time.

use super::*;
use crate::metric::METRICS;
use crate::record::Status;
use crate::study::ModelRuns;
use crate::study::archive::{ModelStatus, Source as ScenarioSource};
use std::collections::BTreeMap;

const HOSTILE: &str = "</script><script>alert(\"1\")</script>";

fn study(names: &[&str], replications: usize) -> Study {
    let models = names.iter().enumerate().map(|(index, name)| {
        let mut runs = ModelRuns::new(name, 0);
        for replication in 0..replications {
            let mut row = vec![None; METRICS.len()];
            row[0] = Some(100.0 + 50.0 * index as f64 + replication as f64);
            runs.push_values(Status::Launched, &row);
        }
        runs
    });
    Study {
        scenario: HOSTILE.to_owned(),
        seed: 9,
        replications: replications as u32,
        baseline: 0,
        teams: Vec::new(),
        models: models.collect(),
        deadline_h: Some(140.0),
        live_days: None,
    }
}

fn manifest(study: &Study) -> Manifest {
    Manifest {
        flowcast: "9.8.7".to_owned(),
        stream_version: 6,
        command: ["flowcast", "compare", "a b.toml"].map(str::to_owned).into(),
        scenario: ScenarioSource {
            name: study.scenario.clone(),
            file: "a b.toml".to_owned(),
            sha256: "0123456789abcdef".repeat(4),
            set: vec!["teams.x.people=2".to_owned()],
            text: format!("# {HOSTILE}"),
        },
        seed: study.seed,
        first_replication: 0,
        replications: study.replications,
        baseline: study.models[study.baseline].name.clone(),
        deadline_h: study.deadline_h,
        horizon_h: 1000.0,
        live_days: None,
        teams: Vec::new(),
        models: study.models.iter().map(ModelStatus::of).collect(),
        precision: None,
        files: BTreeMap::new(),
    }
}

fn story(stress: bool) -> Story {
    Story {
        description: HOSTILE.to_owned(),
        assumptions: vec!["sensitivity 0.5 (default, an assumption)".to_owned()],
        warnings: vec![HOSTILE.to_owned()],
        models: vec![HOSTILE.to_owned()],
        stress,
        ..Story::default()
    }
}

fn made(study: &Study, story: &Story, decomposition: Option<Markup>) -> String {
    let manifest = manifest(study);
    page(&Source { study, manifest: &manifest, story, decomposition }).expect("page")
}

#[test]
fn no_name_becomes_an_element() {
    let page = made(&study(&["A", HOSTILE], 30), &story(true), None);
    assert!(!page.contains("<script>alert"));
    // The launch data, and the script at the end.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)"));
}

#[test]
fn nothing_but_hashes_is_allowed() {
    let page = made(&study(&["A", "B"], 30), &story(false), None);
    assert!(page.contains("default-src 'none'; script-src 'sha256-"));
    for reference in [
        "http-equiv=\"refresh",
        "src=\"",
        "@import",
        "url(",
        "style=\"",
        "onclick",
        "<link",
        "<img",
    ] {
        assert!(!page.contains(reference), "{reference}");
    }
    // The only addresses are names of namespaces.
    let addresses = page.match_indices("http://").chain(page.match_indices("https://"));
    assert!(
        addresses.into_iter().all(|(at, _)| page[at..].starts_with("http://www.w3.org/2000/svg"))
    );
}

#[test]
fn the_fine_print_is_always_there() {
    let page = made(&study(&["A", "B"], 30), &story(false), None);
    for said in [
        "sensitivity 0.5 (default, an assumption)",
        "Not modelled",
        "flowcast compare 'a b.toml'",
        "9.8.7",
        "0123456789abcdef",
        "teams.x.people=2",
        "Intervals cover simulation noise only",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("STRESS-DES"));
}

#[test]
fn the_checklist_has_its_twenty_items() {
    let page = made(&study(&["A", "B"], 30), &story(true), None);
    let numbers =
        ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2", "3.3", "3.4"];
    let later = ["4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1"];
    assert_eq!(numbers.len() + later.len(), 20);
    for number in numbers.into_iter().chain(later) {
        assert_eq!(page.matches(&format!("<th scope=\"row\">{number} ")).count(), 1, "{number}");
    }
    assert!(page.contains("Not provided by the author."));
}

#[test]
fn small_and_empty_studies_have_a_page() {
    for (names, replications) in [(&["A"][..], 1), (&["A"], 0), (&["A", "B"], 0), (&["A", "B"], 1)]
    {
        let page = made(&study(names, replications), &story(false), None);
        assert!(
            page.contains("The fine print") && !page.contains("NaN"),
            "{names:?} {replications}"
        );
    }
}

#[test]
fn a_decomposition_has_a_place() {
    let study = study(&["A", "B"], 30);
    assert!(!made(&study, &story(false), None).contains("Which lever did it?"));
    let page = made(&study, &story(false), Some(html! { p { "release: 12 days" } }));
    assert!(page.contains("Which lever did it?") && page.contains("release: 12 days"));
}

#[test]
fn every_anchor_leads_somewhere() {
    let page = made(&study(&["A", "B"], 30), &story(true), None);
    let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    let missing: Vec<&str> = targets.filter(|id| !page.contains(&format!("id=\"{id}\""))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
