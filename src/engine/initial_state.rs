//! A campaign at its arrival: set up once for a plan, then asked for every campaign and replication.

use super::effort::Efforts;
use crate::plan::{Deliverable, Identity, Link, Plan, Task};

/// A handoff.
#[derive(Clone, Copy, Debug)]
pub struct HandoffState {
    /// The version that the receiver last saw; -1: none.
    pub seen: i32,
    /// The version that it waits for or has been satisfied by.
    pub need: i32,
}

/// What a campaign of a plan arrives with.
#[derive(Debug, Default)]
pub struct InitialState {
    /// Of which plan.
    of: Option<Identity>,
    /// How many handoffs each task waits on.
    pub missing: Vec<u32>,
    pub handoffs: Vec<HandoffState>,
    /// Tasks by deliverable.
    pub open: Vec<u32>,
    /// Tasks that wait for nothing.
    pub ready: Vec<u32>,
    /// Tasks that need not occur, with the probability that they do.
    pub optional: Vec<(u32, f64)>,
    /// Tasks by gate: by stream, then those of [`Plan::gates`].
    pub open_in_gate: Vec<u32>,
    /// How many reviews it has.
    pub reviews: usize,
    /// How many approvals it has.
    pub approvals: f64,
    /// Ancestors of tasks that were asked for, in task order.
    ancestors: Vec<Option<Box<[u32]>>>,
    /// Powers of the factor by which reworks become shorter.
    learnt: Vec<f64>,
    /// What is drawn for it.
    pub efforts: Efforts,
    /// Of each calendar, whether it is open whenever the default one is.
    pub always_there: Vec<bool>,
    /// By calendar: whether it is open only while the default one is.
    pub within_default: Vec<bool>,
}

/// How many reworks have their factor listed.
const LEARNT: u32 = 16;

impl InitialState {
    /// The share of effort that is left in a rework after so many earlier ones.
    #[inline]
    pub fn learnt(&self, learning: f64, repeats: u32) -> f64 {
        let listed = self.learnt.get(repeats as usize).copied();
        listed.unwrap_or_else(|| libm::pow(learning, f64::from(repeats)))
    }

    /// The tasks that stand behind a task, in task order; looked for once.
    pub fn ancestors(&mut self, plan: &Plan, task: usize) -> &[u32] {
        self.ancestors[task].get_or_insert_with(|| {
            let mut found = Vec::new();
            plan.ancestors(task, &mut found);
            found.sort_unstable();
            found.into_boxed_slice()
        })
    }

    /// Makes it that of a plan, unless it is; whether it was not.
    #[inline]
    pub fn prepare(&mut self, plan: &Plan) -> bool {
        let other = !self.of.as_ref().is_some_and(|of| of.is(&plan.identity));
        if other {
            *self = InitialState::of(plan);
        }
        other
    }

    fn of(plan: &Plan) -> InitialState {
        let handoffs: Vec<HandoffState> =
            plan.handoffs.iter().map(|ends| plan.links[ends.link as usize].untouched()).collect();
        let missing: Vec<u32> = plan.tasks.iter().map(|task| missing(task, &handoffs)).collect();
        let ready = (0..).zip(&missing).filter(|(_, missing)| **missing == 0);
        let open = |deliverable: &Deliverable| deliverable.tasks.1 - deliverable.tasks.0;
        let calendars = || plan.calendars.iter();
        let default = plan.calendar();
        let panel = |panel: u32| plan.panels[panel as usize].reviewers.len();
        InitialState {
            of: Some(plan.identity.keep()),
            efforts: Efforts::of(plan),
            ready: ready.map(|(task, _)| task).collect(),
            optional: optional(plan),
            missing,
            open: plan.deliverables.iter().map(open).collect(),
            open_in_gate: plan
                .steps
                .iter()
                .map(|step| step.tasks)
                .chain(plan.gates.iter().map(|tasks| tasks.len() as u32))
                .collect(),
            reviews: plan.tasks.last().map_or(0, |t| t.reviews as usize + panel(t.panel)),
            approvals: plan.tasks.iter().filter(|task| task.team.is_none()).count() as f64,
            handoffs,
            ancestors: vec![None; plan.tasks.len()],
            learnt: (0..LEARNT).map(|n| libm::pow(plan.rules.learning, f64::from(n))).collect(),
            always_there: calendars().map(|c| c.is_always() || c == default).collect(),
            within_default: calendars().map(|c| c.lies_within(default)).collect(),
        }
    }
}

/// The tasks that need not occur.
fn optional(plan: &Plan) -> Vec<(u32, f64)> {
    let tasks = (0..).zip(&plan.tasks);
    let occurs = |(task, facts): (u32, &Task)| (task, plan.steps[facts.stream as usize].occurs);
    tasks.map(occurs).filter(|(_, occurs)| *occurs < 1.0).collect()
}

impl Link {
    /// A handoff over which nothing has gone; a brief counts as a version seen.
    pub(super) fn untouched(&self) -> HandoffState {
        HandoffState {
            need: i32::from(self.early.is_none() && !self.brief),
            seen: if self.brief { 0 } else { -1 },
        }
    }
}

/// On how many handoffs a task waits: on all of which something is to be seen.
fn missing(task: &Task, handoffs: &[HandoffState]) -> u32 {
    let (from, to) = task.into;
    let into = &handoffs[from as usize..to as usize];
    into.iter().filter(|handoff| handoff.seen < handoff.need).count() as u32
}
