//! What a page tells beyond numbers: gathered while the plans are at hand, by simulating one
//! replication of each model once more.

use super::session::load::Loaded;
use flowcast::engine::Simulator;
use flowcast::model::Scenario;
use flowcast::plan::{self, Plan};
use flowcast::report::story::{self, Listener, Story, Told};
use flowcast::report::trace::TOLD;
use flowcast::report::warnings;
use flowcast::study::Study;
use flowcast::trace::Trace;
use rayon::prelude::*;

/// Gathers the story of a study.
pub fn gather(loaded: &Loaded, study: &Study, stress: bool) -> Story {
    let campaigns = campaigns(loaded, study).unwrap_or_default();
    // The facts of the file are not those of what-ifs.
    let (plans, beside) = loaded.plans.split_at(loaded.plans.len() - loaded.beside.len());
    let mut story = Story { campaigns, stress, ..of(&loaded.scenario, plans) };
    let explained = loaded.beside.iter().zip(beside);
    story.models.extend(explained.map(|(scenario, plan)| plan::explain(scenario, 0, plan)));
    story
}

/// The story of one replication of one model.
pub fn of_trace(loaded: &Loaded, model: usize, replication: u32, trace: &Trace) -> Story {
    let (scenario, plan) = (&loaded.scenario, &loaded.plans[model]);
    let told = |number| story::told_whole(&scenario.facts, plan, trace, (replication, number));
    let campaigns = (plan.rules.campaigns as usize).min(TOLD);
    Story {
        warnings: warnings::all(scenario, &loaded.plans[model..=model]),
        models: vec![plan::explain(scenario, model, plan)],
        campaigns: (0..campaigns).map(told).collect(),
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

/// One replication under each model, with the deliverable that was done last there; `None` if a campaign is
/// too large to be kept.
fn campaigns(loaded: &Loaded, study: &Study) -> Option<Vec<Told>> {
    let replication = story::typical(study);
    let told = |plan: &Plan| {
        let trace = hear(plan, study.seed, replication)?;
        let last = story::deliverable_that_launches_last(plan, &trace);
        Some(story::told(&loaded.scenario.facts, plan, &trace, replication, last))
    };
    loaded.plans.par_iter().map(told).collect()
}

fn hear(plan: &Plan, seed: u64, replication: u32) -> Option<Trace> {
    let mut listener = Listener::default();
    Simulator::new().observe(plan, seed, replication, &mut listener);
    listener.trace()
}
