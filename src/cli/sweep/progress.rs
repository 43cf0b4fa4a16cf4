//! How far a sweep is: a bar where somebody watches, else a line now and then.

use crate::cli::output;
use crate::cli::progress::Bar;
use flowcast::study::Progress;
use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Between two lines.
const EVERY: Duration = Duration::from_secs(10);

/// Counts replications on standard error.
pub struct Watch {
    bar: Bar,
    total: u64,
    done: AtomicU64,
    started: Instant,
    /// When the last line was written; `None` where a bar is shown or nothing is to be said.
    said: Option<Mutex<Instant>>,
}

impl Watch {
    /// Watches over so many replications.
    pub fn new(total: u64, quiet: bool) -> Watch {
        let lines = !quiet && !io::stderr().is_terminal();
        let started = Instant::now();
        Watch {
            bar: Bar::new(total, quiet),
            total,
            done: AtomicU64::new(0),
            started,
            said: lines.then(|| Mutex::new(started)),
        }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish();
    }

    fn say(&self, done: u64) {
        let Some(said) = &self.said else { return };
        // Another thread that is about to say it will do.
        let Ok(mut last) = said.try_lock() else { return };
        if last.elapsed() < EVERY {
            return;
        }
        *last = Instant::now();
        let share = done as f64 / self.total.max(1) as f64;
        let left = self.started.elapsed().as_secs_f64() * (1.0 - share) / share.max(1e-9);
        output::note(&format!("{:.0} % done, about {} left", 100.0 * share, span(left)));
    }
}

impl Progress for Watch {
    fn done(&self, replications: u64, events: u64) {
        self.bar.done(replications, events);
        let done = self.done.fetch_add(replications, Ordering::Relaxed) + replications;
        self.say(done);
    }

    fn cancelled(&self) -> bool {
        self.bar.cancelled()
    }
}

/// Seconds as a person would say them.
pub fn span(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "less than a second".to_owned(),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_in_words() {
        let said = [0.2, 30.0, 600.0, 9000.0].map(span);
        assert_eq!(said, ["less than a second", "30 s", "10 min", "2.5 h"]);
    }
}
