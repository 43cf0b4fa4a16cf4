//! From the runs of mixtures to each lever's part of the difference.

use super::Runs;
use super::orders::{Coalition, Orders, prefixes};
use crate::analysis::launches::Launched;
use crate::metric;
use crate::model::Lever;
use crate::stats::{self, Interval, Paired};
use crate::study::Late;

/// Parts are counted in so many ticks per unit, as integers: so that they add up exactly, also in the
/// decimals of the data file.
pub const TICKS: f64 = 1e6;

/// How a lever's part was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It alone was switched.
    Alone,
    /// After those before it.
    InOrder,
    /// The average over all orders.
    Average,
}

impl Way {
    /// The word in the data file.
    pub fn name(self) -> &'static str {
        match self {
            Way::Alone => "alone",
            Way::InOrder => "order",
            Way::Average => "shapley",
        }
    }
}

/// A lever's part of the difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The lever.
    pub lever: Lever,
    /// How it was measured.
    pub way: Way,
    /// Its mean, in ticks.
    pub ticks: i64,
    /// Its interval, one of as many as there are levers that hold at once with 95 %; `None` where too few
    /// replications differ.
    pub ci: Option<Interval>,
    /// Where no replication differs: at most this share does (95 %).
    pub none_seen: Option<f64>,
    /// Through what it works, as far as that is shown: what it does to each of [`MECHANISM`], in its place in the order;
    /// of an average over orders, when it alone is switched.
    pub through: Vec<Effect>,
}

/// What a lever does to another metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The metric.
    pub metric: usize,
    /// Its mean difference, in its own unit.
    pub mean: f64,
    /// The interval, one of as many as there are levers and metrics that hold at once with 95 %.
    pub ci: Interval,
}

/// The metrics through which levers make campaigns earlier or later: hours in meetings and in touch, hours of switching,
/// what tasks wait for, what is done again.
pub const MECHANISM: [usize; 11] = [
    metric::COORDINATION_TIME,
    metric::SWITCHING_TIME,
    metric::WAIT_BLOCKED,
    metric::WAIT_QUEUED,
    metric::WAIT_HELD,
    metric::WAIT_REVIEW,
    metric::REWORK_CHANGE,
    metric::REWORK_UPSTREAM,
    metric::REWORK_FLAW,
    metric::REWORK_REJECTION,
    metric::REWORK_FEEDBACK,
];

impl Part {
    /// The mean in the metric's unit.
    pub fn mean(&self) -> f64 {
        self.ticks as f64 / TICKS
    }
}

/// A difference, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// Replications in which the metric exists under every mixture; all numbers are of these.
    pub n: usize,
    /// Replications in all.
    pub of: usize,
    /// Mixtures that were run.
    pub mixtures: usize,
    /// How often the first model and the second were launched, of all replications.
    pub launched: [Launched; 2],
    /// How often the first model was launched with each lever alone switched.
    pub alone_launched: Vec<Launched>,
    /// How often late changes came, and came too late, under the first model and the second.
    pub changes: [Vec<Late>; 2],
    /// Whether every replication of every mixture was launched.
    pub complete: bool,
    /// The mean under the first model, in ticks; `None` if no replication is left.
    pub start: Option<i64>,
    /// The mean under the second model, in ticks.
    pub end: Option<i64>,
    /// The whole difference.
    pub whole: Paired,
    /// Each lever alone.
    pub alone: Vec<Part>,
    /// The parts that add up to the whole difference.
    pub parts: Vec<Part>,
}

/// Takes the difference apart. `runs` holds every coalition of [`Orders::coalitions`].
pub fn decomposition(levers: &[Lever], orders: &Orders, runs: &Runs) -> Decomposition {
    let of = runs.values().map(|run| run.values.len()).min().unwrap_or(0);
    let exists = |r: &usize| runs.values().all(|run| run.values[*r].is_some());
    let kept: Vec<usize> = (0..of).filter(exists).collect();
    let values = |coalition: Coalition| -> Vec<f64> {
        let run = runs.get(&coalition);
        kept.iter().filter_map(|r| run.and_then(|run| run.values[*r])).collect()
    };
    let (first, last) = (values(Coalition::default()), values(Coalition::all(levers.len())));
    let (start, end) = (ticks(stats::mean(&first)), ticks(stats::mean(&last)));
    let step = |from: Coalition, to: Coalition| differences(&values(from), &values(to));
    let alone = (0..levers.len())
        .map(|i| step(Coalition::default(), Coalition::default().with(i)))
        .enumerate();
    let through = |from: Coalition, to: Coalition| {
        let of = |coalition: Coalition| runs.get(&coalition).map_or(&[][..], |run| &run.through);
        effects(&kept, of(from), of(to), levers.len())
    };
    let by_itself = |i: usize| through(Coalition::default(), Coalition::default().with(i));
    let alone = alone.map(|(i, values)| Part {
        through: by_itself(i),
        ..part(levers[i], Way::Alone, &values, levers.len())
    });
    let alone = alone.collect();
    let (way, order, each) = match orders {
        Orders::One(order) => (Way::InOrder, order.clone(), in_order(order, &step)),
        Orders::All => (Way::Average, rising(levers), shapley(levers.len(), kept.len(), &step)),
        Orders::Sampled(orders) => {
            (Way::Average, rising(levers), sampled(levers.len(), kept.len(), orders, &step))
        }
    };
    let places = prefixes(&order);
    let in_place = |place: usize| match way {
        Way::InOrder => through(places[place], places[place + 1]),
        _ => by_itself(order[place]),
    };
    let of_lever = |(place, (lever, values)): (usize, (&usize, &Vec<f64>))| Part {
        through: in_place(place),
        ..part(levers[*lever], way, values, levers.len())
    };
    let mut parts: Vec<Part> = order.iter().zip(&each).enumerate().map(of_lever).collect();
    settle(&mut parts, start.zip(end).map_or(0, |(start, end)| end - start));
    let whole = stats::of_differences(&differences(&first, &last), 1);
    let ends = [Coalition::default(), Coalition::all(levers.len())];
    let none = Launched { count: 0, of };
    let often = |coalition: Coalition| runs.get(&coalition).map_or(none, |run| run.launched);
    let launched = ends.map(often);
    let alone_launched = (0..levers.len()).map(|i| often(Coalition::default().with(i))).collect();
    let changes = ends.map(|end| runs.get(&end).map_or(Vec::new(), |run| run.changes.clone()));
    let complete = runs.values().all(|run| run.launched.all());
    let (n, mixtures) = (kept.len(), runs.len());
    Decomposition {
        n,
        of,
        mixtures,
        launched,
        alone_launched,
        changes,
        complete,
        start,
        end,
        whole,
        alone,
        parts,
    }
}

