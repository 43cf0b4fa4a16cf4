//! Ctrl-C, SIGTERM, SIGHUP: the first asks to stop, the second stops.

use crate::cli::said;
use flowcast::error::Error;
use signal_hook::consts::signal;
use signal_hook::flag;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

/// The signals that ask a run to stop.
#[cfg(unix)]
const SIGNALS: [i32; 3] = [signal::SIGINT, signal::SIGTERM, signal::SIGHUP];
#[cfg(not(unix))]
const SIGNALS: [i32; 2] = [signal::SIGINT, signal::SIGTERM];

/// Whether one came.
static ASKED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);
/// Which one; 0 before.
static SIGNAL: LazyLock<Arc<AtomicUsize>> = LazyLock::new(Arc::default);

/// From now on, an interruption is noticed by [`asked`] instead of ending the process. Within another program, signals are
/// that program's.
pub fn listen() -> Result<(), Error> {
    if said::runs() {
        return Ok(());
    }
    for signal in SIGNALS {
        let asked = Arc::clone(&ASKED);
        flag::register_conditional_shutdown(signal, i32::from(code(signal)), Arc::clone(&asked))
            .and_then(|_| flag::register_usize(signal, Arc::clone(&SIGNAL), signal as usize))
            .and_then(|_| flag::register(signal, asked))
            .map_err(|error| {
                Error::Internal(format!("cannot listen for interruptions: {error}"))
            })?;
    }
    Ok(())
}

/// The user asks to stop, or has not asked yet.
pub fn ask(stop: bool) {
    ASKED.store(stop, Ordering::Relaxed);
}

/// Whether the user asked to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// An error where the user asked to stop.
pub fn check() -> Result<(), Error> {
    if asked() { Err(Error::Interrupted) } else { Ok(()) }
}

/// The exit code of an error: of an interruption, that of its signal.
pub fn exit_code(error: &Error) -> u8 {
    match (error, i32::try_from(SIGNAL.load(Ordering::Relaxed))) {
        (Error::Interrupted | Error::InterruptedSweep { .. }, Ok(signal)) if signal > 0 => {
            code(signal)
        }
        _ => error.exit_code(),
    }
}

/// 128 and the signal, as shells have it: 130 for SIGINT, 143 for SIGTERM.
fn code(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}
