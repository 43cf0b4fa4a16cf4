//! Sensitivity for readers and as data.

use super::Scale;
use super::decompose::footer;
use crate::experiments::sensitivity::{Effect, Factor, Swing, Unvaried};
use crate::experiments::sweep::Standing;
use crate::metric::METRICS;
use crate::report::chart::{self, Drawing};
use crate::report::{Cell, Column, Page, Table, figures};

/// At most so many factors are listed and drawn; the data file has all.
const SHOWN: usize = 15;

/// What was asked, and what was found.
#[derive(Clone, Debug)]
pub struct Screened<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The first model, then the second; the output is the second less the first.
    pub models: [&'a str; 2],
    /// Index of the metric.
    pub metric: usize,
    /// Replications of each model at each point.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
    /// Trajectories of the screening.
    pub trajectories: u32,
    /// The two models with everything as it is.
    pub base: Standing,
    /// Factors with what was found of each.
    pub factors: Vec<(Factor, Effect, Swing)>,
    /// Facts that were not varied.
    pub unvaried: Vec<Unvaried>,
    /// Points at which some replication was not launched, of how many.
    pub lacking: (usize, usize),
}

impl Screened<'_> {
    /// The factors, those first whose change alone is largest.
    fn by_size(&self) -> Vec<&(Factor, Effect, Swing)> {
        let size = |found: &&(Factor, Effect, Swing)| found.2.change.map_or(0.0, f64::abs);
        let mut sorted: Vec<&(Factor, Effect, Swing)> = self.factors.iter().collect();
        sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
        sorted
    }
}

/// `sensitivity.csv`: every factor, in the order of the file.
pub fn data(found: &Screened<'_>) -> Table {
    let words = ["factor", "low_value", "high_value", "metric", "unit"].map(Column::text);
    let numbers = [
        "difference_low",
        "difference_high",
        "change",
        "ci_low",
        "ci_high",
        "effects",
        "mu",
        "mu_star",
        "sigma",
    ];
    let columns = words.into_iter().chain(numbers.map(Column::number)).collect();
    let mut table = Table::new("sensitivity", "What moves the difference", columns);
    let metric = &METRICS[found.metric];
    for (factor, effect, swing) in &found.factors {
        let (low, high) = (factor.shown(0.0), factor.shown(1.0));
        let words = [&factor.name, &low, &high, metric.name, metric.unit];
        let mut row: Vec<Cell> = words.into_iter().map(Cell::text).collect();
        let ci = swing.ci;
        let alone =
            [swing.low, swing.high, swing.change, ci.map(|ci| ci.low), ci.map(|ci| ci.high)];
        row.extend(alone.map(Cell::number));
        row.push(Cell::count(effect.n));
        row.extend([effect.mu, effect.mu_star, effect.sigma].map(Cell::number));
        table.push(row);
    }
    table
}

/// What is said on standard output.
pub fn page(found: &Screened<'_>) -> Page {
    let scale = Scale::of(found.metric);
    let [first, second] = found.models;
    let mut page = Page::default();
    page.heading(format!(
        "{}: what moves the difference of {second} to {first}? {} replications at each point, seed {}",
        found.scenario, found.replications, found.seed
    ));
    let base = found.base.mean.map_or("–".to_owned(), |base| scale.shown(base));
    page.text(format!("Everything as it is: {base} ({} of {second} less {first}).", scale.axis()));
    page.table(shown(found));
    page.list(remarks(found));
    page
}

fn shown(found: &Screened<'_>) -> Table {
    let scale = Scale::of(found.metric);
    let columns = vec![
        Column::text("factor").headed("Factor"),
        Column::text("ends").headed("From → to"),
        Column::number("low").headed("At low").in_unit(scale.unit),
        Column::number("high").headed("At high").in_unit(scale.unit),
        Column::number("change").headed("Change (95 %)").in_unit(scale.unit),
        Column::number("mu_star").headed("μ*").in_unit(scale.unit),
        Column::number("sigma").headed("σ").in_unit(scale.unit),
    ];
    let title =
        "One factor alone, end to end; and Morris' screening over all of them (per full range)";
    let mut table = Table::new("shown", title, columns);
    for (factor, effect, swing) in found.by_size().into_iter().take(SHOWN) {
        let number = |value: Option<f64>| {
            Cell::Text(figures::fixed_or_missing(value.map(|value| scale.value(value)), 2))
        };
        let change = swing.change.map(|change| scale.value(change));
        table.push(vec![
            Cell::text(&factor.name),
            Cell::Text(format!("{} → {}", factor.shown(0.0), factor.shown(1.0))),
            number(swing.low),
            number(swing.high),
            Cell::Text(figures::difference(change, scale.interval(swing.ci), 2)),
            number(effect.mu_star),
            number(effect.sigma),
        ]);
    }
    table
}

fn remarks(found: &Screened<'_>) -> Vec<String> {
    let mut remarks = vec![
        "μ* says how much a factor matters with all others varying too; a σ as large says that its \
         effect depends on them."
            .to_owned(),
        "Where the interval of a change holds zero, no change is shown. Alone, each factor was tried at its two ends only, \
         not between them. Intervals cover simulation noise only, not errors in the inputs. Ranges are \
         assumptions: a wider range moves more."
            .to_owned(),
    ];
    if found.factors.len() > SHOWN {
        let left = found.factors.len() - SHOWN;
        remarks.push(format!("{left} more factors, with smaller changes, are in the data file."));
    }
    remarks.extend(launches(found));
    remarks.extend(found.unvaried.iter().map(|(name, why)| format!("Not varied: {name}; {why}.")));
    remarks
}

/// Where replications were not launched, a difference of means does not say which model is ahead.
fn launches(found: &Screened<'_>) -> Option<String> {
    let (lacking, of) = found.lacking;
    let ([a, b], [first, second]) = (found.base.launched, found.models);
    (lacking > 0).then(|| {
        format!(
            "Not all replications were launched at {lacking} of {of} points: differences there are of \
             replications launched under both models. As everything is, {first} was launched in {} of {} \
             and {second} in {}; who launches more often is ahead where that is shown.",
            a.count, a.of, b.count
        )
    })
}

/// The tornado; `None` where nothing was launched.
pub fn drawing(found: &Screened<'_>) -> Option<Drawing> {
    let scale = Scale::of(found.metric);
    let [first, second] = found.models;
    let bar = |(factor, _, swing): &(Factor, Effect, Swing)| {
        Some(chart::Bar {
            name: factor.name.clone(),
            detail: format!("{} → {}", factor.shown(0.0), factor.shown(1.0)),
            low: scale.value(swing.low?),
            high: scale.value(swing.high?),
        })
    };
    chart::tornado(&chart::Tornado {
        title: format!("What moves the difference of {second} to {first}?"),
        axis: format!("{}: {second} less {first}", scale.axis()),
        base: scale.value(found.base.mean?),
        bars: found.by_size().into_iter().take(SHOWN).filter_map(bar).collect(),
        footer: footer(found.scenario, found.replications as usize, found.seed),
    })
}
