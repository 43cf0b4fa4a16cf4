//! A decomposition for readers and as data.

use super::Scale;
use crate::experiments::decompose::{Decomposition, Lever, Part, TICKS, Way};
use crate::metric::METRICS;
use crate::model::Scenario;
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Page, Table, figures};
use crate::stats::Interval;

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Index of the first model.
    pub from: usize,
    /// Index of the second model.
    pub to: usize,
    /// Index of the metric.
    pub metric: usize,
    /// The seed.
    pub seed: u64,
}

impl Asked<'_> {
    fn names(&self) -> (&str, &str) {
        (&self.scenario.models[self.from].name, &self.scenario.models[self.to].name)
    }

    fn values(&self, lever: Lever) -> (String, String) {
        let value = |model: usize| lever.value(&self.scenario.facts, &self.scenario.models[model]);
        (value(self.from), value(self.to))
    }
}

/// `decompose.csv`: every part, then the whole. The parts of one way (`order` or `shapley`) add up to
/// the whole in their decimals.
pub fn data(asked: &Asked<'_>, found: &Decomposition) -> Table {
    let words = ["way", "lever", "from_value", "to_value", "metric", "unit"].map(Column::text);
    let numbers = ["n", "mean_difference", "ci_low", "ci_high"].map(Column::number);
    let columns = words.into_iter().chain(numbers).collect();
    let mut table = Table::new("decompose", "The difference, lever by lever", columns);
    for part in found.alone.iter().chain(&found.parts) {
        let values = asked.values(part.lever);
        let row = (part.way.name(), part.lever.name(), values, Some(part.mean()), part.ci);
        table.push(data_row(asked, found.n, row));
    }
    let (from, to) = asked.names();
    let values = (from.to_owned(), to.to_owned());
    table.push(data_row(asked, found.n, ("whole", "", values, whole(found), found.ci)));
    table
}

type Row<'a> = (&'a str, &'a str, (String, String), Option<f64>, Option<Interval>);

fn data_row(asked: &Asked<'_>, n: usize, row: Row<'_>) -> Vec<Cell> {
    let (way, lever, (from, to), mean, ci) = row;
    let metric = &METRICS[asked.metric];
    let words = [way, lever, &from, &to, metric.name, metric.unit];
    let mut cells: Vec<Cell> = words.into_iter().map(Cell::text).collect();
    cells.push(Cell::count(n));
    cells.extend([mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)].map(Cell::number));
    cells
}

fn whole(found: &Decomposition) -> Option<f64> {
    found.start.zip(found.end).map(|(start, end)| (end - start) as f64 / TICKS)
}

/// What is said on standard output.
pub fn page(asked: &Asked<'_>, found: &Decomposition) -> Page {
    let (from, to) = asked.names();
    let mut page = Page::default();
    let name = &asked.scenario.name;
    page.heading(format!("{name}: from {from} to {to}, lever by lever, seed {}", asked.seed));
    page.table(table(asked, found));
    page.list(remarks(asked, found));
    page
}

