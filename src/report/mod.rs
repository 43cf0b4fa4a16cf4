//! What is shown: from what may be said to documents, tables and pictures, and from these to text. Nothing here writes.

pub mod answer;
pub mod chart;
pub mod chat;
pub mod check;
pub mod comparison;
pub mod data;
pub mod document;
pub mod events;
pub mod experiments;
mod explorer;
mod finding;
pub mod fine_print;
mod followed;
pub mod headline;
pub mod lesson;
pub mod main_events;
pub mod material;
mod never;
pub mod no_effect;
pub mod play;
pub mod practice_warnings;
mod readiness;
pub mod render;
pub mod stored;
pub mod story;
mod stress;
mod switch;
pub mod table;
mod throughput;
pub mod told;
pub mod trace;
pub mod warnings;

pub use crate::format;
pub use document::Document;
pub use render::{csv, html, json, markdown, terminal};
pub use table::{Align, Cell, Column, Table};

#[cfg(test)]
mod tests;
