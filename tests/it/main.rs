//! Integration tests: the semantics by hand-computed scenarios, the laws that hold everywhere, the layers.
mod laws;
mod runs;
mod semantics;
