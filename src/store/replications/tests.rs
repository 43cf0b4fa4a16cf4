use super::*;
use crate::analysis::fixture;
use crate::digest::sha256;
use crate::record::{Record, TeamTime};
use crate::store::manifest::{Asked, Held, Question, Source, Traced};
use crate::study::Part;
use std::collections::BTreeMap;

const HOUR: i128 = crate::time::HOUR as i128;

fn record(status: Status, cycle_time: Option<f64>, idle: i128) -> Record {
    let team = TeamTime { open: 3 * HOUR, idle, touch: 3 * HOUR - idle, ..TeamTime::default() };
    let closed = TeamTime::default();
    let status = Some(status);
    Record {
        status,
        cycle_time,
        teams: vec![team, closed],
        cost: Some(0.1 + 0.2),
        ..Record::default()
    }
}

/// Two models whose names need care, two teams, two replications, one of them censored.
pub fn study() -> Study {
    let mut models = vec![ModelRuns::new("=A, \"quoted\"", 2), ModelRuns::new("B", 2)];
    for runs in &mut models {
        runs.push(&record(Status::Launched, Some(5.4e9), HOUR));
        runs.push(&record(Status::Censored, None, HOUR / 3));
    }
    Study {
        scenario: "Campaign".to_owned(),
        seed: 7,
        replications: 2,
        baseline: 1,
        teams: vec!["design".to_owned(), "-legal".to_owned()],
        deadline_h: Some(1344.0),
        ..fixture::study(models)
    }
}

fn comparison(study: &Study) -> Comparison {
    Comparison::of(study, 8736.0, None)
}

fn manifest(study: &Study) -> Manifest {
    Manifest {
        flowcast: env!("CARGO_PKG_VERSION").to_owned(),
        stream_version: 1,
        command: vec!["flowcast".to_owned(), "compare".to_owned()],
        scenario: Source {
            name: study.scenario.clone(),
            file: "campaign.toml".to_owned(),
            sha256: sha256(b"schema = 1"),
            set: vec![],
            text: "schema = 1".to_owned(),
            files: BTreeMap::new(),
        },
        seed: study.seed,
        replications: study.replications,
        question: Question::Compare(Box::new(comparison(study))),
        files: BTreeMap::new(),
    }
}

#[test]
fn rows_are_written_as_promised() {
    let csv = replications_csv(&study()).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 5);
    assert!(lines[0].starts_with("model,replication,status,cycle_time_h,touch_time_h,"));
    assert!(lines[0].ends_with(
        ",on_time,cost,ready_time_h,launch_hold_h,launched_per_week,start_wait_h,rereview_time_h"
    ));
    // 5.4e9 µs are 1.5 h; 3 h open less 1 h idle are 2 h of touch time.
    assert!(lines[1].starts_with("\"'=A, \"\"quoted\"\"\",0,launched,1.5,2.0,0.0,"));
    assert!(lines[1].ends_with(",,0.30000000000000004,,,,,0.0"));
    assert!(lines[4].starts_with("B,1,censored,,"));
    assert!(!csv.contains('\r'));
}

#[test]
fn team_rows_are_written_as_promised() {
    let csv = team_replications_csv(&study()).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    let columns = "open_time_h,busy_time_h,idle_time_h,coordination_time_h,utilisation";
    assert_eq!(lines[0], format!("model,replication,team,{columns}"));
    assert_eq!(lines[5], "B,0,design,3.0,2.0,1.0,0.0,0.6666666666666666");
    assert_eq!(lines[6], "B,0,'-legal,0.0,0.0,0.0,0.0,");
    assert_eq!(lines.len(), 9);
}

