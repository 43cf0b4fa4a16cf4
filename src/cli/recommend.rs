//! `flowcast recommend`: which model for this goal?

use super::breakeven::stopped;
use super::experiment::Experiment;
use super::progress::Bar;
use super::sweep::bench;
use super::{Outcome, args, compare};
use flowcast::error::Error;
use flowcast::question::Stopped;
use flowcast::question::recommend::{self, Goal, TURN, Turn, ranking, turn};
use flowcast::question::sensitivity::{Factor, facts};
use flowcast::question::sweep::Bench;
use flowcast::report::experiments::recommend::{Flip, data, flips_data, page};
use flowcast::study::Study;

/// Replications of each model in the search for what turns the answer.
const SEARCHED: u32 = 200;
/// How far facts are varied in that search.
const ENDS: [f64; 2] = [0.5, 2.0];
/// At most so many turns are told.
const TOLD: usize = 8;

pub fn run(args: &args::Recommend, command: &[String]) -> Result<Outcome, Error> {
    let goal = Goal::parse(&args.goal).map_err(|why| Error::Usage(format!("--goal: {why}")))?;
    let mut experiment = Experiment::open("recommend", &args.common)?;
    for quantity in goal.quantities() {
        experiment.can_exist(quantity.metric, "--goal")?;
    }
    let bench = bench(&experiment.loaded);
    let searched = bench.with_replications(bench.replications.min(SEARCHED));
    let factors = facts(&experiment.loaded.document, 0.0);
    if args.common.dry_run {
        let models = bench.models.len();
        let search = (1 + factors.len() * ENDS.len() * TURN, models, searched.replications);
        return experiment.outlook(&[(1, models, bench.replications), search]);
    }
    let study = simulate(&experiment, &bench, args.common.talk.quiet)?;
    let found = ranking(&study, &goal);
    let flips = flips(&experiment, &searched, &goal, &factors, args.common.talk.quiet)?;
    let tables = [data(&study, &goal, &found), flips_data(&flips)];
    let page = page(&study, (&goal, &args.goal), &found, &flips);
    experiment.finish(page, (&tables, &[]), &args.common, command)?;
    Ok(compare::outcome(&study))
}

fn simulate(experiment: &Experiment, bench: &Bench, quiet: bool) -> Result<Study, Error> {
    let bar = Bar::new(u64::from(bench.replications) * bench.models.len() as u64, quiet);
    let result = experiment.pool.install(|| bench.study(&[], &bar));
    bar.finish();
    result.map_err(stopped)
}

/// What turns the answer, the nearest first.
fn flips(
    experiment: &Experiment,
    bench: &Bench,
    goal: &Goal,
    factors: &[Factor],
    quiet: bool,
) -> Result<Vec<Flip>, Error> {
    let each = u64::from(bench.replications) * bench.models.len() as u64;
    // Every end is looked at; those at which the answer is another one, more closely.
    let bar = Bar::new(each * (1 + factors.len() * ENDS.len()) as u64, quiet);
    let best = |sets: &[(String, String)], now: Option<usize>| {
        let study = experiment.pool.install(|| bench.study(sets, &bar));
        match study {
            Ok(study) => Ok(recommend::best(&study, goal, now)),
            // Twice a probability may be no probability.
            Err(Stopped::Refused(_) | Stopped::OverBudget(_)) => Ok(None),
            Err(Stopped::Cancelled) => Err(Error::Interrupted),
        }
    };
    let Some(now) = best(&[], None)?.map(|best| best.model) else { return Ok(Vec::new()) };
    let mut flips = Vec::new();
    for factor in factors {
        for end in ENDS {
            let found = turn(end, now, &mut |times| {
                if times != end {
                    bar.more(each);
                }
                best(&factor.times(times), Some(now))
            })?;
            flips.extend(found.map(|turn| flip(factor, &turn, &bench.models[turn.best.model])));
        }
    }
    bar.finish();
    let distance = |flip: &Flip| flip.times.ln().abs();
    flips.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    flips.truncate(TOLD);
    Ok(flips)
}

fn flip(factor: &Factor, turn: &Turn, model: &str) -> Flip {
    let shown = |sets: Vec<(String, String)>| {
        let values: Vec<String> = sets.into_iter().map(|(_, value)| value).collect();
        values.join(", ")
    };
    // Three digits say where it turns; the search knows no more.
    let times = format!("{:.2e}", turn.times).parse().unwrap_or(turn.times);
    Flip {
        factor: factor.name.clone(),
        now: shown(factor.times(1.0)),
        then: shown(factor.times(times)),
        times,
        model: model.to_owned(),
        launched: turn.best.launched,
    }
}
