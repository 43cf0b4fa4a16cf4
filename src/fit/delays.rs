//! What lies between one job's end and the next one's turn: latency, and how work is released today.

use super::dependencies::{self, Dependency, Ends, Handed};
use super::early;
use super::estimate::{Estimate, Grade};
use super::flow::{Flow, Piece};
use super::history::{History, Pass, Work};
use super::law::{Law, Sample};
use crate::stats::Interval;
use crate::time::{DAY, HOUR, MINUTE, WEEK, hours};
use std::collections::{BTreeMap, BTreeSet};

/// So many chances show a phase.
const CHANCES: usize = 5;
/// So many releases show a meeting.
const RELEASES: usize = 10;

/// What was planned of a running job is half of it at least: the rest was added to it.
const PLANNED: f64 = 0.5;

/// Ends that show whether a step is run by the clock, and in how many half-hours of a week at most.
const SHOWN: usize = 20;
/// So many handoffs of two steps show a latency of their own.
const OWN: usize = 8;
const RUNS: usize = 5;
const RUN: i64 = HOUR / 2;

/// How a step is released to another today.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Release {
    Item,
    /// When the whole stream is done.
    Phase,
    /// At this instant of the week (or day).
    Sync {
        every: i64,
        at: i64,
    },
}

/// The givers of a step that hold back what they have until all of their stream is done.
type Phases = BTreeSet<usize>;

/// Between two steps.
#[derive(Clone, Debug)]
pub struct Handoff {
    pub from: usize,
    pub to: usize,
    pub release: Release,
    /// On how many releases this rests, and how many of them went through the hands of a hub.
    pub n: usize,
    pub via: usize,
    pub latency: Sample,
    /// Of its latency, what it always lay in a queue, in hours: perhaps only because nobody was free.
    pub lay: f64,
    /// The most of what lay there that may be latency.
    pub most: f64,
}

/// All handoffs that the log shows, and which pieces wait for others.
pub fn handoffs(
    history: &History,
    flow: &Flow,
    pieces: &[Piece],
    work: Work<'_>,
) -> (Vec<Handoff>, Vec<Dependency>) {
    let mut kinds = vec![None; history.items.len()];
    for (kind, piece) in pieces.iter().enumerate() {
        piece.items.iter().for_each(|item| kinds[*item] = Some(kind));
    }
    let whole = Ends::of(history, &kinds, |_| None);
    let half = half(history, flow, &kinds, work);
    let ends = (&whole, &half);
    let (mut found, mut waits) = (Vec::new(), Vec::new());
    for to in flow.order.iter().copied() {
        let asked: Vec<&Pass> = first_asked(history, to).into_values().collect();
        let releases = |waits: &[Dependency], phases: &Phases, firsts: &Firsts| {
            let by = (ends, waits, phases);
            let handed = |pass| handed(history, flow, (pieces, &kinds), by, (pass, firsts));
            asked.iter().copied().filter_map(handed).collect::<Vec<Handed>>()
        };
        let of = |all: Vec<Handed>, phases: &Phases| -> Vec<Handoff> {
            let mut pairs: BTreeMap<usize, Vec<Handed>> =
                flow.needs[to].iter().map(|from| (*from, Vec::new())).collect();
            all.into_iter().for_each(|it| pairs.entry(it.from).or_default().push(it));
            pairs
                .into_iter()
                .map(|(from, all)| handoff((history, flow), (from, to), work, (&all, phases)))
                .collect()
        };
        let as_done = releases(&[], &Phases::new(), &Firsts::new());
        let mut own_handoffs = of(as_done.clone(), &Phases::new());
        let phases: Phases = own_handoffs
            .iter()
            .filter(|it| it.release == Release::Phase)
            .map(|it| it.from)
            .collect();
        let firsts = firsts(as_done.iter().filter(|it| phases.contains(&it.from)));
        // What is done again while a piece waits holds that piece too, so that no other seems to.
        let held = releases(&[], &phases, &Firsts::new());
        let mut own = dependencies::of(history, (ends, pieces.len()), to, &held, &waits);
        // Who is held until a meeting waits for all of them.
        if own_handoffs.iter().any(|it| matches!(it.release, Release::Sync { .. })) {
            own.clear();
        }
        if !own.is_empty() || !phases.is_empty() {
            own_handoffs = of(releases(&own, &phases, &firsts), &phases);
            waits.extend(own);
        }
        found.extend(own_handoffs);
    }
    (found, waits)
}

