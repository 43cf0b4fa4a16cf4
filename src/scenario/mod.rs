//! The scenario format: from TOML text to a validated [`Scenario`], or every problem at once.
//!
//! ```text
//! text ──parse──► Document (a tree with places) ──with sets──► Document ──resolve──► Scenario
//! ```
//!
//! `wire` declares every table and field once; reader, allowed keys and JSON Schema follow from it.
//! Reading notes problems instead of stopping, and `resolve` goes on where it can, so that one look
//! shows all that is wrong. Nothing here touches the disk.

mod absences;
mod approval_rules;
mod assumptions;
mod building;
mod calendar_text;
mod changes;
mod choices;
mod circles;
mod context;
mod controls;
mod definitions;
mod deliverables_file;
mod dist;
mod distribution_file;
mod document;
pub mod draft;
mod handoff_rules;
mod limits;
mod models;
mod moment;
mod names;
mod numbers;
mod path;
mod paths;
mod pods;
mod portfolio;
mod practices;
mod presets;
mod problem;
mod read;
mod resolve;
mod resolve_dependencies;
mod resolve_people;
mod resolve_work;
mod resolve_world;
mod schema;
mod set;
mod since_schema_1;
mod texts;
mod then;
mod tree;
mod units;
mod variant;
mod wire;

pub use calendar_text::parse as weekly;
pub use document::{Document, load};
pub use moment::moment;
pub use names::LONGEST as LONGEST_NAME;
pub use path::split_set;
pub use paths::Setting;
pub use presets::{Preset, preset_toml, presets};
#[cfg(feature = "report")]
pub(crate) use problem::{Note, Origin, Source, problems};
pub use problem::{Problem, Problems};
pub use resolve_people::OFFICE_HOURS_NAME;
pub use schema::schema;
#[cfg(feature = "report")]
pub(crate) use tree::Place;
pub use units::{duration, elapsed, working};
pub use variant::Variant;

#[cfg(doc)]
use crate::model::Scenario;

#[cfg(test)]
mod tests;
