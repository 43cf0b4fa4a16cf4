//! Rules about steps: which are approvals, which outcomes reject, what is left out.

use super::meaning::Verdict;
use super::{Job, Outcome};
use crate::scenario::{Note, Origin, Place, Problems, Source};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// All rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// By the name of a step in the log; a step without a rule is work.
    #[serde(default, rename = "steps")]
    pub rules: Vec<Rule>,
    /// What outcomes mean.
    #[serde(default)]
    pub outcomes: Outcomes,
    /// Whether nobody wrote them.
    #[serde(skip)]
    pub drafted: bool,
}

/// What a step of the log is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As the log calls it.
    pub name: String,
    /// What it is called from here on; several may become one.
    pub step: Option<String>,
    /// Whether it is an approval.
    #[serde(default)]
    pub kind: RuleKind,
    /// The outcome that its name tells.
    pub outcome: Option<Verdict>,
    /// Whether its rows are left out.
    #[serde(default)]
    pub drop: bool,
    /// Where that is guessed by where items go: how many stays lead back to where the item came from, of how many.
    #[serde(skip)]
    pub guessed: Option<(usize, usize)>,
}

/// Kinds of step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleKind {
    /// Somebody makes something.
    #[default]
    Work,
    /// Somebody agrees or sends it back.
    Approval,
}

/// What outcomes mean, in the words of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outcomes {
    /// These agree.
    pub approved: Vec<String>,
    /// These send back.
    pub rejected: Vec<String>,
    /// Rows with these are left out.
    pub ignored: Vec<String>,
}

