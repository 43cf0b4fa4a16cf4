//! Tests of the scenario format as a whole; those of one idea stand beside its code.

mod edits;
mod example;
mod files;
mod levers;
mod presets;
mod refusals;
mod sets;

use super::{Problems, load};
use crate::model::Scenario;

/// The full example.
const EXAMPLE: &str = include_str!("example.toml");

/// A small scenario in which every part of the format that refusals need stands on a line of its own.
const SMALL: &str = r#"schema = 1
name = "small"
start = "2026-03-02 09:00"
deadline = "8w"
live = "2w"
[calendars]
office = "Mon-Fri 09:00-17:00"
[teams]
design = { people = 2 }
legal = { people = 1 }
hub = { people = 1 }
[[streams]]
name = "draft"
team = "design"
effort = "6h"
flaw = 0.1
[[streams]]
name = "data"
team = "design"
effort = "4h"
needs = ["draft"]
[[streams]]
name = "ok"
kind = "approval"
needs = ["data"]
returns_to = "draft"
revise = 0.3
reviewers = [
  { team = "legal", effort = "1h", reject = 0.2 },
]
[[streams]]
name = "post"
team = "design"
effort = "1h"
needs = ["ok"]
[[deliverables]]
name = "mail"
count = 2
[[deliverables]]
name = "clip"
skip = ["data"]
[[dependencies]]
from = "mail/draft"
to = "clip/draft"
[handoffs]
sensitivity = 0.5
impact = 0.3
[rework]
fix = 0.3
[[feedback]]
from = "data"
to = "draft"
probability = 0.1
impact = 0.2
[[changes]]
name = "pivot"
stream = "draft"
at = "3w"
severity = 0.5
[[models]]
name = "plain"
[[models]]
name = "meeting"
visibility = "sync weekly"
syncs = [{ name = "weekly", every = "1w" }]
[study]
replications = 100
seed = 7
baseline = "plain"
"#;

/// The scenario of a text that must be valid.
fn valid(text: &str) -> Scenario {
    load("test.toml", text, &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// The problems of a text that must not be valid.
fn refused(text: &str) -> Problems {
    match load("test.toml", text, &[]) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(problems) => problems,
    }
}

/// The small scenario with one passage replaced; the passage must be there.
fn small(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from} is not in the small scenario");
    SMALL.replacen(from, to, 1)
}
