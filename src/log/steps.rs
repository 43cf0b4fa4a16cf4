//! Rules about steps: which are approvals, which outcomes reject, what is left out. A log's first reading drafts them.

use super::applied::Applied;
use super::ways::{self, Way, Ways};
use super::{Form, Job, Kind, Outcome};
use crate::scenario::{Note, Origin, Place, Problems, Source};
use crate::time::Instant;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// Words of outcomes that send work back; the ones before those that agree, since "not approved" is one.
const REJECTS: [&str; 16] = [
    "reject",
    "declin",
    "denied",
    "refus",
    "not approved",
    "disapprov",
    "changes req",
    "change req",
    "needs changes",
    "sent back",
    "returned",
    "failed",
    "abgelehnt",
    "nicht freigegeben",
    "änderung nötig",
    "änderungen nötig",
];
const APPROVES: [&str; 7] =
    ["approv", "accept", "signed off", "sign-off given", "passed", "freigegeben", "genehmigt"];
/// Statuses in which work lies, and how such begin.
const RESTING: [&str; 12] = [
    "to do",
    "todo",
    "open",
    "new",
    "backlog",
    "closed",
    "resolved",
    "cancelled",
    "canceled",
    "on hold",
    "blocked",
    "released",
];
const BEFORE: [&str; 7] =
    ["ready", "waiting", "selected for", "awaiting", "reopened", "pending", "to be"];
/// Statuses in which somebody reviews.
const REVIEWS: [&str; 8] =
    ["review", "approval", "sign-off", "signoff", "sign off", "freigabe", "abnahme", "prüfung"];
/// Statuses that end a review without a decision.
const GIVEN_UP: [&str; 7] =
    ["cancel", "abandon", "won't", "duplicate", "on hold", "blocked", "abgebrochen"];
const IGNORED: [&str; 3] = ["not relevant", "no decision", "not required"];

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

impl From<Verdict> for Outcome {
    fn from(verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Approved => Outcome::Approved,
            Verdict::Rejected => Outcome::Rejected,
        }
    }
}

