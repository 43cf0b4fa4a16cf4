//! What becomes of one piece: at every instant that of its tasks which is nearest to being done.

use super::segments::{Doing, Segment};
use crate::record::Wait;
use crate::time::Instant;

/// A piece in one state for a while, with the task that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub from: Instant,
    pub until: Instant,
    pub task: usize,
    /// `None`: all of it looks finished, and something is done or to be done later nevertheless.
    pub doing: Option<Doing>,
    /// Whether anybody has had the piece in hand before.
    pub begun: bool,
}

/// Nearer to being done is less.
fn distance(doing: Doing) -> u8 {
    match doing {
        Doing::Rework => 0,
        Doing::Worked => 1,
        Doing::Audited => 2,
        Doing::Waiting(Wait::Queued) => 3,
        Doing::Waiting(Wait::Review) => 4,
        Doing::Waiting(Wait::Held) => 5,
        Doing::Waiting(Wait::Blocked) => 6,
    }
}

/// The states of a piece of these tasks, in time order, from the first that is known to the last.
pub fn states(tasks: &[usize], segments: &[Vec<Segment>]) -> Vec<State> {
    let all = || tasks.iter().flat_map(|task| segments[*task].iter().map(|it| (*task, *it)));
    let mut turns: Vec<Instant> = all().flat_map(|(_, it)| [it.from, it.until]).collect();
    turns.sort_unstable();
    turns.dedup();
    let mut states: Vec<State> = Vec::new();
    for span in turns.windows(2) {
        let (from, until) = (span[0], span[1]);
        let here = all().filter(|(_, it)| it.from <= from && it.until >= until);
        let nearest = here.min_by_key(|(_, it)| distance(it.doing));
        // What looks finished goes with the step that it was in last.
        let before = states.last().map_or(0, |last| last.task);
        let (task, doing) = nearest.map_or((before, None), |(task, it)| (task, Some(it.doing)));
        match states.last_mut() {
            Some(last) if (last.task, last.doing) == (task, doing) => last.until = until,
            _ => {
                let is_work = |doing: Doing| !matches!(doing, Doing::Waiting(_));
                let begun = states.iter().any(|state| state.doing.is_some_and(is_work));
                states.push(State { from, until, task, doing, begun });
            }
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_goes_before_waiting() {
        let of = |from: i64, until: i64, doing| Segment {
            from: Instant(from),
            until: Instant(until),
            doing,
        };
        let blocked = Doing::Waiting(Wait::Blocked);
        let segments = vec![
            vec![of(0, 4, Doing::Worked), of(9, 12, Doing::Rework), of(20, 21, Doing::Rework)],
            vec![of(0, 10, blocked)],
        ];
        let found: Vec<_> = states(&[0, 1], &segments)
            .into_iter()
            .map(|it| (it.from.0, it.until.0, it.task, it.doing))
            .collect();
        let expected = [
            (0, 4, 0, Some(Doing::Worked)),
            (4, 9, 1, Some(blocked)),
            (9, 12, 0, Some(Doing::Rework)),
            // Nobody has anything to do with it, and yet it is not done.
            (12, 20, 0, None),
            (20, 21, 0, Some(Doing::Rework)),
        ];
        assert_eq!(found, expected);
    }
}
