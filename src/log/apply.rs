//! Rules about steps, drafted from a log and applied to it.

use super::ahead;
use super::applied::Applied;
use super::holds::{self, Holds};
use super::meaning::{Verdict, in_name, meaning, names_review, told, waits};
use super::steps::{Rule, RuleKind, Steps, said};
use super::ways::{self, Way, Ways};
use super::{Form, Job, Kind};
use crate::time::Instant;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl Steps {
    /// Guesses rules for jobs as written.
    pub fn draft(jobs: &[Job], form: Form) -> Steps {
        let steps = match form {
            Form::Changes => Steps::of_changes(jobs),
            Form::Jobs | Form::Proofs => Steps::of_jobs(jobs),
        };
        Steps { drafted: true, ..steps }
    }

    /// Of a change log: what follows reviews is listed where it means the same after all of them.
    fn of_changes(jobs: &[Job]) -> Steps {
        let mut steps = Steps { rules: statuses(jobs), ..Steps::default() };
        let mut meant: BTreeMap<Arc<str>, Vec<Way>> = BTreeMap::new();
        for ((_, next), way) in ways::of(jobs, &steps, &Holds::of(jobs, &steps)) {
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
        let mut steps = Steps::default();
        steps.know(jobs);
        let names: BTreeSet<&str> = jobs.iter().map(|job| &*job.step).collect();
        let told: BTreeSet<(String, Verdict)> =
            names.iter().filter_map(|name| in_name(name)).collect();
        let judged = steps.judged(jobs);
        // What a broker or an audit does is no step of a piece.
        let steps_of: BTreeSet<&str> =
            jobs.iter().filter(|job| job.kind.is_step()).map(|job| &*job.step).collect();
        for name in in_order(jobs).into_iter().filter(|name| steps_of.contains(name)) {
            steps.rules.push(rule(name, &told, judged.contains(name)));
        }
        steps
    }

    /// Lists the outcomes that no list has and whose words tell what they mean.
    fn know(&mut self, jobs: &[Job]) {
        let words: BTreeSet<&str> = jobs.iter().filter_map(said).collect();
        for word in words.into_iter().filter(|word| !self.outcomes.has(word)).collect::<Vec<_>>() {
            let list = match meaning(word) {
                Some(Some(Verdict::Approved)) => &mut self.outcomes.approved,
                Some(Some(Verdict::Rejected)) => &mut self.outcomes.rejected,
                Some(None) => &mut self.outcomes.ignored,
                None => continue,
            };
            list.push(word.to_owned());
        }
    }

    /// Steps of which some outcomes approve or reject.
    fn judged(&self, jobs: &[Job]) -> BTreeSet<Arc<str>> {
        let judged = jobs.iter().filter(|job| job.kind.is_step() && self.verdict(job).is_some());
        judged.map(|job| job.step.clone()).collect()
    }

    /// What follows each review of a change log means; what follows anything else is no outcome. What was put aside and taken up
    /// again is one job.
    fn ways(&mut self, jobs: &mut Vec<Job>, came: &mut Applied) -> Ways {
        self.rest_where_drafted(jobs);
        self.statuses_that_decide();
        let holds = Holds::of(jobs, self);
        let ways = ways::of(jobs, self, &holds);
        came.doubts = holds.asked();
        came.taken_up = holds::join(jobs, self, &holds);
        ahead::ask(jobs, self, &holds);
        let others = jobs.iter_mut().filter(|job| !self.reviews(&job.step));
        others.for_each(|job| job.outcome = None);
        ways
    }

    /// A status in which work lies, or ends, does so whether or not somebody wrote a rule of it.
    fn rest_where_drafted(&mut self, jobs: &[Job]) {
        let named: BTreeSet<String> = self.rules.iter().map(|rule| rule.name.clone()).collect();
        self.rules.extend(
            statuses(jobs).into_iter().filter(|rule| rule.drop && !named.contains(&rule.name)),
        );
    }

    /// Applies the rules, and tells what they left out or do not know. Steps without a rule get one.
    pub fn apply(&mut self, jobs: &mut Vec<Job>, form: Form) -> Applied {
        let mut came = Applied { before: jobs.len(), ..Applied::default() };
        let (mut ways, mut judged) = (Ways::new(), BTreeSet::new());
        match form {
            Form::Changes => ways = self.ways(jobs, &mut came),
            Form::Jobs | Form::Proofs => {
                self.know(jobs);
                judged = self.judged(jobs);
            }
        }
        let guessed = self.rules.iter().filter_map(|it| Some((it.name.clone(), it.guessed?)));
        came.guessed = guessed.collect();
        let rules: BTreeMap<&str, &Rule> =
            self.rules.iter().map(|rule| (&*rule.name, rule)).collect();
        jobs.retain_mut(|job| {
            let rule = rules.get(&*job.step).copied();
            match rule {
                Some(rule) => _ = came.used.insert(rule.name.clone()),
                None if !job.kind.is_step() => {}
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
            let approval = match rule {
                Some(rule) => rule.kind == RuleKind::Approval,
                None => judged.contains(&job.step),
            };
            if approval && job.kind == Kind::Work {
                job.kind = Kind::Review;
            }
            self.judge(job, rule, (form, &ways), &mut came);
            if let Some(name) = rule.and_then(|rule| rule.step.as_ref()) {
                job.step = name.as_str().into();
            }
            true
        });
        came.judged = came.unknown.intersection(&judged).cloned().collect();
        let judged = &came.judged;
        let rule = |name: &Arc<str>| {
            let is_work = !judged.contains(name);
            let kind = if is_work { RuleKind::Work } else { RuleKind::Approval };
            Rule { name: name.to_string(), kind, ..Rule::default() }
        };
        let unknown = came.unknown.iter();
        self.rules.extend(unknown.map(rule));
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
        // Where no outcome is known, there are no reviews to be seen by them: whatever has one is, if nobody says otherwise.
        let none_known = self.outcomes.approved.is_empty() && self.outcomes.rejected.is_empty();
        let seen = none_known && (self.drafted || rule.is_none());
        let reviews = job.kind == Kind::Review || form == Form::Proofs || seen;
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

/// The rules that the statuses of a change log seem to need: one is a review by its name, or by a verdict that follows.
fn statuses(jobs: &[Job]) -> Vec<Rule> {
    let verdicts = jobs.iter().filter(|job| said(job).is_some_and(|next| told(next).is_some()));
    let judged: BTreeSet<&str> = verdicts.map(|job| &*job.step).collect();
    let is_review = |name| !waits(name) && (judged.contains(name) || names_review(name));
    // What no item has ever left is where items end, whatever it is called.
    let left: BTreeSet<&str> =
        jobs.iter().filter(|job| job.end.is_some()).map(|job| &*job.step).collect();
    let rule = |name| {
        let rule = status(name, is_review(name));
        Rule { drop: rule.drop || !left.contains(name), ..rule }
    };
    let mut steps =
        Steps { rules: in_order(jobs).into_iter().map(rule).collect(), ..Steps::default() };
    let guessed = holds::guessed(jobs, &steps);
    for rule in &mut steps.rules {
        rule.guessed = guessed.get(&*rule.name).copied();
        rule.drop |= rule.guessed.is_some();
    }
    steps.rules
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
