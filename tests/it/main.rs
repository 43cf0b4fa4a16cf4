//! Everything that is tested from outside, in one binary.

mod architecture;
mod cli;
mod critical_path;
mod docs;
mod experiments;
mod handoffs;
mod laws;
mod lessons;
mod report;
mod rich;
mod runs;
mod semantics;
