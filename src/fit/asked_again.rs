//! How often an approval that has approved is asked again when it gets a new version, be it that a later one sent the work back, or
//! that it changed: in the scenario, the `sensitivity` of the handoffs into it.

use super::estimate::Estimate;
use super::flow::Flow;
use super::history::{History, Pass};
use crate::log::Grain;
use std::collections::BTreeMap;

/// What an approval did with new versions of what it had approved.
#[derive(Clone, Debug)]
pub struct AskedAgain {
    /// Of these, how many it was asked for.
    pub share: Estimate,
    pub asked: usize,
    /// How many came since another approval had rejected.
    pub sent_back: usize,
}

/// Of each approval that got new versions of what it had approved.
pub fn of(history: &History, flow: &Flow) -> BTreeMap<usize, AskedAgain> {
    let approvals = (0..history.steps.len()).filter(|step| history.steps[*step].review);
    approvals.filter_map(|step| Some((step, of_approval(history, flow, step)?))).collect()
}

fn of_approval(history: &History, flow: &Flow, step: usize) -> Option<AskedAgain> {
    let givers = givers(history, flow, step);
    let (mut n, mut asked, mut sent_back) = (0, 0, 0);
    for item in 0..history.items.len() {
        let item = Item { history, flow, passes: history.of_item(item).collect(), step };
        for (at, next) in item.versions(&givers).filter(|(at, _)| item.has_approved(*at)) {
            let Some(again) = item.is_asked_again(at, next) else { continue };
            n += 1;
            asked += usize::from(again);
            sent_back += usize::from(item.is_sent_back(at));
        }
    }
    let share = Estimate::share(asked, n, "new versions");
    let share = if history.grain == Grain::Day { share.weak() } else { share };
    (n > 0).then_some(AskedAgain { share, asked, sent_back })
}

/// The work that an approval looks at: what is handed to it, or through approvals before it.
fn givers(history: &History, flow: &Flow, step: usize) -> Vec<usize> {
    let (mut work, mut left) = (Vec::new(), flow.needs[step].clone());
    while let Some(giver) = left.pop() {
        match history.steps[giver].review {
            true => left.extend(&flow.needs[giver]),
            false => work.push(giver),
        }
    }
    work
}

/// An item before an approval.
struct Item<'a> {
    history: &'a History,
    flow: &'a Flow,
    passes: Vec<&'a Pass>,
    step: usize,
}

impl Item<'_> {
    /// When its givers were done again, each with when one of them was the next time.
    fn versions(&self, givers: &[usize]) -> impl Iterator<Item = (i64, i64)> {
        let work = self.passes.iter().filter(|it| it.done && it.nth > 0);
        let mut ends: Vec<i64> =
            work.filter(|it| givers.contains(&it.step)).filter_map(|it| it.end).collect();
        ends.sort_unstable();
        ends.dedup();
        let next: Vec<i64> = ends.iter().skip(1).copied().chain([i64::MAX]).collect();
        ends.into_iter().zip(next)
    }

    /// Whether the last round before an instant approved, and none was under way.
    fn has_approved(&self, at: i64) -> bool {
        let own = || self.passes.iter().filter(|it| it.step == self.step && it.first() < at);
        let last = own().map(|it| it.round).max();
        let mut round = own().filter(|it| Some(it.round) == last).peekable();
        round.peek().is_some()
            && round.all(|it| it.approved == Some(true) && it.end.is_some_and(|end| end <= at))
    }

    /// Whether it was asked again before the next version; `None` where that is not told: the log is cut, or another approval
    /// before it rejected, so that its turn never came.
    fn is_asked_again(&self, at: i64, next: i64) -> Option<bool> {
        let since = |it: &&&Pass| it.ready().or(it.end).is_some_and(|on| at <= on && on < next);
        let before = &self.flow.before;
        if self.passes.iter().filter(since).any(|it| it.step == self.step) {
            return Some(true);
        }
        let passed = |it: &&Pass| before[it.step].contains(&self.step);
        let held = |it: &&Pass| it.approved == Some(false) && before[self.step].contains(&it.step);
        let went_on = self.passes.iter().filter(since).any(passed);
        let is_open = self.passes.first().is_some_and(|it| self.history.cases[it.case].open);
        let is_told = went_on || !is_open && !self.passes.iter().filter(since).any(held);
        is_told.then_some(false)
    }

    /// Whether the last verdict before an instant was the rejection of another approval.
    fn is_sent_back(&self, at: i64) -> bool {
        let ended = self.passes.iter().filter(|it| it.end.is_some_and(|end| end <= at));
        let last = ended.filter(|it| it.approved.is_some()).max_by_key(|it| it.end);
        last.is_some_and(|it| it.approved == Some(false) && it.step != self.step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::teams;
    use crate::log;

    /// Twelve pages: brand and then legal approve, the board rejects once, layout is done again, and then only the board looks
    /// again; of the last four pages, all three.
    #[test]
    fn who_is_passed_over_after_a_later_rejection_is_counted() {
        let mut text = "campaign,item,step,asked,start,end,outcome\n".to_owned();
        for case in 0..12 {
            let date = jiff::civil::date(2026, 1, 5).saturating_add(jiff::Span::new().days(case));
            let mut hour = 8;
            let mut job = |step: &str, outcome: &str| {
                let [from, to] = [hour, hour + 1].map(|hour| format!("{date} {hour:02}:00"));
                text += &format!("c{case},page,{step},{from},{from},{to},{outcome}\n");
                hour += 1;
            };
            job("layout", "");
            job("brand", "approved");
            job("legal", "approved");
            job("board", "rejected");
            job("layout", "");
            if case >= 8 {
                job("brand", "approved");
                job("legal", "approved");
            }
            job("board", "approved");
        }
        let mut history =
            History::of(&log::read("log.csv", text.as_bytes(), &Default::default()).unwrap(), None);
        teams::assign(&mut history);
        let flow = Flow::of(&history, Vec::new());
        let found = of(&history, &flow);
        let told: Vec<_> = found
            .iter()
            .map(|(step, it)| (&*history.steps[*step].name, it.asked, it.share.n, it.sent_back))
            .collect();
        // The board rejected, so that it has to look again: that is no news to it.
        assert_eq!(told, [("brand", 4, 12, 12), ("legal", 4, 12, 12)]);
    }
}
