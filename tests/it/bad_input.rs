//! Scenarios that are wrong, tried as a user would: refused at once, with the place of every problem, or
//! accepted where there is nothing wrong with them.
#![cfg(target_os = "linux")]

use crate::command::{Ended, SMALL, ended, folder, run_line};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The small scenario with one passage in another form.
fn with(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    SMALL.replacen(from, to, 1)
}

/// Checks a file with at most a second of computing time and 200 MB beyond the program itself. Both
/// limits are of the release build; this one is slower, so that large files get a few seconds.
fn check(folder: &Path, file: &str, seconds: u32) -> Ended {
    let program = env!("CARGO_BIN_EXE_flowcast");
    let kilobytes = 200_000 + fs::metadata(program).unwrap().len() / 1000;
    let script =
        format!("ulimit -t {seconds}; ulimit -v {kilobytes}; exec '{program}' check '{file}' -q");
    ended(Command::new("bash").current_dir(folder).args(["-c", script.as_str()]))
}

/// Refused: exit 2, saying all this, and nothing is written.
fn refused(text: impl AsRef<[u8]>, said: &[&str]) {
    let folder = folder();
    fs::write(folder.path().join("bad.toml"), text).unwrap();
    let ended = check(folder.path(), "bad.toml", 1);
    assert_eq!(ended.code, 2, "{said:?}: {}", ended.err);
    for said in said.iter().chain(&["bad.toml"]) {
        assert!(ended.err.contains(said), "{said:?} is not in: {}", ended.err);
    }
    assert_eq!(crate::command::names(folder.path()), ["bad.toml", "small.toml"]);
}

/// Accepted; what is printed.
fn compared(text: impl AsRef<[u8]>, code: i32) -> String {
    let folder = folder();
    fs::write(folder.path().join("odd.toml"), text).unwrap();
    let ended = run_line(folder.path(), "compare odd.toml --no-charts");
    assert_eq!(ended.code, code, "{}", ended.err);
    ended.out
}

#[test]
fn what_is_no_scenario_at_all() {
    for empty in ["", "# a comment only\n"] {
        refused(empty, &["bad.toml:1:1", "needs `schema`", "needs `name`", "needs `streams`"]);
    }
    refused(b"\xff\xfe\x00", &["UTF-8", "line 1"]);
    refused(b"a\0b = 1", &["bad.toml:1:", "not valid TOML"]);
    let folder = folder();
    assert_eq!(check(folder.path(), ".", 1).code, 4);
    assert_eq!(check(folder.path(), "nothing.toml", 1).code, 4);
}

#[test]
fn a_byte_order_mark_and_carriage_returns_are_accepted() {
    let windows = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    let printed = |text: &str| compared(text, 0).split("Files").next().unwrap().to_owned();
    let numbers = |text: String| text.lines().take(12).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(numbers(printed(&windows)), numbers(printed(SMALL)));
}

#[test]
fn keys_that_are_doubled_or_unknown_at_any_depth() {
    refused(
        with("name = \"Small\"", "name = \"Small\"\nname = \"x\""),
        &["bad.toml:4:1", "duplicate"],
    );
    refused(with("channels = {", "design = {}\nchannels = {"), &["bad.toml:8:1", "duplicate"]);
    for (from, to, line, near) in [
        ("deadline", "deadlin", 4, "deadline"),
        ("people = 1,", "peeple = 1,", 7, "people"),
        ("effort", "efort", 13, "effort"),
        ("release", "relese", 29, "release"),
        ("every", "evry", 30, "every"),
        ("seed", "sead", 34, "seed"),
    ] {
        let near = format!("did you mean `{near}`?");
        refused(
            with(from, to),
            &[&format!("bad.toml:{line}:"), "unknown key", &near, "allowed are"],
        );
    }
}

