//! `flowcast recommend`: which model for this goal?

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::Session;
use super::session::timing::SIMULATE;
use flowcast::analysis::launches::Launched;
use flowcast::error::Error;
use flowcast::question::recommend::{Goal, SEARCHES, flips, ranking};
use flowcast::question::sensitivity::facts;
use flowcast::report::experiments::recommend::{data, flips_data, page};
use flowcast::store::manifest::Question;

/// Replications of each model in the search for what turns the answer.
const SEARCHED: u32 = 200;

pub fn run(args: &args::Recommend, command: &[String]) -> Result<Outcome, Error> {
    let goal = Goal::parse(&args.goal).map_err(|why| Error::Usage(format!("--goal: {why}")))?;
    let mut session = Session::open(args.common.ask("recommend", false, command))?;
    session.can_reach(&goal)?;
    let bench = session.bench();
    let searched = bench.with_replications(bench.replications.min(SEARCHED));
    let factors = facts(&session.loaded.document, 0.0);
    let models = bench.models.len();
    if args.common.dry_run {
        let search = (1 + factors.len() * SEARCHES, models, searched.replications);
        return session.outlook(&[(1, models, bench.replications), search]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = models as u64 * u64::from(bench.replications);
    let study = session.run(SIMULATE, total, |bar| bench.study(&[], bar))?;
    let found = ranking(&study, &goal);
    let total = models as u64 * u64::from(searched.replications);
    let flips = session.run(SIMULATE, total, |bar| flips(&searched, &goal, &factors, bar))?;
    let results = Plain {
        tables: vec![data(&study, &goal, &found), flips_data(&flips)],
        drawings: Vec::new(),
        page: page(&study, (&goal, &args.goal), &found, &flips),
        complete: study.models.iter().all(|runs| Launched::of(runs).all()),
        more: Vec::new(),
    };
    let manifest = session.manifest(Question::Recommend(session.asked()));
    session.finish(folder, &results, manifest)
}
