//! The pattern in force, named by what people do, whatever the model is called.

use crate::model::{
    Facts, HandoffLevers, Intake, Release, Route, Start, StreamId, Via, Visibility, WorkflowModel,
};
use crate::plan;
use crate::time::HOUR;

/// How work gets from stream to stream under a model, and how it is approved.
struct Seen<'a> {
    facts: &'a Facts,
    model: &'a WorkflowModel,
    /// From work to work, out of what exists per piece.
    work: Vec<HandoffLevers>,
    /// Into and out of approvals.
    approvals: Vec<HandoffLevers>,
    /// Out of what exists once.
    once: Vec<HandoffLevers>,
}

impl<'a> Seen<'a> {
    fn of(facts: &'a Facts, model: &'a WorkflowModel) -> Seen<'a> {
        let (mut work, mut approvals, mut once) = (Vec::new(), Vec::new(), Vec::new());
        for kind in plan::joined(facts) {
            let levers = plan::levers(facts, model, kind);
            let (from, to, _) = kind;
            let [giver, receiver] = [from, to].map(|stream| &facts.streams[stream]);
            if from == to {
                continue;
            }
            let kind = if giver.is_approval() || receiver.is_approval() {
                &mut approvals
            } else if giver.once {
                &mut once
            } else {
                &mut work
            };
            kind.push(levers);
        }
        if work.is_empty() {
            work = would(facts, model);
        }
        Seen { facts, model, work, approvals, once }
    }

    fn all(&self) -> impl Iterator<Item = &HandoffLevers> {
        self.work.iter().chain(&self.approvals).chain(&self.once)
    }

    /// How pieces are made: one stage after the other, in parallel, as a flow.
    fn making(&self) -> Making {
        let early = |it: &&HandoffLevers| matches!(it.start.value, Start::Early(_));
        let count = |of: &dyn Fn(&&HandoffLevers) -> bool| self.work.iter().filter(of).count();
        let all = self.work.len();
        let (gated, brief) = (count(&gated), count(&|it| it.start.value == Start::Brief));
        if all == 0 {
            Making::Pieces
        } else if brief == all {
            Making::Parallel
        } else if gated == all {
            Making::Staged
        } else if count(&early) == all {
            Making::Flow
        } else if gated > 0 {
            Making::Mixed
        } else if brief > 0 {
            Making::Parallel
        } else if count(&early) > 0 {
            Making::Flow
        } else if self.work.iter().any(by_sync) {
            Making::Batches
        } else {
            Making::Pieces
        }
    }

    /// Whether some sync that people wait for is held at least so far apart.
    fn intake_every(&self, hours: i64) -> bool {
        match self.model.conduct.intake {
            Intake::Sync(id) => self.model.syncs[id].every.0 >= hours * HOUR,
            Intake::Immediate => false,
        }
    }

    fn releases_by_sync(&self) -> bool {
        self.work.iter().any(by_sync)
    }

    /// How pieces are approved.
    fn approving(&self) -> Approving {
        if !self.facts.streams.iter().any(|stream| stream.is_approval()) {
            Approving::Nothing
        } else if self.model.approval.route == Route::Serial && self.facts.has_panels() {
            Approving::Layers
        } else if self.approvals.iter().any(|it| gated(&it)) {
            Approving::Batch
        } else if self.approvals.iter().any(by_sync) {
            Approving::Batches
        } else {
            Approving::Pieces
        }
    }
}

/// How work would get from work to work, where approvals stand between all of it: what the model says of any two.
fn would(facts: &Facts, model: &WorkflowModel) -> Vec<HandoffLevers> {
    let is_work = |id: &StreamId| !facts.streams[*id].is_approval() && !facts.streams[*id].once;
    let work: Vec<StreamId> = (0..facts.streams.len()).filter(is_work).collect();
    let pairs = work.iter().flat_map(|from| work.iter().map(move |to| (*from, *to)));
    let pairs = pairs.filter(|(from, to)| from < to || work.len() == 1);
    pairs.map(|(from, to)| plan::levers(facts, model, (from, to, Some(0)))).collect()
}

fn by_sync(levers: &HandoffLevers) -> bool {
    matches!(levers.release.value, Release::Sync(_))
}

fn gated(levers: &&HandoffLevers) -> bool {
    levers.release.value == Release::Phase
}

/// How pieces are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Making {
    /// A stage begins when the one before has finished everything.
    Staged,
    /// Piece by piece, each step after the one before.
    Pieces,
    /// In batches, each step after the one before.
    Batches,
    /// Piece by piece, the next step beginning early.
    Flow,
    /// All streams from the brief.
    Parallel,
    /// Some as stages, some not.
    Mixed,
}

impl Making {
    fn words(self) -> &'static str {
        match self {
            Making::Staged => "made stage by stage",
            Making::Pieces => "made piece by piece",
            Making::Batches => "made in batches, handed over at meetings",
            Making::Flow => "made piece by piece with early starts",
            Making::Parallel => "made in parallel",
            Making::Mixed => "made partly stage by stage, partly piece by piece",
        }
    }
}

/// How pieces are approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Approving {
    /// There are no approvals.
    Nothing,
    /// By one reviewer after the other.
    Layers,
    /// Some only when all are there.
    Batch,
    /// Some when a meeting is held.
    Batches,
    /// Each by itself.
    Pieces,
}

impl Approving {
    fn words(self) -> &'static str {
        match self {
            Approving::Nothing => "without approvals",
            Approving::Layers => "approved in serial layers",
            Approving::Batch => "approved as a whole",
            Approving::Batches => "approved in batches",
            Approving::Pieces => "approved piece by piece",
        }
    }
}

/// The name of the pattern: one of the six that guides know, or "mixed: ..." with what is mixed.
pub fn pattern(facts: &Facts, model: &WorkflowModel) -> String {
    let seen = Seen::of(facts, model);
    let (making, approving) = (seen.making(), seen.approving());
    let mixed = || format!("mixed: {}, {}", making.words(), approving.words());
    known(&seen, making, approving).map_or_else(mixed, str::to_owned)
}

/// The pattern, where it is one that guides know.
fn known(seen: &Seen<'_>, making: Making, approving: Approving) -> Option<&'static str> {
    let free = matches!(approving, Approving::Nothing | Approving::Pieces | Approving::Batches);
    let live = seen.work.iter().all(|it| it.visibility.value == Visibility::Live);
    if seen.all().any(|it| it.via.value != Via::Direct) {
        Some("Hub-and-Spoke")
    } else if making == Making::Staged
        && !matches!(approving, Approving::Pieces | Approving::Batches)
    {
        Some("Sequential Cascade")
    } else if making == Making::Parallel && free && seen.releases_by_sync() {
        Some("Parallel Synchronization")
    } else if making != Making::Flow || !free {
        None
    } else if live && seen.model.shared_context {
        Some("Adaptive Mesh")
    } else if seen.intake_every(7 * 24) {
        Some("Agile Sprints")
    } else {
        (!live).then_some("Hybrid Flow")
    }
}
