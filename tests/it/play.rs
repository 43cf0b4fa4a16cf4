//! `flowcast play`: a page that holds its scenario, and nothing that leads out of it.

use crate::command::{SMALL, folder, run_line};
use flowcast::live::message::Given;
use flowcast::{live, plan, scenario};
use serde_json::Value;
use std::fs;

/// What the script of a page is told.
fn told(page: &str) -> Value {
    let from = page.split("<script id=\"told\" type=\"application/json\">").nth(1).unwrap();
    serde_json::from_str(from.split("</script>").next().unwrap()).unwrap()
}

#[test]
fn the_page_holds_the_scenario_and_the_digest_of_what_it_does() {
    let folder = folder();
    let ended = run_line(
        folder.path(),
        "play small.toml --out page.html --set teams.design.people=2 -n 50 --seed 3",
    );
    assert_eq!((ended.code, ended.out.as_str()), (0, ""), "{}", ended.err);
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    let told = told(&page);
    let given: Given = serde_json::from_value(told["given"].clone()).unwrap();
    assert_eq!((given.name.as_str(), given.text.as_str()), ("small.toml", SMALL));
    let sets = vec![("teams.design.people".to_owned(), "2".to_owned())];
    assert_eq!((told["replications"].as_u64(), told["seed"].as_u64()), (Some(50), Some(3)));
    let scenario = scenario::load("small.toml", SMALL, &sets).unwrap();
    let plans = plan::compile_all(&scenario).unwrap();
    assert_eq!(told["bits"], live::bits(&plans, scenario.study.seed));
    assert_eq!(given.sets, sets);
    let policy = "default-src 'none'; script-src 'sha256-";
    assert!(page.contains(policy) && page.contains("worker-src blob:"));
    assert!(!page.contains("src=\"") && !page.contains("href=\""));
}

#[test]
fn a_page_that_is_there_stays_unless_forced() {
    let folder = folder();
    fs::write(folder.path().join("page.html"), "mine").unwrap();
    let refused = run_line(folder.path(), "play small.toml --out page.html");
    assert_eq!(refused.code, 4, "{}", refused.err);
    assert_eq!(fs::read_to_string(folder.path().join("page.html")).unwrap(), "mine");
    assert_eq!(run_line(folder.path(), "play small.toml --out page.html --force -q").code, 0);
    assert!(fs::read_to_string(folder.path().join("page.html")).unwrap().len() > 100_000);
}

#[test]
fn controls_that_cannot_be_stop_every_command() {
    let folder = folder();
    let control = "[[controls]]\nlabel = \"x\"\npath = \"teams.nobody.people\"\nrange = \"1..2\"\n";
    let text = SMALL.replace("schema = 1", "schema = 2") + control;
    fs::write(folder.path().join("small.toml"), &text).unwrap();
    for line in ["play small.toml", "check small.toml", "compare small.toml"] {
        let ended = run_line(folder.path(), line);
        assert_eq!(ended.code, 2, "{line}: {}", ended.err);
        assert!(ended.err.contains("unknown team `nobody`"), "{line}: {}", ended.err);
    }
    assert!(!folder.path().join("output").exists());
}

#[test]
fn two_controls_of_one_path_are_refused() {
    let folder = folder();
    let control = "[[controls]]\nlabel = \"x\"\npath = \"teams.design.people\"\nrange = \"1..2\"\n";
    let text =
        SMALL.replace("schema = 1", "schema = 2") + control + &control.replace("\"x\"", "\"y\"");
    fs::write(folder.path().join("small.toml"), &text).unwrap();
    let ended = run_line(folder.path(), "play small.toml");
    assert_eq!(ended.code, 2, "{}", ended.err);
    for said in ["two controls set `teams.design.people`", "the other is called \"x\""] {
        assert!(ended.err.contains(said), "{}", ended.err);
    }
}

#[test]
fn every_lesson_is_a_page_that_knows_its_steps() {
    let folder = folder();
    let listed = run_line(folder.path(), "lesson").out;
    assert_eq!(listed.lines().count(), 8, "{listed}");
    for (place, title) in listed.lines().enumerate() {
        let ended = run_line(folder.path(), &format!("lesson {} -o l.html --force -q", place + 1));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{title}");
        let told = told(&fs::read_to_string(folder.path().join("l.html")).unwrap());
        assert_eq!(told["lesson"]["title"], title);
        for part in ["setting", "questions", "debrief", "variants"] {
            assert!(
                told["lesson"][part]
                    .as_array()
                    .is_some_and(|part| part.len() >= 2 || *part != [""]),
                "{title}: {part}"
            );
        }
    }
    for wrong in ["9", "0", "zero", "300"] {
        let none = run_line(folder.path(), &format!("lesson {wrong}"));
        let said = "expected the number of a lesson, 1 to 8";
        assert!(none.code == 2 && none.err.contains(said), "{}", none.err);
    }
}

/// Two lists of the same sources, one of the program and one of the script: were they to differ, every page would call its
/// engine an old one.
#[test]
fn the_program_and_the_script_mean_the_same_core() {
    let root = env!("CARGO_MANIFEST_DIR");
    let script = std::process::Command::new("bash")
        .args(["web/build.sh", "--sources"])
        .current_dir(root)
        .output();
    let said = String::from_utf8(script.unwrap().stdout).unwrap();
    assert_eq!(said.trim(), env!("FLOWCAST_CORE"));
}
