//! flowcast: what a change of workflow model does to a cross-functional campaign.
//!
//! A scenario file holds *facts* (the work, the people, the world) and workflow models, which are
//! settings of *levers* and nothing else. Every model is run many times on the same keyed draws, so that
//! a difference between two models is what the levers did.
//!
//! ```text
//! scenario file ─► scenario ─► model ─► plan ─► engine ─► record ─► study ─► analysis ─► report
//!                 as written  as meant  as run  one run  raw facts  n runs  what may be said
//! ```
//!
//! ```
//! use flowcast::{analysis, plan, scenario, study};
//!
//! let text = r#"
//! schema = 1
//! name = "Two steps"
//! teams = { makers = { people = 2 }, checkers = {} }
//! streams = [
//!   { name = "make", team = "makers", effort = { low = "4h", likely = "6h", high = "12h" } },
//!   { name = "check", team = "checkers", effort = "2h", needs = ["make"] },
//! ]
//! deliverables = [{ name = "page", count = 6 }]
//! "#;
//! let scenario = scenario::load("two-steps.toml", text, &[]).expect("a valid scenario");
//! let plans = plan::compile_all(&scenario).expect("models that can be run");
//! let study = study::run(&scenario, &plans, 200, 7, &study::Unwatched).expect("nobody stops it");
//! let faster = analysis::differences(&study, 0);
//! assert_eq!(faster.len(), scenario.models.len() - 1);
//! println!("{}", analysis::sentence(&study, &faster[0]));
//! ```
//!
//! Where to begin reading: [`plan`] for what is run, [`engine`] for how, [`metric`] for what is measured.

pub mod analysis;
pub mod calendar;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod csv;
pub mod digest;
pub mod distribution;
pub mod draws;
pub mod engine;
pub mod error;
#[cfg(feature = "cli")]
pub mod fit;
pub mod format;
pub mod live;
#[cfg(feature = "cli")]
pub mod log;
pub mod metric;
pub mod model;
mod parallel;
pub mod plan;
pub mod question;
pub mod record;
#[cfg(feature = "report")]
pub mod report;
pub mod scenario;
pub mod stats;
pub mod store;
pub mod study;
pub mod text;
pub mod time;
pub mod trace;

// The commands name the library as its users do.
#[cfg(feature = "cli")]
extern crate self as flowcast;
