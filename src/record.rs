//! Raw facts of one replication of one model: integers where the engine counts in integers.

use crate::time::{HOUR, float};
use std::ops::AddAssign;

/// How a replication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Every campaign was launched.
    Launched,
    /// At least one campaign was not launched by its horizon.
    Censored,
    /// Nothing but syncs was left to come, yet a campaign was not launched.
    Deadlocked,
    /// More than its budget of events.
    OverBudget,
    /// A law that must hold (conservation of person-time, Little's law) did not: a defect of flowcast.
    Failed,
}

impl Status {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Status; 5] = [
        Status::Launched,
        Status::Censored,
        Status::Deadlocked,
        Status::OverBudget,
        Status::Failed,
    ];

    /// The word in data files.
    pub fn name(self) -> &'static str {
        match self {
            Status::Launched => "launched",
            Status::Censored => "censored",
            Status::Deadlocked => "deadlocked",
            Status::OverBudget => "over_budget",
            Status::Failed => "failed",
        }
    }

    /// The status with this word.
    pub fn from_name(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Why work was done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A late change.
    Change = 0,
    /// News from a giver.
    Upstream = 1,
    /// A flaw that was found.
    Flaw = 2,
    /// A rejection without a detected flaw.
    Rejection = 3,
    /// An iteration mark.
    Feedback = 4,
}

impl Cause {
    /// All of them, in the order of the data files.
    pub const ALL: [Cause; 5] =
        [Cause::Change, Cause::Upstream, Cause::Flaw, Cause::Rejection, Cause::Feedback];

    /// The word in data files.
    pub fn name(self) -> &'static str {
        ["change", "upstream", "flaw", "rejection", "feedback"][self as usize]
    }
}

/// Why a task that is not done is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// It was never ready: some handoff is missing.
    Blocked = 0,
    /// It is ready, in its team's queue.
    Queued = 1,
    /// It was ready before and waits for a newer version.
    Held = 2,
    /// It is an approval that no reviewer works on.
    Review = 3,
}

/// Share of their open time that people have for this work, in (0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share(pub f64);

impl Default for Share {
    fn default() -> Share {
        Share(1.0)
    }
}

/// Occupied and open time of a team's people in one replication, in microseconds (more than 64 bits hold:
/// a million people for a hundred years), up to when the (last) campaign was last ready, or its end. It becomes person-hours
/// only in [`TeamTime::hours`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TeamTime {
    /// What counts of an hour.
    pub share: Share,
    /// Open time of all its people.
    pub open: i128,
    /// First-pass effort of work tasks.
    pub touch: i128,
    /// Effort of first review rounds.
    pub review: i128,
    /// Effort because of reopening or addition, by [`Cause`].
    pub rework: [i128; 5],
    /// Meetings, overhead, broker jobs.
    pub coordination: i128,
    /// Switch costs.
    pub switching: i128,
    /// What is left of `open`.
    pub idle: i128,
}

impl AddAssign for TeamTime {
    /// Adds the time of people with the same share.
    fn add_assign(&mut self, other: TeamTime) {
        self.open += other.open;
        self.touch += other.touch;
        self.review += other.review;
        self.rework.iter_mut().zip(other.rework).for_each(|(sum, more)| *sum += more);
        self.coordination += other.coordination;
        self.switching += other.switching;
        self.idle += other.idle;
    }
}

impl TeamTime {
    /// Everything but idle time.
    pub fn busy(&self) -> i128 {
        let rework: i128 = self.rework.iter().sum();
        self.touch + self.review + rework + self.coordination + self.switching
    }

    /// A part of it in person-hours.
    pub fn hours(&self, part: i128) -> f64 {
        float(part) * self.share.0 / HOUR as f64
    }
}

