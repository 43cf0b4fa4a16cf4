//! The smallest change as a comparison's page tells it.

use super::steps::steps;
use super::{Improvement, answer};
use crate::analysis::{self, Answer, Change, Sought, Watch, in_hours, kept, time_shown};
use crate::format::{self, Interval};
use crate::metric::COORDINATION_TIME;
use crate::report::Document;
use crate::report::chart::Recommended;
use crate::report::stored::Stored;
use crate::text::capitalised;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const IMPROVE: &str = "improve.json";

/// The smallest change, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Smallest {
    /// What was found.
    Known(Box<Told>),
    /// Why nothing was looked for or found, as a sentence.
    Unknown(String),
}

impl Stored for Smallest {}

/// The smallest change in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// What was found.
    pub sentence: String,
    /// What is said and drawn of it, where it makes the models of the file needless.
    #[serde(default)]
    pub instead: Option<Instead>,
    /// The way there, an agreement each; empty where nothing should change, or one thing only.
    pub steps: Vec<String>,
    /// Whether the model that was asked for is better or worse than that.
    pub asked: Option<String>,
    /// What else must be known.
    pub notes: Vec<String>,
}

/// What is said and drawn of the smallest change where it is the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instead {
    /// The judgement.
    pub verdict: String,
    /// What it rests on.
    pub why: String,
    /// What would turn it.
    pub turns: Vec<String>,
    /// How it could be wrong.
    pub risks: Vec<String>,
    /// What it takes to confirm it.
    pub pilot: Vec<String>,
    /// What to measure in a pilot.
    pub watch: Vec<Watch>,
    /// It as charts have it.
    pub row: Recommended,
}

impl Smallest {
    /// Of what was found; it is held against the models of the file that are sought, `of_all` are the comparison's
    /// replications.
    pub fn of(of: &Improvement<'_>, sought: &Sought, of_all: u32) -> Smallest {
        let stays = of.found.best.setting == 0;
        let answer = answer::answer(of);
        let sentence = match stays {
            true => answer,
            false => format!("The smallest change from {}: {answer}", of.today()),
        };
        let n = of.study().replications;
        let fewer = (n < of_all).then(|| {
            let n = format::grouped(f64::from(n));
            format!("These figures are of the first {n} replications.")
        });
        let limits = format!(
            "It was looked for within {}, on {} replications; `flowcast improve` looks further and for longer, and may \
             name other agreements, or fewer.",
            format::counted(of.space.reach, "change"),
            format::grouped(of.found.race.replications as f64)
        );
        let little = analysis::too_little(of.study(), of.last()).filter(|_| !stays);
        let added = of.added.then(|| super::no_practices(&of.scenario.facts).to_owned());
        let first = sought.models.first().filter(|model| **model != of.from);
        let asked = first.and_then(|model| against(of, *model));
        Smallest::Known(Box::new(Told {
            sentence,
            steps: if of.found.path.len() > 2 { way(of) } else { Vec::new() },
            instead: first.filter(|_| !stays).and_then(|_| instead(of, sought, asked.as_deref())),
            asked,
            notes: little.into_iter().chain(fewer).chain([limits]).chain(added).collect(),
        }))
    }

    /// What is said and drawn of it, where it is the answer.
    pub fn instead(&self) -> Option<&Instead> {
        match self {
            Smallest::Known(told) => told.instead.as_ref(),
            Smallest::Unknown(_) => None,
        }
    }

    /// Adds what it says to a page's answer.
    pub fn tell(&self, page: &mut Document) {
        match self {
            Smallest::Known(told) => {
                let Told { sentence, instead, steps, asked, notes } = &**told;
                page.text(sentence);
                page.list(steps);
                // Where it is the judgement, that has been said.
                let asked = asked.iter().filter(|_| instead.is_none());
                asked.chain(notes).for_each(|words| page.text(words));
            }
            Smallest::Unknown(why) => page.text(format!("The smallest change: {why}")),
        }
    }
}

