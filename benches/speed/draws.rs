//! What randomness costs: keyed draws and each family's quantile function, beside samplers of rand_distr
//! that take whatever comes next of a small generator.

use super::race::{Clock, Contender, Length, race};
use flowcast::distribution::{Distribution, Family};
use flowcast::draws::{Draws, Purpose};
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use std::hint::black_box;

/// Draws per turn of the loop.
const BATCH: u32 = 1_000;

/// Uniform draws, then efforts.
pub fn run(length: Length) {
    println!("## Draws\n");
    let contenders =
        vec![generator(), keyed("keyed, as an effort", 0), keyed("keyed, with occurrence", 1)];
    println!("{}", race(contenders, length, Clock::Cpu).table("uniform draw"));
    let reference = rand_distr::LogNormal::from_mean_cv(6.0, 0.5).expect("a positive mean");
    let mut contenders = vec![sampler("rand_distr's LogNormal, PCG", reference)];
    let exponential = rand_distr::Exp::new(0.5).expect("a positive rate");
    contenders.push(sampler("rand_distr's Exp, PCG", exponential));
    contenders.extend(families().map(|(name, family)| effort(name, family)));
    println!("{}", race(contenders, length, Clock::Cpu).table("effort"));
    println!("Families: the keyed draw and the quantile function, tabulated where it is slow.\n");
}

/// A value of each family around six hours, in microseconds.
fn families() -> [(&'static str, Family); 8] {
    let hour = 3.6e9;
    let (low, likely, high) = (3.0 * hour, 5.0 * hour, 12.0 * hour);
    let values = (1..=50).map(|i| f64::from(i) * 0.2 * hour).collect();
    [
        ("lognormal", Family::Lognormal { median: 5.4 * hour, log_sd: 0.47 }),
        ("exponential", Family::Exponential { mean: 6.0 * hour }),
        ("PERT", Family::Pert { low, likely, high }),
        ("triangular", Family::Triangular { low, likely, high }),
        ("uniform", Family::Uniform { low, high }),
        ("gamma", Family::Gamma { mean: 6.0 * hour, cv: 0.5 }),
        ("Weibull", Family::Weibull { scale: 6.0 * hour, shape: 1.5 }),
        ("empirical, 50 values", Family::Empirical { values }),
    ]
}

/// The next number of a generator.
fn generator() -> Contender<'static> {
    let mut rng = Pcg64Mcg::new(0xcafe_f00d_d15e_a5e5);
    Contender::new("next of PCG", move || {
        let sum: f64 = (0..BATCH).map(|_| rng.random::<f64>()).sum();
        black_box(sum);
        u64::from(BATCH)
    })
}

fn keyed(name: &'static str, occurrence: u32) -> Contender<'static> {
    let draws = Draws::new(1, 0);
    Contender::new(name, move || {
        let draw = |which| draws.uniform(Purpose::Effort, 0, which, 0, black_box(occurrence));
        black_box((0..BATCH).map(draw).sum::<f64>());
        u64::from(BATCH)
    })
}

/// A sampler of rand_distr.
fn sampler<D: rand_distr::Distribution<f64> + 'static>(name: &str, law: D) -> Contender<'static> {
    let mut rng = Pcg64Mcg::new(0xcafe_f00d_d15e_a5e5);
    Contender::new(name, move || {
        let sum: f64 = (0..BATCH).map(|_| law.sample(&mut rng)).sum();
        black_box(sum);
        u64::from(BATCH)
    })
}

/// A keyed draw through a family's quantile function, as the engine takes it.
fn effort(name: &str, family: Family) -> Contender<'static> {
    let sampler = Distribution::new(family).expect("allowed parameters").sampler();
    let draws = Draws::new(1, 0);
    Contender::new(format!("flowcast, {name}"), move || {
        let draw = |which| sampler.of_uniform(draws.uniform(Purpose::Effort, 0, which, 0, 0));
        black_box((0..BATCH).map(draw).sum::<f64>());
        u64::from(BATCH)
    })
}
