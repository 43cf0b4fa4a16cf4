//! The page of a decomposition: which lever did it.

use super::document::Document;
use super::fine_print::{self, Grounds};
use super::{Section, lever, words};
use crate::report::chart::{ChartError, Drawing};
use crate::report::experiments::account::Account;
use crate::report::experiments::which;
use maud::html;

/// The page.
///
/// # Errors
/// A chart that cannot be drawn.
pub fn page(
    account: &Account,
    grounds: &Grounds<'_>,
    drawings: &[Drawing],
) -> Result<String, ChartError> {
    let answer = html! {
        p.answer dir="auto" { (words::text(&which::said(account))) }
        p.lede {
            "Both models are settings of the same levers. They were switched one after the other, all on \
             the same draws of the same campaign, so a difference is what a lever did."
        }
    };
    let sections = vec![
        Section { id: "answer", heading: "The answer", body: answer },
        Section {
            id: "lever",
            heading: "Which lever did it?",
            body: lever::body(account, drawings)?,
        },
        fine_print::section(grounds),
    ];
    let document = Document {
        title: &account.scenario,
        kind: "Which lever did it",
        description: &grounds.story.description,
        sections,
        switches: None,
        closing: format!(
            "Made by flowcast {} from {} replications of each of {} mixtures of two models, seed {}. The \
             intervals cover simulation noise only, not errors in the inputs.",
            grounds.flowcast, account.of, account.mixtures, account.seed
        ),
    };
    Ok(document.into_text())
}
