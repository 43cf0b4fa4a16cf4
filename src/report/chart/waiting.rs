//! "Where does the time go?": mean waiting time of tasks per model, by what they wait for.

use crate::metric;
use crate::study::Study;

use super::scene::Scene;
use super::stacked::{self, Part, Stack};
use super::theme::PARTS;
use super::ticks::Unit;

const KINDS: [Part; 4] = [
    Part {
        metric: metric::WAIT_BLOCKED,
        label: "blocked: waits for a first handoff",
        colour: PARTS[0],
    },
    Part { metric: metric::WAIT_QUEUED, label: "queued: ready, nobody free", colour: PARTS[2] },
    Part { metric: metric::WAIT_HELD, label: "held: waits for a newer version", colour: PARTS[3] },
    Part {
        metric: metric::WAIT_REVIEW,
        label: "in review: no reviewer works on it",
        colour: PARTS[1],
    },
];

/// Draws the chart; `None` without values.
pub fn draw(study: &Study) -> Option<Scene> {
    let unit = Unit::for_hours(stacked::largest_total(study, &KINDS)?);
    let short = match unit {
        Unit::DAYS => "task-days",
        Unit::HOURS => "task-h",
        _ => "task-min",
    };
    stacked::draw(
        study,
        &Stack {
            question: "Where does the time go?",
            reading: "Mean elapsed time per replication, nights and weekends included, in \
             which tasks were neither done nor worked, summed over all tasks, by what they \
             waited for."
                .to_owned(),
            parts: &KINDS,
            divisor: unit.hours,
            unit: short,
            axis: format!("mean waiting time of all tasks (task-{})", unit.name),
        },
    )
}
