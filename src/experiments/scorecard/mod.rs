//! The eight dimensions by which guides describe workflow models, each measured by runs.
//!
//! The reference is the cascade (the first model of that preset; else the baseline): maturity and
//! tooling are thresholds at which another model overtakes it or falls behind it.

mod dimension;
mod interval;
mod threshold;

pub use dimension::{CLAIMED, Dimension};

use crate::experiments::Stopped;
use crate::experiments::sweep::{Bench, compare};
use crate::findings;
use crate::metric;
use crate::model::Scenario;
use crate::stats::{self, Interval};
use crate::study::{ModelRuns, Progress, Study};
use threshold::Lead;

/// A measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// A number in the dimension's unit.
    Number(f64),
    /// The model is ahead at every value that was tried: the threshold lies below.
    Everywhere,
    /// The model is ahead at none.
    Nowhere,
    /// It is the reference.
    Reference,
    /// The scenario has nothing to measure it with.
    NotMeasured,
}

/// A measured value, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// The value.
    pub measured: Measured,
    /// Its 95 % interval, where the runs give one; of a threshold, the values between which it lies
    /// as far as each difference is known. Ends that are open stand at the ends of what was tried.
    pub ci: Option<Interval>,
}

impl Value {
    fn of(value: Option<f64>, ci: Option<Interval>) -> Value {
        let measured = number(value);
        let ci = ci.filter(|_| matches!(measured, Measured::Number(_)));
        // Everything that is measured here is 0 or more, whatever a symmetric interval says.
        let from_zero = |ci: Interval| Interval { low: ci.low.max(0.0), ..ci };
        Value { measured, ci: ci.map(from_zero) }
    }

    fn bare(measured: Measured) -> Value {
        Value { measured, ci: None }
    }
}

/// Whether a claim holds here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The model stands where the guides put it.
    Holds,
    /// It stands elsewhere.
    DoesNotHold,
    /// There is no claim, or nothing to hold it against.
    None,
}

/// All dimensions of all models.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// Index of the reference.
    pub reference: usize,
    /// By dimension, then model.
    pub values: Vec<(Dimension, Vec<Value>)>,
}

/// How many runs of every model a card takes: with all replications, and with those of a search.
pub fn points(scenario: &Scenario) -> (usize, usize) {
    let changes = if scenario.facts.changes.is_empty() { 0 } else { 2 };
    (2 + changes, MATURITIES + LATENCIES.len())
}

/// Team maturities that are tried: 0, 0.1, ..., 1.
const MATURITIES: usize = 11;
/// Handoff latencies that are tried, in hours.
const LATENCIES: [f64; 9] = [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];
/// Hours in a day of elapsed time.
const DAY_H: f64 = 24.0;

/// Measures every dimension. Thresholds are searched with `searched` replications of each model.
///
/// # Errors
/// A progress that stops it; a scenario that cannot be doubled.
pub fn card(
    scenario: &Scenario,
    bench: &Bench,
    searched: u32,
    progress: &dyn Progress,
) -> Result<Card, Stopped> {
    let run = Run { scenario, bench, small: bench.with_replications(searched), progress };
    let base = bench.study(&[], progress)?;
    let reference = reference(scenario);
    let values = |dimension| -> Result<(Dimension, Vec<Value>), Stopped> {
        let models = 0..base.models.len();
        let values = match dimension {
            Dimension::Speed => models.map(|m| speed(&base, m)).collect(),
            Dimension::Predictability => models.map(|m| variation(&base, m)).collect(),
            Dimension::Coordination => models.map(|m| coordination(&base.models[m])).collect(),
            Dimension::Resilience => run.resilience()?,
            Dimension::Maturity => run.maturity(reference)?,
            Dimension::Tooling => run.tooling(reference)?,
            Dimension::Suitability => suitability(&base),
            Dimension::Scalability => run.scalability(&base)?,
        };
        Ok((dimension, values))
    };
    let values = Dimension::ALL.into_iter().map(values).collect::<Result<_, Stopped>>()?;
    Ok(Card { reference, values })
}

/// The first cascade; the baseline where there is none.
fn reference(scenario: &Scenario) -> usize {
    let cascade = |model: &crate::model::WorkflowModel| model.preset.as_deref() == Some(CLAIMED[0]);
    scenario.models.iter().position(cascade).unwrap_or(scenario.study.baseline)
}

