//! Directions of effect that others published, as sweeps over common random numbers.

use flowcast::metric;
use flowcast::plan;
use flowcast::scenario;
use flowcast::stats::{mean, paired, sd};
use flowcast::study::{Unwatched, run};

type Sets = &'static [(&'static str, &'static str)];

/// A setting of a sweep: what it is called, and what it sets.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// A few words or a number.
    pub label: &'static str,
    /// Values set, as `--set` does.
    pub sets: Sets,
}

/// Where a quantity goes along a sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Up at every step.
    Rises,
    /// Down at every step.
    Falls,
}

/// What is compared from setting to setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The mean; each step's paired interval must clear zero.
    Mean,
    /// The standard deviation.
    Deviation,
}

/// A claim that a quantity rises or falls along a sweep.
#[derive(Clone, Copy, Debug)]
pub struct Sweep {
    /// The claim, in a sentence.
    pub claim: &'static str,
    /// Who made it.
    pub source: &'static str,
    /// The scenario's path and text.
    pub file: (&'static str, &'static str),
    /// What every setting shares.
    pub shared: Sets,
    /// The settings, in order.
    pub settings: &'static [Setting],
    /// Which metric, by its column.
    pub metric: &'static str,
    /// Which statistic of it.
    pub statistic: Statistic,
    /// Where it goes.
    pub trend: Trend,
}

/// A claim that the best setting of one thing moves with another: the mean cycle time is least at a
/// later (rises) or earlier (falls) column in each later row, or at the same; and not at the same in all.
#[derive(Clone, Copy, Debug)]
pub struct Best {
    /// The claim, in a sentence.
    pub claim: &'static str,
    /// Who made it.
    pub source: &'static str,
    /// The scenario's path and text.
    pub file: (&'static str, &'static str),
    /// What moves the best setting.
    pub rows: &'static [Setting],
    /// What is chosen.
    pub columns: &'static [Setting],
    /// Where the best column goes.
    pub trend: Trend,
}

const REPLICATIONS: u32 = 4000;
const SEED: u64 = 1;

/// One metric of every replication under a setting, in hours, person-hours or counts.
///
/// # Errors
/// In words, if the scenario is not valid.
pub fn values(file: (&str, &str), sets: &[Sets], column: &str) -> Result<Vec<f64>, String> {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let sets: Vec<(String, String)> = sets.iter().flat_map(|sets| sets.iter().map(owned)).collect();
    let scenario = scenario::load(file.0, file.1, &sets).map_err(|found| found.render(false))?;
    let plans = plan::compile_all(&scenario).map_err(|found| format!("{found:?}"))?;
    let study = run(&scenario, &plans, REPLICATIONS, SEED, &Unwatched)
        .map_err(|cancelled| cancelled.to_string())?;
    let metric = metric::find(column).ok_or_else(|| format!("no metric {column}"))?;
    let values: Option<Vec<f64>> = study.models[0].metric(metric).collect();
    values.ok_or_else(|| format!("{column} is missing in some replication"))
}

impl Sweep {
    /// The statistic at every setting, and whether it moves as claimed at every step.
    ///
    /// # Errors
    /// In words, if the scenario is not valid.
    pub fn find(&self) -> Result<(Vec<f64>, bool), String> {
        let samples: Vec<Vec<f64>> = self
            .settings
            .iter()
            .map(|setting| values(self.file, &[self.shared, setting.sets], self.metric))
            .collect::<Result<_, _>>()?;
        let of = |sample: &Vec<f64>| match self.statistic {
            Statistic::Mean => mean(sample),
            Statistic::Deviation => sd(sample),
        };
        let found: Option<Vec<f64>> = samples.iter().map(of).collect();
        let found = found.ok_or("no replications")?;
        let steps = samples.len() - 1;
        let agrees = (0..steps).all(|step| match self.statistic {
            Statistic::Mean => self.steps(&samples[step], &samples[step + 1], steps),
            Statistic::Deviation => self.trend.holds(found[step + 1] - found[step]),
        });
        Ok((found, agrees))
    }

