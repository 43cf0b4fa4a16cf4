//! The fine print: what is assumed, what is not modelled, and how to make the page again.

use super::document::Block;
use super::story::Story;
use super::{Cell, Column, Document, Table};
use crate::store::manifest::{Manifest, Source};

/// What the fine print says, whatever was run.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    /// Warnings, assumptions, models in words.
    pub story: &'a Story,
    /// The scenario.
    pub scenario: &'a Source,
    /// The command that makes the page again.
    pub command: &'a [String],
    /// The version of flowcast.
    pub flowcast: &'a str,
    /// The version of the random streams.
    pub stream_version: u32,
    /// The seed of all draws.
    pub seed: u64,
    /// What was run how often, by its name.
    pub runs: Vec<(&'a str, String)>,
    /// What a reader has to mind, beside the story's warnings.
    pub caveats: Vec<String>,
}

impl<'a> Grounds<'a> {
    /// What a manifest says; `runs` and `caveats` are still empty.
    pub fn of(manifest: &'a Manifest, story: &'a Story) -> Grounds<'a> {
        Grounds {
            story,
            scenario: &manifest.scenario,
            command: &manifest.command,
            flowcast: &manifest.flowcast,
            stream_version: manifest.stream_version,
            seed: manifest.seed,
            runs: Vec::new(),
            caveats: Vec::new(),
        }
    }
}

/// What no scenario can say, because the engine does not know it.
const NOT_MODELLED: &[&str] = &[
    "the switch from one model to another: training, new tools, resistance, a dip at the start",
    "overtime, people who leave or join; everyone in a team is alike",
    "work of the same people outside the campaigns of the scenario",
    "how good the creative is and what the market does with it; quality is the number of flaws only",
    "preemption and multitasking: whoever starts a job ends it first",
    "politics: rituals that lose their force, reviewers who wave things through, heroes",
    "budgets, contracts and procurement; costs are hours times rates, and a cost per day late",
    "daylight saving time, and time zones within a team",
];

/// What every reader has to mind.
const ALWAYS: [&str; 2] = [
    "The figures in the presets are assumptions, not measurements.",
    "Intervals cover simulation noise only, not errors in the inputs.",
];
/// The longest scenario that is shown, in bytes.
const LONGEST: usize = 100_000;

/// Always the last section but the checklist; of it, standard output has the caveats.
pub fn add(document: &mut Document, grounds: &Grounds<'_>) {
    document.on_page(|page| page.aside("fine-print", "The fine print"));
    document.heading("Caveats");
    let lines = grounds.story.warnings.iter().chain(&grounds.caveats).map(String::as_str);
    let lines = lines.filter(|line| !ALWAYS.contains(line));
    document.list(lines.chain(ALWAYS));
    document.on_page(|page| {
        assumptions(page, grounds.story);
        page.heading("Not modelled");
        page.list(NOT_MODELLED.iter().copied());
        page.heading("How to make this page again");
        page.command(crate::text::shell(grounds.command));
        page.table(origin(grounds));
        page.text(
            "The same version, scenario, seed and command give the same page, byte for byte.",
        );
        details(page, grounds);
    });
}

fn assumptions(page: &mut Document, story: &Story) {
    if !story.measured.is_empty() {
        page.heading("Measured in a log");
        page.text("Numbers of the scenario that were fitted and have not been changed since, with what they rest on (fit.csv).");
        page.list(&story.measured);
    }
    page.heading("Assumptions that were left as they are");
    page.text(match story.assumptions.is_empty() {
        true => "None: the scenario sets every figure that moves results itself.",
        false => "Defaults of the format, figures of the presets, and what the log of a fitted scenario does not tell. Nobody measured them for this campaign.",
    });
    page.list(&story.assumptions);
    page.text(match story.measured.is_empty() {
        true => "What the scenario itself sets (efforts, probabilities, people) is as good as its author's sources.",
        false => "What else the scenario sets is as good as its author's sources.",
    });
}

fn origin(grounds: &Grounds<'_>) -> Table {
    let columns = vec![Column::text("what").headed("What"), Column::text("value").headed("Value")];
    let mut table = Table::new("origin", "Where the numbers come from", columns);
    let scenario = grounds.scenario;
    let mut line =
        |name: &str, value: String| table.push(vec![Cell::text(name), Cell::Text(value)]);
    line("flowcast", grounds.flowcast.to_owned());
    line("Random streams", format!("version {}", grounds.stream_version));
    line("Scenario", format!("{} ({})", scenario.name, scenario.file));
    line("SHA-256 of its text", scenario.sha256.clone());
    for (name, file) in &scenario.files {
        line("SHA-256 of a file that it names", format!("{} ({name})", file.sha256));
    }
    scenario.set.iter().for_each(|set| line("Changed by --set", set.clone()));
    line("Seed", grounds.seed.to_string());
    grounds.runs.iter().for_each(|(name, value)| line(name, value.clone()));
    table
}

fn details(page: &mut Document, grounds: &Grounds<'_>) {
    let (text, models) = (&grounds.scenario.text, &grounds.story.models);
    if !models.is_empty() {
        page.details("Each model in words", |inner| {
            models.iter().for_each(|words| inner.push(Block::Verbatim(words.clone())));
        });
    }
    let named = grounds.scenario.files.iter().map(|(name, file)| (name.as_str(), &file.text));
    for (what, text) in [("The scenario", text)].into_iter().chain(named) {
        page.details(format!("{what}, as read"), |inner| match text.len() <= LONGEST {
            true => inner.push(Block::Verbatim(text.clone())),
            false => inner.text("It is too long to be shown here; it is in manifest.json."),
        });
    }
}
