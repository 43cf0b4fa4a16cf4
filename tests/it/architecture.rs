//! The house rules that the source must keep: who may use whom, who prints, who touches the disk.
//!
//! Read off the text of `src/` without comments and without unit tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every layer of the library, and what it may use of ours: layers above it in this list, so that arrows go one way.
const MAY_USE: &[(&str, &[&str])] = &[
    ("time", &[]),
    ("text", &[]),
    ("digest", &[]),
    ("stats", &[]),
    ("parallel", &[]),
    ("csv", &["text"]),
    ("error", &["text"]),
    ("calendar", &["time"]),
    ("draws", &["time"]),
    ("distribution", &["time", "draws"]),
    ("record", &["time"]),
    ("trace", &["time", "record"]),
    ("metric", &["record", "time"]),
    ("format", &["metric", "stats", "time"]),
    ("model", &["time", "calendar", "distribution", "text"]),
    ("scenario", &["model", "time", "calendar", "distribution", "error", "csv", "text"]),
    ("plan", &["model", "time", "calendar", "distribution", "draws", "text"]),
    ("engine", &["plan", "record", "trace", "time", "calendar", "distribution", "draws"]),
    ("study", &["model", "plan", "engine", "record", "metric", "time", "parallel"]),
    (
        "log",
        &[
            "study", "engine", "plan", "scenario", "model", "record", "trace", "csv", "text",
            "time", "parallel",
        ],
    ),
    (
        "fit",
        &[
            "log",
            "study",
            "engine",
            "plan",
            "model",
            "record",
            "trace",
            "calendar",
            "distribution",
            "stats",
            "csv",
            "text",
            "time",
            "parallel",
        ],
    ),
    ("analysis", &["study", "metric", "stats", "record", "time", "format", "text", "parallel"]),
    ("store", &["study", "record", "metric", "error", "text", "csv", "digest", "parallel"]),
    (
        "question",
        &[
            "analysis",
            "store",
            "study",
            "scenario",
            "plan",
            "model",
            "record",
            "metric",
            "stats",
            "distribution",
            "draws",
            "time",
            "error",
            "csv",
            "text",
            "digest",
            "parallel",
        ],
    ),
    (
        "live",
        &[
            "question", "analysis", "study", "scenario", "plan", "model", "engine", "record",
            "trace", "metric", "format", "stats", "digest", "text", "time",
        ],
    ),
    (
        "report",
        &[
            "live", "question", "analysis", "store", "study", "plan", "model", "record", "trace",
            "metric", "format", "stats", "calendar", "csv", "digest", "time", "text",
        ],
    ),
];

/// What stands on the library: the program.
const PROGRAM: [&str; 3] = ["cli", "main", "lib"];

/// A source file: its layer (the first part of its path), its path, and its code.
struct Source {
    layer: String,
    path: String,
    code: String,
}

