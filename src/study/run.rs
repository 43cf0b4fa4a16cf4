//! Running a study: blocks of replications in parallel, collected in order.

use super::{Block, Deliverable, Late, ModelRuns, Part, Study};
use crate::engine::{self, BUDGET, Simulator};
use crate::model::{CAMPAIGN, Facts, Scenario, When};
use crate::parallel;
use crate::plan::{self, Plan, Switch, SwitchTime, Team};
use crate::record::{Occurrences, Record, Status, TeamTime};
use crate::time::Instant;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Replications per unit of parallel work, at most: large enough to keep a simulator's memory warm, small
/// enough to balance. No result depends on it.
const BLOCK: usize = 16;
/// Units of work for each thread, at least, unless there are fewer replications: threads end at most a unit
/// apart.
const SHARES: usize = 32;

/// Told how far a study has come, from any thread; may ask it to stop.
pub trait Progress: Sync {
    /// So many more replications are done, which took so many events.
    fn done(&self, replications: u64, events: u64);
    /// So many replications more are to come than was thought.
    fn more(&self, _replications: u64) {}
    /// What is being run, in a few words.
    fn at(&self, _what: &str) {}
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

/// So many replications of each model are run before all others: if every one of a model's is over budget, the
/// study is given up instead of taking hours to say the same.
const FIRST: u32 = 8;

/// Why a study was stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The progress asked to stop.
    #[error("stopped before all replications were done")]
    Cancelled,
    /// Some models do not come to an end.
    #[error(transparent)]
    OverBudget(#[from] Endless),
}

/// Models of which each of the first replications was over budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} not come to an end: each of the first {FIRST} replications took more than {BUDGET} events, or more than \
     10000 + 100 x (tasks + handoffs) of them at one instant, so the other replications were not run\n  look for \
     work that sends itself back: a rejection or feedback that is certain, an effort of 0",
    self.subject()
)]
pub struct Endless {
    /// Their names.
    pub models: Vec<String>,
}

impl Endless {
    fn subject(&self) -> String {
        let names: Vec<String> = self.models.iter().map(|name| format!("`{name}`")).collect();
        format!("{} {}", names.join(", "), if names.len() == 1 { "does" } else { "do" })
    }
}

/// Runs replications `0..replications` of every plan under one seed, in rayon's present thread pool.
///
/// The study depends on the plans, the number of replications and the seed only.
///
/// # Errors
/// As [`extend`].
pub fn run(
    scenario: &Scenario,
    plans: &[Plan],
    replications: u32,
    seed: u64,
    progress: &dyn Progress,
) -> Result<Study, Stopped> {
    let mut study = Study::empty(scenario, plans, seed);
    extend(&mut study, plans, replications, progress)?;
    Ok(study)
}

/// Runs further replications of a study, until every model has so many.
///
/// # Errors
/// A progress that asked to stop; a model of which each of the first replications, if there are to be more, is
/// over budget. The study is then as it was.
pub fn extend(
    study: &mut Study,
    plans: &[Plan],
    replications: u32,
    progress: &dyn Progress,
) -> Result<(), Stopped> {
    let (from, changes) =
        (study.replications, study.models.iter().map(|runs| runs.changes.clone()));
    let changes: Vec<_> = changes.collect();
    let extended = extend_in_steps(study, plans, replications, progress);
    if extended.is_err() {
        study.replications = from;
        for (runs, changes) in study.models.iter_mut().zip(changes) {
            runs.truncate(from as usize);
            runs.changes = changes;
        }
    }
    extended
}