/// Of each item the pass that begins a step: of several reviewers that of who is asked first, as they are handed one thing once.
fn first_asked(history: &History, step: usize) -> BTreeMap<usize, &Pass> {
    let mut firsts: BTreeMap<usize, &Pass> = BTreeMap::new();
    for pass in history.of_step(step).filter(|pass| pass.nth == 0 && pass.ready().is_some()) {
        let first = firsts.entry(pass.item).or_insert(pass);
        if pass.ready() < first.ready() {
            *first = pass;
        }
    }
    firsts
}

/// By campaign and giver: when the first piece of that giver was asked for.
type Firsts = BTreeMap<(usize, usize), i64>;

fn firsts<'a>(handed: impl Iterator<Item = &'a Handed>) -> Firsts {
    let mut firsts = Firsts::new();
    for it in handed {
        let first = firsts.entry((it.case, it.from)).or_insert(it.ready);
        *first = it.ready.min(*first);
    }
    firsts
}

/// When first jobs had done the share on which steps begin early; nothing where none does.
fn half(history: &History, flow: &Flow, kinds: &[Option<usize>], work: Work<'_>) -> Ends {
    let Some(share) = flow.share() else { return Ends::default() };
    let timed = |pass: &Pass| !history.steps[pass.step].review && !history.steps[pass.step].elapsed;
    let first = |pass: &&Pass| pass.nth == 0 && pass.done && timed(pass);
    // Work that was added to the running job did not move the share of what was planned.
    Ends::of(history, kinds, |pass| {
        let pass = Some(pass).filter(first)?;
        let [earliest, at] =
            [share * PLANNED, share].map(|share| early::reached(pass, share, work));
        Some([earliest?, at?])
    })
}

fn handed(
    history: &History,
    flow: &Flow,
    (pieces, kinds): (&[Piece], &[Option<usize>]),
    ((whole, half), waits, phases): ((&Ends, &Ends), &[Dependency], &Phases),
    (pass, firsts): (&Pass, &Firsts),
) -> Option<Handed> {
    let (ready, kind, case) = (pass.ready()?, kinds[pass.item], pass.case);
    let skips = |step: usize| kind.is_some_and(|kind| pieces[kind].skip.contains(&step));
    let mut givers = flow.needs[pass.step].clone();
    // A step that this kind of piece skips hands over what came before it.
    while let Some(place) = givers.iter().position(|step| skips(*step)) {
        let skipped = givers.swap_remove(place);
        givers.extend(&flow.needs[skipped]);
    }
    // What began before its giver was done tells no latency of finished work.
    let early = |giver: &&usize| flow.early(**giver, pass.step).is_some();
    for giver in givers.iter().filter(early) {
        last_end(history, pass, *giver, ready)?;
    }
    // What is held until a phase ends is given then: all that comes before is done, and that is before the first is asked. What is
    // done again afterwards, as most of it still lies, ends no phase.
    let released = |end: i64, giver: usize| {
        let by = *firsts.get(&(case, giver)).unwrap_or(&ready);
        let before = flow.before[pass.step].iter().filter(|_| phases.contains(&giver));
        let ends = before.filter_map(|giver| phase_end(history, case, *giver, by));
        ends.fold(end, i64::max)
    };
    let own = givers.into_iter().filter_map(|it| Some((last_end(history, pass, it, ready)?, it)));
    let mut all: Vec<(i64, i64, usize)> =
        own.map(|(end, giver)| (released(end, giver), end, giver)).collect();
    for it in waits.iter().filter(|it| Some(it.to.0) == kind && it.to.1 == pass.step) {
        let end = (if it.early { half } else { whole }).last(case, it.from, ready);
        if it.early && end.is_none() {
            return None;
        }
        all.extend(end.map(|end| (end, end, it.from.1)));
    }
    // What goes through a hub is given when that is done with it.
    let arrived = |(given, end, from): (i64, i64, usize)| {
        let by = (ready, history.steps[pass.step].asked);
        let passed = history.hub.passed(pass.item, (from, pass.step), end, by);
        (passed.unwrap_or(given), end, from, passed.is_some())
    };
    let (given, _, from, via) = all.into_iter().map(arrived).max()?;
    Some(Handed { case, kind, ready, from, given, via })
}

