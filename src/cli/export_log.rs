//! `flowcast export-log`: what the tools of a simulated campaign would have logged.

use super::options::{Draws, Scenario, Threads};
use super::outcome::Outcome;
use super::session::progress::Bar;
use super::session::{interrupt, load, output, settings};
use super::trace;
use flowcast::error::{Error, shown};
use flowcast::log::Field;
use flowcast::log::export::{self, COLUMNS, Export};
use flowcast::store;
use std::path::{Path, PathBuf};

/// Write what happens as a log of jobs, as tickets and proofs would tell it
///
/// A row is a job: campaign, item, step, team, person, when it was asked for, began and ended, and what came of
/// it. CSV, or XES (IEEE 1849) for process mining where the file's name ends in .xes. docs/LOGS.md says more.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast export-log scenarios/product-launch.toml \
    --model \"Adaptive Mesh\" -n 40 -o log.csv")]
pub struct Args {
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

pub fn run(args: &Args) -> Result<Outcome, Error> {
    check_columns(&args.columns)?;
    let mut loaded = load::load(&args.scenario)?;
    let model = trace::model(&loaded, args.model.as_deref())?;
    if let Some(seed) = args.draws.seed {
        loaded.scenario.study.seed = seed;
    }
    interrupt::listen()?;
    let bar = Bar::new(args.replications.into(), args.quiet);
    let simulate =
        || export::simulate(&loaded.scenario, &loaded.plans[model], args.replications, &bar);
    let export = settings::pool(args.threads)?.install(simulate);
    bar.finish();
    let export = export.ok_or(Error::Interrupted)?;
    let columns = if args.columns.is_empty() { &COLUMNS[..] } else { &args.columns };
    match &args.out {
        None => output::print(&export.csv(columns).map_err(too_long)?)?,
        Some(path) => write(&export, columns, path, args)?,
    }
    if export.unfinished > 0 && !args.quiet {
        output::note(&format!(
            "{} of {} replications did not come to their end: jobs of theirs are open",
            export.unfinished, args.replications
        ));
    }
    Ok(Outcome::of(export.unfinished == 0))
}

fn write(export: &Export, columns: &[Field], path: &Path, args: &Args) -> Result<(), Error> {
    let is_xes = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("xes"));
    let text = if is_xes { export.xes(columns) } else { export.csv(columns) };
    store::write_new(path, &text.map_err(too_long)?, args.force)?;
    if !args.quiet {
        let (jobs, campaigns) = (export.jobs.len(), export.campaigns);
        output::note(&format!("wrote {}: {jobs} jobs, {campaigns} campaigns", shown(path)));
    }
    Ok(())
}

fn too_long(error: std::io::Error) -> Error {
    Error::Usage(error.to_string())
}

/// A column that comes twice would be read by no tool.
fn check_columns(columns: &[Field]) -> Result<(), Error> {
    let twice = columns.iter().enumerate().find(|(place, it)| columns[..*place].contains(it));
    twice.map_or(Ok(()), |(_, field)| {
        Err(Error::Usage(format!("--columns: `{}` is named twice; name each once", field.name())))
    })
}

/// A column of the log by its name.
pub fn column(name: &str) -> Result<Field, String> {
    let known = Field::named(name).filter(|field| COLUMNS.contains(field));
    known.ok_or_else(|| {
        let names: Vec<&str> = COLUMNS.iter().map(|field| field.name()).collect();
        format!("the columns are {}", names.join(", "))
    })
}
