//! `flowcast scorecard`: the eight dimensions of the guides, measured.

use super::breakeven::{Listening, stopped};
use super::experiment::Experiment;
use super::sweep::bench;
use super::{Outcome, args};
use flowcast::error::Error;
use flowcast::question::scorecard::{card, points};
use flowcast::report::experiments::scorecard::{data, drawing, page};

/// Replications of each model at each value of a threshold's search.
const SEARCHED: u32 = 200;

pub fn run(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut experiment = Experiment::open("scorecard", args)?;
    let bench = bench(&experiment.loaded);
    let scenario = experiment.loaded.scenario.clone();
    let searched = bench.replications.min(SEARCHED);
    if args.dry_run {
        let ((full, short), models) = (points(&scenario), bench.models.len());
        return experiment
            .outlook(&[(full, models, bench.replications), (short, models, searched)]);
    }
    let found = experiment.pool.install(|| card(&scenario, &bench, searched, &Listening));
    let card = found.map_err(stopped)?;
    let tables = [data(&scenario, &card)];
    let drawings: Vec<_> = drawing(&scenario, &card, bench.replications).into_iter().collect();
    let page = page(&scenario, &card, (bench.replications, searched));
    experiment.finish(page, (&tables, &drawings), args, command)?;
    Ok(Outcome::of(card.complete))
}
