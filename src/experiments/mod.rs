//! Experiments: from one comparison to an argument. Pure: everything here computes on scenarios and
//! studies, and nothing here reads, writes or prints.

pub mod breakeven;
pub mod decompose;
pub mod precision;
pub mod recommend;
pub mod sampling;
pub mod scorecard;
pub mod sensitivity;
pub mod sweep;
