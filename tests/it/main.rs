//! Everything that is tested from outside, in one binary.

mod answers;
mod architecture;
mod bad_input;
mod cli;
mod command;
mod critical_path;
mod deliverables;
mod diagnose;
mod digests;
mod directions;
mod docs;
mod experiments;
mod extremes;
mod faults;
mod foreign;
mod generator;
mod handoffs;
mod improve;
mod laws;
mod lessons;
mod mutations;
mod pods;
mod promises;
mod properties;
mod published;
mod report;
mod rich;
mod runs;
mod semantics;
mod shortcuts;
mod signals;
mod statistics;
mod theory;
#[path = "../validation/mod.rs"]
mod validation;
mod work;