/// What an approval ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Agreed.
    Approved,
    /// Sent back.
    Rejected,
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
        let Some(word) = steps.outcomes.doubled() else { return Ok(steps) };
        let at = text.rfind(word).unwrap_or(0);
        let message = format!("the outcome {} is in two lists", toml_text(word));
        Err(refused(
            at..at + word.len(),
            &message,
            "an outcome means one thing: approved, rejected or ignored",
        ))
    }

    /// Guesses rules for jobs as written.
    pub fn draft(jobs: &[Job], form: Form) -> Steps {
        match form {
            Form::Changes => Steps::of_changes(jobs),
            Form::Jobs | Form::Proofs => Steps::of_jobs(jobs),
        }
    }

    /// Of a change log: a status is a review by its name, or by a verdict that follows. What else follows reviews is listed
    /// where it means the same after all of them.
    fn of_changes(jobs: &[Job]) -> Steps {
        let verdicts = jobs.iter().filter(|job| said(job).is_some_and(|next| told(next).is_some()));
        let judged: BTreeSet<&str> = verdicts.map(|job| &*job.step).collect();
        let is_review = |name| !waits(name) && (judged.contains(name) || names_review(name));
        let rules = in_order(jobs).into_iter().map(|name| status(name, is_review(name))).collect();
        let mut steps = Steps { rules, outcomes: Outcomes::default() };
        let mut meant: BTreeMap<Arc<str>, Vec<Way>> = BTreeMap::new();
        for ((_, next), way) in ways::of(jobs, &steps) {
            meant.entry(next).or_default().push(way);
        }
        for (next, ways) in meant {
            let alike = ways.iter().all(|way| *way == ways[0]);
            match ways[0] {
                _ if !alike => {}
                Way::Decides(Verdict::Approved) => steps.outcomes.approved.push(next.to_string()),
                Way::Decides(Verdict::Rejected) => steps.outcomes.rejected.push(next.to_string()),
                Way::Aside | Way::Unclear => {}
            }
        }
        steps
    }

    fn of_jobs(jobs: &[Job]) -> Steps {
        let mut outcomes = Outcomes::default();
        let words: BTreeSet<&str> = jobs.iter().filter_map(said).collect();
        for word in words {
            let list = match meaning(word) {
                Some(Some(Verdict::Approved)) => &mut outcomes.approved,
                Some(Some(Verdict::Rejected)) => &mut outcomes.rejected,
                Some(None) => &mut outcomes.ignored,
                None => continue,
            };
            list.push(word.to_owned());
        }
        let mut steps = Steps { rules: Vec::new(), outcomes };
        let names: BTreeSet<&str> = jobs.iter().map(|job| &*job.step).collect();
        let told: BTreeSet<(String, Verdict)> =
            names.iter().filter_map(|name| in_name(name)).collect();
        let judged: BTreeSet<&str> =
            jobs.iter().filter(|job| steps.verdict(job).is_some()).map(|job| &*job.step).collect();
        for name in in_order(jobs) {
            steps.rules.push(rule(name, &told, judged.contains(&name)));
        }
        steps
    }

    /// What an outcome means by the rules.
    fn verdict(&self, job: &Job) -> Option<Verdict> {
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
    fn statuses_that_decide(&mut self) {
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

    /// What follows each review of a change log means; what follows anything else is no outcome.
    fn ways(&mut self, jobs: &mut [Job]) -> Ways {
        self.statuses_that_decide();
        let ways = ways::of(jobs, self);
        let others = jobs.iter_mut().filter(|job| !self.reviews(&job.step));
        others.for_each(|job| job.outcome = None);
        ways
    }

    fn is_ignored(&self, job: &Job) -> bool {
        let is = |word| self.outcomes.ignored.iter().any(|known| known.eq_ignore_ascii_case(word));
        said(job).is_some_and(is)
    }

    /// Applies the rules, and tells what they left out or do not know. Steps without a rule get one.
    pub fn apply(&mut self, jobs: &mut Vec<Job>, form: Form) -> Applied {
        let ways = if form == Form::Changes { self.ways(jobs) } else { Ways::new() };
        let rules: BTreeMap<&str, &Rule> =
            self.rules.iter().map(|rule| (&*rule.name, rule)).collect();
        let mut came = Applied { before: jobs.len(), ..Applied::default() };
        jobs.retain_mut(|job| {
            let rule = rules.get(&*job.step).copied();
            match rule {
                Some(rule) => _ = came.used.insert(rule.name.clone()),
                None => _ = came.unknown.insert(job.step.clone()),
            }
            if rule.is_some_and(|rule| rule.drop) {
                came.dropped.add(&job.step);
                return false;
            }
            if let Some(word) = said(job).filter(|_| self.is_ignored(job)) {
                came.ignored.add(word);
                return false;
            }
            let approval = rule.is_some_and(|rule| rule.kind == RuleKind::Approval);
            if approval && job.kind == Kind::Work {
                job.kind = Kind::Review;
            }
            self.judge(job, rule, (form, &ways), &mut came);
            if let Some(name) = rule.and_then(|rule| rule.step.as_ref()) {
                job.step = name.as_str().into();
            }
            true
        });
        let unknown = came.unknown.iter();
        self.rules.extend(unknown.map(|name| Rule { name: name.to_string(), ..Rule::default() }));
        came
    }

    /// What the outcome of a job means.
    fn judge(
        &self,
        job: &mut Job,
        rule: Option<&Rule>,
        (form, ways): (Form, &Ways),
        came: &mut Applied,
    ) {
        let Some(word) = said(job).map(str::to_owned) else {
            if let Some(verdict) = rule.and_then(|rule| rule.outcome) {
                job.outcome = Some(verdict.into());
            }
            return;
        };
        let way = ways.get(&(job.step.clone(), word.as_str().into()));
        let by_way = match way {
            Some(Way::Decides(verdict)) => Some(*verdict),
            _ => None,
        };
        let verdict = rule.and_then(|rule| rule.outcome).or_else(|| self.verdict(job)).or(by_way);
        if verdict.is_none() && way == Some(&Way::Aside) {
            job.outcome = None;
            return;
        }
        // Where no outcome is known, there are no reviews to be seen by them: whatever has one is.
        let none_known = self.outcomes.approved.is_empty() && self.outcomes.rejected.is_empty();
        let reviews = job.kind == Kind::Review || form == Form::Proofs || none_known;
        if reviews && verdict.is_none() {
            came.strange.add(&word);
        }
        // One that is open has not been decided.
        if reviews && job.end.is_some() {
            let name = rule.and_then(|it| it.step.as_deref()).unwrap_or(&job.step);
            came.decided.entry(name.into()).or_default().add(&word, verdict);
        }
        if let Some(verdict) = verdict {
            job.outcome = Some(verdict.into());
        }
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
                text.push_str("drop = true\n");
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

/// The names of steps by their first time in the log.
fn in_order(jobs: &[Job]) -> Vec<&str> {
    let mut first: BTreeMap<&str, Option<Instant>> = BTreeMap::new();
    for job in jobs {
        let at = job.times().min();
        let known = first.entry(&job.step).or_insert(at);
        *known = at.min(*known);
    }
    let mut names: Vec<&str> = first.keys().copied().collect();
    names.sort_by_key(|name| (first[name], *name));
    names
}

/// A string of TOML.
pub fn toml_text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The outcome in the words of the log.
fn said(job: &Job) -> Option<&str> {
    match &job.outcome {
        Some(Outcome::Other(word)) => Some(word),
        _ => None,
    }
}

/// What an outcome seems to mean: a verdict, or that it is none and the row goes; `None` if unknown.
fn meaning(word: &str) -> Option<Option<Verdict>> {
    let word = word.to_lowercase().replace('_', " ");
    let has = |list: &[&str]| list.iter().any(|part| word.contains(part));
    if has(&IGNORED) {
        Some(None)
    } else if has(&REJECTS) {
        Some(Some(Verdict::Rejected))
    } else {
        has(&APPROVES).then_some(Some(Verdict::Approved))
    }
}

/// A step's name that tells an outcome, as in "REJECTED by LEGAL": the name without that word, and the outcome.
fn in_name(name: &str) -> Option<(String, Verdict)> {
    let verdict = |word: &str| {
        let word = word.to_lowercase();
        let ends = |with: &str| word.split(['_', '-']).any(|part| part == with);
        match (ends("approved") || ends("accepted"), ends("rejected") || ends("declined")) {
            (true, false) => Some(Verdict::Approved),
            (false, true) => Some(Verdict::Rejected),
            _ => None,
        }
    };
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let place = words.iter().position(|word| verdict(word).is_some())?;
    let found = verdict(words.remove(place))?;
    (!words.is_empty()).then(|| (words.join(" "), found))
}

/// The verdict that a status tells.
pub fn told(status: &str) -> Option<Verdict> {
    let lies = is_before(&status.to_lowercase()) || names_review(status);
    meaning(status).flatten().filter(|_| !lies)
}

/// Whether a status tells that work is laid aside.
pub fn gives_up(status: &str) -> bool {
    let status = status.to_lowercase();
    GIVEN_UP.iter().any(|word| status.contains(word))
}

/// Whether a status tells that somebody reviews: "Client approval", but not "Approved", "Review passed" or "Ready for review".
fn names_review(status: &str) -> bool {
    let status = status.to_lowercase();
    let over = ["reviewed", "request", "given", "done", "complete", "finished"];
    REVIEWS.iter().any(|word| status.contains(word))
        && !over.iter().any(|word| status.contains(word))
        && !is_before(&status)
        && !matches!(meaning(&status.replace("approval", "")), Some(Some(_)))
}

fn is_before(status: &str) -> bool {
    BEFORE.iter().any(|word| status.starts_with(word))
}

/// Whether nobody works on what has this status.
pub fn waits(status: &str) -> bool {
    let lower = status.to_lowercase();
    RESTING.contains(&&*lower)
        || is_before(&lower)
        || ["done", "complete", "completed", "finished"].iter().any(|word| lower.ends_with(word))
        || told(status).is_some()
}

/// The rule that a status seems to need.
fn status(name: &str, judged: bool) -> Rule {
    let plain = Rule { name: name.to_owned(), ..Rule::default() };
    if judged {
        return Rule { kind: RuleKind::Approval, ..plain };
    }
    let lower = name.to_lowercase();
    let short = lower.strip_suffix(" in progress").and_then(|rest| name.get(..rest.len()));
    Rule { step: short.map(str::to_owned), drop: waits(name), ..plain }
}

/// The rule that a step seems to need; `told` are the outcomes that names tell.
fn rule(name: &str, told: &BTreeSet<(String, Verdict)>, judged: bool) -> Rule {
    let plain = Rule { name: name.to_owned(), ..Rule::default() };
    if judged {
        return Rule { kind: RuleKind::Approval, ..plain };
    }
    let Some((step, verdict)) = in_name(name) else { return plain };
    // Who never approves only takes note of a rejection.
    let approves = told.contains(&(step.clone(), Verdict::Approved));
    let rejects = told.contains(&(step.clone(), Verdict::Rejected));
    match (approves, rejects) {
        (true, _) => {
            Rule { step: Some(step), kind: RuleKind::Approval, outcome: Some(verdict), ..plain }
        }
        (false, true) => Rule { drop: true, ..plain },
        (false, false) => plain,
    }
}
