//! Break-evens for readers and as data.

use super::Scale;
use super::decompose::footer;
use crate::experiments::breakeven::{Crossing, Found, Reading};
use crate::experiments::sweep::Range;
use crate::metric::METRICS;
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Page, Table, figures};

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The path that varies.
    pub path: &'a str,
    /// Over which range.
    pub range: &'a Range,
    /// The first model, then the second.
    pub models: [&'a str; 2],
    /// Index of the metric.
    pub metric: usize,
    /// Replications of each model.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
}

impl Asked<'_> {
    /// Which model (0 or 1) a difference favours.
    fn ahead(&self, second_is_lower: bool) -> usize {
        let more_is_better = METRICS[self.metric].lower_is_better == Some(false);
        usize::from(second_is_lower != more_is_better)
    }

    /// A value to as many digits as help.
    fn value(&self, share: f64) -> String {
        let value = self.range.value(share);
        format!("{}{}", figures::rounded(value), self.range.unit)
    }
}

/// `breakeven.csv`: every reading.
pub fn readings(asked: &Asked<'_>, found: &Found) -> Table {
    let words = ["path", "value", "model", "baseline", "metric", "unit"].map(Column::text);
    let numbers = ["n", "mean_difference", "ci_low", "ci_high"].map(Column::number);
    let columns = words.into_iter().chain(numbers).collect();
    let mut table = Table::new("breakeven", "The difference at each value", columns);
    let metric = &METRICS[asked.metric];
    for reading in &found.readings {
        let value = asked.range.at(reading.at);
        let words =
            [asked.path, &value, asked.models[1], asked.models[0], metric.name, metric.unit];
        let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
        row.push(Cell::count(reading.n));
        let ci = reading.ci;
        let numbers = [Some(reading.mean), ci.map(|ci| ci.low), ci.map(|ci| ci.high)];
        row.extend(numbers.map(Cell::number));
        table.push(row);
    }
    table
}

/// `crossings.csv`: where one model overtakes the other; no row where none does.
pub fn crossings(asked: &Asked<'_>, found: &Found) -> Table {
    let columns = vec![
        Column::text("path"),
        Column::text("metric"),
        Column::number("crossing"),
        Column::number("ci_low"),
        Column::number("ci_high"),
        Column::text("unit"),
        Column::text("ahead_below"),
        Column::text("ahead_above"),
    ];
    let mut table = Table::new("crossings", "Where one overtakes the other", columns);
    for crossing in &found.crossings {
        let above = asked.ahead(crossing.lower_above);
        let number = |share: Option<f64>| Cell::number(share.map(|at| value(asked.range, at)));
        table.push(vec![
            Cell::text(asked.path),
            Cell::text(METRICS[asked.metric].name),
            number(Some(crossing.at)),
            number(crossing.low),
            number(crossing.high),
            Cell::text(&asked.range.unit),
            Cell::text(asked.models[1 - above]),
            Cell::text(asked.models[above]),
        ]);
    }
    table
}

/// The value at a share: a crossing lies between whole numbers too.
fn value(range: &Range, share: f64) -> f64 {
    Range { whole: false, ..range.clone() }.value(share)
}

/// What was found, in sentences.
pub fn sentences(asked: &Asked<'_>, found: &Found) -> Vec<String> {
    if found.readings.is_empty() {
        return vec![
            "no replication was launched under both models: nothing to compare".to_owned(),
        ];
    }
    if found.crossings.is_empty() {
        return vec![none(asked, found)];
    }
    found.crossings.iter().map(|crossing| sentence(asked, found, crossing)).collect()
}

fn sentence(asked: &Asked<'_>, found: &Found, crossing: &Crossing) -> String {
    let model = asked.models[asked.ahead(crossing.lower_above)];
    let path = asked.path;
    if asked.range.whole {
        let next = found.readings.iter().find(|reading| reading.at >= crossing.at);
        let from = next.map_or(1.0, |reading| reading.at);
        let sure = crossing.high.map_or("not shown within the range".to_owned(), |high| {
            format!("shown from {}", asked.value(high))
        });
        return format!("{model} is ahead from {path} = {} on ({sure})", asked.value(from));
    }
    let whole = &Range { whole: false, ..asked.range.clone() };
    let asked = Asked { range: whole, ..*asked };
    let low = crossing.low.map_or(format!("below {}", asked.value(0.0)), |at| asked.value(at));
    let high = crossing.high.map_or(format!("above {}", asked.value(1.0)), |at| asked.value(at));
    let at = asked.value(crossing.at);
    format!("{model} is ahead from {path} = {at} on (95 % interval {low} to {high})")
}

