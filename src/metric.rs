//! The catalogue of metrics: one slice that drives data columns, tables, charts and docs.

use crate::record::{CampaignRecord, Cause, DeliverableRecord, Record, TeamTime, Wait};
use crate::time::{HOUR, float};

/// One number per replication.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// The column in `replications.csv`, with its unit where it is a time.
    pub name: &'static str,
    /// The unit, as shown ("h", "person-h", "count", "ratio", "0/1", "currency").
    pub unit: &'static str,
    /// A few words for headings.
    pub label: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Whether less is better (`Some(true)`), more is better, or neither.
    pub lower_is_better: Option<bool>,
    /// In which replications it exists.
    pub exists: Exists,
    /// Reads it off a record; `None` if it does not exist there.
    pub value: fn(&Record) -> Option<f64>,
}

/// In which replications a metric exists, apart from what its scenario lacks (a deadline, rates, approvals).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exists {
    /// However a replication ended.
    Always,
    /// In those that were launched.
    AtLaunch,
    /// In those in which every campaign ended ready, launched or not.
    WhenReady,
}

impl Exists {
    /// The words in the catalogue.
    pub fn name(self) -> &'static str {
        match self {
            Exists::Always => "always",
            Exists::AtLaunch => "at launch",
            Exists::WhenReady => "when ready",
        }
    }
}

/// The metric with this column name, as a user writes it; the unit suffix may be left out. Code names metrics by the
/// handles below.
pub fn find(name: &str) -> Option<usize> {
    // When campaigns are ready is asked for in one word, too.
    let name = if name == "ready" { "ready_time" } else { name };
    let exact = METRICS.iter().position(|m| m.name == name);
    exact.or_else(|| METRICS.iter().position(|m| m.name.strip_suffix("_h") == Some(name)))
}

/// A metric's index as its name, in files.
pub mod by_name {
    use super::METRICS;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    /// Writes the name.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(metric: &usize, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(METRICS[*metric].name)
    }

    /// Reads a name.
    ///
    /// # Errors
    /// If no metric has it.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = METRICS.iter().position(|metric| metric.name == name);
        known.ok_or_else(|| Error::custom(format!("there is no metric {name:?}")))
    }
}

/// Microseconds as hours.
fn h(micros: i128) -> Option<f64> {
    Some(float(micros) / HOUR as f64)
}

/// Microseconds held in a float (a mean) as hours.
fn fh(micros: Option<f64>) -> Option<f64> {
    micros.map(|value| value / HOUR as f64)
}

/// Person-hours over all teams.
fn person(record: &Record, part: impl Fn(&TeamTime) -> i128) -> Option<f64> {
    let micros = record.teams.iter().map(|team| float(part(team)) * team.share.0);
    fh(Some(micros.sum()))
}

fn rework(record: &Record, cause: Cause) -> Option<f64> {
    person(record, |team| team.rework[cause as usize])
}

fn wait(record: &Record, why: Wait) -> Option<f64> {
    h(record.wait[why as usize])
}

fn count(value: u32) -> Option<f64> {
    Some(f64::from(value))
}

macro_rules! metric {
    ($name:literal, $unit:literal, $label:literal, $lower:expr, $exists:ident, $meaning:literal, $value:expr) => {
        Metric {
            name: $name,
            unit: $unit,
            label: $label,
            meaning: $meaning,
            lower_is_better: $lower,
            exists: Exists::$exists,
            value: $value,
        }
    };
}

const LESS: Option<bool> = Some(true);
const MORE: Option<bool> = Some(false);

