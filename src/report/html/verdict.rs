//! The answer, how it could be wrong, and what a pilot takes.

use super::models;
use crate::analysis::Answer;
use crate::analysis::Watch;
use crate::report::format;
use crate::report::table::{Cell, Column, Table};
use crate::study::Study;
use maud::{Markup, html};

/// The paragraph that comes first.
pub fn answer(study: &Study, answer: &Answer) -> Markup {
    html! {
        p.answer dir="auto" { (super::words::text(&answer.paragraph)) }
        @if study.models.len() > 1 {
            p.lede {
                "Every model ran on the same draws of the same campaign (efforts, flaws, changes), so a \
                 difference between two models is what their way of working did."
            }
        }
    }
}

/// How it could be wrong; what to measure, and how often, to confirm it.
pub fn risk(study: &Study, answer: &Answer) -> Markup {
    html! {
        @if answer.risks.is_empty() {
            p {
                "No model is advised, so there is no switch that could be wrong. The numbers are as good \
                 as the inputs: the intervals cover simulation noise only."
            }
        } @else {
            ul { @for risk in &answer.risks { li { (super::words::text(risk)) } } }
        }
        @if let (Some(model), false) = (answer.model, answer.pilot.is_empty()) {
            h3 { "What to measure in a pilot" }
            @for point in &answer.pilot { p { (super::words::text(point)) } }
            @if !answer.watch.is_empty() { (models::plain(&watched(study, model, &answer.watch))) }
            p {
                "Campaigns needed on each side, from the deviations of each measure: \
                 (1.960 + 0.842)² (s₁² + s₂²) / d² + 1.960² / 4, rounded up (Guenther 1981, \"Sample \
                 size formulas for normal theory t tests\"). Campaigns that differ in kind vary more than \
                 these, and need more. Measure also what the scenario assumes (see the fine print): how \
                 often new versions matter to those who build on them, and how much is then redone."
            }
        }
    }
}

fn watched(study: &Study, model: usize, watch: &[Watch]) -> Table {
    let columns = vec![
        Column::text("metric").headed("What"),
        Column::text("unit").headed("Unit"),
        Column::number("baseline").headed(&study.models[study.baseline].name),
        Column::number("model").headed(&study.models[model].name),
        Column::number("campaigns").headed("Campaigns each"),
    ];
    let title = "What differs most clearly: mean ± standard deviation of a campaign";
    let mut table = Table::new("pilot", title, columns);
    for watch in watch {
        let (unit, factor) =
            if watch.of().unit == "h" { ("days", 24.0) } else { (watch.of().unit, 1.0) };
        let shown = |(mean, sd): (f64, f64)| {
            let (mean, sd) = (mean / factor, sd / factor);
            let decimals = format::decimals(mean.max(sd));
            Cell::text(format!(
                "{} ± {}",
                format::fixed(mean, decimals),
                format::fixed(sd, decimals)
            ))
        };
        table.push(vec![
            Cell::text(watch.of().label),
            Cell::text(unit),
            shown(watch.baseline),
            shown(watch.model),
            Cell::text(format::grouped(watch.campaigns)),
        ]);
    }
    table
}
