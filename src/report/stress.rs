//! The checklist STRESS-DES: the 20 items that a report of a discrete-event simulation should answer.
//!
//! Monks T, Currie CSM, Onggo BS, Robinson S, Kunc M, Taylor SJE (2019), "Strengthening the reporting of
//! empirical simulation studies: introducing the STRESS guidelines", Journal of Simulation 13(1), 55-67.

use super::material::Material;
use super::{Cell, Column, Document, Table};
use crate::metric::METRICS;

/// What only the author can know.
const AUTHOR: &str = "Not provided by the author.";

/// An item: its number and name, and what is said of it.
type Item = (&'static str, String);

/// The checklist, filled in.
pub fn add(page: &mut Document, source: &Material<'_>) {
    page.aside("stress", "Reporting checklist");
    page.text(
        "Monks et al. (2019), \"Strengthening the reporting of empirical simulation studies: introducing the STRESS \
         guidelines\", Journal of Simulation 13(1), 55–67. Filled in from the scenario and the engine; what only \
         the author can know says so.",
    );
    let columns = vec![
        Column::text("item").headed("Item"),
        Column::text("said").headed("Recommendation answered"),
    ];
    let mut table = Table::new("stress", "STRESS-DES", columns);
    let mut items = Vec::from(objectives(source));
    items.extend(logic(source));
    items.push(components(source));
    items.extend(data(source));
    items.extend(experimentation(source));
    items.extend(implementation(source));
    let none = |said: String| if said.is_empty() { "None.".to_owned() } else { said };
    for (name, said) in items {
        table.push(vec![Cell::text(name), Cell::Text(none(said))]);
    }
    page.table(table);
}

fn item(name: &'static str, said: impl Into<String>) -> Item {
    (name, said.into())
}

fn or_author(text: &str) -> &str {
    if text.trim().is_empty() { AUTHOR } else { text }
}

fn objectives(source: &Material<'_>) -> [Item; 3] {
    let study = &source.analysis.study;
    let names: Vec<&str> =
        source.analysis.study.models.iter().map(|runs| runs.name.as_str()).collect();
    let labels: Vec<&str> = METRICS.iter().map(|metric| metric.label).collect();
    [
        item("1.1 Purpose of the model", or_author(&source.story.description)),
        item("1.2 Model outputs", format!("Per replication: {}.", labels.join(", "))),
        item(
            "1.3 Experimentation aims",
            format!(
                "To compare {} with the baseline {}, on the same draws of the same campaign. {}",
                names.join(", "),
                study.models[study.baseline].name,
                "Why these models: not provided by the author."
            ),
        ),
    ]
}

fn logic(source: &Material<'_>) -> [Item; 4] {
    let links = source.story.shape.dependencies;
    let streams = source.story.shape.streams.join("; ");
    // Each model's name with its preset.
    let models = source.story.models.iter().filter_map(|words| words.lines().next());
    let models: Vec<&str> = models.collect();
    [
        item(
            "2.1 Base model overview diagram",
            format!(
                "The streams, as a list: {streams}. The timelines above show one campaign each."
            ),
        ),
        item(
            "2.2 Base model logic",
            format!(
                "Deliverables pass through the streams; each stream needs others. People take tasks from \
                 their team's queue; outputs have versions, and new versions, late changes, flaws and \
                 rejections make work be done again. Dependencies between deliverables, as given: {links}. The rules \
                 are in docs/MODEL.md."
            ),
        ),
        item("2.3 Scenario logic", models.join("\n")),
        item(
            "2.4 Algorithms",
            "Next-event simulation on an integer clock of microseconds; everything of one instant happens \
             before work starts at it, in a fixed order. Queues: rework first, then by time of becoming \
             ready, unless a model sets otherwise.",
        ),
    ]
}

fn components(source: &Material<'_>) -> Item {
    let shape = &source.story.shape;
    let mut said = vec![
        format!("2.5.1 Entities: {}.", shape.deliverables.join("; ")),
        format!("2.5.2 Activities: {}.", shape.streams.join("; ")),
        format!("2.5.3 Resources: {}.", shape.teams.join("; ")),
        "2.5.4 Queues: one per team, unlimited, no reneging; an approval may be bypassed if a model says so."
            .to_owned(),
    ];
    let changes =
        if shape.changes.is_empty() { "none".to_owned() } else { shape.changes.join("; ") };
    said.push(format!(
        "2.5.5 Entry and exit points: all deliverables of a campaign enter at its start ({} campaigns) and \
         leave at its launch. Late changes: {changes}.",
        shape.campaigns
    ));
    ("2.5 Components", said.join("\n"))
}

fn data(source: &Material<'_>) -> [Item; 4] {
    [
        item(
            "3.1 Data sources",
            format!(
                "{AUTHOR} (Comments in the scenario's text may name them; it is in the fine print.)"
            ),
        ),
        item("3.2 Pre-processing", AUTHOR),
        item(
            "3.3 Input parameters",
            format!(
                "All are in the scenario's text (fine print; SHA-256 {}). Efforts within a campaign are \
                 correlated with {}.",
                source.manifest.scenario.sha256, source.story.shape.correlation
            ),
        ),
        item(
            "3.4 Assumptions",
            format!(
                "{} defaults and figures of presets were left as they are, and are listed in the fine \
                 print; so is what is not modelled. Assumptions behind what the scenario sets itself: not \
                 provided by the author.",
                source.story.assumptions.len()
            ),
        ),
    ]
}

fn experimentation(source: &Material<'_>) -> [Item; 3] {
    let (study, shape) = (&source.analysis.study, &source.story.shape);
    [
        item(
            "4.1 Initialisation",
            "Terminating simulation: every replication starts empty, with all people free and no warm-up.",
        ),
        item(
            "4.2 Run length",
            format!("Until launch; a campaign not launched after {} is censored.", shape.horizon),
        ),
        item(
            "4.3 Estimation approach",
            format!(
                "{} independent replications of each model. Means with Student's t intervals; quantiles \
                 with distribution-free intervals; differences paired by replication (common random \
                 numbers), with intervals simultaneous over the comparisons of a metric (Bonferroni). \
                 Censored replications count as infinitely late in quantiles and are in no mean.",
                study.replications
            ),
        ),
    ]
}

fn implementation(source: &Material<'_>) -> [Item; 5] {
    let manifest = source.manifest;
    [
        item(
            "5.1 Software or programming language",
            format!("flowcast {} (Rust).", manifest.flowcast),
        ),
        item(
            "5.2 Random sampling",
            format!(
                "Keyed draws (stream version {}), seed {}: a draw depends on the seed, the replication and \
                 what it is for, not on the model or the order of events.",
                manifest.stream_version, manifest.seed
            ),
        ),
        item(
            "5.3 Model execution",
            format!(
                "Next event; one replication on one thread. {}",
                crate::text::shell(&manifest.command)
            ),
        ),
        item(
            "5.4 System specification",
            "Not provided by the author. No number depends on the machine or on the number of threads.",
        ),
        item(
            "6.1 Computer model sharing statement",
            "The scenario's text is in the fine print and in manifest.json; flowcast is open source (MIT \
             or Apache-2.0). Where the author shares both: not provided by the author.",
        ),
    ]
}
