//! A place among the open spans of a calendar's [`Hours`] that only moves on: questions about the present and the near
//! future take a few steps instead of a search.

use super::{Hours, Span};
use crate::time::FOREVER;

/// The span that holds the present, or else comes next, and its number. Beyond the spans that a calendar
/// lists, the calendar is asked, and what its clock shows at present is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    number: usize,
    span: Span,
    now: i64,
    clock: i64,
}

/// Holds nothing: whoever asks has to look for the right one.
const NOWHERE: Span = Span { from: 0, until: -1, clock: 0 };

impl Default for Cursor {
    /// Before all time.
    fn default() -> Cursor {
        Cursor { number: 0, span: NOWHERE, now: -1, clock: 0 }
    }
}

impl Cursor {
    /// Moves on to `now`, which is never earlier than before but for the last instant of a campaign, and
    /// returns the calendar's clock.
    #[inline]
    pub fn seek(&mut self, hours: &Hours, now: i64) -> i64 {
        if self.span.until <= now {
            return self.move_on(hours, now);
        }
        self.span.clock + (now - self.span.from).max(0)
    }

    #[inline(never)]
    fn move_on(&mut self, hours: &Hours, now: i64) -> i64 {
        self.step(hours.spans(), now);
        if self.is_listed() {
            return self.span.clock + (now - self.span.from).max(0);
        }
        if self.now != now {
            (self.now, self.clock) = (now, hours.clock(now));
        }
        self.clock
    }

    /// Whether the present is not beyond the spans that the calendar lists.
    #[inline]
    fn is_listed(&self) -> bool {
        self.span.until > NOWHERE.until
    }

    fn step(&mut self, spans: &[Span], now: i64) {
        while spans.get(self.number).is_some_and(|span| span.until <= now) {
            self.number += 1;
        }
        self.span = spans.get(self.number).copied().unwrap_or(NOWHERE);
    }

    /// The span that holds the present or comes next, and those after it.
    #[inline]
    fn ahead<'a>(&self, hours: &'a Hours) -> std::slice::Iter<'a, Span> {
        hours.spans().get(self.number..).unwrap_or_default().iter()
    }

    /// `now` if the calendar is open then, else the next instant at which it is; moves on to `now`.
    #[inline]
    pub fn opening(&mut self, hours: &Hours, now: i64) -> i64 {
        self.seek(hours, now);
        if self.is_listed() { self.span.from.max(now) } else { hours.next_opening(now) }
    }

    /// An instant not earlier than where this stands if the calendar is open then, else the next one at
    /// which it is.
    pub fn later_opening(&self, hours: &Hours, at: i64) -> i64 {
        match self.ahead(hours).find(|span| at < span.until) {
            Some(span) => span.from.max(at),
            None => hours.next_opening(at),
        }
    }

    /// Until when the calendar is open that is open at the present; the present if that is unknown.
    pub fn open_until(&self) -> i64 {
        self.span.until
    }

    /// The calendar's clock at an instant, not earlier than where this stands.
    #[inline]
    pub fn clock(&self, hours: &Hours, now: i64) -> i64 {
        if now <= self.span.until {
            self.span.clock + (now - self.span.from).max(0)
        } else {
            self.later_clock(hours, now)
        }
    }

    #[inline(never)]
    fn later_clock(&self, hours: &Hours, now: i64) -> i64 {
        match self.ahead(hours).find(|span| now <= span.until) {
            Some(span) => span.clock + (now - span.from).max(0),
            None => hours.clock(now),
        }
    }

    /// The first instant at which the calendar's clock has reached `total`, later than now; at the latest
    /// [`FOREVER`].
    #[inline]
    pub fn at_clock(&self, hours: &Hours, total: i64) -> i64 {
        let left = total - self.span.clock;
        if 0 < left && left <= self.span.until - self.span.from {
            self.span.from.saturating_add(left).min(FOREVER)
        } else {
            self.later_at_clock(hours, total)
        }
    }

    #[inline(never)]
    fn later_at_clock(&self, hours: &Hours, total: i64) -> i64 {
        match self.ahead(hours).find(|span| total - span.clock <= span.until - span.from) {
            Some(span) if total > span.clock => (span.from + (total - span.clock)).min(FOREVER),
            _ => hours.at_clock(total),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Calendar, Pattern};
    use crate::time::{DAY, HOUR, Instant, WEEK};
    use jiff::civil::{DateTime, date, datetime};

    fn monday() -> DateTime {
        datetime(2026, 3, 2, 9, 30, 0, 0)
    }

    /// Two windows a day, Mondays to Fridays but for a closed date.
    fn office() -> Calendar {
        let window = |day, from, to| (day * DAY + from * HOUR, day * DAY + to * HOUR);
        let windows = (0..5).flat_map(|day| [window(day, 9, 12), window(day, 13, 18)]).collect();
        Calendar::compile(&Pattern { windows, closed: vec![date(2026, 3, 4)] }, monday()).unwrap()
    }

    /// As the calendar answers, from a number of quarter hours on.
    fn agrees(calendar: &Calendar, first: i64) {
        let (mut cursor, hours) = (Cursor::default(), Hours::of(calendar));
        for now in (first..first + 1500).map(|step| step * HOUR / 4) {
            let opening = cursor.opening(&hours, now);
            assert_eq!(opening, calendar.next_opening(Instant(now)).0, "{now}");
            for later in [0, 1, HOUR, 7 * HOUR, DAY, WEEK] {
                let clock = calendar.clock(Instant(now + later));
                assert_eq!(cursor.clock(&hours, now + later), clock, "{now} + {later}");
                let opening = calendar.next_opening(Instant(now + later)).0;
                assert_eq!(cursor.later_opening(&hours, now + later), opening);
                let total = calendar.clock(Instant(now)) + 1 + later;
                assert_eq!(cursor.at_clock(&hours, total), calendar.at_clock(total).0);
            }
        }
    }

    #[test]
    fn it_answers_as_its_calendar_does() {
        agrees(&office(), 0);
        agrees(&Calendar::compile(&Pattern::always(), monday()).unwrap(), 0);
    }

    /// An hour of each of the first two days and a whole day are taken out: as a search through the spans answers.
    #[test]
    fn it_answers_as_a_search_does_where_something_is_taken_out() {
        let out = [(HOUR, 2 * HOUR), (25 * HOUR, 26 * HOUR), (7 * DAY, 8 * DAY)];
        let (mut cursor, hours) = (Cursor::default(), Hours::without(&office(), &out));
        for now in (0..1500).map(|step| step * HOUR / 4) {
            assert_eq!(cursor.seek(&hours, now), hours.clock(now), "{now}");
            assert_eq!(cursor.opening(&hours, now), hours.next_opening(now), "{now}");
            for later in [1, HOUR, 7 * HOUR, WEEK] {
                let total = hours.clock(now) + later;
                assert_eq!(cursor.clock(&hours, now + later), hours.clock(now + later));
                assert_eq!(cursor.at_clock(&hours, total), hours.at_clock(total), "{now} {later}");
            }
        }
    }

    #[test]
    fn it_does_so_beyond_the_listed_spans() {
        let quarters_of_53_weeks = 53 * WEEK / HOUR * 4;
        agrees(&office(), quarters_of_53_weeks);
    }

    #[test]
    fn a_calendar_of_one_window_a_week_and_one_that_wraps_the_week() {
        for windows in [vec![(DAY, DAY + HOUR)], vec![(0, DAY), (5 * DAY, WEEK)]] {
            let pattern = Pattern { windows, closed: Vec::new() };
            agrees(&Calendar::compile(&pattern, monday()).unwrap(), 0);
        }
    }
}
