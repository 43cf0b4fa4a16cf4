//! The HTML report from outside: made, made again byte for byte, and honest about where it comes from.

use crate::command::run;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
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
        let names = ["report.html", "summary.md", "story.json", "decompose.json", "manifest.json"];
        let before = names.map(|name| read(&folder, name));
        fs::remove_file(out.join("report.html")).unwrap();
        fs::remove_file(out.join("summary.md")).unwrap();
        // Pictures that are not asked for again go, so they are.
        let pictures = if options.contains(&"--png") { &["--png"][..] } else { &[] };
        assert_eq!(run(folder.path(), &[&["report", "out", "-q"], pictures].concat()).code, 0);
        assert!(names.map(|name| read(&folder, name)) == before, "{options:?}");
    }
}

/// A folder that was compared without a report can have one later; the same one, but for what was not asked. Where nothing is
/// worth a switch, that has no row in any chart.
#[test]
fn the_report_can_be_asked_for_later() {
    let worth = ["--set", "study.worth=30d"];
    let folder = compared(&worth);
    assert!(!folder.path().join("out/report.html").exists());
    assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 0);
    let later = read(&folder, "report.html");
    // The command is a part of the page. Which lever did it was not asked; all else is the same.
    let at_once = read(&compared(&[&worth[..], &["--report"]].concat()), "report.html");
    let at_once = at_once.replace("study.worth=30d --report", "study.worth=30d");
    let below = |page: &str| {
        let answered = page.split_once("<section aria-labelledby=\"when\">").unwrap();
        without_levers(answered.1)
    };
    assert!(later.contains("It was not asked"));
    assert_eq!(below(&at_once), below(&later));
}

/// All but what is said of levers: which agreements make the difference, and their own section.
fn without_levers(page: &str) -> String {
    let (before, rest) = page.split_once("<section aria-labelledby=\"lever\">").unwrap();
    let after = rest.split_once("</section>").unwrap().1;
    let before = before
        .split_once("<h3 dir=\"auto\">What makes ")
        .map_or(before.to_owned(), |(head, causes)| {
            head.to_owned() + causes.split_once("</ul>").unwrap().1
        });
    before + after
}

/// All models are told of the same draws: one replication, and in each the deliverable that was done last.
#[test]
fn the_story_is_of_one_replication() {
    let folder = compared(&["--report"]);
    let story: serde_json::Value = serde_json::from_str(&read(&folder, "story.json")).unwrap();
    let told = story["campaigns"].as_array().unwrap();
    assert!(told.len() > 2);
    assert!(told.iter().all(|model| model["replication"] == told[0]["replication"]), "{story}");
    for told in told {
        // Of its work tasks, the one that ends last belongs to the deliverable that is followed.
        let spans = told["segments"].as_array().unwrap().iter();
        let end = |span: &&serde_json::Value| span[2].as_i64().unwrap();
        let last =
            spans.filter(|span| span[2].as_i64() <= told["launch"].as_i64()).map(|s| end(&s)).max();
        let ends_last = |span: &serde_json::Value| {
            let task = span[0].as_u64().unwrap() as usize;
            let deliverable = told["tasks"][task][0].as_u64().unwrap() as usize;
            span[2].as_i64() == last
                && told["deliverables"][deliverable] == told["followed"]["deliverable"]
        };
        assert!(told["segments"].as_array().unwrap().iter().any(ends_last), "{}", told["followed"]);
    }
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
        "practices: base.person 0.005",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.len() < 1_500_000);
    assert!(
        read(&folder, "summary.md")
            .starts_with("## Product launch\n\n## Sequential Cascade with one agreement gets you to 27 April 09:00; a switch is not needed.\n\nOne agreement: hand over piece by piece everywhere. Changing only that")
    );
}

