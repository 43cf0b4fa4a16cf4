//! Steps as streams: work, approvals, and the pieces that pass through them.

use super::{Writer, key, quoted};
use crate::fit::estimate::{Estimate, Unit};
use crate::fit::flow;
use crate::fit::history::Step;
use crate::fit::rework::Verdicts;

impl Writer<'_> {
    pub(super) fn stream(&mut self, step: usize) {
        let found = self.found;
        let Step { name, review, once, .. } = found.history.steps[step].clone();
        let path = format!("streams.{}", key(&name));
        self.line(format!("\n[[streams]]\nname = {}", quoted(&name)));
        if review {
            self.line("kind = \"approval\"");
        }
        let needs: Vec<String> = found
            .flow
            .order
            .iter()
            .filter(|it| found.flow.needs[step].contains(it))
            .map(|it| quoted(&found.history.steps[*it].name))
            .collect();
        if !needs.is_empty() {
            self.line(format!("needs = [{}]", needs.join(", ")));
        }
        if once {
            self.line("once = true");
        }
        if let Some(share) = flow::occurs(found.history, &found.flow, &found.pieces, step) {
            self.number("occurs", &format!("{path}.occurs"), &share);
        }
        match found.rework.approvals.get(&step) {
            Some(verdicts) => self.approval(step, &path, verdicts),
            None => self.work(step, &path),
        }
    }

    fn work(&mut self, step: usize, path: &str) {
        let (team, law) = &self.found.laws[step][0];
        let effort = format!("{path}.effort");
        if self.found.is_passing(step) {
            let name = self.history().steps[step].name.clone();
            self.line(format!("team = {}", quoted(&self.passing_name(step))));
            self.line("# Elapsed time, not effort: what the log has tells when, not how long somebody worked.");
            self.law("effort", &effort, law);
            self.refused.push(name);
        } else {
            self.line(format!("team = {}", quoted(&self.team_name(*team))));
            self.law("effort", &effort, law);
        }
        let flaws = self.found.rework.flaws.as_ref();
        if let Some(share) = flaws.and_then(|it| it.shares.get(&step)) {
            self.number("flaw", &format!("{path}.flaw"), share);
        }
    }

    fn approval(&mut self, step: usize, path: &str, verdicts: &Verdicts) {
        let found = self.found;
        let rejects = |it: &&(usize, Vec<Estimate>)| it.1.iter().any(|share| share.value > 0.0);
        let back = self.returns(step, verdicts);
        let can_reject = back.is_some();
        if !can_reject && verdicts.reject.iter().any(|it| rejects(&it)) {
            let name = &found.history.steps[step].name;
            self.findings.push(format!("rejections of `{name}` have nowhere to go back to, as no work is always before it: the scenario has none; is the item the deliverable?"));
        }
        if let (Some(to), true) = (back, verdicts.reject.iter().any(|it| rejects(&it))) {
            self.line(format!("returns_to = {}", quoted(&found.history.steps[to].name)));
            let passing = self.found.is_passing(to);
            let revise = match (&verdicts.revise, passing) {
                (_, true) => Estimate::assumed(0.0, Unit::Plain)
                    .by("its time is the switch cost of its team"),
                (Some(it), false) => it.clone().as_share(),
                (None, false) => Estimate::assumed(0.3, Unit::Plain),
            };
            self.number("revise", &format!("{path}.revise"), &revise);
            let elapsed = found.history.steps[step].elapsed;
            match &verdicts.rereview {
                Some(it) if !elapsed => self.number("rereview", &format!("{path}.rereview"), it),
                _ if !elapsed => self.number(
                    "rereview",
                    &format!("{path}.rereview"),
                    &Estimate::assumed(1.0, Unit::Plain),
                ),
                _ => {}
            }
        }
        for (team, law) in &found.laws[step] {
            self.line("[[streams.reviewers]]");
            let name = self.team_name(*team);
            let path = format!("{path}.reviewers.{}", key(&name));
            if found.history.is_elapsed(step, *team) {
                self.line(format!("name = {}", quoted(&name)));
                self.law("turnaround", &format!("{path}.turnaround"), law);
            } else {
                self.line(format!("team = {}", quoted(&name)));
                self.law("effort", &format!("{path}.effort"), law);
            }
            let seen = found.tiers.as_ref().ok().and_then(|it| it.seen_by(step, *team));
            if let Some(tiers) = seen {
                let tiers: Vec<String> = tiers.into_iter().map(quoted).collect();
                self.line(format!(
                    "tiers = [{}]  # measured: it never reviewed the others",
                    tiers.join(", ")
                ));
            }
            let shares = verdicts.reject.iter().find(|it| it.0 == *team).map(|it| it.1.clone());
            if let Some(shares) = shares.filter(|_| can_reject) {
                self.reject(&path, &shares);
            }
        }
    }

    /// Where rejections of an approval go: the work that came back most often, else the nearest before it.
    pub(super) fn returns(&self, step: usize, verdicts: &Verdicts) -> Option<usize> {
        let (flow, history) = (&self.found.flow, self.history());
        let work = |it: &&usize| flow.before[step].contains(it) && !history.steps[**it].review;
        let seen = verdicts.returns_to.filter(|it| work(&it));
        seen.or_else(|| flow.order.iter().rev().find(work).copied())
    }

    fn reject(&mut self, path: &str, shares: &[Estimate]) {
        // Who has always rejected would do so for ever.
        let last = shares.len() - 1;
        let less = |place: usize, it: &Estimate| {
            let most = it.n as f64 / (it.n + 1) as f64;
            match place == last && it.value > most {
                true => it.clone().at(most).by(format!("{}, less than 1", it.method)),
                false => it.clone(),
            }
        };
        let shares: Vec<Estimate> =
            shares.iter().enumerate().map(|(place, it)| less(place, it)).collect();
        let written: Vec<String> = shares.iter().map(Estimate::written).collect();
        let comments: Vec<String> = shares.iter().map(Estimate::comment).collect();
        let value = if written.len() == 1 {
            written[0].clone()
        } else {
            format!("[{}]", written.join(", "))
        };
        self.line(format!("reject = {value}  # {}", comments.join("; then ")));
        for (place, it) in shares.iter().enumerate() {
            self.row(&format!("{path}.reject[{place}]"), it);
        }
    }

    pub(super) fn pieces(&mut self) {
        for (place, piece) in self.found.pieces.iter().enumerate() {
            self.line(format!("\n[[deliverables]]\nname = {}", quoted(&piece.name)));
            let path = format!("deliverables.{}.count", key(&piece.name));
            self.number("count", &path, &piece.count);
            if let Some(size) = self.found.sizes.of_piece(place) {
                self.number("size", &format!("deliverables.{}.size", key(&piece.name)), size);
            }
            if let Some(tier) = self.found.tiers.as_ref().ok().and_then(|it| it.of_piece(place)) {
                self.line(format!("tier = \"{tier}\"  # measured: by who reviews it"));
            }
            let skip: Vec<String> =
                piece.skip.iter().map(|it| quoted(&self.history().steps[*it].name)).collect();
            if !skip.is_empty() {
                self.line(format!("skip = [{}]", skip.join(", ")));
            }
        }
    }

    /// Pieces that wait for others.
    pub(super) fn dependencies(&mut self) {
        for wait in &self.found.waits {
            let named = |(kind, step): (usize, usize)| {
                [&self.found.pieces[kind].name, &self.history().steps[step].name].map(String::clone)
            };
            let ([giver, done], [piece, begins]) = (named(wait.from), named(wait.to));
            let [from, to] = [(&giver, &done), (&piece, &begins)]
                .map(|(piece, step)| quoted(&format!("{piece}/{step}")));
            let n = wait.n;
            self.line(format!(
                "\n[[dependencies]]  # measured: {n} pieces waited\nfrom = {from}\nto = {to}"
            ));
            self.findings.push(format!(
                "`{begins}` of `{piece}` begins after `{done}` of `{giver}` ({n} pieces waited)"
            ));
        }
    }
}
