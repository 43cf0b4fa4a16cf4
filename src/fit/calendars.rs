//! When teams are there. Activity is not availability: who gets work only after Tuesday's committee looks as if he worked on
//! Tuesday afternoons only. So time counts as closed only if work waited there beside people who had nothing to do.

use super::absences::Absences;
use super::active::{Active, FILLED, Shown};
use super::away::Dates;
use super::closed::Closed;
use super::edges;
use super::estimate::Grade;
use super::evidence::{EXPECTED, Evidence};
use super::history::{History, Pass};
use super::hours::Hours;
use super::minutes;
use super::teams;
use super::together;
use super::told::Told;
use super::week::{self, CLOSED, Day, SLOT, SLOTS, Span, Week, cells, place, written};
use crate::calendar::{Calendar, Pattern};
use crate::parallel;
use crate::time::DAY;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};

/// Monday to Friday.
const WORKDAYS: usize = 5;

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
    /// Dates that are closed for all, and those on which one team was away.
    dates: Dates,
    /// By team: those who are in it.
    people: Vec<usize>,
    /// By team: the hours that its work shows.
    active: Vec<Week>,
    /// The hours of people who are there at other hours than their team, by person.
    own: BTreeMap<usize, Week>,
    epoch: DateTime,
}

impl Calendars {
    /// Of a log whose times are finer than days; people by team say who was idle.
    pub fn of(history: &History, people: &[usize], epoch: DateTime) -> Calendars {
        let found = Calendars::but((history, &Dates::default()), people, epoch);
        // What was due on holidays may have closed hours of their weekdays.
        match found.dates.is_empty() {
            true => found,
            false => Calendars::but((history, &found.dates), people, epoch),
        }
    }

    /// As all dates but these show them.
    fn but((history, known): (&History, &Dates), people: &[usize], epoch: DateTime) -> Calendars {
        let stretches: Vec<Pass> = history.everything().flat_map(Pass::stretches).collect();
        let own = |team: usize| with_hours(stretches.iter().filter(|it| it.team == team).collect());
        let jobs: Vec<Vec<&Pass>> = (0..history.teams.len()).map(own).collect();
        let active: Vec<Active> = jobs.iter().map(|jobs| Active::of(jobs)).collect();
        let all: Vec<Week> = active.iter().map(|it| it.week).collect();
        let works = |day: usize| active.iter().any(|own| own.days()[day].contains(&true));
        let days: [bool; 7] = std::array::from_fn(works);
        let known: Vec<BTreeSet<i64>> = (0..jobs.len()).map(|team| known.known(team)).collect();
        let numbers: Vec<usize> = (0..jobs.len()).collect();
        let of_each =
            |team: &usize| of_each((history, &known[*team]), *team, &jobs[*team], &active[*team]);
        let own: BTreeMap<usize, Week> =
            parallel::map(&numbers, of_each).into_iter().flatten().collect();
        // Who is there at other hours than the others tells nothing of theirs.
        let shown = |team: &usize| {
            let (team, jobs) = (*team, &jobs[*team]);
            let usual = |pass: &&&Pass| pass.person.is_none_or(|person| !own.contains_key(&person));
            let with: Vec<&Pass> = jobs.iter().filter(usual).copied().collect();
            let without: BTreeSet<usize> =
                jobs.iter().filter_map(|it| it.person).filter(|it| own.contains_key(it)).collect();
            let known = (history, &known[team]);
            match with.is_empty() {
                true => Evidence::of(known, jobs, people[team], &active[team].whole()),
                false => {
                    let people = people[team].saturating_sub(without.len()).max(1);
                    Evidence::of(known, &with, people, &active[team].whole())
                }
            }
        };
        let evidence: Vec<Evidence> = parallel::map(&numbers, shown);
        let due = |(active, evidence): (&Active, &Evidence)| evidence.within(&active.office(&all));
        let due: Vec<[f64; 7]> = active.iter().zip(&evidence).map(due).collect();
        let there = active.iter().map(|own| own.days().map(|day| day.contains(&true)));
        let there: Vec<[bool; 7]> = there.collect();
        let teams = active.iter().zip(&evidence).enumerate().map(|(team, (active, evidence))| {
            let joint = joint(&jobs[team], &own).filter(|_| teams::turns(history, team).is_empty());
            let untold = untold(team, (&due, &there), &days);
            // Where one day of a weekend is closed, that is said, and it stays so.
            let opens: Vec<usize> = untold.iter().copied().filter(|day| *day < WORKDAYS).collect();
            let Shown { week, confirmed, guessed } = match joint {
                Some(week) => Shown { week, confirmed: true, guessed: false },
                None => active.hours((&active.office(&all), &days, &opens), evidence),
            };
            let instants = active.counts.iter().flatten().sum::<u32>() as usize;
            let guessed = guessed || active.is_alone(&all, evidence);
            let active = (guessed && instants > 0).then_some(active.week);
            Hours { untold, active, ..Hours::of(week, instants, confirmed) }
        });
        let mut teams: Vec<Hours> = teams.collect();
        together::narrow(&mut teams, &active, &jobs, &evidence);
        for ((hours, jobs), evidence) in teams.iter_mut().zip(&jobs).zip(&evidence) {
            hours.spans = minutes::spans(&hours.week, jobs, &evidence.kinds);
        }
        doubt(&mut teams, &jobs, &active, &evidence);
        for (team, hours) in teams.iter_mut().enumerate() {
            if teams::turns(history, team).is_empty() {
                hours.share = share(&hours.week, &jobs[team], people[team], &own);
            }
        }
        let told = |team: usize| Told {
            hours: &teams[team],
            evidence: &evidence[team],
            jobs: &jobs[team],
            people: people[team],
        };
        let told: Vec<Told<'_>> = (0..teams.len()).map(told).collect();
        let dates = Dates::of(&told, history).before(history.whole_until.div_euclid(DAY));
        let for_all = dates.for_all();
        let silent: Vec<Option<[usize; 2]>> = told.iter().map(|it| it.silent(&for_all)).collect();
        let asked = history.has.asked && !history.queues;
        for (hours, silent) in teams.iter_mut().zip(silent).filter(|_| asked) {
            hours.silent = silent;
        }
        Calendars { teams, people: people.to_vec(), active: all, dates, own, epoch }
    }

