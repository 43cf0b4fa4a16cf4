//! What fit.csv beside a scenario says of its numbers.

use crate::cli::fit::GROUNDS;
use crate::cli::sweep::vary;
use flowcast::error::Error;
use flowcast::fit::estimate::ENOUGH;
use flowcast::fit::known::Known;
use flowcast::fit::{Row, table};
use flowcast::model::Facts;
use flowcast::question::sensitivity::{Factor, Unvaried};
use flowcast::report::story::Story;
use flowcast::scenario::{self, Document};
use flowcast::store;
use std::collections::BTreeMap;
use std::path::Path;

/// Why a measured number is not varied.
const EXACT: &str = "the log tells it exactly";
const KEPT: &str =
    "it is measured, but when campaigns come, how many there are and who works is taken as it is";

/// The grounds of a scenario that was fitted.
pub struct Fitted {
    rows: Vec<Row>,
}

impl Fitted {
    /// Those beside a scenario; none where there is no fit.csv, or one of another scenario.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn beside(scenario: &Path) -> Result<Option<Fitted>, Error> {
        let name = scenario.file_name().map(|name| name.to_string_lossy());
        let found = Fitted::read(scenario)?;
        Ok(found.filter(|it| table::about(&it.rows, "log.scenario") == name.as_deref()))
    }

    /// The scenario that fit.csv is of, where it is another than the one that it lies beside.
    ///
    /// # Errors
    /// As [`Fitted::beside`].
    pub fn of_another(scenario: &Path) -> Result<Option<String>, Error> {
        if Fitted::beside(scenario)?.is_some() {
            return Ok(None);
        }
        let found = Fitted::read(scenario)?;
        Ok(found.and_then(|it| table::about(&it.rows, "log.scenario").map(str::to_owned)))
    }

    fn read(scenario: &Path) -> Result<Option<Fitted>, Error> {
        let bytes = store::read_if_there(&scenario.with_file_name(GROUNDS))?;
        Ok(bytes.and_then(|bytes| table::parse(&bytes)).map(|rows| Fitted { rows }))
    }

    /// The campaigns that it was fitted to.
    pub fn known(&self) -> Option<Known> {
        Known::of(&self.rows)
    }

    /// The rows whose numbers still stand in the document: what was changed by hand is no longer measured.
    fn standing<'a>(&'a self, document: &Document) -> Vec<&'a Row> {
        self.graded().filter(|row| now(document, row).as_ref() == Some(&row.value)).collect()
    }

    /// The rows of numbers.
    fn graded(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.grade.is_empty())
    }

    /// The numbers that are no longer those of the fit, each with what it was: assumptions, of whoever changed them.
    pub fn changed(&self, document: &Document) -> Vec<String> {
        let line = |row: &Row| {
            let value = now(document, row)?;
            (value != row.value).then(|| format!("{} {value} ({})", row.path, was(row)))
        };
        self.graded().filter_map(line).collect()
    }

    /// The rows that have no place in the document, each with what it was.
    fn placeless(&self, document: &Document) -> Vec<String> {
        let lost = self.graded().filter(|row| now(document, row).is_none());
        lost.map(|row| format!("{} ({})", row.path, was(row))).collect()
    }

    /// The same in a sentence: nothing is varied over their intervals.
    pub fn lost(&self, document: &Document) -> Option<String> {
        let lost = self.placeless(document);
        (!lost.is_empty()).then(|| {
            format!(
                "of {GROUNDS} without a place in the scenario, so that what stands there now is an assumption and not varied over what was measured: {}; if something was renamed, rename it in {GROUNDS}, too",
                lost.join(", ")
            )
        })
    }

    /// Factors over the intervals of what was measured, and what is measured and not varied; the others as they were.
    ///
    /// # Errors
    /// An interval that is no range: a defect.
    pub fn over_intervals(
        &self,
        (document, known): (&Document, &Facts),
        factors: Vec<Factor>,
    ) -> Result<(Vec<Factor>, Vec<Unvaried>), Error> {
        let mut standing = self.standing(document);
        standing.retain(|row| !row.low.is_empty());
        let (mut ranged, mut unvaried) = (Vec::new(), Vec::new());
        for factor in factors {
            match standing.iter().find(|row| factor_of(row) == factor.name) {
                None => ranged.push(factor),
                Some(row) if row.low == row.high => unvaried.push((factor.name, EXACT)),
                Some(row) => ranged.push(over((row, &standing), factor, (document, known))?),
            }
        }
        for row in standing {
            let named = ranged.iter().any(|it| it.name == factor_of(row))
                || unvaried.iter().any(|(name, _)| name == factor_of(row));
            match hours(&row.value) {
                _ if named || row.low == row.high => {}
                // Which no share of it would move.
                Some(0.0) => ranged.extend(within(row, (document, known))?),
                _ => unvaried.push((factor_of(row).to_owned(), KEPT)),
            }
        }
        Ok((ranged, unvaried))
    }

    /// By factor, on what its interval rests: the least known of the numbers that vary together.
    pub fn grounds(&self, document: &Document) -> BTreeMap<String, &'static str> {
        let mut worst: BTreeMap<String, &str> = BTreeMap::new();
        for row in self.standing(document).into_iter().filter(|row| !row.low.is_empty()) {
            let known = worst.entry(factor_of(row).to_owned()).or_insert(row.grade);
            *known = (*known).max(row.grade);
        }
        let word = |grade| match grade {
            "A" => "measured",
            "B" => "weak",
            _ => "assumed",
        };
        worst.into_iter().map(|(name, grade)| (name, word(grade))).collect()
    }

    /// What is measured, a line for each number that still stands.
    fn measured(&self, document: &Document) -> Vec<String> {
        let known = self.standing(document).into_iter().filter(|row| row.grade != "C");
        let line = |row: &Row| {
            let ends = ends(row).map_or(String::new(), |it| format!(", {it}"));
            let weak = if row.grade == "B" { "weak: " } else { "" };
            format!("{} {}{ends} ({weak}{} cases; {})", row.path, row.value, row.n, row.method)
        };
        known.map(line).collect()
    }

    /// Tells a page what is measured and what is not.
    pub fn tell(&self, document: &Document, story: &mut Story) {
        story.assumptions.extend(self.assumed(document));
        story.measured = self.measured(document);
    }

    /// What the log does not tell, a line for each number that still stands, and what was changed since.
    fn assumed(&self, document: &Document) -> Vec<String> {
        let open = self.standing(document).into_iter().filter(|row| row.grade == "C");
        let open = open.map(|row| format!("{} {} ({})", row.path, row.value, row.method));
        let changed = self.changed(document).into_iter();
        let lost = self.placeless(document).into_iter();
        let changed = changed.map(|words| format!("changed by hand: {words}"));
        open.chain(changed).chain(lost.map(|words| format!("without a place: {words}"))).collect()
    }

    /// What is measured and what is not, in sentences: assumptions by name, since they have no interval.
    pub fn words(&self, document: &Document) -> Vec<String> {
        let standing = self.standing(document);
        let of = |grade: &str| {
            standing
                .iter()
                .filter(|row| row.grade == grade)
                .map(|row| row.path.as_str())
                .collect::<Vec<_>>()
        };
        let [measured, assumed] = ["A", "C"].map(of);
        fn list(what: &str, them: &[impl AsRef<str>]) -> Option<String> {
            let them: Vec<&str> = them.iter().map(AsRef::as_ref).collect();
            (!them.is_empty()).then(|| format!("{what}: {}", them.join(", ")))
        }
        let first = format!(
            "{} numbers are measured in the log ({GROUNDS}); what is varied goes over their 95 % intervals",
            measured.len()
        );
        let (few, bounds): (Vec<&Row>, Vec<&Row>) =
            standing.iter().filter(|row| row.grade == "B").partition(|row| row.n < ENOUGH);
        let few: Vec<&str> = few.iter().map(|row| row.path.as_str()).collect();
        let bounds: Vec<String> =
            bounds.iter().map(|row| format!("{} ({})", row.path, why(row))).collect();
        let weak = list("weak, from fewer than 10 cases", &few);
        let bounds = list("weak though from 10 cases or more", &bounds);
        let assumed = list("assumptions that the log does not tell", &assumed);
        let changed = list("changed by hand, so assumptions", &self.changed(document));
        let lost = self.lost(document);
        let weak = weak.into_iter().chain(bounds);
        std::iter::once(first).chain(weak).chain(assumed).chain(changed).chain(lost).collect()
    }
}

