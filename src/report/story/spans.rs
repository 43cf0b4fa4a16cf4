//! Time cut into pieces in which calendars do not change, and where it ends.

use crate::calendar::Calendar;
use crate::time::Instant;
use crate::trace::{Event, Trace};

/// When the campaign was launched.
pub(super) fn launch(trace: &Trace) -> Option<Instant> {
    let launched = |(_, event): &&(Instant, Event)| matches!(event, Event::Launched { .. });
    trace.events.iter().find(launched).map(|(at, _)| *at)
}

/// A piece of time, and for each of the calendars whether it is open all through.
pub struct Piece<const N: usize> {
    /// Microseconds.
    pub length: i64,
    /// Open or closed, in the order of the calendars.
    pub open: [bool; N],
}

/// The pieces of [from, to) in which each calendar is either open or closed throughout.
pub fn pieces<const N: usize>(
    from: Instant,
    to: Instant,
    calendars: [&Calendar; N],
) -> Vec<Piece<N>> {
    let mut pieces = Vec::new();
    let mut at = from;
    while at < to {
        let open = calendars.map(|calendar| calendar.is_open(at));
        let turns = calendars.iter().zip(open).map(|(calendar, open)| match open {
            true => calendar.next_closing(at),
            false => calendar.next_opening(at),
        });
        let until = turns.fold(to, Instant::min);
        pieces.push(Piece { length: until.0 - at.0, open });
        at = until;
    }
    pieces
}