/// Runs one model more as the others of a study, on the same draws, and adds it behind them.
///
/// # Errors
/// As [`extend`]; the study is then as it was.
pub fn add(
    study: &mut Study,
    facts: &Facts,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<(), Stopped> {
    let plans = std::slice::from_ref(plan);
    let campaigns = study.models.first().map_or(0, ModelRuns::campaigns);
    let of =
        |runs: ModelRuns| runs.of_deliverables(study.deliverables.len()).of_campaigns(campaigns);
    let models = runs_of(facts, plans).into_iter().map(of).collect();
    // Everything of the study but its values.
    let values = std::mem::take(&mut study.models);
    let mut more = Study { models, baseline: 0, replications: 0, ..study.clone() };
    study.models = values;
    extend(&mut more, plans, study.replications, progress)?;
    study.models.append(&mut more.models);
    Ok(())
}

/// Every replication of a plan, and in each the person-time of teams up to these instants; `None` if the progress asked
/// to stop.
pub fn marked(
    plan: &Plan,
    (replications, seed): (u32, u64),
    marks: &[Instant],
    progress: &dyn Progress,
) -> Option<Vec<(Record, Vec<Vec<TeamTime>>)>> {
    let numbers: Vec<u32> = (0..replications).collect();
    let one = |number: &u32| {
        let found = (!progress.cancelled()).then(|| engine::marked(plan, seed, *number, marks))?;
        progress.done(1, found.0.events);
        Some(found)
    };
    parallel::map(&numbers, one).into_iter().collect()
}

/// First a few replications, to see whether they come to an end, then the others.
fn extend_in_steps(
    study: &mut Study,
    plans: &[Plan],
    replications: u32,
    progress: &dyn Progress,
) -> Result<(), Stopped> {
    if study.replications < FIRST && FIRST < replications {
        extend_to(study, plans, FIRST, progress)?;
        let endless =
            study.models.iter().filter(|runs| runs.count(Status::OverBudget) == runs.len());
        let models: Vec<String> = endless.map(|runs| runs.name.clone()).collect();
        if !models.is_empty() {
            return Err(Endless { models }.into());
        }
    }
    extend_to(study, plans, replications, progress)
}

fn extend_to(
    study: &mut Study,
    plans: &[Plan],
    replications: u32,
    progress: &dyn Progress,
) -> Result<(), Stopped> {
    let from = study.replications;
    let more = replications.saturating_sub(from) as usize;
    let size = (more * plans.len() / (SHARES * parallel::threads())).min(BLOCK);
    let changes: Vec<_> = plans.iter().zip(&mut study.models).map(late_changes).collect();
    let models = plans.iter().zip(&changes).zip(&mut study.models);
    let blocks = models.flat_map(|((plan, changes), runs)| {
        let blocks = runs.grow(more, size);
        blocks.map(move |(first, block)| Task { plan, first, block, changes })
    });
    let work =
        Work { seed: study.seed, tasks: Mutex::new(blocks), stopped: AtomicBool::new(false) };
    parallel::on_all(|| work.help(progress));
    if work.stopped.into_inner() {
        return Err(Stopped::Cancelled);
    }
    for (runs, changes) in study.models.iter_mut().zip(changes) {
        runs.changes = changes.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    study.replications = replications.max(from);
    Ok(())
}

/// What was counted so far of a model's late changes, to be counted on from any thread.
fn late_changes((plan, runs): (&Plan, &mut ModelRuns)) -> Mutex<Vec<Late>> {
    let mut changes = std::mem::take(&mut runs.changes);
    changes.extend(none_late(plan).into_iter().skip(changes.len()));
    Mutex::new(changes)
}

/// The late changes of a plan, and at last its switch, before any replication.
fn none_late(plan: &Plan) -> Vec<Late> {
    let behind = |change: &plan::Change| {
        let first = change.arrival.once(Instant::ZERO, 0.0);
        first.is_some_and(|first| first.0 > plan.rules.horizon.0)
    };
    let none = |change: &plan::Change| {
        let dated = plan.rules.launch.is_some() || behind(change);
        Late { name: change.name.clone(), dated, ..Late::default() }
    };
    let switch = plan.then.iter().map(|_| Late { switch: true, ..Late::default() });
    plan.changes.iter().map(none).chain(switch).collect()
}

/// Successive replications of one model, and where their results go.
struct Task<'a> {
    plan: &'a Plan,
    first: u32,
    block: Block<'a>,
    /// In how many of the model's replications changes came: sums, so that no order matters.
    changes: &'a Mutex<Vec<Late>>,
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
        Task { plan, first, mut block, changes }: Task<'a>,
        simulator: &mut Simulator,
        record: &mut Record,
        progress: &dyn Progress,
    ) -> Result<(), Stopped> {
        let mut events = 0;
        for (place, replication) in (first..).take(block.len()).enumerate() {
            if progress.cancelled() {
                return Err(Stopped::Cancelled);
            }
            simulator.run_into(plan, self.seed, replication, record);
            events += record.events;
            block.set(place, record);
            if !record.changes.is_empty() || plan.then.is_some() {
                let mut changes = changes.lock().unwrap_or_else(PoisonError::into_inner);
                count_late(plan, &mut changes, record);
            }
        }
        progress.done(block.len() as u64, events);
        Ok(())
    }
}

/// The late changes of one replication.
pub fn late_of(plan: &Plan, record: &Record) -> Vec<Late> {
    let mut changes = none_late(plan);
    count_late(plan, &mut changes, record);
    changes
}

