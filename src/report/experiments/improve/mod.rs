//! The smallest change for readers and as data.

mod answer;
mod data;
mod drawing;
pub mod ranking;
mod smallest;
mod steps;
mod worlds;

pub use data::{front, settings};
pub use drawing::drawings;
pub use smallest::{IMPROVE, Smallest};
pub use steps::path;
pub use worlds::worlds;

use super::Scale;
use crate::analysis::Change;
use crate::format;
use crate::metric::{self, METRICS};
use crate::model::Scenario;
use crate::question::goal::Quantity;
use crate::question::improve::{Found, ROUNDS, Space};
use crate::report::chart::Drawing;
use crate::report::document::{Block, Document, Head};
use crate::report::fine_print::{self, Grounds};
use crate::report::{Cell, Column, Table};
use crate::stats;
use crate::study::{ModelRuns, Study};
use crate::text::{capitalised, listed};

/// Said where the file has no practices.
pub const NO_PRACTICES: &str = "The file has no [practices]: every model, also those without a preset, was run with the \
     default ones (docs/PRACTICES.md), so that every agreement has its price; `flowcast compare` prices them once the \
     file has a [practices] table, which may be empty.";

/// What was asked and what was found.
pub struct Improvement<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Today's model.
    pub from: usize,
    /// The settings.
    pub space: &'a Space,
    /// What was found.
    pub found: &'a Found,
    /// Whether the file has no `[practices]`, and the default ones were taken.
    pub added: bool,
}

impl Improvement<'_> {
    fn words(&self, setting: &[usize]) -> Vec<&str> {
        self.space.words(setting)
    }

    fn today(&self) -> &str {
        &self.scenario.models[self.from].name
    }

    /// The decisions of the recommended setting, in the order of the path.
    fn best(&self) -> Vec<&str> {
        let steps = self.found.path.iter().filter_map(|step| step.decision);
        self.words(&steps.collect::<Vec<usize>>())
    }

    fn study(&self) -> &Study {
        &self.found.finals.study
    }

    fn runs(&self, model: usize) -> &ModelRuns {
        &self.study().models[model]
    }

    /// The metric of what is wished for.
    fn metric(&self) -> usize {
        self.found.aim.wish.metric
    }

    fn scale(&self) -> Scale {
        Scale::of(self.metric())
    }

    /// What is wished for: "Cycle time", "P85 of the cycle time".
    fn label(&self) -> String {
        let label = METRICS[self.metric()].label;
        let share = self.found.aim.wish.percentile;
        let of = |share| format!("P{:.0} of the {}", 100.0 * share, label.to_lowercase());
        share.map_or(label.to_owned(), of)
    }

    /// What is wished for, of a model of the fresh draws.
    fn value(&self, model: usize) -> Option<f64> {
        self.found.aim.wish.estimate(self.study(), self.runs(model)).1
    }

    /// It with its interval, in the unit of readers.
    fn estimate(&self, model: usize) -> Cell {
        estimate(self.found.aim.wish, self.study(), model)
    }

    /// By how much two models differ in what is wished for, ours less theirs: in pairs, percentiles by their intervals.
    fn change(&self, ours: usize, theirs: usize) -> Option<Change> {
        let aim = &self.found.aim;
        if aim.wish.percentile.is_none() {
            return Change::of(self.runs(ours), self.runs(theirs), &[self.metric()]);
        }
        let mean = self.value(ours)? - self.value(theirs)?;
        let closed = |ci: &format::Interval| ci.low.is_finite() && ci.high.is_finite();
        let ci = aim.worse(self.study(), [ours, theirs], 1).filter(closed);
        Some(Change { mean, ci, none_seen: None })
    }

    /// The model of the recommended setting.
    fn last(&self) -> usize {
        self.found.best.model
    }
}

