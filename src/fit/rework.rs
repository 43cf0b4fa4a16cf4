//! What is done again: why, how much of it, and how often.

use super::again::{Again, Why, again, blur, share, share_of_first};
use super::estimate::Estimate;
use super::flaws::Flaws;
use super::flow::Flow;
use super::history::{Case, History, Pass, Work};
use super::sent_back::{self, SentBack};
use crate::log::Grain;
use crate::stats::{self, Interval};
use crate::time::{HOUR, MINUTE, WEEK, hours};
use std::collections::{BTreeMap, BTreeSet};

/// Fewer reviews of a round are pooled with the round before.
const ROUND: usize = 8;
/// So many further reworks show whether people learn.
const LEARNING: usize = 8;

/// So many changes after all was done show that campaigns stay open to them.
const LIVE: usize = 5;
/// Changes come at one time if they differ by no more of it: they are taken in at a meeting, or as soon as somebody is free.
const ALIKE: f64 = 0.02;

/// How verdicts are told of which only one kind is.
const ONE_SIDED: &str = "only one of the two outcomes is told";
/// How changes are told where they may be rejections.
const UNTOLD: &str = "unless a review sent it back";

/// An approval's facts.
#[derive(Clone, Debug)]
pub struct Verdicts {
    /// By reviewing team: the share that rejects, round by round.
    pub reject: Vec<(usize, Vec<Estimate>)>,
    /// If only one of the two verdicts is ever told.
    pub one_sided: Option<OneSided>,
    pub returns_to: Option<usize>,
    pub revise: Option<Estimate>,
    pub rereview: Option<Estimate>,
}

/// Of how many reviews a verdict is told, which is always this one, and how many reviews there were.
#[derive(Clone, Copy, Debug)]
pub struct OneSided {
    pub told: usize,
    pub approves: bool,
    pub all: usize,
}

/// When changes came: campaign and minute.
type Came = BTreeSet<(usize, i64)>;

/// Something that reopened finished work, without a rejection and without news.
#[derive(Clone, Debug)]
pub struct Changes {
    pub step: usize,
    /// Time between two, or after the start at which each comes.
    pub every: Result<Estimate, Estimate>,
    pub probability: Estimate,
    pub reach: Estimate,
    pub severity: Estimate,
    /// How long campaigns stayed open to them after all was done, in hours; then a rate is one of that time.
    pub live: Option<f64>,
    /// The step after which work mostly came back so, if it may have been sent back there: no verdicts are told.
    pub after: Option<usize>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Rework {
    pub approvals: BTreeMap<usize, Verdicts>,
    /// Receivers that reworked when their giver had changed, of all that were done.
    pub sensitivity: Estimate,
    pub impact: Option<Estimate>,
    pub learning: Option<Estimate>,
    pub changes: Vec<Changes>,
    /// Steps of work from which pieces go back, as from an approval.
    pub sent_back: Vec<SentBack>,
    /// What was done again since a hub or a colleague had found a flaw.
    pub flaws: Option<Flaws>,
    /// By what the log says, how much was done again for what the scenario does not hold.
    pub aside: BTreeMap<String, usize>,
    /// By step of elapsed time, how often it was done again without a cause that the log tells.
    pub unexplained: BTreeMap<usize, usize>,
}

impl Rework {
    pub fn of(history: &History, flow: &Flow, work: Work<'_>) -> Rework {
        let again = again(history, flow, work);
        let approvals = (0..history.steps.len()).filter(|step| history.steps[*step].review);
        let approvals = approvals.map(|step| (step, verdicts(history, step, &again, work)));
        let is_news = |it: &Again<'_>| matches!(it.why, Why::News(_)) && it.pass.nth == 1;
        // What was sent back without a word looks like news to those who come after.
        let tells = tells_verdicts(history);
        let sent_back = sent_back::of(history, flow);
        let as_told = |it: Estimate| if tells { it } else { it.guessed(UNTOLD) };
        Rework {
            approvals: approvals.collect(),
            sensitivity: as_told(sensitivity(history, flow)),
            impact: share_of_first(&again, is_news).map(as_told),
            learning: learning(&again),
            changes: changes((history, flow), &again, &sent_back, tells),
            sent_back,
            flaws: Flaws::of(history, flow, &again),
            aside: counted(again.iter().filter(|it| it.why == Why::Aside), |it| {
                it.pass.cause.clone().unwrap_or_default()
            }),
            unexplained: counted(again.iter().filter(|it| it.why == Why::Change), |it| {
                it.pass.step
            })
            .into_iter()
            .filter(|(step, _)| history.steps[*step].elapsed)
            .collect(),
        }
    }
}

fn counted<'a, K: Ord>(
    again: impl Iterator<Item = &'a Again<'a>>,
    key: impl Fn(&Again<'_>) -> K,
) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    again.for_each(|it| *counts.entry(key(it)).or_insert(0) += 1);
    counts
}

