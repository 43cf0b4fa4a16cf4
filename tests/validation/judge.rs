//! The two-stage rule: when a simulated value agrees with theory.

use super::measure::measure;
use super::{Case, Moment};
use flowcast::engine::Simulator;
use flowcast::plan::Plan;
use flowcast::record::Status;
use flowcast::stats::{Interval, mean, mean_interval, sd};
use rayon::prelude::*;

/// How far from theory a value may be, its noise included: a share of the expected value.
pub const TOLERANCE: f64 = 0.03;

/// Standard errors beyond which a deviation is one in a thousand.
const T_LIMIT: f64 = 3.29;

/// Standard errors that the tolerance has to cover.
const T_COVER: f64 = 3.09;

/// The seed of the pilot, of the first and of the second stage: fixed once, for all cases.
const SEEDS: [u64; 3] = [1, 2, 3];

/// Replications that one simulator runs at a time.
const BLOCK: u32 = 16;

/// What the replications of one stage gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// The seed.
    pub seed: u64,
    /// Replications.
    pub n: u32,
    /// Their mean.
    pub mean: f64,
    /// The standard error of the mean.
    pub se: f64,
    /// The 95 % interval of the mean; `None` where nothing is random.
    pub interval: Option<Interval>,
}

/// Whether a case passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is random, and the value is exactly the expected one.
    Exact,
    /// The first stage agreed.
    Agrees,
    /// The first stage was one in a thousand; the second, with four times the replications, agreed.
    AgreesAtSecond,
    /// It does not agree with theory.
    Differs,
}

/// A judged case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The stage that decided.
    pub sample: Sample,
    /// (mean − expected) / standard error at that stage; 0 where nothing is random.
    pub t: f64,
    /// Whether it passed.
    pub verdict: Verdict,
}

/// Judges a case: seed A passes if |t| ≤ 3.29; otherwise seed B with four times the replications
/// fails it only if again |t| > 3.29, with the same sign. And |mean − expected| + 3.09 standard errors
/// must stay within 3 % of the expected value. Replications are planned by a pilot so that the standard
/// error is an eighth of that.
///
/// # Errors
/// In words: a scenario that is not valid, a replication that was not launched.
pub fn judge(case: &Case) -> Result<Outcome, String> {
    let plan = case.plan()?;
    let pilot = sample(case, &plan, SEEDS[0], case.pilot)?;
    if case.pilot == 1 {
        return Ok(exact(case, pilot));
    }
    let target = TOLERANCE / 8.0 * case.expected;
    let needed = f64::from(pilot.n) * (pilot.se / target) * (pilot.se / target);
    let n = (needed.min(1e7) as u32 + 1).max(case.pilot);
    let first = sample(case, &plan, SEEDS[1], n)?;
    let t = distance(case, &first);
    if t.abs() <= T_LIMIT {
        return Ok(within(case, first, t, Verdict::Agrees));
    }
    let second = sample(case, &plan, SEEDS[2], n.saturating_mul(4))?;
    let again = distance(case, &second);
    if again.abs() > T_LIMIT && again.signum() == t.signum() {
        return Ok(Outcome { sample: second, t: again, verdict: Verdict::Differs });
    }
    Ok(within(case, second, again, Verdict::AgreesAtSecond))
}

fn exact(case: &Case, sample: Sample) -> Outcome {
    // Hours are read off microseconds: anything but the same microsecond is more than 1e-10 h away.
    let same = (sample.mean - case.expected).abs() <= 1e-10 * case.expected.abs().max(1.0);
    Outcome { sample, t: 0.0, verdict: if same { Verdict::Exact } else { Verdict::Differs } }
}

fn distance(case: &Case, sample: &Sample) -> f64 {
    (sample.mean - case.expected) / sample.se
}

/// The verdict if the tolerance holds too.
fn within(case: &Case, sample: Sample, t: f64, verdict: Verdict) -> Outcome {
    let reach = (sample.mean - case.expected).abs() + T_COVER * sample.se;
    let agrees = reach <= TOLERANCE * case.expected.abs();
    Outcome { sample, t, verdict: if agrees { verdict } else { Verdict::Differs } }
}

/// Runs replications of a case and sums up what it compares.
///
/// # Errors
/// In words, if a replication was not launched.
pub fn sample(case: &Case, plan: &Plan, seed: u64, n: u32) -> Result<Sample, String> {
    let blocks: Vec<Result<Vec<f64>, String>> = (0..n.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(Simulator::new, |simulator, block| {
            let range = block * BLOCK..((block + 1) * BLOCK).min(n);
            range.map(|replication| compared(simulator, case, plan, seed, replication)).collect()
        })
        .collect();
    let mut values = Vec::with_capacity(n as usize);
    for block in blocks {
        values.extend(block?);
    }
    let (Some(centre), deviation) = (mean(&values), sd(&values)) else {
        return Err("no replications".to_owned());
    };
    let se = deviation.map_or(0.0, |deviation| deviation / f64::from(n).sqrt());
    let interval = mean_interval(&values).filter(|_| se > 0.0);
    Ok(Sample { seed, n, mean: centre, se, interval })
}

/// What a case compares, of one replication.
fn compared(
    simulator: &mut Simulator,
    case: &Case,
    plan: &Plan,
    seed: u64,
    replication: u32,
) -> Result<f64, String> {
    let value = measure(simulator, plan, case.value, seed, replication);
    let value = value.map_err(|status| {
        let status = status.map_or("none", Status::name);
        format!("{}: replication {replication} of seed {seed} ended {status}", case.name)
    })?;
    let value = value / case.unit;
    Ok(match case.moment {
        Moment::Mean => value,
        Moment::VarianceAbout(centre) => (value - centre) * (value - centre),
    })
}
