//! When teams are there. Activity is not availability: who gets work only after Tuesday's committee looks as if he worked on
//! Tuesday afternoons only. So time counts as closed only if work waited there beside people who had nothing to do.

use super::estimate::Grade;
use super::evidence::{EXPECTED, Evidence};
use super::history::{History, Pass};
use super::teams;
use super::week::{
    self, CLOSED, Counts, Day, SLOT, SLOTS, Week, cells, place, stretches, union, written,
};
use crate::calendar::{Calendar, Pattern};
use crate::time::DAY;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What chance brings less often than this is not chance.
const RARE: f64 = 0.001;
/// Closing a half-hour costs so much of what was due in it: it is closed with others only if a little was.
const PRICE: f64 = 0.3;

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
    /// What its people have of these hours, where some have fewer.
    pub share: Option<f64>,
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
    /// By team: the hours that its work shows.
    active: Vec<Week>,
    /// The hours of people who are there at other hours than their team, by person.
    own: BTreeMap<usize, Week>,
    epoch: DateTime,
}

impl Calendars {
    /// Of a log whose times are finer than days; people by team say who was idle.
    pub fn of(history: &History, people: &[usize], epoch: DateTime) -> Calendars {
        let own = |team: usize| history.all().filter(|it| it.team == team).collect::<Vec<_>>();
        let jobs: Vec<Vec<&Pass>> = (0..history.teams.len()).map(own).collect();
        let active: Vec<Active> = jobs.iter().map(|jobs| Active::of(jobs)).collect();
        let all: Vec<Week> = active.iter().map(|it| it.week).collect();
        let works = |day: usize| active.iter().any(|own| own.days()[day].contains(&true));
        let days: [bool; 7] = std::array::from_fn(works);
        let own: BTreeMap<usize, Week> = (0..jobs.len())
            .flat_map(|team| of_each(history, team, &jobs[team], &active[team]))
            .collect();
        // Who is there at other hours than the others tells nothing of theirs.
        let shown = |(team, jobs): (usize, &Vec<&Pass>)| {
            let usual = |pass: &&&Pass| pass.person.is_none_or(|person| !own.contains_key(&person));
            let with: Vec<&Pass> = jobs.iter().filter(usual).copied().collect();
            let without: BTreeSet<usize> =
                jobs.iter().filter_map(|it| it.person).filter(|it| own.contains_key(it)).collect();
            match with.is_empty() {
                true => Evidence::of(history, jobs, people[team], &active[team].week),
                false => {
                    let people = people[team].saturating_sub(without.len()).max(1);
                    Evidence::of(history, &with, people, &active[team].week)
                }
            }
        };
        let evidence: Vec<Evidence> = jobs.iter().enumerate().map(shown).collect();
        let teams = active.iter().zip(&evidence).map(|(active, evidence)| {
            let Shown { week, confirmed, guessed } =
                active.hours((&active.office(&all), &days), evidence);
            let instants = active.counts.iter().flatten().sum::<u32>() as usize;
            let active = (guessed && instants > 0).then(|| written(&active.week));
            Hours { week, instants, confirmed, active, told: false, share: None }
        });
        let mut teams: Vec<Hours> = teams.collect();
        lend(&mut teams, &active);
        for (team, hours) in teams.iter_mut().enumerate() {
            if teams::turns(history, team).is_empty() {
                hours.share = share(&hours.week, &jobs[team], people[team], &own);
            }
        }
        let times = history.all().flat_map(|pass| [pass.start, pass.end]).flatten();
        let dates: BTreeSet<i64> = times.map(|at| at.div_euclid(DAY)).collect();
        let closed = closed_dates(&teams, &evidence, &dates);
        let date = |day: i64| epoch.date().saturating_add(jiff::Span::new().days(day));
        let closed = closed.into_iter().map(date).collect();
        Calendars { teams, active: all, closed, own, epoch }
    }

    /// Where nothing is known: Monday to Friday, 9 to 17.
    pub fn usual(teams: usize, epoch: DateTime) -> Calendars {
        let mut week = CLOSED;
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        let hours =
            Hours { week, instants: 0, confirmed: false, active: None, told: false, share: None };
        let (teams, active) = (vec![hours; teams], vec![CLOSED; teams]);
        Calendars { teams, active, closed: Vec::new(), own: BTreeMap::new(), epoch }
    }

