//! `flowcast sweep`: every model at many combinations of values, on one machine or many.

pub mod args;
mod asked;
mod parts;
mod points;
mod swept;

use super::outcome::Outcome;
use super::results::{self, Wanted};
use super::session::output;
use super::session::timing::SIMULATE;
use args::{Args, Options};
use asked::Asked;
pub use asked::vary;
use flowcast::error::Error;
use flowcast::question::sweep::Plan;
use flowcast::report::stored::Stored;
use flowcast::report::story::{STORY, Story};
use flowcast::store::{self, Kept, unreadable};
use points::{PLAN, Points};
use swept::{Swept, fill, names, told};

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    match (&args.part, &args.whole.0) {
        (Some(part), _) => parts::run(part, command),
        (None, Some(options)) => whole(options, command),
        (None, None) => Err(Error::Usage(
            "a sweep needs a scenario and --vary KEY=SPEC (or --design FILE), such as\n  flowcast sweep \
             scenarios/product-launch.toml --vary teams.legal.people=1..4"
                .to_owned(),
        )),
    }
}

/// A sweep on this machine, from the first missing point to the files.
fn whole(options: &Options, command: &[String]) -> Result<Outcome, Error> {
    let asked = Asked::of(options, command)?;
    let plan = asked.plan(options)?;
    if options.common.dry_run {
        output::print(&asked.outlook(&plan))?;
        return Ok(Outcome::Complete);
    }
    let Asked { mut session, bench, .. } = asked;
    let talk = session.ask.talk;
    let wanted = Wanted { charts: session.charts(), report: session.ask.report, talk };
    let names = names(&plan, &wanted);
    let (points, mut folder) =
        Points::claim(&session.path(), &plan, &names, session.ask.files.force)?;
    session.begin()?;
    let indices: Vec<usize> = (0..plan.points.len()).collect();
    fill((&bench, &session.pool), &plan, (&points, &folder), &indices, talk.quiet)?;
    session.timing.end(SIMULATE);
    let swept = Swept { found: points.read(&plan)?, story: told(&plan)?, plan, points };
    let manifest = swept.manifest();
    let timing = Some(&mut session.timing);
    session.pool.install(|| results::deliver(&swept, &mut folder, manifest, &wanted, timing))
}

/// Everything again from the finished points in a folder.
///
/// # Errors
/// A file that cannot be read or written, or is not the one that the manifest speaks of; a missing point.
pub fn again(kept: &Kept, wanted: &Wanted<'_>, force: bool) -> Result<Outcome, Error> {
    let path = kept.folder().join(PLAN);
    let plan = Plan::parse(&store::read(&path)?).map_err(|why| unreadable(&path, &why))?;
    let story = kept.parse(STORY, Story::parse)?;
    let (points, mut folder) = Points::claim(kept.folder(), &plan, &names(&plan, wanted), force)?;
    let swept = Swept { found: points.read(&plan)?, story, plan, points };
    let manifest = swept.manifest();
    results::deliver(&swept, &mut folder, manifest, wanted, None)
}
