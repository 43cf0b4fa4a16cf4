//! What a command spent its time on: said with `--verbose`, kept in `timing.json`.

use super::output;
use flowcast::store::Artifact;
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Wall times differ from run to run, so they are in no other file, and the manifest does not speak of it.
pub const TIMING: &str = "timing.json";

/// Whether a file is one that [`Timing::artifact`] made.
pub fn is_one(bytes: &[u8]) -> bool {
    let known =
        |value: Value| value["seconds"].is_object() && value.get("events_per_second").is_some();
    serde_json::from_slice(bytes).is_ok_and(known)
}

/// Events simulated by the command that this process runs.
static EVENTS: AtomicU64 = AtomicU64::new(0);

/// So many more events were simulated; from any thread.
pub fn count(events: u64) {
    EVENTS.fetch_add(events, Ordering::Relaxed);
}

/// Another command begins.
pub fn forget() {
    EVENTS.store(0, Ordering::Relaxed);
}

/// The stage in which replications run.
pub const SIMULATE: &str = "simulate";
/// The stage in which a comparison's report asks which lever did it; replications run here too.
pub const LEVERS: &str = "levers";

/// The stage in which a comparison's report looks for the smallest change.
pub const SMALLEST: &str = "smallest change";

/// The stage in which a comparison's report looks for the last day of each change.
pub const FREEZE_DAY: &str = "last day of changes";

/// How long each stage took, in order.
pub struct Timing {
    since: Instant,
    threads: usize,
    stages: Vec<(&'static str, f64)>,
}

impl Timing {
    /// The first stage starts now.
    pub fn start() -> Timing {
        Timing { since: Instant::now(), threads: 1, stages: Vec::new() }
    }

    /// How many threads simulate.
    pub fn threads(&mut self, threads: usize) {
        self.threads = threads;
    }

    /// A stage ends now, and the next one starts.
    pub fn end(&mut self, stage: &'static str) {
        let seconds = self.since.elapsed().as_secs_f64();
        match self.stages.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, known)) => *known += seconds,
            None => self.stages.push((stage, seconds)),
        }
        self.since = Instant::now();
    }

    /// The file, with the stages that have ended.
    pub fn artifact(&self) -> Artifact {
        let seconds: Map<String, Value> = self
            .stages
            .iter()
            .map(|(stage, seconds)| ((*stage).to_owned(), json!(seconds)))
            .collect();
        let events = EVENTS.load(Ordering::Relaxed);
        let timing = json!({
            "threads": self.threads,
            "events": events,
            "events_per_second": self.rate(events),
            "seconds": seconds,
        });
        Artifact::new(TIMING, format!("{timing:#}\n"))
    }

    /// Says on standard error what was done and how fast.
    pub fn say(&self) {
        let stages: Vec<String> =
            self.stages.iter().map(|(stage, seconds)| format!("{stage} {seconds:.2} s")).collect();
        output::note(&stages.join(", "));
        let events = EVENTS.load(Ordering::Relaxed);
        let rate = self.rate(events).map_or_else(|| "–".to_owned(), |rate| format!("{rate:.0}"));
        let threads = if self.threads == 1 { "thread" } else { "threads" };
        output::note(&format!("{events} events, {rate} per second on {} {threads}", self.threads));
    }

    /// Events per second of simulating; `None` where nothing was simulated, or too fast to tell.
    fn rate(&self, events: u64) -> Option<f64> {
        let runs = |(stage, _): &&(&str, f64)| [SIMULATE, LEVERS].contains(stage);
        let seconds: f64 = self.stages.iter().filter(runs).map(|(_, seconds)| seconds).sum();
        (events > 0 && seconds > 0.0).then(|| (events as f64 / seconds).round())
    }
}
