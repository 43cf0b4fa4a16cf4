//! The event log of one replication as a table.

use super::format;
use super::table::{Align, Cell, Column, Table};
use crate::csv;
use crate::model::Facts;
use crate::plan::Plan;
use crate::record::Wait;
use crate::time::{Instant, hours};
use crate::trace::{Event, FoundBy, State, Trace};

/// One row per event, in the order in which they happened. `facts` gives dates, if the scenario has
/// a start.
pub fn log(facts: &Facts, plan: &Plan, trace: &Trace) -> Table {
    let mut table = Table::new("events", "What happened", columns().into());
    for (at, event) in &trace.events {
        table.push(row(facts, *at, describe(plan, event)));
    }
    table
}

fn columns() -> [Column; 10] {
    [
        Column::number("time_h"),
        Column::text("date"),
        Column::number("campaign"),
        Column::text("event"),
        Column::text("task"),
        Column::text("from"),
        Column::text("team"),
        Column::number("effort_h"),
        Column::number("open_time_h"),
        Column::text("detail"),
    ]
}

/// The log that a file holds: rendered again, it is that file.
///
/// # Errors
/// A file that is no log.
pub fn read(file: &[u8]) -> Result<Table, String> {
    let columns = columns();
    let rows = csv::rows(file, columns.each_ref().map(|column| &*column.name));
    if rows.is_empty() {
        return Err("it holds no events".to_owned());
    }
    let numbers = columns.each_ref().map(|column| column.align == Align::Right);
    let mut table = Table::new("events", "What happened", columns.into());
    for row in rows {
        let cells = row.into_iter().zip(numbers).map(|(cell, number)| match cell.parse::<f64>() {
            _ if cell.is_empty() => Cell::Missing,
            // Counts have no decimal point.
            Ok(value) if number => cell.parse().map_or(Cell::Number(value), Cell::Count),
            _ => Cell::Text(cell),
        });
        table.push(cells.collect());
    }
    Ok(table)
}

fn row(facts: &Facts, at: Instant, line: Line<'_>) -> Vec<Cell> {
    let words = |text: Option<String>| text.map_or(Cell::Missing, Cell::Text);
    vec![
        Cell::Number(at.hours()),
        words(date(facts, at)),
        line.campaign.map_or(Cell::Missing, Cell::count),
        Cell::text(line.event),
        words(line.task),
        words(line.from),
        words(line.team),
        Cell::number(line.effort.map(hours)),
        Cell::number(line.wall.map(hours)),
        words(line.detail),
    ]
}

/// Date and time of an instant, to the second below, where the scenario says when it starts.
fn date(facts: &Facts, at: Instant) -> Option<String> {
    facts.start_given.then(|| format::date(facts.start, at, "%Y-%m-%d %H:%M:%S")).flatten()
}

/// What happened, in words instead of the engine's indices.
fn describe<'a>(plan: &'a Plan, event: &Event) -> Line<'a> {
    let line = Line::new(plan);
    match *event {
        Event::Arrived { campaign: c } => line.of(c, "campaign arrived"),
        Event::Started { campaign: c } => line.of(c, "campaign started"),
        Event::State { campaign: c, task, state } => {
            line.task(c, task, "state").detail(state_name(state))
        }
        Event::PassedOver { campaign: c, task } => line.task(c, task, "does not occur"),
        Event::JobStarted { campaign: c, task, team, rework, effort, wall, .. } => {
            let why =
                rework.map_or("first pass".to_owned(), |cause| format!("rework: {}", cause.name()));
            line.task(c, task, "job started").team(team).effort(effort).wall(wall).detail(why)
        }
        Event::JobFinished { campaign: c, task, team, .. } => {
            line.task(c, task, "job finished").team(team)
        }
        Event::JobStopped { campaign: c, task, team, .. } => {
            line.task(c, task, "review stopped").team(team)
        }
        Event::Asked { campaign: c, task, reviewer } => {
            line.task(c, task, "reviewer asked").detail(reviewer_name(plan, task, reviewer))
        }
        Event::Answered { campaign: c, task, reviewer } => {
            line.task(c, task, "approver answered").detail(reviewer_name(plan, task, reviewer))
        }
        Event::BrokerStarted { campaign: c, handoff, version, team } => {
            line.handoff(c, handoff, "broker started").version(version).team(team)
        }
        Event::BrokerFinished { campaign: c, handoff, version, team, found } => {
            let line = line.handoff(c, handoff, "broker finished").team(team);
            if found { line.detail("found a flaw") } else { line.version(version) }
        }
        Event::Published { campaign: c, handoff, version } => {
            line.handoff(c, handoff, "version published").version(version)
        }
        Event::Released { campaign: c, handoff, version } => {
            line.handoff(c, handoff, "version released").version(version)
        }
        Event::Delivered { campaign: c, handoff, version, news } => {
            let event = if news { "version delivered" } else { "version delivered, no news" };
            line.handoff(c, handoff, event).version(version)
        }
        Event::PassedOn { campaign: c, task, version } => {
            line.task(c, task, "news passed on").version(version)
        }
        Event::Reopened { campaign: c, task, cause, effort } => {
            line.task(c, task, "reopened").effort(effort).detail(cause.name())
        }
        Event::Added { campaign: c, task, cause, effort } => {
            line.task(c, task, "work added").effort(effort).detail(cause.name())
        }
        Event::Waits { campaign: c, handoff } => {
            line.handoff(c, handoff, "waits for a newer version")
        }
        Event::FlawHidden { campaign: c, task } => line.task(c, task, "flaw hidden"),
        Event::FlawFound { campaign: c, task, by } => {
            line.task(c, task, "flaw found").detail(format!("by {}", finder(plan, by)))
        }
        Event::ChangeArrived { campaign: c, change } => line.of(c, "change arrived").change(change),
        Event::ChangeTaken { campaign: c, change } => line.of(c, "change taken in").change(change),
        Event::ChangeHit { campaign: c, task, change, absorbed } => {
            let event = if absorbed { "change absorbed" } else { "change hit" };
            line.task(c, task, event).change(change)
        }
        Event::Verdict { campaign: c, task, round, approved } => {
            let verdict = if approved { "approved" } else { "rejected" };
            line.task(c, task, "verdict").detail(format!("round {round} {verdict}"))
        }
        Event::Bypassed { campaign: c, task } => line.task(c, task, "approval bypassed"),
        Event::SyncHeld { sync } => line.event("sync held").detail(sync_name(plan, sync)),
        Event::AuditHeld { audit } => line.event("audit held").detail(audit_name(plan, audit)),
        Event::AuditStarted { campaign: c, task, audit, team } => {
            line.task(c, task, "audit started").team(team).detail(audit_name(plan, audit))
        }
        Event::AuditFinished { campaign: c, task, team, found } => {
            let line = line.task(c, task, "audit finished").team(team);
            if found { line.detail("found a flaw") } else { line }
        }
        Event::Switched => line.event("model switched"),
        Event::Met { team, sync, until } => {
            let what = sync.map_or("switch", |sync| sync_name(plan, sync));
            let met = format!("{what} until {} h", until.hours());
            line.event("team met").team(team).detail(met)
        }
        Event::WentAway { team, people } => {
            line.event("people absent").team(team).detail(people.to_string())
        }
        Event::CameBack { team, people } => {
            line.event("people back").team(team).detail(people.to_string())
        }
        Event::Ready { campaign: c } => line.of(c, "ready"),
        Event::NotReady { campaign: c } => line.of(c, "not ready"),
        Event::Launched { campaign: c } => line.of(c, "launched"),
        Event::Censored { campaign: c } => line.of(c, "censored at the horizon"),
    }
}

