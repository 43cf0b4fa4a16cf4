//! Distributions of the facts in their fast form, made once and shared by all models' plans.

use crate::distribution::Sampler;
use crate::model::{Facts, ReviewerKind, StreamKind};
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
}

impl Samplers {
    /// Prepares all distributions of the facts.
    pub fn of(facts: &Facts) -> Samplers {
        Samplers {
            efforts: facts.streams.iter().map(|s| effort(&s.kind)).collect(),
            reviewers: facts.streams.iter().map(|s| reviewers(&s.kind)).collect(),
            arrivals: facts.portfolio.as_ref().map(|p| Arc::new(p.every.sampler())),
        }
    }
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
