//! `flowcast check`: is it valid, and what does it ask of whom.

use super::args;
use super::outcome::Outcome;
use super::session::{load, output};
use flowcast::error::Error;
use flowcast::question::trial::trial;
use flowcast::report::{Table, check};

pub fn run(args: &args::Check) -> Result<Outcome, Error> {
    let loaded = load::load(&args.scenario)?;
    if !args.talk.quiet {
        let mut page = check::page(&loaded.scenario, &loaded.warnings());
        check::tried(&mut page, &loaded.scenario, &trial(&loaded.scenario, &loaded.plans));
        let data: Vec<Table> = page.tables().cloned().collect();
        output::show(&page, &data, args.talk.format)?;
    }
    Ok(Outcome::Complete)
}
