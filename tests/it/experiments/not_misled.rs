//! Answers that could mislead: each with the right value, and the arithmetic beside it.

use super::*;

/// Work of `effort` handed over after 6 h, or at the next noon and midnight without delay; all round the clock,
/// nothing random.
const TEETH: &str = r#"
schema = 1
name = "Teeth"
calendar = "always"
[teams]
w = { people = 1 }
v = { people = 1 }
[[streams]]
name = "draft"
team = "w"
effort = "1h"
[[streams]]
name = "post"
team = "v"
needs = ["draft"]
effort = "1h"
[handoffs]
latency = "2h"
[[deliverables]]
name = "x"
[[models]]
name = "Direct, when done"
[[models]]
name = "Twice a day"
release = "sync desk"
syncs = [{ name = "desk", every = "12h" }]
latency_factor = 0
"#;

/// The words of a text, its lines joined.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn csv(folder: &Path, name: &str) -> Vec<csv::StringRecord> {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect()
}

/// Handed over at the next multiple of 12 h instead of after 2 h: earlier by 2 h less the wait, so ahead exactly
/// in the 2 h before each multiple: (10, 12), (22, 24), (34, 36), (46, 48) of 1 to 49 h. A model's name holds a
/// comma.
#[test]
fn a_saw_tooth_is_not_throughout() {
    let folder = folder_of("teeth.toml", TEETH);
    let output = flowcast(folder.path())
        .args(["breakeven", "teeth.toml", "--vary", "streams.draft.effort=1h..49h", "-n", "10"])
        .args(["--between", "Direct, when done,Twice a day", "--out", "a"])
        .output()
        .unwrap();
    let out = words(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(!out.contains("no crossing"), "{out}");
    let rows = csv(folder.path(), "a/crossings.csv");
    let found: Vec<f64> = rows.iter().map(|row| row[2].parse().unwrap()).collect();
    assert_eq!(found.len(), 8, "{out}");
    for (found, wanted) in found.iter().zip([10.0, 12.0, 22.0, 24.0, 34.0, 36.0, 46.0, 48.0]) {
        assert!((found - wanted).abs() < 0.05, "{found} {wanted}");
    }
    assert_eq!((&rows[0][6], &rows[0][7]), ("Direct, when done", "Twice a day"));
    // Minutes to hours is a range too, of minutes.
    let output = flowcast(folder.path())
        .args(["breakeven", "teeth.toml", "--vary", "streams.draft.effort=30m..11h", "-n", "10"])
        .args(["--between", "Direct, when done,Twice a day", "--out", "b"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let rows = csv(folder.path(), "b/crossings.csv");
    assert_eq!(rows.len(), 1);
    // 10 h are 600 m.
    assert!((rows[0][2].parse::<f64>().unwrap() - 600.0).abs() < 1.0 && &rows[0][5] == "m");
}

/// Two brokers of the same mean effort: what one costs more than the other is the broker's part, all of it.
#[test]
fn brokers_that_differ_in_spread_only_are_taken_apart() {
    let models = r#"
[[models]]
name = "Steady"
via = "hub"
broker = { effort = "3h" }
[[models]]
name = "Erratic, in touch"
via = "hub"
broker = { effort = { dist = "uniform", low = "1h", high = "5h" } }
coordination = { per_person = 0.1 }
"#;
    let head = TEETH.split("[[models]]").next().unwrap();
    let text = head
        .replace("name = \"x\"", "name = \"x\"\ncount = 6")
        .replace("[handoffs]", "[broker]\nteam = \"desk\"\neffort = \"1h\"\n[handoffs]");
    let text = text.replace("w = { people = 1 }", "w = { people = 2 }\ndesk = { people = 1 }");
    let folder = folder_of("brokers.toml", &format!("{text}{models}"));
    let output = flowcast(folder.path())
        .args(["decompose", "brokers.toml", "--from", "Steady", "--to", "Erratic, in touch"])
        .args(["-n", "50", "--out", "a"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let rows = csv(folder.path(), "a/decompose.csv");
    let of = |way: &str| rows.iter().filter(|row| &row[0] == way).collect::<Vec<_>>();
    let levers: Vec<&str> = of("order").iter().map(|row| &row[1]).collect();
    assert_eq!(levers, ["via", "coordination"]);
    assert!(of("order")[0][2].starts_with("3 h a version"), "{rows:?}");
    assert!(of("order")[0][3].starts_with("uniform 1 to 5 h a version"), "{rows:?}");
    // The whole is what a comparison of the two finds.
    ok(folder.path(), "compare brokers.toml -n 50 --out c --no-charts");
    let compared = csv(folder.path(), "c/comparison.csv");
    let mean: f64 = compared[0][5].parse().unwrap();
    let whole: f64 = of("whole")[0][7].parse().unwrap();
    assert!((mean - whole).abs() < 2e-6, "{mean} {whole}");
}

#[test]
fn a_sample_lies_between_whole_numbers_and_values_that_need_each_other_are_set_together() {
    let folder = folder();
    ok(folder.path(), "sweep chance.toml --vary correlation=0..1 --sample 20 -n 5 --out a");
    let values: Vec<f64> =
        csv(folder.path(), "a/points.csv").iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(values.len(), 20);
    assert!(values.iter().filter(|value| value.fract() != 0.0).count() > 15, "{values:?}");
    // People stay whole, and of 20 points only two differ.
    let line = "sweep chance.toml --vary teams.design.people=1..2 --sample 20 -n 5 --out b";
    let (code, _, err) = run(folder.path(), line);
    assert!(code == 0 && err.contains("2 of 20 sampled points are different"), "{err}");
    // low = 7h is above the file's likely = 6h: no scenario alone, two of them with likely.
    let line = "sweep chance.toml -n 5 --vary streams.creative.effort.low=7h,8h \
                --vary streams.creative.effort.likely=9h,10h --out c";
    ok(folder.path(), &words(line));
    assert_eq!(csv(folder.path(), "c/points.csv").len(), 4);
    let set = "compare chance.toml -n 5 --set streams.creative.effort.low=7h \
               --set streams.creative.effort.likely=9h --out d";
    ok(folder.path(), &words(set));
    // low = 12h is below neither: two points are marked, two run, and the exit code says so.
    let line = "sweep chance.toml -n 5 --vary streams.creative.effort.low=3h,12h \
                --vary streams.creative.effort.likely=5h,6h --out f";
    let (code, out, err) = run(folder.path(), &words(line));
    assert_eq!(code, 3, "{out}{err}");
    assert_eq!(out.matches(" failed: ").count(), 2, "{out}");
    assert_eq!(csv(folder.path(), "f/points.csv").len(), 4);
    // Never a scenario: refused before anything runs, with values of a point.
    let line = "sweep chance.toml --vary streams.creative.effort.low=13h,14h \
                --vary streams.creative.effort.likely=9h,10h --out e";
    let (code, _, err) = run(folder.path(), &words(line));
    assert!(
        code == 2 && err.contains("effort.low=13h, streams.creative.effort.likely=9h"),
        "{err}"
    );
    assert!(err.contains("9 h") && !err.contains("6 h"), "{err}");
    assert!(!folder.path().join("e").exists());
}

/// "Desk" hands over by a team that is open on the first morning only: of 1 to 31 h of work, evenly, only those up
/// to 4 h are in time, a tenth. Where it launches, it does so 2 minutes later than "Direct".
const RARELY: &str = r#"
schema = 1
name = "Rarely"
start = "2026-03-02 09:00"
horizon = "5d"
deadline = "4d"
[calendars]
monday = "Mon 09:00-13:00"
[teams]
w = { people = 1, cost_per_hour = 30 }
desk = { people = 1, calendar = "monday" }
[broker]
team = "desk"
effort = "2m"
[[streams]]
name = "a"
team = "w"
effort = { dist = "uniform", low = "1h", high = "31h" }
[[streams]]
name = "b"
team = "w"
needs = ["a"]
effort = "2m"
[[deliverables]]
name = "x"
[[models]]
name = "Direct"
[[models]]
name = "Desk"
via = "hub"
"#;

#[test]
fn survivors_do_not_win() {
    let folder = folder_of("rarely.toml", RARELY);
    let incomplete = |line: &str| {
        let (code, out, err) = run(folder.path(), &words(line));
        assert_eq!(code, 3, "{line}\n{out}\n{err}");
        words(&out)
    };
    incomplete(
        "sweep rarely.toml -n 60 --vary broker.effort=1m,2m --vary teams.w.people=1..2 --report --out s",
    );
    let page = words(&fs::read_to_string(folder.path().join("s/report.html")).unwrap());
    assert!(page.contains("Direct launches earliest at all 4 points."), "not said");
    assert!(!page.contains("Desk launches earliest"));
    assert!(page.contains("At 4 of 4 points some replications were not launched"));
    let map = fs::read_to_string(folder.path().join("s/charts/map.svg")).unwrap();
    assert!(map.contains("(launched "), "the share is not beside the mean");

    let out = incomplete(
        "breakeven rarely.toml -n 60 --vary broker.effort=1m..9m --between Direct,Desk --out b",
    );
    assert!(out.contains("Direct is ahead at each of the"), "{out}");
    assert!(out.contains("Launched: Desk / Direct"), "{out}");

    let out = incomplete(
        "sensitivity rarely.toml -n 20 --vary broker.effort=1m..9m --trajectories 2 --out t",
    );
    assert!(out.contains("Direct was launched in 20 of 20"), "{out}");

    let out = incomplete("decompose rarely.toml -n 60 --from Direct --to Desk --out d");
    assert!(out.contains("60 of 60 under Direct"), "{out}");
    // What a metric of every replication is taken apart in is incomplete all the same.
    incomplete("decompose rarely.toml -n 60 --from Direct --to Desk --metric cost --out e");

    let out = incomplete("diagnose rarely.toml --models -n 20 --out c");
    assert!(out.contains("Not all replications were launched: Direct in 20 of 20"), "{out}");
}

#[test]
fn models_that_are_equal_share_the_first_place() {
    let head = RARELY.split("[[models]]").next().unwrap();
    let models: String = ["A", "B"].map(|name| format!("[[models]]\nname = \"{name}\"\n")).concat();
    let folder = folder_of("tie.toml", &format!("{head}{models}"));
    ok(folder.path(), "sweep tie.toml -n 10 --vary teams.w.people=1..2 --report --out a");
    let page = words(&fs::read_to_string(folder.path().join("a/report.html")).unwrap());
    assert!(page.contains("A and B cannot be told apart at both points"), "not said");
    let out = ok(
        folder.path(),
        "breakeven tie.toml -n 10 --vary teams.w.people=1..3 --between A,B --out b",
    );
    let out = words(&out);
    assert!(
        out.contains("A and B are equal in every replication at each of the 3 values"),
        "{out}"
    );
}

/// What is kept of a point must be what was written with it.
#[test]
fn a_file_of_replications_that_was_cut_is_made_anew() {
    let folder = folder();
    let line = "sweep chance.toml --vary handoffs.latency=0h:4h:2h --raw --out a";
    ok(folder.path(), line);
    let whole = fs::read(folder.path().join("a/replications.csv")).unwrap();
    let (name, raw) = files(&folder.path().join("a/raw"), ".csv").remove(1);
    let path = folder.path().join("a/raw").join(name);
    let text = String::from_utf8(raw.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(&path, lines[..lines.len() / 2].join("\n") + "\n").unwrap();
    // A report does not simulate, and so does not take it.
    let (code, _, err) = run(folder.path(), "report a");
    assert!(code == 2 && err.contains("is not the file"), "{err}");
    let (code, _, err) = run(folder.path(), line);
    assert!(code == 0 && err.contains("2 of 3 points were there already"), "{err}");
    assert_eq!(fs::read(&path).unwrap(), raw);
    assert_eq!(fs::read(folder.path().join("a/replications.csv")).unwrap(), whole);
}

/// Work of 4 h is launched on the first day; its change comes on the eighth. Under both models it comes too late in
/// every replication, and every command says so.
#[test]
fn every_command_says_that_a_change_comes_too_late() {
    let change =
        "[[changes]]\nname = \"brief\"\nstream = \"draft\"\nat = \"8d\"\nseverity = 1\n[[models]]";
    let folder = folder_of("late.toml", &TEETH.replacen("[[models]]", change, 1));
    let models = ["--between", "Direct, when done,Twice a day"];
    let vary = ["--vary", "streams.draft.effort=1h..4h"];
    let from = ["--from", "Direct, when done", "--to", "Twice a day"];
    let trace = ["--model", "Twice a day", "--replication", "2"];
    let one = ["--vary", "streams.draft.effort=1h,2h", "--report"];
    let sized = ["-n", "6"];
    for (command, args) in [
        ("compare", sized.to_vec()),
        ("sweep", [&one[..], &sized].concat()),
        ("diagnose", [&["--models"][..], &sized].concat()),
        ("sensitivity", [&models[..], &vary, &["--trajectories", "2"], &sized].concat()),
        ("breakeven", [&models[..], &vary, &sized].concat()),
        ("decompose", [&from[..], &sized, &["--report"]].concat()),
        ("trace", trace.to_vec()),
    ] {
        let output = flowcast(folder.path())
            .args([command, "late.toml", "--out", command, "--no-charts"])
            .args(args)
            .output()
            .unwrap();
        let [out, err] =
            [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
        assert_eq!(output.status.code(), Some(0), "{command}: {out}{err}");
        let said =
            r#"The late change "brief" comes after the launch or behind the horizon in 100 %"#;
        assert!(words(&out).contains(said), "{command}: {out}");
        if ["sweep", "decompose"].contains(&command) {
            let page = fs::read_to_string(folder.path().join(command).join("report.html")).unwrap();
            assert!(
                words(&page).contains("comes after the launch or behind the horizon"),
                "{command}"
            );
        }
    }
}

/// One after the other, each ready 1 h after the hand-over: "Direct" 2 h after 9, 11, 13 and 15 h of work, so at 12, 14,
/// 16 and 18 h; "Twice a day" at the next multiple of 12 h, so at 13, 13, 25 and 25 h. From 12 to 18 h is a quarter of a
/// day.
#[test]
fn a_sweep_says_at_which_values_and_what_the_fact_does() {
    let folder = folder_of("teeth.toml", TEETH);
    let (code, _, err) = run(
        folder.path(),
        "sweep teeth.toml --vary streams.draft.effort=15h,9h,11h,13h -n 10 --report --out a",
    );
    assert_eq!(code, 0, "{err}");
    let page = words(&fs::read_to_string(folder.path().join("a/report.html")).unwrap());
    let leads = "Direct, when done launches earliest at 9h, Twice a day at 11h, Direct, when done from 13h to 15h";
    let brings = "Direct, when done launches 0.25 days later at 15h than at 9h";
    assert!(page.contains(&format!("{leads}. {brings}")), "{page}");
    let chart = fs::read_to_string(folder.path().join("a/charts/lines.svg")).unwrap();
    assert!(chart.contains(leads), "the chart says something else");
}
