//! A week in half-hours: which of them are open, and how they are written.

use crate::time::{DAY, MINUTE, WEEK};

/// The grid of opening and closing times.
pub const SLOT: i64 = 30 * MINUTE;
pub const SLOTS: usize = 48;

pub type Day<T> = [T; SLOTS];
pub type Week = [Day<bool>; 7];
pub type Counts = [Day<u32>; 7];

pub const CLOSED: Week = [[false; SLOTS]; 7];

/// The weekday and half-hour of an instant.
pub fn place(at: i64) -> (usize, usize) {
    let within = at.rem_euclid(WEEK);
    ((within / DAY) as usize, (within % DAY / SLOT) as usize)
}

/// The open half-hours.
pub fn cells(week: &Week) -> impl Iterator<Item = (usize, usize)> {
    let all = (0..7).flat_map(|day| (0..SLOTS).map(move |slot| (day, slot)));
    all.filter(|(day, slot)| week[*day][*slot])
}

pub fn union(a: &Week, b: &Week) -> Week {
    let mut week = *a;
    cells(b).for_each(|(day, slot)| week[day][slot] = true);
    week
}

/// The week with days that begin so many half-hours after midnight.
pub fn turned<T: Copy>(week: &[Day<T>; 7], by: usize) -> [Day<T>; 7] {
    let mut turned = *week;
    for at in 0..7 * SLOTS {
        let from = (at + by) % (7 * SLOTS);
        turned[at / SLOTS][at % SLOTS] = week[from / SLOTS][from % SLOTS];
    }
    turned
}

/// The longest stretches of a day of which something holds.
pub fn stretches(holds: &Day<bool>) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let runs = holds.chunk_by(|a, b| a == b).scan(0, |at, run| {
        let from = std::mem::replace(at, *at + run.len());
        Some((run[0], from..from + run.len()))
    });
    runs.filter(|(holds, _)| *holds).map(|(_, run)| run)
}

/// Each day from its first open half-hour to its last.
pub fn whole_days(week: &Week) -> Week {
    week.map(|mut day| {
        let ends = day.iter().position(|it| *it).zip(day.iter().rposition(|it| *it));
        if let Some((first, last)) = ends {
            day[first..=last].fill(true);
        }
        day
    })
}

/// From when until when, in microseconds since the week began.
pub type Span = (i64, i64);

/// Open time since the first week began.
pub struct Clock {
    spans: Vec<Span>,
    /// Open time before each span, and that of a week.
    before: Vec<i64>,
}

impl Clock {
    pub fn of(week: &Week) -> Clock {
        Clock::over(&daily(week))
    }

    /// Of spans one after the other.
    pub fn over(spans: &[Span]) -> Clock {
        let mut before = vec![0];
        for (from, to) in spans {
            let last = before.last().copied().unwrap_or(0);
            before.push(last + to - from);
        }
        Clock { spans: spans.to_vec(), before }
    }

    pub fn between(&self, (start, end): Span) -> i64 {
        self.open(end) - self.open(start)
    }

    fn open(&self, at: i64) -> i64 {
        let within = at.rem_euclid(WEEK);
        let begun = self.spans.partition_point(|span| span.0 <= within);
        let left = begun.checked_sub(1).map_or(0, |last| (self.spans[last].1 - within).max(0));
        at.div_euclid(WEEK) * self.before[self.spans.len()] + self.before[begun] - left
    }
}

/// The open spans of each day.
pub fn daily(week: &Week) -> Vec<Span> {
    let of = |day: usize| stretches(&week[day]).map(move |run| (day, run));
    let at = |day: usize, slot: usize| day as i64 * DAY + slot as i64 * SLOT;
    (0..7).flat_map(of).map(|(day, run)| (at(day, run.start), at(day, run.end))).collect()
}

/// Windows cut at midnights, in the order of a week.
pub fn by_day(windows: &[Span]) -> Vec<Span> {
    let of = |(from, to): Span| {
        let days = from / DAY..(to + DAY - 1) / DAY;
        days.map(move |day| (from.max(day * DAY), to.min((day + 1) * DAY)))
    };
    let within = |(from, to): Span| (from % WEEK, from % WEEK + to - from);
    let mut spans: Vec<Span> = windows.iter().copied().flat_map(of).map(within).collect();
    spans.sort_unstable();
    spans
}

/// Spans in which those over midnight are one.
pub fn joined(daily: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (from, to) in daily {
        match spans.last_mut() {
            Some(last) if last.1 == *from => last.1 = *to,
            _ => spans.push((*from, *to)),
        }
    }
    spans
}

/// Spans that overlap or touch are one.
pub fn merged(mut all: Vec<Span>) -> Vec<Span> {
    all.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for (from, to) in all {
        match spans.last_mut() {
            Some(last) if last.1 >= from => last.1 = to.max(last.1),
            _ => spans.push((from, to)),
        }
    }
    spans
}

pub fn day_name(day: usize) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][day % 7]
}

/// A pattern such as `Mon-Fri 09:00-17:00`.
pub fn written(week: &Week) -> String {
    told(&daily(week))
}

/// The same of spans of each day.
pub fn told(spans: &[Span]) -> String {
    if joined(spans) == [(0, WEEK)] {
        return "Mon-Sun 00:00-24:00".to_owned();
    }
    let mut parts = Vec::new();
    for (from, to) in spans {
        let (day, within) = (from / DAY, (from % DAY, from % DAY + to - from));
        let has = |day: i64| spans.contains(&(day * DAY + within.0, day * DAY + within.1));
        if day > 0 && has(day - 1) {
            continue;
        }
        let last = (day..7).take_while(|other| has(*other)).last().unwrap_or(day);
        let name = |day: i64| &day_name(day as usize)[..3];
        let days = if last == day { String::new() } else { format!("-{}", name(last)) };
        parts.push(format!("{}{days} {}-{}", name(day), clock(within.0), clock(within.1)));
    }
    parts.join(", ")
}

fn clock(within: i64) -> String {
    let minutes = within / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_one_stretch_of_a_week_that_is_turned() {
        let mut night = CLOSED;
        // Monday 22:00 to Tuesday 06:00.
        night[0][44..].fill(true);
        night[1][..12].fill(true);
        assert_eq!(written(&night), "Mon 22:00-24:00, Tue 00:00-06:00");
        let days = turned(&night, 28);
        assert_eq!(written(&days), "Mon 08:00-16:00");
        assert_eq!(turned(&days, 7 * SLOTS - 28), night);
        assert_eq!(joined(&daily(&night)), [(22 * 2 * SLOT, 30 * 2 * SLOT)]);
    }
}
