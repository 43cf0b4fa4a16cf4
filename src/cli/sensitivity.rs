//! `flowcast sensitivity`: what moves the difference between two models?

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::paged::Paged;
use super::session::fitted::{Fitted, of_another};
use super::session::timing::SIMULATE;
use super::session::{Session, load};
use super::story;
use super::sweep::vary;
use flowcast::error::Error;
use flowcast::question::sensitivity::{
    Factor, PART, Screening, Unvaried, facts, figures, fitted, meetings, practices, trajectories,
};
use flowcast::report::experiments::sensitivity::{Screened, data, told};
use flowcast::scenario::Document;
use flowcast::store::manifest::Question;

/// Say which facts move the difference between two models most
///
/// Every uncertain fact is varied by 25 %, or over its range in docs/PRACTICES.md, or one that is given: one at a time, and all
/// together by Morris' screening.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast sensitivity scenarios/product-launch.toml \
    --between \"Sequential Cascade,Adaptive Mesh\" --levers")]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// The two models (default: the baseline and the first other one)
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub between: Vec<String>,
    /// Only this, over its own range (repeatable)
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub vary: Vec<String>,
    /// Also the figures that the two models' presets assume
    #[arg(long)]
    pub levers: bool,
    /// Trajectories of the screening
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub trajectories: u32,
    /// In what the models differ (see `flowcast metrics`)
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
    #[command(flatten)]
    pub page: Page,
}

/// More replications than these are only run when asked for: there are hundreds of points.
const REPLICATIONS: u32 = 200;
pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("sensitivity", args.page.report, command))?;
    let models = models(&session, &args.between)?;
    let metric = session.metric(args.metric.as_deref())?;
    let (factors, unvaried) = factors(&session, args, models)?;
    if factors.is_empty() {
        return Err(Error::Usage("nothing can be varied".to_owned()));
    }
    let asked = args.common.simulation.replications;
    let replications =
        asked.unwrap_or(session.loaded.scenario.study.replications.min(REPLICATIONS));
    let bench = session.bench().pair(models[0], models[1]).with_replications(replications);
    let sample = trajectories(factors.len(), args.trajectories, bench.seed);
    let screening = Screening { bench: &bench, metric, factors: &factors, sample: &sample };
    let points = screening.points();
    if args.common.dry_run {
        return session.outlook(&[(points, 2, replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let total = points as u64 * 2 * u64::from(replications);
    let fitted = Fitted::beside(&session.ask.scenario.scenario)?;
    // Of what is varied over a range of its own, nothing is measured.
    let over_intervals = fitted.as_ref().filter(|_| args.vary.is_empty());
    let grounds = over_intervals.map(|it| it.grounds(&session.loaded.document)).unwrap_or_default();
    let found = session.run(SIMULATE, total, |bar| screening.run(bar))?;
    let of_factors = found.effects.into_iter().zip(found.swings);
    let of_factors = factors.iter().cloned().zip(of_factors);
    let screened = Screened {
        scenario: &session.loaded.scenario.name,
        models: [&bench.models[0], &bench.models[1]],
        metric,
        replications,
        seed: bench.seed,
        trajectories: args.trajectories,
        base: found.base,
        factors: of_factors.map(|(factor, (effect, swing))| (factor, effect, swing)).collect(),
        grounds,
        unvaried,
        lacking: (found.lacking, points),
    };
    let mut more = found.changes.sentences();
    more.extend(unnamed(&session, args, &bench.models));
    more.extend(fitted.iter().flat_map(|it| it.words(&session.loaded.document)));
    more.extend(of_another(&session.ask.scenario.scenario)?);
    let mut story = story::of(&session.loaded.scenario, &session.loaded.plans);
    story.assumptions.extend(left(&factors, &session.loaded.document));
    let paged = Paged::of(told(&screened, more), story, vec![data(&screened)]);
    let question = Question::Sensitivity(session.asked());
    paged.finish(&mut session, folder, question)
}

/// The two models: those named, else the baseline and the first other one.
fn models(session: &Session<'_>, between: &[String]) -> Result<[usize; 2], Error> {
    let scenario = &session.loaded.scenario;
    let baseline = scenario.study.baseline;
    match between {
        [] => {
            let other = (0..scenario.models.len()).find(|model| *model != baseline);
            let other = other.ok_or_else(|| {
                let name = &scenario.models[baseline].name;
                Error::Usage(format!(
                    "the scenario has only one model, `{name}`: what moves the difference between two ways of working needs a second \
                     one; add [[models]] with a name and what is done otherwise"
                ))
            })?;
            Ok([baseline, other])
        }
        names => session.between(names),
    }
}

/// Where nobody named the two of several models: which ones they are, and that others may be advised.
fn unnamed(session: &Session<'_>, args: &Args, models: &[String]) -> Option<String> {
    let several = session.loaded.scenario.models.len() > 2 && args.between.is_empty();
    several.then(|| {
        let models = models.join(" and ");
        format!(
            "No models were named, so these are the baseline and the first other one of the file, {models}. `flowcast compare` \
             may advise another one: `--between` takes that."
        )
    })
}

/// What the scenario leaves at a default that was varied, a line each.
fn left(factors: &[Factor], document: &Document) -> Vec<String> {
    let left = factors.iter().filter(|it| it.is_default() && document.value_at(&it.name).is_none());
    let line = |it: &Factor| {
        format!(
            "{}: not in the scenario, varied here from {} to {}",
            it.name,
            it.shown(0.0),
            it.shown(1.0)
        )
    };
    left.map(line).collect()
}

fn factors(
    session: &Session<'_>,
    args: &Args,
    models: [usize; 2],
) -> Result<(Vec<Factor>, Vec<Unvaried>), Error> {
    let (bench, mut all, mut kept) = (session.bench(), Vec::new(), Vec::new());
    let models = models.map(|model| &session.loaded.scenario.models[model]);
    for vary in vary(&args.vary, &session.loaded.scenario.facts, &bench.document)? {
        bench.check(&vary).map_err(|found| load::refused(&found))?;
        all.push(Factor::declared(&vary).ok_or_else(|| {
            Error::Usage(format!("--vary {}: sensitivity needs LOW..HIGH", vary.path))
        })?);
    }
    if all.is_empty() {
        all = facts(&bench.document, PART);
        if let Some(fitted) = Fitted::beside(&session.ask.scenario.scenario)? {
            let known = (&bench.document, &session.loaded.scenario.facts);
            (all, kept) = fitted.over_intervals(known, all)?;
        }
        all.extend(practices(&session.loaded.scenario.facts, &models));
        all.extend(meetings(&models));
    }
    if args.levers {
        let more = figures(&models, PART).into_iter();
        let new: Vec<Factor> =
            more.filter(|new| all.iter().all(|known| known.name != new.name)).collect();
        all.extend(new);
    }
    let (all, unvaried) = fitted(&bench.document, all);
    Ok((all, [kept, unvaried].concat()))
}
