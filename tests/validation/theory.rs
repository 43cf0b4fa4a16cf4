//! Closed forms, each with the scenario that says it.

use super::measure::{Class, Value};
use super::{Case, Moment};

type Sets = &'static [(&'static str, &'static str)];

/// A scenario of `tests/theory`: its path and its text.
macro_rules! scenario {
    ($name:literal) => {
        (
            concat!("tests/theory/", $name, ".toml"),
            include_str!(concat!("../theory/", $name, ".toml")),
        )
    };
}

const QUEUE: (&str, &str) = scenario!("queue");
const PRIORITIES: (&str, &str) = scenario!("priorities");
const REVIEWERS: (&str, &str) = scenario!("reviewers");
const ROUNDS: (&str, &str) = scenario!("rounds");
const BARRIER: (&str, &str) = scenario!("barrier");
const SYNC: (&str, &str) = scenario!("sync-to-sync");
const CLEARING: (&str, &str) = scenario!("clearing");
const REJECTION: (&str, &str) = scenario!("loop-approval");
const FEEDBACK: (&str, &str) = scenario!("loop-feedback");
const SHOCKS: (&str, &str) = scenario!("shocks");
const ONE_SHOCK: (&str, &str) = scenario!("one-shock");
const BRIDGE: (&str, &str) = scenario!("bridge");
const PARALLEL: (&str, &str) = scenario!("parallel");
const BATCHES: (&str, &str) = scenario!("batches");

/// Hours in an elapsed day.
const DAY: f64 = 24.0;

/// Replications of a pilot: a queue's are long, the others short.
const LONG: u32 = 48;
const SHORT: u32 = 4000;

/// A mean cycle time in hours; what differs is set after it.
const fn case(name: &'static str, file: (&'static str, &'static str), expected: f64) -> Case {
    Case {
        name,
        quantity: "mean cycle time [h]",
        source: "",
        path: file.0,
        text: file.1,
        sets: &[],
        model: "plain",
        value: Value::CycleTime,
        unit: 1.0,
        moment: Moment::Mean,
        expected,
        pilot: SHORT,
        slow: false,
    }
}

/// A mean wait in the queue, in steady state.
const fn queue(name: &'static str, sets: Sets, source: &'static str, expected: f64) -> Case {
    let waits = Case { quantity: "mean wait [h]", source, sets, model: "queue", ..WAIT };
    Case { name, expected, ..waits }
}

const WAIT: Case = Case { value: Value::Wait(None), pilot: LONG, ..case("", QUEUE, 0.0) };

const ERLANG: &str = "Erlang C formula (Erlang 1917)";
const POLLACZEK: &str = "Pollaczek-Khinchine formula (Pollaczek 1930)";

/// Every closed form.
pub fn theory() -> Vec<Case> {
    [queues(), approvals(), meetings(), rework(), networks(), batches()].concat()
}

fn queues() -> Vec<Case> {
    let class = |name, class, expected| Case {
        name,
        quantity: "mean wait [h]",
        source: "non-preemptive priorities (Cobham 1954)",
        model: "rework first",
        value: Value::Wait(Some(class)),
        pilot: LONG,
        ..case("", PRIORITIES, expected)
    };
    let slow = |case: Case| Case { slow: true, ..case };
    vec![
        queue("M/M/1, load 0.8", &[], ERLANG, 4.0),
        queue("M/M/2, load 0.8", TWO, ERLANG, 16.0 / 9.0),
        slow(queue("M/M/3, load 0.8", THREE, ERLANG, 1.078_652)),
        slow(queue("M/M/5, load 0.8", FIVE, ERLANG, 0.554_113)),
        queue("M/D/1, load 0.8", CONSTANT, POLLACZEK, 2.0),
        slow(queue("M/G/1, load 0.8, cv² 0.25", CALM, POLLACZEK, 2.5)),
        slow(queue("M/G/1, load 0.8, cv² 4", WILD, POLLACZEK, 10.0)),
        class("Two classes, loads 0.3 and 0.5: first", Class::Rework, 8.0 / 7.0),
        slow(class("Two classes, loads 0.3 and 0.5: second", Class::New, 40.0 / 7.0)),
    ]
}

const TWO: Sets = &[("teams.servers.people", "2"), ("portfolio.every.mean", "37.5m")];
const THREE: Sets = &[("teams.servers.people", "3"), ("portfolio.every.mean", "25m")];
const FIVE: Sets = &[("teams.servers.people", "5"), ("portfolio.every.mean", "15m")];
const CONSTANT: Sets = &[("streams.service.effort", "1h")];
const CALM: Sets = &[("streams.service.effort", "{ dist = 'gamma', mean = '1h', cv = 0.5 }")];
const WILD: Sets = &[("streams.service.effort", "{ dist = 'gamma', mean = '1h', cv = 2 }")];

