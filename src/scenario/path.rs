//! Paths as text: `teams.legal.people`, `models."Adaptive Mesh".syncs.weekly.length`, `models[0].start`.
//!
//! A path is keys joined by dots, quoted where they are not bare, and indices in brackets.

use crate::text;

/// A path has at most so many steps; the format needs six.
const DEEPEST: usize = 16;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it names.
    pub kind: StepKind,
    /// Its first byte in the path's text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// What a step names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// A key, or the name of an element.
    Key(String),
    /// The index of an element.
    Index(usize),
}

/// Splits `KEY=VALUE` at the first `=` that is not within quotes.
pub fn split_set(text: &str) -> Option<(String, String)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '=') => {
                return Some((text[..at].trim().to_owned(), text[at + 1..].trim().to_owned()));
            }
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// The steps of a path; `None` if it is not one.
pub fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut at = 0;
    while at < path.len() && steps.len() <= DEEPEST {
        let rest = &path[at..];
        let (kind, length) = step(rest)?;
        steps.push(Step { kind, start: at, end: at + length });
        at += length;
        match path[at..].chars().next() {
            Some('.') if at + 1 < path.len() => at += 1,
            Some('[') | None => {}
            Some(_) => return None,
        }
    }
    (1..=DEEPEST).contains(&steps.len()).then_some(steps)
}

/// The first step of a path and its length in bytes.
fn step(rest: &str) -> Option<(StepKind, usize)> {
    let first = rest.chars().next()?;
    if first == '[' {
        let end = rest.find(']')?;
        return Some((StepKind::Index(rest[1..end].trim().parse().ok()?), end + 1));
    }
    if first == '"' || first == '\'' {
        let end = closing(rest, first)?;
        let inner = &rest[1..end];
        let key = if first == '"' {
            inner.replace("\\\"", "\"").replace("\\\\", "\\")
        } else {
            inner.to_owned()
        };
        return Some((StepKind::Key(key), end + 1));
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    let key = rest[..end].trim();
    (!key.is_empty()).then(|| (StepKind::Key(key.to_owned()), end))
}

/// The byte of the quote that closes the one a text begins with.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            return Some(at);
        }
    }
    None
}

/// Appends a key to a path, quoted where it is not a bare key.
pub fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(&text::key(key));
}