/// A quantity of a model with its 95 % interval, in the unit of readers.
fn estimate(quantity: Quantity, study: &Study, model: usize) -> Cell {
    let scale = Scale::of(quantity.metric);
    let (_, value, reach) = quantity.estimate(study, &study.models[model]);
    let value = value.map(|value| scale.value(value));
    let ci = scale.interval(reach.and_then(|reach| reach.closed()));
    let decimals = format::decimals_with_intervals(&[(value, ci)]);
    // A share that misses its bound by a little is not rounded to it.
    let decimals = if METRICS[quantity.metric].unit == "0/1" { decimals.max(3) } else { decimals };
    value.map_or(Cell::Missing, |_| Cell::Text(format::mean_with_interval(value, ci, decimals)))
}

fn mean(runs: &ModelRuns, metric: usize) -> Option<f64> {
    stats::mean(&crate::question::improve::known(runs, metric))
}

/// A difference with its interval, as a cell.
fn change_cell(change: Option<Change>) -> Cell {
    change.map_or(Cell::Missing, |change| Cell::Text(change.said()))
}

/// A mean with its interval, as a cell.
fn mean_cell(runs: &ModelRuns, metric: usize) -> Cell {
    let values = crate::question::improve::known(runs, metric);
    let (mean, ci) = (stats::mean(&values), stats::mean_interval(&values));
    let decimals = format::decimals_with_intervals(&[(mean, ci)]);
    mean.map_or(Cell::Missing, |_| Cell::Text(format::mean_with_interval(mean, ci, decimals)))
}

/// What is said: the answer, the way there, what it is paid with, what it hangs on.
pub fn page(of: &Improvement<'_>, grounds: &Grounds<'_>, drawings: &[Drawing]) -> Document {
    let mut page = Document::new(head(of, grounds), Vec::new());
    let (study, answer) = (of.study(), answer::answer(of));
    let n = format::grouped(f64::from(study.replications));
    page.on_output(|out| {
        out.heading(format!(
            "{}: the smallest change from {} (seed {}, {n} replications each on fresh draws)",
            study.scenario,
            of.today(),
            study.seed,
        ));
        out.text(answer.clone());
    });
    let chart = |page: &mut Document, name: &str| {
        let drawing = drawings.iter().find(|drawing| drawing.name == name);
        page.on_page(|page| drawing.iter().for_each(|drawing| page.chart((*drawing).clone())));
    };
    page.on_page(|page| {
        page.section("answer", "The answer");
        page.push(Block::Answer(capitalised(&answer)));
    });
    chart(&mut page, drawing::PATH_AND_FRONT);
    if of.found.path.len() > 1 {
        page.table(steps::shown(of));
        page.on_page(|page| page.section("price", "What is it paid with?"));
        page.table(effects(of));
    }
    page.on_page(|page| page.section("models", "How do the models of the file do?"));
    page.table(models(of));
    page.on_page(|page| page.section("worlds", "What does it hang on?"));
    worlds::section(of, &mut page);
    chart(&mut page, worlds::WORLDS);
    fine_print::add(&mut page, grounds);
    page
}

fn head(of: &Improvement<'_>, grounds: &Grounds<'_>) -> Head {
    let study = of.study();
    Head {
        finding: String::new(),
        title: study.scenario.clone(),
        kind: "The smallest change",
        description: grounds.story.description.clone(),
        closing: format!(
            "Made by flowcast {} from {} replications of each finalist and model, seed {}. The intervals cover \
             simulation noise only, not errors in the inputs.",
            grounds.flowcast, study.replications, study.seed
        ),
    }
}

/// What a reader has to mind.
pub fn caveats(of: &Improvement<'_>) -> Vec<String> {
    let added = of.added.then(|| NO_PRACTICES.to_owned());
    let always = [
        how(of),
        "What was left ran on draws of its own, those of `flowcast compare`: the figures here are not flattered by \
         having been chosen."
            .to_owned(),
        "Only decisions were varied, never prices, people or facts; what the search cannot know (trust, habits, \
         politics) may decide more. If the facts are wrong, so is the answer: see `flowcast sensitivity`."
            .to_owned(),
    ];
    added.into_iter().chain(always).collect()
}

