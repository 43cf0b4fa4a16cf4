//! What is shown: pure functions from results to tables, texts and pictures. Nothing here writes.

pub mod chart;
pub mod chat;
pub mod check;
pub mod compare;
pub mod csv;
pub mod events;
pub mod experiments;
pub mod headline;
pub mod html;
pub mod json;
pub mod main_events;
pub mod markdown;
pub mod page;
pub mod story;
pub mod summary;
pub mod table;
pub mod terminal;
pub mod warnings;

pub use crate::format;
pub use page::{Block, Page};
pub use table::{Align, Cell, Column, Table};

#[cfg(test)]
mod tests;