/// More replications than a piece has, in pools of several sizes: nothing is lost, doubled or out of order.
#[test]
fn many_pieces_make_one_file() {
    let mut study = study();
    for runs in &mut study.models {
        (2..1000i128).for_each(|k| runs.push(&record(Status::Launched, Some(0.0), k)));
    }
    study.replications = 1000;
    let keys = |text: &str| -> Vec<String> {
        let key = |line: &str| line.rsplitn(METRICS.len() + 2, ',').last().map(str::to_owned);
        text.lines().skip(1).filter_map(key).collect()
    };
    let name = |model: usize| ["\"'=A, \"\"quoted\"\"\"", "B"][model];
    let wanted = (0..2).flat_map(|model| (0..1000).map(move |k| format!("{},{k}", name(model))));
    let wanted: Vec<String> = wanted.collect();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let text = pool.install(|| replications_csv(&study)).unwrap();
        assert_eq!(keys(&text), wanted, "{threads}");
        let teams = pool.install(|| team_replications_csv(&study)).unwrap();
        assert_eq!(teams.lines().count(), 1 + 4000);
        let back = read(&manifest(&study), &comparison(&study), text.as_bytes(), teams.as_bytes())
            .unwrap();
        assert_eq!(replications_csv(&back).unwrap(), text);
    }
}

#[test]
fn what_the_sink_says_ends_the_file() {
    let study = study();
    for stop in 0..3 {
        let mut given = 0;
        let ended = RAW[0].write::<csv::Error>(&study, |_| {
            given += 1;
            if given > stop { Err(std::io::Error::other("full").into()) } else { Ok(()) }
        });
        assert!(ended.unwrap_err().to_string().contains("full"));
        assert_eq!(given, stop + 1);
    }
}

/// As [`study`], with a third model under which the first team, of 3 h, is divided: 1 h and 2 h.
fn divided() -> Study {
    let mut study = study();
    let mut runs = ModelRuns::new("C", 2);
    let part = |part: &str| Part { team: "design".to_owned(), part: part.to_owned() };
    runs.parts = vec![part("rest"), part("=web")];
    let time = |open| TeamTime { open: open * HOUR, touch: open * HOUR, ..TeamTime::default() };
    for _ in 0..2 {
        let parts = vec![time(1), time(2)];
        runs.push(&Record { parts, ..record(Status::Launched, Some(5.4e9), 0) });
    }
    study.models.push(runs);
    study
}

#[test]
fn parts_of_teams_follow_the_teams_in_a_column_of_their_own() {
    let study = divided();
    let csv = team_replications_csv(&study).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("model,replication,team,part,open_time_h,"));
    assert_eq!(lines[5], "B,0,design,,3.0,2.0,1.0,0.0,0.6666666666666666");
    assert_eq!(
        lines[9..13],
        [
            "C,0,design,,3.0,3.0,0.0,0.0,1.0",
            "C,0,'-legal,,0.0,0.0,0.0,0.0,",
            "C,0,design,rest,1.0,1.0,0.0,0.0,1.0",
            "C,0,design,'=web,2.0,2.0,0.0,0.0,1.0",
        ]
    );
    assert_eq!(lines.len(), 1 + 2 * (2 + 2 + 4));
    let crews = [(0, None), (0, Some("rest")), (0, Some("=web")), (1, None)];
    assert_eq!(study.all_crews(), crews);
    assert_eq!(crews.map(|crew| study.find_crew(2, crew)), [Some(0), Some(2), Some(3), Some(1)]);
    assert_eq!(crews.map(|crew| study.find_crew(0, crew)), [Some(0), None, None, Some(1)]);
    let manifest = Manifest::parse(manifest(&study).to_json().as_bytes()).unwrap();
    let raw = replications_csv(&study).unwrap();
    let back = read(&manifest, &comparison(&study), raw.as_bytes(), csv.as_bytes()).unwrap();
    assert_eq!(team_replications_csv(&back).unwrap(), csv);
    let without = csv.replacen("design,rest,1", "design,,1", 1);
    let refused = read(&manifest, &comparison(&study), raw.as_bytes(), without.as_bytes());
    assert_eq!(
        refused.unwrap_err(),
        "team_replications.csv: row 12: not the row of C, 0, design, rest"
    );
}

#[test]
fn a_study_comes_back_bit_for_bit() {
    let study = study();
    let (raw, teams) = (replications_csv(&study).unwrap(), team_replications_csv(&study).unwrap());
    let manifest = Manifest::parse(manifest(&study).to_json().as_bytes()).unwrap();
    let back = read(&manifest, &comparison(&study), raw.as_bytes(), teams.as_bytes()).unwrap();
    assert_eq!(replications_csv(&back).unwrap(), raw);
    assert_eq!(team_replications_csv(&back).unwrap(), teams);
    assert_eq!((back.baseline, back.deadline_h, &back.teams), (1, Some(1344.0), &study.teams));
    for (runs, original) in back.models.iter().zip(&study.models) {
        assert_eq!(runs.name, original.name);
        assert_eq!(runs.status, original.status);
        for metric in 0..METRICS.len() {
            assert!(runs.metric(metric).eq(original.metric(metric)));
        }
        assert!(runs.team_metric(0, 2).eq(original.team_metric(0, 2)));
    }
}

