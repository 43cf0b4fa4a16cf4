//! The HTML report from outside: made, made again byte for byte, and honest about where it comes from.

use crate::command::run;
use std::fs;
use tempfile::TempDir;

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/product-launch.toml");

/// A folder with the results of the shipped example in `out`.
fn compared(options: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut args = vec!["compare", SHIPPED, "-q", "--out", "out", "--replications", "80"];
    args.extend(options);
    assert_eq!(run(folder.path(), &args).code, 0);
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join("out").join(name)).unwrap()
}

#[test]
fn the_report_is_rebuilt_byte_for_byte() {
    for options in [&["--report"][..], &["--report", "--stress", "--png"]] {
        let folder = compared(options);
        let out = folder.path().join("out");
        let names = ["report.html", "summary.md", "story.json"];
        let before = names.map(|name| read(&folder, name));
        fs::remove_file(out.join("report.html")).unwrap();
        fs::remove_file(out.join("summary.md")).unwrap();
        assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 0);
        assert!(names.map(|name| read(&folder, name)) == before, "{options:?}");
    }
}

/// A folder that was compared without a report can have one later; the same one.
#[test]
fn the_report_can_be_asked_for_later() {
    let folder = compared(&[]);
    assert!(!folder.path().join("out/report.html").exists());
    assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 0);
    let later = read(&folder, "report.html");
    // The command is a part of the page, and the only difference.
    let at_once = read(&compared(&["--report"]), "report.html");
    assert_eq!(at_once.replace("--replications 80 --report", "--replications 80"), later);
}

#[test]
fn threads_do_not_show_in_it() {
    let without = |page: String, option: &str| page.replace(option, "");
    let one = without(read(&compared(&["--report", "-j", "1"]), "report.html"), " -j 1");
    let two = without(read(&compared(&["--report", "-j", "2"]), "report.html"), " -j 2");
    assert!(one == two);
}

#[test]
fn a_story_that_was_changed_is_refused() {
    let folder = compared(&["--report"]);
    let path = folder.path().join("out/story.json");
    let page = read(&folder, "report.html");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("design", "resign")).unwrap();
    assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 4);
    assert!(read(&folder, "report.html") == page);
}

#[test]
fn it_names_what_made_it_and_what_it_assumes() {
    let folder = compared(&["--report", "--set", "teams.legal.people=2"]);
    let page = read(&folder, "report.html");
    for said in [
        env!("CARGO_PKG_VERSION"),
        "20260302",
        "teams.legal.people=2",
        "--replications 80",
        "product-launch.toml",
        "Intervals cover simulation noise only",
        "maturity_required 0.8 (preset, an assumption)",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.len() < 1_500_000);
    assert!(
        read(&folder, "summary.md")
            .starts_with("## Product launch\n\nSwitching from Sequential Cascade to")
    );
}

#[test]
fn a_checklist_needs_a_report() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["compare", SHIPPED, "--stress"]).code, 2);
}
