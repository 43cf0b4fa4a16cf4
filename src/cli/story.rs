//! What a page tells beyond numbers: gathered while the plans are at hand, by simulating one
//! replication of each model once more.

use super::load::Loaded;
use flowcast::engine::Simulator;
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan};
use flowcast::report::story::{self, Listener, Story, Told};
use flowcast::report::warnings;
use flowcast::study::Study;
use flowcast::trace::Trace;

/// Gathers the story of a study.
pub fn gather(loaded: &Loaded, study: &Study, stress: bool) -> Story {
    let campaigns = campaigns(loaded, study).unwrap_or_default();
    Story { campaigns, stress, ..of(&loaded.scenario, &loaded.plans) }
}

/// The story of one replication of one model.
pub fn of_trace(loaded: &Loaded, model: usize, replication: u32, trace: &Trace) -> Story {
    let (scenario, plan) = (&loaded.scenario, &loaded.plans[model]);
    let told =
        |number| story::told_whole(&scenario.facts, plan, trace, (replication, number as usize));
    Story {
        warnings: warnings::all(scenario, &loaded.plans[model..=model]),
        models: vec![plan::explain(scenario, model, plan)],
        campaigns: (0..plan.rules.campaigns).map(told).collect(),
        ..of(scenario, &loaded.plans)
    }
}

/// What a scenario says of itself, without any campaign.
pub fn of(scenario: &Scenario, plans: &[Plan]) -> Story {
    let facts = &scenario.facts;
    let models = plans.iter().enumerate();
    Story {
        description: scenario.description.clone(),
        start: facts.start_given.then(|| facts.start.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        warnings: warnings::all(scenario, plans),
        assumptions: scenario.assumptions.clone(),
        shape: story::shape(scenario),
        models: models.map(|(model, plan)| plan::explain(scenario, model, plan)).collect(),
        ..Story::default()
    }
}

/// The typical campaign of each model; `None` if one of them is too large to be kept.
fn campaigns(loaded: &Loaded, study: &Study) -> Option<Vec<Told>> {
    let replications = study.models.iter().map(|runs| story::typical(runs).replication);
    let heard: Vec<(&Plan, u32, Trace)> = loaded
        .plans
        .iter()
        .zip(replications)
        .map(|(plan, replication)| Some((plan, replication, hear(plan, study.seed, replication)?)))
        .collect::<Option<_>>()?;
    let (plan, _, trace) = heard.get(study.baseline)?;
    // The same deliverable under every model: the one that the baseline waited for.
    let follow = story::deliverable_that_launches_last(plan, trace);
    let facts = &loaded.scenario.facts;
    let told = |(plan, replication, trace): &(&Plan, u32, Trace)| {
        story::told(facts, plan, trace, *replication, follow)
    };
    Some(heard.iter().map(told).collect())
}

fn hear(plan: &Plan, seed: u64, replication: u32) -> Option<Trace> {
    let mut listener = Listener::default();
    Simulator::new().observe(plan, seed, replication, &mut listener);
    listener.trace()
}
