//! A summary for a chat: the answer, a line for each model, the risk. Markdown that reads well as plain
//! text too, so it has no table.

use super::{Table, compare, headline, markdown, page::Page};
use crate::analysis::answer;
use crate::analysis::{self, Caveat};
use crate::store::manifest::Manifest;
use crate::study::Study;

/// The file that holds it.
pub const SUMMARY: &str = "summary.md";

/// The summary.
pub fn summary(study: &Study, manifest: &Manifest) -> String {
    let answer = answer(study);
    let mut page = Page::default();
    page.heading(study.scenario.clone());
    page.text(answer.paragraph);
    let tables = [headline::when(study), headline::by_when(study)];
    page.list(models(study, &tables));
    page.list(compare::legend(&tables));
    page.list(caveats(study));
    page.list(answer.risks.into_iter().chain(answer.pilot));
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
fn caveats(study: &Study) -> Vec<String> {
    let standing = [Caveat::PresetsAreAssumptions, Caveat::SimulationNoiseOnly];
    let caveats = analysis::caveats(study).into_iter();
    caveats.filter(|caveat| !standing.contains(caveat)).map(|caveat| caveat.text(study)).collect()
}

/// Each row of the tables of launches as a line: "Hybrid Flow: Mean ±95 % 56.1 ±0.5 days, ...".
fn models(study: &Study, tables: &[Table]) -> Vec<String> {
    let figures = |table: &Table, row: usize| -> Vec<String> {
        let cells = table.columns.iter().zip(&table.rows[row]).skip(1);
        let said = cells.map(|(column, cell)| {
            let unit =
                if column.unit.is_empty() { String::new() } else { format!(" {}", column.unit) };
            format!("{} {}{unit}", column.heading, cell.shown())
        });
        said.collect()
    };
    let line = |(row, runs): (usize, &crate::study::ModelRuns)| {
        let all: Vec<String> = tables.iter().flat_map(|table| figures(table, row)).collect();
        format!("{}: {}", runs.name, all.join(", "))
    };
    study.models.iter().enumerate().map(line).collect()
}
