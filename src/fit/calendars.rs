//! When teams are there. Activity is not availability: who gets work only after Tuesday's committee looks as if he worked on
//! Tuesday afternoons only. So time counts as closed only if work waited there beside people who had nothing to do.

use super::history::{History, Pass};
use super::teams;
use crate::calendar::{Calendar, Pattern};
use crate::time::{DAY, MINUTE, WEEK};
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The grid of opening and closing times.
const SLOT: i64 = 30 * MINUTE;
const SLOTS: usize = 48;
/// What chance brings less often than this is not chance.
const RARE: f64 = 0.001;
/// Expected starts of which none is that rare: -ln .001.
const EXPECTED: f64 = 6.9;
/// Waiting is looked at for so many slots of a job at most: ten days.
const LONGEST: i64 = 480;

type Week = [[bool; SLOTS]; 7];
type Counts = [[u32; SLOTS]; 7];

/// When a team works, and on what grounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    week: Week,
    /// Instants of its jobs.
    pub instants: usize,
    /// Narrower than what others work, because work waited there.
    pub confirmed: bool,
    /// Active in these hours only, which are fewer than it is given: no work ever waited outside.
    pub active: Option<String>,
    /// Told by somebody.
    pub told: bool,
}

/// The hours around instants.
pub struct Around {
    pub calendar: Calendar,
    pub pattern: String,
    /// Days of the week, and the share of each.
    pub days: usize,
    pub share: f64,
}

/// The hours of every team, and days on which nobody works.
#[derive(Clone, Debug)]
pub struct Calendars {
    pub teams: Vec<Hours>,
    pub closed: Vec<Date>,
    /// The hours of people who take turns, by person.
    turns: BTreeMap<usize, Week>,
    epoch: DateTime,
}

impl Calendars {
    /// Of a log whose times are finer than days; people by team say who was idle.
    pub fn of(history: &History, people: &[usize], epoch: DateTime) -> Calendars {
        let count = history.teams.len();
        let counts: Vec<Counts> =
            (0..count).map(|team| counted(history, |it| it.team == team)).collect();
        let times = history.all().flat_map(|pass| [pass.start, pass.end]).flatten();
        let dates: BTreeSet<i64> = times.map(|at| at.div_euclid(DAY)).collect();
        let hours = |team: usize| in_hand(windows(&counts[team]), history, |it| it.team == team);
        let narrow: Vec<Week> = (0..count).map(hours).collect();
        // Of all together, and of each: a team of few hours would cut the days of the others apart.
        let together = in_hand(windows(&sum(&counts)), history, |_| true);
        let office = narrow.iter().fold(together, |all, own| union(&all, own));
        let waits: Vec<Waits> =
            (0..count).map(|team| Waits::of(history, team, people[team])).collect();
        let mut teams: Vec<Hours> = (0..count)
            .map(|team| {
                let (week, confirmed) = confirmed(&narrow[team], &office, &waits[team]);
                let instants = total(&counts[team]) as usize;
                let active = (week != narrow[team] && instants > 0).then(|| written(&narrow[team]));
                Hours { week, instants, confirmed, active, told: false }
            })
            .collect();
        lend(&mut teams, &narrow);
        let closed = closed_dates(&teams, &waits, &dates);
        let date = |day: i64| epoch.date().saturating_add(jiff::Span::new().days(day));
        let turns = (0..count).flat_map(|team| teams::turns(history, team));
        let turns = turns.map(|person| (person, week_of(history, person))).collect();
        Calendars { teams, closed: closed.into_iter().map(date).collect(), turns, epoch }
    }

    /// Where nothing is known: Monday to Friday, 9 to 17.
    pub fn usual(teams: usize, epoch: DateTime) -> Calendars {
        let mut week = [[false; SLOTS]; 7];
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        let hours = Hours { week, instants: 0, confirmed: false, active: None, told: false };
        Calendars { teams: vec![hours; teams], closed: Vec::new(), turns: BTreeMap::new(), epoch }
    }

    /// The team whose calendar is the default one: who left most instants.
    pub fn default_team(&self) -> usize {
        let most = (0..self.teams.len()).rev().max_by_key(|team| self.teams[*team].instants);
        most.unwrap_or(0)
    }

    /// A team's calendar, to be asked.
    pub fn compiled(&self, team: usize) -> Option<Calendar> {
        self.of_week(&self.teams.get(team)?.week)
    }

