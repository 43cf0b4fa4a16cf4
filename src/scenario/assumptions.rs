//! What moves results although the file does not say it: defaults and figures of presets, in words.

use super::context::Context;
use super::resolve_world::{HandoffTable, IMPACT, SENSITIVITY};
use super::units::{ELAPSED, WORKING, text};
use crate::model::{
    Facts, HandoffRule, Practice, PracticeFigure, Source, Start, StreamId, WorkflowModel,
};

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
    list.extend(of_practices(facts, models));
    for model in models {
        for (setting, which) in model.settings().zip(["", ", then"]) {
            let line = |line: String| format!("{}{which}: {line}", model.name);
            list.extend(of_model(setting).into_iter().map(line));
        }
    }
    list
}

/// Figures of practices that some model pays or gets, and that the file leaves at a default that does something.
fn of_practices(facts: &Facts, models: &[WorkflowModel]) -> Vec<String> {
    let used: Vec<Practice> =
        models.iter().flat_map(|model| model.practices_in_all(facts)).collect();
    let assumed = |practice: &&Practice| {
        used.contains(practice)
            && !facts.practices.is_given(**practice)
            && facts.practices.get(**practice) != 0.0
            && **practice != Practice::Scale
    };
    let figures = Practice::ALL.iter().filter(assumed).map(|practice| practice.figure());
    let one = |figure: &PracticeFigure| {
        format!("{} {}{}", figure.path, figure.default, figure.kind.unit())
    };
    let all: Vec<String> = figures.map(one).collect();
    let line = || format!("practices: {} (defaults, assumptions)", all.join(", "));
    (!all.is_empty()).then(line).into_iter().collect()
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
    let required = models.iter().flat_map(WorkflowModel::settings).map(|model| {
        let derived = || if model.pays { 1.0 } else { 0.0 };
        model.maturity_required.unwrap_or_else(derived)
    });
    let required = required.fold(0.0, f64::max);
    facts.teams.iter().any(|team| team.person.maturity < required)
}

/// Figures that a model takes from its preset or from the format's defaults.
fn of_model(model: &WorkflowModel) -> Vec<String> {
    let preset = |path: &str| model.origin(path) == Source::Preset;
    let mut list: Vec<String> = model.handoffs.iter().flat_map(of_rule).collect();
    for sync in &model.syncs {
        let of_preset = |key: &str| preset(&format!("syncs.{}.{key}", sync.name));
        let every = of_preset("every").then(|| format!("every {}", text(sync.every.0, ELAPSED)));
        let length = of_preset("length").then(|| format!("{} long", text(sync.length.0, WORKING)));
        let parts: Vec<String> = every.into_iter().chain(length).collect();
        if !parts.is_empty() {
            list.push(format!("sync {} {}", sync.name, parts.join(", ")));
        }
    }
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
