//! The event queue: what is to come, in one packed key each, so that order is integer order.
//!
//! A key holds, from its highest bits down: the instant, the kind (whose declaration order is the order
//! of ties), campaign and subject, reviewer, and a payload that tells events of one subject apart.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Kinds of events, in the order in which those of one instant are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A campaign's horizon has passed.
    Censor = 0,
    /// A campaign arrives.
    Arrive = 1,
    /// A late change arrives (subject: change; payload: occurrence).
    Change = 2,
    /// An absence begins (subject: absence; payload: occurrence).
    Absence = 3,
    /// It is over (subject: absence).
    Return = 4,
    /// A job finishes (subject: task or handoff; payload: job slot, or [`EXTERNAL`]).
    Finish = 5,
    /// An early result is published (subject: handoff).
    Publication = 6,
    /// A version arrives (subject: handoff; payload: version).
    Delivery = 7,
    /// A sync takes place (subject: sync).
    Sync = 8,
    /// An audit takes place (subject: audit).
    Audit = 9,
    /// Live feedback finds a flaw (subject: task; payload: finish).
    Discovery = 10,
    /// Patience runs out (subject: task; payload: occasion).
    Patience = 11,
    /// A campaign's live time ends (payload: 1 if what is still open is dropped).
    LiveEnd = 12,
    /// A campaign that has become ready may be launched.
    Launch = 13,
    /// A team may start work (subject: team). It is not counted: nothing but staffing follows.
    Wake = 14,
}

impl EventKind {
    /// Whether it may be all that is left to come of a replication in which nothing happens any more.
    pub fn is_background(self) -> bool {
        use EventKind::{Absence, Audit, Censor, Return, Sync};
        matches!(self, Censor | Sync | Audit | Absence | Return)
    }
}

/// By number; the last one fills up what four bits can name.
const KINDS: [EventKind; 16] = [
    EventKind::Censor,
    EventKind::Arrive,
    EventKind::Change,
    EventKind::Absence,
    EventKind::Return,
    EventKind::Finish,
    EventKind::Publication,
    EventKind::Delivery,
    EventKind::Sync,
    EventKind::Audit,
    EventKind::Discovery,
    EventKind::Patience,
    EventKind::LiveEnd,
    EventKind::Launch,
    EventKind::Wake,
    EventKind::Wake,
];

/// The payload of a finish that is an external approver's.
pub const EXTERNAL: u32 = PAYLOAD_MASK;
/// That of a reviewer on demand who turns to a review.
pub const CALLED: u32 = PAYLOAD_MASK - 1;

/// Bits from below: payload 24, reviewer 8, rank 37, kind 4, instant 55.
const REVIEWER_SHIFT: u32 = 24;
const RANK_SHIFT: u32 = 32;
const KIND_SHIFT: u32 = 69;
const TIME_SHIFT: u32 = 73;
const PAYLOAD_MASK: u32 = (1 << 24) - 1;
const RANK_MASK: u64 = (1 << 37) - 1;

/// When an event comes and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventKey(u128);

/// Campaign, then tasks before handoffs, then index: where a subject stands among those of its kind.
pub type Rank = u64;

impl EventKey {
    /// Not later than any other.
    pub const FIRST: EventKey = EventKey(0);
    /// Later than any event: there is none.
    const NEVER: EventKey = EventKey(u128::MAX);

    /// Packs a key. The instant must fit 55 bits and the rank 37; of the payload, 24 are kept.
    #[inline]
    pub fn new(at: i64, kind: EventKind, rank: Rank, reviewer: u8, payload: u32) -> EventKey {
        let fields = u128::from(rank & RANK_MASK) << RANK_SHIFT
            | u128::from(reviewer) << REVIEWER_SHIFT
            | u128::from(payload & PAYLOAD_MASK);
        EventKey((at as u128) << TIME_SHIFT | (kind as u128) << KIND_SHIFT | fields)
    }

    /// The instant.
    #[inline]
    pub fn at(self) -> i64 {
        (self.0 >> TIME_SHIFT) as i64
    }

    /// The kind.
    #[inline]
    pub fn kind(self) -> EventKind {
        KINDS[(self.0 >> KIND_SHIFT) as usize & 15]
    }

    /// Campaign and subject.
    #[inline]
    pub fn rank(self) -> Rank {
        (self.0 >> RANK_SHIFT) as u64 & RANK_MASK
    }

    /// A reviewer, by its place in the panel from 1 on; 0: it is about no review.
    #[inline]
    pub fn reviewer(self) -> u8 {
        (self.0 >> REVIEWER_SHIFT) as u8
    }

    /// The payload.
    #[inline]
    pub fn payload(self) -> u32 {
        self.0 as u32 & PAYLOAD_MASK
    }
}

/// How many events are kept sorted.
const NEAR: usize = 32;

/// All events to come. The nearest are sorted, which is faster than any heap while they are few; the rest is
/// in a heap, since dense dependencies bring hundreds of thousands of events to one instant. The first stands apart:
/// it is asked for most of all, and what happens at once comes and goes there.
#[derive(Clone, Debug)]
pub struct EventQueue {
    /// [`EventKey::NEVER`] if there is none, which else is the last of all.
    first: EventKey,
    /// From late to early; none is later than any of `far`, and it is empty only if `far` is.
    near: Vec<EventKey>,
    far: BinaryHeap<Reverse<EventKey>>,
}

