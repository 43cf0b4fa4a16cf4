//! What ought to have happened, had somebody been there: work that waits beside idle people is taken up, work in hand ends. Where
//! much of that was due and nothing happened, nobody was there; where nothing was due, nobody knows.

use super::history::{History, Pass, active_days};
use super::steady::{self, Kind};
use super::week::{Clock, Day, SLOT, SLOTS, Week};
use crate::stats;
use std::collections::{BTreeMap, BTreeSet};

/// Where so much was due, nothing happens by chance once in a thousand times: -ln .001.
pub const EXPECTED: f64 = 6.9;
/// Of a job that waits no more is due in a half-hour: so four of them show that it is closed.
const MOST: f64 = EXPECTED / 4.0;
/// What is due on a date on which nothing happens: one of them or two are dates on which nobody was there, three are a weekday.
const SILENT: f64 = EXPECTED / 2.5;
/// A job is looked at for so many half-hours at most: ten days.
const LONGEST: i64 = 480;
/// Ages of work in hand: none, one half-hour, two, three, four or five, six or seven, eight to eleven, and so on.
const AGES: usize = 20;
/// Times in hand that differ by less, their middle half by their median, are always the same: such work ends when it is due.
const ALIKE: f64 = 0.25;

/// So many ends at an age show that work ends at it.
const OFTEN: u32 = 4;

/// Starts and ends that were due, by half-hour.
pub struct Evidence {
    pub week: [Day<f64>; 7],
    /// Those of each date.
    pub dates: BTreeMap<i64, Day<f64>>,
    /// Jobs that may take the same, wherever they run.
    pub kinds: Vec<Kind>,
}

impl Evidence {
    /// Of jobs of so many people, active from the first to the last of these hours of each day, but for
    /// dates that are known to be closed. Breaks are not left out: that one is open is what its evidence is against.
    pub fn of(
        (history, closed): (&History, &BTreeSet<i64>),
        jobs: &[&Pass],
        people: usize,
        active: &Week,
    ) -> Evidence {
        let (week, kinds) = ([[0.0; SLOTS]; 7], steady::kinds(history, jobs));
        let mut found = Evidence { week, dates: BTreeMap::new(), kinds };
        found.begin(&waiting(history, jobs, people), jobs, active);
        let first = first_of_campaigns(jobs);
        let mut by_kind: BTreeMap<((usize, bool), bool), Vec<&Pass>> = BTreeMap::new();
        for pass in varying(history, jobs, active) {
            let is_first = first.contains(&(pass.case, pass.step, pass.person, pass.start));
            by_kind.entry((kind(pass), is_first)).or_default().push(pass);
        }
        by_kind.values().for_each(|jobs| found.end(jobs, active));
        found.add_up(jobs, closed, active);
        found
    }

