//! How a log is to be read: options of the commands that read one.

use clap::{Args as Options, ValueEnum};
use flowcast::log::{DateOrder, Field, Zone};
use std::path::PathBuf;

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