fn approvals() -> Vec<Case> {
    let (sum, largest) = ("sum of exponentials", "largest of n exponentials (Rényi 1953)");
    let days = |name, source, model, expected| Case {
        quantity: "mean cycle time [d]",
        source,
        model,
        unit: DAY,
        ..case(name, REVIEWERS, expected)
    };
    let rounds = |name, sets, expected| Case {
        quantity: "mean rounds",
        source: "geometric distribution",
        sets,
        model: "serial",
        value: Value::Rounds,
        ..case(name, ROUNDS, expected)
    };
    let (serial, at_once) =
        ("Four reviewers, one after the other", "Four reviewers, all asked at once");
    // Of n exponentials of mean m the largest has mean m (1 + 1/2 + ... + 1/n) and variance
    // m² (1 + 1/4 + ... + 1/n²).
    let (mean, variance) = (2.0 * (25.0 / 12.0), 4.0 * (205.0 / 144.0));
    vec![
        days(serial, sum, "serial", 8.0),
        variance_of(days(serial, sum, "serial", 8.0), "variance [d²]", 16.0),
        days(at_once, largest, "concurrent", mean),
        variance_of(days(at_once, largest, "concurrent", mean), "variance [d²]", variance),
        rounds("Rounds of which 0.4 are approved", &[], 2.5),
        variance_of(
            rounds("Rounds of which 0.4 are approved", &[], 2.5),
            "variance of rounds",
            3.75,
        ),
        rounds("Rounds of which 0.4 are rejected", FEWER, 5.0 / 3.0),
    ]
}

const FEWER: Sets = &[("streams.approval.reviewers.reviewer.reject", "0.4")];

/// The variance of what a case takes the mean of.
fn variance_of(case: Case, quantity: &'static str, expected: f64) -> Case {
    Case { quantity, moment: Moment::VarianceAbout(case.expected), expected, ..case }
}

fn meetings() -> Vec<Case> {
    let barrier =
        |name, model, source, expected| Case { source, model, ..case(name, BARRIER, expected) };
    // T / (1 - exp(-T/m)): so many intervals of length T does an exponential of mean m begin.
    let synced = |name, sets, expected| Case {
        source: "renewal argument: T / (1 - exp(-T/m))",
        sets,
        model: "synced",
        value: Value::CycleTimeAfter(5.0),
        ..case(name, SYNC, expected)
    };
    let clearing = Case {
        quantity: "mean wait [h]",
        source: "uniform residual of a fixed interval",
        model: "synced",
        value: Value::CycleTimeWithoutWork,
        ..case("Cleared every 5 h, uniform arrivals", CLEARING, 2.5)
    };
    vec![
        barrier("Five cycles of four streams, barriers", "barrier", "5 × H(4)", 5.0 * 25.0 / 12.0),
        barrier("Five cycles of four streams, none", "none", "largest of 4 Erlang(5)", 7.427_560),
        synced("From sync to sync, mean 3 h", &[], 6.164_283),
        synced("From sync to sync, mean 10 h", TEN, 12.707_470),
        clearing,
        variance_of(clearing, "variance of the wait [h²]", 25.0 / 12.0),
    ]
}

const TEN: Sets = &[("streams.work.effort.mean", "10h")];

fn rework() -> Vec<Case> {
    let renewal = "geometric number of loops: 15 + 7 × 0.3/0.7, 49 × 0.3/0.49";
    let by_rejection =
        Case { source: renewal, ..case("Two-task loop by rejection", REJECTION, 18.0) };
    let by_feedback = Case { source: renewal, ..case("Two-task loop by feedback", FEEDBACK, 18.0) };
    let shocks = Case {
        source: "busy period of M/D/1 begun by 20 h: 20 / (1 - 0.2), 20 × 0.05 × 16 / 0.8³",
        quantity: "mean length [h]",
        model: "queue",
        value: Value::BusyPeriods(5),
        ..case("Shocks of 4 h while 20 h remain", SHOCKS, 25.0)
    };
    let shock = Case {
        source: "20 + 0.3 × the mean of U(0, 20)",
        ..case("One change at U(0, 20), 0.3 redone", ONE_SHOCK, 23.0)
    };
    vec![
        by_rejection,
        variance_of(by_rejection, "variance [h²]", 30.0),
        by_feedback,
        variance_of(by_feedback, "variance [h²]", 30.0),
        shocks,
        variance_of(shocks, "variance [h²]", 31.25),
        shock,
        variance_of(shock, "variance [h²]", 3.0),
    ]
}

fn networks() -> Vec<Case> {
    let bridge = Case {
        source: "Markov PERT network (Kulkarni & Adlakha 1986)",
        ..case("Bridge network of exponentials", BRIDGE, 13.342_108)
    };
    let largest = |name, sets, expected| Case {
        source: "integral of 1 - F(x)^n",
        sets,
        ..case(name, PARALLEL, expected)
    };
    vec![
        bridge,
        largest("Triangular(5, 8, 16), alone", &[], 29.0 / 3.0),
        largest("Largest of 2 triangular(5, 8, 16)", PAIR, 10.987_879),
        largest("Largest of 4 triangular(5, 8, 16)", FOUR, 12.187_874),
    ]
}

const PAIR: Sets = &[("deliverables.part.count", "2")];
const FOUR: Sets = &[("deliverables.part.count", "4")];

fn batches() -> Vec<Case> {
    let pipelined = |name, sets, expected| Case {
        quantity: "cycle time [h]",
        source: "(stages + batches - 1) × 5 / batches",
        sets,
        model: "pipelined",
        pilot: 1,
        ..case(name, BATCHES, expected)
    };
    vec![
        pipelined("Four stages, 1 batch", &[], 20.0),
        pipelined("Four stages, 2 batches", BY_TWO, 12.5),
        pipelined("Four stages, 5 batches", BY_FIVE, 8.0),
        pipelined("Four stages, 10 batches", BY_TEN, 6.5),
    ]
}

const BY_TWO: Sets = &[("deliverables.batch.count", "2"), ("deliverables.batch.size", "0.5")];
const BY_FIVE: Sets = &[("deliverables.batch.count", "5"), ("deliverables.batch.size", "0.2")];
const BY_TEN: Sets = &[("deliverables.batch.count", "10"), ("deliverables.batch.size", "0.1")];