    /// The team whose calendar is the default one: who left most instants.
    pub fn default_team(&self) -> usize {
        let most = (0..self.teams.len()).rev().max_by_key(|team| self.teams[*team].instants);
        most.unwrap_or(0)
    }

    /// How well a team's hours are known.
    pub fn grade(&self, team: usize) -> Grade {
        let hours = &self.teams[team];
        match hours.told || hours.active.is_some() {
            true => Grade::Assumed,
            false => Grade::of(hours.instants / 2),
        }
    }

    /// Whether a team was active all the time in between, or that is short: then what its calendar is elsewhere does not matter.
    pub fn surely(&self, team: usize, start: i64, end: i64) -> bool {
        let slots = start.div_euclid(SLOT)..=(end - 1).max(start).div_euclid(SLOT);
        let active = |(day, slot): (usize, usize)| self.active[team][day][slot];
        end - start <= FILLED as i64 * SLOT || slots.map(|slot| place(slot * SLOT)).all(active)
    }

    /// A team's calendar, to be asked.
    pub fn compiled(&self, team: usize) -> Option<Calendar> {
        self.of_week(&self.teams.get(team)?.week)
    }

    /// The calendars of people who have hours of their own.
    pub fn of_people(&self) -> BTreeMap<usize, Calendar> {
        self.own.iter().filter_map(|(person, week)| Some((*person, self.of_week(week)?))).collect()
    }

    /// People who are there at other hours than their team, with these.
    pub fn own(&self) -> impl Iterator<Item = (usize, String)> {
        self.own.iter().map(|(person, week)| (*person, written(week)))
    }

    fn of_week(&self, week: &Week) -> Option<Calendar> {
        let pattern = Pattern { windows: week::spans(week), closed: self.closed.clone() };
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
        let mut week = CLOSED;
        places.iter().for_each(|(day, _)| week[*day][first..=last].fill(true));
        let days = week.iter().filter(|day| day[first]).count();
        let share = (last + 1 - first) as f64 / SLOTS as f64;
        Some(Around { calendar: self.of_week(&week)?, pattern: written(&week), days, share })
    }

    /// Replaces a team's hours by windows that somebody gives.
    pub fn set(&mut self, team: usize, windows: &[(i64, i64)]) {
        let hours = &mut self.teams[team];
        (hours.week, hours.told, hours.active) = (CLOSED, true, None);
        for (from, to) in windows {
            for slot in from / SLOT..(to + SLOT - 1) / SLOT {
                hours.week[(slot / SLOTS as i64) as usize % 7][slot as usize % SLOTS] = true;
            }
        }
    }
}

