//! Which piece is ready when, as users ask it: `deliverables.csv`, its chart and table, deliverables from a CSV file.

use crate::command::{Ended, ended, flowcast, folder_of, results, run, run_line};
use std::fs;
use std::path::Path;

/// One person makes 6 h, 2 × 3 h and 1 h of pieces one after the other, day and night.
const CAMPAIGN: &str = r#"
schema = 2
name = "pieces"
calendar = "always"
deadline = "12h"
teams = { a = {} }
streams = [{ name = "make", team = "a", effort = "1h" }]
models = [{ name = "Plain" }, { name = "Also, \"plain\"" }]
study = { replications = 40 }
deliverables = [{ file = "lists/pieces.csv" }, { name = "web" }]
"#;

const PIECES: &str = "name,count,size,due\n\"=film, <b>long</b> \"\"cut\"\"\",,6,5h\nmail,2,3,\n";

fn folder(csv: Option<&str>) -> tempfile::TempDir {
    let folder = folder_of("c.toml", CAMPAIGN);
    fs::create_dir(folder.path().join("lists")).unwrap();
    if let Some(csv) = csv {
        fs::write(folder.path().join("lists/pieces.csv"), csv).unwrap();
    }
    folder
}

fn compared(folder: &Path, line: &str) -> Ended {
    let ended = run_line(folder, line);
    assert_eq!(ended.code, 0, "{}", ended.err);
    ended
}

/// Film 0-6 h (due at 5), mail until 12 h (the deadline), web until 13 h.
#[test]
fn a_row_for_each_model_and_deliverable() {
    let folder = folder(Some(PIECES));
    compared(folder.path(), "compare c.toml --report --out out");
    let text = fs::read_to_string(folder.path().join("out/deliverables.csv")).unwrap();
    let columns = "model,deliverable,count,due_h,n,not_done,done_mean_h,done_p50_h,done_p50_low_h,\
                   done_p50_high_h,done_p85_h,done_p85_low_h,done_p85_high_h,in_time,in_time_low,in_time_high,\
                   approval_rounds,rework_time_h,done_p50_by_h,done_p85_by_h";
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines[0], lines.len()), (columns, 7));
    // Wilson's interval of 40 of 40: 1 - z² / (40 + z²) with z² = 3.841459 is 0.912 378.
    let film = "Plain,\"'=film, <b>long</b> \"\"cut\"\"\",1,5.0,40,0,6.0,6.0,6.0,6.0,6.0,6.0,6.0,0.0,0.0,0.0876";
    assert!(lines[1].starts_with(film) && lines[1].ends_with(",,0.0,6.0,6.0"), "{}", lines[1]);
    assert!(
        lines[2]
            .starts_with("Plain,mail,2,12.0,40,0,12.0,12.0,12.0,12.0,12.0,12.0,12.0,1.0,0.9123"),
        "{}",
        lines[2]
    );
    assert!(lines[3].starts_with("Plain,web,1,12.0,40,0,13.0,"), "{}", lines[3]);
    assert!(lines[4].starts_with("\"Also, \"\"plain\"\"\","), "{}", lines[4]);
    let page = fs::read_to_string(folder.path().join("out/report.html")).unwrap();
    assert!(page.contains("Which piece is ready when?") && !page.contains("<b>long"), "no section");
    assert!(folder.path().join("out/charts/readiness.svg").exists());
}

#[test]
fn a_table_where_pieces_have_dates_of_their_own() {
    let folder = folder(Some(PIECES));
    let out = compared(folder.path(), "compare c.toml --no-charts --out out").out;
    assert!(out.contains("When each deliverable") && out.contains("mail (2)"), "{out}");
    // Without dates of their own, only the campaign is asked for, unless everything is.
    let plain = PIECES.replace(",5h", ",");
    fs::write(folder.path().join("lists/pieces.csv"), plain).unwrap();
    let out = compared(folder.path(), "compare c.toml --no-charts --out out").out;
    assert!(!out.contains("When each deliverable"), "{out}");
    let out = compared(folder.path(), "compare c.toml --no-charts --out out --verbose").out;
    assert!(out.contains("When each deliverable"), "{out}");
}

