//! `flowcast steady`: the long run of a portfolio.

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::paged::Paged;
use super::session::Session;
use super::session::timing::SIMULATE;
use super::story;
use flowcast::error::Error;
use flowcast::question::steady::steady;
use flowcast::report::experiments::steady as shown;
use flowcast::scenario::elapsed;
use flowcast::store::manifest::Question;
use flowcast::time::Elapsed;

/// Say how a portfolio of campaigns runs in the long run, when its beginning is forgotten
///
/// Cycle time, campaigns launched per week, campaigns under way and how busy teams are, after a warm-up that is
/// given or found (MSER-5), with intervals from batch means.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast steady scenarios/more-campaigns.toml \
    --set portfolio.every=2w --set portfolio.campaigns=150 -n 20")]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// What is left out at the beginning, such as 8w, from the begin of a replication (default: found by MSER-5)
    #[arg(long, value_name = "SPAN", value_parser = warm_up)]
    pub warm_up: Option<Elapsed>,
    #[command(flatten)]
    pub page: Page,
}

/// An elapsed time such as `8w`.
fn warm_up(text: &str) -> Result<Elapsed, String> {
    elapsed(text).ok_or_else(|| "expected an elapsed time such as 8w or 30d".to_owned())
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("steady", args.page.report, command))?;
    let scenario = session.loaded.scenario.clone();
    let Some(portfolio) = &scenario.facts.portfolio else {
        let why = "a single campaign has no long run: give the scenario a [portfolio], such as\n  campaigns = 500\n  every = \"1w\"";
        return Err(Error::Usage(why.to_owned()));
    };
    let (models, replications) = (scenario.models.len(), scenario.study.replications);
    if args.common.dry_run {
        return session.outlook(&[(2, models, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let plans = session.loaded.plans.clone();
    // Once to see when campaigns pass, and once to see what people do meanwhile.
    let total = 2 * models as u64 * u64::from(replications);
    let of = (replications, scenario.study.seed);
    let found = session.run(SIMULATE, total, |bar| steady(&plans, of, args.warm_up, bar))?;
    let story = story::of(&scenario, &session.loaded.plans);
    let told = shown::told(&scenario, portfolio.campaigns, &found);
    let paged = Paged::of(told, story, vec![shown::data(&scenario, &found)]);
    let question = Question::Steady(session.asked());
    paged.finish(&mut session, folder, question)
}
