//! Queueing theory: a portfolio of one-task campaigns that share one person is an M/M/1 queue, for
//! which the mean wait is known exactly, also for the first few campaigns of an empty system.
//!
//! Shows: a scenario as text, a fact swept with `--set` pairs, and simulated means within four
//! standard errors of theory.
//!
//! `cargo run --release --example queue_theory`

use flowcast::study::{Unwatched, run};
use flowcast::{metric, plan, scenario};
use std::error::Error;

const CAMPAIGNS: u32 = 60;
const SCENARIO: &str = r#"
schema = 1
name = "M/M/1"
calendar = "always"
streams = [{ name = "work", team = "desk", effort = { dist = "exponential", mean = "1h" } }]
deliverables = [{ name = "job" }]
portfolio = { campaigns = 60, every = { dist = "exponential", mean = "2h" } }
teams = { desk = { people = 1 } }
models = [{ name = "first come, first served" }]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    println!("mean wait of {CAMPAIGNS} campaigns, in hours");
    println!("load  simulated  (standard error)  theory  theory in the long run");
    for load in [0.5, 0.7, 0.9] {
        let (mean, error) = simulated(load)?;
        let theory = wait_of_first(CAMPAIGNS, load);
        let forever = load / (1.0 - load);
        println!("{load:4} {mean:10.3} {error:17.3} {theory:7.3} {forever:10.3}");
        // By chance outside of four standard errors once in 16,000 seeds.
        assert!((mean - theory).abs() < 4.0 * error, "load {load}: {mean} against {theory}");
    }
    Ok(())
}

/// Mean wait per campaign over 4,000 replications and its standard error, services of mean 1 h.
fn simulated(load: f64) -> Result<(f64, f64), Box<dyn Error>> {
    let gap = ("portfolio.every.mean".to_owned(), format!("{:.6}h", 1.0 / load));
    let scenario = scenario::load("queue.toml", SCENARIO, &[gap])?;
    let plans = plan::compile_all(&scenario).map_err(|refusals| format!("{refusals:?}"))?;
    let study = run(&scenario, &plans, 4000, 20260301, &Unwatched)?;
    let queued = metric::WAIT_QUEUED;
    let total = study.models[0].metric(queued).flatten();
    let waits: Vec<f64> = total.map(|hours| hours / f64::from(CAMPAIGNS)).collect();
    let n = waits.len() as f64;
    let mean = waits.iter().sum::<f64>() / n;
    let variance = waits.iter().map(|wait| (wait - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Ok((mean, (variance / n).sqrt()))
}

/// Mean wait of the first n customers who find an empty system at first. With S(k) the sum of k
/// services less k gaps, customer i + 1 waits E max(0, S(1), .., S(i)) = sum of E max(0, S(k)) / k for
/// k = 1..i (Spitzer 1956).
fn wait_of_first(n: u32, load: f64) -> f64 {
    let customers = f64::from(n);
    (1..n).map(|k| f64::from(n - k) / customers * excess(k, load) / f64::from(k)).sum()
}

/// E max(0, k services of mean 1 less k gaps of mean 1 / load), as a race of two Poisson processes: j
/// services end before the k-th arrival with probability C(k - 1 + j, j) p^k q^j, which leaves k - j.
fn excess(k: u32, load: f64) -> f64 {
    let (p, q) = (load / (1.0 + load), 1.0 / (1.0 + load));
    let mut chance = p.powf(f64::from(k));
    let mut sum = 0.0;
    for j in 0..k {
        sum += chance * f64::from(k - j);
        chance *= q * f64::from(k + j) / f64::from(j + 1);
    }
    sum
}