/// Every metric, in the order of the columns of `replications.csv`.
#[rustfmt::skip]
pub const METRICS: &[Metric] = &[
    metric!("cycle_time_h", "h", "Cycle time", LESS, AtLaunch, "Elapsed time from start to launch; the mean over campaigns in a portfolio.", |r| fh(r.cycle_time)),
    metric!("touch_time_h", "person-h", "Touch time", None, Always, "First-pass effort of work tasks.", |r| person(r, |t| t.touch)),
    metric!("review_time_h", "person-h", "Review time", None, Always, "Effort of first review rounds.", |r| person(r, |t| t.review)),
    metric!("rework_time_h", "person-h", "Rework", LESS, Always, "Effort because finished or running work was reopened or added to, all causes; further review rounds included.", |r| person(r, |t| t.rework.iter().sum())),
    metric!("rework_change_h", "person-h", "Rework: late changes", LESS, Always, "Rework caused by late changes.", |r| rework(r, Cause::Change)),
    metric!("rework_upstream_h", "person-h", "Rework: upstream news", LESS, Always, "Rework caused by new versions of what a task had built on.", |r| rework(r, Cause::Upstream)),
    metric!("rework_flaw_h", "person-h", "Rework: flaws", LESS, Always, "Rework to mend flaws that were found.", |r| rework(r, Cause::Flaw)),
    metric!("rework_rejection_h", "person-h", "Rework: rejections", LESS, Always, "Rework after rejections without a detected flaw.", |r| rework(r, Cause::Rejection)),
    metric!("rework_feedback_h", "person-h", "Rework: feedback", LESS, Always, "Rework caused by iteration marks (feedback).", |r| rework(r, Cause::Feedback)),
    metric!("rework_events", "count", "Rework events", LESS, Always, "Reopenings and additions, all causes.", |r| count(r.rework_events.iter().sum())),
    metric!("coordination_time_h", "person-h", "Coordination", LESS, Always, "Meetings, the overhead of staying in touch, broker jobs.", |r| person(r, |t| t.coordination)),
    metric!("switching_time_h", "person-h", "Switching", LESS, Always, "Switch costs paid when reworks (or interrupting reviews) start.", |r| person(r, |t| t.switching)),
    metric!("idle_time_h", "person-h", "Idle time", LESS, Always, "Open time of all people until the campaign (of a portfolio: the last) was last ready, or its end, less everything that they were busy with.", |r| person(r, |t| t.idle)),
    metric!("wait_time_h", "task-h", "Waiting", LESS, Always, "Elapsed time of tasks that were not done and not worked, until the campaign (of a portfolio: the last) was last ready, or its end.", |r| h(r.wait.iter().sum())),
    metric!("wait_blocked_h", "task-h", "Waiting: blocked", LESS, Always, "Waiting for a first handoff.", |r| wait(r, Wait::Blocked)),
    metric!("wait_queued_h", "task-h", "Waiting: queued", LESS, Always, "Ready, waiting for a free person of an open team.", |r| wait(r, Wait::Queued)),
    metric!("wait_held_h", "task-h", "Waiting: held", LESS, Always, "Was ready before, waits for a newer version.", |r| wait(r, Wait::Held)),
    metric!("wait_review_h", "task-h", "Waiting: in review", LESS, Always, "Approvals that no reviewer works on, external turnaround included.", |r| wait(r, Wait::Review)),
    metric!("idle_ratio", "ratio", "Idle ratio", LESS, AtLaunch, "Open time of a deliverable in which nobody works on it over open time in which somebody does; mean over deliverables.", |r| r.idle_ratio),
    metric!("flow_efficiency", "ratio", "Flow efficiency", MORE, AtLaunch, "1 / (1 + idle ratio) of each deliverable, mean over deliverables.", |r| r.flow_efficiency),
    metric!("approval_turnaround_h", "h", "Approval turnaround", LESS, Always, "Elapsed time from ready to verdict, mean over review rounds; empty where there was none.", |r| fh(r.approval_turnaround)),
    metric!("approval_rounds", "count", "Approval rounds", LESS, Always, "Review rounds per approval task.", |r| r.approval_rounds),
    metric!("bypassed", "count", "Bypassed approvals", LESS, Always, "Approvals without which people went ahead because the verdict took too long.", |r| count(r.bypassed)),
    metric!("escapes", "count", "Escaped flaws", LESS, AtLaunch, "Flaws live at launch.", |r| r.escapes.map(f64::from)),
    metric!("changes_absorbed", "count", "Changes absorbed", None, Always, "Tasks that a late change found without work to redo, before launch.", |r| count(r.changes_absorbed)),
    metric!("changes_hit", "count", "Changes hit", LESS, Always, "Tasks that a late change made to redo work, before launch.", |r| count(r.changes_hit)),
    metric!("change_lead_time_h", "h", "Change lead time", LESS, AtLaunch, "From a change after launch that hit work until all it hit is done and delivered again, mean over such changes.", |r| fh(r.change_lead_time)),
    metric!("live_rework_time_h", "person-h", "Live rework", LESS, AtLaunch, "Person-hours of jobs in live time, after launch; empty without live time.", |r| fh(r.live_rework)),
    metric!("launch_spread_h", "h", "Launch spread", LESS, AtLaunch, "Last less first deliverable's completion.", |r| fh(r.launch_spread)),
    metric!("on_time", "0/1", "On time", MORE, Always, "1 if launched by the deadline, in a portfolio if all of its campaigns were; empty without a deadline.", |r| r.on_time.map(|yes| f64::from(u8::from(yes)))),
    metric!("cost", "currency", "Cost", LESS, Always, "Busy person-hours times rates, plus what failure costs: days after the deadline, missed deadlines, escaped flaws; empty where nothing has a price.", |r| r.cost),
    metric!("ready_time_h", "h", "Ready time", LESS, WhenReady, "Elapsed time from start to the last time that nothing was left to do, launched or not; the mean over campaigns in a portfolio, empty if one does not end ready.", |r| fh(r.ready_time)),
    metric!("launch_hold_h", "h", "Waiting for the launch", None, AtLaunch, "Elapsed time from ready to launch: how long a campaign waits for its launch date or a day on which launches are possible; the mean over campaigns in a portfolio.", |r| fh(r.launch_hold)),
    metric!("launched_per_week", "per week", "Launched per week", MORE, Always, "Campaigns launched per week of elapsed time, from the first arrival to the last launch or drop; empty without a portfolio.", |r| r.launched_per_week),
    metric!("start_wait_h", "h", "Waiting for the start", LESS, Always, "Elapsed time from arrival to start, the mean over campaigns that started: above 0 where a model limits the campaigns under way (lever wip); empty without a portfolio.", |r| fh(r.start_wait)),
    metric!("rereview_time_h", "person-h", "Further reviews", LESS, Always, "Effort of further review rounds: the part of rework that is review. With review_time_h all that reviewers do.", |r| fh(Some(r.deliverables.iter().map(|d| d.rereview).sum()))),
];