fn table(asked: &Asked<'_>, found: &Decomposition) -> Table {
    let scale = Scale::of(asked.metric);
    let way = found.parts.first().map_or(Way::InOrder, |part| part.way);
    let heading = match way {
        Way::Average => "Average over orders",
        _ => "In this order",
    };
    let columns = vec![
        Column::text("lever").headed("Lever"),
        Column::text("setting").headed("From → to"),
        Column::number("alone").headed("Alone").in_unit(scale.unit),
        Column::number("part").headed(heading).in_unit(scale.unit),
        Column::number("reached").headed("Reached").in_unit(scale.unit),
    ];
    let title = format!("{}: mean difference (95 %, simultaneous in each column)", scale.label);
    let mut table = Table::new("decompose", title, columns);
    let shown = |part: &Part| (Some(scale.value(part.mean())), scale.interval(part.ci));
    let all: Vec<_> = found.alone.iter().chain(&found.parts).map(shown).collect();
    let decimals = figures::decimals_with_intervals(&all);
    let number = |ticks: Option<i64>| {
        let value = ticks.map(|ticks| scale.value(ticks as f64 / TICKS));
        Cell::Text(figures::fixed_or_missing(value, decimals))
    };
    let difference = |part: &Part| {
        let (mean, ci) = shown(part);
        Cell::Text(figures::difference(mean, ci, decimals))
    };
    let (from, to) = asked.names();
    table.push(vec![
        Cell::text(from),
        Cell::text(""),
        Cell::text(""),
        Cell::text(""),
        number(found.start),
    ]);
    let mut reached = found.start;
    for part in &found.parts {
        reached = reached.map(|ticks| ticks + part.ticks);
        let alone = found.alone.iter().find(|alone| alone.lever == part.lever);
        let (before, after) = asked.values(part.lever);
        table.push(vec![
            Cell::text(part.lever.name()),
            Cell::Text(format!("{} → {}", clipped(&before), clipped(&after))),
            alone.map_or(Cell::Missing, difference),
            difference(part),
            number(reached),
        ]);
    }
    let whole = whole(found).map(|mean| scale.value(mean));
    table.push(vec![
        Cell::text(to),
        Cell::text(""),
        Cell::text(""),
        Cell::Text(figures::difference(whole, scale.interval(found.ci), decimals)),
        number(found.end),
    ]);
    table
}

/// A setting in few characters; the data file has it whole.
fn clipped(words: &str) -> String {
    const MOST: usize = 36;
    if words.chars().count() <= MOST {
        return words.to_owned();
    }
    words.chars().take(MOST - 1).chain(['…']).collect()
}

fn remarks(asked: &Asked<'_>, found: &Decomposition) -> Vec<String> {
    let scale = Scale::of(asked.metric);
    let mut remarks = Vec::new();
    if found.n < found.of {
        let (n, of) = (found.n, found.of);
        remarks.push(format!(
            "Of {of} replications, {n} were launched under every mixture: all numbers are of these."
        ));
    }
    let alone: f64 = found.alone.iter().map(Part::mean).sum();
    if let Some(whole) = whole(found) {
        remarks.push(format!(
            "Alone, the levers add up to {}; together they make {}: the rest is how they help or hinder each other.",
            scale.shown(alone),
            scale.shown(whole)
        ));
    }
    remarks.push(format!(
        "{} mixtures on the same draws, {} replications each. Intervals cover simulation noise only, not errors in the inputs.",
        found.mixtures, found.of
    ));
    remarks
}

/// The waterfall; `None` where no replication is left.
pub fn drawing(asked: &Asked<'_>, found: &Decomposition) -> Option<Drawing> {
    let scale = Scale::of(asked.metric);
    let (from, to) = asked.names();
    let total = |ticks: i64| scale.value(ticks as f64 / TICKS);
    let step = |part: &Part| {
        let (before, after) = asked.values(part.lever);
        chart::Step {
            name: part.lever.name().to_owned(),
            detail: format!("{before} → {after}"),
            value: scale.value(part.mean()),
            ci: scale.interval(part.ci),
        }
    };
    let reading = match found.parts.first()?.way {
        Way::Average => "Parts are averages over all orders of switching (Shapley values).",
        _ => "The levers are switched in this order.",
    };
    let shown = chart::Waterfall {
        title: format!("Which lever takes {from} to {to}?"),
        reading: reading.to_owned(),
        axis: scale.axis(),
        start: (from.to_owned(), total(found.start?)),
        end: (to.to_owned(), total(found.end?)),
        steps: found.parts.iter().map(step).collect(),
        footer: footer(&asked.scenario.name, found.n, asked.seed),
    };
    Some(chart::waterfall(&shown))
}

/// Where the numbers of an experiment come from.
pub fn footer(scenario: &str, n: usize, seed: u64) -> String {
    format!(
        "{scenario} · n = {n} replications of each · seed {seed} · intervals cover simulation noise, \
         not errors in the inputs"
    )
}
