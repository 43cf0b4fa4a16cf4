//! `flowcast breakeven`: from which value on does one model overtake another?

use super::experiment::Experiment;
use super::sweep::{bench, check, only_whole};
use super::{Outcome, args, interrupt, timing};
use flowcast::analysis::LateChanges;
use flowcast::analysis::launches::Launched;
use flowcast::error::Error;
use flowcast::question::Stopped;
use flowcast::question::breakeven::{Found, MOST, Reading, State, search};
use flowcast::question::sweep::{Bench, Range, Standing, Vary, compare};
use flowcast::report::experiments::breakeven as report;
use flowcast::study::Progress;

pub fn run(args: &args::Breakeven, command: &[String]) -> Result<Outcome, Error> {
    let vary = Vary::parse(&args.vary).map_err(|why| Error::Usage(format!("--vary {why}")))?;
    let mut experiment = Experiment::open("breakeven", &args.common)?;
    let [a, b] = experiment.between(&args.between)?;
    let metric = experiment.metric(&args.metric)?;
    check(&experiment.loaded, &vary)?;
    let range = range(&experiment, &vary)?;
    let bench = bench(&experiment.loaded).pair(a, b);
    if args.common.dry_run {
        return experiment.outlook(&[(MOST, 2, bench.replications)]);
    }
    let mut changes = LateChanges::default();
    let found = find(&experiment, &bench, &vary.path, &range, (metric, &mut changes))?;
    let asked = report::Asked {
        scenario: &experiment.loaded.scenario.name,
        path: &vary.path,
        range: &range,
        models: [&bench.models[0], &bench.models[1]],
        metric,
        replications: bench.replications,
        seed: bench.seed,
    };
    let tables = [report::readings(&asked, &found), report::crossings(&asked, &found)];
    let drawings: Vec<_> = report::drawing(&asked, &found).into_iter().collect();
    let mut page = report::page(&asked, &found);
    page.list(changes.sentences());
    experiment.finish(page, (&tables, &drawings), &args.common, command)?;
    let launched = || found.readings.iter().flat_map(|reading| reading.launched);
    Ok(Outcome::of(launched().all(Launched::all)))
}

/// The range; whole numbers only where the file takes nothing else there.
fn range(experiment: &Experiment, vary: &Vary) -> Result<Range, Error> {
    let Some(range) = vary.range.clone() else {
        return Err(Error::Usage(format!("--vary {}: a break-even needs LOW..HIGH", vary.path)));
    };
    let whole = only_whole(&experiment.loaded, &vary.path, &range);
    Ok(Range { whole, ..range })
}

fn find(
    experiment: &Experiment,
    bench: &Bench,
    path: &str,
    range: &Range,
    (metric, changes): (usize, &mut LateChanges),
) -> Result<Found, Error> {
    let mut read = |at: f64| {
        let sets = [(path.to_owned(), range.at(at))];
        let study = experiment.pool.install(|| bench.study(&sets, &Listening))?;
        changes.add(&study);
        let Standing { n, mean, ci, ahead, shown, equal, decided, launched } =
            compare(&study, 0, 1, metric);
        Ok(Reading { at, n, mean, ci, state: State::of(ahead, shown, equal), decided, launched })
    };
    let steps = range.high - range.low;
    let snap = |share: f64| {
        if range.whole { (share * steps).round() / steps } else { share }
    };
    search(&mut read, &snap).map_err(stopped)
}

/// What stopped an experiment, as the user is told.
pub fn stopped(stopped: Stopped) -> Error {
    match stopped {
        Stopped::Cancelled => Error::Interrupted,
        Stopped::Refused(why) => Error::Rendered(why),
        Stopped::OverBudget(endless) => Error::Incomplete(endless.to_string()),
    }
}

/// Shows nothing; stops when the user asks to.
pub struct Listening;

impl Progress for Listening {
    fn done(&self, _: u64, events: u64) {
        timing::count(events);
    }

    fn cancelled(&self) -> bool {
        interrupt::asked()
    }
}
