//! W2 in nexosim once more, as one model of the whole campaign: no messages between models, only scheduled
//! events. Less in nexosim's spirit than a model for each station (`nexo.rs`), and faster.

use crate::Results;
use nexosim::Message;
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::EventSource;
use nexosim::simulation::{EventId, Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use rand::RngExt;
use rand_distr::{Distribution, Exp, LogNormal};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

const ITEMS: u32 = 40;
const PEOPLE: [u32; 4] = [3, 2, 1, 2];
const APPROVAL: usize = 2;

/// A piece of work on an item; whether the item was rejected before.
#[derive(Clone, Copy, Message, Serialize, Deserialize)]
pub struct Job {
    station: usize,
    again: bool,
}

/// The campaign.
#[derive(Serialize, Deserialize)]
pub struct Campaign {
    free: [u32; 4],
    queues: [VecDeque<Job>; 4],
    efforts: [LogNormal<f64>; 3],
    review: Exp<f64>,
    rng: Pcg64Mcg,
}

#[Model]
impl Campaign {
    fn new(rng: Pcg64Mcg) -> Campaign {
        let lognormal = |mean| LogNormal::from_mean_cv(mean, 0.5).expect("a positive mean");
        Campaign {
            free: PEOPLE,
            queues: Default::default(),
            efforts: [6.0, 4.0, 1.0].map(lognormal),
            review: Exp::new(0.5).expect("a positive rate"),
            rng,
        }
    }

    /// All items arrive -- input port.
    pub async fn begin(&mut self, items: u32, cx: &Context<Self>) {
        for _ in 0..items {
            self.ask(Job { station: 0, again: false }, cx);
        }
    }

    fn ask(&mut self, job: Job, cx: &Context<Self>) {
        if self.free[job.station] > 0 {
            self.free[job.station] -= 1;
            self.start(job, cx);
        } else {
            self.queues[job.station].push_back(job);
        }
    }

    fn start(&mut self, job: Job, cx: &Context<Self>) {
        let hours = match job.station {
            0 if job.again => 0.5 * self.efforts[0].sample(&mut self.rng),
            0 => self.efforts[0].sample(&mut self.rng),
            1 => self.efforts[1].sample(&mut self.rng),
            APPROVAL => self.review.sample(&mut self.rng),
            _ => self.efforts[2].sample(&mut self.rng),
        };
        // At least a nanosecond: an event cannot be scheduled for now.
        let span = Duration::from_secs_f64(3600.0 * hours).max(Duration::from_nanos(1));
        cx.schedule_event(span, schedulable!(Self::finish), job).expect("a time to come");
    }

    #[nexosim(schedulable)]
    async fn finish(&mut self, job: Job, cx: &Context<Self>) {
        match self.queues[job.station].pop_front() {
            Some(next) => self.start(next, cx),
            None => self.free[job.station] += 1,
        }
        if job.station == APPROVAL && self.rng.random_bool(0.2) {
            self.ask(Job { station: 0, again: true }, cx);
        } else if job.station + 1 < PEOPLE.len() {
            self.ask(Job { station: job.station + 1, ..job }, cx);
        }
    }
}

/// A bench on one thread, and the event that starts a campaign on it.
fn bench(seed: u128) -> (Simulation, EventId<u32>) {
    let mailbox = Mailbox::new();
    let mut init = SimInit::with_num_threads(1);
    let begin = EventSource::new().connect(Campaign::begin, &mailbox).register(&mut init);
    let campaign = Campaign::new(Pcg64Mcg::new(seed << 32 | 0xcafe_f00d));
    let simulation = init.add_model(campaign, mailbox, "campaign").init(MonotonicTime::EPOCH);
    (simulation.expect("a bench that holds together"), begin)
}

/// Replications, each on a bench of its own or all on one.
pub fn run(replications: u64, seed: u64, reused: bool) -> Results {
    let (mut simulation, mut begin) = bench(u128::from(seed));
    (0..replications)
        .map(|replication| {
            if !reused {
                (simulation, begin) = bench(u128::from(seed) << 32 | u128::from(replication));
            }
            let start = simulation.time();
            simulation.process_event(&begin, ITEMS).expect("a campaign that takes items");
            simulation.run().expect("a run to the last event");
            (simulation.time().duration_since(start).as_secs_f64() / 3600.0, 0)
        })
        .collect()
}
