//! Which plan is which, and why a model has none.

use std::sync::Arc;

/// A model that cannot be executed, and where its file says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The path in the file, such as `models[1].release`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Tells plans apart: no two plans that exist at the same time have the same, clones included.
#[derive(Debug, Default)]
pub struct Identity(Arc<()>);

impl Identity {
    /// Another handle on the same identity: while it is kept, no other plan gets this identity.
    pub fn keep(&self) -> Identity {
        Identity(Arc::clone(&self.0))
    }

    /// Whether both are handles on one identity.
    pub fn is(&self, other: &Identity) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Clone for Identity {
    /// A new identity: a clone is another plan, and may be changed.
    fn clone(&self) -> Identity {
        Identity::default()
    }
}
