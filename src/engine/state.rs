//! The state of one replication: flat arrays, reused from replication to replication.

use super::clocks::Clocks;
use super::event_queue::EventQueue;
use super::initial_state::{HandoffState, InitialState};
pub use super::team::NONE;
use super::team::{Job, TeamState};
use crate::plan::Plan;
use crate::record::{Cause, Occurrences};
use crate::time::micros;

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its campaign has not started.
    Unborn,
    /// Never ready: some handoff is missing.
    Blocked,
    /// In its team's queue; an approval: asked for, and no reviewer has started in this round.
    Ready,
    /// Was ready before, waits for a newer version.
    Held,
    /// A person works on it; an approval: some reviewer has started in this round.
    Active,
    /// Done, for now.
    Done,
}

/// How a task's time is booked: the four kinds of waiting, worked, done, unborn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Waiting for a first handoff.
    Blocked = 0,
    /// In a queue.
    Queued = 1,
    /// Waiting again.
    Held = 2,
    /// Waiting for reviewers.
    Review = 3,
    /// Worked on.
    Worked,
    /// Done.
    Done,
    /// Not there yet.
    Unborn,
}

/// What is asked of a task at every turn: it fits a line of the processor's cache. The rest is its
/// [`Detail`].
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct TaskState {
    pub stage: Stage,
    pub mode: Mode,
    /// The newest version hides a flaw.
    pub flawed: bool,
    /// Approval: news came while under review, so that a further round follows.
    pub again: bool,
    /// Whether there is anything to do: what does not occur is done when it is ready, and never reopened.
    pub occurs: bool,
    /// Its mode when it is ready: in a queue, or under review if it is an approval.
    pub readiness: Mode,
    /// As [`super::event_queue::EventKey::reviewer`]: 1 for an approval by one person.
    pub reviewer: u8,
    /// Why the work to come (or running) is rework; `None` for first-pass work and a first round of review.
    pub cause: Option<Cause>,
    /// The version of its output.
    pub version: u32,
    /// How often it was finished.
    pub finishes: u32,
    /// How often it was reopened when done; an approval: rounds that reached a verdict.
    pub repeats: u32,
    /// Handoffs that it waits on.
    pub missing: u32,
    /// The slot of its job, if it is active and done by one person.
    pub job: u32,
    /// Where its deliverable's state is, and its stream's count of open tasks.
    pub deliverable: u32,
    pub stream: u32,
    /// Whose people do it, one of them each time; [`NONE`]: an approval that is done otherwise, or what does not occur.
    pub team: u32,
    /// Effort of the next job, or of the one under way.
    pub effort: i64,
    /// Since when it has been in its mode.
    pub since: i64,
    /// When it became ready; the beginning of the round.
    pub ready_at: i64,
}

/// A task before its campaign's arrival.
pub const UNBORN: TaskState = TaskState {
    stage: Stage::Unborn,
    mode: Mode::Unborn,
    flawed: false,
    again: false,
    occurs: true,
    readiness: Mode::Queued,
    reviewer: 0,
    cause: None,
    version: 0,
    finishes: 0,
    repeats: 0,
    missing: 0,
    job: NONE,
    deliverable: 0,
    stream: 0,
    team: NONE,
    effort: 0,
    since: 0,
    ready_at: 0,
};

/// What is asked of a task now and then.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// Base effort; of an approval by one person, the effort of a first round.
    pub base: i64,
    /// What its team's clock showed at the campaign's start or the latest delivery, reopening or addition,
    /// when people knew where they stood. Kept if flaws come by drift.
    pub aligned: i64,
}

/// An approval's rounds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rounds {
    /// Reviewers at work.
    pub reviewing: u32,
    /// Reviewers that have approved in this round.
    pub approved: u32,
    /// Whether they are asked one after the other in this round.
    pub serial: bool,
    /// Rounds begun, or begun anew after a hold: tells their events apart.
    pub occasion: u32,
    /// Rounds that were bypassed, whether they count or not.
    pub skipped: u32,
}

/// What is on its way over a handoff, and who has looked at it.
#[derive(Clone, Copy, Debug)]
pub struct Transit {
    /// The version that has not left the giver's hands; -1: none.
    pub waiting: i32,
    /// When a preliminary version is to be published; -1: not.
    pub publish_at: i64,
    /// The share of the giver's work that a preliminary version stood for; 0: there was none.
    pub known: f64,
    /// The giver's finish that the receiver has looked at.
    pub looked: u32,
    /// The giver's finish that the broker has looked at.
    pub brokered: u32,
    /// A reopening is to be learnt at a sync.
    pub news: bool,
}

