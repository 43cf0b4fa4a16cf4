//! One workflow model compiled to immutable arrays indexed by ids: all that the engine ever sees.
//!
//! A plan describes the shape of *one* campaign; a portfolio runs the same shape several times.

mod compile;
mod explain;
mod feeding;
mod graph;
mod handoff;
mod identity;
mod in_short;
mod links;
mod news;
mod overhead;
mod parts;
mod people;
mod phases;
mod pieces;
mod price_words;
mod rules;
mod samplers;
mod sittings;
mod steps;
mod task;
mod whole;

pub use compile::{compile_all, compile_each};
pub use explain::{arrivals, explain, other_facts, prices_of_failure};
pub use feeding::{rework_radius, rework_warning};
pub use graph::joined;
pub use handoff::{Handoff, Latency, Link, Outgoing, Release, Visibility};
pub use identity::{Identity, Refusal};
pub use links::{Kind, approval_levers, levers, speaks};
pub use news::{Change, Feedback};
pub use overhead::{Overhead, Prices, Touch, Ways};
pub use parts::{Part, Parts, part_name};
pub use people::{Audit, Broker, Sync, Team};
pub use price_words::missing_backbone;
pub use rules::{Arrivals, Launch, Rules};
pub use samplers::Samplers;
pub use sittings::Sittings;
pub use task::{ApprovalStep, Deliverable, Panel, Reviewer, Step, StepKind, Task, WorkStep};
pub use whole::{Plan, Switch};

/// Facts and levers that a plan takes over as they are.
pub use crate::model::words::{cadence, percent, span};
pub use crate::model::{Absence, Arrival, Clock, Intake, Priority, Route, SwitchTime, Tier, When};
