//! Logs that `export-log` writes: jobs by hand, people who do one thing at a time, the same in CSV and XES.

use crate::command::{Ended, flowcast, folder, folder_of, run_line};
use flowcast::log::{self, Job, Kind, Log, Options, Status};
use flowcast::plan::compile_all;
use flowcast::scenario::Document;
use flowcast::time::Instant;
use flowcast::trace::Event;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Two pages, each rejected once: half of the copy is done again, and half of the check.
const PAGES: &str = r#"
schema = 2
name = "Pages"
start = "2026-01-05 09:00"
calendar = "always"
teams = { makers = { people = 2 }, checkers = {} }
streams = [
  { name = "copy", team = "makers", effort = "2h" },
  { name = "check", kind = "approval", needs = ["copy"], returns_to = "copy", revise = 0.5, rereview = 0.5, reviewers = [
    { team = "checkers", effort = "1h", reject = [1, 0] },
  ] },
  { name = "send", team = "makers", effort = "1h", needs = ["check"] },
]
deliverables = [{ name = "page", count = 2 }]
models = [{ name = "plain" }]
"#;

fn said(folder: &Path, arguments: &[&str]) -> Ended {
    flowcast(folder).arg("export-log").args(arguments).output().unwrap().into()
}

/// The schedule by hand: who is free longest takes the next job, so that page 2 stays with the second maker.
#[test]
fn the_log_of_two_pages_is_that_of_arithmetic() {
    let folder = folder_of("pages.toml", PAGES);
    let rows = [
        "page 1,copy,work,makers,makers-1,09:00,09:00,11:00,,,",
        "page 2,copy,work,makers,makers-2,09:00,09:00,11:00,,,",
        "page 1,check,review,checkers,checkers-1,11:00,11:00,12:00,rejected,1,",
        "page 1,copy,work,makers,makers-1,12:00,12:00,13:00,,,rejection",
        "page 2,check,review,checkers,checkers-1,11:00,12:00,13:00,rejected,1,",
        "page 1,check,review,checkers,checkers-1,13:00,13:00,13:30,approved,2,rejection",
        "page 2,copy,work,makers,makers-2,13:00,13:00,14:00,,,rejection",
        "page 1,send,work,makers,makers-1,13:30,13:30,14:30,,,",
        "page 2,check,review,checkers,checkers-1,14:00,14:00,14:30,approved,2,rejection",
        "page 2,send,work,makers,makers-2,14:30,14:30,15:30,,,",
    ];
    let dated = |row: &str| {
        let cells = row.split(',').map(|cell| match cell.contains(':') {
            true => format!("2026-01-05T{cell}:00"),
            false => cell.to_owned(),
        });
        format!("c1,{},done", cells.collect::<Vec<_>>().join(","))
    };
    let head = "campaign,item,step,kind,team,person,asked,start,end,outcome,round,cause,status";
    let wanted: Vec<String> = std::iter::once(head.to_owned()).chain(rows.map(dated)).collect();
    let ended = said(folder.path(), &["pages.toml"]);
    assert_eq!(ended.out.lines().collect::<Vec<_>>(), wanted);
    assert_eq!(ended.code, 0);
}

