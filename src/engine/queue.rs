//! A team's queue: rework before new work, then first come, first served.

use super::agenda::{Key, Kind, Rank};
use std::collections::VecDeque;

/// Who waits for a person of a team, in order. Entries that have left are skipped by their reader.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Rework and new work, each by time of becoming ready, campaign, item, reviewer.
    classes: [VecDeque<Key>; 2],
}

/// What stands in a queue.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Since when.
    pub since: i64,
    /// Campaign and task or handoff.
    pub rank: Rank,
    /// A reviewer's place in its panel.
    pub reviewer: u8,
    /// A version, for a broker.
    pub version: u32,
}

impl Queue {
    /// Forgets everybody, keeping the memory.
    pub fn clear(&mut self) {
        self.classes.iter_mut().for_each(VecDeque::clear);
    }

    /// Puts an entry where it belongs: mostly at the end, as nobody comes earlier than who came before.
    #[inline(always)]
    pub fn push(&mut self, entry: Entry, first: bool) {
        let key = Key::new(entry.since, Kind::Censor, entry.rank, entry.reviewer, entry.version);
        let class = &mut self.classes[usize::from(!first)];
        if class.back().is_none_or(|last| *last <= key) {
            class.push_back(key);
        } else {
            let place = class.partition_point(|other| *other <= key);
            class.insert(place, key);
        }
    }

    /// Takes the first entry.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<Entry> {
        let [first, second] = &mut self.classes;
        let key = first.pop_front().or_else(|| second.pop_front())?;
        Some(Entry {
            since: key.at(),
            rank: key.rank(),
            reviewer: key.reviewer() as u8,
            version: key.payload(),
        })
    }
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
        queue.push(entry(1, 9), false);
        queue.push(entry(5, 7), true);
        queue.push(entry(5, 3), true);
        queue.push(entry(2, 1), false);
        let order: Vec<(i64, Rank)> =
            std::iter::from_fn(|| queue.pop()).map(|e| (e.since, e.rank)).collect();
        assert_eq!(order, [(5, 3), (5, 7), (1, 9), (2, 1)]);
    }
}