/// Today, what is recommended, what was asked for: the picture shows what the words say, and so does a page made again.
#[test]
fn the_recommended_change_has_a_row_of_its_own() {
    let folder = compared(&["--report", "--ask", "Adaptive Mesh"]);
    let picture = read(&folder, "charts/answer.svg");
    for said in ["what you asked for", "smallest change that gets", "today"] {
        assert!(picture.contains(said), "{said}");
    }
    assert!(!picture.contains("Hybrid Flow") && !picture.contains("best of these"));
    let summary = read(&folder, "summary.md");
    let verdict = "No need for Adaptive Mesh: Sequential Cascade with one agreement gets you to 27 April 09:00.";
    assert!(summary.contains(verdict), "{summary}");
    assert!(summary.contains("Adaptive Mesh, which you asked for"), "{summary}");
    let page = read(&folder, "report.html");
    assert!(page.contains("Adaptive Mesh, lever by lever"));
    assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 0);
    assert!(read(&folder, "report.html") == page && read(&folder, "charts/answer.svg") == picture);
}

/// The judgement is the same whatever is read, and the recommended change has its rows in the data files: of the raw values
/// beside them, which are those of the same replications.
#[test]
fn the_judgement_hangs_on_no_medium_and_its_numbers_are_in_the_data() {
    const CHANGE: &str = "Sequential Cascade with one agreement";
    let plain = compared(&["--report", "-j", "2"]);
    let folder = tempfile::tempdir().unwrap();
    let line = ["compare", SHIPPED, "--out", "out", "-n", "80", "-j", "1", "--no-charts"];
    let said = run(folder.path(), &line).out;
    let verdict =
        "Sequential Cascade with one agreement gets you to 27 April 09:00; a switch is not needed.";
    assert!(said.contains(verdict) && read(&plain, "summary.md").contains(verdict), "{said}");
    for file in ["replications.csv", "summary.csv", "comparison.csv", "teams.csv", "improve.json"] {
        assert!(read(&plain, file) == read(&folder, file), "{file}");
    }
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<String>>();
    let column = |file: &str, key: &[&str], name: &str| -> Vec<f64> {
        let text = read(&folder, file);
        let mut lines = text.lines().map(cells);
        let head = lines.next().unwrap();
        let at = head.iter().position(|it| it == name).unwrap();
        let mine = |row: &Vec<String>| key.iter().all(|key| row.iter().any(|cell| cell == key));
        lines.filter(mine).map(|row| row[at].parse().unwrap()).collect()
    };
    let times = |model: &str| column("replications.csv", &[model], "cycle_time_h");
    let (ours, theirs) = (times(CHANGE), times(CASCADE));
    assert_eq!((ours.len(), theirs.len()), (80, 80));
    let close = |file: &str, name: &str, wanted: f64| {
        let found = column(file, &[CHANGE, "cycle_time_h"], name);
        assert!(
            found.len() == 1 && (found[0] - wanted).abs() < 1e-6,
            "{file}: {found:?}, {wanted}"
        );
    };
    let mean = |hours: &[f64]| hours.iter().sum::<f64>() / hours.len() as f64;
    close("summary.csv", "mean", mean(&ours));
    close("comparison.csv", "mean_difference", mean(&ours) - mean(&theirs));
    // Only the models of the file, where it is not wanted.
    let file = compared(&["--no-smaller"]);
    assert!(
        !read(&file, "summary.csv").contains(CHANGE)
            && !file.path().join("out/improve.json").exists()
    );
}

#[test]
fn a_checklist_needs_a_report() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), &["compare", SHIPPED, "--stress"]).code, 2);
}

/// Which lever did it is a part of the comparison's page, with its replications and intervals.
#[test]
fn a_comparison_says_which_lever_did_it() {
    let page = read(&compared(&["--report"]), "report.html");
    assert!(
        page.contains("Each bar is the difference that switching one lever makes"),
        "no waterfall"
    );
    assert!(page.contains("changes the mean cycle time by"), "no words");
    assert!(page.contains("mixtures on the same draws, 80 replications each"), "no replications");
    let named = read(&compared(&["--report", "--ask", "Hub-and-Spoke"]), "report.html");
    assert!(named.contains("Going from Sequential Cascade to Hub-and-Spoke changes the mean"));
    assert!(named.contains("Asked: should we switch to Hub-and-Spoke?"));
    assert!(named.contains("Handing over piece by piece instead of stage by stage: "));
    assert!(
        named.contains("Through what it works") && named.contains("Coordination"),
        "not opened"
    );
    let folder = tempfile::tempdir().unwrap();
    let one = ["compare", SHIPPED, "-q", "--report", "-n", "20", "--model", "Hub-and-Spoke"];
    assert_eq!(run(folder.path(), &[&one[..], &["--out", "out"]].concat()).code, 0);
    assert!(read(&folder, "report.html").contains("only one model, so there is no difference"));
    let base = ["compare", SHIPPED, "-q", "--report", "--ask", "Sequential Cascade"];
    assert_eq!(run(folder.path(), &base).code, 2);
}