fn ratios(again: &[Again<'_>], which: impl Fn(&Again<'_>) -> bool) -> Vec<f64> {
    again.iter().filter(|it| which(it)).filter_map(|it| it.ratio).collect()
}

fn verdicts(history: &History, step: usize, again: &[Again<'_>], work: Work<'_>) -> Verdicts {
    let one_sided = one_sided(history, step);
    // Who notes rejections only has approved the rest.
    let silence = one_sided.filter(|it| !it.approves).map(|_| true);
    // Where several of a team decide in one round, one of them is enough to reject it.
    let mut approved: BTreeMap<(usize, usize, usize), bool> = BTreeMap::new();
    let (mut second, mut looked) = (Vec::new(), Vec::new());
    for pass in history.of_step(step) {
        let silent = silence.filter(|_| pass.done);
        let Some(verdict) = pass.approved.or(silent) else { continue };
        *approved.entry((pass.team, pass.round, pass.item)).or_insert(true) &= verdict;
        let same = |it: &&Pass| it.step == step && it.team == pass.team && it.nth == 0;
        let first = history.of_item(pass.item).find(same).and_then(work).filter(|it| *it > 0.0);
        if let (true, Some(first), Some(own)) = (pass.nth > 0 && pass.done, first, work(pass)) {
            second.push((own / first, blur(history, own / first, first)));
            looked.push((pass.team, first, own));
        }
    }
    let mut teams: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for ((team, round, _), approved) in approved {
        let rounds = teams.entry(team).or_default();
        rounds.resize(rounds.len().max(round + 1), (0, 0));
        rounds[round].0 += usize::from(!approved);
        rounds[round].1 += 1;
    }
    let sent = again.iter().filter(|it| it.why == Why::Rejected(step));
    let mut to: BTreeMap<usize, usize> = BTreeMap::new();
    sent.for_each(|it| *to.entry(it.pass.step).or_insert(0) += 1);
    let returns_to = to.iter().max_by_key(|(_, n)| **n).map(|(step, _)| *step);
    let back = |it: &Again<'_>| {
        it.why == Why::Rejected(step) && Some(it.pass.step) == returns_to && it.pass.nth == 1
    };
    let shares = |rounds| {
        let shares = shares(history, rounds).into_iter();
        shares.map(|it| if one_sided.is_some() { it.guessed(ONE_SIDED) } else { it }).collect()
    };
    Verdicts {
        reject: teams.into_iter().map(|(team, rounds)| (team, shares(rounds))).collect(),
        one_sided,
        returns_to,
        revise: share_of_first(again, back),
        rereview: share(&second, &looked, "further reviews"),
    }
}

/// A step of which a twentieth of the reviews or more have no verdict, and the others all the same one: these may be the other one.
fn one_sided(history: &History, step: usize) -> Option<OneSided> {
    let reviews = || history.of_step(step).filter(|pass| pass.done);
    let all = reviews().count();
    let verdicts: Vec<bool> = reviews().filter_map(|pass| pass.approved).collect();
    let (told, lacking) = (verdicts.len(), all - verdicts.len());
    let approves = *verdicts.first()?;
    let same = verdicts.iter().all(|verdict| *verdict == approves);
    (same && lacking * 20 >= all).then_some(OneSided { told, approves, all })
}

/// Shares by round; where rounds are counted by the order of days, which does not tell what came first within one, they are weak.
fn shares(history: &History, rounds: Vec<(usize, usize)>) -> Vec<Estimate> {
    let shares = pooled(rounds);
    let counted = history.grain == Grain::Day && !history.has.round && shares.len() > 1;
    if !counted {
        return shares;
    }
    let by = "k of n, Wilson; rounds counted by days";
    shares.into_iter().map(|it| it.weak().by(by)).collect()
}

