//! The agenda: what is to come, in one packed key each, so that order is integer order.
//!
//! A key holds, from its highest bits down: the instant, the kind (whose declaration order is the order
//! of ties), campaign and subject, reviewer, and a payload that tells entries of one subject apart.

use super::soon::{ROOM, Soon};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::select_unpredictable;

/// What comes, in the order in which happenings of one instant are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A campaign's horizon has passed.
    Censor = 0,
    /// A campaign arrives.
    Arrive = 1,
    /// A late change arrives (subject: change; payload: occurrence).
    Change = 2,
    /// A job finishes (subject: task or handoff; payload: job slot, or [`EXTERNAL`]).
    Finish = 3,
    /// An early result is published (subject: handoff).
    Publication = 4,
    /// A version arrives (subject: handoff; payload: version).
    Delivery = 5,
    /// A sync takes place (subject: sync).
    Sync = 6,
    /// Live feedback finds a flaw (subject: task; payload: finish).
    Discovery = 7,
    /// Patience runs out (subject: task; payload: occasion).
    Patience = 8,
    /// A campaign's live time ends (payload: 1 if what is still open is dropped).
    LiveEnd = 9,
    /// A team may start work (subject: team). Not a happening: nothing but staffing follows.
    Wake = 10,
}

/// By number; filled up, so that four bits always name one.
const KINDS: [Kind; 16] = [
    Kind::Censor,
    Kind::Arrive,
    Kind::Change,
    Kind::Finish,
    Kind::Publication,
    Kind::Delivery,
    Kind::Sync,
    Kind::Discovery,
    Kind::Patience,
    Kind::LiveEnd,
    Kind::Wake,
    Kind::Wake,
    Kind::Wake,
    Kind::Wake,
    Kind::Wake,
    Kind::Wake,
];

/// The payload of a finish that is an external approver's.
pub const EXTERNAL: u32 = (1 << 24) - 1;

/// Bits of the high word: the kind above the rank's upper bits, the instant above the kind.
const TIME_SHIFT: u32 = 9;
const KIND_SHIFT: u32 = 5;
const RANK_BITS: u32 = 37;
const RANK_MASK: u64 = (1 << RANK_BITS) - 1;
const REVIEWER_SHIFT: u32 = 24;
const LOW_MASK: u32 = (1 << 24) - 1;

/// An entry of the agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(pub u128);

/// Campaign, then tasks before handoffs, then index: where a subject stands among those of its kind.
pub type Rank = u64;

impl Key {
    /// Later than everything.
    pub const NEVER: Key = Key(u128::MAX);

    /// Packs a key. The rank must fit 37 bits, the payload 24.
    #[inline]
    pub fn new(at: i64, kind: Kind, rank: Rank, reviewer: u8, payload: u32) -> Key {
        let rank = rank & RANK_MASK;
        let high = (at as u64) << TIME_SHIFT | (kind as u64) << KIND_SHIFT | rank >> 32;
        let low = u64::from(reviewer) << REVIEWER_SHIFT | u64::from(payload & LOW_MASK);
        Key(u128::from(high) << 64 | u128::from(rank << 32 | low))
    }

    /// The instant, and the kind but for its last bit: of two keys, the one with the lesser summary comes
    /// first. It fits 58 bits.
    #[inline(always)]
    pub fn summary(self) -> u64 {
        self.high() >> (KIND_SHIFT + 1)
    }

    #[inline]
    fn high(self) -> u64 {
        (self.0 >> 64) as u64
    }

    /// The instant.
    #[inline]
    pub fn at(self) -> i64 {
        (self.high() >> TIME_SHIFT) as i64
    }

    /// The kind.
    #[inline]
    pub fn kind(self) -> Kind {
        KINDS[(self.high() >> KIND_SHIFT) as usize & 15]
    }

