//! Random edits of valid files: whatever comes out, nothing panics, and every problem can be shown.

use super::{EXAMPLE, SMALL};
use crate::scenario::load;
use proptest::prelude::*;

/// Passages that are likely to hurt somewhere.
const PASSAGES: [&str; 16] = [
    "\"",
    "[",
    "]]",
    "{",
    "=",
    "\n",
    "-1",
    "1e999",
    "nan",
    "\"sync x\"",
    "\u{feff}",
    "é",
    "\u{1b}",
    "[[models]]",
    "99999999999999999999",
    "\"1w\"",
];

/// A text with some characters replaced by a passage.
fn edited(text: &str, at: f64, length: usize, passage: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let start = ((characters.len() as f64) * at) as usize;
    let end = (start + length).min(characters.len());
    let before: String = characters[..start].iter().collect();
    let after: String = characters[end..].iter().collect();
    before + passage + &after
}

/// Swaps a line with another one.
fn swapped(text: &str, a: usize, b: usize) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let count = lines.len();
    lines.swap(a % count, b % count);
    lines.join("\n")
}

fn survives(text: &str, sets: &[(String, String)]) {
    if let Err(problems) = load("test.toml", text, sets) {
        assert!(!problems.list().is_empty());
        assert!(!problems.render(false).contains('\u{1b}'), "an escape sequence was echoed");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn edits_never_panic(
        example in any::<bool>(),
        edits in proptest::collection::vec((0.0..1.0f64, 0usize..12, 0usize..PASSAGES.len()), 1..4),
    ) {
        let mut text = if example { EXAMPLE } else { SMALL }.to_owned();
        for (at, length, passage) in edits {
            text = edited(&text, at, length, PASSAGES[passage]);
        }
        survives(&text, &[]);
    }

    #[test]
    fn swapped_lines_never_panic(a in 0usize..500, b in 0usize..500) {
        survives(&swapped(SMALL, a, b), &[]);
        survives(&swapped(EXAMPLE, a, b), &[]);
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}") {
        survives(&text, &[]);
        survives(&format!("{SMALL}{text}"), &[]);
    }

    #[test]
    fn any_set_is_read_without_panic(key in "[a-z.\\[\\]0-9\" ]{0,20}", value in "\\PC{0,20}") {
        survives(EXAMPLE, &[(key.clone(), value.clone())]);
        survives(EXAMPLE, &[(format!("teams.legal.{key}"), value)]);
    }
}
