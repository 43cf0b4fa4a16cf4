//! Faults of the world around: outputs that cannot be written, other locales, clocks and terminals,
//! names that are meant to do harm.

use crate::command::{Ended, SMALL, ended, flowcast, folder, names, results, run, run_line};
use crate::laws::NEVER;
use std::fs;
use std::path::Path;

/// Every command that prints on standard output, such that it ends well.
const PRINTING: [&str; 24] = [
    "compare small.toml",
    "compare small.toml --format json",
    "compare small.toml --format csv",
    "compare small.toml --format markdown",
    "check small.toml",
    "check small.toml --format json",
    "explain small.toml",
    "trace small.toml --model Plain",
    "report output/small",
    "decompose small.toml --from Plain --to =Weekly",
    "breakeven small.toml --vary teams.design.people=1..2 --between Plain,=Weekly",
    "sensitivity small.toml --trajectories 2",
    "diagnose small.toml --models",
    "improve small.toml --max-changes 0 --goal cost",
    "sweep small.toml --vary teams.design.people=1..2",
    "sweep plan small.toml --vary teams.design.people=1..2 --out plan",
    "sweep status finished",
    "sweep merge finished",
    "models",
    "models adaptive-mesh",
    "init",
    "metrics",
    "schema",
    "completions bash",
];

/// A folder with results in it, and with a sweep that is run but not merged.
fn used_folder() -> tempfile::TempDir {
    let folder = folder();
    for line in [
        "compare small.toml -q",
        "sweep plan small.toml --vary teams.design.people=1..2 --out finished",
        "sweep run finished --shard 0/1 -q",
    ] {
        assert_eq!(run_line(folder.path(), line).code, 0, "{line}");
    }
    folder
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_exit_4() {
    let folder = used_folder();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for line in PRINTING.iter().chain(&["--help", "--version", "help sweep"]) {
        let mut command = flowcast(folder.path());
        let ended = ended(command.args(line.split(' ')).stdout(full()));
        assert_eq!(ended.code, 4, "{line}: {}", ended.err);
        assert!(ended.err.contains("cannot write standard output"), "{line}: {}", ended.err);
    }
    // Nobody hears the complaint, but the exit code stands.
    let mut command = flowcast(folder.path());
    assert_eq!(
        command.args(["check", "nothing.toml"]).stderr(full()).status().unwrap().code(),
        Some(4)
    );
}

#[cfg(unix)]
#[test]
fn a_reader_who_leaves_is_no_error() {
    let folder = used_folder();
    for line in PRINTING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = flowcast(folder.path());
        let ended = ended(command.args(line.split(' ')).stdout(writer));
        assert_eq!((ended.code, ended.err.contains("error")), (0, false), "{line}: {}", ended.err);
    }
}

/// Runs a command that may write no file beyond so many bytes, as on a disk that is nearly full.
#[cfg(target_os = "linux")]
fn limited(folder: &Path, bytes: u64, line: &str) -> Ended {
    let mut command = std::process::Command::new("bash");
    let script = format!(
        "trap '' XFSZ; exec prlimit --fsize={bytes} '{}' {line}",
        env!("CARGO_BIN_EXE_flowcast")
    );
    ended(command.current_dir(folder).args(["-c", script.as_str()]))
}

/// Whatever file does not find room, none of a command's files changes: exit 4, the file is named, and
/// nothing unfinished is left. Each file in turn is the largest that finds no room.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_earlier_results_whole() {
    let used = used_folder();
    let path = used.path();
    let before = results(&path.join("output"));
    let wanted = "compare small.toml -q -n 40 --report";
    let undisturbed = folder();
    assert_eq!(run_line(undisturbed.path(), wanted).code, 0);
    let new = results(&undisturbed.path().join("output"));
    let mut sizes: Vec<u64> = new.iter().map(|(_, bytes)| bytes.len() as u64).collect();
    sizes.sort_unstable();
    sizes.dedup();
    for size in sizes {
        let ended = limited(path, size - 1, wanted);
        assert_eq!(ended.code, 4, "{size} bytes: {}", ended.err);
        assert!(ended.err.contains("cannot write output/small/"), "{}", ended.err);
        assert_eq!(results(&path.join("output")), before);
    }
}

