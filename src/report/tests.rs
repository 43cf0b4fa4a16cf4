//! Tables and pages of a study small enough to do by hand.

use super::comparison;
use super::material::Material;
use super::story::Story;
use super::{Document, Table, check, csv, data, events, headline, terminal, warnings};
use crate::analysis::Analysis;
use crate::analysis::fixture;
use crate::record::{Record, Status, TeamTime};
use crate::scenario;
use crate::store::manifest::{Comparison, Manifest, Question, Source};
use crate::study::{ModelRuns, Part, Study};
use crate::time::DAY;
use std::collections::BTreeMap;

const HOUR: i128 = crate::time::HOUR as i128;

fn record(days: Option<i64>, busy: TeamTime) -> Record {
    let legal = TeamTime { open: 10 * HOUR, idle: 10 * HOUR, ..TeamTime::default() };
    Record {
        status: Some(if days.is_some() { Status::Launched } else { Status::Censored }),
        cycle_time: days.map(|days| (days * DAY) as f64),
        teams: vec![busy, legal],
        escapes: days.map(|_| 1),
        on_time: Some(days.is_some()),
        cost: Some(500.0),
        ..Record::default()
    }
}

fn runs(name: &str, days: impl IntoIterator<Item = Option<i64>>, busy: TeamTime) -> ModelRuns {
    let mut runs = ModelRuns::new(name, 2);
    for days in days {
        runs.push(&record(days, busy));
    }
    runs
}

/// Cascade: 10, 12, 14, 16 days, 2 h of rework; mesh: 6, 8, 10 days and one censored, 7 h of
/// coordination. One team is busy for 8 of 10 hours, the other never.
fn study() -> Study {
    let open = TeamTime { open: 10 * HOUR, idle: 2 * HOUR, ..TeamTime::default() };
    let cascade = TeamTime { touch: 6 * HOUR, rework: [2 * HOUR, 0, 0, 0, 0], ..open };
    let mesh = TeamTime { touch: HOUR, coordination: 7 * HOUR, ..open };
    Study {
        seed: 7,
        replications: 4,
        teams: vec!["design".to_owned(), "legal".to_owned()],
        deadline_h: Some(480.0),
        ..fixture::study(vec![
            runs("Cascade", [Some(10), Some(12), Some(14), Some(16)], cascade),
            runs("Mesh", [Some(6), Some(8), Some(10), None], mesh),
        ])
    }
}

fn rows(table: &Table) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.iter().map(|cell| cell.shown()).collect()).collect()
}

/// Student's t for 95 % is 3.182 with 3 degrees of freedom and 4.303 with 2; Wilson's interval is
/// 51 % to 100 % for 4 of 4 and 30 % to 95 % for 3 of 4.
#[test]
fn when_each_model_launches() {
    assert_eq!(
        rows(&headline::when(&Analysis::of(study()))),
        [
            ["Cascade", "13.0 ±4.1", "2.6", "0.20", "4 of 4", "4 of 4 (≥ 51 %)"],
            ["Mesh", "8.0 ±5.0 †", "2.0 †", "0.25 †", "3 of 4", "75 % (30 to 95)"],
        ]
    );
}

/// Four replications are too few for any interval.
#[test]
fn by_when_each_model_launches() {
    assert_eq!(
        rows(&headline::by_when(&Analysis::of(study()))),
        [["Cascade", "13.0", "15.1", "15.7"], ["Mesh", "9.0", "–", "–"]]
    );
    // Of 100 in two steps, 50 on day 46 and 50 on day 49: the median's interval has ranks 40 and 61.
    let mut steps = study();
    let days: Vec<Option<i64>> = (0..100).map(|k| Some(if k < 50 { 46 } else { 49 })).collect();
    steps.models = vec![runs("Steps", days, TeamTime::default())];
    assert_eq!(
        rows(&headline::by_when(&Analysis::of(steps.clone())))[0][1],
        "47.5 (46.0 to 49.0) ‡"
    );
}

/// 7 h over 6, 8 and 10 days are 8.17, 6.13 and 4.9 h a week.
#[test]
fn what_each_model_costs() {
    assert_eq!(
        rows(&headline::cost(&Analysis::of(study()))),
        [
            ["Cascade", "2.0", "0.0", "0.0", "12.0", "0", "1.0", "500", "design (80 %)"],
            ["Mesh", "0.0", "7.0", "6.4 †", "12.0", "0", "1.0 †", "500", "design (80 %)"],
        ]
    );
}