fn way(of: &Improvement<'_>) -> Vec<String> {
    let step = |(step, found): (usize, &super::steps::Step)| {
        let words =
            if step == 0 { found.words.clone() } else { format!("{step}. {}", found.words) };
        format!("{words}: {}", found.note(of.study()))
    };
    steps(of).iter().enumerate().map(step).collect()
}

/// A model of the file in the study of the fresh draws: there today's goes first.
fn place(of: &Improvement<'_>, model: usize) -> usize {
    if model < of.from { model + 1 } else { model }
}

/// What is said and drawn of what is recommended, where it makes the models of the file needless.
fn instead(of: &Improvement<'_>, sought: &Sought, against: Option<&str>) -> Option<Instead> {
    let (decided, today) = (of.best(), of.today());
    let count = answer::agreements(decided.len());
    let models = sought.models.iter().map(|model| place(of, *model)).collect();
    let sought = Sought { models, ..*sought };
    let way = (of.last(), format!("{today} with {count}"));
    let found = analysis::instead(of.study(), (way.0, &way.1), &sought)?;
    let Answer { verdict, paragraph, turns, risks, pilot, watch, .. } = found;
    let decided = decided.join("; ");
    let agreed = format!("{}: {decided}. {paragraph}", capitalised(&count));
    let why = [agreed.as_str()].into_iter().chain(against).collect::<Vec<_>>().join(" ");
    let part = match of.found.best.held.keeps() && of.is_bounded() {
        true => "smallest change that gets you there",
        false => "smallest change",
    };
    let row = Recommended::of(of.runs(of.last()), format!("{today} with: {decided}"), part);
    Some(Instead { verdict, why, turns, risks, pilot, watch, row })
}

/// Whether a model of the file is better or worse than what is recommended, and what it talks more or less.
fn against(of: &Improvement<'_>, asked: usize) -> Option<String> {
    let model = place(of, asked);
    let (name, change) = (&of.runs(model).name, of.change(model, of.last())?);
    let talk = Change::of(of.runs(model), of.runs(of.last()), &[COORDINATION_TIME]);
    let talk = talk.filter(Change::is_shown).map(|talk| {
        let (for_, more) = if talk.mean > 0.0 { ("for", "more") } else { ("with", "fewer") };
        let hours = format::rounded(libm::rint(talk.mean.abs()));
        (for_, format!("{hours} {more} person-hours of coordination"))
    });
    let Some(ci) = change.ci.filter(|_| change.is_shown()) else {
        let talk = talk.map_or(String::new(), |(_, hours)| format!(", but it takes {hours}"));
        return Some(format!("{name} is not shown to be earlier or later than that{talk}."));
    };
    let talk = talk.map_or(String::new(), |(for_, hours)| format!(", {for_} {hours}"));
    let later = change.mean > 0.0;
    let (how, when, ci) = match later {
        true => ("worse than that", "later", ci),
        false => ("better than that", "earlier", Interval { low: -ci.high, high: -ci.low }),
    };
    let [theirs, ours] = [model, of.last()].map(|model| kept(of.study(), of.runs(model)));
    let shares = theirs.zip(ours).filter(|(theirs, ours)| theirs.said() != ours.said());
    // Neither better nor worse: earlier on average, but less often in time, or the other way round.
    let mixed = shares.is_some_and(|(theirs, ours)| later == (theirs.share() > ours.share()));
    let how = if mixed { "another trade" } else { how };
    let in_time = shares.map_or(String::new(), |(theirs, ours)| {
        let word = time_shown(of.study()).kept.to_lowercase();
        format!(", {word} in {} instead of {}", theirs.said(), ours.said())
    });
    let (scale, [mean, low, high]) = in_hours(change.mean.abs(), ci);
    let unit = format::in_full(scale.unit);
    Some(format!("{name} is {how}: {mean} {unit} {when} ({low} to {high}){in_time}{talk}."))
}