    /// Whether it is of a kind.
    #[inline(always)]
    pub fn is(self, kind: Kind) -> bool {
        (self.high() >> KIND_SHIFT) & 15 == kind as u64
    }

    /// Campaign and subject.
    #[inline]
    pub fn rank(self) -> Rank {
        (self.0 >> 32) as u64 & RANK_MASK
    }

    /// A reviewer, by its place in the panel from 1 on; 0: it is about no review. What it is about is thus
    /// known without a look at anything else.
    #[inline]
    pub fn reviewer(self) -> u8 {
        (self.0 >> REVIEWER_SHIFT) as u8
    }

    /// The payload.
    #[inline]
    pub fn payload(self) -> u32 {
        self.0 as u32 & LOW_MASK
    }
}

/// How many entries are kept sorted; beyond that the later half waits in a heap.
const NEAR: usize = 32;

/// All that is to come: the next entry, those that come soon after it, the nearest of the others sorted
/// (faster than any heap while they are few), the rest in a heap, and apart from them what the present
/// instant still brings.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The entry that comes first by its summary of those not put on for the present instant; which of
    /// several with one summary is the first is asked when it is taken. [`Key::NEVER`] if there is none.
    /// Apart, so that it is known while others still find their places.
    next: Key,
    /// Every entry is before every entry of `near`, and so is the next one; there is none only if `near`
    /// is empty.
    soon: Soon,
    /// Sorted from late to early; every entry is before every entry of `far`, and there is none only if
    /// `far` is empty.
    near: Vec<Key>,
    far: BinaryHeap<Reverse<Key>>,
    /// Entries of the present instant: a heap, since a dense campaign may put on hundreds of thousands at once.
    instant: BinaryHeap<Reverse<Key>>,
}

impl Default for Agenda {
    fn default() -> Agenda {
        let (near, far, instant) = (Vec::new(), BinaryHeap::new(), BinaryHeap::new());
        Agenda { next: Key::NEVER, soon: Soon::default(), near, far, instant }
    }
}