/// All three pairs in which both were launched differ by 4 days: too few for an interval. None of four differs in
/// idle time or cost: at most 1 - 0.05^(1/4) = 52.7 % do.
#[test]
fn what_differs_from_the_baseline() {
    assert_eq!(
        rows(&headline::against(&Analysis::of(study())).unwrap()),
        [["Mesh", "-4.0 † ?", "-2.0 ?", "none seen (≤ 53 %)", "none seen (≤ 53 %)"]]
    );
    let mut alone = study();
    alone.models.truncate(1);
    assert_eq!(headline::against(&Analysis::of(alone.clone())), None);
}

#[test]
fn without_deadline_or_losses_there_are_no_columns_for_them() {
    let mut study = study();
    study.deadline_h = None;
    study.models.truncate(1);
    let names: Vec<String> = headline::when(&Analysis::of(study.clone()))
        .columns
        .iter()
        .map(|column| column.name.to_string())
        .collect();
    assert_eq!(names, ["model", "launch_d", "sd_d", "cv"]);
}

#[test]
fn summary_csv_is_as_promised() {
    let csv = csv::render(&data::summary(&Analysis::of(study()))).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "model,metric,unit,n,censored,mean,ci_low,ci_high,sd,cv,min,p05,p10,p25,p50,p75,p80,p85,p90,p95,max,p05_low,p05_high,p10_low,p10_high,p25_low,p25_high,p50_low,p50_high,p75_low,p75_high,p80_low,\
         p80_high,p85_low,p85_high,p90_low,p90_high,p95_low,p95_high,jumps"
    );
    // 10 to 16 days are 240 to 384 h.
    assert!(lines[1].starts_with("Cascade,cycle_time_h,h,4,0,312.0,"), "{}", lines[1]);
    assert!(lines[1].contains(",384.0,,,"));
    let mesh: Vec<&str> =
        lines.iter().find(|line| line.starts_with("Mesh,")).unwrap().split(',').collect();
    assert_eq!(mesh[..6], ["Mesh", "cycle_time_h", "h", "3", "1", "192.0"]);
    // With one of four infinite, P75 = 10 d + 0.25 × infinity does not exist; P50 = 9 d does.
    assert_eq!(mesh[14..16], ["216.0", ""]);
    assert_eq!(lines.len(), 1 + 2 * crate::metric::METRICS.len());
}

#[test]
fn comparison_csv_is_as_promised() {
    let csv = csv::render(&data::comparison(&Analysis::of(study()))).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "model,baseline,metric,unit,n,mean_difference,ci_low,ci_high,share_lower,share_higher,share_lower_high,\
         share_higher_high,verdict,pair_correlation,pairing_gain"
    );
    // None of three: 1 - 0.05^(1/3) = 63.16 %.
    assert!(
        lines[1].starts_with("Mesh,Cascade,cycle_time_h,h,3,-96.0,,,1.0,0.0,1.0,0.6315968"),
        "{}",
        lines[1]
    );
    assert!(lines[1].ends_with(",no difference shown,,"), "{}", lines[1]);
    let cost = lines.iter().find(|line| line.contains(",cost,")).unwrap();
    assert!(
        cost.starts_with("Mesh,Cascade,cost,currency,4,0.0,") && cost.ends_with(",none seen,,")
    );
    assert_eq!(lines.len(), 1 + crate::metric::METRICS.len());
}

#[test]
fn teams_csv_has_rows_for_parts() {
    let mut study = study();
    let mut runs = ModelRuns::new("Pods", 2);
    runs.parts = ["rest", "web"]
        .map(|part| Part { team: "design".to_owned(), part: part.to_owned() })
        .to_vec();
    let time = |touch| TeamTime { open: 5 * HOUR, touch, ..TeamTime::default() };
    (0..4).for_each(|_| {
        let parts = vec![time(HOUR), time(4 * HOUR)];
        runs.push(&Record { parts, ..record(Some(9), time(5 * HOUR)) });
    });
    study.models.push(runs);
    let analysis = Analysis::of(study);
    let csv = csv::render(&data::teams(&analysis)).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "model,team,part,metric,unit,n,mean,sd,p05,p50,p95,ci_low,ci_high,p50_low,p50_high,p85,\
         p85_low,p85_high"
    );
    assert_eq!(lines[5], "Cascade,design,,utilisation,ratio,4,0.8,0.0,0.8,0.8,0.8,,,,,0.8,,");
    let last = lines.last().copied();
    assert_eq!(last, Some("Pods,design,web,utilisation,ratio,4,0.8,0.0,0.8,0.8,0.8,,,,,0.8,,"));
    assert_eq!(lines.len(), 1 + (2 + 2 + 4) * crate::metric::TEAM_METRICS.len());
    let tables = rows(&headline::cost(&analysis));
    assert_eq!(tables[2].last().map(String::as_str), Some("design (web) (80 %)"));
}

