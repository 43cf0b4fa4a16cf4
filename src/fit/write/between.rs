//! What lies between steps, and what comes from outside.

use super::{Writer, key, quoted};
use crate::fit::asked_again::AskedAgain;
use crate::fit::estimate::{Estimate, Unit};

impl Writer<'_> {
    pub(super) fn handoffs(&mut self) {
        let found = self.found;
        self.line("\n[handoffs]");
        match &found.latency.all {
            Some(law) => self.law("latency", "handoffs.latency", law),
            None => {
                self.number("latency", "handoffs.latency", &Estimate::assumed(0.0, Unit::Hours))
            }
        }
        self.number("sensitivity", "handoffs.sensitivity", &self.sensitivity());
        let impact = at_most_1(found.rework.impact.clone(), 0.3);
        self.number("impact", "handoffs.impact", &impact);
        if found.rework.flaws.as_ref().is_some_and(|it| it.by_others) {
            self.line("spot = 1  # assumption: flaws that were found, and not by a hub or reviewer, were by whoever takes up the work");
            self.assumed("handoffs.spot", "1");
        }
        let has_latency = found.latency.all.as_ref().is_some_and(|law| law.median() > 0.0);
        let mut row = 0;
        for (from, to, law) in &found.latency.between {
            self.between(*from, *to);
            self.law("latency", &format!("handoffs.between[{row}].latency"), law);
            row += 1;
        }
        let elapsed =
            found.handoffs.iter().filter(|it| has_latency && found.history.steps[it.to].elapsed);
        for it in elapsed {
            self.between(it.from, it.to);
            self.line("latency = \"0h\"  # assumption: it is in the turnaround");
            self.assumed(&format!("handoffs.between[{row}].latency"), "0h");
            row += 1;
        }
        self.asked_again(row);
        self.rework();
    }

    /// What mending a flaw takes, and what people learn.
    fn rework(&mut self) {
        let rework = &self.found.rework;
        let flaws = rework.flaws.as_ref().filter(|it| !it.shares.is_empty());
        if flaws.is_some() || rework.learning.is_some() {
            self.line("\n[rework]");
        }
        if let Some(flaws) = flaws {
            self.number("fix", "rework.fix", &at_most_1(flaws.fix.clone(), 0.3));
        }
        if let Some(it) = &rework.learning {
            self.number("learning", "rework.learning", it);
        }
    }

    /// Approvals that look again at what they have approved more rarely or more often than other receivers do; rows are counted on.
    fn asked_again(&mut self, mut row: usize) {
        let found = self.found;
        let usual = self.sensitivity().value;
        let differs = |it: &AskedAgain| it.share.interval.is_some_and(|it| !it.contains(usual));
        for (step, it) in found.asked_again.iter().filter(|(_, it)| differs(it)) {
            let name = &found.history.steps[*step].name;
            self.line(format!("[[handoffs.between]]\nto = {}", quoted(name)));
            self.number("sensitivity", &format!("handoffs.between[{row}].sensitivity"), &it.share);
            row += 1;
            let sent_back = match it.sent_back {
                0 => String::new(),
                n => format!(", {n} of them since another approval had rejected"),
            };
            self.findings.push(format!(
                "`{name}` was asked again for {} of {} new versions of what it had approved{sent_back}: the scenario asks it as often as that",
                it.asked, it.share.n
            ));
        }
    }

    /// How often a new version matters to who is done.
    fn sensitivity(&self) -> Estimate {
        at_most_1(Some(self.found.rework.sensitivity.clone()), 0.5)
    }

    fn between(&mut self, from: usize, to: usize) {
        let [from, to] = [from, to].map(|step| quoted(&self.history().steps[step].name));
        self.line(format!("[[handoffs.between]]\nfrom = {from}\nto = {to}"));
    }

    /// How long campaigns stay open to changes after their launch.
    pub(super) fn live(&mut self) {
        let changes = &self.found.rework.changes;
        let last = changes.iter().filter_map(|it| Some((it.live?, it)));
        let Some((live, it)) = last.max_by(|a, b| a.0.total_cmp(&b.0)) else { return };
        let name = &self.history().steps[it.step].name;
        self.line(format!("live = \"{live}h\"  # measured: finished campaigns were changed"));
        self.findings.push(format!(
            "`{name}` was changed after all of a campaign was done: in the scenario campaigns stay open to that for {live} h after their launch; cycle times of `compare` end with the launch, those of `validate` with the last work"
        ));
    }

    pub(super) fn changes(&mut self) {
        let longest = self.history().cycles().iter().fold(0.0, |most: f64, it| most.max(it.0));
        for (place, change) in self.found.rework.changes.iter().enumerate() {
            let stream = quoted(&self.history().steps[change.step].name);
            let name = format!("change {}", place + 1);
            let path = |part: &str| format!("changes.{}.{part}", key(&name));
            self.line(format!("\n[[changes]]\nname = {}\nstream = {stream}", quoted(&name)));
            match &change.every {
                Ok(gap) => {
                    self.number("every", &path("every"), gap);
                    let days = libm::ceil(longest / 24.0).max(1.0);
                    self.line(match change.live {
                        Some(live) => format!("clock = \"launch\"\nuntil = \"{live}h\"  # measured: the latest after all was done"),
                        None => format!("until = \"{days}d\"  # measured: the longest campaign"),
                    });
                }
                Err(at) => {
                    let at = at.clone().at_best(change.probability.grade());
                    self.number("at", &path("at"), &at);
                    self.number("probability", &path("probability"), &change.probability);
                }
            }
            self.number("reach", &path("reach"), &change.reach);
            let severity = change.severity.clone().as_share();
            self.number("severity", &path("severity"), &severity);
        }
    }
}

/// A share that was found, else what is usual.
fn at_most_1(found: Option<Estimate>, usual: f64) -> Estimate {
    let it = found.filter(|it| it.n > 0).unwrap_or_else(|| Estimate::assumed(usual, Unit::Plain));
    it.as_share()
}