/// A handoff over which nothing has gone.
pub const NOTHING_SENT: Transit =
    Transit { waiting: -1, publish_at: -1, known: 0.0, looked: 0, brokered: 0, news: false };

/// A reviewer's part in a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// Not asked yet.
    Idle,
    /// Asked on demand: it joins its team's queue then.
    Called(i64),
    /// In its team's queue since then.
    Queued(i64),
    /// At work: the job's slot.
    Active(u32),
    /// An external approver that answers then.
    External(i64),
    /// Has approved.
    Approved,
}

/// A reviewer at a task.
#[derive(Clone, Copy, Debug)]
pub struct ReviewState {
    pub part: Review,
    /// What a reviewer of a team needs in a first round.
    pub effort: i64,
    /// How often an external approver, or one on demand, was asked.
    pub asked: u32,
}

/// A reviewer before a task is there.
pub const NOT_ASKED: ReviewState = ReviewState { part: Review::Idle, effort: 0, asked: 0 };

/// A deliverable instance.
#[derive(Clone, Debug, Default)]
pub struct DeliverableState {
    /// Tasks not done.
    pub open: u32,
    /// Versions of its tasks on their way, if campaigns have live time.
    pub on_way: u32,
    /// Jobs under way on its tasks by calendars that are open whenever the default one is.
    pub active: u32,
    /// Since when there has been such a job (default calendar's clock).
    pub worked_from: i64,
    /// Other jobs under way by one calendar, up to when their work was counted, and what that calendar's clock showed then.
    pub part_time: u32,
    pub part_calendar: u32,
    pub part_from: i64,
    pub part_clock: i64,
    /// Calendars of the rest of the jobs under way.
    pub others: Vec<u32>,
    /// Open time (default calendar) in which some task was worked on.
    pub worked: i64,
    /// When its last task became done, before the campaign's launch; [`NEVER`]: it is not done at the end of one that
    /// is not launched.
    pub completed: i64,
    /// Rounds of its approvals that reached a verdict before the campaign's end.
    pub rounds: u32,
    /// Person-time of rework so far, and up to where the ledger ends.
    pub rework: f64,
    pub rework_booked: f64,
    /// Further review rounds among it.
    pub rereview: f64,
    pub rereview_booked: f64,
}

/// What is not done.
pub const NEVER: i64 = -1;

/// A campaign.
#[derive(Clone, Debug, Default)]
pub struct CampaignState {
    /// What happens to it counts: it is neither launched nor dropped (censored, or the replication ended).
    pub counts: bool,
    pub arrival: i64,
    /// When it started: at its arrival, unless it had to wait for a place.
    pub start: Option<i64>,
    /// Latent that its base efforts share.
    pub common: f64,
    /// Open tasks and versions on their way: 0 when quiet.
    pub busy: u32,
    /// Flawed newest versions.
    pub flawed: u32,
    /// Since when it is, or when launched was, ready.
    pub ready: Option<i64>,
    /// When a ready campaign is launched, if it stays so.
    pub launch_at: i64,
    pub launched: Option<i64>,
    /// Until when a launched campaign is open to changes.
    pub live_until: i64,
    /// In live time, or finishing what it opened.
    pub live: bool,
    /// Changes waiting for their intake: (change, occurrence, arrival).
    pub waiting: Vec<(u32, u32, i64)>,
    /// Changes after launch that hit work: arrival and deliverables hit.
    pub following: Vec<(i64, Vec<u32>)>,
    /// Sum and number of lead times.
    pub lead: (i128, u32),
    /// Sum of turnarounds, and rounds that reached a verdict.
    pub turnaround: i128,
    pub rounds: u32,
    /// What it measured at launch.
    pub outcome: Option<Outcome>,
}

/// What is measured of a campaign at its launch.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    pub idle_ratio: Option<f64>,
    pub flow_efficiency: Option<f64>,
    pub spread: i64,
    /// Flaws that are live, by tier of their deliverable.
    pub escapes: [u32; 3],
}

/// What waits for a sync.
#[derive(Clone, Debug, Default)]
pub struct SyncState {
    /// When it last took place; -1: never.
    pub last: i64,
    /// Number of the next occurrence.
    pub next: i64,
    /// How often it has taken place.
    pub held: u32,
    /// Versions: (campaign, handoff).
    pub versions: Vec<(u32, u32)>,
    /// Reopenings to be learnt: (campaign, handoff).
    pub news: Vec<(u32, u32)>,
    /// Flawed finishes not yet found: (campaign, task, finish).
    pub flaws: Vec<(u32, u32, u32)>,
}

