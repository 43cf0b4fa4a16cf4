//! A decomposition as it is kept: all that tables, a chart and a page are made of, without simulating.

use super::Scale;
use crate::analysis::LateChanges;
use crate::analysis::launches::Launched;
use crate::format::Interval;
use crate::metric;
use crate::model::Scenario;
use crate::question::decompose::{Change, Decomposition, Effect, Part, TICKS, Way};
use crate::report::stored::Stored;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const DECOMPOSITION: &str = "decompose.json";

/// What was asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Index of the first model.
    pub from: usize,
    /// Index of the second model.
    pub to: usize,
    /// Index of the metric.
    pub metric: usize,
    /// The seed.
    pub seed: u64,
}

/// Which lever did it, or why that is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WhichLever {
    /// The difference, taken apart.
    Known(Box<Account>),
    /// Why there is nothing to take apart, as a sentence.
    Unknown(String),
}

impl Stored for WhichLever {}

/// A difference between two models, lever by lever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The scenario's name.
    pub scenario: String,
    /// The first model.
    pub from: String,
    /// The second model.
    pub to: String,
    /// Index of the metric.
    #[serde(with = "metric::by_name")]
    pub metric: usize,
    /// The seed.
    pub seed: u64,
    /// Replications in which the metric exists under every mixture; all numbers are of these.
    pub n: usize,
    /// Replications in all.
    pub of: usize,
    /// Mixtures that were run.
    pub mixtures: usize,
    /// How often the first model and the second were launched, of all replications.
    pub launched: [Launched; 2],
    /// How often the first model was launched with each lever alone switched, in the order of `alone`.
    #[serde(default)]
    pub alone_launched: Vec<Launched>,
    /// A sentence for each late change that comes too late.
    #[serde(default)]
    pub late: Vec<String>,
    /// Whether every replication of every mixture was launched.
    pub complete: bool,
    /// Whether parts are averages over orders; else they are of one order.
    pub averaged: bool,
    /// The mean under the first model, in ticks (see [`TICKS`]); `None` if no replication is left.
    pub start: Option<i64>,
    /// The mean under the second model, in ticks.
    pub end: Option<i64>,
    /// 95 % interval of the whole difference, in the metric's unit.
    pub ci: Option<Interval>,
    /// Where no replication differs under the two models: at most this share does (95 %).
    #[serde(default)]
    pub none_seen: Option<f64>,
    /// Each lever alone.
    pub alone: Vec<Share>,
    /// The parts that add up to the whole difference.
    pub parts: Vec<Share>,
}

/// A lever's part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The lever.
    pub lever: String,
    /// What it does, in plain words.
    #[serde(default)]
    pub words: String,
    /// Its setting in the first model.
    pub before: String,
    /// Its setting in the second model.
    pub after: String,
    /// Its mean, in ticks.
    pub ticks: i64,
    /// Its interval in the metric's unit, simultaneous over the levers; `None` where too few replications
    /// differ.
    pub ci: Option<Interval>,
    /// Where no replication differs: at most this share does (95 %).
    #[serde(default)]
    pub none_seen: Option<f64>,
    /// Through what it works, as far as that is shown.
    #[serde(default)]
    pub through: Vec<Through>,
}

/// What a lever does to a metric through which it works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Through {
    /// Index of the metric.
    #[serde(with = "metric::by_name")]
    pub metric: usize,
    /// The mean difference, in the metric's unit.
    pub mean: f64,
    /// Its interval, simultaneous over levers and metrics.
    pub ci: Interval,
}

impl Account {
    /// What is kept of a decomposition.
    pub fn of(asked: &Asked<'_>, found: &Decomposition) -> Account {
        let name = |model: usize| asked.scenario.models[model].name.clone();
        let model = |model: usize| &asked.scenario.models[model];
        let change = Change::new(&asked.scenario.facts, model(asked.from), model(asked.to));
        let mut late = LateChanges::default();
        for (model, changes) in [asked.from, asked.to].into_iter().zip(&found.changes) {
            late.count(&name(model), changes);
        }
        let shares = |parts: &[Part]| parts.iter().map(|part| share(&change, part)).collect();
        Account {
            scenario: asked.scenario.name.clone(),
            from: name(asked.from),
            to: name(asked.to),
            metric: asked.metric,
            seed: asked.seed,
            n: found.n,
            of: found.of,
            mixtures: found.mixtures,
            launched: found.launched,
            alone_launched: found.alone_launched.clone(),
            late: late.sentences(),
            complete: found.complete,
            averaged: found.parts.first().is_some_and(|part| part.way == Way::Average),
            start: found.start,
            end: found.end,
            ci: found.whole.ci,
            none_seen: found.whole.none_seen(),
            alone: shares(&found.alone),
            parts: shares(&found.parts),
        }
    }

    /// The whole difference in the metric's unit.
    pub fn whole(&self) -> Option<f64> {
        self.start.zip(self.end).map(|(start, end)| (end - start) as f64 / TICKS)
    }

    /// Whether it is a time until a campaign is there, so that less is earlier.
    pub fn is_time(&self) -> bool {
        [metric::CYCLE_TIME, metric::READY_TIME].contains(&self.metric)
    }

    /// The unit in which it is shown.
    pub fn scale(&self) -> Scale {
        Scale::of(self.metric)
    }

    /// How often the two were launched, and the first with each lever alone; `None` if every mixture always was.
    pub fn often(&self) -> Option<String> {
        let [first, second] = self.launched.map(|known| known.count);
        let Account { from, to, of, .. } = self;
        let alone = self.alone.iter().zip(&self.alone_launched);
        let alone = alone.map(|(part, known)| format!("{} {}", part.words, known.count));
        let alone = match alone.collect::<Vec<String>>().join(", ") {
            none if none.is_empty() => none,
            alone => format!("; under {from} with one lever alone: {alone}"),
        };
        (!self.complete).then(|| {
            format!(
                "Not all replications were launched: {first} of {of} under {from}, {second} of {of} under {to}{alone}."
            )
        })
    }

    /// How parts were measured, as the data file says it.
    pub fn way(&self) -> &'static str {
        if self.averaged { Way::Average.name() } else { Way::InOrder.name() }
    }
}

impl Share {
    /// The mean in the metric's unit.
    pub fn mean(&self) -> f64 {
        self.ticks as f64 / TICKS
    }

    /// Whether its interval leaves out zero.
    pub fn is_sure(&self) -> bool {
        self.ci.is_some_and(|ci| !ci.contains(0.0))
    }
}

fn share(change: &Change<'_>, part: &Part) -> Share {
    let (before, after) = change.words(part.lever);
    let Part { lever, ticks, ci, none_seen, .. } = *part;
    let through = |effect: &Effect| {
        let Effect { metric, mean, ci } = *effect;
        Through { metric, mean, ci }
    };
    let through = part.through.iter().map(through).collect();
    let words = change.plain(lever);
    Share { lever: lever.name().to_owned(), words, before, after, ticks, ci, none_seen, through }
}