/// Every kind of run ends in a page if asked, and `report` makes every file again, byte for byte.
#[test]
fn every_kind_of_page_is_rebuilt_byte_for_byte() {
    let kinds: [(&[&str], &str); 8] = [
        (&["compare", SHIPPED, "--replications", "40"], "Which lever did it?"),
        (&["trace", SHIPPED, "--model", "Hub-and-Spoke"], "Follow one deliverable"),
        (&["trace", PORTFOLIO, "--model", "Hybrid Flow", "--replication", "3"], "Campaign 2"),
        (&["decompose", SHIPPED, "-n", "30", "--from", CASCADE, "--to", "Hub-and-Spoke"], "Alone"),
        (
            &[
                "sweep",
                SHIPPED,
                "-n",
                "20",
                "--vary",
                "teams.legal.people=1..3",
                "--model",
                CASCADE,
            ],
            "Every value",
        ),
        (
            &[
                "breakeven",
                SHIPPED,
                "-n",
                "10",
                "--vary",
                "teams.legal.people=1..3",
                "--between",
                "Sequential Cascade,Adaptive Mesh",
            ],
            "Every value",
        ),
        (
            &[
                "breakeven",
                SHIPPED,
                "-n",
                "10",
                "--vary",
                "deadline=40d..80d",
                "--goal",
                "on_time >= 50%",
                "--model",
                CASCADE,
            ],
            "Every value",
        ),
        (
            &[
                "sensitivity",
                SHIPPED,
                "-n",
                "10",
                "--trajectories",
                "2",
                "--vary",
                "handoffs.latency=1h..8h",
                "--vary",
                "teams.legal.people=1..3",
            ],
            "What the difference hangs on",
        ),
    ];
    for (args, said) in kinds {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let args = [args, &["--report", "-q", "--out", "out"]].concat();
        assert_eq!(run(folder.path(), &args).code, 0, "{args:?}");
        let before = files_in(&out);
        let page = &before["report.html"];
        let page = std::str::from_utf8(page).unwrap();
        for text in
            [said, "The answer", "Not modelled", "default-src 'none'", "SHA-256 of its text"]
        {
            assert!(page.contains(text), "{args:?}: {text}");
        }
        for lost in ["report.html", "timeline.svg", "charts/lines.svg", "decompose.csv"] {
            let _ = fs::remove_file(out.join(lost));
        }
        assert_eq!(run(folder.path(), &["report", "out", "-q"]).code, 0, "{args:?}");
        let after = files_in(&out);
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for (name, bytes) in &before {
            assert!(after[name] == *bytes, "{args:?}: {name}");
        }
    }
}

const CASCADE: &str = "Sequential Cascade";
const PORTFOLIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/more-campaigns.toml");

/// Every file below a folder but the wall times, by its path in it.
fn files_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            found.insert(name, fs::read(path).unwrap());
        }
    }
    found.retain(|name, _| name != "timing.json");
    found
}

/// The long run is told again as it was; what no page can be made of says so.
#[test]
fn what_no_page_can_be_made_of_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["steady", PORTFOLIO, "-n", "2", "--model", "Hybrid Flow", "-q", "--out", "out"];
    // Two replications are too few for a long run, which is no answer.
    assert_eq!(run(folder.path(), &args).code, 3);
    assert_eq!(run(folder.path(), &["report", "out"]).code, 3);
    assert!(folder.path().join("out/report.html").exists());
    let trace = ["trace", SHIPPED, "--model", "Hub-and-Spoke", "-q", "--out", "traced"];
    assert_eq!(run(folder.path(), &trace).code, 0);
    assert_eq!(run(folder.path(), &["report", "traced", "--stress"]).code, 2);
    fs::write(folder.path().join("traced/story.json"), "{}").unwrap();
    assert_eq!(run(folder.path(), &["report", "traced"]).code, 4);
}
