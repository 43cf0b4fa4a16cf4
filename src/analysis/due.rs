//! What is due: what it is called, and the day by which it is due.

use crate::format;
use crate::time::Instant;
use jiff::civil::DateTime;

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    /// The last instant that is in time.
    pub at: Instant,
    /// For when the launch is fixed, if it is.
    pub launch: Option<Instant>,
    /// The date of instant 0, if there is one.
    pub start: Option<DateTime>,
}

impl Due {
    /// "launch date" where it is due when the launch is fixed for, at its instant or by the end of its day, or else
    /// "deadline".
    pub fn name(&self) -> &'static str {
        let is_launch = self.launch.is_some_and(|launch| launch == self.at || self.ends(launch));
        if is_launch { "launch date" } else { "deadline" }
    }

    /// Whether it is due by the end of the day of an instant, or later on that day.
    fn ends(&self, launch: Instant) -> bool {
        const DATE: &str = "%Y-%m-%d";
        self.start.is_some_and(|start| {
            let (own, last) =
                (format::date(start, launch, DATE), format::day_ended(start, self.at, DATE));
            self.at > launch && own == last
        })
    }

    /// The day by whose end, or the day and time at which, it is due. What is due on the launch date is due at its instant:
    /// the midnight that begins that day is no end of the day before.
    pub fn day(&self, day: &str) -> Option<String> {
        let written = |how: &str| format::date(self.start?, self.at, how);
        match (written("%H:%M")?.as_str(), self.launch == Some(self.at)) {
            ("00:00", true) => written(day),
            ("00:00", false) => format::day_ended(self.start?, self.at, day),
            _ => written(&format!("{day} %H:%M")),
        }
    }
}
