//! Everything that is tested from outside, in one binary.

mod architecture;
mod cli;
mod critical_path;
mod directions;
mod docs;
mod experiments;
mod faults;
mod generator;
mod handoffs;
mod laws;
mod lessons;
mod properties;
mod published;
mod report;
mod rich;
mod runs;
mod semantics;
mod statistics;
mod theory;
