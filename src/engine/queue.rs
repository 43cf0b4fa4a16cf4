//! A team's queue: rework before new work, then first come, first served. One queue, in two lines: who may be served depends on
//! which calendars are open.

use super::event_queue::{EventKey, EventKind, Rank};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Who waits for a person of a team, in order. Entries that have left are skipped by their reader.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Rework and new work, in the line of what is done by the team's own calendar, and in that of reviews on demand.
    classes: [[Class; 2]; 2],
}

/// Who may be served of a team that has one calendar.
pub const OWN: [bool; 2] = [true, false];

/// Entries by time of becoming ready, campaign, item, reviewer.
#[derive(Clone, Debug, Default)]
struct Class {
    /// In order; those before `head` have left.
    line: Vec<EventKey>,
    head: usize,
    /// Those whose place was far from the end of the line when they came: thousands may come at one
    /// instant, from the last to the first.
    aside: BinaryHeap<Reverse<EventKey>>,
}

/// How far from the end of the line an entry is still put between others.
const NEAR: usize = 32;

/// How many may have left before the line moves up.
const LEFT: usize = 64;

impl Class {
    #[inline]
    fn push(&mut self, key: EventKey) {
        if self.line.last().is_none_or(|last| *last <= key) {
            self.line.push(key);
        } else {
            self.squeeze_in(key);
        }
    }

    #[inline(never)]
    fn squeeze_in(&mut self, key: EventKey) {
        let last = self.line.len();
        let first = last.saturating_sub(NEAR).max(self.head);
        match (first..last).rev().find(|place| self.line[*place] <= key) {
            Some(before) => self.line.insert(before + 1, key),
            None if first == self.head => self.line.insert(first, key),
            None => self.aside.push(Reverse(key)),
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<EventKey> {
        if self.aside.is_empty() { self.pop_line() } else { self.pop_either() }
    }

    #[inline]
    fn pop_line(&mut self) -> Option<EventKey> {
        let key = *self.line.get(self.head)?;
        self.head += 1;
        if self.head > LEFT {
            self.move_up();
        }
        Some(key)
    }

    /// Forgets those who have left once they are more than half of the line.
    #[inline(never)]
    fn move_up(&mut self) {
        if self.head > self.line.len() / 2 {
            self.line.drain(..self.head);
            self.head = 0;
        }
    }

    fn peek(&self) -> Option<EventKey> {
        let line = self.line.get(self.head).copied();
        line.into_iter().chain(self.aside.peek().map(|key| key.0)).min()
    }

    #[inline(never)]
    fn pop_either(&mut self) -> Option<EventKey> {
        match (self.line.get(self.head), self.aside.peek()) {
            (Some(line), Some(aside)) if *line < aside.0 => self.pop_line(),
            _ => self.aside.pop().map(|key| key.0),
        }
    }

    fn clear(&mut self) {
        self.line.clear();
        self.head = 0;
        self.aside.clear();
    }
}

/// What stands in a queue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Since when.
    pub since: i64,
    /// Campaign and task or handoff.
    pub rank: Rank,
    /// A reviewer, as in [`EventKey::reviewer`].
    pub reviewer: u8,
    /// A version, for a broker.
    pub version: u32,
}

impl Queue {
    /// Forgets everybody, keeping the memory.
    pub fn clear(&mut self) {
        self.classes.iter_mut().flatten().for_each(Class::clear);
    }

    /// Puts an entry where it belongs: mostly at the end, as nobody comes earlier than who came before.
    #[inline]
    pub fn push(&mut self, entry: Entry, first: bool, on_demand: bool) {
        let key = EventKey::new(
            entry.since,
            EventKind::Censor,
            entry.rank,
            entry.reviewer,
            entry.version,
        );
        self.classes[usize::from(!first)][usize::from(on_demand)].push(key);
    }

    /// Takes the first entry of the lines that may be served.
    #[inline]
    pub fn pop(&mut self, may: [bool; 2]) -> Option<Entry> {
        let [first, second] = &mut self.classes;
        let key = match may {
            OWN => first[0].pop().or_else(|| second[0].pop()),
            _ => pop_of(first, may).or_else(|| pop_of(second, may)),
        }?;
        Some(Entry {
            since: key.at(),
            rank: key.rank(),
            reviewer: key.reviewer(),
            version: key.payload(),
        })
    }
}

/// Takes what is first in two lines, of those that may be served.
#[inline(never)]
fn pop_of(lines: &mut [Class; 2], may: [bool; 2]) -> Option<EventKey> {
    let open = |line: &usize| may[*line];
    let first = |line: usize| Some((lines[line].peek()?, line));
    let (_, line) = (0..2).filter(open).filter_map(first).min()?;
    lines[line].pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(since: i64, rank: Rank) -> Entry {
        Entry { since, rank, reviewer: 0, version: 0 }
    }

    #[test]
    fn the_first_class_goes_first_then_time_then_rank() {
        let mut queue = Queue::default();
        queue.push(entry(1, 9), false, false);
        queue.push(entry(5, 7), true, false);
        queue.push(entry(5, 3), true, false);
        queue.push(entry(2, 1), false, false);
        let order: Vec<(i64, Rank)> =
            std::iter::from_fn(|| queue.pop(OWN)).map(|e| (e.since, e.rank)).collect();
        assert_eq!(order, [(5, 3), (5, 7), (1, 9), (2, 1)]);
    }

    /// Two lines are one queue: what may not be served now keeps its place.
    #[test]
    fn who_may_be_served_is_served_in_the_order_of_all() {
        let mut queue = Queue::default();
        queue.push(entry(1, 1), false, false);
        queue.push(entry(2, 2), false, true);
        queue.push(entry(3, 3), false, false);
        queue.push(entry(4, 4), true, true);
        let mut pop = |may| queue.pop(may).map(|entry| entry.rank);
        assert_eq!(pop([false, true]), Some(4));
        assert_eq!(pop([false, true]), Some(2));
        assert_eq!(pop([false, true]), None);
        assert_eq!(pop([true, true]), Some(1));
        assert_eq!(pop(OWN), Some(3));
        assert_eq!(pop([true, true]), None);
    }

    #[test]
    fn however_they_come_they_leave_in_order() {
        let mut queue = Queue::default();
        // 7919 is prime to 10,007: every rank once, each far from the one before.
        (0..10_007).for_each(|i| queue.push(entry(3, i * 7919 % 10_007), false, false));
        for expected in 0..10_008 {
            if expected == 5000 {
                queue.push(entry(4, 0), false, false);
                queue.push(entry(3, 10_007), false, false);
            }
            assert_eq!(queue.pop(OWN).map(|next| (next.since, next.rank)), Some((3, expected)));
        }
        assert_eq!(queue.pop(OWN).map(|next| next.since), Some(4));
        assert!(queue.pop(OWN).is_none());
    }

    #[test]
    fn a_line_that_never_ends_does_not_grow() {
        let mut queue = Queue::default();
        (0..10).for_each(|i| queue.push(entry(i, 0), false, false));
        for i in 10..100_000 {
            queue.push(entry(i, 0), false, false);
            assert_eq!(queue.pop(OWN).map(|next| next.since), Some(i - 10));
        }
        assert!(queue.classes[1][0].line.len() <= 2 * LEFT);
    }
}
