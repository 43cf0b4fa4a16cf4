//! In which order people take what waits for them: rework first, or what came first.
//!
//! A choice tells it when somebody takes one of two jobs that wait, of which one is rework and the other came before it.

use super::estimate::{Estimate, Unit};
use super::history::{History, Pass};
use crate::log::Grain;
use std::collections::BTreeSet;

/// Of all choices, so many in a hundred must be of one kind.
const MOST: usize = 90;

/// Choices between rework and new work that came before it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Order {
    /// Rework was taken.
    pub rework: usize,
    /// What came first was taken.
    pub first: usize,
}

impl Order {
    /// Of all teams; nothing where days are all that is told.
    pub fn of(history: &History) -> Order {
        let mut order = Order::default();
        if history.grain != Grain::Day {
            (0..history.teams.len()).for_each(|team| order.see(history, team));
        }
        order
    }

    /// As the lever says it, and on what grounds.
    pub fn told(&self) -> (&'static str, Estimate) {
        let n = self.rework + self.first;
        let counted = |taken| {
            let it = Estimate::of(taken as f64, None, n, "choices");
            it.by("of rework and new work that came before it")
        };
        match (self.rework * 100, self.first * 100) {
            _ if n == 0 => ("rework-first", Estimate::assumed(0.0, Unit::Plain)),
            (_, first) if first >= MOST * n => ("fifo", counted(self.first)),
            (rework, _) if rework >= MOST * n => ("rework-first", counted(self.rework)),
            _ => {
                let mixed =
                    format!("now one, now the other: {} of {n} choices for rework", self.rework);
                ("rework-first", Estimate::assumed(0.0, Unit::Plain).by(mixed))
            }
        }
    }

    /// The choices of a team: whoever takes a job leaves the others that wait.
    fn see(&mut self, history: &History, team: usize) {
        let jobs = history.all().filter(|pass| pass.team == team);
        let jobs: Vec<Job> = jobs.filter_map(|pass| Job::of(history, pass)).collect();
        let came = jobs.iter().enumerate().map(|(place, it)| (it.asked, false, place));
        let taken = jobs.iter().enumerate().map(|(place, it)| (it.start, true, place));
        let mut instants: Vec<(i64, bool, usize)> = came.chain(taken).collect();
        instants.sort_unstable();
        let mut waiting = [BTreeSet::new(), BTreeSet::new()];
        // What several people take at one instant was no choice between these.
        for same in instants.chunk_by(|a, b| a.0 == b.0) {
            for (_, is_taken, place) in same {
                let own = &mut waiting[usize::from(jobs[*place].rework)];
                let key = (jobs[*place].asked, *place);
                if *is_taken {
                    own.remove(&key)
                } else {
                    own.insert(key)
                };
            }
            let taken = same.iter().filter(|it| it.1).map(|it| &jobs[it.2]);
            taken.for_each(|job| self.choice(job, &waiting[usize::from(!job.rework)]));
        }
    }

    /// What was taken though such others wait, by when they came.
    fn choice(&mut self, job: &Job, others: &BTreeSet<(i64, usize)>) {
        let first = others.first().is_some_and(|it| it.0 < job.asked);
        let last = others.last().is_some_and(|it| it.0 > job.asked);
        self.rework += usize::from(job.rework && first);
        self.first += usize::from(!job.rework && last);
    }
}

/// A job that waited.
struct Job {
    asked: i64,
    start: i64,
    rework: bool,
}

impl Job {
    fn of(history: &History, pass: &Pass) -> Option<Job> {
        let (asked, start, rework) = (pass.asked?, pass.start?, is_rework(history, pass));
        (asked < start).then_some(Job { asked, start, rework })
    }
}

/// Work that was done before, or a further round of a review.
fn is_rework(history: &History, pass: &Pass) -> bool {
    if history.steps[pass.step].review { pass.round > 0 } else { pass.nth > 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::teams;
    use crate::log;

    /// Every second day two pieces wait at 9:00: one that came at 7:00 for the first time, and one that comes back at 8:00.
    fn order(rework_first: bool, days: u32) -> Order {
        let mut text = "item,step,person,asked,start,end\n".to_owned();
        for day in (1..2 * days).step_by(2) {
            let mut job = |item: &str, on: u32, times: [&str; 3]| {
                let [asked, start, end] = times.map(|it| format!("2026-01-{on:02} {it}"));
                text += &format!("{item} {day},draw,ann,{asked},{start},{end}\n");
            };
            job("old", day, ["09:00", "09:00", "10:00"]);
            let (old, new) = if rework_first { ("09:00", "10:00") } else { ("10:00", "09:00") };
            job("new", day + 1, ["07:00", new, "11:00"]);
            job("old", day + 1, ["08:00", old, "11:00"]);
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        Order::of(&history)
    }

    /// One piece of each page at a time: never a choice.
    #[test]
    fn an_order_that_no_choice_shows_may_be_given() {
        let path = "models.\"As is\".priority";
        let mut text = "item,step,kind,person,start,end,outcome\n".to_owned();
        for day in 1..13 {
            let date = format!("2026-01-{day:02}");
            text += &format!("p{day},draw,work,ann,{date} 09:00,{date} 10:00,\n");
            text += &format!("p{day},check,review,bob,{date} 10:00,{date} 11:00,approved\n");
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let assume = vec![(path.to_owned(), "fifo".to_owned())];
        let options = crate::fit::Options { assume, ..Default::default() };
        let fit = crate::fit::fit(&log, &options).unwrap();
        assert!(fit.scenario.contains("priority = \"fifo\"  # assumption: given"));
    }

    #[test]
    fn who_takes_the_older_piece_does_not_take_rework_first() {
        let fifo = order(false, 12);
        assert_eq!((fifo, fifo.told().0), (Order { rework: 0, first: 12 }, "fifo"));
        let rework = order(true, 3);
        assert_eq!((rework, rework.told().0), (Order { rework: 3, first: 0 }, "rework-first"));
        assert_eq!(rework.told().1.grade().letter(), "B");
        // Now one, now the other.
        let both = Order { rework: 5, first: 5 };
        assert_eq!((both.told().0, both.told().1.grade().letter()), ("rework-first", "C"));
    }
}