/// Shares by round; a round with few reviews joins the one before.
fn pooled(mut rounds: Vec<(usize, usize)>) -> Vec<Estimate> {
    while rounds.len() > 1 && rounds.last().is_some_and(|(_, n)| *n < ROUND) {
        if let Some((k, n)) = rounds.pop() {
            let before = rounds.len() - 1;
            rounds[before] = (rounds[before].0 + k, rounds[before].1 + n);
        }
    }
    rounds.into_iter().map(|(k, n)| Estimate::share(k, n, "reviews")).collect()
}

/// Of the finished receivers of a giver that was done again, how many were done again before it changed once more.
fn sensitivity(history: &History, flow: &Flow) -> Estimate {
    let (mut hit, mut later, mut of) = (0, 0, 0);
    for item in 0..history.items.len() {
        let own: Vec<&Pass> = history.of_item(item).collect();
        for giver in own.iter().filter(|it| it.done && !history.steps[it.step].review) {
            let Some(end) = giver.end else { continue };
            let next = own
                .iter()
                .filter(|it| it.step == giver.step && it.nth > giver.nth)
                .filter_map(|it| it.end)
                .min();
            let is_news = |to: usize| giver.nth > 0 || flow.early(giver.step, to).is_some();
            let receives = |to: &usize| flow.needs[*to].contains(&giver.step) && is_news(*to);
            for step in (0..history.steps.len()).filter(receives) {
                let told = |end| flow.told((giver.step, step), end);
                let (at, next) = (told(end), next.map_or(i64::MAX, told));
                // What is done once more before anybody is told of it is told once.
                if at == next {
                    continue;
                }
                let passes =
                    || own.iter().filter(move |it| it.step == step && !history.steps[step].review);
                let done = passes().any(|it| it.nth == 0 && it.end.is_some_and(|end| end <= at));
                // Who begins at that very instant does so for the news.
                let begun = passes()
                    .any(|it| it.start.is_some_and(|s| s < at) && it.end.is_none_or(|e| e > at));
                if !done || begun {
                    continue;
                }
                let redone = |it: &&&Pass| {
                    let told = it.cause.as_deref().is_none_or(|cause| cause == "upstream");
                    told && it.ready().or(it.end).is_some_and(|from| at <= from && from < next)
                };
                // What the log's cut hides is no answer.
                if history.cases[giver.case].open && passes().find(redone).is_none() {
                    continue;
                }
                of += 1;
                hit += usize::from(passes().find(redone).is_some());
                let after = |it: &&&Pass| {
                    redone(it) && (it.cause.is_some() || it.ready().or(it.end) > Some(at))
                };
                later += usize::from(passes().find(after).is_some());
            }
        }
    }
    let share = Estimate::share(hit, of, "receivers");
    if history.grain == Grain::Day { by_days(share, (later, of)) } else { share }
}

/// What was done again on the very day may have been done before the news: those of later days are the fewest that it can be.
fn by_days(share: Estimate, (later, of): (usize, usize)) -> Estimate {
    let low = stats::wilson(later, of).map_or(0.0, |it| it.low);
    let interval = share.interval.map(|it| Interval { low, ..it });
    let by = "k of n, Wilson; days do not tell what came first";
    share.within(interval).weak().by(by)
}

/// By what factor a further rework of one task is less than its first.
fn learning(again: &[Again<'_>]) -> Option<Estimate> {
    let usual = |same: fn(&Why) -> bool| {
        stats::quantile(
            &stats::ascending(ratios(again, |it| same(&it.why) && it.pass.nth == 1)),
            0.5,
        )
    };
    let shares =
        [usual(|it| matches!(it, Why::Rejected(_))), usual(|it| matches!(it, Why::News(_)))];
    let factor = |it: &Again<'_>| {
        let of = match it.why {
            Why::Rejected(_) => shares[0],
            Why::News(_) => shares[1],
            Why::Flaw { .. } | Why::Change | Why::Aside => None,
        };
        let nth = it.pass.nth as f64;
        Some(libm::pow(it.ratio? / of.filter(|of| *of > 0.0)?, 1.0 / (nth - 1.0)))
    };
    let factors: Vec<f64> = again.iter().filter(|it| it.pass.nth > 1).filter_map(factor).collect();
    let found = Estimate::median(&factors, "further reworks").filter(|it| it.n >= LEARNING)?;
    let shows = found.interval.is_some_and(|it| !it.contains(1.0));
    (shows && (found.value - 1.0).abs() > 0.05).then(|| found.holding_most(&factors))
}

