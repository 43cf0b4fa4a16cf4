//! One campaign's story: a typical replication per model, and one deliverable followed through it.

use super::pictures::figure;
use super::{Section, Source, words};
use crate::report::chart::{self, ChartError};
use crate::report::figures;
use crate::report::story::{Followed, Kind, Told};
use crate::time::MINUTE;
use maud::{Markup, html};

/// The story of each model's typical campaign; nothing if none was kept.
pub fn section(source: &Source<'_>) -> Result<Option<Section>, ChartError> {
    let mut tales = Vec::new();
    for (model, told) in source.story.campaigns.iter().enumerate() {
        tales.push(tale(source, model, told)?);
    }
    if tales.is_empty() {
        return Ok(None);
    }
    let body = html! {
        p {
            "One replication of each model: the one whose cycle time is nearest to the median. It is an \
             example of what can happen, not a forecast; another replication tells another story."
        }
        @if source.story.shape.campaigns > 1 {
            p { "Shown is the first of the " (source.story.shape.campaigns) " campaigns that share the teams." }
        }
        (followed_by_all(source))
        @for tale in tales { (tale) }
    };
    Ok(Some(Section { id: "story", heading: "One campaign's story", body }))
}

fn tale(source: &Source<'_>, model: usize, told: &Told) -> Result<Markup, ChartError> {
    let Some(runs) = source.study.models.get(model) else { return Ok(html! {}) };
    let trace = told.trace();
    let campaign = told.campaign(&trace, &source.study.scenario, &runs.name, source.study.seed);
    let id = format!("timeline-{}", model + 1);
    let drawing = chart::timeline(&campaign);
    let picture = drawing.map(|drawing| figure(&drawing, &id)).transpose()?;
    Ok(html! {
        div data-model=(model) {
            h3 { (words::key(model)) bdi { (words::text(&runs.name)) } }
            p { (ending(told)) }
            @if let Some(followed) = &told.followed { (following(followed)) }
            @match picture {
                Some(picture) => (picture),
                None => { p { "The campaign is too large to be drawn." } }
            }
        }
    })
}

fn ending(told: &Told) -> String {
    let number = told.replication;
    match told.launch {
        Some(launch) => {
            let minutes = (launch - told.start + MINUTE / 2) / MINUTE;
            format!("Replication {number} was launched after {}.", words::span(minutes))
        }
        None => format!("Replication {number} was not launched within the horizon."),
    }
}

/// Where the time of one deliverable went, in words and as a table that adds up.
fn following(followed: &Followed) -> Markup {
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

/// The same deliverable under every model, by kind of time.
fn followed_by_all(source: &Source<'_>) -> Markup {
    const KINDS: [Kind; 4] = [Kind::Work, Kind::Again, Kind::Wait, Kind::Off];
    let told = source.story.campaigns.iter().zip(&source.study.models).enumerate();
    let known: Vec<_> = told
        .filter_map(|(model, (told, runs))| Some((model, runs, told.followed.as_ref()?)))
        .collect();
    let Some((_, _, first)) = known.first() else { return html! {} };
    let of = |followed: &Followed, kind: Kind| -> i64 {
        followed.steps.iter().filter(|step| step.kind == kind).map(|step| step.length).sum()
    };
    html! {
        div.scroll tabindex="0" role="region" aria-label="One deliverable under every model" {
            table {
                caption { "\"" bdi { (words::text(&first.deliverable)) } "\" under every model: where its time went" }
                thead {
                    tr {
                        th scope="col" { "Model" }
                        @for column in KINDS { th.n scope="col" { (kind(column)) } }
                        th.n scope="col" { "in all" }
                    }
                }
                tbody {
                    @for (model, runs, followed) in &known {
                        @let lengths = KINDS.map(|kind| of(followed, kind));
                        @let (minutes, total) = words::whole_minutes(&lengths);
                        tr data-model=(model) {
                            th scope="row" { (words::key(*model)) bdi { (words::text(&runs.name)) } }
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
