//! The page as a whole: complete, escaped, the same every time.

use super::html;
use crate::analysis::Analysis;
use crate::analysis::fixture;
use crate::metric::METRICS;
use crate::record::Status;
use crate::report::chart;
use crate::report::comparison;
use crate::report::experiments::account::{Account, Share, WhichLever};
use crate::report::material::Material;
use crate::report::stored::Stored;
use crate::report::story::Story;
use crate::stats::Interval;
use crate::store::manifest::{Comparison, Manifest, Question, Source as ScenarioSource};
use crate::study::ModelRuns;
use crate::study::Study;
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
        deadline_h: Some(140.0),
        ..fixture::study(models.collect())
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
            files: BTreeMap::new(),
        },
        seed: study.seed,
        replications: study.replications,
        question: Question::Compare(Box::new(Comparison::of(study, 1000.0, None))),
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

fn made(study: &Study, story: &Story, lever: Option<&WhichLever>) -> String {
    let (analysis, manifest) = (&Analysis::of(study.clone()), &manifest(study));
    let charts = &chart::all(study);
    let material = Material {
        analysis,
        horizon_h: 1000.0,
        manifest,
        story,
        lever,
        smallest: None,
        freeze: None,
        names: &chart::Names::of(study),
        charts,
        verbose: false,
    };
    html::render(&comparison::document(&material)).expect("page")
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
    let once = "<li>Intervals cover simulation noise only, not errors in the inputs.</li>";
    assert_eq!(page.matches(once).count(), 1);
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
        assert_eq!(
            page.matches(&format!("<th scope=\"row\"><bdi>{number} ")).count(),
            1,
            "{number}"
        );
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
    let unasked = made(&study, &story(false), None);
    assert!(unasked.contains("Which lever did it?") && unasked.contains("flowcast decompose"));
    let why = WhichLever::Unknown("A and B set every lever alike.".to_owned());
    assert!(made(&study, &story(false), Some(&why)).contains("set every lever alike"));
    let page = made(&study, &story(false), Some(&WhichLever::Known(Box::new(account()))));
    // 40 days less 12 days, of which release makes all but one.
    assert!(page.contains(
        "changes the mean cycle time by -12.0 days (-13.0 to -11.0), from 40.0 to 28.0 days"
    ));
    assert!(page.contains("Most of it is switching release: 13.0 days earlier"));
    assert!(page.contains("Against it works switching &lt;b&gt;: 1.0 days later"), "{page}");
    assert!(!page.contains("<b>"));
}

/// From 40 to 28 days: -13 by one lever, +1 by the other.
fn account() -> Account {
    let ticks = |days: f64| (days * 24.0 * 1e6) as i64;
    let ci = |days: f64, half: f64| Some(Interval::around(24.0 * days, 24.0 * half));
    let share = |lever: &str, before: &str, after: &str, days: f64| Share {
        lever: lever.to_owned(),
        words: format!("switching {lever}"),
        before: before.to_owned(),
        after: after.to_owned(),
        ticks: ticks(days),
        ci: ci(days, 0.5),
        none_seen: None,
        through: Vec::new(),
    };
    let parts = vec![share("release", "phase", "item", -13.0), share("<b>", "0", "1", 1.0)];
    Account {
        scenario: HOSTILE.to_owned(),
        from: "A".to_owned(),
        to: "B".to_owned(),
        metric: crate::metric::CYCLE_TIME,
        seed: 9,
        n: 30,
        of: 30,
        mixtures: 4,
        launched: [crate::analysis::launches::Launched { count: 30, of: 30 }; 2],
        late: Vec::new(),
        alone_launched: Vec::new(),
        complete: true,
        averaged: false,
        start: Some(ticks(40.0)),
        end: Some(ticks(28.0)),
        ci: ci(-12.0, 1.0),
        none_seen: None,
        alone: parts.clone(),
        parts,
    }
}

#[test]
fn what_was_kept_of_a_decomposition_reads_back() {
    let kept = WhichLever::Known(Box::new(account()));
    assert_eq!(WhichLever::parse(kept.to_json().as_bytes()), Ok(kept.clone()));
    let unknown = kept.to_json().replace("cycle_time_h", "none");
    assert!(WhichLever::parse(unknown.as_bytes()).is_err());
}

#[test]
fn every_anchor_leads_somewhere() {
    let page = made(&study(&["A", "B"], 30), &story(true), None);
    let targets = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next());
    let missing: Vec<&str> = targets.filter(|id| !page.contains(&format!("id=\"{id}\""))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn a_decomposition_speaks_of_launches_first() {
    let of = |count| crate::analysis::launches::Launched { count, of: 100 };
    let few = Account {
        complete: false,
        n: 30,
        of: 100,
        launched: [of(35), of(100)],
        alone_launched: vec![of(36), of(99)],
        ..account()
    };
    let said = crate::report::experiments::which::said(&few);
    let launches = "Not all replications were launched: 35 of 100 under A, 100 of 100 under B; under A with one \
                    lever alone: switching release 36, switching <b> 99. What follows is of the 30 of 100 replications";
    assert!(said.starts_with(launches), "{said}");
}

#[test]
fn a_decomposition_names_both_models_the_whole_and_the_largest_effects_either_way() {
    use crate::report::experiments::which::{headline, said};
    assert_eq!(
        headline(&account()),
        "B instead of A: 12.0 days earlier; switching release: 13.0 days earlier; switching <b>: 1.0 days later"
    );
    // 4 days later by one and 5 earlier by the other would be 1 day earlier; here a third lever, not told, gives the rest.
    let mut mixed = account();
    let ticks = |days: i64| days * 24_000_000;
    mixed.end = mixed.start.map(|start| start - ticks(1));
    mixed.ci = Some(Interval::around(-24.0, 12.0));
    for (part, days) in mixed.parts.iter_mut().zip([-3, 4]) {
        part.ticks = ticks(days);
        part.ci = Some(Interval::around(24.0 * days as f64, 12.0));
    }
    let title = headline(&mixed);
    assert!(
        title.starts_with("B instead of A: 1.0 days earlier; switching <b>: 4.0 days later; "),
        "{title}"
    );
    let said = said(&mixed);
    assert!(!said.contains("Most of it"), "{said}");
    assert!(said.find("Against it works") < said.find("Towards it works"), "{said}");
}