/// When an audit is held, and how often it was.
#[derive(Clone, Copy, Debug, Default)]
pub struct AuditState {
    /// Number of the next occurrence.
    pub next: i64,
    /// How often it has taken place.
    pub held: u32,
}

impl AuditState {
    /// One that has not been held yet.
    pub const FRESH: AuditState = AuditState { next: 1, held: 0 };
}

/// A whole replication.
#[derive(Debug, Default)]
pub struct State {
    pub queue: EventQueue,
    /// What a campaign arrives with.
    pub initial: InitialState,
    pub tasks: Vec<TaskState>,
    pub details: Vec<Detail>,
    pub handoffs: Vec<HandoffState>,
    pub transits: Vec<Transit>,
    pub reviews: Vec<ReviewState>,
    /// Of each approval, at the place of its first review.
    pub rounds: Vec<Rounds>,
    pub deliverables: Vec<DeliverableState>,
    pub campaigns: Vec<CampaignState>,
    /// Open tasks by campaign and gate: a stream, or a part of one ([`Plan::gates`]).
    pub open_in_gate: Vec<u32>,
    /// Handoffs whose versions wait for a phase, by campaign and gate.
    pub phase_waiting: Vec<Vec<u32>>,
    pub teams: Vec<TeamState>,
    pub syncs: Vec<SyncState>,
    pub audits: Vec<AuditState>,
    /// Audit jobs, by campaign, task and audit.
    pub audited: Vec<Review>,
    /// Of each late change.
    pub changes: Vec<Occurrences>,
    pub jobs: Vec<Job>,
    /// The first slot in which nobody works; [`NONE`]: there is none.
    pub free_job: u32,
    /// What calendars and timetables show.
    pub clocks: Clocks,
    /// Teams that may be able to start something: a bit for each block of `block` teams.
    pub dirty: u64,
    pub block: usize,
    /// Parts of teams in which somebody may leave who has finished at this instant.
    pub leaving: Vec<u32>,
    /// Campaigns that may have become quiet.
    pub quiet: Vec<u32>,
    /// Work lists that would otherwise be allocated again and again.
    pub scratch: Vec<u32>,
    pub found: Vec<u32>,
}

impl State {
    /// Makes it ready for a replication of this plan, which may switch to a second one on the way. What belongs to a campaign is only given its place:
    /// nobody looks at it before the campaign's arrival, which sets it up.
    pub fn reset(&mut self, plan: &Plan, second: Option<&Plan>) {
        let campaigns = plan.rules.campaigns as usize;
        if self.initial.prepare(plan) {
            self.set_up_tasks(plan);
            self.clocks.prepare(plan);
        }
        self.queue.clear();
        self.details.resize(campaigns * plan.tasks.len(), Detail::default());
        self.handoffs.resize(campaigns * plan.handoffs.len(), HandoffState { seen: -1, need: 1 });
        self.transits.resize(campaigns * plan.handoffs.len(), NOTHING_SENT);
        self.reviews.resize(campaigns * self.initial.reviews, NOT_ASKED);
        self.rounds.resize(campaigns * self.initial.reviews, Rounds::default());
        self.deliverables.resize(campaigns * plan.deliverables.len(), DeliverableState::default());
        let gates = self.initial.open_in_gate.len();
        self.open_in_gate.resize(campaigns * gates, 0);
        renew(&mut self.phase_waiting, campaigns * gates, Vec::clear);
        renew(&mut self.campaigns, campaigns, CampaignState::renew);
        renew(&mut self.teams, plan.teams.len(), TeamState::renew);
        let most = |of: fn(&Plan) -> usize| of(plan).max(second.map_or(0, of));
        self.syncs.resize_with(most(|plan| plan.syncs.len()), SyncState::default);
        let audits = most(|plan| plan.audits.len());
        self.audits.resize(audits, AuditState::FRESH);
        self.renew_meetings();
        self.audited.clear();
        self.audited.resize(campaigns * plan.tasks.len() * audits, Review::Idle);
        self.changes.clear();
        self.changes.resize(plan.changes.len(), Occurrences::default());
        self.free_job = if self.jobs.is_empty() { NONE } else { 0 };
        let last = self.jobs.len().saturating_sub(1);
        for (slot, job) in self.jobs.iter_mut().enumerate() {
            (job.key, job.met) = (Job::NOBODY, 0);
            job.next_free = if slot < last { slot as u32 + 1 } else { NONE };
        }
        self.clocks.renew();
        self.dirty = 0;
        self.block = plan.teams.len().div_ceil(64).max(1);
        self.leaving.clear();
        self.quiet.clear();
        for (number, team) in plan.teams.iter().enumerate() {
            let state = &mut self.teams[number];
            state.free = team.people;
            state.first = team.crew.0;
            state.clock = team.calendar;
            state.hours = self.clocks.table().teams[number];
            state.on_demand = team.presence.is_some();
            state.bit = 1 << (number / self.block);
            state.switch_cost = micros(team.person.switch_cost.0 as f64 / team.person.share);
            state.share = team.person.share;
        }
    }
}

