//! The page of a comparison.

use super::document::Document;
use super::fine_print::{self, Grounds};
use super::{Section, explorer, lever, models, pictures, stress, switches, tales, verdict};
use crate::analysis;
use crate::analysis::{Answer, answer};
use crate::report::chart::{ChartError, Drawing};
use crate::report::experiments::account::WhichLever;
use crate::report::story::Story;
use crate::store::manifest::Manifest;
use crate::study::Study;
use maud::html;

/// What a page is made of.
pub struct Source<'a> {
    /// The numbers.
    pub study: &'a Study,
    /// Where they come from; its list of files does not matter.
    pub manifest: &'a Manifest,
    /// What is told beyond numbers.
    pub story: &'a Story,
    /// Which lever did it, if that was asked.
    pub lever: Option<&'a WhichLever>,
    /// The study's charts, drawn once for their files and the page.
    pub drawings: &'a [Drawing],
}

/// The page.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(source: &Source<'_>) -> Result<String, ChartError> {
    let answer = answer(source.study);
    let sections = sections(source, &answer)?;
    let names: Vec<&str> = source.study.models.iter().map(|runs| runs.name.as_str()).collect();
    let first = pictures::QUESTIONS.iter().find(|q| sections.iter().any(|s| s.id == q.id));
    let manifest = source.manifest;
    let document = Document {
        title: &source.study.scenario,
        kind: "Workflow models compared",
        description: &source.story.description,
        sections,
        switches: first.map(|question| (question.id, switches::body(&names))),
        closing: format!(
            "Made by flowcast {} from {} replications of each model, seed {}. The intervals cover \
             simulation noise only, not errors in the inputs.",
            manifest.flowcast, manifest.replications, manifest.seed
        ),
    };
    Ok(document.into_text())
}

fn sections(source: &Source<'_>, answer: &Answer) -> Result<Vec<Section>, ChartError> {
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
    sections.extend(questions(source)?);
    sections.push(lever::section(source.lever, source.study.replications as usize)?);
    sections.extend(tales::section(source)?);
    sections.push(fine_print::section(&grounds(source)));
    if source.story.stress {
        sections.push(stress::section(source));
    }
    Ok(sections)
}

/// The charts under the questions that they answer.
fn questions(source: &Source<'_>) -> Result<Vec<Section>, ChartError> {
    let mut sections = Vec::new();
    for question in pictures::QUESTIONS {
        let mut body = pictures::body(question, source.drawings)?;
        if question.id == "when" {
            body = html! { (explorer::body(source)) (body) };
        }
        if !body.0.is_empty() {
            sections.push(Section { id: question.id, heading: question.heading, body });
        }
    }
    Ok(sections)
}

fn grounds<'a>(source: &Source<'a>) -> Grounds<'a> {
    let (study, manifest) = (source.study, source.manifest);
    let count = manifest.replications;
    let runs = vec![
        ("Replications", format!("{count} of each model, from number 0")),
        ("Baseline", study.models[study.baseline].name.clone()),
    ];
    let caveats = analysis::caveats(study).iter().map(|caveat| caveat.text(study)).collect();
    Grounds { runs, caveats, ..Grounds::of(manifest, source.story) }
}
