//! Experiments: from one comparison to an argument. Pure: everything here computes on scenarios and
//! studies, and nothing here reads, writes or prints.

pub mod decompose;
pub mod precision;
pub mod sampling;
