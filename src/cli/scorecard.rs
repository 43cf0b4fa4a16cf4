//! `flowcast scorecard`: the eight dimensions of the guides, measured.

use super::breakeven::{Listening, stopped};
use super::experiment::Experiment;
use super::sweep::bench;
use super::{Outcome, args, output};
use flowcast::error::{Error, shown};
use flowcast::experiments::scorecard::card;
use flowcast::report::experiments::scorecard::{data, page};

/// Replications of each model at each value of a threshold's search.
const SEARCHED: u32 = 200;

pub fn run(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut experiment = Experiment::open("scorecard", args)?;
    let bench = bench(&experiment.loaded);
    let scenario = experiment.loaded.scenario.clone();
    let searched = bench.replications.min(SEARCHED);
    let found = experiment.pool.install(|| card(&scenario, &bench, searched, &Listening));
    let card = found.map_err(stopped)?;
    let tables = [data(&scenario, &card)];
    experiment.write(&tables, &[], args, command)?;
    if !args.talk.quiet {
        let counts = (bench.replications, searched);
        let page = page(&scenario, &card, counts, &shown(&experiment.path));
        output::show(&page, &tables, args.talk.format)?;
    }
    Ok(Outcome::Complete)
}
