//! What the page is told against what the studies of the command line say.

use super::message::{Given, Open, answer};
use super::*;
use crate::analysis::{self, time_shown};
use crate::study::Unwatched;
use serde_json::{Value, json};

const FILE: &str = r#"
schema = 2
name = "Two steps"
start = "2026-03-02 09:00"
deadline = "9d"
[calendars]
sessions = "Tue 09:00-12:00"
[teams]
makers = { people = 2, cost_per_hour = 50 }
checkers = { calendar = "sessions" }
[[streams]]
name = "make"
team = "makers"
effort = { low = "4h", likely = "6h", high = "12h" }
[[streams]]
name = "check"
kind = "approval"
needs = ["make"]
reviewers = [{ team = "checkers", effort = "30m" }]
[[streams]]
name = "publish"
team = "makers"
needs = ["check"]
effort = { low = "1h", likely = "4h", high = "12h" }
[[deliverables]]
name = "page"
count = 6
[[changes]]
name = "turn"
stream = "make"
within = ["1d", "2d"]
probability = 0.52
severity = 0.5
[study]
replications = 40
seed = 7
"#;

fn opened(text: &str) -> Live {
    Live::open(Document::parse("two.toml", text).unwrap()).unwrap()
}

fn wish(path: &str, value: &str) -> Wish {
    Wish { sets: vec![(path.to_owned(), value.to_owned())], ..Wish::default() }
}

fn study(sets: &[(String, String)], n: u32) -> study::Study {
    let scenario = crate::scenario::load("two.toml", FILE, sets).unwrap();
    let plans = plan::compile_all(&scenario).unwrap();
    study::run(&scenario, &plans, n, scenario.study.seed, &Unwatched).unwrap()
}

#[test]
fn numbers_are_those_of_a_comparison() {
    let mut live = opened(FILE);
    let wish = wish("teams.makers.people", "4");
    live.set(&wish).unwrap();
    // In blocks, as a page asks for them.
    live.run(7).unwrap();
    let shown = live.run(40).unwrap();
    let (before, now) = (study(&[], 40), study(&wish.sets, 40));
    for (seen, study) in [(&shown.before, &before), (&shown.now, &now)] {
        let kept = analysis::kept(study, &study.models[0]).unwrap();
        let in_time = seen.in_time.as_ref().unwrap();
        assert_eq!((in_time.count, in_time.of, &in_time.said), (kept.count, 40, &kept.said()));
        // 40 values stand for 100 dots: dot k is the value of rank floor((k + 1/2) 40 / 100).
        let times = analysis::times(study, 0);
        assert_eq!((seen.dots.len(), seen.dots[0], seen.dots[99]), (100, times[0], times[39]));
        assert_eq!((seen.dots[2], seen.dots[50]), (times[1], times[20]));
    }
    let ways = live.others(40).unwrap();
    let names: Vec<&str> = ways.iter().map(|way| way.model.as_str()).collect();
    assert_eq!(names, now.models.iter().map(|runs| runs.name.as_str()).collect::<Vec<_>>());
    let half = analysis::estimate(&now, 1, time_shown(&now).metric).quantile(0.5).value;
    assert_eq!(ways[1].half.at, half);
}

#[test]
fn nothing_changed_says_nothing_and_a_change_says_what() {
    let mut live = opened(FILE);
    let same = live.run(40).unwrap();
    assert_eq!((same.sentence, same.verdict), (None, ""));
    live.set(&wish("calendars.sessions", "Mon-Fri 09:00-12:00")).unwrap();
    let shown = live.run(40).unwrap();
    assert_eq!(shown.verdict, "earlier");
    let sentence = shown.sentence.unwrap();
    assert!(
        sentence.starts_with("This way launches ") && sentence.contains(" earlier ("),
        "{sentence}"
    );
}

#[test]
fn the_typical_replication_lies_in_the_middle_of_the_effect() {
    let mut live = opened(FILE);
    let wish = wish("calendars.sessions", "Mon-Fri 09:00-12:00");
    live.set(&wish).unwrap();
    let typical = live.run(40).unwrap().typical.unwrap() as usize;
    let (before, now) = (study(&[], 40), study(&wish.sets, 40));
    let metric = time_shown(&now).metric;
    let effect = |k: usize| {
        now.models[0].value(k, metric).unwrap() - before.models[0].value(k, metric).unwrap()
    };
    let less = (0..40).filter(|k| effect(*k) < effect(typical)).count();
    let more = (0..40).filter(|k| effect(*k) > effect(typical)).count();
    // Between the 30th and the 70th percentile: at most 70 % lie on either side.
    assert!(less <= 28 && more <= 28, "{less} {more}");
}

