//! `flowcast diagnose`: what holds us back?

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::Session;
use super::session::priced::{Priced, priced};
use super::session::timing::SIMULATE;
use flowcast::error::Error;
use flowcast::question::diagnose::{frictions, measure};
use flowcast::report::experiments::diagnose::{Diagnosis, data, drawing, page};
use flowcast::store::manifest::Question;

pub fn run(args: &args::Experiment, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.ask("diagnose", false, command))?;
    // `--model TODAY` leaves one model, which then is the baseline.
    let from = session.loaded.scenario.study.baseline;
    let Priced { document, scenario, added } = priced(&session, from)?;
    let points = frictions(&scenario, from).len() + 2;
    let replications = scenario.study.replications;
    if args.dry_run {
        return session.outlook(&[(points, 1, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = points as u64 * u64::from(replications);
    let found = session.run(SIMULATE, total, |bar| measure(&document, &scenario, from, bar))?;
    let of = Diagnosis { scenario: &scenario, from, found: &found, added };
    let results = Plain {
        tables: vec![data(&of)],
        drawings: drawing(&of).into_iter().collect(),
        page: page(&of),
        complete: true,
        more: Vec::new(),
    };
    let manifest = session.manifest(Question::Diagnose(session.asked()));
    session.finish(folder, &results, manifest)
}
