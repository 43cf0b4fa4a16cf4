//! Text, durations and models' keys, as the page writes them.

use crate::report::chart;
use maud::{Markup, html};

/// Text without characters that would reverse the direction of writing around it; a per cent sign
/// stays on the line of its number.
pub fn text(words: &str) -> String {
    crate::text::plain(words).trim().replace(" %", "\u{a0}%")
}

/// A sample of a model's line, as it is in every chart.
pub fn key(model: usize) -> Markup {
    let dash = chart::dash(model).map(|(on, off)| format!("{on} {off}"));
    html! {
        svg.key viewBox="0 0 24 12" aria-hidden="true" {
            line x1="0" y1="6" x2="24" y2="6" stroke=(chart::colour(model)) stroke-width="4"
                stroke-dasharray=[dash] {}
        }
    }
}
