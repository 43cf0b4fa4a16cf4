//! The pattern in force, named by what people do, whatever the model is called.

use crate::model::{
    Facts, HandoffLevers, Intake, Release, Route, Start, Via, Visibility, WorkflowModel,
};
use crate::plan;
use crate::time::HOUR;

/// How work gets from stream to stream under a model, and how it is approved.
struct Ways<'a> {
    facts: &'a Facts,
    model: &'a WorkflowModel,
    /// From work to work, out of what exists per piece.
    work: Vec<HandoffLevers>,
    /// Into and out of approvals.
    approvals: Vec<HandoffLevers>,
    /// Out of what exists once.
    once: Vec<HandoffLevers>,
}

impl<'a> Ways<'a> {
    fn of(facts: &'a Facts, model: &'a WorkflowModel) -> Ways<'a> {
        let (mut work, mut approvals, mut once) = (Vec::new(), Vec::new(), Vec::new());
        for kind in plan::joined(facts) {
            let levers = plan::levers(facts, model, kind);
            let (from, to, _) = kind;
            let [giver, receiver] = [from, to].map(|stream| &facts.streams[stream]);
            match () {
                () if from == to => {}
                () if giver.is_approval() || receiver.is_approval() => approvals.push(levers),
                () if giver.once => once.push(levers),
                () => work.push(levers),
            }
        }
        Ways { facts, model, work, approvals, once }
    }

    fn all(&self) -> impl Iterator<Item = &HandoffLevers> {
        self.work.iter().chain(&self.approvals).chain(&self.once)
    }

    /// How pieces are made: one stage after the other, in parallel, as a flow.
    fn production(&self) -> Production {
        let every =
            |of: &dyn Fn(&HandoffLevers) -> bool| !self.work.is_empty() && self.work.iter().all(of);
        let some = |of: &dyn Fn(&HandoffLevers) -> bool| self.work.iter().any(of);
        let gated = |it: &HandoffLevers| it.release.value == Release::Phase;
        match () {
            () if every(&|it| it.start.value == Start::Brief) => Production::Parallel,
            () if every(&gated) => Production::Staged,
            () if every(&|it| matches!(it.start.value, Start::Early(_))) => Production::Flow,
            () if some(&gated) => Production::Mixed,
            () if every(&|it| it.start.value == Start::Final) => Production::Pieces,
            () if some(&|it| it.start.value != Start::Final) => Production::Parallel,
            () => Production::Pieces,
        }
    }

    /// Whether some sync that people wait for is held at least so far apart.
    fn intake_every(&self, hours: i64) -> bool {
        match self.model.intake {
            Intake::Sync(id) => self.model.syncs[id].every.0 >= hours * HOUR,
            Intake::Immediate => false,
        }
    }

    fn releases_by_sync(&self) -> bool {
        self.work.iter().any(|it| matches!(it.release.value, Release::Sync(_)))
    }

    fn approved_in_layers(&self) -> bool {
        let several = self.facts.streams.iter().any(|stream| match &stream.kind {
            crate::model::StreamKind::Approval(approval) => approval.reviewers.len() > 1,
            crate::model::StreamKind::Work(_) => false,
        });
        let approvals = self.facts.streams.iter().filter(|stream| stream.is_approval()).count();
        let gated = self.approvals.iter().any(|it| it.release.value == Release::Phase);
        self.model.approval.route == Route::Serial && several || gated && approvals > 0
    }
}

/// How pieces are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Production {
    /// A stage begins when the one before has finished everything.
    Staged,
    /// Piece by piece, each step after the one before.
    Pieces,
    /// Piece by piece, the next step beginning early.
    Flow,
    /// All streams from the brief.
    Parallel,
    /// Some as stages, some not.
    Mixed,
}

impl Production {
    fn words(self) -> &'static str {
        match self {
            Production::Staged => "made stage by stage",
            Production::Pieces => "made piece by piece",
            Production::Flow => "made piece by piece with early starts",
            Production::Parallel => "made in parallel",
            Production::Mixed => "made partly stage by stage, partly piece by piece",
        }
    }
}

/// The name of the pattern: one of the six that guides know, or "mixed: ..." with what is mixed.
pub fn pattern(facts: &Facts, model: &WorkflowModel) -> String {
    let ways = Ways::of(facts, model);
    let production = ways.production();
    if ways.all().any(|it| it.via.value != Via::Direct) {
        return "Hub-and-Spoke".to_owned();
    }
    let layers = ways.approved_in_layers();
    let is_live = ways.work.iter().all(|it| it.visibility.value == Visibility::Live);
    match production {
        Production::Staged if layers => "Sequential Cascade".to_owned(),
        Production::Parallel if !layers && ways.releases_by_sync() => {
            "Parallel Synchronization".to_owned()
        }
        Production::Flow if !layers && is_live && model.shared_context => {
            "Adaptive Mesh".to_owned()
        }
        Production::Flow if !layers && ways.intake_every(7 * 24) => "Agile Sprints".to_owned(),
        Production::Flow if !layers && !is_live => "Hybrid Flow".to_owned(),
        _ => format!("mixed: {}, {}", production.words(), approval_words(&ways)),
    }
}

fn approval_words(ways: &Ways<'_>) -> &'static str {
    if ways.approvals.is_empty() {
        return "without approvals";
    }
    let gated = ways.approvals.iter().any(|it| it.release.value == Release::Phase);
    match (ways.model.approval.route, gated, ways.approved_in_layers()) {
        (Route::Serial, _, true) if gated => "approved as a whole in serial layers",
        (Route::Serial, _, true) => "approved in serial layers",
        (_, true, _) => "approved as a whole",
        _ => "approved piece by piece by all reviewers at once",
    }
}