/// No crossing: who is ahead throughout, as far as that is shown.
fn none(asked: &Asked<'_>, found: &Found) -> String {
    let (low, high) = (asked.value(0.0), asked.value(1.0));
    let range = format!("no crossing between {low} and {high} of {}", asked.path);
    let second_lower = |reading: &Reading| reading.ci.is_some_and(|ci| ci.high < 0.0);
    let first_lower = |reading: &Reading| reading.ci.is_some_and(|ci| ci.low > 0.0);
    if found.readings.iter().all(second_lower) {
        format!("{range}: {} is ahead throughout", asked.models[asked.ahead(true)])
    } else if found.readings.iter().all(first_lower) {
        format!("{range}: {} is ahead throughout", asked.models[asked.ahead(false)])
    } else {
        format!("{range}, but at some values no difference is shown")
    }
}

/// What is said on standard output.
pub fn page(asked: &Asked<'_>, found: &Found) -> Page {
    let mut page = Page::default();
    let [first, second] = asked.models;
    page.heading(format!(
        "{}: {second} against {first} over {}, {} replications each, seed {}",
        asked.scenario, asked.path, asked.replications, asked.seed
    ));
    page.list(sentences(asked, found));
    page.table(shown(asked, found));
    page.list([
        "All values run on the same draws. Intervals cover simulation noise only, not errors in the inputs.",
    ]);
    page
}

fn shown(asked: &Asked<'_>, found: &Found) -> Table {
    let scale = Scale::of(asked.metric);
    let columns = vec![
        Column::number("value").headed(asked.path),
        Column::number("difference").headed("Difference (95 %)").in_unit(scale.unit),
        Column::text("ahead").headed("Ahead"),
    ];
    let [first, second] = asked.models;
    let title = format!("{}: {second} less {first}", scale.label);
    let mut table = Table::new("shown", title, columns);
    let value = |reading: &Reading| (Some(scale.value(reading.mean)), scale.interval(reading.ci));
    let all: Vec<_> = found.readings.iter().map(value).collect();
    let decimals = figures::decimals_with_intervals(&all);
    for (reading, (mean, ci)) in found.readings.iter().zip(&all) {
        let ahead = match reading.ci {
            Some(ci) if ci.high < 0.0 => asked.models[asked.ahead(true)],
            Some(ci) if ci.low > 0.0 => asked.models[asked.ahead(false)],
            _ => "no difference shown",
        };
        table.push(vec![
            Cell::Text(asked.value(reading.at)),
            Cell::Text(figures::difference(*mean, *ci, decimals)),
            Cell::text(ahead),
        ]);
    }
    table
}

/// The difference over the range.
pub fn drawing(asked: &Asked<'_>, found: &Found) -> Option<Drawing> {
    let scale = Scale::of(asked.metric);
    let [first, second] = asked.models;
    let point = |reading: &Reading| Some((scale.value(reading.mean), scale.interval(reading.ci)));
    chart::lines(&chart::Lines {
        title: format!("From when on is {second} ahead of {first}?"),
        reading: format!(
            "The mean difference at each value that was run (marker), in its 95 % interval (band); {} \
             0, {second} is ahead. All values run on the same draws.",
            if asked.ahead(true) == 1 { "below" } else { "above" }
        ),
        x: asked.path.to_owned(),
        y: format!("{}: {second} less {first}", scale.axis()),
        levels: found.readings.iter().map(|reading| asked.range.at(reading.at)).collect(),
        lines: vec![chart::Line {
            name: "difference".to_owned(),
            points: found.readings.iter().map(point).collect(),
        }],
        footer: footer(asked.scenario, asked.replications as usize, asked.seed),
    })
}
