//! Running a study: blocks of replications in parallel, collected in order.

use super::{ModelRuns, Study};
use crate::engine::Simulator;
use crate::model::Scenario;
use crate::plan::Plan;
use crate::record::Record;
use crate::time::Instant;
use rayon::prelude::*;

/// Replications per unit of parallel work: large enough to keep a simulator's memory warm, small enough
/// to balance. No result depends on it.
const BLOCK: u32 = 64;

/// Told how far a study has come, from any thread; may ask it to stop.
pub trait Progress: Sync {
    /// So many more replications are done, which took so many happenings.
    fn done(&self, replications: u64, happenings: u64);
    /// Whether to stop: what is done so far is dropped.
    fn cancelled(&self) -> bool;
}

/// Watches nothing, never stops.
pub struct Unwatched;

impl Progress for Unwatched {
    fn done(&self, _: u64, _: u64) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// The study was stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped before all replications were done")]
pub struct Cancelled;

/// Runs replications `0..replications` of every plan under one seed, in rayon's present thread pool.
///
/// The study depends on the plans, the number of replications and the seed only.
///
/// # Errors
/// [`Cancelled`] if the progress asked to stop.
pub fn run(
    scenario: &Scenario,
    plans: &[Plan],
    replications: u32,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Study, Cancelled> {
    let mut study = Study::empty(scenario, plans, seed);
    extend(&mut study, plans, replications, progress)?;
    Ok(study)
}

/// Runs further replications of a study, until every model has so many.
///
/// # Errors
/// [`Cancelled`] if the progress asked to stop; the study is then as it was.
pub fn extend(
    study: &mut Study,
    plans: &[Plan],
    replications: u32,
    progress: &dyn Progress,
) -> Result<(), Cancelled> {
    let from = study.replications;
    let blocks = (replications.saturating_sub(from)).div_ceil(BLOCK);
    let units: Vec<(usize, u32)> =
        (0..plans.len()).flat_map(|model| (0..blocks).map(move |block| (model, block))).collect();
    let done: Vec<Option<ModelRuns>> = units
        .par_iter()
        .map_init(Simulator::new, |simulator, (model, block)| {
            let first = from + block * BLOCK;
            let range = first..(first + BLOCK).min(replications);
            run_block(simulator, &plans[*model], study.seed, range, progress)
        })
        .collect();
    let done: Vec<ModelRuns> = done.into_iter().collect::<Option<_>>().ok_or(Cancelled)?;
    let more = replications.saturating_sub(from) as usize;
    study.models.iter_mut().for_each(|runs| runs.reserve(more));
    // Each block is freed once it is copied.
    for ((model, _), runs) in units.into_iter().zip(done) {
        study.models[model].append(runs);
    }
    study.replications = replications.max(from);
    Ok(())
}

fn run_block(
    simulator: &mut Simulator,
    plan: &Plan,
    seed: u64,
    range: std::ops::Range<u32>,
    progress: &dyn Progress,
) -> Option<ModelRuns> {
    let mut runs = ModelRuns::new(&plan.model, plan.teams.len());
    runs.reserve(range.len());
    let mut record = Record::default();
    let mut happenings = 0;
    let size = u64::from(range.end - range.start);
    for replication in range {
        if progress.cancelled() {
            return None;
        }
        simulator.run_into(plan, seed, replication, &mut record);
        happenings += record.happenings;
        runs.push(&record);
    }
    progress.done(size, happenings);
    Some(runs)
}

impl Study {
    /// A study of these plans without replications yet.
    pub fn empty(scenario: &Scenario, plans: &[Plan], seed: u64) -> Study {
        let facts = &scenario.facts;
        let deadline = plans.first().and_then(|plan| plan.deadline(Instant::ZERO));
        Study {
            scenario: scenario.name.clone(),
            seed,
            replications: 0,
            baseline: scenario.study.baseline.min(plans.len().saturating_sub(1)),
            teams: facts.teams.iter().map(|team| team.name.clone()).collect(),
            models: plans.iter().map(|p| ModelRuns::new(&p.model, p.teams.len())).collect(),
            deadline_h: deadline.map(|deadline| deadline.hours()),
            live_days: facts.live.map(|live| live.days()),
        }
    }
}
