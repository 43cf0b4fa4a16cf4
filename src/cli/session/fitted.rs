//! What fit.csv beside a scenario says of its numbers.

use crate::cli::fit::GROUNDS;
use crate::cli::sweep::vary;
use flowcast::error::Error;
use flowcast::fit::known::Known;
use flowcast::fit::{Row, table};
use flowcast::model::Facts;
use flowcast::question::sensitivity::{Factor, facts};
use flowcast::scenario::{self, Document};
use flowcast::store;
use std::path::Path;

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

    /// Factors over the intervals of what was measured, without what is known exactly; the others as they were.
    ///
    /// # Errors
    /// An interval that is no range: a defect.
    pub fn over_intervals(
        &self,
        (document, known): (&Document, &Facts),
        factors: Vec<Factor>,
    ) -> Result<Vec<Factor>, Error> {
        let standing = self.standing(document);
        let ranged = |factor: Factor| -> Result<Option<Factor>, Error> {
            let own = |row: &&&Row| {
                let bare = row.path.trim_end_matches(".median").trim_end_matches(".mean");
                bare == factor.name
                    || row.path == format!("{}.reject[0]", factor.name.trim_end_matches(".reject"))
            };
            let Some(row) = standing.iter().find(own).filter(|row| !row.low.is_empty()) else {
                return Ok(Some(factor));
            };
            if row.low == row.high {
                return Ok(None);
            }
            if row.path == factor.name {
                let range = format!("{}={}..{}", row.path, row.low, row.high);
                let range = vary(&[range], known, document)?;
                return Ok(Some(range.first().and_then(Factor::declared).unwrap_or(factor)));
            }
            // What varies together is scaled, by as much as the interval is wide.
            let [low, value, high] = [&row.low, &row.value, &row.high].map(|it| hours(it));
            let part = match value {
                Some(value) if value > 0.0 => {
                    (high.unwrap_or(value) - low.unwrap_or(value)) / (2.0 * value)
                }
                _ => return Ok(Some(factor)),
            };
            let same = facts(document, part.clamp(0.0, 0.99))
                .into_iter()
                .find(|it| it.name == factor.name);
            Ok(Some(same.unwrap_or(factor)))
        };
        factors.into_iter().filter_map(|factor| ranged(factor).transpose()).collect()
    }

    /// What is measured, a line for each number that still stands.
    pub fn measured(&self, document: &Document) -> Vec<String> {
        let known = self.standing(document).into_iter().filter(|row| row.grade != "C");
        let line = |row: &Row| {
            let ends = match (&*row.low, &*row.high) {
                ("", _) | (_, "") => String::new(),
                (low, high) => format!(", {low} to {high}"),
            };
            let weak = if row.grade == "B" { "weak: " } else { "" };
            format!("{} {}{ends} ({weak}{} cases; {})", row.path, row.value, row.n, row.method)
        };
        known.map(line).collect()
    }

    /// What the log does not tell, a line for each number that still stands, and what was changed since.
    pub fn assumed(&self, document: &Document) -> Vec<String> {
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
        let [measured, weak, assumed] = ["A", "B", "C"].map(of);
        fn list(what: &str, them: &[impl AsRef<str>]) -> Option<String> {
            let them: Vec<&str> = them.iter().map(AsRef::as_ref).collect();
            (!them.is_empty()).then(|| format!("{what}: {}", them.join(", ")))
        }
        let first = format!(
            "{} numbers are measured in the log ({GROUNDS}); what is varied goes over their 95 % intervals",
            measured.len()
        );
        let weak = list("weak, from fewer than 10 cases", &weak);
        let assumed = list("assumptions that the log does not tell", &assumed);
        let changed = list("changed by hand, so assumptions", &self.changed(document));
        let lost = self.lost(document);
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

/// A number with or without a unit of time; times in hours.
fn hours(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| scenario::elapsed(text).map(|time| time.hours()))
}
