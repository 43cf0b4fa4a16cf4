//! The hours of a team, and what is not sure of them.

use super::week::{self, CLOSED, Clock, SLOT, SLOTS, Span, Week, place, stretches, written};
use crate::time::{DAY, MINUTE};

/// A meeting takes so many half-hours at most.
const MEETING: usize = 4;
/// Hours that may be closed or open for so long change what is measured in them.
const LONG: i64 = 60 * MINUTE;
/// A closed time between two hours of a day is no longer than this if it may be a daily meeting.
const PAUSE: i64 = SLOT;

/// When a team works, and on what grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    pub week: Week,
    /// The same, day by day, where they begin or end between half-hours.
    pub spans: Vec<Span>,
    /// Minutes at the beginning or end of its days in which only others work, whose days begin or end then: left open.
    pub missed: Vec<Span>,
    /// Instants of its jobs.
    pub instants: usize,
    /// Narrower than what others work, because work waited there.
    pub confirmed: bool,
    /// Active in these hours only; in those that it has besides, or in those of people whom it never meets, hardly any work waited.
    pub active: Option<Week>,
    /// Days on which nobody works and nothing of its work was due: nothing shows that they are closed.
    pub untold: Vec<usize>,
    /// At the beginning or end of its days, where nothing happened that would tell them from closed time.
    pub edges: Vec<Span>,
    /// Before and after its days, where hardly anything was due that would tell them from open time.
    pub beyond: Week,
    /// Too few starts and ends, of all who keep these hours, to show that half an hour of them is closed.
    pub few: bool,
    /// Days on which nothing happened though work waited, and all on which it did, if these are many.
    pub silent: Option<[usize; 2]>,
    /// Told by somebody.
    pub told: bool,
    /// What its people have of these hours, where some have fewer.
    pub share: Option<f64>,
}

impl Hours {
    pub fn of(week: Week, instants: usize, confirmed: bool) -> Hours {
        let (spans, missed, untold, edges) = (week::daily(&week), vec![], vec![], vec![]);
        let (active, told, share) = (None, false, None);
        let beyond = CLOSED;
        Hours {
            week,
            spans,
            missed,
            instants,
            confirmed,
            active,
            untold,
            edges,
            beyond,
            few: false,
            silent: None,
            told,
            share,
        }
    }

    /// Why its hours are not as sure as the number of instants says, if they are not.
    pub fn doubts(&self) -> Vec<String> {
        let pauses = self.pauses().into_iter();
        let pauses = pauses.map(|hour| format!("{hour} closed: a break, or a meeting of all"));
        let edges = self.may_be_closed(|it| !is_long(it));
        let few = self.few.then(|| "too few starts and ends to show a break".to_owned());
        self.of_work().into_iter().chain(few).chain(pauses).chain(edges).collect()
    }

    /// Where nothing happened, as far as such times are meant.
    fn may_be_closed(&self, which: impl Fn(&Span) -> bool) -> Option<String> {
        let spans: Vec<Span> = self.edges.iter().copied().filter(which).collect();
        let told = (!spans.is_empty()).then(|| week::told(&spans));
        told.map(|hour| format!("{hour} may be closed: nothing happened then"))
    }

    /// The same as far as it changes what is measured in these hours.
    pub fn of_work(&self) -> Vec<String> {
        let untold = self.untold.iter().map(|day| {
            let open = self.week[*day].contains(&true);
            let then = if open { "open as other days are" } else { "taken as closed" };
            format!("nothing was due on {}s: {then}", week::day_name(*day))
        });
        let meetings = self.meetings().into_iter().map(|hour| format!("{hour} may be a meeting"));
        let beyond = Some(written(&self.beyond)).filter(|hour| !hour.is_empty());
        let beyond = beyond.map(|hour| format!("{hour} may be open: hardly anything was due then"));
        let silent = self.silent.map(|[silent, all]| {
            format!("on {silent} of {all} days on which work waited nothing happened: perhaps not open every week")
        });
        untold
            .chain(meetings)
            .chain(self.may_be_closed(is_long))
            .chain(beyond)
            .chain(silent)
            .collect()
    }

