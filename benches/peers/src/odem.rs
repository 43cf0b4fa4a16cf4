//! W2 in odem-rs, a simulator of processes: each person is an agent who takes items from a channel, as
//! odem-rs's own examples do it (`ferry.rs`), since its facility has one place only.

use crate::Results;
use odem_rs::core::simulator::Simulator;
use odem_rs::prelude::*;
use odem_rs::sync::channel::shared::{Receiver, Sender};
use rand_distr::{Distribution, Exp, LogNormal};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::pin;

use rand_pcg::Pcg64Mcg;

const ITEMS: u32 = 40;
const PEOPLE: [usize; 4] = [3, 2, 1, 2];
const APPROVAL: usize = 2;

/// What all agents share.
#[derive(Config)]
#[time(f64)]
struct Campaign {
    rng: RefCell<Pcg64Mcg>,
    finished: Cell<u64>,
    makespan: Cell<f64>,
    efforts: [LogNormal<f64>; 3],
    review: Exp<f64>,
}

/// An item; whether it was rejected before.
#[derive(Clone, Copy, Debug)]
struct Item {
    again: bool,
}

/// Somebody who works at a station.
struct Person {
    station: usize,
    inbox: Receiver<Item>,
    next: Sender<Item>,
    first: Sender<Item>,
}

impl Person {
    /// Hours that a piece of work takes.
    fn hours(&self, sim: &Sim<Campaign>, item: Item) -> f64 {
        let campaign = sim.global();
        let rng = &mut *campaign.rng.borrow_mut();
        match self.station {
            0 if item.again => 0.5 * campaign.efforts[0].sample(rng),
            0 => campaign.efforts[0].sample(rng),
            1 => campaign.efforts[1].sample(rng),
            APPROVAL => campaign.review.sample(rng),
            _ => campaign.efforts[2].sample(rng),
        }
    }
}

impl Behavior<Campaign> for Person {
    type Output = ();

    async fn actions(&self, sim: &Sim<Campaign>) {
        while let Ok(item) = self.inbox.recv().await {
            sim.advance(self.hours(sim, item)).await;
            let campaign = sim.global();
            campaign.finished.set(campaign.finished.get() + 1);
            let rejected = self.station == APPROVAL && campaign.rng.borrow_mut().random_bool(0.2);
            let sent = match rejected {
                true => self.first.try_send(Item { again: true }),
                false => self.next.try_send(item),
            };
            sent.expect("an open channel without a bound");
        }
    }
}

/// One campaign, until all items have passed the last station.
async fn campaign(sim: &Sim<Campaign>) {
    let stations: Vec<(Sender<Item>, Receiver<Item>)> =
        (0..=PEOPLE.len()).map(|_| channel(VecDeque::new())).collect();
    let people = pin!(Pool::with_capacity(PEOPLE.iter().sum()).with(Agent::new));
    for (station, count) in PEOPLE.into_iter().enumerate() {
        for _ in 0..count {
            sim.activate(people.alloc(Person {
                station,
                inbox: stations[station].1.clone(),
                next: stations[station + 1].0.clone(),
                first: stations[0].0.clone(),
            }));
        }
    }
    for _ in 0..ITEMS {
        stations[0].0.try_send(Item { again: false }).expect("an open channel");
    }
    for _ in 0..ITEMS {
        stations[PEOPLE.len()].1.recv().await.expect("an open channel");
    }
    sim.global().makespan.set(sim.now());
}

/// Replications, each a simulation of its own that hands its generator on to the next.
pub fn run(replications: u64, seed: u64) -> Results {
    let lognormal = |mean| LogNormal::from_mean_cv(mean, 0.5).expect("a positive mean");
    let efforts = [6.0, 4.0, 1.0].map(lognormal);
    let review = Exp::new(0.5).expect("a positive rate");
    let mut rng = Pcg64Mcg::new(u128::from(seed) << 64 | 0xcafe_f00d_d15e_a5e5);
    let mut results = Vec::new();
    for _ in 0..replications {
        let shared = Campaign {
            rng: RefCell::new(rng),
            finished: Cell::new(0),
            makespan: Cell::new(0.0),
            efforts,
            review,
        };
        let simulator = Simulator::new(shared);
        simulator.run(campaign).expect("items that reach the end");
        let done = simulator.into_inner();
        results.push((done.makespan.get(), done.finished.get()));
        rng = done.rng.into_inner();
    }
    results
}
