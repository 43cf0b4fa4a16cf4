//! The campaigns that a scenario was fitted to, as fit.csv knows them: which of a log are among them, and which lie before it.
//!
//! A log that begins later lacks them, but not the work that they left: what was still under way competes for the same people.

use super::{Row, table};
use jiff::Span;
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// So many starts are kept, the last ones: what is under way began among them.
const KEPT: usize = 500;
/// Where they stand.
const STARTS: &str = "log.starts";
const UNTIL: &str = "log.until";
const CAMPAIGNS: &str = "log.campaigns";
const FIRST_ENDS: &str = "log.first_ends";

/// Campaigns that a fit has seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// How many they are.
    pub campaigns: usize,
    /// When the last of them began, in rising order; none in a fit.csv of before these were written.
    pub starts: Vec<DateTime>,
    /// When the first job of each of these ended, in rising order: others may begin at the same times, but do not go on alike.
    pub first_ends: Vec<DateTime>,
    /// When their log was cut.
    pub until: Option<DateTime>,
}

impl Known {
    /// What the rows of fit.csv say; `None` if not even their number.
    pub fn of(rows: &[Row]) -> Option<Known> {
        let about = |name: &str| table::about(rows, name);
        let campaigns = about(CAMPAIGNS)?.parse().ok()?;
        let dates = |name: &str| {
            let dates = about(name).unwrap_or_default().split_whitespace();
            let mut dates: Vec<DateTime> = dates.filter_map(|at| at.parse().ok()).collect();
            dates.sort_unstable();
            dates
        };
        let until = about(UNTIL).and_then(|at| at.parse().ok());
        Some(Known { campaigns, starts: dates(STARTS), first_ends: dates(FIRST_ENDS), until })
    }

    /// Whether campaigns are others than those of the fit, though they began at the same times: of most the first job ended in another
    /// minute. A fit.csv of before these were written does not tell.
    pub fn are_others(&self, first_ends: &[DateTime]) -> bool {
        let minute =
            |at: &DateTime| at.with().second(0).subsec_nanosecond(0).build().unwrap_or(*at);
        let known: BTreeSet<DateTime> = self.first_ends.iter().map(minute).collect();
        let same = first_ends.iter().filter(|at| known.contains(&minute(at))).count();
        !known.is_empty() && 2 * same < first_ends.len()
    }

    /// How many campaigns of a log are among them, by the starts of these in rising order: its first ones.
    pub fn among(&self, log: &[DateTime]) -> usize {
        let last = self.starts.last().copied().or(self.until);
        let by = |last: DateTime| log.partition_point(|at| *at <= last);
        last.map_or(log.len(), by).min(self.campaigns)
    }

    /// The starts of those that lie before a log, which does not hold them.
    pub fn before(&self, log: &[DateTime]) -> &[DateTime] {
        let from = log.first().map_or(0, |first| self.starts.partition_point(|at| at < first));
        &self.starts[..from]
    }
}

/// When so many more campaigns would begin if they go on beginning as these did, in rising order: all of them again, whole weeks on, so
/// that days and hours stay.
pub fn to_come(starts: &[DateTime], more: usize) -> Vec<DateTime> {
    let Some((first, last)) = starts.first().zip(starts.last()) else { return Vec::new() };
    let days = last.duration_since(*first).as_hours() / 24;
    let weeks = |round: usize| Span::new().try_weeks((days / 7 + 1) * round as i64);
    let all = (1..).flat_map(|round| starts.iter().map(move |at| (round, at)));
    let moved = all.map(|(round, at)| weeks(round).and_then(|by| at.checked_add(by)));
    moved.take(more).map_while(Result::ok).collect()
}

/// The names and values under which fit.csv keeps them.
pub fn written(
    (starts, first_ends): (&[DateTime], &[DateTime]),
    until: DateTime,
) -> [(&'static str, String); 4] {
    let kept = |all: &[DateTime]| {
        let last = all[all.len().saturating_sub(KEPT)..].iter();
        last.map(DateTime::to_string).collect::<Vec<String>>().join(" ")
    };
    [
        (CAMPAIGNS, starts.len().to_string()),
        (UNTIL, until.to_string()),
        (STARTS, kept(starts)),
        (FIRST_ENDS, kept(first_ends)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn day(day: i8) -> DateTime {
        date(2026, 6, day).at(9, 0, 0, 0)
    }

    fn known(fitted: &[i8], until: i8) -> Known {
        let starts: Vec<DateTime> = fitted.iter().map(|it| day(*it)).collect();
        let row = |(path, value): (&str, String)| Row {
            path: path.to_owned(),
            value,
            low: String::new(),
            high: String::new(),
            n: 0,
            method: String::new(),
            grade: "",
        };
        let rows: Vec<Row> = written((&starts, &starts), day(until)).map(row).into();
        Known::of(&rows).unwrap()
    }

    /// Fitted to those of the 1st to the 4th, of a log that goes on to the 9th.
    #[test]
    fn dates_tell_which_campaigns_a_fit_has_seen() {
        let fit = known(&[1, 2, 3, 4], 9);
        let log = |days: &[i8]| days.iter().map(|it| day(*it)).collect::<Vec<_>>();
        let of = |days: &[i8]| (fit.among(&log(days)), fit.before(&log(days)).len());
        assert_eq!(of(&[1, 2, 3, 4, 5, 6]), (4, 0));
        assert_eq!(of(&[5, 6, 7]), (0, 4));
        assert_eq!(of(&[3, 4, 5]), (2, 2));
        assert_eq!(of(&[1, 2, 3, 4]), (4, 0));
        // Another campaign of the same hour as the last one is not of the fit.
        assert_eq!(of(&[1, 2, 3, 4, 4, 5]), (4, 0));
    }

    /// Of four campaigns two end their first jobs as those of the fit, or only one; an older table does not tell.
    #[test]
    fn other_campaigns_may_begin_at_the_same_times() {
        let fit = known(&[1, 2, 3, 4], 9);
        let others = |fit: &Known, days: [i8; 4]| fit.are_others(&days.map(day));
        assert!(!others(&fit, [1, 2, 13, 14]) && others(&fit, [1, 12, 13, 14]));
        assert!(!others(&Known { first_ends: Vec::new(), ..fit }, [11, 12, 13, 14]));
    }

    /// Of a table without starts only what begins after its log is surely new.
    #[test]
    fn without_starts_the_end_of_the_log_tells_it() {
        let fit = Known { starts: Vec::new(), ..known(&[1, 2, 3, 4], 9) };
        assert_eq!(fit.among(&[day(10), day(11)]), 0);
        assert_eq!(fit.among(&[day(5), day(6)]), 2);
        assert_eq!(fit.before(&[day(10)]), &[]);
    }

    /// Of two Mondays and a Wednesday, the 1st to the 8th: their span is a week, so they are there again two weeks on.
    #[test]
    fn campaigns_go_on_beginning_on_their_days() {
        let begun = [day(1), day(3), day(8)];
        assert_eq!(to_come(&begun, 4), [day(15), day(17), day(22), day(29)]);
        assert_eq!(to_come(&begun[..1], 2), [day(8), day(15)]);
        assert_eq!(to_come(&[], 3), []);
    }
}
