//! The few entries that come next: kept where they were put, with their order in the bytes of one word, so
//! that an entry finds its place by counting and nothing is moved. No branch depends on where that is: it
//! could not be foreseen.

use super::agenda::Key;

/// How many fit: one a byte of a word.
pub const ROOM: usize = 8;

/// At most [`ROOM`] entries.
#[derive(Clone, Debug)]
pub struct Soon {
    /// Entries in any order; [`Key::NEVER`] in places that are free.
    places: [Key; ROOM],
    /// Their [`Key::summary`]s.
    summaries: [i64; ROOM],
    /// Places of the entries from the first to the last, a byte each from the lowest byte up; 0 beyond.
    order: u64,
    /// Free places, a byte each from the lowest up; of no meaning beyond.
    free: u64,
    len: usize,
}

impl Default for Soon {
    fn default() -> Soon {
        let (places, summaries) = ([Key::NEVER; ROOM], [Key::NEVER.summary(); ROOM]);
        Soon { places, summaries, order: 0, free: 0x0706_0504_0302_0100, len: 0 }
    }
}

impl Soon {
    /// How many entries it has.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Puts an entry in; there must be room.
    #[inline(always)]
    pub fn insert(&mut self, key: Key) {
        debug_assert!(self.len < ROOM);
        let mut shift = 8 * self.rank(key);
        if self.summaries[(self.order >> shift) as usize % ROOM] == key.summary() {
            shift = 8 * self.exact_rank(key);
        }
        let place = self.free % ROOM as u64;
        self.free >>= 8;
        self.set(place, key);
        let before = 1u64.wrapping_shl(shift).wrapping_sub(1);
        let after = self.order & !before;
        self.order = self.order & before | place.wrapping_shl(shift) | after << 8;
        self.len += 1;
    }

    /// How many entries are earlier by their summaries: the signs of differences, added up, for which the
    /// processor has instructions that take several at once.
    #[inline(always)]
    fn rank(&self, key: Key) -> u32 {
        let earlier = |other: &i64| other.wrapping_sub(key.summary()) as u64 >> 63;
        self.summaries.iter().map(earlier).fold(0, u64::wrapping_add) as u32 % ROOM as u32
    }

    /// How many entries are earlier, where summaries do not tell.
    #[cold]
    #[inline(never)]
    fn exact_rank(&self, key: Key) -> u32 {
        self.places.iter().map(|other| u32::from(*other < key)).sum()
    }

    #[inline(always)]
    fn set(&mut self, place: u64, key: Key) {
        let place = place as usize % ROOM;
        (self.places[place], self.summaries[place]) = (key, key.summary());
    }

    /// Takes the first entry out; there must be one.
    #[inline(always)]
    pub fn pop(&mut self) -> Key {
        debug_assert!(self.len > 0);
        let place = self.order % ROOM as u64;
        self.order >>= 8;
        self.give_back(place)
    }

    /// Puts an entry in and takes the last one out; it must be full.
    pub fn exchange(&mut self, key: Key) -> Key {
        debug_assert_eq!(self.len, ROOM);
        let shift = 8 * (ROOM - 1);
        let place = (self.order >> shift) % ROOM as u64;
        if self.places[place as usize % ROOM] < key {
            return key;
        }
        self.order &= (1 << shift) - 1;
        let last = self.give_back(place);
        self.insert(key);
        last
    }

    #[inline(always)]
    fn give_back(&mut self, place: u64) -> Key {
        self.free = self.free << 8 | place;
        self.len -= 1;
        let key = self.places[place as usize % ROOM];
        self.set(place, Key::NEVER);
        key
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::agenda::Kind;

    /// Keys of which many differ in their lower halves only.
    fn key(n: u64) -> Key {
        Key::new((n * 7919 % 5) as i64, Kind::Finish, n * 31 % 17, 0, n as u32)
    }

    #[test]
    fn entries_leave_in_order_and_the_last_of_nine_finds_no_room() {
        for start in 0..200 {
            let mut soon = Soon::default();
            let mut keys: Vec<Key> = (start..start + 9).map(key).collect();
            keys[..ROOM].iter().for_each(|key| soon.insert(*key));
            assert_eq!(soon.len(), ROOM);
            let left_over = soon.exchange(keys[ROOM]);
            keys.sort();
            assert_eq!((soon.len(), left_over), (ROOM, keys[ROOM]));
            for expected in &keys[..ROOM] {
                assert_eq!(soon.pop(), *expected);
            }
            assert_eq!(soon.len(), 0);
        }
    }

    #[test]
    fn places_are_used_again() {
        let mut soon = Soon::default();
        let mut inside = Vec::new();
        for n in 0..1000 {
            if n % 3 == 2 || inside.len() == ROOM {
                inside.sort();
                assert_eq!(soon.pop(), inside.remove(0), "{n}");
            }
            soon.insert(key(n));
            inside.push(key(n));
            assert_eq!(soon.len(), inside.len());
        }
    }
}
