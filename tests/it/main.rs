//! Everything that is tested from outside, in one binary.

mod architecture;
mod cli;
mod critical_path;
mod docs;
mod handoffs;
mod laws;
mod published;
mod rich;
mod runs;
mod semantics;
mod theory;
