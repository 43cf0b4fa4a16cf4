//! The eight dimensions by which guides describe workflow models, each measured by runs.
//!
//! The reference is the cascade (the first model of that preset; else the baseline): maturity and
//! tooling are thresholds at which another model overtakes it or falls behind it.

mod dimension;
mod interval;
mod threshold;

pub use dimension::{CLAIMED, Dimension};

use crate::analysis::{self, LateChanges, launches::Launched};
use crate::metric;
use crate::model::{Arrival, Clock, Scenario, When};
use crate::plan;
use crate::question::Stopped;
use crate::question::{Bench, compare, compiled};
use crate::stats::{self, Interval};
use crate::study::{self, ModelRuns, Progress, Study};
use crate::text::key;
use crate::time::{Elapsed, HOUR};
use std::cell::Cell;
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
    /// Too few replications were launched.
    TooFew,
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
    /// How often each model was launched.
    pub launched: Vec<Launched>,
    /// How often late changes came, and came too late, with everything as it is.
    pub changes: LateChanges,
    /// Whether every replication of every run was launched.
    pub complete: bool,
}

impl Card {
    /// Whether claims hold, by model: nothing is held against means of models that are rarely launched.
    pub fn verdicts(&self, scenario: &Scenario, place: usize) -> Vec<Claim> {
        let (dimension, values) = &self.values[place];
        let enough = self.launched.iter().all(|launched| launched.enough());
        let values = measured(values);
        if enough {
            verdicts(scenario, *dimension, &values)
        } else {
            vec![Claim::None; values.len()]
        }
    }
}

/// How many runs of every model a card takes: with all replications, and with those of a search.
pub fn points(scenario: &Scenario) -> (usize, usize) {
    let changes = if has_changes(scenario) { 1 + DATES.len() } else { 0 };
    (2, MATURITIES + LATENCIES.len() + changes)
}

/// Whether a change can come before the launch.
fn has_changes(scenario: &Scenario) -> bool {
    scenario.facts.changes.iter().any(|change| change.clock == Clock::Start)
}

/// When late changes come: shares of the reference's median cycle time.
const DATES: [f64; 5] = [0.1, 0.3, 0.5, 0.7, 0.9];

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
    let small = bench.with_replications(searched);
    let run = Run { scenario, bench, small, progress, complete: Cell::new(true) };
    let base = run.study(bench, &[])?;
    let reference = reference(scenario);
    let values = |dimension| -> Result<(Dimension, Vec<Value>), Stopped> {
        let models = 0..base.models.len();
        let values = match dimension {
            Dimension::Speed => models.map(|m| speed(&base, m)).collect(),
            Dimension::Predictability => models.map(|m| variation(&base, m)).collect(),
            Dimension::Deviation => models.map(|m| deviation(&base, m)).collect(),
            Dimension::Coordination => models.map(|m| coordination(&base.models[m])).collect(),
            Dimension::Resilience => run.resilience(&base, reference)?,
            Dimension::Maturity => run.maturity(reference)?,
            Dimension::Tooling => run.tooling(reference)?,
            Dimension::Suitability => suitability(&base),
            Dimension::Scalability => run.scalability(&base)?,
        };
        Ok((dimension, values))
    };
    let values = Dimension::ALL.into_iter().map(values).collect::<Result<_, Stopped>>()?;
    let launched = base.models.iter().map(Launched::of).collect();
    let changes = LateChanges::of(&base);
    Ok(Card { reference, values, launched, changes, complete: run.complete.get() })
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
        // Of the reference nothing was measured.
        if values[model] != Measured::Reference {
            claims[model] = if holds { Claim::Holds } else { Claim::DoesNotHold };
        }
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
        Measured::NotMeasured | Measured::TooFew => None,
    }
}

fn number(value: Option<f64>) -> Measured {
    value.filter(|value| value.is_finite()).map_or(Measured::TooFew, Measured::Number)
}