    /// Where nothing is known: Monday to Friday, 9 to 17.
    pub fn usual(teams: usize, epoch: DateTime) -> Calendars {
        let mut week = CLOSED;
        week[..5].iter_mut().for_each(|day| day[18..34].fill(true));
        let hours = Hours::of(week, 0, false);
        let (people, active) = (vec![1; teams], vec![CLOSED; teams]);
        let (teams, own) = (vec![hours; teams], BTreeMap::new());
        Calendars { teams, people, active, dates: Dates::default(), own, epoch }
    }

    /// The team whose calendar is the default one: that of the most people, else the longest; of those who keep it, who left most
    /// instants.
    pub fn default_team(&self) -> usize {
        let shared = |team: usize| {
            let all = self.teams.iter().zip(&self.people);
            all.filter(|(it, _)| it.spans == self.teams[team].spans).map(|(_, people)| people).sum()
        };
        let rank = |team: &usize| -> (usize, usize, bool, usize) {
            let hours = &self.teams[*team];
            let (length, seen) = (cells(&hours.week).count(), hours.active.is_none());
            (shared(*team), length, seen, hours.instants)
        };
        (0..self.teams.len()).rev().max_by_key(rank).unwrap_or(0)
    }

    /// Of those who keep the hours of a team the one that shows them best: it, if none does better.
    pub fn shows_best(&self, team: usize) -> usize {
        let same =
            (0..self.teams.len()).filter(|it| self.teams[*it].spans == self.teams[team].spans);
        let rank = |it: &usize| (self.teams[*it].active.is_some(), !self.teams[*it].confirmed);
        std::iter::once(team).chain(same).min_by_key(rank).unwrap_or(team)
    }

    /// How well a team's hours are known.
    pub fn grade(&self, team: usize) -> Grade {
        let it = self.grade_of_work(team);
        if self.teams[team].doubts().is_empty() { it } else { it.max(Grade::Weak) }
    }

    /// How well they are known as far as it changes what is measured in them: minutes at their edges do hardly, nor does the name of
    /// a pause, but hours do.
    pub fn grade_of_work(&self, team: usize) -> Grade {
        let hours = &self.teams[team];
        match hours.active.is_some() {
            _ if hours.told => Grade::Assumed,
            true if !hours.confirmed => Grade::Assumed,
            unsure if unsure || !hours.of_work().is_empty() => {
                Grade::of(hours.instants / 2).max(Grade::Weak)
            }
            _ => Grade::of(hours.instants / 2),
        }
    }

