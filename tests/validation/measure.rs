//! What a case reads off a replication: a metric, or something that only the trace shows.

use flowcast::engine::Simulator;
use flowcast::plan::Plan;
use flowcast::record::{Cause, Record, Status};
use flowcast::time::{HOUR, Instant};
use flowcast::trace::{Event, Observer};

/// A number that a replication gives, in hours where it is a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Start to launch.
    CycleTime,
    /// Start to launch less so many hours.
    CycleTimeAfter(f64),
    /// Start to launch less the work of the first pass.
    CycleTimeWithoutWork,
    /// Review rounds per approval task.
    Rounds,
    /// Mean time from a campaign's arrival to its job's start at the first team: of the campaigns in
    /// [`WINDOW`], and of these only the rework, or only the new work, if one is named.
    Wait(Option<Class>),
    /// How long the first team's first so many busy periods take together.
    BusyPeriods(usize),
}

/// A class of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Rework, which goes first.
    Rework,
    /// New work.
    New,
}

/// The campaigns of a portfolio whose waits count. Those before it are the way from the empty system
/// to the steady state: 1000 arrivals are more than ten times the relaxation time of an M/M/1 queue at
/// the load 0.8 (72 arrivals), five times that of M/G/1 with cv² = 4, so that what is left of the bias
/// is below 0.01 % of the mean. Those behind it keep the system busy while the last of the window wait.
pub const WINDOW: std::ops::Range<usize> = 1000..10_900;

/// Runs a replication and reads a value off it.
///
/// # Errors
/// The status of a replication that was not launched, or has no such value.
pub fn measure(
    simulator: &mut Simulator,
    plan: &Plan,
    value: Value,
    seed: u64,
    replication: u32,
) -> Result<f64, Option<Status>> {
    let mut run = |observer: &mut Queue| simulator.observe(plan, seed, replication, observer);
    let mut queue = Queue::default();
    let (record, found) = match value {
        Value::Wait(class) => {
            queue.class = class;
            let record = run(&mut queue);
            (record, queue.mean_wait())
        }
        Value::BusyPeriods(count) => {
            let record = run(&mut queue);
            (record, queue.busy_periods(count))
        }
        _ => {
            let record = simulator.run(plan, seed, replication);
            let found = plain(&record, value);
            (record, found)
        }
    };
    match record.status {
        Some(Status::Launched) => found.ok_or(record.status),
        status => Err(status),
    }
}

fn plain(record: &Record, value: Value) -> Option<f64> {
    let cycle = record.cycle_time.map(|micros| micros / HOUR as f64);
    let touch: i128 = record.teams.iter().map(|team| team.touch).sum();
    match value {
        Value::CycleTimeAfter(hours) => cycle.map(|cycle| cycle - hours),
        Value::CycleTimeWithoutWork => cycle.map(|cycle| cycle - touch as f64 / HOUR as f64),
        Value::Rounds => record.approval_rounds,
        _ => cycle,
    }
}

/// Watches the queue of the first team.
#[derive(Default)]
struct Queue {
    class: Option<Class>,
    arrived: Vec<i64>,
    launched: Vec<i64>,
    waited: i64,
    served: u32,
}

impl Queue {
    fn serves(&mut self, at: i64, campaign: usize, rework: Option<Cause>) {
        let class = if rework.is_some() { Class::Rework } else { Class::New };
        if WINDOW.contains(&campaign) && self.class.is_none_or(|wanted| wanted == class) {
            self.waited += at - self.arrived[campaign];
            self.served += 1;
        }
    }

    fn mean_wait(&self) -> Option<f64> {
        let hours = self.waited as f64 / HOUR as f64;
        (self.served > 0).then(|| hours / f64::from(self.served))
    }

    /// The total length of the first busy periods of a single server: a period ends at a launch after
    /// which nobody is there until the next arrival.
    fn busy_periods(&self, count: usize) -> Option<f64> {
        let (mut total, mut begun, mut periods) = (0, *self.arrived.first()?, 0);
        for (next, ended) in (1..).zip(&self.launched) {
            let arrival = *self.arrived.get(next)?;
            if arrival > *ended {
                total += ended - begun;
                begun = arrival;
                periods += 1;
            }
            if periods == count {
                return Some(total as f64 / HOUR as f64);
            }
        }
        None
    }
}

impl Observer for Queue {
    const LISTENS: bool = true;

    fn note(&mut self, at: Instant, event: Event) {
        match event {
            Event::Arrived { .. } => self.arrived.push(at.0),
            Event::Launched { .. } => self.launched.push(at.0),
            Event::JobStarted { campaign, team: 0, rework, .. } => {
                self.serves(at.0, campaign, rework);
            }
            _ => {}
        }
    }
}
