//! Screening of functions whose effects are known, and which facts are found.

use super::morris::effects;
use super::tornado::swing;
use super::*;
use crate::analysis::fixture::{study, with_cycle_times};
use crate::scenario::Document;
use crate::study::Study;

const SCENARIO: &str = r#"
schema = 1
name = "Facts"
deadline = "2w"
[teams]
a = { people = 2, cost_per_hour = 50, maturity = 0.9 }
[[streams]]
name = "first"
team = "a"
effort = { low = "4h", likely = "5h", high = "10h" }
flaw = 0.1
[[streams]]
name = "check"
kind = "approval"
needs = ["first"]
revise = 0.4
reviewers = [{ team = "a", effort = "30m", reject = [0.2, 0.1], detect = 0 }]
[[deliverables]]
name = "x"
count = 3
size = 2
[rework]
fix = 0.3
[[models]]
name = "Mesh"
preset = "adaptive-mesh"
"#;

fn document() -> Document {
    Document::parse("facts.toml", SCENARIO).unwrap()
}

/// An interruption's range is 2 to 25 minutes, its default none: what is multiplied is what the file says.
#[test]
fn what_is_written_is_multiplied_not_its_default() {
    let text = SCENARIO.replace("maturity = 0.9", "maturity = 0.9, switch_cost = \"10m\"");
    let document = Document::parse("facts.toml", &text).unwrap();
    let factors = facts(&document, 0.0);
    let cost = factors.iter().find(|it| it.name == "teams.a.switch_cost").unwrap();
    let values = [cost.times(1.0), cost.times(2.0), cost.sets(0.0), cost.sets(1.0)];
    assert_eq!(values.map(|it| it[0].1.clone()), ["10m", "20m", "2m", "25m"]);
}

#[test]
fn every_uncertain_fact_is_a_factor_and_nothing_decided_is() {
    let factors = facts(&document(), 0.25);
    let names: Vec<&str> = factors.iter().map(|factor| factor.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "teams.a.maturity",
            "streams.first.effort",
            "streams.first.flaw",
            "streams.check.revise",
            "streams.check.reviewers.a.effort",
            "streams.check.reviewers.a.reject",
            "deliverables.x.size",
            "rework.fix",
            "handoffs.sensitivity",
            "handoffs.impact",
            "penalty",
            "rework.learning",
            "streams.check.rereview",
        ]
    );
    let pair = |path: &str, value: &str| (path.to_owned(), value.to_owned());
    assert_eq!(
        factors[1].sets(0.0),
        [
            pair("streams.first.effort.low", "3h"),
            pair("streams.first.effort.likely", "3.75h"),
            pair("streams.first.effort.high", "7.5h"),
        ]
    );
    assert_eq!(factors[5].sets(1.0), [pair("streams.check.reviewers.a.reject", "[0.25, 0.125]")]);
    // What is left at a default varies over the range of its evidence (docs/PRACTICES.md), not by a quarter.
    let ends = |factor: usize| [0.0, 1.0].map(|share| factors[factor].shown(share));
    assert_eq!(ends(8), ["0.2", "0.8"]);
    assert_eq!(ends(9), ["0.1", "0.5"]);
    assert_eq!(ends(10), ["0.5", "4"]);
    assert_eq!(ends(11), ["0.6", "1"]);
    assert_eq!(ends(12), ["0.3", "1"]);
    // One that the file gives varies over its range, too; outside it by a quarter.
    let given = |value: &str| {
        let text = SCENARIO.replace("revise = 0.4", &format!("revise = 0.4\nrereview = {value}"));
        let found = facts(&Document::parse("given.toml", &text).unwrap(), 0.25);
        let found: Vec<&Factor> = found.iter().filter(|it| it.name.ends_with("rereview")).collect();
        assert_eq!(found.len(), 1);
        [0.0, 1.0].map(|share| found[0].shown(share))
    };
    assert_eq!(given("0.5"), ["0.3", "1"]);
    assert_eq!(given("0.2"), ["0.15", "0.25"]);
}

