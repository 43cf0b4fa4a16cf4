//! The smallest change as a comparison's page tells it.

use super::steps::steps;
use super::{FREE, Improvement, answer, free};
use crate::format;
use crate::report::Document;
use crate::report::stored::Stored;
use crate::study::Study;
use crate::text::capitalised;
use serde::{Deserialize, Serialize};

/// The file that holds it.
pub const IMPROVE: &str = "improve.json";

/// What the intervals are of, where there are others beside them.
const ALONE: &str = "Intervals of the smallest change are of each difference alone; those between the models hold for all of \
     them at once, which makes them wider.";

/// Why its times are others than those of the same model in the comparison's tables.
const PAYS: &str = "These times, today's too, have the default price of agreements in them, which the models in the tables do not pay.";
/// The same in the fine print.
const BESIDE: &str = "The file has no [practices]: its models pay nothing for what they agree on, but the smallest change was looked \
     for with the default ones (docs/PRACTICES.md), in which every agreement has its price. With a [practices] table in the \
     file, which may be empty, both pay.";

/// The smallest change, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Smallest {
    /// What was found.
    Known(Box<Words>),
    /// Why nothing was looked for or found, as a sentence.
    Unknown(String),
}

impl Stored for Smallest {}

/// The smallest change in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// What was found.
    pub sentence: String,
    /// The way there, an agreement each; empty where nothing should change, or one thing only.
    pub steps: Vec<String>,
    /// Whether the model that was asked for is better or worse than that, where that is not the answer.
    pub asked: Option<String>,
    /// What else must be known.
    pub notes: Vec<String>,
    /// That talk has a price which the file does not give, for the fine print.
    #[serde(default)]
    pub priced: Option<String>,
}

impl Words {
    /// Of what was found beside a comparison.
    pub fn of(of: &Improvement<'_>, compared: &Study) -> Words {
        let of_all = compared.replications;
        let stays = of.found.best.setting == 0;
        let answer = answer::answer(of);
        let sentence = match stays {
            true => answer,
            false => format!("The smallest change from {}: {answer}", of.today()),
        };
        let pays = of.added && !free(&of.scenario.facts);
        let sentence = if pays { format!("{sentence} {PAYS}") } else { sentence };
        let n = of.study().replications;
        let fewer = (n < of_all).then(|| {
            let n = format::grouped(f64::from(n));
            format!("These figures are of the first {n} replications.")
        });
        let limits = format!(
            "It was looked for within {}, on {} replications; `flowcast improve` looks further and for longer, and may \
             name other agreements, or fewer; with `--allow` also to go ahead without a verdict.",
            format::counted(of.space.reach, "change"),
            format::grouped(of.found.race.replications as f64)
        );
        let alone = (compared.models.len() > 1 && !stays).then(|| ALONE.to_owned());
        let priced = of.added.then(|| if pays { BESIDE } else { FREE }.to_owned());
        Words {
            sentence,
            steps: if of.found.path.len() > 2 { way(of) } else { Vec::new() },
            asked: None,
            notes: fewer.into_iter().chain([limits]).chain(alone).collect(),
            priced,
        }
    }
}

impl Smallest {
    /// What it adds to the fine print.
    pub fn priced(&self) -> Option<&str> {
        match self {
            Smallest::Known(told) => told.priced.as_deref(),
            Smallest::Unknown(_) => None,
        }
    }

    /// Adds what it says to a page's answer.
    pub fn tell(&self, page: &mut Document) {
        match self {
            Smallest::Known(told) => {
                let Words { sentence, steps, asked, notes, .. } = &**told;
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
        format!("{words}: {}", found.note(of.study()))
    };
    steps(of).iter().enumerate().map(step).collect()
}

/// The way of working that was found: its name as a model's, and what is agreed, as a sentence; `None` where nothing should
/// change.
pub fn agreed(of: &Improvement<'_>) -> Option<(String, String)> {
    let decided = of.best();
    let count = answer::agreements(decided.len());
    let words = format!("{}: {}.", capitalised(&count), decided.join("; "));
    (of.found.best.setting != 0).then(|| (format!("{} with {count}", of.today()), words))
}
