//! Tests of the scenario format.

mod example;
