//! `diagnose` where the answer is known: by arithmetic, or by the run without the friction.

use crate::command::{folder_of, run, run_line};
use flowcast::question::diagnose::{axes, pattern};
use flowcast::scenario::load;
use std::fs;
use std::path::{Path, PathBuf};

/// Two pieces, each 8 h of making, an hour of reading by legal, 4 h of sending, one person each; 2 h from hand to hand; no
/// chance. Monday begins at 0 h.
const FRICTIONS: &str = r#"
schema = 2
name = "Frictions"
start = "2027-01-04 00:00"
calendar = "always"
[calendars]
thursday = "Thu 00:00-24:00"
[practices]
scale = 0
[teams]
design = { people = 1 }
desk = { people = 1 }
legal = { people = 1, calendar = "thursday" }
[[streams]]
name = "make"
team = "design"
effort = "8h"
[[streams]]
name = "approve"
kind = "approval"
needs = ["make"]
reviewers = [{ team = "legal", effort = "1h" }]
[[streams]]
name = "send"
team = "desk"
needs = ["approve"]
effort = "4h"
[[deliverables]]
name = "piece"
count = 2
[handoffs]
latency = "2h"
sensitivity = 0
impact = 0
[[models]]
name = "Stages"
release = "phase"
[study]
replications = 64
seed = 1
"#;

/// The rows of a file, without its header, as cells.
fn rows(folder: &Path, file: &str) -> Vec<Vec<String>> {
    let bytes = fs::read(folder.join(file)).expect(file);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows = reader.records().map(|row| row.expect(file).iter().map(str::to_owned).collect());
    rows.collect()
}

/// What a diagnosis says, and its frictions: name, days, person-hours, each if it has a value.
struct Said {
    out: String,
    frictions: Vec<(String, Option<f64>, Option<f64>)>,
}

