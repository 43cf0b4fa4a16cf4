//! A progress bar on standard error, where a run is long and somebody watches.

use super::{interrupt, timing};
use flowcast::study::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Runs shorter than this show nothing.
const LONG: Duration = Duration::from_millis(500);

/// Counts replications.
pub struct Bar {
    bar: ProgressBar,
    done: AtomicU64,
    started: Instant,
}

impl Bar {
    /// A bar that ends at `total` replications; hidden if `quiet` or nobody watches.
    pub fn new(total: u64, quiet: bool) -> Bar {
        let watched = io::stderr().is_terminal() && !quiet;
        let target =
            if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let template = "{bar:40} {pos}/{len} replications, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar { bar, done: AtomicU64::new(0), started: Instant::now() }
    }

    /// So many replications more are to come than was thought.
    pub fn more(&self, replications: u64) {
        self.bar.inc_length(replications);
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn done(&self, replications: u64, events: u64) {
        timing::count(events);
        let done = self.done.fetch_add(replications, Ordering::Relaxed) + replications;
        if self.started.elapsed() > LONG {
            self.bar.set_position(done);
        }
    }

    fn cancelled(&self) -> bool {
        interrupt::asked()
    }
}