/// What a row's number was.
fn was(row: &Row) -> String {
    format!("{} {}", if row.grade == "C" { "assumed" } else { "measured" }, row.value)
}

/// What a row's number is now; `None` where it is not written any more. A list as seen stands for what is said of it, which is not
/// written anywhere.
fn now(document: &Document, row: &Row) -> Option<String> {
    // A calendar with closed days has its hours one level below; a list of one number is written as that number.
    let hours = || document.value_at(&format!("{}.open", row.path));
    let only = || document.value_at(row.path.strip_suffix("[0]")?);
    let value = hours().or_else(|| document.value_at(&row.path)).or_else(only)?;
    let is_list = value.starts_with('[');
    Some(if is_list { row.value.clone() } else { value.trim_matches('"').to_owned() })
}

/// That the grounds beside a scenario are those of another one: nothing of it counts as measured then.
pub fn of_another(scenario: &Path) -> Result<Option<String>, Error> {
    Ok(Fitted::of_another(scenario)?.map(|name| {
        format!(
            "{GROUNDS} beside this scenario is that of {name}: what is measured, and within which intervals, is not known here; give it its old name, or a folder with its own {GROUNDS} (whose log.scenario names it)"
        )
    }))
}

/// The factor that a number belongs to: what varies together has one name, and is told by its first row.
fn factor_of(row: &Row) -> &str {
    let parts = [".median", ".p90", ".mean", ".values"];
    let law = parts.iter().find_map(|part| row.path.strip_suffix(part));
    let rounds = || row.path.split_once(".reject[").map(|(head, _)| &row.path[..head.len() + 7]);
    law.or_else(rounds).unwrap_or(&row.path)
}

