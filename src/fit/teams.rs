//! Who works together, and how many they are.

use super::beside;
use super::estimate::Estimate;
use super::history::{History, Pass};
use crate::time::{DAY, WEEK};
use std::collections::{BTreeMap, BTreeSet};

/// Persons whose profiles of steps are closer than this are of one team.
const ALIKE: f64 = 0.5;
/// So many reviewers of no team are told apart.
const FEW: usize = 6;
/// So many jobs for a team show that somebody belongs to it.
const SHARED: usize = 5;
/// People are counted in spans of so long.
const SPAN: i64 = 4 * WEEK;

/// Gives every pass its team: of the log, else of its person, else of its step. Each step has one team.
pub fn assign(history: &mut History) {
    if !history.has.team {
        if history.has.person { by_person(history) } else { by_step(history) }
    }
    by_reviewer(history);
    beside::tell_apart(history);
    one_a_step(history);
    history.number();
    let mut started: BTreeMap<(usize, usize), bool> = BTreeMap::new();
    for pass in history.all().filter(|pass| history.steps[pass.step].review) {
        *started.entry((pass.step, pass.team)).or_insert(false) |= pass.start.is_some();
    }
    history.outside = started.into_iter().filter(|(_, any)| !any).map(|(key, _)| key).collect();
}

/// A few reviewers of no team, in a log that has teams, are each their own.
fn by_reviewer(history: &mut History) {
    for step in
        (0..history.steps.len()).filter(|step| history.steps[*step].review).collect::<Vec<_>>()
    {
        let strangers = |pass: &&Pass| pass.team == usize::MAX;
        let names: BTreeSet<usize> =
            history.of_step(step).filter(strangers).filter_map(|pass| pass.person).collect();
        if names.len() > FEW {
            continue;
        }
        for person in names {
            let team = history.team(&history.people[person].clone());
            let own = |pass: &&mut Pass| {
                pass.step == step && pass.team == usize::MAX && pass.person == Some(person)
            };
            history.passes.iter_mut().filter(own).for_each(|pass| pass.team = team);
        }
    }
}

/// People who work for several teams: their names, and those of the teams.
pub fn shared(history: &History) -> Vec<(String, Vec<String>)> {
    let mut jobs: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for pass in history.all().filter(|pass| pass.team != usize::MAX) {
        if let Some(person) = pass.person {
            *jobs.entry(person).or_default().entry(pass.team).or_insert(0) += 1;
        }
    }
    let named = |(person, teams): (usize, BTreeMap<usize, usize>)| {
        let all: usize = teams.values().sum();
        let often = teams.into_iter().filter(|(_, n)| n * 10 >= all && *n >= SHARED);
        let names: Vec<String> = often.map(|(team, _)| history.teams[team].clone()).collect();
        (names.len() > 1).then(|| (history.people[person].clone(), names))
    };
    jobs.into_iter().filter_map(named).collect()
}

fn by_step(history: &mut History) {
    history.teams = history.steps.iter().map(|step| step.name.clone()).collect();
    history.passes.iter_mut().for_each(|pass| pass.team = pass.step);
}

/// Persons who do the same steps, connected by likeness; the team's name is its most frequent step.
fn by_person(history: &mut History) {
    let mut profiles = vec![vec![0.0; history.steps.len()]; history.people.len()];
    for pass in history.everything() {
        if let Some(person) = pass.person {
            profiles[person][pass.step] += 1.0;
        }
    }
    let mut team: Vec<usize> = (0..profiles.len()).collect();
    for (a, b) in (0..profiles.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
        if cosine(&profiles[a], &profiles[b]) > ALIKE && team[a] != team[b] {
            let (from, to) = (team[a].max(team[b]), team[a].min(team[b]));
            team.iter_mut().filter(|it| **it == from).for_each(|it| *it = to);
        }
    }
    let mut index: BTreeMap<usize, usize> = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    for root in team.iter().copied() {
        index.entry(root).or_insert_with(|| {
            let members = (0..team.len()).filter(|person| team[*person] == root);
            let mut jobs = vec![0.0; history.steps.len()];
            members.for_each(|it| jobs.iter_mut().zip(&profiles[it]).for_each(|(s, m)| *s += m));
            let most = (0..jobs.len()).rev().max_by(|a, b| jobs[*a].total_cmp(&jobs[*b]));
            let name = most.map_or("people", |step| &history.steps[step].name);
            let taken = names.iter().filter(|it| it.split(" (").next() == Some(name)).count();
            names.push(if taken == 0 {
                name.to_owned()
            } else {
                format!("{name} ({})", taken + 1)
            });
            names.len() - 1
        });
    }
    history.teams = names;
    for pass in &mut history.passes {
        pass.team = pass.person.map_or(usize::MAX, |person| index[&team[person]]);
    }
}