    /// Whether the paired difference of a step clears zero on the right side.
    fn steps(&self, from: &[f64], to: &[f64], steps: usize) -> bool {
        let pairs: Vec<(f64, f64)> = to.iter().copied().zip(from.iter().copied()).collect();
        let clear = paired(&pairs, steps).ci;
        clear.is_some_and(|ci| self.trend.holds(ci.low) && self.trend.holds(ci.high))
    }
}

impl Trend {
    fn holds(self, difference: f64) -> bool {
        match self {
            Trend::Rises => difference > 0.0,
            Trend::Falls => difference < 0.0,
        }
    }
}

impl Best {
    /// The best column of every row (by index), and whether it moves as claimed.
    ///
    /// # Errors
    /// In words, if the scenario is not valid.
    pub fn find(&self) -> Result<(Vec<usize>, bool), String> {
        let best: Vec<usize> =
            self.rows.iter().map(|row| self.best_column(row)).collect::<Result<_, _>>()?;
        let ordered = best.windows(2).all(|pair| match self.trend {
            Trend::Rises => pair[0] <= pair[1],
            Trend::Falls => pair[0] >= pair[1],
        });
        let moves = best.first() != best.last();
        Ok((best, ordered && moves))
    }

    fn best_column(&self, row: &Setting) -> Result<usize, String> {
        let mut best = (f64::INFINITY, 0);
        for (index, column) in self.columns.iter().enumerate() {
            let found = mean(&values(self.file, &[row.sets, column.sets], "cycle_time_h")?);
            let cycle = found.unwrap_or(f64::INFINITY);
            if cycle < best.0 {
                best = (cycle, index);
            }
        }
        Ok(best.1)
    }
}

/// A scenario of `tests/theory`.
macro_rules! scenario {
    ($name:literal) => {
        (
            concat!("tests/theory/", $name, ".toml"),
            include_str!(concat!("../theory/", $name, ".toml")),
        )
    };
}

macro_rules! settings {
    ($($label:literal: [$($key:literal = $value:literal),*]),* $(,)?) => {
        &[$(Setting { label: $label, sets: &[$(($key, $value)),*] }),*]
    };
}

const OVERLAP: (&str, &str) = scenario!("overlap");
const DRIFT: (&str, &str) = scenario!("drift");
const CAMPAIGNS: (&str, &str) = scenario!("campaigns");
const DETECTION: (&str, &str) = scenario!("detection");

const LOCH: &str = "Loch & Terwiesch 1998";
const GIL: &str = "Gil, Tommelein & Schruben 2004";
const ADLER: &str = "Adler, Mandelbaum, Nguyen & Schwerer 1995";
const BOEHM: &str = "Boehm 1981";

/// When D starts, from much overlap to none.
static STARTS: &[Setting] = settings![
    "after 0.1 of U": ["models.m.start" = "early(0.1)"],
    "after 0.3": ["models.m.start" = "early(0.3)"],
    "after 0.5": ["models.m.start" = "early(0.5)"],
    "after 0.7": ["models.m.start" = "early(0.7)"],
    "after all": ["models.m.start" = "final"],
];

/// How often people meet.
const MEETINGS: &[Setting] = settings![
    "every 5 h": ["models.m.syncs.meeting.every" = "5h"],
    "every 10 h": ["models.m.syncs.meeting.every" = "10h"],
    "every 20 h": ["models.m.syncs.meeting.every" = "20h"],
    "every 40 h": ["models.m.syncs.meeting.every" = "40h"],
];

/// Claims about the best setting.
pub fn best() -> Vec<Best> {
    vec![overlap(), meetings_by_cost(), meetings_by_drift()]
}

fn overlap() -> Best {
    Best {
        claim: "The more a change of U matters to D, the less overlap is best.",
        source: LOCH,
        file: OVERLAP,
        rows: settings![
            "0.5": ["handoffs.sensitivity" = "0.5"],
            "0.8": ["handoffs.sensitivity" = "0.8"],
            "1": ["handoffs.sensitivity" = "1"],
        ],
        columns: STARTS,
        trend: Trend::Rises,
    }
}