    /// The calendars of people who take turns.
    pub fn of_people(&self) -> BTreeMap<usize, Calendar> {
        self.turns
            .iter()
            .filter_map(|(person, week)| Some((*person, self.of_week(week)?)))
            .collect()
    }

    /// People who take turns, with their hours.
    pub fn turns(&self) -> impl Iterator<Item = (usize, String)> {
        self.turns.iter().map(|(person, week)| (*person, written(week)))
    }

    fn of_week(&self, week: &Week) -> Option<Calendar> {
        let pattern = Pattern { windows: spans(week), closed: self.closed.clone() };
        Calendar::compile(&pattern, self.epoch)
    }

    /// As the scenario writes a team's pattern.
    pub fn written(&self, team: usize) -> String {
        written(&self.teams[team].week)
    }

    /// From the earliest to the latest hour at which some of these instants lie, on the days on which some do; and the pattern.
    pub fn around(&self, instants: &[i64]) -> Option<Around> {
        let places: Vec<(usize, usize)> = instants.iter().map(|at| place(*at)).collect();
        let first = places.iter().map(|it| it.1).min()?;
        let last = places.iter().map(|it| it.1).max()?;
        let mut week = [[false; SLOTS]; 7];
        places.iter().for_each(|(day, _)| week[*day][first..=last].fill(true));
        let days = week.iter().filter(|day| day[first]).count();
        let share = (last + 1 - first) as f64 / SLOTS as f64;
        Some(Around { calendar: self.of_week(&week)?, pattern: written(&week), days, share })
    }

    /// Replaces a team's hours by windows that somebody gives.
    pub fn set(&mut self, team: usize, windows: &[(i64, i64)]) {
        let hours = &mut self.teams[team];
        (hours.week, hours.told, hours.active) = ([[false; SLOTS]; 7], true, None);
        for (from, to) in windows {
            for slot in from / SLOT..(to + SLOT - 1) / SLOT {
                hours.week[(slot / SLOTS as i64) as usize % 7][slot as usize % SLOTS] = true;
            }
        }
    }
}

/// How often something of these jobs happened in each slot: an end that is a start counts once, and to what lies before it; a
/// start at the very end of a slot with work may have waited for the next opening.
fn counted(history: &History, which: impl Fn(&Pass) -> bool) -> Counts {
    let own = || history.all().filter(|pass| which(pass));
    // An end without a start may be an answer from outside, at any hour.
    let ends = own().filter(|pass| pass.done && pass.start.is_some());
    let ends: BTreeSet<i64> = ends.filter_map(|pass| pass.end).collect();
    let starts: BTreeSet<i64> =
        own().filter_map(|pass| pass.start).filter(|at| !ends.contains(at)).collect();
    let mut counts = [[0; SLOTS]; 7];
    let mut add = |at: i64| {
        let (day, slot) = place(at);
        counts[day][slot] += 1;
    };
    ends.iter().filter(|at| *at % SLOT != 0).for_each(|at| add(*at));
    starts.iter().filter(|at| *at % SLOT != 0).for_each(|at| add(*at));
    // What happens between two slots belongs to the one in which more happens: an end first to that before it.
    let before = counts;
    let sides = |at: i64| [place(at), place(at - 1)];
    for at in ends.iter().filter(|at| *at % SLOT == 0) {
        let [after, own] = sides(*at);
        let (day, slot) =
            if before[own.0][own.1] > 0 || before[after.0][after.1] == 0 { own } else { after };
        counts[day][slot] += 1;
    }
    for at in starts.iter().filter(|at| *at % SLOT == 0) {
        let [(day, slot), own] = sides(*at);
        if before[day][slot] > 0 || before[own.0][own.1] == 0 {
            counts[day][slot] += 1;
        }
    }
    counts
}

/// A break so long that a job which began before it and ended after it on the same day was worked on in it.
const NO_BREAK: usize = 4;

/// Where times are rounded, or work begins at the same hour every day, all that is seen of a job are its ends: then no pause
/// between them is a break. There is one where most of the day shows instants.
fn shortest_work(day: &[bool; SLOTS]) -> usize {
    let (first, last) = (day.iter().position(|it| *it), day.iter().rposition(|it| *it));
    let span = first.zip(last).map_or(0, |(first, last)| last + 1 - first);
    let used = day.iter().filter(|it| **it).count();
    if used * 3 >= span * 2 { NO_BREAK } else { 1 }
}