#[test]
fn numbers_that_are_none_or_out_of_range() {
    for number in ["nan", "inf", "-inf", "1e999", "-1", "\"x\"", "[]", "{}", "true"] {
        for (from, to) in [
            ("people = 1,", format!("people = {number},")),
            ("people = 1,", format!("people = 1, speed = {number},")),
            ("people = 1,", format!("people = 1, maturity = {number},")),
            ("cost_per_hour = 50", format!("cost_per_hour = {number}")),
        ] {
            refused(with(from, &to), &["bad.toml:7:", "expected a "]);
        }
        for field in ["count", "size"] {
            let to = format!("name = \"email\"\n{field} = {number}");
            refused(with("name = \"email\"", &to), &["bad.toml:23:", "expected a "]);
        }
        let flaw = format!("effort = \"4h\"\nflaw = {number}");
        refused(with("effort = \"4h\"", &flaw), &["bad.toml:14:", "probability between 0 and 1"]);
    }
    for zero in ["people = 0,", "people = 1, speed = 0,"] {
        refused(with("people = 1,", zero), &["bad.toml:7:", "0 is out of range"]);
    }
    let flaw = with("effort = \"4h\"", "effort = \"4h\"\nflaw = 15");
    refused(flaw, &["bad.toml:14:8", "write 0.15, not 15"]);
}

#[test]
fn durations_that_are_none() {
    let low = "effort = { low = \"5h\", likely = \"4h\", high = \"9h\" }";
    refused(with("effort = \"4h\"", low), &["bad.toml:13:33", "`likely` is 4 h, below low (5 h)"]);
    for (wrong, said) in [
        ("\"4\"", "needs a unit"),
        ("4", "needs a unit"),
        ("\"5 fortnights\"", "`fortnights` is not a unit"),
        ("\"-1h\"", "cannot be negative"),
        ("\"nanh\"", "not a duration"),
        ("\"99999999999999w\"", "longer than 100 years"),
    ] {
        refused(with("\"4h\"", wrong), &["bad.toml:13:10", said, "durations look like"]);
    }
    refused(with("deadline", "horizon = \"0h\"\ndeadline"), &["bad.toml:4:11", "above 0"]);
    refused(with("\"1w\"", "\"0h\""), &["bad.toml:4:12", "above 0"]);
}

#[test]
fn seeds_and_replications_out_of_range() {
    for seed in ["-1", "18446744073709551616"] {
        refused(
            with("seed = 1", &format!("seed = {seed}")),
            &["bad.toml:34:8", seed, "0 to 9007199254740991"],
        );
    }
    for many in ["0", "1000000000000"] {
        let text = with("replications = 10", &format!("replications = {many}"));
        refused(text, &["bad.toml:33:16", many, "1 to 1000000"]);
    }
}

#[test]
fn names_that_are_unknown_doubled_empty_or_hidden() {
    refused(with("\"creative\"]", "\"creativ\"]"), &["bad.toml:18:10", "did you mean `creative`?"]);
    refused(
        with("team = \"design\"", "team = \"desgin\""),
        &["bad.toml:12:8", "did you mean `design`?"],
    );
    refused(
        with("\"distribution\"", "\"creative\""),
        &["bad.toml:16:8", "two streams called `creative`"],
    );
    refused(with("\"=Weekly\"", "\"Plain\""), &["two models called `Plain`"]);
    refused(with("\"creative\"", "\"\""), &["bad.toml:11:8", "a name cannot be empty"]);
    for hidden in ["a\\nb", "a\\u001b[31mb", "a\\tb", "a\\u202eb"] {
        refused(
            with("\"Plain\"", &format!("\"{hidden}\"")),
            &["bad.toml:25:8", "control characters"],
        );
    }
}