    /// Whether a team was active all the time in between, or that is short: then what its calendar is elsewhere does not matter.
    pub fn surely(&self, team: usize, start: i64, end: i64) -> bool {
        let slots = start.div_euclid(SLOT)..=(end - 1).max(start).div_euclid(SLOT);
        let active = |(day, slot): (usize, usize)| self.active[team][day][slot];
        end - start <= FILLED as i64 * SLOT || slots.map(|slot| place(slot * SLOT)).all(active)
    }

    /// When a team was there, to be asked.
    pub fn compiled(&self, team: usize) -> Option<Calendar> {
        self.within(&self.teams.get(team)?.spans, self.dates.known(team))
    }

    /// Days that are closed for all.
    pub fn closed(&self) -> &[Closed] {
        &self.dates.closed
    }

    /// Runs of days on which nothing happened, though work was due, that may be closed.
    pub fn unsure(&self) -> &[Vec<i64>] {
        &self.dates.unsure
    }

    /// When all of a team were away, beside days that are closed for all.
    pub fn absences(&self, history: &History, team: usize) -> Option<Absences> {
        Absences::of(history, &self.teams[team], &self.dates, team)
    }

    /// A day since the log's Monday.
    pub fn date(&self, day: i64) -> Date {
        date(self.epoch, day)
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
        self.within(&week::daily(week), self.dates.for_all())
    }

    fn within(&self, spans: &[Span], closed: BTreeSet<i64>) -> Option<Calendar> {
        let closed = closed.into_iter().map(|day| self.date(day)).collect();
        let pattern = Pattern { windows: week::joined(spans), closed };
        Calendar::compile(&pattern, self.epoch)
    }

    /// As the scenario writes a team's pattern.
    pub fn written(&self, team: usize) -> String {
        week::told(&self.teams[team].spans)
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
        *hours = Hours {
            told: true,
            share: hours.share,
            ..Hours::of(CLOSED, hours.instants, hours.confirmed)
        };
        hours.spans = week::by_day(windows);
        for (from, to) in windows {
            for slot in from / SLOT..(to + SLOT - 1) / SLOT {
                hours.week[(slot / SLOTS as i64) as usize % 7][slot as usize % SLOTS] = true;
            }
        }
    }
}

/// Days on which nobody works, and of which nothing shows that they are closed: hardly anything was due of a team's work and of that
/// of those who are there on all other days.
fn untold(team: usize, (due, there): (&[[f64; 7]], &[[bool; 7]]), days: &[bool; 7]) -> Vec<usize> {
    let tells = |other: &usize| *other == team || there[*other] == *days;
    let due = |day: usize| (0..due.len()).filter(tells).map(|other| due[other][day]).sum::<f64>();
    // A weekend is closed, unless somebody works on one of its days.
    let known = if days[5] || days[6] { 7 } else { WORKDAYS };
    (0..known).filter(|day| !days[*day] && due(*day) <= EXPECTED).collect()
}

/// Jobs whose times have an hour: one date without it among such as have it is taken for midnight, when nobody of the team is there.
fn with_hours(jobs: Vec<&Pass>) -> Vec<&Pass> {
    let is_midnight = |at: &i64| at % DAY == 0;
    let near = |at: i64| !is_midnight(&at) && (at + SLOT).rem_euclid(DAY) < 2 * SLOT;
    let by_night = jobs.iter().flat_map(|it| it.instants()).any(near);
    let kept = |it: &&Pass| by_night || !it.instants().any(|at| is_midnight(&at));
    jobs.into_iter().filter(kept).collect()
}

/// Says of each team's hours what is not sure of them.
fn doubt(teams: &mut [Hours], jobs: &[Vec<&Pass>], active: &[Active], evidence: &[Evidence]) {
    let missed: Vec<Vec<Span>> = teams.iter().map(|it| it.lacks(teams)).collect();
    teams.iter_mut().zip(missed).for_each(|(hours, missed)| hours.keep(missed));
    let edges: Vec<Vec<Span>> = (0..teams.len()).map(|team| edges_of(team, teams, jobs)).collect();
    teams.iter_mut().zip(edges).for_each(|(hours, edges)| hours.edges = edges);
    for team in 0..teams.len() {
        let same = teams.iter().filter(|it| it.spans == teams[team].spans);
        let n = same.map(|it| it.instants).sum();
        teams[team].few = edges::are_few(&teams[team].spans, n);
    }
    let due: Vec<[Day<f64>; 7]> = evidence.iter().zip(active).map(unmet).collect();
    let beyond: Vec<Week> = teams.iter().map(|it| beyond(it, teams, &due)).collect();
    teams.iter_mut().zip(beyond).for_each(|(hours, beyond)| hours.beyond = beyond);
}

