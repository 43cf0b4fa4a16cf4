//! One campaign's story: the same replication of every model, and in each the deliverable that was done last.

use super::followed::{self, Row};
use super::pictures::figure;
use super::{Section, Source, words};
use crate::format;
use crate::report::chart::{self, ChartError};
use crate::report::story::Told;
use maud::{Markup, html};

/// The story of one replication under each model; nothing if none was kept.
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
            "One replication under every model, on the same draws: of all, the one whose cycle times are \
             nowhere far from the models' medians (of the replications launched). It is an example of what can happen, not a forecast; \
             another replication tells another story."
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
            @if let Some(followed) = &told.followed { (followed::following(followed)) }
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
            let took = format::span(launch - told.start);
            format!("Replication {number} was launched after {took}.")
        }
        None => format!("Replication {number} was not launched within the horizon."),
    }
}

/// The deliverable that was done last under each model, by kind of time.
fn followed_by_all(source: &Source<'_>) -> Markup {
    let told = source.story.campaigns.iter().zip(&source.study.models).enumerate();
    let rows: Vec<Row<'_>> = told
        .filter_map(|(model, (told, runs))| {
            let followed = told.followed.as_ref()?;
            let deliverable = words::text(&followed.deliverable);
            let name = html! {
                (words::key(model)) bdi { (words::text(&runs.name)) } ": \u{201c}" bdi { (deliverable) } "\u{201d}"
            };
            Some(Row { model: Some(model), name, followed })
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    followed::by_kind("The deliverable that was done last: where its time went", "Model", &rows)
}
