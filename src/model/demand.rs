//! First-pass work: what each stream asks of whom, before rework, coordination and meetings.

use super::{Deliverable, Facts, ReviewerKind, StreamId, StreamKind, TeamId, Tier};
use crate::time::HOUR;

/// What a stream asks of a team, or of an external approver.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Who is asked, as it is shown.
    pub who: String,
    /// The team; `None` of an external approver.
    pub team: Option<TeamId>,
    /// How many tasks or reviews of a campaign.
    pub tasks: u64,
    /// Expected person-hours for them; 0 of an external approver.
    pub hours: f64,
}

impl Facts {
    /// What a stream asks for in one campaign.
    pub fn demands(&self, stream: StreamId) -> Vec<Demand> {
        let passing = |d: &&Deliverable| self.has_task(d, stream);
        let through: Vec<&Deliverable> = self.deliverables.iter().filter(passing).collect();
        self.demands_of(stream, &through, self.streams[stream].once)
    }

    /// What a stream asks for the deliverables that pass `through` it, and for what exists `once`.
    pub fn demands_of(
        &self,
        stream: StreamId,
        through: &[&Deliverable],
        once: bool,
    ) -> Vec<Demand> {
        let count = |of: &[&Deliverable]| of.iter().map(|d| u64::from(d.count)).sum::<u64>();
        match &self.streams[stream].kind {
            StreamKind::Work(work) => {
                let size: f64 = through.iter().map(|d| f64::from(d.count) * d.size).sum();
                let effort = (size + f64::from(u8::from(once))) * work.effort.mean();
                vec![self.demand(work.team, count(through) + u64::from(once), effort)]
            }
            StreamKind::Approval(approval) => {
                let reviewers = approval.reviewers.iter().map(|reviewer| {
                    let sees = |d: &&&Deliverable| reviewer.tiers[d.tier as usize];
                    let seen: Vec<&Deliverable> = through.iter().filter(sees).copied().collect();
                    let once = u64::from(once && reviewer.tiers[Tier::High as usize]);
                    self.review(&reviewer.who, count(&seen) + once)
                });
                reviewers.collect()
            }
        }
    }

    fn demand(&self, team: TeamId, tasks: u64, effort: f64) -> Demand {
        let asked = &self.teams[team];
        let hours = effort / asked.person.speed / HOUR as f64;
        Demand { who: asked.name.clone(), team: Some(team), tasks, hours }
    }

    fn review(&self, who: &ReviewerKind, tasks: u64) -> Demand {
        match who {
            ReviewerKind::Team { team, effort } => {
                self.demand(*team, tasks, tasks as f64 * effort.mean())
            }
            ReviewerKind::External { name, .. } => {
                Demand { who: format!("{name} (external)"), team: None, tasks, hours: 0.0 }
            }
        }
    }
}
