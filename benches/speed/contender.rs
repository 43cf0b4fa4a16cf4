//! What takes part: the plain loop and plans of flowcast.

use super::plain::{NAME, Plain};
use super::race::Contender;
use flowcast::engine::Simulator;
use flowcast::plan::Plan;
use flowcast::record::Record;
use flowcast::time::Instant;
use flowcast::trace::{Event, Observer};
use std::hint::black_box;

/// Counts completed pieces of work: jobs that ran to their end, of people and of brokers.
struct Finished(u64);

impl Observer for Finished {
    const LISTENS: bool = true;

    fn note(&mut self, _: Instant, event: Event) {
        let job = matches!(event, Event::JobFinished { .. } | Event::BrokerFinished { .. });
        self.0 += u64::from(job);
    }
}

/// What replications `0..n` of a plan took.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Mean pieces of work completed per replication: what is called an event in every figure.
    pub finished: f64,
    /// Mean queued events per replication: everything that the event queue held, deliveries and syncs included.
    pub queued: f64,
}

/// Counts over replications `0..n`.
pub fn count(plan: &Plan, n: u32) -> Counted {
    let mut finished = Finished(0);
    let mut simulator = Simulator::new();
    let mut queued = 0;
    for replication in 0..n {
        queued += simulator.observe(plan, 1, replication, &mut finished).events;
    }
    let mean = |total: u64| total as f64 / f64::from(n.max(1));
    Counted { finished: mean(finished.0), queued: mean(queued) }
}

/// The plain loop; a unit is a replication.
pub fn plain() -> Contender<'static> {
    let mut plain = Plain::new(1);
    Contender::new(NAME, move || {
        black_box(plain.replicate());
        1
    })
}

/// A plan in flowcast's engine, one replication after the other; a unit is a replication.
pub fn flowcast<'a>(name: &str, plan: &'a Plan) -> Contender<'a> {
    let (mut simulator, mut record) = (Simulator::new(), Record::default());
    let mut replication = 0;
    Contender::new(name, move || {
        simulator.run_into(black_box(plan), 1, replication, &mut record);
        black_box(&record);
        replication = replication.wrapping_add(1);
        1
    })
}

/// A plan in flowcast's engine; a unit is a completed piece of work, of which each replication has so
/// many on average.
pub fn per_event<'a>(name: &str, plan: &'a Plan, events: f64) -> Contender<'a> {
    let mut inner = flowcast(name, plan);
    let (mut replications, mut told) = (0, 0);
    Contender::new(name, move || {
        replications += (inner.work)();
        let total = (replications as f64 * events).round() as u64;
        let fresh = total - told;
        told = total;
        fresh
    })
}
