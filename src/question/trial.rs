//! A look at the baseline before anything is asked: a few hundred replications, where these are cheap.

use crate::model::Scenario;
use crate::plan::Plan;
use crate::study::{self, Progress, Study};
use std::sync::atomic::{AtomicU64, Ordering};

/// Replications of a trial.
pub const REPLICATIONS: u32 = 200;
/// They are cheap if so many events do for all of them.
pub const CHEAP: u64 = 2_000_000;
/// Replications that say how many events one takes.
const FIRST: u32 = 8;

/// What a trial found.
#[derive(Clone, Debug, PartialEq)]
pub enum Trial {
    /// The baseline alone, in [`REPLICATIONS`].
    Run(Box<Study>),
    /// They would take about so many events.
    Dear(u64),
    /// Why the baseline could not be run.
    Failed(String),
}

/// Tries the baseline.
pub fn trial(scenario: &Scenario, plans: &[Plan]) -> Trial {
    let baseline = scenario.study.baseline;
    let Some(plans) = plans.get(baseline..=baseline) else {
        return Trial::Failed("there is no model".to_owned());
    };
    let (events, mut study) =
        (Events::default(), Study::empty(scenario, plans, scenario.study.seed));
    study.baseline = 0;
    let mut extend = |replications| study::extend(&mut study, plans, replications, &events);
    let tried = extend(FIRST).and_then(|()| {
        let all = events.0.load(Ordering::Relaxed) * u64::from(REPLICATIONS / FIRST);
        if all <= CHEAP { extend(REPLICATIONS).map(|()| None) } else { Ok(Some(all)) }
    });
    match tried {
        Ok(None) => Trial::Run(Box::new(study)),
        Ok(Some(events)) => Trial::Dear(events),
        Err(why) => Trial::Failed(why.to_string()),
    }
}

/// Counts events.
#[derive(Default)]
struct Events(AtomicU64);

impl Progress for Events {
    fn done(&self, _: u64, events: u64) {
        self.0.fetch_add(events, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        false
    }
}
