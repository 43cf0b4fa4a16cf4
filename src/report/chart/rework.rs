//! "Where does rework come from?": mean rework per model, by cause.

use crate::metric;
use crate::study::Study;

use super::scene::Scene;
use super::stacked::{self, Part, Stack};
use super::theme::PARTS;

const CAUSES: [Part; 5] = [
    Part { metric: metric::REWORK_CHANGE, label: "late changes", colour: PARTS[0] },
    Part { metric: metric::REWORK_UPSTREAM, label: "news from upstream", colour: PARTS[1] },
    Part { metric: metric::REWORK_FLAW, label: "flaws found", colour: PARTS[2] },
    Part { metric: metric::REWORK_REJECTION, label: "rejections", colour: PARTS[3] },
    Part { metric: metric::REWORK_FEEDBACK, label: "feedback", colour: PARTS[4] },
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
