//! The smallest change as a comparison's page tells it.

use super::steps::steps;
use super::{Improvement, answer};
use crate::analysis::{Change, in_hours, kept, time_shown};
use crate::format::{self, Interval};
use crate::metric::COORDINATION_TIME;
use crate::report::Document;
use crate::report::stored::Stored;
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
    /// The way there, an agreement each; empty where nothing should change, or one thing only.
    pub steps: Vec<String>,
    /// Whether the model that was asked for is better or worse than that.
    pub asked: Option<String>,
    /// What else must be known.
    pub notes: Vec<String>,
}

impl Smallest {
    /// Of what was found; `asked` is the model of the file that it is held against, `of_all` the comparison's replications.
    pub fn of(of: &Improvement<'_>, asked: Option<usize>, of_all: u32) -> Smallest {
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
        let added = of.added.then(|| super::no_practices(&of.scenario.facts).to_owned());
        let asked = asked.filter(|asked| *asked != of.from);
        Smallest::Known(Box::new(Told {
            sentence,
            steps: if of.found.path.len() > 2 { way(of) } else { Vec::new() },
            asked: asked.and_then(|asked| against(of, asked)),
            notes: fewer.into_iter().chain([limits]).chain(added).collect(),
        }))
    }

    /// Adds what it says to a page's answer.
    pub fn tell(&self, page: &mut Document) {
        match self {
            Smallest::Known(told) => {
                let Told { sentence, steps, asked, notes } = &**told;
                page.text(sentence);
                page.list(steps);
                asked.iter().chain(notes).for_each(|words| page.text(words));
            }
            Smallest::Unknown(why) => page.text(format!("The smallest change: {why}")),
        }
    }
}

fn way(of: &Improvement<'_>) -> Vec<String> {
    let step = |(step, found): (usize, &super::steps::Step)| {
        let words =
            if step == 0 { found.words.clone() } else { format!("{step}. {}", found.words) };
        format!("{words}: {}", found.note())
    };
    steps(of).iter().enumerate().map(step).collect()
}

/// Whether a model of the file is better or worse than what is recommended, and what it talks more or less.
fn against(of: &Improvement<'_>, asked: usize) -> Option<String> {
    // Today's model goes first in the study of the fresh draws.
    let model = if asked < of.from { asked + 1 } else { asked };
    let (name, change) = (&of.runs(model).name, of.change(model, of.last())?);
    let talk = Change::of(of.runs(model), of.runs(of.last()), &[COORDINATION_TIME]);
    let talk = talk.filter(Change::is_shown).map_or(String::new(), |talk| {
        let (for_, more) = if talk.mean > 0.0 { ("for", "more") } else { ("with", "fewer") };
        let hours = format::rounded(libm::rint(talk.mean.abs()));
        format!(", {for_} {hours} {more} person-hours of coordination")
    });
    let Some(ci) = change.ci.filter(|_| change.is_shown()) else {
        return Some(format!("Between that and {name} no difference is shown{talk}."));
    };
    let later = change.mean > 0.0;
    let (how, when, ci) = match later {
        true => ("worse than that", "later", ci),
        false => ("better than that", "earlier", Interval { low: -ci.high, high: -ci.low }),
    };
    let [theirs, ours] = [model, of.last()].map(|model| kept(of.study(), of.runs(model)));
    let shares = theirs.zip(ours).filter(|(theirs, ours)| theirs.share() != ours.share());
    // Neither better nor worse: earlier on average, but less often in time, or the other way round.
    let mixed = shares.is_some_and(|(theirs, ours)| later == (theirs.share() > ours.share()));
    let how = if mixed { "another trade" } else { how };
    let in_time = shares.map_or(String::new(), |(theirs, ours)| {
        let word = time_shown(of.study()).kept.to_lowercase();
        format!(", {word} in {} instead of {}", theirs.said(), ours.said())
    });
    let (scale, [mean, low, high]) = in_hours(change.mean.abs(), ci);
    let unit = scale.unit;
    Some(format!("{name} is {how}: {mean} {unit} {when} ({low} to {high}){in_time}{talk}."))
}
