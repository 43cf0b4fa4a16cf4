//! One workflow model compiled to immutable arrays indexed by ids: all that the engine ever sees.
//!
//! A plan describes the shape of *one* campaign; a portfolio runs the same shape several times.

mod compile;
mod explain;
mod feeding;
mod graph;
mod in_short;
mod links;
mod overhead;
mod parts;
mod phases;
mod pieces;
mod price_words;
mod samplers;
mod steps;
mod words;

pub use compile::{compile_all, compile_each, live_feedback};
pub use explain::{arrivals, explain, other_facts, prices_of_failure};
pub use feeding::{rework_radius, rework_warning};
pub use graph::joined;
pub use links::{Kind, approval_levers, levers};
pub use overhead::{Overhead, Prices, Touch, Ways};
pub use parts::{Part, Parts, part_name};
pub use price_words::missing_backbone;
pub use samplers::Samplers;
pub use steps::detection;

use crate::calendar::{Calendar, Union};
use crate::distribution::Sampler;
/// Facts and levers that a plan takes over as they are.
pub use crate::model::{Absence, Arrival, Clock, Intake, Priority, Route, SwitchTime, Tier, When};

use crate::model::HandoffLevers;
use crate::time::{Elapsed, Instant, Work};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// A model that cannot be executed, and where its file says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path in the file, such as `models[1].release`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Tells plans apart: no two plans that exist at the same time have the same, clones included.
#[derive(Debug, Default)]
pub struct Identity(Arc<()>);

impl Identity {
    /// Another handle on the same identity: while it is kept, no other plan gets this identity.
    pub fn keep(&self) -> Identity {
        Identity(Arc::clone(&self.0))
    }

    /// Whether both are handles on one identity.
    pub fn is(&self, other: &Identity) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Clone for Identity {
    /// A new identity: a clone is another plan, and may be changed.
    fn clone(&self) -> Identity {
        Identity::default()
    }
}

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

/// A deliverable in a stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// Which stream: an index into [`Plan::steps`].
    pub stream: u32,
    /// Which instance: an index into [`Plan::deliverables`].
    pub deliverable: u32,
    /// The part of a team that works on it; `None`: it is an approval.
    pub team: Option<u32>,
    /// Whose people do it, one of them each time: who works on it, or sits as the only reviewer of an
    /// approval. `None`: an approval by several reviewers, by an external approver or by nobody.
    pub person_of: Option<u32>,
    /// The overhead of that person; none if there is none.
    pub overhead: Overhead,
    /// Probability that a finish hides a flaw, times (1 + penalty × gap); not yet capped at 1.
    pub flaw: f64,
    /// Whether that person reviews on demand: in the default calendar, the switch cost paid at every start.
    pub interrupted: bool,
    /// Handoffs into it: a range of [`Plan::handoffs`].
    pub into: (u32, u32),
    /// Handoffs out of it: a range of [`Plan::outgoing`].
    pub out: (u32, u32),
    /// Its reviewers if it is an approval: an index into [`Plan::panels`].
    pub panel: u32,
    /// Where its reviews' states begin in the engine's array of them.
    pub reviews: u32,
    /// What a rejection without a detected flaw reopens: a range of [`Plan::returns`].
    pub returns: (u32, u32),
}

/// A handoff between two tasks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handoff {
    /// Giving task.
    pub from: u32,
    /// Receiving task.
    pub to: u32,
    /// An index into [`Plan::links`].
    pub link: u32,
}

/// A handoff as its giver sees it: what is asked at every delivery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outgoing {
    /// An index into [`Plan::handoffs`].
    pub handoff: u32,
    /// Receiving task.
    pub to: u32,
    /// Whether a version is delivered at the instant at which it is published: [`Link::is_direct`].
    pub direct: bool,
}

/// Facts and levers that all handoffs between the same two streams share.
#[derive(Clone, Debug)]
pub struct Link {
    /// The giving stream.
    pub from: usize,
    /// The receiving stream.
    pub to: usize,
    /// Preliminary versions: `Some(θ)` for an early start.
    pub early: Option<f64>,
    /// Whether the receiver may start at once.
    pub brief: bool,
    /// When versions leave.
    pub release: Release,
    /// The broker's team, as numbered in the file, if versions go through one.
    pub via: Option<u32>,
    /// When reopenings are learnt.
    pub visibility: Visibility,
    /// Latency times its factor.
    pub latency: Latency,
    /// Probability that a version matters.
    pub sensitivity: f64,
    /// Share then redone.
    pub impact: f64,
    /// Probability that the receiver spots a flaw.
    pub spot: f64,
    /// Whether a done receiver to which a version does not matter passes the news on.
    pub pass_on: bool,
    /// The levers with their sources, for `explain`.
    pub levers: HandoffLevers,
}