impl Agenda {
    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.next = Key::NEVER;
        self.soon = Soon::default();
        self.near.clear();
        self.far.clear();
        self.instant.clear();
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        let next = usize::from(self.next != Key::NEVER);
        next + self.soon.len() + self.near.len() + self.far.len() + self.instant.len()
    }

    /// Puts an entry on.
    #[inline(always)]
    pub fn push(&mut self, key: Key) {
        let (first, later) =
            select_unpredictable(key.high() < self.next.high(), (key, self.next), (self.next, key));
        self.next = first;
        if later.high() != Key::NEVER.high() {
            self.push_later(later);
        }
    }

    /// Puts an entry on that is not the next one.
    #[inline(always)]
    fn push_later(&mut self, key: Key) {
        if self.soon.has_room() && self.near.last().is_none_or(|first| key < *first) {
            self.soon.insert(key);
        } else {
            self.push_beyond(key);
        }
    }

    /// Puts an entry on that does not come soon, or for which there is no room.
    #[inline(never)]
    fn push_beyond(&mut self, key: Key) {
        if self.near.last().is_some_and(|first| *first <= key) {
            self.push_far(key);
        } else {
            let later = self.soon.exchange(key);
            self.near.push(later);
        }
        if self.near.len() > NEAR {
            self.far.extend(self.near.drain(..NEAR / 2).map(Reverse));
        }
    }

    /// Puts an entry on that comes after some of the nearest.
    fn push_far(&mut self, key: Key) {
        if self.far.peek().is_some_and(|first| first.0 < key) {
            self.far.push(Reverse(key));
        } else {
            insert(&mut self.near, key);
        }
    }

    /// Puts an entry on whose instant is `at`, which may be the present one, `now`.
    #[inline(always)]
    pub fn put(&mut self, key: Key, at: i64, now: i64) {
        if at == now {
            self.push_now(key);
        } else {
            self.push(key);
        }
    }

    /// Puts on an entry of the present instant.
    #[inline]
    pub fn push_now(&mut self, key: Key) {
        self.instant.push(Reverse(key));
    }

    /// Whether something was put on for the present instant and not taken yet.
    #[inline]
    pub fn has_now(&self) -> bool {
        !self.instant.is_empty()
    }

    /// Whether nothing more is to come at this instant: the present one.
    #[inline]
    pub fn is_over(&self, now: i64) -> bool {
        self.next().at() > now && self.instant.is_empty()
    }

    /// The next entry after the present instant, but for its place among those of one summary;
    /// [`Key::NEVER`] if there is none.
    #[inline(always)]
    pub fn next(&self) -> Key {
        self.next
    }

    /// Takes the next entry if it is one of this instant: the present one.
    #[inline(always)]
    pub fn pop_at(&mut self, now: i64) -> Option<Key> {
        if self.next.at() != now {
            return self.instant.pop().map(|key| key.0);
        }
        if !self.instant.is_empty() {
            return self.pop_either();
        }
        Some(self.pop_next())
    }

    #[inline(always)]
    fn pop_next(&mut self) -> Key {
        let next = self.next;
        self.next = if self.soon.is_empty() { self.refill() } else { self.soon.pop() };
        if self.next.summary() == next.summary() { self.pop_tied(next) } else { next }
    }

    /// Of several entries of one summary, of which one was taken and one is the next, returns the first.
    #[cold]
    #[inline(never)]
    fn pop_tied(&mut self, mut first: Key) -> Key {
        if self.next < first {
            std::mem::swap(&mut self.next, &mut first);
        }
        self.soon.precede(&mut first);
        first
    }

    /// Takes the first entry of the present instant, of which there are some that were put on at it and
    /// some that were put on before.
    #[inline(never)]
    fn pop_either(&mut self) -> Option<Key> {
        self.soon.precede(&mut self.next);
        match self.instant.peek() {
            Some(first) if first.0 < self.next => self.instant.pop().map(|key| key.0),
            _ => Some(self.pop_next()),
        }
    }

    /// Takes the nearest entries for those that come soon, and others out of the heap if no nearest are left;
    /// returns the first.
    #[inline(never)]
    fn refill(&mut self) -> Key {
        let Some(first) = self.near.pop() else { return Key::NEVER };
        for key in self.near.drain(self.near.len().saturating_sub(ROOM / 2)..) {
            self.soon.insert(key);
        }
        if self.near.is_empty() {
            let nearest = std::iter::from_fn(|| self.far.pop()).take(NEAR / 2).map(|key| key.0);
            self.near.extend(nearest);
            self.near.reverse();
        }
        first
    }
}

