//! Where the time of a deliverable went: in words, as a table that adds up, beside that of others.

use super::words;
use crate::report::figures;
use crate::report::story::{Followed, Kind};
use maud::{Markup, html};

/// Where the time of one deliverable went, in words and as a table that adds up.
pub fn following(followed: &Followed) -> Markup {
    let lengths: Vec<i64> = followed.steps.iter().map(|step| step.length).collect();
    let (minutes, total) = words::whole_minutes(&lengths);
    let said = followed.steps.iter().zip(&minutes).filter(|(_, minutes)| **minutes > 0);
    let said: Vec<String> =
        said.map(|(step, minutes)| format!("{} ({})", step.what, words::span(*minutes))).collect();
    let name = words::text(&followed.deliverable);
    let verb = if followed.done { "took" } else { "was not done after" };
    html! {
        p dir="auto" {
            "Follow \"" bdi { (name) } "\": it " (verb) " " (words::span(total)) ". It "
            (words::text(&said.join("; it "))) "."
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
                                td.n { (words::span(*minutes)) }
                                td.n { (figures::percent_of(step.length as f64, followed.total().max(1) as f64)) }
                            }
                        }
                    }
                    tfoot { tr { th scope="row" { "From the start until it was done" } td {} td.n { (words::span(total)) } td.n { "100 %" } } }
                }
            }
        }
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
                        @let (minutes, total) = words::whole_minutes(&lengths);
                        tr data-model=[row.model] {
                            th scope="row" { (row.name) }
                            @for (length, minutes) in lengths.iter().zip(minutes) {
                                td.n { (words::span_or_none(*length, minutes)) }
                            }
                            td.n { (words::span(total)) }
                        }
                    }
                }
            }
        }
    }
}