#[test]
fn circles_are_printed() {
    let streams = with("team = \"design\"", "team = \"design\"\nneeds = [\"distribution\"]");
    refused(streams, &["bad.toml:13:9", "creative -> distribution -> creative"]);
    let post = "name = \"email\"\n[[deliverables]]\nname = \"post\"\n";
    let dependency =
        |from: &str, to: &str| format!("[[dependencies]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
    let both = dependency("email/creative", "post/creative")
        + &dependency("post/creative", "email/creative");
    let text = with("name = \"email\"", &(post.to_owned() + &both));
    refused(text, &["email/creative -> post/creative -> email/creative"]);
    // Nothing leaves creative before all of it is done, and a part of it waits for distribution.
    let phase = with(
        "name = \"email\"",
        &(post.to_owned() + &dependency("email/distribution", "post/creative")),
    )
    .replace("release = \"sync weekly\"", "release = \"phase\"");
    refused(phase, &["`=Weekly` can never end", "email/distribution waits for all of `creative`"]);
}

#[test]
fn people_and_calendars_that_are_missing() {
    refused(
        with("channels = { people = 1 }", "channels = { people = 0 }"),
        &["bad.toml:8:23", "from 1 to"],
    );
    refused(with("team = \"channels\"\n", ""), &["bad.toml:15:1", "`team` is missing"]);
    let never = |open: &str| with("[teams]", &format!("[calendars]\nnever = \"{open}\"\n[teams]"));
    refused(never(""), &["bad.toml:7:9", "it never opens"]);
    refused(never("Mon 10:00-10:00"), &["bad.toml:7:9", "does not end after it begins"]);
    let approval = "\n[[streams]]\nname = \"ok\"\nkind = \"approval\"\nreviewers = [{ team = \"legal\", effort = \"1h\" }]\n";
    let text = with("\n[[deliverables]]", &format!("{approval}\n[[deliverables]]"));
    refused(text, &["unknown team `legal`", "known: `design`, `channels`"]);
}

#[test]
fn all_problems_are_named_at_once() {
    let text = with("people = 1,", "peeple = 1,")
        .replacen("\"4h\"", "\"5 fortnights\"", 1)
        .replacen("[\"creative\"]", "[\"creativ\"]", 1)
        .replacen("seed = 1", "seed = -1", 1);
    refused(text, &["bad.toml:7:", "bad.toml:13:", "bad.toml:18:", "bad.toml:34:"]);
}

/// Large files that are wrong from end to end cost little more than small ones: no list of what is wrong
/// grows with the square of the file.
#[test]
fn large_files_are_refused_quickly() {
    let folder = folder();
    let keys: String = (0..90_000).map(|key| format!("x{key} = 1\n")).collect();
    let names: Vec<String> = (0..100_000).map(|name| format!("\"q{name}\"")).collect();
    let needs = format!("needs = [{}]", names.join(","));
    let teams: String = (0..40_000).map(|team| format!("t{team} = {{ peeple = 1 }}\n")).collect();
    for (text, code) in [
        (keys, 2),
        (with("needs = [\"creative\"]", &needs), 2),
        (with("design = {", &(teams + "design = {")), 2),
        (format!("x = {}", "[".repeat(900_000)), 2),
        ("\n".repeat(1_000_000), 2),
        (format!("{}#{}", SMALL, "x".repeat(1 << 20)), 2),
        (with("name = \"email\"", "name = \"email\"\ncount = 1000001"), 2),
    ] {
        fs::write(folder.path().join("large.toml"), &text).unwrap();
        let ended = check(folder.path(), "large.toml", 8);
        assert_eq!(ended.code, code, "{}: {}", &text[..20], &ended.err[..ended.err.len().min(500)]);
        assert!(ended.err.len() < 100_000);
    }
}

/// Reviewers who always reject: nothing is launched by the horizon, and that is said.
#[test]
fn certain_rejection_is_reported_as_censored() {
    let approval = "\n[[streams]]\nname = \"ok\"\nkind = \"approval\"\nneeds = [\"creative\"]\nrevise = 0.5\n\
                    reviewers = [{ team = \"channels\", effort = \"1h\", reject = 1 }]\n";
    let out = compared(with("\n[[deliverables]]", &format!("{approval}\n[[deliverables]]")), 3);
    assert!(out.contains("0 of 10") && out.contains("by the horizon"), "{out}");
}

#[test]
fn a_hundred_thousand_tasks_at_once_end() {
    let text =
        with("name = \"email\"", "name = \"email\"\ncount = 50000").replace("= 10\n", "= 1\n");
    let out = compared(text, 3);
    assert!(out.contains("design is asked for 200000 person-h"), "{out}");
}

#[test]
fn twice_the_load_is_said() {
    let out = compared(with("name = \"email\"", "name = \"email\"\ncount = 20"), 0);
    let said = "design is asked for 80 person-h of first-pass work but has 40 from the start to the deadline (7 d)";
    assert!(out.contains(said), "{out}");
}

#[test]
fn identical_models_differ_by_nothing_and_one_model_by_nobody() {
    let twin =
        with("release = \"sync weekly\"\nsyncs = [{ name = \"weekly\", every = \"1w\" }]\n", "");
    assert!(compared(&twin, 0).contains("identical"));
    let alone = twin.replace("[[models]]\nname = \"=Weekly\"\n", "");
    assert!(!compared(alone, 0).contains("Each against"));
}
