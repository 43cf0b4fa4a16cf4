//! How far a run is, on standard error: a bar where somebody watches, else, of a sweep, a line now and then.

use super::{interrupt, output, timing};
use crate::cli::said;
use flowcast::study::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Runs shorter than this show nothing.
const LONG: Duration = Duration::from_millis(500);
/// Between two lines.
const EVERY: Duration = Duration::from_secs(10);

/// Counts replications; asks the run to stop when the user does.
pub struct Bar {
    bar: ProgressBar,
    total: u64,
    done: AtomicU64,
    started: Instant,
    /// When the last line was written; `None` where there are none.
    said: Option<Mutex<Instant>>,
}

impl Bar {
    /// A bar that ends at `total` replications; hidden if `quiet` or nobody watches.
    pub fn new(total: u64, quiet: bool) -> Bar {
        said::begin(total);
        let watched = io::stderr().is_terminal() && !quiet && !said::runs();
        let target =
            if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let template = "{bar:40} {pos}/{len} replications, {eta} left{msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Bar { bar, total, done: AtomicU64::new(0), started: Instant::now(), said: None }
    }

    /// As [`Bar::new`]; where nobody watches, a line now and then.
    pub fn with_lines(total: u64, quiet: bool) -> Bar {
        let lines = !quiet && !io::stderr().is_terminal() && !said::runs();
        Bar { said: lines.then(|| Mutex::new(Instant::now())), ..Bar::new(total, quiet) }
    }

    /// Takes the bar off the screen.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
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

impl Progress for Bar {
    fn done(&self, replications: u64, events: u64) {
        timing::count(events);
        said::done(replications);
        let done = self.done.fetch_add(replications, Ordering::Relaxed) + replications;
        if self.started.elapsed() > LONG {
            self.bar.set_position(done);
        }
        self.say(done);
    }

    fn more(&self, replications: u64) {
        self.bar.inc_length(replications);
        said::more(replications);
    }

    fn at(&self, what: &str) {
        self.bar.set_message(format!("; {what}"));
    }

    fn cancelled(&self) -> bool {
        interrupt::asked()
    }
}

/// What is being done, where nobody can say how much of it is left.
pub struct Stages(ProgressBar);

impl Stages {
    /// Hidden if `quiet` or nobody watches.
    pub fn new(quiet: bool) -> Stages {
        let watched = io::stderr().is_terminal() && !quiet && !said::runs();
        let target =
            if watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
            bar.set_style(style);
        }
        Stages(bar)
    }

    /// The next stage.
    pub fn at(&self, what: &str) {
        self.0.set_message(what.to_owned());
        self.0.enable_steady_tick(LONG);
    }

    /// Takes it off the screen.
    pub fn finish(&self) {
        self.0.disable_steady_tick();
        self.0.finish_and_clear();
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
