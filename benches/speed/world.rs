//! Scenarios as the library's users load them.

use flowcast::plan::{self, Plan};
use flowcast::scenario::Document;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
pub fn text(path: &str) -> String {
    let file = file(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The plans of a scenario file of the repository.
pub fn plans(path: &str) -> Vec<Plan> {
    plans_of(path, &text(path))
}

/// The plans of a scenario's text.
pub fn plans_of(name: &str, text: &str) -> Vec<Plan> {
    let scenario = Document::parse(name, text).and_then(|document| document.resolve());
    let scenario = scenario.unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
    plan::compile_all(&scenario).unwrap_or_else(|refusals| panic!("{name}: {refusals:?}"))
}
