//! Deliverables that a model's rows treat alike: one of them stands for all.

use crate::model::{DeliverableId, Facts, Pieces, WorkflowModel};
use std::collections::BTreeMap;

/// The classes of deliverables that the rows of a model tell apart.
pub struct Classes {
    /// The class of each deliverable.
    of: Vec<u32>,
    /// A deliverable of each class.
    first: Vec<DeliverableId>,
}

impl Classes {
    /// Those of a model; one class if no row names deliverables or tiers.
    pub fn of(facts: &Facts, model: &WorkflowModel) -> Classes {
        let handoffs = model.handoffs.iter().map(|rule| &rule.pieces);
        let rows: Vec<&Pieces> = handoffs
            .chain(model.approvals.iter().map(|rule| &rule.pieces))
            .filter(|pieces| !pieces.are_all())
            .collect();
        let (mut known, mut first) = (BTreeMap::new(), Vec::new());
        let class = |piece: DeliverableId| {
            let held: Vec<bool> = rows.iter().map(|row| row.hold(facts, Some(piece))).collect();
            *known.entry(held).or_insert_with(|| {
                first.push(piece);
                first.len() as u32 - 1
            })
        };
        Classes { of: (0..facts.deliverables.len()).map(class).collect(), first }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.first.len()
    }

    /// The class of a deliverable; of what exists once, the first.
    pub fn class(&self, piece: Option<DeliverableId>) -> usize {
        piece.map_or(0, |piece| self.of[piece] as usize)
    }

    /// A deliverable of a class.
    pub fn first(&self, class: usize) -> DeliverableId {
        self.first[class]
    }
}
