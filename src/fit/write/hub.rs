//! The hub, and jobs that the scenario does not hold.

use super::{Writer, quoted};
use crate::fit::delays::Handoff;
use crate::fit::estimate::Unit;

/// The lever `via` without a hub, and with one.
const NONE: &str = "none";
pub(super) const HUB: &str = "hub";

impl Writer<'_> {
    pub(super) fn hub(&mut self) {
        let found = self.found;
        let history = found.history;
        let jobs = || history.hub.jobs.iter().map(|place| &history.passes[*place]);
        let Some(first) = jobs().next() else { return };
        let (n, team) = (history.hub.jobs.len(), self.team_name(first.team));
        let Some(effort) = &found.hub else {
            self.findings.push(format!("{n} jobs of a broker have no start: what they take is not told, the scenario has no hub, and what work waited for it is in the latency"));
            return;
        };
        self.line(format!("\n[broker]  # measured: {n} jobs\nteam = {}", quoted(&team)));
        self.law("effort", "broker.effort", effort);
        self.findings.push(format!(
            "versions go through the hands of `{team}`: {n} jobs of a broker, of {} (mean); the model \"As is\" has it as the hub, and latency is what lies beyond these jobs",
            Unit::Hours.written(effort.mean())
        ));
        let flaws = found.rework.flaws.as_ref().filter(|it| !it.shares.is_empty());
        if let Some(share) = flaws.and_then(|it| it.by_hub.as_ref()) {
            self.number("detect", "broker.detect", share);
        }
        let back = jobs().filter(|pass| pass.approved == Some(false)).count();
        if back > 0 {
            self.findings.push(format!("`{team}` sent {back} of these versions back for a flaw"));
        }
    }

    /// What most handoffs do, if that is going through the hub.
    pub(super) fn via(&self) -> &'static str {
        let all = self.found.handoffs.iter().filter(|it| it.n > 0);
        let (through, beside): (Vec<&Handoff>, Vec<&Handoff>) = all.partition(|it| goes(it));
        let most = self.found.hub.is_some() && through.len() > beside.len();
        if most { HUB } else { NONE }
    }

    /// What a handoff does, if most do otherwise.
    pub(super) fn via_of(&self, it: &Handoff) -> Option<String> {
        let own = if goes(it) { HUB } else { NONE };
        let differs = self.found.hub.is_some() && it.n > 0 && own != self.via();
        differs.then(|| format!("via = \"{own}\""))
    }

    /// Audits, which the scenario does not hold.
    pub(super) fn audits(&self) -> Option<String> {
        let (history, n) = (self.history(), self.history().hub.audits.len());
        let team = history.passes[*history.hub.audits.first()?].team;
        let jobs = if n == 1 { "job is an audit" } else { "jobs are audits" };
        Some(format!(
            "{n} {jobs} by `{}`: the scenario does not hold them, so that this team has less to do in it than it had",
            self.team_name(team)
        ))
    }
}

/// Whether most of what is handed over goes through the hub.
fn goes(it: &Handoff) -> bool {
    it.via * 2 > it.n
}
