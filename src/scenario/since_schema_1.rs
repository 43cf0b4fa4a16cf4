//! What schema 2 changed about keys of a file of schema 1 that mean something else beside other keys only.

use super::context::Context;
use super::read::{At, Notes};
use super::wire::Model;
use crate::model::SyncOr;

/// Notes what is different about the models of a file of schema 1.
pub fn note(context: &Context<'_>, notes: &mut Notes) {
    for model in context.file.models.items() {
        shared_context(context, &model.value, notes);
        releases(context, &model.value, notes);
        preset(&model.value, notes);
        detects(&model.value, notes);
    }
}

/// Whoever shares the context drifts less; before, not at all. Without a preset nothing has a price or an effect.
fn shared_context(context: &Context<'_>, model: &Model, notes: &mut Notes) {
    let rework = context.file.rework.value();
    let drifts = rework.and_then(|rework| rework.drift.value()).is_some_and(|drift| *drift > 0.0);
    let shared = model.shared_context.given().filter(|shared| shared.value);
    if let Some(shared) = shared.filter(|_| drifts && !model.preset.is_absent()) {
        let what = "`shared_context`: drift goes on at 0.3 of its rate (practices.shared.drift); before, it stopped";
        notes.changed.push((shared.at, what.to_owned()));
    }
}

/// Nobody waits for a meeting with himself.
fn releases(context: &Context<'_>, model: &Model, notes: &mut Notes) {
    let team = |stream: usize| context.stream_items()[stream].value.team.value();
    let within = |(to, needs): (usize, &Vec<usize>)| {
        needs.iter().any(|from| team(*from).is_some() && team(*from) == team(to))
    };
    if !context.needs.iter().enumerate().any(within) {
        return;
    }
    let rows = model.handoffs.items().iter().map(|row| &row.value.release);
    for release in [&model.release].into_iter().chain(rows).filter_map(|release| release.given()) {
        if matches!(release.value, SyncOr::Sync(_)) {
            let what = "`release`: what a team hands to itself leaves at once; before, it waited for the sync";
            notes.changed.push((release.at, what.to_owned()));
        }
    }
}

/// What presets had of their own before practices had prices and effects.
const FIGURES: [(&str, &str); 6] = [
    ("sequential-cascade", "per_person 0.001, maturity_required 0.2"),
    (
        "parallel-synchronization",
        "per_link 0.01, per_person 0.002, maturity_required 0.5, detect 0.3",
    ),
    (
        "adaptive-mesh",
        "per_link 0.04, per_person 0.005, maturity_required 0.8, latency_factor 0.25, feedback 0.6",
    ),
    ("hub-and-spoke", "per_link 0.01, per_person 0.002, maturity_required 0.5, visibility live"),
    (
        "agile-sprints",
        "per_link 0.03, per_person 0.005, maturity_required 0.7, latency_factor 0.5, feedback 0.3, detect 0.1 and 0.4",
    ),
    ("hybrid-flow", "per_link 0.02, per_person 0.003, maturity_required 0.6, detect 0.2"),
];

fn preset(model: &Model, notes: &mut Notes) {
    let Some(preset) = model.preset.given() else { return };
    let Some((name, figures)) = FIGURES.iter().find(|(name, _)| *name == preset.value) else {
        return;
    };
    let what = format!(
        "`preset`: what {name} costs and brings follows from what it does (docs/PRACTICES.md); before, it had figures \
         of its own: {figures}"
    );
    notes.changed.push((preset.at, what));
    if *name == "hybrid-flow" {
        let what = "`preset`: hybrid-flow finishes first what exists once (`once = true`) and lets all else flow; \
                    before, whole streams were phases";
        notes.changed.push((preset.at, what.to_owned()));
    }
}

fn detects(model: &Model, notes: &mut Notes) {
    let detects = |sync: &At<super::wire::Sync>| sync.value.detect.given().map(|detect| detect.at);
    for at in model.syncs.items().iter().filter_map(detects) {
        let what = "`detect`: a sync looks anew at every occurrence; before, once at each finish";
        notes.changed.push((at, what.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario;

    const FILE: &str = r#"schema = 1
name = "old"
rework = { fix = 0.3, drift = 0.001 }
teams = { a = { people = 2 } }
streams = [
  { name = "make", team = "a", effort = "8h" },
  { name = "polish", team = "a", needs = ["make"], effort = "1h" },
]
deliverables = [{ name = "p", count = 4 }]
[[models]]
name = "sh"
preset = "adaptive-mesh"
shared_context = true
release = "sync w"
syncs = [{ name = "w", every = "1w", length = "1h", detect = 0.3 }]
[[models]]
name = "hf"
preset = "hybrid-flow"
"#;

    #[test]
    fn models_that_nobody_wrote_are_not_told_of() {
        let bare = FILE.split("[[models]]").next().unwrap_or_default();
        assert!(changed(bare).is_empty(), "{:?}", changed(bare));
    }

    fn changed(text: &str) -> Vec<String> {
        scenario::load("old.toml", text, &[]).unwrap_or_else(|why| panic!("{why}")).changed
    }

    #[test]
    fn each_key_that_means_something_else_is_told_with_its_line() {
        let told = changed(FILE);
        let wanted = [
            ("old.toml:13: ", "`shared_context`"),
            ("old.toml:14: ", "`release`"),
            ("old.toml:15: ", "`detect`"),
            ("old.toml:12: ", "latency_factor 0.25, feedback 0.6"),
            ("old.toml:18: ", "`preset`"),
            ("old.toml:18: ", "once = true"),
        ];
        for (line, key) in wanted {
            assert!(
                told.iter().any(|note| note.contains(line) && note.contains(key)),
                "{key}: {told:?}"
            );
        }
        assert!(changed(&FILE.replace("schema = 1", "schema = 2")).is_empty());
    }

    #[test]
    fn what_is_the_same_is_not_told() {
        let text = FILE.replace(", drift = 0.001", "").replace("needs = [\"make\"], ", "");
        let told = changed(&text);
        assert!(
            !told
                .iter()
                .any(|note| note.contains("`shared_context`") || note.contains("`release`"))
        );
    }
}