#[test]
fn layers_use_only_what_is_below_them() {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !PROGRAM.contains(&source.layer.as_str())) {
        let Some((_, allowed)) = MAY_USE.iter().find(|(layer, _)| *layer == source.layer) else {
            found.push(format!("{} is of no layer that is listed here", source.path));
            continue;
        };
        for used in names_after(&source.code, "crate::") {
            if used != source.layer && is_layer(&used) && !allowed.contains(&used.as_str()) {
                found.push(format!("{} uses crate::{used}", source.path));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn arrows_go_one_way() {
    for (place, (layer, allowed)) in MAY_USE.iter().enumerate() {
        let above = |used: &&&str| MAY_USE[..place].iter().any(|(known, _)| known == *used);
        let back: Vec<_> = allowed.iter().filter(|used| !above(used)).collect();
        assert!(back.is_empty(), "{layer} would use {back:?}");
    }
}

#[test]
fn only_main_uses_the_command_line() {
    let users = sources().into_iter().filter(|s| !PROGRAM.contains(&s.layer.as_str()));
    let users: Vec<String> =
        users.filter(|s| names_after(&s.code, "crate::").contains("cli")).map(|s| s.path).collect();
    assert_eq!(users, Vec::<String>::new());
}

#[test]
fn the_engine_looks_at_no_name() {
    for source in sources().iter().filter(|source| source.layer == "engine") {
        for word in ["plan.model", ".model ==", "preset", ".name ==", "static mut", "thread_local"]
        {
            assert!(!source.code.contains(word), "{} says `{word}`", source.path);
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    let prints = ["print!", "println!", "eprint!", "eprintln!", "dbg!", "io::stdout", "io::stderr"];
    assert_words_only_in(&prints, &["cli", "main"]);
}

#[test]
fn only_the_store_touches_the_disk() {
    assert_words_only_in(&["std::fs", "fs::", "File::open", "File::create"], &["store"]);
}

#[test]
fn nothing_depends_on_a_hash_or_a_clock() {
    assert_words_only_in(&["HashMap", "HashSet", "RandomState"], &[]);
    assert_words_only_in(&["SystemTime", "Instant::now"], &["cli", "main"]);
}

#[test]
fn crates_stay_in_their_layers() {
    assert_words_only_in(&["rayon::"], &["parallel", "cli"]);
    assert_words_only_in(&["plotters::"], &["report"]);
    assert_words_only_in(&["clap::", "indicatif::"], &["cli", "main"]);
    assert_words_only_in(&["rand::", "rand_distr::"], &["draws", "distribution"]);
    assert_words_only_in(&["tempfile::"], &["store"]);
    assert_words_only_in(&["quick_xml::"], &["log"]);
    assert_words_only_in(&["csv::Writer", "csv::Reader"], &["csv", "log", "store"]);
}

/// A rule that finds nothing to read, or nothing in what it reads, would keep nobody from anything.
#[test]
fn the_rules_can_be_broken() {
    let sources = sources();
    for (layer, _) in MAY_USE.iter().filter(|(layer, _)| is_layer(layer)) {
        assert!(sources.iter().any(|source| source.layer == *layer), "no source of {layer}");
    }
    assert!(
        sources
            .iter()
            .any(|s| s.layer == "engine" && names_after(&s.code, "crate::").contains("plan"))
    );
    let names =
        names_after("use crate::{plan::Plan, stats};\nlet x = crate::cli::run();", "crate::");
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["cli", "plan", "stats"]);
    assert_eq!(
        code("// print!\nlet a = 1; // print!\n#[cfg(test)]\nmod tests { print!() }"),
        "let a = 1; \n"
    );
}

/// No file outside these layers says any of these words (not as the end of a longer one).
fn assert_words_only_in(words: &[&str], layers: &[&str]) {
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| !layers.contains(&source.layer.as_str())) {
        for word in words.iter().filter(|word| says(&source.code, word)) {
            found.push(format!("{} says `{word}`", source.path));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

fn says(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| !code[..at].ends_with(part))
}

/// The first names of the paths that follow a prefix, those in braces included.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let name = |text: &str| {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        text[..end].to_owned()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(in_group(group).into_iter().map(name)),
            None => {
                found.insert(name(rest));
            }
        }
    }
    found
}

/// The entries of a group in braces, as far as its closing brace.
fn in_group(group: &str) -> Vec<&str> {
    let (mut depth, mut from, mut entries) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                entries.push(&group[from..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(&group[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    entries
}

fn is_layer(name: &str) -> bool {
    let root = root();
    root.join(name).is_dir() || root.join(format!("{name}.rs")).is_file()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> Vec<Source> {
    let (mut found, mut folders) = (Vec::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("src is part of the repository") {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.extend(source(&path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// A file's code, unless it holds unit tests only.
fn source(path: &Path) -> Option<Source> {
    let inside = path.strip_prefix(root()).expect("found in src");
    let mut parts = inside.iter().map(|part| part.to_string_lossy().replace(".rs", ""));
    if parts.clone().any(|part| part == "tests") {
        return None;
    }
    Some(Source {
        layer: parts.next()?,
        path: inside.display().to_string(),
        code: code(&std::fs::read_to_string(path).expect("a readable file")),
    })
}

/// Text without comments, and without what follows a unit test's mark.
fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..tests].lines().map(|line| line.split("//").next().unwrap_or(""));
    lines.filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}