#[test]
fn what_is_refused_changes_nothing() {
    let mut live = opened(FILE);
    let before = live.run(40).unwrap();
    assert!(live.set(&wish("teams.makers.people", "0")).is_err());
    assert!(live.set(&wish("teams.nobody.people", "1")).is_err());
    assert!(live.set(&Wish { model: Some("None".to_owned()), ..Wish::default() }).is_err());
    assert_eq!(live.run(40).unwrap().now.dots, before.now.dots);
}

#[test]
fn another_seed_is_that_of_both_sides() {
    let mut live = opened(FILE);
    live.set(&Wish { seed: Some(8), ..Wish::default() }).unwrap();
    let shown = live.run(40).unwrap();
    assert_eq!(shown.sentence, None);
    assert_eq!(shown.before.dots, shown.now.dots);
    live.set(&Wish::default()).unwrap();
    assert_ne!(live.run(40).unwrap().before.dots, shown.before.dots);
}

fn labels(live: &Live) -> Vec<&str> {
    live.controls.iter().map(|control| control.label.as_str()).collect()
}

#[test]
fn what_is_worth_turning_is_found() {
    let live = opened(FILE);
    assert_eq!(
        labels(&live)[1..5],
        ["Checkers sits", "Chance of turn", "When turn comes, from", "Deadline"]
    );
    let chance = &live.controls[2];
    // 0, 5, ..., 100 % and the file's own 52 % between 50 and 55, which is not set.
    assert_eq!((chance.choices.len(), chance.at), (22, 11));
    assert_eq!((chance.choices[11].set.clone(), chance.choices[11].said.as_str()), (None, "52 %"));
    let every_day = Choice::new("Mon-Fri 09:00-12:00", "every day");
    assert!(live.controls[1].choices.contains(&every_day));
    // Whatever they offer makes a scenario.
    for control in &live.controls {
        for value in control.choices.iter().filter_map(|choice| choice.set.clone()) {
            let set = [(control.path.clone(), value)];
            assert!(live.document.with(&set).unwrap().resolve().is_ok(), "{set:?}");
        }
    }
}

#[test]
fn a_file_names_its_controls() {
    let controls = r#"
[[controls]]
label = "Makers"
path = "teams.makers.people"
range = "1..4"
[[controls]]
label = "Checks"
path = "calendars.sessions"
options = ["Tue 09:00-12:00", "Mon-Fri 09:00-12:00"]
labels = ["Tuesdays", "every day"]
"#;
    let live = opened(&format!("{FILE}{controls}"));
    assert_eq!(labels(&live), ["Makers", "Checks"]);
    let [makers, checks] = [&live.controls[0], &live.controls[1]];
    let said =
        |control: &Control| control.choices.iter().map(|it| it.said.clone()).collect::<Vec<_>>();
    assert_eq!(
        (said(makers), makers.at, makers.slider),
        (["1", "2", "3", "4"].map(str::to_owned).to_vec(), 1, true)
    );
    assert_eq!(
        (said(checks), checks.at),
        (["Tuesdays", "every day"].map(str::to_owned).to_vec(), 0)
    );
    assert_eq!((&checks.choices[0].set, &makers.choices[1].set), (&None, &None));
}

#[test]
fn controls_that_cannot_be_are_told_at_once_with_their_places() {
    let controls = r#"
[[controls]]
label = "Nobody"
path = "teams.nobody.people"
range = "1..4"
[[controls]]
label = "Makers"
path = "teams.makers.people"
range = "0..4"
[[controls]]
label = "Backwards"
path = "deadline"
range = "4..1"
"#;
    let text = format!("{FILE}{controls}");
    let refused = Live::open(Document::parse("two.toml", &text).unwrap()).err().unwrap();
    let found: Vec<(&str, usize)> =
        refused.list().iter().map(|it| (it.path.as_str(), it.line)).collect();
    let line = |wanted: &str| 1 + text.lines().position(|line| line == wanted).unwrap();
    let first = line("path = \"teams.nobody.people\"");
    assert_eq!(
        found,
        [
            ("controls[0].path", first),
            ("controls[1].path", first + 4),
            ("controls[2].range", line("range = \"4..1\""))
        ]
    );
}

