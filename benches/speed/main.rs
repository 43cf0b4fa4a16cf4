//! What everything costs: `cargo bench`, or `cargo bench -- w2 engine` for some sections only. Each prints
//! tables in Markdown, of which `docs/PERFORMANCE.md` is made (`benches/report.py`); with `--quick`, of few turns.
//!
//! No harness of crates.io (criterion 0.8, divan 0.1 were looked at) measures two things in turn within
//! one run: each measures the first for some seconds, then the second, and by then the machine may be
//! another one. On shared machines absolute times move by a quarter within minutes, ratios of contenders
//! that take turns every few milliseconds by a few percent. Every figure of this project is such a ratio,
//! so [`race`] is a harness of its own, of one page.
//!
//! All sections are one program because linking flowcast with optimisation across crates takes longer than
//! most of them run.

mod calendar;
mod contender;
mod draws;
mod engine;
mod fixed;
mod models;
mod output;
mod plain;
mod race;
mod scale;
mod study;
mod table;
mod w2;
mod world;

use race::Length;

/// Measures one subject and prints what it found.
type Section = fn(Length);

/// What can be measured, in the order of the output.
const SECTIONS: [(&str, Section); 10] = [
    ("w2", w2::run),
    ("models", models::run),
    ("engine", engine::run),
    ("scale", scale::run),
    ("study", study::run),
    ("draws", draws::run),
    ("calendar", calendar::run),
    ("output", output::run),
    ("fixed", fixed::run),
    ("p6", fixed::p6),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let known = |word: &&str| SECTIONS.iter().any(|(name, _)| name == word);
    if let Some(word) = asked.iter().find(|word| !known(word)) {
        let names: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no section \"{word}\"; there are: {}", names.join(", "));
        std::process::exit(2);
    }
    for (_, run) in SECTIONS.iter().filter(|(name, _)| asked.is_empty() || asked.contains(name)) {
        run(Length::asked());
    }
}
