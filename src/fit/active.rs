//! What the starts and ends of a team's jobs show of its hours.

use super::alike::{Group, groups};
use super::evidence::{EXPECTED, Evidence};
use super::history::Pass;
use super::steady;
use super::week::{self, CLOSED, Counts, Day, SLOT, SLOTS, Week, cells, place, stretches, union};
use crate::time::DAY;
use std::collections::BTreeSet;
use std::ops::Range;

/// What chance brings less often than this is not chance.
const RARE: f64 = 0.001;

/// What a team's starts and ends show.
pub struct Active {
    pub counts: Counts,
    /// By how many half-hours after midnight its days begin: nobody works then.
    turn: usize,
    pub week: Week,
    /// Of these days, half-hours in which something happened, or between the ends of a job where these are all that is seen.
    seen: Week,
}

impl Active {
    pub fn of(jobs: &[&Pass]) -> Active {
        let counts = counted(jobs);
        let turn = day_break(&counts);
        let own = week::turned(&counts, turn);
        let days = windows(&own);
        let wide = in_hand(days, jobs, turn as i64 * SLOT);
        let mut seen = clean(&own).map(|day| day.map(|count| count > 0));
        let held = cells(&wide).filter(|(day, slot)| !days[*day][*slot]);
        held.for_each(|(day, slot)| seen[day][slot] = true);
        Active { week: week::turned(&wide, 7 * SLOTS - turn), counts, turn, seen }
    }

    /// The hours of those who work at some of its hours, too.
    pub fn office(&self, all: &[Week]) -> Week {
        let meets = |other: &&Week| cells(other).any(|(day, slot)| self.week[day][slot]);
        all.iter().filter(meets).fold(self.week, |office, other| union(&office, other))
    }

    /// Whether some work only when nobody of it does, and hardly anything of its work was due then: that it is closed then, nothing
    /// shows.
    pub fn is_alone(&self, all: &[Week], evidence: &Evidence) -> bool {
        let office = self.office(all);
        let others = all.iter().fold(CLOSED, |others, other| union(&others, other));
        let apart = cells(&others).filter(|(day, slot)| !office[*day][*slot]);
        let due: Vec<f64> = apart.map(|(day, slot)| evidence.week[day][slot]).collect();
        !due.is_empty() && due.iter().sum::<f64>() <= EXPECTED
    }

    /// Half-hours in which something happened.
    pub fn seen(&self) -> Week {
        week::turned(&self.seen, 7 * SLOTS - self.turn)
    }

    /// Its week, with days that begin when nobody works.
    pub fn days(&self) -> Week {
        week::turned(&self.week, self.turn)
    }

    /// Its week from the first hour of each day to the last.
    pub fn whole(&self) -> Week {
        week::turned(&week::whole_days(&self.days()), 7 * SLOTS - self.turn)
    }

    /// Its days of work, each from the earliest hour of any to the latest.
    pub fn span(&self) -> Week {
        let days = self.days();
        let any: Day<bool> = std::array::from_fn(|slot| days.iter().any(|day| day[slot]));
        let week = days.map(|day| if day.contains(&true) { any } else { CLOSED[0] });
        week::turned(&week::whole_days(&week), 7 * SLOTS - self.turn)
    }

    /// All hours of an office but those that are shown to be closed, on days on which somebody begins to work or of which
    /// nothing is told.
    pub fn hours(
        &self,
        (office, days, untold): (&Week, &[bool; 7], &[usize]),
        evidence: &Evidence,
    ) -> Shown {
        let shown = self.shown((office, days, untold), evidence);
        let week = steady::opened(&shown.week, office, &evidence.kinds);
        let closed = week == shown.week || cells(office).any(|(day, slot)| !week[day][slot]);
        Shown { week, confirmed: shown.confirmed && closed, ..shown }
    }

