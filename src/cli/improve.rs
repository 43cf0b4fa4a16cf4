//! `flowcast improve`: the smallest change that gets you there.

mod rank;

use super::options::{Experiment, Page};
use super::outcome::Outcome;
use super::paged::Paged;
use super::session::fitted::Fitted;
use super::session::priced::{Priced, priced};
use super::session::timing::SIMULATE;
use super::session::{Session, output};
use super::story;
use clap::builder::TypedValueParser;
use flowcast::error::Error;
use flowcast::format::counted;
use flowcast::metric::{self, METRICS};
use flowcast::model::{Scenario, WorkflowModel};
use flowcast::question::goal::{Goal, Quantity, limit};
use flowcast::question::improve::{
    Allow, BEAM, CANDIDATES, FINALISTS, FIRST, IN_A_WORLD, Search, Space, WORLDS, space,
};
use flowcast::question::sensitivity::{Factor, PART, Unvaried, facts, fitted, practices};
use flowcast::report::experiments::improve::{
    Improvement, comment, front, path, settings, told, worlds,
};
use flowcast::report::experiments::sensitivity::not_varied;
use flowcast::scenario::Document;
use flowcast::store::manifest::Question;

/// Find the smallest change of today's way of working that reaches a goal
///
/// Tries every way of working within a few decisions of today's model on the same draws, tells apart what
/// can be, and says which agreements to make, in which order, what each gives and what it costs.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  flowcast improve scenarios/product-launch.toml\n  \
    flowcast improve scenarios/product-launch.toml --max-changes 2 --goal \"escapes <= today, then cycle_time\"")]
pub struct Args {
    #[command(flatten)]
    pub common: Experiment,
    /// Today's model (default: the baseline)
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// So many decisions at most (up to 6) are taken otherwise than today; 0 ranks the models of the file
    ///
    /// The ranking says how sure it is, and what would turn it.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = max_changes(), allow_hyphen_values = true)]
    pub max_changes: usize,
    /// What is wanted, such as "escapes <= today, coordination <= today * 1.5, then cycle_time"
    ///
    /// Bounds that must hold, then what is optimised. A metric alone means its mean; "p80 cycle_time <= 45d" is a
    /// percentile with a limit in days; "ready >= 90%" is the share of replications that are ready by the deadline,
    /// launched or not; a bound by `today` holds in pairs, with a tolerance of 1 %.
    ///
    /// Default, with a deadline: 85 of 100 campaigns on time (with a fixed launch date: ready) by the fewest
    /// changes, then the earliest mean; without one: the earliest mean.
    #[arg(long, value_name = "GOAL")]
    pub goal: Option<String>,
    /// Differences up to this count as none, such as 6h (default: 1 % of today's mean, at most 6 h of a time; of a percentile of a
    /// time at least a day)
    #[arg(long, value_name = "SPAN", allow_hyphen_values = true)]
    pub within: Option<String>,
    /// Also what the menu leaves out: interrupting a reviewing team, other patience, going ahead without a verdict
    #[arg(long, value_name = "WHAT,...", value_delimiter = ',')]
    pub allow: Vec<Allowed>,
    /// Also judge the finalists in other worlds, drawn from the ranges of the facts and prices: what stands, what is fragile
    #[arg(long)]
    pub robust: bool,
    #[command(flatten)]
    pub page: Page,
    /// Replications of the race at most; its first round always runs
    #[arg(long, value_name = "N", default_value_t = 200_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub budget: u64,
}

/// What a search may try beyond its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Allowed {
    /// Reviewers of a team are interrupted.
    OnDemand,
    /// Teams wait for a verdict for another time (of use where they go ahead without one, as with bypass).
    Patience,
    /// They then go ahead without one.
    Bypass,
}

/// How many decisions may be taken otherwise.
fn max_changes() -> impl clap::builder::TypedValueParser<Value = usize> {
    clap::value_parser!(u8).range(0..=6).map(usize::from)
}

