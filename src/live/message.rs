//! The conversation with a page: a request in JSON, an answer in JSON.

use super::{Live, Wish};
use crate::scenario::{Document, Problem, Problems};
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A scenario as a page holds it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Given {
    /// The name of the file.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Other files that it names.
    pub files: BTreeMap<String, String>,
    /// What the command line set.
    pub sets: Vec<(String, String)>,
}

/// A scenario that a page has opened.
pub struct Open {
    live: Live,
    given: Given,
}

/// What a page may ask.
#[derive(Debug, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
enum Request {
    /// To read a scenario; what can be changed.
    Open(Given),
    /// The digest of what the engine computes.
    Bits,
    /// To run with other values; the command line that does the same.
    Set(Wish),
    /// To run up to so many replications of both sides.
    Run { until: u32 },
    /// To run up to so many replications of all other models.
    Others { until: u32 },
    /// One replication of both sides as boards.
    Board { replication: u32 },
}

/// Answers a request: `{"ok": ...}`, `{"refused": [...]}` with the problems of what was given, or `{"failed": "..."}`.
pub fn answer(open: &mut Option<Open>, request: &[u8]) -> String {
    let answer = match serde_json::from_slice(request) {
        Ok(request) => answered(open, request),
        Err(error) => Err(Failed::Otherwise(format!("the request cannot be read: {error}"))),
    };
    let answer = answer.unwrap_or_else(|failed| match failed {
        Failed::Refused(problems) => json!({ "refused": said(&problems) }),
        Failed::Otherwise(why) => json!({ "failed": why }),
    });
    answer.to_string()
}

enum Failed {
    Refused(Problems),
    Otherwise(String),
}

impl From<Problems> for Failed {
    fn from(problems: Problems) -> Failed {
        Failed::Refused(problems)
    }
}

impl From<crate::study::Stopped> for Failed {
    fn from(stopped: crate::study::Stopped) -> Failed {
        Failed::Otherwise(stopped.to_string())
    }
}

fn answered(open: &mut Option<Open>, request: Request) -> Result<Value, Failed> {
    if let Request::Open(given) = request {
        let live = Live::open(document(&given)?)?;
        return Ok(ok(&about(&open.insert(Open { live, given }).live)));
    }
    let none = || Failed::Otherwise("no scenario is open".to_owned());
    let Open { live, given } = open.as_mut().ok_or_else(none)?;
    Ok(match request {
        Request::Open(_) => ok(&()),
        Request::Bits => ok(&live.bits()?),
        Request::Set(wish) => {
            live.set(&wish)?;
            ok(&command(given, live, &wish))
        }
        Request::Run { until } => ok(&live.run(until)?),
        Request::Others { until } => ok(&live.others(until)?),
        Request::Board { replication } => {
            ok(&json!({ "replication": replication, "boards": live.boards(replication) }))
        }
    })
}

fn ok(value: &impl Serialize) -> Value {
    json!({ "ok": value })
}

/// The document of what a page holds.
///
/// # Errors
/// All its problems.
pub fn document(given: &Given) -> Result<Document, Problems> {
    let document = Document::parse(&given.name, &given.text)?.with_files(&given.files)?;
    if given.sets.is_empty() { Ok(document) } else { document.with(&given.sets) }
}

/// The command line whose numbers are the same.
fn command(given: &Given, live: &Live, wish: &Wish) -> String {
    let mut words = ["flowcast", "compare", &given.name].map(str::to_owned).to_vec();
    // What is set again on the page is said once.
    let again = |path: &String| wish.sets.iter().any(|(other, _)| other == path);
    for (path, value) in given.sets.iter().filter(|(path, _)| !again(path)).chain(&wish.sets) {
        words.extend(["--set".to_owned(), format!("{path}={value}")]);
    }
    let study = &live.before.scenario.study;
    let seed = wish.seed.filter(|_| live.now.study.seed != live.file_seed);
    words.extend(seed.into_iter().flat_map(|seed| ["--seed".to_owned(), seed.to_string()]));
    let n = wish.n.filter(|n| *n != study.replications);
    words.extend(n.into_iter().flat_map(|n| ["-n".to_owned(), n.to_string()]));
    text::shell(&words)
}

fn about(live: &Live) -> Value {
    let scenario = &live.before.scenario;
    let models: Vec<&str> = scenario.models.iter().map(|model| model.name.as_str()).collect();
    json!({
        "name": scenario.name,
        "description": scenario.description,
        "models": models,
        "baseline": scenario.study.baseline,
        "seed": scenario.study.seed,
        "replications": scenario.study.replications,
        "controls": live.controls,
    })
}

/// Problems as a page shows them.
fn said(problems: &Problems) -> Vec<Value> {
    let said = |problem: &Problem| {
        let Problem { path, message, label, help, .. } = problem;
        json!({ "path": path, "message": message, "label": label, "help": help })
    };
    problems.list().iter().map(said).collect()
}