/// Indices into [`METRICS`] under names that are checked when flowcast is compiled.
macro_rules! handles {
    ($($handle:ident = $name:literal,)*) => {
        $(
            #[doc = concat!("The index of `", $name, "`.")]
            pub const $handle: usize = index_of($name, METRICS.len());
        )*
    };
}

/// The place of a name among the first `left` metrics; does not compile where there is none.
const fn index_of(name: &str, left: usize) -> usize {
    assert!(left > 0, "no metric has this name");
    if is_same(METRICS[left - 1].name, name) { left - 1 } else { index_of(name, left - 1) }
}

const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut alike = 0;
    while alike < a.len() && alike < b.len() && a[alike] == b[alike] {
        alike += 1;
    }
    alike == a.len() && alike == b.len()
}

handles! {
    CYCLE_TIME = "cycle_time_h",
    READY_TIME = "ready_time_h",
    LAUNCH_HOLD = "launch_hold_h",
    LAUNCHED_PER_WEEK = "launched_per_week",
    START_WAIT = "start_wait_h",
    TOUCH_TIME = "touch_time_h",
    REVIEW_TIME = "review_time_h",
    REREVIEW_TIME = "rereview_time_h",
    REWORK_TIME = "rework_time_h",
    REWORK_CHANGE = "rework_change_h",
    REWORK_UPSTREAM = "rework_upstream_h",
    REWORK_FLAW = "rework_flaw_h",
    REWORK_REJECTION = "rework_rejection_h",
    REWORK_FEEDBACK = "rework_feedback_h",
    REWORK_EVENTS = "rework_events",
    COORDINATION_TIME = "coordination_time_h",
    SWITCHING_TIME = "switching_time_h",
    IDLE_TIME = "idle_time_h",
    WAIT_TIME = "wait_time_h",
    WAIT_BLOCKED = "wait_blocked_h",
    WAIT_QUEUED = "wait_queued_h",
    WAIT_HELD = "wait_held_h",
    WAIT_REVIEW = "wait_review_h",
    IDLE_RATIO = "idle_ratio",
    FLOW_EFFICIENCY = "flow_efficiency",
    APPROVAL_TURNAROUND = "approval_turnaround_h",
    APPROVAL_ROUNDS = "approval_rounds",
    BYPASSED = "bypassed",
    ESCAPES = "escapes",
    CHANGES_ABSORBED = "changes_absorbed",
    CHANGES_HIT = "changes_hit",
    CHANGE_LEAD_TIME = "change_lead_time_h",
    LIVE_REWORK_TIME = "live_rework_time_h",
    LAUNCH_SPREAD = "launch_spread_h",
    ON_TIME = "on_time",
    COST = "cost",
}

