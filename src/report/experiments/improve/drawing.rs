//! The path and the front, and other worlds, as charts.

use super::steps::steps;
use super::{Improvement, mean};
use crate::analysis::time_shown;
use crate::format;
use crate::metric::{COORDINATION_TIME, METRICS};
use crate::report::chart::path_and_front::{Front, Place, path_and_front};
use crate::report::chart::{self, Drawing};
use crate::text::capitalised;

/// Stem of the name of the first chart.
pub const PATH_AND_FRONT: &str = "path-and-front";

/// The charts.
pub fn drawings(of: &Improvement<'_>) -> Vec<Drawing> {
    [path(of), super::worlds::drawing(of)].into_iter().flatten().collect()
}

/// The path and the front as a chart, where the wish is a time.
fn path(of: &Improvement<'_>) -> Option<Drawing> {
    if METRICS[of.metric()].unit != "h" {
        return None;
    }
    let place = |model: usize, name: String, note: String| Place {
        time: of.value(model).unwrap_or(f64::NAN),
        coordination: mean(of.runs(model), COORDINATION_TIME).unwrap_or_default(),
        name,
        note,
    };
    let steps = steps(of);
    let path = steps.iter().map(|step| place(step.model, capitalised(&step.words), step.note()));
    let models = 1..of.scenario.models.len();
    let scores = of.found.race.scores.iter().filter(|score| score.same_as.is_none());
    let tried = scores.map(|score| Place {
        time: score.value.abs(),
        coordination: score.coordination,
        name: String::new(),
        note: String::new(),
    });
    let shown = time_shown(of.study());
    let kind = if of.found.aim.wish.percentile.is_some() { "" } else { "Mean " };
    let label = of.label();
    path_and_front(&Front {
        title: title(of),
        time: if kind.is_empty() { label } else { format!("{kind}{}", label.to_lowercase()) },
        path: path.collect(),
        models: models.map(|it| place(it, of.runs(it).name.clone(), String::new())).collect(),
        tried: tried.collect(),
        due: shown.due_h.map(|due| (due, shown.due)),
        footer: chart::footer(of.study()),
    })
}

fn title(of: &Improvement<'_>) -> String {
    let steps = of.found.path.len().saturating_sub(1);
    let gain = of.change(0, of.last()).map(|change| format::elapsed(change.mean));
    let by = if of.found.aim.wish.percentile.is_some() { "" } else { " on average" };
    match (steps, gain) {
        (0, _) | (_, None) => format!("Stay with {}", of.today()),
        (1, Some(gain)) => format!("One agreement: {gain} earlier{by}"),
        (n, Some(gain)) => format!("{n} agreements: {gain} earlier{by}"),
    }
}
