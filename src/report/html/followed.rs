//! Where the time of a deliverable went: in words, as a table that adds up, beside that of others.

use super::words;
use crate::report::format;
use crate::report::story::{Followed, Kind};
use maud::{Markup, html};

/// At most so many steps are told in words, the longest ones; the table has all.
const MOST_SAID: usize = 10;

/// Where the time of one deliverable went, in words and as a table that adds up.
pub fn following(followed: &Followed) -> Markup {
    let lengths: Vec<i64> = followed.steps.iter().map(|step| step.length).collect();
    let (minutes, total) = format::whole_minutes(&lengths);
    let said = said(followed, &minutes);
    let name = words::text(&followed.deliverable);
    let verb = if followed.done { "took" } else { "was not done after" };
    html! {
        p dir="auto" {
            "Follow \"" bdi { (name) } "\": it " (verb) " " (format::minutes(total)) ". It "
            (words::text(&said)) "."
        }
        details {
            summary { "The same as a table" }
            div.scroll tabindex="0" role="region" aria-label={ "Where the time of " (name) " went" } {
                table {
                    caption { "Where the time of " bdi { (name) } " went" }
                    thead { tr { th scope="col" { "It ..." } th scope="col" { "Kind" } th.n scope="col" { "Time" } th.n scope="col" { "Share" } } }
                    tbody {
                        @for (step, minutes) in followed.steps.iter().zip(&minutes) {
                            tr {
                                th scope="row" { (words::text(&step.what)) }
                                td { (kind(step.kind)) }
                                td.n { (format::minutes(*minutes)) }
                                td.n { (format::percent(step.length as f64 / followed.total().max(1) as f64)) }
                            }
                        }
                    }
                    tfoot { tr { th scope="row" { "From the start until it was done" } td {} td.n { (format::minutes(total)) } td.n { "100 %" } } }
                }
            }
        }
    }
}

/// The longest steps in words, in their order, and the sum of the others: all of its time.
fn said(followed: &Followed, minutes: &[i64]) -> String {
    let mut longest: Vec<usize> = (0..minutes.len()).filter(|step| minutes[*step] > 0).collect();
    longest.sort_by_key(|step| (-minutes[*step], *step));
    let rest = longest.split_off(longest.len().min(MOST_SAID));
    longest.sort_unstable();
    let step = |step: &usize| {
        format!("{} ({})", followed.steps[*step].what, format::minutes(minutes[*step]))
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

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Work => "work",
        Kind::Again => "rework",
        Kind::Wait => "waiting",
        Kind::Off => "off-time",
    }
}

/// A deliverable among others.
pub struct Row<'a> {
    /// The model that it belongs to, where models are switched on and off.
    pub model: Option<usize>,
    /// What it is called.
    pub name: Markup,
    /// Where its time went.
    pub followed: &'a Followed,
}

/// Deliverables beside each other, by kind of time.
pub fn by_kind(caption: &str, heading: &str, rows: &[Row<'_>]) -> Markup {
    const KINDS: [Kind; 4] = [Kind::Work, Kind::Again, Kind::Wait, Kind::Off];
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption dir="auto" { (caption) }
                thead {
                    tr {
                        th scope="col" { (heading) }
                        @for column in KINDS { th.n scope="col" { (kind(column)) } }
                        th.n scope="col" { "in all" }
                    }
                }
                tbody {
                    @for row in rows {
                        @let lengths = KINDS.map(|kind| row.followed.of(kind));
                        @let (minutes, total) = format::whole_minutes(&lengths);
                        tr data-model=[row.model] {
                            th scope="row" { (row.name) }
                            @for (length, minutes) in lengths.iter().zip(minutes) {
                                td.n { (if *length == 0 { format::MISSING.to_owned() } else { format::minutes(minutes) }) }
                            }
                            td.n { (format::minutes(total)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::story::Step;
    use crate::time::HOUR;

    #[test]
    fn words_hold_all_of_the_time() {
        // 12 steps of 1 h to 12 h: ten are told, and 1 h + 2 h together.
        let step = |hours: i64| Step {
            what: format!("waited {hours}"),
            kind: Kind::Wait,
            length: hours * HOUR,
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
