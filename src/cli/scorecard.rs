//! `flowcast scorecard`: the eight dimensions of the guides, measured.

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::Session;
use super::session::timing::SIMULATE;
use flowcast::error::Error;
use flowcast::question::scorecard::{card, points};
use flowcast::report::experiments::scorecard::{data, drawing, page};
use flowcast::store::manifest::Question;

/// Replications of each model at each value of a threshold's search.
const SEARCHED: u32 = 200;

pub fn run(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.ask("scorecard", false, command))?;
    let (bench, scenario) = (session.bench(), session.loaded.scenario.clone());
    let searched = bench.replications.min(SEARCHED);
    let ((full, short), models) = (points(&scenario), bench.models.len());
    let runs = [(full, models, bench.replications), (short, models, searched)];
    if args.dry_run {
        return session.outlook(&runs);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total =
        runs.iter().map(|(points, models, n)| (points * models) as u64 * u64::from(*n)).sum();
    let card = session.run(SIMULATE, total, |bar| card(&scenario, &bench, searched, bar))?;
    let results = Plain {
        tables: vec![data(&scenario, &card)],
        drawings: drawing(&scenario, &card, bench.replications).into_iter().collect(),
        page: page(&scenario, &card, (bench.replications, searched)),
        complete: card.complete,
        more: Vec::new(),
    };
    let manifest = session.manifest(Question::Scorecard(session.asked()));
    session.finish(folder, &results, manifest)
}
