//! The figures that models assume: their levers' numbers, each with a range.
//!
//! A model may have meetings and rows of handoffs from its preset only. Levers replace a preset's
//! `syncs` as a whole, and its rows as far as they speak of the same lever; so before one figure in
//! them can be varied, [`spelled`] writes them into the model as they are.

use super::factor::{Factor, Value};
use crate::model::{
    Facts, HandoffRule, Scenario, Source, Start, StreamSet, Sync, Via, Word, WorkflowModel, written,
};
use crate::scenario::Document;
use crate::text;

/// What has to be set so that every figure of two models stands in the document; nothing that a run
/// gives changes by it.
pub fn spelled(
    document: &Document,
    scenario: &Scenario,
    models: [usize; 2],
) -> Vec<(String, String)> {
    let mut sets: Vec<(String, String)> = Vec::new();
    for model in distinct(models).map(|model| &scenario.models[model]) {
        let wanted = [syncs_in_full(scenario, model), rows_in_full(scenario, model)];
        for set in wanted.into_iter().flatten() {
            // What cannot be written is not varied.
            if document.with(std::slice::from_ref(&set)).and_then(|d| d.resolve()).is_ok() {
                sets.push(set);
            }
        }
    }
    sets
}

/// The figures of two models, as factors; those of a preset's syncs and rows are there once
/// [`spelled`] was applied and the scenario resolved again.
pub fn levers(scenario: &Scenario, models: [usize; 2], part: f64) -> Vec<Factor> {
    let figures = distinct(models)
        .flat_map(|model| model_figures(&scenario.models[model]))
        .collect::<Vec<_>>();
    let varies = |value: &Value| value.numbers.iter().any(|number| *number != 0.0);
    let factor = |value: Value| Factor::scaled(value.path.clone(), vec![value], part);
    figures.into_iter().filter(varies).map(factor).collect()
}

fn distinct([first, second]: [usize; 2]) -> impl Iterator<Item = usize> {
    [Some(first), Some(second).filter(|second| *second != first)].into_iter().flatten()
}

fn path(model: &WorkflowModel, lever: &str) -> String {
    format!("models.{:?}.{lever}", model.name)
}

fn figure(path: String, number: f64, unit: &str) -> Value {
    Value { path, numbers: vec![number], unit: unit.to_owned(), around: None }
}

fn model_figures(model: &WorkflowModel) -> Vec<Value> {
    let of = |lever: &str, number: f64| figure(path(model, lever), number, "");
    let mut all = vec![
        of("coordination.per_link", model.coordination.per_link),
        of("coordination.per_person", model.coordination.per_person),
        of("maturity_required", model.maturity_required),
    ];
    if let Some(feedback) = model.feedback {
        all.push(of("feedback.detect", feedback.detect));
        all.push(figure(path(model, "feedback.delay"), feedback.delay.hours(), "h"));
    }
    // Syncs of a preset cannot be reached by a path.
    if model.origin("syncs") == Source::Model {
        all.extend(model.syncs.iter().flat_map(|sync| sync_figures(model, sync)));
    }
    all.extend(handoff_figures(model));
    all
}

fn sync_figures(model: &WorkflowModel, sync: &Sync) -> [Value; 3] {
    let bare = sync.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    let name = if bare { sync.name.clone() } else { format!("{:?}", sync.name) };
    let at = |key: &str| path(model, &format!("syncs.{name}.{key}"));
    [
        figure(at("every"), sync.every.hours(), "h"),
        figure(at("length"), sync.length.hours(), "h"),
        figure(at("detect"), sync.detect, ""),
    ]
}

/// `latency_factor` and `start` of the model as a whole, then of its rows.
fn handoff_figures(model: &WorkflowModel) -> Vec<Value> {
    let general = |rule: &&HandoffRule| matches!(rule.source, Source::Preset | Source::Model);
    let rules = || model.handoffs.iter().rev().filter(general);
    let mut all = Vec::new();
    if let Some(factor) = rules().find_map(|rule| rule.latency_factor)
        && is_free(model, |rule| rule.latency_factor)
    {
        all.push(figure(path(model, "latency_factor"), factor, ""));
    }
    if let Some(start) = rules().find_map(|rule| rule.start)
        && is_free(model, |rule| rule.start)
    {
        all.extend(early(path(model, "start"), start));
    }
    for rule in &model.handoffs {
        let Source::ModelRow(row) = rule.source else { continue };
        let at = |key: &str| path(model, &format!("handoffs[{row}].{key}"));
        all.extend(rule.latency_factor.map(|factor| figure(at("latency_factor"), factor, "")));
        all.extend(rule.start.and_then(|start| early(at("start"), start)));
    }
    all
}