fn scaled(ci: Option<Interval>, by: f64) -> Option<Interval> {
    ci.map(|ci| Interval { low: ci.low * by, high: ci.high * by })
}

fn speed(study: &Study, model: usize) -> Value {
    let known = analysis::estimate(study, model, metric::CYCLE_TIME);
    Value::of(known.mean.map(|hours| hours / DAY_H), scaled(known.ci, 1.0 / DAY_H))
}

fn variation(study: &Study, model: usize) -> Value {
    let values: Vec<f64> = study.models[model].metric(metric::CYCLE_TIME).flatten().collect();
    Value::of(analysis::estimate(study, model, metric::CYCLE_TIME).cv, interval::of_cv(&values))
}

fn deviation(study: &Study, model: usize) -> Value {
    let values: Vec<f64> = study.models[model].metric(metric::CYCLE_TIME).flatten().collect();
    let ci = scaled(interval::of_sd(&values), 1.0 / DAY_H);
    Value::of(stats::sd(&values).map(|hours| hours / DAY_H), ci)
}

/// Coordination over all busy time: person-hours over all replications.
fn coordination(runs: &ModelRuns) -> Value {
    let hours = |replication: usize, metric: usize| runs.value(replication, metric).unwrap_or(0.0);
    let others = metric::EFFORT.into_iter().filter(|part| *part != metric::COORDINATION_TIME);
    let pair = |replication: usize| {
        let own = hours(replication, metric::COORDINATION_TIME);
        (own, own + others.clone().map(|part| hours(replication, part)).sum::<f64>())
    };
    let pairs: Vec<(f64, f64)> = (0..runs.len()).map(pair).collect();
    let (value, ci) = interval::of_ratio(&pairs);
    value.map_or(Value::bare(Measured::NotMeasured), |value| Value::of(Some(value), ci))
}

/// How often each model launches first; a tie counts for all who share it.
fn suitability(study: &Study) -> Vec<Value> {
    let metric = metric::CYCLE_TIME;
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
    let any = first.iter().any(|count| *count > 0);
    let share =
        |count: usize| Value::of(any.then(|| count as f64 / n as f64), stats::wilson(count, n));
    first.into_iter().map(share).collect()
}

/// Runs that change the scenario.
struct Run<'a> {
    scenario: &'a Scenario,
    bench: &'a Bench,
    small: Bench,
    progress: &'a dyn Progress,
    /// Whether every replication so far was launched.
    complete: Cell<bool>,
}

type Sets = Vec<(String, String)>;

