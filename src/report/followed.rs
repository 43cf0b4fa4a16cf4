//! Where the time of a deliverable went: in words, as a table that adds up, beside that of others.

use super::chart::Drawing;
use super::document::Block;
use super::story::{Followed, Kind, Step};
use super::{Cell, Column, Document, Table, format};

/// At most so many steps are told in words, the longest ones; the table has all.
const MOST_SAID: usize = 10;

/// Where the time of one deliverable went, in words and as a table that adds up.
pub fn following(document: &mut Document, followed: &Followed) {
    let lengths: Vec<i64> = followed.steps.iter().map(|step| step.length).collect();
    let (minutes, total) = format::whole_minutes(&lengths);
    let name = &followed.deliverable;
    let verb = if followed.done { "took" } else { "was not done after" };
    let (took, said) = (format::minutes(total), said(followed, &minutes));
    document.text(format!("Follow \"{name}\": it {verb} {took}. It {said}."));
    document.same(|inner| {
        let columns = vec![
            Column::text("step").headed("It ..."),
            Column::text("kind").headed("Kind"),
            Column::number("time").headed("Time"),
            Column::number("share").headed("Share"),
        ];
        let mut table = Table::new("followed", format!("Where the time of {name} went"), columns);
        for (step, minutes) in followed.steps.iter().zip(&minutes) {
            let share = step.length as f64 / followed.total().max(1) as f64;
            let words =
                [&step.what, kind(step.kind), &long(step.kind, *minutes), &format::percent(share)];
            table.push(words.map(Cell::text).into());
        }
        let all = ["From the start until it was done", "", &took, "100 %"];
        table.push(all.map(Cell::text).into());
        inner.table(table);
    });
}

/// The timeline of a campaign under this id, or that there is none.
pub fn timeline(document: &mut Document, id: String, drawing: Option<Drawing>) {
    match drawing {
        Some(drawing) => document.push(Block::Chart(id, drawing)),
        None => document.text("The campaign is too large to be drawn."),
    }
}

/// The longest steps in words, in their order, and the sum of the others: all of its time.
fn said(followed: &Followed, minutes: &[i64]) -> String {
    let mut longest: Vec<usize> = (0..minutes.len()).filter(|step| minutes[*step] > 0).collect();
    longest.sort_by_key(|step| (-minutes[*step], *step));
    let rest = longest.split_off(longest.len().min(MOST_SAID));
    longest.sort_unstable();
    let step = |step: &usize| {
        let Step { what, kind, .. } = &followed.steps[*step];
        format!("{what} ({})", long(*kind, minutes[*step]))
    };
    let mut said: Vec<String> = longest.iter().map(step).collect();
    let left: i64 = rest.iter().map(|step| minutes[*step]).sum();
    match rest.as_slice() {
        [] => {}
        [only] => said.push(step(only)),
        more => said.push(format!(
            "went through {} shorter steps ({} together)",
            more.len(),
            format::minutes(left)
        )),
    }
    said.join("; it ")
}

/// How long something took: off-time in days of 24 h, all else in office hours.
fn long(kind: Kind, minutes: i64) -> String {
    match kind {
        Kind::Off => format::minutes(minutes),
        _ => format::working_minutes(minutes),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Work => "work",
        Kind::Again => "rework",
        Kind::Wait => "waiting",
        Kind::Off => "off-time",
    }
}

/// Deliverables beside each other, by kind of time; each under what it is called.
pub fn by_kind(title: &str, heading: &str, rows: Vec<(Cell, &Followed)>) -> Table {
    const KINDS: [Kind; 4] = [Kind::Work, Kind::Again, Kind::Wait, Kind::Off];
    let kinds = KINDS.map(|shown| Column::number("time").headed(kind(shown)));
    let all = Column::number("total").headed("in all");
    let columns = [Column::text("name").headed(heading)].into_iter().chain(kinds).chain([all]);
    let mut table = Table::new("by_kind", title, columns.collect());
    for (name, followed) in rows {
        let lengths = KINDS.map(|kind| followed.of(kind));
        let (minutes, total) = format::whole_minutes(&lengths);
        let cell = |((length, minutes), kind): ((&i64, i64), Kind)| match length {
            0 => Cell::Missing,
            _ => Cell::Text(long(kind, minutes)),
        };
        let times = lengths.iter().zip(minutes).zip(KINDS).map(cell);
        let row = [name].into_iter().chain(times).chain([Cell::Text(format::minutes(total))]);
        table.push(row.collect());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    #[test]
    fn words_hold_all_of_the_time() {
        // 12 steps of 1 h to 12 h: ten are told, and 1 h + 2 h together.
        let step = |hours: i64| Step {
            what: format!("waited {hours}"),
            kind: Kind::Wait,
            length: hours * HOUR,
            longest: None,
        };
        let steps: Vec<Step> = (1..=12).map(step).collect();
        let followed = Followed { deliverable: "d".to_owned(), done: true, steps };
        let minutes: Vec<i64> = (1..=12).map(|hours| 60 * hours).collect();
        let said = said(&followed, &minutes);
        assert!(said.starts_with("waited 3 (3 h); it waited 4 (4 h)"), "{said}");
        assert!(said.ends_with("waited 12 (12 h); it went through 2 shorter steps (3 h together)"));
        assert_eq!(super::said(&followed, &[60]), "waited 1 (1 h)");
    }
}