/// Whether a lever can be set for all handoffs: that undoes what a preset's rows say of it, so rows of
/// the model have to say the same again.
fn is_free<T: PartialEq>(model: &WorkflowModel, lever: impl Fn(&HandoffRule) -> Option<T>) -> bool {
    let own = || model.handoffs.iter().filter(|rule| matches!(rule.source, Source::ModelRow(_)));
    let again = |rule: &HandoffRule| {
        own().any(|row| (row.from, row.to) == (rule.from, rule.to) && lever(row) == lever(rule))
    };
    let mut rows = model.handoffs.iter().filter(|rule| is_preset_row(rule));
    rows.all(|rule| lever(rule).is_none() || again(rule))
}

fn is_preset_row(rule: &HandoffRule) -> bool {
    matches!(rule.source, Source::PresetRow(_))
}

fn early(path: String, start: Start) -> Option<Value> {
    let Start::Early(share) = start else { return None };
    Some(Value { around: Some(("early(", ")")), ..figure(path, share, "") })
}

/// The model's meetings as TOML, where they are its preset's.
fn syncs_in_full(scenario: &Scenario, model: &WorkflowModel) -> Option<(String, String)> {
    if model.syncs.is_empty() || model.origin("syncs") == Source::Model {
        return None;
    }
    let hours = |hours: f64| text::number(hours).unwrap_or_default();
    let table = |sync: &Sync| {
        let attend = sync.attend.iter().map(|team| toml(&scenario.facts.teams[*team].name));
        format!(
            "{{ name = {}, every = \"{}h\", length = \"{}h\", attend = [{}], detect = {} }}",
            toml(&sync.name),
            hours(sync.every.hours()),
            hours(sync.length.hours()),
            attend.collect::<Vec<_>>().join(", "),
            hours(sync.detect),
        )
    };
    let tables: Vec<String> = model.syncs.iter().map(table).collect();
    Some((path(model, "syncs"), format!("[{}]", tables.join(", "))))
}

/// The rows of handoffs as TOML: what the preset's say of figures, then the model's own; nothing where
/// the preset's say nothing of figures.
fn rows_in_full(scenario: &Scenario, model: &WorkflowModel) -> Option<(String, String)> {
    let figures = |rule: &&HandoffRule| {
        is_preset_row(rule) && (rule.start.is_some() || rule.latency_factor.is_some())
    };
    model.handoffs.iter().find(figures)?;
    let only_figures =
        |rule: &HandoffRule| HandoffRule { release: None, via: None, visibility: None, ..*rule };
    let own = model.handoffs.iter().filter(|rule| matches!(rule.source, Source::ModelRow(_)));
    let rules: Vec<HandoffRule> =
        model.handoffs.iter().filter(figures).map(only_figures).chain(own.cloned()).collect();
    let rows: Vec<String> =
        rules.iter().map(|rule| row(&scenario.facts, &model.syncs, rule)).collect();
    Some((path(model, "handoffs"), format!("[{}]", rows.join(", "))))
}

fn row(facts: &Facts, syncs: &[Sync], rule: &HandoffRule) -> String {
    let release = rule.release.map(|release| written(release, syncs));
    let visibility = rule.visibility.map(|visibility| written(visibility, syncs));
    let via = rule.via.map(|via| match via {
        Via::Direct => "none".to_owned(),
        Via::Team(team) => facts.teams[team].name.clone(),
    });
    let start = rule.start.map(Start::written);
    let words = [
        ("from", streams(facts, rule.from)),
        ("to", streams(facts, rule.to)),
        ("start", start),
        ("release", release),
        ("via", via),
        ("visibility", visibility),
    ];
    let words = words.into_iter().filter_map(|(key, word)| Some((key, toml(&word?))));
    let factor = rule.latency_factor.and_then(text::number);
    let all = words.chain(factor.map(|factor| ("latency_factor", factor)));
    let all: Vec<String> = all.map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", all.join(", "))
}

fn streams(facts: &Facts, set: StreamSet) -> Option<String> {
    match set {
        StreamSet::Any => None,
        StreamSet::One(stream) => Some(facts.streams[stream].name.clone()),
        set => Some(set.word().to_owned()),
    }
}

/// A name as a basic string of TOML; names hold no control characters.
fn toml(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
