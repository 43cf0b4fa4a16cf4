//! `--what-if KEY=VALUE`: the baseline once more, with another fact.

use super::load::{Loaded, refusals, refused};
use crate::cli::options::Assignment;
use flowcast::error::Error;
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan};

/// Tables that are no facts.
const NO_FACTS: [&str; 2] = ["models", "study"];

/// Adds a model for each what-if behind the others; the baseline stays.
///
/// # Errors
/// One that is no fact, makes no scenario, stands there twice, or changes what all models of a comparison share.
pub fn add(loaded: &mut Loaded, wanted: &[Assignment]) -> Result<(), Error> {
    for (place, set) in wanted.iter().enumerate() {
        // What is rendered says itself where it stands.
        let named = |error: Error| match error {
            Error::Usage(why) => {
                Error::Usage(format!("--what-if {}={}: {why}", set.key, set.value))
            }
            other => other,
        };
        if wanted[..place].contains(set) {
            return Err(named(Error::Usage("it stands there twice".to_owned())));
        }
        let (scenario, plan) = variant(loaded, set).map_err(named)?;
        loaded.beside(scenario, plan);
    }
    Ok(())
}

/// The scenario with another fact, and the baseline in it, under a name that says so.
fn variant(loaded: &Loaded, set: &Assignment) -> Result<(Scenario, Plan), Error> {
    let first = set.key.split(['.', '[']).next().unwrap_or_default();
    if NO_FACTS.contains(&first) {
        let why = format!("`{first}` is no fact; add a model to the file, or use --set");
        return Err(Error::Usage(why));
    }
    let document = loaded.document.with_by(&[(set.key.clone(), set.value.clone())], "--what-if");
    let document = document.map_err(|found| refused(&found))?;
    let mut scenario = document.resolve().map_err(|found| refused(&found))?;
    let base = &loaded.scenario.models[loaded.scenario.study.baseline];
    scenario.models.retain(|model| model.name == base.name);
    scenario.study.baseline = 0;
    for model in &mut scenario.models {
        model.name = format!("{} with {}={}", base.name, set.key, set.value);
    }
    let plans = plan::compile_all(&scenario).map_err(|found| refusals(&document, &found))?;
    let shared = shared(&loaded.scenario, &scenario);
    match (shared, plans.into_iter().next()) {
        (None, Some(plan)) => Ok((scenario, plan)),
        (what, _) => Err(Error::Usage(no_variant(what.unwrap_or("the baseline"), set))),
    }
}

/// What to do instead, where a variant changes what all models of a comparison share.
fn no_variant(what: &str, Assignment { key, value }: &Assignment) -> String {
    let also = if key == "deadline" || key == "launch.at" {
        format!(
            "; from which {key} on the goal is reached, says `flowcast breakeven SCENARIO --vary {key}=LOW..HIGH \
             --goal \"ready >= 85 %\"` (times after the start), and the slack of a comparison says how much a date \
             leaves"
        )
    } else {
        format!("; `flowcast sweep SCENARIO --vary {key}=...` runs several values")
    };
    format!(
        "it changes {what}, which all models of a comparison share: run it on its own with --set {key}={value}{also}"
    )
}

/// What a study says once for all of its models, where a variant says something else.
fn shared(base: &Scenario, variant: &Scenario) -> Option<&'static str> {
    let (a, b) = (&base.facts, &variant.facts);
    let teams = |scenario: &Scenario| -> Vec<String> {
        scenario.facts.teams.iter().map(|team| team.name.clone()).collect()
    };
    let same = [
        (a.start == b.start, "the start"),
        (a.launch.map(|launch| launch.at) == b.launch.map(|launch| launch.at), "the launch date"),
        (a.launch == b.launch, "when launches are possible"),
        (a.deadline == b.deadline, "the deadline"),
        (a.horizon == b.horizon, "the horizon"),
        (a.live == b.live, "live time"),
        (base.name == variant.name, "the name"),
        (teams(base) == teams(variant), "the teams"),
    ];
    same.into_iter().find(|(same, _)| !same).map(|(_, what)| what)
}
