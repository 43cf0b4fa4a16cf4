//! `flowcast breakeven`: from which value on does one model overtake another, or reach a goal?

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::paged::Paged;
use super::session::timing::SIMULATE;
use super::session::{Session, load};
use super::story;
use flowcast::analysis::LateChanges;
use flowcast::error::Error;
use flowcast::model::Facts;
use flowcast::question::Bench;
use flowcast::question::breakeven::{Found, MOST, find, reach};
use flowcast::question::goal::Goal;
use flowcast::question::sweep::{Dates, Range, Vary, day_ends};
use flowcast::report::Table;
use flowcast::report::experiments::breakeven as report;
use flowcast::report::experiments::goal_words::GoalWords;
use flowcast::report::experiments::reach as goals;
use flowcast::report::told::Told;
use flowcast::store::Folder;
use flowcast::store::manifest::Question;

/// Find the value from which on one model overtakes another
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  flowcast breakeven scenarios/product-launch.toml \
    --vary handoffs.latency=0h..96h --between \"Hub-and-Spoke,Agile Sprints\"")]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// What varies, and between which values, such as teams.legal.people=1..8
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub vary: String,
    /// The two models
    #[arg(long, value_name = "A,B", value_delimiter = ',', required_unless_present = "goal")]
    pub between: Vec<String>,
    /// In what one overtakes the other (see `flowcast metrics`)
    ///
    /// Default: cycle_time; with a fixed launch date, ready_time.
    #[arg(long, value_name = "METRIC")]
    pub metric: Option<String>,
    /// Instead of two models: where does each model reach this, such as "ready >= 90%"?
    ///
    /// One bound, as for `flowcast improve`. With --vary changes.NAME.before=0d..8w it is the last safe day for
    /// a change.
    #[arg(long, value_name = "GOAL", conflicts_with_all = ["between", "metric"])]
    pub goal: Option<String>,
    #[command(flatten)]
    pub page: Page,
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("breakeven", args.page.report, command))?;
    let facts = &session.loaded.scenario.facts;
    let vary = Vary::of(&args.vary, facts).map_err(|why| Error::Usage(format!("--vary {why}")))?;
    let goal = args.goal.as_deref().map(|words| bound(words, facts));
    let goal = goal.transpose()?;
    match goal {
        Some(goal) => of_goal(&mut session, &vary, &goal, args.common.dry_run),
        None => of_models(&mut session, &vary, args),
    }
}

/// The one bound of a goal.
fn bound(words: &str, facts: &Facts) -> Result<Goal, Error> {
    let goal = Goal::of(words, facts).map_err(|why| Error::Usage(format!("--goal: {why}")))?;
    match (goal.bounds.as_slice(), goal.wishes.len()) {
        ([bound], 0) if bound.value().is_some() => Ok(goal),
        _ => Err(Error::Usage(format!(
            "--goal: a break-even is of one bound, such as \"ready >= 90%\"; found \"{words}\""
        ))),
    }
}

/// The range that varies; whole numbers only where the file takes nothing else.
fn range(bench: &Bench, vary: &Vary) -> Result<Range, Error> {
    bench.check(vary).map_err(|found| load::refused(&found))?;
    let Some(range) = vary.range.clone() else {
        return Err(Error::Usage(format!("--vary {}: a break-even needs LOW..HIGH", vary.path)));
    };
    Ok(Range { whole: bench.takes_only_whole(&vary.path, &range), ..range })
}

fn of_models(session: &mut Session<'_>, vary: &Vary, args: &Args) -> Result<Outcome, Error> {
    let [a, b] = session.between(&args.between)?;
    let metric = session.metric(args.metric.as_deref())?;
    let bench = session.bench().pair(a, b);
    let range = range(&bench, vary)?;
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
        goal: None,
        dates: Dates::of(&vary.path, &session.loaded.scenario.facts),
        metric,
        replications: bench.replications,
        seed: bench.seed,
    };
    let tables = vec![report::readings(&asked, &found), report::crossings(&asked, &found)];
    let told = report::told(&asked, &found, changes.sentences());
    finish(session, folder, told, tables)
}

/// Where each model reaches a goal.
fn of_goal(
    session: &mut Session<'_>,
    vary: &Vary,
    goal: &Goal,
    dry_run: bool,
) -> Result<Outcome, Error> {
    session.can_reach(goal)?;
    let bench = session.bench();
    let range = range(&bench, vary)?;
    let models = bench.models.len();
    if dry_run {
        return session.outlook(&[(MOST, models, bench.replications)]);
    }
    let path = session.path();
    let folder = session.claim(&path, &[])?;
    let bound = &goal.bounds[0];
    let words = GoalWords::of(bound);
    let total = (models * MOST) as u64 * u64::from(bench.replications);
    let facts = session.loaded.scenario.facts.clone();
    let days =
        if goals::is_safe_for(bound) { day_ends(&vary.path, &range, &facts) } else { vec![] };
    let found = session.run(SIMULATE, total, |bar| {
        let search = |model| reach(&bench.only(model), (&vary.path, &range), bound, &days, bar);
        (0..models).map(search).collect::<Result<Vec<_>, _>>()
    })?;
    let (found, changes): (Vec<Found>, Vec<LateChanges>) = found.into_iter().unzip();
    let asked = report::Asked {
        scenario: &session.loaded.scenario.name,
        path: &vary.path,
        range: &range,
        models: [""; 2],
        goal: Some(&words),
        dates: Dates::of(&vary.path, &facts),
        metric: bound.quantity.metric,
        replications: bench.replications,
        seed: bench.seed,
    };
    let (models, words) = (&bench.models, &words);
    let goal = goals::Goal { asked, bound, words, facts: &facts, days: &days, models };
    let tables = vec![goals::readings(&goal, &found), goals::crossings(&goal, &found)];
    let told = goals::told(&goal, &found, LateChanges::joined(changes).sentences());
    finish(session, folder, told, tables)
}

fn finish(
    session: &mut Session<'_>,
    folder: Folder,
    told: Told,
    tables: Vec<Table>,
) -> Result<Outcome, Error> {
    let story = story::of(&session.loaded.scenario, &session.loaded.plans);
    let question = Question::Breakeven(session.asked());
    Paged::of(told, story, tables).finish(session, folder, question)
}
