//! Which lever did it? The difference between two models, lever by lever.
//!
//! Both models are settings of the same levers, so there is a way from one to the other that switches
//! one lever at a time. A lever's effect depends on what was switched before it; so it is measured
//! alone, in an order, and as the average over all orders (Shapley 1953, "A value for n-person games").
//! All mixtures run on common random numbers, so every effect is a mean of paired differences.

mod lever;
mod mix;
mod orders;
mod parts;
mod plain;

pub use crate::model::Lever;
pub use lever::Change;
pub use mix::mixed;
pub use orders::{Coalition, EXACT, Orders};
pub use parts::{Decomposition, Effect, MECHANISM, Part, TICKS, Way};

use super::Stopped;
use crate::analysis::launches::Launched;
use crate::model::{Scenario, WorkflowModel};
use crate::plan;
use crate::study::{self, Late, Progress};
use std::collections::BTreeMap;

/// What is taken apart.
#[derive(Clone, Copy, Debug)]
pub struct Difference<'a> {
    /// The scenario with both models.
    pub scenario: &'a Scenario,
    /// Index of the model to start from.
    pub from: usize,
    /// Index of the model to arrive at.
    pub to: usize,
    /// Index of the metric.
    pub metric: usize,
    /// Replications of every mixture.
    pub replications: u32,
    /// The seed.
    pub seed: u64,
}

/// Every mixture that was run, by coalition.
pub type Runs = BTreeMap<Coalition, Mixture>;

/// A mixture that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    /// The metric in every replication.
    pub values: Vec<Option<f64>>,
    /// Of each of [`MECHANISM`] the values.
    pub through: Vec<Vec<Option<f64>>>,
    /// How often it was launched.
    pub launched: Launched,
    /// How often late changes came, and came too late.
    pub changes: Vec<Late>,
}

impl<'a> Difference<'a> {
    fn models(&self) -> (&'a WorkflowModel, &'a WorkflowModel) {
        (&self.scenario.models[self.from], &self.scenario.models[self.to])
    }

    /// The levers that differ, in their order.
    pub fn levers(&self) -> Vec<Lever> {
        let (from, to) = self.models();
        Change::new(&self.scenario.facts, from, to).levers()
    }

    /// Why the difference cannot be taken apart, if it cannot: a model that switches is two settings of each lever.
    pub fn refusal(&self) -> Option<String> {
        let (from, to) = self.models();
        let switching = [from, to].into_iter().find(|model| model.then.is_some())?;
        Some(format!(
            "\"{}\" switches on the way: it has two settings of each lever",
            switching.name
        ))
    }

    /// Takes the difference apart: each lever alone, then in these orders.
    ///
    /// # Errors
    /// A progress that stops it; a model that switches; a mixture that is no model (a circle made by phases).
    pub fn answer(
        &self,
        levers: &[Lever],
        orders: &Orders,
        progress: &dyn Progress,
    ) -> Result<Decomposition, Stopped> {
        if let Some(why) = self.refusal() {
            return Err(Stopped::Refused(why));
        }
        let mut runs = Runs::new();
        for coalition in orders.coalitions(levers.len()) {
            let mut mixture = self.run(levers, coalition, progress)?;
            // Of averages over orders levers are opened alone: the rest would fill memory.
            if !matches!(orders, Orders::One(_)) && coalition.members(levers.len()).count() > 1 {
                mixture.through = Vec::new();
            }
            runs.insert(coalition, mixture);
        }
        Ok(parts::decomposition(levers, orders, &runs))
    }

    /// One mixture, all replications.
    fn run(
        &self,
        levers: &[Lever],
        coalition: Coalition,
        progress: &dyn Progress,
    ) -> Result<Mixture, Stopped> {
        let (from, to) = self.models();
        let switched: Vec<Lever> = coalition.members(levers.len()).map(|i| levers[i]).collect();
        let model = mixed(&self.scenario.facts, from, to, &switched);
        let scenario = Scenario { models: vec![model], ..self.scenario.clone() };
        let plans = plan::compile_all(&scenario).map_err(|found| refused(&switched, &found))?;
        let study = study::run(&scenario, &plans, self.replications, self.seed, progress)?;
        let runs = &study.models[0];
        Ok(Mixture {
            values: runs.metric(self.metric).collect(),
            through: MECHANISM.iter().map(|metric| runs.metric(*metric).collect()).collect(),
            launched: Launched::of(runs),
            changes: runs.changes.clone(),
        })
    }
}

fn refused(switched: &[Lever], refusals: &[plan::Refusal]) -> Stopped {
    let names: Vec<&str> = switched.iter().map(|lever| lever.name()).collect();
    let why = refusals.first().map_or("", |refusal| refusal.message.as_str());
    Stopped::Refused(format!("with {} switched there is no valid model: {why}", names.join(", ")))
}

#[cfg(test)]
mod tests;
