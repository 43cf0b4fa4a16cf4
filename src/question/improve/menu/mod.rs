//! What can be agreed: the decisions that a team could take, in words and as the file writes them.
//!
//! Decisions only, never their price. Those without effect on the facts at hand are left out.

mod allowed;
mod handoffs;
mod levers;
mod meetings;
mod of_file;

pub use allowed::Allow;

use crate::model::{
    Facts, HandoffLevers, HandoffRule, Intake, Release, Scenario, Visibility, WorkflowModel,
};
use crate::plan::{self, Kind};

/// One decision: a lever, for some handoffs or for the model, set to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it decides; a setting takes at most one decision of each subject.
    pub subject: usize,
    /// In plain words: "hand over piece by piece after creative".
    pub words: String,
    /// As TOML, see [`crate::scenario::Variant::edits`].
    pub edits: Vec<String>,
    /// The sync that is no longer held, if it is that: no lever may wait for it.
    pub without: Option<String>,
}

/// The decisions that today's model could take and has not taken.
struct Menu<'a> {
    scenario: &'a Scenario,
    facts: &'a Facts,
    today: &'a WorkflowModel,
    handoffs: Vec<(Kind, HandoffLevers)>,
    subjects: usize,
    decisions: Vec<Decision>,
    /// Meetings that are not held before the horizon, in words.
    dropped: Vec<String>,
}

/// Everything that could be decided otherwise than the model at `from` has it, with what is allowed beyond the readable;
/// and the meetings that were left out, since none is held before the horizon.
pub fn menu(scenario: &Scenario, from: usize, allow: Allow) -> (Vec<Decision>, Vec<String>) {
    let (facts, today) = (&scenario.facts, &scenario.models[from]);
    let levers = |kind: Kind| (kind, plan::levers(facts, today, kind));
    let handoffs = plan::joined(facts).into_iter().map(levers).collect();
    let (decisions, dropped) = (Vec::new(), Vec::new());
    let mut menu = Menu { scenario, facts, today, handoffs, subjects: 0, decisions, dropped };
    menu.never_held();
    menu.handoffs();
    menu.levers();
    menu.syncs();
    menu.of_file();
    menu.allowed(allow);
    (menu.decisions, menu.dropped)
}

impl Menu<'_> {
    fn subject(&mut self) -> usize {
        self.subjects += 1;
        self.subjects
    }

    /// Adds a decision, unless another one is written alike.
    fn add(&mut self, subject: usize, words: impl Into<String>, edits: Vec<String>) {
        if self.decisions.iter().all(|known| known.edits != edits) {
            let words = words.into();
            self.decisions.push(Decision { subject, words, edits, without: None });
        }
    }
}

/// Whether the model says of a lever that it waits for the sync of this name, whatever else it says of it later.
pub fn waits_for(model: &WorkflowModel, name: &str) -> bool {
    let Some(id) = model.syncs.iter().position(|sync| sync.name == name) else { return false };
    let waits = |rule: &HandoffRule| {
        rule.release == Some(Release::Sync(id)) || rule.visibility == Some(Visibility::Sync(id))
    };
    model.conduct.intake == Intake::Sync(id) || model.handoffs.iter().any(waits)
}
