//! What happened when in one replication, as data: the engine tells an observer, `trace` shows it.

use crate::record::{Cause, TeamTime, Wait};
use crate::time::Instant;

/// One thing that happened. Tasks, handoffs and teams are indices into the plan, campaign-local
/// indices with their campaign beside them; amounts are microseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A campaign arrived.
    Arrived { campaign: usize },
    /// A campaign that had to wait for a place starts.
    Started { campaign: usize },
    /// A task changed into this state (told on every change, and once for each task at its campaign's start).
    State { campaign: usize, task: usize, state: State },
    /// A task that does not occur was passed over.
    PassedOver { campaign: usize, task: usize },
    /// A person started on a task: `rework` is the cause if it is one; `reviewer` for approvals.
    JobStarted {
        campaign: usize,
        task: usize,
        reviewer: Option<usize>,
        team: usize,
        rework: Option<Cause>,
        effort: i64,
        wall: i64,
    },
    /// A job ran to its end.
    JobFinished { campaign: usize, task: usize, reviewer: Option<usize>, team: usize },
    /// A review was stopped because the round had ended.
    JobStopped { campaign: usize, task: usize, reviewer: usize, team: usize },
    /// One of several reviewers, or an external approver, was asked.
    Asked { campaign: usize, task: usize, reviewer: usize },
    /// An external approver answered.
    Answered { campaign: usize, task: usize, reviewer: usize },
    /// A broker took up a version.
    BrokerStarted { campaign: usize, handoff: usize, version: u32, team: usize },
    /// A broker let a version go (`found` = it found a flaw and sent it back).
    BrokerFinished { campaign: usize, handoff: usize, version: u32, team: usize, found: bool },
    /// A version is ready to leave its giver (version 0 is preliminary).
    Published { campaign: usize, handoff: usize, version: u32 },
    /// A version left its giver's hands.
    Released { campaign: usize, handoff: usize, version: u32 },
    /// A version arrived; `news` is false if the receiver had already seen it or a newer one.
    Delivered { campaign: usize, handoff: usize, version: u32, news: bool },
    /// A done task passed news on without work; its version is now this.
    PassedOn { campaign: usize, task: usize, version: u32 },
    /// A done task was reopened with this effort.
    Reopened { campaign: usize, task: usize, cause: Cause, effort: i64 },
    /// A running job was added to.
    Added { campaign: usize, task: usize, cause: Cause, effort: i64 },
    /// A task waits for a newer version on this handoff.
    Waits { campaign: usize, handoff: usize },
    /// A finish hid a flaw.
    FlawHidden { campaign: usize, task: usize },
    /// A flaw was found.
    FlawFound { campaign: usize, task: usize, by: FoundBy },
    /// A late change arrived.
    ChangeArrived { campaign: usize, change: usize },
    /// A late change was taken in.
    ChangeTaken { campaign: usize, change: usize },
    /// A change hit a task (`absorbed`: there was no work to redo).
    ChangeHit { campaign: usize, task: usize, change: usize, absorbed: bool },
    /// A review round ended.
    Verdict { campaign: usize, task: usize, round: u32, approved: bool },
    /// A task went ahead without approval.
    Bypassed { campaign: usize, task: usize },
    /// A sync took place.
    SyncHeld { sync: usize },
    /// An audit took place.
    AuditHeld { audit: usize },
    /// A person took up a task for an audit.
    AuditStarted { campaign: usize, task: usize, audit: usize, team: usize },
    /// A person has audited a task.
    AuditFinished { campaign: usize, task: usize, team: usize, found: bool },
    /// The second setting of the model's levers came into force.
    Switched,
    /// A team was at a meeting until this instant: a sync, or that of a switch.
    Met { team: usize, sync: Option<usize>, until: Instant },
    /// So many people of a team left: they are absent.
    WentAway { team: usize, people: u32 },
    /// So many people of a team came back.
    CameBack { team: usize, people: u32 },
    /// A campaign became ready and waits for its launch.
    Ready { campaign: usize },
    /// Work of a campaign that was ready was reopened.
    NotReady { campaign: usize },
    /// A campaign was launched.
    Launched { campaign: usize },
    /// A campaign reached its horizon.
    Censored { campaign: usize },
}

/// Who found a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    /// A person of the receiving task, before starting on it.
    Receiver { task: usize },
    /// The broker.
    Broker,
    /// A reviewer of this approval task.
    Reviewer { task: usize, reviewer: usize },
    /// A sync.
    Sync { sync: usize },
    /// An audit.
    Audit { audit: usize },
    /// Live feedback.
    Live,
}

/// What a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not done and not worked.
    Waiting(Wait),
    /// Somebody works on it.
    Worked,
    /// Done (for now).
    Done,
}

/// Told of everything that happens; the engine pays nothing for one that does not listen.
pub trait Observer {
    /// Whether anything is listened to; `false` lets the compiler drop the calls.
    const LISTENS: bool;
    /// Something happened.
    fn note(&mut self, at: Instant, event: Event);
    /// The next instant for which it wants to know what people did before it.
    fn mark(&self) -> Option<Instant> {
        None
    }
    /// The person-time of each team up to the mark, in file order.
    fn people(&mut self, _teams: &[TeamTime]) {}
}

/// Hears nothing.
pub struct Deaf;

impl Observer for Deaf {
    const LISTENS: bool = false;
    fn note(&mut self, _: Instant, _: Event) {}
}

/// Writes everything down.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// In order of happening.
    pub events: Vec<(Instant, Event)>,
}

impl Observer for Trace {
    const LISTENS: bool = true;
    fn note(&mut self, at: Instant, event: Event) {
        self.events.push((at, event));
    }
}