/// When a giver was last done for a pass, by an instant.
pub(super) fn last_end(history: &History, pass: &Pass, step: usize, by: i64) -> Option<i64> {
    let ends = |item: usize| {
        history
            .of_item(item)
            .filter(move |it| it.step == step)
            .filter_map(|it| it.end)
            .filter(|end| *end <= by)
    };
    let joined = history.steps[step].once || history.steps[pass.step].once;
    match joined {
        true => history.cases[pass.case].items.iter().flat_map(|item| ends(*item)).max(),
        false => ends(pass.item).max(),
    }
}

fn handoff(
    (history, flow): (&History, &Flow),
    (from, to): (usize, usize),
    work: Work<'_>,
    (found, phases): (&[Handed], &Phases),
) -> Handoff {
    let meeting = flow.begins(from, to).and_then(|it| it.meeting);
    let release = match history.steps[to].asked {
        _ if let Some((every, at)) = meeting => Release::Sync { every, at },
        true if phases.contains(&from) => Release::Phase,
        true => released(history, found, from),
        false => Release::Item,
    };
    let (lay, most) = if history.queues { history.least_lag(to, work) } else { (0.0, 0.0) };
    let mut latency = Sample::default();
    for it in found {
        latency.values.push(hours((it.ready - it.given).max(0)) + lay);
    }
    // Of what begins early, only what lay long begins after its giver is done: that tells no usual latency.
    if matches!(release, Release::Sync { .. }) || flow.early(from, to).is_some() {
        latency.values.clear();
    }
    let via = found.iter().filter(|it| it.via).count();
    Handoff { from, to, release, n: found.len(), via, latency, lay, most }
}

/// When anything of a stream last ended in a campaign, by an instant.
fn phase_end(history: &History, case: usize, step: usize, by: i64) -> Option<i64> {
    let items = history.cases[case].items.iter().flat_map(|item| history.of_item(*item));
    items.filter(|it| it.step == step).filter_map(|it| it.end).filter(|end| *end <= by).max()
}

/// When the last first pass of a stream ended in a campaign.
fn stream_end(history: &History, case: usize, step: usize) -> Option<i64> {
    let items = history.cases[case].items.iter().flat_map(|item| history.of_item(*item));
    items.filter(|it| it.step == step && it.nth == 0).filter_map(|it| it.end).max()
}

fn released(history: &History, found: &[Handed], from: usize) -> Release {
    let (mut chances, mut early) = (0, 0);
    for it in found.iter().filter(|_| !history.steps[from].once) {
        if let Some(end) = stream_end(history, it.case, from).filter(|end| *end > it.given) {
            chances += 1;
            early += usize::from(it.ready < end);
        }
    }
    if chances >= CHANCES && early == 0 {
        return Release::Phase;
    }
    let at = |of: fn(&Handed) -> i64| found.iter().map(of).collect::<Vec<i64>>();
    let (asked, given) = (at(|it| it.ready), at(|it| it.given));
    for every in [WEEK, DAY] {
        if let Some(instant) = meeting(&asked, every).filter(|_| meeting(&given, every).is_none()) {
            return Release::Sync { every, at: instant };
        }
    }
    if together(found) { Release::Phase } else { Release::Item }
}

/// Whether what is done at different times is asked for at one: so a phase shows where a stream is done in several rounds.
fn together(found: &[Handed]) -> bool {
    let mut cases: BTreeMap<usize, Vec<(i64, i64)>> = BTreeMap::new();
    found.iter().for_each(|it| cases.entry(it.case).or_default().push((it.ready, it.given)));
    let (mut same, mut of) = (0, 0);
    for all in cases.values().filter(|all| all.iter().any(|it| it.1 != all[0].1)) {
        let alike = |at: i64| all.iter().filter(|it| (it.0 - at).abs() < MINUTE).count();
        same += all.iter().map(|it| alike(it.0)).max().unwrap_or(0);
        of += all.len();
    }
    of >= CHANCES && same * 20 >= of * 19
}