impl PartialEq for Link {
    /// By what is done, not by where it was said.
    fn eq(&self, other: &Link) -> bool {
        let Link {
            from,
            to,
            early,
            brief,
            release,
            via,
            visibility,
            latency,
            sensitivity,
            impact,
            spot,
            pass_on,
            levers: _,
        } = self;
        (from, to, early, brief, release, via)
            == (&other.from, &other.to, &other.early, &other.brief, &other.release, &other.via)
            && (visibility, latency, sensitivity)
                == (&other.visibility, &other.latency, &other.sensitivity)
            && (impact, spot, pass_on) == (&other.impact, &other.spot, &other.pass_on)
    }
}

impl Link {
    /// Whether a version is delivered at the instant at which it is published.
    pub fn is_direct(&self) -> bool {
        let at_once = self.latency == Latency::Fixed(Elapsed(0));
        self.release == Release::Item && self.via.is_none() && at_once
    }
}

/// How long a version travels.
#[derive(Clone, Debug, PartialEq)]
pub enum Latency {
    /// Always so long.
    Fixed(Elapsed),
    /// Drawn anew for each version, times a factor.
    Drawn(Arc<Sampler>, f64),
}

/// When versions leave, as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Release {
    /// At once.
    Item,
    /// When the tasks of this gate are done.
    Phase(u32),
    /// At this sync.
    Sync(u32),
}

/// When reopenings are learnt, as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// By the new version.
    Handoff,
    /// At this sync.
    Sync(u32),
    /// At once.
    Live,
}

/// What the tasks of a stream have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The stream's name, for display.
    pub name: String,
    /// How many tasks of a campaign it has.
    pub tasks: u32,
    /// Probability that each of them occurs.
    pub occurs: f64,
    /// Work or approval.
    pub kind: StepKind,
}

/// Work or approval.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// Done by a person.
    Work(WorkStep),
    /// Worked by reviewers.
    Approval(ApprovalStep),
}

/// A work stream.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkStep {
    /// Effort before scale: an index into [`Samplers`].
    pub effort: Arc<Sampler>,
    /// Whether some handoff out of it publishes early results.
    pub early: bool,
}

/// An approval stream.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovalStep {
    /// Where rejections go: a stream, or the direct work predecessors.
    pub returns_to: Option<u32>,
    /// Share then redone.
    pub revise: f64,
    /// Factor on effort in further rounds.
    pub rereview: f64,
}

/// The reviewers that see a task, and how they are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// In list order.
    pub reviewers: Vec<Reviewer>,
    /// Order of asking.
    pub route: Route,
    /// How long teams wait for a reviewer.
    pub patience: Option<Elapsed>,
    /// Probability that they then go ahead.
    pub bypass: f64,
}

/// A reviewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewer {
    /// Its place in the stream's list: part of the key of its draws.
    pub index: u32,
    /// The part of a team whose person reviews; `None`: an external approver.
    pub team: Option<u32>,
    /// Effort (team) or turnaround (external).
    pub time: Arc<Sampler>,
    /// 1 / speed of the team.
    pub scale: f64,
    /// How long after being asked it turns to a review (µs of open time of the default calendar), if it does not at once.
    pub response: Option<Arc<Sampler>>,
    /// Probability of a rejection by round; the last value repeats.
    pub reject: Vec<f64>,
    /// Probability to detect each flaw.
    pub detect: f64,
    /// Whether reviews are made on demand: in the default calendar, the switch cost paid at each.
    pub interrupted: bool,
}

/// A deliverable instance, or what has the campaign's own tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Deliverable {
    /// Its name, with its number where there are several.
    pub name: String,
    /// Its tasks: a range of [`Plan::tasks`].
    pub tasks: (u32, u32),
    /// Which deliverable of the file it is an instance of; `None`: the campaign.
    pub of: Option<u32>,
    /// Its risk tier.
    pub tier: Tier,
    /// The number of its pod, from 1; 0: it is in none.
    pub pod: u32,
    /// When it is to be done for the last time; `None`: by the deadline.
    pub due: Option<When>,
}

/// A team, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Its name, for display.
    pub name: String,
    /// Which team of the file it belongs to, and all parts of that: a range of [`Plan::teams`].
    pub of: usize,
    pub crew: (u32, u32),
    /// What the part is called, if the team has pods.
    pub part: Option<String>,
    /// How many people.
    pub people: u32,
    /// When they work: an index into [`Plan::calendars`].
    pub calendar: u32,
    /// When they are there, if they also review on demand and the default calendar is not their own.
    pub presence: Option<Union>,
    /// Working time lost when a rework starts.
    pub switch_cost: Work,
    /// Currency units per person-hour.
    pub rate: f64,
    /// 1 / speed.
    pub scale: f64,
    /// Share of their open time that its people have for this work: jobs take 1 / share as long.
    pub share: f64,
}

