//! Absences of a team's people.

use super::{Writer, quoted};

impl Writer<'_> {
    pub(super) fn absences(&mut self) {
        let found = self.found;
        let staffed = (0..self.history().teams.len()).filter(|team| found.is_staffed(*team));
        let told =
            staffed.filter_map(|team| Some((team, found.calendars.absences(found.history, team)?)));
        for (row, (team, it)) in told.enumerate() {
            let (name, path) = (self.team_name(team), format!("absences[{row}]"));
            let people = found.people[team].value;
            let days = it.runs.iter().map(|run| self.days(run));
            let days = days.collect::<Vec<String>>().join(", ");
            self.line(format!("\n[[absences]]  # {days}\nteam = {}", quoted(&name)));
            if people > 1.0 {
                self.line(format!("people = {people}  # weak: all of the team"));
            }
            self.number("every", &format!("{path}.every"), &it.every);
            self.number("for", &format!("{path}.for"), &it.length);
            let who = if people > 1.0 { "nobody of " } else { "" };
            let there = if people > 1.0 { "was there" } else { "was not there" };
            self.findings.push(format!("{who}`{name}` {there} on {days}, though work waited: absences that may come again, so the scenario has them at any time"));
        }
    }
}
