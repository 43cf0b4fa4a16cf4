//! Ctrl-C and SIGTERM: the first asks to stop, the second stops.

use flowcast::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// From now on, an interruption is noticed by [`asked`] instead of ending the process.
pub fn listen() -> Result<(), Error> {
    ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(Error::Interrupted.exit_code()));
        }
    })
    .map_err(|error| Error::Internal(format!("cannot listen for interruptions: {error}")))
}

/// Whether the user asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// An error where the user asked to stop.
pub fn check() -> Result<(), Error> {
    if asked() { Err(Error::Interrupted) } else { Ok(()) }
}
