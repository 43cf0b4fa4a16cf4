//! What is tried only where it is asked for: reviewers interrupted, teams that go ahead without a verdict.

use super::Menu;
use crate::model::TeamId;
use crate::scenario::duration;

/// What is allowed beyond the readable menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// To interrupt a reviewing team, one by one.
    pub on_demand: bool,
    /// Other times after which teams may go ahead without a verdict.
    pub patience: bool,
    /// That they then do.
    pub bypass: bool,
}

impl Menu<'_> {
    /// Decisions that are allowed beyond the readable menu.
    pub(super) fn allowed(&mut self, allow: Allow) {
        let teams = self.reviewing();
        for team in teams.iter().filter(|_| allow.on_demand) {
            self.on_demand(*team);
        }
        let approves = self.facts.streams.iter().any(|stream| stream.is_approval());
        if allow.patience && approves && self.today.approval.bypass > 0.0 {
            self.patience();
        }
        if allow.bypass && approves {
            self.bypass();
        }
    }

    /// Teams that review something, and are not interrupted today.
    fn reviewing(&self) -> Vec<TeamId> {
        let interrupted = &self.today.approval.on_demand;
        let reviews = |team: &TeamId| self.facts.reviews(*team, None);
        let all = (0..self.facts.teams.len()).filter(reviews);
        all.filter(|team| !interrupted.contains(team)).collect()
    }

    fn on_demand(&mut self, team: TeamId) {
        let subject = self.subject();
        // With those that are interrupted today: the list of a model replaces its preset's.
        let interrupted = self.today.approval.on_demand.iter().chain([&team]);
        let names: Vec<&str> =
            interrupted.map(|team| self.facts.teams[*team].name.as_str()).collect();
        let words = format!("interrupt {} for reviews", self.facts.teams[team].name);
        self.add(subject, words, vec![format!("approval.on_demand = {names:?}")]);
    }

    fn patience(&mut self) {
        let subject = self.subject();
        let now = self.today.approval.patience;
        for patience in self.scenario.choices.patience.iter().filter(|it| Some(**it) != now) {
            let patience = duration(*patience);
            let words = format!("wait for a verdict for at most {patience}");
            self.add(subject, words, vec![format!("approval.patience = {patience:?}")]);
        }
    }

    /// Going ahead, after today's patience or the shortest that may be tried.
    fn bypass(&mut self) {
        let subject = self.subject();
        let shortest = self.scenario.choices.patience.iter().copied().min();
        let Some(patience) = self.today.approval.patience.or(shortest).map(duration) else {
            return;
        };
        let now = self.today.approval.bypass;
        for bypass in self.scenario.choices.bypass.iter().filter(|it| **it != now) {
            let words = format!(
                "go ahead without a verdict after {patience}, {:.0} times in 100",
                100.0 * bypass
            );
            let edits = vec![
                format!("approval.patience = {patience:?}"),
                format!("approval.bypass = {bypass}"),
            ];
            self.add(subject, words, edits);
        }
    }
}