impl Run<'_> {
    fn study(&self, bench: &Bench, sets: &[(String, String)]) -> Result<Study, Stopped> {
        let study = bench.study(sets, self.progress)?;
        self.note(&study);
        Ok(study)
    }

    fn note(&self, study: &Study) {
        let all = study.models.iter().all(|runs| Launched::of(runs).all());
        self.complete.set(self.complete.get() && all);
    }

    /// Days that a late change costs: all changes certain at one date, less none, per change of the scenario;
    /// the mean over dates from early to late in the reference's campaign.
    fn resilience(&self, base: &Study, reference: usize) -> Result<Vec<Value>, Stopped> {
        let models = self.bench.models.len();
        let median = analysis::estimate(base, reference, metric::CYCLE_TIME).quantiles[3];
        if !has_changes(self.scenario) {
            return Ok(vec![Value::bare(Measured::NotMeasured); models]);
        }
        let Some(median) = median.filter(|median| median.is_finite()) else {
            return Ok(vec![Value::bare(Measured::TooFew); models]);
        };
        let without = self.changed(None)?;
        let dates = DATES.map(|share| Elapsed(libm::rint(share * median * HOUR as f64) as i64));
        let with: Vec<Study> =
            dates.into_iter().map(|at| self.changed(Some(at))).collect::<Result<_, _>>()?;
        Ok((0..models).map(|model| extra(&with, &without, model, self.changes())).collect())
    }

    fn changes(&self) -> usize {
        self.scenario.facts.changes.iter().filter(|change| change.clock == Clock::Start).count()
    }

    /// The scenario with all changes before the launch certain at one time, or none.
    fn changed(&self, at: Option<Elapsed>) -> Result<Study, Stopped> {
        let mut scenario = self.small.scenario(&[]).map_err(Stopped::Refused)?;
        let changes = scenario.facts.changes.iter_mut();
        for change in changes.filter(|change| change.clock == Clock::Start) {
            change.probability = if at.is_some() { 1.0 } else { 0.0 };
            change.arrival = Arrival::At(When::After(at.unwrap_or(Elapsed(0))));
        }
        let plans = compiled(&scenario).map_err(Stopped::Refused)?;
        let Bench { replications, seed, .. } = self.small;
        let study = study::run(&scenario, &plans, replications, seed, self.progress)?;
        self.note(&study);
        Ok(study)
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
        if plan::joined(&self.scenario.facts).is_empty() {
            return Ok(vec![Value::bare(Measured::NotMeasured); self.bench.models.len()]);
        }
        let sets = |hours: f64| vec![("handoffs.latency".to_owned(), format!("{hours}h"))];
        let leads = self.leads(&LATENCIES, &sets, reference)?;
        let threshold = |lead: &Vec<Lead>| threshold::until(&LATENCIES, lead);
        Ok(besides(reference, &leads, &threshold))
    }

    /// Each model's cycle time against the reference's, at each value: by model, then value. Nothing, where
    /// neither the model's cycle times nor the reference's follow the value.
    fn leads(
        &self,
        values: &[f64],
        sets: &dyn Fn(f64) -> Sets,
        reference: usize,
    ) -> Result<Vec<Option<Vec<Lead>>>, Stopped> {
        let models = self.bench.models.len();
        let (mut leads, mut means) = (vec![Vec::new(); models], vec![Vec::new(); models]);
        for value in values {
            let study = self.study(&self.small, &sets(*value))?;
            for model in 0..models {
                leads[model].push(Lead::of(&compare(&study, reference, model, metric::CYCLE_TIME)));
                means[model].push(analysis::estimate(&study, model, metric::CYCLE_TIME).mean);
            }
        }
        let follows = |model: usize| means[model].windows(2).any(|pair| pair[0] != pair[1]);
        let none = |model: usize| means[model].iter().all(Option::is_none);
        let any = |model| follows(model) || follows(reference) || none(model) || none(reference);
        Ok(leads.into_iter().enumerate().map(|(m, lead)| any(m).then_some(lead)).collect())
    }

    /// Cycle time with twice the deliverables and twice the people, over today's.
    fn scalability(&self, base: &Study) -> Result<Vec<Value>, Stopped> {
        let facts = &self.scenario.facts;
        let people = |(path, people): (String, u32)| (path, (2 * u64::from(people)).to_string());
        let teams =
            facts.teams.iter().map(|t| (format!("teams.{}.people", key(&t.name)), t.people));
        let pods = self.scenario.models.iter().enumerate().flat_map(|(m, model)| {
            let path = move |p: usize, team: usize| {
                format!("models[{m}].pods[{p}].people.{}", key(&facts.teams[team].name))
            };
            model.pods.iter().enumerate().flat_map(move |(p, pod)| {
                pod.people.iter().map(move |(team, people)| (path(p, *team), *people))
            })
        });
        let work = facts.deliverables.iter().enumerate();
        let work = work.map(|(i, d)| (format!("deliverables[{i}].count"), d.count));
        let sets: Sets = teams.chain(pods).chain(work).map(people).collect();
        let doubled = self.study(self.bench, &sets)?;
        let growth = |model: usize| {
            let both = doubled.models[model].metric(metric::CYCLE_TIME);
            let both = both.zip(base.models[model].metric(metric::CYCLE_TIME));
            let pairs: Vec<(f64, f64)> =
                both.filter_map(|(doubled, base)| Some((doubled?, base?))).collect();
            let (value, ci) = interval::of_ratio(&pairs);
            Value::of(value, ci)
        };
        Ok((0..base.models.len()).map(growth).collect())
    }
}