#[test]
fn the_same_bytes_from_any_threads_and_from_the_folder() {
    let folder = folder(Some(PIECES));
    compared(folder.path(), "compare c.toml --report --out out --threads 1");
    let first = results(&folder.path().join("out"));
    // The page tells the command, and the manifest too: all else is the same.
    compared(folder.path(), "compare c.toml --report --out two --threads 3");
    let data = |all: &[(std::path::PathBuf, Vec<u8>)]| {
        let same = |(path, _): &&(std::path::PathBuf, Vec<u8>)| {
            path.ends_with("deliverables.csv") || path.ends_with("readiness.svg")
        };
        all.iter().filter(same).cloned().collect::<Vec<_>>()
    };
    let second = results(&folder.path().join("two"));
    assert_eq!(data(&first), data(&second));
    assert_eq!(data(&first).len(), 2);
    // What is made again from the folder does not need the file any more.
    fs::remove_file(folder.path().join("lists/pieces.csv")).unwrap();
    let again = run(folder.path(), &["report", "out"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(results(&folder.path().join("out")), first);
}

#[test]
fn the_manifest_holds_the_file_and_its_digest() {
    let folder = folder(Some("name\nfilm\n"));
    compared(folder.path(), "compare c.toml --no-charts --out out --set deliverables.film.size=2");
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let file = &manifest["scenario"]["files"]["lists/pieces.csv"];
    // printf 'name\nfilm\n' | sha256sum
    let digest = "e39744329f0c1263f21bac76dc4ba2d419292d6c54fd72c49f452fadcb74979e";
    assert_eq!(
        (file["sha256"].as_str(), file["text"].as_str()),
        (Some(digest), Some("name\nfilm\n"))
    );
    assert_eq!(manifest["deliverables"][0]["name"], "film");
}

#[test]
fn a_sweep_goes_on_only_with_the_same_file() {
    let folder = folder(Some("name\nfilm\n"));
    let sweep = "sweep c.toml --vary teams.a.people=1,2 --out out --no-charts";
    compared(folder.path(), sweep);
    let again = run(folder.path(), &["report", "out"]);
    assert_eq!(again.code, 0, "{}", again.err);
    fs::write(folder.path().join("lists/pieces.csv"), "name,size\nfilm,2\n").unwrap();
    let other = run_line(folder.path(), sweep);
    assert!(other.code != 0 && other.err.contains("other files of deliverables"), "{other:?}");
}

#[test]
fn what_is_wrong_with_a_file_is_said_before_anything_runs() {
    let wrong = folder(Some("name,siez\nfilm,2\n"));
    let ended = run_line(wrong.path(), "compare c.toml");
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(
        ended.err.contains("lists/pieces.csv:1:6") && ended.err.contains("did you mean `size`"),
        "{}",
        ended.err
    );
    // What is wrong with the file is all that is wrong.
    assert!(!ended.err.contains("at least one deliverable"), "{}", ended.err);
    let cells = folder(Some("name,size\nfilm,\"1,5\"\n,2\n"));
    let ended = run_line(cells.path(), "compare c.toml");
    for said in ["`1,5` is not a number", "such as 1.5", "csv:3:1", "a row without a name"] {
        assert_eq!((ended.code, ended.err.contains(said)), (2, true), "{said}: {}", ended.err);
    }
    let missing = folder(None);
    let ended = run_line(missing.path(), "check c.toml");
    assert_eq!(ended.code, 4, "{}", ended.err);
    assert!(
        ended.err.contains("lists/pieces.csv` cannot be read: No such file")
            && ended.err.contains("--> c.toml:"),
        "{}",
        ended.err
    );
    fs::write(missing.path().join("lists/pieces.csv"), b"name\nf\xfflm\n").unwrap();
    let ended = run_line(missing.path(), "check c.toml");
    assert_eq!(ended.code, 2, "{}", ended.err);
    assert!(
        ended.err.contains("pieces.csv is not UTF-8") && ended.err.contains("line 2"),
        "{}",
        ended.err
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_scenario_that_is_piped_in_is_in_no_folder() {
    use std::io::Write;
    let folder = folder(Some(PIECES));
    let mut command = flowcast(folder.path());
    command.args(["check", "/dev/stdin"]).stdin(std::process::Stdio::piped());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(CAMPAIGN.as_bytes()).unwrap();
    let piped: Ended = child.wait_with_output().unwrap().into();
    assert_eq!(piped.code, 4, "{}", piped.err);
    assert!(
        piped.err.contains("in no folder") && piped.err.contains("begins at the root"),
        "{}",
        piped.err
    );
    let path = folder.path().join("lists/pieces.csv");
    let rooted = CAMPAIGN.replace("lists/pieces.csv", path.to_str().unwrap());
    fs::write(folder.path().join("rooted.toml"), rooted).unwrap();
    assert_eq!(ended(flowcast(folder.path()).args(["check", "rooted.toml"])).code, 0);
}