/// A recurring meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// Its name, for display.
    pub name: String,
    /// Cadence.
    pub every: Elapsed,
    /// Working time per attending person.
    pub length: Work,
    /// The first parts of teams that attend, in file order.
    pub attend: Vec<u32>,
    /// Probability to find each flaw.
    pub detect: f64,
}

/// A recurring look of a team at a sample of the done work.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Its name, for display.
    pub name: String,
    /// Cadence.
    pub every: Elapsed,
    /// Whose people look: a team as numbered in the file.
    pub team: u32,
    /// Probability that a done work task is drawn.
    pub sample: f64,
    /// Working time per task.
    pub effort: Arc<Sampler>,
    /// Probability to find a flaw.
    pub detect: f64,
}

/// A late change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its name, for display.
    pub name: String,
    /// When it comes.
    pub arrival: Arrival,
    /// What its times count from.
    pub clock: Clock,
    /// Probability that an occurrence happens.
    pub probability: f64,
    /// Probability for each deliverable to be hit.
    pub reach: f64,
    /// The tasks that it can hit, each with the share redone: the last stream first, so that under `live` what stands
    /// behind waits for what stands before; within a stream in task order.
    pub targets: Vec<(u32, f64)>,
}

/// An iteration mark out of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    /// Its place in the file: part of the key of its draws.
    pub index: u32,
    /// The earlier stream.
    pub to: u32,
    /// Probability per finish.
    pub probability: f64,
    /// Share redone.
    pub impact: f64,
    /// Each task of the stream with an earlier one that it reopens, in task order.
    pub reopens: Vec<(u32, u32)>,
}

impl Feedback {
    /// The earlier tasks that a task reopens.
    pub fn earlier(&self, task: u32) -> impl Iterator<Item = usize> + '_ {
        let first = self.reopens.partition_point(|(from, _)| *from < task);
        let of_task = self.reopens[first..].iter().take_while(move |(from, _)| *from == task);
        of_task.map(|(_, to)| *to as usize)
    }
}

/// The broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Broker {
    /// Working time per version.
    pub effort: Arc<Sampler>,
    /// Probability that it finds a flaw.
    pub detect: f64,
}

/// When campaigns arrive.
#[derive(Clone, Debug, PartialEq)]
pub enum Arrivals {
    /// At these instants, one for each.
    At(Vec<Instant>),
    /// The first at 0, the next ones after such gaps, of open time where there is a calendar.
    Every(Arc<Sampler>, Option<Calendar>),
}

/// When a campaign that is ready may be launched.
#[derive(Clone, Debug, PartialEq)]
pub struct Launch {
    /// Not before this time.
    pub at: Option<When>,
    /// Only while this is open.
    pub calendar: Option<Calendar>,
    /// Whether deadlines move on to the next opening.
    pub moves_deadline: bool,
}

/// Settings of the whole campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// How many campaigns.
    pub campaigns: u32,
    /// Whether they are a portfolio.
    pub portfolio: bool,
    /// When they arrive.
    pub arrivals: Arrivals,
    /// When a campaign is censored.
    pub horizon: Elapsed,
    /// The promised launch.
    pub deadline: Option<When>,
    /// When a campaign that is ready may be launched; `None`: at once.
    pub launch: Option<Launch>,
    /// Per day late.
    pub delay_cost: f64,
    /// Per flaw live at launch, by tier.
    pub escape_cost: [f64; 3],
    /// Per campaign that is not launched by its deadline.
    pub miss_cost: f64,
    /// Whether anything costs anything.
    pub has_prices: bool,
    /// How long a launched campaign stays open to changes.
    pub live: Option<Elapsed>,
    /// Weight of the common latent (√ρ) and of the task's own (√(1 − ρ)).
    pub correlation: (f64, f64),
    /// Share redone to mend a flaw.
    pub fix: f64,
    /// Drift per working hour; 0 under shared context.
    pub drift: f64,
    /// Factor per further rework.
    pub learning: f64,
    /// Rise of fatigue per rework.
    pub fatigue_per_rework: f64,
    /// Rise of fatigue per attended sync.
    pub fatigue_per_sync: f64,
    /// Halving time of fatigue.
    pub half_life: Elapsed,
    /// When changes are taken in.
    pub intake: Intake,
    /// Live feedback: probability and delay.
    pub live_feedback: Option<(f64, Elapsed)>,
    /// The broker, where some handoff goes through one.
    pub broker: Option<Broker>,
    /// Queue order.
    pub priority: Priority,
    /// How many campaigns may be under way at once.
    pub wip: Option<u32>,
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
        self.rules.fatigue_per_rework > 0.0 || self.rules.fatigue_per_sync > 0.0
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

impl Launch {
    /// The first instant from `at` on at which a launch is possible.
    fn opening(&self, at: Instant) -> Instant {
        self.calendar.as_ref().map_or(at, |calendar| calendar.next_opening(at))
    }
}
