//! Charts under the questions that they answer.

use crate::report::chart::{ChartError, Drawing};
use maud::{Markup, PreEscaped, html};

/// A question, and the charts that answer it.
pub struct Question {
    /// The anchor of its section.
    pub id: &'static str,
    /// The question.
    pub heading: &'static str,
    charts: &'static [&'static str],
}

/// Every question, in the order in which readers ask them.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: "when",
        heading: "When will we launch?",
        charts: &["launch-by-day", "cycle-time", "differences"],
    },
    Question { id: "time", heading: "Where does the time go?", charts: &["waiting"] },
    Question { id: "rework", heading: "Where does rework come from?", charts: &["rework"] },
    Question { id: "people", heading: "Who is idle, who is the bottleneck?", charts: &["idle"] },
    Question { id: "price", heading: "What does speed cost?", charts: &["trade-off"] },
];

/// The chart that the script replaces with one to play with.
const REPLACED: &str = "launch-by-day";

/// The charts of a question; empty if the study has nothing to show in any of them.
pub fn body(question: &Question, drawings: &[Drawing]) -> Result<Markup, ChartError> {
    let of = |name: &&'static str| drawings.iter().find(|drawing| drawing.name == *name);
    let mut pictures = Vec::new();
    for drawing in question.charts.iter().filter_map(of) {
        pictures.push((drawing.name, figure(drawing, drawing.name)?));
    }
    Ok(html! {
        @for (name, picture) in &pictures {
            div.static[*name == REPLACED] { (picture) }
        }
    })
}

/// A chart as it is in its file; `id` is its own on the page. It scrolls where the screen is narrow.
pub fn figure(drawing: &Drawing, id: &str) -> Result<Markup, ChartError> {
    let svg = drawing.to_svg_with_id(&format!("chart-{id}"))?;
    Ok(html! {
        figure tabindex="0" role="group" aria-label={ "Chart: " (drawing.title()) } { (PreEscaped(svg)) }
    })
}
