//! `flowcast breakeven`: from which value on does one model overtake another?

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::timing::SIMULATE;
use super::session::{Session, load};
use flowcast::analysis::launches::Launched;
use flowcast::error::Error;
use flowcast::question::breakeven::{MOST, find};
use flowcast::question::sweep::{Range, Vary};
use flowcast::report::experiments::breakeven as report;
use flowcast::store::manifest::Question;

pub fn run(args: &args::Breakeven, command: &[String]) -> Result<Outcome, Error> {
    let vary = Vary::parse(&args.vary).map_err(|why| Error::Usage(format!("--vary {why}")))?;
    let mut session = Session::open(args.common.ask("breakeven", false, command))?;
    let [a, b] = session.between(&args.between)?;
    let metric = session.metric(&args.metric)?;
    let bench = session.bench().pair(a, b);
    bench.check(&vary).map_err(|found| load::refused(&found))?;
    let Some(range) = vary.range else {
        return Err(Error::Usage(format!("--vary {}: a break-even needs LOW..HIGH", vary.path)));
    };
    // Whole numbers only where the file takes nothing else.
    let whole = bench.takes_only_whole(&vary.path, &range);
    let range = Range { whole, ..range };
    if args.common.dry_run {
        return session.outlook(&[(MOST, 2, bench.replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = (2 * MOST) as u64 * u64::from(bench.replications);
    let (found, changes) =
        session.run(SIMULATE, total, |bar| find(&bench, &vary.path, &range, metric, bar))?;
    let asked = report::Asked {
        scenario: &session.loaded.scenario.name,
        path: &vary.path,
        range: &range,
        models: [&bench.models[0], &bench.models[1]],
        metric,
        replications: bench.replications,
        seed: bench.seed,
    };
    let mut page = report::page(&asked, &found);
    page.list(changes.sentences());
    let results = Plain {
        tables: vec![report::readings(&asked, &found), report::crossings(&asked, &found)],
        drawings: report::drawing(&asked, &found).into_iter().collect(),
        page,
        complete: found.readings.iter().flat_map(|reading| reading.launched).all(Launched::all),
    };
    let manifest = session.manifest(Question::Breakeven(session.asked()));
    session.finish(folder, &results, manifest)
}
