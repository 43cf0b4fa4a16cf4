//! `flowcast check`: is it valid, and what does it ask of whom.

use super::args;
use super::outcome::Outcome;
use super::session::{load, output};
use flowcast::error::Error;
use flowcast::report::{Table, check};

pub fn run(args: &args::Check) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    if !args.talk.quiet {
        let page = check::page(&loaded.scenario, &loaded.warnings());
        let data: Vec<Table> = page.tables().cloned().collect();
        output::show(&page, &data, args.talk.format)?;
    }
    Ok(Outcome::Complete)
}
