//! What came of the rules about steps: what they left out, what they do not know.

use super::holds::TakenUp;
use super::meaning::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many jobs, and by which names.
#[derive(Default)]
pub struct Counted {
    pub jobs: usize,
    pub names: BTreeSet<String>,
}

impl Counted {
    /// One more.
    pub fn add(&mut self, name: &str) {
        self.jobs += 1;
        self.names.insert(name.to_owned());
    }

    /// The names in one text.
    pub fn list(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        names.join("`, `")
    }
}

/// The outcomes of a step that reviews.
#[derive(Default)]
pub struct Decided {
    /// How many there are.
    pub all: usize,
    /// Those that approve, reject, and neither, by their words.
    pub approved: BTreeMap<String, usize>,
    pub rejected: BTreeMap<String, usize>,
    pub strange: Counted,
}

impl Decided {
    /// One more.
    pub fn add(&mut self, word: &str, verdict: Option<Verdict>) {
        self.all += 1;
        let words = match verdict {
            None => return self.strange.add(word),
            Some(Verdict::Approved) => &mut self.approved,
            Some(Verdict::Rejected) => &mut self.rejected,
        };
        *words.entry(word.to_owned()).or_insert(0) += 1;
    }
}

/// What the rules did to a log.
#[derive(Default)]
pub struct Applied {
    /// How many jobs there were.
    pub before: usize,
    /// Names of steps that a rule names.
    pub used: BTreeSet<String>,
    /// Steps without a rule.
    pub unknown: BTreeSet<Arc<str>>,
    /// Those of them that are approvals by their outcomes.
    pub judged: BTreeSet<Arc<str>>,
    /// By the rule of their step.
    pub dropped: Counted,
    /// By their outcome.
    pub ignored: Counted,
    /// Outcomes that are not understood.
    pub strange: Counted,
    /// Statuses in which work seems to rest, with how many stays lead back, of how many; and why others may be such.
    pub guessed: BTreeMap<String, (usize, usize)>,
    pub doubts: Vec<String>,
    /// What was put aside and taken up again.
    pub taken_up: TakenUp,
    /// By step that reviews.
    pub decided: BTreeMap<Arc<str>, Decided>,
}
