//! A whole plan: its arrays, and what is read off them.

use super::{
    Audit, Change, Deliverable, Feedback, Handoff, Identity, Link, Outgoing, Overhead, Panel,
    Parts, Rules, Step, Sync, Task, Team,
};
use crate::calendar::Calendar;
use crate::model::{Absence, SwitchTime};
use crate::time::{Instant, Work};
use std::collections::BTreeSet;
use std::ops::Range;

/// One workflow model, ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// By which an engine knows that it has prepared this plan before.
    pub identity: Identity,
    /// The model's name: shown, never looked at.
    pub model: String,
    /// Tasks, deliverable-major, then in stream order.
    pub tasks: Vec<Task>,
    /// What each task's base effort is multiplied by: deliverable size over team speed.
    pub scales: Vec<f64>,
    /// Handoffs, by (receiving task, giving task).
    pub handoffs: Vec<Handoff>,
    /// The handoffs out of each task, in handoff order; indexed by [`Task::out`].
    pub outgoing: Vec<Outgoing>,
    /// Tasks that rejections without a detected flaw send back; indexed by [`Task::returns`].
    pub returns: Vec<u32>,
    /// The kinds of handoff: facts and levers of a pair of streams, for some or all deliverables.
    pub links: Vec<Link>,
    /// The tasks of each gate that rows about some deliverables make, in task order; a gate's number is higher by the
    /// number of steps, each of which is a gate of all its tasks.
    pub gates: Vec<Vec<u32>>,
    /// What the tasks of each stream have in common.
    pub steps: Vec<Step>,
    /// Who reviews and how they are asked, of each kind of approval; indexed by [`Task::panel`].
    pub panels: Vec<Panel>,
    /// The overhead of each reviewer at each task; indexed by [`Task::reviews`] and its place in the panel.
    pub seats: Vec<Overhead>,
    /// Deliverables after `count` is multiplied out; before them the campaign, where a stream exists once.
    pub deliverables: Vec<Deliverable>,
    /// The different calendars by which people work; the default one is the first.
    pub calendars: Vec<Calendar>,
    /// The parts of teams, each with its own queue, in the order in which they start work: a team without pods is one.
    pub teams: Vec<Team>,
    /// Who serves what.
    pub parts: Parts,
    /// Recurring meetings, in list order.
    pub syncs: Vec<Sync>,
    /// Audits, in list order.
    pub audits: Vec<Audit>,
    /// Late changes, in file order.
    pub changes: Vec<Change>,
    /// Absences, in file order.
    pub absences: Vec<Absence>,
    /// Iteration marks, by giving stream.
    pub feedback: Vec<Vec<Feedback>>,
    /// Settings of the whole campaign.
    pub rules: Rules,
    /// The setting that it switches to on the way.
    pub then: Option<Box<Switch>>,
}

/// A switch on the way.
#[derive(Clone, Debug)]
pub struct Switch {
    /// When it comes.
    pub when: SwitchTime,
    /// Working time that it takes everybody.
    pub meeting: Work,
    /// The setting from then on: the same tasks, handoffs, reviewers and teams, under other levers.
    pub plan: Plan,
}

impl Plan {
    /// Whether two plans run alike in every replication: they differ in the model's name at most.
    pub fn runs_as(&self, other: &Plan) -> bool {
        let Plan {
            identity: _,
            model: _,
            tasks,
            scales,
            handoffs,
            outgoing,
            returns,
            links,
            gates,
            steps,
            panels,
            seats,
            deliverables,
            calendars,
            teams,
            parts,
            syncs,
            audits,
            changes,
            absences,
            feedback,
            rules,
            then,
        } = self;
        let switches_alike = match (then, &other.then) {
            (None, None) => true,
            (Some(a), Some(b)) => {
                (a.when, a.meeting) == (b.when, b.meeting) && a.plan.runs_as(&b.plan)
            }
            _ => false,
        };
        (tasks, scales, handoffs, outgoing, links)
            == (&other.tasks, &other.scales, &other.handoffs, &other.outgoing, &other.links)
            && (returns, gates, steps, panels)
                == (&other.returns, &other.gates, &other.steps, &other.panels)
            && (deliverables, teams, calendars, parts)
                == (&other.deliverables, &other.teams, &other.calendars, &other.parts)
            && (seats, syncs, audits, changes)
                == (&other.seats, &other.syncs, &other.audits, &other.changes)
            && (absences, feedback, rules) == (&other.absences, &other.feedback, &other.rules)
            && switches_alike
    }