#[test]
fn teams_csv_is_as_promised() {
    let csv = csv::render(&data::teams(&Analysis::of(study()))).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "model,team,metric,unit,n,mean,sd,p05,p50,p95,ci_low,ci_high,p50_low,p50_high,p85,\
         p85_low,p85_high"
    );
    assert_eq!(
        lines[1],
        "Cascade,design,open_time_h,person-h,4,10.0,0.0,10.0,10.0,10.0,,,,,10.0,,"
    );
    assert_eq!(lines[5], "Cascade,design,utilisation,ratio,4,0.8,0.0,0.8,0.8,0.8,,,,,0.8,,");
    assert_eq!(lines.len(), 1 + 2 * 2 * crate::metric::TEAM_METRICS.len());
}

/// What is printed of a study; one assumption, three files.
fn printed(study: Study, width: Option<usize>) -> String {
    let horizon_h = 8736.0;
    let manifest = Manifest {
        flowcast: "9.8.7".to_owned(),
        stream_version: 6,
        command: vec!["flowcast".to_owned()],
        scenario: Source {
            name: study.scenario.clone(),
            file: "a.toml".to_owned(),
            sha256: "0123456789abcdef".repeat(4),
            set: Vec::new(),
            text: String::new(),
            files: BTreeMap::new(),
        },
        seed: study.seed,
        replications: study.replications,
        question: Question::Compare(Box::new(Comparison::of(&study, horizon_h, None))),
        files: BTreeMap::new(),
    };
    let story = Story { assumptions: vec!["sensitivity 0.5".to_owned()], ..Story::default() };
    let (analysis, manifest) = (&Analysis::of(study), &manifest);
    let material = Material {
        analysis,
        horizon_h,
        manifest,
        story: &story,
        lever: None,
        smallest: None,
        freeze: None,
        names: &super::chart::Names::of(&analysis.study),
        charts: &[],
        verbose: false,
    };
    let mut document: Document = comparison::document(&material);
    let files = ["summary.csv", "charts/a.svg", "charts/a.png", "charts/b.svg"].map(str::to_owned);
    comparison::end(&mut document, manifest, "output/by-hand", &files);
    terminal::render(&document, width)
}

