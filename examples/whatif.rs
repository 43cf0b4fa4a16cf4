//! What if? Loads a shipped scenario, compares two of its models, and asks how much of the gap is due
//! to one fact: that legal meets once a week.
//!
//! Shows: a scenario with `--set` pairs, a study, paired differences with a verdict, and a difference
//! of differences that only common random numbers make this sharp.
//!
//! `cargo run --release --example whatif`

use flowcast::analysis::{Verdict, differences};
use flowcast::study::{Study, Unwatched, run};
use flowcast::{metric, plan, scenario, stats};
use std::error::Error;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/product-launch.toml");
const MODELS: [&str; 2] = ["Sequential Cascade", "Adaptive Mesh"];

fn main() -> Result<(), Box<dyn Error>> {
    let as_it_is = study(&[])?;
    let daily = study(&[("teams.legal.calendar".to_owned(), "office".to_owned())])?;
    println!("{}: {} against {}", as_it_is.scenario, MODELS[1], MODELS[0]);
    report(&as_it_is, "cycle_time_h", Verdict::Lower)?;
    report(&as_it_is, "coordination_time_h", Verdict::Higher)?;
    report(&as_it_is, "escapes", Verdict::Lower)?;

    // Both studies ran on the same draws, so gaps can be subtracted replication by replication.
    let shrunk: Vec<f64> = days_saved(&as_it_is)?
        .iter()
        .zip(days_saved(&daily)?)
        .map(|(weekly, daily)| weekly - daily)
        .collect();
    let mean = stats::mean(&shrunk).ok_or("no replications")?;
    let error = standard_error(&shrunk, mean);
    println!("of the days saved, {mean:.1} are the weekly committee's (standard error {error:.2})");
    // Five standard errors: by chance once in 3.5 million seeds.
    assert!(mean > 5.0 * error, "a committee that meets daily must narrow the gap");
    Ok(())
}

/// 1,000 replications of the two models.
fn study(sets: &[(String, String)]) -> Result<Study, Box<dyn Error>> {
    let scenario = scenario::load(FILE, &std::fs::read_to_string(FILE)?, sets)?;
    let mut plans = plan::compile_all(&scenario).map_err(|refusals| format!("{refusals:?}"))?;
    plans.retain(|plan| MODELS.contains(&plan.model.as_str()));
    Ok(run(&scenario, &plans, 1000, scenario.study.seed, &Unwatched)?)
}

/// Prints the difference in one metric and holds it to the verdict that is expected. The interval of a
/// verdict excludes zero at 95 %; these differences are many of its widths away from it.
fn report(study: &Study, name: &str, expected: Verdict) -> Result<(), Box<dyn Error>> {
    let metric = metric::find(name).ok_or("no such metric")?;
    let difference = differences(study, metric).pop().ok_or("nothing to compare")?;
    let (mean, ci) = difference.mean.zip(difference.ci).ok_or("no pairs")?;
    let unit = metric::METRICS[metric].unit;
    println!("  {name}: {mean:+.1} {unit} ({:+.1} to {:+.1})", ci.low, ci.high);
    assert_eq!(difference.verdict, expected, "{name}");
    Ok(())
}

/// Days by which the second model launches before the first, per replication.
fn days_saved(study: &Study) -> Result<Vec<f64>, Box<dyn Error>> {
    let metric = metric::CYCLE_TIME;
    let (first, second) = (study.models[0].metric(metric), study.models[1].metric(metric));
    let saved = first.zip(second).map(|(a, b)| Some((a? - b?) / 24.0));
    saved.collect::<Option<_>>().ok_or_else(|| "a replication was not launched".into())
}

fn standard_error(values: &[f64], mean: f64) -> f64 {
    let n = values.len() as f64;
    (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt()
}
