//! Results on the disk: the only module that touches it.

#[cfg(feature = "cli")]
mod disk;
#[cfg(feature = "cli")]
mod folder;
#[cfg(feature = "cli")]
mod kept;
pub mod manifest;
pub mod replications;

#[cfg(feature = "cli")]
pub use disk::{
    LARGEST_SCENARIO, folders_in, read, read_at_most, read_if_there, read_named, read_scenario,
    read_text, write_new,
};
#[cfg(feature = "cli")]
pub use folder::{Artifact, Draft, Folder};
#[cfg(feature = "cli")]
pub use kept::{Kept, unreadable};
