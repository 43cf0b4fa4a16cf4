//! What follows on what, which pieces there are, and which of them need which step.

use super::estimate::Estimate;
use super::history::{History, is_campaign};
use super::hub::Pair;
use crate::stats;
use crate::time::MINUTE;
use std::collections::{BTreeMap, BTreeSet};

/// In so many of a hundred cases one must come before the other.
const ALWAYS: usize = 95;
/// So often a step goes on without another that it does not wait for.
const WITHOUT: usize = 3;
/// Kinds of pieces at most; of more, all are alike.
const KINDS: usize = 12;

/// A step that begins when another has done a share of its work; of nothing, if it begins at once.
#[derive(Clone, Debug)]
pub struct Early {
    pub from: usize,
    pub to: usize,
    pub share: Estimate,
    /// Cadence and instant of the meeting at which it is told what the other has finished, if it waits for that.
    pub meeting: Option<(i64, i64)>,
}

impl Early {
    /// Whether it begins before anything is there.
    pub fn is_at_once(&self) -> bool {
        self.share.value <= 0.0
    }
}

/// Steps in order, with their givers.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Every step after its givers.
    pub order: Vec<usize>,
    /// By step: its direct givers.
    pub needs: Vec<Vec<usize>>,
    /// By step: everything before it.
    pub before: Vec<BTreeSet<usize>>,
    /// Steps that begin before their giver is done.
    pub early: Vec<Early>,
}

impl Flow {
    pub fn of(history: &History, early: Vec<Early>) -> Flow {
        let count = history.steps.len();
        let firsts = firsts(history);
        let mut before = vec![BTreeSet::new(); count];
        for (a, b) in (0..count).flat_map(|a| (0..count).map(move |b| (a, b))) {
            if a != b
                && precedes(history, &firsts, a, b)
                && !goes_on_without(&firsts, a, b)
                && !(history.place(b) < history.place(a) && precedes(history, &firsts, b, a))
            {
                before[b].insert(a);
            }
        }
        let seen = before.clone();
        // Of one that is itself early only the next time round.
        early.iter().flat_map(|_| &early).for_each(|it| precede(&mut before, it));
        let order = ordered(&mut before, &firsts);
        let used = |step: &usize| history.of_step(*step).next().is_some();
        let order = order.into_iter().filter(used).collect();
        // Who begins at once hands on nothing of what it does not wait for: who comes after both waits for both.
        let beside = early.iter().filter(|it| it.is_at_once()).flat_map(|it| {
            let waits =
                |step: &usize| seen[*step].contains(&it.from) && seen[*step].contains(&it.to);
            (0..count).filter(waits).map(|step| (it.from, step))
        });
        let told = beside.chain(history.hub.pairs()).collect();
        let needs = reduced(&before, &told);
        // Who begins at once may rest on another that does so, and through it on the first.
        let is_direct = |it: &Early| !it.is_at_once() || needs[it.to].contains(&it.from);
        let early = early.into_iter().filter(is_direct).collect();
        Flow { order, needs, before, early }
    }

    /// The share of a giver's work on which a receiver begins, if that is before it is done.
    pub fn early(&self, from: usize, to: usize) -> Option<&Estimate> {
        self.begins(from, to).map(|it| &it.share)
    }

    /// How a receiver begins before its giver is done, if it does.
    pub fn begins(&self, from: usize, to: usize) -> Option<&Early> {
        self.early.iter().find(|it| (it.from, it.to) == (from, to))
    }

    /// When a receiver is told what its giver had finished by an instant.
    pub fn told(&self, (from, to): (usize, usize), end: i64) -> i64 {
        let meeting = self.begins(from, to).and_then(|it| it.meeting);
        meeting.map_or(end, |(every, at)| end + (at - end).rem_euclid(every))
    }

    /// The share on which steps begin early, of several the middle one.
    pub fn share(&self) -> Option<f64> {
        let shares = self.early.iter().filter(|it| !it.is_at_once()).map(|it| it.share.value);
        stats::quantile(&stats::ascending(shares), 0.5)
    }