/// Late changes by step: those that come at one moment are one.
fn changes(
    (history, flow): (&History, &Flow),
    again: &[Again<'_>],
    sent_back: &[SentBack],
    tells: bool,
) -> Vec<Changes> {
    let mut steps: BTreeMap<usize, Vec<&Again<'_>>> = BTreeMap::new();
    for it in again.iter().filter(|it| it.why == Why::Change) {
        steps.entry(it.pass.step).or_default().push(it);
    }
    let found = steps.into_iter().filter_map(|(step, hits)| {
        let found = change(history, step, &hits)?;
        // What sends back comes again when that is done.
        let sends = sent_back.iter().any(|it| it.by == step);
        let is_doubtful = !tells || mostly_after_silence((history, flow), &hits);
        Some(match (sends, is_doubtful) {
            (true, _) => found.unless_sent_back(None),
            (_, true) => found.unless_sent_back(step_before(history, &hits)),
            _ => found,
        })
    });
    found.collect()
}

/// Whether what came back did so mostly after a review of which no verdict is told, or straight from other work, which may be a
/// review by another name.
fn mostly_after_silence((history, flow): (&History, &Flow), hits: &[&Again<'_>]) -> bool {
    let silent = |it: &&&Again<'_>| {
        let before = last_before(history, it.pass);
        before.is_some_and(|pass| match history.steps[pass.step].review {
            true => pass.approved.is_none(),
            false => sent_back::is_straight(history, flow, pass, it.pass),
        })
    };
    2 * hits.iter().filter(silent).count() >= hits.len()
}

/// The pass through another step that ended last before a piece came back.
fn last_before<'a>(history: &'a History, again: &Pass) -> Option<&'a Pass> {
    let until = again.ready().unwrap_or(i64::MAX);
    let others = history.of_item(again.item).filter(|other| other.step != again.step);
    let ended = others.filter(|it| it.end.is_some_and(|end| end <= until));
    ended.max_by_key(|it| (it.end, it.step))
}

/// Whether what reviews came to is told, or why work was done again.
fn tells_verdicts(history: &History) -> bool {
    let told = |step: usize| {
        history.of_step(step).any(|pass| pass.approved.is_some())
            && one_sided(history, step).is_none_or(|it| !it.approves)
    };
    let mut reviews =
        (0..history.steps.len()).filter(|step| history.steps[*step].review).peekable();
    history.all().any(|pass| pass.cause.is_some()) || reviews.peek().is_some() && reviews.all(told)
}

/// The other step that mostly ended last before.
fn step_before(history: &History, hits: &[&Again<'_>]) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for pass in hits.iter().filter_map(|it| last_before(history, it.pass)) {
        *counts.entry(pass.step).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(step, _)| step)
}

impl Changes {
    /// The same as assumptions.
    fn unless_sent_back(self, after: Option<usize>) -> Changes {
        let Changes { step, every, probability, reach, severity, live, .. } = self;
        let [probability, reach, severity] =
            [probability, reach, severity].map(|it| it.guessed(UNTOLD));
        let every = every.map(|it| it.guessed(UNTOLD)).map_err(|it| it.guessed(UNTOLD));
        Changes { step, every, probability, reach, severity, live, after }
    }
}

