//! The page of a sweep: every model at many combinations of values.

use super::document::Document;
use super::fine_print::{self, Grounds};
use super::pictures::figure;
use super::{Section, models, switches, words};
use crate::metric;
use crate::question::sweep::{Finished, Plan};
use crate::report::chart::{ChartError, Drawing};
use crate::report::experiments::{sweep, sweep_words};
use crate::report::story::Story;
use maud::{Markup, html};

/// Metrics that are shown beside the cycle time, where a model has a value other than 0.
const OTHERS: [usize; 5] = [
    metric::ON_TIME,
    metric::REWORK_TIME,
    metric::COORDINATION_TIME,
    metric::WAIT_TIME,
    metric::COST,
];

/// The page.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(
    plan: &Plan,
    found: &[Finished],
    story: &Story,
    drawings: &[Drawing],
) -> Result<String, ChartError> {
    let identity = &plan.identity;
    let grounds = grounds(plan, found, story);
    let sections = vec![
        Section { id: "answer", heading: "The answer", body: answer(plan, found) },
        Section {
            id: "pictures",
            heading: "Which model, from when on?",
            body: pictures(drawings)?,
        },
        Section { id: "values", heading: "Every value", body: values(plan, found) },
        fine_print::section(&grounds),
    ];
    let names: Vec<&str> = identity.models.iter().map(String::as_str).collect();
    // A line for each model can be switched off; a map has none.
    let switches = (plan.paths.len() == 1).then(|| ("pictures", switches::body(&names)));
    let document = Document {
        title: &identity.scenario.name,
        kind: "A sweep: every model at many values",
        description: &story.description,
        sections,
        switches,
        closing: format!(
            "Made by flowcast {} from {} points, {} replications of each model at each, seed {}. The \
             intervals cover simulation noise only, not errors in the inputs.",
            identity.flowcast,
            found.len(),
            identity.replications,
            identity.seed
        ),
    };
    Ok(document.into_text())
}

fn grounds<'a>(plan: &'a Plan, found: &[Finished], story: &'a Story) -> Grounds<'a> {
    let identity = &plan.identity;
    let runs = vec![
        ("Varied", plan.paths.join(", ")),
        ("Points", found.len().to_string()),
        ("Replications", format!("{} of each model at each point", identity.replications)),
        ("Baseline", identity.baseline.clone()),
    ];
    let troubles = found.iter().filter_map(|point| sweep::trouble(plan, point));
    Grounds {
        story,
        scenario: &identity.scenario,
        command: &plan.command,
        flowcast: &identity.flowcast,
        stream_version: identity.stream_version,
        seed: identity.seed,
        runs,
        caveats: troubles.chain(sweep::too_late(plan, found)).collect(),
    }
}

fn answer(plan: &Plan, found: &[Finished]) -> Markup {
    let models = plan.identity.models.len();
    let noun = if models == 1 { "model" } else { "models" };
    html! {
        p.answer dir="auto" { (words::text(&sweep_words::said(plan, found))) }
        p.lede {
            (plan.points.len()) " points: " (words::text(&plan.paths.join(", "))) " varied; " (models) " "
            (noun) ", " (plan.identity.replications) " replications each, at every point on the same draws."
        }
    }
}

fn pictures(drawings: &[Drawing]) -> Result<Markup, ChartError> {
    let figures = drawings.iter().map(|drawing| figure(drawing, drawing.name));
    let figures: Vec<Markup> = figures.collect::<Result<_, _>>()?;
    Ok(html! {
        @for figure in &figures { (figure) }
        @if figures.is_empty() {
            p {
                "Lines are drawn where one value varies, a map where two vary over a grid. Here every \
                 value is in the tables below."
            }
        }
    })
}

fn values(plan: &Plan, found: &[Finished]) -> Markup {
    let first = sweep_words::metric_table(plan, found, metric::CYCLE_TIME);
    let against = sweep_words::against_baseline(plan, found);
    let others = OTHERS.iter().filter_map(|metric| sweep_words::metric_table(plan, found, *metric));
    html! {
        @if let Some(table) = &first { (models::plain(table)) }
        @if let Some(table) = &against { (models::plain(table)) }
        @for table in others {
            details { summary { (words::text(&table.title)) } (models::plain(&table)) }
        }
        p { "sweep.csv has every metric with its quantiles, differences.csv every comparison." }
    }
}