fn meetings_by_cost() -> Best {
    Best {
        claim: "The more rework follows from misalignment, the more often it is best to meet.",
        file: DRIFT,
        rows: settings![
            "0.05 redone": ["rework.fix" = "0.05"],
            "0.2": ["rework.fix" = "0.2"],
            "1": ["rework.fix" = "1"],
        ],
        columns: MEETINGS,
        trend: Trend::Falls,
        ..overlap()
    }
}

fn meetings_by_drift() -> Best {
    Best {
        claim: "The faster people drift apart, the more often it is best to meet.",
        rows: settings![
            "0.002 an hour": ["rework.drift" = "0.002"],
            "0.01": ["rework.drift" = "0.01"],
            "0.05": ["rework.drift" = "0.05"],
        ],
        ..meetings_by_cost()
    }
}

/// Claims about means and deviations.
pub fn sweeps() -> Vec<Sweep> {
    let later = Sweep {
        claim: "The later D starts, the less it redoes.",
        source: GIL,
        file: OVERLAP,
        shared: &[("handoffs.impact", "0.6")],
        settings: STARTS,
        metric: "rework_upstream_h",
        statistic: Statistic::Mean,
        trend: Trend::Falls,
    };
    let spread = Sweep { metric: "cycle_time_h", statistic: Statistic::Deviation, ..later };
    let uncertain: Sets = &[
        ("handoffs.impact", "0.6"),
        ("streams.U.effort", "{ dist = 'lognormal', mean = '10h', cv = 0.5 }"),
    ];
    vec![
        later,
        Sweep { claim: "The later D starts, the steadier the end.", ..spread },
        Sweep {
            claim: "But the later is the end (rework being cheap).",
            metric: "cycle_time_h",
            trend: Trend::Rises,
            ..later
        },
        Sweep {
            claim: "Where U's own duration is uncertain, the opposite from half of U on: who waits \
                    for U takes its spread over.",
            source: "flowcast; variance of a sum",
            shared: uncertain,
            settings: &STARTS[2..],
            trend: Trend::Rises,
            ..spread
        },
        campaigns_side_by_side(),
        campaigns_apart(),
        early_detection(),
        detection_in_time(),
    ]
}

fn campaigns_side_by_side() -> Sweep {
    Sweep {
        claim: "The fewer campaigns run at once, the sooner each is finished.",
        source: ADLER,
        file: CAMPAIGNS,
        shared: &[],
        settings: settings![
            "8": ["portfolio.campaigns" = "8"],
            "4": ["portfolio.campaigns" = "4"],
            "2": ["portfolio.campaigns" = "2"],
            "1": ["portfolio.campaigns" = "1"],
        ],
        metric: "cycle_time_h",
        statistic: Statistic::Mean,
        trend: Trend::Falls,
    }
}

fn campaigns_apart() -> Sweep {
    Sweep {
        claim: "The further apart campaigns start, the sooner each is finished.",
        settings: settings![
            "at once": ["portfolio.every" = "0h"],
            "5 h": ["portfolio.every" = "5h"],
            "10 h": ["portfolio.every" = "10h"],
            "20 h": ["portfolio.every" = "20h"],
        ],
        ..campaigns_side_by_side()
    }
}

/// How long after it was hidden a flaw is found.
static DELAYS: &[Setting] = settings![
    "at once": ["models.m.feedback" = "{ detect = 1, delay = '0h' }"],
    "after 4 h": ["models.m.feedback" = "{ detect = 1, delay = '4h' }"],
    "after 12 h": ["models.m.feedback" = "{ detect = 1, delay = '12h' }"],
];

fn early_detection() -> Sweep {
    Sweep {
        claim: "The later a flaw is found, the more work it costs.",
        source: BOEHM,
        file: DETECTION,
        shared: &[],
        settings: DELAYS,
        metric: "rework_time_h",
        statistic: Statistic::Mean,
        trend: Trend::Rises,
    }
}

/// Between "at once" and "after 4 h" the cycle time hardly moves: who was told at once waits for the
/// mend, who was told later has worked on meanwhile and keeps a part of it.
fn detection_in_time() -> Sweep {
    Sweep {
        claim: "And the later is the end, once receivers have begun (told before, they wait for the \
                mend instead of working on, which costs about as much time).",
        settings: &DELAYS[1..],
        metric: "cycle_time_h",
        ..early_detection()
    }
}