/// The values without their intervals.
pub fn measured(values: &[Value]) -> Vec<Measured> {
    values.iter().map(|value| value.measured).collect()
}

/// Holds each model's value against what is claimed of its preset: by its place among the claimed
/// presets that the scenario has; nothing is said unless it has all three, each measured.
pub fn verdicts(scenario: &Scenario, dimension: Dimension, values: &[Measured]) -> Vec<Claim> {
    let place_of =
        |key: &str| scenario.models.iter().position(|model| model.preset.as_deref() == Some(key));
    let places = CLAIMED.map(place_of);
    let (_, order) = dimension.claims();
    let mut claims = vec![Claim::None; values.len()];
    let (Some(order), [Some(a), Some(b), Some(c)]) = (order, places) else { return claims };
    let keys: Option<Vec<f64>> =
        [a, b, c].into_iter().map(|model| sort_key(dimension, values[model])).collect();
    let Some(keys) = keys else { return claims };
    for (place, model) in [a, b, c].into_iter().enumerate() {
        let below = keys.iter().filter(|key| **key < keys[place]).count();
        let tied = keys.iter().filter(|key| **key == keys[place]).count() > 1;
        let holds = below == order[place] && !tied;
        claims[model] = if holds { Claim::Holds } else { Claim::DoesNotHold };
    }
    claims
}

/// The value as a number that can be ordered.
fn sort_key(dimension: Dimension, value: Measured) -> Option<f64> {
    let threshold_above = dimension == Dimension::Tooling;
    match value {
        Measured::Number(number) => Some(number),
        Measured::Everywhere if threshold_above => Some(f64::INFINITY),
        Measured::Everywhere => Some(-1.0),
        Measured::Nowhere if threshold_above => Some(-1.0),
        Measured::Nowhere => Some(f64::INFINITY),
        // The reference needs no maturity to keep up with itself, and its lead is never gone.
        Measured::Reference if threshold_above => Some(f64::MAX),
        Measured::Reference => Some(-2.0),
        Measured::NotMeasured => None,
    }
}

fn number(value: Option<f64>) -> Measured {
    value.filter(|value| value.is_finite()).map_or(Measured::NotMeasured, Measured::Number)
}

fn cycle_time() -> usize {
    metric::find("cycle_time_h").unwrap_or(0)
}

fn scaled(ci: Option<Interval>, by: f64) -> Option<Interval> {
    ci.map(|ci| Interval { low: ci.low * by, high: ci.high * by })
}

fn speed(study: &Study, model: usize) -> Value {
    let known = findings::estimate(study, model, cycle_time());
    Value::of(known.mean.map(|hours| hours / DAY_H), scaled(known.ci, 1.0 / DAY_H))
}

fn variation(study: &Study, model: usize) -> Value {
    let values: Vec<f64> = study.models[model].metric(cycle_time()).flatten().collect();
    Value::of(findings::estimate(study, model, cycle_time()).cv, interval::of_cv(&values))
}

/// Coordination over all busy time: person-hours over all replications.
fn coordination(runs: &ModelRuns) -> Value {
    const OTHER: [&str; 4] = ["touch_time_h", "review_time_h", "rework_time_h", "switching_time_h"];
    let hours = |replication: usize, name: &str| {
        metric::find(name).and_then(|metric| runs.value(replication, metric)).unwrap_or(0.0)
    };
    let pair = |replication: usize| {
        let own = hours(replication, "coordination_time_h");
        (own, own + OTHER.into_iter().map(|name| hours(replication, name)).sum::<f64>())
    };
    let pairs: Vec<(f64, f64)> = (0..runs.len()).map(pair).collect();
    let (value, ci) = interval::of_ratio(&pairs);
    Value::of(value, ci)
}

