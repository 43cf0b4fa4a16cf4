//! What each task was doing when, read off a trace.

use std::ops::Range;

use crate::record::Wait;
use crate::time::Instant;
use crate::trace::{Event, State, Trace};

/// What a task is doing during a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Not done and not worked.
    Waiting(Wait),
    /// Worked for the first time (first review rounds included).
    Worked,
    /// Worked again.
    Rework,
    /// Done, and somebody looks at it for an audit.
    Audited,
}

/// A task doing one thing for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// What.
    pub doing: Doing,
}

/// What is known of a task while its events are read.
#[derive(Clone, Copy, Debug, Default)]
struct Track {
    state: Option<State>,
    /// Whether the jobs that run are rework.
    again: bool,
    /// How many audits look at it.
    audits: u32,
    since: Instant,
}

impl Track {
    fn doing(self) -> Option<Doing> {
        match self.state? {
            State::Waiting(why) => Some(Doing::Waiting(why)),
            State::Worked if self.again => Some(Doing::Rework),
            State::Worked => Some(Doing::Worked),
            State::Done => (self.audits > 0).then_some(Doing::Audited),
        }
    }
}

/// The segments of every task of one campaign, in time order; what is unfinished ends at `end`.
pub fn segments(trace: &Trace, campaign: usize, tasks: usize, end: Instant) -> Vec<Vec<Segment>> {
    let mut tracks = vec![Track::default(); tasks];
    let mut segments = vec![Vec::new(); tasks];
    for (at, event) in &trace.events {
        let Some((task, change)) = change(event, campaign) else { continue };
        let Some(track) = tracks.get_mut(task) else { continue };
        close(track, &mut segments[task], *at);
        match change {
            Change::To(state) => track.state = Some(state),
            Change::Job { again } => track.again = again,
            Change::Audit { begins: true } => track.audits += 1,
            Change::Audit { begins: false } => track.audits = track.audits.saturating_sub(1),
        }
    }
    for (track, segments) in tracks.iter_mut().zip(&mut segments) {
        close(track, segments, end);
    }
    segments
}

/// What an event changes for a task.
enum Change {
    To(State),
    Job { again: bool },
    Audit { begins: bool },
}

/// Which task of the campaign an event changes, and how.
fn change(event: &Event, of: usize) -> Option<(usize, Change)> {
    match event {
        Event::State { campaign, task, state } if *campaign == of => {
            Some((*task, Change::To(*state)))
        }
        Event::JobStarted { campaign, task, rework, .. } if *campaign == of => {
            Some((*task, Change::Job { again: rework.is_some() }))
        }
        Event::AuditStarted { campaign, task, .. } if *campaign == of => {
            Some((*task, Change::Audit { begins: true }))
        }
        Event::AuditFinished { campaign, task, .. } if *campaign == of => {
            Some((*task, Change::Audit { begins: false }))
        }
        _ => None,
    }
}

/// Ends what the task was doing; neighbours that do the same are joined, moments are dropped.
fn close(track: &mut Track, segments: &mut Vec<Segment>, at: Instant) {
    let from = std::mem::replace(&mut track.since, at);
    let Some(doing) = track.doing().filter(|_| from < at) else { return };
    match segments.last_mut() {
        Some(last) if last.doing == doing && last.until == from => last.until = at,
        _ => segments.push(Segment { from, until: at, doing }),
    }
}

/// When something last happened to a task or to the campaign itself.
pub fn last_instant(trace: &Trace, of: usize) -> Instant {
    let of_campaign = |(at, event): &(Instant, Event)| {
        let own = match event {
            Event::Launched { campaign } | Event::Censored { campaign } => *campaign == of,
            // An audit that is under way at the launch finds nothing.
            Event::AuditStarted { .. } | Event::AuditFinished { .. } => false,
            event => change(event, of).is_some(),
        };
        own.then_some(*at)
    };
    trace.events.iter().filter_map(of_campaign).max().unwrap_or_default()
}

/// The part of a row's tasks that is shown.
pub fn within(segments: &[Segment], range: Range<Instant>) -> impl Iterator<Item = Segment> + '_ {
    let (start, end) = (range.start, range.end);
    let cut = move |segment: &Segment| Segment {
        from: segment.from.max(start),
        until: segment.until.min(end),
        ..*segment
    };
    segments.iter().map(cut).filter(|segment| segment.from < segment.until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Cause;

    fn state(at: i64, state: State) -> (Instant, Event) {
        (Instant(at), Event::State { campaign: 0, task: 0, state })
    }

    fn job(at: i64, rework: Option<Cause>) -> (Instant, Event) {
        let event = Event::JobStarted {
            campaign: 0,
            task: 0,
            reviewer: None,
            team: 0,
            rework,
            effort: 1,
            wall: 1,
        };
        (Instant(at), event)
    }

    #[test]
    fn states_become_segments_and_rework_is_told_apart() {
        let trace = Trace {
            events: vec![
                state(0, State::Waiting(Wait::Blocked)),
                state(5, State::Waiting(Wait::Queued)),
                state(7, State::Worked),
                job(7, None),
                state(12, State::Done),
                state(20, State::Waiting(Wait::Queued)),
                job(24, Some(Cause::Flaw)),
                state(24, State::Worked),
                (Instant(25), Event::State { campaign: 1, task: 0, state: State::Done }),
            ],
        };
        let segment =
            |from, until, doing| Segment { from: Instant(from), until: Instant(until), doing };
        let expected = vec![
            segment(0, 5, Doing::Waiting(Wait::Blocked)),
            segment(5, 7, Doing::Waiting(Wait::Queued)),
            segment(7, 12, Doing::Worked),
            segment(20, 24, Doing::Waiting(Wait::Queued)),
            segment(24, 30, Doing::Rework),
        ];
        assert_eq!(segments(&trace, 0, 1, Instant(30)), [expected]);
        assert_eq!(last_instant(&trace, 0), Instant(24));
        assert_eq!(last_instant(&trace, 1), Instant(25));
    }

    #[test]
    fn an_audit_of_done_work_is_a_segment() {
        let started = Event::AuditStarted { campaign: 0, task: 0, audit: 0, team: 0 };
        let finished = Event::AuditFinished { campaign: 0, task: 0, team: 0, found: false };
        let events = vec![
            state(2, State::Worked),
            state(5, State::Done),
            (Instant(7), started),
            (Instant(9), finished),
        ];
        let segment =
            |from, until, doing| Segment { from: Instant(from), until: Instant(until), doing };
        let expected = vec![segment(2, 5, Doing::Worked), segment(7, 9, Doing::Audited)];
        assert_eq!(segments(&Trace { events }, 0, 1, Instant(30)), [expected]);
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let whole = Segment { from: Instant(0), until: Instant(10), doing: Doing::Worked };
        let cut: Vec<Segment> = within(&[whole], Instant(4)..Instant(6)).collect();
        assert_eq!(cut, [Segment { from: Instant(4), until: Instant(6), ..whole }]);
        assert_eq!(within(&[whole], Instant(10)..Instant(20)).count(), 0);
    }
}
