//! What the benches share.
//!
//! No harness of crates.io (criterion 0.8, divan 0.1 were looked at) measures two things in turn within
//! one run: each measures the first for some seconds, then the second, and by then the machine may be
//! another one. On shared machines absolute times moved by a quarter within minutes, ratios of
//! contenders that took turns every few milliseconds by a few percent. Since every figure of this
//! project is such a ratio, `race` is a harness of its own, of one page.

// Each bench compiles this module for itself and uses a part of it.
#![allow(dead_code)]

pub mod contender;
pub mod plain;
pub mod race;
pub mod world;
