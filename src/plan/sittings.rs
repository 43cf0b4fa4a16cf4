//! Who is there now and then only: committees, boards, a lawyer on Wednesdays.

use super::Plan;
use crate::calendar::Calendar;
use crate::time::Instant;

/// At most so many sittings of a team are listed.
const MOST: usize = 2_000;

/// A team, and from when to when it sits, in microseconds.
pub type Sittings = (String, Vec<(i64, i64)>);

impl Plan {
    /// The teams that are there for less than half of the office hours of a time, in the order of the file; none of which all
    /// reviews are made on demand, since nobody waits until it sits.
    pub fn sittings(&self, from: Instant, until: Instant) -> Vec<Sittings> {
        let office = length(&spans(self.calendar(), from, until));
        let mut all: Vec<Sittings> = Vec::new();
        let teams = self.teams.iter().zip(0..).filter(|(team, part)| {
            team.calendar != 0 && (team.presence.is_none() || self.is_waited_for(*part))
        });
        for (team, _) in teams {
            let own = spans(&self.calendars[team.calendar as usize], from, until);
            let known = all.iter().any(|(name, _)| *name == team.name);
            if !known && 2 * length(&own) < office {
                all.push((team.name.clone(), own));
            }
        }
        all
    }

    /// Whether work, or a review that is not made on demand, waits for the hours of a part of a team.
    fn is_waited_for(&self, part: u32) -> bool {
        self.tasks.iter().enumerate().any(|(index, task)| match self.is_approval(index) {
            true => {
                let reviewers = &self.panels[task.panel as usize].reviewers;
                reviewers.iter().any(|it| it.team == Some(part) && !it.interrupted)
            }
            false => task.team == Some(part),
        })
    }
}

/// When a calendar is open in [from, until).
fn spans(calendar: &Calendar, from: Instant, until: Instant) -> Vec<(i64, i64)> {
    let (mut at, mut spans) = (from, Vec::new());
    while at < until && spans.len() < MOST {
        let begin = calendar.next_opening(at);
        at = calendar.next_closing(begin);
        if begin < until {
            spans.push((begin.0, at.0.min(until.0)));
        }
    }
    spans
}

fn length(spans: &[(i64, i64)]) -> i64 {
    spans.iter().map(|(from, until)| until - from).sum()
}
