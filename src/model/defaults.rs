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

/// How long a further review takes.
pub const REREVIEW: PracticeFigure = PracticeFigure {
    path: "streams.X.rereview",
    what: "Effort of a further review round, as a share of the first.",
    kind: PracticeKind::Share,
    default: 1.0,
    range: (0.3, 1.0),
    confidence: "low",
    evidence: "none.",
};

/// What an interruption costs a reviewer.
pub const SWITCH_COST: PracticeFigure = PracticeFigure {
    path: "teams.X.switch_cost",
    what: "Working time that a reviewer on demand loses at each interruption (the templates write 10m), and anybody at the \
           beginning of a rework.",
    kind: PracticeKind::Minutes,
    default: 0.0,
    range: (2.0, 25.0),
    confidence: "medium",
    evidence: "10 to 16 minutes until work is resumed (Iqbal & Horvitz 2007), a part of which is other work: an upper bound. Against it: \
               0, the default, says that an interruption costs nothing.",
};

/// Fatigue of who attends a sync.
pub const PER_SYNC: PracticeFigure = PracticeFigure {
    path: "fatigue.per_sync",
    what: "How much more effort work takes after each sync, until it fades.",
    kind: PracticeKind::Factor,
    default: 0.0,
    range: (0.0, 0.02),
    confidence: "low",
    evidence: "none.",
};

/// All of them, in the order of the table; X stands for any name.
pub const DEFAULTS: [PracticeFigure; 9] = [
    SENSITIVITY,
    IMPACT,
    PENALTY,
    LEARNING,
    BROKER_EFFORT,
    BROKER_DETECT,
    REREVIEW,
    SWITCH_COST,
    PER_SYNC,
];

/// A meeting that a preset holds: its path below the model, its length in minutes, and the range.
const fn meeting(
    path: &'static str,
    default: f64,
    range: (f64, f64),
    (confidence, evidence): (&'static str, &'static str),
) -> PracticeFigure {
    let what = "Length of that meeting of a preset.";
    PracticeFigure { path, what, kind: PracticeKind::Minutes, default, range, confidence, evidence }
}

const DAILY: (&str, &str) =
    ("medium", "22 minutes instead of 15 in 56 daily meetings (Stray, Lindsjørn & Sjøberg 2013).");

/// The lengths of the meetings that presets hold.
pub const MEETINGS: [PracticeFigure; 4] = [
    meeting("syncs.check.length", 15.0, (15.0, 30.0), DAILY),
    meeting("syncs.standup.length", 15.0, (15.0, 30.0), DAILY),
    meeting("syncs.weekly.length", 60.0, (30.0, 120.0), ("low", "none.")),
    meeting("syncs.sprint.length", 240.0, (120.0, 480.0), ("low", "none.")),
];
