//! What people did up to certain instants.

use super::{Run, Simulator};
use crate::plan::Plan;
use crate::record::{Record, TeamTime};
use crate::time::Instant;
use crate::trace::{Event, Observer};

/// Runs one replication and measures the person-time of each team, in file order, up to each of these instants, too; what
/// comes after the last campaign's end is not told.
pub fn marked(
    plan: &Plan,
    seed: u64,
    replication: u32,
    marks: &[Instant],
) -> (Record, Vec<Vec<TeamTime>>) {
    let mut watch = Watch { marks, seen: Vec::with_capacity(marks.len()) };
    let record = Simulator::new().observe(plan, seed, replication, &mut watch);
    (record, watch.seen)
}

/// Asks at each mark.
struct Watch<'a> {
    marks: &'a [Instant],
    seen: Vec<Vec<TeamTime>>,
}

impl Observer for Watch<'_> {
    const LISTENS: bool = true;
    fn note(&mut self, _: Instant, _: Event) {}
    fn mark(&self) -> Option<Instant> {
        self.marks.get(self.seen.len()).copied()
    }
    fn people(&mut self, teams: &[TeamTime]) {
        self.seen.push(teams.to_vec());
    }
}

impl<O: Observer> Run<'_, O> {
    /// Tells the observer what people did up to each of its marks before the next instant. (Before the ledger is closed
    /// for good, it may be closed and opened at any time.)
    pub(super) fn tell_people(&mut self, next: i64) {
        while let Some(mark) = self.o.mark().filter(|mark| mark.0 <= next) {
            if self.closed.is_none() {
                self.close_ledger(mark.0);
                self.closed = None;
            }
            let (mut teams, mut parts) = (Vec::new(), Vec::new());
            self.people(&mut teams, &mut parts);
            self.o.people(&teams);
        }
    }
}