    /// The default calendar.
    pub fn calendar(&self) -> &Calendar {
        &self.calendars[0]
    }

    /// Open time of a team's people in [a, b), by all calendars by which they work.
    pub fn open(&self, team: usize, a: Instant, b: Instant) -> Work {
        let Team { calendar, presence, .. } = &self.teams[team];
        let own = || self.calendars[*calendar as usize].open(a, b);
        presence.as_ref().map_or_else(own, |presence| presence.open(a, b))
    }

    /// The deliverable of a task; none of one that exists once.
    pub fn piece(&self, task: u32) -> Option<u32> {
        self.deliverables[self.tasks[task as usize].deliverable as usize].of
    }

    /// The gates of some of a stream's tasks that a task belongs to.
    pub fn own_gates(&self, task: usize) -> impl Iterator<Item = usize> + '_ {
        let holds = move |gate: &Vec<u32>| gate.binary_search(&(task as u32)).is_ok();
        let gates = self.gates.iter().enumerate().filter(move |(_, gate)| holds(gate));
        gates.map(|(gate, _)| self.steps.len() + gate)
    }

    /// Whether a task is an approval.
    #[inline]
    pub fn is_approval(&self, task: usize) -> bool {
        self.tasks[task].team.is_none()
    }

    /// One link for each pair of streams that some handoff joins: their facts are the same, whatever the levers.
    pub fn pairs(&self) -> impl Iterator<Item = &Link> {
        let mut seen = BTreeSet::new();
        self.links.iter().filter(move |link| seen.insert((link.from, link.to)))
    }

    /// Whether the campaign has tasks of its own: they are those of the first of [`Plan::deliverables`].
    pub fn has_own_tasks(&self) -> bool {
        self.deliverables.first().is_some_and(|first| first.of.is_none())
    }

    /// How many syncs and audits are numbered before those of a setting of this plan.
    pub fn numbered_before(&self, setting: &Plan) -> (usize, usize) {
        match std::ptr::eq(self, setting) {
            true => (0, 0),
            false => (self.syncs.len(), self.audits.len()),
        }
    }

    /// The settings of a model, the first one first.
    pub fn settings(&self) -> impl Iterator<Item = &Plan> {
        [self].into_iter().chain(self.then.as_deref().map(|then| &then.plan))
    }

    /// The syncs of all settings, as traces number them.
    pub fn all_syncs(&self) -> impl Iterator<Item = &Sync> {
        self.settings().flat_map(|plan| &plan.syncs)
    }

    /// The audits of all settings, as traces number them.
    pub fn all_audits(&self) -> impl Iterator<Item = &Audit> {
        self.settings().flat_map(|plan| &plan.audits)
    }

    /// The setting with which a campaign begins, and the switch that is still to come: none at the horizon or later.
    pub fn beginning(&self) -> (&Plan, Option<&Switch>) {
        match self.then.as_deref() {
            Some(Switch { when: SwitchTime::At(Instant::ZERO), plan, .. }) => (plan, None),
            Some(Switch { when: SwitchTime::At(at), .. }) if at.0 >= self.rules.horizon.0 => {
                (self, None)
            }
            switch => (self, switch),
        }
    }

    /// Whether teams ever go ahead without approval.
    pub fn is_impatient(&self) -> bool {
        self.panels.iter().any(|panel| panel.patience.is_some() && panel.bypass > 0.0)
    }

    /// Whether flaws come by drift.
    pub fn drifts(&self) -> bool {
        self.rules.drift > 0.0
    }

    /// Whether any finish can hide a flaw.
    pub fn hides_flaws(&self) -> bool {
        self.rules.drift > 0.0 || self.tasks.iter().any(|task| task.flaw > 0.0)
    }

    /// Whether anybody ever gets tired.
    pub fn tires(&self) -> bool {
        self.rules.fatigue.per_rework > 0.0 || self.rules.fatigue.per_sync > 0.0
    }

    /// Whether any finish can feed back.
    pub fn iterates(&self) -> bool {
        self.feedback.iter().any(|marks| !marks.is_empty())
    }

    /// Collects a task's ancestors: all tasks that stand behind some handoff into it. In order of
    /// discovery; the list is cleared first.
    pub fn ancestors(&self, task: usize, found: &mut Vec<u32>) {
        found.clear();
        let mut seen = vec![false; self.tasks.len()];
        let (mut here, mut next) = (task, 0);
        loop {
            let (from, to) = self.tasks[here].into;
            for handoff in &self.handoffs[from as usize..to as usize] {
                if !std::mem::replace(&mut seen[handoff.from as usize], true) {
                    found.push(handoff.from);
                }
            }
            let Some(ancestor) = found.get(next) else { break };
            here = *ancestor as usize;
            next += 1;
        }
    }

    /// The handoffs out of a task.
    #[inline]
    pub fn out(&self, task: usize) -> &[Outgoing] {
        let (from, to) = self.tasks[task].out;
        &self.outgoing[from as usize..to as usize]
    }

    /// The tasks that a rejection by an approval, without a detected flaw, reopens.
    pub fn returns(&self, task: usize) -> &[u32] {
        let (from, to) = self.tasks[task].returns;
        &self.returns[from as usize..to as usize]
    }

    /// The part of a team, as numbered in the file, that serves a task.
    pub fn part(&self, team: u32, task: usize) -> usize {
        let pod = self.deliverables[self.tasks[task].deliverable as usize].pod;
        self.parts.part(team as usize, pod) as usize
    }

    /// All parts of the team that a part belongs to.
    #[inline]
    pub fn crew(&self, part: usize) -> Range<usize> {
        let (first, last) = self.teams[part].crew;
        first as usize..last as usize
    }

    /// The work tasks that hand over to a task.
    pub fn work_givers(&self, task: usize) -> impl Iterator<Item = u32> + '_ {
        let (from, to) = self.tasks[task].into;
        let givers = self.handoffs[from as usize..to as usize].iter().map(|handoff| handoff.from);
        givers.filter(|giver| !self.is_approval(*giver as usize))
    }

    /// "deliverable / stream" of a task.
    pub fn task_name(&self, task: usize) -> String {
        let task = &self.tasks[task];
        let deliverable = &self.deliverables[task.deliverable as usize].name;
        format!("{deliverable}/{}", self.steps[task.stream as usize].name)
    }

    /// The deadline of a campaign that started at `start`.
    pub fn deadline(&self, start: Instant) -> Option<Instant> {
        let due = self.rules.deadline?.of(start);
        let launch = self.rules.launch.as_ref().filter(|launch| launch.moves_deadline);
        Some(launch.map_or(due, |launch| launch.opening(due)))
    }

    /// By when a deliverable of a campaign that started at `start` is to be done.
    pub fn due(&self, deliverable: &Deliverable, start: Instant) -> Option<Instant> {
        deliverable.due.map_or_else(|| self.deadline(start), |due| Some(due.of(start)))
    }

    /// The deliverables of the file in order, each as its instances; before them the campaign, where it has tasks
    /// of its own.
    pub fn kinds(&self) -> impl Iterator<Item = &[Deliverable]> {
        self.deliverables.chunk_by(|a, b| a.of == b.of)
    }

    /// The fixed date on which a campaign that starts at once is launched if it is ready.
    pub fn launch_date(&self) -> Option<Instant> {
        let launch = self.rules.launch.as_ref()?;
        launch.at.map(|at| launch.opening(at.of(Instant::ZERO)))
    }

    /// When a campaign that started at `start` and has become ready is launched, if it stays so.
    pub fn launch_of(&self, start: Instant, ready: Instant) -> Instant {
        let Some(launch) = &self.rules.launch else { return ready };
        launch.opening(launch.at.map_or(ready, |at| ready.max(at.of(start))))
    }
}
