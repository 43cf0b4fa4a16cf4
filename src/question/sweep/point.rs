//! Running one point, and what is kept of it.

use crate::analysis::launches::{Ahead, Decided, Launched, by_launches, contest, launches};
use crate::analysis::{self, Difference, Estimate};
use crate::metric::{self, METRICS};
use crate::model::Scenario;
use crate::plan::{self, Plan};
use crate::question::Stopped;
use crate::record::Status;
use crate::scenario::Document;
use crate::stats::{self, Interval};
use crate::study::{self, Late, Progress, Study};
use serde::{Deserialize, Serialize};

/// A scenario in which values can be changed, and how it is run.
#[derive(Clone, Debug)]
pub struct Bench {
    /// The scenario's text, parsed.
    pub document: Document,
    /// Names of the models that are run, in order.
    pub models: Vec<String>,
    /// The model that the others are compared with: an index into `models`.
    pub baseline: usize,
    /// Replications of every model.
    pub replications: u32,
    /// The seed of all draws: the same at every point.
    pub seed: u64,
}

/// Values set by path.
pub type Sets = [(String, String)];

impl Bench {
    /// The scenario with these values, compiled.
    ///
    /// # Errors
    /// The problems of the scenario, or of its models, in one text.
    pub fn compile(&self, sets: &Sets) -> Result<(Scenario, Vec<Plan>), String> {
        let changed = self.document.with(sets).map_err(|found| found.render(false))?;
        let mut scenario = changed.resolve().map_err(|found| found.render(false))?;
        let find = |name: &String| {
            let found = scenario.models.iter().find(|model| model.name == *name);
            found.cloned().ok_or_else(|| format!("the model {name} is gone"))
        };
        scenario.models = self.models.iter().map(find).collect::<Result<_, _>>()?;
        scenario.study.baseline = self.baseline;
        let plans = plan::compile_all(&scenario).map_err(|refusals| {
            let each: Vec<&str> = refusals.iter().map(|found| found.message.as_str()).collect();
            each.join("\n")
        })?;
        Ok((scenario, plans))
    }

    /// Runs every model with these values.
    ///
    /// # Errors
    /// Values that do not make a scenario; a progress that stops it.
    pub fn study(&self, sets: &Sets, progress: &dyn Progress) -> Result<Study, Stopped> {
        let (scenario, plans) = self.compile(sets).map_err(Stopped::Refused)?;
        Ok(study::run(&scenario, &plans, self.replications, self.seed, progress)?)
    }

    /// The same with only two models, the first as the baseline.
    pub fn pair(&self, a: usize, b: usize) -> Bench {
        let models = [a, b].map(|model| self.models[model].clone()).into();
        Bench { models, baseline: 0, ..self.clone() }
    }

    /// The same with another number of replications.
    pub fn with_replications(&self, replications: u32) -> Bench {
        Bench { replications, ..self.clone() }
    }
}

/// A point that was run, or could not be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// The point's id.
    pub id: String,
    /// The hash of the sweep's identity: a point of another sweep is never taken for one of this.
    pub sweep: String,
    /// SHA-256 of the file of its replications, where these are kept.
    pub raw_sha256: Option<String>,
    /// Why it could not be run.
    pub failed: Option<String>,
    /// What is known of each model.
    pub models: Vec<ModelPoint>,
    /// The cycle time of every pair of models, compared.
    pub pairs: Vec<Pair>,
}

/// A model at a point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelPoint {
    /// Replications that were launched.
    pub launched: usize,
    /// Replications in all.
    pub of: usize,
    /// How often late changes came, and came too late.
    #[serde(default)]
    pub changes: Vec<Late>,
    /// One entry a metric.
    pub estimates: Vec<Estimate>,
    /// One entry a metric; none for the baseline.
    pub differences: Vec<Difference>,
}

/// Two models at a point: the second less the first, in hours of cycle time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Index of the first.
    pub a: usize,
    /// Index of the second.
    pub b: usize,
    /// How they stand to each other.
    pub standing: Standing,
}

/// How two models stand to each other in one metric, by the rule for what was not launched
/// ([`crate::analysis::launches`]).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Pairs of replications in which both have a value.
    pub n: usize,
    /// Their mean difference, the second less the first.
    pub mean: Option<f64>,
    /// Its 95 % interval, for this pair of models alone.
    pub ci: Option<Interval>,
    /// Which is ahead.
    pub ahead: Ahead,
    /// What decides that.
    pub decided: Decided,
    /// Whether that is shown.
    pub shown: bool,
    /// Whether they are equal in every replication.
    pub equal: bool,
    /// How often each was launched.
    pub launched: [Launched; 2],
}

impl Finished {
    /// What is kept of a study.
    pub fn of(id: &str, study: &Study) -> Finished {
        let by_metric: Vec<Vec<Difference>> =
            (0..METRICS.len()).map(|metric| analysis::differences(study, metric)).collect();
        let model = |model: usize| ModelPoint {
            launched: study.models[model].count(Status::Launched),
            of: study.models[model].len(),
            changes: study.models[model].changes.clone(),
            estimates: (0..METRICS.len()).map(|m| analysis::estimate(study, model, m)).collect(),
            differences: by_metric
                .iter()
                .filter_map(|found| found.iter().find(|found| found.model == model).cloned())
                .collect(),
        };
        let count = study.models.len();
        Finished {
            id: id.to_owned(),
            sweep: String::new(),
            raw_sha256: None,
            failed: None,
            models: (0..count).map(model).collect(),
            pairs: (0..count)
                .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
                .map(|(a, b)| pair(study, a, b))
                .collect(),
        }
    }

    /// A point that could not be run.
    pub fn failed(id: &str, why: String) -> Finished {
        Finished {
            id: id.to_owned(),
            sweep: String::new(),
            raw_sha256: None,
            failed: Some(why),
            models: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// Whether it ran and every replication of every model was launched.
    pub fn is_complete(&self) -> bool {
        self.failed.is_none() && self.models.iter().all(|model| model.launched == model.of)
    }
}

fn pair(study: &Study, a: usize, b: usize) -> Pair {
    let metric = metric::CYCLE_TIME;
    Pair { a, b, standing: compare(study, a, b, metric) }
}

/// Two models in one metric, paired: the second less the first.
pub fn compare(study: &Study, a: usize, b: usize, metric: usize) -> Standing {
    let (first, second) = (&study.models[a], &study.models[b]);
    let both = || second.metric(metric).zip(first.metric(metric));
    let pairs: Vec<(f64, f64)> = both().filter_map(|(b, a)| Some((b?, a?))).collect();
    let found = stats::paired(&pairs, 1);
    let launched = [first, second].map(Launched::of);
    let contest = contest(first, second, metric, 1);
    let enough = by_launches(&launches(first), &launches(second), None);
    let ahead = enough.or(|| contest.ahead);
    Standing {
        n: found.n,
        mean: found.mean,
        ci: found.ci,
        ahead,
        decided: if enough == Ahead::Neither { contest.decided } else { Decided::Launches },
        // Where neither is launched in 95 %, only a shown difference in launches comes before the mean.
        shown: contest.shown && contest.ahead == ahead
            || enough != Ahead::Neither && launched.iter().all(|launched| !launched.enough()),
        equal: found.none_differ() && both().all(|(b, a)| b.is_some() == a.is_some()),
        launched,
    }
}