    /// Of several teams, by weekday.
    pub fn joint<'a>(all: impl Iterator<Item = &'a Evidence>) -> Evidence {
        let none = Evidence { week: [[0.0; SLOTS]; 7], dates: BTreeMap::new(), kinds: Vec::new() };
        all.fold(none, |mut joint, other| {
            let sums = joint.week.iter_mut().flatten().zip(other.week.iter().flatten());
            sums.for_each(|(sum, due)| *sum += due);
            joint.kinds.extend(other.kinds.iter().cloned());
            joint
        })
    }

    /// By weekday. What was due on a holiday tells nothing of its hours, and a date on which nothing happened may be one that nobody
    /// knows of.
    fn add_up(&mut self, jobs: &[&Pass], closed: &BTreeSet<i64>, active: &Week) {
        let happened = active_days(jobs);
        let hours: Day<bool> = std::array::from_fn(|slot| active.iter().any(|day| day[slot]));
        for (date, day) in self.dates.iter().filter(|(date, _)| !closed.contains(date)) {
            let due: f64 = day.iter().zip(hours).filter(|(_, open)| *open).map(|it| it.0).sum();
            let share = if happened.contains(date) { 1.0 } else { (SILENT / due).min(1.0) };
            let week = &mut self.week[date.rem_euclid(7) as usize];
            week.iter_mut().zip(day).for_each(|(sum, due)| *sum += share * due);
        }
    }

    /// How much was due on each day, at some hour of a week.
    pub fn within(&self, week: &Week) -> [f64; 7] {
        let hours: Day<bool> = std::array::from_fn(|slot| week.iter().any(|day| day[slot]));
        self.week.map(|day| day.iter().zip(hours).filter(|(_, open)| *open).map(|it| it.0).sum())
    }

    /// What is due in half-hours, most of which follow on each other.
    fn add(&mut self, due: &[(i64, f64)]) {
        let date = |(slot, _): &(i64, f64)| slot.div_euclid(SLOTS as i64);
        for run in due.chunk_by(|a, b| date(a) == date(b)) {
            let day = self.dates.entry(date(&run[0])).or_insert([0.0; SLOTS]);
            run.iter().for_each(|(slot, due)| day[slot.rem_euclid(SLOTS as i64) as usize] += due);
        }
    }

    /// Work that waited begins as often as in active hours.
    fn begin(&mut self, waiting: &[i64], jobs: &[&Pass], active: &Week) {
        let starts = jobs.iter().filter(|pass| pass.start.is_some()).count();
        let inside = waiting.iter().filter(|slot| is_active(active, **slot)).count();
        let due = (starts as f64 / (inside + 1) as f64).min(MOST);
        let due: Vec<(i64, f64)> = waiting.iter().map(|slot| (*slot, due)).collect();
        self.add(&due);
    }

    /// Work of one kind that is in hand ends as often as work of its age does in active hours.
    fn end(&mut self, jobs: &[&Pass], active: &Week) {
        let (mut ends, mut inside) = ([0u32; AGES], [0u32; AGES]);
        for pass in jobs {
            in_hand(pass, active, |slot, age, is_end| {
                ends[age] += u32::from(is_end);
                inside[age] += u32::from(!is_end && is_active(active, slot));
            });
        }
        // What hardly ever ended at an age is not due at it, however long it is in hand.
        let often = |age: usize| if ends[age] < OFTEN { 0 } else { ends[age] };
        let due = |age: usize| f64::from(often(age)) / f64::from(ends[age] + inside[age] + 1);
        let due: [f64; AGES] = std::array::from_fn(due);
        let mut own = Vec::new();
        for pass in jobs {
            own.clear();
            in_hand(pass, active, |slot, age, _| own.push((slot, due[age])));
            self.add(&own);
        }
    }
}

fn is_active(active: &Week, slot: i64) -> bool {
    let within = slot.rem_euclid(7 * SLOTS as i64) as usize;
    active[within / SLOTS][within % SLOTS]
}

/// The half-hours in which a job was in hand, its age there, which grows in active hours only, and whether it ended.
fn in_hand(pass: &Pass, active: &Week, mut each: impl FnMut(i64, usize, bool)) {
    let (Some(start), Some(end)) = (pass.start, pass.end) else { return };
    let (from, last) = (start.div_euclid(SLOT), (end - 1).div_euclid(SLOT));
    let mut hours = 0;
    for slot in (from..=last).take(LONGEST as usize) {
        each(slot, age(hours), slot == last && pass.done);
        hours += u32::from(is_active(active, slot));
    }
}

/// Two ages for each doubling.
fn age(hours: u32) -> usize {
    let doubled = hours.checked_ilog2().unwrap_or(0);
    let half = (hours << 1 >> doubled) & 1;
    ((2 * doubled + half) as usize).min(AGES - 1).max(hours.min(1) as usize)
}

