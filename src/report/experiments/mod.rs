//! What experiments show: tables, pages and charts of their results.

pub mod breakeven;
pub mod decompose;
pub mod recommend;
pub mod scale;
pub mod scorecard;
pub mod sensitivity;
pub mod sweep;

pub use scale::Scale;
