//! Results on the disk: the only module that touches it.

mod disk;
mod folder;
mod kept;
pub mod manifest;
pub mod replications;

pub use disk::{LARGEST_SCENARIO, folders_in, read, read_if_there, read_scenario, write_new};
pub use folder::{Artifact, Draft, Folder};
pub use kept::{Kept, unreadable};