/// From where to where a number may lie.
fn ends(row: &Row) -> Option<String> {
    let told = !row.low.is_empty() && !row.high.is_empty();
    told.then(|| format!("{} to {}", row.low, row.high))
}

/// What makes a number weak that rests on enough cases.
fn why(row: &Row) -> String {
    ends(row).into_iter().chain([row.method.clone()]).collect::<Vec<String>>().join("; ")
}

/// A factor over the interval of a row; what varies together goes over the intervals of its own rows, and what was seen is multiplied
/// by as much as its median is uncertain.
fn over(
    (row, rows): (&Row, &[&Row]),
    factor: Factor,
    (document, known): (&Document, &Facts),
) -> Result<Factor, Error> {
    if row.path == factor.name {
        return Ok(within(row, (document, known))?.unwrap_or(factor));
    }
    let numbers = |row: &Row| Some((number(&row.low)?, number(&row.value)?, number(&row.high)?));
    if row.path.ends_with(".values") {
        let by = numbers(row).filter(|it| it.1 > 0.0);
        let scaled = by.and_then(|(low, value, high)| factor.between(low / value, high / value));
        return Ok(scaled.unwrap_or(factor));
    }
    let ends = |path: &str, place: usize| {
        let is_it = |row: &&&Row| row.path == path || row.path == format!("{path}[{place}]");
        numbers(rows.iter().find(is_it)?).map(|(low, _, high)| (low, high))
    };
    Ok(factor.measured(ends).unwrap_or(factor))
}