fn rising(levers: &[Lever]) -> Vec<usize> {
    (0..levers.len()).collect()
}

fn differences(from: &[f64], to: &[f64]) -> Vec<f64> {
    from.iter().zip(to).map(|(from, to)| to - from).collect()
}

fn part(lever: Lever, way: Way, values: &[f64], comparisons: usize) -> Part {
    let found = stats::of_differences(values, comparisons);
    let (ticks, none_seen) = (ticks(found.mean).unwrap_or(0), found.none_seen());
    Part { lever, way, ticks, ci: found.ci, none_seen, through: Vec::new() }
}

/// A metric in every replication.
type Values = Vec<Option<f64>>;

/// What is shown to differ between two mixtures, in these replications.
fn effects(kept: &[usize], from: &[Values], to: &[Values], levers: usize) -> Vec<Effect> {
    let effect = |(metric, (from, to)): (&usize, (&Values, &Values))| {
        let gaps = kept.iter().filter_map(|r| Some(to[*r]? - from[*r]?));
        let found = stats::of_differences(&gaps.collect::<Vec<f64>>(), levers * MECHANISM.len());
        let ci = found.ci.filter(|ci| !ci.contains(0.0))?;
        Some(Effect { metric: *metric, mean: found.mean?, ci })
    };
    MECHANISM.iter().zip(from.iter().zip(to)).filter_map(effect).collect()
}

fn ticks(mean: Option<f64>) -> Option<i64> {
    mean.map(|mean| libm::rint(mean * TICKS) as i64)
}

type Step<'a> = dyn Fn(Coalition, Coalition) -> Vec<f64> + 'a;

/// Each lever's differences, replication by replication, in one order.
fn in_order(order: &[usize], step: &Step<'_>) -> Vec<Vec<f64>> {
    prefixes(order).windows(2).map(|pair| step(pair[0], pair[1])).collect()
}

/// The average over all orders: a coalition of s of the other levers stands before a lever in a share
/// s! (k - s - 1)! / k! of the orders (Shapley 1953).
fn shapley(count: usize, n: usize, step: &Step<'_>) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; n]; count];
    for (lever, sum) in sums.iter_mut().enumerate() {
        for coalition in (0..1u32 << count).map(Coalition).filter(|c| !c.has(lever)) {
            let weight = weight(count, coalition.0.count_ones() as usize);
            add(sum, &step(coalition, coalition.with(lever)), weight);
        }
    }
    sums
}

/// s! (k - s - 1)! / k! = 1 / (k × binomial(k - 1, s)).
fn weight(count: usize, before: usize) -> f64 {
    let binomial =
        (0..before).fold(1.0, |found, i| found * (count - 1 - i) as f64 / (i + 1) as f64);
    1.0 / (count as f64 * binomial)
}

fn sampled(count: usize, n: usize, orders: &[Vec<usize>], step: &Step<'_>) -> Vec<Vec<f64>> {
    let mut sums = vec![vec![0.0; n]; count];
    for order in orders {
        for (lever, values) in order.iter().zip(in_order(order, step)) {
            add(&mut sums[*lever], &values, 1.0 / orders.len() as f64);
        }
    }
    sums
}

fn add(sum: &mut [f64], values: &[f64], weight: f64) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += weight * value);
}

/// Gives the ticks that rounding lost to the largest parts, one each, so that the sum is the whole.
fn settle(parts: &mut [Part], whole: i64) {
    let mut left = whole - parts.iter().map(|part| part.ticks).sum::<i64>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| (-parts[*index].ticks.abs(), *index));
    for index in order.iter().cycle() {
        if left == 0 {
            break;
        }
        parts[*index].ticks += left.signum();
        left -= left.signum();
    }
}