impl Steps {
    /// Reads a file of rules.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(name: &str, text: &str) -> Result<Steps, Problems> {
        let refused = |span: Range<usize>, message: &str, help: &str| {
            let at = Place { source: 0, start: span.start, end: span.end };
            let source =
                Source { origin: Origin::File, name: name.to_owned(), text: text.to_owned() };
            Problems::of(Note::new(at, message).help(help), "", &[Arc::new(source)])
        };
        let steps: Steps = toml::from_str(text).map_err(|error| {
            let help = "[[steps]] with name, step, kind (work or approval), outcome (approved or rejected), drop; \
                        [outcomes] with lists approved, rejected, ignored";
            refused(error.span().unwrap_or_default(), error.message(), help)
        })?;
        let last = |word: &str| {
            let at = text.rfind(word).unwrap_or(0);
            at..(at + word.len()).min(text.len())
        };
        if let Some(name) = steps.twice() {
            let message = format!("two rules name the step {}", toml_text(name));
            return Err(refused(last(name), &message, "one rule for a step: leave out the other"));
        }
        let Some(word) = steps.outcomes.doubled() else { return Ok(steps) };
        let message = format!("the outcome {} is in two lists", toml_text(word));
        let help = "an outcome means one thing: approved, rejected or ignored";
        Err(refused(last(word), &message, help))
    }

    /// A step of which two rules speak.
    fn twice(&self) -> Option<&str> {
        let mut known = BTreeSet::new();
        self.rules.iter().map(|rule| &*rule.name).find(|name| !known.insert(*name))
    }

    /// What an outcome means by the rules.
    pub fn verdict(&self, job: &Job) -> Option<Verdict> {
        let word = said(job)?;
        let is = |list: &[String]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
        if is(&self.outcomes.rejected) {
            Some(Verdict::Rejected)
        } else {
            is(&self.outcomes.approved).then_some(Verdict::Approved)
        }
    }

    fn rule(&self, name: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.name == name)
    }

    /// What a step of the log is called from here on.
    pub fn named<'a>(&'a self, name: &'a str) -> &'a str {
        self.rule(name).and_then(|rule| rule.step.as_deref()).unwrap_or(name)
    }

    /// Whether a step of the log is an approval by its rule.
    pub fn reviews(&self, name: &str) -> bool {
        self.rule(name).is_some_and(|rule| rule.kind == RuleKind::Approval && !rule.drop)
    }

    /// Whether nobody works in a step of the log, by its rule.
    pub fn rests(&self, name: &str) -> bool {
        self.rule(name).is_some_and(|rule| rule.drop)
    }

    /// A status whose rule tells an outcome is no step: it is the outcome of the review before it.
    pub fn statuses_that_decide(&mut self) {
        for rule in &mut self.rules {
            let list = match rule.outcome.take() {
                Some(Verdict::Approved) => &mut self.outcomes.approved,
                Some(Verdict::Rejected) => &mut self.outcomes.rejected,
                None => continue,
            };
            list.push(rule.name.clone());
            (rule.kind, rule.step, rule.drop) = (RuleKind::Work, None, true);
        }
    }

    /// Whether a status is an outcome by the rules.
    pub fn decides(&self, status: &str) -> bool {
        self.outcomes.has(status)
    }

    pub fn is_ignored(&self, job: &Job) -> bool {
        let is = |word| self.outcomes.ignored.iter().any(|known| known.eq_ignore_ascii_case(word));
        said(job).is_some_and(is)
    }

    /// The rules as a file to be edited.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# What the steps of the log are: drafted by flowcast, to be corrected and given with --steps.\n\
             # kind = \"work\" or \"approval\"; step = another name, several may become one;\n\
             # outcome = \"approved\" or \"rejected\" where the name tells it; drop = true leaves rows out.\n",
        );
        for rule in &self.rules {
            let _ = write!(text, "\n[[steps]]\nname = {}\n", toml_text(&rule.name));
            if let Some(step) = &rule.step {
                let _ = writeln!(text, "step = {}", toml_text(step));
            }
            let kind = if rule.kind == RuleKind::Approval { "approval" } else { "work" };
            let _ = writeln!(text, "kind = \"{kind}\"");
            if let Some(verdict) = rule.outcome {
                let word = if verdict == Verdict::Approved { "approved" } else { "rejected" };
                let _ = writeln!(text, "outcome = \"{word}\"");
            }
            if rule.drop {
                let why = rule.guessed.map(|it| format!("  # a guess: {}", led_back(it)));
                let _ = writeln!(text, "drop = true{}", why.unwrap_or_default());
            }
        }
        let list = |words: &[String]| {
            words.iter().map(|word| toml_text(word)).collect::<Vec<_>>().join(", ")
        };
        let Outcomes { approved, rejected, ignored } = &self.outcomes;
        let _ = write!(
            text,
            "\n# What decisions mean; rows with an ignored one are left out.\n[outcomes]\napproved = [{}]\nrejected = [{}]\nignored = [{}]\n",
            list(approved),
            list(rejected),
            list(ignored)
        );
        text
    }
}

impl Outcomes {
    /// Whether a word is in a list.
    pub fn has(&self, word: &str) -> bool {
        let lists = [&self.approved, &self.rejected, &self.ignored];
        lists.into_iter().flatten().any(|known| known.eq_ignore_ascii_case(word))
    }

    /// A word that is in two lists.
    fn doubled(&self) -> Option<&str> {
        let all = || [&self.approved, &self.rejected, &self.ignored].into_iter().enumerate();
        let elsewhere = |word: &str, own: usize| {
            all().any(|(list, words)| {
                list != own && words.iter().any(|it| it.eq_ignore_ascii_case(word))
            })
        };
        all()
            .flat_map(|(list, words)| words.iter().map(move |word| (list, word.as_str())))
            .find(|(list, word)| elsewhere(word, *list))
            .map(|(_, word)| word)
    }
}

/// How many stays in a status lead back, in words.
pub fn led_back((back, all): (usize, usize)) -> String {
    format!("{back} of {all} stays lead back to where the item came from")
}

/// A string of TOML.
pub fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The outcome in the words of the log.
pub fn said(job: &Job) -> Option<&str> {
    match &job.outcome {
        Some(Outcome::Other(word)) => Some(word),
        _ => None,
    }
}
