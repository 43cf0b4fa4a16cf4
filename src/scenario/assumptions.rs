//! What moves results although the file does not say it: defaults and figures of presets, in words.

use super::context::Context;
use super::resolve_world::{HandoffTable, IMPACT, SENSITIVITY};
use super::units::{ELAPSED, WORKING, text};
use crate::model::{Facts, HandoffRule, Source, Start, StreamId, WorkflowModel};

/// All assumptions, in a fixed order: facts first, then model by model.
pub fn assumptions(
    context: &Context<'_>,
    facts: &Facts,
    handoffs: &HandoffTable,
    models: &[WorkflowModel],
) -> Vec<String> {
    let pairs = pairs(context, facts);
    let mut list = Vec::new();
    if pairs.iter().any(|pair| !handoffs.sensitivity_given[*pair]) {
        list.push(format!("sensitivity {SENSITIVITY} (default, an assumption)"));
    }
    if pairs.iter().any(|pair| !handoffs.impact_given[*pair]) {
        list.push(format!("impact {IMPACT} (default, an assumption)"));
    }
    if context.file.penalty.is_absent() && has_gap(facts, models) {
        list.push(format!("penalty {} (default, an assumption)", facts.penalty));
    }
    let fatigue = facts.fatigue.per_rework > 0.0 || facts.fatigue.per_sync > 0.0;
    if fatigue && context.file.fatigue.value().is_some_and(|table| table.half_life.is_absent()) {
        list.push("fatigue.half_life 1w (default, an assumption)".to_owned());
    }
    for model in models {
        for (setting, which) in model.settings().zip(["", ", then"]) {
            let line = |line: String| format!("{}{which}: {line}", model.name);
            list.extend(of_model(setting).into_iter().map(line));
        }
    }
    list
}

/// The pairs of streams that a handoff can join: needs, also over skipped streams, and dependencies.
fn pairs(context: &Context<'_>, facts: &Facts) -> Vec<usize> {
    let count = facts.streams.len();
    let skips = facts.deliverables.iter().any(|deliverable| !deliverable.skip.is_empty());
    let givers = |stream: StreamId| -> Vec<StreamId> {
        if !skips {
            return facts.streams[stream].needs.clone();
        }
        let before = context.ancestors(stream).into_iter().enumerate();
        before.filter(|(_, before)| *before).map(|(giver, _)| giver).collect()
    };
    let needs = (0..count)
        .flat_map(|stream| givers(stream).into_iter().map(move |giver| giver * count + stream));
    let dependencies =
        facts.dependencies.iter().map(|dependency| dependency.from.1 * count + dependency.to.1);
    needs.chain(dependencies).collect()
}

/// Whether some team falls short of the maturity that some model requires.
fn has_gap(facts: &Facts, models: &[WorkflowModel]) -> bool {
    let settings = models.iter().flat_map(WorkflowModel::settings);
    let required = settings.map(|model| model.maturity_required).fold(0.0, f64::max);
    facts.teams.iter().any(|team| team.maturity < required)
}

/// Figures that a model takes from its preset or from the format's defaults.
fn of_model(model: &WorkflowModel) -> Vec<String> {
    let preset = |path: &str| model.origin(path) == Source::Preset;
    let mut list: Vec<String> = model.handoffs.iter().flat_map(of_rule).collect();
    if preset("syncs") {
        list.extend(model.syncs.iter().map(|sync| {
            let (every, length) = (text(sync.every.0, ELAPSED), text(sync.length.0, WORKING));
            format!("sync {} every {every}, {length} long, detect {}", sync.name, sync.detect)
        }));
    }
    let mut figure = |path: &str, value: String| {
        if preset(path) {
            list.push(format!("{path} {value}"));
        }
    };
    figure("coordination.per_link", model.coordination.per_link.to_string());
    figure("coordination.per_person", model.coordination.per_person.to_string());
    if let Some(feedback) = &model.feedback {
        figure("feedback.detect", feedback.detect.to_string());
        figure("feedback.delay", text(feedback.delay.0, ELAPSED));
    }
    figure("maturity_required", model.maturity_required.to_string());
    let mut list: Vec<String> =
        list.into_iter().map(|line| format!("{line} (preset, an assumption)")).collect();
    list.extend(of_broker(model));
    list
}

fn of_rule(rule: &HandoffRule) -> Vec<String> {
    if !matches!(rule.source, Source::Preset | Source::PresetRow(_)) {
        return Vec::new();
    }
    let early = match rule.start {
        Some(Start::Early(share)) => Some(format!("start early({share})")),
        _ => None,
    };
    let factor = rule.latency_factor.filter(|factor| *factor != 1.0);
    early.into_iter().chain(factor.map(|factor| format!("latency_factor {factor}"))).collect()
}

fn of_broker(model: &WorkflowModel) -> Vec<String> {
    let Some(broker) = &model.broker else { return Vec::new() };
    let mut list = Vec::new();
    if model.origin("broker.effort") == Source::Default {
        list.push("broker.effort 20m (default, an assumption)".to_owned());
    }
    if model.origin("broker.detect") == Source::Default {
        list.push(format!("broker.detect {} (default, an assumption)", broker.detect));
    }
    list
}
