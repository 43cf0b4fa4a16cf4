//! The agenda: what is to come, in one packed key each, so that order is integer order.
//!
//! A key holds, from its highest bits down: the instant, the kind (whose declaration order is the order
//! of ties), campaign and subject, reviewer, and a payload that tells entries of one subject apart.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

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

    /// The reviewer's place in its panel.
    #[inline]
    pub fn reviewer(self) -> usize {
        (self.0 >> REVIEWER_SHIFT) as usize & 0xff
    }

    /// The payload.
    #[inline]
    pub fn payload(self) -> u32 {
        self.0 as u32 & LOW_MASK
    }
}

/// How many entries are kept sorted; beyond that the later half waits in a heap.
const NEAR: usize = 32;

/// How many entries are moved at once, before it is asked whether the others stay.
const FEW: usize = 8;

/// All that is to come: the next entry, the nearest ones sorted (faster than any heap while they are few),
/// the others in a heap, and apart from them what the present instant still brings.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The entry that comes first of those not put on for the present instant; [`Key::NEVER`] if there is
    /// none.
    next: Key,
    /// Sorted from late to early, after [`FEW`] times [`Key::NEVER`]; every entry is before every entry of
    /// `far`, and there is none only if `far` is empty.
    near: Vec<Key>,
    far: BinaryHeap<Reverse<Key>>,
    /// Entries of the present instant, from late to early.
    instant: Vec<Key>,
}

impl Default for Agenda {
    fn default() -> Agenda {
        let (near, far, instant) = (vec![Key::NEVER; FEW], BinaryHeap::new(), Vec::new());
        Agenda { next: Key::NEVER, near, far, instant }
    }
}

impl Agenda {
    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.next = Key::NEVER;
        self.near.truncate(FEW);
        self.far.clear();
        self.instant.clear();
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        let next = usize::from(self.next != Key::NEVER);
        next + self.near.len() - FEW + self.far.len() + self.instant.len()
    }

    /// Puts an entry on.
    #[inline(always)]
    pub fn push(&mut self, key: Key) {
        let (next, later) = if key < self.next { (key, self.next) } else { (self.next, key) };
        self.next = next;
        if later.high() == Key::NEVER.high() {
            // It was the only one.
        } else if self.far.peek().is_some_and(|first| first.0 < later) {
            self.far.push(Reverse(later));
        } else {
            insert_near(&mut self.near, later);
            self.spill();
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
        let place = self.instant.partition_point(|other| *other > key);
        self.instant.insert(place, key);
    }

    /// Moves the later half of the nearest entries into the heap if they are too many.
    #[inline(always)]
    fn spill(&mut self) {
        if self.near.len() > NEAR + FEW {
            self.spill_half();
        }
    }

    #[cold]
    fn spill_half(&mut self) {
        self.far.extend(self.near.drain(FEW..FEW + NEAR / 2).map(Reverse));
    }

    /// Whether something was put on for the present instant and not taken yet.
    #[inline]
    pub fn has_now(&self) -> bool {
        !self.instant.is_empty()
    }

    /// Whether nothing more is to come at this instant: the present one.
    #[inline]
    pub fn is_over(&self, now: i64) -> bool {
        self.next.at() > now && self.instant.is_empty()
    }

    /// The next entry after the present instant; [`Key::NEVER`] if there is none.
    #[inline(always)]
    pub fn next(&self) -> Key {
        self.next
    }

    /// Takes the next entry if it is one of this instant: the present one.
    #[inline(always)]
    pub fn pop_at(&mut self, now: i64) -> Option<Key> {
        if self.next.at() == now && self.instant.last().is_none_or(|i| self.next < *i) {
            let next = if self.near.len() > FEW { self.near.pop() } else { self.refill() };
            Some(std::mem::replace(&mut self.next, next.unwrap_or(Key::NEVER)))
        } else {
            self.instant.pop()
        }
    }

    /// Takes the nearest entries out of the heap; returns the first.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) -> Option<Key> {
        let first = self.far.pop();
        for _ in 0..NEAR / 2 {
            self.near.extend(self.far.pop().map(|key| key.0));
        }
        self.near[FEW..].reverse();
        first.map(|key| key.0)
    }
}

/// Inserts into a list sorted from late to early that begins with [`FEW`] entries later than any. Where an
/// entry belongs cannot be foreseen: a few at the end are moved by one place or none, as it comes, rather
/// than asked one by one.
#[inline(always)]
fn insert_near(list: &mut Vec<Key>, key: Key) {
    list.push(key);
    if let Some(few) = list.last_chunk_mut::<{ FEW + 1 }>()
        && put_in_place(few, key) == 0
    {
        insert_before(list, key);
    }
}

/// Puts an entry in its place in a list that is sorted but for its last place, which is free; returns that
/// place. Looks at the upper halves, which hardly ever are alike.
#[inline(always)]
fn put_in_place(few: &mut [Key; FEW + 1], key: Key) -> usize {
    let mut free = FEW;
    for place in (0..FEW).rev() {
        let entry = few[place];
        let is_earlier = usize::from(entry.high() < key.high());
        few[place + is_earlier] = entry;
        free -= is_earlier;
    }
    few[free] = key;
    if free > 0 && few[free - 1].high() == key.high() {
        free = settle_ties(few, free);
    }
    free
}

/// Moves an entry towards the beginning of a list, past those that are earlier in their lower halves only.
#[cold]
#[inline(never)]
fn settle_ties(few: &mut [Key], mut place: usize) -> usize {
    while place > 0 && few[place - 1] < few[place] {
        few.swap(place - 1, place);
        place -= 1;
    }
    place
}

/// Finds the place of an entry that stands before the last few of a list, all earlier than it.
#[inline(never)]
fn insert_before(list: &mut [Key], key: Key) {
    let stands = list.len() - 1 - FEW;
    let place = list[..stands].partition_point(|other| *other > key);
    list[place..=stands].rotate_right(1);
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
