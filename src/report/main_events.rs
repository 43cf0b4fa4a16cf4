//! The main events of one replication.

use super::format;
use super::table::{Cell, Column, Table};

/// People of a team leave for a time.
const AWAY: &str = "people absent";

/// Events that a reader wants to see; the rest is in the log.
pub const MAIN: [&str; 15] = [
    "campaign arrived",
    "campaign started",
    "model switched",
    "reopened",
    "work added",
    "flaw found",
    "verdict",
    "approval bypassed",
    "change arrived",
    AWAY,
    "people back",
    "ready",
    "not ready",
    "launched",
    "censored at the horizon",
];

/// At most so many are listed.
pub const MOST: usize = 60;

/// The main events of a log, and how many of them were left out.
pub fn table(log: &Table) -> (Table, usize) {
    let rows = read(log);
    let several = rows.iter().any(|row| row.campaign != "0" && !row.campaign.is_empty());
    let dated = rows.iter().any(|row| !row.date.is_empty());
    let mut columns = vec![Column::text("time").headed("After").in_unit("days")];
    columns.extend(dated.then(|| Column::number("date").headed("Date")));
    columns.extend(several.then(|| Column::number("campaign").headed("Campaign")));
    let words = [("event", "Event"), ("task", "Task"), ("detail", "Detail")];
    columns.extend(words.map(|(name, heading)| Column::text(name).headed(heading)));
    let mut table = Table::new("events", "Main events", columns);
    let left_out = rows.len().saturating_sub(MOST);
    for row in rows.into_iter().take(MOST) {
        let mut cells = vec![Cell::Text(format::fixed_or_missing(row.days, 1))];
        // Seconds help nobody.
        let minutes = row.date.rsplit_once(':').map_or(row.date.as_str(), |(minutes, _)| minutes);
        cells.extend(dated.then(|| Cell::text(minutes)));
        let number = row.campaign.parse::<u64>().map_or(Cell::Missing, |c| Cell::Count(c + 1));
        cells.extend(several.then_some(number));
        let said = row.said();
        cells.extend([row.event, row.task, said].map(Cell::Text));
        table.push(cells);
    }
    (table, left_out)
}

/// The teams of which people were away, each once, in the order in which they left.
pub fn away(log: &Table) -> Vec<String> {
    let mut teams: Vec<String> = Vec::new();
    for row in read(log).into_iter().filter(|row| row.event == AWAY) {
        if !teams.contains(&row.team) {
            teams.push(row.team);
        }
    }
    teams
}

/// A row of the log.
struct Row {
    days: Option<f64>,
    date: String,
    campaign: String,
    event: String,
    task: String,
    team: String,
    detail: String,
}

impl Row {
    /// What is in the last column: of people without a task, whose they are.
    fn said(&self) -> String {
        match self.event.starts_with("people ") {
            true => format!("{} of {}", self.detail, self.team),
            false => self.detail.clone(),
        }
    }
}

/// The main rows.
fn read(log: &Table) -> Vec<Row> {
    const NAMES: [&str; 7] = ["time_h", "date", "campaign", "event", "task", "team", "detail"];
    let place = |name: &str| log.columns.iter().position(|column| column.name == name);
    let places = NAMES.map(place);
    let row = |cells: &Vec<Cell>| {
        let cell = |place: Option<usize>| place.map_or(String::new(), |at| cells[at].exact());
        let [time, date, campaign, event, task, team, detail] = places.map(cell);
        let days = time.parse::<f64>().ok().map(|hours| hours / 24.0);
        Row { days, date, campaign, event, task, team, detail }
    };
    log.rows.iter().map(row).filter(|row| MAIN.contains(&row.event.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_main_events_are_listed_with_time_in_days() {
        let log = "time_h,date,campaign,event,task,from,team,effort_h,open_time_h,detail\n\
                   0.0,2026-03-02 09:00:00,0,campaign arrived,,,,,,\n\
                   12.0,2026-03-02 21:00:00,0,state,a,,,,,queued\n\
                   24.0,2026-03-03 09:00:00,,people absent,,,head,,,1\n\
                   36.0,2026-03-03 21:00:00,0,verdict,'=a,,,1.5,,round 1 rejected\n";
        let read = crate::report::events::read(log.as_bytes()).unwrap();
        assert_eq!(crate::report::csv::render(&read).unwrap(), log);
        let (table, left_out) = super::table(&read);
        let shown: Vec<Vec<String>> =
            table.rows.iter().map(|row| row.iter().map(Cell::shown).collect()).collect();
        assert_eq!(left_out, 0);
        assert_eq!(
            shown,
            [
                vec!["0.0", "2026-03-02 09:00", "campaign arrived", "", ""],
                vec!["1.0", "2026-03-03 09:00", "people absent", "", "1 of head"],
                vec!["1.5", "2026-03-03 21:00", "verdict", "=a", "round 1 rejected"],
            ]
        );
        assert_eq!(away(&read), ["head"]);
    }

    #[test]
    fn what_is_no_log_is_refused() {
        assert!(crate::report::events::read(b"").is_err());
        assert!(crate::report::events::read(b"\xff\xfe,\n1").is_err());
    }
}
