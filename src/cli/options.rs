//! Options that several commands take; those of one stand in its file.

mod reading;
mod shared;

pub use reading::HowToRead;
pub use shared::{
    Assignment, Charts, Draws, Experiment, Files, Format, Page, Pictures, Scenario, Simulation,
    Talk, Threads, assignment,
};