/// The same for every other command that writes files.
#[cfg(target_os = "linux")]
#[test]
fn no_command_leaves_half_a_file_on_a_full_disk() {
    let folder = used_folder();
    let path = folder.path();
    for (line, named) in [
        ("compare small.toml --png -n 5 --out x", "x/"),
        ("report output/small --png", "output/small/"),
        ("trace small.toml --model Plain", "trace-plain-0/"),
        ("decompose small.toml --from Plain --to =Weekly", "decompose/"),
        (
            "breakeven small.toml --vary teams.design.people=1..2 --between Plain,=Weekly",
            "breakeven/",
        ),
        ("sensitivity small.toml --trajectories 2", "sensitivity/"),
        ("diagnose small.toml --models", "diagnose-models/"),
        ("improve small.toml --max-changes 0 --goal cost", "improve/"),
        ("sweep small.toml --vary teams.design.people=1..2 --raw --out y", "y/"),
        ("sweep plan small.toml --vary teams.design.people=1..2 --out z", "z/plan.json"),
        ("sweep merge finished", "finished/"),
        ("sweep run finished --shard 0/2", "shards/0-of-2/"),
        ("init mine.toml", "mine.toml"),
    ] {
        let ended = limited(path, 200, line);
        assert_eq!(ended.code, 4, "{line}: {}", ended.err);
        let said = ended.err.contains("cannot write ") && ended.err.contains(named);
        assert!(said, "{line}: {}", ended.err);
        // Fails where anything unfinished was left.
        results(path);
        assert_eq!(run_line(path, line).code, 0, "{line}: afterwards there is room");
    }
}

