//! Weekdays that have the same hours, and which of these are shown to be closed.

use super::evidence::EXPECTED;
use super::week::{Counts, Day, SLOTS, Week, stretches};
use std::ops::Range;

/// Closing a half-hour costs so much of what was due in it: it is closed with others only if a little was.
const PRICE: f64 = 0.3;

/// Where so much was due on one day only, two have not the same hours: -ln .01.
const APART: f64 = 4.6;

/// A break between two hours of work takes so many times the evidence.
const BREAK: f64 = 2.0;

/// So does what is closed on a few of the days of work only: there are many such, and few are any.
const FEW: f64 = 2.0;

/// Weekdays that may have the same hours.
pub struct Group {
    pub days: Vec<usize>,
    pub seen: Day<bool>,
    pub due: Day<f64>,
}

impl Group {
    /// What was due of one while nothing happened in it, but in the other: much of it shows that they have not the same hours.
    fn apart(&self, other: &Group) -> f64 {
        let most = |a: &Group, b: &Group| {
            let due = |run: Range<usize>| {
                let due: f64 =
                    run.clone().filter(|slot| b.seen[*slot]).map(|slot| a.due[slot]).sum();
                due / a.needed(&run)
            };
            stretches(&a.seen.map(|seen| !seen)).map(due).fold(0.0, f64::max)
        };
        most(self, other).max(most(other, self))
    }

    pub fn join(&mut self, other: &Group) {
        self.days.extend(&other.days);
        self.seen.iter_mut().zip(other.seen).for_each(|(own, seen)| *own |= seen);
        self.due.iter_mut().zip(other.due).for_each(|(own, due)| *own += due);
    }

    /// How much evidence a stretch needs: of breaks between two hours of work there are many, and few are any.
    fn needed(&self, run: &Range<usize>) -> f64 {
        let (before, after) = (&self.seen[..run.start], &self.seen[run.end..]);
        if before.contains(&true) && after.contains(&true) { BREAK } else { 1.0 }
    }

    /// From an office's earliest half-hour on its days to its latest.
    pub fn span(&self, office: &Week) -> Day<bool> {
        let may = |slot: &usize| self.days.iter().any(|day| office[*day][*slot]);
        let (first, last) = ((0..SLOTS).find(may), (0..SLOTS).rfind(may));
        let within = |slot| first.is_some_and(|it| it <= slot) && last.is_some_and(|it| slot <= it);
        std::array::from_fn(within)
    }

    /// Its hours: those in which something happened, and of those in which others like it are there all that are not shown to be
    /// closed; and whether some are.
    pub fn hours(&self, others: &Day<bool>, few: bool) -> (Day<bool>, bool) {
        let mut open = std::array::from_fn(|slot| self.seen[slot] || others[slot]);
        let unseen: Day<bool> = std::array::from_fn(|slot| others[slot] && !self.seen[slot]);
        let mut left: Vec<Range<usize>> = stretches(&unseen).collect();
        let mut shown = false;
        while let Some(run) = left.pop() {
            let Some(closed) = self.closed((run.clone(), others), few) else { continue };
            open[closed.clone()].fill(false);
            shown = true;
            left.extend([run.start..closed.start, closed.end..run.end]);
        }
        (open, shown)
    }

    /// The part of a stretch in which nothing happened that most shows that nobody was there, if any does.
    /// A single half-hour of a few days, but for their work, is none: nobody leaves for that every week, if it is not all that there is
    /// at its time of the day.
    fn closed(&self, (run, others): (Range<usize>, &Day<bool>), few: bool) -> Option<Range<usize>> {
        let (mut best, mut most, mut from, mut sum) = (None, 0.0, run.start, 0.0);
        for slot in run {
            sum += self.due[slot] - PRICE;
            if sum > most {
                (best, most) = (Some(from..slot + 1), sum);
            }
            if sum <= 0.0 {
                (from, sum) = (slot + 1, 0.0);
            }
        }
        let narrow = few && self.seen.contains(&true);
        let times = if narrow { FEW } else { 1.0 };
        let due = |run: &Range<usize>| self.due[run.clone()].iter().sum::<f64>();
        let beside = |run: &Range<usize>| {
            let before = run.start.checked_sub(1).is_some_and(|slot| others[slot]);
            before || others.get(run.end).is_some_and(|open| *open)
        };
        best.filter(|run| !(narrow && run.len() == 1 && beside(run)))
            .filter(|run| due(run) > EXPECTED * times * self.needed(run))
    }
}

/// Weekdays by their hours, the busiest first: a day joins the first group that nothing speaks against, else the nearest.
pub fn groups(counts: &Counts, seen: &Week, due: &[Day<f64>; 7]) -> Vec<Group> {
    let mut days: Vec<usize> = (0..7).collect();
    days.sort_by_key(|day| std::cmp::Reverse(counts[*day].iter().sum::<u32>()));
    let mut groups: Vec<Group> = Vec::new();
    for day in days {
        let own = Group { days: vec![day], seen: seen[day], due: due[day] };
        let apart: Vec<f64> = groups.iter().map(|group| group.apart(&own)).collect();
        // A day on which nothing happened may be one of those who are closed, an active one is as the most are.
        let most = if own.seen.contains(&true) { APART } else { 1.0 };
        let alike = apart.iter().position(|due| *due < most);
        let nearest = (0..apart.len()).min_by(|a, b| apart[*a].total_cmp(&apart[*b]));
        match alike.or(nearest.filter(|group| apart[*group] < APART)) {
            Some(group) => groups[group].join(&own),
            None => groups.push(own),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From 9:00 to 17:00, but for a few half-hours from 10:30 in which nothing happened, though so much was due in each.
    fn closes(half_hours: usize, due: f64, few: bool) -> bool {
        let mut office = [false; SLOTS];
        office[18..34].fill(true);
        let mut group = Group { days: vec![1], seen: office, due: [0.0; SLOTS] };
        group.seen[21..21 + half_hours].fill(false);
        group.due[21..21 + half_hours].fill(due);
        group.hours(&office, few).1
    }

    /// A break takes twice 6.9, on a few days only four times, and an hour.
    #[test]
    fn a_break_on_a_few_days_takes_an_hour_and_more_evidence() {
        assert!(closes(1, 14.0, false) && !closes(1, 13.0, false));
        assert!(!closes(1, 100.0, true));
        assert!(closes(2, 14.0, true) && !closes(2, 13.0, true));
    }
}
