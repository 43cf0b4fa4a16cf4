//! The way from today, one agreement at a time.

use super::super::change::Change;
use super::{Improvement, mean, mean_cell};
use crate::analysis::{TimeShown, time_shown};
use crate::format;
use crate::metric::{self, METRICS};
use crate::report::{Cell, Column, Table};
use crate::stats;

/// A step for readers and data.
pub struct Step {
    /// What is agreed.
    pub words: String,
    /// The model after it, in the study of the fresh draws.
    pub model: usize,
    /// What is wished for.
    pub value: Option<f64>,
    /// What it gains on the step before.
    gain: Option<Change>,
    /// The share of the whole gain that is reached.
    pub share: Option<f64>,
    /// How many replications are there by the due date, where there is one.
    on_time: Option<usize>,
}

/// The steps of the path, today first.
pub fn steps(of: &Improvement<'_>) -> Vec<Step> {
    let path = &of.found.path;
    let (now, then) = (of.value(0), of.value(of.last()));
    let whole = now.zip(then).map(|(now, then)| now - then);
    let step = |(index, step): (usize, &crate::question::improve::Step)| {
        let today = || format!("Today: {}", of.today());
        let value = of.value(step.model);
        let so_far = now.zip(value).map(|(now, then)| now - then);
        let share = so_far.zip(whole).filter(|(_, whole)| *whole != 0.0 && index > 0);
        let before = index.checked_sub(1).map(|before| path[before].model);
        Step {
            words: step.decision.map_or_else(today, |it| of.space.menu[it].words.clone()),
            model: step.model,
            value,
            gain: before.and_then(|before| of.change(step.model, before)),
            share: share.map(|(so_far, whole)| so_far / whole),
            on_time: on_time(of, step.model),
        }
    };
    path.iter().enumerate().map(step).collect()
}

/// How many replications are there by the due date.
fn on_time(of: &Improvement<'_>, model: usize) -> Option<usize> {
    let TimeShown { metric, due_h, .. } = time_shown(of.study());
    let due = due_h?;
    let there = of.runs(model).metric(metric).filter(|time| time.is_some_and(|time| time <= due));
    Some(there.count())
}

impl Step {
    fn on_time_share(&self, of: &Improvement<'_>) -> Option<f64> {
        let n = of.runs(self.model).len().max(1);
        self.on_time.map(|there| there as f64 / n as f64)
    }

    /// The mean with the share on time, for a chart.
    pub fn note(&self, of: &Improvement<'_>) -> String {
        let share = self.on_time_share(of);
        let on_time = share.map(|share| format!("{:.0} of 100 on time", 100.0 * share));
        let value = self.value.map(format::days);
        value.into_iter().chain(on_time).collect::<Vec<String>>().join(", ")
    }
}

/// `path.csv`: from today to the recommended setting, decision by decision.
pub fn path(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::number("step"),
        Column::text("decision"),
        Column::text("goal"),
        Column::number("value"),
        Column::number("difference"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::number("share_of_gain"),
        Column::number("on_time_share"),
        Column::number("coordination_time_h"),
    ];
    let mut table = Table::new("path", "The way from today", columns);
    for (index, step) in steps(of).iter().enumerate() {
        let ci = step.gain.and_then(|gain| gain.ci);
        table.push(vec![
            Cell::count(index),
            Cell::text(&step.words),
            Cell::Text(of.found.aim.wish.name()),
            Cell::number(step.value),
            Cell::number(step.gain.map(|gain| gain.mean)),
            Cell::number(ci.map(|ci| ci.low)),
            Cell::number(ci.map(|ci| ci.high)),
            Cell::number(step.share),
            Cell::number(step.on_time_share(of)),
            Cell::number(mean(of.runs(step.model), metric::COORDINATION_TIME)),
        ]);
    }
    table
}

/// The path as readers see it.
pub fn shown(of: &Improvement<'_>) -> Table {
    let scale = of.scale();
    let due = time_shown(of.study()).due_h.is_some();
    let mut columns = vec![
        Column::number("step").headed(""),
        Column::text("decision").headed("Agreement"),
        Column::number("mean").headed(format!("{} (95 %)", of.label())).in_unit(scale.unit),
        Column::number("difference").headed("Difference (95 %)").in_unit(scale.unit),
        Column::number("share").headed("Of the gain"),
    ];
    columns.extend(due.then(|| Column::number("on_time").headed("On time (95 %)")));
    let unit = METRICS[metric::COORDINATION_TIME].unit;
    columns.push(Column::number("coordination").headed("Coordination (95 %)").in_unit(unit));
    let mut table = Table::new("path", "The way from today, one agreement at a time", columns);
    for (index, step) in steps(of).iter().enumerate() {
        let share = step.share.map_or(Cell::Missing, |share| Cell::Text(format::percent(share)));
        let mut row = vec![
            Cell::count(index),
            Cell::text(&step.words),
            of.estimate(step.model),
            Change::cell(step.gain.map(|gain| gain.scaled(scale))),
            share,
        ];
        let n = of.runs(step.model).len();
        row.extend(due.then(|| {
            let ci = step.on_time.and_then(|there| stats::wilson(there, n));
            Cell::Text(format::proportion(step.on_time_share(of), ci, n))
        }));
        row.push(mean_cell(of.runs(step.model), metric::COORDINATION_TIME));
        table.push(row);
    }
    table
}