/// The instant of a cycle within an hour of which four of five lie.
pub(super) fn meeting(times: &[i64], every: i64) -> Option<i64> {
    let mut within: Vec<i64> = times.iter().map(|at| at.rem_euclid(every)).collect();
    within.sort_unstable();
    let near = |at: i64| {
        within.partition_point(|it| *it <= at + HOUR) - within.partition_point(|it| *it < at)
    };
    let (most, at) = within.iter().map(|at| (near(*at), *at)).max_by_key(|(n, at)| (*n, -*at))?;
    (times.len() >= RELEASES && most * 5 >= times.len() * 4).then_some(at)
}

/// When a step is run by the clock: nearly all its ends lie in a few half-hours of the week, in which little else happens.
pub fn runs(history: &History, step: usize) -> Option<(Vec<i64>, f64)> {
    let slots = |own: bool| {
        let mut slots: BTreeMap<i64, usize> = BTreeMap::new();
        let all = history.all().filter(move |pass| (pass.step == step) == own);
        all.filter_map(|pass| pass.end)
            .for_each(|end| *slots.entry(end.rem_euclid(WEEK) / RUN).or_insert(0) += 1);
        slots
    };
    let (own, others) = (slots(true), slots(false));
    let all: usize = own.values().sum();
    let mut sorted: Vec<(i64, usize)> = own.into_iter().collect();
    sorted.sort_by_key(|(slot, n)| (std::cmp::Reverse(*n), *slot));
    sorted.truncate(RUNS);
    let few: Vec<(i64, usize)> = sorted.into_iter().filter(|(_, n)| n * 20 >= all).collect();
    let held: usize = few.iter().map(|(_, n)| n).sum();
    let else_there: usize = few.iter().filter_map(|(slot, _)| others.get(slot)).sum();
    let shows = all >= SHOWN && held * 20 >= all * 19 && else_there * 4 <= others.values().sum();
    let mut at: Vec<i64> = few.into_iter().map(|(slot, _)| slot * RUN).collect();
    at.sort_unstable();
    shows.then(|| (at, held as f64 / all as f64))
}

/// The latency of all handoffs, and of those that differ from it.
pub struct Latency {
    pub all: Option<Law>,
    pub between: Vec<(usize, usize, Law)>,
    /// Without knowing when work could begin, the least that lay between is the most that it can be.
    pub bound: bool,
}

pub fn latency(history: &History, handoffs: &[Handoff], grain: f64) -> Latency {
    let counts = |it: &&Handoff| !history.steps[it.to].elapsed && !it.latency.values.is_empty();
    let told = |it: &&Handoff| counts(it) && history.steps[it.to].asked;
    if !handoffs.iter().any(|it| told(&it)) {
        let least = |it: &Handoff| it.latency.values.iter().copied().min_by(f64::total_cmp);
        let all = || handoffs.iter().filter(counts);
        let n = all().map(|it| it.latency.values.len()).sum();
        let most = all().filter_map(least).min_by(f64::total_cmp);
        let law = most.map(|it| {
            let until = Interval { low: 0.0, high: it };
            Estimate::of(it, Some(until), n, "starts").hours().weak().by("least, an upper bound")
        });
        return Latency { all: law.map(Law::Constant), between: Vec::new(), bound: true };
    }
    let mut pairs: BTreeMap<(usize, usize), Law> = BTreeMap::new();
    let mut pool = Sample::default();
    for it in handoffs.iter().filter(told) {
        pool.values.extend(&it.latency.values);
        let law = law(&it.latency, grain).map(|law| queued(history, law, (it.lay, it.most)));
        pairs.extend(law.map(|law| ((it.from, it.to), law)));
    }
    let lay = handoffs.iter().filter(told).map(|it| it.lay).fold(0.0, f64::max);
    let most = handoffs.iter().filter(told).map(|it| it.most).fold(0.0, f64::max);
    let all = law(&pool, grain).map(|law| queued(history, law, (lay, most)));
    let usual = all.as_ref().map_or(0.0, Law::median);
    let chance = |law: &Law| law.parts()[0].1.interval.is_some_and(|it| it.contains(usual));
    let differs = |law: &Law| (law.median() - usual).abs() > 0.05 * usual + grain && !chance(law);
    // A few handoffs may have waited for anything.
    pairs.retain(|_, law| law.parts()[0].1.n >= OWN);
    if !pairs.values().any(differs) {
        return Latency { all, between: Vec::new(), bound: false };
    }
    let between = pairs.into_iter().map(|((a, b), law)| (a, b, doubtful(law))).collect();
    Latency { all: all.map(doubtful), between, bound: false }
}