    /// Whether a step has no receivers.
    pub fn is_last(&self, step: usize) -> bool {
        self.needs.iter().all(|needs| !needs.contains(&step))
    }
}

/// What a step that begins early rests on is before all that comes after it, too, even if some of that begins while it is under way.
fn precede(before: &mut [BTreeSet<usize>], it: &Early) {
    let all: Vec<usize> = before[it.from].iter().copied().chain([it.from]).collect();
    let is_after = |step: &usize| *step == it.to || before[*step].contains(&it.to);
    let after: Vec<usize> = (0..before.len()).filter(is_after).collect();
    after.into_iter().for_each(|step| before[step].extend(&all));
}

/// First passes by step and item: when it could begin, and when it ended.
type Firsts = Vec<BTreeMap<usize, (i64, i64)>>;

/// What was sent back begins anew, and no longer shows the order: only what began before an item's first rejection counts, but
/// of steps that none came to before one.
fn firsts(history: &History) -> Firsts {
    let mut rejected: BTreeMap<usize, i64> = BTreeMap::new();
    for pass in history.all().filter(|pass| pass.approved == Some(false)) {
        if let Some(end) = pass.end {
            let first = rejected.entry(pass.item).or_insert(end);
            *first = end.min(*first);
        }
    }
    let mut firsts: Firsts = vec![BTreeMap::new(); history.steps.len()];
    let mut late = firsts.clone();
    for pass in history.all().filter(|pass| pass.nth == 0) {
        let from = pass.asked.or(pass.start).or(pass.end);
        if let (Some(from), Some(end)) = (from, pass.end) {
            let in_time = rejected.get(&pass.item).is_none_or(|at| from <= *at);
            let of = if in_time { &mut firsts } else { &mut late };
            let first = of[pass.step].entry(pass.item).or_insert((from, end));
            *first = (first.0.min(from), first.1.max(end));
        }
    }
    let none = firsts.iter_mut().zip(late).filter(|(own, _)| own.is_empty());
    none.for_each(|(own, late)| *own = late);
    firsts
}

/// Whether a has ended before b could begin, in nearly all items (or campaigns) that have both, and is the last to do so in some.
fn precedes(history: &History, firsts: &Firsts, a: usize, b: usize) -> bool {
    let (mut held, mut of) = (0, 0);
    for (item, (from, _)) in &firsts[b] {
        let case = &history.cases[history.items[*item].case];
        let ends: Vec<i64> = match firsts[a].get(item) {
            Some((_, end)) => vec![*end],
            None if history.steps[a].once || history.steps[b].once => {
                case.items.iter().filter_map(|it| firsts[a].get(it)).map(|(_, end)| *end).collect()
            }
            None => continue,
        };
        if let Some(last) = ends.into_iter().max() {
            of += 1;
            held += usize::from(last <= *from);
        }
    }
    of > 0 && held * 100 >= of * ALWAYS
}

/// Whether b goes on where a has not ended, at the same time after another step as it mostly does: that a mostly ends before is chance.
fn goes_on_without(firsts: &Firsts, a: usize, b: usize) -> bool {
    let without =
        |item: &usize| firsts[a].get(item).zip(firsts[b].get(item)).is_some_and(|(a, b)| a.1 > b.0);
    let without: BTreeSet<usize> = firsts[b].keys().copied().filter(without).collect();
    let after = |c: usize| {
        let lag = |(item, b): (&usize, &(i64, i64))| Some((*item, b.0 - firsts[c].get(item)?.1));
        let lags: BTreeMap<usize, i64> = firsts[b].iter().filter_map(lag).collect();
        let all = stats::ascending(lags.values().map(|lag| *lag as f64));
        let usual = stats::quantile(&all, 0.5).unwrap_or(-1.0);
        let near = |item: &&usize| {
            lags.get(item).is_some_and(|lag| (*lag as f64 - usual).abs() <= MINUTE as f64)
        };
        let mostly = lags.keys().filter(near).count() * 2 >= firsts[b].len();
        usual >= 0.0 && mostly && without.iter().filter(near).count() * 4 >= without.len() * 3
    };
    without.len() >= WITHOUT && (0..firsts.len()).filter(|c| ![a, b].contains(c)).any(after)
}