/// Hours with what lies between the ends of jobs of one day; where one day shows it, in all days of the same hours.
fn in_hand(week: Week, history: &History, which: impl Fn(&Pass) -> bool) -> Week {
    let mut wide = week;
    for pass in history.all().filter(|pass| which(pass)) {
        let (Some(start), Some(end)) = (pass.start, pass.end) else { continue };
        let (day, first) = place(start);
        let (same, last) = place(end - 1);
        if end <= start || day != same || end - start > DAY {
            continue;
        }
        let shortest = shortest_work(&week[day]);
        for run in gaps(&week[day], first..last + 1).filter(|run| run.len() >= shortest) {
            let alike = (0..7).filter(|other| week[*other] == week[day]);
            alike.for_each(|other| wide[other][run.clone()].fill(true));
        }
    }
    wide
}

/// The closed stretches of a day within a span that begins and ends open.
fn gaps(day: &[bool; SLOTS], span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let closed = |at: &usize| !day[*at] && span.contains(at);
    let starts = span.clone().filter(|at| closed(at) && *at > span.start && day[at - 1]);
    let run = |from: usize| from..from + (from..SLOTS).take_while(&closed).count();
    starts.map(run).filter(|run| run.end < span.end).collect::<Vec<_>>().into_iter()
}

/// The hours of a person, on the days on which he ends something.
fn week_of(history: &History, person: usize) -> Week {
    let own = |pass: &Pass| pass.person == Some(person);
    let mut week = in_hand(windows(&counted(history, own)), history, own);
    let ends = history.all().filter(|pass| own(pass)).filter_map(|pass| pass.end);
    let days: BTreeSet<usize> = ends.map(|end| place(end - 1).0).collect();
    (0..7).filter(|day| !days.contains(day)).for_each(|day| week[day] = [false; SLOTS]);
    week
}

fn place(at: i64) -> (usize, usize) {
    let within = at.rem_euclid(WEEK);
    ((within / DAY) as usize, (within % DAY / SLOT) as usize)
}

fn total(counts: &Counts) -> u32 {
    counts.iter().flatten().sum()
}

fn sum(all: &[Counts]) -> Counts {
    let mut sum = [[0; SLOTS]; 7];
    for (day, slot) in (0..7).flat_map(|day| (0..SLOTS).map(move |slot| (day, slot))) {
        sum[day][slot] = all.iter().map(|counts| counts[day][slot]).sum();
    }
    sum
}

fn union(a: &Week, b: &Week) -> Week {
    let mut week = *a;
    cells(b).for_each(|(day, slot)| week[day][slot] = true);
    week
}

/// Days that may have the same hours are pooled, so that chance does not cut the edges of each.
fn windows(counts: &Counts) -> Week {
    let mut used: Vec<u32> = counts.iter().flatten().copied().filter(|count| *count > 0).collect();
    used.sort_unstable();
    // Once in a while somebody works at night.
    let stray = used.get(used.len() / 2).map_or(0.0, |usual| 0.05 * f64::from(*usual));
    let clean = counts.map(|day| day.map(|count| if f64::from(count) < stray { 0 } else { count }));
    let mut days: Vec<usize> = (0..7).filter(|day| clean[*day].iter().any(|c| *c > 0)).collect();
    days.sort_by_key(|day| std::cmp::Reverse(clean[*day].iter().sum::<u32>()));
    let mut groups: Vec<(Vec<usize>, [u32; SLOTS])> = Vec::new();
    for day in days {
        let own = &clean[day];
        let fits =
            |group: &&mut (Vec<usize>, [u32; SLOTS])| fits(own, &group.1) && fits(&group.1, own);
        match groups.iter_mut().find(fits) {
            Some((members, pooled)) => {
                members.push(day);
                pooled.iter_mut().zip(own).for_each(|(sum, more)| *sum += more);
            }
            None => groups.push((vec![day], *own)),
        }
    }
    let mut week = [[false; SLOTS]; 7];
    for (members, pooled) in groups {
        let open = bridged(&pooled);
        members.into_iter().for_each(|day| week[day] = open);
    }
    week
}

