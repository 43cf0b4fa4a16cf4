//! The dimensions by which guides describe ways of working, each measured by runs of every model.
//!
//! Maturity and tooling are thresholds at which a model overtakes the baseline or falls behind it.

mod as_is;
mod changed;
mod dimension;
mod interval;
mod threshold;

pub use dimension::Dimension;

use crate::analysis::{LateChanges, TimeShown, launches::Launched, time_where};
use crate::model::{Change, Clock, Scenario};
use crate::question::{Bench, Stopped};
use crate::stats::Interval;
use crate::study::{Progress, Study};
use changed::Changed;
use std::cell::Cell;

/// A measured value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// A number in the dimension's unit.
    Number(f64),
    /// The model is ahead at every value that was tried: the threshold lies below.
    Everywhere,
    /// The model is ahead at none.
    Nowhere,
    /// It is the baseline.
    Baseline,
    /// The scenario has nothing to measure it with.
    NotMeasured,
    /// Too few replications were launched.
    TooFew,
}

impl Measured {
    /// A number, where there is one.
    fn of(value: Option<f64>) -> Measured {
        let finite = value.filter(|value| value.is_finite());
        finite.map_or(Measured::TooFew, Measured::Number)
    }
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
        let measured = Measured::of(value);
        let ci = ci.filter(|_| matches!(measured, Measured::Number(_)));
        // Everything that is measured here is 0 or more, whatever a symmetric interval says.
        let from_zero = |ci: Interval| Interval { low: ci.low.max(0.0), ..ci };
        Value { measured, ci: ci.map(from_zero) }
    }

    fn bare(measured: Measured) -> Value {
        Value { measured, ci: None }
    }
}

/// All dimensions of all models.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimensions {
    /// By dimension, then model.
    pub values: Vec<(Dimension, Vec<Value>)>,
    /// How often each model was launched.
    pub launched: Vec<Launched>,
    /// How often late changes came, and came too late, with everything as it is.
    pub changes: LateChanges,
    /// Whether every replication of every run was launched.
    pub complete: bool,
    /// The time that is measured, of one campaign.
    pub time: TimeShown,
}

/// How many runs of every model it takes: with all replications, and with those of a search.
pub fn points(scenario: &Scenario) -> (usize, usize) {
    let changes = if early_changes(scenario) > 0 { 1 + DATES.len() } else { 0 };
    (2, MATURITIES + LATENCIES.len() + changes)
}

/// Whether a change can come before the launch.
fn is_early(change: &Change) -> bool {
    change.clock == Clock::Start
}

fn early_changes(scenario: &Scenario) -> usize {
    scenario.facts.changes.iter().filter(|change| is_early(change)).count()
}

/// When late changes come: shares of the baseline's median cycle time.
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
pub fn dimensions(
    scenario: &Scenario,
    bench: &Bench,
    searched: u32,
    progress: &dyn Progress,
) -> Result<Dimensions, Stopped> {
    let small = bench.with_replications(searched);
    let run = Changed { scenario, bench, small, progress, complete: Cell::new(true) };
    let base = run.study(bench, &[])?;
    let values = Dimension::ALL.into_iter().map(|it| Ok((it, values(&run, &base, it)?)));
    let values = values.collect::<Result<_, Stopped>>()?;
    let launched = base.models.iter().map(Launched::of).collect();
    let changes = LateChanges::of(&base);
    let time = time_where(base.launch_h.is_some());
    Ok(Dimensions { values, launched, changes, complete: run.complete.get(), time })
}

fn values(run: &Changed<'_>, base: &Study, dimension: Dimension) -> Result<Vec<Value>, Stopped> {
    let models = 0..base.models.len();
    Ok(match dimension {
        Dimension::Speed => models.map(|model| as_is::speed(base, model)).collect(),
        Dimension::Predictability => models.map(|model| as_is::variation(base, model)).collect(),
        Dimension::Deviation => models.map(|model| as_is::deviation(base, model)).collect(),
        Dimension::Coordination => base.models.iter().map(as_is::coordination).collect(),
        Dimension::Suitability => as_is::suitability(base),
        Dimension::Resilience => run.resilience(base)?,
        Dimension::Maturity => run.maturity()?,
        Dimension::Tooling => run.tooling()?,
        Dimension::Scalability => run.scalability(base)?,
    })
}

fn scaled(ci: Option<Interval>, by: f64) -> Option<Interval> {
    ci.map(|ci| Interval { low: ci.low * by, high: ci.high * by })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two replications of each model of a scenario.
    fn measured(text: &str) -> Dimensions {
        let document = crate::scenario::Document::parse("t.toml", text).unwrap();
        let scenario = crate::scenario::load("t.toml", text, &[]).unwrap();
        let bench = Bench { replications: 2, seed: 1, ..Bench::of(&document, &scenario) };
        dimensions(&scenario, &bench, 2, &crate::study::Unwatched).unwrap()
    }

    #[test]
    fn every_dimension_has_a_value_for_every_model() {
        let text = "schema = 1\nname = \"T\"\n[teams]\na = { people = 1 }\n[[streams]]\nname = \"s\"\n\
                    team = \"a\"\neffort = \"4h\"\n[[deliverables]]\nname = \"x\"\n[[models]]\n\
                    name = \"C\"\npreset = \"sequential-cascade\"\n[[models]]\nname = \"P\"\n\
                    preset = \"parallel-synchronization\"\n[[models]]\nname = \"M\"\n\
                    preset = \"adaptive-mesh\"\n";
        let card = measured(text);
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
        let card = measured(text);
        for place in [0, 4] {
            assert_eq!(card.values[place].1, [Value::bare(Measured::TooFew)], "{place}");
        }
        // One stream: no latency could be measured anyway.
        assert_eq!(card.values[6].1, [Value::bare(Measured::NotMeasured)]);
        assert_eq!(card.launched, [Launched { count: 0, of: 2 }]);
    }
}
