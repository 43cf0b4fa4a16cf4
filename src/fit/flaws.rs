//! Flaws that were found: by a hub as it handed a version on, or by whoever was to take it up. Those that nobody found are in no log, and
//! those that a reviewer found are in how often he rejects.

use super::again::{Again, Why, share_of_first};
use super::estimate::{Estimate, Grade};
use super::flow::Flow;
use super::history::{History, Pass};
use std::collections::{BTreeMap, BTreeSet};

/// How such numbers are told.
const FOUND: &str = "k of n, Wilson; flaws that were found, the others are in no log";

/// What is known of them.
#[derive(Clone, Debug)]
pub struct Flaws {
    /// By step: of its versions that somebody looked at, those that came back.
    pub shares: BTreeMap<usize, Estimate>,
    /// Of those found, how many the hub found, where there is one.
    pub by_hub: Option<Estimate>,
    /// Whether others found some.
    pub by_others: bool,
    /// What mending takes of the first time.
    pub fix: Option<Estimate>,
    /// How many others found, or when somebody had begun to work on them.
    pub left: usize,
}

impl Flaws {
    /// Of what was done again; nothing where no flaw was found.
    pub fn of(history: &History, flow: &Flow, again: &[Again<'_>]) -> Option<Flaws> {
        let is_flaw = |it: &Again<'_>| matches!(it.why, Why::Flaw { .. });
        let is_held = |it: &&Again<'_>| {
            it.why == Why::Flaw { by_hub: true } || is_by_receiver((history, flow), it.pass)
        };
        let (found, left): (Vec<&Again<'_>>, Vec<&Again<'_>>) =
            again.iter().filter(|it| is_flaw(it)).partition(is_held);
        let steps: BTreeSet<usize> = found.iter().map(|it| it.pass.step).collect();
        let hub = found.iter().filter(|it| it.why == Why::Flaw { by_hub: true }).count();
        // What the hub missed and nobody found before a review is in no log: it may find any share of all.
        let by_hub = Estimate::share(hub, found.len(), "flaws that were found").by(FOUND);
        let by_hub = by_hub.within(None).at_best(Grade::Assumed);
        (!found.is_empty() || !left.is_empty()).then(|| Flaws {
            shares: steps.into_iter().map(|it| (it, share((history, flow), it, &found))).collect(),
            by_hub: history.hub.step.map(|_| by_hub),
            by_others: hub < found.len(),
            fix: share_of_first(again, |it| is_flaw(it) && it.pass.nth == 1),
            left: left.len(),
        })
    }
}

/// Of the versions of a step that went through a hub, were taken up by somebody or were found to have a flaw, these.
fn share((history, flow): (&History, &Flow), step: usize, found: &[&Again<'_>]) -> Estimate {
    let own = found.iter().map(|it| it.pass).filter(|it| it.step == step);
    let flawed: BTreeSet<(usize, usize)> = own.map(|it| (it.item, it.nth - 1)).collect();
    let passes_hub = is_handed_on(history, step);
    let looked = |it: &&Pass| {
        passes_hub || flawed.contains(&(it.item, it.nth)) || is_taken_up(history, flow, it)
    };
    let n = history.of_step(step).filter(|it| it.done).filter(looked).count();
    let share = Estimate::share(flawed.len().min(n), n, "versions").weak().by(FOUND);
    // What always has a flaw would never be done.
    let most = n as f64 / (n + 1) as f64;
    let value = share.value.min(most);
    share.at(value)
}

/// Whether a flaw may have been found by who was to take it up: somebody was, and had not begun.
fn is_by_receiver((history, flow): (&History, &Flow), again: &Pass) -> bool {
    let receives = |to: usize| flow.needs[to].contains(&again.step) && !history.steps[to].review;
    let is_flawed = |it: &&Pass| it.step == again.step && it.nth + 1 == again.nth;
    let flawed = history.of_item(again.item).find(is_flawed);
    (0..flow.needs.len()).any(receives) && flawed.is_some_and(|it| !is_taken_up(history, flow, it))
}

fn is_handed_on(history: &History, step: usize) -> bool {
    history.hub.pairs().iter().any(|(from, _)| *from == step)
}

/// Whether somebody began the next work on a version before there was a newer one.
fn is_taken_up(history: &History, flow: &Flow, version: &Pass) -> bool {
    let Some(end) = version.end else { return false };
    let items = match history.steps[version.step].once {
        true => history.cases[version.case].items.as_slice(),
        false => std::slice::from_ref(&version.item),
    };
    let is_newer = |it: &&Pass| it.step == version.step && it.nth == version.nth + 1;
    let newer = history.of_item(version.item).find(is_newer);
    let until = newer.and_then(|it| it.end).unwrap_or(i64::MAX);
    let receives =
        |it: &Pass| flow.needs[it.step].contains(&version.step) && !history.steps[it.step].review;
    let begun = |it: &Pass| it.start.is_some_and(|at| end <= at && at < until);
    items.iter().flat_map(|item| history.of_item(*item)).any(|it| receives(it) && begun(it))
}

#[cfg(test)]
mod tests {
    use crate::fit::fit;
    use crate::log::read;

    /// Twenty drafts are handed to set and to print. Of each fourth the hub sends the first version back as it hands it to print, it is
    /// mended in a quarter of its four hours and handed on: 5 of 25 versions. Set is over before print could begin, and yet both take the
    /// draft.
    #[test]
    fn what_a_hub_sends_back_is_a_flaw() {
        let mut text = "campaign,item,step,kind,team,asked,start,end,outcome\n".to_owned();
        for week in 0..20 {
            let monday =
                jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().weeks(week));
            let mut day = 0;
            let mut job = |step: &str,
                           team: &str,
                           [asked, start, end]: [&str; 3],
                           outcome: &str| {
                let date = monday.saturating_add(jiff::Span::new().days(day));
                let kind = if outcome.is_empty() { "work" } else { "broker" };
                let asked =
                    if asked.is_empty() { String::new() } else { format!("{date} {asked}") };
                text += &format!(
                    "c{week},ad,{step},{kind},{team},{asked},{date} {start},{date} {end},{outcome}\n"
                );
                day += i64::from(outcome == "rejected" || step == "set");
            };
            job("draft", "desk", ["09:00", "09:00", "13:00"], "");
            if week % 4 == 0 {
                job("draft to print", "head", ["", "13:00", "13:15"], "rejected");
                job("draft", "desk", ["09:00", "09:00", "10:00"], "");
            }
            job("draft to set", "head", ["", "14:00", "14:15"], "approved");
            job("draft to print", "head", ["", "14:15", "14:30"], "approved");
            job("set", "type", ["15:15", "15:15", "16:00"], "");
            job("set to print", "head", ["", "09:00", "09:15"], "approved");
            job("print", "press", ["10:15", "10:15", "12:00"], "");
        }
        let log = read("log.csv", text.as_bytes(), &Default::default()).unwrap();
        let fit = fit(&log, &Default::default()).unwrap();
        let told = |path: &str| {
            let row = fit.rows.iter().find(|row| row.path == path);
            row.map(|row| (&*row.value, row.n, row.grade))
        };
        assert_eq!(told("streams.draft.flaw"), Some(("0.2", 25, "B")), "{}", fit.scenario);
        assert_eq!(told("broker.detect"), Some(("1", 5, "C")));
        assert_eq!(told("rework.fix"), Some(("0.25", 5, "B")));
        assert!(fit.scenario.contains("needs = [\"draft\", \"set\"]"), "{}", fit.scenario);
        assert!(!fit.scenario.contains("[[changes]]"), "{}", fit.scenario);
    }
}
