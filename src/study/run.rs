//! Running a study: blocks of replications in parallel, collected in order.

use super::{Block, ModelRuns, Study};
use crate::engine::Simulator;
use crate::model::Scenario;
use crate::plan::Plan;
use crate::record::Record;
use crate::time::Instant;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Replications per unit of parallel work, at most: large enough to keep a simulator's memory warm, small
/// enough to balance. No result depends on it.
const BLOCK: usize = 16;
/// Units of work for each thread, at least, unless there are fewer replications: threads end at most a unit
/// apart.
const SHARES: usize = 32;

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
    let more = replications.saturating_sub(from) as usize;
    let size = (more * plans.len() / (SHARES * rayon::current_num_threads())).min(BLOCK);
    let models = plans.iter().zip(&mut study.models);
    let blocks = models.flat_map(|(plan, runs)| {
        runs.grow(more, size).map(move |(first, block)| Task { plan, first, block })
    });
    let work =
        Work { seed: study.seed, tasks: Mutex::new(blocks), stopped: AtomicBool::new(false) };
    rayon::scope(|scope| {
        for _ in 0..rayon::current_num_threads() {
            scope.spawn(|_| work.help(progress));
        }
    });
    if work.stopped.into_inner() {
        study.models.iter_mut().for_each(|runs| runs.truncate(from as usize));
        return Err(Cancelled);
    }
    study.replications = replications.max(from);
    Ok(())
}

/// Successive replications of one model, and where their results go.
struct Task<'a> {
    plan: &'a Plan,
    first: u32,
    block: Block<'a>,
}

/// What is still to be run: each thread takes the next task when it is done with one, so that none waits
/// while there is work.
struct Work<I> {
    seed: u64,
    tasks: Mutex<I>,
    stopped: AtomicBool,
}

impl<'a, I: Iterator<Item = Task<'a>>> Work<I> {
    /// Runs tasks until none is left or somebody was asked to stop.
    fn help(&self, progress: &dyn Progress) {
        let (mut simulator, mut record) = (Simulator::new(), Record::default());
        while let Some(task) = self.next() {
            if self.run(task, &mut simulator, &mut record, progress).is_err() {
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
    }

    fn next(&self) -> Option<Task<'a>> {
        // The lock is poisoned only if another thread panicked, and that ends the study.
        let mut tasks = self.tasks.lock().ok()?;
        if self.stopped.load(Ordering::Relaxed) { None } else { tasks.next() }
    }

    fn run(
        &self,
        Task { plan, first, mut block }: Task<'a>,
        simulator: &mut Simulator,
        record: &mut Record,
        progress: &dyn Progress,
    ) -> Result<(), Cancelled> {
        let mut happenings = 0;
        for (place, replication) in (first..).take(block.len()).enumerate() {
            if progress.cancelled() {
                return Err(Cancelled);
            }
            simulator.run_into(plan, self.seed, replication, record);
            happenings += record.happenings;
            block.set(place, record);
        }
        progress.done(block.len() as u64, happenings);
        Ok(())
    }
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