#[test]
fn the_page_says_what_was_run_and_what_to_mind() {
    let text = printed(study(), Some(120));
    for said in [
        "By hand: 2 models, 4 replications each, seed 7, deadline 20 d, horizon 364 d",
        "†  of launched replications only",
        "Mesh: no difference shown (3 of 3 replications differ, too few for an interval)",
        "Assumptions that move results: 1",
        "output/by-hand: summary.csv; 2 charts in output/by-hand/charts/",
        "assumptions, not measurements",
        "simulation noise only",
    ] {
        assert!(text.contains(said), "{said:?} is not in:\n{text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
}

#[test]
fn a_name_cannot_move_the_cursor() {
    let mut study = study();
    study.scenario = "\u{1b}[2Jx".to_owned();
    study.models[0].name = "a\u{1b}]0;b\u{7}\r\nc".to_owned();
    study.teams[0] = "\u{9b}d".to_owned();
    let text = printed(study, None);
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
}

/// 4 h of design from Monday 09:00, then an hour's way, then a review that rejects once: the review
/// starts at 14:00 and ends at 15:00.
#[test]
fn the_event_log_speaks_of_tasks_teams_and_dates() {
    let text = r#"
        schema = 1
        name = "Log"
        start = "2026-03-02 09:00"
        [teams]
        design = { people = 1 }
        legal = { people = 1 }
        [[streams]]
        name = "creative"
        team = "design"
        effort = "4h"
        [[streams]]
        name = "approval"
        kind = "approval"
        needs = ["creative"]
        revise = 0.5
        reviewers = [{ team = "legal", effort = "1h", reject = [1.0, 0.0] }]
        [[deliverables]]
        name = "video"
        [handoffs]
        latency = "1h"
        [[models]]
        name = "Plain"
    "#;
    let scenario =
        scenario::load("log.toml", text, &[]).map_err(|found| found.render(false)).unwrap();
    let plan = &crate::plan::compile_all(&scenario).unwrap()[0];
    let (_, trace) = crate::engine::trace(plan, 1, 0);
    let csv = csv::render(&events::log(&scenario.facts, plan, &trace)).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "time_h,date,campaign,event,task,from,team,effort_h,open_time_h,detail");
    for expected in [
        "0.0,2026-03-02 09:00:00,0,job started,video/creative,,design,4.0,4.0,first pass",
        "4.0,2026-03-02 13:00:00,0,version released,video/approval,video/creative,,,,version 1",
        "5.0,2026-03-02 14:00:00,0,version delivered,video/approval,video/creative,,,,version 1",
        "5.0,2026-03-02 14:00:00,0,job started,video/approval,,legal,1.0,1.0,first pass",
        "6.0,2026-03-02 15:00:00,0,verdict,video/approval,,,,,round 1 rejected",
        "6.0,2026-03-02 15:00:00,0,reopened,video/creative,,,2.0,,rejection",
        "6.0,2026-03-02 15:00:00,0,job started,video/creative,,design,2.0,2.0,rework: rejection",
    ] {
        assert!(lines.contains(&expected), "{expected} is not in:\n{csv}");
    }
}

/// 3 × 1 + 1 × 2 sizes at 4 h each are 20 h, at speed 2 10 h; the low tier of 3 is reviewed for 30
/// minutes each. One week of office hours is 40 h for each person.
#[test]
fn check_adds_up_what_each_team_is_asked_for() {
    let text = r#"
        schema = 1
        name = "Load"
        deadline = "1w"
        [teams]
        design = { people = 2, speed = 2.0 }
        legal = { people = 1 }
        [[streams]]
        name = "creative"
        team = "design"
        effort = "4h"
        [[streams]]
        name = "approval"
        kind = "approval"
        needs = ["creative"]
        reviewers = [{ team = "legal", effort = "30m", tiers = ["low"] }]
        [[deliverables]]
        name = "post"
        count = 3
        tier = "low"
        [[deliverables]]
        name = "video"
        size = 2.0
    "#;
    let scenario =
        scenario::load("load.toml", text, &[]).map_err(|found| found.render(false)).unwrap();
    let page = check::page(&scenario, &[]);
    let load = page.tables().find(|table| table.name == "load").unwrap();
    assert!(load.title.contains("deadline (7 d)"), "{}", load.title);
    assert_eq!(
        rows(load),
        [["design", "2", "10", "80", "12 %"], ["legal", "1", "1.5", "40", "4 %"]]
    );
    let work = page.tables().find(|table| table.name == "work").unwrap();
    assert_eq!(
        rows(work),
        [["creative", "work", "design", "4", "10"], ["approval", "approval", "legal", "3", "1.5"]]
    );
}

/// Warnings of a scenario under all of its models.
fn warned(text: &str) -> Vec<String> {
    let found = scenario::load("load.toml", text, &[]).map_err(|found| found.render(false));
    let scenario = found.unwrap();
    let plans = crate::plan::compile_all(&scenario).unwrap();
    warnings::all(&scenario, &plans)
}

/// A campaign is followed for 14 d, and for 7 d after its launch; the words for a change that comes then.
fn warned_of_change(arrival: &str) -> Vec<String> {
    warned(&format!(
        r#"
        schema = 1
        name = "Late"
        horizon = "2w"
        live = "1w"
        teams = {{ a = {{ people = 1 }} }}
        streams = [{{ name = "s", team = "a", effort = "4h" }}]
        deliverables = [{{ name = "d" }}]
        changes = [{{ name = "pivot", stream = "s", severity = 1, {arrival} }}]
        models = [{{ name = "Plain" }}]
    "#
    ))
}

/// Presets pay for their practices, others only where the file has a table of prices.
#[test]
fn models_that_do_not_pay_alike_are_warned_about() {
    let of = |table: &str| {
        warned(&format!(
            r#"
            schema = 2
            name = "Prices"
            {table}
            [teams]
            a = {{ people = 1 }}
            [[streams]]
            name = "s"
            team = "a"
            effort = "4h"
            [[deliverables]]
            name = "d"
            [[models]]
            name = "Mesh"
            preset = "adaptive-mesh"
            [[models]]
            name = "Plain"
            [[models]]
            name = "Item"
            release = "item"
        "#
        ))
    };
    let wanted = "Plain and Item pay nothing for staying in touch, as the models with a preset do, so they look better \
                  beside them than they would: write [practices] into the file, which may be empty, and all pay alike";
    assert!(of("").contains(&wanted.to_owned()), "{:?}", of(""));
    assert!(
        !of("practices = {}").iter().any(|it| it.contains("pay")),
        "{:?}",
        of("practices = {}")
    );
}

#[test]
fn a_change_that_comes_when_nobody_is_followed_any_more_is_warned_about() {
    let never = "pivot comes 21 d after the start or later, but campaigns are followed for 14 d only \
                 (`horizon`): it never counts";
    for arrival in ["at = '3w'", "within = ['3w', '4w']", "every = '1d', from = '3w', until = '4w'"]
    {
        assert_eq!(warned_of_change(arrival), [never], "{arrival}");
    }
    let after_launch = never.replace("start", "launch").replace("21", "8").replace("14", "7");
    let after_launch = after_launch.replace("horizon", "live");
    assert_eq!(warned_of_change("at = '8d', clock = 'launch'"), [after_launch]);
    let perhaps = "pivot comes up to 21 d after the start, but campaigns are followed for 14 d only \
                   (`horizon`): it may not count";
    assert_eq!(warned_of_change("within = ['1w', '3w']"), [perhaps]);
    for arrival in ["at = '2w'", "within = ['1w', '2w']", "every = '1d', until = '3w'"] {
        assert_eq!(warned_of_change(arrival), [""; 0], "{arrival}");
    }
}

#[test]
fn an_absence_when_nobody_is_followed_any_more_is_warned_about() {
    let found = |at: &str| {
        warned(&format!(
            r#"
            schema = 2
            name = "Away"
            horizon = "2w"
            teams = {{ a = {{ people = 1 }} }}
            streams = [{{ name = "s", team = "a", effort = "4h" }}]
            deliverables = [{{ name = "d" }}]
            absences = [{{ team = "a", for = "1d", {at} }}]
            models = [{{ name = "Plain" }}]
        "#
        ))
    };
    let never = "an absence in a begins 21 d after the start or later, but campaigns are followed for 14 d only \
                 (`horizon`): it never counts";
    assert_eq!(found("at = '3w'"), [never]);
    assert_eq!(found("within = ['3w', '4w']"), [never]);
    assert_eq!(found("at = '13d'"), [""; 0]);
}

/// 5 sizes at 40 h, at speed 2, are 100 h of design. Legal is asked for 4 × 2 h = 8 h: two hours a week
/// by its own calendar; with reviews on demand 40 h, as it is there by the default one, too.
#[test]
fn a_team_that_is_asked_for_too_much_is_warned_about() {
    let text = |people: u32, sessions: &str| {
        format!(
            r#"
        schema = 2
        name = "Load"
        deadline = "1w"
        [calendars]
        sessions = "Tue 10:00-12:00"
        [teams]
        design = {{ people = {people}, speed = 2.0 }}
        legal = {{ people = 1, calendar = "sessions" }}
        [[streams]]
        name = "creative"
        team = "design"
        effort = "40h"
        [[streams]]
        name = "approval"
        kind = "approval"
        needs = ["creative"]
        reviewers = [{{ team = "legal", effort = "2h" }}]
        [[deliverables]]
        name = "post"
        count = 3
        [[deliverables]]
        name = "video"
        size = 2.0
        [[models]]
        name = "Plain"
        [[models]]
        name = "Other"
        approval = {{ sessions = "{sessions}" }}
    "#
        )
    };
    let until = "from the start to the deadline (7 d)";
    let design = format!("design is asked for 100 person-h of first-pass work but has 80 {until}");
    let legal = format!("legal is asked for 8 person-h of first-pass work but has 2 {until}");
    assert_eq!(warned(&text(2, "calendar")), [design.clone(), legal.clone()]);
    assert_eq!(warned(&text(3, "calendar")), std::slice::from_ref(&legal));
    assert_eq!(warned(&text(2, "on-demand")), [design, format!("Plain: {legal}")]);
}

/// Of 3 people of 40 h, one is left for what takes 60 h: enough together, but not divided so.
#[test]
fn a_part_that_is_asked_for_too_much_is_warned_about() {
    let text = r#"
        schema = 2
        name = "Load"
        deadline = "1w"
        teams = { design = { people = 3, speed = 2.0 } }
        streams = [{ name = "creative", team = "design", effort = "40h" }]
        deliverables = [{ name = "post", count = 3 }, { name = "video", size = 2.0 }]
        [[models]]
        name = "Plain"
        [[models]]
        name = "Pods"
        pods = [{ name = "film", deliverables = ["video"], people = { design = 2 } }]
    "#;
    let until = "from the start to the deadline (7 d)";
    let rest = "design (rest) is asked for 60 person-h of first-pass work but has 40";
    assert_eq!(warned(text), [format!("Pods: {rest} {until}")]);
}
