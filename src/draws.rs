//! Keyed randomness: a draw depends only on what it is for, never on when it is asked for.
//!
//! The key of a draw is (seed, replication, campaign, purpose, which, which else, occurrence). It is
//! hashed with the finaliser of SplitMix64 (Steele, Lea & Flood 2014, in Stafford's variant 13), one
//! round per word of the key; the result is the first output of a generator, [`KeyedStream`], behind
//! rand's core trait. The engine takes one output per variate and maps it by inversion.

use core::convert::Infallible;
use rand::TryRng;

/// Raised whenever the same key stops giving the same draw. 2: efforts come from one table over the
/// uniform draw, for speed; they differ from those of version 1 in the twelfth digit. 3: gaps between changes come
/// by the quantile function, turnarounds by how often that approver was asked.
pub const STREAM_VERSION: u32 = 3;

/// What a draw is for. The discriminants are part of the stream: never renumber them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The latent that all base efforts of a campaign share.
    CommonEffort = 1,
    /// Base effort of a task.
    Effort = 2,
    /// Effort of a reviewer on a task.
    ReviewEffort = 3,
    /// Turnaround of an external approver (occurrence: times asked, from 1).
    Turnaround = 4,
    /// Effort of a broker on a version.
    BrokerEffort = 5,
    /// Whether a version matters to its receiver.
    Sensitivity = 6,
    /// Whether a finish hides a flaw.
    Flaw = 7,
    /// Whether a receiver spots a flaw.
    Spot = 8,
    /// Whether a broker detects a flaw.
    BrokerDetect = 9,
    /// Whether a reviewer detects a flaw.
    ReviewDetect = 10,
    /// Whether an occurrence of a sync detects a flaw.
    SyncDetect = 11,
    /// Whether live feedback detects a flaw.
    LiveDetect = 12,
    /// Whether a reviewer rejects by taste or policy.
    Reject = 13,
    /// Whether the teams go ahead without approval.
    Bypass = 14,
    /// Whether a finish feeds back.
    Feedback = 15,
    /// When a change comes (`within`), or the gap before it (`every`).
    ChangeTime = 16,
    /// Whether an occurrence of a change happens.
    ChangeHappens = 17,
    /// Whether a change hits a deliverable.
    ChangeReach = 18,
    /// The gap before a campaign's arrival.
    Arrival = 19,
    /// Choices of an experiment's design (orders, samples), not of a campaign.
    Design = 20,
    /// How long a version travels over a handoff.
    Latency = 21,
    /// Whether a task occurs.
    Occurs = 22,
    /// Whether an audit draws a task (sub: audit).
    Audit = 23,
    /// Effort of an audit's job on a task.
    AuditEffort = 24,
    /// Whether an audit's job detects a flaw.
    AuditDetect = 25,
    /// How long after being asked a reviewer turns to a review on demand (occurrence: times asked, from 1).
    Response = 26,
    /// When an absence begins (`within`), or the gap before it (`every`).
    AbsenceTime = 27,
    /// Whether an occurrence of an absence happens.
    AbsenceHappens = 28,
}

/// All draws of one replication.
#[derive(Clone, Copy, Debug)]
pub struct Draws {
    key: u64,
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const WHICH: u64 = 0xd6e8_feb8_6659_fd93;
const OCCURRENCE: u64 = 0xa076_1d64_78bd_642f;

/// The finaliser of SplitMix64 with Stafford's constants, variant 13.
#[inline]
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A 64-bit word as a number strictly between 0 and 1: the midpoint of one of 2^52 equal cells.
#[inline]
pub fn unit(word: u64) -> f64 {
    // By way of i64, for which the processor has an instruction.
    ((word >> 12) as i64 as f64 + 0.5) * (1.0 / (1u64 << 52) as f64)
}

impl Draws {
    /// The draws of a replication under a seed.
    pub fn new(seed: u64, replication: u32) -> Draws {
        let seeded = mix(seed.wrapping_add(GOLDEN));
        Draws { key: mix(seeded ^ u64::from(replication).wrapping_mul(GOLDEN)) }
    }

    /// The generator of one key. `which` is a task, handoff, change, ... of the campaign; `sub` a
    /// reviewer, deliverable, sync, ...; `occurrence` counts from 0.
    #[inline]
    pub fn stream(
        &self,
        purpose: Purpose,
        campaign: u32,
        which: u32,
        sub: u32,
        occurrence: u32,
    ) -> KeyedStream {
        let subject = (purpose as u64) << 56 | u64::from(campaign) << 32 | u64::from(which);
        let word = mix(self.key.wrapping_add(subject.wrapping_mul(WHICH)));
        let rest = u64::from(sub) << 32 | u64::from(occurrence);
        if rest == 0 {
            KeyedStream { next: word }
        } else {
            KeyedStream { next: mix(word ^ rest.wrapping_mul(OCCURRENCE)) }
        }
    }

