//! `flowcast decompose`: which lever makes the difference between two models?

use super::experiment::{self, Experiment};
use super::progress::Bar;
use super::{Outcome, args, names};
use flowcast::error::Error;
use flowcast::experiments::Stopped;
use flowcast::experiments::decompose::{Decomposition, Lever, Orders, Question};
use flowcast::report::experiments::decompose::{Asked, data, drawing, page};

pub fn run(args: &args::Decompose, command: &[String]) -> Result<Outcome, Error> {
    let mut experiment = Experiment::open("decompose", &args.common)?;
    let (from, to) = (experiment.model(&args.from)?, experiment.model(&args.to)?);
    let metric = experiment::metric(&args.metric)?;
    let scenario = experiment.loaded.scenario.clone();
    let study = &scenario.study;
    let question = Question {
        scenario: &scenario,
        from,
        to,
        metric,
        replications: study.replications,
        seed: study.seed,
    };
    let levers = question.levers();
    if levers.is_empty() {
        let (a, b) = (&scenario.models[from].name, &scenario.models[to].name);
        return Err(Error::Usage(format!("\"{a}\" and \"{b}\" set every lever alike")));
    }
    let orders = orders(args, &levers, study.seed)?;
    if args.common.dry_run {
        let mixtures = orders.coalitions(levers.len()).len();
        return experiment.outlook(&[(mixtures, 1, study.replications)]);
    }
    let found = answer(&experiment, &question, &levers, &orders, args.common.talk.quiet)?;
    let asked = Asked { scenario: &scenario, from, to, metric, seed: study.seed };
    let tables = [data(&asked, &found)];
    let drawings: Vec<_> = drawing(&asked, &found).into_iter().collect();
    experiment.finish(page(&asked, &found), (&tables, &drawings), &args.common, command)?;
    Ok(if found.n == found.of { Outcome::Complete } else { Outcome::Incomplete })
}

fn answer(
    experiment: &Experiment,
    question: &Question<'_>,
    levers: &[Lever],
    orders: &Orders,
    quiet: bool,
) -> Result<Decomposition, Error> {
    let mixtures = orders.coalitions(levers.len()).len() as u64;
    let bar = Bar::new(mixtures * u64::from(question.replications), quiet);
    let result = experiment.pool.install(|| question.answer(levers, orders, &bar));
    bar.finish();
    result.map_err(|stopped| match stopped {
        Stopped::Cancelled => Error::Interrupted,
        Stopped::Refused(why) => Error::Usage(why),
    })
}

/// The order that was asked for; the file's where none was. Levers that are not named come last.
fn orders(args: &args::Decompose, levers: &[Lever], seed: u64) -> Result<Orders, Error> {
    if args.shapley {
        return Ok(Orders::average(levers.len(), args.orders, seed));
    }
    let known: Vec<&str> = levers.iter().map(|lever| lever.name()).collect();
    let mut order = Vec::new();
    for name in &args.order {
        let lever = names::find("lever that differs", name, &known)?;
        if order.contains(&lever) {
            return Err(Error::Usage(format!("--order names {name} twice")));
        }
        order.push(lever);
    }
    let rest: Vec<usize> = (0..levers.len()).filter(|lever| !order.contains(lever)).collect();
    order.extend(rest);
    Ok(Orders::One(order))
}