/// A number without its unit: a value and its ends have the same one.
fn number(text: &str) -> Option<f64> {
    text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

/// A factor from end to end of a row's interval.
fn within(row: &Row, (document, known): (&Document, &Facts)) -> Result<Option<Factor>, Error> {
    let range = format!("{}={}..{}", factor_of(row), row.low, row.high);
    Ok(vary(&[range], known, document)?.first().and_then(Factor::declared))
}

/// A number with or without a unit of time; times in hours.
fn hours(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| scenario::elapsed(text).map(|time| time.hours()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENARIO: &str = r#"
        schema = 2
        name = "two steps"
        handoffs.latency = "2h"
        handoffs.sensitivity = 0
        [teams.crew]
        people = 2
        [[streams]]
        name = "draw"
        team = "crew"
        effort = { dist = "empirical", values = ["30m", "4h"] }
        [[streams]]
        name = "renamed"
        team = "crew"
        effort = "3h"
        [[deliverables]]
        name = "page"
        [[models]]
        name = "As is"
    "#;

    fn fitted() -> Fitted {
        let row = |(path, value, low, high): (&str, &str, &str, &str)| Row {
            path: path.to_owned(),
            value: value.to_owned(),
            low: low.to_owned(),
            high: high.to_owned(),
            n: 480,
            method: "so".to_owned(),
            grade: "B",
        };
        let rows = [
            ("teams.crew.people", "2", "1", "3"),
            ("streams.draw.effort.values", "2h", "1h", "4h"),
            ("streams.paint.effort", "3h", "2h", "4h"),
            ("handoffs.latency", "2h", "2h", "2h"),
            ("handoffs.sensitivity", "0", "0", "0.2"),
        ];
        Fitted { rows: rows.map(row).into() }
    }

    fn document() -> Document {
        Document::parse("scenario.toml", SCENARIO).unwrap()
    }

    /// Of 2 h, 1 to 4: all that was seen goes from half to twice as long.
    #[test]
    fn what_was_seen_is_scaled_over_the_interval_and_the_rest_is_named() {
        let document = document();
        let facts_of = document.resolve().unwrap().facts;
        let all = flowcast::question::sensitivity::facts(&document, 0.25);
        let (ranged, unvaried) = fitted().over_intervals((&document, &facts_of), all).unwrap();
        let draw = ranged.iter().find(|it| it.name == "streams.draw.effort").unwrap();
        let path = "streams.draw.effort.values".to_owned();
        assert_eq!(draw.sets(0.0), [(path.clone(), "[\"15m\", \"2h\"]".to_owned())]);
        assert_eq!(draw.sets(1.0), [(path, "[\"60m\", \"8h\"]".to_owned())]);
        assert_eq!(draw.shown(0.0), "[15m, 2h]");
        document.with(&draw.sets(1.0)).unwrap().resolve().unwrap();
        // A share of nothing is nothing, but up to a fifth is not.
        let none = ranged.iter().find(|it| it.name == "handoffs.sensitivity").unwrap();
        assert_eq!(none.sets(1.0), [("handoffs.sensitivity".to_owned(), "0.2".to_owned())]);
        let names: Vec<&str> = unvaried.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["handoffs.latency", "teams.crew.people"]);
    }

    /// A median of 2 h from 1 to 3, its 90th percentile of 4 h from 3.5 to 8: each goes over its own.
    #[test]
    fn what_varies_together_goes_over_its_own_intervals() {
        let law = "effort = { median = \"2h\", p90 = \"4h\" }";
        let text = SCENARIO.replace("effort = \"3h\"", law);
        let document = Document::parse("scenario.toml", &text).unwrap();
        let row = |(path, value, low, high): (&str, &str, &str, &str)| {
            let [path, value, low, high] = [path, value, low, high].map(str::to_owned);
            Row { path, value, low, high, n: 40, method: "so".to_owned(), grade: "A" }
        };
        let rows = [
            ("streams.renamed.effort.median", "2h", "1h", "3h"),
            ("streams.renamed.effort.p90", "4h", "3.5h", "8h"),
        ];
        let fitted = Fitted { rows: rows.map(row).into() };
        let facts_of = document.resolve().unwrap().facts;
        let all = flowcast::question::sensitivity::facts(&document, 0.25);
        let (ranged, _) = fitted.over_intervals((&document, &facts_of), all).unwrap();
        let (ranged, _) = flowcast::question::sensitivity::fitted(&document, ranged);
        let effort = ranged.iter().find(|it| it.name == "streams.renamed.effort").unwrap();
        assert_eq!([0.0, 0.5, 1.0].map(|at| effort.shown(at)), ["1h, 3.5h", "2h, 4h", "3h, 8h"]);
        assert_eq!(fitted.grounds(&document).get("streams.renamed.effort"), Some(&"measured"));
    }

    #[test]
    fn what_finds_no_place_and_what_is_a_bound_are_said() {
        let words = fitted().words(&document()).join("\n");
        assert!(
            words.contains("without a place in the scenario")
                && words.contains(": streams.paint.effort (measured 3h);"),
            "{words}"
        );
        assert!(
            words.contains("weak though from 10 cases or more: teams.crew.people (1 to 3; so)")
        );
        assert!(!words.contains("fewer than 10 cases"), "{words}");
    }
}