    fn shown(
        &self,
        (office, days, untold): (&Week, &[bool; 7], &[usize]),
        evidence: &Evidence,
    ) -> Shown {
        let (office, due) =
            (week::turned(office, self.turn), week::turned(&evidence.week, self.turn));
        let groups = groups(&week::turned(&self.counts, self.turn), &self.seen, &due);
        // Days of which nothing is known are as the most others.
        let opens = untold.len() < days.iter().filter(|works| **works).count();
        let mut all = Group { days: Vec::new(), seen: CLOSED[0], due: [0.0; SLOTS] };
        groups.iter().filter(|it| it.seen.contains(&true)).for_each(|group| all.join(group));
        // What is closed on all days on which something happens is so on each; days of which less is known are like the first.
        let (mut others, mut confirmed) = all.hours(&all.span(&office), false);
        let worked =
            |days: &[usize]| days.iter().filter(|day| self.seen[**day].contains(&true)).count();
        let (mut week, mut unseen) = (CLOSED, 0);
        for (place, group) in groups.iter().enumerate() {
            let few = worked(&group.days) * 2 <= worked(&all.days);
            let (open, closed) = group.hours(&others, few);
            confirmed |= closed;
            others = if place == 0 { open } else { others };
            // With days on which only others work, it is closed as these are.
            let alone = group.days.iter().all(|day| !days[*day]);
            for day in group.days.iter().filter(|day| opens && untold.contains(day)) {
                week[*day] = if alone { others } else { open };
            }
            for day in group.days.iter().filter(|day| days[**day]) {
                week[*day] = open;
                let seen = if self.seen[*day].contains(&true) { group.seen } else { CLOSED[0] };
                unseen += (0..SLOTS).filter(|slot| open[*slot] && !seen[*slot]).count();
            }
        }
        // What is closed beyond these hours bounds them, so that less may be unseen.
        let share = if confirmed { 6 } else { 5 };
        let guessed = unseen * share > cells(&week).count();
        Shown { week: week::turned(&week, 7 * SLOTS - self.turn), confirmed, guessed }
    }
}

/// The hours of a team, as far as they are shown.
pub struct Shown {
    pub week: Week,
    /// Some of an office's are shown to be closed.
    pub confirmed: bool,
    /// In much of them nothing ever happened: on no day like it, or nothing at all on that day.
    pub guessed: bool,
}

/// The middle of the longest stretch of the day in which nothing happens, for who works over midnight; else midnight.
fn day_break(counts: &Counts) -> usize {
    let counts = clean(counts);
    let quiet: Day<bool> = std::array::from_fn(|slot| counts.iter().all(|day| day[slot] == 0));
    let longest = stretches(&quiet).max_by_key(|run| (run.len(), std::cmp::Reverse(run.start)));
    let by_night = !quiet[0] && !quiet[SLOTS - 1];
    longest
        .filter(|run| by_night && run.len() >= SLOTS / 4)
        .map_or(0, |run| (run.start + run.end) / 2)
}

/// How often something of these jobs happened in each slot: an end that is a start counts once, and to what lies before it; a
/// start at the very end of a slot with work may have waited for the next opening.
fn counted(jobs: &[&Pass]) -> Counts {
    let own = || jobs.iter();
    // An end without a start may be an answer from outside, at any hour.
    let ends = own().filter(|pass| pass.done && pass.start.is_some());
    let ends: BTreeSet<i64> = ends.filter_map(|pass| pass.end).collect();
    let starts: BTreeSet<i64> =
        own().filter_map(|pass| pass.start).filter(|at| !ends.contains(at)).collect();
    let mut counts = [[0; SLOTS]; 7];
    let mut add = |at: i64| {
        let (day, slot) = place(at);
        counts[day][slot] += 1;
    };
    ends.iter().filter(|at| *at % SLOT != 0).for_each(|at| add(*at));
    starts.iter().filter(|at| *at % SLOT != 0).for_each(|at| add(*at));
    // What happens between two slots belongs to the one in which more happens: an end first to that before it, if not only on
    // other days something happens, and then after it.
    let before = counts;
    let sides = |at: i64| [place(at), place(at - 1)];
    let on_any = |slot: usize| before.iter().any(|day| day[slot] > 0);
    for at in ends.iter().filter(|at| *at % SLOT == 0) {
        let [after, own] = sides(*at);
        let is_first = !on_any(own.1) && on_any(after.1);
        let is_own = before[own.0][own.1] > 0 || before[after.0][after.1] == 0 && !is_first;
        let (day, slot) = if is_own { own } else { after };
        counts[day][slot] += 1;
    }
    for at in starts.iter().filter(|at| *at % SLOT == 0) {
        let [(day, slot), own] = sides(*at);
        if before[day][slot] > 0 || before[own.0][own.1] == 0 {
            counts[day][slot] += 1;
        }
    }
    counts
}

/// A day whose starts and ends fill stretches of so many half-hours shows its breaks.
pub const FILLED: usize = 4;

