//! The page that plays: one HTML file with the engine inside. It asks nothing of any network.

use super::lesson::Lesson;
use super::render::assets::{base64, digest};
use crate::live::message::Given;
use crate::text::plain;
use flate2::Compression;
use flate2::write::GzEncoder;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Serialize;
use std::io::{self, Write};

/// The engine for the browser, made by `web/build.sh`.
const ENGINE: &[u8] = include_bytes!("../../assets/live/flowcast_web.wasm");
/// What it was made of.
const MADE: &str = include_str!("../../assets/live/flowcast_web.txt");
/// The digest of the sources of this program's core; empty in a package, which does not hold all of them.
const CORE: &str = env!("FLOWCAST_CORE");
/// The style.
const STYLE: &str = include_str!("../../assets/live/live.css");
/// What runs the engine, apart from the page.
const WORKER: &str = include_str!("../../assets/live/worker.js");
/// The script of the page: its parts see each other.
const SCRIPT: &[&str] = &[
    "\"use strict\";\n(() => {\n",
    include_str!("../../assets/live/dom.js"),
    include_str!("../../assets/live/words.js"),
    include_str!("../../assets/live/engine.js"),
    include_str!("../../assets/live/link.js"),
    include_str!("../../assets/live/chart.js"),
    include_str!("../../assets/live/numbers.js"),
    include_str!("../../assets/live/controls.js"),
    include_str!("../../assets/live/guesses.js"),
    include_str!("../../assets/live/board.js"),
    include_str!("../../assets/live/lesson.js"),
    include_str!("../../assets/live/main.js"),
    "})();\n",
];

/// What a page is made of.
pub struct Play<'a> {
    /// The name of the scenario.
    pub title: &'a str,
    /// The scenario.
    pub given: &'a Given,
    /// The SHA-256 of its text, without what the command line sets.
    pub sha256: &'a str,
    /// What [`crate::live::bits`] of it is.
    pub bits: &'a str,
    /// Replications, where the command line says how many.
    pub replications: Option<u32>,
    /// The seed, where the command line says it.
    pub seed: Option<u64>,
    /// The lesson that it is, if it is one.
    pub lesson: Option<&'a Lesson>,
}

/// What the script is told.
#[derive(Serialize)]
struct Told<'a> {
    given: &'a Given,
    sha256: &'a str,
    bits: &'a str,
    version: &'a str,
    replications: Option<u32>,
    seed: Option<u64>,
    lesson: Option<&'a Lesson>,
    /// The day on which the engine was made, if it is of another core than the program.
    stale: Option<&'a str>,
}

/// A line of what the engine for the browser was made of.
fn made(what: &str) -> &'static str {
    let value = |line: &'static str| line.strip_prefix(what)?.strip_prefix(" = ");
    MADE.lines().find_map(value).unwrap_or_default()
}

/// The day on which the engine for the browser was made, if its sources are not those of this program.
pub fn stale() -> Option<&'static str> {
    (!CORE.is_empty() && made("sources") != CORE).then(|| made("date"))
}

/// What a link must be of to be followed: the scenario, with what the command line set.
fn identity(play: &Play<'_>) -> String {
    let sets = play.given.sets.iter().map(|(path, value)| format!("{path}\n{value}\n"));
    match play.given.sets.is_empty() {
        true => play.sha256.to_owned(),
        false => crate::digest::sha256(
            format!("{}\n{}", play.sha256, sets.collect::<String>()).as_bytes(),
        ),
    }
}

/// The page.
///
/// # Errors
/// If the engine cannot be compressed.
pub fn page(play: &Play<'_>) -> io::Result<String> {
    let (engine, identity) = (base64(&compressed(ENGINE)?), identity(play));
    let script = SCRIPT.concat();
    let told = Told {
        given: play.given,
        sha256: &identity,
        bits: play.bits,
        version: env!("CARGO_PKG_VERSION"),
        replications: play.replications,
        seed: play.seed,
        lesson: play.lesson,
        stale: stale(),
    };
    // What could end the element is written otherwise; the same in JSON.
    let told = serde_json::to_string(&told).map_err(io::Error::other)?.replace('<', "\\u003c");
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&script));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="generator" content="flowcast";
                title { (plain(play.title).trim()) " – live" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                (body(play))
                script #told type="application/json" { (PreEscaped(told)) }
                script #worker type="text/plain" { (PreEscaped(WORKER)) }
                script #engine type="text/plain" { (engine) }
                script { (PreEscaped(&script)) }
            }
        }
    };
    Ok(page.into_string() + "\n")
}

/// No request to anywhere; the script and the style that are here, WebAssembly, and a worker of the page's own.
fn policy(script: &str) -> String {
    format!(
        "default-src 'none'; script-src 'sha256-{}' 'wasm-unsafe-eval'; style-src 'sha256-{}'; worker-src blob:; \
         base-uri 'none'; form-action 'none'",
        digest(script),
        digest(STYLE)
    )
}

fn compressed(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// What stands there before the engine runs; the script fills it.
fn body(play: &Play<'_>) -> Markup {
    html! {
        noscript { p.stop { "This page runs the simulation itself and needs JavaScript." } }
        p.stop #stopped role="alert" hidden {}
        div.page #page {
            h1 dir="auto" { (plain(play.title).trim()) span.second { ", live" } span.second #way {} }
            aside aria-label="What can be changed" {
                div #controls {}
                div.buttons #buttons {}
            }
            main {
                section #lesson aria-label="Lesson" {}
                p #set {}
                div.answer #answer aria-live="polite" {}
                div.picture #picture {}
                div #guesses {}
                div.prices #prices {}
                div #ways {}
                div #board {}
            }
            footer {
                span #count { "Starting …" }
                span #same {}
                code #command {}
                button #project type="button" aria-pressed="false" { "Projector" }
                button #copy type="button" { "Copy link" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What would end the element that holds them must be in none of them.
    #[test]
    fn scripts_and_style_stay_in_their_elements() {
        for text in SCRIPT.iter().chain([&WORKER, &STYLE]) {
            assert!(
                !text.contains("</") && !text.contains("<!--"),
                "{}",
                &text[..60.min(text.len())]
            );
        }
        assert!(!STYLE.contains("@import") && !STYLE.contains("url("));
    }

    #[test]
    fn the_engine_is_the_one_that_is_described() {
        assert_eq!(crate::digest::sha256(ENGINE), made("wasm"));
        assert!(made("compiler").starts_with("rustc ") && made("date").len() == 10);
    }

    /// Not a failure: it is made again once per change of the core that matters (`web/build.sh`).
    #[test]
    fn an_engine_of_another_core_is_told() {
        if let Some(date) = stale() {
            println!(
                "warning: assets/live/flowcast_web.wasm is of the core of {date}: run web/build.sh"
            );
        }
    }

    #[test]
    fn a_scenario_cannot_leave_its_element() {
        let text = "name = \"</script><script>alert(1)</script>\"".to_owned();
        let given = Given { text, ..Given::default() };
        let title = "<img src=x>";
        let (sha256, bits) = ("", "");
        let play = Play {
            title,
            given: &given,
            sha256,
            bits,
            replications: None,
            seed: None,
            lesson: None,
        };
        let page = page(&play).unwrap();
        assert!(!page.contains("alert(1)</script>") && !page.contains("<img"));
        assert!(page.contains("\\u003c/script>\\u003cscript>alert(1)"));
    }
}
