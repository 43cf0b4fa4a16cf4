//! `flowcast diagnose`: what holds us back?

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::paged::Paged;
use super::session::Session;
use super::session::priced::{Priced, priced};
use super::session::timing::SIMULATE;
use super::story;
use flowcast::error::Error;
use flowcast::question::diagnose::Taken;
use flowcast::question::diagnose::dimensions::{dimensions, points};
use flowcast::report::experiments::{diagnose as of_frictions, dimensions as of_models};
use flowcast::store::manifest::{DIAGNOSE_MODELS, Question};

/// Say what holds today's way of working back
///
/// Names the pattern in force by what people do, and measures each friction by taking it away on the same draws.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  flowcast diagnose scenarios/fundraising-misaligned-hybrid.toml \
    --model \"Misaligned hybrid\"\n  flowcast diagnose scenarios/product-launch.toml --models"
)]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// Measure every model in the dimensions of guides instead: speed, predictability, coordination, resilience, ...
    #[arg(long = "models")]
    pub dimensions: bool,
    #[command(flatten)]
    pub page: Page,
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    if args.dimensions { models(args, command) } else { frictions(args, command) }
}

fn frictions(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("diagnose", args.page.report, command))?;
    // `--model TODAY` leaves one model, which then is the baseline.
    let from = session.loaded.scenario.study.baseline;
    let Priced { document, scenario, added } = priced(&session, from)?;
    let taken = Taken::away(&document, &scenario, from)?;
    let (points, replications) = (taken.points(), scenario.study.replications);
    if args.common.dry_run {
        return session.outlook(&[(points, 1, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = points as u64 * u64::from(replications);
    let found = session.run(SIMULATE, total, |bar| taken.measure(bar))?;
    let of = of_frictions::Diagnosis { scenario: &scenario, from, found: &found, added };
    let story = story::of(&scenario, &session.loaded.plans);
    let paged = Paged::of(of_frictions::told(&of), story, vec![of_frictions::data(&of)]);
    let question = Question::Diagnose(session.asked());
    paged.finish(&mut session, folder, question)
}

/// Replications of each model at each value of a threshold's search.
const SEARCHED: u32 = 200;

fn models(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask(DIAGNOSE_MODELS, args.page.report, command))?;
    let (bench, scenario) = (session.bench(), session.loaded.scenario.clone());
    let searched = bench.replications.min(SEARCHED);
    let ((full, short), models) = (points(&scenario), bench.models.len());
    let runs = [(full, models, bench.replications), (short, models, searched)];
    if args.common.dry_run {
        return session.outlook(&runs);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total =
        runs.iter().map(|(points, models, n)| (points * models) as u64 * u64::from(*n)).sum();
    let found = session.run(SIMULATE, total, |bar| dimensions(&scenario, &bench, searched, bar))?;
    let told = of_models::told(&scenario, &found, (bench.replications, searched));
    let story = story::of(&scenario, &session.loaded.plans);
    let paged = Paged::of(told, story, vec![of_models::data(&scenario, &found)]);
    let question = Question::DiagnoseModels(session.asked());
    paged.finish(&mut session, folder, question)
}
