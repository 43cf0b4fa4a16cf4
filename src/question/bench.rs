//! A scenario in which values can be changed, and how it is run.

use super::Stopped;
use super::sweep::{Range, Vary};
use crate::model::{Figure, Practice, Scenario};
use crate::plan::{self, Plan};
use crate::scenario::{Document, Problems};
use crate::study::{self, Progress, Study};

/// Up to so many levels are all tried before anything runs; beyond, the first and the last.
const TRIED: usize = 200;

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

/// A figure that no path of the file sets, with another value.
#[derive(Clone, Copy, Debug)]
pub enum Adjusted<'a> {
    /// One of a model (by its index).
    Figure(usize, &'a Figure, f64),
    /// One of the practices.
    Practice(Practice, f64),
}

impl Bench {
    /// The models of a scenario, with its settings.
    pub fn of(document: &Document, scenario: &Scenario) -> Bench {
        Bench {
            document: document.clone(),
            models: scenario.models.iter().map(|model| model.name.clone()).collect(),
            baseline: scenario.study.baseline,
            replications: scenario.study.replications,
            seed: scenario.study.seed,
        }
    }

    /// The scenario with these values, all of its models.
    ///
    /// # Errors
    /// Its problems.
    pub fn resolve(&self, sets: &Sets) -> Result<Scenario, Problems> {
        self.document.with_by(sets, "--vary").and_then(|document| document.resolve())
    }

    /// The scenario with these values and the models that are run.
    ///
    /// # Errors
    /// Its problems, in one text.
    pub fn scenario(&self, sets: &Sets) -> Result<Scenario, String> {
        let mut scenario = self.resolve(sets).map_err(|found| found.render(false))?;
        let find = |name: &String| {
            let found = scenario.models.iter().find(|model| model.name == *name);
            found.cloned().ok_or_else(|| format!("the model {name} is gone"))
        };
        scenario.models = self.models.iter().map(find).collect::<Result<_, _>>()?;
        scenario.study.baseline = self.baseline;
        Ok(scenario)
    }

    /// The scenario with these values, compiled.
    ///
    /// # Errors
    /// The problems of the scenario, or of its models, in one text.
    pub fn compile(&self, sets: &Sets) -> Result<(Scenario, Vec<Plan>), String> {
        let scenario = self.scenario(sets)?;
        let plans = compiled(&scenario)?;
        Ok((scenario, plans))
    }

    /// Runs every model with these values.
    ///
    /// # Errors
    /// Values that do not make a scenario; a progress that stops it.
    pub fn study(&self, sets: &Sets, progress: &dyn Progress) -> Result<Study, Stopped> {
        self.adjusted(sets, &[], progress)
    }

    /// Runs every model with these values, and with these figures of the models themselves.
    ///
    /// # Errors
    /// As [`Bench::study`].
    pub fn adjusted(
        &self,
        sets: &Sets,
        figures: &[Adjusted<'_>],
        progress: &dyn Progress,
    ) -> Result<Study, Stopped> {
        let mut scenario = self.scenario(sets).map_err(Stopped::Refused)?;
        for figure in figures {
            match figure {
                Adjusted::Figure(model, figure, value) => {
                    figure.set(&mut scenario.models[*model], *value);
                }
                Adjusted::Practice(practice, value) => {
                    scenario.facts.practices.give(*practice, *value);
                }
            }
        }
        let plans = compiled(&scenario).map_err(Stopped::Refused)?;
        Ok(study::run(&scenario, &plans, self.replications, self.seed, progress)?)
    }

    /// The same with only two models, the first as the baseline.
    pub fn pair(&self, a: usize, b: usize) -> Bench {
        let models = [a, b].map(|model| self.models[model].clone()).into();
        Bench { models, baseline: 0, ..self.clone() }
    }

    /// The same with only one model.
    pub fn only(&self, model: usize) -> Bench {
        Bench { models: vec![self.models[model].clone()], baseline: 0, ..self.clone() }
    }

    /// The same with another number of replications.
    pub fn with_replications(&self, replications: u32) -> Bench {
        Bench { replications, ..self.clone() }
    }

    /// Sees whether each level of a parameter alone makes a scenario: an unknown path lists the nearest ones.
    ///
    /// # Errors
    /// The problems of the first that does not.
    pub fn check(&self, vary: &Vary) -> Result<(), Problems> {
        let level = |level| self.resolve(&[(vary.path.clone(), level)]).map(|_| ());
        tried(vary).into_iter().try_for_each(level)
    }

    /// Whether the file takes nothing but whole numbers at a path.
    pub fn takes_only_whole(&self, path: &str, range: &Range) -> bool {
        let fraction = range.text(range.low + 0.412_5 * (range.high - range.low));
        self.resolve(&[(path.to_owned(), fraction)]).is_err()
    }
}

/// The models of a scenario, compiled.
///
/// # Errors
/// What is wrong with them, in one text.
pub fn compiled(scenario: &Scenario) -> Result<Vec<Plan>, String> {
    plan::compile_all(scenario).map_err(|refusals| {
        let each: Vec<&str> = refusals.iter().map(|found| found.message.as_str()).collect();
        each.join("\n")
    })
}

/// The levels of a parameter that are tried before anything runs.
fn tried(vary: &Vary) -> Vec<String> {
    let ends = vary.range.iter().flat_map(|range| [range.text(range.low), range.text(range.high)]);
    let few = !vary.levels.is_empty() && vary.levels.len() <= TRIED;
    if few { vary.levels.clone() } else { ends.chain(vary.levels.last().cloned()).collect() }
}
