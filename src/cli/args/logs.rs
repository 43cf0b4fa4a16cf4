//! The options of the commands about logs: how one is read, and `export-log`.

use super::shared::{Draws, Scenario, Threads};
use crate::cli::export_log::column;
use clap::{Args as Options, ValueEnum};
use flowcast::log::{DateOrder, Field, Zone};
use std::path::PathBuf;

#[derive(Debug, Options)]
pub struct ExportLog {
    #[command(flatten)]
    pub scenario: Scenario,
    /// The model to run (may be left out where the scenario has only one)
    #[arg(long, value_name = "NAME")]
    pub model: Option<String>,
    /// Replications, one after the other in time
    #[arg(long, short = 'n', value_name = "N", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replications: u32,
    #[command(flatten)]
    pub draws: Draws,
    /// The file: CSV, or XES if its name ends in .xes (default: CSV on standard output)
    #[arg(long, short, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only these columns, in this order (default: all)
    ///
    /// campaign, item, step, kind, team, person, asked, start, end, outcome, round, cause, status.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = column)]
    pub columns: Vec<Field>,
    #[command(flatten)]
    pub threads: Threads,
    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
}

/// How a log is to be read.
#[derive(Debug, Options)]
pub struct HowToRead {
    /// What a column holds, where its name does not tell (repeatable)
    ///
    /// Fields: campaign, item, step, kind, team, person, asked, start, end, outcome, round, cause, status; of events
    /// lifecycle, of change logs changed, from, to; unused for a column to be left aside.
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = mapped)]
    pub map: Vec<(String, Field)>,
    /// The order of dates such as 05/01/2026
    #[arg(long, value_enum, value_name = "ORDER")]
    pub dates: Option<Order>,
    /// Where people work, if the log's times are UTC: an offset (+02:00), or a rule with summer time
    ///
    /// The rule is a POSIX one, such as CET-1CEST,M3.5.0,M10.5.0/3 of Berlin: the last line of
    /// /usr/share/zoneinfo/Europe/Berlin. Times with an offset are moved, those without one taken for UTC.
    #[arg(long, value_name = "ZONE", value_parser = Zone::parse, allow_hyphen_values = true)]
    pub zone: Option<Zone>,
    /// Rules about steps: which are approvals, which outcomes reject, what to leave out (TOML)
    #[arg(long, value_name = "FILE")]
    pub steps: Option<PathBuf>,
}

/// Orders of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// Day first
    Dmy,
    /// Month first
    Mdy,
    /// Year first
    Ymd,
}

impl Order {
    /// As it is said on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Order::Dmy => "dmy",
            Order::Mdy => "mdy",
            Order::Ymd => "ymd",
        }
    }
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> DateOrder {
        match order {
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
            Order::Ymd => DateOrder::Ymd,
        }
    }
}

fn mapped(text: &str) -> Result<(String, Field), String> {
    let (column, field) = text.rsplit_once('=').ok_or("expected COLUMN=FIELD, such as Key=item")?;
    match Field::named(field.trim()) {
        Some(field) => Ok((column.trim().to_owned(), field)),
        None if Field::named(column.trim()).is_some() => {
            Err(format!("the column comes first: {}={}", field.trim(), column.trim()))
        }
        None => {
            let names: Vec<&str> = Field::all().map(Field::name).collect();
            Err(format!("`{}` is no field; they are {}", field.trim(), names.join(", ")))
        }
    }
}
