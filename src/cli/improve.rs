//! `flowcast improve`: the smallest change that gets you there.

use super::args;
use super::outcome::Outcome;
use super::results::Plain;
use super::session::priced::{Priced, priced};
use super::session::timing::SIMULATE;
use super::session::{Session, output};
use flowcast::error::Error;
use flowcast::metric;
use flowcast::question::improve::{FIRST, Search, Wanted, space};
use flowcast::question::recommend::{Quantity, limit};
use flowcast::report::experiments::improve::{
    Improvement, comment, drawing, front, page, path, settings,
};
use flowcast::store::Artifact;
use flowcast::store::manifest::Question;

/// The model that was found, to be pasted into the scenario.
pub const BEST: &str = "best.toml";

pub fn run(args: &args::Improve, command: &[String]) -> Result<Outcome, Error> {
    let wanted = args.goal.as_deref().map(Wanted::parse).transpose();
    let wanted = wanted.map_err(|why| Error::Usage(format!("--goal: {why}")))?;
    let earliest = Quantity { metric: metric::CYCLE_TIME, percentile: None, ready: false };
    let wish = wanted.as_ref().map_or(earliest, Wanted::wish);
    let within = args.within.as_deref().map(|text| limit(text, wish)).transpose();
    let within = within.map_err(|why| Error::Usage(format!("--within: {why}")))?;
    let mut session = Session::open(args.common.ask("improve", false, command))?;
    for metric in wanted.iter().flat_map(|wanted| wanted.metrics()) {
        session.can_exist(metric, "--goal")?;
    }
    let baseline = session.loaded.scenario.study.baseline;
    let from = args.from.as_ref().map_or(Ok(baseline), |from| session.model(from))?;
    let Priced { document, scenario, added } = priced(&session, from)?;
    let mut space = space(&document, &scenario, from, args.max_changes)?;
    if args.common.dry_run {
        let (first, models) = (space.settings.len(), scenario.models.len());
        let text = format!(
            "{first} ways of working within {} changes of {}\n",
            args.max_changes, scenario.models[from].name
        );
        output::print(&text)?;
        return session
            .outlook(&[(first, 1, FIRST), (24 + models, 1, scenario.study.replications)]);
    }
    let folder_path = session.path();
    let folder = session.claim(&folder_path, &[])?;
    let search = Search {
        document: &document,
        scenario: &scenario,
        from,
        wanted,
        within,
        budget: args.budget,
    };
    let total = space.settings.len() as u64 * u64::from(FIRST);
    let found = session.run(SIMULATE, total, |bar| search.run(&mut space, bar))?;
    let of = Improvement { scenario: &scenario, from, space: &space, found: &found, added };
    let name = format!("{} improved", scenario.models[from].name);
    let variant = space.variant(&scenario.models[from].name, &name, &space.settings[found.best]);
    let best = document.written(&variant).unwrap_or_default();
    let results = Plain {
        tables: vec![settings(&of), front(&of), path(&of)],
        drawings: drawing(&of).into_iter().collect(),
        page: page(&of),
        complete: true,
        more: vec![Artifact::new(BEST, comment(&of) + &best)],
    };
    let manifest = session.manifest(Question::Improve(session.asked()));
    session.finish(folder, &results, manifest)
}
