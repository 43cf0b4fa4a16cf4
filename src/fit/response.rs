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

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::read;

    /// Of each page the layout rests for two hours, then comes to the queue of a reviewer who turns to it at once: the two hours are
    /// latency, and nobody is slow.
    #[test]
    fn what_rests_before_the_queue_is_latency_and_no_response() {
        let mut text = "Key,Date,From,To,Author\n".to_owned();
        for page in 0..30 {
            let day = format!("2026-{:02}-{:02}", 1 + page / 10, 5 + page % 10);
            let steps = [
                ("09:00", "To Do,Layout,ann"),
                ("11:00", "Layout,Layout done,ann"),
                ("13:00", "Layout done,Ready for review,bot"),
                ("13:00", "Ready for review,In review,bea"),
                ("14:00", "In review,Done,bea"),
            ];
            steps.iter().for_each(|(at, row)| text += &format!("P-{page},{day} {at},{row}\n"));
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let found = fit(&log, &Default::default()).unwrap();
        let told = |part: &str| {
            let rows = found.rows.iter().filter(|row| row.path.contains(part));
            rows.map(|row| &*row.value).collect::<Vec<_>>()
        };
        assert_eq!((told("latency"), told("response")), (vec!["2h"], vec![]), "{:?}", found.rows);
    }
}
