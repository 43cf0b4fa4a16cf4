//! Until when late changes may come: what `compare --report` asks where the launch date is fixed.

use super::session::Session;
use flowcast::analysis;
use flowcast::error::Error;
use flowcast::question::freeze::{MOST, freezes};
use flowcast::question::goal::Goal;
use flowcast::report::experiments::freeze::Freezes;
use flowcast::study::Study;

/// At most so many replications at each day: a report should not keep anybody waiting.
const REPLICATIONS: u32 = 1_000;
/// What has to be shown.
const GOAL: &str = "ready >= 85%";

/// Until when each change that comes before the launch may come, under the model that is advised ([`analysis::followed`]);
/// `None` where the scenario has no fixed launch date, or no such change.
///
/// # Errors
/// What stops a run.
pub fn answer(
    session: &mut Session<'_>,
    study: &Study,
    stage: &'static str,
) -> Result<Option<Freezes>, Error> {
    let facts = session.loaded.scenario.facts.clone();
    if study.launch_h.is_none() || study.portfolio || facts.changes.is_empty() {
        return Ok(None);
    }
    let model = analysis::followed(study);
    let replications = study.replications.min(REPLICATIONS);
    let bench = session.bench_of(model).with_replications(replications);
    let goal = Goal::parse(GOAL).map_err(Error::Internal)?;
    let total = MOST * u64::from(replications) * facts.changes.len() as u64;
    let found = session.run(stage, total, |bar| freezes(&bench, &facts, &goal.bounds[0], bar))?;
    let name = &study.models[model].name;
    Ok((!found.is_empty()).then(|| Freezes::of(&facts, &found, name, replications)))
}
