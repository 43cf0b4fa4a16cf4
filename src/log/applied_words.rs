//! What came of the rules about steps, in words, and whether that is too much to go on.

use super::Form;
use super::applied::{Applied, Counted, Decided};
use super::holds::TakenUp;
use super::steps::{Rule, RuleKind, Steps, led_back, toml_text};
use super::text::Refusal;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many words are named.
const NAMED: usize = 6;

impl Applied {
    /// It in sentences.
    pub fn notes(&self, rules: &[Rule]) -> Vec<String> {
        let (all, mut notes) = (self.before, Vec::new());
        let are = |n: usize| if n == 1 { "is" } else { "are" };
        if let Counted { jobs: n @ 1.., .. } = self.dropped {
            let (are, list) = (are(n), self.dropped.list());
            notes.push(format!(
                "{n} of {all} jobs {are} left out by the rules about steps: `{list}`."
            ));
        }
        if let Counted { jobs: n @ 1.., .. } = self.ignored {
            let (are, list) = (are(n), self.ignored.list());
            notes.push(format!(
                "{n} of {all} jobs {are} left out for an outcome that is no verdict: `{list}`."
            ));
        }
        notes.extend(self.put_aside());
        notes.extend(self.doubts.iter().cloned());
        let idle = self.idle(rules);
        notes.extend(idle.map(|it| format!("The log has no step `{it}`, which --steps names.")));
        if self.strange.jobs > 0 {
            let list = self.strange.list();
            let (does, is) = match self.strange.names.len() {
                1 => ("neither approves nor rejects", "it is"),
                _ => ("neither approve nor reject", "they are"),
            };
            notes.push(format!("`{list}` {does}: say what {is} under [outcomes] of --steps."));
        }
        let work = self.unknown.difference(&self.judged).map(|name| &**name).collect();
        let judged = self.judged.iter().map(|name| &**name).collect();
        for (names, what) in [(work, "work"), (judged, "an approval, by its outcomes")] {
            let names: Vec<&str> = names;
            if !names.is_empty() {
                notes.push(format!("No rule names `{}`: taken for {what}.", names.join("`, `")));
            }
        }
        notes
    }

    /// What was put aside and taken up again, and how that is read.
    fn put_aside(&self) -> Option<String> {
        let TakenUp { reviews, work, lay, names } = &self.taken_up;
        let counted = |n: usize, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let parts =
            [counted(*reviews, "review", "reviews"), counted(*work, "job of work", "jobs of work")];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        let were = if reviews + work == 1 { "was" } else { "were" };
        (!parts.is_empty()).then(|| format!(
            "{} {were} put aside (`{}`) and taken up again: one pass each, with the verdict of the last. The time aside, {:.0} h by the clock all together, counts neither as work nor as waiting for anybody, and a scenario has none of it.",
            parts.join(" and "),
            names.join("`, `"),
            crate::time::hours(*lay)
        ))
    }

    /// Steps of rules that the log does not have.
    fn idle(&self, rules: &[Rule]) -> Option<String> {
        let idle = rules.iter().map(|rule| &*rule.name).filter(|name| !self.knows(name));
        let idle: Vec<&str> = idle.collect();
        (!idle.is_empty()).then(|| idle.join("`, `"))
    }

    /// Whether the log has a step of this name.
    fn knows(&self, name: &str) -> bool {
        self.used.contains(name) || self.unknown.contains(name)
    }

    /// Of a change log: what the statuses that follow each review were taken for, and in which work was guessed to rest.
    pub fn verdicts(&self, form: Form) -> Vec<String> {
        let listed = |words: &BTreeMap<String, usize>| {
            let words: Vec<String> = words.iter().map(|(it, n)| format!("`{it}` ({n})")).collect();
            if words.is_empty() { "–".to_owned() } else { words.join(", ") }
        };
        let line = |(step, it): (&Arc<str>, &Decided)| {
            let (on, back) = (listed(&it.approved), listed(&it.rejected));
            format!("`{step}` is a review: what comes next approves: {on}; sends back: {back}")
        };
        let rests = self.guessed.iter().map(|(status, stays)| {
            format!("`{status}` is where work rests, a guess: {}", led_back(*stays))
        });
        let decided = self.decided.iter().filter(|_| form == Form::Changes).map(line);
        decided.chain(rests).collect()
    }