impl State {
    /// No sync or audit has been held, and nothing waits for one.
    pub fn renew_meetings(&mut self) {
        self.syncs.iter_mut().for_each(SyncState::renew);
        self.audits.fill(AuditState::FRESH);
    }

    /// Tells the tasks of all campaigns where they belong, which stays the same from replication to
    /// replication.
    fn set_up_tasks(&mut self, plan: &Plan) {
        let deliverables = plan.deliverables.len() as u32;
        let gates = self.initial.open_in_gate.len() as u32;
        self.tasks.clear();
        for c in 0..plan.rules.campaigns {
            self.tasks.extend(plan.tasks.iter().map(|task| TaskState {
                deliverable: c * deliverables + task.deliverable,
                stream: c * gates + task.stream,
                team: task.person_of.unwrap_or(NONE),
                readiness: if task.team.is_some() { Mode::Queued } else { Mode::Review },
                reviewer: u8::from(task.team.is_none() && task.person_of.is_some()),
                ..UNBORN
            }));
        }
    }
}

/// Brings a list to a length, renewing its entries in place so that what they own is kept.
fn renew<T: Default>(list: &mut Vec<T>, len: usize, renew: impl Fn(&mut T)) {
    list.resize_with(len, T::default);
    list.iter_mut().for_each(renew);
}

/// A task that has become ready.
#[derive(Clone, Copy, Debug)]
pub struct Ready {
    /// As those of [`TaskState`].
    pub team: u32,
    pub reviewer: u8,
    /// Why the work is rework, if it is.
    pub cause: Option<Cause>,
    /// The mode that it has left, and how long it was in that.
    pub waited: (Mode, i64),
}

impl TaskState {
    /// Its campaign arrives, and it waits on so many handoffs.
    #[inline]
    pub fn arrive(&mut self, missing: u32, now: i64) {
        let TaskState { deliverable, stream, team, readiness, reviewer, .. } = *self;
        *self = TaskState {
            stage: Stage::Blocked,
            mode: Mode::Blocked,
            readiness,
            reviewer,
            missing,
            deliverable,
            stream,
            team,
            since: now,
            ..UNBORN
        };
    }

    /// All that it waits for is there: work queues, an approval waits for its reviewers.
    #[inline]
    pub fn become_ready(&mut self, now: i64) -> Ready {
        self.stage = Stage::Ready;
        self.ready_at = now;
        let TaskState { team, reviewer, readiness, cause, .. } = *self;
        Ready { team, reviewer, cause, waited: self.enter(readiness, now) }
    }

    /// Whether people work on it: it is no approval.
    #[inline]
    pub fn is_work(&self) -> bool {
        self.readiness == Mode::Queued
    }

    /// Enters a mode: which one it leaves, and how long it was in that.
    #[inline]
    pub fn enter(&mut self, mode: Mode, now: i64) -> (Mode, i64) {
        let span = now - std::mem::replace(&mut self.since, now);
        (std::mem::replace(&mut self.mode, mode), span)
    }
}

impl DeliverableState {
    /// Its campaign arrives, and it has so many tasks.
    pub fn arrive(&mut self, open: u32) {
        let mut others = std::mem::take(&mut self.others);
        others.clear();
        *self = DeliverableState { open, others, ..DeliverableState::default() };
    }
}

impl CampaignState {
    /// Whether less to do may mean that it is quiet, or a change after launch followed up.
    #[inline]
    pub fn may_be_quiet(&self) -> bool {
        self.busy == 0 || !self.following.is_empty()
    }

    fn renew(&mut self) {
        let (mut waiting, mut following) =
            (std::mem::take(&mut self.waiting), std::mem::take(&mut self.following));
        waiting.clear();
        following.clear();
        *self = CampaignState { counts: true, waiting, following, ..CampaignState::default() };
    }
}

impl SyncState {
    fn renew(&mut self) {
        self.last = -1;
        self.next = 1;
        self.held = 0;
        self.versions.clear();
        self.news.clear();
        self.flaws.clear();
    }
}