/// What became of one deliverable of the file: of all its instances together, in every campaign.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeliverableRecord {
    /// Start of the campaign to when the last of its instances was done for the last time before the launch; mean over
    /// campaigns, `None` if one is not done at its campaign's end.
    pub done: Option<f64>,
    /// Whether each instance was done by when it is due, in every campaign; `None` if it is never due.
    pub in_time: Option<bool>,
    /// Review rounds per approval task; `None` without approvals.
    pub approval_rounds: Option<f64>,
    /// Person-time of rework on its tasks.
    pub rework: f64,
    /// Person-time of further review rounds among it.
    pub rereview: f64,
}

/// What became of one campaign. Times are microseconds; `None` does not exist.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CampaignRecord {
    /// When it arrived, from the begin of the replication.
    pub arrival: f64,
    /// Arrival to start.
    pub start_wait: Option<f64>,
    /// Arrival to the last time that it became ready.
    pub ready_time: Option<f64>,
    /// Arrival to launch.
    pub cycle_time: Option<f64>,
    /// Review rounds that reached a verdict.
    pub rounds: u32,
    /// Flaws live at its launch.
    pub escapes: Option<u32>,
    /// Whether it was launched by its deadline; `None` without one.
    pub on_time: Option<bool>,
}

/// Whether a late change came in time, in one replication. One that comes again and again (`every`) is counted
/// only when it came in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// How often it happened: once at most for each campaign, if it comes once.
    pub happened: u32,
    /// How often it met a campaign under way or in its live time: neither launched before, nor dropped at the
    /// horizon.
    pub met: u32,
}

/// Raw facts of one replication. Times are microseconds; means are over campaigns; `None` does not exist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// How it ended.
    pub status: Option<Status>,
    /// How many events it took, syncs included.
    pub events: u64,
    /// Arrival to launch, mean over campaigns.
    pub cycle_time: Option<f64>,
    /// Start to the last time that it became ready, mean over campaigns; `None` if one does not end ready.
    pub ready_time: Option<f64>,
    /// Ready to launch, mean over campaigns.
    pub launch_hold: Option<f64>,
    /// Launches per week from the first arrival to the last launch or drop; `None` without a portfolio, or in no time.
    pub launched_per_week: Option<f64>,
    /// Arrival to start, mean over the campaigns that started; `None` without a portfolio.
    pub start_wait: Option<f64>,
    /// Person-time per team, in file order.
    pub teams: Vec<TeamTime>,
    /// Person-time of the parts of those teams that have pods, in the order in which they start work.
    pub parts: Vec<TeamTime>,
    /// Of each deliverable, in file order; before them of what exists once, if anything does.
    pub deliverables: Vec<DeliverableRecord>,
    /// Of each campaign, in the order in which they arrive.
    pub campaigns: Vec<CampaignRecord>,
    /// Reopenings and additions, by [`Cause`].
    pub rework_events: [u32; 5],
    /// Task-time not done and not worked, by [`Wait`].
    pub wait: [i128; 4],
    /// Open time without work over open time with work, mean over deliverables.
    pub idle_ratio: Option<f64>,
    /// 1 / (1 + ratio), mean over deliverables.
    pub flow_efficiency: Option<f64>,
    /// Ready to verdict, mean over rounds.
    pub approval_turnaround: Option<f64>,
    /// Rounds per approval task.
    pub approval_rounds: Option<f64>,
    /// Approvals skipped.
    pub bypassed: u32,
    /// Flaws live at launch.
    pub escapes: Option<u32>,
    /// Tasks that a change found without work to redo, before launch.
    pub changes_absorbed: u32,
    /// Tasks that a change made to redo, before launch.
    pub changes_hit: u32,
    /// Of each late change, in file order, how often it came, and came in time.
    pub changes: Vec<Occurrences>,
    /// Arrival to "done and delivered again" of changes after launch that hit work, mean.
    pub change_lead_time: Option<f64>,
    /// Person-time of jobs in live time; `None` without live time.
    pub live_rework: Option<f64>,
    /// Last less first deliverable's completion, mean over campaigns.
    pub launch_spread: Option<f64>,
    /// Whether every campaign was launched by the deadline; `None` without a deadline.
    pub on_time: Option<bool>,
    /// Currency units; `None` where nothing has a price.
    pub cost: Option<f64>,
}