/// Extra days per change of a model: each replication's mean over dates, less what it takes without changes.
fn extra(with: &[Study], without: &Study, model: usize, changes: usize) -> Value {
    let at =
        |study: &Study, replication| study.models[model].value(replication, metric::CYCLE_TIME);
    let one = |replication: usize| {
        let none = at(without, replication)?;
        let times = with.iter().map(|study| at(study, replication));
        let times: Vec<f64> = times.collect::<Option<_>>()?;
        stats::mean(&times).map(|mean| mean - none)
    };
    let extra: Vec<f64> = (0..without.replications as usize).filter_map(one).collect();
    let by = 1.0 / DAY_H / changes as f64;
    let found = stats::of_differences(&extra, 1);
    Value { measured: number(found.mean.map(|hours| hours * by)), ci: scaled(found.ci, by) }
}

/// A threshold for every model but the reference.
fn besides(
    reference: usize,
    leads: &[Option<Vec<Lead>>],
    threshold: &dyn Fn(&Vec<Lead>) -> Value,
) -> Vec<Value> {
    let of = |(model, lead): (usize, &Option<Vec<Lead>>)| match lead {
        _ if model == reference => Value::bare(Measured::Reference),
        Some(lead) => threshold(lead),
        None => Value::bare(Measured::NotMeasured),
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
        let wanted = [Claim::None, Claim::Holds, Claim::Holds];
        assert_eq!(verdicts(&scenario, Dimension::Maturity, &maturity), wanted);
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
        assert_eq!(card.values.len(), 9);
        assert!(card.values.iter().all(|(_, values)| values.len() == 3));
        // No change to measure with. One task and one person, twice of each: nothing grows but the
        // overhead of the other person, 0.005 of the work.
        assert_eq!(card.values[4].1, [Value::bare(Measured::NotMeasured); 3]);
        // One stream: nothing is handed over, so no latency matters.
        assert_eq!(card.values[6].1, [Value::bare(Measured::NotMeasured); 3]);
        assert!(card.complete && card.launched.iter().all(|launched| launched.all()));
        let grown = card.values[8].1[0];
        assert_eq!(grown.measured, Measured::Number(1.005));
        // Nothing varies, so there is no interval.
        assert_eq!(grown.ci, None);
    }

    /// 4 h of work against a horizon of 2 h: there is a late change, but nothing is launched to measure it with.
    #[test]
    fn what_is_not_launched_is_no_lack_of_the_scenario() {
        let text = "schema = 1\nname = \"T\"\nhorizon = \"2h\"\n[teams]\na = { people = 1 }\n[[streams]]\n\
                    name = \"s\"\nteam = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n\
                    [[changes]]\nstream = \"s\"\nat = \"1h\"\nseverity = 1\n[[models]]\nname = \"C\"\n";
        let document = crate::scenario::Document::parse("t.toml", text).unwrap();
        let scenario = crate::scenario::load("t.toml", text, &[]).unwrap();
        let models = vec!["C".to_owned()];
        let bench = Bench { document, models, baseline: 0, replications: 2, seed: 1 };
        let card = card(&scenario, &bench, 2, &crate::study::Unwatched).unwrap();
        for place in [0, 4] {
            assert_eq!(card.values[place].1, [Value::bare(Measured::TooFew)], "{place}");
        }
        // One stream: no latency could be measured anyway.
        assert_eq!(card.values[6].1, [Value::bare(Measured::NotMeasured)]);
        assert_eq!(card.launched, [Launched { count: 0, of: 2 }]);
    }
}
