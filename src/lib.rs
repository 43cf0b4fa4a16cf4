//! flowcast: what a change of workflow model does to a cross-functional campaign.
pub mod calendar;
pub mod distribution;
pub mod draws;
pub mod engine;
pub mod findings;
pub mod metric;
pub mod model;
pub mod plan;
pub mod record;
pub mod scenario;
pub mod report;
pub mod stats;
pub mod study;
pub mod time;
pub mod trace;
