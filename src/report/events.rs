//! The event log of one replication as a table.

use super::table::{Cell, Column, Table};
use crate::model::Facts;
use crate::plan::Plan;
use crate::record::Wait;
use crate::time::{Instant, hours};
use crate::trace::{Event, FoundBy, State, Trace};

/// One row per event, in the order in which they happened. `facts` gives dates, if the scenario has
/// a start.
pub fn log(facts: &Facts, plan: &Plan, trace: &Trace) -> Table {
    let words = ["campaign", "event", "task", "from", "team"].map(Column::text);
    let start = [Column::number("time_h"), Column::text("date")];
    let end = [Column::number("effort_h"), Column::text("detail")];
    let columns = start.into_iter().chain(words).chain(end).collect();
    let mut table = Table::new("events", "What happened", columns);
    for (at, event) in &trace.events {
        table.push(row(facts, *at, &describe(plan, event)));
    }
    table
}

/// An event in words; what does not apply is `None`.
#[derive(Default)]
struct Line {
    campaign: Option<usize>,
    event: &'static str,
    task: Option<String>,
    from: Option<String>,
    team: Option<String>,
    effort: Option<i64>,
    detail: String,
}

fn row(facts: &Facts, at: Instant, line: &Line) -> Vec<Cell> {
    let words = |text: &Option<String>| text.as_ref().map_or(Cell::Missing, Cell::text);
    vec![
        Cell::Number(at.hours()),
        date(facts, at).map_or(Cell::Missing, Cell::Text),
        line.campaign.map_or(Cell::Missing, Cell::count),
        Cell::text(line.event),
        words(&line.task),
        words(&line.from),
        words(&line.team),
        Cell::number(line.effort.map(hours)),
        if line.detail.is_empty() { Cell::Missing } else { Cell::text(&line.detail) },
    ]
}

