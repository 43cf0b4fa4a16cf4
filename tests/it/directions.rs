//! Directions of effect that others published: every sweep of [`crate::validation`].

use crate::validation::Case;
use crate::validation::directions::{Sweep, Trend, best, sweeps, values};
use crate::validation::judge::sample;
use crate::validation::measure::Value;
use crate::validation::theory::theory;
use flowcast::stats::{mean, sd};

#[test]
fn quantities_move_as_published() {
    let sweeps = sweeps();
    assert!(sweeps.len() >= 8);
    for sweep in sweeps {
        let (found, agrees) = sweep.find().expect("the scenario is valid");
        assert!(agrees, "{} ({}; {}): {found:?}", sweep.claim, sweep.source, sweep.metric);
    }
}

#[test]
fn best_settings_move_as_published() {
    for claim in best() {
        let (found, agrees) = claim.find().expect("the scenario is valid");
        assert!(agrees, "{} ({}): best columns {found:?}", claim.claim, claim.source);
    }
}

/// A claim the wrong way round is not confirmed.
#[test]
fn wrong_claims_are_noticed() {
    for sweep in sweeps() {
        let trend = if sweep.trend == Trend::Rises { Trend::Falls } else { Trend::Rises };
        assert!(!Sweep { trend, ..sweep }.find().expect("valid").1, "{}", sweep.claim);
    }
}

/// Two tasks of 10 h, D started after a share t of U, sensitivity 0.5, impact 0.6: with probability
/// 0.5 the final version adds 0.6 (1 - t) of the 10 (1 - t) hours done.
#[test]
fn overlap_costs_what_it_must() {
    let sweep = sweeps()[0];
    for (setting, t) in sweep.settings.iter().zip([0.1, 0.3, 0.5, 0.7, 1.0f64]) {
        let cycles =
            values(sweep.file, &[sweep.shared, setting.sets], "cycle_time_h").expect("valid");
        let added = 6.0 * (1.0 - t) * (1.0 - t);
        let expected = 10.0 * t + 10.0 + 0.5 * added;
        let se = 0.5 * added / (cycles.len() as f64).sqrt();
        assert!((mean(&cycles).unwrap() - expected).abs() <= 4.0 * se + 1e-9, "{}", setting.label);
        assert!(
            (sd(&cycles).unwrap() - 0.5 * added).abs() <= 0.01 * added + 1e-9,
            "{}",
            setting.label
        );
    }
}

/// M/M/1: mean waits are load / (1 - load) at every load, not only at 0.8.
#[test]
fn waits_grow_with_the_load() {
    const LOADS: [(&str, f64); 3] = [("2h", 0.5), ("90m", 2.0 / 3.0), ("75m", 0.8)];
    let case = theory().into_iter().find(|case| case.value == Value::Wait(None)).expect("listed");
    let mut last = 0.0;
    for (gap, load) in LOADS {
        let sets: &'static [(&str, &str)] = Box::leak(Box::new([("portfolio.every.mean", gap)]));
        let case = Case { sets, ..case };
        let found = sample(&case, &case.plan().expect("valid"), 4, 100).expect("launched");
        let expected = load / (1.0 - load);
        assert!((found.mean - expected).abs() < 4.0 * found.se, "{load}: {found:?}");
        assert!(found.mean > last);
        last = found.mean;
    }
}
