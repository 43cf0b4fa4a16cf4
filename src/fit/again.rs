//! What was done again, why, and how much of the first time that took.

use super::estimate::Estimate;
use super::fixed;
use super::flow::Flow;
use super::history::{History, Pass, Work};
use crate::log::Grain;
use crate::stats;
use crate::time::{MINUTE, hours};

/// Why a finished task was worked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// This approval sent it back.
    Rejected(usize),
    /// This giver had changed, or had now finished what work had begun on.
    News(usize),
    /// Somebody had found a flaw in it, who is no reviewer: of a hub it is told, else it may have been anybody.
    Flaw { by_hub: bool },
    /// None of these.
    Change,
    /// For what the scenario does not hold, as the log says: feedback, news from a step that is not always before it.
    Aside,
}

/// A pass through a step that was done before.
#[derive(Clone, Debug)]
pub struct Again<'a> {
    pub pass: &'a Pass,
    pub why: Why,
    /// Its working time over that of the first pass.
    pub ratio: Option<f64>,
    /// What the first pass took, in hours.
    pub first: Option<f64>,
    /// By how much that may be off, as times are rounded.
    pub blur: f64,
}

/// Every pass of work through a step that was done before.
pub fn again<'a>(history: &'a History, flow: &Flow, work: Work<'_>) -> Vec<Again<'a>> {
    let mut all = Vec::new();
    for item in 0..history.items.len() {
        for pass in history.of_item(item).filter(|it| it.nth > 0 && !history.steps[it.step].review)
        {
            let earlier =
                |nth| history.of_item(item).find(|it| it.step == pass.step && it.nth == nth);
            let Some(since) = earlier(pass.nth - 1).and_then(|it| it.end) else { continue };
            let first = earlier(0).and_then(work).filter(|first| *first > 0.0);
            let (why, unseen) = why(history, flow, pass, since);
            // What a flaw takes is a fact of its own, also where a rejection found it.
            let flaw = pass.cause.as_deref() == Some("flaw") && !matches!(why, Why::Flaw { .. });
            let told = pass.done && !flaw && !history.steps[pass.step].elapsed;
            let ratio = first.zip(work(pass).filter(|_| told)).map(|(first, own)| own / first);
            let ratio = ratio.map(|it| it / unseen);
            let blur = ratio.zip(first).map_or(0.0, |(ratio, first)| blur(history, ratio, first));
            all.push(Again { pass, why, ratio, first, blur });
        }
    }
    all
}

/// What the log says, else the last thing that happened to the item since; and the share of the giver's work that was news.
fn why(history: &History, flow: &Flow, pass: &Pass, since: i64) -> (Why, f64) {
    let until = pass.ready().or(pass.end).unwrap_or(i64::MAX);
    let told = |it: &Pass| Some(flow.told((it.step, pass.step), it.end?));
    let between = |it: &&Pass| told(it).is_some_and(|end| since <= end && end <= until);
    let (mut news, mut rejected, mut unseen) = (None, None, 1.0);
    for other in beside(history, pass).filter(between) {
        let early = flow.early(other.step, pass.step).filter(|_| other.nth == 0);
        if flow.before[pass.step].contains(&other.step)
            && (other.nth > 0 || early.is_some())
            && !history.steps[other.step].review
        {
            news = Some(other.step);
            unseen = 1.0 - early.map_or(0.0, |it| it.value);
        }
        if other.approved == Some(false) {
            rejected = Some(other.step);
        }
    }
    let campaign = history.steps[pass.step].once.then_some(pass.case);
    let by_hub = history.hub.has_returned((pass.item, campaign), pass.step, (since, until));
    let why = match pass.cause.as_deref() {
        Some("change") => Why::Change,
        Some("feedback") => Why::Aside,
        Some("rejection") => rejected.map_or(Why::Aside, Why::Rejected),
        Some("flaw") if by_hub => Why::Flaw { by_hub },
        Some("flaw") => rejected.map_or(Why::Flaw { by_hub }, Why::Rejected),
        Some("upstream") => news.map_or(Why::Aside, Why::News),
        _ if by_hub => Why::Flaw { by_hub },
        _ => match (news, rejected) {
            (Some(giver), _) => Why::News(giver),
            (None, Some(approval)) => Why::Rejected(approval),
            (None, None) => Why::Change,
        },
    };
    let unseen = if matches!(why, Why::News(_)) { unseen } else { 1.0 };
    (why, unseen)
}

/// What was done on the same item, and in its campaign once for all.
pub fn beside<'a>(history: &'a History, pass: &Pass) -> impl Iterator<Item = &'a Pass> {
    let items = history.cases[pass.case].items.iter();
    let own = pass.item;
    let shared = items.filter(move |item| **item != own).flat_map(|item| history.of_item(*item));
    history.of_item(own).chain(shared.filter(|it| history.steps[it.step].once))
}

/// By how much a ratio to a first time may be off: both times are told in whole minutes, or better than matters.
pub fn blur(history: &History, ratio: f64, first: f64) -> f64 {
    let grain = if history.grain == Grain::Minute { hours(MINUTE) } else { 0.0 };
    grain * (1.0 + ratio) / first
}

/// The median of ratios, as far as rounded times tell it.
fn median_ratio(ratios: &[(f64, f64)], of: &'static str) -> Option<Estimate> {
    let [ratios, blurs] = [|it: &(f64, f64)| it.0, |it: &(f64, f64)| it.1]
        .map(|part| ratios.iter().map(part).collect::<Vec<f64>>());
    let blur = stats::quantile(&stats::ascending(blurs), 0.5)?;
    Some(Estimate::median(&ratios, of)?.wider(blur))
}

/// What is done again takes of the first time, without what each takes besides; ratios with their blurs, and the times.
pub fn share(ratios: &[(f64, f64)], times: &[fixed::Again], of: &'static str) -> Option<Estimate> {
    let plain: Vec<f64> = ratios.iter().map(|it| it.0).collect();
    median_ratio(ratios, of).map(|it| fixed::bounded(it, times).holding_most(&plain))
}

/// What reworks take of the first time, without what each takes besides.
pub fn share_of_first(again: &[Again<'_>], which: impl Fn(&Again<'_>) -> bool) -> Option<Estimate> {
    let own = || again.iter().filter(|it| which(it));
    let ratios: Vec<(f64, f64)> = own().filter_map(|it| Some((it.ratio?, it.blur))).collect();
    let times = own().filter_map(|it| it.ratio.zip(it.first).map(|pair| (it.pass.team, pair)));
    let times: Vec<fixed::Again> =
        times.map(|(team, (ratio, first))| (team, first, ratio * first)).collect();
    share(&ratios, &times, "reworks")
}