pub fn run(args: &Args, command: &[String]) -> Result<Outcome, Error> {
    let mut session = Session::open(args.common.ask("improve", args.page.report, command))?;
    let facts = &session.loaded.scenario.facts;
    let goal = args.goal.as_deref().map(|words| Ok((words, Goal::of(words, facts)?))).transpose();
    let goal = goal.map_err(|why: String| Error::Usage(format!("--goal: {why}")))?;
    if args.max_changes > 0 {
        goal.iter().try_for_each(|(_, goal)| can_be_searched(goal))?;
    }
    if let Some((_, goal)) = &goal {
        session.can_reach(goal)?;
    }
    let baseline = session.loaded.scenario.study.baseline;
    let from = args.from.as_ref().map_or(Ok(baseline), |from| session.model(from))?;
    if args.max_changes == 0 {
        if args.robust || !args.allow.is_empty() {
            let why = "--max-changes 0 ranks the models of the file: leave --robust and --allow out, or allow changes";
            return Err(Error::Usage(why.to_owned()));
        }
        return rank::run(&mut session, from, goal, args);
    }
    search(&mut session, from, goal.map(|(_, goal)| goal), args)
}

/// Refuses what a search cannot be led by.
fn can_be_searched(goal: &Goal) -> Result<(), Error> {
    let why = match goal.wishes.as_slice() {
        [wish] if wish.ready => {
            "`ready` is a share: bound it, such as ready >= 90 %, then ready_time"
        }
        [] | [_] => return Ok(()),
        _ => {
            "a search optimises one thing; bound the others, such as escapes <= today, then cycle_time"
        }
    };
    Err(Error::Usage(format!("--goal: {why}")))
}

fn allow(asked: &[Allowed]) -> Allow {
    let is = |what| asked.contains(&what);
    Allow {
        on_demand: is(Allowed::OnDemand),
        patience: is(Allowed::Patience),
        bypass: is(Allowed::Bypass),
    }
}

fn search(
    session: &mut Session<'_>,
    from: usize,
    goal: Option<Goal>,
    args: &Args,
) -> Result<Outcome, Error> {
    let earliest = Quantity::mean(metric::CYCLE_TIME);
    let wish = goal.iter().flat_map(|goal| &goal.wishes).next().copied().unwrap_or(earliest);
    let within = args.within.as_deref().map(|text| span(text, wish)).transpose();
    let within = within.map_err(|why| {
        let why = why.trim_end_matches(", and a comma before the next part");
        Error::Usage(format!("--within: {}", why.replace("limit", "span")))
    })?;
    let Priced { document, scenario, added } = priced(session, from)?;
    let allowed = allow(&args.allow);
    if allowed.patience && !allowed.bypass && scenario.models[from].approval.bypass == 0.0 {
        let why = "--allow patience: today's model waits for every verdict, however long; allow bypass, too";
        return Err(Error::Usage(why.to_owned()));
    }
    let mut space = space(&document, &scenario, from, (args.max_changes, allowed))?;
    if args.common.dry_run {
        return outlook(session, &space, args);
    }
    let folder_path = session.path();
    let folder = session.claim(&folder_path, &[])?;
    let (document, scenario) = (&document, &scenario);
    let fitted = Fitted::beside(&session.ask.scenario.scenario)?;
    let lost = fitted.as_ref().filter(|_| args.robust).and_then(|it| it.lost(document));
    lost.iter().for_each(|words| output::note(words));
    let factors = || factors(document, scenario, &space, fitted.as_ref());
    let (factors, unvaried) = args.robust.then(factors).transpose()?.unzip();
    let search = Search {
        document,
        scenario,
        from,
        goal,
        within,
        budget: args.budget,
        finalists: FINALISTS,
        front: FINALISTS,
        early: false,
        factors: factors.as_deref(),
    };
    let found = session.run(SIMULATE, first_round(&space), |bar| search.run(&mut space, bar))?;
    let sets = args.common.scenario.set.iter().map(|it| format!("{}={}", it.key, it.value));
    let sets: Vec<String> = sets.collect();
    let measured = fitted.is_some();
    let of =
        Improvement { scenario, from, space: &space, found: &found, added, sets: &sets, measured };
    let name = format!("{} improved", scenario.models[from].name);
    let variant = space.variant(&name, &space.settings[found.best.setting]);
    let best = document.written_beside(&variant);
    let story = story::of(scenario, &session.loaded.plans);
    let tables = [settings(&of), front(&of), path(&of)].into_iter().chain(worlds(&of)).collect();
    let mut told = told(&of);
    told.caveats.extend(unvaried.into_iter().flatten().map(not_varied));
    let paged = Paged::of(told, story, tables).with_best(comment(&of) + &best);
    let question = Question::Improve(session.asked());
    paged.finish(session, folder, question)
}

