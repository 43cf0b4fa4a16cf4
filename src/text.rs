//! Text that is safe to show: on a terminal, in a spreadsheet, as a file name.

use std::borrow::Cow;

/// What may be printed of a text: control characters (escape sequences, line breaks) and characters
/// that reverse the direction of writing become a space, so that a name cannot move the cursor.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.chars().any(moves_the_cursor) {
        Cow::Owned(text.chars().map(|c| if moves_the_cursor(c) { ' ' } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// As [`plain`], but line breaks stay: for text of several lines that flowcast composed itself.
pub fn plain_lines(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(plain).collect();
    lines.join("\n")
}

fn moves_the_cursor(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// A command as a shell takes it back: words that a shell would change are in single quotes. [`plain`] too,
/// since it is shown.
pub fn shell(words: &[String]) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = |word: &String| {
        let word = plain(word);
        // zsh takes a word that begins with = for the place of a program.
        if !word.is_empty() && !word.starts_with('=') && word.chars().all(safe) {
            word.into_owned()
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// A text cell of a data file: [`plain`], and with an apostrophe in front where a spreadsheet would
/// take it for a formula.
pub fn cell(text: &str) -> Cow<'_, str> {
    let starts_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let plain = plain(text);
    if starts_formula { Cow::Owned(format!("'{plain}")) } else { plain }
}

/// A number in its shortest decimal form that reads back exactly, without an exponent or a trailing
/// `.0`; `None` for what is not finite.
pub fn number(value: f64) -> Option<String> {
    // Adding zero turns -0 into 0.
    value.is_finite().then(|| format!("{}", value + 0.0))
}

/// A number to six significant digits, for readers; empty for what is not finite.
pub fn short(value: f64) -> String {
    let rounded = format!("{value:.5e}").parse().unwrap_or(value);
    number(rounded).unwrap_or_default()
}

/// Numbers as data files have them, written to a place that is used again: there are millions of them.
#[derive(Default)]
pub struct Digits {
    fast: Vec<u8>,
    slow: String,
}

impl Digits {
    /// A number in the form of [`number`], whole ones with `.0`: readers take a column whose first cells are whole for one of
    /// whole numbers.
    pub fn of(&mut self, value: f64) -> Option<&str> {
        if !value.is_finite() {
            return None;
        }
        // Of the values of a study, many are zeros.
        if value == 0.0 {
            return Some("0.0");
        }
        // Between these the shortest digits come without an exponent. Beyond, two shortest forms may be
        // equally near, and not everybody takes the same one.
        if (1e-3..1e12).contains(&value.abs()) {
            self.fast.clear();
            serde_json::to_writer(&mut self.fast, &value).ok()?;
            return std::str::from_utf8(&self.fast).ok();
        }
        self.slow = number(value)?;
        if !self.slow.contains('.') {
            self.slow.push_str(".0");
        }
        Some(&self.slow)
    }
}

/// A name as a part of a file name: lower-case letters, digits and single hyphens, at most 60 characters.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().flat_map(char::to_lowercase).take(60) {
        if c.is_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let trimmed = slug.trim_end_matches('-');
    if trimmed.is_empty() { "unnamed".to_owned() } else { trimmed.to_owned() }
}

/// Names in a sentence: "creative", "creative and data", "creative, data and approval".
pub fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Words with the first letter as at the beginning of a sentence.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A name as a key of a path into a file: quoted unless it is a bare key.
pub fn key(name: &str) -> Cow<'_, str> {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !name.is_empty() && name.chars().all(bare) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("{name:?}"))
    }
}

/// So many known names are looked at for the nearest one.
const COMPARED: usize = 1000;
/// How alike two names must be for one to be suggested for the other (0 to 1).
const ALIKE: f64 = 0.75;

/// The known name nearest to a wrong one, if any is near at all; case, spaces and hyphens do not count.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = slug(wrong);
    let score = |name: &str| strsim::jaro_winkler(&wrong, &slug(name));
    let best = known.into_iter().take(COMPARED).map(|name| (score(name), name));
    let best = best.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))?;
    (best.0 >= ALIKE).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name() {
        let known = ["creative", "data", "distribution", "Adaptive Mesh"];
        assert_eq!(nearest("distrbution", known), Some("distribution"));
        assert_eq!(nearest("Creative", known), Some("creative"));
        assert_eq!(nearest("adaptive-mehs", known), Some("Adaptive Mesh"));
        assert_eq!(nearest("zzz", known), None);
    }

    #[test]
    fn escape_sequences_and_line_breaks_do_not_reach_a_terminal() {
        assert_eq!(plain("a\u{1b}[2Jb\nc\u{202e}d\u{9b}e"), "a [2Jb c d e");
        assert_eq!(plain("Équipe – légal"), "Équipe – légal");
        assert_eq!(plain_lines("a\u{7}b\nc"), "a b\nc");
    }

    #[test]
    fn a_command_is_quoted_for_a_shell() {
        let quoted =
            |words: &[&str]| shell(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            quoted(&["flowcast", "compare", "a.toml", "-n", "5"]),
            "flowcast compare a.toml -n 5"
        );
        assert_eq!(quoted(&["--model", "Mesh build, gated"]), "--model 'Mesh build, gated'");
        assert_eq!(quoted(&["=Weekly", "$HOME", "`x`", "~", ""]), "'=Weekly' '$HOME' '`x`' '~' ''");
        assert_eq!(quoted(&["it's \"so\""]), "'it'\\''s \"so\"'");
        assert_eq!(quoted(&["teams.a.people=2", "50 %"]), "teams.a.people=2 '50 %'");
    }

    #[test]
    fn no_cell_starts_a_formula() {
        for start in ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"] {
            assert!(cell(start).starts_with('\''), "{start:?}");
        }
        assert_eq!(cell("=cmd"), "'=cmd");
        assert_eq!(cell("a=b"), "a=b");
    }

    #[test]
    fn numbers_are_short_and_exact() {
        assert_eq!(number(12.0).as_deref(), Some("12"));
        assert_eq!(number(0.1 + 0.2).as_deref(), Some("0.30000000000000004"));
        assert_eq!(number(-0.0).as_deref(), Some("0"));
        assert_eq!(number(1e21).as_deref(), Some("1000000000000000000000"));
        assert_eq!(number(f64::NAN), None);
        assert_eq!(number(f64::INFINITY), None);
    }

    #[test]
    fn digits_are_those_of_std_with_a_point() {
        let pointed = |value: f64| {
            number(value)
                .map(|digits| digits.clone() + if digits.contains('.') { "" } else { ".0" })
        };
        let mut digits = Digits::default();
        let mut bits = 1u64;
        for _ in 0..200_000 {
            // Knuth's generator (MMIX), of which every pattern of bits comes once.
            bits = bits
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            for value in [f64::from_bits(bits), (bits >> 40) as f64 / 3600.0, (bits >> 44) as f64] {
                assert_eq!(digits.of(value), pointed(value).as_deref());
            }
        }
        let ends = [0.0, -0.0, 1e-3, 0.000_999, 1e12, 999_999_999_999.9, -1e-3, -12.5];
        for value in ends.into_iter().chain([f64::NAN, f64::INFINITY]) {
            assert_eq!(digits.of(value), pointed(value).as_deref());
        }
        assert_eq!(
            [0.0, -3.0, 1e21].map(|value| digits.of(value).unwrap().to_owned()),
            ["0.0", "-3.0", "1000000000000000000000.0"]
        );
    }

    #[test]
    fn a_key_is_quoted_where_it_is_not_bare() {
        let keys = ["weekly-1_a", "Adaptive Mesh", "a.b", "", "say \"so\""].map(key);
        assert_eq!(
            keys,
            ["weekly-1_a", "\"Adaptive Mesh\"", "\"a.b\"", "\"\"", "\"say \\\"so\\\"\""]
        );
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(
            ["ask all", "étape", "3 people", ""].map(capitalised),
            ["Ask all", "Étape", "3 people", ""]
        );
    }

    #[test]
    fn a_slug_stays_in_its_folder() {
        assert_eq!(slug("../../x"), "x");
        assert_eq!(slug("Adaptive Mesh (v2)"), "adaptive-mesh-v2");
        assert_eq!(slug("///"), "unnamed");
        assert!(slug(&"é".repeat(500)).chars().count() <= 60);
    }
}