/// Date and time of an instant, to the second below, where the scenario says when it starts.
fn date(facts: &Facts, at: Instant) -> Option<String> {
    let span = jiff::SignedDuration::from_micros(at.0);
    let then = facts.start_given.then(|| facts.start.checked_add(span).ok())??;
    Some(then.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// What happened, without the engine's indices.
fn describe(plan: &Plan, event: &Event) -> Line {
    match event {
        Event::Arrived { campaign } => campaign_line(*campaign, "campaign arrived"),
        Event::Launched { campaign } => campaign_line(*campaign, "launched"),
        Event::Censored { campaign } => campaign_line(*campaign, "censored at the horizon"),
        Event::SyncHeld { sync } => {
            Line { event: "sync held", detail: sync_name(plan, *sync), ..Line::default() }
        }
        Event::Met { team, sync, until } => Line {
            event: "team met",
            team: Some(team_name(plan, *team)),
            detail: format!("{} until {} h", sync_name(plan, *sync), until.hours()),
            ..Line::default()
        },
        _ => describe_job(plan, event),
    }
}

fn describe_job(plan: &Plan, event: &Event) -> Line {
    match event {
        Event::JobStarted { campaign, task, reviewer, team, rework, effort, wall } => Line {
            team: Some(team_name(plan, *team)),
            effort: Some(*effort),
            detail: joined([
                rework.map_or("first pass".to_owned(), |cause| format!("rework: {}", cause.name())),
                reviewer.map_or(String::new(), reviewer_name),
                format!("takes {} h of open time", hours(*wall)),
            ]),
            ..task_line(plan, *campaign, *task, "job started")
        },
        Event::JobFinished { campaign, task, reviewer, team } => Line {
            team: Some(team_name(plan, *team)),
            detail: reviewer.map_or(String::new(), reviewer_name),
            ..task_line(plan, *campaign, *task, "job finished")
        },
        Event::JobStopped { campaign, task, reviewer, team } => Line {
            team: Some(team_name(plan, *team)),
            detail: reviewer_name(*reviewer),
            ..task_line(plan, *campaign, *task, "review stopped")
        },
        Event::BrokerStarted { campaign, handoff, version, team } => Line {
            team: Some(team_name(plan, *team)),
            ..version_line(plan, *campaign, *handoff, *version, "broker started")
        },
        Event::BrokerFinished { campaign, handoff, version, team, found } => Line {
            team: Some(team_name(plan, *team)),
            detail: format!("version {version}{}", if *found { ", a flaw was found" } else { "" }),
            ..version_line(plan, *campaign, *handoff, *version, "broker finished")
        },
        _ => describe_version(plan, event),
    }
}

fn describe_version(plan: &Plan, event: &Event) -> Line {
    match event {
        Event::Published { campaign, handoff, version } => {
            version_line(plan, *campaign, *handoff, *version, "version published")
        }
        Event::Released { campaign, handoff, version } => {
            version_line(plan, *campaign, *handoff, *version, "version released")
        }
        Event::Delivered { campaign, handoff, version, news } => Line {
            detail: format!("version {version}{}", if *news { "" } else { ", no news" }),
            ..version_line(plan, *campaign, *handoff, *version, "version delivered")
        },
        Event::Waits { campaign, handoff } => Line {
            from: Some(plan.task_name(plan.handoffs[*handoff].from as usize)),
            ..task_line(
                plan,
                *campaign,
                plan.handoffs[*handoff].to as usize,
                "waits for a newer version",
            )
        },
        Event::PassedOn { campaign, task, version } => Line {
            detail: format!("version {version}"),
            ..task_line(plan, *campaign, *task, "news passed on")
        },
        _ => describe_task(plan, event),
    }
}

fn describe_task(plan: &Plan, event: &Event) -> Line {
    match event {
        Event::State { campaign, task, state } => Line {
            detail: state_name(*state).to_owned(),
            ..task_line(plan, *campaign, *task, "state")
        },
        Event::Reopened { campaign, task, cause, effort } => Line {
            effort: Some(*effort),
            detail: cause.name().to_owned(),
            ..task_line(plan, *campaign, *task, "reopened")
        },
        Event::Added { campaign, task, cause, effort } => Line {
            effort: Some(*effort),
            detail: cause.name().to_owned(),
            ..task_line(plan, *campaign, *task, "work added")
        },
        Event::FlawHidden { campaign, task } => task_line(plan, *campaign, *task, "flaw hidden"),
        Event::FlawFound { campaign, task, by } => Line {
            detail: format!("by {}", finder(plan, by)),
            ..task_line(plan, *campaign, *task, "flaw found")
        },
        Event::Verdict { campaign, task, round, approved } => Line {
            detail: format!("round {round} {}", if *approved { "approved" } else { "rejected" }),
            ..task_line(plan, *campaign, *task, "verdict")
        },
        Event::Bypassed { campaign, task } => {
            task_line(plan, *campaign, *task, "approval bypassed")
        }
        _ => describe_change(plan, event),
    }
}

fn describe_change(plan: &Plan, event: &Event) -> Line {
    match event {
        Event::ChangeArrived { campaign, change } => Line {
            detail: change_name(plan, *change),
            ..campaign_line(*campaign, "change arrived")
        },
        Event::ChangeTaken { campaign, change } => Line {
            detail: change_name(plan, *change),
            ..campaign_line(*campaign, "change taken in")
        },
        Event::ChangeHit { campaign, task, change, absorbed } => Line {
            detail: joined([
                change_name(plan, *change),
                if *absorbed { "absorbed".to_owned() } else { String::new() },
            ]),
            ..task_line(plan, *campaign, *task, "change hit")
        },
        // Every other event is described by the functions that call this one.
        _ => Line::default(),
    }
}

fn campaign_line(campaign: usize, event: &'static str) -> Line {
    Line { campaign: Some(campaign), event, ..Line::default() }
}

fn task_line(plan: &Plan, campaign: usize, task: usize, event: &'static str) -> Line {
    Line { task: Some(plan.task_name(task)), ..campaign_line(campaign, event) }
}

fn version_line(
    plan: &Plan,
    campaign: usize,
    handoff: usize,
    version: u32,
    event: &'static str,
) -> Line {
    let ends = &plan.handoffs[handoff];
    let detail = match version {
        0 => "preliminary version".to_owned(),
        _ => format!("version {version}"),
    };
    let from = Some(plan.task_name(ends.from as usize));
    Line { from, detail, ..task_line(plan, campaign, ends.to as usize, event) }
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Waiting(Wait::Blocked) => "blocked",
        State::Waiting(Wait::Queued) => "queued",
        State::Waiting(Wait::Held) => "held",
        State::Waiting(Wait::Review) => "in review queue",
        State::Worked => "worked",
        State::Done => "done",
    }
}

fn finder(plan: &Plan, by: &FoundBy) -> String {
    match by {
        FoundBy::Receiver { task } => plan.task_name(*task),
        FoundBy::Broker => "the broker".to_owned(),
        FoundBy::Reviewer { task, reviewer } => {
            format!("{} of {}", reviewer_name(*reviewer), plan.task_name(*task))
        }
        FoundBy::Sync { sync } => format!("the sync {}", sync_name(plan, *sync)),
        FoundBy::Live => "live feedback".to_owned(),
    }
}

fn team_name(plan: &Plan, team: usize) -> String {
    plan.teams[team].name.clone()
}

fn sync_name(plan: &Plan, sync: usize) -> String {
    plan.syncs[sync].name.clone()
}

fn change_name(plan: &Plan, change: usize) -> String {
    plan.changes[change].name.clone()
}

fn reviewer_name(reviewer: usize) -> String {
    format!("reviewer {}", reviewer + 1)
}