/// Hours with what lies between the ends of jobs of one day; where one day shows it, in all days of the same hours. For where
/// times are rounded, or work begins at the same hour every day, all that is seen of a job are its ends.
fn in_hand(week: Week, jobs: &[&Pass], turn: i64) -> Week {
    let mut wide = week;
    let shows_breaks = |day: usize| stretches(&week[day]).any(|run| run.len() >= FILLED);
    let shown = (0..7).filter(|day| shows_breaks(*day));
    let breaks: BTreeSet<usize> =
        shown.flat_map(|day| gaps(&week[day], 0..SLOTS).flatten()).collect();
    for pass in jobs {
        let (Some(start), Some(end)) = (pass.start, pass.end) else { continue };
        let (day, first) = place(start - turn);
        let (same, last) = place(end - 1 - turn);
        if end <= start || day != same || end - start > DAY || shows_breaks(day) {
            continue;
        }
        for run in gaps(&week[day], first..last + 1) {
            let alike = (0..7).filter(|other| week[*other] == week[day]);
            let held = || run.clone().filter(|slot| !breaks.contains(slot));
            alike.for_each(|other| held().for_each(|slot| wide[other][slot] = true));
        }
    }
    wide
}

/// The closed stretches of a day within a span that begins and ends open.
fn gaps(day: &[bool; SLOTS], span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let closed = |at: &usize| !day[*at] && span.contains(at);
    let starts = span.clone().filter(|at| closed(at) && *at > span.start && day[at - 1]);
    let run = |from: usize| from..from + (from..SLOTS).take_while(&closed).count();
    starts.map(run).filter(|run| run.end < span.end).collect::<Vec<_>>().into_iter()
}

/// Without what happens once in a while only: somebody works at night.
fn clean(counts: &Counts) -> Counts {
    let mut used: Vec<u32> = counts.iter().flatten().copied().filter(|count| *count > 0).collect();
    used.sort_unstable();
    let stray = used.get(used.len() / 2).map_or(0.0, |usual| 0.05 * f64::from(*usual));
    counts.map(|day| day.map(|count| if f64::from(count) < stray { 0 } else { count }))
}

/// Days that may have the same hours are pooled, so that chance does not cut the edges of each.
fn windows(counts: &Counts) -> Week {
    let clean = clean(counts);
    let mut days: Vec<usize> = (0..7).filter(|day| clean[*day].iter().any(|c| *c > 0)).collect();
    days.sort_by_key(|day| std::cmp::Reverse(clean[*day].iter().sum::<u32>()));
    let mut groups: Vec<(Vec<usize>, [u32; SLOTS])> = Vec::new();
    for day in days {
        let own = &clean[day];
        let fits =
            |group: &&mut (Vec<usize>, [u32; SLOTS])| fits(own, &group.1) && fits(&group.1, own);
        match groups.iter_mut().find(fits) {
            Some((members, pooled)) => {
                members.push(day);
                pooled.iter_mut().zip(own).for_each(|(sum, more)| *sum += more);
            }
            None => groups.push((vec![day], *own)),
        }
    }
    let mut week = CLOSED;
    for (members, pooled) in groups {
        let open = bridged(&pooled);
        members.into_iter().for_each(|day| week[day] = open);
    }
    week
}

/// Whether a day's instants may be drawn from a pool's hours: no stretch of these is empty that chance would hardly leave so.
fn fits(day: &[u32; SLOTS], pool: &[u32; SLOTS]) -> bool {
    let (n, all) = (day.iter().sum::<u32>(), f64::from(pool.iter().sum::<u32>()));
    stretches(&day.map(|count| count == 0)).all(|run| {
        let share = f64::from(pool[run].iter().sum::<u32>()) / all;
        libm::pow(1.0 - share, f64::from(n)) >= RARE
    })
}

/// Open from the first instant to the last, but for breaks that chance would hardly leave.
fn bridged(counts: &[u32; SLOTS]) -> [bool; SLOTS] {
    let mut open = counts.map(|count| count > 0);
    let n = f64::from(counts.iter().sum::<u32>());
    let (Some(first), Some(last)) = (open.iter().position(|o| *o), open.iter().rposition(|o| *o))
    else {
        return open;
    };
    let used = open.iter().filter(|open| **open).count() as f64;
    let mut at = first;
    while at < last {
        let gap = (at..=last).take_while(|slot| !open[*slot]).count();
        let share = gap as f64 / (used + gap as f64);
        if gap > 0 && libm::pow(1.0 - share, n) >= RARE {
            open[at..at + gap].fill(true);
        }
        at += gap.max(1);
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_gap_between_the_ends_of_jobs_is_no_break() {
        let mut day = [false; SLOTS];
        // 09:00 to 09:30, 11:30 to 12:00, 13:00 to 17:00.
        [18..19, 23..24, 26..34].into_iter().for_each(|run| day[run].fill(true));
        let found = |span| gaps(&day, span).map(|run| (run.start, run.end)).collect::<Vec<_>>();
        assert_eq!(found(18..24), [(19, 23)]);
        assert_eq!(found(18..34), [(19, 23), (24, 26)]);
        // What begins or ends closed is no break between two hours of work.
        assert_eq!(found(20..30), [(24, 26)]);
        assert_eq!(found(18..22), []);
    }
}
