//! How long reviewers who were free left a review lying before they turned to it: nobody waits in a queue there.

use super::history::{History, Pass};
use super::law::{Law, Sample};
use crate::calendar::Calendar;
use crate::time::Instant;

/// So many reviews that nobody queued for show it.
const SHOWN: usize = 20;
/// Who is turned to within so many hours was turned to at once.
const AT_ONCE: f64 = 0.05;

/// Of a team of so many people, in its open time; `None` where most reviews are begun at once by who is free.
pub fn of(
    history: &History,
    team: usize,
    people: usize,
    calendar: &Calendar,
    grain: f64,
) -> Option<Law> {
    let jobs = || history.of_team(team);
    let [starts, ends] = [|it: &Pass| it.start, |it: &Pass| it.end]
        .map(|of| sorted(jobs().flat_map(Pass::stretches).filter(begun).filter_map(|it| of(&it))));
    // Of an end at that very instant the person was not free before it.
    let busy = |at: i64| {
        starts.partition_point(|it| *it < at).saturating_sub(ends.partition_point(|it| *it < at))
    };
    let mut sample = Sample::default();
    for pass in jobs().filter(|it| history.steps[it.step].review) {
        let Some(asked) = pass.asked.filter(|at| *at < history.whole_until) else { continue };
        let waited = |until: i64| calendar.open(Instant(asked), Instant(until)).hours();
        match (pass.start, pass.end) {
            (Some(start), _) if busy(start) < people => sample.values.push(waited(start)),
            (None, Some(end)) => sample.cut.push(waited(end)),
            _ => {}
        }
    }
    let n = sample.values.len();
    let lay = sample.values.iter().filter(|it| **it > AT_ONCE.max(2.0 * grain)).count();
    (n >= SHOWN && lay * 5 >= n * 4).then(|| Law::of(&sample, grain, "reviews"))?
}

fn begun(pass: &Pass) -> bool {
    pass.start.is_some() && pass.end.is_some()
}

fn sorted(times: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut times: Vec<i64> = times.collect();
    times.sort_unstable();
    times
}
