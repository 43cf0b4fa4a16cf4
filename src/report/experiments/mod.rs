//! What experiments show: tables, pages and charts of their results.

pub mod account;
pub mod breakeven;
pub mod decompose;
pub mod diagnose;
pub mod dimensions;
pub mod factors;
pub mod freeze;
pub mod goal_words;
pub mod improve;
pub mod reach;
pub mod sensitivity;
pub mod steady;
pub mod sweep;
pub mod sweep_finding;
mod sweep_words;
pub mod which;

pub use crate::format::Scale;
pub use crate::question::decompose::TICKS;
