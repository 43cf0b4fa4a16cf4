//! `flowcast sweep`: every model at many combinations of values, on one machine or many.

mod asked;
mod parts;
mod points;
mod progress;

use super::artifacts::{self, Charts};
use super::claim::{Results, SWEEP, pictures};
use super::experiment::{Manifest, named};
use super::report::{Kept, unreadable};
use super::timing::{self, Timing};
use super::{Outcome, args, interrupt, output, story};
use asked::Asked;
pub use asked::{bench, check, only_whole, vary};
use flowcast::error::Error;
use flowcast::question::sweep::{Bench, Ended, Finished, Plan, Point, run as run_points};
use flowcast::report::compare::CHARTS;
use flowcast::report::experiments::sweep::page;
use flowcast::report::html;
use flowcast::report::story::{STORY, Story};
use flowcast::store::replications::REPLICATIONS;
use flowcast::store::{self, Artifact};
use points::Store;
use progress::Watch;
pub use progress::span;
use rayon::ThreadPool;
use std::path::Path;

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
    let charts = options.common.files.pictures.charts(&options.common.talk);
    let names = names(&plan, charts, options.page.report);
    let store = Store::claim(&path, &plan, &names, options.common.files.force)?;
    interrupt::listen()?;
    timing.threads(asked.pool.current_num_threads());
    timing.end("load");
    let indices: Vec<usize> = (0..plan.points.len()).collect();
    fill((&asked.bench, &asked.pool), &plan, &store, &indices, options.common.talk.quiet)?;
    timing.end(timing::SIMULATE);
    store.put(&timing.artifact())?;
    let wanted = Wanted { charts, report: options.page.report, talk: &options.common.talk };
    let outcome = finish(&plan, store, &path, (told(&plan)?, wanted))?;
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
        Ended::Cancelled => store.interrupted(plan, indices),
    })
}

/// What is wanted beside the data files.
struct Wanted<'a> {
    charts: Charts,
    report: bool,
    talk: &'a args::Talk,
}

/// The files that are made of a plan's points.
fn names(plan: &Plan, charts: Charts, report: bool) -> Vec<String> {
    let results = Results { kind: SWEEP, source: &plan.identity.scenario, charts, report };
    let raw = plan.identity.raw.then(|| REPLICATIONS.to_owned());
    let drawing = [None, Some("lines"), Some("map")].get(plan.paths.len()).copied().flatten();
    let drawn = drawing.into_iter().flat_map(|stem| pictures(format!("{CHARTS}{stem}"), charts));
    results.names().into_iter().chain(raw).chain(drawn).collect()
}

/// What the scenario of a plan says of itself.
fn told(plan: &Plan) -> Result<Story, Error> {
    let (scenario, plans) = parts::bench(plan)?.compile(&[]).map_err(Error::Rendered)?;
    Ok(story::of(&scenario, &plans))
}

/// Everything again from the finished points.
pub fn again(args: &args::Report, manifest: Manifest) -> Result<Outcome, Error> {
    let path = args.folder.join(points::PLAN);
    let plan = Plan::parse(&store::read(&path)?).map_err(|why| unreadable(&path, &why))?;
    let kept = Kept { folder: &args.folder, files: &manifest.files };
    let known = manifest.files.contains_key(STORY);
    let story = if known { kept.story()? } else { told(&plan)? };
    let charts = args.pictures.charts(&args.talk);
    let store = Store::claim(&args.folder, &plan, &names(&plan, charts, true), args.force)?;
    let wanted = Wanted { charts, report: true, talk: &args.talk };
    finish(&plan, store, &args.folder, (story, wanted))
}

/// Files, page and exit code, once every point is there.
fn finish(
    plan: &Plan,
    mut store: Store,
    path: &Path,
    (story, wanted): (Story, Wanted<'_>),
) -> Result<Outcome, Error> {
    let found = store.read(plan)?;
    let mut pages = vec![Artifact::new(STORY, story.to_json())];
    if wanted.report {
        pages.push(artifacts::report(html::sweep(plan, &found, &story))?);
    }
    let (tables, written) = store.write(plan, &found, wanted.charts, pages)?;
    let talk = wanted.talk;
    if !talk.quiet {
        let mut page = page(plan, &found);
        page.text(named(path, &written));
        output::show(&page, &tables, talk.format)?;
    }
    Ok(Outcome::of(found.iter().all(Finished::is_complete)))
}