/// Whether a day's instants may be drawn from a pool's hours: no stretch of these is empty that chance would hardly leave so.
fn fits(day: &[u32; SLOTS], pool: &[u32; SLOTS]) -> bool {
    let (n, all) = (day.iter().sum::<u32>(), f64::from(pool.iter().sum::<u32>()));
    let stretches = day.chunk_by(|a, b| (*a == 0) == (*b == 0)).scan(0, |at, run| {
        let from = std::mem::replace(at, *at + run.len());
        Some((run[0] == 0, from..from + run.len()))
    });
    stretches.filter(|(empty, _)| *empty).all(|(_, run)| {
        let share = f64::from(pool[run].iter().sum::<u32>()) / all;
        libm::pow(1.0 - share, f64::from(n)) >= RARE
    })
}

/// Open from the first instant to the last, but for breaks that chance would hardly leave.
fn bridged(counts: &[u32; SLOTS]) -> [bool; SLOTS] {
    let mut open = counts.map(|count| count > 0);
    let n = f64::from(counts.iter().sum::<u32>());
    let (Some(first), Some(last)) = (open.iter().position(|o| *o), open.iter().rposition(|o| *o))
    else {
        return open;
    };
    let used = open.iter().filter(|open| **open).count() as f64;
    let mut at = first;
    while at < last {
        let gap = (at..=last).take_while(|slot| !open[*slot]).count();
        let share = gap as f64 / (used + gap as f64);
        if gap > 0 && libm::pow(1.0 - share, n) >= RARE {
            open[at..at + gap].fill(true);
        }
        at += gap.max(1);
    }
    open
}

/// Where work of a team waited beside idle people, by slot of the week and by date.
struct Waits {
    week: Counts,
    dates: BTreeMap<i64, [u32; SLOTS]>,
    starts: usize,
}

impl Waits {
    fn of(history: &History, team: usize, people: usize) -> Waits {
        let own = || history.all().filter(|pass| pass.team == team);
        let sorted = |of: fn(&Pass) -> Option<i64>| {
            let mut all: Vec<i64> = own().filter_map(of).collect();
            all.sort_unstable();
            all
        };
        let starts = sorted(|pass| pass.start);
        let ends = sorted(|pass| pass.start.and(pass.end));
        let busy =
            |at: i64| starts.partition_point(|s| *s <= at) - ends.partition_point(|e| *e <= at);
        let mut waits = Waits { week: [[0; SLOTS]; 7], dates: BTreeMap::new(), starts: 0 };
        // Where the log does not say when work was ready, the least that ever lay before it is no waiting.
        let steps: BTreeSet<usize> = own().map(|pass| pass.step).collect();
        let least: BTreeMap<usize, i64> =
            steps.into_iter().map(|step| (step, history.least_lag(step))).collect();
        for pass in own() {
            let (Some(ready), Some(start)) = (history.ready(pass), pass.start) else { continue };
            let lag = least.get(&pass.step).filter(|_| pass.asked.is_none() || history.queues);
            let ready = ready + lag.copied().unwrap_or(0);
            waits.starts += 1;
            let from = (ready + SLOT - 1).div_euclid(SLOT);
            let until = start.div_euclid(SLOT).min(from + LONGEST);
            for slot in (from..until).filter(|slot| busy(slot * SLOT) < people) {
                let (day, within) = place(slot * SLOT);
                waits.week[day][within] += 1;
                let date = (slot * SLOT).div_euclid(DAY);
                waits.dates.entry(date).or_insert([0; SLOTS])[within] += 1;
            }
        }
        waits
    }

    /// How often a waiting job is taken up by idle people in a slot that is open.
    fn hazard(&self, open: &Week) -> f64 {
        let inside: u32 = cells(open).map(|(day, slot)| self.week[day][slot]).sum();
        self.starts as f64 / f64::from(inside + 1)
    }

    /// Whether nobody would have started by chance, had it been open.
    fn shows(&self, waited: u32, hazard: f64) -> bool {
        waited >= 4 && f64::from(waited) * hazard > EXPECTED
    }
}

fn cells(week: &Week) -> impl Iterator<Item = (usize, usize)> {
    let all = (0..7).flat_map(|day| (0..SLOTS).map(move |slot| (day, slot)));
    all.filter(|(day, slot)| week[*day][*slot])
}

