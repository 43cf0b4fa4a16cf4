//! Work that leads back: a piece goes from it straight to a step that it had come through before, for no reason that the log has. That
//! is what an approval does which is not known for one.

use super::flow::Flow;
use super::history::{History, Pass};
use crate::log::Grain;
use crate::time::MINUTE;
use std::collections::{BTreeMap, BTreeSet};

/// So many pieces, and one of so many, show it.
const SHOWN: usize = 3;
const ONE_OF: usize = 20;

/// A step of work from which pieces go back.
#[derive(Clone, Debug, PartialEq)]
pub struct SentBack {
    pub by: usize,
    /// Pieces that did, of those that were there.
    pub pieces: usize,
    pub of: usize,
    /// How often they went to which step.
    pub to: BTreeMap<usize, usize>,
}

/// By step; of dates none, since what came first within a day is not told.
pub fn of(history: &History, flow: &Flow) -> Vec<SentBack> {
    if history.grain == Grain::Day {
        return Vec::new();
    }
    let work = (0..history.steps.len()).filter(|step| !history.steps[*step].review);
    let of = |by: usize| {
        let (mut sent, mut of) = (BTreeSet::new(), BTreeSet::new());
        let mut to = BTreeMap::new();
        for pass in history.of_step(by).filter(|pass| pass.done) {
            of.insert(pass.item);
            let back = next(history, pass).filter(|it| goes_back(history, flow, pass, it));
            let back = back.filter(|it| !has_cause(history, flow, pass, it));
            if let Some(back) = back {
                sent.insert(pass.item);
                *to.entry(back.step).or_insert(0) += 1;
            }
        }
        SentBack { by, pieces: sent.len(), of: of.len(), to }
    };
    let shows = |it: &SentBack| it.pieces >= SHOWN && it.pieces * ONE_OF >= it.of;
    // From where nearly all go back, they do so when they were corrected.
    let decides = |it: &SentBack| it.pieces * 10 < it.of * 9;
    work.map(of).filter(|it| shows(it) && decides(it)).collect()
}

/// The pass that follows in its item; none where another is under way.
fn next<'a>(history: &'a History, pass: &Pass) -> Option<&'a Pass> {
    let end = pass.end?;
    let others = || history.of_item(pass.item).filter(|it| it.step != pass.step);
    let under_way = |it: &Pass| it.first() < end && it.end.is_none_or(|until| until > end);
    let next = others().find(|it| it.first() >= end)?;
    (!others().any(under_way)).then_some(next)
}

/// Whether a step comes before this one, was taken before, and is asked for when this one is over.
fn goes_back(history: &History, flow: &Flow, from: &Pass, to: &Pass) -> bool {
    let before = to.nth > 0 && to.cause.is_none() && flow.before[from.step].contains(&to.step);
    before && is_straight(history, flow, from, to)
}

/// Whether a rejection, or news of what a pass rests on, came while the work was done after which it follows.
fn has_cause(history: &History, flow: &Flow, from: &Pass, to: &Pass) -> bool {
    let since = from.first()..=to.first();
    let shared = history.cases[from.case].items.iter().filter(|item| **item != from.item);
    let shared = shared.flat_map(|item| history.of_item(*item));
    let others = history.of_item(from.item).chain(shared.filter(|it| history.steps[it.step].once));
    let mut meanwhile = others.filter(|it| it.step != from.step);
    let is_cause = |it: &Pass| {
        let news = it.nth > 0 && flow.before[to.step].contains(&it.step);
        it.end.is_some_and(|end| since.contains(&end) && end > from.first())
            && (it.approved == Some(false) || news)
    };
    meanwhile.any(is_cause)
}

/// Whether a pass was asked for when other work ended. Where the log does not say when, it may have been if that comes after it, and
/// something after that: what has gone through all of its steps waits for nothing but a change.
pub fn is_straight(history: &History, flow: &Flow, from: &Pass, to: &Pass) -> bool {
    let at_once = to.ready().zip(from.end).is_some_and(|(back, end)| back - end < MINUTE);
    let untold = to.asked.is_none() && !history.queues;
    let is_between = flow.before[from.step].contains(&to.step) && !flow.is_last(from.step);
    at_once || untold && is_between
}

#[cfg(test)]
mod tests {
    use crate::fit::{Fit, fit};
    use crate::log::read;

    /// Twenty pages, a campaign each; of every fourth the check ends in the layout's being done again, so many hours later, and
    /// checked; then the board approves.
    fn pages(later: usize) -> Fit {
        let mut text = "item,step,person,start,end,outcome\n".to_owned();
        for page in 0..20 {
            let day = format!("2026-{:02}-{:02}", 1 + page / 10, 5 + page % 10);
            let mut hour = 8;
            let mut job = |step: &str, wait: usize| {
                let [from, to] =
                    [hour + wait, hour + wait + 1].map(|it| format!("{day} {it:02}:00"));
                let outcome = if step == "board" { "approved" } else { "" };
                text += &format!("p{page},{step},{step}er,{from},{to},{outcome}\n");
                hour += wait + 1;
            };
            job("layout", 0);
            job("check", 0);
            if page % 4 == 0 {
                job("layout", later);
                job("check", 0);
            }
            job("board", 0);
        }
        fit(&read("log.csv", text.as_bytes(), &Default::default()).unwrap(), &Default::default())
            .unwrap()
    }

    /// A fourth of twenty; that the layout changed unasked is then an assumption, however long it lay before somebody began.
    #[test]
    fn work_that_sends_back_is_asked_about_wherever_it_stands() {
        for later in [0, 3] {
            let found = pages(later);
            let said = "`check` sends 5 of 20 pieces back to `layout`: is it an approval?";
            let is_said = found.findings.iter().any(|it| it.starts_with(said));
            assert!(is_said, "{later}: {:?}", found.findings);
            let grades = found.rows.iter().filter(|row| row.path.ends_with("severity"));
            assert!(grades.map(|row| row.grade).all(|it| it == "C"), "{:?}", found.rows);
        }
    }
}
