//! The derived data files: `summary.csv`, `comparison.csv`, `teams.csv`, `deliverables.csv`, as tables.

use super::table::{Cell, Column, Table};
use crate::analysis::{
    Analysis, DELIVERABLE_COLUMNS, Difference, Estimate, QUANTILES, TEAM_COLUMNS, Verdict, in_time,
};
use crate::metric::{self, METRICS, TEAM_METRICS};

/// Headings of [`QUANTILES`].
const QUANTILE_NAMES: [&str; QUANTILES.len()] =
    ["p05", "p10", "p25", "p50", "p75", "p80", "p85", "p90", "p95"];

/// Headings of their intervals.
#[rustfmt::skip]
const QUANTILE_ENDS: [&str; 2 * QUANTILES.len()] = [
    "p05_low", "p05_high", "p10_low", "p10_high", "p25_low", "p25_high", "p50_low", "p50_high", "p75_low",
    "p75_high", "p80_low", "p80_high", "p85_low", "p85_high", "p90_low", "p90_high", "p95_low", "p95_high",
];

/// The columns of an [`Estimate`], as in `summary.csv`.
pub fn estimate_columns() -> impl Iterator<Item = Column> {
    let first = ["n", "censored", "mean", "ci_low", "ci_high", "sd", "cv", "min"];
    let numbers = first.into_iter().chain(QUANTILE_NAMES).chain(["max"]).chain(QUANTILE_ENDS);
    numbers.map(Column::number).chain([Column::text("jumps")])
}

/// Every metric of every model, model by model.
pub fn summary(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    let words = ["model", "metric", "unit"].map(Column::text);
    let columns = words.into_iter().chain(estimate_columns()).collect();
    let mut table = Table::new("summary", "Every metric of every model", columns);
    for (model, runs) in study.models.iter().enumerate() {
        for (index, metric) in METRICS.iter().enumerate() {
            let mut row =
                vec![Cell::text(&runs.name), Cell::text(metric.name), Cell::text(metric.unit)];
            row.extend(estimate(&analysis.estimates[model][index]));
            table.push(row);
        }
        for (metric, unit, known) in readiness(analysis, model) {
            let mut row = [&runs.name, metric, unit].map(Cell::text).to_vec();
            row.extend(estimate(&known));
            table.push(row);
        }
    }
    table
}

/// Where the launch date is fixed: how much time there is to spare, and the share that is ready in time.
fn readiness(analysis: &Analysis, model: usize) -> Vec<(&'static str, &'static str, Estimate)> {
    let (study, runs) = (&analysis.study, &analysis.study.models[model]);
    let (Some(_), Some(due), false) = (study.launch_h, study.deadline_h, study.portfolio) else {
        return Vec::new();
    };
    let ready = runs.metric(metric::READY_TIME);
    let spare: Vec<Option<f64>> = ready.map(|ready| Some(due - ready?)).collect();
    let kept =
        in_time(study, runs).into_iter().flatten().map(|kept| Some(f64::from(u8::from(kept))));
    let kept: Vec<Option<f64>> = kept.collect();
    let late = |value: &Option<f64>| Some(value.unwrap_or(f64::NEG_INFINITY));
    let ranked: Vec<Option<f64>> = spare.iter().map(late).collect();
    let known = [
        Estimate::of(metric::READY_TIME, &spare, &ranked),
        Estimate::of(metric::ON_TIME, &kept, &kept),
    ];
    let named = metric::READINESS.into_iter().zip(known);
    named.map(|([name, unit, _], known)| (name, unit, known)).collect()
}

/// What is known of a metric, as in `summary.csv`.
pub fn estimate(known: &Estimate) -> Vec<Cell> {
    let mut cells = vec![Cell::count(known.n), Cell::count(known.censored)];
    let ci = known.ci;
    let moments =
        [known.mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high), known.sd, known.cv, known.min];
    let numbers = moments.into_iter().chain(known.quantiles).chain([known.max]);
    let ends = known.quantile_intervals.into_iter();
    let ends = ends.flat_map(|reach| [reach.and_then(|r| r.low), reach.and_then(|r| r.high)]);
    cells.extend(numbers.chain(ends).map(Cell::number));
    let jumps = QUANTILE_NAMES.into_iter().zip(known.jumps).filter(|(_, jumps)| *jumps);
    let jumps: Vec<&str> = jumps.map(|(name, _)| name).collect();
    cells.push(if jumps.is_empty() { Cell::Missing } else { Cell::Text(jumps.join(" ")) });
    cells
}