/// Steps in an order in which all that is before a step stands before it; what would close a circle is dropped.
fn ordered(before: &mut [BTreeSet<usize>], firsts: &Firsts) -> Vec<usize> {
    let usual = |step: usize| {
        let times = firsts[step].values().map(|(from, _)| *from as f64);
        stats::quantile(&stats::ascending(times), 0.5).unwrap_or(f64::INFINITY)
    };
    let mut left: Vec<usize> = (0..before.len()).collect();
    left.sort_by(|a, b| usual(*a).total_cmp(&usual(*b)).then(a.cmp(b)));
    let mut order: Vec<usize> = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|step| before[*step].iter().all(|it| order.contains(it)));
        let next = left.remove(free.unwrap_or(0));
        before[next].retain(|it| order.contains(it));
        order.push(next);
    }
    order
}

/// Only the givers behind which no other giver stands, and those that are told to hand something on themselves.
fn reduced(before: &[BTreeSet<usize>], told: &BTreeSet<Pair>) -> Vec<Vec<usize>> {
    let direct = |step: usize| {
        let through =
            |giver: &usize| before[step].iter().any(|other| before[*other].contains(giver));
        let is_direct = |giver: &usize| !through(giver) || told.contains(&(*giver, step));
        before[step].iter().copied().filter(is_direct).collect()
    };
    (0..before.len()).map(direct).collect()
}

/// Pieces of one kind.
#[derive(Clone, Debug)]
pub struct Piece {
    pub name: String,
    /// A campaign has so many.
    pub count: Estimate,
    /// Steps that none of them needs.
    pub skip: Vec<usize>,
    pub items: Vec<usize>,
}

/// The kinds of pieces by their names, in the order in which they are taken up; where names tell none apart, one kind.
pub fn pieces(history: &History) -> Vec<Piece> {
    let mut kinds: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let items = (0..history.items.len()).filter(|item| !history.items[*item].passes.is_empty());
    let several = history.items.iter().any(|item| !is_campaign(&item.kind));
    for item in items.filter(|item| !several || !is_campaign(&history.items[*item].kind)) {
        kinds.entry(&history.items[item].kind).or_default().push(item);
    }
    let rare = kinds.values().filter(|items| items.len() * 5 < history.cases.len()).count();
    if kinds.len() > KINDS || rare * 2 > kinds.len() {
        let all = std::mem::take(&mut kinds).into_values().flatten().collect();
        kinds.insert("item", all);
    }
    let mut kinds: Vec<(&str, Vec<usize>)> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| begun(history, &a.1).total_cmp(&begun(history, &b.1)));
    kinds.into_iter().map(|(name, items)| piece(history, name, items)).collect()
}

/// How long after their campaigns' starts somebody begins with pieces, in the middle. A scenario's pieces are taken up in the
/// order in which they stand there, where they are asked for at once.
fn begun(history: &History, items: &[usize]) -> f64 {
    let first = |item: &usize| {
        let at = history.of_item(*item).filter_map(|pass| pass.start.or(pass.end)).min()?;
        Some((at - history.cases[history.items[*item].case].start) as f64)
    };
    let waits = stats::ascending(items.iter().filter_map(first));
    stats::quantile(&waits, 0.5).unwrap_or(f64::INFINITY)
}