/// A latency where some differ: what varies may be waiting for something that only some wait for.
fn doubtful(law: Law) -> Law {
    match law {
        Law::Constant(_) => law,
        _ => law.map(|it| it.resting_on(Grade::Weak, "perhaps waiting for something besides")),
    }
}

/// A latency that ends in a queue, where work lay so long at least: it may have waited for people all of that time.
fn queued(history: &History, law: Law, (lay, most): (f64, f64)) -> Law {
    let less = |it: Estimate| {
        let high = |high: f64| high + (most - lay).max(0.0);
        let wider = |it: Interval| Interval { low: (it.low - lay).max(0.0), high: high(it.high) };
        let interval = it.interval.map(wider);
        it.within(interval).weak().by("until the queue, and the least that lay in it")
    };
    if history.queues { law.map(less) } else { law }
}

/// The law of a latency; where three of four are alike, the others waited for something besides, and are left out.
fn law(latency: &Sample, grain: f64) -> Option<Law> {
    let usual = Estimate::median(&latency.values, "handoffs")?.value;
    let alike: Vec<f64> = latency.near(usual, grain).collect();
    if alike.len() * 4 < latency.values.len() * 3 {
        return Law::of(latency, grain, "handoffs");
    }
    let law = Law::of(&Sample { values: alike, ..Sample::default() }, grain, "handoffs");
    law.map(|law| law.map(|it| it.by("three of four alike, the others left out")))
}