/// How often each model launches first; a tie counts for all who share it.
fn suitability(study: &Study) -> Vec<Value> {
    let metric = cycle_time();
    let n = study.replications as usize;
    let mut first = vec![0usize; study.models.len()];
    for replication in 0..n {
        let times: Vec<Option<f64>> =
            study.models.iter().map(|runs| runs.value(replication, metric)).collect();
        let least = times.iter().flatten().copied().fold(f64::INFINITY, f64::min);
        for (model, time) in times.iter().enumerate() {
            first[model] += usize::from(*time == Some(least));
        }
    }
    let share =
        |count: usize| Value::of((n > 0).then(|| count as f64 / n as f64), stats::wilson(count, n));
    first.into_iter().map(share).collect()
}

/// Runs that change the scenario.
struct Run<'a> {
    scenario: &'a Scenario,
    bench: &'a Bench,
    small: Bench,
    progress: &'a dyn Progress,
}

type Sets = Vec<(String, String)>;

impl Run<'_> {
    /// Days that a late change costs: all changes certain, less none, per change of the scenario.
    fn resilience(&self) -> Result<Vec<Value>, Stopped> {
        let changes = self.scenario.facts.changes.len();
        let models = self.bench.models.len();
        if changes == 0 {
            return Ok(vec![Value::bare(Measured::NotMeasured); models]);
        }
        let all = |probability: &str| -> Sets {
            let path = |index| format!("changes[{index}].probability");
            (0..changes).map(|index| (path(index), probability.to_owned())).collect()
        };
        let without = self.bench.study(&all("0"), self.progress)?;
        let with = self.bench.study(&all("1"), self.progress)?;
        let metric = cycle_time();
        let cost = |model: usize| {
            let pairs = with.models[model].metric(metric).zip(without.models[model].metric(metric));
            let extra: Vec<f64> =
                pairs.filter_map(|(with, without)| Some(with? - without?)).collect();
            let by = 1.0 / DAY_H / changes as f64;
            Value {
                measured: number(stats::mean(&extra).map(|hours| hours * by)),
                ci: scaled(stats::mean_interval(&extra), by),
            }
        };
        Ok((0..models).map(cost).collect())
    }

    /// From which maturity of all teams each model is ahead of the reference.
    fn maturity(&self, reference: usize) -> Result<Vec<Value>, Stopped> {
        let shares: Vec<f64> =
            (0..MATURITIES).map(|k| k as f64 / (MATURITIES - 1) as f64).collect();
        let sets = |maturity: f64| -> Sets {
            let teams = self.scenario.facts.teams.iter();
            let path = |name: &String| format!("teams.{name:?}.maturity");
            teams.map(|team| (path(&team.name), format!("{maturity:.1}"))).collect()
        };
        let leads = self.leads(&shares, &sets, reference)?;
        let threshold = |lead: &Vec<Lead>| threshold::from(&shares, lead);
        Ok(besides(reference, &leads, &threshold))
    }

    /// At which handoff latency each model's lead over the reference is gone.
    fn tooling(&self, reference: usize) -> Result<Vec<Value>, Stopped> {
        let sets = |hours: f64| vec![("handoffs.latency".to_owned(), format!("{hours}h"))];
        let leads = self.leads(&LATENCIES, &sets, reference)?;
        let threshold = |lead: &Vec<Lead>| threshold::until(&LATENCIES, lead);
        Ok(besides(reference, &leads, &threshold))
    }

    /// Each model's cycle time less the reference's, at each value: by model, then value.
    fn leads(
        &self,
        values: &[f64],
        sets: &dyn Fn(f64) -> Sets,
        reference: usize,
    ) -> Result<Vec<Vec<Lead>>, Stopped> {
        let mut leads = vec![Vec::new(); self.bench.models.len()];
        for value in values {
            let study = self.small.study(&sets(*value), self.progress)?;
            for (model, lead) in leads.iter_mut().enumerate() {
                let found = compare(&study, reference, model, cycle_time());
                lead.push(Lead { mean: found.mean, ci: found.ci });
            }
        }
        Ok(leads)
    }

    /// Cycle time with twice the deliverables and twice the people, over today's.
    fn scalability(&self, base: &Study) -> Result<Vec<Value>, Stopped> {
        let facts = &self.scenario.facts;
        let people = |(path, people): (String, u32)| (path, (2 * u64::from(people)).to_string());
        let teams = facts.teams.iter().map(|t| (format!("teams.{:?}.people", t.name), t.people));
        let work = facts.deliverables.iter().enumerate();
        let work = work.map(|(i, d)| (format!("deliverables[{i}].count"), d.count));
        let sets: Sets = teams.chain(work).map(people).collect();
        let doubled = self.bench.study(&sets, self.progress)?;
        let growth = |model: usize| {
            let both = doubled.models[model].metric(cycle_time());
            let both = both.zip(base.models[model].metric(cycle_time()));
            let pairs: Vec<(f64, f64)> =
                both.filter_map(|(doubled, base)| Some((doubled?, base?))).collect();
            let (value, ci) = interval::of_ratio(&pairs);
            Value::of(value, ci)
        };
        Ok((0..base.models.len()).map(growth).collect())
    }
}

