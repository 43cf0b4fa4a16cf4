//! `flowcast metrics`: everything that is measured.

use super::options::Format;
use super::outcome::Outcome;
use super::session::output;
use flowcast::error::Error;
use flowcast::metric::{CAMPAIGN_METRICS, DELIVERABLE_METRICS, METRICS, READINESS, TEAM_METRICS};
use flowcast::report::{Cell, Column, Document, Table};

/// List everything that is measured, with units and meanings
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast metrics --format markdown")]
pub struct Args {
    /// The form of what is printed on standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

pub fn run(args: &Args) -> Result<Outcome, Error> {
    let data = [replications(), readiness(), teams(), deliverables(), campaigns()];
    let mut page = Document::default();
    data.iter().for_each(|table| page.table(table.clone()));
    output::show(&page, &data, args.format)?;
    Ok(Outcome::Complete)
}

fn replications() -> Table {
    let columns = ["metric", "unit", "better", "exists", "meaning"].map(Column::text);
    let title = "One value per model and replication (replications.csv)";
    let mut table = Table::new("metrics", title, columns.into());
    for metric in METRICS {
        let better = metric.lower_is_better.map(|lower| if lower { "lower" } else { "higher" });
        table.push(vec![
            Cell::text(metric.name),
            Cell::text(metric.unit),
            better.map_or(Cell::Missing, Cell::text),
            Cell::text(metric.exists.name()),
            Cell::text(metric.meaning),
        ]);
    }
    table
}

/// What is told by its name, unit and meaning.
fn table(
    name: &'static str,
    title: &'static str,
    rows: impl Iterator<Item = [&'static str; 3]>,
) -> Table {
    let columns = ["metric", "unit", "meaning"].map(Column::text);
    let mut table = Table::new(name, title, columns.into());
    rows.for_each(|row| table.push(row.map(Cell::text).into()));
    table
}

fn readiness() -> Table {
    let title = "Where the launch date is fixed, beside them (summarised in summary.csv)";
    table("readiness_metrics", title, READINESS.into_iter())
}

fn teams() -> Table {
    let title = "One value per model, replication and team (team_replications.csv)";
    table("team_metrics", title, TEAM_METRICS.iter().map(|it| [it.name, it.unit, it.meaning]))
}

fn deliverables() -> Table {
    let title = "One value per model, replication and deliverable (summarised in deliverables.csv)";
    let rows = DELIVERABLE_METRICS.iter().map(|it| [it.name, it.unit, it.meaning]);
    table("deliverable_metrics", title, rows)
}

fn campaigns() -> Table {
    let title =
        "One value per model, replication and campaign (campaign_replications.csv, with --details)";
    let rows = CAMPAIGN_METRICS.iter().map(|it| [it.name, it.unit, it.meaning]);
    table("campaign_metrics", title, rows)
}
