//! Coordination overhead: links × per_link + others × per_person, stretched by a maturity gap.

use super::graph::Graph;
use super::parts::Parts;
use crate::model::{Facts, ReviewerKind, StreamId, StreamKind, TeamId, With, WorkflowModel};

/// 1 + overhead of jobs of each stream, by team that does them.
pub struct Overheads<'a> {
    facts: &'a Facts,
    model: &'a WorkflowModel,
    /// Who serves what.
    pub parts: &'a Parts,
    /// `joined[a * streams + b]`: some handoff joins the two streams.
    joined: Vec<bool>,
}

impl<'a> Overheads<'a> {
    /// Looks up which streams are joined.
    pub fn new(
        facts: &'a Facts,
        model: &'a WorkflowModel,
        graph: &Graph,
        parts: &'a Parts,
    ) -> Overheads<'a> {
        let streams = facts.streams.len();
        let mut joined = vec![model.coordination.with == With::All; streams * streams];
        for (to, from) in &graph.handoffs {
            let (to, from) = (graph.tasks[*to as usize].1, graph.tasks[*from as usize].1);
            joined[from * streams + to] = true;
            joined[to * streams + from] = true;
        }
        Overheads { facts, model, parts, joined }
    }

    /// The other streams that a stream stays in touch with.
    fn linked(&self, stream: StreamId) -> impl Iterator<Item = StreamId> + '_ {
        let streams = self.facts.streams.len();
        (0..streams).filter(move |o| *o != stream && self.joined[stream * streams + *o])
    }

    /// 1 + overhead of a job of `stream` done by `team` for a deliverable of a pod: others are those who serve that, or,
    /// of what exists once, whole teams.
    pub fn factor(&self, stream: StreamId, team: TeamId, pod: u32) -> f64 {
        let coordination = &self.model.coordination;
        let links = self.linked(stream).count() as f64;
        let mut present = vec![false; self.facts.teams.len()];
        let own = stream;
        for stream in self.linked(own).chain([own]) {
            teams(&self.facts.streams[stream].kind).for_each(|team| present[team] = true);
        }
        let people = |team: &TeamId| match self.facts.streams[own].once {
            true => u64::from(self.facts.teams[*team].people),
            false => u64::from(self.parts.people(*team, pod)),
        };
        let all: u64 = (0..present.len()).filter(|team| present[*team]).map(|t| people(&t)).sum();
        let others = all.saturating_sub(1) as f64;
        let touch = coordination.per_link * links + coordination.per_person * others;
        1.0 + touch * gap_factor(self.facts, self.model, team)
    }
}

/// 1 + penalty × gap, where the gap is what the team lacks of the maturity that the model requires.
pub fn gap_factor(facts: &Facts, model: &WorkflowModel, team: TeamId) -> f64 {
    let gap = (model.maturity_required - facts.teams[team].maturity).max(0.0);
    1.0 + facts.penalty * gap
}

/// The teams of a stream; an approval's are all its reviewers'.
fn teams(kind: &StreamKind) -> Box<dyn Iterator<Item = TeamId> + '_> {
    match kind {
        StreamKind::Work(work) => Box::new(std::iter::once(work.team)),
        StreamKind::Approval(approval) => {
            Box::new(approval.reviewers.iter().filter_map(|r| match &r.who {
                ReviewerKind::Team { team, .. } => Some(*team),
                ReviewerKind::External { .. } => None,
            }))
        }
    }
}