/// Inserts into a list sorted from late to early.
#[inline]
fn insert(list: &mut Vec<Key>, key: Key) {
    list.push(key);
    let Some((mut hole, before)) = list.split_last_mut() else { return };
    for place in before.iter_mut().rev() {
        if *place >= key {
            break;
        }
        *hole = *place;
        hole = place;
    }
    *hole = key;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_what_was_packed() {
        let key = Key::new(1 << 54, Kind::Patience, (1 << 37) - 1, 255, LOW_MASK);
        assert_eq!((key.at(), key.kind()), (1 << 54, Kind::Patience));
        assert_eq!((key.rank(), key.reviewer(), key.payload()), ((1 << 37) - 1, 255, LOW_MASK));
    }

    #[test]
    fn order_is_time_then_kind_then_rank_then_reviewer() {
        let base = Key::new(5, Kind::Delivery, 7, 1, 3);
        assert!(Key::new(4, Kind::Wake, 9, 9, 9) < base);
        assert!(Key::new(5, Kind::Publication, 9, 9, 9) < base);
        assert!(Key::new(5, Kind::Delivery, 6, 9, 9) < base);
        assert!(Key::new(5, Kind::Delivery, 7, 0, 9) < base);
        assert!(base < Key::new(5, Kind::Sync, 0, 0, 0));
    }

    /// Takes whatever comes next, whenever it is.
    fn next(agenda: &mut Agenda) -> Option<Key> {
        agenda.pop_at(agenda.next().at()).filter(|key| *key != Key::NEVER)
    }

    #[test]
    fn entries_come_in_order_however_many_there_are() {
        let mut agenda = Agenda::default();
        let at = |i: u64| (i * 7919 % 1009) as i64;
        (0..1000).for_each(|i| agenda.push(Key::new(at(i), Kind::Wake, i, 0, 0)));
        let mut last = Key(0);
        for i in 0..3000u64 {
            let key = next(&mut agenda).unwrap();
            assert!(key >= last);
            last = key;
            if i < 2000 {
                agenda.push(Key::new(key.at() + at(i), Kind::Wake, 1000 + i, 0, 0));
            }
        }
        assert_eq!(next(&mut agenda), None);
        assert_eq!(agenda.len(), 0);
    }

    /// An approver who is asked again at one instant answers at one instant: entries may be the same.
    #[test]
    fn the_same_entries_may_stand_many_times_on_an_agenda_of_any_length() {
        for length in 1..80 {
            let (mut agenda, mut sorted) = (Agenda::default(), BinaryHeap::new());
            let mut now = 0;
            for i in 0..2000u64 {
                // 7919 is prime: gaps of 0 to 6, of subjects 0 and 1, each many times.
                let key = Key::new(now + (i * 7919 % 7) as i64, Kind::Finish, i % 2, 0, 0);
                agenda.push(key);
                sorted.push(Reverse(key));
                if sorted.len() > length {
                    let first = next(&mut agenda);
                    assert_eq!(first, sorted.pop().map(|key| key.0), "{length} {i}");
                    now = first.map_or(now, Key::at);
                }
                assert_eq!(agenda.len(), sorted.len());
            }
        }
    }

    /// Many entries of few instants, some put on at their instant, taken as they come.
    #[test]
    fn entries_of_one_instant_come_in_order_whenever_they_were_put_on() {
        let (mut agenda, mut sorted) = (Agenda::default(), BinaryHeap::new());
        let mut now = 0;
        for i in 0..20_000u64 {
            // Multiples of 7919 and 31 modulo primes: every rest comes again and again.
            let (after, kind) = ((i * 7919 % 5) as i64, KINDS[(i * 31 % 3) as usize + 3]);
            let key = Key::new(now + after, kind, i * 7919 % 11, 0, 0);
            agenda.put(key, now + after, now);
            sorted.push(Reverse(key));
            while i % 97 == 96 && !sorted.is_empty() || sorted.len() > 5 + (i / 1000) as usize {
                match agenda.pop_at(now) {
                    Some(first) => assert_eq!(Some(Reverse(first)), sorted.pop(), "{i}"),
                    None => now = agenda.next().at(),
                }
            }
        }
    }

    #[test]
    fn what_the_instant_brings_takes_its_place_among_the_rest() {
        let mut agenda = Agenda::default();
        agenda.push(Key::new(6, Kind::Finish, 0, 0, 0));
        agenda.push(Key::new(5, Kind::Sync, 0, 0, 0));
        agenda.push(Key::new(5, Kind::Finish, 0, 0, 0));
        agenda.push_now(Key::new(5, Kind::Delivery, 0, 0, 0));
        let kinds: Vec<Kind> = std::iter::from_fn(|| agenda.pop_at(5)).map(Key::kind).collect();
        assert_eq!(kinds, [Kind::Finish, Kind::Delivery, Kind::Sync]);
        assert_eq!((agenda.pop_at(5), agenda.len()), (None, 1));
    }

    #[test]
    fn every_kind_is_found_again() {
        for kind in KINDS {
            assert_eq!(Key::new(0, kind, 0, 0, 0).kind(), kind);
        }
    }
}
