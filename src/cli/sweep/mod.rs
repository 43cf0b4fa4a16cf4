//! `flowcast sweep`: every model at many combinations of values, on one machine or many.

mod asked;
mod parts;
mod store;
mod watch;

use super::experiment::whereabouts;
use super::timing::{self, Timing};
use super::{Outcome, args, interrupt, output};
use asked::Asked;
pub use asked::{bench, check, vary};
use flowcast::error::Error;
use flowcast::experiments::sweep::{Bench, Ended, Finished, Plan, Point, run as run_points};
use flowcast::report::experiments::sweep::page;
use rayon::ThreadPool;
use std::path::Path;
use store::Store;
use watch::Watch;
pub use watch::span;

pub fn run(args: &args::Sweep, command: &[String]) -> Result<Outcome, Error> {
    match (&args.part, &args.whole.0) {
        (Some(part), _) => parts::run(part, command),
        (None, Some(options)) => whole(options, command),
        (None, None) => Err(Error::Usage(
            "a sweep needs a scenario and --vary KEY=SPEC, such as\n  flowcast sweep \
             scenarios/product-launch.toml --vary teams.legal.people=1..4"
                .to_owned(),
        )),
    }
}

/// A sweep on this machine, from the first missing point to the files.
fn whole(options: &args::SweepOptions, command: &[String]) -> Result<Outcome, Error> {
    let mut timing = Timing::start();
    let asked = Asked::of(options)?;
    let plan = asked.plan(options, command)?;
    if options.common.dry_run {
        output::print(&asked.outlook(&plan)?)?;
        return Ok(Outcome::Complete);
    }
    let path = asked.folder(options);
    let store = Store::claim(&path, &plan, options.common.files.force)?;
    interrupt::listen()?;
    timing.threads(asked.pool.current_num_threads());
    timing.end("load");
    let indices: Vec<usize> = (0..plan.points.len()).collect();
    fill((&asked.bench, &asked.pool), &plan, &store, &indices, options.common.talk.quiet)?;
    timing.end(timing::SIMULATE);
    store.put(&timing.artifact())?;
    let outcome = finish(&plan, store, &path, &options.common.files, &options.common.talk)?;
    timing.end("report and write");
    if options.common.talk.verbose {
        timing.say();
    }
    Ok(outcome)
}

/// Runs the points that a store does not hold yet.
fn fill(
    (bench, pool): (&Bench, &ThreadPool),
    plan: &Plan,
    store: &Store,
    indices: &[usize],
    quiet: bool,
) -> Result<(), Error> {
    let points = indices.iter().map(|index| &plan.points[*index]);
    let missing: Vec<&Point> = points.filter(|point| !store.has(plan, &point.id)).collect();
    let there = indices.len() - missing.len();
    if there > 0 && !quiet {
        output::note(&format!("{there} of {} points were there already", indices.len()));
    }
    let replications = u64::from(plan.identity.replications) * plan.identity.models.len() as u64;
    let watch = Watch::new(missing.len() as u64 * replications, quiet);
    let keep = |finished: Finished, study: Option<&_>| store.keep(plan, &finished, study);
    let result = pool.install(|| run_points(bench, &plan.paths, &missing, &watch, &keep));
    watch.finish();
    result.map_err(|ended| match ended {
        Ended::Sink(error) => error,
        Ended::Cancelled => {
            output::note("finished points are kept: the same command goes on from there");
            Error::Interrupted
        }
    })
}

/// Files, page and exit code, once every point is there.
fn finish(
    plan: &Plan,
    mut store: Store,
    path: &Path,
    files: &args::Files,
    talk: &args::Talk,
) -> Result<Outcome, Error> {
    let found = store.read(plan)?;
    let (tables, written) = store.write(plan, &found, files)?;
    if !talk.quiet {
        let mut page = page(plan, &found);
        page.text(whereabouts(path, &written));
        output::show(&page, &tables, talk.format)?;
    }
    let complete = found.iter().all(Finished::is_complete);
    Ok(if complete { Outcome::Complete } else { Outcome::Incomplete })
}
