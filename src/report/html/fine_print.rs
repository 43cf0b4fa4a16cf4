//! The fine print: what is assumed, what is not modelled, and how to make the page again.

use super::{Section, Source, words};
use crate::findings;
use crate::study::archive::Manifest;
use maud::{Markup, html};

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

/// The longest scenario that is shown, in bytes.
const LONGEST: usize = 100_000;

/// Always the last section but the checklist.
pub fn section(source: &Source<'_>) -> Section {
    let body = html! {
        (doubts(source))
        (assumptions(source))
        h3 { "Not modelled" }
        ul { @for line in NOT_MODELLED { li { (line) } } }
        (reproduction(source.manifest))
        (details(source))
    };
    Section { id: "fine-print", heading: "The fine print", body }
}

fn doubts(source: &Source<'_>) -> Markup {
    let doubts = findings::doubts(source.study);
    html! {
        h3 { "Mind" }
        ul {
            @for warning in &source.story.warnings { li { (words::text(warning)) } }
            @for doubt in &doubts { li { (words::text(&doubt.text(source.study))) } }
        }
    }
}

fn assumptions(source: &Source<'_>) -> Markup {
    let lines = &source.story.assumptions;
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

fn reproduction(manifest: &Manifest) -> Markup {
    let count = manifest.replications;
    html! {
        h3 { "How to make this page again" }
        p { code { (command(&manifest.command)) } }
        div.scroll tabindex="0" role="region" aria-label="Where the numbers come from" {
            table {
                caption { "Where the numbers come from" }
                tbody {
                    (line("flowcast", &manifest.flowcast))
                    (line("Random streams", &format!("version {}", manifest.stream_version)))
                    (line("Scenario", &format!("{} ({})", manifest.scenario.name, manifest.scenario.file)))
                    (line("SHA-256 of its text", &manifest.scenario.sha256))
                    @for set in &manifest.scenario.set { (line("Changed by --set", set)) }
                    (line("Seed", &manifest.seed.to_string()))
                    (line("Replications", &format!("{count} of each model, from number {}", manifest.first_replication)))
                    (line("Baseline", &manifest.baseline))
                }
            }
        }
        p { "The same version, scenario, seed and command give the same page, byte for byte." }
    }
}

fn line(name: &str, value: &str) -> Markup {
    html! { tr { th scope="row" { (name) } td dir="auto" { code { (words::text(value)) } } } }
}

/// The command as a shell would take it: what a shell might change is in single quotes.
pub fn command(words: &[String]) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = |word: &String| {
        let word = super::words::text(word);
        if !word.is_empty() && word.chars().all(safe) {
            word
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn details(source: &Source<'_>) -> Markup {
    let text = &source.manifest.scenario.text;
    html! {
        @if !source.story.models.is_empty() {
            details {
                summary { "Each model in words" }
                @for words in &source.story.models {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_survives_a_shell() {
        let words = ["flowcast", "compare", "my file.toml", "--set", "a=\"x\"", "it's", ""];
        assert_eq!(
            command(&words.map(str::to_owned)),
            "flowcast compare 'my file.toml' --set 'a=\"x\"' 'it'\\''s' ''"
        );
    }
}