/// How it was searched.
fn how(of: &Improvement<'_>) -> String {
    let race = &of.found.race;
    let beam = if of.space.is_whole() {
        String::new()
    } else {
        let (all, beam) = (of.space.enumerated, crate::question::improve::BEAM);
        format!(
            " Of settings beyond {} only those were tried that take one of the {beam} most promising a change further \
             (beam search): a better one may have been passed by.",
            format::counted(all, "change")
        )
    };
    format!(
        "{} ways of working were tried on {} replications in up to {ROUNDS} rounds ({} contradict themselves and were \
         left out, {} turned out the same as one of no more changes). One leaves when it is surely worse than the \
         best by more than {}, or surely breaks a bound (95 % over all settings and rounds together).{beam}",
        format::grouped(race.scores.len() as f64),
        format::grouped(race.replications as f64),
        of.space.refused,
        race.scores.iter().filter(|score| score.same_as.is_some()).count(),
        answer::within(of),
    )
}

/// What else changes, so that an exploit of the simulated world shows itself.
fn effects(of: &Improvement<'_>) -> Table {
    let columns = vec![
        Column::text("metric").headed("What else changes"),
        Column::number("today").headed("Today (95 %)"),
        Column::number("then").headed("Then (95 %)"),
        Column::number("difference").headed("Difference (95 %)"),
    ];
    let mut table = Table::new("effects", "What it is paid with", columns);
    let looked_at = [
        metric::COORDINATION_TIME,
        metric::REVIEW_TIME,
        metric::REWORK_TIME,
        metric::IDLE_TIME,
        metric::ESCAPES,
        metric::BYPASSED,
        metric::COST,
    ];
    let (now, then) = (of.runs(0), of.runs(of.last()));
    for metric in looked_at.into_iter().filter(|metric| *metric != of.metric()) {
        let (Some(before), Some(after)) = (mean(now, metric), mean(then, metric)) else { continue };
        if before == 0.0 && after == 0.0 {
            continue;
        }
        let scale = Scale::of(metric);
        let unit = if scale.unit.is_empty() { String::new() } else { format!(" [{}]", scale.unit) };
        table.push(vec![
            Cell::Text(format!("{}{unit}", METRICS[metric].label)),
            mean_cell(now, metric),
            mean_cell(then, metric),
            change_cell(Change::of(then, now, &[metric])),
        ]);
    }
    table
}

/// The models of the file, beside what was found, on the same draws.
fn models(of: &Improvement<'_>) -> Table {
    let scale = of.scale();
    let columns = vec![
        Column::text("model").headed("Model of the file"),
        Column::number("mean").headed(format!("{} (95 %)", of.label())).in_unit(scale.unit),
        Column::number("difference").headed("Less what is recommended (95 %)").in_unit(scale.unit),
        Column::number("coordination").headed("Coordination (95 %)").in_unit("person-h"),
    ];
    let mut table = Table::new("models", "The models of the file, on the same draws", columns);
    for model in 0..of.scenario.models.len() {
        table.push(vec![
            Cell::text(&of.runs(model).name),
            of.estimate(model),
            change_cell(of.change(model, of.last()).map(|change| change.scaled(scale))),
            mean_cell(of.runs(model), metric::COORDINATION_TIME),
        ]);
    }
    table
}

/// The comment above the recommended model's text.
pub fn comment(of: &Improvement<'_>) -> String {
    let study = of.study();
    format!(
        "# {}, but: {}.\n# Paste it into the scenario{}; `flowcast compare` with seed {} and {} replications then shows the\n\
         # figures of `flowcast improve` again, bit for bit.\n{}",
        of.today(),
        listed(&of.best()),
        if of.added {
            " (schema = 2, with the table [practices] among its first lines)"
        } else {
            ""
        },
        study.seed,
        study.replications,
        if of.added { "# [practices]\n" } else { "" },
    )
}