/// Who may be interrupted has a price of it, who meets may tire, and a preset's meeting may be longer: each over the range
/// of its evidence, where a model does it.
#[test]
fn interruptions_and_meetings_are_factors_of_who_has_them() {
    let of = |preset: &str| {
        let text = SCENARIO.replace("adaptive-mesh", preset);
        let scenario = Document::parse("ways.toml", &text).unwrap().resolve().unwrap();
        let models = [&scenario.models[0]];
        let all = practices(&scenario.facts, &models).into_iter().chain(meetings(&models));
        let own = |it: &Factor| {
            ["switch_cost", "per_sync", "length"].iter().any(|end| it.name.ends_with(end))
        };
        let said = |it: Factor| [it.name.clone(), it.shown(0.0), it.shown(1.0)].join(" ");
        all.filter(own).map(said).collect::<Vec<String>>()
    };
    assert_eq!(of("adaptive-mesh"), ["teams.a.switch_cost 2m 25m"]);
    // 15 min are 0.25 h, and 30 min 0.5 h.
    assert_eq!(
        of("hybrid-flow"),
        ["fatigue.per_sync 0 0.02", "models.\"Mesh\".syncs.check.length 0.25h 0.5h"]
    );
}

/// A broker's effort and detection that nobody sets vary over their ranges; those that a model sets do not.
#[test]
fn a_broker_at_its_default_is_a_factor() {
    let text = SCENARIO.replace("adaptive-mesh\"", "hub-and-spoke\"\nbroker = { team = \"a\" }");
    let of = |text: &str| {
        let document = Document::parse("hub.toml", text).unwrap();
        let scenario = document.resolve().unwrap();
        let found = practices(&scenario.facts, &[&scenario.models[0]]);
        let found = found.iter().filter(|factor| factor.name.starts_with("broker."));
        found
            .map(|it| [it.name.clone(), it.shown(0.0), it.shown(1.0)].join(" "))
            .collect::<Vec<_>>()
    };
    assert_eq!(of(&text), ["broker.effort 10m 60m", "broker.detect 0.1 0.6"]);
    let set = text.replace("team = \"a\" }", "team = \"a\", detect = 0.9 }");
    assert_eq!(of(&set), ["broker.effort 10m 60m"]);
}

#[test]
fn a_factor_that_cannot_be_raised_so_far_goes_to_one() {
    let (fit, unvaried) = fitted(&document(), facts(&document(), 0.25));
    assert_eq!((fit.len(), unvaried.len()), (13, 0));
    // 0.9 x 1.25 is no maturity, and 0.9 x (1 / 0.9) is.
    assert_eq!((&*fit[0].sets(0.0)[0].1, &*fit[0].sets(1.0)[0].1), ("0.675", "1"));
    assert_eq!(fit[2].sets(1.0)[0].1, "0.125");
}

#[test]
fn the_presets_figures_are_factors_on_request() {
    let scenario = document().resolve().unwrap();
    let found = figures(&[&scenario.models[0]], 0.25);
    let names: Vec<&str> = found.iter().map(|factor| factor.name.as_str()).collect();
    assert_eq!(names, ["models.\"Mesh\".start"], "prices are no levers of who does not set them");
    assert_eq!(found[0].shown(1.0), "early(0.625)");
    let (fit, unvaried) = fitted(&document(), found);
    assert_eq!((fit.len(), unvaried.len()), (1, 0));
}

/// What a model pays for or gets varies over the ranges of the table, and nothing else does.
#[test]
fn practices_vary_over_their_ranges() {
    let scenario = document().resolve().unwrap();
    let found = practices(&scenario.facts, &[&scenario.models[0]]);
    let shown = |name: &str| {
        let factor = found.iter().find(|factor| factor.name == name)?;
        Some([factor.shown(0.0), factor.shown(0.5), factor.shown(1.0)].join(" "))
    };
    assert_eq!(shown("practices.live.latency").as_deref(), Some("0.1 0.35 0.6"));
    assert_eq!(shown("practices.shared.delay").as_deref(), Some("1h 12.5h 24h"));
    assert_eq!(shown("practices.scale").as_deref(), Some("0 1 2"));
    assert_eq!(shown("practices.tell.person"), None);
    let (fit, unvaried) = fitted(&document(), found.clone());
    assert_eq!((fit.len(), unvaried.len()), (found.len(), 0));
}

/// Meetings of a preset, rows of a preset beside a row of the model, and a sync of the model's own.
const FIGURES: &str = r#"
schema = 1
name = "Figures"
[teams]
a = { people = 2, maturity = 0.4 }
b = { people = 1, maturity = 0.4 }
[[streams]]
name = "first"
team = "a"
effort = { low = "4h", likely = "5h", high = "10h" }
flaw = 0.3
[[streams]]
name = "second"
team = "b"
needs = ["first"]
effort = { low = "4h", likely = "5h", high = "10h" }
[[streams]]
name = "third"
team = "a"
needs = ["second"]
effort = "2h"
[[deliverables]]
name = "x"
count = 3
[handoffs]
latency = "3h"
[rework]
fix = 0.3
[[models]]
name = "Sprints"
preset = "agile-sprints"
[[models]]
name = "Hybrid"
preset = "hybrid-flow"
[[models.handoffs]]
from = "second"
to = "third"
start = "early(0.4)"
release = "sync check"
latency_factor = 0.5
[[models]]
name = "Own"
visibility = "sync daily"
syncs = [{ name = "daily", every = "1d", length = "30m" }]
"#;

