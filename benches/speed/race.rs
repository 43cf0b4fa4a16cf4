//! Contenders that take turns: every round lets each run for a slot, so that what slows the machine
//! down slows all of them down, and what is compared is a ratio within one round.

use super::table::{significant, table};
use cpu_time::ThreadTime;
use std::time::{Duration, Instant};

/// Something that can be run for a while.
pub struct Contender<'a> {
    /// Its name in the table.
    pub name: String,
    /// Does some work and returns how many units of it.
    pub work: Box<dyn FnMut() -> u64 + 'a>,
}

impl<'a> Contender<'a> {
    /// A contender.
    pub fn new(name: impl Into<String>, work: impl FnMut() -> u64 + 'a) -> Contender<'a> {
        Contender { name: name.into(), work: Box::new(work) }
    }
}

/// Which clock counts.
#[derive(Clone, Copy)]
pub enum Clock {
    /// Time that this thread had a processor: other processes disturb it less.
    Cpu,
    /// Time that passed: for work on several threads.
    Wall,
}

/// How long a race lasts.
#[derive(Clone, Copy)]
pub struct Length {
    /// How often each contender has its turn.
    pub rounds: usize,
    /// How long a turn lasts, at least.
    pub slot: Duration,
}

impl Length {
    /// As asked for: a race under `cargo bench`, a short one with `--quick`, a trial of everything once under
    /// `cargo test --benches`, which does not pass `--bench`.
    pub fn asked() -> Length {
        let given = |word| std::env::args().any(|argument| argument == word);
        match (given("--bench"), given("--quick")) {
            (true, false) => Length { rounds: 40, slot: Duration::from_millis(20) },
            (true, true) => Length { rounds: 3, slot: Duration::from_millis(2) },
            (false, _) => Length { rounds: 1, slot: Duration::ZERO },
        }
    }

    /// A race of at most so many rounds.
    pub fn rounds(self, rounds: usize) -> Length {
        Length { rounds: self.rounds.min(rounds), ..self }
    }

    /// A race of so many times as many rounds, if there are to be several.
    pub fn times(self, factor: usize) -> Length {
        let rounds = if self.rounds > 1 { self.rounds * factor } else { self.rounds };
        Length { rounds, ..self }
    }
}

/// What a race showed: nanoseconds per unit of work, a row per contender and a column per round.
pub struct Results {
    names: Vec<String>,
    nanoseconds: Vec<Vec<f64>>,
}

/// Lets the contenders take turns, after a turn each that does not count.
pub fn race(mut contenders: Vec<Contender>, length: Length, clock: Clock) -> Results {
    let mut nanoseconds = vec![Vec::new(); contenders.len()];
    for round in 0..=length.rounds {
        for turn in 0..contenders.len() {
            // Nobody always runs after the same neighbour.
            let who = (turn + round) % contenders.len();
            let cost = turn_of(&mut contenders[who], length.slot, clock);
            if round > 0 {
                nanoseconds[who].push(cost);
            }
        }
    }
    Results { names: contenders.into_iter().map(|contender| contender.name).collect(), nanoseconds }
}

/// Nanoseconds per unit of work over one turn.
fn turn_of(contender: &mut Contender, slot: Duration, clock: Clock) -> f64 {
    let (wall, cpu) = (Instant::now(), ThreadTime::now());
    let mut units = 0;
    loop {
        units += (contender.work)();
        let spent = match clock {
            Clock::Cpu => cpu.elapsed(),
            Clock::Wall => wall.elapsed(),
        };
        if spent >= slot {
            return spent.as_nanos() as f64 / units.max(1) as f64;
        }
    }
}

impl Results {
    /// The median over the rounds, in nanoseconds per unit.
    pub fn median(&self, who: usize) -> f64 {
        median(self.nanoseconds[who].clone())
    }

    /// The best round, in nanoseconds per unit.
    pub fn least(&self, who: usize) -> f64 {
        self.nanoseconds[who].iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// How many times the cost of `reference` it takes: quartiles over the rounds.
    pub fn times(&self, who: usize, reference: usize) -> [f64; 3] {
        let pairs = self.nanoseconds[who].iter().zip(&self.nanoseconds[reference]);
        let ratios: Vec<f64> = pairs.map(|(own, other)| own / other).collect();
        [0.25, 0.5, 0.75].map(|share| quantile(ratios.clone(), share))
    }

    /// A table of the cost per unit and its ratio to the first contender's.
    pub fn table(&self, unit: &str) -> String {
        let header = [
            String::new(),
            format!("ns per {unit}, median"),
            "least".to_owned(),
            format!("÷ {} (quartiles)", self.names[0]),
        ];
        let row = |who: usize| {
            let [low, middle, high] = self.times(who, 0);
            [
                self.names[who].clone(),
                significant(self.median(who)),
                significant(self.least(who)),
                format!("{middle:.2} ({low:.2} to {high:.2})"),
            ]
        };
        table(header, (0..self.names.len()).map(row))
    }
}

/// The middle value.
pub fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// The value below which a share of the values lies (nearest rank).
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}
