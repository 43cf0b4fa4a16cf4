//! What words of outcomes and statuses seem to mean.

use super::Outcome;
use serde::Deserialize;

/// Words of outcomes that send work back; the ones before those that agree, since "not approved" is one.
const REJECTS: [&str; 16] = [
    "reject",
    "declin",
    "denied",
    "refus",
    "not approved",
    "disapprov",
    "changes req",
    "change req",
    "needs changes",
    "sent back",
    "returned",
    "failed",
    "abgelehnt",
    "nicht freigegeben",
    "änderung nötig",
    "änderungen nötig",
];
const APPROVES: [&str; 7] =
    ["approv", "accept", "signed off", "sign-off given", "passed", "freigegeben", "genehmigt"];
/// Statuses in which work lies before it is begun, and how others of them begin.
const UNBEGUN: [&str; 5] = ["to do", "todo", "open", "new", "backlog"];
/// Statuses in which all is over, and those that also end the name of what one step has done.
const OVER: [&str; 5] = ["closed", "resolved", "cancelled", "canceled", "released"];
const DONE: [&str; 4] = ["done", "complete", "completed", "finished"];
const BEFORE: [&str; 7] =
    ["ready", "waiting", "selected for", "awaiting", "reopened", "pending", "to be"];
/// Statuses in which somebody reviews.
const REVIEWS: [&str; 8] =
    ["review", "approval", "sign-off", "signoff", "sign off", "freigabe", "abnahme", "prüfung"];
/// Statuses that end a review without a decision.
const GIVEN_UP: [&str; 5] = ["cancel", "abandon", "won't", "duplicate", "abgebrochen"];
/// Statuses in which work is put aside.
const HOLDS: [&str; 4] = ["on hold", "on-hold", "blocked", "paus"];
const IGNORED: [&str; 3] = ["not relevant", "no decision", "not required"];

/// What an approval ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Agreed.
    Approved,
    /// Sent back.
    Rejected,
}

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Approved => Outcome::Approved,
            Verdict::Rejected => Outcome::Rejected,
        }
    }
}

/// What an outcome seems to mean: a verdict, or that it is none and the row goes; `None` if unknown.
pub fn meaning(word: &str) -> Option<Option<Verdict>> {
    let word = word.to_lowercase().replace('_', " ");
    let has = |list: &[&str]| list.iter().any(|part| word.contains(part));
    if has(&IGNORED) {
        Some(None)
    } else if has(&REJECTS) {
        Some(Some(Verdict::Rejected))
    } else {
        has(&APPROVES).then_some(Some(Verdict::Approved))
    }
}

/// A step's name that tells an outcome, as in "REJECTED by LEGAL": the name without that word, and the outcome.
pub fn in_name(name: &str) -> Option<(String, Verdict)> {
    let verdict = |word: &str| {
        let word = word.to_lowercase();
        let ends = |with: &str| word.split(['_', '-']).any(|part| part == with);
        match (ends("approved") || ends("accepted"), ends("rejected") || ends("declined")) {
            (true, false) => Some(Verdict::Approved),
            (false, true) => Some(Verdict::Rejected),
            _ => None,
        }
    };
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let place = words.iter().position(|word| verdict(word).is_some())?;
    let found = verdict(words.remove(place))?;
    (!words.is_empty()).then(|| (words.join(" "), found))
}

/// The verdict that a status tells.
pub fn told(status: &str) -> Option<Verdict> {
    let lies = is_before(&status.to_lowercase()) || names_review(status);
    meaning(status).flatten().filter(|_| !lies)
}

/// Whether a status tells that work is laid aside, for good or for a while.
pub fn gives_up(status: &str) -> bool {
    let lower = status.to_lowercase();
    holds(status) || GIVEN_UP.iter().any(|word| lower.contains(word))
}

/// Whether a status tells that work is put aside to be taken up again.
pub fn holds(status: &str) -> bool {
    let status = status.to_lowercase();
    HOLDS.iter().any(|word| status.contains(word))
}

/// Whether a status tells that somebody reviews: "Client approval", but not "Approved", "Review passed" or "Ready for review".
pub fn names_review(status: &str) -> bool {
    let status = status.to_lowercase();
    let over = ["reviewed", "request", "given", "done", "complete", "finished"];
    REVIEWS.iter().any(|word| status.contains(word))
        && !over.iter().any(|word| status.contains(word))
        && !is_before(&status)
        && !matches!(meaning(&status.replace("approval", "")), Some(Some(_)))
}

fn is_before(status: &str) -> bool {
    BEFORE.iter().any(|word| status.starts_with(word))
}

/// Whether nobody works on what has this status.
pub fn waits(status: &str) -> bool {
    let lower = status.to_lowercase();
    lies_before(status)
        || is_over(status)
        || holds(status)
        || DONE.iter().any(|word| lower.ends_with(word))
        || told(status).is_some()
}

/// Whether a status tells that work lies there before it is begun.
pub fn lies_before(status: &str) -> bool {
    let lower = status.to_lowercase();
    UNBEGUN.contains(&&*lower) || is_before(&lower)
}

/// Whether a status tells that all is over: "Done", but not "Layout done".
pub fn is_over(status: &str) -> bool {
    let lower = status.to_lowercase();
    OVER.contains(&&*lower) || DONE.contains(&&*lower)
}
