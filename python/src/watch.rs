//! Work on a thread of its own, while this one lets Python go on, looks for Ctrl-C and says how far it is.

use flowcast::cli::within;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Between two looks.
const EVERY: Duration = Duration::from_millis(50);
/// As much as a program's first thread has.
const STACK: usize = 8 << 20;

/// Does the work; `watch(done, total)` hears of replications.
///
/// # Errors
/// What a signal's handler raises (`KeyboardInterrupt`), what `watch` raises, a defect of flowcast.
pub fn watched<R: Send>(
    py: Python<'_>,
    watch: Option<Py<PyAny>>,
    work: impl FnOnce() -> R + Send,
) -> PyResult<R> {
    let (ended, here) = (AtomicBool::new(false), thread::current());
    thread::scope(|scope| {
        let end = || {
            ended.store(true, Ordering::Release);
            here.unpark();
        };
        let job = move || {
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            end();
            result
        };
        let job = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, job)?;
        let mut raised = Ok(());
        while !ended.load(Ordering::Acquire) {
            py.detach(|| thread::park_timeout(EVERY));
            raised = raised.and_then(|()| look(py, watch.as_ref()));
            if raised.is_err() {
                within::stop();
            }
        }
        let result = py.detach(|| job.join()).unwrap_or_else(Err);
        raised?;
        result.map_err(|panic| PyRuntimeError::new_err(defect(&*panic)))
    })
}

fn look(py: Python<'_>, watch: Option<&Py<PyAny>>) -> PyResult<()> {
    py.check_signals()?;
    let Some(watch) = watch else { return Ok(()) };
    watch.call1(py, within::progress()).map(drop)
}

fn defect(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let what = text.unwrap_or("unknown");
    format!("internal error: {what}; this is a defect in flowcast, please report it")
}