/// What was due of a team and nothing came of, by half-hour.
fn unmet((evidence, active): (&Evidence, &Active)) -> [Day<f64>; 7] {
    let unmet = |day: usize, slot: usize| {
        (evidence.week[day][slot] - f64::from(active.counts[day][slot])).max(0.0)
    };
    std::array::from_fn(|day| std::array::from_fn(|slot| unmet(day, slot)))
}

/// Where nothing tells closed time before and after a team's days from open time, by what was due of all who keep the same.
fn beyond(hours: &Hours, teams: &[Hours], unmet: &[[Day<f64>; 7]]) -> Week {
    if hours.active.is_some() {
        return CLOSED;
    }
    let same = teams.iter().zip(unmet).filter(|(other, _)| other.spans == hours.spans);
    let mut due = [[0.0; SLOTS]; 7];
    for (_, unmet) in same {
        let all = due.iter_mut().flatten().zip(unmet.iter().flatten());
        all.for_each(|(sum, more)| *sum += more);
    }
    let others = teams.iter().fold(CLOSED, |all, other| week::union(&all, &other.week));
    edges::beyond(&hours.week, &due, &others)
}

/// Where nothing tells a team's hours from closed time, nor any of those who keep the same, and where nothing tells it from a break of its
/// own; of hours that are told apart by more than that, nothing.
fn edges_of(team: usize, teams: &[Hours], jobs: &[Vec<&Pass>]) -> Vec<Span> {
    let hours = &teams[team];
    if hours.active.is_some() || !hours.missed.is_empty() {
        return Vec::new();
    }
    let same = teams.iter().zip(jobs).filter(|(other, _)| other.spans == hours.spans);
    let all: Vec<&Pass> = same.flat_map(|(_, jobs)| jobs.iter().copied()).collect();
    let own = edges::breaks(&hours.spans, &jobs[team]);
    week::merged([edges::unseen(&hours.spans, &all), own].concat())
}

/// What so many people have of their team's hours, where some have hours of their own.
fn share(team: &Week, jobs: &[&Pass], people: usize, own: &BTreeMap<usize, Week>) -> Option<f64> {
    let persons: BTreeSet<usize> = jobs.iter().filter_map(|pass| pass.person).collect();
    let own = persons.iter().filter_map(|person| own.get(person));
    let all = cells(team).count() as f64;
    let less: f64 = own.map(|week| 1.0 - cells(week).count() as f64 / all).sum();
    (less > 0.0).then(|| (1.0 - less / people as f64).max(0.05))
}

/// The hours of a team of whom all have hours of their own: those of any. What waits beside somebody who is not there shows nothing.
fn joint(jobs: &[&Pass], own: &BTreeMap<usize, Week>) -> Option<Week> {
    let weeks = jobs.iter().map(|pass| own.get(&pass.person?)).collect::<Option<Vec<&Week>>>()?;
    weeks.into_iter().copied().reduce(|all, week| week::union(&all, &week))
}

