//! What is shown of a study: pure functions from findings to text and pictures; no disk access here.

pub mod chart;