    /// Short times between two hours of most days at which all of the team stop: a break, or a meeting that they all attend.
    pub fn pauses(&self) -> Vec<String> {
        let gaps = self.spans.windows(2).map(|pair| (pair[0].1, pair[1].0));
        let within = |(from, to): &Span| from < to && from / DAY == (to - 1) / DAY;
        let short = gaps.filter(|it| within(it) && it.1 - it.0 <= PAUSE);
        let odd = self.odd();
        let usual = |it: &Span| !odd[place(it.0).0][place(it.0).1];
        // Days of a team that is there on most may begin with one, if they begin between half-hours.
        let most = self.spans.len() > 2;
        let begins = week::daily(&self.week).into_iter().zip(&self.spans).filter(|_| most);
        let late = begins.map(|(rough, finer)| (rough.0, finer.0)).filter(|(from, to)| from < to);
        let mut all: Vec<Span> = short.filter(usual).chain(late).collect();
        all.sort_unstable();
        if all.is_empty() { Vec::new() } else { vec![week::told(&all)] }
    }

    /// Half-hours in which only one day is closed, of those on which it works.
    fn odd(&self) -> Week {
        let works = (0..7).filter(|day| self.week[*day].contains(&true)).count();
        let closed = |slot: usize| works - self.week.iter().filter(|day| day[slot]).count();
        let odd = |day: usize, slot: usize| {
            works > 2
                && !self.week[day][slot]
                && closed(slot) == 1
                && self.week[day].contains(&true)
        };
        std::array::from_fn(|day| std::array::from_fn(|slot| odd(day, slot)))
    }

    /// Short times in which only one day is closed, or only this team: a meeting (a `sync` of a model) looks so, too.
    pub fn meetings(&self) -> Vec<String> {
        let odd = self.odd();
        // A shift over midnight has a day less before it.
        let at_midnight = |run: &std::ops::Range<usize>| run.start == 0 || run.end == SLOTS;
        let runs = (0..7).flat_map(|day| stretches(&odd[day]).map(move |run| (day, run)));
        let short =
            runs.filter(|(_, run)| run.len() <= MEETING && !at_midnight(run)).map(|(day, run)| {
                let mut hour = CLOSED;
                hour[day][run].fill(true);
                written(&hour)
            });
        let missed = (!self.missed.is_empty()).then(|| week::told(&self.missed));
        short.chain(missed).collect()
    }

    /// Leaves minutes open that others work, too.
    pub fn keep(&mut self, missed: Vec<Span>) {
        for (from, to) in &mut self.spans {
            for (begin, end) in &missed {
                *from = if end == from { *begin } else { *from };
                *to = if begin == to { *end } else { *to };
            }
        }
        self.missed = missed;
    }

    /// What finer hours lack of the half-hours in which somebody else begins or ends his day with it.
    pub fn lacks(&self, others: &[Hours]) -> Vec<Span> {
        let whole = week::daily(&week::whole_days(&self.week));
        let own = week::daily(&self.week).into_iter().zip(&self.spans);
        let ends = own.flat_map(|(rough, finer)| [(rough.0, finer.0), (finer.1, rough.1)]);
        let keeps = |(from, to): &Span| {
            let with = |other: &Hours| {
                let begins = other.spans.iter().any(|it| it.0 == *from && it.1 > *to);
                begins || other.spans.iter().any(|it| it.1 == *to && it.0 < *from)
            };
            let edge = whole.iter().any(|day| day.0 == *from || day.1 == *to);
            from < to && edge && others.iter().any(with)
        };
        ends.filter(keeps).collect()
    }

    /// Its hours in which it was not active.
    pub fn unseen(&self) -> Option<Week> {
        let active = self.active?;
        let unseen = |day: usize, slot: usize| self.week[day][slot] && !active[day][slot];
        Some(std::array::from_fn(|day| std::array::from_fn(|slot| unseen(day, slot))))
    }

    /// Its open time between two instants since the log's Monday.
    pub fn open(&self, span: Span) -> i64 {
        Clock::over(&self.spans).between(span)
    }

    /// Its half-hours of a day since the log's Monday.
    pub fn of_day(&self, day: i64) -> &[bool; SLOTS] {
        &self.week[day.rem_euclid(7) as usize]
    }

    /// Whether some day is closed between two of its hours.
    pub fn has_breaks(&self) -> bool {
        week::whole_days(&self.week) != self.week
    }
}

fn is_long((from, to): &Span) -> bool {
    to - from >= LONG
}
