//! The reference that every figure is divided by: campaign W2 (`benches/scenarios/w2.toml`) as a plain
//! loop, as somebody would write it for this one campaign: a `BinaryHeap` of structs from std, a small
//! generator, rand_distr's distributions. No calendars, no statistics but the makespan, no keyed draws.
//!
//! Every visit draws its effort anew, as simulators of queues have it. Other tools agree on what comes
//! out then; `check` compares.

use rand_distr::{Bernoulli, Distribution, Exp, LogNormal};
use rand_pcg::Pcg64Mcg;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

/// What it is called.
pub const NAME: &str = "plain loop";

/// Items of the campaign.
const ITEMS: u32 = 40;
/// People at creative, data, approval, distribution.
const PEOPLE: [u32; 4] = [3, 2, 1, 2];
const CREATIVE: usize = 0;
const APPROVAL: usize = 2;

/// A piece of work that ends at an hour.
#[derive(Clone, Copy, PartialEq)]
struct Finish {
    at: f64,
    station: usize,
    item: u32,
}

impl Eq for Finish {}

impl Ord for Finish {
    /// The earliest is the greatest, since std's heap gives the greatest first.
    fn cmp(&self, other: &Finish) -> Ordering {
        other.at.total_cmp(&self.at)
    }
}

impl PartialOrd for Finish {
    fn partial_cmp(&self, other: &Finish) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The loop, with its memory.
pub struct Plain {
    rng: Pcg64Mcg,
    effort: [LogNormal<f64>; 3],
    review: Exp<f64>,
    rejects: Bernoulli,
    heap: BinaryHeap<Finish>,
    queues: [VecDeque<u32>; 4],
    free: [u32; 4],
    /// Whether an item's next work at creative is a correction.
    again: [bool; ITEMS as usize],
}

impl Plain {
    /// A loop that starts from this seed.
    pub fn new(seed: u64) -> Plain {
        // The parameters are constants that both distributions accept.
        let lognormal = |mean| LogNormal::from_mean_cv(mean, 0.5).expect("a positive mean");
        Plain {
            rng: Pcg64Mcg::new(u128::from(seed) << 64 | 0xcafe_f00d_d15e_a5e5),
            effort: [lognormal(6.0), lognormal(4.0), lognormal(1.0)],
            review: Exp::new(1.0 / 2.0).expect("a positive rate"),
            rejects: Bernoulli::new(0.2).expect("a probability"),
            heap: BinaryHeap::new(),
            queues: Default::default(),
            free: PEOPLE,
            again: [false; ITEMS as usize],
        }
    }

    /// One replication: hours until all is done, and how many pieces of work that took.
    pub fn replicate(&mut self) -> (f64, u64) {
        self.again.fill(false);
        let (mut now, mut finished) = (0.0, 0);
        for item in 0..ITEMS {
            self.ask(now, CREATIVE, item);
        }
        while let Some(finish) = self.heap.pop() {
            now = finish.at;
            finished += 1;
            self.release(now, finish.station);
            self.pass_on(now, finish);
        }
        (now, finished)
    }

    /// An item goes on to the next station, or back to the first if it is rejected.
    fn pass_on(&mut self, now: f64, finish: Finish) {
        let Finish { station, item, .. } = finish;
        if station == APPROVAL && self.rejects.sample(&mut self.rng) {
            self.again[item as usize] = true;
            self.ask(now, CREATIVE, item);
        } else if station + 1 < PEOPLE.len() {
            self.ask(now, station + 1, item);
        }
    }

    /// Work on an item starts, or waits for somebody.
    fn ask(&mut self, now: f64, station: usize, item: u32) {
        if self.free[station] > 0 {
            self.free[station] -= 1;
            self.start(now, station, item);
        } else {
            self.queues[station].push_back(item);
        }
    }

    /// Somebody is free again and takes the item that waited longest.
    fn release(&mut self, now: f64, station: usize) {
        match self.queues[station].pop_front() {
            Some(item) => self.start(now, station, item),
            None => self.free[station] += 1,
        }
    }

    fn start(&mut self, now: f64, station: usize, item: u32) {
        let hours = match station {
            CREATIVE if self.again[item as usize] => 0.5 * self.effort[0].sample(&mut self.rng),
            CREATIVE => self.effort[0].sample(&mut self.rng),
            1 => self.effort[1].sample(&mut self.rng),
            APPROVAL => self.review.sample(&mut self.rng),
            _ => self.effort[2].sample(&mut self.rng),
        };
        self.heap.push(Finish { at: now + hours, station, item });
    }
}

/// What a number of replications came to.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Mean makespan in hours.
    pub mean: f64,
    /// Its standard deviation over replications, in hours.
    pub sd: f64,
    /// Mean pieces of work.
    pub finished: f64,
}

impl Outcome {
    /// Of makespans in hours and pieces of work.
    pub fn of(replications: impl Iterator<Item = (f64, u64)>) -> Outcome {
        let all: Vec<(f64, u64)> = replications.collect();
        let n = all.len() as f64;
        let mean = all.iter().map(|(hours, _)| hours).sum::<f64>() / n;
        let squares: f64 = all.iter().map(|(hours, _)| (hours - mean).powi(2)).sum();
        let finished = all.iter().map(|(_, finished)| *finished).sum::<u64>() as f64 / n;
        Outcome { mean, sd: (squares / (n - 1.0)).sqrt(), finished }
    }
}

/// Simulators that were written apart from each other agree on a mean makespan of 128.07 h and a
/// standard deviation of 14.05 h. Pieces of work follow from arithmetic: each of 40 items is rejected
/// R times, geometric with mean 0.2 / 0.8 = 0.25 and variance 0.2 / 0.8² = 0.3125, and each rejection
/// costs three pieces more, so 40 (4 + 3 × 0.25) = 190 on average, with variance 40 × 9 × 0.3125 = 112.5.
///
/// Four standard errors either way, and half a unit of the last digit for what is known to two decimals:
/// 14.05 / √n for the mean; for the deviation at most the same, as √((κ − 1) / 4n) · sd with a kurtosis
/// κ of up to 5.
pub fn check(replications: u32) -> Outcome {
    let mut plain = Plain::new(2);
    let outcome = Outcome::of((0..replications).map(|_| plain.replicate()));
    let error = 4.0 / f64::from(replications).sqrt();
    assert!((outcome.mean - 128.07).abs() < 14.05 * error + 0.005, "{outcome:?}");
    assert!((outcome.sd - 14.05).abs() < 14.05 * error + 0.005, "{outcome:?}");
    assert!((outcome.finished - 190.0).abs() < 112.5f64.sqrt() * error, "{outcome:?}");
    outcome
}