#[test]
fn rows_that_disagree_with_the_manifest_are_refused() {
    let study = study();
    let (raw, teams) = (replications_csv(&study).unwrap(), team_replications_csv(&study).unwrap());
    let manifest = manifest(&study);
    let refused = |raw: &str, why: &str| {
        let error =
            read(&manifest, &comparison(&study), raw.as_bytes(), teams.as_bytes()).unwrap_err();
        assert!(error.contains(why), "{error}");
    };
    refused(&raw.replace("B,1,censored", "B,2,censored"), "row 5: not the row of B, 1");
    refused(&raw.replace("censored", "lost"), "no status \"lost\"");
    refused(&raw.replace("0.30000000000000004", "inf"), "not a number");
    refused(&raw.replace("cycle_time_h", "cycle"), "the columns are not");
    refused(raw.trim_end().rsplit_once('\n').unwrap().0, "is missing");
    refused(&(raw.clone() + raw.lines().last().unwrap()), "more rows");
}

#[test]
fn the_manifest_counts_every_replication() {
    let manifest = comparison(&study());
    let counted: usize = manifest.models[0].status.values().sum();
    assert_eq!(counted, 2);
    assert_eq!(manifest.models[0].status["censored"], 1);
    assert!(Manifest::parse(b"{}").is_err());
}

#[test]
fn an_edited_scenario_is_the_same_one_and_another_is_not() {
    let held = Held::of(manifest(&study()).to_json().as_bytes()).unwrap();
    let of = |name: &str, sha256: &str| Source {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        ..manifest(&study()).scenario
    };
    assert!(held.may_become("compare", &of("Campaign", "edited")));
    assert!(held.may_become("compare", &of("Renamed", &sha256(b"schema = 1"))));
    assert!(!held.may_become("compare", &of("Another", "other")));
    assert!(!held.may_become("trace", &of("Campaign", "edited")));
}

/// The test vector of FIPS 180-2, appendix B.1.
#[test]
fn digest_of_abc() {
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(b"abc"), expected);
}

/// Every folder says by one word which question it answers, and is read back as what it was.
#[test]
fn a_manifest_of_every_question_is_read_back() {
    let study = study();
    let asked = || Asked { models: vec!["B".to_owned()] };
    let traced = Traced {
        model: "B".to_owned(),
        replication: 3,
        status: "launched".to_owned(),
        cycle_time_h: Some(0.1 + 0.2),
        campaigns: 1,
        changes: Vec::new(),
    };
    for question in [
        Question::Compare(Box::new(comparison(&study))),
        Question::Trace(traced),
        Question::Sweep(asked()),
        Question::Decompose(asked()),
        Question::Breakeven(asked()),
        Question::Sensitivity(asked()),
        Question::DiagnoseModels(asked()),
    ] {
        let wanted = Manifest { question, ..manifest(&study) };
        let json = wanted.to_json();
        assert!(json.contains(&format!("\"question\": \"{}\"", wanted.question.name())), "{json}");
        assert_eq!(Manifest::parse(json.as_bytes()).unwrap(), wanted);
    }
}

#[test]
fn an_older_manifest_says_how_to_make_its_folder_again() {
    let old = r#"{"flowcast": "0.1.0", "command": ["flowcast", "decompose", "a b.toml"],
        "experiment": "decompose", "scenario": {"name": "Campaign"}, "files": {}}"#;
    let why = Manifest::parse(old.as_bytes()).unwrap_err();
    assert!(why.ends_with("run the command again: flowcast decompose 'a b.toml'"), "{why}");
    let held = Held::of(old.as_bytes()).unwrap();
    assert_eq!(held.to_string(), "the results of \"Campaign\" by `flowcast decompose`");
    // What no flowcast wrote is no result of it.
    assert_eq!(Held::of(b"{\"flowcast\": \"0.1.0\"}"), None);
}