/// How often something of these jobs happened in each slot: an end that is a start counts once, and to what lies before it; a
/// start at the very end of a slot with work may have waited for the next opening.
fn counted(jobs: &[&Pass]) -> Counts {
    let own = || jobs.iter();
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

/// A day whose starts and ends fill stretches of so many half-hours shows its breaks.
const FILLED: usize = 4;

/// Hours with what lies between the ends of jobs of one day; where one day shows it, in all days of the same hours. For where
/// times are rounded, or work begins at the same hour every day, all that is seen of a job are its ends.
fn in_hand(week: Week, jobs: &[&Pass], turn: i64) -> Week {
    let mut wide = week;
    let shows_breaks = |day: usize| stretches(&week[day]).any(|run| run.len() >= FILLED);
    for pass in jobs {
        let (Some(start), Some(end)) = (pass.start, pass.end) else { continue };
        let (day, first) = place(start - turn);
        let (same, last) = place(end - 1 - turn);
        if end <= start || day != same || end - start > DAY || shows_breaks(day) {
            continue;
        }
        for run in gaps(&week[day], first..last + 1) {
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

/// What so many people have of their team's hours, where some have hours of their own.
fn share(team: &Week, jobs: &[&Pass], people: usize, own: &BTreeMap<usize, Week>) -> Option<f64> {
    let persons: BTreeSet<usize> = jobs.iter().filter_map(|pass| pass.person).collect();
    let own = persons.iter().filter_map(|person| own.get(person));
    let all = cells(team).count() as f64;
    let less: f64 = own.map(|week| 1.0 - cells(week).count() as f64 / all).sum();
    (less > 0.0).then(|| (1.0 - less / people as f64).max(0.05))
}

/// The hours of people of a team who take turns, and of those who work clearly less than the team.
fn of_each(
    history: &History,
    team: usize,
    jobs: &[&Pass],
    active: &Active,
) -> BTreeMap<usize, Week> {
    let turns = teams::turns(history, team);
    let mut persons: BTreeMap<usize, Vec<&Pass>> = BTreeMap::new();
    for pass in jobs {
        if let Some(person) = pass.person {
            persons.entry(person).or_default().push(pass);
        }
    }
    let several = persons.len() > 1;
    let week = |(person, jobs): (usize, Vec<&Pass>)| match turns.contains(&person) {
        true => Some((person, week_of(&jobs))),
        false => Some((person, part_time(history, &jobs, &active.week)?)),
    };
    persons.into_iter().filter(|_| several).filter_map(week).collect()
}

/// The hours of a person, on the days on which he ends something.
fn week_of(jobs: &[&Pass]) -> Week {
    let mut week = Active::of(jobs).week;
    let days: BTreeSet<usize> =
        jobs.iter().filter_map(|pass| pass.end).map(|end| place(end - 1).0).collect();
    (0..7).filter(|day| !days.contains(day)).for_each(|day| week[day] = CLOSED[0]);
    week
}

/// The hours of somebody who is clearly less there than the others of a team.
fn part_time(history: &History, jobs: &[&Pass], team: &Week) -> Option<Week> {
    let active = Active::of(jobs);
    let evidence = Evidence::of(history, jobs, 1, &active.week);
    let Shown { week, confirmed, .. } = active.hours((team, &[true; 7]), &evidence);
    let week = std::array::from_fn(|day| std::array::from_fn(|it| week[day][it] && team[day][it]));
    let less = cells(&week).count() * 8 < cells(team).count() * 7;
    (confirmed && less && jobs.len() >= teams::SHOWN).then_some(week)
}

/// What a team's starts and ends show.
struct Active {
    counts: Counts,
    /// By how many half-hours after midnight its days begin: nobody works then.
    turn: usize,
    week: Week,
    /// Of these days, half-hours in which something happened, or between the ends of a job where these are all that is seen.
    seen: Week,
}

impl Active {
    fn of(jobs: &[&Pass]) -> Active {
        let counts = counted(jobs);
        let turn = day_break(&counts);
        let own = week::turned(&counts, turn);
        let days = windows(&own);
        let wide = in_hand(days, jobs, turn as i64 * SLOT);
        let mut seen = clean(&own).map(|day| day.map(|count| count > 0));
        let held = cells(&wide).filter(|(day, slot)| !days[*day][*slot]);
        held.for_each(|(day, slot)| seen[day][slot] = true);
        Active { week: week::turned(&wide, 7 * SLOTS - turn), counts, turn, seen }
    }

    /// The hours of those who work at some of its hours, too.
    fn office(&self, all: &[Week]) -> Week {
        let meets = |other: &&Week| cells(other).any(|(day, slot)| self.week[day][slot]);
        all.iter().filter(meets).fold(self.week, |office, other| union(&office, other))
    }

    /// Its week, with days that begin when nobody works.
    fn days(&self) -> Week {
        week::turned(&self.week, self.turn)
    }

    /// All hours of an office but those that are shown to be closed, on days on which somebody begins to work.
    fn hours(&self, (office, days): (&Week, &[bool; 7]), evidence: &Evidence) -> Shown {
        let (office, due) =
            (week::turned(office, self.turn), week::turned(&evidence.week, self.turn));
        let groups = groups(&week::turned(&self.counts, self.turn), &self.seen, &due);
        let mut all = Group { days: Vec::new(), seen: CLOSED[0], due: [0.0; SLOTS] };
        groups.iter().filter(|it| it.seen.contains(&true)).for_each(|group| all.join(group));
        // What is closed on all days on which something happens is so on each; days of which less is known are like the first.
        let (mut others, mut confirmed) = all.hours(&all.span(&office));
        let (mut week, mut unseen) = (CLOSED, 0);
        for (place, group) in groups.iter().enumerate() {
            let (open, closed) = group.hours(&others);
            confirmed |= closed;
            others = if place == 0 { open } else { others };
            for day in group.days.iter().filter(|day| days[**day]) {
                week[*day] = open;
                let seen = if self.seen[*day].contains(&true) { group.seen } else { CLOSED[0] };
                unseen += (0..SLOTS).filter(|slot| open[*slot] && !seen[*slot]).count();
            }
        }
        let guessed = unseen * 5 > cells(&week).count();
        Shown { week: week::turned(&week, 7 * SLOTS - self.turn), confirmed, guessed }
    }
}

/// The hours of a team, as far as they are shown.
struct Shown {
    week: Week,
    /// Some of an office's are shown to be closed.
    confirmed: bool,
    /// In much of them nothing ever happened: on no day like it, or nothing at all on that day.
    guessed: bool,
}

/// The middle of the longest stretch of the day in which nothing happens, for who works over midnight; else midnight.
fn day_break(counts: &Counts) -> usize {
    let counts = clean(counts);
    let quiet: Day<bool> = std::array::from_fn(|slot| counts.iter().all(|day| day[slot] == 0));
    let longest = stretches(&quiet).max_by_key(|run| (run.len(), std::cmp::Reverse(run.start)));
    let by_night = !quiet[0] && !quiet[SLOTS - 1];
    longest
        .filter(|run| by_night && run.len() >= SLOTS / 4)
        .map_or(0, |run| (run.start + run.end) / 2)
}

/// Where so much was due on one day only, two have not the same hours: -ln .01.
const APART: f64 = 4.6;

/// A break between two hours of work takes so many times the evidence.
const BREAK: f64 = 1.5;

/// Weekdays that may have the same hours.
struct Group {
    days: Vec<usize>,
    seen: Day<bool>,
    due: Day<f64>,
}

impl Group {
    /// What was due of one while nothing happened in it, but in the other: much of it shows that they have not the same hours.
    fn apart(&self, other: &Group) -> f64 {
        let most = |a: &Group, b: &Group| {
            let due = |run: Range<usize>| {
                let due: f64 =
                    run.clone().filter(|slot| b.seen[*slot]).map(|slot| a.due[slot]).sum();
                due / a.needed(&run)
            };
            stretches(&a.seen.map(|seen| !seen)).map(due).fold(0.0, f64::max)
        };
        most(self, other).max(most(other, self))
    }

    /// How much evidence a stretch needs: of breaks between two hours of work there are many, and few are any.
    fn needed(&self, run: &Range<usize>) -> f64 {
        let (before, after) = (&self.seen[..run.start], &self.seen[run.end..]);
        if before.contains(&true) && after.contains(&true) { BREAK } else { 1.0 }
    }

    /// From an office's earliest half-hour on its days to its latest.
    fn span(&self, office: &Week) -> Day<bool> {
        let may = |slot: &usize| self.days.iter().any(|day| office[*day][*slot]);
        let (first, last) = ((0..SLOTS).find(may), (0..SLOTS).rfind(may));
        let within = |slot| first.is_some_and(|it| it <= slot) && last.is_some_and(|it| slot <= it);
        std::array::from_fn(within)
    }

    /// Its hours: those in which something happened, and of those in which others like it are there all that are not shown to be
    /// closed; and whether some are.
    fn hours(&self, others: &Day<bool>) -> (Day<bool>, bool) {
        let mut open = std::array::from_fn(|slot| self.seen[slot] || others[slot]);
        let unseen: Day<bool> = std::array::from_fn(|slot| others[slot] && !self.seen[slot]);
        let mut left: Vec<Range<usize>> = stretches(&unseen).collect();
        let mut shown = false;
        while let Some(run) = left.pop() {
            let Some(closed) = self.closed(run.clone()) else { continue };
            open[closed.clone()].fill(false);
            shown = true;
            left.extend([run.start..closed.start, closed.end..run.end]);
        }
        (open, shown)
    }

    /// The part of a stretch in which nothing happened that most shows that nobody was there, if any does.
    fn closed(&self, run: Range<usize>) -> Option<Range<usize>> {
        let (mut best, mut most, mut from, mut sum) = (None, 0.0, run.start, 0.0);
        for slot in run {
            sum += self.due[slot] - PRICE;
            if sum > most {
                (best, most) = (Some(from..slot + 1), sum);
            }
            if sum <= 0.0 {
                (from, sum) = (slot + 1, 0.0);
            }
        }
        best.filter(|run| self.due[run.clone()].iter().sum::<f64>() > EXPECTED * self.needed(run))
    }
}

impl Group {
    fn join(&mut self, other: &Group) {
        self.days.extend(&other.days);
        self.seen.iter_mut().zip(other.seen).for_each(|(own, seen)| *own |= seen);
        self.due.iter_mut().zip(other.due).for_each(|(own, due)| *own += due);
    }
}

/// Weekdays by their hours, the busiest first: a day joins the first group that nothing speaks against, else the nearest.
fn groups(counts: &Counts, seen: &Week, due: &[Day<f64>; 7]) -> Vec<Group> {
    let mut days: Vec<usize> = (0..7).collect();
    days.sort_by_key(|day| std::cmp::Reverse(counts[*day].iter().sum::<u32>()));
    let mut groups: Vec<Group> = Vec::new();
    for day in days {
        let own = Group { days: vec![day], seen: seen[day], due: due[day] };
        let apart: Vec<f64> = groups.iter().map(|group| group.apart(&own)).collect();
        // A day on which nothing happened may be one of those who are closed, an active one is as the most are.
        let most = if own.seen.contains(&true) { APART } else { 1.0 };
        let alike = apart.iter().position(|due| *due < most);
        let nearest = (0..apart.len()).min_by(|a, b| apart[*a].total_cmp(&apart[*b]));
        match alike.or(nearest.filter(|group| apart[*group] < APART)) {
            Some(group) => groups[group].join(&own),
            None => groups.push(own),
        }
    }
    groups
}

/// Without what happens once in a while only: somebody works at night.
fn clean(counts: &Counts) -> Counts {
    let mut used: Vec<u32> = counts.iter().flatten().copied().filter(|count| *count > 0).collect();
    used.sort_unstable();
    let stray = used.get(used.len() / 2).map_or(0.0, |usual| 0.05 * f64::from(*usual));
    counts.map(|day| day.map(|count| if f64::from(count) < stray { 0 } else { count }))
}

/// Days that may have the same hours are pooled, so that chance does not cut the edges of each.
fn windows(counts: &Counts) -> Week {
    let clean = clean(counts);
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
    let mut week = CLOSED;
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

/// Teams that were given the office's hours get those of another team instead, if they are fewer and hold their own.
fn lend(teams: &mut [Hours], active: &[Active]) {
    let lenders: Vec<Hours> =
        teams.iter().filter(|it| it.active.is_none() && it.instants >= 100).cloned().collect();
    for (hours, own) in
        teams.iter_mut().zip(active).filter(|(hours, _)| hours.active.is_some() && !hours.confirmed)
    {
        let holds = |other: &&Hours| cells(&own.week).all(|(day, slot)| other.week[day][slot]);
        if let Some(other) = lenders.iter().filter(holds).max_by_key(|it| it.instants) {
            hours.week = other.week;
        }
    }
}

/// Days on which nobody did anything though work waited in open time beside idle people.
fn closed_dates(teams: &[Hours], evidence: &[Evidence], active: &BTreeSet<i64>) -> Vec<i64> {
    let mut expected: BTreeMap<i64, f64> = BTreeMap::new();
    for (hours, evidence) in teams.iter().zip(evidence) {
        for (date, due) in evidence.dates.iter().filter(|(date, _)| !active.contains(date)) {
            let open = due.iter().zip(&hours.week[date.rem_euclid(7) as usize]);
            let due: f64 = open.filter(|(_, open)| **open).map(|(due, _)| due).sum();
            *expected.entry(*date).or_insert(0.0) += due;
        }
    }
    expected.into_iter().filter(|(_, due)| *due > EXPECTED).map(|(date, _)| date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log;
    use crate::time::{Instant, MINUTE, Work};

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
    /// In 30 weeks a draft is made from 9:00 of each working day, in up to 4 hours and 40 minutes; those of some days are set after
    /// it, by one person at other hours, which takes 45 minutes to 9 hours and 45 minutes.
    fn log_of(hours: &Week, set: &[i64]) -> History {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let of = |week: &Week| {
            let pattern = Pattern { windows: week::spans(week), closed: Vec::new() };
            Calendar::compile(&pattern, monday).unwrap()
        };
        let (office, hours) = (of(&Calendars::usual(1, monday).teams[0].week), of(hours));
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        let (mut free, mut row) = (Instant(0), 0);
        for day in (0..210).filter(|day| day % 7 < 5) {
            let asked = Instant(day * DAY + 18 * SLOT);
            // Spread over 0 to 540 (Knuth's multiplicative hashing).
            let spread = (i64::from((row as u32).wrapping_mul(2_654_435_761) >> 16) * 540) >> 16;
            let end = office.advance(asked, Work((10 + spread / 2) * MINUTE));
            let mut job = |step: &str, team: &str, asked: Instant, start: Instant, end: Instant| {
                let at = |it: Instant| monday.saturating_add(jiff::Span::new().microseconds(it.0));
                let [asked, start, end] = [asked, start, end].map(at);
                text += &format!("c{row},ad,{step},{team},{team} 1,{asked},{start},{end}\n");
            };
            job("draft", "desk", asked, asked, end);
            if set.contains(&(day % 7)) {
                let start = hours.next_opening(end.max(free));
                free = hours.advance(start, Work((45 + spread) * MINUTE));
                job("set", "night", end, start, free);
            }
            row += 1;
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        history
    }

    fn found(hours: &Week, set: &[i64]) -> [String; 2] {
        let history = log_of(hours, set);
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let calendars = Calendars::of(&history, &[1, 1], monday);
        [0, 1].map(|team| calendars.written(team))
    }

    #[test]
    fn a_shift_over_midnight_is_one() {
        let mut night = CLOSED;
        night[..5].iter_mut().for_each(|day| day[44..].fill(true));
        night[1..6].iter_mut().for_each(|day| day[..12].fill(true));
        let wanted = "Mon-Fri 22:00-24:00, Tue-Sat 00:00-06:00";
        assert_eq!(written(&night), wanted);
        assert_eq!(found(&night, &[0, 1, 2, 3, 4])[1], wanted);
    }

    /// Work comes on Mondays and Fridays: on Wednesdays and Thursdays nothing happens, nor does anything wait.
    #[test]
    fn a_day_of_which_little_is_known_has_the_hours_of_the_others() {
        let mut late = CLOSED;
        late[..5].iter_mut().for_each(|day| day[28..44].fill(true));
        let [_, found] = found(&late, &[0, 4]);
        assert_eq!(found, "Mon-Fri 14:00-22:00");
    }

    /// The same work, but nobody is there on Wednesdays.
    #[test]
    fn a_day_on_which_work_waited_is_closed() {
        let mut late = CLOSED;
        [0, 1, 3, 4].into_iter().for_each(|day: usize| late[day][28..44].fill(true));
        let [_, found] = found(&late, &[0, 1, 2, 3, 4]);
        assert_eq!(found, "Mon-Tue 14:00-22:00, Thu-Fri 14:00-22:00");
    }

    /// Of two designers one is there on three mornings: 12 of 40 hours. In 30 weeks each takes a job every day on which he is there.
    #[test]
    fn who_works_mornings_is_no_whole_person() {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let mut mornings = CLOSED;
        mornings[..3].iter_mut().for_each(|day| day[18..26].fill(true));
        let office = Calendars::usual(1, monday).teams[0].week;
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        for (name, week, days) in [("full", office, 5), ("half", mornings, 3)] {
            let pattern = Pattern { windows: week::spans(&week), closed: Vec::new() };
            let hours = Calendar::compile(&pattern, monday).unwrap();
            let mut free = Instant(0);
            for day in (0..210).filter(|day| day % 7 < days) {
                let asked = Instant(day * DAY + 18 * SLOT).max(free);
                let start = hours.next_opening(asked);
                let spread =
                    (i64::from((day as u32).wrapping_mul(2_654_435_761) >> 16) * 480) >> 16;
                free = hours.advance(start, Work((30 + spread) * MINUTE));
                let at = |it: Instant| monday.saturating_add(jiff::Span::new().microseconds(it.0));
                let [asked, start, end] = [asked, start, free].map(at);
                text += &format!("c{day},{name},draw,design,{name},{asked},{start},{end}\n");
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        let calendars = Calendars::of(&history, &[2], monday);
        assert_eq!(calendars.written(0), "Mon-Fri 09:00-17:00");
        let own: Vec<String> = calendars.own().map(|it| it.1).collect();
        assert_eq!(own, ["Mon-Wed 09:00-13:00"]);
        // (40 + 12) of 2 * 40 hours.
        assert_eq!(calendars.teams[0].share, Some(0.65));
    }
}
