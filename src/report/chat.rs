//! A summary for a chat: the answer, a line for each model, the risk. Markdown that reads well as plain
//! text too, so it has no table.

use super::answer::Beside;
use super::experiments::improve::Smallest;
use super::switch::Switch;
use super::{Cell, Document, Table, answer, chart, finding, headline, markdown, throughput};
use crate::analysis::{Analysis, Caveat};
use crate::store::manifest::Manifest;
use crate::study::Study;

/// The file that holds it.
pub const SUMMARY: &str = "summary.md";

/// The summary.
pub fn summary(
    analysis: &Analysis,
    beside: Beside<'_>,
    warnings: &[String],
    manifest: &Manifest,
) -> String {
    let (study, switch) = (&analysis.study, Switch::of(analysis));
    let mut page = Document::default();
    page.heading(study.scenario.clone());
    page.heading(analysis.advised().verdict.clone());
    answer::add(&mut page, analysis, beside, &[]);
    let tables = [headline::when(analysis), headline::by_when(analysis)];
    page.list(models(study, &tables));
    let more = [throughput::table(analysis), finding::table(analysis)].into_iter().flatten();
    more.for_each(|table| page.list(rows(&table)));
    page.list(headline::legend(&tables));
    page.list(warnings);
    page.list(beside.smallest.and_then(Smallest::priced));
    page.list(caveats(analysis));
    page.list(switch.risks.iter().chain(switch.pilot));
    page.text(format!(
        "{} replications of each model, seed {}, flowcast {}, scenario {}. Intervals cover simulation \
         noise only, not errors in the inputs; figures of presets are assumptions.",
        study.replications,
        manifest.seed,
        manifest.flowcast,
        manifest.scenario.sha256.get(..12).unwrap_or_default(),
    ));
    markdown::render(&page)
}

/// What makes a reader doubt this study; what holds of every one stands at the end.
fn caveats(analysis: &Analysis) -> Vec<String> {
    let standing = [Caveat::PresetsAreAssumptions, Caveat::SimulationNoiseOnly];
    let caveats = analysis.caveats.iter().filter(|caveat| !standing.contains(caveat));
    caveats.map(|caveat| caveat.text(&analysis.study)).collect()
}

/// Each row of the tables of launches as a line: "Hybrid Flow: Mean ±95 % 56.1 ±0.5 days, ...".
fn models(study: &Study, tables: &[Table]) -> Vec<String> {
    let line = |(row, runs): (usize, &crate::study::ModelRuns)| {
        let all: Vec<String> = tables.iter().flat_map(|table| figures(table, row)).collect();
        format!("{}: {}", runs.name, all.join(", "))
    };
    chart::best_first(study).into_iter().map(|row| line((row, &study.models[row]))).collect()
}

/// A table as one line for each of its models.
fn rows(table: &Table) -> Vec<String> {
    let line = |row: usize| {
        let name = table.rows[row].first().map_or(String::new(), Cell::shown);
        format!("{}; {name}: {}", table.title, figures(table, row).join(", "))
    };
    (0..table.rows.len()).map(line).collect()
}

/// "Mean ±95 % 56.1 ±0.5 days": every cell of a row but its name.
fn figures(table: &Table, row: usize) -> Vec<String> {
    let cells = table.columns.iter().zip(&table.rows[row]).skip(1);
    let said = cells.map(|(column, cell)| {
        let unit = if column.unit.is_empty() { String::new() } else { format!(" {}", column.unit) };
        format!("{} {}{unit}", column.heading, cell.shown())
    });
    said.collect()
}
