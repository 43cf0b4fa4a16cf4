//! The few entries that come next, kept where they were put: which of them is the first is found by looking
//! at all, a number each. No branch depends on where it is: that could not be foreseen.

use super::agenda::Key;

/// How many fit.
pub const ROOM: usize = 1 << PLACE_BITS;
const PLACE_BITS: u32 = 4;

/// At most [`ROOM`] entries.
#[derive(Clone, Debug)]
pub struct Soon {
    /// Entries in any order; of no meaning in places that are free.
    places: [Key; ROOM],
    /// Their summaries, and their own places in the lowest four bits. The bits of a positive floating-point
    /// number, since for those the processor has an instruction that finds the lesser of two, twice at
    /// once; infinite in places that are free.
    marks: [f64; ROOM],
    /// A bit for each place that is free.
    free: u32,
}

/// Every place is free.
const EMPTY: u32 = (1 << ROOM) - 1;

impl Default for Soon {
    fn default() -> Soon {
        Soon { places: [Key::NEVER; ROOM], marks: [f64::INFINITY; ROOM], free: EMPTY }
    }
}

impl Soon {
    /// How many entries it has.
    pub fn len(&self) -> usize {
        ROOM - self.free.count_ones() as usize
    }

    /// Whether it has none.
    #[inline(always)]
    pub fn is_empty(&self) -> bool {
        self.free == EMPTY
    }

    /// Whether one more fits.
    #[inline(always)]
    pub fn has_room(&self) -> bool {
        self.free != 0
    }

    /// Puts an entry in; there must be room.
    #[inline(always)]
    pub fn insert(&mut self, key: Key) {
        debug_assert!(self.has_room());
        let place = self.free.trailing_zeros() as usize % ROOM;
        self.free &= self.free.wrapping_sub(1);
        self.places[place] = key;
        self.marks[place] = f64::from_bits(key.summary() << PLACE_BITS | place as u64);
    }

    /// Takes an entry out that comes first by its summary; there must be one.
    #[inline(always)]
    pub fn pop(&mut self) -> Key {
        debug_assert!(!self.is_empty());
        self.give_back(self.first().to_bits() as usize % ROOM)
    }

    /// The least of the marks.
    #[inline(always)]
    fn first(&self) -> f64 {
        let m = &self.marks;
        let four = |i: usize| lesser(lesser(m[i], m[i + 2]), lesser(m[i + 4], m[i + 6]));
        lesser(lesser(four(0), four(8)), lesser(four(1), four(9)))
    }

    /// Changes an entry, before whose summary none has one, for the first of all if that comes before it.
    #[inline]
    pub fn precede(&mut self, key: &mut Key) {
        if self.first().to_bits() >> PLACE_BITS == key.summary() {
            self.exchange_for_first(key);
        }
    }

    #[cold]
    #[inline(never)]
    fn exchange_for_first(&mut self, key: &mut Key) {
        for (place, mark) in self.places.iter_mut().zip(&self.marks) {
            if mark.is_finite() && *place < *key {
                debug_assert_eq!(place.summary(), key.summary());
                std::mem::swap(place, key);
            }
        }
    }

    /// Puts an entry in and takes the last one out; it must be full.
    pub fn exchange(&mut self, key: Key) -> Key {
        debug_assert!(!self.has_room());
        let mut last = key;
        let mut from = None;
        for (place, other) in self.places.iter().enumerate() {
            if *other > last {
                (last, from) = (*other, Some(place));
            }
        }
        if let Some(place) = from {
            self.give_back(place);
            self.insert(key);
        }
        last
    }

    #[inline(always)]
    fn give_back(&mut self, place: usize) -> Key {
        self.free |= 1u32.wrapping_shl(place as u32);
        self.marks[place] = f64::INFINITY;
        self.places[place]
    }
}

/// The lesser of two numbers, neither of which is none.
#[inline(always)]
fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::agenda::Kind;

    /// Keys of which many differ in their lower halves only.
    fn key(n: u64) -> Key {
        Key::new((n * 7919 % 5) as i64, Kind::Finish, n * 31 % 17, 0, n as u32)
    }

    /// Takes the first entry out, as the agenda does: of several with one summary by looking once more.
    fn pop(soon: &mut Soon) -> Key {
        let mut key = soon.pop();
        soon.precede(&mut key);
        key
    }

    #[test]
    fn the_latest_instant_comes_last() {
        let mut soon = Soon::default();
        let instants = [(1 << 55) - 1, 0, 1 << 54, 1, 1 << 44];
        instants.iter().for_each(|at| soon.insert(Key::new(*at, Kind::Wake, 0, 0, 0)));
        let order = [(); 5].map(|()| soon.pop().at());
        assert_eq!(order, [0, 1, 1 << 44, 1 << 54, (1 << 55) - 1]);
    }

    #[test]
    fn entries_leave_in_order_and_one_more_finds_no_room() {
        for start in 0..200 {
            let mut soon = Soon::default();
            let mut keys: Vec<Key> = (start..=start + ROOM as u64).map(key).collect();
            keys[..ROOM].iter().for_each(|key| soon.insert(*key));
            assert_eq!((soon.len(), soon.has_room()), (ROOM, false));
            let left_over = soon.exchange(keys[ROOM]);
            keys.sort();
            assert_eq!((soon.len(), left_over), (ROOM, keys[ROOM]));
            for expected in &keys[..ROOM] {
                assert_eq!(pop(&mut soon), *expected);
            }
            assert_eq!((soon.len(), soon.is_empty()), (0, true));
        }
    }

    #[test]
    fn places_are_used_again() {
        let mut soon = Soon::default();
        let mut inside = Vec::new();
        for n in 0..1000 {
            if n % 3 == 2 || inside.len() == ROOM {
                inside.sort();
                assert_eq!(pop(&mut soon), inside.remove(0), "{n}");
            }
            soon.insert(key(n));
            inside.push(key(n));
            assert_eq!(soon.len(), inside.len());
        }
    }
}