impl Latency {
    /// The same if all of it may be something else.
    pub fn guessed(self, why: &str) -> Latency {
        let law = |law: Law| law.map(|it| it.guessed(why));
        let between = self.between.into_iter().map(|(from, to, it)| (from, to, law(it)));
        Latency { all: self.all.map(law), between: between.collect(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::{flow, teams};
    use crate::log;

    /// Four drafts end at 10:00, and three reviewers are asked at once, 1, 2, 3 and 4 hours later.
    #[test]
    fn reviewers_who_are_asked_at_once_are_handed_one_thing() {
        let mut text = "campaign,item,step,team,asked,start,end,outcome\n".to_owned();
        for day in 5..9 {
            let (date, asked) = (format!("2026-01-0{day}"), day + 6);
            let mut job = |step: &str, team: &str, asked: usize, end: usize, outcome: &str| {
                let [asked, end] = [asked, end].map(|hour| format!("{date} {hour:02}:00"));
                text += &format!("c{day},ad,{step},{team},{asked},{asked},{end},{outcome}\n");
            };
            job("draft", "writers", 9, 10, "");
            ["legal", "brand", "medical"]
                .into_iter()
                .for_each(|team| job("release", team, asked, asked + 1, "approved"));
        }
        let mut history =
            History::of(&log::read("log.csv", text.as_bytes(), &Default::default()).unwrap(), None);
        teams::assign(&mut history);
        let flow = Flow::of(&history, Vec::new());
        let (found, waits) = handoffs(&history, &flow, &flow::pieces(&history), &|_| None);
        assert_eq!((found.len(), found[0].n, waits.len()), (1, 4, 0));
        assert_eq!(found[0].latency.values, [1.0, 2.0, 3.0, 4.0]);
    }

    /// Looks come an hour after their drafts; what is sent comes 5, 10, ... or 100 hours after them.
    #[test]
    fn what_only_some_wait_for_is_perhaps_no_latency() {
        let rows = ["draft", "look", "send"];
        let rows =
            rows.map(|it| format!("ad,{it},2026-01-05 09:00,2026-01-05 09:00,2026-01-05 10:00\n"));
        let text = "item,step,asked,start,end\n".to_owned() + &rows.concat();
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let history = History::of(&log, None);
        let handoff = |to: usize, hours: fn(i32) -> f64| {
            let latency = Sample { values: (1..=20).map(hours).collect(), ..Sample::default() };
            let (release, n, via) = (Release::Item, 20, 0);
            Handoff { from: 0, to, release, n, via, latency, lay: 0.0, most: 0.0 }
        };
        let all = [handoff(1, |_| 1.0), handoff(2, |it| 5.0 * f64::from(it))];
        let found = latency(&history, &all, 0.0);
        let laws = found.all.iter().chain(found.between.iter().map(|it| &it.2));
        let grades: Vec<&str> = laws.map(|law| law.parts()[0].1.grade().letter()).collect();
        assert_eq!(grades, ["B", "A", "B"]);
    }

    /// Drafts of three pieces end at 10:00, 11:00 and 12:00, then all leave and are asked for 1, 2 and 5 hours later; the first is done
    /// again meanwhile, until 15:00, and holds back nothing any more.
    #[test]
    fn what_is_done_again_after_a_phase_does_not_shorten_a_latency() {
        let mut text = "campaign,item,step,kind,asked,start,end,outcome\n".to_owned();
        for week in 0..6 {
            let monday =
                jiff::civil::date(2026, 1, 5).at(0, 0, 0, 0) + jiff::Span::new().weeks(week);
            let at = |hour: i64| monday + jiff::Span::new().hours(hour);
            let mut job = |piece: i64, step: &str, from: i64, to: i64| {
                let (kind, said) =
                    if step == "look" { ("review", "approved") } else { ("work", "") };
                let (from, to) = (at(from), at(to));
                text += &format!("c{week},ad {piece},{step},{kind},{from},{from},{to},{said}\n");
            };
            for (piece, asked) in [13, 14, 17].into_iter().enumerate() {
                let piece = piece as i64;
                job(piece, "draft", 9, 10 + piece);
                job(piece, "look", asked, asked + 1);
            }
            job(0, "draft", 14, 15);
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let mut history = History::of(&log, None);
        teams::assign(&mut history);
        let flow = Flow::of(&history, Vec::new());
        let found = handoffs(&history, &flow, &flow::pieces(&history), &|_| None).0;
        assert_eq!((found.len(), found[0].release), (1, Release::Phase));
        let mut latencies = found[0].latency.values.clone();
        latencies.sort_by(f64::total_cmp);
        latencies.dedup();
        assert_eq!(latencies, [1.0, 2.0, 5.0]);
    }

    /// Pages and posts are checked at different times and go live an hour after the last check; but posts an hour after their page went
    /// live, which takes one to two hours.
    #[test]
    fn who_waits_for_a_phase_and_then_for_another_piece_has_no_long_latency() {
        let mut text = "campaign,item,step,team,asked,start,end,outcome\n".to_owned();
        for week in 0..8 {
            let date = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(week));
            let mut job = |item: &str, step: &str, asked: i64, took: i64| {
                let at = |minutes: i64| format!("{date} {:02}:{:02}", minutes / 60, minutes % 60);
                let outcome = if step == "check" { "approved" } else { "" };
                let (from, until) = (at(asked), at(asked + took));
                text += &format!("c{week},{item},{step},{step},{from},{from},{until},{outcome}\n");
            };
            for (place, item) in ["page", "post 1", "post 2"].into_iter().enumerate() {
                job(item, "write", 9 * 60, 60);
                job(item, "check", 11 * 60, 60 * (1 + place as i64));
            }
            let live = 60 + 8 * week;
            job("page", "go live", 15 * 60, live);
            job("post 1", "go live", 16 * 60 + live, 60);
            job("post 2", "go live", 16 * 60 + live, 60);
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let fit = crate::fit::fit(&log, &Default::default()).unwrap();
        let said = "`go live` of `post` begins after `go live` of `page` (16 pieces waited)";
        assert!(fit.findings.iter().any(|it| it == said), "{:?}", fit.findings);
        let mut told = fit.rows.iter().filter(|row| row.path.contains("latency"));
        assert!(told.all(|row| row.value == "60m"), "{:?}", fit.rows);
    }
}
