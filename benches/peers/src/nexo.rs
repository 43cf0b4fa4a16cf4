//! W2 in nexosim: a model for each station, joined by ports; a piece of work ends at a scheduled event.

use crate::Results;
use nexosim::Message;
use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, EventSource, Output, SinkState, event_queue};
use nexosim::simulation::{Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use rand::RngExt;
use rand_distr::{Distribution, Exp, LogNormal};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::time::Duration;

const ITEMS: u32 = 40;

/// An item; whether it was rejected before.
#[derive(Clone, Copy, Message, Serialize, Deserialize)]
pub struct Item {
    again: bool,
}

/// How long a piece of work takes, in hours.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Effort {
    Work(LogNormal<f64>),
    Review(Exp<f64>),
}

/// People who take the items that wait for them.
#[derive(Serialize, Deserialize)]
pub struct Station {
    /// Items that go on.
    pub out: Output<Item>,
    /// Items that are rejected.
    pub rejected: Output<Item>,
    free: u32,
    queue: VecDeque<Item>,
    effort: Effort,
    reject: f64,
    rework: f64,
    rng: Pcg64Mcg,
}

#[Model]
impl Station {
    fn new(people: u32, effort: Effort, rng: Pcg64Mcg) -> Station {
        Station {
            out: Output::default(),
            rejected: Output::default(),
            free: people,
            queue: VecDeque::new(),
            effort,
            reject: 0.0,
            rework: 1.0,
            rng,
        }
    }

    /// All items of a campaign arrive -- input port.
    pub async fn begin(&mut self, items: u32, cx: &Context<Self>) {
        for _ in 0..items {
            self.arrive(Item { again: false }, cx).await;
        }
    }

    /// An item arrives -- input port.
    pub async fn arrive(&mut self, item: Item, cx: &Context<Self>) {
        if self.free > 0 {
            self.free -= 1;
            self.start(item, cx);
        } else {
            self.queue.push_back(item);
        }
    }

    fn start(&mut self, item: Item, cx: &Context<Self>) {
        let hours = match self.effort {
            Effort::Work(law) => law.sample(&mut self.rng),
            Effort::Review(law) => law.sample(&mut self.rng),
        };
        let share = if item.again { self.rework } else { 1.0 };
        // At least a nanosecond: an event cannot be scheduled for now.
        let span = Duration::from_secs_f64(3600.0 * share * hours).max(Duration::from_nanos(1));
        cx.schedule_event(span, schedulable!(Self::finish), item).expect("a time to come");
    }

    #[nexosim(schedulable)]
    async fn finish(&mut self, item: Item, cx: &Context<Self>) {
        match self.queue.pop_front() {
            Some(next) => self.start(next, cx),
            None => self.free += 1,
        }
        if self.reject > 0.0 && self.rng.random_bool(self.reject) {
            self.rejected.send(Item { again: true }).await;
        } else {
            self.out.send(item).await;
        }
    }
}

/// A bench, and what is asked of it.
struct Bench {
    simulation: Simulation,
    replicate: Box<dyn FnMut(&mut Simulation) -> (f64, u64)>,
}

/// Four stations on one thread.
fn bench(seed: u128) -> Bench {
    let lognormal = |mean| Effort::Work(LogNormal::from_mean_cv(mean, 0.5).expect("a mean"));
    let rng = |station: u128| Pcg64Mcg::new((seed << 8 | station) << 32 | 0xcafe_f00d);
    let mut creative = Station::new(3, lognormal(6.0), rng(0));
    let mut data = Station::new(2, lognormal(4.0), rng(1));
    let review = Effort::Review(Exp::new(0.5).expect("a positive rate"));
    let mut approval = Station::new(1, review, rng(2));
    let mut distribution = Station::new(2, lognormal(1.0), rng(3));
    creative.rework = 0.5;
    approval.reject = 0.2;

    let boxes: [Mailbox<Station>; 4] = std::array::from_fn(|_| Mailbox::new());
    creative.out.connect(Station::arrive, &boxes[1]);
    data.out.connect(Station::arrive, &boxes[2]);
    approval.out.connect(Station::arrive, &boxes[3]);
    approval.rejected.connect(Station::arrive, &boxes[0]);
    let (sink, mut done) = event_queue(SinkState::Enabled);
    distribution.out.connect_sink(sink);

    let mut init = SimInit::with_num_threads(1);
    let begin = EventSource::new().connect(Station::begin, &boxes[0]).register(&mut init);
    let stations = [creative, data, approval, distribution];
    let names = ["creative", "data", "approval", "distribution"];
    for ((station, mailbox), name) in stations.into_iter().zip(boxes).zip(names) {
        init = init.add_model(station, mailbox, name);
    }
    let simulation = init.init(MonotonicTime::EPOCH).expect("a bench that holds together");
    let replicate = move |simulation: &mut Simulation| {
        let start = simulation.time();
        simulation.process_event(&begin, ITEMS).expect("a station that takes items");
        simulation.run().expect("a run to the last event");
        let items = std::iter::from_fn(|| done.try_read()).count();
        assert_eq!(items, ITEMS as usize);
        (simulation.time().duration_since(start).as_secs_f64() / 3600.0, 0)
    };
    Bench { simulation, replicate: Box::new(replicate) }
}

/// Replications, each on a bench of its own or all on one.
pub fn run(replications: u64, seed: u64, reused: bool) -> Results {
    let mut kept = bench(u128::from(seed));
    (0..replications)
        .map(|replication| {
            if !reused {
                kept = bench(u128::from(seed) << 32 | u128::from(replication));
            }
            (kept.replicate)(&mut kept.simulation)
        })
        .collect()
}
