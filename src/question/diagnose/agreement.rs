//! Frictions that the teams could agree to do without: today's model decides otherwise.

use super::friction::{Friction, Without};
use crate::model::{
    Facts, HandoffLevers, Intake, Release, Route, StreamId, SyncId, Via, Visibility, WorkflowModel,
};
use crate::plan;
use crate::text::listed;
use std::collections::BTreeSet;

/// What today's model decides that holds it back.
pub fn agreements(facts: &Facts, model: &WorkflowModel) -> Vec<Friction> {
    let kinds = plan::joined(facts).into_iter();
    let handoffs = kinds.map(|kind| (kind.0, kind.1, plan::levers(facts, model, kind))).collect();
    let today = Today { facts, model, handoffs };
    let mut found = today.batches();
    found.extend(today.panels());
    found.extend(today.syncs());
    found.extend(today.brokers());
    found
}

/// Today's model, and its levers of each kind of handoff: giver, receiver, levers.
struct Today<'a> {
    facts: &'a Facts,
    model: &'a WorkflowModel,
    handoffs: Vec<(StreamId, StreamId, HandoffLevers)>,
}

impl Today<'_> {
    fn name(&self, stream: StreamId) -> &str {
        &self.facts.streams[stream].name
    }

    /// A row that sets a lever from one stream to another.
    fn row(&self, from: StreamId, to: StreamId, lever: &str) -> String {
        let [from, to] = [from, to].map(|stream| self.name(stream));
        format!("[[handoffs]]\nfrom = {from:?}\nto = {to:?}\n{lever}\n")
    }

    /// Streams that hand over only when their last piece is done.
    fn batches(&self) -> Vec<Friction> {
        let held = |(from, to, levers): &&(StreamId, StreamId, HandoffLevers)| {
            from != to && levers.release.value == Release::Phase && !self.facts.streams[*from].once
        };
        let held = self.handoffs.iter().filter(held);
        let pairs: BTreeSet<(StreamId, StreamId)> =
            held.map(|(from, to, _)| (*from, *to)).collect();
        let pairs: Vec<(StreamId, StreamId)> = pairs.into_iter().collect();
        let friction = |pairs: &[(StreamId, StreamId)]| {
            let rows = pairs.iter().map(|(from, to)| self.row(*from, *to, "release = \"item\""));
            agreement(
                format!("{} is handed over as a whole", self.name(pairs[0].0)),
                "if each piece left when it is done",
                rows.collect(),
            )
        };
        pairs.chunk_by(|a, b| a.0 == b.0).map(friction).collect()
    }

    /// Reviewers who wait for each other.
    fn panels(&self) -> Option<Friction> {
        let serial = self.facts.has_panels() && self.model.approval.route == Route::Serial;
        serial.then(|| {
            let edits = vec!["approval.route = \"concurrent\"".to_owned()];
            let name = "reviewers are asked one after the other";
            agreement(name.to_owned(), "if all were asked at once", edits)
        })
    }

    /// What waits for a meeting: versions, news of rework, late changes.
    fn syncs(&self) -> Option<Friction> {
        let (mut edits, mut waited): (BTreeSet<String>, BTreeSet<SyncId>) = Default::default();
        for (from, to, levers) in &self.handoffs {
            if let Release::Sync(sync) = levers.release.value {
                waited.insert(sync);
                edits.insert(self.row(*from, *to, "release = \"item\""));
            }
            if let Visibility::Sync(sync) = levers.visibility.value {
                waited.insert(sync);
                edits.insert(self.row(*from, *to, "visibility = \"live\""));
            }
        }
        if let Intake::Sync(sync) = self.model.conduct.intake {
            waited.insert(sync);
            edits.insert("intake = \"immediate\"".to_owned());
        }
        let names: Vec<&str> =
            waited.into_iter().map(|sync| self.model.syncs[sync].name.as_str()).collect();
        (!names.is_empty()).then(|| {
            agreement(
                format!("versions, news or changes wait for {}", listed(&names)),
                "if nothing waited for a meeting",
                edits.into_iter().collect(),
            )
        })
    }

    /// Versions that pass through other hands.
    fn brokers(&self) -> Option<Friction> {
        let used = self.handoffs.iter().any(|(.., levers)| levers.via.value != Via::Direct);
        used.then(|| {
            let edits = vec!["[[handoffs]]\nvia = \"none\"\n".to_owned()];
            let name = "versions go through the hub";
            agreement(name.to_owned(), "if teams handed over directly", edits)
        })
    }
}

fn agreement(name: String, gone: &str, edits: Vec<String>) -> Friction {
    Friction { name, gone: gone.to_owned(), without: Without::Decided(edits) }
}
