//! The report as one HTML file: it asks nothing of any network, and reads on a phone, on a projector, on
//! paper and with a screen reader. Names are text wherever they appear: maud escapes them.
//!
//! It is a function of what the data files hold, so `report` makes the same bytes again.

mod assets;
mod explorer;
mod fine_print;
mod models;
mod pictures;
mod stress;
mod tales;
mod verdict;
mod words;

#[cfg(test)]
mod tests;

use super::answer::{Answer, answer};
use super::chart::{self, ChartError, Drawing};
use super::story::Story;
use crate::study::Study;
use crate::study::archive::Manifest;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The file that holds the page.
pub const REPORT: &str = "report.html";

/// What a page is made of.
pub struct Source<'a> {
    /// The numbers.
    pub study: &'a Study,
    /// Where they come from; its list of files does not matter.
    pub manifest: &'a Manifest,
    /// What is told beyond numbers.
    pub story: &'a Story,
    /// Which lever did it: a section made elsewhere, if that was asked for.
    pub decomposition: Option<Markup>,
}

/// A section of the page: its anchor, its heading, what it holds.
struct Section {
    id: &'static str,
    heading: &'static str,
    body: Markup,
}

/// The page.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(source: &Source<'_>) -> Result<String, ChartError> {
    let answer = answer(source.study);
    let sections = sections(source, &answer)?;
    let title = words::text(&source.study.scenario);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            (head(&title))
            body {
                a.skip href="#answer" { "Skip to the answer" }
                (header(source, &title, &sections))
                main {
                    @for section in &sections {
                        section aria-labelledby=(section.id) {
                            h2 id=(section.id) { (section.heading) }
                            (section.body)
                        }
                    }
                }
                (footer(source))
                script { (PreEscaped(assets::SCRIPT)) }
            }
        }
    };
    Ok(page.into_string() + "\n")
}

fn head(title: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(assets::policy());
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="generator" content="flowcast";
            title { (title) " – workflow models compared" }
            style { (PreEscaped(assets::STYLE)) }
        }
    }
}

fn header(source: &Source<'_>, title: &str, sections: &[Section]) -> Markup {
    let description = words::text(&source.story.description);
    html! {
        header {
            h1 dir="auto" { (title) }
            @if !description.is_empty() { p.lede dir="auto" { (description) } }
            nav aria-label="Sections" {
                ul {
                    @for section in sections {
                        li { a href={ "#" (section.id) } { (section.heading) } }
                    }
                }
            }
        }
    }
}

fn sections(source: &Source<'_>, answer: &Answer) -> Result<Vec<Section>, ChartError> {
    let drawings = chart::all(source.study);
    let mut sections = vec![
        Section {
            id: "answer",
            heading: "The answer",
            body: verdict::answer(source.study, answer),
        },
        Section { id: "models", heading: "The models in numbers", body: models::body(source) },
        Section {
            id: "risk",
            heading: "How could this be wrong, and what would confirm it?",
            body: verdict::risk(source.study, answer),
        },
    ];
    sections.extend(questions(source, &drawings)?);
    sections.extend(tales::section(source)?);
    sections.push(fine_print::section(source));
    if source.story.stress {
        sections.push(stress::section(source));
    }
    Ok(sections)
}

/// The charts under the questions that they answer.
fn questions(source: &Source<'_>, drawings: &[Drawing]) -> Result<Vec<Section>, ChartError> {
    let mut sections = Vec::new();
    for question in pictures::QUESTIONS {
        let mut body = pictures::body(question, drawings)?;
        if question.id == "when" {
            body = html! { (explorer::body(source)) (body) };
        }
        if !body.0.is_empty() {
            sections.push(Section { id: question.id, heading: question.heading, body });
        }
    }
    if let Some(body) = &source.decomposition {
        sections.push(Section { id: "lever", heading: "Which lever did it?", body: body.clone() });
    }
    Ok(sections)
}

fn footer(source: &Source<'_>) -> Markup {
    let manifest = source.manifest;
    html! {
        footer {
            p {
                "Made by flowcast " (manifest.flowcast) " from " (manifest.replications)
                " replications of each model, seed " (manifest.seed) ". The intervals cover simulation \
                 noise only, not errors in the inputs."
            }
        }
    }
}