fn sync_name(plan: &Plan, number: usize) -> &str {
    plan.all_syncs().nth(number).map_or("", |sync| &sync.name)
}

fn audit_name(plan: &Plan, number: usize) -> &str {
    plan.all_audits().nth(number).map_or("", |audit| &audit.name)
}

/// A row in the making; what does not apply is `None`.
struct Line<'a> {
    plan: &'a Plan,
    campaign: Option<usize>,
    event: &'static str,
    task: Option<String>,
    from: Option<String>,
    team: Option<String>,
    effort: Option<i64>,
    wall: Option<i64>,
    detail: Option<String>,
}

impl<'a> Line<'a> {
    fn new(plan: &'a Plan) -> Line<'a> {
        let (campaign, task, from, team, effort, wall, detail) =
            (None, None, None, None, None, None, None);
        Line { plan, campaign, event: "", task, from, team, effort, wall, detail }
    }

    fn event(self, event: &'static str) -> Line<'a> {
        Line { event, ..self }
    }

    fn of(self, campaign: usize, event: &'static str) -> Line<'a> {
        Line { campaign: Some(campaign), event, ..self }
    }

    fn task(self, campaign: usize, task: usize, event: &'static str) -> Line<'a> {
        let task = Some(self.plan.task_name(task));
        Line { task, ..self.of(campaign, event) }
    }

    /// The receiving task, and the giving one.
    fn handoff(self, campaign: usize, handoff: usize, event: &'static str) -> Line<'a> {
        let ends = self.plan.handoffs[handoff];
        let from = Some(self.plan.task_name(ends.from as usize));
        Line { from, ..self.task(campaign, ends.to as usize, event) }
    }

    fn team(self, team: usize) -> Line<'a> {
        let team = Some(self.plan.teams[team].name.clone());
        Line { team, ..self }
    }

    fn effort(self, effort: i64) -> Line<'a> {
        Line { effort: Some(effort), ..self }
    }

    fn wall(self, wall: i64) -> Line<'a> {
        Line { wall: Some(wall), ..self }
    }

    fn version(self, version: u32) -> Line<'a> {
        match version {
            0 => self.detail("preliminary version"),
            _ => self.detail(format!("version {version}")),
        }
    }

    fn change(self, change: usize) -> Line<'a> {
        let name = self.plan.changes[change].name.clone();
        self.detail(name)
    }

    fn detail(self, detail: impl Into<String>) -> Line<'a> {
        Line { detail: Some(detail.into()), ..self }
    }
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

fn finder(plan: &Plan, by: FoundBy) -> String {
    match by {
        FoundBy::Receiver { task } => plan.task_name(task),
        FoundBy::Broker => "the broker".to_owned(),
        FoundBy::Reviewer { task, reviewer } => {
            format!("{} at {}", reviewer_name(plan, task, reviewer), plan.task_name(task))
        }
        FoundBy::Sync { sync } => format!("the sync {}", sync_name(plan, sync)),
        FoundBy::Audit { audit } => format!("the audit {}", audit_name(plan, audit)),
        FoundBy::Live => "live feedback".to_owned(),
    }
}

/// The team of a reviewer, by its place among those who see the task.
fn reviewer_name(plan: &Plan, task: usize, reviewer: usize) -> &str {
    let panel = &plan.panels[plan.tasks[task].panel as usize];
    let team = panel.reviewers[reviewer].team;
    team.map_or("an external approver", |team| plan.teams[team as usize].name.as_str())
}