#[test]
fn figures_of_meetings_and_rows_are_factors_too() {
    let document = Document::parse("figures.toml", FIGURES).unwrap();
    let scenario = document.resolve().unwrap();
    let models: Vec<_> = scenario.models.iter().collect();
    let names = |factors: &[Factor]| -> Vec<String> {
        factors.iter().map(|factor| factor.name.clone()).collect()
    };
    let found = figures(&models[..2], 0.25);
    for wanted in [
        r#"models."Sprints".syncs.standup.every"#,
        r#"models."Sprints".syncs.standup.length"#,
        r#"models."Sprints".start"#,
        r#"models."Hybrid".syncs.check.every"#,
        r#"models."Hybrid".start"#,
        r#"models."Hybrid".handoffs[0].start"#,
        r#"models."Hybrid".handoffs[0].latency_factor"#,
    ] {
        assert!(names(&found).contains(&wanted.to_owned()), "{wanted}: {found:?}");
    }
    // A sync without detection has no such figure.
    let daily = [r#"models."Own".syncs.daily.every"#, r#"models."Own".syncs.daily.length"#];
    assert_eq!(names(&figures(&models[2..], 0.25)), daily);
    let all = found.len();
    let (fit, unvaried) = fitted(&document, found);
    assert_eq!((fit.len(), unvaried.len()), (all, 0));
}

/// A figure that is set in a model gives the numbers of a file that says so.
#[test]
fn a_figure_set_in_a_model_is_one_set_in_the_file() {
    let document = Document::parse("figures.toml", FIGURES).unwrap();
    let bench = crate::question::Bench {
        document: document.clone(),
        models: vec!["Hybrid".to_owned(), "Own".to_owned()],
        baseline: 0,
        replications: 20,
        seed: 3,
    };
    let scenario = bench.scenario(&[]).unwrap();
    let found = figures(&scenario.models.iter().collect::<Vec<_>>(), 0.25);
    let progress = &crate::study::Unwatched;
    let rows = |study: &Study| crate::store::replications::replications_csv(study).unwrap();
    // Three quarters of 24 h, 0.5 h, early(0.4) and 0.5.
    for (name, value) in [
        (r#"models."Own".syncs.daily.every"#, "18h"),
        (r#"models."Own".syncs.daily.length"#, "0.375h"),
        (r#"models."Hybrid".handoffs[0].start"#, "early(0.3)"),
        (r#"models."Hybrid".handoffs[0].latency_factor"#, "0.375"),
    ] {
        let factor = found.iter().find(|factor| factor.name == name).unwrap();
        assert_eq!(factor.shown(0.0), value, "{name}");
        let set = bench.adjusted(&[], &[factor.figure(0.0).unwrap()], progress).unwrap();
        let value = format!("\"{value}\"").replace("\"0.375\"", "0.375");
        let written = bench.study(&[(name.to_owned(), value)], progress).unwrap();
        assert!(rows(&set) == rows(&written), "{name}");
        // What waits for a weekly check arrives in time for it, a little sooner or later.
        let moves = !name.ends_with("latency_factor");
        assert_eq!(rows(&set) != rows(&bench.study(&[], progress).unwrap()), moves, "{name}");
    }
}

/// 3 a - 2 b + 4 a c: the effect of b is always -2; of a it is 3 + 4 c, between 3 and 7.
#[test]
fn screening_finds_what_matters_and_what_depends_on_others() {
    let output = |shares: &[f64]| 3.0 * shares[0] - 2.0 * shares[1] + 4.0 * shares[0] * shares[2];
    let trajectories = trajectories(4, 20, 5);
    let outputs: Vec<Vec<Option<f64>>> = trajectories
        .iter()
        .map(|steps| steps.iter().map(|step| Some(output(&step.shares))).collect())
        .collect();
    let found = effects(4, &trajectories, &outputs);
    let near = |value: Option<f64>, wanted: f64| (value.unwrap() - wanted).abs() < 1e-9;
    assert!(near(found[1].mu, -2.0) && near(found[1].mu_star, 2.0) && near(found[1].sigma, 0.0));
    assert!(near(found[3].mu_star, 0.0));
    let a = &found[0];
    assert!((3.0..=7.0).contains(&a.mu.unwrap()) && a.sigma.unwrap() > 0.5, "{a:?}");
    assert_eq!(a.n, 20);
    for step in trajectories.iter().flatten() {
        let level = |share: &f64| (share * 3.0 - (share * 3.0).round()).abs() < 1e-9;
        assert!(step.shares.iter().all(level), "{step:?}");
    }
}

/// A study of a first model that launches at time 0 and a second one.
fn ends(second: &[Option<f64>]) -> Study {
    let first = vec![Some(0.0); second.len()];
    study(vec![with_cycle_times("A", &first), with_cycle_times("B", second)])
}

#[test]
fn a_swing_is_paired() {
    let low = [Some(1.0), Some(5.0), Some(3.0), Some(3.0), Some(3.0), Some(3.0), None];
    let high = [Some(2.0), Some(8.0), Some(5.0), Some(5.0), Some(5.0), Some(5.0), Some(90.0)];
    let found = swing(&ends(&low), &ends(&high), 0, 1);
    // Over the six that were launched at both ends: 18 / 6 and 30 / 6.
    assert_eq!((found.low, found.high, found.change.mean), (Some(3.0), Some(5.0), Some(2.0)));
    // Changes 1, 3, 2, 2, 2, 2: all alike but for two, which are at most 77.722 % (Clopper and Pearson, 2 of 6) and 1 h away.
    let ci = found.change.ci.unwrap();
    assert!((ci.low - 1.222_78).abs() < 1e-5 && (ci.high - 2.777_22).abs() < 1e-5, "{ci:?}");
    // Five pairs never have an interval.
    let five = |by: f64| ends(&[1.0, 2.0, 3.0, 4.0, 5.0].map(|time| Some(by * time)));
    assert_eq!(swing(&five(1.0), &five(2.0), 0, 1).change.ci, None);
    // Changes 1 to 6: mean 3.5, sd (17.5 / 5)^(1/2), t with 5 degrees 2.570582.
    let six = |by: f64| ends(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|time| Some(by * time)));
    let found = swing(&six(1.0), &six(2.0), 0, 1).change;
    let half = 2.570_582 * libm::sqrt(17.5 / 5.0 / 6.0);
    assert!((found.ci.unwrap().half_width() - half).abs() < 1e-5);
    assert!(swing(&six(1.0), &six(1.0), 0, 1).change.none_seen().is_some());
}

/// A factor at whose upper end 25 of 100 are launched less changes no time of those that are left, and goes
/// before one that moves every launch by 50 h.
#[test]
fn a_factor_that_decides_whether_a_model_is_launched_comes_first() {
    let low = ends(&[Some(90.0); 100]);
    let mut rarely = vec![Some(90.0); 75];
    rarely.resize(100, None);
    let found = swing(&low, &ends(&rarely), 0, 10);
    assert_eq!((found.low, found.high, found.change.mean), (Some(90.0), Some(90.0), Some(0.0)));
    let [first, second] = found.launches;
    assert_eq!((first.more, second.more), (None, Some(false)));
    assert_eq!(second.at.map(|at| at.count), [100, 75]);
    let slower = swing(&low, &ends(&[Some(140.0); 100]), 0, 10);
    assert_eq!((found.size(), slower.size()), ((0.25, 0.0), (0.0, 50.0)));
    assert_eq!(swing(&ends(&rarely), &low, 0, 10).launches[1].more, Some(true));
}

/// At the edge of what is allowed: 1 cannot be raised, and a list goes as far as its largest share.
#[test]
fn shares_at_their_edge_are_varied_to_both_sides_where_there_are_two() {
    let text = SCENARIO
        .replace("fix = 0.3", "fix = 1")
        .replace("revise = 0.4", "revise = 0.95")
        .replace("reject = [0.2, 0.1]", "reject = [0.96, 0.1]");
    let document = Document::parse("edge.toml", &text).unwrap();
    let (fit, unvaried) = fitted(&document, facts(&document, 0.25));
    assert!(unvaried.is_empty());
    let ends = |name: &str| {
        let factor = fit.iter().find(|factor| factor.name == name).unwrap();
        [0.0, 1.0].map(|share| factor.shown(share))
    };
    assert_eq!(ends("rework.fix"), ["0.75", "1"]);
    // 0.75 x 0.95 = 0.7125.
    assert_eq!(ends("streams.check.revise"), ["0.7125", "1"]);
    // 0.75 x 0.96 = 0.72, 0.75 x 0.1 = 0.075; 1 / 0.96 x 0.1 = 0.104166667.
    let reject = ["[0.72, 0.075]", "[1, 0.1042]"];
    assert_eq!(ends("streams.check.reviewers.a.reject"), reject);
}