/// What people are busy with in a campaign, in person-hours: the parts of all their effort.
pub const EFFORT: [usize; 5] =
    [TOUCH_TIME, REVIEW_TIME, REWORK_TIME, COORDINATION_TIME, SWITCHING_TIME];

/// One number per replication and team.
#[derive(Clone, Copy, Debug)]
pub struct TeamMetric {
    /// The name in `teams.csv`.
    pub name: &'static str,
    /// The unit, as shown.
    pub unit: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Reads it off a team's person-time; `None` if it does not exist.
    pub value: fn(&TeamTime) -> Option<f64>,
}

/// Indices into [`TEAM_METRICS`].
pub const TEAM_OPEN: usize = 0;
/// The index of `idle_time_h`.
pub const TEAM_IDLE: usize = 2;
/// The index of `utilisation`.
pub const TEAM_UTILISATION: usize = 4;

/// Every team metric, in the order of the rows of `teams.csv`.
#[rustfmt::skip]
pub const TEAM_METRICS: &[TeamMetric] = &[
    TeamMetric { name: "open_time_h", unit: "person-h", meaning: "Open time of all its people until the campaign (of a portfolio: the last) was last ready, or its end.", value: |t| Some(t.hours(t.open)) },
    TeamMetric { name: "busy_time_h", unit: "person-h", meaning: "Everything that they were busy with, meetings and overhead included.", value: |t| Some(t.hours(t.busy())) },
    TeamMetric { name: "idle_time_h", unit: "person-h", meaning: "Open time less busy time.", value: |t| Some(t.hours(t.idle)) },
    TeamMetric { name: "coordination_time_h", unit: "person-h", meaning: "Meetings, overhead, broker jobs.", value: |t| Some(t.hours(t.coordination)) },
    TeamMetric { name: "utilisation", unit: "ratio", meaning: "Busy over open; the highest is the bottleneck.", value: |t| (t.open > 0).then(|| float(t.busy()) / float(t.open)) },
];

/// One number per replication and deliverable of the file.
#[derive(Clone, Copy, Debug)]
pub struct DeliverableMetric {
    /// The name, with its unit where it is a time.
    pub name: &'static str,
    /// The unit, as shown.
    pub unit: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Reads it off what became of a deliverable; `None` if it does not exist.
    pub value: fn(&DeliverableRecord) -> Option<f64>,
}

/// What `summary.csv` says beside the metrics where the launch date is fixed (and there is one campaign): name, unit,
/// meaning.
pub const READINESS: [[&str; 3]; 2] = [
    [
        "slack_h",
        "h",
        "The deadline (else the launch date) less ready_time_h: above 0 time to spare, below 0 time that lacks. Much is good, so its quantiles run the other way: 90 of 100 campaigns have at least its p10 to spare. The slack at P85 of tables is the deadline less the p85 of ready_time_h.",
    ],
    [
        "ready_in_time",
        "0/1",
        "1 if ready by the deadline (else the launch date), launched or not; in goals it is called ready.",
    ],
];