/// The narrow hours, if work waited outside them; else with all of the office's where none did. And whether anything waited.
fn confirmed(narrow: &Week, office: &Week, waits: &Waits) -> (Week, bool) {
    let hazard = waits.hazard(narrow);
    let (mut week, mut shown, mut all, mut doubtful) = (*narrow, 0, 0, Vec::new());
    for day in 0..7 {
        let outside = |slot: &usize| office[day][*slot] && !narrow[day][*slot];
        let mut slot = 0;
        while slot < SLOTS {
            let run = slot..slot + (slot..SLOTS).take_while(outside).count();
            slot = run.end.max(slot + 1);
            if run.is_empty() {
                continue;
            }
            let waited = waits.week[day][run.clone()].iter().sum();
            all += run.len();
            match waits.shows(waited, hazard) {
                true => shown += run.len(),
                false => doubtful.push((day, run)),
            }
        }
    }
    if shown * 2 < all {
        doubtful.into_iter().for_each(|(day, run)| week[day][run].fill(true));
    }
    (week, shown > 0)
}

/// Teams that were given the office's hours get those of another team instead, if they are fewer and hold their own.
fn lend(teams: &mut [Hours], narrow: &[Week]) {
    let lenders: Vec<Hours> =
        teams.iter().filter(|it| it.active.is_none() && it.instants >= 100).cloned().collect();
    for (hours, own) in
        teams.iter_mut().zip(narrow).filter(|(hours, _)| hours.active.is_some() && !hours.confirmed)
    {
        let holds = |other: &&Hours| cells(own).all(|(day, slot)| other.week[day][slot]);
        if let Some(other) = lenders.iter().filter(holds).max_by_key(|it| it.instants) {
            hours.week = other.week;
        }
    }
}

/// Days on which nobody did anything though work waited in open time beside idle people.
fn closed_dates(teams: &[Hours], waits: &[Waits], active: &BTreeSet<i64>) -> Vec<i64> {
    let mut expected: BTreeMap<i64, f64> = BTreeMap::new();
    for (hours, waits) in teams.iter().zip(waits) {
        let hazard = waits.hazard(&hours.week);
        for (date, waited) in waits.dates.iter().filter(|(date, _)| !active.contains(date)) {
            let day = date.rem_euclid(7) as usize;
            let open = waited.iter().zip(&hours.week[day]).filter(|(_, open)| **open);
            let waited: u32 = open.map(|(waited, _)| waited).sum();
            if waited >= 4 {
                *expected.entry(*date).or_insert(0.0) += f64::from(waited) * hazard;
            }
        }
    }
    expected.into_iter().filter(|(_, starts)| *starts > EXPECTED).map(|(date, _)| date).collect()
}

/// The open spans of a week in microseconds.
fn spans(week: &Week) -> Vec<(i64, i64)> {
    let mut spans: Vec<(i64, i64)> = Vec::new();
    for (day, slot) in cells(week) {
        let from = day as i64 * DAY + slot as i64 * SLOT;
        match spans.last_mut() {
            Some(last) if last.1 == from => last.1 = from + SLOT,
            _ => spans.push((from, from + SLOT)),
        }
    }
    spans
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A pattern such as `Mon-Fri 09:00-17:00`; `always` where it never closes.
fn written(week: &Week) -> String {
    if week.iter().flatten().all(|open| *open) {
        return "Mon-Sun 00:00-24:00".to_owned();
    }
    let mut parts = Vec::new();
    let mut day = 0;
    while day < 7 {
        let same = (day..7).take_while(|other| week[*other] == week[day]).count();
        let days = match same {
            1 => DAYS[day].to_owned(),
            _ => format!("{}-{}", DAYS[day], DAYS[day + same - 1]),
        };
        let mut slot = 0;
        while slot < SLOTS {
            let run = (slot..SLOTS).take_while(|it| week[day][*it]).count();
            if run > 0 {
                parts.push(format!("{days} {}-{}", clock(slot), clock(slot + run)));
            }
            slot += run.max(1);
        }
        day += same;
    }
    parts.join(", ")
}

fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_gap_between_the_ends_of_jobs_is_no_break() {
        let mut day = [false; SLOTS];
        // 09:00 to 09:30, 11:30 to 12:00, 13:00 to 17:00.
        [18..19, 23..24, 26..34].into_iter().for_each(|run| day[run].fill(true));
        let found = |span| gaps(&day, span).map(|run| (run.start, run.end)).collect::<Vec<_>>();
        assert_eq!(found(18..24), [(19, 23)]);
        assert_eq!(found(18..34), [(19, 23), (24, 26)]);
        // What begins or ends closed is no break between two hours of work.
        assert_eq!(found(20..30), [(24, 26)]);
        assert_eq!(found(18..22), []);
    }
}
