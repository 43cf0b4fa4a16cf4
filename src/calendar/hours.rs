//! The open time of a calendar that is left when spans known beforehand, such as meetings, are taken out of it.

use super::{Calendar, Span};
use crate::time::{FOREVER, Instant};
use std::sync::Arc;

/// A calendar, less what is taken out of the spans that it lists.
#[derive(Clone, Debug)]
pub struct Hours {
    calendar: Calendar,
    /// What is left of the listed spans.
    spans: Arc<[Span]>,
    /// Open time taken out in all.
    taken: i64,
}

impl Hours {
    /// All open time of a calendar.
    pub fn of(calendar: &Calendar) -> Hours {
        Hours { calendar: calendar.clone(), spans: Arc::clone(&calendar.spans), taken: 0 }
    }

    /// The open time of a calendar outside [from, until) of all of these, which are ascending, disjoint, and end
    /// before the calendar's last listed span does.
    pub fn without(calendar: &Calendar, out: &[(i64, i64)]) -> Hours {
        let (mut spans, mut taken) = (Vec::new(), 0);
        let mut out = out.iter().peekable();
        for span in calendar.spans() {
            let mut from = span.from;
            while let Some((leaves, returns)) =
                out.peek().filter(|(leaves, _)| *leaves < span.until)
            {
                let (leaves, back) = (from.max(*leaves), (*returns).clamp(from, span.until));
                keep(&mut spans, span, from, leaves, taken);
                taken += (back - leaves).max(0);
                from = back;
                if *returns > span.until {
                    break;
                }
                out.next();
            }
            keep(&mut spans, span, from, span.until, taken);
        }
        Hours { calendar: calendar.clone(), spans: spans.into(), taken }
    }

    /// The open spans of about the first year, ascending.
    #[inline]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The running total of open time at `t`: the calendar's own, less what was taken out before.
    pub fn clock(&self, t: i64) -> i64 {
        let begun = self.spans.partition_point(|span| span.from <= t);
        match begun.checked_sub(1).map(|last| self.spans[last]) {
            None => self.calendar.clock(Instant(t)),
            Some(span) if t <= span.until || begun < self.spans.len() => {
                span.clock + t.min(span.until) - span.from
            }
            Some(_) => self.calendar.clock(Instant(t)) - self.taken,
        }
    }

    /// The first instant at which the running total has reached `total`, which lies after time 0's.
    pub fn at_clock(&self, total: i64) -> i64 {
        let begun = self.spans.partition_point(|span| span.clock < total);
        match begun.checked_sub(1).map(|last| self.spans[last]) {
            None => self.calendar.at_clock(total).0,
            Some(span) if total - span.clock <= span.until - span.from => {
                (span.from + (total - span.clock)).min(FOREVER)
            }
            Some(_) => self.calendar.at_clock(total + self.taken).0,
        }
    }

    /// `t` if it is open then, else the next instant at which it is.
    pub fn next_opening(&self, t: i64) -> i64 {
        let over = self.spans.partition_point(|span| span.until <= t);
        let listed = self.spans.get(over).map(|span| span.from.max(t));
        listed.unwrap_or_else(|| self.calendar.next_opening(Instant(t)).0)
    }
}

/// Lists the part [from, until) of a span, of which so much was taken out before, if there is anything of it.
fn keep(spans: &mut Vec<Span>, span: &Span, from: i64, until: i64, taken: i64) {
    if from < until {
        spans.push(Span { from, until, clock: span.clock + (from - span.from) - taken });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Pattern;
    use crate::time::{DAY, HOUR, WEEK};
    use jiff::civil::{date, datetime};

    /// Monday to Friday, 9 to 17, counted from Monday 09:00, the second Tuesday closed.
    fn office() -> Calendar {
        let windows = (0..5).map(|day| (day * DAY + 9 * HOUR, day * DAY + 17 * HOUR)).collect();
        let pattern = Pattern { windows, closed: vec![date(2026, 3, 10)] };
        Calendar::compile(&pattern, datetime(2026, 3, 2, 9, 0, 0, 0)).unwrap()
    }

    fn hours(list: &[(i64, i64)]) -> Vec<(i64, i64)> {
        list.iter().map(|(from, until)| (from * HOUR, until * HOUR)).collect()
    }

    /// Over night, within a day, at its beginning, at its end, and two in a row.
    #[test]
    fn what_is_taken_out_is_closed_time() {
        let out = hours(&[(2, 3), (7, 25), (48, 49), (79, 80), (98, 99), (99, 100)]);
        let (calendar, left) = (office(), Hours::without(&office(), &out));
        let taken = |from: i64, until: i64| calendar.open(Instant(from), Instant(until)).0;
        for t in (0..400 * 4).map(|quarter| quarter * HOUR / 4) {
            let before: i64 = out.iter().map(|(from, until)| taken(*from, t.min(*until))).sum();
            let clock = calendar.clock(Instant(t)) - before;
            assert_eq!(left.clock(t), clock, "{}", t as f64 / HOUR as f64);
            let opening = left.next_opening(t);
            assert_eq!(left.clock(opening), clock);
            assert_eq!(left.at_clock(clock + 1), opening + 1);
            let out = |at: i64| out.iter().any(|(from, until)| *from <= at && at < *until);
            assert_eq!(opening == t, calendar.is_open(Instant(t)) && !out(t));
        }
    }

    /// Two hours were taken out of the first year.
    #[test]
    fn beyond_the_listed_spans_the_calendar_answers() {
        let (calendar, left) = (office(), Hours::without(&office(), &hours(&[(2, 3), (26, 27)])));
        for t in [60 * WEEK, 60 * WEEK + HOUR, 61 * WEEK - HOUR] {
            let clock = calendar.clock(Instant(t)) - 2 * HOUR;
            assert_eq!(left.clock(t), clock);
            assert_eq!(left.at_clock(clock + 1), calendar.next_opening(Instant(t)).0 + 1);
            assert_eq!(left.next_opening(t), calendar.next_opening(Instant(t)).0);
        }
    }

    #[test]
    fn around_the_clock_the_last_span_never_ends() {
        let always =
            Calendar::compile(&Pattern::always(), datetime(2026, 3, 2, 0, 0, 0, 0)).unwrap();
        let left = Hours::without(&always, &hours(&[(1, 2), (5, 6)]));
        assert_eq!([0, 1, 2, 6, 9].map(|hour| left.clock(hour * HOUR) / HOUR), [0, 1, 1, 4, 7]);
        assert_eq!([1, 2, 4, 5].map(|total| left.at_clock(total * HOUR) / HOUR), [1, 3, 5, 7]);
    }
}
