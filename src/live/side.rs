//! One of the two sides that are compared: models of a scenario, and their replications so far.

use super::Wish;
use crate::model::Scenario;
use crate::plan::{self, Plan, Refusal};
use crate::scenario::{Document, Problems};
use crate::study::{self, Study, Unwatched};

/// Models of a scenario, and their replications so far.
#[derive(Clone)]
pub struct Side {
    pub scenario: Scenario,
    /// Of all models of the scenario.
    pub plans: Vec<Plan>,
    /// The model that was asked for.
    pub model: usize,
    /// Of those that are run, in the order of the study.
    run: Vec<Plan>,
    pub study: Study,
}

impl Side {
    /// All models of a document, none of them run.
    pub fn of(document: &Document, wish: &Wish) -> Result<Side, Problems> {
        let mut scenario = document.resolve()?;
        scenario.study.seed = wish.seed.unwrap_or(scenario.study.seed);
        let plans = plan::compile_all(&scenario).map_err(|why| refused(document, &why))?;
        let named = |name: &String| {
            let found = scenario.models.iter().position(|model| model.name == *name);
            let help = "the models are those of the file";
            found.ok_or_else(|| {
                let message = format!("there is no model {name:?}");
                Problems::from(document.problem_at("models", &message, help))
            })
        };
        let model = wish.model.as_ref().map(named).transpose()?.unwrap_or(scenario.study.baseline);
        let study = Study::empty(&scenario, &plans, scenario.study.seed);
        Ok(Side { run: plans.clone(), model, scenario, plans, study })
    }

    /// Only the model that was asked for.
    pub fn of_one(&self) -> Side {
        self.only(vec![self.model])
    }

    /// All models but that one.
    pub fn others(&self) -> Side {
        self.only((0..self.plans.len()).filter(|model| *model != self.model).collect())
    }

    fn only(&self, models: Vec<usize>) -> Side {
        let run: Vec<Plan> = models.iter().map(|model| self.plans[*model].clone()).collect();
        let study = Study::empty(&self.scenario, &run, self.scenario.study.seed);
        Side { study, run, ..self.clone() }
    }

    /// Runs up to so many replications of each model that is run.
    pub fn extend(&mut self, until: u32) -> Result<(), study::Stopped> {
        study::extend(&mut self.study, &self.run, until, &Unwatched)
    }

    /// The plan of the model that was asked for.
    pub fn plan(&self) -> &Plan {
        &self.plans[self.model]
    }
}

/// What the compiler of plans refuses, as problems of a document.
pub fn refused(document: &Document, refusals: &[Refusal]) -> Problems {
    let problem = |found: &Refusal| document.problem_at(&found.path, &found.message, &found.help);
    let joined = Problems::joined(refusals.iter().map(|found| problem(found).into()));
    joined.unwrap_or_else(|| document.problem_at("models", "the models cannot be run", "").into())
}
