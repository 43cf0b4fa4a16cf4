//! Facts whose default is an assumption with evidence of its own: rows of the same table as practices.

use super::{PracticeFigure, PracticeKind};

/// Probability that a new version matters to who builds on the old one.
pub const SENSITIVITY: PracticeFigure = PracticeFigure {
    path: "handoffs.sensitivity",
    what: "Probability that a new version matters to the receiver.",
    kind: PracticeKind::Share,
    default: 0.5,
    range: (0.2, 0.8),
    confidence: "low",
    evidence: "Nothing measured on campaigns; probabilities of rework in product development are mostly 0.1 to 0.5 (Browning & Eppinger \
               2002, not checked). A check on what comes out: avoidable rework is 40 to 50 % of effort (Boehm & Basili 2001).",
};

/// Share of the receiver's work that a new version makes redone.
pub const IMPACT: PracticeFigure = PracticeFigure {
    path: "handoffs.impact",
    what: "Share of the receiver's work that is then redone.",
    kind: PracticeKind::Share,
    default: 0.3,
    range: (0.1, 0.5),
    confidence: "low",
    evidence: "As for handoffs.sensitivity. Against it: rework in construction cost 0.38 to 0.76 % of the contract (Love), corrections \
               alone.",
};

/// What a maturity gap multiplies overhead and flaws by.
pub const PENALTY: PracticeFigure = PracticeFigure {
    path: "penalty",
    what: "How much a maturity gap of 1 adds to overhead and flaws, as a multiple of them.",
    kind: PracticeKind::Factor,
    default: 2.0,
    range: (0.5, 4.0),
    confidence: "low",
    evidence: "Each CMM level saves 4 to 11 % of effort (Clark, 161 projects); maturity brings better quality and net less effort \
               (Harter, Krishnan & Slaughter 2000). Neither gives this factor.",
};

/// Factor on a rework for each one before it on the same task.
pub const LEARNING: PracticeFigure = PracticeFigure {
    path: "rework.learning",
    what: "Factor on a rework for each one before it on the same task (the templates write 0.85).",
    kind: PracticeKind::Share,
    default: 1.0,
    range: (0.6, 1.0),
    confidence: "low",
    evidence: "A second repetition took 0.48 to 0.60 of the first (Peltokorpi & Niemi 2019), of one assembly by the same people.",
};

/// Working time of a broker for a version.
pub const BROKER_EFFORT: PracticeFigure = PracticeFigure {
    path: "broker.effort",
    what: "Working time of a broker for each version.",
    kind: PracticeKind::Minutes,
    default: 20.0,
    range: (10.0, 60.0),
    confidence: "low",
    evidence: "none.",
};

/// Probability that a broker finds a flaw.
pub const BROKER_DETECT: PracticeFigure = PracticeFigure {
    path: "broker.detect",
    what: "Probability that a broker finds a flaw in what passes through.",
    kind: PracticeKind::Share,
    default: 0.3,
    range: (0.1, 0.6),
    confidence: "low",
    evidence: "nothing measured; below a reviewer's 0.5 (Panko: 60 % of seeded errors found alone).",
};

/// All of them, in the order of the table.
pub const DEFAULTS: [PracticeFigure; 6] =
    [SENSITIVITY, IMPACT, PENALTY, LEARNING, BROKER_EFFORT, BROKER_DETECT];