fn piece(history: &History, name: &str, items: Vec<usize>) -> Piece {
    // A campaign that is under way may not have all of its pieces yet.
    let over = history.cases.iter().any(|case| !case.open);
    let counted = |case: &usize| !over || !history.cases[*case].open;
    let cases = (0..history.cases.len()).filter(counted).count();
    let mut per_case: BTreeMap<usize, usize> = BTreeMap::new();
    let of = items.iter().map(|item| history.items[*item].case).filter(counted);
    of.for_each(|case| *per_case.entry(case).or_insert(0) += 1);
    let counts = || per_case.values().map(|count| *count as f64);
    let value = libm::round(counts().sum::<f64>() / cases.max(1) as f64).max(1.0);
    let count = Estimate::of(value, None, cases, "campaigns").by("rounded mean, least to most");
    let ends = counts().fold((value, value), |(l, h), c| (l.min(c), h.max(c)));
    let count = if ends.0 < ends.1 { count.between(ends.0, ends.1) } else { count };
    let seen: BTreeSet<usize> =
        items.iter().flat_map(|item| history.of_item(*item)).map(|pass| pass.step).collect();
    let used: BTreeSet<usize> = history.all().map(|pass| pass.step).collect();
    let skip = used.into_iter().filter(|it| !history.steps[*it].once && !seen.contains(it));
    let name = if is_campaign(name) { "piece" } else { name };
    Piece { name: name.to_owned(), count, skip: skip.collect(), items }
}

/// Of the pieces that need a step at all and have come past it, how many took it; `None` where nearly all did.
pub fn occurs(history: &History, flow: &Flow, pieces: &[Piece], step: usize) -> Option<Estimate> {
    if history.steps[step].once {
        return None;
    }
    let (mut took, mut past) = (0, 0);
    for item in pieces.iter().filter(|it| !it.skip.contains(&step)).flat_map(|it| &it.items) {
        let case = &history.cases[history.items[*item].case];
        let steps: BTreeSet<usize> = history.of_item(*item).map(|pass| pass.step).collect();
        let beyond = steps.iter().any(|it| flow.before[*it].contains(&step));
        let over = !case.open && !case.abandoned && flow.is_last(step);
        let has = steps.contains(&step);
        took += usize::from(has);
        past += usize::from(has || beyond || over);
    }
    (took * 100 < past * 98).then(|| Estimate::share(took, past, "pieces"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log;
    use crate::time::HOUR;

    /// Asked for at once, the zine is begun before the ad in two of three campaigns.
    #[test]
    fn pieces_stand_in_the_order_in_which_they_are_taken_up() {
        let mut text = "campaign,item,step,asked,start,end\n".to_owned();
        for (day, [ad, zine]) in [(5, [11, 9]), (6, [12, 9]), (7, [9, 11])] {
            for (item, hour) in [("ad", ad), ("zine", zine)] {
                let day = format!("2026-01-0{day}");
                let end = hour + 1;
                text +=
                    &format!("c{day},{item},draft,{day} 09:00,{day} {hour}:00,{day} {end}:00\n");
            }
        }
        let log = log::read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let names: Vec<String> =
            pieces(&History::of(&log, None)).into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["zine", "ad"]);
    }

    /// Checks are asked for an hour after their drafts, of 60 pages; data end before that, but for three pages.
    #[test]
    fn what_a_step_goes_on_without_it_does_not_wait_for() {
        let mut firsts: Firsts = vec![BTreeMap::new(); 3];
        for page in 0..60 {
            let draft = (10 + page as i64 % 7) * HOUR;
            let data = if page < 3 { draft + 2 * HOUR } else { 9 * HOUR };
            firsts[0].insert(page, (9 * HOUR, draft));
            firsts[1].insert(page, (9 * HOUR, data));
            firsts[2].insert(page, (draft + HOUR, draft + 2 * HOUR));
        }
        assert!(goes_on_without(&firsts, 1, 2));
        // Of two nothing is said.
        let mut two = firsts.clone();
        two[1].insert(0, (9 * HOUR, 9 * HOUR));
        assert!(!goes_on_without(&two, 1, 2));
        // Nor of three that were asked for at another time after their drafts.
        for page in 0..3 {
            firsts[0].insert(page, (9 * HOUR, 9 * HOUR));
        }
        assert!(!goes_on_without(&firsts, 1, 2));
    }
}