/// The half-hours in which jobs waited, though fewer people were at work than there are, as far as all work is known.
fn waiting(history: &History, jobs: &[&Pass], people: usize) -> Vec<i64> {
    let sorted = |of: fn(&Pass) -> Option<i64>| {
        let mut all: Vec<i64> = jobs.iter().filter_map(|pass| of(pass)).collect();
        all.sort_unstable();
        all
    };
    let (starts, ends) = (sorted(|pass| pass.start), sorted(|pass| pass.start.and(pass.end)));
    // Where the log does not say when work was ready, the least that ever lay before work of its kind is no waiting.
    let told = |pass: &Pass| pass.asked.is_some() && !history.queues;
    let lies = |pass: &Pass| Some((kind(pass), pass.start? - history.ready(pass)?));
    let mut least: BTreeMap<(usize, bool), i64> = BTreeMap::new();
    for (kind, lag) in jobs.iter().filter(|pass| !told(pass)).filter_map(|pass| lies(pass)) {
        let least = least.entry(kind).or_insert(lag);
        *least = lag.min(*least);
    }
    let of = |pass: &&Pass| {
        let (ready, start) = history.ready(pass).zip(pass.start)?;
        let lag = least.get(&kind(pass)).filter(|_| !told(pass));
        let ready = ready + lag.map_or(0, |lag| (*lag).max(0));
        let from = ready.div_euclid(SLOT);
        let until = start.div_euclid(SLOT).min(from + LONGEST);
        let (mut begun, mut over) = (Before::new(&starts, ready), Before::new(&ends, ready));
        Some((from..until).filter(move |slot| {
            let at = ready.max(slot * SLOT);
            at < history.whole_until && begun.until(at) - over.until(at) < people
        }))
    };
    jobs.iter().filter_map(of).flatten().collect()
}

/// How many of sorted instants are over, at times one after the other.
struct Before<'a> {
    all: &'a [i64],
    count: usize,
}

impl<'a> Before<'a> {
    fn new(all: &'a [i64], at: i64) -> Before<'a> {
        Before { all, count: all.partition_point(|it| *it <= at) }
    }

    fn until(&mut self, at: i64) -> usize {
        self.count += self.all[self.count..].iter().take_while(|it| **it <= at).count();
        self.count
    }
}

/// The first jobs of everybody in each campaign and step, which take longer: he has to get into it. Many begin at one time of the
/// week, when a committee hands over, and that they do not end soon after it closes nothing.
fn first_of_campaigns(jobs: &[&Pass]) -> BTreeSet<(usize, usize, Option<usize>, Option<i64>)> {
    let mut first: BTreeMap<(usize, usize, Option<usize>), i64> = BTreeMap::new();
    for pass in jobs {
        let Some(start) = pass.start else { continue };
        let own = first.entry((pass.case, pass.step, pass.person)).or_insert(start);
        *own = start.min(*own);
    }
    first.into_iter().map(|((case, step, who), at)| (case, step, who, Some(at))).collect()
}

/// Work that is alike: the same step, for the first time or again.
fn kind(pass: &Pass) -> (usize, bool) {
    (pass.step, pass.nth > 0)
}

/// Jobs of such work as takes now more and now less. What always takes the same ends when it is due, and in other hours not because
/// nobody is there. Pieces of other sizes take other times: so each kind of them is looked at apart, where it is seen often.
fn varying<'a>(history: &History, jobs: &[&'a Pass], active: &Week) -> Vec<&'a Pass> {
    let piece = |pass: &Pass| &*history.items[pass.item].kind;
    let mut often: BTreeMap<((usize, bool), &str), u32> = BTreeMap::new();
    jobs.iter().for_each(|it| *often.entry((kind(it), piece(it))).or_insert(0) += 1);
    let mut kinds: BTreeMap<((usize, bool), &str), Vec<&Pass>> = BTreeMap::new();
    for pass in jobs {
        let key = (kind(pass), piece(pass));
        let key = if often[&key] < OFTEN { (key.0, "") } else { key };
        kinds.entry(key).or_default().push(pass);
    }
    kinds.into_values().filter(|jobs| ends_vary(jobs, active)).flatten().collect()
}

/// Whether times in hand differ, in such hours.
fn ends_vary(jobs: &[&Pass], hours: &Week) -> bool {
    let clock = Clock::of(hours);
    let spans = jobs.iter().filter(|pass| pass.is_whole());
    let spans = spans.filter_map(|pass| Some(clock.between((pass.start?, pass.end?)) as f64));
    let spans = stats::ascending(spans);
    let at = |share| stats::quantile(&spans, share).unwrap_or(0.0);
    at(0.75) - at(0.25) > ALIKE * at(0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_double_in_two_steps() {
        let ages: Vec<usize> = (0..17).map(age).collect();
        assert_eq!(ages, [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6, 7, 7, 7, 7, 8]);
        assert_eq!(age(u32::MAX), AGES - 1);
    }
}