/// A threshold for every model but the reference.
fn besides(
    reference: usize,
    leads: &[Vec<Lead>],
    threshold: &dyn Fn(&Vec<Lead>) -> Value,
) -> Vec<Value> {
    let of = |(model, lead)| {
        if model == reference { Value::bare(Measured::Reference) } else { threshold(lead) }
    };
    leads.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        let text = r#"
            schema = 1
            name = "Three"
            [teams]
            a = { people = 1 }
            [[streams]]
            name = "s"
            team = "a"
            effort = "4h"
            [[deliverables]]
            name = "x"
            [[models]]
            name = "C"
            preset = "sequential-cascade"
            [[models]]
            name = "P"
            preset = "parallel-synchronization"
            [[models]]
            name = "M"
            preset = "adaptive-mesh"
        "#;
        crate::scenario::load("three.toml", text, &[]).unwrap()
    }

    #[test]
    fn claims_are_held_against_places() {
        let scenario = scenario();
        let numbers = |list: [f64; 3]| list.map(Measured::Number);
        let of = |values: &[Measured]| verdicts(&scenario, Dimension::Speed, values);
        assert_eq!(of(&numbers([9.0, 5.0, 2.0])), [Claim::Holds; 3]);
        let swapped = of(&numbers([9.0, 2.0, 5.0]));
        assert_eq!(swapped, [Claim::Holds, Claim::DoesNotHold, Claim::DoesNotHold]);
        // Equal is neither slow nor fast.
        assert_eq!(of(&numbers([5.0, 5.0, 5.0])), [Claim::DoesNotHold; 3]);
        let gap = [Measured::Number(1.0), Measured::NotMeasured, Measured::Number(2.0)];
        assert_eq!(of(&gap), [Claim::None; 3]);
        let none = verdicts(&scenario, Dimension::Suitability, &numbers([1.0, 2.0, 3.0]));
        assert_eq!(none, [Claim::None; 3]);
        let maturity = [Measured::Reference, Measured::Number(0.3), Measured::Nowhere];
        assert_eq!(verdicts(&scenario, Dimension::Maturity, &maturity), [Claim::Holds; 3]);
    }

    #[test]
    fn every_dimension_has_a_value_for_every_model() {
        let scenario = scenario();
        let names = scenario.models.iter().map(|model| model.name.clone()).collect();
        let text = "schema = 1\nname = \"T\"\n[teams]\na = { people = 1 }\n[[streams]]\nname = \"s\"\n\
                    team = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n[[models]]\n\
                    name = \"C\"\npreset = \"sequential-cascade\"\n[[models]]\nname = \"P\"\n\
                    preset = \"parallel-synchronization\"\n[[models]]\nname = \"M\"\n\
                    preset = \"adaptive-mesh\"\n";
        let document = crate::scenario::Document::parse("t.toml", text).unwrap();
        let bench = Bench { document, models: names, baseline: 0, replications: 2, seed: 1 };
        let card = card(&scenario, &bench, 2, &crate::study::Unwatched).unwrap();
        assert_eq!(card.values.len(), 8);
        assert!(card.values.iter().all(|(_, values)| values.len() == 3));
        // No change to measure with. One task and one person, twice of each: nothing grows but the
        // overhead of the other person, 0.001 of the work.
        assert_eq!(card.values[3].1, [Value::bare(Measured::NotMeasured); 3]);
        let grown = card.values[7].1[0];
        assert_eq!(grown.measured, Measured::Number(1.001));
        // Nothing varies.
        assert!(grown.ci.unwrap().half_width() < 1e-9);
    }
}
