//! The fine print: what is assumed, what is not modelled, and how to make the page again.

use super::{Section, words};
use crate::report::story::Story;
use crate::store::manifest::{Manifest, Source};
use maud::{Markup, html};

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
    pub runs: Vec<(&'static str, String)>,
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
    "absence, overtime, people who leave or join; everyone in a team is alike",
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

/// Always the last section but the checklist.
pub fn section(grounds: &Grounds<'_>) -> Section {
    let body = html! {
        (mind(grounds))
        (assumptions(grounds.story))
        h3 { "Not modelled" }
        ul { @for line in NOT_MODELLED { li { (line) } } }
        (reproduction(grounds))
        (details(grounds))
    };
    Section { id: "fine-print", heading: "The fine print", body }
}

fn mind(grounds: &Grounds<'_>) -> Markup {
    let lines = grounds.story.warnings.iter().chain(&grounds.caveats);
    let lines = lines.filter(|line| !ALWAYS.contains(&line.as_str()));
    html! {
        h3 { "Caveats" }
        ul {
            @for line in lines { li { (words::text(line)) } }
            @for line in ALWAYS { li { (line) } }
        }
    }
}

fn assumptions(story: &Story) -> Markup {
    let lines = &story.assumptions;
    html! {
        h3 { "Assumptions that were left as they are" }
        @if lines.is_empty() {
            p { "None: the scenario sets every figure that moves results itself." }
        } @else {
            p { "Defaults of the format and figures of the presets. Nobody measured them for this campaign." }
            ul { @for line in lines { li { (words::text(line)) } } }
        }
        p {
            "What the scenario itself sets (efforts, probabilities, people) is as good as its author's \
             sources."
        }
    }
}

fn reproduction(grounds: &Grounds<'_>) -> Markup {
    let scenario = grounds.scenario;
    html! {
        h3 { "How to make this page again" }
        p { code { (crate::text::shell(grounds.command)) } }
        div.scroll tabindex="0" role="region" aria-label="Where the numbers come from" {
            table {
                caption { "Where the numbers come from" }
                tbody {
                    (line("flowcast", grounds.flowcast))
                    (line("Random streams", &format!("version {}", grounds.stream_version)))
                    (line("Scenario", &format!("{} ({})", scenario.name, scenario.file)))
                    (line("SHA-256 of its text", &scenario.sha256))
                    @for set in &scenario.set { (line("Changed by --set", set)) }
                    (line("Seed", &grounds.seed.to_string()))
                    @for (name, value) in &grounds.runs { (line(name, value)) }
                }
            }
        }
        p { "The same version, scenario, seed and command give the same page, byte for byte." }
    }
}

fn line(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td dir="auto" { code { (words::text(value)) } } } }
}

fn details(grounds: &Grounds<'_>) -> Markup {
    let text = &grounds.scenario.text;
    html! {
        @if !grounds.story.models.is_empty() {
            details {
                summary { "Each model in words" }
                @for words in &grounds.story.models {
                    pre tabindex="0" { (crate::text::plain_lines(words)) }
                }
            }
        }
        details {
            summary { "The scenario, as read" }
            @if text.len() <= LONGEST {
                pre tabindex="0" { (crate::text::plain_lines(text)) }
            } @else {
                p { "It is too long to be shown here; it is in manifest.json." }
            }
        }
    }
}