#[test]
fn controls_of_a_wrong_form_are_refused() {
    let refused = |control: &str| {
        let text = format!("{FILE}[[controls]]\nlabel = \"x\"\npath = \"deadline\"\n{control}\n");
        crate::scenario::load("two.toml", &text, &[]).unwrap_err().list()[0].message.clone()
    };
    assert_eq!(refused(""), "a control needs a `range` or `options`");
    assert!(refused("range = \"1d:9d:1d\"\noptions = [\"1d\", \"2d\"]").contains("not both"));
    assert!(refused("options = [\"1d\"]").contains("at least two"));
    assert!(refused("options = [\"1d\", \"2d\"]\nlabels = [\"one\"]").contains("as many"));
    assert!(refused("options = [\"1d\", \"2d\", { a = 1 }]").contains("expected a value"));
}

fn asked(open: &mut Option<Open>, request: Value) -> Value {
    serde_json::from_str(&answer(open, request.to_string().as_bytes())).unwrap()
}

#[test]
fn a_page_is_answered() {
    let mut open = None;
    assert!(asked(&mut open, json!({ "op": "bits" }))["failed"].is_string());
    let given =
        Given { name: "my file.toml".to_owned(), text: FILE.to_owned(), ..Given::default() };
    let mut request = serde_json::to_value(&given).unwrap();
    request["op"] = json!("open");
    assert_eq!(asked(&mut open, request)["ok"]["replications"], 40);
    let set = json!({ "op": "set", "sets": [["teams.makers.people", "3"]], "n": 100, "seed": 9 });
    assert_eq!(
        asked(&mut open, set)["ok"],
        "flowcast compare 'my file.toml' --set teams.makers.people=3 --seed 9 -n 100"
    );
    assert_eq!(asked(&mut open, json!({ "op": "run", "until": 20 }))["ok"]["n"], 20);
    let refused = asked(&mut open, json!({ "op": "set", "sets": [["teams.makers.people", "0"]] }));
    assert_eq!(refused["refused"][0]["path"], "teams.makers.people");
    assert!(answer(&mut open, b"{").contains("failed"));
}

#[test]
fn bits_depend_on_every_model_and_on_the_seed() {
    let scenario = crate::scenario::load("two.toml", FILE, &[]).unwrap();
    let plans = plan::compile_all(&scenario).unwrap();
    let all = bits(&plans, 7);
    assert_eq!((all.len(), opened(FILE).bits().unwrap()), (64, all.clone()));
    assert!(bits(&plans[1..], 7) != all && bits(&plans, 8) != all);
}

/// One person, two pieces of exactly 8 h each, then a check of 1 h that takes both at once: Monday and Tuesday are worked,
/// the first piece is held until the second is finished.
const BATCH: &str = r#"
schema = 2
name = "Batch"
start = "2026-03-02 09:00"
[teams]
makers = {}
checkers = {}
[[streams]]
name = "make"
team = "makers"
effort = "8h"
[[streams]]
name = "check"
team = "checkers"
effort = "1h"
needs = ["make"]
[[deliverables]]
name = "page"
count = 2
[[models]]
name = "Stage by stage"
release = "phase"
"#;

#[test]
fn pieces_move_as_the_schedule_says() {
    let scenario = crate::scenario::load("batch.toml", BATCH, &[]).unwrap();
    let board = board(&plan::compile_all(&scenario).unwrap()[0], 1, 0);
    assert_eq!(board.pieces, ["page 1", "page 2"]);
    let of = |piece: usize| -> Vec<(f64, usize, Zone)> {
        let own = board.moves.iter().filter(|it| it.piece == piece);
        own.map(|it| (it.at, it.column, it.zone)).collect()
    };
    // 8 h is Monday 17:00; 32 h is Tuesday 17:00. Checks begin on Wednesday at 9:00 (48 h), one after the other.
    let first = [
        (0.0, 0, Zone::Hand),
        (8.0, 0, Zone::Held),
        (32.0, 1, Zone::Waits),
        (48.0, 1, Zone::Hand),
        (49.0, 2, Zone::Ready),
    ];
    assert_eq!(of(0), first);
    assert_eq!(of(1)[0], (0.0, 0, Zone::Waits));
    assert_eq!(of(1).last(), Some(&(50.0, 2, Zone::Ready)));
    let columns: Vec<(&str, u32)> =
        board.columns.iter().map(|it| (it.name.as_str(), it.people)).collect();
    assert_eq!(columns, [("make", 1), ("check", 1)]);
    assert_eq!(board.marks.last().map(|mark| (mark.at, mark.what)), Some((50.0, "launch")));
}
