//! Whether every second campaign is of another process: more work in a step than those between, or another way. Efforts and ways do not
//! wait, so that campaigns which come in turns look alike in them as long as the process is one.

use super::drift::{self, FALSE, HALF, LEAST};
use super::history::{History, Pass};
use super::normal;
use crate::stats;
use std::collections::BTreeMap;

/// Shares of pieces that differ by less may be of one process.
const APART: f64 = 0.25;

/// Of each step the values of every second campaign, and of those between.
struct Turns {
    step: usize,
    values: [Vec<f64>; 2],
}

impl Turns {
    /// `None` of fewer than eight of either.
    fn of(step: usize, all: Vec<(usize, f64)>) -> Option<Turns> {
        let every = |turn: usize| all.iter().filter(move |it| it.0 % 2 == turn).map(|it| it.1);
        let values = [0, 1].map(|turn| every(turn).collect::<Vec<f64>>());
        values.iter().all(|it| it.len() >= HALF).then_some(Turns { step, values })
    }

    /// By how much the second ones are more in the mean, where ranks show it.
    fn apart(&self, limit: f64) -> Option<f64> {
        let [first, second] = &self.values;
        let shown = stats::rank_test([first, second]).abs() > limit;
        Some(stats::mean(second)? - stats::mean(first)?).filter(|_| shown)
    }
}

/// In sentences.
pub fn of(history: &History, work: &dyn Fn(&Pass) -> Option<f64>) -> Vec<String> {
    let all = 0..history.steps.len();
    let efforts = |step| Turns::of(step, drift::efforts(history, step, work));
    let ways = |step| Turns::of(step, taken(history, step));
    let [efforts, ways]: [Vec<Turns>; 2] =
        [all.clone().filter_map(efforts).collect(), all.filter_map(ways).collect()];
    // Any of so many could show it by chance (Bonferroni).
    let tests = (efforts.len() + ways.len()).max(1) as f64;
    let limit = -normal::quantile(0.5 * FALSE / tests);
    let more = |it: &Turns| {
        let by = libm::exp(it.apart(limit)?);
        let shown = !(1.0 / LEAST..=LEAST).contains(&by);
        shown.then(|| {
            sentence(
                &format!(
                    "took {by:.2} times as much work in every second campaign as in those between"
                ),
                history,
                it.step,
            )
        })
    };
    let otherwise = |it: &Turns| {
        it.apart(limit).filter(|by| by.abs() >= APART)?;
        let [first, second] =
            it.values.each_ref().map(|all| 100.0 * stats::mean(all).unwrap_or(0.0));
        let told = format!(
            "was taken by {second:.0} % of the pieces in every second campaign, by {first:.0} % in those between"
        );
        Some(sentence(&told, history, it.step))
    };
    efforts.iter().filter_map(more).chain(ways.iter().filter_map(otherwise)).collect()
}

fn sentence(told: &str, history: &History, step: usize) -> String {
    let name = &history.steps[step].name;
    format!(
        "`{name}` {told}: these are two processes in turns; fit the campaigns of each apart, or say why they differ"
    )
}

/// By campaign that is over, the share of its pieces that took a step.
fn taken(history: &History, step: usize) -> Vec<(usize, f64)> {
    let mut cases: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (index, item) in history.items.iter().enumerate() {
        let case = &history.cases[item.case];
        if !case.open && !case.abandoned && !item.passes.is_empty() {
            let took = history.of_item(index).any(|pass| pass.step == step);
            cases.entry(item.case).or_default().push(f64::from(u8::from(took)));
        }
    }
    cases.into_iter().filter_map(|(case, took)| Some((case, stats::mean(&took)?))).collect()
}

#[cfg(test)]
mod tests {
    use crate::fit::{Fit, fit};
    use crate::log::read;

    /// Thirty campaigns of a page each, written in so many hours by turns; every second one is proofed, or all are.
    fn campaigns(hours: [i64; 2], proofs_all: bool) -> Fit {
        let mut text = "campaign,item,step,person,start,end\n".to_owned();
        for case in 0..30 {
            let day = jiff::civil::date(2026, 1, 5).at(9, 0, 0, 0);
            let at = |minutes: i64| day + jiff::Span::new().days(case).minutes(minutes);
            // A few minutes more and less, which do not come in turns.
            let written = 60 * hours[case as usize % 2] + 7 * case % 11;
            let mut row = |step: &str, who: &str, from: i64, to: i64| {
                text += &format!("c{case:02},p,{step},{who},{},{}\n", at(from), at(to));
            };
            row("write", "ann", 0, written);
            if proofs_all || case % 2 == 1 {
                row("proof", "bea", written, written + 20 + 5 * case % 7);
            }
        }
        fit(&read("log.csv", text.as_bytes(), &Default::default()).unwrap(), &Default::default())
            .unwrap()
    }

    #[test]
    fn every_second_campaign_of_another_process_is_told() {
        let said = |fit: Fit| {
            let told = fit.findings.into_iter().filter(|it| it.contains("in turns"));
            told.map(|it| it.split(" in every").next().unwrap_or_default().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(said(campaigns([3, 3], true)), [""; 0]);
        // Six hours for two, but for a few minutes.
        let more = said(campaigns([2, 6], true));
        assert!(more.len() == 1 && more[0].starts_with("`write` took 2.9"), "{more:?}");
        let otherwise = ["`proof` was taken by 100 % of the pieces"];
        assert_eq!(said(campaigns([3, 3], false)), otherwise);
    }
}