impl Said {
    fn of(text: &str, line: &str) -> Said {
        let folder = folder_of("x.toml", text);
        let ended = run_line(folder.path(), &format!("{line} --out out"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        let words: Vec<&str> = ended.out.split_whitespace().collect();
        let number = |cell: &String| cell.parse().ok();
        let frictions = rows(&folder.path().join("out"), "frictions.csv");
        let frictions =
            frictions.iter().map(|row| (row[1].clone(), number(&row[3]), number(&row[6])));
        Said { out: words.join(" "), frictions: frictions.collect() }
    }

    fn find(&self, name: &str) -> Option<&(String, Option<f64>, Option<f64>)> {
        self.frictions.iter().find(|(friction, ..)| friction.contains(name))
    }

    fn hours(&self, name: &str) -> f64 {
        self.find(name).expect(name).1.expect(name) * 24.0
    }

    fn person_hours(&self, name: &str) -> f64 {
        self.find(name).expect(name).2.expect(name)
    }
}

fn near(found: f64, wanted: f64, what: &str) {
    assert!((found - wanted).abs() < 1e-6, "{what}: {found} instead of {wanted}");
}

/// Made until 16 h, with legal at 18 h of Monday; legal opens on Thursday, at 72 h, and reads both until 74 h; at the
/// desk at 76 h, sent until 84 h.
#[test]
fn frictions_are_what_arithmetic_says() {
    let said = Said::of(FRICTIONS, "diagnose x.toml");
    assert!(said.out.contains("by what people do: Sequential Cascade."), "{}", said.out);
    // 3.5 d is 84 h.
    assert!(said.out.contains("Today it launches after 3.5 d on average."), "{}", said.out);
    // Read from 18 h to 20 h, at the desk at 22 h, sent until 30 h.
    near(said.hours("legal works only Thu"), 54.0, "calendar");
    // Both are with legal before Thursday anyway.
    near(said.hours("make is handed over as a whole"), 0.0, "making as a whole");
    assert!(said.out.contains("make is handed over as a whole if each piece left when it is done agreement no difference shown"), "{}", said.out);
    // Read until 73 h and 74 h, at the desk at 75 h and 76 h, sent until 79 h and 83 h.
    near(said.hours("approve is handed over as a whole"), 1.0, "approval as a whole");
    near(said.hours("1 person in design"), 0.0, "one more in design");
    // Both read by 73 h.
    near(said.hours("1 person in legal"), 1.0, "one more in legal");
    near(said.hours("1 person in desk"), 4.0, "one more at the desk");
    // With legal at 16 h, and at the desk at 74 h: sent until 82 h.
    near(said.hours("take time to be seen"), 2.0, "latency");
    // What this campaign does not have, or what nothing hangs on, is no friction of it.
    for name in [
        "rejec",
        "send pieces back",
        "late changes",
        "flaws",
        "away",
        "wait for",
        "hub",
        "after the other",
        "coordination",
    ] {
        assert!(said.find(name).is_none(), "{name}: {}", said.out);
    }
    assert!(said.out.contains("the sum of their bars"), "{}", said.out);
}

/// Rejected once for certain, then never: revised by all of the work, read again.
#[test]
fn what_is_done_again_is_saved_in_person_hours() {
    let text =
        always().replace("effort = \"1h\" }]", "effort = \"1h\", reject = [1, 0] }]\nrevise = 0.5");
    let said = Said::of(&text, "diagnose x.toml");
    // Two pieces, each revised for 4 h and read for another hour.
    near(said.person_hours("reviewers send pieces back"), 10.0, "rejections");
    // A late change, certain, that undoes half of both pieces before anything is handed over: 8 h of making.
    let change = "[[changes]]\nname = \"brief\"\nstream = \"make\"\nat = \"17h\"\nseverity = 0.5\n[[models]]";
    let text = FRICTIONS.replace("[[models]]", change);
    let said = Said::of(&text, "diagnose x.toml");
    near(said.person_hours("late changes"), 8.0, "changes");
    // The designer is away from 0 h to 60 h: both are made by 76 h instead of 16 h, read from 78 h to 80 h, sent from
    // 82 h to 90 h, 6 h later.
    let absence = "[[absences]]\nteam = \"design\"\nat = \"0h\"\nfor = \"60h\"\n[[models]]";
    let said = Said::of(&FRICTIONS.replace("[[models]]", absence), "diagnose x.toml");
    near(said.hours("people are away"), 6.0, "absence");
}

/// The same with legal there all the time.
fn always() -> String {
    FRICTIONS.replace("calendar = \"thursday\" }", "share = 1 }")
}

/// Versions wait for the next whole day.
#[test]
fn waiting_for_a_meeting_is_a_friction() {
    let sync =
        "release = \"sync desk\"\nsyncs = [{ name = \"desk\", every = \"1d\", length = \"0h\" }]";
    let text = always()
        .replace("release = \"phase\"", sync)
        .replace("latency = \"2h\"", "latency = \"0h\"");
    let said = Said::of(&text, "diagnose x.toml");
    // Made at 8 h and 16 h, with legal at 24 h, read by 26 h, at the desk at 48 h, sent by 56 h. Without waiting: made
    // by 16 h, read by 17 h, sent by 21 h.
    near(said.hours("wait for desk"), 35.0, "syncs");
}

/// The last piece, made at 16 h, is with two reviewers at 18 h, who take 1 h and 3 h: by 22 h one after the other, by 21 h
/// at once.
#[test]
fn asking_one_after_the_other_is_a_friction() {
    let one = "{ team = \"legal\", effort = \"1h\" }";
    let two = "{ team = \"legal\", effort = \"1h\" }, { team = \"desk\", effort = \"3h\" }";
    let text = always()
        .replace(one, two)
        .replace("desk = { people = 1 }", "desk = { people = 9 }")
        .replace("release = \"phase\"", "approval = { route = \"serial\" }");
    let said = Said::of(&text, "diagnose x.toml");
    near(said.hours("one after the other"), 1.0, "panel");
}

/// 10 % of the effort for each other person in the linked streams' teams: of making and of sending one, of reading two.
#[test]
fn staying_in_touch_is_a_friction_in_person_hours() {
    let price = "base = { person = 0.1, maturity = 0 }";
    let model = "preset = \"sequential-cascade\"";
    let text = always().replace("scale = 0", price).replace("release = \"phase\"", model);
    let said = Said::of(&text, "diagnose x.toml");
    near(said.person_hours("coordination"), 2.0 * (0.8 + 0.2 + 0.4), "coordination");
}

/// A shipped scenario, in which chance is at work: what is said equals what a run without the friction gains.
#[test]
fn a_reviewers_calendar_is_what_a_run_in_office_hours_gains() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/product-launch.toml");
    let folder = folder_of("x.toml", &fs::read_to_string(path).unwrap());
    let line = |command: &str| {
        let words = command.split(' ').chain(["-n", "40", "--no-charts", "--model"]);
        let words: Vec<&str> = words.chain(["Sequential Cascade"]).collect();
        let ended = run(folder.path(), &words);
        assert!(ended.code == 0 || ended.code == 3, "{}", ended.err);
    };
    line("diagnose x.toml --out d");
    line("compare x.toml --out today");
    line("compare x.toml --set teams.legal.calendar=office --out office");
    let mean = |out: &str| -> f64 {
        let rows = rows(&folder.path().join(out), "summary.csv");
        let row = rows.iter().find(|row| row[1] == "cycle_time_h").unwrap();
        row[5].parse().unwrap()
    };
    let rows = rows(&folder.path().join("d"), "frictions.csv");
    let row = rows.iter().find(|row| row[1].starts_with("legal works only Wed")).unwrap();
    let days: f64 = row[3].parse().unwrap();
    near(days * 24.0, mean("today") - mean("office"), "legal's calendar");
    assert!(days > 1.0, "{days}");
}

#[test]
fn prices_by_hand_are_named() {
    let text =
        FRICTIONS.replace("release = \"phase\"", "release = \"phase\"\nmaturity_required = 0.3");
    let folder = folder_of("x.toml", &text);
    let ended = run_line(folder.path(), "diagnose x.toml");
    assert_eq!(ended.code, 2);
    assert!(ended.err.contains("sets prices by hand: maturity_required"), "{}", ended.err);
}

/// The shipped scenarios that need no other file.
fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|it| it == "toml")).collect();
    files.sort();
    assert!(files.len() > 10);
    files
}

