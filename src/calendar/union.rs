//! Two calendars of the same people, who are there whenever either is open.

use super::{Calendar, Window, merged};
use crate::time::{FOREVER, Instant, WEEK, Work};

/// Open whenever one of two calendars is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Union {
    either: [Calendar; 2],
    /// Open whenever both are; `None` if they never are at the same time.
    both: Option<Calendar>,
}

impl Union {
    /// Of two calendars that count from the same start.
    pub fn of(a: &Calendar, b: &Calendar) -> Union {
        Union { either: [a.clone(), b.clone()], both: intersection(a, b) }
    }

    /// The running total of open time at `t`, as [`Calendar::clock`].
    pub fn clock(&self, t: Instant) -> i64 {
        let each: i64 = self.either.iter().map(|calendar| calendar.clock(t)).sum();
        each - self.both.as_ref().map_or(0, |both| both.clock(t))
    }

    /// Open time in [a, b); 0 if b is not after a.
    pub fn open(&self, a: Instant, b: Instant) -> Work {
        Work(if b <= a { 0 } else { self.clock(b) - self.clock(a) })
    }

    /// The first instant at which `w` of open time has passed since `a`; at the latest [`FOREVER`].
    pub fn advance(&self, a: Instant, w: Work) -> Instant {
        let total = self.clock(a).saturating_add(w.0);
        // No earlier than if it were open all the time, no later than by either calendar alone.
        let alone = self.either.iter().map(|calendar| calendar.advance(a, w).0).min();
        let mut until = alone.filter(|at| *at < FOREVER - WEEK).unwrap_or(FOREVER);
        let mut from = a.0.saturating_add(w.0.max(0)).min(until);
        while from < until {
            let middle = from + (until - from) / 2;
            if self.clock(Instant(middle)) < total {
                from = middle + 1;
            } else {
                until = middle;
            }
        }
        Instant(until)
    }
}

/// The calendar that is open whenever both are, if that is ever.
fn intersection(a: &Calendar, b: &Calendar) -> Option<Calendar> {
    let common = |x: &Window| {
        let cut = |y: &Window| (x.from.max(y.from), x.to.min(y.to));
        b.windows.iter().map(cut).filter(|(from, to)| from < to).collect::<Vec<_>>()
    };
    let windows: Vec<(i64, i64)> = a.windows.iter().flat_map(common).collect();
    let closed = a.closed.iter().chain(&b.closed).map(|day| day.from).collect();
    Calendar::open_in(merged(&windows), a.offset, closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Pattern;
    use crate::time::{DAY, HOUR};
    use jiff::civil::{Date, date, datetime};

    /// Counts from Monday 09:00.
    fn calendar(windows: &[(i64, i64)], closed: &[Date]) -> Calendar {
        let windows = windows.iter().map(|(from, to)| (from * HOUR, to * HOUR)).collect();
        let pattern = Pattern { windows, closed: closed.to_vec() };
        Calendar::compile(&pattern, datetime(2026, 3, 2, 9, 0, 0, 0)).unwrap()
    }

    fn at(hour: i64) -> Instant {
        Instant(hour * HOUR)
    }

    /// Monday 9-17; Monday 16-20 and Tuesday 9-11: 11 h on Monday, 2 h on Tuesday.
    #[test]
    fn what_both_are_open_counts_once() {
        let union = Union::of(&calendar(&[(9, 17)], &[]), &calendar(&[(16, 20), (33, 35)], &[]));
        assert_eq!(union.open(at(0), at(24)), Work(11 * HOUR));
        assert_eq!(union.open(at(0), at(26)), Work(13 * HOUR));
        assert_eq!(union.open(at(3), at(3)), Work(0));
        assert_eq!(union.advance(at(6), Work(5 * HOUR)), at(11));
        assert_eq!(union.advance(at(6), Work(6 * HOUR)), at(25));
    }

    /// On the second Monday only the second is open, 16-20; the third Monday 9-17, the second being closed.
    #[test]
    fn a_date_is_closed_if_both_are() {
        let (second, third) = (date(2026, 3, 9), date(2026, 3, 16));
        let union = Union::of(&calendar(&[(9, 17)], &[second]), &calendar(&[(16, 20)], &[third]));
        let week = |n: i64| (at(168 * n), at(168 * (n + 1)));
        let hours = |(from, to)| union.open(from, to).0 / HOUR;
        assert_eq!([hours(week(0)), hours(week(1)), hours(week(2))], [11, 4, 8]);
    }

    #[test]
    fn calendars_that_never_meet_add_up() {
        let union = Union::of(&calendar(&[(9, 12)], &[]), &calendar(&[(12, 13)], &[]));
        assert_eq!(union.open(at(0), Instant(WEEK)), Work(4 * HOUR));
        assert_eq!(union.advance(at(0), Work(FOREVER)), Instant(FOREVER));
        assert_eq!(union.advance(Instant(DAY), Work(HOUR)), at(169));
    }
}