/// The columns of a [`Difference`], as in `comparison.csv`.
pub fn difference_columns() -> impl Iterator<Item = Column> {
    let means = ["n", "mean_difference", "ci_low", "ci_high"];
    let shares = ["share_lower", "share_higher", "share_lower_high", "share_higher_high"];
    let pairing = ["pair_correlation", "pairing_gain"].map(Column::number);
    let numbers = means.into_iter().chain(shares).map(Column::number);
    numbers.chain([Column::text("verdict")]).chain(pairing)
}

/// Every metric of every model but the baseline, against the baseline, model by model.
pub fn comparison(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    let words = ["model", "baseline", "metric", "unit"].map(Column::text);
    let columns = words.into_iter().chain(difference_columns()).collect();
    let mut table = Table::new("comparison", "Every model against the baseline", columns);
    for (model, runs) in study.models.iter().enumerate() {
        for (metric, differences) in METRICS.iter().zip(&analysis.differences) {
            for found in differences.iter().filter(|found| found.model == model) {
                let baseline = &study.models[study.baseline].name;
                let mut row: Vec<Cell> =
                    [&runs.name, baseline, metric.name, metric.unit].map(Cell::text).into();
                row.extend(difference(found));
                table.push(row);
            }
        }
    }
    table
}

/// A difference, as in `comparison.csv`.
pub fn difference(found: &Difference) -> Vec<Cell> {
    let ci = found.ci;
    let ends = [found.mean, ci.map(|ci| ci.low), ci.map(|ci| ci.high)];
    let shares = [found.share_lower, found.share_higher];
    let bounds = [found.share_lower_high, found.share_higher_high];
    let numbers = ends.into_iter().chain(shares).chain(bounds);
    let mut cells = vec![Cell::count(found.n)];
    cells.extend(numbers.map(Cell::number));
    cells.push(match found.verdict {
        Verdict::Absent => Cell::Missing,
        verdict => Cell::text(verdict.name()),
    });
    cells.extend([found.correlation, found.pairing_gain].map(Cell::number));
    cells
}

/// Every team metric of every team under every model, and of every part of those that have pods.
pub fn teams(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    let part = study.has_parts().then_some("part");
    let words = ["model", "team"].into_iter().chain(part).chain(["metric", "unit"]);
    let numbers = ["n"].into_iter().chain(TEAM_COLUMNS).map(Column::number);
    let columns = words.map(Column::text).chain(numbers).collect();
    let mut table = Table::new("teams", "Every team under every model", columns);
    for (model, runs) in study.models.iter().enumerate() {
        for crew in 0..runs.crews() {
            let (team, part) = study.crew(model, crew);
            let part = study.has_parts().then_some(part.map_or(Cell::Missing, Cell::text));
            for (index, metric) in TEAM_METRICS.iter().enumerate() {
                let known = &analysis.teams[model][crew][index];
                let mut row: Vec<Cell> = [&runs.name, team].map(Cell::text).into();
                row.extend(part.clone());
                row.extend([metric.name, metric.unit].map(Cell::text));
                row.push(Cell::count(known.n));
                row.extend(known.numbers().map(Cell::number));
                table.push(row);
            }
        }
    }
    table
}

/// Which piece is ready when: every deliverable under every model.
pub fn deliverables(analysis: &Analysis) -> Table {
    let study = &analysis.study;
    let words = ["model", "deliverable"].map(Column::text);
    let numbers = ["count"].into_iter().chain(DELIVERABLE_COLUMNS).map(Column::number);
    let columns = words.into_iter().chain(numbers).collect();
    let title = "Every deliverable under every model";
    let mut table = Table::new("deliverables", title, columns);
    for (runs, known) in study.models.iter().zip(&analysis.deliverables) {
        for (deliverable, known) in study.deliverables.iter().zip(known) {
            let mut row: Vec<Cell> = [&runs.name, &deliverable.name].map(Cell::text).into();
            row.extend([Cell::count(deliverable.count), Cell::number(deliverable.due_h)]);
            let mut numbers = known.numbers().into_iter();
            let counts = numbers.by_ref().take(2).flatten();
            row.extend(counts.map(|count| Cell::Count(count as u64)));
            row.extend(numbers.map(Cell::number));
            table.push(row);
        }
    }
    table
}