/// Indices into [`DELIVERABLE_METRICS`].
pub const DONE: usize = 0;
/// The index of `in_time`.
pub const IN_TIME: usize = 1;
/// The index of `approval_rounds`.
pub const DELIVERABLE_ROUNDS: usize = 2;
/// The index of `rework_time_h`.
pub const DELIVERABLE_REWORK: usize = 3;

/// Every metric of a deliverable, summarised in `deliverables.csv`.
#[rustfmt::skip]
pub const DELIVERABLE_METRICS: &[DeliverableMetric] = &[
    DeliverableMetric { name: "done_h", unit: "h", meaning: "Elapsed time from start to when the deliverable was done for the last time before the launch, of several alike instances the last; the mean over campaigns in a portfolio, empty if it is not done in one of them.", value: |d| fh(d.done) },
    DeliverableMetric { name: "in_time", unit: "0/1", meaning: "1 if it was done by its own due date, or else by the deadline, of several alike instances each; in a portfolio if that holds in every campaign; empty if it is never due.", value: |d| d.in_time.map(|yes| f64::from(u8::from(yes))) },
    DeliverableMetric { name: "approval_rounds", unit: "count", meaning: "Review rounds per approval task; empty without approvals.", value: |d| d.approval_rounds },
    DeliverableMetric { name: "rework_time_h", unit: "person-h", meaning: "Rework on its tasks, all causes, of all instances and campaigns together: over all deliverables and what exists once it adds up to the rework of the replication.", value: |d| fh(Some(d.rework)) },
];

/// One number per replication and campaign.
#[derive(Clone, Copy, Debug)]
pub struct CampaignMetric {
    /// The name, with its unit where it is a time.
    pub name: &'static str,
    /// The unit, as shown.
    pub unit: &'static str,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Reads it off what became of a campaign; `None` if it does not exist.
    pub value: fn(&CampaignRecord) -> Option<f64>,
}

/// Every metric of a campaign, with `--details` in `campaign_replications.csv`.
#[rustfmt::skip]
pub const CAMPAIGN_METRICS: &[CampaignMetric] = &[
    CampaignMetric { name: "arrival_h", unit: "h", meaning: "Elapsed time from the begin of the replication to its arrival.", value: |c| fh(Some(c.arrival)) },
    CampaignMetric { name: "start_wait_h", unit: "h", meaning: "Elapsed time from arrival to start; empty if it never started.", value: |c| fh(c.start_wait) },
    CampaignMetric { name: "ready_time_h", unit: "h", meaning: "Elapsed time from arrival to the last time that nothing was left to do; empty if it does not end ready.", value: |c| fh(c.ready_time) },
    CampaignMetric { name: "cycle_time_h", unit: "h", meaning: "Elapsed time from arrival to launch, whatever became of the others; empty if it was not launched.", value: |c| fh(c.cycle_time) },
    CampaignMetric { name: "approval_rounds", unit: "count", meaning: "Review rounds that reached a verdict.", value: |c| Some(f64::from(c.rounds)) },
    CampaignMetric { name: "escapes", unit: "count", meaning: "Flaws live at its launch; empty if it was not launched.", value: |c| c.escapes.map(f64::from) },
    CampaignMetric { name: "on_time", unit: "0/1", meaning: "1 if it was launched by its deadline; empty without a deadline.", value: |c| c.on_time.map(|yes| f64::from(u8::from(yes))) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found_without_their_unit() {
        for (index, metric) in METRICS.iter().enumerate() {
            assert_eq!(find(metric.name), Some(index));
        }
        assert_eq!(find("cycle_time"), Some(CYCLE_TIME));
        assert_eq!(find("cost"), Some(COST));
        assert_eq!(find("nonsense"), None);
        let names = [DONE, IN_TIME, DELIVERABLE_ROUNDS, DELIVERABLE_REWORK];
        let names = names.map(|at| DELIVERABLE_METRICS[at].name);
        assert_eq!(names, ["done_h", "in_time", "approval_rounds", "rework_time_h"]);
        let teams = [TEAM_OPEN, TEAM_IDLE, TEAM_UTILISATION].map(|at| TEAM_METRICS[at].name);
        assert_eq!(teams, ["open_time_h", "idle_time_h", "utilisation"]);
    }
}