/// Counts a replication's late changes, and whether its switch came.
fn count_late(plan: &Plan, changes: &mut [Late], record: &Record) {
    let switch = plan.then.iter().map(|switch| switched(plan, switch, record));
    let occurrences = record.changes.iter().copied().chain(switch);
    for (late, occurrences) in changes.iter_mut().zip(occurrences) {
        late.count(record.status, &occurrences);
    }
}

/// Whether the switch of a model came in a replication: while its campaign was under way or live.
fn switched(plan: &Plan, switch: &Switch, record: &Record) -> Occurrences {
    let live = plan.rules.live.map_or(0.0, |live| live.0 as f64);
    let met = match switch.when {
        SwitchTime::At(at) if at.0 >= plan.rules.horizon.0 => false,
        SwitchTime::At(at) => record.cycle_time.is_none_or(|took| took + live >= at.0 as f64),
        SwitchTime::Taken(change) => record.changes.get(change).is_some_and(|found| found.met > 0),
    };
    Occurrences { happened: 1, met: u32::from(met) }
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
            models: runs_of(facts, plans),
            deadline_h: deadline.map(|deadline| deadline.hours()),
            deadline_on: plans
                .first()
                .and_then(|plan| on_date(facts, plan.rules.deadline, deadline)),
            live_days: facts.live.map(|live| live.days()),
            launch_h: plans.first().and_then(Plan::launch_date).map(|at| at.hours()),
            portfolio: facts.portfolio.is_some(),
            what_ifs: 0,
            agreed: None,
            judging: super::Judging {
                worth_h: scenario.study.worth.map(|worth| worth.hours()),
                asked: None,
            },
            deliverables: Vec::new(),
            start: (facts.start_given && facts.portfolio.is_none()).then_some(facts.start),
        }
    }

    /// The same study, before any replication, which holds what becomes of each deliverable too.
    pub fn of_deliverables(mut self, scenario: &Scenario, plans: &[Plan]) -> Study {
        let facts = &scenario.facts;
        let of = |plan: &Plan| plan.kinds().map(|kind| deliverable(facts, plan, kind)).collect();
        self.deliverables = plans.first().map_or_else(Vec::new, of);
        let count = self.deliverables.len();
        self.models = self.models.into_iter().map(|runs| runs.of_deliverables(count)).collect();
        self
    }

    /// The same study, before any replication, which holds what becomes of each campaign too.
    pub fn of_campaigns(mut self, plans: &[Plan]) -> Study {
        let campaigns = plans.first().map_or(0, |plan| plan.rules.campaigns as usize);
        self.models = self.models.into_iter().map(|runs| runs.of_campaigns(campaigns)).collect();
        self
    }
}

/// The instances of a deliverable of the file.
fn deliverable(facts: &Facts, plan: &Plan, instances: &[plan::Deliverable]) -> Deliverable {
    let first = &instances[0];
    let due = plan.due(first, Instant::ZERO);
    Deliverable {
        name: first.of.map_or(CAMPAIGN, |of| &facts.deliverables[of as usize].name).to_owned(),
        count: instances.len(),
        due_h: due.map(|due| due.hours()),
        due_on: on_date(facts, first.due.or(plan.rules.deadline), due),
    }
}

/// What is due on a date in every campaign of a portfolio: the day by whose end, or the day and time.
fn on_date(facts: &Facts, due: Option<When>, at: Option<Instant>) -> Option<String> {
    let several = facts.portfolio.is_some() && facts.start_given;
    let at = at.filter(|_| several && matches!(due, Some(When::At(_))))?;
    let written = |at: Instant, how: &str| {
        let then = facts.start.checked_add(jiff::SignedDuration::from_micros(at.0)).ok()?;
        Some(then.strftime(how).to_string())
    };
    match written(at, "%H:%M")?.as_str() {
        "00:00" => written(Instant(at.0 - 1), "%a %-d %b %Y"),
        _ => written(at, "%a %-d %b %Y %H:%M"),
    }
}

/// No replications of these plans yet; which plans are the same is known.
fn runs_of(facts: &Facts, plans: &[Plan]) -> Vec<ModelRuns> {
    let part = |team: &Team| {
        Some(Part { team: facts.teams[team.of].name.clone(), part: team.part.clone()? })
    };
    let of = |(model, plan): (usize, &Plan)| ModelRuns {
        same_as: plans[..model].iter().position(|before| before.runs_as(plan)),
        parts: plan.teams.iter().filter_map(part).collect(),
        ..ModelRuns::new(&plan.model, facts.teams.len())
    };
    plans.iter().enumerate().map(of).collect()
}
