//! A log without a column for items: a campaign is one piece in it, and what several pieces of it took counts as done again.

use super::estimate::{Estimate, Grade};
use super::flaws::Flaws;
use super::rework::{Changes, Rework, Verdicts};

/// What rests on it.
const WHY: &str = "if a campaign is one piece: no column tells items";

fn weak(it: Estimate) -> Estimate {
    it.resting_on(Grade::Weak, WHY)
}

/// The same, known no better than that a campaign is one piece. Every field is named, so that a new one cannot be forgotten.
pub fn doubted(rework: Rework) -> Rework {
    let approvals = rework.approvals.into_iter().map(|(step, it)| (step, verdicts(it)));
    Rework {
        approvals: approvals.collect(),
        sensitivity: weak(rework.sensitivity),
        impact: rework.impact.map(weak),
        learning: rework.learning.map(weak),
        changes: rework.changes.into_iter().map(changes).collect(),
        flaws: rework.flaws.map(flaws),
        sent_back: rework.sent_back,
        aside: rework.aside,
        unexplained: rework.unexplained,
    }
}

fn verdicts(it: Verdicts) -> Verdicts {
    let shares = |(team, shares): (usize, Vec<Estimate>)| {
        (team, shares.into_iter().map(weak).collect::<Vec<Estimate>>())
    };
    Verdicts {
        reject: it.reject.into_iter().map(shares).collect(),
        revise: it.revise.map(weak),
        rereview: it.rereview.map(weak),
        one_sided: it.one_sided,
        returns_to: it.returns_to,
    }
}

fn changes(it: Changes) -> Changes {
    Changes {
        every: it.every.map(weak),
        probability: weak(it.probability),
        reach: weak(it.reach),
        severity: weak(it.severity),
        step: it.step,
        live: it.live,
        after: it.after,
    }
}

fn flaws(it: Flaws) -> Flaws {
    Flaws {
        shares: it.shares.into_iter().map(|(step, share)| (step, weak(share))).collect(),
        by_hub: it.by_hub.map(weak),
        fix: it.fix.map(weak),
        by_others: it.by_others,
        left: it.left,
    }
}

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::{Field, Options, read};

    /// Of each campaign two pages are written one after the other; the second takes twice as long. With the column of pages (by its German
    /// name) nothing is done again; without it the second page is a change that redoes all of the first and more, which no share can
    /// be.
    #[test]
    fn pieces_that_no_column_tells_apart_are_no_measured_rework() {
        let mut text = "Projekt;Aufgabe;Schritt;Bearbeiter;Beginn;Ende\n".to_owned();
        for week in 0..12 {
            let date = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(week));
            let mut job = |page: u8, step: &str, from: u8, until: u8| {
                let who = if step == "Text" { "ann" } else { "bob" };
                text +=
                    &format!("K{week};S{page};{step};{who};{date} {from}:00;{date} {until}:00\n");
            };
            job(1, "Text", 10, 12);
            job(1, "Satz", 12, 13);
            job(2, "Text", 13, 17);
            job(2, "Satz", 17, 18);
        }
        let fitted = |map: Vec<(String, Field)>| {
            let options = Options { map, ..Options::default() };
            let log = read("log.csv", text.as_bytes(), &options).unwrap();
            fit(&log, &Default::default()).unwrap()
        };
        let changes = |path: &str| path.starts_with("changes");
        assert!(!fitted(Vec::new()).rows.iter().any(|row| changes(&row.path)));
        let merged = fitted(vec![("Aufgabe".to_owned(), Field::Unused)]);
        let mut rows = merged.rows.iter().filter(|row| changes(&row.path)).peekable();
        assert!(rows.peek().is_some(), "{:?}", merged.rows);
        for row in rows {
            assert_ne!(row.grade, "A", "{row:?}");
            let is_share = row.path.ends_with("severity");
            let told = (&*row.value, &*row.low, row.grade);
            assert!(!is_share || told == ("1", "", "C"), "{row:?}");
        }
    }
}