fn cosine(a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let norm = libm::sqrt(dot(a, a) * dot(b, b));
    if norm > 0.0 { dot(a, b) / norm } else { 0.0 }
}

/// A step of work is done by the team that does most of it; reviews may have several.
fn one_a_step(history: &mut History) {
    let mut count: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    history.everything().for_each(|it| *count.entry((it.step, it.team)).or_insert(0) += 1);
    for step in 0..history.steps.len() {
        let own = count.iter().filter(|((of, team), _)| *of == step && *team != usize::MAX);
        let most = own.max_by_key(|((_, team), n)| (**n, std::cmp::Reverse(*team)));
        let team = match most {
            Some(((_, team), _)) => *team,
            None => history.team(&history.steps[step].name.clone()),
        };
        let all = count.iter().filter(|((of, _), _)| *of == step).map(|(_, n)| n).sum::<usize>();
        let review = history.steps[step].review;
        let few = |team: usize| count.get(&(step, team)).is_none_or(|n| n * 20 < all);
        for pass in history.passes.iter_mut().filter(|pass| pass.step == step) {
            if pass.team == usize::MAX || !review || few(pass.team) {
                pass.team = team;
            }
        }
    }
}

/// How many people each team has: those active in four weeks, but no fewer than work at once; without persons, those who
/// work at once, which are the fewest that it can be.
pub fn people(history: &History) -> Vec<Estimate> {
    (0..history.teams.len()).map(|team| of_team(history, team)).collect()
}

/// Jobs that show on which days a person works.
pub const SHOWN: usize = 30;

/// The people of a team who take turns: no two of them ever work on the same weekday.
pub fn turns(history: &History, team: usize) -> Vec<usize> {
    let mut days: BTreeMap<usize, (BTreeSet<i64>, usize)> = BTreeMap::new();
    for pass in history.of_team(team) {
        if let (Some(person), Some(end)) = (pass.person, pass.end) {
            let own = days.entry(person).or_default();
            own.0.insert((end - 1).div_euclid(DAY).rem_euclid(7));
            own.1 += 1;
        }
    }
    let shown = days.values().all(|(_, jobs)| *jobs >= SHOWN);
    let all: usize = days.values().map(|(days, _)| days.len()).sum();
    let union: BTreeSet<i64> = days.values().flat_map(|(days, _)| days.iter().copied()).collect();
    if shown && days.len() > 1 && all == union.len() {
        days.into_keys().collect()
    } else {
        Vec::new()
    }
}

fn of_team(history: &History, team: usize) -> Estimate {
    let turns = turns(history, team);
    if !turns.is_empty() {
        let jobs = history.of_team(team).count();
        return Estimate::of(1.0, None, jobs, "jobs").by("people who take turns, one a day");
    }
    let mut spans: BTreeMap<i64, BTreeSet<usize>> = BTreeMap::new();
    let mut persons = BTreeSet::new();
    let own = || history.of_team(team);
    let (mut changes, jobs) = (Vec::new(), own().count());
    for pass in own().flat_map(Pass::stretches) {
        if let Some(person) = pass.person {
            persons.insert(person);
            for at in [pass.start, pass.end].into_iter().flatten() {
                spans.entry(at.div_euclid(SPAN)).or_default().insert(person);
            }
        }
        if let (Some(start), Some(end)) = (pass.start, pass.end) {
            changes.extend([(start, 1), (end, -1)]);
        }
    }
    changes.sort_unstable();
    let (mut now, mut most) = (0i64, 0);
    for (_, change) in changes {
        now += change;
        most = most.max(now);
    }
    let mut active: Vec<usize> = spans.values().map(BTreeSet::len).collect();
    active.sort_unstable();
    let value = match active.get(active.len() / 2) {
        Some(usual) => (*usual).max((most as usize).min(persons.len())),
        None => most as usize,
    };
    let value = value.max(1) as f64;
    let ends = active.first().zip(active.last());
    if persons.is_empty() {
        return Estimate::of(value, None, jobs, "jobs, at once")
            .weak()
            .by("most at once: a lower bound");
    }
    let found =
        Estimate::of(value, None, jobs, "jobs").by("persons active in four weeks, least to most");
    match ends {
        Some((low, high)) => found.between(value.min(*low as f64), value.max(*high as f64)),
        None => found,
    }
}
