//! A scenario as meant: facts (the same for every workflow model), levers (what a model sets) and
//! study settings. Everything here is valid by construction: only [`crate::scenario`] builds it.

mod choices;
mod control;
mod defaults;
mod demand;
pub mod explained;
mod facts;
mod figure;
mod lever;
mod levers;
mod paid;
mod practices;
pub mod setting;
mod study;
pub mod words;

pub use choices::*;
pub use control::Control;
pub use defaults::*;
pub use demand::Demand;
pub use facts::*;
pub use figure::Figure;
pub use lever::*;
pub use levers::*;
pub use practices::*;
pub use study::*;

/// A whole scenario, resolved and validated.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The campaign's name, as written.
    pub name: String,
    /// One or two sentences; may be empty.
    pub description: String,
    /// What is the same for every workflow model.
    pub facts: Facts,
    /// The workflow models to compare, in file order; at least one; names are unique.
    pub models: Vec<WorkflowModel>,
    /// What `flowcast improve` may try.
    pub choices: Choices,
    /// What can be changed on the page that plays, if the file says so.
    pub controls: Vec<Control>,
    /// How many replications, which seed, which baseline.
    pub study: StudySettings,
    /// Every value that the file left at its default and that moves results, in words
    /// ("sensitivity 0.5 (default, an assumption)").
    pub assumptions: Vec<String>,
    /// Of a file of schema 1: every key that it uses and that means something else since, with file and line.
    pub changed: Vec<String>,
}

/// Index into [`Facts::teams`].
pub type TeamId = usize;
/// Index into [`Facts::streams`].
pub type StreamId = usize;
/// Index into [`Facts::deliverables`] (not yet multiplied by `count`).
pub type DeliverableId = usize;
/// Index into [`Facts::calendars`].
pub type CalendarId = usize;
/// Index into [`WorkflowModel::syncs`].
pub type SyncId = usize;
