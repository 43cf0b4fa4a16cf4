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

fn readiness() -> Table {
    let columns = ["metric", "unit", "meaning"].map(Column::text);
    let title = "Where the launch date is fixed, beside them (summarised in summary.csv)";
    let mut table = Table::new("readiness_metrics", title, columns.into());
    READINESS.iter().for_each(|row| table.push(row.map(Cell::text).into()));
    table
}

fn teams() -> Table {
    let columns = ["metric", "unit", "meaning"].map(Column::text);
    let title = "One value per model, replication and team (team_replications.csv)";
    let mut table = Table::new("team_metrics", title, columns.into());
    for metric in TEAM_METRICS {
        table.push([metric.name, metric.unit, metric.meaning].map(Cell::text).into());
    }
    table
}

fn deliverables() -> Table {
    let columns = ["metric", "unit", "meaning"].map(Column::text);
    let title = "One value per model, replication and deliverable (summarised in deliverables.csv)";
    let mut table = Table::new("deliverable_metrics", title, columns.into());
    for metric in DELIVERABLE_METRICS {
        table.push([metric.name, metric.unit, metric.meaning].map(Cell::text).into());
    }
    table
}

fn campaigns() -> Table {
    let columns = ["metric", "unit", "meaning"].map(Column::text);
    let title =
        "One value per model, replication and campaign (campaign_replications.csv, with --details)";
    let mut table = Table::new("campaign_metrics", title, columns.into());
    for metric in CAMPAIGN_METRICS {
        table.push([metric.name, metric.unit, metric.meaning].map(Cell::text).into());
    }
    table
}