impl Default for EventQueue {
    fn default() -> EventQueue {
        EventQueue { first: EventKey::NEVER, near: Vec::new(), far: BinaryHeap::new() }
    }
}

impl EventQueue {
    /// Forgets everything, keeping the memory.
    pub fn clear(&mut self) {
        self.first = EventKey::NEVER;
        self.near.clear();
        self.far.clear();
    }

    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    /// Adds an event; the same one may be added several times.
    #[inline(never)]
    pub fn push(&mut self, key: EventKey) {
        if key <= self.first {
            self.near.push(std::mem::replace(&mut self.first, key));
        } else if self.far.peek().is_some_and(|first| first.0 < key) {
            return self.far.push(Reverse(key));
        } else {
            insert(&mut self.near, key);
        }
        if self.near.len() > NEAR {
            self.far.extend(self.near.drain(..NEAR / 2).map(Reverse));
        }
    }

    /// The first event.
    #[inline]
    pub fn peek(&self) -> Option<EventKey> {
        Some(self.first).filter(|first| *first != EventKey::NEVER)
    }

    /// Whether the first event is of this instant.
    #[inline]
    pub fn is_due(&self, at: i64) -> bool {
        self.first.at() == at
    }

    /// Takes the first event.
    #[inline]
    pub fn pop(&mut self) -> Option<EventKey> {
        let first = self.peek();
        if let Some(next) = self.near.pop() {
            self.first = next;
            if self.near.is_empty() && !self.far.is_empty() {
                self.refill();
            }
        }
        first
    }

    fn refill(&mut self) {
        let nearest = std::iter::from_fn(|| self.far.pop()).take(NEAR / 2).map(|key| key.0);
        self.near.extend(nearest);
        self.near.reverse();
    }
}

/// Puts a key into a list sorted from late to early: mostly near its end.
#[inline]
fn insert(list: &mut Vec<EventKey>, key: EventKey) {
    let earlier = list.iter().rev().take_while(|other| **other < key).count();
    list.insert(list.len() - earlier, key);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_every_field() {
        let at = (1 << 55) - 1;
        let key = EventKey::new(at, EventKind::Wake, RANK_MASK, 255, PAYLOAD_MASK);
        assert_eq!((key.at(), key.kind(), key.rank()), (at, EventKind::Wake, RANK_MASK));
        assert_eq!((key.reviewer(), key.payload()), (255, PAYLOAD_MASK));
        let key = EventKey::new(7, EventKind::Change, 5, 3, 9);
        assert_eq!((key.at(), key.kind(), key.rank()), (7, EventKind::Change, 5));
        assert_eq!((key.reviewer(), key.payload()), (3, 9));
    }

    #[test]
    fn order_is_time_then_kind_then_rank_then_reviewer() {
        let base = EventKey::new(5, EventKind::Delivery, 7, 1, 3);
        assert!(EventKey::FIRST < base);
        assert!(EventKey::new(4, EventKind::Wake, 9, 9, 9) < base);
        assert!(EventKey::new(5, EventKind::Publication, 9, 9, 9) < base);
        assert!(EventKey::new(5, EventKind::Delivery, 6, 9, 9) < base);
        assert!(EventKey::new(5, EventKind::Delivery, 7, 0, 9) < base);
        assert!(base < EventKey::new(5, EventKind::Sync, 0, 0, 0));
    }

    #[test]
    fn every_kind_is_found_again() {
        for kind in KINDS {
            assert_eq!(EventKey::new(0, kind, 0, 0, 0).kind(), kind);
        }
    }

    /// Whatever is pushed and popped in turn, as from a heap of the standard library; `keys` by number, and
    /// how long the queue gets.
    fn as_from_a_heap(key: impl Fn(u64, i64) -> EventKey, length: usize) {
        let (mut queue, mut heap) = (EventQueue::default(), BinaryHeap::new());
        let mut now = 0;
        for i in 0..4000u64 {
            let key = key(i, now);
            queue.push(key);
            heap.push(Reverse(key));
            // In bursts, so that its length goes up and down.
            while heap.len() > length || i % 97 == 96 && !heap.is_empty() {
                assert_eq!(queue.peek(), heap.peek().map(|first| first.0), "{length} {i}");
                let first = queue.pop();
                assert_eq!(first, heap.pop().map(|first| first.0), "{length} {i}");
                now = first.map_or(now, EventKey::at);
            }
            assert_eq!(queue.len(), heap.len());
        }
        queue.clear();
        assert_eq!((queue.len(), queue.peek(), queue.pop()), (0, None, None));
    }

    /// 7919 is prime to all these numbers: every rest comes again and again, so that some keys are the same.
    #[test]
    fn events_come_in_order_however_many_there_are() {
        let new = EventKey::new;
        for length in (1..80).chain([500, 5000]) {
            as_from_a_heap(
                |i, now| new(now + (i * 7919 % 1009) as i64, EventKind::Wake, i, 0, 0),
                length,
            );
            as_from_a_heap(
                |i, now| new(now + (i * 7919 % 7) as i64, EventKind::Finish, i % 2, 0, 0),
                length,
            );
            as_from_a_heap(
                |i, now| new(now, KINDS[(i * 7919 % 11) as usize], i * 31 % 17, 0, 0),
                length,
            );
            // Ever earlier ones.
            as_from_a_heap(|i, _| new(5000 - i as i64, EventKind::Sync, 0, 0, 0), length);
        }
    }
}
