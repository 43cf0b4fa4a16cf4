//! The day that a varied time is, in a file with a start.

use super::Range;
use crate::model::{Clock, Facts};
use crate::scenario::elapsed;
use crate::time::Instant;

/// What a varied time counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// So long after the start.
    After,
    /// So long before this instant: the launch date or the deadline.
    Before(Instant),
}

impl Counts {
    /// Of a path to a time of a single campaign; `None` of any other, and without a start.
    pub fn of(path: &str, facts: &Facts) -> Option<Counts> {
        let (table, key) = (path.split(['.', '[']).next()?, path.rsplit('.').next()?);
        let on_start = facts.changes.iter().all(|change| change.clock == Clock::Start);
        let launch = facts.launch.and_then(|launch| launch.at);
        match (table, key) {
            _ if !facts.start_given || facts.portfolio.is_some() => None,
            ("changes", "before") => {
                Some(Counts::Before(launch.or(facts.deadline)?.of(Instant::ZERO)))
            }
            ("changes", "at") if !on_start => None,
            ("changes" | "absences" | "launch", "at") | ("deadline", _) => Some(Counts::After),
            _ => None,
        }
    }

    /// When a value of a range is.
    pub fn instant(self, value: f64, range: &Range) -> Option<Instant> {
        let text = range.text(value);
        let span = elapsed(&text)?;
        Some(match self {
            Counts::After => Instant::ZERO.plus(span),
            Counts::Before(due) => Instant(due.0 - span.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{DAY, WEEK};

    #[test]
    fn so_long_before_the_launch_is_a_day() {
        let facts = |more: &str| {
            let text = format!(
                "schema = 2\nname = \"T\"\n{more}\ncalendar = \"always\"\n[launch]\nat = \"9w\"\n[teams]\na = {{}}\n\
                 [[streams]]\nname = \"s\"\nteam = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n"
            );
            crate::scenario::load("t.toml", &text, &[]).unwrap().facts
        };
        let range = Range { low: 0.0, high: 8.0, unit: "w".into(), log: false, whole: false };
        let dated = facts("start = \"2027-01-04 09:00\"");
        let before = Counts::of("changes.offer.before", &dated).unwrap();
        assert_eq!(before.instant(1.5, &range), Some(Instant(9 * WEEK - 252 * DAY / 24)));
        let after = Counts::of("changes[0].at", &dated).unwrap();
        assert_eq!(after.instant(1.0, &range), Some(Instant(WEEK)));
        assert_eq!(Counts::of("teams.a.people", &dated), None);
        assert_eq!(Counts::of("changes.offer.before", &facts("")), None);
    }
}
