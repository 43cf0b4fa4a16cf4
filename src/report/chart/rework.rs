//! "Where does rework come from?": mean rework per model, by cause.

use crate::study::Study;

use super::scene::Scene;
use super::stacked::{self, Part, Stack};
use super::theme::PARTS;

const CAUSES: [Part; 5] = [
    Part { metric: "rework_change_h", label: "late changes", colour: PARTS[0] },
    Part { metric: "rework_upstream_h", label: "news from upstream", colour: PARTS[1] },
    Part { metric: "rework_flaw_h", label: "flaws found", colour: PARTS[2] },
    Part { metric: "rework_rejection_h", label: "rejections", colour: PARTS[3] },
    Part { metric: "rework_feedback_h", label: "feedback", colour: PARTS[4] },
];

/// Draws the chart; `None` without values.
pub fn draw(study: &Study) -> Option<Scene> {
    stacked::draw(
        study,
        &Stack {
            question: "Where does rework come from?",
            reading: "Mean effort per replication that was spent on finished or running work \
             because it was reopened or added to, by cause. The figure at the end of a bar is \
             the mean of all rework."
                .to_owned(),
            parts: &CAUSES,
            divisor: 1.0,
            unit: "person-h",
            axis: "mean rework (person-hours)".to_owned(),
        },
    )
}
