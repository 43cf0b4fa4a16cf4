//! What experiments show: tables, pages and charts of their results.

pub mod decompose;
pub mod scale;

pub use scale::Scale;
