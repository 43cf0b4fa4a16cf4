//! Distributions of the facts in their fast form, made once and shared by all models' plans.

use crate::distribution::{Distribution, Sampler};
use crate::model::{Arrivals, Facts, ReviewerKind, StreamKind, Team, TeamId};
use std::sync::Arc;

/// Fast forms of all distributions of a scenario's facts.
#[derive(Clone, Debug)]
pub struct Samplers {
    /// By stream: its effort, if it is a work stream.
    pub efforts: Vec<Option<Arc<Sampler>>>,
    /// By stream and reviewer.
    pub reviewers: Vec<Vec<Arc<Sampler>>>,
    /// Gaps between campaigns.
    pub arrivals: Option<Arc<Sampler>>,
    /// By team: how long after being asked it turns to a review on demand, if the file says so.
    responses: Vec<Option<Arc<Sampler>>>,
    /// The same where practices have their price and the file says nothing; none if that is no time.
    usual_response: Option<Arc<Sampler>>,
    /// Latencies that vary, each once.
    latencies: Vec<(Distribution, Arc<Sampler>)>,
}

impl Samplers {
    /// Prepares all distributions of the facts.
    pub fn of(facts: &Facts) -> Samplers {
        Samplers {
            efforts: facts.streams.iter().map(|s| effort(&s.kind)).collect(),
            reviewers: facts.streams.iter().map(|s| reviewers(&s.kind)).collect(),
            arrivals: facts.portfolio.as_ref().and_then(|p| gap(&p.arrivals)),
            responses: facts.teams.iter().map(response).collect(),
            usual_response: facts.practices.response().map(|usual| Arc::new(usual.sampler())),
            latencies: latencies(facts),
        }
    }

    /// How long after being asked a team turns to a review on demand; `None`: it is at once.
    pub fn response(&self, pays: bool, team: TeamId) -> Option<Arc<Sampler>> {
        let usual = if pays { &self.usual_response } else { &None };
        self.responses[team].as_ref().or(usual.as_ref()).map(Arc::clone)
    }

    /// The fast form of a latency that varies.
    pub fn latency(&self, latency: &Distribution) -> Option<&Arc<Sampler>> {
        self.latencies.iter().find(|(known, _)| known == latency).map(|(_, sampler)| sampler)
    }
}

fn response(team: &Team) -> Option<Arc<Sampler>> {
    team.response.as_ref().map(|response| Arc::new(response.sampler()))
}

fn gap(arrivals: &Arrivals) -> Option<Arc<Sampler>> {
    match arrivals {
        Arrivals::At(_) => None,
        Arrivals::Every { gap, .. } => Some(Arc::new(gap.sampler())),
    }
}

fn latencies(facts: &Facts) -> Vec<(Distribution, Arc<Sampler>)> {
    let mut found: Vec<(Distribution, Arc<Sampler>)> = Vec::new();
    for latency in facts.handoffs.iter().map(|handoff| &handoff.latency) {
        if latency.constant().is_none() && found.iter().all(|(known, _)| known != latency) {
            found.push((latency.clone(), Arc::new(latency.sampler())));
        }
    }
    found
}

fn effort(kind: &StreamKind) -> Option<Arc<Sampler>> {
    match kind {
        StreamKind::Work(work) => Some(Arc::new(work.effort.sampler())),
        StreamKind::Approval(_) => None,
    }
}

fn reviewers(kind: &StreamKind) -> Vec<Arc<Sampler>> {
    let StreamKind::Approval(approval) = kind else { return Vec::new() };
    let time = |kind: &ReviewerKind| match kind {
        ReviewerKind::Team { effort, .. } => Arc::new(effort.sampler()),
        ReviewerKind::External { turnaround, .. } => Arc::new(turnaround.sampler()),
    };
    approval.reviewers.iter().map(|reviewer| time(&reviewer.who)).collect()
}
