//! What `compare` says on standard output.

use super::format;
use super::headline;
use super::page::Page;
use super::table::{Cell, Column, Table};
use crate::analysis;
use crate::metric;
use crate::store::manifest::Precision;
use crate::study::Study;

/// The folder of charts within the output folder.
pub const CHARTS: &str = "charts/";

/// What a study does not know of its scenario, yet a reader wants to.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Hours after which a campaign is censored.
    pub horizon_h: f64,
    /// Where the files are, as the user would type it.
    pub folder: String,
    /// The files' paths in that folder.
    pub files: Vec<String>,
    /// What made the results: version, scenario, hash.
    pub provenance: String,
    /// The command that made the results, as a shell takes it.
    pub command: String,
    /// Warnings of the scenario.
    pub warnings: Vec<String>,
    /// How many values of the scenario were left at a default that moves results.
    pub assumptions: Vec<String>,
    /// Whether all assumptions are listed instead of counted.
    pub verbose: bool,
    /// How a search for a wanted precision ended.
    pub precision: Option<Precision>,
}

/// The page: what was run, the tables, the verdicts, the caveats, where the files are.
pub fn page(study: &Study, context: &Context) -> Page {
    let mut page = Page::default();
    page.heading(title(study, context));
    let mut tables = vec![headline::when(study), headline::by_when(study), headline::cost(study)];
    tables.extend(headline::against(study));
    tables.extend(context.precision.as_ref().map(|found| precision(study, found)));
    let legend = legend(&tables);
    tables.into_iter().for_each(|table| page.table(table));
    page.list(legend);
    if study.models.len() > 1 {
        page.heading("Conclusions");
        page.list(verdicts(study));
    }
    page.heading("Caveats");
    page.list(caveats(study, context));
    page.text(whereabouts(context));
    page.text(context.provenance.clone());
    page.command(context.command.clone());
    page
}

/// Whether the wanted precision was reached, and what is known least precisely.
pub fn precision(study: &Study, found: &Precision) -> Table {
    let columns = vec![
        Column::text("target").headed("Target"),
        Column::text("met").headed("Target met"),
        Column::number("replications").headed("Replications"),
        Column::number("cap").headed("At most"),
        Column::number("widest").headed("Widest").in_unit("± %"),
        Column::text("of").headed("Of"),
    ];
    let title = "Precision: half-widths of 95 % intervals";
    let mut table = Table::new("precision", title, columns);
    let mut row = vec![
        Cell::Text(format!("± {} %", format::rounded(found.target_percent))),
        Cell::text(if found.met { "yes" } else { "no" }),
        Cell::count(study.replications as usize),
        Cell::count(found.max_replications as usize),
        Cell::number(found.widest_percent),
        Cell::text(&found.widest),
    ];
    if let Some(why) = &found.why {
        table.columns.push(Column::text("why").headed("Why not"));
        row.push(Cell::text(why));
    }
    if !found.left_out.is_empty() {
        let heading = "Left out (the baseline's mean is 0 or missing)";
        table.columns.push(Column::text("left_out").headed(heading));
        row.push(Cell::Text(found.left_out.join(", ")));
    }
    table.push(row);
    table
}

fn title(study: &Study, context: &Context) -> String {
    let models = study.models.len();
    let deadline = study
        .deadline_h
        .map_or("no deadline".to_owned(), |h| format!("deadline {}", format::days(h)));
    format!(
        "{}: {models} model{}, {} replication{} each, seed {}, {deadline}, horizon {}",
        study.scenario,
        plural(models),
        study.replications,
        plural(study.replications as usize),
        study.seed,
        format::days(context.horizon_h),
    )
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Where the files are, charts counted instead of named.
fn whereabouts(context: &Context) -> String {
    let (charts, data): (Vec<&String>, Vec<&String>) =
        context.files.iter().partition(|path| path.starts_with(CHARTS));
    let data: Vec<&str> = data.into_iter().map(String::as_str).collect();
    let folder = &context.folder;
    // Each chart is there as SVG, and perhaps again as PNG.
    let pictures = match charts.iter().filter(|path| path.ends_with(".svg")).count() {
        0 => String::new(),
        count => format!("; {count} chart{} in {folder}/{CHARTS}", plural(count)),
    };
    format!("Results are in {folder}: {}{pictures}", data.join(", "))
}

/// What the marks in the tables mean, where they are used.
pub(super) fn legend(tables: &[Table]) -> Vec<&'static str> {
    const MARKS: [(&str, &str); 4] = [
        (headline::SURVIVORS, "†  of launched replications only, not of all"),
        (
            headline::JUMPS,
            "‡  jumps: values come in steps, and the percentile may lie at either side of one",
        ),
        (
            headline::UNSURE,
            "?  no difference shown: the interval holds zero, or too few replications differ for one",
        ),
        (format::NONE_SEEN, "none seen (≤ x %): no replication differs; at most x % do"),
    ];
    let uses = |mark: &str| {
        tables.iter().flat_map(|table| &table.rows).flatten().any(|cell| {
        matches!(cell, Cell::Text(words) if words.ends_with(mark) || words.contains(&format!("{mark} ")))
    })
    };
    MARKS.into_iter().filter(|(mark, _)| uses(mark)).map(|(_, meaning)| meaning).collect()
}

fn verdicts(study: &Study) -> Vec<String> {
    let found = analysis::differences(study, metric::CYCLE_TIME);
    found.iter().map(|difference| analysis::sentence(study, difference)).collect()
}

fn caveats(study: &Study, context: &Context) -> Vec<String> {
    let mut caveats = context.warnings.clone();
    caveats.extend(analysis::caveats(study).iter().map(|caveat| caveat.text(study)));
    if context.verbose {
        caveats.extend(context.assumptions.iter().map(|words| format!("Assumed: {words}")));
    } else if !context.assumptions.is_empty() {
        caveats.push(format!(
            "Assumptions that move results: {} (listed by `flowcast check`).",
            context.assumptions.len()
        ));
    }
    caveats
}