#[test]
fn presets_are_known_by_what_they_do() {
    let models = [
        ("sequential-cascade", "Sequential Cascade"),
        ("parallel-synchronization", "Parallel Synchronization"),
        ("adaptive-mesh", "Adaptive Mesh"),
        ("hub-and-spoke", "Hub-and-Spoke"),
        ("agile-sprints", "Agile Sprints"),
        ("hybrid-flow", "Hybrid Flow"),
    ];
    for file in scenarios() {
        let text = std::fs::read_to_string(&file).unwrap();
        let facts = text.split("[[models]]").next().unwrap();
        let facts = facts.replace("\nbaseline", "\n# baseline");
        let hub = facts.split("[[streams]]").next().unwrap().contains("[broker]");
        let models = models.iter().filter(|(preset, _)| hub || *preset != "hub-and-spoke");
        for (preset, wanted) in models {
            let model = format!("[[models]]\nname = \"It\"\npreset = \"{preset}\"\n");
            let found = load("x.toml", &format!("{facts}{model}"), &[]);
            let found = found.unwrap_or_else(|found| panic!("{}", found.render(false)));
            assert_eq!(pattern(&found.facts, &found.models[0]), *wanted, "{file:?}");
        }
    }
}

#[test]
fn what_mixes_patterns_is_said() {
    let file =
        scenarios().into_iter().find(|file| file.ends_with("fundraising-misaligned-hybrid.toml"));
    let text = std::fs::read_to_string(file.unwrap()).unwrap();
    let found = load("x.toml", &text, &[]).unwrap();
    let of = |name: &str| {
        let model = found.models.iter().find(|model| model.name == name).unwrap();
        pattern(&found.facts, model)
    };
    assert_eq!(of("Misaligned hybrid"), "mixed: made in parallel, approved in serial layers");
    assert_eq!(of("Mended hybrid"), "mixed: made in parallel, approved piece by piece");
    // What leaves at a meeting does not leave piece by piece.
    let weekly = "name = \"It\"\nrelease = \"sync w\"\nsyncs = [{ name = \"w\", every = \"1w\", length = \"1h\" }]";
    let text = AXES
        .replace("name = \"It\"", weekly)
        .replace("needs = [\"make\"]\n        reviewers", "needs = [\"send\"]\n        reviewers");
    let found = load("x.toml", &text, &[]).unwrap();
    let wanted = "mixed: made in batches, handed over at meetings, approved in batches";
    assert_eq!(pattern(&found.facts, &found.models[0]), wanted);
}

/// Three pieces, of them one of tier high, of 20 and 10 h by 3 people, 120 h a week: 90 h, 0.75 weeks, against two
/// weeks. Three streams, two handoffs.
const AXES: &str = r#"
        schema = 2
        name = "Axes"
        deadline = "2w"
        [teams]
        a = { people = 2 }
        b = { people = 1 }
        [[streams]]
        name = "make"
        team = "a"
        effort = "20h"
        [[streams]]
        name = "send"
        team = "b"
        needs = ["make"]
        effort = "10h"
        [[streams]]
        name = "approve"
        kind = "approval"
        needs = ["make"]
        reviewers = [{ team = "b", effort = "7h" }]
        [[deliverables]]
        name = "film"
        tier = "high"
        [[deliverables]]
        name = "post"
        count = 2
        [[models]]
        name = "It"
    "#;

fn levels(text: &str) -> [Option<&'static str>; 3] {
    axes(&load("x.toml", text, &[]).unwrap().facts).map(|axis| axis.level)
}

#[test]
fn places_follow_from_the_facts() {
    // 2 / 0.75 = 2.7; 2 / 3; 1 / 3.
    assert_eq!(levels(AXES), [Some("medium"), Some("low"), Some("medium")]);
    // 1.6 / 0.75 = 2.1 and 1.4 / 0.75 = 1.9.
    let due = |hours: &str| levels(&AXES.replace("2w", hours))[0];
    assert_eq!(
        [due("269h"), due("235h"), due("4w")].map(Option::unwrap),
        ["medium", "high", "low"]
    );
    let none = AXES.replace("deadline = \"2w\"", "");
    assert_eq!(levels(&none)[0], None);
    let needs = AXES.replace(
        "needs = [\"make\"]\n        reviewers",
        "needs = [\"make\", \"send\"]\n        reviewers",
    );
    assert_eq!(levels(&needs)[1], Some("medium"));
    assert_eq!(levels(&AXES.replace("tier = \"high\"", ""))[2], Some("high"));
    assert_eq!(levels(&AXES.replace("count = 2", "tier = \"high\""))[2], Some("low"));
}
