//! Names: what may be one, how they are quoted, which known one is nearest.

use crate::text::nearest;
use std::collections::BTreeMap;

/// So many known names are listed.
const LISTED: usize = 30;

/// Longest name, in characters.
pub const LONGEST: usize = 200;

/// What is wrong with a name; `None` if nothing is.
pub fn fault(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("a name cannot be empty")
    } else if name.chars().any(is_hidden) {
        Some("a name cannot hold control characters, line breaks or escape sequences")
    } else if name.chars().count() > LONGEST {
        Some("a name cannot be longer than 200 characters")
    } else {
        None
    }
}

/// Characters that would move the cursor, break a line, or turn the direction of writing.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A name in backticks, safe to print: hidden characters escaped, cut where it is very long.
pub fn quoted(name: &str) -> String {
    let mut shown = String::from("`");
    for (count, c) in name.chars().enumerate() {
        if count == 60 {
            shown.push_str("...");
            break;
        }
        if is_hidden(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown.push('`');
    shown
}

/// Help for a wrong name: the nearest one, and what there is.
pub fn help<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let near = nearest(wrong, known.clone()).map(|name| format!("did you mean {}? ", quoted(name)));
    let count = known.clone().into_iter().count();
    let first: Vec<String> = known.into_iter().take(LISTED).map(quoted).collect();
    let list = match count {
        0 => "there is none: add it first".to_owned(),
        1..=LISTED => format!("known: {}", first.join(", ")),
        many => format!("{many} are known: {}, ...", first.join(", ")),
    };
    near.unwrap_or_default() + &list
}

/// Several helps as one, those that are empty left out.
pub fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

/// Names of one kind, each with its position in the file.
#[derive(Clone, Debug, Default)]
pub struct Index {
    names: Vec<String>,
    by_name: BTreeMap<String, usize>,
}

impl Index {
    /// Adds a name; false if it is there already.
    pub fn add(&mut self, name: &str, position: usize) -> bool {
        if self.by_name.contains_key(name) {
            return false;
        }
        self.by_name.insert(name.to_owned(), position);
        self.names.push(name.to_owned());
        true
    }

    /// The position of a name.
    pub fn get(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// All names, in file order.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_cannot_be() {
        for wrong in ["", " ", "a\nb", "\u{1b}[2J", "a\u{202e}b", "\u{9b}", &"x".repeat(201)] {
            assert!(fault(wrong).is_some(), "{wrong:?}");
        }
        for right in ["a", "launch email", "../x", "=cmd", "<script>", "été", &"x".repeat(200)] {
            assert!(fault(right).is_none(), "{right:?}");
        }
    }

    #[test]
    fn help_names_the_nearest_or_all() {
        let known = ["creative", "data", "distribution"];
        assert_eq!(help("zzz", known), "known: `creative`, `data`, `distribution`");
        assert!(help("dta", known).starts_with("did you mean `data`? "));
    }

    #[test]
    fn quoted_names_are_safe_to_print() {
        assert_eq!(quoted("\u{1b}[2J"), "`\\u{1b}[2J`");
        assert_eq!(quoted(&"x".repeat(61)), format!("`{}...`", "x".repeat(60)));
    }
}