/// The hours of people of a team who take turns, and of those who work clearly less than the team.
fn of_each(
    (history, closed): (&History, &BTreeSet<i64>),
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
        false => Some((person, part_time((history, closed), &jobs, active)?)),
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

/// The hours of somebody who is clearly less there than the others of a team. Where nothing of the team happened on one of
/// its days is no break of his.
fn part_time(known: (&History, &BTreeSet<i64>), jobs: &[&Pass], team: &Active) -> Option<Week> {
    let span = team.span();
    let active = Active::of(jobs);
    let evidence = Evidence::of(known, jobs, 1, &active.whole());
    let Shown { week, confirmed, .. } = active.hours((&span, &[true; 7], &[]), &evidence);
    let week = std::array::from_fn(|day| std::array::from_fn(|it| week[day][it] && span[day][it]));
    let less = cells(&week).count() * 8 < cells(&team.week).count() * 7;
    (confirmed && less && jobs.len() >= teams::SHOWN).then_some(week)
}

fn date(epoch: DateTime, day: i64) -> Date {
    epoch.date().saturating_add(jiff::Span::new().days(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log;
    use crate::time::{Instant, MINUTE, Work};

    /// A number below this one, spread evenly over many rows (multiplicative hashing: Knuth 1973).
    fn spread(row: i64, below: i64) -> i64 {
        (i64::from((row as u32).wrapping_mul(2_654_435_761) >> 16) * below) >> 16
    }

    /// In 30 weeks a draft is made from 9:00 of each working day, in up to 4 hours and 40 minutes; those of some days are set after
    /// it, by one person at other hours, which takes 45 minutes to 9 hours and 45 minutes.
    fn log_of(hours: &Week, set: &[i64]) -> History {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let of = |week: &Week| {
            let pattern = Pattern { windows: week::joined(&week::daily(week)), closed: Vec::new() };
            Calendar::compile(&pattern, monday).unwrap()
        };
        let (office, hours) = (of(&Calendars::usual(1, monday).teams[0].week), of(hours));
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        let (mut free, mut row) = (Instant(0), 0);
        for day in (0..210).filter(|day| day % 7 < 5) {
            let asked = Instant(day * DAY + 18 * SLOT);
            let spread = spread(row, 540);
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

    /// Of people who each take a job every day on which they are there, in 30 weeks; it is asked for at 9:00, or when they are free.
    fn taken_daily(people: &[(&str, Week, i64)]) -> Calendars {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        for (name, week, days) in people {
            let pattern = Pattern { windows: week::joined(&week::daily(week)), closed: Vec::new() };
            let hours = Calendar::compile(&pattern, monday).unwrap();
            let mut free = Instant(0);
            for day in (0..210).filter(|day| day % 7 < *days) {
                let asked = Instant(day * DAY + 18 * SLOT).max(free);
                let start = hours.next_opening(asked);
                free = hours.advance(start, Work((30 + spread(day, 480)) * MINUTE));
                let at = |it: Instant| monday.saturating_add(jiff::Span::new().microseconds(it.0));
                let [asked, start, end] = [asked, start, free].map(at);
                text += &format!("c{day},{name},draw,design,{name},{asked},{start},{end}\n");
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        Calendars::of(&history, &[people.len()], monday)
    }

    fn days(days: usize, from: usize, to: usize) -> Week {
        let mut week = CLOSED;
        week[..days].iter_mut().for_each(|day| day[from..to].fill(true));
        week
    }

    /// Of two designers one is there on three mornings: 12 of 40 hours.
    #[test]
    fn who_works_mornings_is_no_whole_person() {
        let calendars = taken_daily(&[("full", days(5, 18, 34), 5), ("half", days(3, 18, 26), 3)]);
        assert_eq!(calendars.written(0), "Mon-Fri 09:00-17:00");
        let own: Vec<String> = calendars.own().map(|it| it.1).collect();
        assert_eq!(own, ["Mon-Wed 09:00-13:00"]);
        // (40 + 12) of 2 * 40 hours.
        assert_eq!(calendars.teams[0].share, Some(0.65));
    }

    /// One from 9 to 17, one from 14 to 22: 16 of 2 * 13 hours.
    #[test]
    fn a_team_of_two_offices_has_the_hours_of_both() {
        let calendars = taken_daily(&[("early", days(5, 18, 34), 5), ("late", days(5, 28, 44), 5)]);
        assert_eq!(calendars.written(0), "Mon-Fri 09:00-22:00");
        let own: Vec<String> = calendars.own().map(|it| it.1).collect();
        assert_eq!(own, ["Mon-Fri 09:00-17:00", "Mon-Fri 14:00-22:00"]);
        assert_eq!(calendars.teams[0].share, Some(8.0 / 13.0));
    }

    /// What is found of jobs of one person, each by the minutes since the first Monday when it was asked for, begun and ended.
    fn of_jobs(jobs: impl Iterator<Item = (i64, [i64; 3])>) -> Calendars {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        for (row, (campaign, times)) in jobs.enumerate() {
            let at = |it: i64| monday.saturating_add(jiff::Span::new().minutes(it));
            let [asked, start, end] = times.map(at);
            text += &format!("c{campaign},ad {row},draw,design,ann,{asked},{start},{end}\n");
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        Calendars::of(&history, &[1], monday)
    }

    /// A job of up to eight hours from 9:00 on Mondays to Thursdays, in 30 weeks: of Fridays nothing is known, unless Monday's is
    /// asked for on Friday and waits.
    #[test]
    fn a_day_on_which_nothing_was_due_is_open_and_said_to_be_so() {
        let jobs = |waits: bool| {
            let days = (7..217).filter(|day| day % 7 < 4);
            of_jobs(days.map(move |day| {
                let start = day * 24 * 60 + 540;
                let asked = if waits && day % 7 == 0 { start - 3 * 24 * 60 } else { start };
                (day, [asked, start, start + 10 + spread(day, 470)])
            }))
        };
        let untold = jobs(false);
        assert_eq!(untold.written(0), "Mon-Fri 09:00-17:00");
        assert_eq!(untold.grade(0), Grade::Weak);
        let doubts = untold.teams[0].doubts();
        assert_eq!(doubts, ["nothing was due on Fridays: open as other days are"]);
        let closed = jobs(true);
        assert_eq!(closed.written(0), "Mon-Thu 09:00-17:00");
        assert_eq!(closed.grade(0), Grade::Measured);
    }

    /// Six jobs are handed over every second Wednesday at 12:20; the first takes 10 to 15 hours, the others 1 to 5. That
    /// none of them ends on a Wednesday does not close Wednesday afternoons.
    #[test]
    fn first_jobs_that_take_longer_close_no_hours() {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let office = Calendars::usual(1, monday).compiled(0).unwrap();
        let mut jobs = Vec::new();
        for week in 0..30 {
            let asked = (14 * week + 2) * 24 * 60 + 12 * 60 + 20;
            let mut free = asked;
            for nth in 0..6 {
                let luck = spread(10 * week + nth, 100);
                let effort = if nth == 0 { 600 + 3 * luck } else { 60 + luck * 12 / 5 };
                let end = office.advance(Instant(free * MINUTE), Work(effort * MINUTE)).0 / MINUTE;
                jobs.push((week, [asked, free, end]));
                free = end;
            }
        }
        assert_eq!(of_jobs(jobs.into_iter()).written(0), "Mon-Fri 09:00-17:00");
    }

    /// A job of 37 minutes is taken up when the one before is done, from 14:00 to 15:15 on each working day of 30 weeks.
    #[test]
    fn a_session_ends_between_two_half_hours() {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let spans: Vec<Span> =
            (0..5).map(|day| (day * DAY + 28 * SLOT, day * DAY + 61 * SLOT / 2)).collect();
        let mut told = Calendars::usual(1, monday);
        told.set(0, &spans);
        assert_eq!(told.written(0), "Mon-Fri 14:00-15:15");
        let (hours, mut free) = (told.compiled(0).unwrap(), 14 * 60);
        let jobs = (0..300).map(|row| {
            let end = hours.advance(Instant(free * MINUTE), Work(37 * MINUTE)).0 / MINUTE;
            (row, [14 * 60, std::mem::replace(&mut free, end), end])
        });
        assert_eq!(of_jobs(jobs).written(0), "Mon-Fri 14:00-15:15");
    }

    #[test]
    fn a_short_time_in_which_one_day_is_closed_may_be_a_meeting() {
        let meetings = |week: Week| Hours::of(week, 100, true).meetings();
        let mut week = days(5, 18, 34);
        week[0][18..20].fill(false);
        assert_eq!(meetings(week), ["Mon 09:00-10:00"]);
        // A break of all days is told as such, and an afternoon is too long for one.
        week = days(5, 18, 34);
        week[..5].iter_mut().for_each(|day| day[24..26].fill(false));
        week[4][26..].fill(false);
        assert!(meetings(week).is_empty());
    }

    #[test]
    fn a_short_time_in_which_all_stop_may_be_a_meeting() {
        let closed = |from: usize, to: usize| {
            let mut week = days(5, 18, 34);
            week[..5].iter_mut().for_each(|day| day[from..to].fill(false));
            let mut found = Calendars::usual(1, jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0));
            found.teams[0] = Hours::of(week, 100, true);
            (found.teams[0].doubts(), found.grade(0), found.grade_of_work(0))
        };
        let (doubts, grade, of_work) = closed(24, 25);
        assert_eq!(doubts, ["Mon-Fri 12:00-12:30 closed: a break, or a meeting of all"]);
        // What is measured in these hours is the same in either case.
        assert_eq!((grade, of_work), (Grade::Weak, Grade::Measured));
        assert_eq!(closed(24, 27).1, Grade::Measured);
        assert_eq!(closed(34, 34).1, Grade::Measured);
    }

    /// What is measured in hours that may be fewer is no surer than they are; minutes hardly change it.
    #[test]
    fn work_is_no_surer_than_the_hours_in_which_it_was_measured() {
        let graded = |half_hours: i64| {
            let mut found = Calendars::usual(1, jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0));
            found.teams[0] = Hours::of(days(5, 18, 34), 100, true);
            let end = 4 * DAY + 34 * SLOT;
            found.teams[0].edges = vec![(end - half_hours * SLOT, end)];
            (found.grade(0), found.grade_of_work(0))
        };
        assert_eq!(graded(1), (Grade::Weak, Grade::Measured));
        assert_eq!(graded(2), (Grade::Weak, Grade::Weak));
    }

    /// A job of up to eight hours from 9:00 of each working day in 30 weeks, and one whose start is a date only.
    #[test]
    fn a_date_without_an_hour_tells_no_hours() {
        let days = (7..217).filter(|day| day % 7 < 5).map(|day| (day, day * 24 * 60 + 540));
        let jobs = days.map(|(day, at)| (day, [at, at, at + 10 + spread(day, 470)]));
        let thursday = 10 * 24 * 60;
        let dated = std::iter::once((0, [thursday, thursday, thursday + 600]));
        assert_eq!(of_jobs(jobs.chain(dated)).written(0), "Mon-Fri 09:00-17:00");
    }

    /// Others begin at 9:00, and a daily meeting of one team lasts until 9:15.
    #[test]
    fn minutes_that_others_work_may_be_a_meeting() {
        let other = Hours::of(days(5, 18, 34), 100, true);
        let mut late = other.clone();
        late.spans.iter_mut().for_each(|it| it.0 += 15 * MINUTE);
        // Without the others these are its hours.
        assert!(late.lacks(&[]).is_empty());
        late.keep(late.lacks(std::slice::from_ref(&other)));
        assert_eq!(late.meetings(), ["Mon-Fri 09:00-09:15"]);
        assert_eq!(week::told(&late.spans), "Mon-Fri 09:00-17:00");
    }

    /// One steward for mornings, with the most work, and two teams of the whole day.
    #[test]
    fn the_default_hours_are_those_of_the_most_people() {
        let mut calendars = Calendars::usual(3, jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0));
        calendars.teams[0] = Hours::of(days(5, 18, 22), 900, true);
        (calendars.teams[1].instants, calendars.teams[2].instants) = (100, 200);
        assert_eq!(calendars.default_team(), 2);
    }

    /// One job after the other on 29 Mondays of 35, and on other days the same twenty minutes later, each asked for a week before.
    /// That nothing happens on six Mondays, all of them holidays, does not close hours in which nothing happens on the others.
    #[test]
    fn holidays_close_no_hours_of_their_weekday() {
        let monday = jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0);
        let mut text = "campaign,item,step,team,person,asked,start,end\n".to_owned();
        let at = |day: i64, minute: i64| {
            monday.saturating_add(jiff::Span::new().days(day).minutes(9 * 60 + minute))
        };
        for day in (7..252).filter(|day| day % 7 < 5 && day % 42 != 7) {
            let later = if day % 7 == 0 { 0 } else { 20 };
            let turns =
                [0, 80, 140, 220, 310, 380, 470].map(|it| if it == 0 { 0 } else { it + later });
            for (place, turn) in turns.windows(2).enumerate() {
                let (asked, end) = (at(day - 7, 0), turn[1].min(480));
                let (start, end) = (at(day, turn[0]), at(day, end));
                text += &format!("c{day},ad {place},draw,design,ann,{asked},{start},{end}\n");
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        let calendars = Calendars::of(&history, &[1], monday);
        assert_eq!(calendars.written(0), "Mon-Fri 09:00-17:00");
        let mondays = calendars.dates.teams[0].iter().filter(|day| *day % 7 == 0);
        assert_eq!(mondays.count(), 6);
    }
}
