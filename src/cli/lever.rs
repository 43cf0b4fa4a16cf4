//! Which lever did it: what `compare --report` asks about the baseline and one other model.

use super::load::Loaded;
use super::progress::Bar;
use flowcast::error::Error;
use flowcast::experiments::Stopped;
use flowcast::experiments::decompose::{Orders, Question};
use flowcast::findings;
use flowcast::metric;
use flowcast::report::experiments::account::{Account, Asked, WhichLever};
use flowcast::study::Study;
use rayon::ThreadPool;

/// At most so many replications of each mixture: effects worth a decision are shown by these, and a report
/// should not keep anybody waiting.
const MOST: u32 = 300;

/// Takes the difference between the baseline and another model apart, one lever after the other; `to` is
/// that model, or else it is the one with the least mean cycle time.
///
/// # Errors
/// An interruption. What cannot be taken apart is no error: the answer says why.
pub fn answer(
    loaded: &Loaded,
    study: &Study,
    to: Option<usize>,
    (pool, quiet): (&ThreadPool, bool),
) -> Result<WhichLever, Error> {
    let unknown = |why: &str| Ok(WhichLever::Unknown(why.to_owned()));
    if study.models.len() < 2 {
        return unknown("There is only one model, so there is no difference to take apart.");
    }
    let cycle_time = metric::find("cycle_time_h").unwrap_or(0);
    let Some(to) = to.or_else(|| best(study, cycle_time)) else {
        return unknown("No model but the baseline was launched, so there is nothing to compare.");
    };
    let (scenario, from) = (&loaded.scenario, study.baseline);
    let replications = study.replications.min(MOST);
    let question =
        Question { scenario, from, to, metric: cycle_time, replications, seed: study.seed };
    let names = || format!("{} and {}", study.models[from].name, study.models[to].name);
    let levers = question.levers();
    if levers.is_empty() {
        return Ok(WhichLever::Unknown(format!("{} set every lever alike.", names())));
    }
    let orders = Orders::One((0..levers.len()).collect());
    let mixtures = orders.coalitions(levers.len()).len() as u64;
    let bar = Bar::new(mixtures * u64::from(replications), quiet);
    let result = pool.install(|| question.answer(&levers, &orders, &bar));
    bar.finish();
    match result {
        Ok(found) => {
            let asked = Asked { scenario, from, to, metric: cycle_time, seed: study.seed };
            Ok(WhichLever::Known(Box::new(Account::of(&asked, &found))))
        }
        Err(Stopped::Cancelled) => Err(Error::Interrupted),
        Err(Stopped::Refused(why)) => {
            Ok(WhichLever::Unknown(format!("{} cannot be taken apart: {why}.", names())))
        }
    }
}

/// The model that launches earliest, the baseline left out.
fn best(study: &Study, cycle_time: usize) -> Option<usize> {
    let others = (0..study.models.len()).filter(|model| *model != study.baseline);
    let means = others
        .filter_map(|model| Some((model, findings::estimate(study, model, cycle_time).mean?)));
    means.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(model, _)| model)
}
