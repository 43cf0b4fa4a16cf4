//! One renderer for each medium, for all documents and tables.

pub(super) mod assets;
pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
pub mod terminal;

#[cfg(test)]
mod tests;
