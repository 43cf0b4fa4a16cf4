//! `flowcast diagnose`: what holds us back?

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::Session;
use super::session::priced::{Priced, priced};
use super::session::timing::SIMULATE;
use flowcast::analysis::launches::Launched;
use flowcast::error::Error;
use flowcast::question::diagnose::Taken;
use flowcast::question::diagnose::dimensions::{dimensions, points};
use flowcast::report::experiments::{diagnose as of_frictions, dimensions as of_models};
use flowcast::store::manifest::{DIAGNOSE_MODELS, Question};

pub fn run(args: &args::Diagnose, command: &[String]) -> Result<Outcome, Error> {
    if args.dimensions { models(&args.common, command) } else { frictions(&args.common, command) }
}

fn frictions(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.ask("diagnose", false, command))?;
    // `--model TODAY` leaves one model, which then is the baseline.
    let from = session.loaded.scenario.study.baseline;
    let Priced { document, scenario, added } = priced(&session, from)?;
    let taken = Taken::away(&document, &scenario, from)?;
    let (points, replications) = (taken.points(), scenario.study.replications);
    if args.dry_run {
        return session.outlook(&[(points, 1, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = points as u64 * u64::from(replications);
    let found = session.run(SIMULATE, total, |bar| taken.measure(bar))?;
    let of = of_frictions::Diagnosis { scenario: &scenario, from, found: &found, added };
    let results = Plain {
        tables: vec![of_frictions::data(&of)],
        drawings: of_frictions::drawing(&of).into_iter().collect(),
        page: of_frictions::page(&of),
        complete: found.studies().all(|study| Launched::of(&study.models[0]).all()),
        more: Vec::new(),
    };
    let manifest = session.manifest(Question::Diagnose(session.asked()));
    session.finish(folder, &results, manifest)
}

/// Replications of each model at each value of a threshold's search.
const SEARCHED: u32 = 200;

fn models(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.ask(DIAGNOSE_MODELS, false, command))?;
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
    let found = session.run(SIMULATE, total, |bar| dimensions(&scenario, &bench, searched, bar))?;
    let results = Plain {
        tables: vec![of_models::data(&scenario, &found)],
        drawings: of_models::drawing(&scenario, &found, bench.replications).into_iter().collect(),
        page: of_models::page(&scenario, &found, (bench.replications, searched)),
        complete: found.complete,
        more: Vec::new(),
    };
    let manifest = session.manifest(Question::DiagnoseModels(session.asked()));
    session.finish(folder, &results, manifest)
}