/// A span of what is wished for; of a time also in minutes, as scenarios write them.
fn span(text: &str, wish: Quantity) -> Result<f64, String> {
    let minutes =
        text.trim().strip_suffix('m').and_then(|number| number.trim().parse::<f64>().ok());
    match minutes.filter(|it| it.is_finite() && *it >= 0.0 && METRICS[wish.metric].unit == "h") {
        Some(minutes) => Ok(minutes / 60.0),
        None => limit(text, wish),
    }
}

/// Replications of the first round of the race.
pub fn first_round(space: &Space) -> u64 {
    space.settings.len() as u64 * u64::from(FIRST)
}

/// What may be otherwise: the facts, and the practices that some way of working may pay for or get.
fn factors(
    document: &Document,
    scenario: &Scenario,
    space: &Space,
    grounds: Option<&Fitted>,
) -> Result<(Vec<Factor>, Vec<Unvaried>), Error> {
    let singles = space.settings.iter().filter(|setting| setting.len() <= 1);
    let singles: Vec<&[usize]> = singles.map(Vec::as_slice).collect();
    let changed = space.scenario(document, &singles)?;
    let models: Vec<&WorkflowModel> = scenario.models.iter().chain(&changed.models).collect();
    let (mut all, mut kept) = (facts(document, PART), Vec::new());
    if let Some(grounds) = grounds {
        (all, kept) = grounds.over_intervals((document, &scenario.facts), all)?;
    }
    all.extend(practices(&scenario.facts, &models));
    let (all, unvaried) = fitted(document, all);
    Ok((all, [kept, unvaried].concat()))
}

/// Says how many settings there are, and how many replications they take.
fn outlook(session: &Session<'_>, space: &Space, args: &Args) -> Result<Outcome, Error> {
    let settings = space.settings.len();
    let near = space.changes.min(space.reach);
    let mut text = format!(
        "{settings} ways of working within {} of {}\n",
        counted(near, "change"),
        space.base
    );
    // Some of them may contradict themselves.
    let further = space.enumerated > space.reach;
    let whole = if further { space.all(space.enumerated) - settings - space.refused } else { 0 };
    if whole > 0 {
        let all = counted(space.enumerated, "change");
        text += &format!("up to {whole} more within {all}, all of them tried\n");
    }
    // Every round of a beam runs its promising settings again, each with every decision beside its own.
    let beyond = space.changes - space.enumerated;
    let beam = beyond * BEAM * space.menu.len();
    if beyond > 0 {
        let all = counted(space.changes, "change");
        text += &format!("beyond, a beam of {BEAM}: up to {beam} more, of up to {all}\n");
    }
    if whole + beam > 0 {
        text += "of a default goal with a deadline, these only if no fewer changes reach it\n";
    }
    let without = space.dropped.iter().map(|words| {
        format!("not tried, since it does not come about before the horizon: {words}\n")
    });
    text.extend(without);
    let budget = args.budget.max(first_round(space));
    text += &format!(
        "at most {budget} replications of the race, whose first round takes {}\n",
        first_round(space)
    );
    output::print(&text)?;
    let study = &session.loaded.scenario.study;
    let fresh = 2 * FINALISTS + session.loaded.scenario.models.len() + (1 << space.changes) - 2;
    let first = settings + whole + if beyond > 0 { settings + whole + 2 * beam } else { 0 };
    let mut runs = vec![(first, 1, FIRST), (fresh, 1, study.replications)];
    runs.extend(args.robust.then_some((WORLDS as usize, CANDIDATES, IN_A_WORLD)));
    session.outlook(&runs)
}
