//! Integration tests: the semantics by hand-computed scenarios, the laws that hold everywhere, the layers.
mod architecture;
mod critical_path;
mod handoffs;
mod laws;
mod rich;
mod runs;
mod semantics;
