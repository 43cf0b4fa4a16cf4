//! The day that a varied time is, in a file with a start.

use super::Range;
use crate::model::{Clock, Facts};
use crate::scenario::{elapsed, moment};
use crate::time::{DAY, Instant};
use jiff::SignedDuration;
use jiff::civil::DateTime;

/// What a varied time counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// So long after the start.
    After,
    /// So long before this instant: the launch date or the deadline.
    Before(Instant),
}

impl Counts {
    /// Of a path to a time of a single campaign; `None` of any other.
    pub fn of(path: &str, facts: &Facts) -> Option<Counts> {
        let (table, key) = (path.split(['.', '[']).next()?, path.rsplit('.').next()?);
        let on_start = facts.changes.iter().all(|change| change.clock == Clock::Start);
        let launch = facts.launch.and_then(|launch| launch.at);
        match (table, key) {
            _ if facts.portfolio.is_some() => None,
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

/// The dates of a varied time, where the start is known.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    /// What it counts from.
    pub counts: Counts,
    /// The start.
    pub start: DateTime,
}

impl Dates {
    /// Of a path to a time; `None` of any other, and without a start.
    pub fn of(path: &str, facts: &Facts) -> Option<Dates> {
        let counts = Counts::of(path, facts).filter(|_| facts.start_given)?;
        Some(Dates { counts, start: facts.start })
    }

    /// The day of a value, in jiff's pattern.
    pub fn text(self, value: f64, range: &Range, pattern: &str) -> Option<String> {
        let after = SignedDuration::from_micros(self.counts.instant(value, range)?.0);
        Some(self.start.checked_add(after).ok()?.strftime(pattern).to_string())
    }
}

/// A range of dates of such a path, "2027-02-22..2027-03-29", in days as the path counts them; `None` of anything else.
pub fn in_days(path: &str, spec: &str, facts: &Facts) -> Option<String> {
    let counts = Counts::of(path, facts).filter(|_| facts.start_given)?;
    let (low, high) = spec.split_once("..")?;
    let after = |text: &str| {
        let then = moment(text)?.instant(path == "deadline");
        i64::try_from(then.duration_since(facts.start).as_micros()).ok()
    };
    let (low, high) = (after(low)?, after(high)?);
    let (low, high) = match counts {
        Counts::After => (low, high),
        Counts::Before(due) => (due.0 - high, due.0 - low),
    };
    let days = |micros: i64| micros as f64 / DAY as f64;
    (0 <= low && low < high).then(|| format!("{}d..{}d", days(low), days(high)))
}

/// The end of a day on which people work, by the default calendar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayEnd {
    /// Where it is: a share of the way through a range.
    pub at: f64,
    /// When that day begins.
    pub day: Instant,
}

/// The working days that end within a range of times before something is due, the latest first; none without a start.
pub fn day_ends(path: &str, range: &Range, facts: &Facts) -> Vec<DayEnd> {
    let counts = Counts::of(path, facts).filter(|_| facts.start_given && !range.log);
    let ends = counts.filter(|counts| matches!(counts, Counts::Before(_))).and_then(|counts| {
        let [last, first] = [range.low, range.high].map(|value| counts.instant(value, range));
        Some((first?, last?, facts.start.checked_add(SignedDuration::from_micros(last?.0)).ok()?))
    });
    let Some((first, last, then)) = ends else { return Vec::new() };
    let since = then.date().at(0, 0, 0, 0).duration_since(facts.start).as_micros();
    let Ok(midnight) = i64::try_from(since) else { return Vec::new() };
    let calendar = &facts.calendars[facts.calendar].calendar;
    let days = (0..).map(|back| Instant(midnight - back * DAY));
    let days = days.take_while(|day| day.0 + DAY >= first.0);
    days.filter(|day| day.0 + DAY <= last.0)
        .filter(|day| calendar.open(*day, Instant(day.0 + DAY)).0 > 0)
        .map(|day| {
            let before = last.0 - day.0 - DAY;
            DayEnd { at: before as f64 / (last.0 - first.0) as f64, day }
        })
        .collect()
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
        // From Monday 4 January 09:00: Monday 22 February begins 48 d 15 h later, 8 March 62 d 15 h; from 8 March 09:00
        // (9 w) back it is 14 d 9 h and 9 h.
        let dates = "2027-02-22..2027-03-08";
        let days = |path: &str| in_days(path, dates, &dated);
        assert_eq!(days("launch.at").as_deref(), Some("48.625d..62.625d"));
        assert_eq!(days("deadline").as_deref(), Some("49.625d..63.625d"));
        assert_eq!(days("changes.offer.before").as_deref(), Some("0.375d..14.375d"));
        assert_eq!(days("teams.a.people"), None);
        assert_eq!(in_days("launch.at", dates, &facts("")), None);
        assert_eq!(in_days("launch.at", "2026-12-01..2027-01-05", &dated), None);
        assert!(Dates::of("changes.offer.before", &facts("")).is_none());
        assert!(day_ends("changes.offer.before", &range, &facts("")).is_empty());
    }

    /// Launched on Monday 8 March 2027 at 09:00, nine weeks after the start; from five days before to one: of the
    /// days that end from Wednesday 09:00 to Sunday 09:00 people work on Wednesday, Thursday and Friday.
    #[test]
    fn days_end_at_midnight_and_weekends_are_none() {
        let text = "schema = 2\nname = \"T\"\nstart = \"2027-01-04 09:00\"\n[launch]\nat = \"9w\"\n[teams]\na = {}\n\
                    [[streams]]\nname = \"s\"\nteam = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n";
        let facts = crate::scenario::load("t.toml", text, &[]).unwrap().facts;
        let range = Range { low: 1.0, high: 5.0, unit: "d".into(), log: false, whole: false };
        let ends = day_ends("changes.offer.before", &range, &facts);
        // Saturday 00:00 is 57 h before the launch, so 33 h of 96 h into the range; Friday began 81 h before it.
        let launch = 9 * WEEK;
        let wanted = [33.0, 57.0, 81.0].map(|hours| hours / 96.0);
        assert_eq!(ends.iter().map(|end| end.at).collect::<Vec<_>>(), wanted);
        assert_eq!(ends[0].day, Instant(launch - 81 * DAY / 24));
        let log = Range { log: true, ..range };
        assert!(day_ends("changes.offer.before", &log, &facts).is_empty());
    }
}
