//! Why the numbers can be believed: scenarios whose results are known from theory, from arithmetic or
//! from the literature, and the rule by which flowcast passes or fails them.
//!
//! One table ([`theory::theory`], [`published::published`]) is read by the tests and by the example that writes
//! `docs/VALIDATION.md`. Expected values come from formulas, never from a run.

pub mod directions;
pub mod history;
pub mod improve;
pub mod judge;
pub mod measure;
pub mod published;
pub mod steady;
pub mod theory;

use flowcast::plan::{self, Plan};
use flowcast::scenario;
use measure::Value;

/// Something whose value is known.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is, in the words of the field.
    pub name: &'static str,
    /// Which quantity is compared, with its unit.
    pub quantity: &'static str,
    /// Where the expected value comes from.
    pub source: &'static str,
    /// The scenario's path in the repository.
    pub path: &'static str,
    /// The scenario's text.
    pub text: &'static str,
    /// Values of the scenario that this case sets, as `--set` does.
    pub sets: &'static [(&'static str, &'static str)],
    /// The workflow model that is run.
    pub model: &'static str,
    /// What is read off a replication.
    pub value: Value,
    /// What it is divided by to get into the quantity's unit.
    pub unit: f64,
    /// Whether the mean or the variance is compared.
    pub moment: Moment,
    /// The value that it should have.
    pub expected: f64,
    /// Replications from which the number of replications is planned; 1 where nothing is random.
    pub pilot: u32,
    /// Whether it takes minutes in an unoptimised build.
    pub slow: bool,
}

/// Which moment of a value is compared with theory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// The mean.
    Mean,
    /// The variance about a mean that theory gives, so that squared distances to it are independent
    /// and unbiased.
    VarianceAbout(f64),
}

impl Case {
    /// The compiled model, ready to run.
    ///
    /// # Errors
    /// In words, if the scenario is not valid or has no such model.
    pub fn plan(&self) -> Result<Plan, String> {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        let sets: Vec<(String, String)> = self.sets.iter().map(owned).collect();
        let scenario =
            scenario::load(self.path, self.text, &sets).map_err(|found| found.render(false))?;
        let plans = plan::compile_all(&scenario).map_err(|refusals| {
            refusals.iter().map(|refusal| refusal.message.as_str()).collect::<Vec<_>>().join("\n")
        })?;
        let named = |plan: &Plan| plan.model == self.model;
        plans.into_iter().find(named).ok_or_else(|| format!("no model `{}`", self.model))
    }
}