fn change(history: &History, step: usize, hits: &[&Again<'_>]) -> Option<Changes> {
    let ratios: Vec<f64> = hits.iter().filter_map(|it| it.ratio).collect();
    let severity = Estimate::median(&ratios, "reworks")?.holding_most(&ratios);
    let mut came: BTreeMap<(usize, i64), usize> = BTreeMap::new();
    for hit in hits {
        let at = hit.pass.ready()?.div_euclid(MINUTE);
        *came.entry((hit.pass.case, at)).or_insert(0) += 1;
    }
    let firsts = |case: usize| {
        history
            .of_step(step)
            .filter(move |it| it.case == case && it.nth == 0)
            .filter_map(|it| it.end)
    };
    let (mut could, mut weeks) = (0, 0.0);
    for (case, of) in history.cases.iter().enumerate() {
        if let Some(done) = firsts(case).min() {
            weeks += (of.end - done).max(0) as f64 / WEEK as f64;
        }
    }
    for (case, at) in came.keys() {
        could += firsts(*case).filter(|end| *end <= (at + 1) * MINUTE).count();
    }
    let offset = |(case, at): &(usize, i64)| hours(at * MINUTE - history.cases[*case].start);
    let offsets: Vec<f64> = came.keys().map(offset).collect();
    let offset = Estimate::median(&offsets, "changes")?;
    let alike = libm::fmax(1.0, ALIKE * offset.value);
    let at_once = offsets.iter().filter(|it| (**it - offset.value).abs() < alike).count();
    let n = came.len();
    let came: Came = came.into_keys().collect();
    // A campaign of which nothing was done by then says nothing of it; nor does one that was over, unless such are reopened, too.
    let reopened = came.iter().any(|(case, at)| was_over(history, *case, at * MINUTE));
    let lasted = |(case, of): (usize, &Case)| {
        let until = if of.open || reopened { history.last } else { of.end };
        let done = firsts(case).any(|end| hours(end - of.start) <= offset.value);
        hours(until - of.start) >= offset.value && done
    };
    let cases = history.cases.iter().enumerate().filter(|it| lasted(*it)).count();
    let probability = Estimate::share(n.min(cases), cases, "campaigns");
    let (every, live) = match at_once * 10 >= n * 9 && n > 4 && n <= cases {
        true => {
            let live = reopened.then(|| libm::ceil(offset.value));
            (Err(offset.hours()), live)
        }
        false => match live(history, &came) {
            Some((live, weeks)) => (Ok(gap(n, weeks, "changes")), Some(live)),
            None => (Ok(gap(n, weeks, "changes")), None),
        },
    };
    let reach = Estimate::share(hits.len().min(could), could, "pieces");
    Some(Changes { step, every, probability, reach, severity, live, after: None })
}

/// How long campaigns stay open to changes after all is done, in hours, and in how many weeks these came; `None` where they come before.
/// The latest of n even ones is on average n/(n + 1) of the way.
fn live(history: &History, came: &Came) -> Option<(f64, f64)> {
    let mut since: BTreeMap<usize, i64> = BTreeMap::new();
    let mut longest: f64 = 0.0;
    let mut after = 0;
    for (case, at) in came {
        let at = at * MINUTE;
        if !since.contains_key(case) && was_over(history, *case, at) {
            since.insert(*case, last_end(history, *case, at)?);
        }
        if let Some(over) = since.get(case) {
            longest = longest.max(hours(at - over));
            after += 1;
        }
    }
    let cases = history.cases.iter().filter(|it| !it.open && !it.abandoned).count();
    let live = libm::ceil(longest * (after + 1) as f64 / after.max(1) as f64);
    let shows = after >= LIVE && after * 10 >= came.len() * 9;
    shows.then(|| (live, live * cases as f64 * HOUR as f64 / WEEK as f64))
}

/// When anything of a campaign last ended before an instant.
fn last_end(history: &History, case: usize, by: i64) -> Option<i64> {
    history.all().filter(|it| it.case == case).filter_map(|it| it.end).filter(|it| *it <= by).max()
}

/// Whether all work of a campaign was done by then, but for what was done again later.
fn was_over(history: &History, case: usize, at: i64) -> bool {
    let mut own = history.all().filter(|it| it.case == case && (it.nth == 0 || it.first() < at));
    own.all(|it| it.end.is_some_and(|end| end <= at))
}

/// Hours between events of which so many came in so many weeks; Byar's interval (Breslow & Day 1987, 2.13).
pub(super) fn gap(n: usize, weeks: f64, of: &'static str) -> Estimate {
    let hours = weeks * hours(WEEK);
    let k = n as f64;
    let limit = |k: f64, side: f64| {
        let third = 1.0 - 1.0 / (9.0 * k) + side * 1.96 / (3.0 * libm::sqrt(k));
        k * third * third * third
    };
    let interval =
        Interval { low: hours / limit(k + 1.0, 1.0), high: hours / limit(k, -1.0).max(1e-3) };
    Estimate::of(hours / k, Some(interval), n, of).hours().by("Poisson, Byar")
}

#[cfg(test)]
mod tests {
    use crate::fit::{Fit, fit};
    use crate::log::read;

    /// Twenty pages, a campaign each; of every so manieth the review says so, and it is written and reviewed once more.
    fn pages(every: usize, first: &str, then: &str) -> Fit {
        let mut text = "item,step,kind,person,start,end,outcome\n".to_owned();
        for page in 0..20 {
            let day = format!("2026-{:02}-{:02}", 1 + page / 10, 1 + 2 * (page % 10));
            let mut row = |step: &str, who: &str, from: usize, until: usize, outcome: &str| {
                let kind = if step == "check" { "review" } else { "work" };
                text += &format!(
                    "p{page},{step},{kind},{who},{day} {from}:00,{day} {until}:00,{outcome}\n"
                );
            };
            let back = page % every == 0;
            row("write", "ann", 9, 13, "");
            row("check", "bob", 13, 14, if back { first } else { then });
            if back {
                row("write", "ann", 14, 15, "");
                row("check", "bob", 15, 16, then);
            }
        }
        let log = read("log.csv", text.replace(" 9:", " 09:").as_bytes(), &Default::default());
        fit(&log.unwrap(), &Default::default()).unwrap()
    }

    /// The value and the grade of a number.
    fn told<'a>(fit: &'a Fit, end: &str) -> Option<(&'a str, &'a str)> {
        fit.rows.iter().find(|row| row.path.ends_with(end)).map(|row| (&*row.value, row.grade))
    }

    /// Of twenty first reviews every fifth rejects, and the four second ones, too few for a round, join them: 4 of 24. Where nothing is said of the others, that is an assumption; where nothing is
    /// said at all, what came back was no change that is known.
    #[test]
    fn what_is_not_said_of_reviews_is_no_measurement() {
        assert_eq!(told(&pages(5, "rejected", "approved"), "reject[0]"), Some(("0.1667", "A")));
        let only = pages(5, "rejected", "");
        assert_eq!(told(&only, "reject[0]"), Some(("0.1667", "C")));
        let said = |fit: &Fit, words: &str| fit.findings.iter().any(|it| it.contains(words));
        assert!(said(&only, "the others count as approvals"), "{:?}", only.findings);
        // Also where all other reviews are told.
        for first in [pages(5, "", ""), pages(5, "", "approved")] {
            assert_eq!(told(&first, "severity"), Some(("0.25", "C")), "{:?}", first.rows);
            assert!(said(&first, "mostly after `check`"), "{:?}", first.findings);
        }
    }

    /// Twenty of twenty: 20 of 21, in both files.
    #[test]
    fn a_round_that_always_rejects_is_the_same_in_both_files() {
        let fit = pages(1, "rejected", "rejected");
        let value = told(&fit, "reject[1]").map(|it| it.0);
        assert_eq!(value, Some("0.9524"));
        assert!(fit.scenario.contains("reject = [1, 0.9524]"), "{}", fit.scenario);
    }

    /// Twelve pages, a campaign each, done three hours after the start, and changed `later` hours after that.
    fn changed(later: impl Fn(i64) -> i64) -> Fit {
        let mut text = "campaign,item,step,person,asked,start,end,cause\n".to_owned();
        for page in 0..12 {
            let start = jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0);
            let start = start.saturating_add(jiff::Span::new().weeks(page));
            let mut job = |step: &str, from: i64, cause: &str| {
                let [from, end] =
                    [from, from + 1].map(|it| start.saturating_add(jiff::Span::new().hours(it)));
                text += &format!("c{page},page,{step},{step}er,{from},{from},{end},{cause}\n");
            };
            job("write", 0, "");
            job("print", 2, "");
            job("write", 3 + later(page), "change");
        }
        fit(&read("log.csv", text.as_bytes(), &Default::default()).unwrap(), &Default::default())
            .unwrap()
    }

    /// Twelve even ones, the last after 24 h: 24 · 13 / 12 = 26 h, in twelve campaigns twelve. All after 27 h: then.
    #[test]
    fn what_changes_after_all_was_done_has_a_live_time() {
        let found = changed(|page| 2 * (page + 1));
        assert_eq!(told(&found, "every").map(|it| it.0), Some("26h"));
        let written = |found: &Fit, words: &str| found.scenario.contains(words);
        assert!(written(&found, "live = \"26h\"") && written(&found, "clock = \"launch\""));
        let found = changed(|_| 24);
        assert_eq!(told(&found, "at").map(|it| it.0), Some("27h"));
        assert!(written(&found, "live = \"27h\"") && !written(&found, "clock"));
    }
}