/// An approver of no team is asked and answers; one who rejects ends the round for the other, who was only asked.
#[test]
fn reviewers_who_were_asked_in_vain_are_told() {
    let reviewers = r#"{ name = "authority", turnaround = "3h", reject = [1, 0] }, { team = "checkers", effort = "5h" },"#;
    let text = PAGES
        .replace(r#"{ team = "checkers", effort = "1h", reject = [1, 0] },"#, reviewers)
        .replace("count = 2", "count = 1")
        .replace("\"plain\"", "\"plain\", approval = { route = \"concurrent\" }");
    let folder = folder_of("pages.toml", &text);
    let ended = said(
        folder.path(),
        &["pages.toml", "--columns", "step,person,asked,start,end,outcome,status"],
    );
    let short = ended.out.replace("2026-01-05T", "").replace(":00:00", "").replace(":30:00", "½");
    // The first round ends at 14; copy again to 15; the second one: 3 h of the approver, half of 5 h of the checker.
    let wanted = [
        "copy,makers-1,09,09,11,,done",
        "check,checkers-1,11,11,14,,stopped",
        "check,authority,11,,14,rejected,done",
        "copy,makers-2,14,14,15,,done",
        "check,checkers-1,15,15,17½,approved,done",
        "check,authority,15,,18,approved,done",
    ];
    // The header, and the send.
    assert_eq!(short.lines().count(), wanted.len() + 2, "{short}");
    for row in wanted {
        assert!(short.lines().any(|line| line == row), "no {row} in\n{short}");
    }
}

#[test]
fn threads_change_no_byte() {
    let folder =
        folder_of("pages.toml", &PAGES.replace("\"2h\"", "{ median = \"2h\", p90 = \"5h\" }"));
    let run = |threads: &str| said(folder.path(), &["pages.toml", "-n", "130", "-j", threads]).out;
    let one = run("1");
    assert_eq!(one, run("3"));
    assert_eq!(one.lines().count(), 1 + 130 * 10);
    assert!(one.contains("\nc130,"));
}

#[test]
fn files_are_not_replaced_and_columns_are_checked() {
    let folder = folder_of("pages.toml", PAGES);
    let write = ["pages.toml", "-o", "log.csv"];
    assert_eq!(said(folder.path(), &write).code, 0);
    let again = said(folder.path(), &write);
    assert_eq!(again.code, 4, "{}", again.err);
    assert!(again.err.contains("--force"), "{}", again.err);
    let unknown = said(folder.path(), &["pages.toml", "--columns", "item,colour"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("the columns are campaign, item, step"), "{}", unknown.err);
    let twice = said(folder.path(), &["pages.toml", "--columns", "item,step,item"]);
    assert_eq!((twice.code, twice.out.as_str()), (2, ""));
    assert!(twice.err.contains("`item` is named twice"), "{}", twice.err);
}

fn read(path: &Path) -> Log {
    let bytes = fs::read(path).unwrap();
    log::read("log", &bytes, &Options::default()).unwrap_or_else(|found| panic!("{found}"))
}

/// Every shipped scenario under its last model: CSV and XES hold the same jobs; every start that the engine tells is
/// one of them; nobody does two things at once, and no team has more people than it has.
#[test]
fn shipped_scenarios_give_lawful_logs() {
    let scenarios = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")).unwrap();
    let mut seen = 0;
    for path in scenarios.map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let document = Document::parse("scenario", &text).unwrap();
        if !document.files().is_empty() {
            continue;
        }
        let scenario = document.resolve().unwrap();
        let model = scenario.models.last().unwrap().name.clone();
        let [csv, xes] = ["log.csv", "log.xes"].map(|name| folder.path().join(name));
        for file in [&csv, &xes] {
            let file = file.to_str().unwrap();
            let ended =
                said(folder.path(), &[path.to_str().unwrap(), "--model", &model, "-o", file]);
            assert_eq!(ended.code, 0, "{}", ended.err);
        }
        let log = read(&csv);
        assert_same_jobs(&log, &read(&xes));
        let plan = compile_all(&scenario).unwrap().pop().unwrap();
        let (_, trace) = flowcast::engine::trace(&plan, scenario.study.seed, 0);
        let starts = trace.events.iter().filter(|(_, event)| {
            matches!(
                event,
                Event::JobStarted { .. } | Event::BrokerStarted { .. } | Event::AuditStarted { .. }
            )
        });
        let started = log.jobs.iter().filter(|job| job.start.is_some()).count();
        assert_eq!(started, starts.count(), "{}", path.display());
        for team in &scenario.facts.teams {
            let people = || log.jobs.iter().filter(|job| job.team.as_deref() == Some(&*team.name));
            let names: BTreeSet<_> = people().filter_map(|job| job.person.clone()).collect();
            assert!(names.len() <= team.people as usize, "{}: {names:?}", path.display());
            assert!(people().filter(|job| job.start.is_some()).all(|job| job.person.is_some()));
        }
        one_at_a_time(&log);
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}

fn assert_same_jobs(a: &Log, b: &Log) {
    let sorted = |log: &Log| {
        let mut jobs: Vec<Job> =
            log.jobs.iter().map(|job| Job { line: 0, ..job.clone() }).collect();
        jobs.sort();
        jobs
    };
    assert_eq!(a.epoch, b.epoch);
    assert_eq!(sorted(a), sorted(b));
}

fn one_at_a_time(log: &Log) {
    let mut by_person: BTreeMap<&str, Vec<(Instant, Instant)>> = BTreeMap::new();
    for job in &log.jobs {
        if let (Some(person), Some(start), Some(end)) = (&job.person, job.start, job.end) {
            by_person.entry(person).or_default().push((start, end));
        }
    }
    for (person, mut jobs) in by_person {
        jobs.sort();
        assert!(
            jobs.windows(2).all(|pair| pair[0].1 <= pair[1].0),
            "{person} does two things at once"
        );
    }
}

/// What is open when a campaign is cut off has no end, and the command says so.
#[test]
fn what_is_not_over_is_open() {
    let text = PAGES.replace("start =", "horizon = \"150m\"\nstart =");
    let folder = folder_of("pages.toml", &text);
    let ended = said(folder.path(), &["pages.toml", "-o", "log.csv"]);
    assert_eq!(ended.code, 3, "{}", ended.err);
    assert!(ended.err.contains("1 of 1 replications did not come to their end"), "{}", ended.err);
    let log = read(&folder.path().join("log.csv"));
    let open: Vec<&Job> = log.jobs.iter().filter(|job| job.status == Status::Open).collect();
    assert!(!open.is_empty() && open.iter().all(|job| job.end.is_none()));
    assert!(log.jobs.iter().any(|job| job.kind == Kind::Review));
}

/// What is read is never written over, however it is asked for; and a fitted scenario is one that can be checked.
#[test]
fn a_fit_keeps_its_log() {
    let folder = folder();
    let line = |line: &str| run_line(folder.path(), line);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let exported = line("export-log small.toml --model Plain -n 12 -o log.csv");
    assert_eq!(exported.code, 0, "{}", exported.err);
    let log = read("log.csv");
    for (out, why) in [
        ("log.csv", "is what is read"),
        ("./fit.csv", "is written beside"),
        ("steps.toml", "is written beside"),
    ] {
        let ended = line(&format!("fit log.csv -o {out} --force"));
        assert!(ended.code == 2 && ended.err.contains(why), "{out}: {}", ended.err);
        assert_eq!(read("log.csv"), log);
        assert!(!folder.path().join("fit.csv").exists());
    }
    let fitted = line("fit log.csv -o s.toml -q");
    assert_eq!(fitted.code, 0, "{}", fitted.err);
    assert_eq!(line("check s.toml").code, 0);
    let held = line("validate s.toml log.csv -n 20");
    // Every campaign takes 4 h and 4 h.
    let one = "One campaign: done within 8.0 hours of its start in 85 of 100 cases";
    assert!(held.out.contains(one), "{}", held.out);
    assert!(held.out.contains("recorded, 6 took no longer than 8.0 hours."), "{}", held.out);
    let pilot = line("check-in s.toml log.csv -n 20 --fitted 12");
    assert!(pilot.code == 3 && pilot.err.contains("no pilot is left"), "{}", pilot.err);
    assert_eq!(line("fit log.csv -o s.toml -q").code, 4);
}

/// Times in UTC of people in Berlin: nine o'clock there, in winter and in summer, is one opening time.
#[test]
fn utc_is_shown_by_the_clock_where_people_work() {
    let mut rows = "case,item,step,person,start,end\n".to_owned();
    for week in 0..26 {
        let day = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(week));
        let utc = if (jiff::civil::date(2026, 3, 29)..).contains(&day) { 7 } else { 8 };
        for minute in 0..6 {
            rows += &format!(
                "c{week}m{minute},x,copy,ann,{day}T0{utc}:{minute}5Z,{day}T{}:{minute}0Z\n",
                utc + 8
            );
        }
    }
    let folder = folder_of("log.csv", &rows);
    let line = |line: &str| run_line(folder.path(), line);
    let fit = |zone: &str| {
        let ended = line(&format!("fit log.csv -o s.toml --force {zone}"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        let told = fs::read_to_string(folder.path().join("s.toml")).unwrap();
        (ended.out, told)
    };
    let (said, _) = fit("");
    assert!(said.contains("or say where with --zone"), "{said}");
    let (said, told) = fit("--zone CET-1CEST,M3.5.0,M10.5.0/3");
    assert!(told.contains("office = \"Mon 09:00-18:00\""), "{told}");
    assert!(said.contains("--zone CET-1CEST,M3.5.0,M10.5.0/3"), "{said}");
    let (_, told) = fit("--zone +01:00");
    assert!(told.contains("office = \"Mon 08:00-18:00\""), "{told}");
    let unknown = line("fit log.csv -o s.toml --force --zone Europe/Berlin");
    assert!(unknown.code == 2 && unknown.err.contains("/usr/share/zoneinfo"), "{}", unknown.err);
}

/// What somebody gives stays an assumption; what the log tells cannot be given; a single campaign tells nothing.
#[test]
fn what_is_given_is_no_measurement() {
    let folder = folder();
    let line = |line: &str| run_line(folder.path(), line);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(line("export-log small.toml --model Plain -n 12 -o log.csv").code, 0);
    let ended = line("fit log.csv -o s.toml -q --assume handoffs.impact=0.125");
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(read("s.toml").contains("impact = 0.125  # assumption: given, not in the log"));
    assert!(read("fit.csv").contains("handoffs.impact,0.125,,,0,given,C"));
    let ended = line("fit log.csv -o t.toml -q --force --assume portfolio.campaigns=3");
    assert!(
        ended.code == 2 && ended.err.contains("the log tells `portfolio.campaigns`: 12"),
        "{}",
        ended.err
    );
    let ended = line("fit log.csv -o t.toml -q --force --assume handoffs.impac=3");
    let open = "is not among what the log does not tell; that is ";
    assert!(ended.code == 2 && ended.err.contains(open), "{}", ended.err);
    assert!(ended.err.contains("handoffs.impact"), "{}", ended.err);
    let ended = line("validate s.toml log.csv --chart recorded.png");
    assert!(ended.code == 2 && ended.err.contains("a name that ends in .svg"), "{}", ended.err);
    let ended = line("fit log.csv -o t.toml -q --force --hold-out 2999-01-01");
    assert!(ended.code == 2 && ended.err.contains("none would be kept"), "{}", ended.err);
    assert_eq!(line("export-log small.toml --model Plain -n 1 -o one.csv").code, 0);
    let ended = line("fit one.csv -o t.toml -q --force");
    assert!(ended.code == 2 && ended.err.contains("one campaign only"), "{}", ended.err);
    assert!(!folder.path().join("t.toml").exists());
}

/// Twelve campaigns, fitted to the first eight: what the fit has seen is told by dates, whatever the log holds.
#[test]
fn dates_tell_which_campaigns_a_fit_has_seen() {
    let folder = folder();
    let said = |line: &str| {
        let ended = run_line(folder.path(), line);
        assert_eq!(ended.code, 0, "{line}: {}", ended.err);
        ended.out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    said("export-log small.toml --model Plain -n 12 -o log.csv");
    let log = fs::read_to_string(folder.path().join("log.csv")).unwrap();
    let is_later = |line: &&str| ["campaign", "c09", "c1"].iter().any(|it| line.starts_with(it));
    let later: Vec<&str> = log.lines().filter(is_later).collect();
    fs::write(folder.path().join("pilot.csv"), later.join("\n")).unwrap();
    said("fit log.csv --hold-out 4 -o s.toml -q");
    let pilot = said("check-in s.toml pilot.csv -n 20");
    assert!(pilot.contains("none of the 8 campaigns before the pilot"), "{pilot}");
    assert!(!pilot.contains("If nothing else"), "{pilot}");
    assert!(said("check-in s.toml log.csv -n 20").contains("fitted to 8 campaigns. A pilot"));
    assert!(said("validate s.toml pilot.csv -n 20").contains("the fit has seen none of them"));
    assert!(
        said("validate s.toml log.csv -n 20").contains("4 campaigns that the fit has not seen")
    );
    said("fit log.csv -o s.toml -q --force");
    let all = run_line(folder.path(), "check-in s.toml log.csv -n 20");
    assert!(all.code == 3 && all.err.contains("no pilot is left"), "{}", all.err);
    // Without fit.csv nobody knows what was under way.
    fs::remove_file(folder.path().join("fit.csv")).unwrap();
    let alone = said("check-in s.toml pilot.csv -n 20 --fitted 8");
    assert!(alone.contains("If nothing else was under way when it began, a pilot"), "{alone}");
    let both = said("check-in s.toml log.csv -n 20 --fitted 8");
    assert!(both.contains("All 12 campaigns of the log are taken for the pilot"), "{both}");
    let split = said("check-in s.toml log.csv -n 20 --history 8");
    assert!(!split.contains("taken for the pilot") && !split.contains("If nothing"), "{split}");
    assert!(!split.contains("c08") && split.contains("c09"), "{split}");
    let none = run_line(folder.path(), "check-in s.toml log.csv -n 20 --history 12");
    assert!(none.code == 2 && none.err.contains("leave no pilot"), "{}", none.err);
}

/// A pilot whose log has no sending, with which pages end, or no check: nobody knows whether it is as forecast. The verdict is data, too.
#[test]
fn a_log_without_a_step_of_the_scenario_answers_nothing() {
    let folder = folder();
    fs::write(folder.path().join("pages.toml"), PAGES).unwrap();
    let line = |line: &str| run_line(folder.path(), line);
    assert_eq!(line("export-log pages.toml -n 12 -o log.csv").code, 0);
    assert_eq!(line("fit log.csv --hold-out 4 -o s.toml -q").code, 0);
    let log = fs::read_to_string(folder.path().join("log.csv")).unwrap();
    for step in ["send", "check"] {
        let is_later =
            |line: &&str| ["campaign", "c09", "c1"].iter().any(|it| line.starts_with(it));
        let has = |line: &&str| is_later(line) && !line.contains(&format!(",{step},"));
        let pilot: Vec<&str> = log.lines().filter(has).collect();
        fs::write(folder.path().join("pilot.csv"), pilot.join("\n")).unwrap();
        let said = format!("came to `{step}`");
        let pilot = line("check-in s.toml pilot.csv -n 20");
        assert!(pilot.code == 3 && pilot.err.contains(&said), "{}", pilot.err);
        let held = line("validate s.toml pilot.csv -n 20");
        let (code, told) = if step == "send" { (3, &held.err) } else { (0, &held.out) };
        assert!(held.code == code && told.contains(&said), "{} {}", held.out, held.err);
    }
    let [words, data] =
        ["", " --format json"].map(|it| line(&format!("validate s.toml log.csv -n 20{it}")).out);
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let verdict = data["verdict"][0]["verdict"].as_str().unwrap();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(verdict), "{verdict}: {words}");
}

/// What is changed by hand is an assumption of whoever did, and is listed with what it was; a scenario of another name has no grounds.
#[test]
fn what_is_changed_by_hand_is_listed() {
    let folder = folder();
    let line = |line: &str| run_line(folder.path(), line);
    let said = |of: &str| line(of).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(line("export-log small.toml --model Plain -n 12 -o log.csv").code, 0);
    assert_eq!(line("fit log.csv -o s.toml -q").code, 0);
    assert!(!said("check s.toml").contains("changed by hand"));
    let text = fs::read_to_string(folder.path().join("s.toml")).unwrap();
    let (was, now) = ("impact = 0.3", "impact = 0.125");
    assert!(text.contains(was), "{text}");
    fs::write(folder.path().join("s.toml"), text.replace(was, now)).unwrap();
    let changed = "handoffs.impact 0.125 (assumed 0.3)";
    assert!(said("check s.toml").contains(changed), "{}", said("check s.toml"));
    assert_eq!(line("compare s.toml -n 20 --report --what-if handoffs.impact=0 --out o").code, 0);
    let report = fs::read_to_string(folder.path().join("o/report.html")).unwrap();
    assert!(report.contains(&format!("changed by hand: {changed}")));
    let renamed = fs::read_to_string(folder.path().join("s.toml")).unwrap();
    let renamed = renamed.replace("\"creative\"", "\"writing\"");
    fs::write(folder.path().join("s.toml"), renamed).unwrap();
    let lost = said("check s.toml");
    assert!(
        lost.contains("without a place in the scenario")
            && lost.contains("streams.creative.effort (measured"),
        "{lost}"
    );
    fs::copy(folder.path().join("s.toml"), folder.path().join("t.toml")).unwrap();
    assert!(said("check t.toml").contains("fit.csv beside this scenario is that of s.toml"));
}

/// Setters begin when 40 % of a text is written, and whoever checks lets a page lie for 3 h, with time enough.
const EARLY: &str = r#"
schema = 2
name = "Early"
start = "2026-01-05 09:00"
calendar = "always"
teams = { writers = { people = 3 }, setters = { people = 3 }, checkers = { people = 9, response = "3h" } }
streams = [
  { name = "text", team = "writers", effort = { median = "20h", p90 = "40h" } },
  { name = "layout", team = "setters", effort = "3h", needs = ["text"] },
  { name = "check", kind = "approval", needs = ["layout"], returns_to = "text", revise = 0.3, rereview = 0.5, reviewers = [
    { team = "checkers", effort = "1h", reject = 0.2 },
  ] },
]
deliverables = [{ name = "page", count = 2 }, { name = "cover", size = 2 }]
handoffs = { latency = "1h", sensitivity = 0.6, impact = 0.5 }
models = [{ name = "early", start = "early(0.4)", approval = { on_demand = ["checkers"] } }, { name = "plain" }]
"#;

/// What a log of a known truth says of it: an early start, what the finished version brings back, reviews that lie, sizes.
#[test]
fn early_starts_and_reviews_that_lie_are_found() {
    let folder = folder_of("early.toml", EARLY);
    let line = |line: &str| run_line(folder.path(), line);
    let fitted = |model: &str| {
        let exported = line(&format!("export-log early.toml --model {model} -n 25 -o {model}.csv"));
        assert_eq!(exported.code, 0, "{}", exported.err);
        let ended = line(&format!("fit {model}.csv -o fitted.toml -q --force"));
        assert_eq!(ended.code, 0, "{}", ended.err);
        fs::read_to_string(folder.path().join("fitted.toml")).unwrap()
    };
    let number = |key: &str| {
        let rows = fs::read_to_string(folder.path().join("fit.csv")).unwrap();
        let row = rows.lines().find(|row| row.split(',').next() == Some(key)).unwrap_or_default();
        row.split(',').skip(1).take(3).map(str::to_owned).collect::<Vec<_>>()
    };
    let early = fitted("early");
    assert!(early.contains("start = \"early(0.4)\"  # measured"), "{early}");
    assert!(early.contains("on_demand = [\"checkers\"]"), "{early}");
    assert_eq!(number("teams.checkers.response"), ["3h", "3h", "3h"]);
    assert_eq!(number("handoffs.impact")[0], "0.5");
    for (key, truth) in [("handoffs.sensitivity", 0.6), ("deliverables.cover.size", 2.0)] {
        let ends: Vec<f64> = number(key)[1..].iter().map(|end| end.parse().unwrap()).collect();
        assert!(ends[0] <= truth && truth <= ends[1], "{key}: {ends:?}");
    }
    // Nobody begins early, and who is free checks at once.
    let plain = fitted("plain");
    assert!(!plain.contains("  # measured: 75 first jobs"), "{plain}");
    assert!(!plain.contains("response") && !plain.contains("\nstart = \"early"), "{plain}");
}

/// The printer's chapters take 4 hours, one after the other: they begin and end at a few hours only, and run across all others.
#[test]
fn hours_across_which_work_of_constant_effort_runs_are_open() {
    let folder = folder();
    let run = |of: &[&str]| Ended::from(flowcast(folder.path()).args(of).output().unwrap());
    assert_eq!(run(&["init", "--template", "annual-report", "ar.toml"]).code, 0);
    for seed in ["3", "13"] {
        let of = ["ar.toml", "--model", "Sequential Cascade", "-n", "25", "--seed", seed];
        let exported = run(&[&["export-log"], &of[..], &["-o", "log.csv", "--force"]].concat());
        assert_eq!(exported.code, 0, "{}", exported.err);
        let fitted = run(&["fit", "log.csv", "-o", "fitted.toml", "-q", "--force"]);
        assert_eq!(fitted.code, 0, "{}", fitted.err);
        let text = fs::read_to_string(folder.path().join("fitted.toml")).unwrap();
        let print = text.split("[teams.print]").nth(1).unwrap();
        assert!(print.split("[teams").next().unwrap().contains("calendar = \"office\""), "{text}");
        assert!(text.contains("office = \"Mon-Fri 09:00-17:00\""), "{text}");
    }
}

/// A campaign that has finished before its date is reopened by a change: so those that were spared count, too.
#[test]
fn finished_campaigns_that_a_change_spared_count() {
    let folder = folder();
    let run = |of: &[&str]| Ended::from(flowcast(folder.path()).args(of).output().unwrap());
    assert_eq!(run(&["init", "--template", "fixed-date", "date.toml"]).code, 0);
    let of = ["export-log", "date.toml", "--model", "Adaptive Mesh", "-n", "12", "--seed", "1"];
    assert_eq!(run(&[&of[..], &["-o", "log.csv"]].concat()).code, 0);
    assert_eq!(run(&["fit", "log.csv", "-o", "fitted.toml", "-q"]).code, 0);
    let log = read(&folder.path().join("log.csv"));
    let changed = log.jobs.iter().filter(|job| job.cause.as_deref() == Some("change"));
    let changed: BTreeSet<_> = changed.map(|job| job.campaign.to_string()).collect();
    let rows = fs::read_to_string(folder.path().join("fit.csv")).unwrap();
    let row = rows.lines().find(|row| row.contains("probability")).unwrap();
    let value: f64 = row.split(',').nth(1).unwrap().parse().unwrap();
    assert!((value - changed.len() as f64 / 12.0).abs() < 1e-3, "{row}");
}