/// Runs a script in a mount namespace of its own, with a small disk at `disk`. Only root may do that:
/// elsewhere `None`, and the test that asks says that it was skipped.
#[cfg(target_os = "linux")]
fn with_small_disk(folder: &Path, script: &str) -> Option<Ended> {
    fs::create_dir(folder.join("disk")).unwrap();
    let mount = "mount -t tmpfs -o size=128k tmpfs disk 2>/dev/null || exit 77; cd disk; cp ../small.toml .";
    let mut command = std::process::Command::new("unshare");
    command.args(["--mount", "bash", "-c", &format!("{mount}; {script}")]);
    let output =
        command.current_dir(folder).env("FLOWCAST", env!("CARGO_BIN_EXE_flowcast")).output();
    let refused = |output: &std::process::Output| {
        let said = String::from_utf8_lossy(&output.stderr).contains("unshare:");
        output.status.code() == Some(77) || said
    };
    let output = output.ok().filter(|output| !refused(output));
    if output.is_none() {
        eprintln!("skipped: file systems cannot be mounted here");
    }
    output.map(Ended::from)
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_file_system_is_exit_4_and_loses_nothing() {
    let folder = folder();
    let script = "\"$FLOWCAST\" compare small.toml -q --no-charts || exit 10
        find . -type f | sort | xargs sha256sum >../before
        \"$FLOWCAST\" compare small.toml -q --no-charts -n 20000; code=$?
        sha256sum --quiet --check ../before >&2 || exit 11
        find . -name '.*.tmp' | grep . && exit 12
        exit $code";
    let Some(ended) = with_small_disk(folder.path(), script) else { return };
    assert_eq!(ended.code, 4, "{}{}", ended.out, ended.err);
    assert!(
        ended.err.contains("cannot write output/small/replications.csv: No space"),
        "{}",
        ended.err
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_folder_is_exit_4_and_named() {
    let folder = folder();
    let script = "\"$FLOWCAST\" compare small.toml -q --no-charts || exit 10
        mount -o remount,ro . || exit 77
        for line in 'compare small.toml' 'report output/small' 'trace small.toml --model Plain' \\
            'diagnose small.toml --models' 'sweep small.toml --vary teams.design.people=1..2' 'init new.toml'
        do \"$FLOWCAST\" $line; [ $? = 4 ] || exit 11; done
        \"$FLOWCAST\" check small.toml";
    let Some(ended) = with_small_disk(folder.path(), script) else { return };
    assert_eq!(ended.code, 0, "{}", ended.err);
    for path in [
        "output/small:",
        "output/small/trace-plain-0:",
        "output/small/diagnose-models:",
        "new.toml:",
    ] {
        assert!(ended.err.contains(&format!("cannot write {path} Read-only")), "{}", ended.err);
    }
}

#[test]
fn locale_time_zone_and_width_change_no_byte() {
    let environments: [&[(&str, &str)]; 4] = [
        &[],
        &[("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8")],
        &[("TZ", "Pacific/Kiritimati")],
        &[("COLUMNS", "1"), ("TERM", "dumb")],
    ];
    let of = |environment: &&[(&str, &str)]| {
        let folder = folder();
        fs::write(folder.path().join("first.toml"), include_str!("../../scenarios/first.toml"))
            .unwrap();
        let mut command = flowcast(folder.path());
        command.envs(environment.iter().copied());
        let ended = ended(command.args(["compare", "first.toml", "-q", "-n", "50", "--report"]));
        assert_eq!(ended.code, 0, "{environment:?}: {}", ended.err);
        results(folder.path())
    };
    let found: Vec<_> = environments.iter().map(of).collect();
    assert!(found[0].len() > 5);
    assert!(found.iter().all(|results| *results == found[0]));
}

#[test]
fn odd_terminals_are_survived() {
    let folder = used_folder();
    for columns in ["1", "0", "x", "100000000000000000000"] {
        for line in PRINTING {
            let mut command = flowcast(folder.path());
            let ended = ended(command.args(line.split(' ')).env("COLUMNS", columns));
            assert_eq!(ended.code, 0, "COLUMNS={columns} {line}: {}", ended.err);
        }
    }
}

/// Names that would run in a spreadsheet, run in a browser, or leave the folder.
const HOSTILE: [&str; 7] =
    ["=1+2", "@x", "+x", "-x", "<script>alert(1)</script>", "../../x", "a\\\"'&,b"];

/// The small scenario with everything that has a name renamed to something hostile.
fn hostile_scenario() -> String {
    let quoted: Vec<String> = HOSTILE.iter().map(|name| format!("\"{name}\"")).collect();
    SMALL
        .replace("\"Small\"", &quoted[4])
        .replace("\"design\"", &quoted[0])
        .replace("design =", &format!("{} =", quoted[0]))
        .replace("\"channels\"", &quoted[1])
        .replace("channels =", &format!("{} =", quoted[1]))
        .replace("\"creative\"", &quoted[2])
        .replace("\"distribution\"", &quoted[3])
        .replace("\"email\"", &quoted[6])
        .replace("\"Plain\"", &quoted[5])
}

#[test]
fn hostile_names_stay_text() {
    let folder = folder();
    let path = folder.path();
    fs::create_dir(path.join("inner")).unwrap();
    fs::write(path.join("inner/hostile.toml"), hostile_scenario()).unwrap();
    let inner = path.join("inner");
    assert_eq!(run_line(&inner, "compare hostile.toml --report").code, 0);
    assert_eq!(run_line(&inner, "trace hostile.toml --model ../../x").code, 0);
    assert_eq!(names(path), ["inner", "small.toml"]);
    assert_eq!(names(&inner), ["hostile.toml", "output"]);
    for (file, bytes) in results(&inner.join("output")) {
        let text = String::from_utf8(bytes).unwrap();
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => assert_eq!(formulas(&text), Vec::<String>::new(), "{}", file.display()),
            Some("svg" | "html") => {
                assert!(!text.contains("<script>alert"), "{}", file.display());
                assert!(!text.contains("a\"'&,b"), "{}", file.display());
            }
            _ => {}
        }
    }
}

/// Cells that a spreadsheet would run: they begin like a formula and are not numbers.
fn formulas(csv: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    let cells =
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    let runs = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    cells.filter(|cell| runs(cell) && cell.parse::<f64>().is_err()).collect()
}

#[test]
fn a_runaway_replication_is_exit_3_and_named() {
    let folder = folder();
    fs::write(folder.path().join("never.toml"), NEVER).unwrap();
    let ended = run(folder.path(), &["compare", "never.toml", "-n", "1"]);
    assert_eq!(ended.code, 3, "{}", ended.err);
    assert!(ended.out.contains("took more events than a replication may"), "{}", ended.out);
    let data = fs::read_to_string(folder.path().join("output/never/replications.csv")).unwrap();
    assert!(
        data.lines().nth(1).is_some_and(|row| row.starts_with("plain,0,over_budget,")),
        "{data}"
    );
}
