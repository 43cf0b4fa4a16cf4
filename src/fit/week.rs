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

/// Open time since the first week began.
pub struct Clock<'a> {
    week: &'a Week,
    before: Vec<i64>,
}

impl Clock<'_> {
    pub fn of(week: &Week) -> Clock<'_> {
        let mut before = vec![0];
        for open in week.iter().flatten() {
            let last = before.last().copied().unwrap_or(0);
            before.push(last + if *open { SLOT } else { 0 });
        }
        Clock { week, before }
    }

    pub fn between(&self, (start, end): (i64, i64)) -> i64 {
        self.open(end) - self.open(start)
    }

    fn open(&self, at: i64) -> i64 {
        let (day, slot) = place(at);
        let within = if self.week[day][slot] { at.rem_euclid(SLOT) } else { 0 };
        let all = self.before[7 * SLOTS];
        at.div_euclid(WEEK) * all + self.before[day * SLOTS + slot] + within
    }
}

/// The open spans of a week in microseconds.
pub fn spans(week: &Week) -> Vec<(i64, i64)> {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (day, slot) in cells(week) {
        let from = day as i64 * DAY + slot as i64 * SLOT;
        match spans.last_mut() {
            Some(last) if last.1 == from => last.1 = from + SLOT,
            _ => spans.push((from, from + SLOT)),
        }
    }
    spans
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A pattern such as `Mon-Fri 09:00-17:00`.
pub fn written(week: &Week) -> String {
    if week.iter().flatten().all(|open| *open) {
        return "Mon-Sun 00:00-24:00".to_owned();
    }
    let mut parts = Vec::new();
    let runs = (0..7).flat_map(|day| stretches(&week[day]).map(move |run| (day, run)));
    for (day, run) in runs {
        let has = |day: usize| stretches(&week[day]).any(|other| other == run);
        if day > 0 && has(day - 1) {
            continue;
        }
        let last = (day..7).take_while(|other| has(*other)).last().unwrap_or(day);
        let days = if last == day { String::new() } else { format!("-{}", DAYS[last]) };
        parts.push(format!("{}{days} {}-{}", DAYS[day], clock(run.start), clock(run.end)));
    }
    parts.join(", ")
}

fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
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
        assert_eq!(spans(&night), [(22 * 2 * SLOT, 30 * 2 * SLOT)]);
    }
}