    /// A uniform draw strictly between 0 and 1.
    #[inline]
    pub fn uniform(
        &self,
        purpose: Purpose,
        campaign: u32,
        which: u32,
        sub: u32,
        occurrence: u32,
    ) -> f64 {
        unit(self.stream(purpose, campaign, which, sub, occurrence).next)
    }
}

/// The generator of one key: its first output is the key's hash, later ones follow SplitMix64.
#[derive(Clone, Debug)]
pub struct KeyedStream {
    next: u64,
}

impl TryRng for KeyedStream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.try_next_u64()? >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = self.next;
        self.next = mix(word.wrapping_add(GOLDEN));
        Ok(word)
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
        for chunk in dst.chunks_mut(8) {
            let bytes = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn a_key_always_gives_the_same_draw_and_every_part_of_it_counts() {
        let draws = Draws::new(7, 3);
        let one = draws.uniform(Purpose::Effort, 1, 2, 3, 4);
        assert_eq!(one, Draws::new(7, 3).uniform(Purpose::Effort, 1, 2, 3, 4));
        let others = [
            Draws::new(8, 3).uniform(Purpose::Effort, 1, 2, 3, 4),
            Draws::new(7, 4).uniform(Purpose::Effort, 1, 2, 3, 4),
            draws.uniform(Purpose::Flaw, 1, 2, 3, 4),
            draws.uniform(Purpose::Effort, 0, 2, 3, 4),
            draws.uniform(Purpose::Effort, 1, 1, 3, 4),
            draws.uniform(Purpose::Effort, 1, 2, 4, 4),
            draws.uniform(Purpose::Effort, 1, 2, 3, 5),
            draws.uniform(Purpose::Effort, 1, 2, 4, 3),
        ];
        assert!(others.iter().all(|other| *other != one));
    }

    #[test]
    fn uniform_draws_are_strictly_inside_the_unit_interval() {
        assert!(unit(0) > 0.0);
        assert!(unit(u64::MAX) < 1.0);
    }

    #[test]
    fn the_stream_starts_with_the_draw() {
        let draws = Draws::new(1, 0);
        let first = draws.stream(Purpose::Spot, 0, 9, 0, 2).next_u64();
        assert_eq!(unit(first), draws.uniform(Purpose::Spot, 0, 9, 0, 2));
    }

    /// Mean 1/2 and variance 1/12 of n uniforms have standard errors 1/sqrt(12 n) and sqrt(1/180 n).
    #[test]
    fn neighbouring_keys_look_independent() {
        let n = 40_000u32;
        let draw = |i: u32| Draws::new(5, i / 200).uniform(Purpose::Effort, 0, i % 200, 0, 0);
        let values: Vec<f64> = (0..n).map(draw).collect();
        let mean = values.iter().sum::<f64>() / f64::from(n);
        let var = values.iter().map(|v| (v - 0.5).powi(2)).sum::<f64>() / f64::from(n);
        let lag: f64 = values.windows(2).map(|w| (w[0] - 0.5) * (w[1] - 0.5)).sum();
        assert!((mean - 0.5).abs() < 4.0 / (12.0 * f64::from(n)).sqrt());
        assert!((var - 1.0 / 12.0).abs() < 4.0 / (180.0 * f64::from(n)).sqrt());
        assert!((lag / f64::from(n)).abs() < 4.0 / 12.0 / f64::from(n).sqrt());
    }

    /// Pins the stream: if this fails, raise [`STREAM_VERSION`] and say why in the changelog.
    #[test]
    fn the_first_draws_of_this_stream_version() {
        assert_eq!(STREAM_VERSION, 3);
        let draws = Draws::new(20_260_302, 0);
        let first = [
            draws.stream(Purpose::Effort, 0, 0, 0, 0).next,
            draws.stream(Purpose::Effort, 0, 1, 0, 0).next,
            draws.stream(Purpose::Sensitivity, 1, 5, 0, 2).next,
        ];
        assert_eq!(first, PINNED);
    }
    /// Computed apart, from the definition above in another language.
    const PINNED: [u64; 3] =
        [2_107_028_979_248_680_188, 8_230_804_227_362_727_825, 8_438_053_445_910_207_541];
}