    /// Why the rules are no good for this log: they are of another one, or a twentieth of a step's outcomes may mean anything, so that
    /// no share of rejections can be told.
    pub fn refusal(&self, steps: &Steps) -> Option<Refusal> {
        self.of_another(steps).or_else(|| self.undecided(steps))
    }

    /// Rules of which none is about a step of the log. Those that the log has and no rule names were added to them.
    fn of_another(&self, steps: &Steps) -> Option<Refusal> {
        let told = steps.rules.iter().map(|rule| rule.name.as_str());
        let told: Vec<&str> = told.filter(|name| !self.unknown.contains(*name)).collect();
        if !self.used.is_empty() || told.is_empty() {
            return None;
        }
        let known: Vec<&str> = self.unknown.iter().map(|name| &**name).take(NAMED).collect();
        let message = format!(
            "--steps knows no step of this log: it names `{}`, the log has `{}`",
            told[..told.len().min(NAMED)].join("`, `"),
            known.join("`, `")
        );
        let help = "write names as the log has them; a run without --steps drafts the file";
        Some(Refusal { message, help: help.to_owned(), at: None })
    }

    fn undecided(&self, steps: &Steps) -> Option<Refusal> {
        // A word that stands in every row is none of a review.
        if self.strange.names.len() == 1 && self.strange.jobs == self.before {
            return None;
        }
        let (step, found) =
            self.decided.iter().find(|(_, it)| it.strange.jobs * 20 >= it.all.max(1))?;
        let (n, all) = (found.strange.jobs, found.all);
        let words: Vec<&str> = found.strange.names.iter().map(String::as_str).collect();
        let named = words[..words.len().min(NAMED)].join("`, `");
        let more = words.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let idle = self.idle(&steps.rules);
        let idle = idle.map(|it| format!("; the log has no step `{it}`, which --steps names"));
        let message = format!(
            "{n} of {all} outcomes of `{step}` are neither known to approve nor to reject: `{named}`{more}{}",
            idle.unwrap_or_default()
        );
        let doubts = self.doubts.iter().map(|it| format!(" {it}")).collect::<String>();
        let help = format!(
            "how often work is sent back would come out wrong. Save this to a file, put each word of its last line into the list in which it belongs (rows with an ignored one are left out), and give the file with --steps.{doubts}\n\n{}",
            self.example(steps, step, &words)
        );
        Some(Refusal { message, help, at: None })
    }

    /// A file of rules that knows these words, but for the list to which they belong. Of steps of which nobody wrote
    /// it does not say that they are work.
    fn example(&self, steps: &Steps, step: &str, words: &[&str]) -> String {
        let told = |rule: &&Rule| {
            let written = !steps.drafted && self.used.contains(&rule.name);
            let plain = Rule { name: rule.name.clone(), ..Rule::default() } == **rule;
            self.knows(&rule.name) && (written || !plain)
        };
        let mut own = Steps { outcomes: steps.outcomes.clone(), ..Steps::default() };
        own.rules = steps.rules.iter().filter(told).cloned().collect();
        if !own.rules.iter().any(|rule| rule.step.as_deref().unwrap_or(&rule.name) == step) {
            let kind = RuleKind::Approval;
            own.rules.push(Rule { name: step.to_owned(), kind, ..Rule::default() });
        }
        let words: Vec<String> = words.iter().map(|word| toml_text(word)).collect();
        format!("{}# To be put into these lists: {}", own.to_toml(), words.join(", "))
    }
}
