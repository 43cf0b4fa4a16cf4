//! The way from today, one agreement at a time.

use super::{Improvement, change_cell, mean, mean_cell};
use crate::analysis::launches::Launched;
use crate::analysis::{Change, Kept, TimeShown, day, kept, time_shown};
use crate::format;
use crate::metric;
use crate::question::goal::Quantity;
use crate::report::{Cell, Column, Table};
use crate::study::Study;

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
    /// P85 of the time that is shown.
    p85: Option<f64>,
    /// How often it is launched.
    launched: Launched,
    /// In how many replications it is in time, where there is a due date.
    on_time: Option<Kept>,
    /// What that is called: "On time", "Ready in time".
    in_time: &'static str,
}

/// By when most campaigns are there.
const P85: f64 = 0.85;

/// The steps of the path, today first.
pub fn steps(of: &Improvement<'_>) -> Vec<Step> {
    let path = &of.found.path;
    let (now, then) = (of.value(0), of.value(of.last()));
    let whole = now.zip(then).map(|(now, then)| now - then);
    let TimeShown { metric: time, kept: in_time, .. } = time_shown(of.study());
    let p85 = Quantity::percentile(time, P85);
    let step = |(index, step): (usize, &crate::question::improve::Step)| {
        let today = || format!("Today: {}", of.today());
        let value = of.value(step.model);
        let so_far = now.zip(value).map(|(now, then)| now - then);
        // Of what is no gain there are no shares.
        let is_gain = |whole: f64| of.found.aim.sign() * whole > 0.0;
        let share = so_far.zip(whole).filter(|(_, whole)| is_gain(*whole) && index > 0);
        let before = index.checked_sub(1).map(|before| path[before].model);
        Step {
            words: step.decision.map_or_else(today, |it| of.space.menu[it].words.clone()),
            model: step.model,
            value,
            gain: before.and_then(|before| of.change(step.model, before)),
            share: share.map(|(so_far, whole)| so_far / whole),
            p85: p85.estimate(of.study(), of.runs(step.model)).1.filter(|it| it.is_finite()),
            launched: Launched::of(of.runs(step.model)),
            on_time: kept(of.study(), of.runs(step.model)),
            in_time,
        }
    };
    path.iter().enumerate().map(step).collect()
}

impl Step {
    /// The mean (as a day where the start is known) with the share on time, for a chart.
    pub fn note(&self, study: &Study) -> String {
        let word = self.in_time.to_lowercase();
        let on_time = |kept: Kept| format!("{} {word}", format::of_100(kept.count, kept.of));
        let on_time = self.on_time.map(on_time);
        let value =
            self.value.map(|value| day(study, value).unwrap_or_else(|| format::elapsed(value)));
        value.into_iter().chain(on_time).collect::<Vec<String>>().join(", ")
    }
}

/// `path.csv`: from today to the recommended setting, decision by decision.
pub fn path(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::number("step"),
        Column::text("decision"),
        Column::text("goal"),
        Column::text("unit"),
        Column::number("value"),
        Column::number("difference"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::number("share_of_gain"),
        Column::number("on_time_share"),
        Column::number("coordination_time_h"),
        Column::number("p85_h"),
        Column::number("launched_share"),
    ];
    let mut table = Table::new("path", "The way from today", columns);
    for (index, step) in steps(of).iter().enumerate() {
        let ci = step.gain.and_then(|gain| gain.ci);
        table.push(vec![
            Cell::count(index),
            Cell::text(&step.words),
            Cell::Text(of.found.aim.wish.name()),
            Cell::text(of.unit()),
            Cell::number(step.value),
            Cell::number(step.gain.map(|gain| gain.mean)),
            Cell::number(ci.map(|ci| ci.low)),
            Cell::number(ci.map(|ci| ci.high)),
            Cell::number(step.share),
            Cell::number(step.on_time.map(Kept::share)),
            Cell::number(mean(of.runs(step.model), metric::COORDINATION_TIME)),
            Cell::number(step.p85),
            Cell::number(step.launched.share()),
        ]);
    }
    table
}

/// The path as readers see it.
pub fn shown(of: &Improvement<'_>) -> Table {
    let (scale, steps) = (of.scale(), steps(of));
    let time = time_shown(of.study());
    let is_time = of.found.aim.wish == Quantity::mean(time.metric);
    let all = steps.iter().all(|step| step.launched.all());
    let dated = is_time && of.study().start.is_some();
    let mut columns = vec![
        Column::text("decision").headed("Agreement"),
        Column::number("mean").headed(format!("{} (95 %)", of.label())).in_unit(scale.unit),
    ];
    columns.extend(dated.then(|| Column::text("day").headed("On average")));
    columns.push(Column::number("difference").headed("Difference (95 %)").in_unit(scale.unit));
    columns.push(Column::number("share").headed("Of the gain"));
    columns.extend(is_time.then(|| Column::number("p85").headed("P85").in_unit(scale.unit)));
    columns.extend((!all).then(|| Column::number("launched").headed("Launched")));
    let is_due = steps.iter().any(|step| step.on_time.is_some());
    columns
        .extend(is_due.then(|| Column::number("on_time").headed(format!("{} (95 %)", time.kept))));
    columns.extend(super::talk(of));
    let mut table = Table::new("path", "The way from today, one agreement at a time", columns);
    for (index, step) in steps.iter().enumerate() {
        let text = |text: Option<String>| text.map_or(Cell::Missing, Cell::Text);
        let number = if index == 0 { String::new() } else { format!("{index}. ") };
        let mut row = vec![Cell::Text(number + &step.words), of.estimate(step.model)];
        row.extend(dated.then(|| text(step.value.and_then(|value| day(of.study(), value)))));
        row.push(change_cell(step.gain.map(|gain| gain.scaled(scale))));
        row.push(text(step.share.filter(|share| *share >= 0.0).map(format::percent)));
        let p85 = || step.p85.map(|p85| format::fixed(scale.value(p85), 1));
        row.extend(is_time.then(|| text(p85())));
        let Launched { count, of: n } = step.launched;
        row.extend((!all).then(|| Cell::Text(format!("{count} of {n}"))));
        row.extend(is_due.then(|| text(step.on_time.map(Kept::said))));
        let talk = || mean_cell(of.runs(step.model), metric::COORDINATION_TIME);
        row.extend(super::talk(of).map(|_| talk()));
        table.push(row);
    }
    table
}
