//! Which lever did it: a difference between two models, lever by lever.

use super::pictures::figure;
use super::{Section, models, words};
use crate::report::chart::{ChartError, Drawing};
use crate::report::experiments::account::{Account, WhichLever};
use crate::report::experiments::{decompose, which};
use maud::{Markup, html};

/// The section of a comparison: the answer, or why there is none.
pub fn section(lever: Option<&WhichLever>, replications: usize) -> Result<Section, ChartError> {
    let body = match lever {
        Some(WhichLever::Known(account)) => html! {
            p { (words::text(&which::said(account))) }
            @if account.of < replications {
                p {
                    "Of the first " (account.of) " replications; the answer above is of all "
                    (replications) ", so it differs a little."
                }
            }
            (body(account, decompose::drawing(account).as_slice())?)
        },
        Some(WhichLever::Unknown(why)) => html! { p { (words::text(why)) } },
        None => html! {
            p {
                "It was not asked: " code { "flowcast compare --report" } " takes the difference between \
                 the baseline and the best model apart, and " code { "flowcast decompose" } " that between \
                 any two."
            }
        },
    };
    Ok(Section { id: "lever", heading: "Which lever did it?", body })
}

/// The waterfall, the table and what to mind.
pub fn body(account: &Account, drawings: &[Drawing]) -> Result<Markup, ChartError> {
    let figures = drawings.iter().map(|drawing| figure(drawing, drawing.name));
    let figures: Vec<Markup> = figures.collect::<Result<_, _>>()?;
    Ok(html! {
        @for figure in &figures { (figure) }
        (models::plain(&decompose::table(account, &decompose::whole)))
        ul {
            @for line in decompose::remarks(account) { li { (words::text(&line)) } }
            li {
                "\"Alone\": only this lever is switched. "
                @if account.averaged {
                    "\"Average over orders\": what it adds on average, whatever was switched before \
                     (Shapley 1953)."
                } @else {
                    "\"In this order\": what it adds when those above it are switched already. Another \
                     order shares the difference out in another way; " code { "flowcast decompose --shapley" }
                    " averages over orders."
                }
            }
        }
    })
}
